//! The list of people, one person, teams.

use api_tests::{Actor, CLOSE, World, audit};
use serde_json::{Value, json};

fn names(answer: &Value) -> Vec<String> {
    let items = answer["items"].as_array().unwrap_or_else(|| panic!("no list: {answer}"));
    items.iter().map(|u| u["name"].as_str().expect("a name").to_owned()).collect()
}

/// All pages of a list.
fn all(ana: &Actor, target: &str) -> Vec<String> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = ana.get(&format!("{target}{cursor}")).json();
        found.extend(names(&page));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

fn many(world: &World, n: u32) {
    let account = world.account();
    let mut sql = format!("BEGIN; {};", audit("aud_many", &account, "user.created", "usr_many"));
    for i in 0..n {
        let (role, status) = (["user", "sale", "developer"][i as usize % 3], ["active", "inactive"][i as usize % 2]);
        let name = format!("{} {}", ["Zoë", "ana", "Óscar", "Bruno"][i as usize % 4], i % 7);
        sql.push_str(&format!(
            "INSERT INTO person (id, account_id, email, email_key, name, role, status, locale, created_at, event_id) \
             VALUES ('usr_{i:026}', '{account}', 'p{i}@example.com', 'p{i}@example.com', '{name}', '{role}', '{status}', 'en', 1, 'aud_many');"
        ));
    }
    world.sql(&(sql + CLOSE + "; COMMIT;")).expect("many people");
}

#[test]
fn pages_hold_everybody_once_in_order_whatever_the_filter() {
    let world = World::new();
    let ana = world.isolate().set_up();
    many(&world, 60);
    let everybody = all(&ana, "/v1/users?limit=7");
    assert_eq!(everybody.len(), 61);
    let mut sorted = everybody.clone();
    sorted.sort_by_key(|name| name.to_ascii_lowercase());
    assert_eq!(everybody, sorted);
    for (filter, expected) in [
        ("role_id=role_sale", 20),
        ("status=inactive", 30),
        ("role_id=role_sale&status=active", 10),
        ("two_factor=false", 61),
        ("two_factor=true", 0),
        ("status=inactive&two_factor=false", 30),
        ("search=zo", 15),
        ("search=oscar", 15),
        ("search=p1", 11),
        ("search=p1&status=inactive", 6),
        ("search=zo%203", 2),
        ("search=nobody", 0),
        ("search=%22%2A", 0),
    ] {
        assert_eq!(all(&ana, &format!("/v1/users?limit=4&{filter}")).len(), expected, "{filter}");
    }
    let page = ana.get("/v1/users?limit=4").json();
    let cursor = page["next_cursor"].as_str().expect("a cursor");
    assert_eq!(ana.get(&format!("/v1/users?search=zo&cursor={cursor}")).field(), "/cursor invalid_cursor");
    assert_eq!(ana.get("/v1/users?two_factor=maybe").field(), "/two_factor invalid_choice");
    assert_eq!(ana.get("/v1/users?limit=201").status, 422);
}

#[test]
fn a_new_name_is_found_and_the_address_stays() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let id = world.add_person(1, "user");
    let at = format!("/v1/users/{id}");
    let changed = ana.patch(&at, &json!({ "version": 1, "name": "Renée Ørsted" }));
    assert_eq!((changed.status, &changed.json()["user"]["version"]), (200, &json!(2)), "{}", changed.text());
    assert_eq!(names(&ana.get("/v1/users?search=rene").json()), ["Renée Ørsted"]);
    assert_eq!(names(&ana.get("/v1/users?search=P1").json()), [""; 0]);
    assert_eq!(ana.patch(&at, &json!({ "version": 1, "name": "Old" })).code(), "stale");
    assert_eq!(ana.patch(&at, &json!({ "version": 2, "email": "new@example.com" })).field(), "/email immutable");
    assert_eq!(ana.patch(&at, &json!({ "version": 2, "email": "USER1@example.com" })).status, 200, "the same address");
    let places = json!({ "version": 3, "team_ids": ["team_00000000000000000000000009"], "subaccount_ids": ["sub_00000000000000000000000009"] });
    let refused = ana.patch(&at, &places).json()["errors"].clone();
    assert_eq!(refused[0]["pointer"], "/subaccount_ids");
    assert_eq!(refused[1]["pointer"], "/team_ids");
    assert_eq!(ana.post(&format!("{at}/capacity"), &json!({ "capacity": 12 })).json()["user"]["capacity"], 12);
    assert_eq!(
        ana.post(&format!("{at}/capacity"), &json!({ "capacity": null })).json()["user"]["capacity"],
        json!(null)
    );
    assert_eq!(ana.post(&format!("{at}/capacity"), &json!({ "capacity": -1 })).field(), "/capacity out_of_range");
    assert_eq!(ana.delete(&at).status, 204);
    assert_eq!(names(&ana.get("/v1/users?search=rene").json()), [""; 0]);
    assert_eq!(names(&ana.get("/v1/users").json()), ["Ana López"]);
}

#[test]
fn being_here_is_seen_in_the_list() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    world.add_person(1, "user");
    let seen = || ana.get("/v1/users?search=p1").json()["items"][0]["last_seen_at"].clone();
    assert_eq!(seen(), json!(null));
    let user = isolate.sign_in("user1@example.com");
    let first = seen();
    assert!(first.is_string());
    world.pass(5 * domain::time::MINUTE);
    assert_eq!(user.get("/v1/me").status, 200);
    assert!(seen().as_str() > first.as_str(), "later than before");
}

#[test]
fn teams_are_kept_from_both_sides() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (one, two, three) = (world.add_person(1, "user"), world.add_person(2, "user"), world.add_person(3, "user"));
    let body = json!({ "name": "Night", "member_ids": [one, two], "supervisor_ids": [three] });
    let key = ana.with("idempotency-key", "team-1");
    let night = key.post("/v1/teams", &body);
    assert_eq!((night.status, &night.json()["member_count"]), (201, &json!(3)), "{}", night.text());
    assert_eq!(key.post("/v1/teams", &body).json(), night.json(), "a retry is answered alike");
    assert_eq!(night.json()["members"][2], json!({ "id": three, "name": "P3", "supervisor": true }));
    let id = night.json()["id"].as_str().expect("an id").to_owned();
    assert_eq!(ana.post("/v1/teams", &json!({ "name": "NIGHT" })).code(), "name_taken");
    let stranger = json!({ "name": "Day", "member_ids": ["usr_00000000000000000000000099"] });
    assert_eq!(ana.post("/v1/teams", &stranger).field(), "/member_ids not_found");

    let day = ana.post("/v1/teams", &json!({ "name": "Day" })).json()["id"].clone();
    let both = ana.patch(&format!("/v1/users/{one}"), &json!({ "version": 1, "team_ids": [id, day] }));
    assert_eq!(both.json()["teams"].as_array().map(Vec::len), Some(2), "{}", both.text());
    assert_eq!(names(&ana.get(&format!("/v1/users?team_id={}", day.as_str().expect("an id"))).json()), ["P1"]);
    let changed = ana.patch(&format!("/v1/teams/{id}"), &json!({ "version": 1, "name": "Late", "member_ids": [two] }));
    assert_eq!(
        changed.json()["members"],
        json!([{ "id": two, "name": "P2", "supervisor": false }]),
        "{}",
        changed.text()
    );
    assert_eq!(ana.get(&format!("/v1/users/{one}")).json()["teams"][0]["name"], "Day");
    let supervised = ana.patch(&format!("/v1/teams/{id}"), &json!({ "version": 2, "supervisor_ids": [one] }));
    assert_eq!(supervised.json()["members"][0], json!({ "id": one, "name": "P1", "supervisor": true }));
    assert_eq!(ana.patch(&format!("/v1/teams/{id}"), &json!({ "version": 1, "name": "Old" })).code(), "stale");
    assert_eq!(ana.delete(&format!("/v1/teams/{id}")).status, 204);
    assert_eq!(ana.get(&format!("/v1/users/{two}")).json()["teams"], json!([]), "the people stay");
}

#[test]
fn a_team_is_full_at_a_thousand() {
    let world = World::new();
    let ana = world.isolate().set_up();
    many(&world, 1_001);
    let ids: Vec<String> = (0..1_001).map(|i| format!("usr_{i:026}")).collect();
    let over = ana.post("/v1/teams", &json!({ "name": "All", "member_ids": ids }));
    assert_eq!(over.field(), "/member_ids too_long", "{}", over.text());
    let full = ana.post("/v1/teams", &json!({ "name": "All", "member_ids": ids[..1_000] }));
    assert_eq!((full.status, &full.json()["member_count"]), (201, &json!(1_000)));
    let one_more =
        ana.patch(&format!("/v1/users/{}", ids[1_000]), &json!({ "version": 1, "team_ids": [full.json()["id"]] }));
    assert_eq!(one_more.field(), "/team_ids too_long");
}
