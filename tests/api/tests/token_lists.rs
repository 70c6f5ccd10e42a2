//! The lists of tokens: what a page costs where thousands have ended, and who generated one that has left since.

use std::sync::Arc;

use api_tests::{Actor, World, audit};
use domain::time::DAY;
use serde_json::{Value, json};

const ENDED: i64 = 2_500;

/// Thousands of tokens that have ended, newer than all others, of one holder and one creator.
fn fill(world: &World, bot: &str, owner: &str) {
    let account = world.account();
    let now = world.now().millis();
    let ended = now - 1_000;
    world
        .sql(&format!(
            "BEGIN; {}; UPDATE system_user SET generation = generation + 1, version = version + 1, event_id = 'aud_fill' WHERE id = '{bot}'; \
             WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {ENDED}) \
             INSERT INTO token (id, account_id, system_user_id, digest, kid, tail, holder, holder_key, created_by, created_at, revoked_at, event_id) \
               SELECT 'tok_7' || printf('%025d', n), '{account}', '{bot}', n, 'k1', '0000', 'Acme Bots', 'acme bots', '{owner}', {now}, {ended} + n % 7, 'aud_fill' FROM c; \
             DELETE FROM open_event; COMMIT",
            audit("aud_fill", &account, "system_user.token_generated", bot)
        ))
        .expect("many tokens");
}

fn listed(ana: &Actor, query: &str) -> Vec<Value> {
    let page = ana.get(&format!("/v1/tokens?limit=20{query}"));
    assert_eq!(page.status, 200, "{}", page.text());
    page.json()["items"].as_array().cloned().unwrap_or_default()
}

/// What the last list of tokens cost, in steps of the database's machine.
fn work(world: &Arc<World>) -> i32 {
    let reads = world.reads.lock().expect("reads").clone();
    let (sql, params) = reads.iter().rev().find(|(sql, _)| sql.contains("FROM token t INDEXED BY")).expect("a list");
    let (plan, work) = world.explain(sql, params);
    // What is sorted within one row: where a token was found, and the subaccounts that it reaches.
    let page: Vec<&str> = plan.lines().take_while(|line| !line.contains("SUBQUERY")).collect();
    assert!(!page.iter().any(|line| line.contains("TEMP B-TREE FOR ORDER BY")), "{plan}");
    work
}

#[test]
fn a_page_of_tokens_costs_the_same_however_many_have_ended() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let owner = ana.get("/v1/me").json()["user"]["id"].as_str().expect("an id").to_owned();
    let (bot, _) = ana.system_user(None, "bot");
    for n in 0..24 {
        let body = json!({ "confirm": true, "keep_others": true, "name": format!("Token {n}"), "holder": "Acme Bots" });
        assert_eq!(ana.post(&format!("/v1/system-users/{bot}/tokens"), &body).status, 201);
    }
    let queries = [String::new(), "&holder=Acme%20Bots".to_owned(), format!("&shown_to={owner}")];
    let few: Vec<i32> = queries
        .iter()
        .map(|query| {
            assert_eq!(listed(&ana, query).len(), 20);
            work(&world)
        })
        .collect();
    world.pass(60_000);
    fill(&world, &bot, &owner);
    // The clock marks some hundreds a round.
    for _ in 0..=ENDED / 500 {
        world.scheduled();
    }
    assert_eq!(world.count("SELECT count(*) FROM token WHERE is_over = 1"), ENDED);
    for (query, few) in queries.iter().zip(few) {
        let page = listed(&ana, query);
        assert!(page.len() == 20 && page.iter().all(|one| one["token"]["status"] == "live"));
        let many = work(&world);
        assert!(many <= 2 * few, "{query}: {many} and {few}");
    }
    // They are still there for who asks for them.
    assert_eq!(listed(&ana, "&state=all")[0]["token"]["status"], "revoked");
    // What has not ended is never marked, and what has does not come back.
    assert_eq!(
        world.count("SELECT count(*) FROM token WHERE is_over = 1 AND revoked_at IS NULL AND expires_at IS NULL"),
        0
    );
    assert!(world.sql("UPDATE token SET is_over = 1 WHERE is_over = 0").is_err());
    assert!(world.sql("UPDATE token SET is_over = 0 WHERE is_over = 1").is_err());
}

#[test]
fn what_ended_a_moment_ago_is_in_no_list_before_the_clock_has_marked_it() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (bot, _) = ana.system_user(None, "bot");
    let token = ana.get(&format!("/v1/system-users/{bot}")).json()["system_user"]["tokens"][0]["id"].clone();
    assert_eq!(listed(&ana, "").len(), 1);
    assert_eq!(ana.delete(&format!("/v1/system-users/{bot}/tokens/{}", token.as_str().expect("an id"))).status, 204);
    assert_eq!(listed(&ana, "").len(), 0);
    world.scheduled();
    assert_eq!((listed(&ana, "").len(), listed(&ana, "&state=all").len()), (0, 1));
}

#[test]
fn who_generated_a_token_is_named_also_when_they_have_left() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    world.add_person(5, "developer");
    let dev = isolate.sign_in("developer5@example.com");
    let (bot, _) = dev.system_user(None, "bot");
    let by = |actor: &Actor| {
        let bot = actor.get(&format!("/v1/system-users/{bot}")).json();
        bot["system_user"]["tokens"][0]["created_by"].clone()
    };
    let name = by(&ana)["name"].clone();
    assert_eq!((&by(&ana)["status"], &name), (&json!("active"), &json!("P5")));
    let id = by(&ana)["id"].as_str().expect("an id").to_owned();
    assert_eq!(ana.delete(&format!("/v1/users/{id}")).status, 204);
    assert_eq!((&by(&ana)["status"], &by(&ana)["name"]), (&json!("removed"), &name));
    assert_eq!(listed(&ana, "")[0]["shown_to"]["name"], name);
}

/// What ended is listed for a quarter of a year. Then the log alone knows of it.
#[test]
fn a_token_that_ended_long_ago_is_cleared_away_and_stays_in_the_log() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (bot, first) = ana.system_user(None, "bot");
    world.pass(1_000);
    let another = || {
        let body = json!({ "confirm": true, "keep_others": true });
        ana.post(&format!("/v1/system-users/{bot}/tokens"), &body).json()["token"]["id"]
            .as_str()
            .expect("an id")
            .to_owned()
    };
    let (gone, kept) = (another(), another());
    assert_eq!(ana.delete(&format!("/v1/system-users/{bot}/tokens/{gone}")).status, 204);
    let there = |id: &str| world.count(&format!("SELECT count(*) FROM token WHERE id = '{id}'"));
    let there_after = |days: i64| {
        world.pass(days * DAY);
        world.scheduled();
        world.scheduled();
        (there(&gone), there(&kept))
    };
    assert_eq!(there_after(0), (1, 1));
    assert_eq!(there_after(89), (1, 1));
    assert_eq!(there_after(1), (0, 1));
    assert_eq!(world.isolate().bot(&first).get("/v1/whoami").status, 200);
    assert_eq!(world.count("SELECT count(*) FROM audit_event WHERE action = 'tokens.purged'"), 1);
    let ended =
        format!("SELECT count(*) FROM audit_event WHERE detail LIKE '%{gone}%' AND action = 'system_user.token_ended'");
    assert_eq!(world.count(&ended), 1);
    // Nobody else takes one away, and nothing that lives goes.
    assert!(world.sql(&format!("DELETE FROM token WHERE id = '{kept}'")).is_err());
}
