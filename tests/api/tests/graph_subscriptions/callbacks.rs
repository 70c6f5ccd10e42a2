//! Callbacks: asked before they are told anything; and the app's own.

use super::*;

#[test]
fn a_callback_that_does_not_say_that_it_wants_it_is_not_stored_and_told_why() {
    let s = scene();
    let verify = |how: fn(&OutsideCall) -> Result<OutsideAnswer, CallError>| {
        s.g.world.answer(how);
        let answer = s.subscribe(URL);
        assert_eq!(error(&answer), (400, 2200, 0, "OAuthException".to_owned()));
        assert!(!answer.text().contains("secret page"), "{}", answer.text());
        let said = text(&answer.json()["error"]["message"]);
        let (first, why) = said.split_once(": ").expect("a reason");
        assert_eq!(first, "(#2200) Callback verification failed with the following errors");
        why.to_owned()
    };
    assert_eq!(verify(|_| answered(403)), "HTTP Status Code = 403");
    assert_eq!(verify(|_| answered(302)), "HTTP Status Code = 302");
    assert_eq!(verify(|_| Err(CallError::TimedOut)), "Operation timed out");
    assert_eq!(verify(|_| Err(CallError::Unreachable("dns".to_owned()))), "Couldn't connect to server");
    assert!(verify(|_| answered(200)).starts_with("Response does not match challenge"));
    assert!(
        verify(|_| Ok(OutsideAnswer { body: b"secret page".to_vec(), ..answered(200)? }))
            .starts_with("Response does not match")
    );
    assert!(
        verify(|call| {
            let more = query(call, "hub.challenge").unwrap_or_default() + "0";
            Ok(OutsideAnswer { body: more.into_bytes(), ..answered(200)? })
        })
        .starts_with("Response does not match")
    );
    listens(&s.g.world);
    assert_eq!(error(&s.bot().form(&s.path(), &params(URL, "wrong"))).1, 2200);
    // Addresses are judged as those of all webhooks are, before anything is called.
    let calls = s.g.world.called().len();
    for uri in [
        "http://bot.example.com/in",
        "https://10.0.0.1/in",
        "https://tenure.example.com/in",
        "https://a.internal/in",
        "bot",
    ] {
        let answer = s.subscribe(uri);
        assert_eq!(error(&answer), (400, 100, 0, "OAuthException".to_owned()), "{uri}");
        assert!(answer.text().contains("override_callback_uri"), "{}", answer.text());
    }
    s.g.world
        .names
        .lock()
        .expect("names")
        .insert("inside.example.com".to_owned(), vec!["10.0.0.1".parse().expect("an address")]);
    assert_eq!(error(&s.subscribe("https://inside.example.com/in")).1, 100);
    // Both or none; and an app has no callback of its own.
    let uri = percent_encode(URL);
    for (body, blamed) in [
        (format!("override_callback_uri={uri}"), "verify_token"),
        (format!("verify_token={TOKEN}"), "override_callback_uri"),
        (String::new(), "override_callback_uri"),
        (format!("override_callback_uri={uri}&verify_token={}", "x".repeat(1_025)), "verify_token"),
    ] {
        let answer = s.bot().form(&s.path(), &body);
        assert_eq!(
            (error(&answer).1, &answer.json()["error"]["error_data"]),
            (100, &json!({ "blame_field_specs": [[blamed]] })),
            "{body}"
        );
    }
    assert_eq!(s.g.world.called().len(), calls, "nothing was called");
    assert_eq!((s.count(), s.g.world.count("SELECT count(*) FROM audit_event WHERE action LIKE 'webhook.%'")), (0, 0));
    // Whoever tries many is made to wait.
    let refused = (0..40).map(|_| s.bot().form(&s.path(), &params(URL, "wrong"))).find(|answer| answer.status != 400);
    let refused = refused.expect("a limit");
    assert_eq!((error(&refused).0, error(&refused).1), (429, 4));
    assert!(refused.header("retry-after").is_some());
}

#[test]
fn an_apps_own_callback_is_told_what_names_no_other_and_what_is_told_there_moves_with_it() {
    let s = scene();
    let g = &s.g;
    let (app, path) = (format!("/v1/apps/{}", g.app_id), format!("/v1/apps/{}/callback", g.app_id));
    let set = |url: &str, token: &str| g.ana.put(&path, &json!({ "url": url, "verify_token": token }));
    assert_eq!(set(URL, "wrong").field(), "/url unverified");
    assert_eq!(set("http://bot.example.com/in", TOKEN).field(), "/url not_https");
    assert_eq!(set(URL, "").field(), "/verify_token required");
    assert_eq!(set(URL, &"x".repeat(1_025)).field(), "/verify_token too_long");
    assert_eq!(made(&g.ana.get(&app))["callback_url"], Value::Null);
    assert_eq!(made(&set(URL, TOKEN))["callback_url"], URL);
    assert!(!g.world.dump().contains("meaty") && !g.world.log().contains("meaty"), "the verify token is kept nowhere");
    // Nothing is asked again: it was, when it was set.
    let calls = g.world.called().len();
    assert_eq!(s.bot().form(&s.path(), "").json(), json!({ "success": true }));
    assert_eq!(g.world.called().len(), calls);
    let overrides = || made(&s.bot().get(&s.path()))["data"][0]["override_callback_uri"].clone();
    assert_eq!((overrides(), s.count()), (Value::Null, 2));
    let told_at = |what: &str| {
        s.told();
        s.says(&s.channel, what);
        s.told().into_iter().map(|call| (signed_with(&call, &g.secret), call.url)).collect::<Vec<_>>()
    };
    assert_eq!(told_at("one"), [(true, URL.to_owned())]);
    let next = "https://bot.example.com/next";
    made(&set(next, TOKEN));
    assert_eq!(told_at("two"), [(true, next.to_owned())]);
    let refused = g.ana.delete(&path);
    assert_eq!((refused.status, refused.code()), (409, "callback_in_use".to_owned()));
    // Another address for this account, and back again, as pywa takes one away.
    let other = "https://bot.example.com/other";
    made(&s.subscribe(other));
    assert_eq!((overrides(), told_at("three")), (json!(other), vec![(true, other.to_owned())]));
    made(&set(URL, TOKEN));
    assert_eq!(told_at("four"), [(true, other.to_owned())], "it names another");
    made(&s.bot().post(&s.path(), &json!({})));
    assert_eq!((overrides(), told_at("five")), (Value::Null, vec![(true, URL.to_owned())]));
    // One that said that it is gone goes on at the next one.
    g.world.answer(|_| answered(410));
    s.says(&s.channel, "six");
    assert!(s.webhooks().iter().any(|one| one["status"] == "disabled"));
    listens(&g.world);
    made(&set(next, TOKEN));
    assert!(s.webhooks().iter().all(|one| one["status"] == "active" && one["url"] == next));
    made(&s.bot().delete(&s.path()));
    assert_eq!(made(&g.ana.delete(&path))["callback_url"], Value::Null);
    assert_eq!(made(&g.ana.delete(&path))["callback_url"], Value::Null, "it is gone, which is all that was wanted");
    assert_eq!(error(&s.bot().form(&s.path(), "")).1, 100);
    let said = "SELECT count(*) FROM audit_event WHERE action = 'app.updated' AND detail -> '$.after.callback_url' IS NOT NULL";
    assert_eq!(g.world.count(said), 5);
}

#[test]
fn a_callback_that_changes_while_an_app_subscribes_is_the_new_one_and_one_that_is_taken_up_is_not_taken_away() {
    let s = scene();
    let path = format!("/v1/apps/{}/callback", s.g.app_id);
    let next = "https://bot.example.com/next";
    made(&s.g.ana.put(&path, &json!({ "url": URL, "verify_token": TOKEN })));
    let (ana, to) = (s.g.ana.clone(), path.clone());
    s.g.world.before_commit.set(move || {
        made(&ana.put(&to, &json!({ "url": next, "verify_token": TOKEN })));
    });
    made(&s.bot().form(&s.path(), ""));
    assert!(s.webhooks().iter().all(|one| one["url"] == next));
    made(&s.bot().delete(&s.path()));
    let (bot, own) = (s.bot(), s.path());
    s.g.world.before_commit.set(move || {
        made(&bot.form(&own, ""));
    });
    assert_eq!(s.g.ana.delete(&path).code(), "callback_in_use");
    assert_eq!(s.count(), 2);
}
