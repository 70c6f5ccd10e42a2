//! Why a bot is refused, for those who manage it. The bot itself is told nothing of it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use api_tests::{Actor, Answer, Isolate, World};
use serde_json::{Value, json};

struct Ground {
    world: Arc<World>,
    isolate: Isolate,
    ana: Actor,
}

fn ground() -> Ground {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    Ground { world, isolate, ana }
}

fn refused(bot: &Actor) -> Answer {
    let answer = bot.get("/v1/whoami");
    assert_eq!(answer.status, 401, "{}", answer.text());
    answer
}

fn all(by: &Actor, query: &str) -> Vec<Value> {
    let answer = by.get(&format!("/v1/refusals{query}"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["items"].as_array().expect("a list").clone()
}

/// What was passed, by step.
fn steps(refusal: &Value) -> Vec<(String, Option<bool>)> {
    let steps = refusal["steps"].as_array().expect("steps");
    steps.iter().map(|one| (one["step"].as_str().expect("a step").to_owned(), one["passed"].as_bool())).collect()
}

#[test]
fn every_reason_is_explained_with_what_was_done() {
    let Ground { world, isolate, ana } = ground();
    let (id, token) = ana.system_user(None, "bot");
    let bot = isolate.bot(&token);
    let newest = |reason: &str| {
        let of = all(&ana, &format!("?system_user_id={id}"));
        let newest = of.first().expect("a refusal").clone();
        assert_eq!(newest["reason"].as_str(), Some(reason), "{newest}");
        newest
    };

    refused(&bot.with("username", "other"));
    let named = newest("username");
    assert!(steps(&named).contains(&("username".to_owned(), Some(false))));
    assert!(named["cause"].is_null(), "it was never renamed");

    world.pass(1);
    let switched = ana.post(&format!("/v1/system-users/{id}/deactivate"), &json!({}));
    assert_eq!(switched.status, 200);
    let answer = refused(&bot);
    let off = newest("inactive");
    assert_eq!(
        steps(&off),
        [
            ("shape", Some(true)),
            ("tag", Some(true)),
            ("known", Some(true)),
            ("ended", Some(true)),
            ("active", Some(false)),
            ("address", None),
            ("username", None),
            ("rate_limit", None),
            ("audience", None),
            ("claims", None),
            ("scope", None),
        ]
        .map(|(step, passed)| (step.to_owned(), passed))
    );
    assert_eq!(off["cause"]["action"].as_str(), Some("system_user.deactivated"));
    assert_eq!(off["cause"]["by"].as_str(), Some("Ana López"));
    assert_eq!(off["address"].as_str(), Some("203.0.113.7"));
    assert_eq!(off["token_end"].as_str(), Some(&token[token.len() - 4..]));
    let request = answer.header("x-request-id").expect("an id");
    assert_eq!(off["request_ids"].as_array().map(|ids| ids[0].as_str() == Some(&request)), Some(true));
    ana.post(&format!("/v1/system-users/{id}/activate"), &json!({}));

    world.pass(1);
    ana.post("/v1/ip-rules", &json!({ "applies_to": "system_users", "network": "198.51.100.0/24" }));
    let version = ana.get("/v1/account").json()["version"].clone();
    let on = json!({ "version": version, "ip_restriction": { "system_users": true } });
    assert_eq!(ana.patch("/v1/account", &on).status, 200);
    refused(&bot);
    newest("address");

    world.pass(1);
    let made = ana.post(&format!("/v1/system-users/{id}/tokens"), &json!({ "confirm": true, "overlap_seconds": 0 }));
    assert_eq!(made.status, 201);
    refused(&bot);
    let ended = newest("revoked");
    assert_eq!(ended["cause"]["action"].as_str(), Some("system_user.token_generated"));
    assert!(ended["token_ends_at"].is_string());

    // By end, by request, by time.
    let end = &token[token.len() - 4..];
    assert_eq!(all(&ana, &format!("?token_end={end}")).len(), 4);
    let other = made.json()["token"]["tail"].as_str().expect("an end").to_owned();
    assert_eq!(all(&ana, &format!("?token_end={other}")).len(), 0);
    let found = all(&ana, &format!("?request_id={request}"));
    assert_eq!((found.len(), found[0]["reason"].as_str()), (1, Some("inactive")));
    let at = off["first_at"].as_str().expect("a time");
    assert_eq!(all(&ana, &format!("?from={at}")).len(), 3);
    assert_eq!(all(&ana, &format!("?to={at}")).len(), 1);
    assert_eq!(ana.get(&format!("/v1/refusals?token_end={token}")).field(), "/token_end invalid_characters");
    let page = ana.get("/v1/refusals?limit=3").json();
    let cursor = page["next_cursor"].as_str().expect("more").to_owned();
    assert_eq!(all(&ana, &format!("?limit=3&cursor={cursor}")).len(), 1);
}

#[test]
fn the_bot_learns_nothing_and_what_nobody_owns_is_shown_to_nobody() {
    let Ground { world, isolate, ana } = ground();
    let (id, token) = ana.system_user(None, "bot");
    ana.post(&format!("/v1/system-users/{id}/deactivate"), &json!({}));
    let said = |answer: Answer| {
        let mut body = answer.json();
        body.as_object_mut().expect("an object").remove("instance");
        body
    };
    let inactive = said(refused(&isolate.bot(&token)));
    assert_eq!(inactive, said(refused(&isolate.bot("tnr_nonsense"))));
    // One letter changed, and the checksum with it, or a token of another deployment.
    let foreign = World::with(|raw| raw.keys = domain::secret::Secret::new(format!("k9:{}", "77".repeat(32))));
    let (_, forged) = foreign.isolate().set_up().system_user(None, "x");
    assert_eq!(inactive, said(refused(&isolate.bot(&forged))));
    assert_eq!(all(&ana, "").len(), 1);
    assert_eq!(world.count("SELECT count(*) FROM refusal"), 1);
    assert!(world.log().contains("\"forged\""), "the log counts them");
    assert!(!world.dump().contains(&token), "no token is stored");
}

#[test]
fn a_flood_is_written_once_a_minute_and_costs_the_call_no_storage() {
    let Ground { world, isolate, ana } = ground();
    let (id, token) = ana.system_user(None, "bot");
    ana.post(&format!("/v1/system-users/{id}/deactivate"), &json!({}));
    let bot = isolate.bot(&token);
    refused(&bot);
    let before = (world.queries.load(Ordering::SeqCst), world.commits.load(Ordering::SeqCst));
    for _ in 0..500 {
        refused(&bot);
    }
    assert_eq!((world.queries.load(Ordering::SeqCst), world.commits.load(Ordering::SeqCst)), before);
    world.pass(60_001);
    refused(&bot);
    let of = all(&ana, &format!("?system_user_id={id}"));
    assert_eq!(of.iter().map(|one| one["calls"].as_i64().unwrap_or_default()).collect::<Vec<_>>(), [501, 1]);
    assert_eq!(of[0]["request_ids"].as_array().map(Vec::len), Some(20), "the first of them");
    // The call itself waits for none of it.
    world.pass(60_001);
    refused(&bot);
    let (queries, commits) = *world.trips.lock().expect("trips");
    assert_eq!(commits, 0, "written behind the answer");
    assert!(queries <= 1, "the view alone");
}

#[test]
fn rows_are_bounded_and_cleared_away() {
    let Ground { world, isolate, ana } = ground();
    let (id, token) = ana.system_user(None, "bot");
    let (other, other_token) = ana.system_user(None, "other");
    for one in [&id, &other] {
        ana.post(&format!("/v1/system-users/{one}/deactivate"), &json!({}));
    }
    refused(&isolate.bot(&other_token));
    for _ in 0..60 {
        refused(&isolate.bot(&token));
        world.pass(60_001);
    }
    assert_eq!(world.count(&format!("SELECT count(*) FROM refusal WHERE system_user_id = '{id}'")), 50);
    assert_eq!(world.count("SELECT count(*) FROM refusal"), 51, "another's stay");
    world.pass(8 * 86_400_000);
    world.scheduled();
    assert_eq!(world.count("SELECT count(*) FROM refusal"), 0);
    refused(&isolate.bot(&token));
    assert_eq!(world.count("SELECT count(*) FROM refusal"), 1);
    let ana = isolate.sign_in("ana@example.com");
    assert_eq!(ana.delete(&format!("/v1/system-users/{id}")).status, 204);
    assert_eq!(world.count("SELECT count(*) FROM refusal"), 0, "they go with their system user");
}

#[test]
fn they_are_for_those_who_manage_the_system_user() {
    let Ground { world, isolate, ana } = ground();
    let (mine, others) = (ana.subaccount("mine"), ana.subaccount("others"));
    for (subaccount, name) in [(&mine, "near"), (&others, "far")] {
        let (id, token) = ana.system_user(Some(subaccount), name);
        ana.post(&format!("/v1/system-users/{id}/deactivate"), &json!({}));
        refused(&isolate.bot(&token));
    }
    let grants = json!([{ "permission": "system_users:manage", "reach": "subaccounts" }]);
    let role = ana.post("/v1/roles", &json!({ "name": "near", "grants": grants }));
    assert_eq!(role.status, 201, "{}", role.text());
    let person = world.add_person(1, "operator");
    let version = ana.get(&format!("/v1/users/{person}")).json()["user"]["version"].clone();
    let given = ana.patch(
        &format!("/v1/users/{person}"),
        &json!({ "version": version, "role_id": role.json()["id"], "subaccount_ids": [mine] }),
    );
    assert_eq!(given.status, 200, "{}", given.text());
    let near = all(&isolate.sign_in("operator1@example.com"), "");
    assert_eq!(near.iter().map(|one| one["username"].as_str()).collect::<Vec<_>>(), [Some("near")]);
    assert_eq!(all(&ana, "").len(), 2);

    world.add_person(2, "operator");
    assert_eq!(isolate.sign_in("operator2@example.com").get("/v1/refusals").status, 403);
    world.second_account();
}
