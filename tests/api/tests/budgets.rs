//! Loops against what the platform allows one invocation (service::platform): statements on the database, calls outside.
//! Nothing local enforces these limits, so every loop is run full here and counted.

use std::sync::Arc;

use api_tests::{Actor, World, audit};
use serde_json::json;
use service::platform::{CALLS, STATEMENTS};

fn invite(ana: &Actor, lines: usize) -> serde_json::Value {
    let lines: Vec<_> = (0..lines)
        .map(|i| json!({ "email": format!("p{i}@example.com"), "name": format!("Person {i}"), "role": "Operator" }))
        .collect();
    let answer = ana.post("/v1/invitations/bulk", &json!({ "lines": lines, "role_id": "role_user", "preview": false }));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// What some work cost: trips to the database, statements, mails.
fn cost(world: &Arc<World>, work: impl FnOnce()) -> (usize, usize, usize) {
    let sent = || world.mails.lock().expect("mails").len();
    let (trips, statements, mails) = (world.spent().0, world.spent().1, sent());
    work();
    let after = world.spent();
    (after.0 - trips, after.1 - statements, sent() - mails)
}

fn within((trips, statements, mails): (usize, usize, usize), what: &str) {
    assert!(statements <= STATEMENTS, "{what}: {statements} statements");
    assert!(trips + mails <= CALLS, "{what}: {trips} trips and {mails} mails");
}

#[test]
fn two_hundred_invitations_are_about_ten_trips() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let before = world.spent();
    assert_eq!(invite(&ana, 200)["ready"], 200);
    // Mails go out behind the answer, and are counted with it below.
    let answered = *world.answered.lock().expect("spent");
    let (trips, statements) = (answered.0 - before.0, answered.1 - before.1);
    assert!(trips <= 10, "{trips} trips");
    assert!(statements <= 20, "{statements} statements");
    assert_eq!(world.count("SELECT count(*) FROM invitation"), 200);
    assert_eq!(world.count("SELECT count(*) FROM audit_event WHERE action = 'invitation.created'"), 200);
    assert_eq!(world.count("SELECT count(*) FROM mail WHERE kind = 'invitation'"), 200);
    assert_eq!(world.count("SELECT count(DISTINCT event_id) FROM invitation"), 200, "each has an event of its own");
}

#[test]
fn a_full_round_of_everything_stays_within_what_the_platform_allows() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let all = cost(&world, || {
        invite(&ana, 200);
    });
    assert_eq!(all.2, 200, "all mails went out behind the answer");
    within(all, "two hundred invitations with their mails");

    // More of everything than a round takes: mails, forgotten passwords, dead sessions, names without keys.
    *world.mail_down.lock().expect("mail") = Some(service::MailError::Unavailable("later".into()));
    invite(&ana, 200);
    *world.mail_down.lock().expect("mail") = None;
    let account = world.account();
    let many = "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 700)";
    world
        .sql(&format!(
            "BEGIN; {}; \
             {many} INSERT INTO person (id, account_id, email, email_key, name, role, locale, created_at, event_id) \
               SELECT 'usr_' || printf('%026d', n), '{account}', n || '@example.com', n || '@example.com', 'P' || n, 'user', 'en', 1, 'aud_many' FROM c; \
             {many} INSERT INTO reset_request (email_key, asked_at, request_id) SELECT n || '@example.com', 1, 'req_' || printf('%026d', n) FROM c; \
             {many} INSERT INTO session (id, account_id, person_id, digest, created_at, last_seen_at, event_id) \
               SELECT 'ses_' || printf('%026d', n), '{account}', 'usr_' || printf('%026d', n), 'd' || n, 1, 1, 'aud_many' FROM c; \
             {many} INSERT INTO team (id, account_id, name, created_at, event_id) SELECT 'team_' || printf('%026d', n), '{account}', 'T' || n, 1, 'aud_many' FROM c; \
             {many} INSERT INTO role (id, account_id, name, grants, created_at, event_id) SELECT 'role_' || printf('%026d', n), '{account}', 'R' || n, '{{}}', 1, 'aud_many' FROM c; \
             {many} INSERT INTO subaccount (id, account_id, name, reference_name, created_at, event_id) \
               SELECT 'sub_' || printf('%026d', n), '{account}', 'S' || n, n, 1, 'aud_many' FROM c; \
             DELETE FROM open_event; COMMIT",
            audit("aud_many", &account, "user.created", &account)
        ))
        .expect("many rows");
    world.pass(domain::time::MINUTE * 60);
    let quarter = cost(&world, || world.scheduled());
    assert!(quarter.2 > 0, "mails go out beside the rest");
    within(quarter, "a quarter of an hour's round");
    let minute = cost(&world, || world.minute());
    assert_eq!(minute.2, 200, "a full round of mails");
    within(minute, "a minute's round");
    // Rounds that are not full end: nothing is left in the end.
    for _ in 0..40 {
        world.pass(domain::time::MINUTE);
        within(cost(&world, || world.scheduled()), "a later round");
    }
    for nothing in [
        "SELECT count(*) FROM session WHERE last_seen_at = 1",
        "SELECT count(*) FROM reset_request",
        "SELECT count(*) FROM person WHERE folded = 0",
        "SELECT count(*) FROM subaccount WHERE folded = 0",
        "SELECT count(*) FROM mail WHERE status = 'queued'",
    ] {
        assert_eq!(world.count(nothing), 0, "{nothing}");
    }
    assert_eq!(world.count("SELECT count(*) FROM mail WHERE kind = 'password_reset'"), 700, "everybody got a link");
}

/// Lines that break a rule do not undo the others, and are told so.
#[test]
fn of_many_lines_those_stand_that_can() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    assert_eq!(invite(&ana, 3)["ready"], 3);
    // Between reading and writing somebody else invites one of them, and another one becomes a person.
    let account = world.account();
    world
        .sql(&format!(
            "CREATE TRIGGER meanwhile AFTER INSERT ON audit_event WHEN NEW.action = 'invitations.sent' BEGIN \
               INSERT INTO invitation (id, account_id, email, email_key, name, role, locale, digest, invited_by, invited_by_name, created_at, expires_at, event_id) \
               VALUES ('inv_00000000000000000000000009', '{account}', 'p3@example.com', 'p3@example.com', 'X', 'user', 'en', 'x', 'usr_x', 'X', 1, 2, NEW.id); \
               UPDATE invitation SET role = 'admin', event_id = NEW.id WHERE email_key = 'p0@example.com'; \
             END"
        ))
        .expect("a trigger");
    let told = invite(&ana, 5);
    let lines: Vec<String> = told["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .map(|l| format!("{} {}", l["result"].as_str().unwrap_or("-"), l["problem"].as_str().unwrap_or("-")))
        .collect();
    assert_eq!(lines, ["refused email_taken", "resend -", "resend -", "refused email_taken", "ready -"]);
    assert_eq!(told["ready"], 3);
    assert_eq!(world.count("SELECT count(*) FROM invitation WHERE sent_count = 2"), 2);
    assert_eq!(world.count("SELECT count(*) FROM audit_event WHERE action = 'invitation.created'"), 4);
    assert_eq!(world.count("SELECT count(*) FROM audit_event WHERE action = 'invitation.resent'"), 2);
    let last = world.link_to("p4@example.com");
    assert_eq!(isolate.nobody().post("/v1/invitations/greet", &json!({ "token": last })).status, 200);
}

/// skypilot-org/skypilot#10391, go-gitea/gitea#39174, strapi/strapi#17089: noting use costs as much as what is used.
#[test]
fn the_use_of_many_tokens_is_noted_at_once() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let bots: Vec<_> = (0..30)
        .map(|i| {
            let subaccount = ana.subaccount(&format!("S{i}"));
            isolate.bot(&ana.system_user(Some(&subaccount), &format!("bot {i}")).1)
        })
        .collect();
    for bot in bots.iter().chain(&bots) {
        assert_eq!(bot.get("/v1/whoami").status, 200);
    }
    world.pass(domain::time::MINUTE + 1);
    let (_, statements, _) = cost(&world, || assert_eq!(bots[0].get("/v1/whoami").status, 200));
    assert!(statements <= 6, "{statements} statements");
    assert_eq!(world.count("SELECT sum(calls) FROM activity"), 61);
    assert_eq!(world.count("SELECT count(*) FROM system_user_use WHERE last_used_ip = '203.0.113.7'"), 30);
    assert_eq!(world.count("SELECT count(*) FROM token_use"), 30);
}

/// One statement clears no more than it can within its time; the rest waits for the next round.
#[test]
fn what_is_past_its_use_is_cleared_away_in_parts() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let ((id, _), account) = (ana.system_user(None, "bot"), world.account());
    let many = "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 6000)";
    world
        .sql(&format!(
            "{many} INSERT INTO revocation (system_user_id, min_generation, at) SELECT 'old' || n, 1, n FROM c; \
             {many} INSERT INTO attempt (key, window, n) SELECT 'k' || n, 1, 1 FROM c; \
             {many} INSERT INTO activity (system_user_id, hour, calls) SELECT '{id}', n, 1 FROM c; \
             {many} INSERT INTO mail (id, account_id, recipient, kind, status, created_at) \
               SELECT 'mail_' || printf('%026d', n), '{account}', 'a', 'invitation', 'sent', 1 FROM c; \
             {many} INSERT INTO idempotency (account_id, key_digest, request_digest, sealed_reply, created_at) \
               SELECT '{account}', n, 'r', 's', n FROM c;"
        ))
        .expect("old rows");
    for left in [1_000, 0] {
        world.scheduled();
        for old in [
            "revocation WHERE at <= 6000",
            "attempt WHERE window = 1",
            "activity WHERE hour <= 6000",
            "mail WHERE created_at = 1",
            "idempotency WHERE created_at <= 6000",
        ] {
            assert_eq!(world.count(&format!("SELECT count(*) FROM {old}")), left, "{old}");
        }
    }
}
