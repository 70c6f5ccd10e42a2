//! Tokens that a code host reports, in the form of GitHub's secret scanning partner programme.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use api_tests::code_host::{Host, answer, line, publish, send};
use api_tests::{Actor, Isolate, World, answered};
use serde_json::{Value, json};
use service::deps::{CallError, OutsideAnswer};

use api_tests::code_host::PATH;

const MINUTE: i64 = 60_000;

fn asked(world: &World) -> usize {
    world.calls.lock().expect("calls").iter().filter(|(_, call)| call.url.contains("public_keys")).count()
}

fn count(world: &World, what: &str) -> i64 {
    world.count(&format!("SELECT count(*) FROM {what}"))
}

fn spent(world: &World) -> (usize, usize) {
    (world.queries.load(Ordering::SeqCst), world.commits.load(Ordering::SeqCst))
}

struct Ground {
    world: Arc<World>,
    isolate: Isolate,
    ana: Actor,
    host: Host,
}

fn ground() -> Ground {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let host = Host::new("key-1", 7);
    publish(&world, &[host.published()]);
    Ground { world, isolate, ana, host }
}

impl Ground {
    fn warn(&self, policy: &str) {
        let version = self.ana.get("/v1/account").json()["version"].clone();
        let set = self.ana.patch("/v1/account", &json!({ "version": version, "partner_finds": policy }));
        assert_eq!((set.status, &set.json()["partner_finds"]), (200, &json!(policy)), "{}", set.text());
    }

    fn calls(&self, token: &str) -> u16 {
        self.isolate.bot(token).get("/v1/whoami").status
    }

    fn finds(&self, bot: &str) -> Value {
        self.ana.get(&format!("/v1/system-users/{bot}")).json()["system_user"]["tokens"][0]["finds"].clone()
    }

    fn mails(&self) -> usize {
        self.world.mails.lock().expect("mails").len()
    }
}

/// Key, signature and body of the documentation's example (github/docs, pull request 18776).
#[test]
fn the_published_example_is_taken_and_no_bit_may_be_another() {
    let world = World::new();
    let isolate = world.isolate();
    isolate.set_up();
    let id = "90a421169f0a406205f1563a953312f0be898d3c7b6c06b681aa86a874555f4a";
    let pem = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE9MJJHnMfn2+H4xL4YaPDA4RpJqUq\nkCmRCBnYERxZanmcpzQSXs1X/AljlKkbJ8qpVIW4clayyef9gWhFbNHWAA==\n-----END PUBLIC KEY-----\n";
    let signature = "MEUCIQDKZokqnCjrRtw0tni+2Ltvl/uiMJ1EGumEsp1BsNr32AIgQY1YXD2nlj+XNfGK4rBfkMJ1JDOQcYXxa2sY8FNkrKc=";
    let body = br#"[{"token":"some_token","type":"some_type","url":"some_url"}]"#;
    publish(&world, &[json!({ "key_identifier": id, "key": pem, "is_current": true })]);
    let nobody = isolate.nobody();
    let before = spent(&world);
    let taken = send(&nobody, id, signature, body);
    assert_eq!(taken.status, 200, "{}", taken.text());
    // SHA-256 of `some_token`.
    let hash = "9a45520a1213f15016d2d768b5fb3d904492a44ee274b44d4de8803e00fb536a";
    let finding = json!({ "token_hash": hash, "token_type": "some_type", "label": "false_positive" });
    assert_eq!(taken.json(), json!([finding]), "the token is not sent back");
    let mut other = body.to_vec();
    other[10] ^= 1;
    for refused in [
        send(&nobody, id, signature, &other),
        send(&nobody, id, &signature.replace("MEUC", "MEUD"), body),
        send(&nobody, id, "", body),
        send(&nobody, id, "no base64!", body),
        send(&nobody, "another", signature, body),
        send(&nobody, "", signature, body),
        nobody.with("content-type", "application/json").call("POST", PATH, body),
    ] {
        assert_eq!((refused.status, refused.code().as_str()), (401, "bad_signature"), "{}", refused.text());
    }
    assert_eq!(spent(&world), before, "no storage");
    assert_eq!(asked(&world), 1, "one call outside");
    let call = world.calls.lock().expect("calls")[0].1.clone();
    assert_eq!((call.method, call.url.as_str()), ("GET", "https://api.github.com/meta/public_keys/secret_scanning"));
}

#[test]
fn a_token_that_is_reported_ends_and_its_custodians_are_told_where_it_was() {
    let g = ground();
    let (bot, token) = g.ana.system_user(None, "bot");
    let url = "https://example.com/acme/bot/blob/main/config.py";
    let lines = json!([line(&token, url), line("ghp_another", "https://example.com/b")]);
    let nobody = g.isolate.nobody().from("198.51.100.9");
    let answer = g.host.report(&nobody, &lines);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let labels: Vec<_> = (0..2).map(|n| answer.json()[n]["label"].as_str().unwrap_or_default().to_owned()).collect();
    assert_eq!(labels, ["true_positive", "false_positive"]);
    assert!(!answer.text().contains(&token));
    assert_eq!(g.calls(&token), 401);
    let event = g.ana.get("/v1/audit-events?action=system_user.token_found").json()["items"][0].clone();
    let after = &event["detail"]["after"];
    assert_eq!((&event["subject_id"], &after["url"], &after["source"]), (&json!(bot), &json!(url), &json!("commit")));
    let mails = g.world.mails.lock().expect("mails");
    let mail = mails.last().expect("a mail");
    assert!(mail.to == "ana@example.com" && mail.text.contains(url) && !mail.text.contains(&token), "{}", mail.text);
    drop(mails);
    // Again: nothing is written, and the answer is the same.
    let (events, mails) = (count(&g.world, "audit_event"), g.mails());
    let again = g.host.report(&nobody, &lines);
    assert_eq!((again.status, again.text()), (200, answer.text()));
    assert_eq!((count(&g.world, "audit_event"), g.mails()), (events, mails));
}

#[test]
fn an_account_that_wants_a_warning_gets_one_for_each_place_until_somebody_puts_it_aside() {
    let g = ground();
    g.warn("warn");
    let (bot, token) = g.ana.system_user(None, "bot");
    let (first, second) = ("https://example.com/one", "https://example.com/two");
    let nobody = g.isolate.nobody();
    let report = |url: &str| assert_eq!(g.host.report(&nobody, &json!([line(&token, url)])).status, 200);
    report(first);
    assert_eq!(g.calls(&token), 200, "it goes on");
    let mails = g.mails();
    assert!(g.world.mails.lock().expect("mails").last().expect("a mail").text.contains(first));
    assert_eq!(g.finds(&bot)[0]["url"], first);
    report(first);
    assert_eq!((g.mails(), count(&g.world, "token_find")), (mails, 1), "nothing new");
    report(second);
    assert_eq!((g.mails(), count(&g.world, "token_find")), (mails + 1, 2));
    let token_id = g.ana.get(&format!("/v1/system-users/{bot}")).json()["system_user"]["tokens"][0]["id"].clone();
    let dismiss = format!("/v1/system-users/{bot}/tokens/{}/dismiss-finds", token_id.as_str().expect("an id"));
    assert_eq!(g.ana.call("POST", &dismiss, b"").status, 200);
    assert_eq!(g.finds(&bot), json!([]));
    let events = count(&g.world, "audit_event");
    // Neither the report nor the putting aside does anything twice.
    report(second);
    assert_eq!(g.ana.call("POST", &dismiss, b"").status, 200);
    assert_eq!((g.finds(&bot), count(&g.world, "audit_event"), g.mails()), (json!([]), events, mails + 1));
    // Nobody else's, and nothing that is not there.
    g.world.second_account();
    let eve = g.isolate.sign_in("eve@other.example");
    assert_eq!(eve.call("POST", &dismiss, b"").status, 404);
    // What is no address of the web is no place that anybody presses, and one with the token in it is not kept.
    report("javascript:alert(1)");
    report(&format!("https://example.com/?q={token}"));
    assert_eq!((&g.finds(&bot)[0]["url"], count(&g.world, "token_find")), (&json!(""), 3));
    // Whoever changes their mind is heard: also with a report that is under way.
    let other = g.ana.clone();
    let version = g.ana.get("/v1/account").json()["version"].clone();
    g.world.before_commit.set(move || {
        let set = other.patch("/v1/account", &json!({ "version": version, "partner_finds": "end" }));
        assert_eq!(set.status, 200, "{}", set.text());
    });
    report("https://example.com/four");
    assert_eq!((g.calls(&token), count(&g.world, "token_find")), (401, 3));
}

#[test]
fn of_many_reports_at_once_one_is_told_and_a_token_has_twenty_places_at_the_most() {
    let g = ground();
    g.warn("warn");
    let (_, token) = g.ana.system_user(None, "bot");
    let mut lines = Vec::new();
    for n in 0..30 {
        let mut url = String::from("https://example.com/");
        write!(url, "{n}").expect("writes");
        lines.push(line(&token, &url));
    }
    let (one, all) = (json!([lines[0]]), json!(lines));
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let each = (0..4).map(|_| scope.spawn(|| g.host.report(&g.world.isolate().nobody(), &one).status));
        each.collect::<Vec<_>>().into_iter().map(|one| one.join().expect("ends")).collect()
    });
    assert_eq!((answers, count(&g.world, "token_find")), (vec![200; 4], 1));
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let each = (0..2).map(|_| scope.spawn(|| g.host.report(&g.world.isolate().nobody(), &all).status));
        each.collect::<Vec<_>>().into_iter().map(|one| one.join().expect("ends")).collect()
    });
    assert_eq!((answers, count(&g.world, "token_find")), (vec![200; 2], 20));
}

#[test]
fn keys_are_asked_for_when_they_are_needed_and_seldom() {
    let g = ground();
    let (_, token) = g.ana.system_user(None, "bot");
    let nobody = g.isolate.nobody();
    let lines = json!([line(&token, "https://example.com/a")]);
    // The host can't be asked: it tries again, and we don't ask at each try.
    let failures: [fn() -> Result<OutsideAnswer, CallError>; 3] = [
        || Err(CallError::TimedOut),
        || answered(500),
        || Ok(OutsideAnswer { body: b"<html>".to_vec(), ..answered(200)? }),
    ];
    for (n, failing) in failures.into_iter().enumerate() {
        answer(&g.world, failing);
        for _ in 0..3 {
            let refused = g.host.report(&nobody, &lines);
            assert_eq!((refused.status, refused.header("retry-after")), (503, Some("60".to_owned())));
        }
        assert_eq!(asked(&g.world), n + 1);
        g.world.pass(MINUTE);
    }
    publish(&g.world, &[g.host.published()]);
    let before = asked(&g.world);
    // What is signed by a key that the host has not costs one call a minute, and no more.
    let eve = Host::new("key-1", 9);
    assert_eq!(eve.report(&nobody, &lines).status, 401);
    let unknown = Host::new("key-2", 8);
    for _ in 0..5 {
        assert_eq!(unknown.report(&nobody, &lines).status, 401);
    }
    assert_eq!((asked(&g.world), g.calls(&token)), (before + 1, 200));
    // The host has a new key.
    publish(&g.world, &[unknown.published()]);
    assert_eq!(unknown.report(&nobody, &lines).status, 401, "asked a moment ago");
    g.world.pass(MINUTE);
    assert_eq!(unknown.report(&nobody, &json!([line("x", "")])).status, 200);
    // The old one was withdrawn.
    assert_eq!((g.host.report(&nobody, &lines).status, g.calls(&token)), (401, 200));
    assert_eq!(asked(&g.world), before + 2);
    // Another guard than that of webhooks would call inside.
    g.world.pass(61 * MINUTE);
    g.world.names.lock().expect("names").insert("api.github.com".into(), vec!["10.0.0.1".parse().expect("an address")]);
    assert_eq!((unknown.report(&nobody, &lines).status, asked(&g.world)), (503, before + 2));
}

#[test]
fn a_webhook_is_told_of_each_new_place_of_a_token_that_goes_on_and_once_of_its_end() {
    let g = ground();
    g.warn("warn");
    let hook = json!({ "name": "ops", "kind": "token", "url": "https://ops.example.com/found" });
    assert_eq!(g.ana.post("/v1/webhooks", &hook).status, 201);
    let (_, token) = g.ana.system_user(None, "bot");
    let nobody = g.isolate.nobody();
    let report = |urls: &[&str]| {
        let lines: Vec<Value> = urls.iter().map(|url| line(&token, url)).collect();
        assert_eq!(g.host.report(&nobody, &json!(lines)).status, 200);
        g.world.pass(1_000);
    };
    report(&["https://example.com/a", "https://example.com/b"]);
    report(&["https://example.com/b"]);
    report(&["https://example.com/b", "https://example.com/c"]);
    // It is shown by somebody else, which ends it whatever the account wants of code hosts.
    for _ in 0..2 {
        assert_eq!(nobody.post("/v1/found-tokens", &json!({ "tokens": [token] })).status, 202);
    }
    report(&["https://example.com/d"]);
    g.world.drive(MINUTE);
    let calls = g.world.calls.lock().expect("calls");
    let told: Vec<Value> = calls
        .iter()
        .filter(|(_, call)| call.url == "https://ops.example.com/found")
        .map(|(_, call)| serde_json::from_slice::<Value>(&call.body).expect("JSON")["data"].clone())
        .collect();
    let said: Vec<(Value, Vec<Value>)> = told
        .iter()
        .map(|data| {
            let places = data["places"].as_array().expect("places");
            (data["ended"].clone(), places.iter().map(|place| place["url"].clone()).collect())
        })
        .collect();
    let at = |all: &[&str]| all.iter().map(|end| json!(format!("https://example.com/{end}"))).collect::<Vec<_>>();
    assert_eq!(
        said,
        [(json!(false), at(&["a", "b"])), (json!(false), at(&["c"])), (json!(true), at(&[]))],
        "in the order in which it happened"
    );
    assert!(told.iter().all(|data| !data.to_string().contains(&token)));
}

#[test]
fn a_report_that_comes_while_the_keys_are_asked_for_waits_for_them() {
    const MANY: usize = 8;
    let g = ground();
    let tokens: Vec<String> = (0..MANY).map(|n| g.ana.system_user(None, &format!("bot {n}")).1).collect();
    let (world, published) = (Arc::downgrade(&g.world), json!({ "public_keys": [g.host.published()] }));
    answer(&g.world, move || {
        let world = world.upgrade().expect("a world");
        while world.waiting.load(Ordering::SeqCst) < MANY - 1 {
            std::thread::yield_now();
        }
        Ok(OutsideAnswer { body: published.to_string().into_bytes(), ..answered(200)? })
    });
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let report = |token: &str| g.host.report(&g.isolate.nobody(), &json!([line(token, "")])).status;
        let each: Vec<_> = tokens.iter().map(|token| scope.spawn(move || report(token))).collect();
        each.into_iter().map(|one| one.join().expect("ends")).collect()
    });
    assert_eq!((answers, asked(&g.world)), (vec![200; MANY], 1));
    assert!(tokens.iter().all(|token| g.calls(token) == 401));
    // Whoever asks may go away in the middle: who waits is told to come again soon, and others ask in its place.
    let g = ground();
    let report = Arc::new(json!([line("x", "")]));
    g.world.told_too_late.store(true, Ordering::SeqCst);
    let (isolate, host, told) = (g.isolate.clone(), Host::new("key-1", 7), Arc::new(std::sync::Mutex::new(None)));
    let (lines, told_inside) = (Arc::clone(&report), Arc::clone(&told));
    answer(&g.world, move || {
        let answer = host.report(&isolate.nobody(), &lines);
        *told_inside.lock().expect("told") = Some((answer.status, answer.header("retry-after")));
        Err(CallError::TimedOut)
    });
    assert_eq!(g.host.report(&g.isolate.nobody(), &report).status, 503);
    assert_eq!(*told.lock().expect("told"), Some((503, Some("2".to_owned()))));
}

#[test]
fn an_odd_line_takes_no_other_with_it() {
    // The text of each, with a token of ours in place of the mark; whether the host is told of it.
    let odd = [
        (r#"{"type":"x"}"#, false),
        ("7", false),
        ("null", false),
        (r#"["@"]"#, false),
        (r#""@""#, false),
        (r#"{"token":7,"secret":"@"}"#, false),
        (r#"{"token":["@"],"type":"x"}"#, false),
        // Half of a surrogate pair, which is no text.
        (r#"{"token":"@","type":"x","url":"https://example.com/\ud800"}"#, false),
        (r#"{"token":"@","type":7,"url":["x"],"source":{}}"#, true),
        (r#"{"token":"@","token":"@"}"#, true),
        (r#"{"token":"@","type":null,"url":null,"source":null}"#, true),
    ];
    for (text, tells) in odd {
        let g = ground();
        let nobody = g.isolate.nobody();
        let [(_, before), (_, within), (_, after)] = ["one", "two", "three"].map(|name| g.ana.system_user(None, name));
        let line = |token: &str| line(token, "https://example.com/a").to_string();
        let body = format!("[{},{},{}]", line(&before), text.replace('@', &within), line(&after));
        let answer = g.host.report_text(&nobody, &body);
        assert_eq!(answer.status, 200, "{text} {}", answer.text());
        let findings = answer.json().as_array().map(Vec::len);
        assert_eq!(findings, Some(2 + usize::from(tells)), "{text} {}", answer.text());
        assert!(!answer.text().contains(&within), "{text}");
        assert_eq!((g.calls(&before), g.calls(&after)), (401, 401), "{text}");
        assert_eq!(g.calls(&within) == 401, text.contains('@'), "{text}");
    }
    // However many lines there are.
    let g = ground();
    let nobody = g.isolate.nobody();
    let (_, last) = g.ana.system_user(None, "last");
    let mut lines = vec![line("x", ""); 1_500];
    lines.push(line(&last, ""));
    assert_eq!(g.host.report(&nobody, &json!(lines)).json().as_array().map(Vec::len), Some(1_501));
    assert_eq!(g.calls(&last), 401);
}

#[test]
fn what_is_signed_and_no_report_is_refused() {
    let g = ground();
    let nobody = g.isolate.nobody();
    for body in [json!([]), json!({}), json!([{ "type": "x" }]), json!([1]), json!("x")] {
        assert_eq!(g.host.report(&nobody, &body).status, 400, "{body}");
    }
    // More than the form has is passed over.
    let more = json!([{ "token": "x", "type": "t", "url": null, "source": "npm", "new": [1] }]);
    assert_eq!(g.host.report(&nobody, &more).status, 200);
}
