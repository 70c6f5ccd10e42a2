//! What an app does with its own secret, without a system user: from where, and what a guess at it costs (ADR 0042).

use std::sync::atomic::Ordering::SeqCst;

use api_tests::graph::{Ground, error, ground, proof};
use api_tests::{Actor, made, text};
use contract::client::percent_encode;
use serde_json::json;

/// The address that actors of the tests come from, and others.
const HERE: &str = "203.0.113.7";
const THERE: &str = "198.51.100.9";
const ELSEWHERE: &str = "192.0.2.5";

fn client(g: &Ground) -> String {
    format!("client_id={}&client_secret={}", g.app, g.secret)
}

fn own_token(g: &Ground) -> String {
    let url = format!("/oauth/access_token?grant_type=client_credentials&{}", client(g));
    text(&made(&g.nobody().get(&url))["access_token"])
}

/// What an app can do by its secret alone: the calls, each with the number of its refusal.
fn calls(g: &Ground, own: &str, old: &str, new: &str) -> Vec<(String, i64)> {
    let (own, literal) = (percent_encode(own), percent_encode(&format!("{}|{}", g.app, g.secret)));
    let client = client(g);
    vec![
        (format!("/v24.0/oauth/access_token?grant_type=client_credentials&{client}"), 101),
        (format!("/v24.0/oauth/access_token?grant_type=fb_exchange_token&{client}&fb_exchange_token={new}"), 101),
        (format!("/v24.0/debug_token?input_token={new}&access_token={own}"), 190),
        (format!("/v24.0/debug_token?input_token={new}&access_token={literal}"), 190),
        (format!("/v24.0/oauth/revoke?{client}&revoke_token={old}&access_token={own}"), 190),
        (format!("/v24.0/oauth/revoke?{client}&revoke_token={old}&access_token={new}"), 190),
    ]
}

fn restrict(by: &Actor, on: bool) {
    let version = by.get("/v1/account").json()["version"].clone();
    made(
        &by.patch(
            "/v1/account",
            &json!({ "version": version, "ip_restriction": { "system_users": on }, "force": true }),
        ),
    );
}

#[test]
fn an_app_shows_its_secret_from_where_its_system_users_may_call() {
    let g = ground();
    let (bot, id) = (g.employee("bot"), "whatsapp_business_messaging");
    let (old, new) = (g.token_of(&bot, &format!("scope={id}")), g.token_of(&bot, &format!("scope={id}")));
    let own = own_token(&g);
    let bot_id = text(&g.ana.get("/v1/system-users?search=bot").json()["items"][0]["id"]);
    let list = |body| text(&made(&g.ana.post("/v1/ip-rules", &body))["id"]);
    let all = list(json!({ "applies_to": "system_users", "network": HERE }));
    let one = list(json!({ "applies_to": "system_user", "subject_id": bot_id, "network": THERE }));
    restrict(&g.ana, true);
    let all_calls = calls(&g, &own, &old, &new);
    let tried = |from: &str| {
        let answers = all_calls.iter().map(|(call, _)| g.nobody().from(from).get(call));
        answers.map(|answer| if answer.status == 200 { 0 } else { error(&answer).1 }).collect::<Vec<_>>()
    };
    let refused: Vec<i64> = all_calls.iter().map(|(_, number)| *number).collect();
    // From nowhere but where they are listed, for whatever is asked.
    assert_eq!(tried(ELSEWHERE), refused);
    assert_eq!(g.works(&old).status, 200, "and nothing was done");
    // Where one of its system users may call, its program runs.
    let debug = &all_calls[3].0;
    assert_eq!(g.nobody().from(THERE).get(debug).status, 200);
    assert_eq!(g.nobody().from(HERE).get(debug).status, 200);
    // No longer listed: at once. No longer installed there: neither.
    assert_eq!(g.ana.delete(&format!("/v1/ip-rules/{all}")).status, 204);
    assert_eq!(error(&g.nobody().from(HERE).get(debug)).1, 190);
    assert_eq!(g.nobody().from(THERE).get(debug).status, 200);
    assert_eq!(g.ana.delete(&format!("/v1/system-users/{bot_id}/apps/{}", g.app_id)).status, 204);
    assert_eq!(error(&g.nobody().from(THERE).get(debug)).1, 190);
    // Told like a wrong one; the log has why.
    let logs = g.world.logs.lock().expect("logs").join("\n");
    assert!(logs.contains("address"), "{logs}");
    assert!(!logs.contains(&g.secret) && !logs.contains(&own));
    assert_eq!(g.ana.delete(&format!("/v1/ip-rules/{one}")).status, 204);
    restrict(&g.ana, false);
    assert_eq!(tried(ELSEWHERE)[0], 0);
}

#[test]
fn a_guess_at_an_apps_secret_asks_the_database_nothing() {
    let g = ground();
    let own = own_token(&g);
    let (_, body) = own.split_once('|').expect("an app's token");
    let bent = |text: &str| text.replace(['a', '0'], "b");
    let guesses = [
        "0".repeat(32),
        "f".repeat(64),
        bent(&g.secret),
        bent(body),
        g.secret.to_uppercase(),
        format!("{}0", g.secret),
        "é".repeat(16),
        String::new(),
        "|".to_owned(),
    ];
    let queries = || (g.world.queries.load(SeqCst), g.world.statements.load(SeqCst));
    for guess in &guesses {
        let (encoded, before) = (percent_encode(guess), queries());
        for grant in ["client_credentials", "fb_exchange_token"] {
            let url = format!(
                "/v24.0/oauth/access_token?grant_type={grant}&fb_exchange_token=x&client_id={}&client_secret={encoded}",
                g.app
            );
            let answer = error(&g.nobody().get(&url));
            assert!([101, 100].contains(&answer.1), "{guess}: {answer:?}");
        }
        let by = percent_encode(&format!("{}|{guess}", g.app));
        assert_eq!(error(&g.nobody().get(&format!("/v24.0/debug_token?input_token=x&access_token={by}"))).1, 190);
        assert_eq!(queries(), before, "{guess}");
    }
    // The secret of another app is none of this one's, and says so without a question.
    let other = made(&g.ana.post("/v1/apps", &json!({ "name": "Other" })));
    let before = queries();
    let url = |app: &str, secret: &str| {
        format!("/oauth/access_token?grant_type=client_credentials&client_id={app}&client_secret={secret}")
    };
    assert_eq!(error(&g.nobody().get(&url(&g.app, &text(&other["secret"])))).1, 101);
    assert_eq!(queries(), before);
    // Neither is an app's own token a secret: it would make itself another.
    assert_eq!(error(&g.nobody().get(&url(&g.app, body))).1, 101);
    // One that the app had before is known to have been one.
    let replaced = made(&g.ana.post(&format!("/v1/apps/{}/secret", g.app_id), &json!({ "confirm": true })));
    assert_eq!(error(&g.nobody().get(&url(&g.app, &g.secret))).1, 101);
    made(&g.nobody().get(&url(&g.app, &text(&replaced["secret"]))));
    let ended = g.nobody().get(&format!("/v24.0/debug_token?input_token=x&access_token={}", percent_encode(&own)));
    assert_eq!(error(&ended), (401, 190, 460, "OAuthException".to_owned()));
}

/// facebookarchive/php-graph-sdk#531: its client proves an app's own token, too.
#[test]
fn a_proof_of_an_apps_own_token_is_looked_at_where_one_is_sent() {
    let g = ground();
    let bot = g.employee("bot");
    let token = g.token_of(&bot, "scope=whatsapp_business_messaging");
    let literal = format!("{}|{}", g.app, g.secret);
    for by in [literal, own_token(&g)] {
        let url = format!("/v24.0/debug_token?input_token={token}&access_token={}", percent_encode(&by));
        let right = proof(&g.secret, &by);
        made(&g.nobody().get(&url));
        made(&g.nobody().get(&format!("{url}&appsecret_proof={right}")));
        let wrong = g.nobody().get(&format!("{url}&appsecret_proof={}", proof(&g.secret, &token)));
        assert_eq!(error(&wrong), (400, 100, 0, "GraphMethodException".to_owned()));
    }
}
