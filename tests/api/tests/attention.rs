//! What needs attention: named, within reach, for whom it is; and what reading it costs.

use api_tests::{Actor, World, audit};
use domain::time::{DAY, HOUR, MINUTE};
use serde_json::{Value, json};
use service::deps::MailError;

/// The groups: kind, total, names.
fn groups(actor: &Actor) -> Vec<(String, i64, Vec<String>)> {
    let answer = actor.get("/v1/attention");
    assert_eq!(answer.status, 200, "{}", answer.text());
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let of = |group: &Value| {
        let items = group["items"].as_array().expect("items").iter().map(|item| text(&item["name"])).collect();
        (text(&group["kind"]), group["total"].as_i64().expect("a total"), items)
    };
    answer.json()["groups"].as_array().expect("groups").iter().map(of).collect()
}

fn named(actor: &Actor, kind: &str) -> Vec<String> {
    groups(actor).into_iter().find(|(k, _, _)| k == kind).map(|(_, _, names)| names).unwrap_or_default()
}

fn invite(ana: &Actor, email: &str) {
    let body = json!({ "email": email, "name": "Guest", "role_id": "role_user" });
    assert_eq!(ana.post("/v1/invitations", &body).status, 201);
}

#[test]
fn a_fresh_account_needs_nothing() {
    let world = World::new();
    let ana = world.isolate().set_up();
    ana.system_user(None, "bot");
    assert_eq!(groups(&ana), [], "nobody else could look after it, and it was made just now");
}

#[test]
fn bots_that_are_silent_unused_or_refused_are_named() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (_, silent) = ana.system_user(None, "silent");
    world.pass(1);
    ana.system_user(None, "never");
    world.pass(1);
    let (off, off_token) = ana.system_user(None, "off");
    world.pass(1);
    let (rotated, old) = ana.system_user(None, "rotated");
    assert_eq!(isolate.bot(&silent).get("/v1/whoami").status, 200);
    world.pass(DAY + HOUR);
    let ana = isolate.sign_in("ana@example.com");
    assert_eq!(named(&ana, "never_used"), ["rotated", "off", "never"]);
    assert_eq!(named(&ana, "silent"), [""; 0]);

    world.pass(6 * DAY);
    let ana = isolate.sign_in("ana@example.com");
    assert_eq!(named(&ana, "silent"), ["silent"]);
    assert_eq!(ana.post(&format!("/v1/system-users/{off}/deactivate"), &json!({})).status, 200);
    assert_eq!(ana.post(&format!("/v1/system-users/{rotated}/tokens"), &json!({ "confirm": true })).status, 201);
    for _ in 0..3 {
        assert_eq!(isolate.bot(&off_token).get("/v1/whoami").status, 401);
        assert_eq!(isolate.bot(&old).get("/v1/whoami").status, 401);
    }
    assert_eq!(named(&ana, "inactive_refused"), ["off"]);
    assert_eq!(named(&ana, "refused"), ["rotated"]);
    let count = |kind: &str| {
        let groups = ana.get("/v1/attention").json()["groups"].clone();
        let group = groups.as_array().expect("groups").iter().find(|g| g["kind"] == kind).expect("a group").clone();
        group["items"][0]["refused_24h"].as_i64().expect("a count")
    };
    assert_eq!(count("inactive_refused"), 1, "the first is written at once");
    world.pass(MINUTE);
    assert_eq!(isolate.bot(&off_token).get("/v1/whoami").status, 401);
    assert_eq!((count("inactive_refused"), count("refused")), (4, 3), "the others once a minute");
    let last_used = ana.get(&format!("/v1/system-users/{off}")).json()["system_user"]["last_used_at"].clone();
    assert_eq!(last_used, json!(null), "what was refused is no use");

    // Refusals that are a day old are no longer told, and the bot that calls again is not silent.
    assert_eq!(isolate.bot(&silent).get("/v1/whoami").status, 200);
    world.pass(DAY + HOUR);
    let ana = isolate.sign_in("ana@example.com");
    for kind in ["inactive_refused", "refused", "silent"] {
        assert_eq!(named(&ana, kind), [""; 0], "{kind}");
    }
}

#[test]
fn what_an_isolate_has_counted_is_written_by_the_clock_and_forged_tokens_count_for_nobody() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (id, token) = ana.system_user(None, "off");
    ana.post(&format!("/v1/system-users/{id}/deactivate"), &json!({}));
    assert_eq!(isolate.bot("tnr_nonsense").get("/v1/whoami").status, 401);
    assert_eq!(world.count("SELECT coalesce(sum(refused), 0) FROM activity"), 0);
    for _ in 0..5 {
        isolate.bot(&token).get("/v1/whoami");
    }
    assert_eq!(world.count("SELECT sum(refused) FROM activity"), 1);
    isolate.scheduled();
    assert_eq!(world.count("SELECT sum(refused) FROM activity"), 5);
    assert_eq!(world.count("SELECT sum(calls) FROM activity"), 0);
}

#[test]
fn invitations_and_mails_are_named_to_those_who_manage_people() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    invite(&ana, "early@example.com");
    world.pass(2 * DAY);
    let ana = isolate.sign_in("ana@example.com");
    invite(&ana, "late@example.com");
    world.pass(1);
    *world.mail_down.lock().expect("a lock") = Some(MailError::Refused("no such mailbox".into()));
    invite(&ana, "lost@example.com");
    assert_eq!(
        groups(&ana),
        [
            ("mail_failed".to_owned(), 1, vec!["lost@example.com".to_owned()]),
            (
                "invitation_pending".to_owned(),
                3,
                ["early@example.com", "late@example.com", "lost@example.com"].map(str::to_owned).to_vec()
            ),
        ]
    );
    let mail = ana.get("/v1/attention").json()["groups"][0]["items"][0].clone();
    assert_eq!(mail["note"], "no such mailbox");
    world.pass(4 * DAY + HOUR);
    let ana = isolate.sign_in("ana@example.com");
    assert_eq!(named(&ana, "invitation_ending"), ["early@example.com"]);
    world.pass(DAY);
    let ana = isolate.sign_in("ana@example.com");
    assert_eq!(named(&ana, "invitation_ending"), [""; 0]);
    assert_eq!(named(&ana, "invitation_pending"), ["late@example.com", "lost@example.com"]);

    // A developer sees bots, and no invitations; a user sees neither.
    world.add_person(1, "developer");
    world.add_person(2, "user");
    ana.system_user(None, "bot");
    let kinds = |who: &str| groups(&isolate.sign_in(who)).into_iter().map(|(kind, _, _)| kind).collect::<Vec<_>>();
    assert_eq!(kinds("developer1@example.com"), ["one_custodian"]);
    assert_eq!(kinds("user2@example.com"), [""; 0]);
    assert_eq!(isolate.nobody().get("/v1/attention").status, 401);
}

#[test]
fn a_bot_with_one_custodian_is_named_until_a_second_one_looks_after_it() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (id, _) = ana.system_user(None, "alone");
    let dev = world.add_person(1, "developer");
    let group = ana.get("/v1/attention").json()["groups"][0].clone();
    assert_eq!((&group["kind"], &group["items"][0]["note"]), (&json!("one_custodian"), &json!("Ana López")));
    let owner = ana.get("/v1/me").json()["user"]["id"].clone();
    let at = format!("/v1/system-users/{id}");
    let both = json!({ "version": 1, "custodian_ids": [owner, dev] });
    assert_eq!(ana.patch(&at, &both).status, 200);
    assert_eq!(groups(&ana), []);
    let one = json!({ "version": 2, "custodian_ids": [dev] });
    assert_eq!(ana.patch(&at, &one).status, 200);
    assert_eq!(named(&ana, "one_custodian"), ["alone"]);
}

#[test]
fn somebody_of_some_subaccounts_is_told_of_their_bots_alone() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (mine, other) = (ana.subaccount("Mine"), ana.subaccount("Other"));
    let tokens = [Some(mine.as_str()), Some(&other), None].map(|subaccount| {
        let (id, token) = ana.system_user(subaccount, subaccount.unwrap_or("wide"));
        ana.post(&format!("/v1/system-users/{id}/deactivate"), &json!({}));
        token
    });
    for token in &tokens {
        isolate.bot(token).get("/v1/whoami");
    }
    let grants = json!([{ "permission": "system_users:manage", "reach": "subaccounts" }]);
    let role = ana.post("/v1/roles", &json!({ "name": "Local", "grants": grants }));
    assert_eq!(role.status, 201, "{}", role.text());
    let person = world.add_person(1, "user");
    let given = json!({ "version": 1, "role_id": role.json()["id"], "subaccount_ids": [mine] });
    assert_eq!(ana.patch(&format!("/v1/users/{person}"), &given).status, 200);
    assert_eq!(named(&ana, "inactive_refused").len(), 3);
    assert_eq!(named(&isolate.sign_in("user1@example.com"), "inactive_refused"), [mine]);
}

#[test]
fn however_much_needs_attention_the_work_is_bounded() {
    const ROWS: i64 = 12_000;
    let world = World::new();
    let ana = world.isolate().set_up();
    world.add_person(1, "developer");
    let account = world.account();
    let owner = ana.get("/v1/me").json()["user"]["id"].as_str().expect("an id").to_owned();
    let now = world.clock.load(std::sync::atomic::Ordering::SeqCst);
    let rows = format!("WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {ROWS})");
    let id = |prefix: &str| format!("'{prefix}_' || printf('%026d', n)");
    let (sub, su, inv) = (id("sub"), id("su"), id("inv"));
    let late = domain::ids::MailId::new(domain::time::Instant::from_millis(now), [0; 10]);
    let late = &late.as_str()[..late.as_str().len() - 12];
    world
        .sql(&format!(
            "BEGIN; {}; \
             {rows} INSERT INTO subaccount (id, account_id, name, reference_name, name_key, reference_name_key, folded, created_at, event_id) \
               SELECT {sub}, '{account}', n, n, n, n, 1, 1, 'aud_fill' FROM c; \
             {rows} INSERT INTO system_user (id, account_id, subaccount_id, username, username_key, folded, status, last_used_key, last_refused_key, created_by, created_by_name, created_at, event_id) \
               SELECT {su}, '{account}', {sub}, n, n, 1, CASE n % 2 WHEN 0 THEN 'inactive' ELSE 'active' END, \
                 CASE n % 3 WHEN 0 THEN 0 ELSE n END, {now} - n, '{owner}', 'Ana', n, 'aud_fill' FROM c; \
             {rows} INSERT INTO custodian (account_id, system_user_id, person_id, event_id) SELECT '{account}', {su}, '{owner}', 'aud_fill' FROM c WHERE NOT EXISTS (SELECT 1 FROM custodian WHERE system_user_id = {su}); \
             {rows} INSERT INTO invitation (id, account_id, email, email_key, name, role, locale, digest, invited_by, invited_by_name, created_at, expires_at, event_id) \
               SELECT {inv}, '{account}', n || '@example.com', n || '@example.com', 'I', 'user', 'en', n, '{owner}', 'A', n, {now} + n * 20000, 'aud_fill' FROM c; \
             {rows} INSERT INTO mail (id, account_id, recipient, kind, status, created_at) \
               SELECT '{late}' || printf('%012d', n), '{account}', 'a', 'invitation', 'failed', n FROM c; \
             UPDATE account SET attestation_days = 30, attestation_since = 0, version = version + 1, event_id = 'aud_fill'; \
             DELETE FROM open_event; COMMIT",
            audit("aud_fill", &account, "account.updated", &account)
        ))
        .expect("many rows");
    world.reads.lock().expect("reads").clear();
    let all = groups(&ana);
    assert_eq!(all.len(), 9, "{all:?}");
    for (kind, total, names) in &all {
        assert_eq!((*total, names.len()), (1_000, 5), "{kind}");
    }
    let reads = std::mem::take(&mut *world.reads.lock().expect("reads"));
    let mut asked = 0;
    for (sql, params) in reads.iter().filter(|(sql, _)| sql.contains("LIMIT 1000")) {
        let (plan, work) = world.explain(sql, params);
        // The roles whose people could look after it are a set of their own.
        assert!(sql.contains("custodian_count") || !plan.contains("B-TREE FOR ORDER BY"), "{sql}\n{plan}");
        // Some ten steps of the machine a row that is counted: a thousand rows, not twelve thousand.
        assert!(work < 40_000, "{work}: {sql}\n{plan}");
        asked += 1;
    }
    assert_eq!(asked, 12);
}

#[test]
fn a_source_that_refuses_every_call_is_named_until_it_takes_one() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let body = json!({ "name": "Carrier", "provider": "sinch_sms", "authentication": "address" });
    let made = ana.post("/v1/inbound-sources", &body).json();
    let way = made["secret_url"].as_str().and_then(|url| url.split("/in/").nth(1)).expect("an address").to_owned();
    let bare = format!("/in/{}", made["inbound_source"]["id"].as_str().expect("an id"));
    let carrier = isolate.nobody();
    for n in 0..3 {
        assert_eq!(named(&ana, "source_refuses"), [""; 0], "after {n}");
        assert!(carrier.post(&bare, &json!({})).status >= 400);
        world.pass(11 * MINUTE);
    }
    let ana = isolate.sign_in("ana@example.com");
    assert_eq!(named(&ana, "source_refuses"), ["Carrier"]);
    let said = json!({ "id": 1, "source": "5511", "destination": "5512", "messageText": "Hello" });
    assert_eq!(carrier.post(&format!("/in/{way}"), &said).status, 200);
    assert_eq!(named(&ana, "source_refuses"), [""; 0]);
    for _ in 0..3 {
        world.pass(2 * HOUR);
        assert!(carrier.post(&bare, &json!({})).status >= 400);
    }
    let ana = isolate.sign_in("ana@example.com");
    assert_eq!(named(&ana, "source_refuses"), [""; 0], "it takes others");
    world.pass(20 * HOUR);
    for _ in 0..3 {
        world.pass(HOUR);
        assert!(carrier.post(&bare, &json!({})).status >= 400);
    }
    let ana = isolate.sign_in("ana@example.com");
    assert_eq!(named(&ana, "source_refuses"), ["Carrier"], "but nothing for a day");
    world.pass(2 * DAY);
    let ana = isolate.sign_in("ana@example.com");
    assert_eq!(named(&ana, "source_refuses"), [""; 0], "nobody calls it any more");
}
