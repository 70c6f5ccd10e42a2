//! The audit log as it is read: filters, pages, files, who may, and what is told of refused sign-ins.

use std::collections::BTreeSet;

use api_tests::{Actor, PASSWORD, World};
use serde_json::{Value, json};

fn items(actor: &Actor, query: &str) -> Vec<Value> {
    let answer = actor.get(&format!("/v1/audit-events?{query}"));
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.json()["items"].as_array().expect("items").clone()
}

fn actions(actor: &Actor, query: &str) -> Vec<String> {
    items(actor, query).iter().map(|event| event["action"].as_str().expect("an action").to_owned()).collect()
}

#[test]
fn the_log_says_who_did_what_under_which_right_and_from_where() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (bot, token) = ana.system_user(None, "bot");
    world.pass(1_000);
    assert_eq!(ana.post(&format!("/v1/system-users/{bot}/deactivate"), &json!({})).status, 200);
    let me = ana.get("/v1/me").json()["user"]["id"].as_str().expect("an id").to_owned();
    let first = items(&ana, "limit=1")[0].clone();
    assert_eq!(first["action"], "system_user.deactivated");
    assert_eq!(first["actor"], json!({ "kind": "person", "id": me, "name": "Ana López" }));
    assert_eq!((&first["permission"], &first["ip"]), (&json!("system_users:manage"), &json!("203.0.113.7")));
    assert_eq!((&first["subject_id"], &first["detail"]["after"]), (&json!(bot), &json!({ "status": "inactive" })));
    assert!(first["seq"].as_i64().expect("a place") > 1 && first["hash"].as_str().expect("sealed").len() == 64);

    assert_eq!(actions(&ana, &format!("subject={bot}")), ["system_user.deactivated", "system_user.created"]);
    assert_eq!(actions(&ana, &format!("actor={me}&action=system_user.created")), ["system_user.created"]);
    assert_eq!(actions(&ana, "action=session.created"), ["session.created"]);
    assert_eq!(actions(&ana, &format!("actor=usr_nobody&subject={bot}")), [""; 0]);
    let at = first["at"].as_str().expect("a time");
    assert_eq!(actions(&ana, &format!("from={at}")), ["system_user.deactivated"]);
    assert!(!actions(&ana, &format!("to={at}")).contains(&"system_user.deactivated".to_owned()));
    assert_eq!(ana.get("/v1/audit-events?action=nonsense").status, 422);
    let all = ana.get("/v1/audit-events?limit=200").text();
    assert!(!all.contains(&token) && !all.contains(PASSWORD));

    world.second_account();
    let eve = isolate.sign_in("eve@other.example");
    for query in [format!("subject={bot}"), format!("actor={me}"), "action=system_user.created".to_owned()] {
        assert_eq!(actions(&eve, &query), [""; 0], "{query}");
    }
}

#[test]
fn whoever_may_read_the_log_is_told_by_a_permission_of_its_own() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let grants = json!([{ "permission": "audit:read", "reach": "account" }]);
    let role = ana.post("/v1/roles", &json!({ "name": "Auditor", "grants": grants })).json()["id"].clone();
    let olga = world.add_person(1, "user");
    assert_eq!(isolate.sign_in("user1@example.com").get("/v1/audit-events").code(), "forbidden");
    assert_eq!(ana.patch(&format!("/v1/users/{olga}"), &json!({ "version": 1, "role_id": role })).status, 200);
    let auditor = isolate.sign_in("user1@example.com");
    assert!(actions(&auditor, "").contains(&"role.created".to_owned()));
    assert_eq!(auditor.post("/v1/audit-events/verify", &json!({})).status, 200);
    assert_eq!(auditor.get("/v1/users").code(), "forbidden", "and nothing else");
}

#[test]
fn a_file_is_as_many_parts_as_it_takes_and_each_event_comes_once() {
    let world = World::new();
    let ana = world.isolate().set_up();
    // Ids of one millisecond are in no order.
    world.pass(1);
    let (bot, _) = ana.system_user(None, "bot");
    world.pass(1);
    assert_eq!(ana.patch("/v1/me", &json!({ "version": 1, "name": "=Ana" })).status, 200);
    for n in 0..45 {
        world.pass(10);
        let act = if n % 2 == 0 { "deactivate" } else { "activate" };
        assert_eq!(ana.post(&format!("/v1/system-users/{bot}/{act}"), &json!({})).status, 200);
    }
    let count = usize::try_from(world.count("SELECT count(*) FROM audit_event")).expect("few");
    for (accept, media) in [("text/csv", "text/csv; charset=utf-8"), ("application/x-ndjson", "application/x-ndjson")] {
        let asks = ana.with("accept", accept);
        let (mut target, mut lines) = ("/v1/audit-events?limit=20".to_owned(), Vec::new());
        for part in 0.. {
            let answer = asks.get(&target);
            assert_eq!((answer.status, answer.header("content-type").as_deref()), (200, Some(media)));
            let text = answer.text();
            let text = text.trim_start_matches('\u{feff}');
            assert_eq!(text.starts_with("\"seq\""), accept == "text/csv" && part == 0, "one head");
            lines.extend(text.lines().filter(|line| !line.starts_with("\"seq\"")).map(str::to_owned));
            let Some(link) = answer.header("link") else { break };
            let next = link.strip_prefix('<').and_then(|rest| rest.strip_suffix(">; rel=\"next\""));
            next.expect("a link").clone_into(&mut target);
        }
        assert_eq!(lines.len(), count, "{accept}");
        assert_eq!(lines.iter().collect::<BTreeSet<_>>().len(), count, "{accept}");
        if accept == "text/csv" {
            assert!(lines.iter().any(|line| line.contains(",\"'=Ana\",")), "a cell is no formula");
        } else {
            let seqs: Vec<i64> = lines
                .iter()
                .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["seq"].as_i64().expect("a place"))
                .collect();
            assert!(seqs.is_sorted_by(|a, b| a > b), "the newest first: {seqs:?}");
        }
    }
    let whole = ana.with("accept", "application/x-ndjson").get("/v1/audit-events");
    assert_eq!((whole.text().lines().count(), whole.header("link")), (count, None));
}

#[test]
fn reading_the_log_again_names_the_first_bad_event_and_goes_on_where_it_ended() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let (bot, _) = ana.system_user(None, "bot");
    for n in 0..2_050 {
        let act = if n % 2 == 0 { "deactivate" } else { "activate" };
        assert_eq!(ana.post(&format!("/v1/system-users/{bot}/{act}"), &json!({})).status, 200);
    }
    world.scheduled();
    let verify = |cursor: &Value| {
        let answer = ana.post("/v1/audit-events/verify", &json!({ "cursor": cursor }));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    };
    let first = ana.post("/v1/audit-events/verify", &json!({})).json();
    assert_eq!((&first["ok"], &first["checked"], &first["first_bad"]), (&json!(true), &json!(2_000), &Value::Null));
    let rest = verify(&first["next_cursor"]);
    let count = world.count("SELECT count(*) FROM audit_event");
    assert_eq!(
        (&rest["ok"], &rest["checked"], &rest["next_cursor"]),
        (&json!(true), &json!(count - 2_000), &Value::Null)
    );
    assert_eq!(rest["head_seq"], json!(count));
    assert!(rest["head_at"].is_string());

    world.sql("DROP TRIGGER audit_event_update").expect("drops");
    for (seq, cursor) in [(2_020, &first["next_cursor"]), (9, &Value::Null)] {
        world.sql(&format!("UPDATE audit_event SET actor_name = 'Somebody' WHERE seq = {seq}")).expect("flips");
        let sql = format!("SELECT id FROM audit_event WHERE seq = {seq}");
        let id: String = world.db.lock().query_row(&sql, [], |row| row.get(0)).expect("one");
        let found =
            if cursor.is_null() { ana.post("/v1/audit-events/verify", &json!({})).json() } else { verify(cursor) };
        assert_eq!(found["ok"], json!(false));
        assert_eq!(found["first_bad"], json!({ "seq": seq, "id": id, "why": "changed" }));
    }
}

#[test]
fn refused_sign_ins_are_told_and_nobody_fills_the_log_with_them() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let me = ana.get("/v1/me").json()["user"]["id"].as_str().expect("an id").to_owned();
    let wrong = |email: &str, ip: &str| {
        let body = json!({ "email": email, "password": "wrong horse battery staple" });
        isolate.nobody().from(ip).post("/v1/sessions", &body).status
    };
    let told = || items(&ana, "action=session.refused&limit=200");
    for _ in 0..30 {
        assert_eq!(wrong("ana@example.com", "198.51.100.1"), 401);
    }
    assert_eq!(wrong("nobody@example.com", "198.51.100.1"), 401);
    let events = told();
    assert_eq!(events.len(), 1, "one a person and network");
    assert_eq!((&events[0]["subject_id"], &events[0]["ip"]), (&json!(me), &json!("198.51.100.1")));
    assert_eq!(events[0]["actor"]["kind"], "deployment", "nobody knows who it was");
    for n in 0..60 {
        assert_eq!(wrong("ana@example.com", &format!("198.51.100.{n}")), 401);
    }
    assert_eq!(told().len(), 20, "and not too many an account");
    world.pass(15 * 60 * 1_000);
    assert_eq!(wrong("ana@example.com", "198.51.100.1"), 401);
    assert_eq!(told().len(), 21, "again in the next quarter of an hour");
    assert_eq!(world.verified().bad, None);
}

/// A row that was changed behind the service is shown like any other, and hides none of them.
#[test]
fn a_row_that_says_nothing_readable_hides_no_page() {
    let world = World::new();
    let ana = world.isolate().set_up();
    ana.subaccount("Brazil");
    let all = |ana: &Actor| ana.get("/v1/audit-events?limit=200");
    let count = all(&ana).json()["items"].as_array().expect("items").len();
    let strange = "DROP TRIGGER audit_event_update; UPDATE audit_event SET detail = '[]', request_id = '?' WHERE action = 'subaccount.created'";
    world.sql(strange).expect("changes it");
    let page = all(&ana);
    assert_eq!(page.status, 200, "{}", page.text());
    let items = page.json()["items"].as_array().cloned().expect("items");
    assert_eq!(items.len(), count);
    let one = items.iter().find(|one| one["action"] == "subaccount.created").expect("it is shown");
    assert_eq!((&one["detail"]["after"], &one["request_id"]), (&Value::Null, &Value::Null));
    for accept in ["text/csv", "application/x-ndjson"] {
        assert_eq!(ana.with("accept", accept).get("/v1/audit-events").status, 200);
    }
    // Nor the history of a thing.
    let (bot, _) = ana.system_user(None, "bot");
    world
        .sql(&format!("UPDATE audit_event SET detail = '[]', request_id = '?' WHERE subject_id = '{bot}'"))
        .expect("changes it");
    let history = ana.get(&format!("/v1/system-users/{bot}/history"));
    assert_eq!((history.status, &history.json()["items"][0]["request_id"]), (200, &Value::Null), "{}", history.text());
}

/// A file of everything names no file behind it, however much is in it.
#[test]
fn a_file_of_everything_is_the_last_one() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let (bot, _) = ana.system_user(None, "bot");
    for n in 0..320 {
        world.pass(10);
        let act = if n % 2 == 0 { "deactivate" } else { "activate" };
        assert_eq!(ana.post(&format!("/v1/system-users/{bot}/{act}"), &json!({})).status, 200);
    }
    let actor = ana.get("/v1/me").json()["user"]["id"].as_str().expect("an id").to_owned();
    let ana = ana.with("accept", "application/x-ndjson");
    for filter in [String::new(), format!("?actor={actor}"), format!("?actor={actor}&subject={bot}")] {
        let file = ana.get(&format!("/v1/audit-events{filter}"));
        assert_eq!((file.status, file.header("link")), (200, None), "{filter}");
    }
}
