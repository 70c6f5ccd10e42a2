//! The owner, the last admin, and people who leave: their bots stay.

use api_tests::{Actor, PASSWORD, World};
use serde_json::{Value, json};

fn id_of(who: &Actor) -> String {
    who.get("/v1/me").json()["user"]["id"].as_str().expect("an id").to_owned()
}

fn custodians(ana: &Actor, bot: &str) -> Vec<String> {
    let shown = ana.get(&format!("/v1/system-users/{bot}")).json();
    let list = shown["system_user"]["custodians"].as_array().expect("a list").clone();
    list.iter().map(|c| c["name"].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn every_human_but_the_owner_may_go_and_no_bot_notices() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let mut bots = Vec::new();
    let mut people = Vec::new();
    for n in 1..=6u32 {
        people.push(world.add_person(n, if n % 2 == 0 { "admin" } else { "developer" }));
        let role = if n % 2 == 0 { "admin" } else { "developer" };
        let person = isolate.sign_in(&format!("{role}{n}@example.com"));
        let subaccount = ana.subaccount(&format!("S{n}"));
        bots.push(person.system_user(Some(&subaccount), &format!("bot-{n}")));
    }
    let all_work = || {
        for (id, token) in &bots {
            let who = isolate.bot(token).get("/v1/whoami");
            assert_eq!((who.status, &who.json()["system_user"]["id"]), (200, &json!(id)));
        }
    };
    all_work();
    for (n, person) in people.iter().enumerate() {
        let hangs = ana.get(&format!("/v1/users/{person}/offboarding")).json();
        assert_eq!(hangs["alone"], json!([bots[n].0]), "{hangs}");
        assert_eq!(hangs["successor"]["name"], "Ana López");
        if n % 3 == 0 {
            let off = ana.post(&format!("/v1/users/{person}/deactivate"), &json!({}));
            assert_eq!((off.status, &off.json()["user"]["status"]), (200, &json!("inactive")), "{}", off.text());
            all_work();
        }
        assert_eq!(ana.delete(&format!("/v1/users/{person}")).status, 204);
        all_work();
        assert_eq!(custodians(&ana, &bots[n].0), ["Ana López"], "the owner looks after it now");
        assert_eq!(ana.get(&format!("/v1/users/{person}")).status, 404);
    }
    assert_eq!(world.count("SELECT count(*) FROM person"), 1);
}

#[test]
fn what_hangs_on_a_person_is_shown_and_handed_over() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let leaver = world.add_person(1, "admin");
    let heir = world.add_person(2, "developer");
    let no_heir = world.add_person(3, "operator");
    let beto = isolate.sign_in("admin1@example.com");
    let (bot, _) = beto.system_user(None, "bot");
    let team = ana.post("/v1/teams", &json!({ "name": "Night", "supervisor_ids": [leaver] }));
    assert_eq!(team.status, 201, "{}", team.text());
    let invited =
        beto.post("/v1/invitations", &json!({ "email": "x@example.com", "name": "X", "role_id": "role_user" }));
    assert_eq!(invited.status, 201);
    let all = ana.get(&format!("/v1/users/{leaver}/offboarding")).json();
    assert_eq!(
        (&all["created"][0]["username"], &all["looks_after"][0]["id"], &all["teams"][0]["name"]),
        (&json!("bot"), &json!(bot), &json!("Night"))
    );
    assert_eq!((&all["teams"][0]["supervisor"], &all["sessions"]), (&json!(true), &json!(1)));
    assert_eq!(all["invitations"][0]["email"], "x@example.com");

    let hand = |to: &str| ana.post(&format!("/v1/users/{leaver}/deactivate"), &json!({ "successor_user_id": to }));
    assert_eq!(hand(&no_heir).field(), "/successor_user_id invalid_choice");
    assert_eq!(hand(&leaver).field(), "/successor_user_id not_active");
    assert_eq!(hand("usr_00000000000000000000000099").field(), "/successor_user_id not_found");
    assert_eq!(beto.get("/v1/me").status, 200, "nothing happened yet");
    assert_eq!(hand(&heir).status, 200);
    assert_eq!(custodians(&ana, &bot), ["P2"]);
    assert_eq!(beto.get("/v1/me").code(), "not_signed_in", "the sessions died at once");
    let back = isolate.nobody().post("/v1/sessions", &json!({ "email": "admin1@example.com", "password": PASSWORD }));
    assert_eq!(back.code(), "bad_credentials");
    assert_eq!(ana.post(&format!("/v1/users/{leaver}/activate"), &json!({})).status, 200);
    assert_eq!(isolate.sign_in("admin1@example.com").get("/v1/me").status, 200);
    assert_eq!(beto.get("/v1/me").status, 401, "but not the old ones");
    assert_eq!(
        isolate.nobody().post("/v1/invitations/greet", &json!({ "token": world.link_to("x@example.com") })).status,
        200
    );
    assert_eq!(ana.delete(&format!("/v1/users/{leaver}?successor_user_id={heir}")).status, 204);
}

#[test]
fn each_bot_can_have_a_successor_of_its_own() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let leaver = world.add_person(1, "admin");
    let heir = world.add_person(2, "developer");
    let no_heir = world.add_person(3, "operator");
    let beto = isolate.sign_in("admin1@example.com");
    let [(first, token), (second, _), (third, _)] =
        ["first", "second", "third"].map(|name| beto.system_user(None, name));
    let (foreign, _) = ana.system_user(None, "foreign");
    let at = format!("/v1/users/{leaver}");
    let off = |successors: serde_json::Value| {
        ana.post(&format!("{at}/deactivate"), &json!({ "successor_user_id": null, "successors": successors }))
    };
    let pair = |bot: &str, to: &str| json!({ "system_user_id": bot, "user_id": to });
    for (bot, to, said) in [
        (&foreign, &heir, "/successors/1/system_user_id not_found"),
        (&second, &no_heir, "/successors/1/user_id invalid_choice"),
        (&second, &leaver, "/successors/1/user_id not_active"),
        (&second, &"usr_00000000000000000000000099".to_owned(), "/successors/1/user_id not_found"),
    ] {
        assert_eq!(off(json!([pair(&first, &heir), pair(bot, to)])).field(), said);
    }
    let many: Vec<_> = (0..1_001).map(|_| pair(&first, &heir)).collect();
    assert_eq!(off(json!(many)).field(), "/successors too_long");
    assert_eq!(custodians(&ana, &first), ["P1"], "nothing happened yet");

    let done = off(json!([pair(&first, &heir), pair(&second, &heir), pair(&second, &id_of(&ana))]));
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(custodians(&ana, &first), ["P2"]);
    assert_eq!(custodians(&ana, &second), ["Ana López", "P2"], "named twice, two look after it");
    assert_eq!(custodians(&ana, &third), ["Ana López"], "the owner gets what nobody was named for");
    assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 200);
    let said = ana.get(&format!("{at}/history")).json()["items"][0]["detail"]["after"]["successors"].clone();
    assert_eq!(
        said[0],
        json!({ "system_user": { "id": first, "name": "first" }, "successor": { "id": heir, "name": "P2" } })
    );
    assert_eq!(said.as_array().map(Vec::len), Some(3));

    // The same with a removal.
    let heir_of = isolate.sign_in("developer2@example.com");
    let (last, _) = heir_of.system_user(None, "last");
    let body = json!({ "successors": [pair(&last, &id_of(&ana))] }).to_string();
    let gone =
        ana.with("content-type", "application/json").call("DELETE", &format!("/v1/users/{heir}"), body.as_bytes());
    assert_eq!(gone.status, 204, "{}", gone.text());
    assert_eq!(custodians(&ana, &last), ["Ana López"]);
}

#[test]
fn the_owner_stays_until_the_account_is_handed_over() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let beto_id = world.add_person(1, "admin");
    let beto = isolate.sign_in("admin1@example.com");
    let owner = id_of(&ana);
    let at = |path: &str| format!("/v1/users/{owner}{path}");
    assert_eq!(beto.delete(&at("")).code(), "is_owner");
    assert_eq!(beto.post(&at("/deactivate"), &json!({})).code(), "is_owner");
    assert_eq!(beto.patch(&at(""), &json!({ "version": 1, "role_id": "role_user" })).code(), "is_owner");
    assert_eq!(ana.patch(&at(""), &json!({ "version": 1, "role_id": "role_user" })).code(), "is_owner");
    assert_eq!(beto.post(&at("/temporary-password"), &json!({ "password": PASSWORD })).code(), "is_owner");
    assert_eq!(beto.delete(&format!("/v1/users/{beto_id}")).code(), "not_yourself");

    let hand = |who: &Actor, body: Value| who.post("/v1/ownership-transfers", &body);
    assert_eq!(hand(&beto, json!({ "to_user_id": beto_id, "confirm": true })).code(), "owner_only");
    assert_eq!(hand(&ana, json!({ "to_user_id": beto_id, "confirm": false })).field(), "/confirm must_confirm");
    assert_eq!(hand(&ana, json!({ "to_user_id": owner, "confirm": true })).field(), "/to_user_id not_active");
    world.pass(domain::session::PROOF_LIFE);
    assert_eq!(hand(&ana, json!({ "to_user_id": beto_id, "confirm": true })).code(), "fresh_proof_required");
    let ana = ana.proven();
    let handed = hand(&ana, json!({ "to_user_id": beto_id, "confirm": true }));
    assert_eq!((handed.status, &handed.json()["owner_user_id"]), (200, &json!(beto_id)), "{}", handed.text());
    assert_eq!(hand(&ana, json!({ "to_user_id": beto_id, "confirm": true })).code(), "owner_only");
    let me = ana.get("/v1/me").json();
    assert_eq!((&me["user"]["owner"], &me["role"]), (&json!(false), &json!("admin")), "the old owner is an admin");
    assert_eq!(beto.proven().delete(&format!("/v1/users/{owner}")).status, 204, "and may go now");
}

#[test]
fn an_heir_who_is_no_admin_becomes_one() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let sale = world.add_person(1, "sale");
    let off = world.add_person(2, "admin");
    assert_eq!(ana.post(&format!("/v1/users/{off}/deactivate"), &json!({})).status, 200);
    let to = |id: &str| ana.post("/v1/ownership-transfers", &json!({ "to_user_id": id, "confirm": true }));
    assert_eq!(to(&off).field(), "/to_user_id not_active");
    assert_eq!(to(&sale).status, 200);
    let heir = isolate.sign_in("sale1@example.com").get("/v1/me").json();
    assert_eq!((&heir["user"]["owner"], &heir["role"]), (&json!(true), &json!("admin")));
    let mails = world.mails.lock().expect("mails");
    let told = |to: &str, words: &str| mails.iter().any(|mail| mail.to == to && mail.text.contains(words));
    assert!(told("sale1@example.com", "You are its owner now"), "the new owner hears of it");
    assert!(told("ana@example.com", "If that was not you"), "and the old one");
}

#[test]
fn custodians_are_active_people_who_may_and_never_none() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (dev, sale) = (world.add_person(1, "developer"), world.add_person(2, "sale"));
    let (bot, token) = ana.system_user(None, "bot");
    assert_eq!(custodians(&ana, &bot), ["Ana López"], "the creator at first");
    let who = ana.get("/v1/custodians").json();
    let names: Vec<&str> = who["items"].as_array().expect("a list").iter().filter_map(|p| p["name"].as_str()).collect();
    assert_eq!(names, ["Ana López", "P1"]);
    let set = |version: i64, ids: Value| {
        ana.patch(&format!("/v1/system-users/{bot}"), &json!({ "version": version, "custodian_ids": ids }))
    };
    assert_eq!(set(1, json!([])).field(), "/custodian_ids required");
    assert_eq!(set(1, json!(["usr_00000000000000000000000099"])).field(), "/custodian_ids not_found");
    assert_eq!(
        set(1, json!([sale])).field(),
        "/custodian_ids invalid_choice",
        "who may not manage it can't look after it"
    );
    assert_eq!(set(1, json!([dev])).status, 200);
    assert_eq!(custodians(&ana, &bot), ["P1"]);
    assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 200);
    assert_eq!(world.count("SELECT count(*) FROM audit_event WHERE action = 'system_user.custodians_changed'"), 1);
}

/// Whoever generated a token may have kept it: what is still accepted of it is told before they leave.
#[test]
fn the_tokens_that_a_person_saw_and_that_are_still_accepted_are_told() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let dora = world.add_person(1, "developer");
    let them = isolate.sign_in("developer1@example.com");
    let (kept, _) = them.system_user(None, "kept");
    let (rotated, _) = them.system_user(None, "rotated");
    let (of_ana, _) = ana.system_user(None, "of ana");
    let rotate = |actor: &api_tests::Actor, id: &str| {
        let answer = actor.post(&format!("/v1/system-users/{id}/tokens"), &json!({ "confirm": true }));
        assert_eq!(answer.status, 201, "{}", answer.text());
    };
    world.pass(1_000);
    rotate(&ana, &rotated);
    rotate(&them, &of_ana);
    let summary = ana.get(&format!("/v1/users/{dora}/offboarding")).json();
    let of: Vec<&str> = summary["tokens_seen"]
        .as_array()
        .expect("tokens")
        .iter()
        .map(|token| token["system_user"]["id"].as_str().expect("an id"))
        .collect();
    assert_eq!((of, &summary["more_tokens_seen"]), (vec![of_ana.as_str(), kept.as_str()], &json!(false)));
    let one = ana.get(&format!("/v1/users/{dora}/offboarding?limit=1")).json();
    assert_eq!(one["more_tokens_seen"], json!(true));
}

/// Whoever registered a public key may have its other half.
#[test]
fn the_public_keys_that_a_person_registered_and_that_are_still_accepted_are_told() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let dora = world.add_person(1, "developer");
    let them = isolate.sign_in("developer1@example.com");
    let (bot, _) = them.system_user(None, "bot");
    world.pass(1_000);
    let register = |actor: &api_tests::Actor, name: &str, x: &str| {
        let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": x });
        let body = json!({ "name": name, "public_key": jwk });
        let answer = actor.post(&format!("/v1/system-users/{bot}/keys"), &body);
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["id"].as_str().expect("an id").to_owned()
    };
    // RFC 8032, 7.1: the public keys of tests 1, 2 and 3.
    let kept = register(&them, "Kept", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    let gone = register(&them, "Gone", "PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw");
    register(&ana, "Of Ana", "_FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU");
    assert_eq!(them.delete(&format!("/v1/system-users/{bot}/keys/{gone}")).status, 204);
    let summary = ana.get(&format!("/v1/users/{dora}/offboarding")).json();
    let keys = summary["client_keys"].as_array().expect("keys").clone();
    assert_eq!(keys.len(), 1, "{keys:?}");
    assert_eq!((&keys[0]["id"], &keys[0]["name"]), (&json!(kept), &json!("Kept")));
    assert_eq!((&keys[0]["system_user"]["id"], &summary["more_client_keys"]), (&json!(bot), &json!(false)));
}

/// Whoever added a rule may have a hand in the issuer that it trusts.
#[test]
fn the_trust_rules_that_a_person_added_and_that_still_count_are_told() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let dora = world.add_person(1, "developer");
    let them = isolate.sign_in("developer1@example.com");
    let (bot, _) = them.system_user(None, "bot");
    let path = format!("/v1/system-users/{bot}/trust-rules");
    let add = |actor: &api_tests::Actor, name: &str| {
        world.pass(1_000);
        let body =
            json!({ "name": name, "issuer": "https://issuer.example.com", "audience": "x", "claims": { "sub": name } });
        let answer = actor.post(&path, &body);
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["id"].as_str().expect("an id").to_owned()
    };
    let kept = add(&them, "Kept");
    let gone = add(&them, "Gone");
    add(&ana, "Of Ana");
    let last = add(&them, "Last");
    assert_eq!(ana.delete(&format!("{path}/{gone}")).status, 204);
    let told = |query: &str| ana.get(&format!("/v1/users/{dora}/offboarding{query}")).json();
    let summary = told("");
    let rules = summary["trust_rules"].as_array().expect("rules").clone();
    let ids: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().expect("an id")).collect();
    assert_eq!((ids, &summary["more_trust_rules"]), (vec![last.as_str(), kept.as_str()], &json!(false)));
    assert_eq!(
        (&rules[1]["name"], &rules[1]["issuer"], &rules[1]["system_user"]["id"]),
        (&json!("Kept"), &json!("https://issuer.example.com"), &json!(bot))
    );
    let one = told("?limit=1");
    assert_eq!((one["trust_rules"].as_array().map(Vec::len), &one["more_trust_rules"]), (Some(1), &json!(true)));
    // However short the account keeps its log: what made them stays in it.
    let version = ana.get("/v1/account").json()["version"].clone();
    let set = ana.patch("/v1/account", &json!({ "version": version, "audit_days": 90 }));
    assert_eq!(set.status, 200, "{}", set.text());
    world.pass(200 * 86_400_000);
    for _ in 0..5 {
        isolate.scheduled();
    }
    let ana = isolate.sign_in("ana@example.com");
    let left = ana.get(&format!("/v1/users/{dora}/offboarding")).json();
    assert_eq!(left["trust_rules"].as_array().map(Vec::len), Some(2), "{left}");
}
