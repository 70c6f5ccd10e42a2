//! What was done to a system user and to a person, and who may read it.

use api_tests::{Actor, World};
use serde_json::{Value, json};

fn actions(actor: &Actor, target: &str) -> Vec<String> {
    let answer = actor.get(target);
    assert_eq!(answer.status, 200, "{target}: {}", answer.text());
    let items = answer.json()["items"].as_array().expect("items").clone();
    items.iter().map(|event| event["action"].as_str().expect("an action").to_owned()).collect()
}

#[test]
fn what_was_done_to_a_system_user_by_whom_and_in_which_request() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (id, token) = ana.system_user(None, "bot");
    let path = format!("/v1/system-users/{id}");
    world.pass(1_000);
    let renamed = ana.patch(&path, &json!({ "version": 2, "username": "robot" }));
    let renamed =
        if renamed.status == 200 { renamed } else { ana.patch(&path, &json!({ "version": 1, "username": "robot" })) };
    assert_eq!(renamed.status, 200, "{}", renamed.text());
    world.add_person(1, "developer");
    world.pass(1_000);
    let dev = isolate.sign_in("developer1@example.com");
    assert_eq!(dev.post(&format!("{path}/deactivate"), &json!({})).status, 200);
    let at = ana.get(&path).json()["system_user"]["deactivated_at"].clone();
    // The name is the present one while the person is there.
    let person = ana.get("/v1/users?search=developer1").json()["items"][0].clone();
    let who = person["id"].as_str().expect("an id").to_owned();
    let named = ana.patch(&format!("/v1/users/{who}"), &json!({ "version": person["version"], "name": "Dora" }));
    assert_eq!(named.status, 200, "{}", named.text());

    let target = format!("{path}/history");
    assert_eq!(actions(&ana, &target), ["system_user.deactivated", "system_user.updated", "system_user.created"]);
    let items = ana.get(&target).json()["items"].clone();
    assert_eq!(items[0]["actor"], json!({ "kind": "person", "id": who, "name": "Dora" }));
    assert_eq!(items[0]["at"], at);
    assert_eq!(items[0]["detail"]["after"], json!({ "status": "inactive" }));
    assert_eq!(items[1]["request_id"].as_str(), renamed.header("x-request-id").as_deref());
    assert_eq!(
        (&items[1]["detail"]["before"]["username"], &items[1]["detail"]["after"]["username"]),
        (&json!("bot"), &json!("robot"))
    );
    assert_eq!(items[2]["detail"]["before"], Value::Null);
    assert!(!items.to_string().contains(&token));

    let first = ana.get(&format!("{target}?limit=2")).json();
    let cursor = first["next_cursor"].as_str().expect("more");
    assert_eq!(actions(&ana, &format!("{target}?limit=2&cursor={cursor}")), ["system_user.created"]);
}

#[test]
fn a_switched_off_system_user_says_who_did_it_and_an_active_one_says_nothing() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (id, _) = ana.system_user(None, "bot");
    let path = format!("/v1/system-users/{id}");
    let shown = || {
        let all = ana.get("/v1/system-users").json()["items"][0].clone();
        let one = ana.get(&path).json()["system_user"].clone();
        for field in ["deactivated_by", "deactivated_at"] {
            assert_eq!(all[field], one[field], "the list says the same");
        }
        (one["deactivated_by"].clone(), one["deactivated_at"].clone())
    };
    assert_eq!(shown(), (Value::Null, Value::Null));
    let dora = world.add_person(1, "developer");
    let off = isolate.sign_in("developer1@example.com").post(&format!("{path}/deactivate"), &json!({}));
    let (by, at) = shown();
    assert_eq!(by, json!({ "id": dora, "name": "P1", "status": "active" }));
    assert_eq!(off.json()["system_user"]["deactivated_at"], at, "the answer of the call itself, too");
    // A rename changes the row after it; what is said is still about the deactivation.
    let version = off.json()["system_user"]["version"].clone();
    assert_eq!(ana.patch(&path, &json!({ "version": version, "username": "x" })).status, 200);
    assert_eq!(ana.delete(&format!("/v1/users/{dora}")).status, 204);
    assert_eq!(shown(), (json!({ "id": dora, "name": "P1", "status": "removed" }), at));
    assert_eq!(ana.post(&format!("{path}/activate"), &json!({})).status, 200);
    assert_eq!(shown(), (Value::Null, Value::Null));
    world.pass(1_000);
    ana.post(&format!("{path}/deactivate"), &json!({}));
    assert_eq!(shown().0["name"], json!("Ana López"), "the last one counts");
}

#[test]
fn a_history_is_read_within_ones_reach_and_a_persons_by_themselves_and_those_who_manage_people() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let [mine, other] = ["Mine", "Other"].map(|name| ana.subaccount(name));
    let (own_bot, _) = ana.system_user(Some(&mine), "own");
    let (foreign_bot, _) = ana.system_user(Some(&other), "foreign");
    let grants = json!([{ "permission": "system_users:manage", "reach": "subaccounts" }]);
    let role = ana.post("/v1/roles", &json!({ "name": "Narrow", "grants": grants })).json()["id"].clone();
    let cora = world.add_person(1, "user");
    let given = json!({ "version": 1, "role_id": role, "subaccount_ids": [mine] });
    assert_eq!(ana.patch(&format!("/v1/users/{cora}"), &given).status, 200);
    let them = isolate.sign_in("user1@example.com");
    assert_eq!(actions(&them, &format!("/v1/system-users/{own_bot}/history")), ["system_user.created"]);
    assert_eq!(them.get(&format!("/v1/system-users/{foreign_bot}/history")).code(), "not_found");

    let own = actions(&them, &format!("/v1/users/{cora}/history"));
    assert_eq!(own[0], "user.updated");
    let owner = ana.get("/v1/me").json()["user"]["id"].as_str().expect("an id").to_owned();
    assert_eq!(them.get(&format!("/v1/users/{owner}/history")).code(), "forbidden");
    assert_eq!(actions(&ana, &format!("/v1/users/{cora}/history")), own);
    world.second_account();
    let eve = isolate.sign_in("eve@other.example");
    for path in [format!("/v1/users/{cora}/history"), format!("/v1/system-users/{own_bot}/history")] {
        assert_eq!(eve.get(&path).code(), "not_found", "{path}");
    }
}
