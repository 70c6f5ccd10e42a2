//! Roles, how far a permission goes, and that nobody gives what they do not hold.

use api_tests::{Actor, World};
use domain::role::BuiltIn;
use serde_json::{Value, json};

fn role(ana: &Actor, name: &str, grants: &[(&str, &str)]) -> String {
    let grants: Vec<Value> = grants.iter().map(|(p, r)| json!({ "permission": p, "reach": r })).collect();
    let made = ana.post("/v1/roles", &json!({ "name": name, "grants": grants }));
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().expect("an id").to_owned()
}

fn give(ana: &Actor, person: &str, role: &str) {
    let version = ana.get(&format!("/v1/users/{person}")).json()["user"]["version"].clone();
    let done = ana.patch(&format!("/v1/users/{person}"), &json!({ "version": version, "role_id": role }));
    assert_eq!(done.status, 200, "{}", done.text());
}

/// YCloud's table (product 4.1), menu by role, and the connector's and Sinch's beside it.
#[test]
fn the_menu_of_each_built_in_role() {
    let world = World::new();
    let isolate = world.isolate();
    isolate.set_up();
    let ycloud = ["inbox", "contact", "chatbot", "integration", "developers", "account_settings", "other"];
    let mut table = String::new();
    for (n, role) in (1..).zip(BuiltIn::ALL) {
        world.add_person(n, role.as_str());
        let me = isolate.sign_in(&format!("{}{n}@example.com", role.as_str())).get("/v1/me").json();
        let menu: Vec<&str> = me["menu"].as_array().expect("a menu").iter().filter_map(Value::as_str).collect();
        let marks: String = ycloud.iter().map(|item| if menu.contains(item) { 'x' } else { '.' }).collect();
        table.push_str(&format!("{:<14} {marks}\n", role.as_str()));
    }
    assert_eq!(
        table,
        "admin          xxxxxxx\n\
         operator       x.....x\n\
         developer      xxxxx.x\n\
         inbox_manager  xxxx..x\n\
         service        x......\n\
         sale           xx.....\n\
         user           ......x\n\
         analyst        ......x\n\
         manager        ......x\n\
         data_analyst   ......x\n"
    );
}

#[test]
fn built_in_roles_are_read_only_and_can_be_cloned() {
    let world = World::new();
    let ana = world.isolate().set_up();
    for body in [json!({ "version": 1, "name": "Boss" }), json!({ "version": 1, "grants": [] })] {
        assert_eq!(ana.patch("/v1/roles/role_admin", &body).code(), "role_read_only");
    }
    assert_eq!(ana.delete("/v1/roles/role_admin").code(), "role_read_only");
    let body = json!({ "name": "Bot builder", "description": "Builds bots", "clone_of": "role_developer" });
    let clone = ana.post("/v1/roles", &body);
    assert_eq!(clone.status, 201, "{}", clone.text());
    let developer = ana.get("/v1/roles/role_developer").json();
    assert_eq!(clone.json()["grants"], developer["grants"]);
    assert_eq!((&clone.json()["built_in"], &clone.json()["people"]), (&json!(false), &json!(0)));
    let id = clone.json()["id"].as_str().expect("an id").to_owned();
    let taken = ana.post("/v1/roles", &json!({ "name": "BOT BUILDER", "grants": [] }));
    assert_eq!((taken.status, taken.code().as_str(), taken.field().as_str()), (409, "name_taken", "/name taken"));
    let renamed = ana.patch(&format!("/v1/roles/{id}"), &json!({ "version": 1, "name": "Builder" }));
    assert_eq!((renamed.status, &renamed.json()["grants"]), (200, &developer["grants"]));
    assert_eq!(ana.patch(&format!("/v1/roles/{id}"), &json!({ "version": 1, "name": "Old" })).code(), "stale");
    let all = ana.get("/v1/roles").json();
    assert_eq!(all["items"].as_array().expect("roles").len(), BuiltIn::ALL.len() + 1);
    let wrong = json!({ "name": "X", "grants": [{ "permission": "account:manage", "reach": "own" }] });
    assert_eq!(ana.post("/v1/roles", &wrong).field(), "/grants/0/reach invalid_choice");
    let short = ana.post("/v1/roles", &json!({ "name": "Short", "permissions": ["inbox:use"], "description": "" }));
    assert_eq!(short.json()["grants"], json!([{ "permission": "inbox:use", "reach": "account" }]), "{}", short.text());
    let unknown = json!({ "name": "X", "grants": [{ "permission": "world:rule", "reach": "own" }] });
    assert_eq!(ana.post("/v1/roles", &unknown).status, 422);
}

#[test]
fn a_change_of_a_role_counts_at_once_and_a_role_in_use_asks_where_its_people_go() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let id = role(&ana, "Auditor", &[("account:read", "account")]);
    let person = world.add_person(1, "user");
    let cora = isolate.sign_in("user1@example.com");
    give(&ana, &person, &id);
    assert_eq!(cora.get("/v1/me").json()["role"], "Auditor");
    assert_eq!(cora.get("/v1/system-users").status, 403);
    let more = json!({ "version": 1, "grants": [{ "permission": "system_users:manage", "reach": "account" }] });
    assert_eq!(ana.patch(&format!("/v1/roles/{id}"), &more).status, 200);
    assert_eq!(cora.get("/v1/system-users").status, 200, "in the very next call");
    assert_eq!(cora.get("/v1/account").status, 403);

    let invited = json!({ "email": "x@example.com", "name": "X", "role_id": id });
    assert_eq!(ana.post("/v1/invitations", &invited).status, 201);
    let refused = ana.delete(&format!("/v1/roles/{id}"));
    assert_eq!((refused.status, refused.code().as_str(), &refused.json()["people"]), (409, "role_in_use", &json!(1)));
    let to = |to: &str| ana.delete(&format!("/v1/roles/{id}?reassign_to={to}"));
    assert_eq!(to(&id).field(), "/reassign_to invalid_choice");
    assert_eq!(to("role_00000000000000000000000099").field(), "/reassign_to not_found");
    assert_eq!(to("role_sale").status, 204);
    assert_eq!(cora.get("/v1/me").json()["role"], "sale");
    assert_eq!(ana.get("/v1/invitations").json()["items"][0]["role"], "sale");
    assert_eq!(ana.get(&format!("/v1/roles/{id}")).status, 404);
}

#[test]
fn nobody_gives_or_takes_beyond_their_own_rights() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let people_only =
        role(&ana, "People", &[("users:manage", "account"), ("roles:manage", "account"), ("inbox:use", "own")]);
    let (helper, admin, sale) =
        (world.add_person(1, "user"), world.add_person(2, "admin"), world.add_person(3, "sale"));
    give(&ana, &helper, &people_only);
    let helper_id = helper.clone();
    let helper = isolate.sign_in("user1@example.com");
    let beyond = |answer: api_tests::Answer, what: &str| {
        assert_eq!((answer.status, answer.code().as_str()), (403, "beyond_your_own"), "{what}: {}", answer.text());
    };
    let new = json!({ "email": "x@example.com", "name": "X", "role_id": "role_admin" });
    beyond(helper.post("/v1/invitations", &new), "inviting an admin");
    beyond(helper.post("/v1/users", &new), "making an admin");
    let raise = json!({ "version": 2, "role_id": "role_admin" });
    beyond(helper.patch(&format!("/v1/users/{helper_id}"), &raise), "raising oneself");
    beyond(helper.delete(&format!("/v1/users/{admin}")), "removing an admin");
    beyond(helper.post(&format!("/v1/users/{admin}/deactivate"), &json!({})), "deactivating an admin");
    beyond(helper.post(&format!("/v1/users/{admin}/reset-password"), &json!({})), "resetting an admin's password");
    let password = json!({ "password": api_tests::PASSWORD });
    beyond(helper.post(&format!("/v1/users/{admin}/temporary-password"), &password), "an admin's password");
    beyond(helper.post(&format!("/v1/users/{admin}/capacity"), &json!({ "capacity": 0 })), "an admin's capacity");
    beyond(helper.patch(&format!("/v1/users/{sale}"), &json!({ "version": 1, "name": "x" })), "somebody with more");
    let wide = json!({ "name": "Wide", "grants": [{ "permission": "inbox:use", "reach": "account" }] });
    beyond(helper.post("/v1/roles", &wide), "further than one's own reach");
    beyond(helper.post("/v1/roles", &json!({ "name": "Copy", "clone_of": "role_admin" })), "a clone of more");
    let own = format!("/v1/roles/{people_only}");
    let more = json!({ "version": 1, "grants": [{ "permission": "account:manage", "reach": "account" }] });
    beyond(helper.patch(&own, &more), "widening one's own role");
    let less = json!({ "name": "Reader", "grants": [{ "permission": "inbox:use", "reach": "own" }] });
    assert_eq!(helper.post("/v1/roles", &less).status, 201, "what one holds may be given");
    let shown = helper.get("/v1/roles").json();
    let admin_role = shown["items"].as_array().expect("roles").iter().find(|r| r["id"] == "role_admin").cloned();
    assert_eq!(admin_role.expect("admin")["assignable"], json!(false));
}

#[test]
fn b26_a_reach_of_own_subaccounts_shows_and_changes_nothing_else() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (mine, other) = (ana.subaccount("Mine"), ana.subaccount("Other"));
    let (_, my_token) = ana.system_user(Some(&mine), "mine");
    let (foreign, foreign_token) = ana.system_user(Some(&other), "foreign");
    let (wide, _) = ana.system_user(None, "wide");
    let id = role(&ana, "Local", &[("system_users:manage", "subaccounts"), ("subaccounts:read", "subaccounts")]);
    let person = world.add_person(1, "user");
    give(&ana, &person, &id);
    let version = ana.get(&format!("/v1/users/{person}")).json()["user"]["version"].clone();
    let assigned = json!({ "version": version, "subaccount_ids": [mine] });
    assert_eq!(ana.patch(&format!("/v1/users/{person}"), &assigned).status, 200);
    let cora = isolate.sign_in("user1@example.com");

    let names = |target: &str, field: &str| -> Vec<String> {
        let items = cora.get(target).json()["items"].as_array().expect("a list").clone();
        items.iter().map(|i| i[field].as_str().expect("a name").to_owned()).collect()
    };
    assert_eq!(names("/v1/system-users", "username"), ["mine"]);
    assert_eq!(names("/v1/system-users?search=foreign", "username"), [""; 0]);
    assert_eq!(names("/v1/subaccounts", "name"), ["Mine"]);
    for id in [&foreign, &wide] {
        let at = format!("/v1/system-users/{id}");
        assert_eq!(cora.get(&at).status, 404);
        assert_eq!(cora.patch(&at, &json!({ "version": 1, "username": "x" })).status, 404);
        assert_eq!(cora.post(&format!("{at}/deactivate"), &json!({})).status, 404);
        assert_eq!(cora.post(&format!("{at}/tokens"), &json!({ "confirm": true })).status, 404);
        assert_eq!(cora.delete(&at).status, 404);
    }
    let make =
        |subaccount: Value| cora.post("/v1/system-users", &json!({ "subaccount_id": subaccount, "username": "x" }));
    assert_eq!(make(json!(other)).field(), "/subaccount_id not_found");
    assert_eq!(make(Value::Null).field(), "/subaccount_id required");
    assert_eq!(make(json!(mine)).code(), "subaccount_taken");
    let figures = cora.get("/v1/overview").json();
    assert_eq!((&figures["system_users_active"], &figures["subaccounts"]), (&json!(1), &json!(1)));
    for token in [&my_token, &foreign_token] {
        assert_eq!(isolate.bot(token).get("/v1/whoami").status, 200);
    }
    let analyst = world.add_person(2, "analyst");
    assert_eq!(isolate.sign_in("analyst2@example.com").get("/v1/subaccounts").json()["items"], json!([]));
    assert!(!analyst.is_empty());
}

#[test]
fn why_somebody_may_comes_from_the_policy_itself() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let person = world.add_person(1, "sale");
    let why = |permission: &str| {
        let all = ana.get(&format!("/v1/users/{person}/permissions")).json();
        let items = all["items"].as_array().expect("lines").clone();
        let line = items.into_iter().find(|l| l["permission"] == permission).expect("a line");
        format!("{} {} {}", line["allowed"], line["reach"], line["because"])
    };
    assert_eq!(why("inbox:use"), "true \"own\" \"role_holds\"");
    assert_eq!(why("users:manage"), "false null \"role_lacks\"");
    assert_eq!(ana.post(&format!("/v1/users/{person}/deactivate"), &json!({})).status, 200);
    assert_eq!(why("inbox:use"), "false null \"inactive\"");
}

/// A deployment with two subaccounts and somebody who manages users everywhere, and system users in one of the two.
struct Local {
    world: std::sync::Arc<World>,
    ana: Actor,
    cora: Actor,
    cora_id: String,
    role: String,
    mine: String,
    other: String,
}

fn local() -> Local {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (mine, other) = (ana.subaccount("Mine"), ana.subaccount("Other"));
    let rights = [("users:manage", "account"), ("roles:manage", "account"), ("system_users:manage", "subaccounts")];
    let role = role(&ana, "Local", &rights);
    let cora_id = world.add_person(1, "user");
    let given = json!({ "version": 1, "role_id": role, "subaccount_ids": [mine] });
    assert_eq!(ana.patch(&format!("/v1/users/{cora_id}"), &given).status, 200);
    let cora = isolate.sign_in("user1@example.com");
    Local { world, ana, cora, cora_id, role, mine, other }
}

#[test]
fn nobody_gives_a_subaccount_that_is_not_their_own() {
    let l = local();
    let refused = |answer: api_tests::Answer, what: &str| {
        assert_eq!((answer.status, answer.code().as_str()), (403, "beyond_your_own"), "{what}: {}", answer.text());
        assert_eq!(answer.field(), "/subaccount_ids beyond_your_own", "{what}");
    };
    let both = json!([l.mine, l.other]);
    let me = format!("/v1/users/{}", l.cora_id);
    refused(l.cora.patch(&me, &json!({ "version": 2, "subaccount_ids": both })), "oneself");
    let body = json!({ "email": "n@example.com", "name": "N", "role_id": l.role, "subaccount_ids": [l.other] });
    refused(l.cora.post("/v1/users", &body), "a created person");
    refused(l.cora.post("/v1/invitations", &body), "an invited person");
    let plain = json!({ "email": "n@example.com", "name": "N", "role_id": "role_sale", "subaccount_ids": [l.other] });
    assert_eq!(l.cora.post("/v1/invitations", &plain).status, 403, "nor with a role that does nothing there yet");

    let own = json!({ "email": "n@example.com", "name": "N", "role_id": l.role, "subaccount_ids": [l.mine] });
    assert_eq!(l.cora.post("/v1/users", &own).status, 201, "their own they may give");
    assert_eq!(l.ana.patch(&me, &json!({ "version": 2, "subaccount_ids": both })).status, 200, "an admin may give any");
}

#[test]
fn nobody_acts_on_somebody_whose_subaccounts_reach_beyond_their_own() {
    let l = local();
    let other = l.world.add_person(2, "user");
    let given = json!({ "version": 1, "role_id": l.role, "subaccount_ids": [l.other] });
    assert_eq!(l.ana.patch(&format!("/v1/users/{other}"), &given).status, 200);
    let at = |what: &str| format!("/v1/users/{other}{what}");
    let password = json!({ "password": "seven lanterns over the quiet harbour" });
    for (what, body) in [
        ("/temporary-password", password),
        ("/reset-password", json!({})),
        ("/deactivate", json!({})),
        ("/capacity", json!({ "capacity": 1 })),
    ] {
        let answer = l.cora.post(&at(what), &body);
        assert_eq!((answer.status, answer.code().as_str()), (403, "beyond_your_own"), "{what}: {}", answer.text());
    }
    assert_eq!(l.cora.delete(&at("")).code(), "beyond_your_own");

    // A role of theirs, given to everybody who has another one: also to those who have other subaccounts.
    let plain = role(&l.ana, "Plain", &[]);
    assert_eq!(l.ana.patch(&at(""), &json!({ "version": 2, "role_id": plain })).status, 200);
    let wider = json!({ "version": 1, "grants": [{ "permission": "system_users:manage", "reach": "subaccounts" }] });
    assert_eq!(l.cora.patch(&format!("/v1/roles/{plain}"), &wider).code(), "beyond_your_own");
    let reassign = format!("/v1/roles/{plain}?reassign_to={}", l.role);
    assert_eq!(l.cora.delete(&reassign).code(), "beyond_your_own");
}

#[test]
fn an_invitation_above_ones_own_rights_is_neither_sent_again_nor_taken_back() {
    let l = local();
    let invite = |email: &str, role: &str, subaccounts: &Value| {
        let body = json!({ "email": email, "name": "G", "role_id": role, "subaccount_ids": subaccounts });
        l.ana.post("/v1/invitations", &body).json()["id"].as_str().expect("an id").to_owned()
    };
    let admin = invite("a@example.com", "role_admin", &json!([]));
    let elsewhere = invite("b@example.com", &l.role, &json!([l.other]));
    let own = invite("c@example.com", &l.role, &json!([l.mine]));
    for id in [&admin, &elsewhere] {
        assert_eq!(l.cora.post(&format!("/v1/invitations/{id}/resend"), &json!({})).code(), "beyond_your_own");
        assert_eq!(l.cora.delete(&format!("/v1/invitations/{id}")).code(), "beyond_your_own");
    }
    assert_eq!(l.cora.delete(&format!("/v1/invitations/{own}")).status, 204);
}

#[test]
fn a_kept_answer_is_not_given_to_somebody_who_may_do_less_by_now() {
    let l = local();
    let make = json!({ "subaccount_id": l.mine, "username": "bot" });
    let keyed = l.cora.with("idempotency-key", "k1");
    let first = keyed.post("/v1/system-users", &make);
    assert_eq!(first.status, 201, "{}", first.text());
    assert_eq!(keyed.post("/v1/system-users", &make).text(), first.text());
    let moved = json!({ "version": 2, "subaccount_ids": [l.other] });
    assert_eq!(l.ana.patch(&format!("/v1/users/{}", l.cora_id), &moved).status, 200);
    let after = keyed.post("/v1/system-users", &make);
    assert_eq!((after.status, after.code().as_str()), (409, "idempotency_mismatch"));
    assert!(!after.text().contains("tnr_"));
}
