//! Answers a line of JSON to each line of JSON: `{ "token", "scope"? }`. `check URL MILLISECONDS`, of a URL with http.

use std::io::BufRead;
use std::time::Duration;

use serde_json::{Value, json};
use tenure_client::{Answer, Plain, Refusal, Tenure};

fn main() {
    let mut args = std::env::args().skip(1);
    let url = args.next().expect("an address");
    let millis = args.next().and_then(|text| text.parse().ok()).expect("milliseconds");
    let host = url.strip_prefix("http://").expect("http").trim_end_matches('/');
    let tenure = Tenure::new(Plain::new(host, host), Duration::from_millis(millis), Duration::ZERO);
    for line in std::io::stdin().lock().lines() {
        let asked: Value = serde_json::from_str(&line.expect("a line")).expect("JSON");
        let said = match tenure.check(asked["token"].as_str().unwrap_or_default(), asked["scope"].as_str()) {
            Ok(Answer::Caller(of)) => json!({
                "ok": true, "system_user": of.system_user, "account": of.account, "subaccount": of.subaccount,
                "username": of.username, "scopes": of.scopes,
            }),
            Ok(Answer::Refused(refusal)) => {
                let (reason, scope) = match &refusal {
                    Refusal::InvalidToken => ("invalid_token", None),
                    Refusal::InsufficientScope(scope) => ("insufficient_scope", Some(scope)),
                    Refusal::RateLimited => ("rate_limited", None),
                };
                json!({ "ok": false, "status": refusal.status(), "reason": reason, "scope": scope })
            }
            Err(why) => json!({ "cannot_tell": why.to_string() }),
        };
        println!("{said}");
    }
}
