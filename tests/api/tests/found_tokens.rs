//! Tokens that are ended by showing them: by anybody who found one, and by the system user's own program (RFC 7009).

use std::sync::atomic::Ordering;

use api_tests::{Actor, World};
use domain::lease::DELTA;
use serde_json::{Value, json};

fn show(by: &Actor, tokens: &[&str]) -> u16 {
    by.post("/v1/found-tokens", &json!({ "tokens": tokens })).status
}

#[test]
fn whoever_finds_a_token_may_end_it_and_its_custodians_are_told() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (id, found) = ana.system_user(None, "bot");
    let (_, other) = ana.system_user(None, "other");
    world.pass(1_000);
    let more = json!({ "confirm": true, "keep_others": true });
    let kept = ana.post(&format!("/v1/system-users/{id}/tokens"), &more).json()["token"]["value"].clone();
    let kept = kept.as_str().expect("a value").to_owned();
    let elsewhere = world.isolate();
    let calls = |token: &str| isolate.bot(token).get("/v1/whoami").status;
    assert_eq!((calls(&found), elsewhere.bot(&found).get("/v1/whoami").status), (200, 200));

    let nobody = isolate.nobody().from("198.51.100.9");
    assert_eq!(show(&nobody, &[&format!(" {found}\n"), "tnr_nothing", "ghp_another"]), 202);
    assert_eq!((calls(&found), calls(&kept), calls(&other)), (401, 200, 200));
    world.pass(DELTA + 1);
    assert_eq!(elsewhere.bot(&found).get("/v1/whoami").status, 401, "everywhere within the promise");
    let event = ana.get("/v1/audit-events?action=system_user.token_found").json()["items"][0].clone();
    assert_eq!((&event["subject_id"], &event["ip"]), (&json!(id), &json!("198.51.100.9")));
    assert_eq!(event["detail"]["after"]["tail"], found[found.len() - 4..]);
    assert_eq!(event["actor"]["id"], Value::Null, "nobody knows who");
    let mails = world.mails.lock().expect("mails");
    let mail = mails.iter().rev().find(|mail| mail.to == "ana@example.com").expect("a mail");
    assert!(mail.subject.contains("bot (…") && mail.text.contains(&format!("/system-users/{id}")), "{}", mail.text);
    assert!(!mail.text.contains(&found));
    drop(mails);

    // Again, and what is none, are answered the same and change nothing.
    let events = world.count("SELECT count(*) FROM audit_event");
    for tokens in [vec![found.as_str()], vec!["tnr_nothing"], vec![""]] {
        assert_eq!(show(&nobody, &tokens), 202);
    }
    assert_eq!(world.count("SELECT count(*) FROM audit_event"), events);
    assert_eq!(nobody.post("/v1/found-tokens", &json!({ "tokens": [] })).field(), "/tokens required");
    let many = vec!["x"; 1_001];
    assert_eq!(nobody.post("/v1/found-tokens", &json!({ "tokens": many })).field(), "/tokens too_long");
}

#[test]
fn forgeries_cost_no_storage_and_a_thousand_are_one_call() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (_, token) = ana.system_user(None, "bot");
    // Well formed, and made by another deployment.
    let foreign = World::with(|raw| {
        raw.keys = domain::secret::Secret::new(
            "k9:9999999999999999999999999999999999999999999999999999999999999999".to_owned(),
        );
    });
    let eve = foreign.isolate().set_up();
    let (_, forged) = eve.system_user(None, "forged");
    let all = vec![forged.as_str(); 1_000];
    let spent = || (world.queries.load(Ordering::SeqCst), world.commits.load(Ordering::SeqCst));
    let before = spent();
    assert_eq!(show(&isolate.nobody(), &all), 202);
    assert_eq!(spent(), before);
    // A real one among them is found.
    let mut all = all;
    all[999] = &token;
    assert_eq!(show(&isolate.nobody(), &all), 202);
    assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 401);
}

#[test]
fn many_tokens_of_many_bots_are_ended_at_once_by_two_at_once() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let mut values: Vec<String> = Vec::new();
    for n in 0..5 {
        let (id, first) = ana.system_user(None, &format!("bot {n}"));
        values.push(first);
        for _ in 0..9 {
            let more = json!({ "confirm": true, "keep_others": true });
            let made = ana.post(&format!("/v1/system-users/{id}/tokens"), &more).json();
            values.push(made["token"]["value"].as_str().expect("a value").to_owned());
        }
    }
    let all: Vec<&str> = values.iter().map(String::as_str).collect();
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let each = (0..2).map(|_| scope.spawn(|| show(&world.isolate().nobody(), &all)));
        each.collect::<Vec<_>>().into_iter().map(|one| one.join().expect("ends")).collect()
    });
    assert_eq!(answers, [202, 202]);
    assert!(all.iter().all(|token| world.isolate().bot(token).get("/v1/whoami").status == 401));
    assert_eq!(
        world.count("SELECT count(*) FROM audit_event WHERE action = 'system_user.token_found'"),
        50,
        "each once"
    );
}

#[test]
fn a_client_ends_its_own_tokens_and_no_others() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (id, first) = ana.system_user(None, "bot");
    let (_, other) = ana.system_user(None, "other");
    world.pass(1_000);
    let more = json!({ "confirm": true, "keep_others": true });
    let second = ana.post(&format!("/v1/system-users/{id}/tokens"), &more).json()["token"]["value"].clone();
    let second = second.as_str().expect("a value").to_owned();
    let revoke =
        |by: &Actor, token: &str| by.form("/oauth/revoke", &format!("token={token}&token_type_hint=access_token"));
    let calls = |token: &str| isolate.bot(token).get("/v1/whoami").status;
    let bot = isolate.bot(&first);
    for nothing in [other.as_str(), "tnr_nothing", "x"] {
        assert_eq!(revoke(&bot, nothing).status, 200, "{nothing}");
    }
    assert_eq!((calls(&first), calls(&second), calls(&other)), (200, 200, 200));
    assert_eq!(revoke(&bot, &second).status, 200);
    assert_eq!((calls(&first), calls(&second)), (200, 401));
    assert_eq!(revoke(&bot, &second).status, 200, "again is no error (RFC 7009 §2.2)");
    let event = ana.get("/v1/audit-events?action=system_user.token_surrendered").json()["items"][0].clone();
    assert_eq!((&event["actor"]["id"], &event["actor"]["name"]), (&json!(id), &json!("bot")));
    // Its own, by which it asks.
    assert_eq!(revoke(&bot, &first).status, 200);
    let refused = revoke(&bot, &first);
    assert_eq!((refused.status, refused.json()["error"].as_str()), (401, Some("invalid_client")));
    // A person ends what they manage, and nobody else's.
    world.second_account();
    let eve = isolate.sign_in("eve@other.example");
    assert_eq!(revoke(&eve, &other).status, 200);
    assert_eq!(calls(&other), 200);
    assert_eq!(revoke(&ana, &other).status, 200);
    assert_eq!(calls(&other), 401);
    assert_eq!(revoke(&isolate.nobody(), &other).status, 401);
}

#[test]
fn a_token_is_found_in_the_text_in_which_it_stands() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let around = [
        "Authorization: Bearer @",
        "token=@&x=1",
        "{\"token\":\"@\"}",
        "'@'",
        "see @, and tnr_@",
        "\u{201c}@\u{201d}\nx",
    ];
    for (n, text) in around.iter().enumerate() {
        let (_, token) = ana.system_user(None, &format!("bot {n}"));
        assert_eq!(show(&isolate.nobody(), &[&text.replace('@', &token)]), 202);
        assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 401, "{text}");
    }
    // Two in one text, and with one letter another none.
    let [(_, one), (_, two), (_, safe)] = ["one", "two", "safe"].map(|name| ana.system_user(None, name));
    let mut wrong = safe.clone();
    let last = if wrong.pop() == Some('x') { 'y' } else { 'x' };
    wrong.push(last);
    assert_eq!(show(&isolate.nobody(), &[&format!("{one} {two} {wrong}")]), 202);
    let calls = |token: &str| isolate.bot(token).get("/v1/whoami").status;
    assert_eq!((calls(&one), calls(&two), calls(&safe)), (401, 401, 200));
    let before = (world.queries.load(Ordering::SeqCst), world.commits.load(Ordering::SeqCst));
    assert_eq!(show(&isolate.nobody(), &[&format!("Bearer {wrong} \"{wrong}\"")]), 202);
    assert_eq!((world.queries.load(Ordering::SeqCst), world.commits.load(Ordering::SeqCst)), before, "no storage");
}

#[test]
fn who_looks_after_several_found_tokens_gets_one_mail() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let all: Vec<(String, String)> = (0..3).map(|n| ana.system_user(None, &format!("bot {n}"))).collect();
    let before = world.mails.lock().expect("mails").len();
    let shown: Vec<&str> = all.iter().map(|(_, token)| token.as_str()).collect();
    assert_eq!(show(&isolate.nobody(), &shown), 202);
    let mails = world.mails.lock().expect("mails");
    let new: Vec<_> = mails.iter().skip(before).collect();
    assert_eq!(new.len(), 1, "{:?}", new.iter().map(|mail| &mail.subject).collect::<Vec<_>>());
    for (n, (_, token)) in all.iter().enumerate() {
        assert!(new[0].text.contains(&format!("bot {n} (…{})", &token[token.len() - 4..])), "{}", new[0].text);
        assert!(!new[0].text.contains(token));
    }
    assert!(new[0].subject.contains(" +2"), "{}", new[0].subject);
    assert_eq!(world.count("SELECT count(*) FROM audit_event WHERE action = 'system_user.token_found'"), 3);
}

#[test]
fn what_is_no_text_keeps_no_token_alive() {
    let world = World::new();
    let isolate = world.isolate();
    let (_, token) = isolate.set_up().system_user(None, "bot");
    let all = json!({ "tokens": [null, 7, { "token": "x" }, [], true, token] });
    assert_eq!(isolate.nobody().post("/v1/found-tokens", &all).status, 202);
    assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 401);
    for none in [json!({ "tokens": "x" }), json!({ "tokens": {} }), json!({})] {
        assert_eq!(isolate.nobody().post("/v1/found-tokens", &none).status, 422, "{none}");
    }
}
