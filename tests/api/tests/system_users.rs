//! Subaccounts and system users as an admin handles them.

use std::sync::Barrier;

use api_tests::World;
use serde_json::json;

#[test]
fn subaccounts_are_made_renamed_and_deleted_unless_something_hangs_on_them() {
    let isolate = World::new().isolate();
    let ana = isolate.set_up();
    let id = ana.subaccount("Support");
    let again = ana.post("/v1/subaccounts", &json!({ "name": "Other", "reference_name": "SUPPORT" }));
    assert_eq!(
        (again.status, again.code().as_str(), again.field().as_str()),
        (409, "reference_name_taken", "/reference_name taken")
    );
    let url = format!("/v1/subaccounts/{id}");
    let renamed = ana.patch(&url, &json!({ "version": 1, "name": "Help" })).json();
    assert_eq!(
        (&renamed["name"], &renamed["reference_name"], &renamed["version"]),
        (&json!("Help"), &json!("Support"), &json!(2))
    );
    assert_eq!(ana.patch(&url, &json!({ "version": 1, "name": "Old" })).code(), "stale");

    let (su, _) = ana.system_user(Some(&id), "bot");
    let refused = ana.delete(&url);
    assert_eq!((refused.status, refused.code().as_str()), (409, "subaccount_in_use"));
    assert_eq!(
        refused.json()["system_user"],
        json!({ "id": su, "username": "bot", "status": "active", "environment": "live" })
    );
    ana.post(&format!("/v1/system-users/{su}/deactivate"), &json!({}));
    assert_eq!(ana.delete(&url).code(), "subaccount_in_use", "an inactive one counts, too");
    assert_eq!(ana.delete(&format!("/v1/system-users/{su}")).status, 204);
    assert_eq!(ana.delete(&url).status, 204);
    assert_eq!(ana.delete(&url).code(), "not_found");
}

#[test]
fn one_per_subaccount_inactive_ones_included_and_the_refusal_names_it() {
    let isolate = World::new().isolate();
    let ana = isolate.set_up();
    let id = ana.subaccount("Support");
    let (su, _) = ana.system_user(Some(&id), "first");
    ana.post(&format!("/v1/system-users/{su}/deactivate"), &json!({}));
    let second = ana.post("/v1/system-users", &json!({ "subaccount_id": id, "username": "second" }));
    assert_eq!((second.status, second.code().as_str()), (409, "subaccount_taken"));
    assert_eq!(
        second.json()["system_user"],
        json!({ "id": su, "username": "first", "status": "inactive", "environment": "live" })
    );
    let listed = ana.get("/v1/subaccounts").json();
    assert_eq!(listed["items"][0]["system_user"]["username"], "first");
    let unknown =
        ana.post("/v1/system-users", &json!({ "subaccount_id": "sub_00000000000000000000000000", "username": "x" }));
    assert_eq!(unknown.field(), "/subaccount_id not_found");
}

/// Runs the same call from many threads at once, each in an isolate of its own.
fn at_once(
    world: &std::sync::Arc<World>,
    count: usize,
    email: &str,
    call: impl Fn(&api_tests::Actor, usize) -> u16 + Sync,
) -> Vec<u16> {
    let barrier = Barrier::new(count);
    let barrier = &barrier;
    let call = &call;
    let cookie = world.isolate().sign_in(email);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|i| {
                let world = std::sync::Arc::clone(world);
                let headers = cookie.headers();
                scope.spawn(move || {
                    let actor = headers.into_iter().fold(world.isolate().nobody(), |a, (n, v)| a.with(n, &v));
                    barrier.wait();
                    call(&actor, i)
                })
            })
            .collect();
        threads.into_iter().map(|t| t.join().expect("no panic")).collect()
    })
}

#[test]
fn b20_of_100_at_once_one_gets_the_subaccount() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let id = ana.subaccount("Support");
    let statuses = at_once(&world, 100, "ana@example.com", |actor, i| {
        actor.post("/v1/system-users", &json!({ "subaccount_id": id, "username": format!("bot {i}") })).status
    });
    assert_eq!(
        (statuses.iter().filter(|s| **s == 201).count(), statuses.iter().filter(|s| **s == 409).count()),
        (1, 99)
    );
    assert_eq!(
        world.count("SELECT count(*) FROM audit_event WHERE action = 'system_user.created'"),
        1,
        "the losers left nothing"
    );
}

#[test]
fn b20_of_100_at_once_10_are_account_wide() {
    let world = World::new();
    world.isolate().set_up();
    let statuses = at_once(&world, 100, "ana@example.com", |actor, _| {
        actor.post("/v1/system-users", &json!({ "subaccount_id": null, "username": "bot" })).status
    });
    assert_eq!(
        (statuses.iter().filter(|s| **s == 201).count(), statuses.iter().filter(|s| **s == 409).count()),
        (10, 90)
    );
    let refused = world
        .isolate()
        .sign_in("ana@example.com")
        .post("/v1/system-users", &json!({ "subaccount_id": null, "username": "bot" }));
    assert_eq!((refused.code().as_str(), &refused.json()["limit"]), ("system_user_limit", &json!(10)));
}

#[test]
fn one_key_is_one_system_user_however_often_it_is_sent() {
    let world = World::new();
    world.isolate().set_up();
    let bodies = std::sync::Mutex::new(Vec::new());
    let statuses = at_once(&world, 50, "ana@example.com", |actor, _| {
        let answer = actor
            .with("idempotency-key", "k-1")
            .post("/v1/system-users", &json!({ "subaccount_id": null, "username": "bot" }));
        bodies.lock().expect("no panic").push(answer.text());
        answer.status
    });
    assert_eq!(statuses, vec![201; 50]);
    let mut bodies = bodies.into_inner().expect("no panic");
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "the same answer, token included");
    assert_eq!(world.count("SELECT count(*) FROM system_user"), 1);

    let ana = world.isolate().sign_in("ana@example.com").with("idempotency-key", "k-1");
    let other = ana.post("/v1/system-users", &json!({ "subaccount_id": null, "username": "another" }));
    assert_eq!((other.status, other.code().as_str()), (409, "idempotency_mismatch"));
    world.pass(86_400_000 + 1);
    let later = world.isolate().sign_in("ana@example.com").with("idempotency-key", "k-1");
    assert_eq!(
        later.post("/v1/system-users", &json!({ "subaccount_id": null, "username": "another" })).status,
        201,
        "a day later the key is free again"
    );
}

#[test]
fn a_replayed_generation_does_not_end_the_new_token() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (id, _) = ana.system_user(None, "bot");
    let generate = || {
        ana.with("idempotency-key", "g")
            .post(&format!("/v1/system-users/{id}/tokens"), &json!({ "confirm": true }))
            .json()
    };
    let (one, two) = (generate(), generate());
    assert_eq!(one, two);
    assert_eq!(isolate.bot(one["token"]["value"].as_str().expect("a token")).get("/v1/whoami").status, 200);
}

#[test]
fn the_list_is_searched_filtered_sorted_and_paged() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let mut ids = Vec::new();
    for i in 0..25 {
        let name = format!("dept-{i:02}");
        let sub = ana.subaccount(&name);
        world.pass(1_000);
        ids.push(ana.system_user(Some(&sub), &format!("Bot {:02}", 24 - i)));
    }
    ana.post(&format!("/v1/system-users/{}/deactivate", ids[3].0), &json!({}));
    isolate.bot(&ids[5].1).get("/v1/whoami");

    let names = |target: &str| -> Vec<String> {
        let page = ana.get(target);
        assert_eq!(page.status, 200, "{}", page.text());
        page.json()["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|i| i["username"].as_str().expect("a name").to_owned())
            .collect()
    };
    for sort in [
        "username",
        "-username",
        "subaccount",
        "-subaccount",
        "created_at",
        "-created_at",
        "last_used_at",
        "-last_used_at",
        "status",
        "-status",
    ] {
        let whole = names(&format!("/v1/system-users?limit=200&sort={sort}"));
        let mut paged = Vec::new();
        let mut target = format!("/v1/system-users?limit=7&sort={sort}");
        loop {
            let page = ana.get(&target).json();
            paged.extend(
                page["items"]
                    .as_array()
                    .expect("items")
                    .iter()
                    .map(|i| i["username"].as_str().expect("a name").to_owned()),
            );
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            target = format!("/v1/system-users?limit=7&sort={sort}&cursor={cursor}");
        }
        assert_eq!(paged, whole, "{sort}");
        assert_eq!(whole.len(), 25);
    }
    assert_eq!(names("/v1/system-users?limit=1"), ["Bot 00"], "the newest first");
    assert_eq!(names("/v1/system-users?limit=1&sort=-last_used_at"), ["Bot 19"]);
    assert_eq!(names("/v1/system-users?status=inactive"), ["Bot 21"]);
    assert_eq!(names("/v1/system-users?search=DEPT-07"), ["Bot 17"]);
    assert_eq!(names(&format!("/v1/system-users?search={}", &ids[9].1[49..])), ["Bot 15"], "by the token's end");
    assert_eq!(names("/v1/system-users?search=%25"), [""; 0], "no wildcard");
    let cursor =
        ana.get("/v1/system-users?limit=1&sort=username").json()["next_cursor"].as_str().expect("a cursor").to_owned();
    assert_eq!(ana.get(&format!("/v1/system-users?sort=created_at&cursor={cursor}")).field(), "/cursor invalid_cursor");
    let overview = ana.get("/v1/overview").json();
    assert_eq!(
        (&overview["system_users_active"], &overview["system_users_inactive"], &overview["system_users_never_used"]),
        (&json!(24), &json!(1), &json!(23))
    );
    assert_eq!(
        (&overview["subaccounts"], &overview["subaccounts_without_system_user"], &overview["calls_24h"]),
        (&json!(25), &json!(0), &json!(1))
    );
}

#[test]
fn a_renamed_bot_must_send_its_new_name() {
    let isolate = World::new().isolate();
    let ana = isolate.set_up();
    let (id, token) = ana.system_user(None, "old");
    let pair = |name: &str| {
        isolate.nobody().with("username", name).with("authenticationtoken", &token).get("/v1/whoami").status
    };
    assert_eq!(pair("old"), 200);
    assert_eq!(ana.patch(&format!("/v1/system-users/{id}"), &json!({ "version": 1, "username": "new" })).status, 200);
    assert_eq!((pair("old"), pair("new")), (401, 200));
    assert_eq!(ana.patch(&format!("/v1/system-users/{id}"), &json!({ "version": 1, "username": "x" })).code(), "stale");
}

#[test]
fn a_name_is_found_as_it_is_written_whatever_its_letters() {
    let ana = World::new().isolate().set_up();
    let sub = ana.subaccount("École");
    ana.system_user(Some(&sub), "Señor Bot");
    for search in ["École", "ÉCOLE", "señor", "SEñOR"] {
        let found = ana.get(&format!("/v1/system-users?search={search}")).json();
        assert_eq!(found["items"][0]["username"], "Señor Bot", "{search}");
    }
    assert_eq!(ana.get("/v1/subaccounts?search=École").json()["items"][0]["name"], "École");
}

/// A forgotten field would make a bot of the whole account without a word: null is said, and not left out.
#[test]
fn whose_it_is_must_be_said_and_null_says_the_whole_account() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let forgotten = ana.post("/v1/system-users", &json!({ "username": "bot" }));
    assert_eq!((forgotten.status, forgotten.field()), (422, "/subaccount_id required".to_owned()));
    assert_eq!(world.count("SELECT count(*) FROM system_user"), 0);
    let said = ana.post("/v1/system-users", &json!({ "subaccount_id": null, "username": "bot" }));
    assert_eq!((said.status, &said.json()["system_user"]["subaccount_id"]), (201, &json!(null)));
}
