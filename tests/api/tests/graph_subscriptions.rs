//! `subscribed_apps` (product 2.2, ADR 0042): an app is told of what is about a WhatsApp account, at a callback that said that it wants
//! it, signed with the app's secret.

use std::sync::{Arc, Barrier};

use api_tests::graph::{FOUR, Ground, error, ground};
use api_tests::{Actor, Answer, World, answered, made, text};
use contract::client::{percent_decode, percent_encode};
use domain::secret::Secret;
use messaging::signature::verify_meta;
use serde_json::{Value, json};
use service::deps::{CallError, OutsideAnswer, OutsideCall};

const URL: &str = "https://bot.example.com/hook?bot=7";
const TOKEN: &str = "meaty ham&hock";

/// A bot with full control of a WhatsApp account.
struct Scene {
    g: Ground,
    /// Its number, and its token of the app.
    bot: String,
    token: String,
    /// The WhatsApp account's number, its id, and its channel.
    account: String,
    account_id: String,
    channel: String,
}

/// What is in a query, decoded.
fn query(call: &OutsideCall, name: &str) -> Option<String> {
    let (_, query) = call.url.split_once('?')?;
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    percent_decode(value)
}

/// A receiver that knows its verify token, as Meta's documentation writes it.
fn listens(world: &World) {
    world.answer(|call| {
        if call.method != "GET" {
            return answered(200);
        }
        let right = query(call, "hub.mode").as_deref() == Some("subscribe")
            && query(call, "hub.verify_token").as_deref() == Some(TOKEN);
        let body = query(call, "hub.challenge").unwrap_or_default().into_bytes();
        if right { Ok(OutsideAnswer { body, ..answered(200)? }) } else { answered(403) }
    });
}

fn scene() -> Scene {
    let g = ground();
    let bot = g.employee("bot");
    let token = g.token_of(&bot, &format!("scope={FOUR}"));
    let (account, _, channel) = g.whatsapp();
    made(&g.assign(&account, &bot, "MANAGE"));
    let account_id = text(&g.ana.get("/v1/whatsapp-accounts").json()["items"][0]["id"]);
    listens(&g.world);
    Scene { bot, token, account, account_id, channel, g }
}

fn params(uri: &str, token: &str) -> String {
    format!("override_callback_uri={}&verify_token={}", percent_encode(uri), percent_encode(token))
}

impl Scene {
    fn path(&self) -> String {
        format!("/v24.0/{}/subscribed_apps", self.account)
    }

    fn bot(&self) -> Actor {
        self.g.isolate.bot(&self.token)
    }

    fn subscribe(&self, uri: &str) -> Answer {
        self.bot().form(&self.path(), &params(uri, TOKEN))
    }

    fn webhooks(&self) -> Vec<Value> {
        self.g.ana.get("/v1/webhooks").json()["items"].as_array().expect("a list").clone()
    }

    fn count(&self) -> i64 {
        self.g.world.count("SELECT count(*) FROM webhook")
    }

    /// Somebody writes to a channel.
    fn says(&self, channel: &str, what: &str) {
        made(
            &self
                .g
                .ana
                .post(&format!("/v1/channels/{channel}/simulate"), &json!({ "from": "5519900003333", "text": what })),
        );
        self.g.world.drive(1_000);
    }

    /// What was told since the last look.
    fn told(&self) -> Vec<OutsideCall> {
        let all = std::mem::take(&mut *self.g.world.calls.lock().expect("calls"));
        all.into_iter().map(|(_, call)| call).filter(|call| call.method == "POST").collect()
    }
}

fn signed_with(call: &OutsideCall, secret: &str) -> bool {
    let header = call.headers.iter().find(|(name, _)| name == "x-hub-signature-256").map(|(_, value)| value.as_str());
    verify_meta(&[&Secret::new(secret.to_owned())], &call.body, header).is_ok()
}

fn said(call: &OutsideCall) -> Value {
    serde_json::from_slice(&call.body).expect("JSON")
}

#[test]
fn a_callback_that_answers_the_challenge_is_told_of_the_accounts_numbers_and_of_no_others() {
    let s = scene();
    let g = &s.g;
    assert_eq!(s.subscribe(URL).json(), json!({ "success": true }));
    let asked = g.world.called().pop().expect("a call").1;
    assert_eq!((asked.method, asked.body.len()), ("GET", 0));
    assert!(
        asked.url.starts_with("https://bot.example.com/hook?bot=7&hub.mode=subscribe&hub.challenge="),
        "{}",
        asked.url
    );
    assert!(asked.url.ends_with("&hub.verify_token=meaty%20ham%26hock"), "{}", asked.url);
    assert!(!g.world.dump().contains("meaty") && !g.world.log().contains("meaty"), "the verify token is kept nowhere");
    let listed = made(&s.bot().get(&s.path()));
    let app = json!({ "id": g.app, "name": "Bot platform", "link": "https://tenure.example.com/apps" });
    assert_eq!(listed["data"], json!([{ "whatsapp_business_api_data": app, "override_callback_uri": URL }]));
    // In the console it is what every webhook is.
    let all = s.webhooks();
    let mut kinds: Vec<String> = all.iter().map(|one| text(&one["kind"])).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["mo", "status"]);
    for one in &all {
        let subscription = json!({ "app_id": g.app_id, "app": "Bot platform", "whatsapp_account_id": s.account_id, "whatsapp_account": "Support line" });
        assert_eq!(
            (&one["subscription"], &one["format"], &one["secrets"]),
            (&subscription, &json!("meta"), &json!([]))
        );
        assert_eq!((&one["created_by"]["name"], &one["url"]), (&json!("bot"), &json!(URL)));
        assert_eq!(
            made(&g.ana.post(&format!("/v1/webhooks/{}/test", text(&one["id"])), &json!({})))["delivered"],
            true
        );
    }
    s.told();

    // Of the account's numbers: what belongs to Subaccount Null, too.
    s.says(&s.channel, "hello");
    let told = s.told();
    assert_eq!(told.len(), 1);
    assert!(signed_with(&told[0], &g.secret) && told[0].url == URL);
    let value = &said(&told[0])["entry"][0]["changes"][0]["value"];
    assert_eq!(said(&told[0])["entry"][0]["id"], s.account.as_str());
    assert_eq!(
        (&value["messages"][0]["text"]["body"], &value["messages"][0]["from"]),
        (&json!("hello"), &json!("5519900003333"))
    );
    // What belongs to a subaccount, and what becomes of what was sent.
    let phone = text(
        &made(&g.ana.get(&format!("/v1/whatsapp-accounts/{}", s.account_id)))["whatsapp_account"]["numbers"][0]["graph_id"],
    );
    let hello =
        json!({ "messaging_product": "whatsapp", "to": "5519900003333", "type": "text", "text": { "body": "Hi" } });
    let sent = made(&s.bot().post(&format!("/v24.0/{phone}/messages"), &hello));
    g.world.drive(60_000);
    let told = s.told();
    assert!(!told.is_empty() && told.iter().all(|call| signed_with(call, &g.secret)));
    assert!(told.iter().all(|call| said(call)["entry"][0]["changes"][0]["value"]["statuses"][0]["id"] == sent["messages"][0]["id"]));

    // Another number of another account, one of no account, and an SMS of the same number.
    let channel = |medium: &str, origin: &str| {
        let body = json!({ "kind": "simulator", "medium": medium, "name": "Other", "origin": origin, "subaccount_ids": [g.ana.subaccount(origin)] });
        text(&made(&g.ana.post("/v1/channels", &body))["id"])
    };
    let (other, free, sms) =
        (channel("whatsapp", "5511900007777"), channel("whatsapp", "5511900008888"), channel("sms", "5511900002222"));
    made(&g.ana.post("/v1/whatsapp-accounts", &json!({ "channel_id": other })));
    for one in [&other, &free, &sms] {
        s.says(one, "not for you");
    }
    assert_eq!(s.told().len(), 0);
    // A number that comes to the account is told of from then on, and one that goes no more.
    let numbers = format!("/v1/whatsapp-accounts/{}/numbers", s.account_id);
    let added = g.ana.post(&numbers, &json!({ "display_number": "+55 11 90000-8888" }));
    assert!(added.status < 300, "{}", added.text());
    s.says(&free, "for you");
    assert_eq!(s.told().len(), 1);
    let shown =
        made(&g.ana.get(&format!("/v1/whatsapp-accounts/{}", s.account_id)))["whatsapp_account"]["numbers"].clone();
    let gone =
        shown.as_array().into_iter().flatten().find(|one| one["number"] == "5511900008888").map(|one| text(&one["id"]));
    assert_eq!(g.ana.delete(&format!("{numbers}/{}", gone.expect("it is listed"))).status, 204);
    s.says(&free, "not for you");
    assert_eq!(s.told().len(), 0);
    // Nobody else's webhook has got more or less by that: what Subaccount Null has nobody took but the app.
    assert_eq!(s.count(), 2);
}

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
fn the_apps_secret_signs_and_its_next_one_from_the_next_try_on() {
    let s = scene();
    let g = &s.g;
    made(&s.subscribe(URL));
    s.says(&s.channel, "one");
    assert!(s.told().iter().all(|call| signed_with(call, &g.secret)));
    // It fails; meanwhile the app gets another secret, and the next try has that one.
    g.world.answer(|_| answered(500));
    s.says(&s.channel, "two");
    s.told();
    let rotated = made(&g.ana.post(&format!("/v1/apps/{}/secret", g.app_id), &json!({ "confirm": true })));
    let secret = text(&rotated["secret"]);
    assert_ne!(secret, g.secret);
    listens(&g.world);
    g.world.drive(600_000);
    let told = s.told();
    assert_eq!(told.len(), 1);
    assert!(signed_with(&told[0], &secret) && !signed_with(&told[0], &g.secret));
    // It has no secret of its own that could be changed, nor an address that somebody but the app decides.
    let (all, ana) = (s.webhooks(), g.ana.proven());
    for one in all {
        let path = format!("/v1/webhooks/{}", text(&one["id"]));
        let version = one["version"].clone();
        assert_eq!(ana.post(&format!("{path}/rotate-secret"), &json!({})).code(), "subscribed_by_app");
        for change in [
            json!({ "url": "https://other.example.com/in" }),
            json!({ "format": "standard" }),
            json!({ "all_subaccounts": true }),
            json!({ "accept_null_subaccount": true }),
        ] {
            let mut body = change.clone();
            body.as_object_mut().expect("an object").insert("version".to_owned(), version.clone());
            assert_eq!(ana.patch(&path, &body).code(), "subscribed_by_app", "{change}");
        }
        assert_eq!(made(&ana.patch(&path, &json!({ "version": version, "name": "Bot’s" })))["name"], "Bot’s");
    }
}

#[test]
fn a_subscription_is_one_however_often_it_is_made_and_ends_when_it_is_taken_back() {
    let s = scene();
    let g = &s.g;
    made(&s.subscribe(URL));
    made(&s.subscribe(URL));
    let events = |action: &str| {
        g.world.count(&format!(
            "SELECT count(*) FROM audit_event WHERE action = '{action}' AND actor_kind = 'system_user'"
        ))
    };
    assert_eq!((s.count(), events("webhook.created"), events("webhook.updated")), (2, 2, 0), "again is no change");
    let ids: Vec<String> = s.webhooks().iter().map(|one| text(&one["id"])).collect();
    made(&g.ana.post(&format!("/v1/webhooks/{}/pause", ids[0]), &json!({})));
    let other = "https://bot.example.com/other";
    // In JSON, as pywa and the client for Node send it.
    made(&s.bot().post(&s.path(), &json!({ "override_callback_uri": other, "verify_token": TOKEN, "id": s.account })));
    let after = s.webhooks();
    assert_eq!(after.iter().map(|one| text(&one["id"])).collect::<Vec<_>>(), ids, "the same webhooks");
    assert!(after.iter().all(|one| one["url"] == other));
    assert_eq!(events("webhook.updated"), 2);
    let paused = made(&g.ana.get(&format!("/v1/webhooks/{}", ids[0])));
    assert_eq!(paused["status"], "paused", "what a person paused stays so");
    // One that said that it is gone is there again when it subscribes anew.
    made(&g.ana.post(&format!("/v1/webhooks/{}/resume", ids[0]), &json!({})));
    g.world.answer(|_| answered(410));
    s.says(&s.channel, "hello");
    assert!(s.webhooks().iter().any(|one| one["status"] == "disabled"));
    listens(&g.world);
    made(&s.subscribe(other));
    assert!(s.webhooks().iter().all(|one| one["status"] == "active"));
    // A person may delete one of both; the app puts it back.
    assert_eq!(g.ana.delete(&format!("/v1/webhooks/{}", ids[1])).status, 200);
    assert_eq!(s.count(), 1);
    made(&s.subscribe(other));
    assert_eq!(s.count(), 2);
    let history = g.ana.get(&format!("/v1/audit-events?subject={}", ids[0])).json();
    assert!(history.to_string().contains("Bot platform") && history.to_string().contains("Support line"), "{history}");

    assert_eq!(s.bot().delete(&s.path()).json(), json!({ "success": true }));
    assert_eq!((s.count(), made(&s.bot().get(&s.path()))["data"].clone()), (0, json!([])));
    assert_eq!(events("webhook.deleted"), 2);
    assert_eq!(
        s.bot().delete(&s.path()).json(),
        json!({ "success": true }),
        "it is ended, which is all that was wanted"
    );
    s.told();
    s.says(&s.channel, "hello");
    assert_eq!(s.told().len(), 0);
}

#[test]
fn a_subscription_ends_with_its_app_and_with_its_whatsapp_account() {
    for what in ["app", "account"] {
        let s = scene();
        made(&s.subscribe(URL));
        s.g.world.answer(|_| answered(500));
        s.says(&s.channel, "hello");
        let ended = match what {
            "app" => s.g.ana.delete(&format!("/v1/apps/{}", s.g.app_id)),
            _ => s.g.ana.delete(&format!("/v1/whatsapp-accounts/{}", s.account_id)),
        };
        assert_eq!(ended.status, 204, "{}", ended.text());
        assert_eq!(s.count(), 0, "{what}");
        assert_eq!(
            s.g.world.count("SELECT count(*) FROM delivery WHERE state = 'pending'"),
            0,
            "what waited is given up"
        );
        s.told();
        s.says(&s.channel, "hello");
        s.g.world.drive(3_600_000);
        assert_eq!(s.told().len(), 0, "{what}");
    }
}

#[test]
fn whoever_does_not_control_the_account_or_is_of_no_app_subscribes_nothing() {
    let s = scene();
    let g = &s.g;
    made(&s.subscribe(URL));
    let member = |name: &str, tasks: &str, scope: &str| {
        let id = g.employee(name);
        made(&g.assign(&s.account, &id, tasks));
        g.token_of(&id, scope)
    };
    let (read, message) = (
        member("reads", "VIEW_COST", &format!("scope={FOUR}")),
        member("sends", "MESSAGING", "scope=whatsapp_business_messaging"),
    );
    let tries = |token: &str| {
        let bot = g.isolate.bot(token);
        [bot.form(&s.path(), &params(URL, TOKEN)), bot.delete(&s.path())]
            .map(|answer| (error(&answer).0, error(&answer).1))
    };
    assert_eq!(tries(&read), [(403, 200); 2], "no full control");
    assert_eq!(tries(&message), [(403, 200); 2], "no scope");
    assert_eq!(error(&g.isolate.bot(&message).get(&s.path())).1, 200);
    // It sees what its own app has.
    assert_eq!(made(&g.isolate.bot(&read).get(&s.path()))["data"].as_array().map(Vec::len), Some(1));
    // Of a subaccount: the account's numbers are everybody's.
    let subaccount = g.ana.subaccount("Support");
    let (own, _) = g.ana.system_user(Some(&subaccount), "of a subaccount");
    assert_eq!(g.ana.put(&format!("/v1/system-users/{own}/apps/{}", g.app_id), &json!({})).status, 204);
    made(
        &g.ana.put(
            &format!("/v1/whatsapp-accounts/{}/system-users/{own}", s.account_id),
            &json!({ "full_control": true }),
        ),
    );
    let body = json!({ "confirm": true, "keep_others": true, "app_id": g.app_id, "preset": "whatsapp" });
    let token = text(&made(&g.ana.post(&format!("/v1/system-users/{own}/tokens"), &body))["token"]["value"]);
    assert_eq!(tries(&token), [(403, 200); 2]);
    // Without an app there is nobody to subscribe.
    let (alone, _) = g.ana.system_user(None, "without an app");
    made(&g.ana.put(
        &format!("/v1/whatsapp-accounts/{}/system-users/{alone}", s.account_id),
        &json!({ "full_control": true }),
    ));
    let body = json!({ "confirm": true, "keep_others": true, "scopes": ["whatsapp_business_management"] });
    let token = text(&made(&g.ana.post(&format!("/v1/system-users/{alone}/tokens"), &body))["token"]["value"]);
    assert_eq!(tries(&token), [(400, 100); 2]);
    assert_eq!(
        made(&g.isolate.bot(&token).get(&s.path()))["data"].as_array().map(Vec::len),
        Some(1),
        "full control sees all"
    );
    // The app's own token is not a system user's.
    let own = percent_encode(&format!("{}|{}", g.app, g.secret));
    assert_eq!(error(&g.nobody().form(&s.path(), &format!("access_token={own}&{}", params(URL, TOKEN)))).1, 190);
    // Another app of the account has its own.
    let second = made(&g.ana.post("/v1/apps", &json!({ "name": "Another" })));
    assert_eq!(
        g.admin()
            .form(
                &format!("/v24.0/{}/applications", s.bot),
                &format!("business_app={}", text(&second["app"]["graph_id"]))
            )
            .status,
        200
    );
    let bot_id = g.ana.get("/v1/system-users?search=bot").json();
    let bot_id = bot_id["items"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|one| one["username"] == "bot")
        .map(|one| text(&one["id"]))
        .expect("the bot");
    let body = json!({ "confirm": true, "keep_others": true, "app_id": second["app"]["id"], "preset": "whatsapp" });
    let token = text(&made(&g.ana.post(&format!("/v1/system-users/{bot_id}/tokens"), &body))["token"]["value"]);
    made(&g.isolate.bot(&token).form(&s.path(), &params("https://another.example.com/in", TOKEN)));
    let all = made(&g.isolate.bot(&token).get(&s.path()));
    let names: Vec<_> = all["data"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| text(&one["whatsapp_business_api_data"]["name"]))
        .collect();
    assert_eq!(names, ["Another", "Bot platform"]);
    s.told();
    s.says(&s.channel, "hello");
    let told = s.told();
    assert_eq!(told.len(), 2);
    let secret = text(&second["secret"]);
    assert!(told.iter().all(|call| signed_with(call, if call.url == URL { &g.secret } else { &secret })));
    made(&g.isolate.bot(&token).delete(&s.path()));
    assert_eq!(s.count(), 2, "the other app's stays");
    // By id, too.
    let listed = |query: &str| g.ana.get(&format!("/v1/webhooks?{query}")).json()["items"].as_array().map(Vec::len);
    assert_eq!(listed(&format!("app_id={}", g.app_id)), Some(2));
    assert_eq!(listed(&format!("app_id={}", text(&second["app"]["id"]))), Some(0));
    assert_eq!(listed(&format!("whatsapp_account_id={}", s.account_id)), Some(2));
}

#[test]
fn the_tester_says_of_a_subscription_what_is_delivered_to_it() {
    let s = scene();
    made(&s.subscribe(URL));
    let sales = s.g.ana.subaccount("sales");
    let why = |body: Value| {
        let answer = made(&s.g.ana.post("/v1/webhooks/route", &body));
        let all = answer["webhooks"].as_array().expect("a list").clone();
        let mo = s.webhooks().into_iter().find(|one| one["kind"] == "mo").map(|one| text(&one["id"])).expect("one");
        let one = all.iter().find(|one| one["id"] == *mo).expect("it is there").clone();
        (text(&one["why"]), one["takes"] == true)
    };
    for subaccount in [Value::Null, json!(sales)] {
        let ask = |line: Value| why(json!({ "kind": "mo", "subaccount_id": subaccount, "whatsapp_account_id": line }));
        assert_eq!(ask(json!(s.account_id)), ("takes".to_owned(), true));
        assert_eq!(ask(json!("waba_00000000000000000000000000".to_owned())), ("other_number".to_owned(), false));
        assert_eq!(why(json!({ "kind": "mo", "subaccount_id": subaccount })), ("other_number".to_owned(), false));
    }
    assert_eq!(
        why(json!({ "kind": "status", "subaccount_id": null, "whatsapp_account_id": s.account_id })).0,
        "other_kind"
    );
}

#[test]
fn what_was_missed_is_sent_again_to_a_subscription_by_the_same_rule() {
    let s = scene();
    let g = &s.g;
    s.says(&s.channel, "before");
    let sms =
        text(
            &made(&g.ana.post(
                "/v1/channels",
                &json!({ "kind": "simulator", "medium": "sms", "name": "SMS", "origin": "28128" }),
            ))["id"],
        );
    s.says(&sms, "not for you");
    made(&s.subscribe(URL));
    s.told();
    let mo = s.webhooks().into_iter().find(|one| one["kind"] == "mo").map(|one| text(&one["id"])).expect("one");
    let since = domain::time::Instant::from_millis(0).to_rfc3339();
    let again = made(&g.ana.post("/v1/deliveries/replay", &json!({ "webhook_id": mo, "since": since })));
    assert!(again.to_string().contains('1'), "{again}");
    g.world.drive(1_000);
    let told = s.told();
    assert_eq!(told.len(), 1);
    assert_eq!(said(&told[0])["entry"][0]["changes"][0]["value"]["messages"][0]["text"]["body"], "before");
}

#[test]
fn an_account_full_of_webhooks_says_so_in_graphs_words_and_has_no_half_subscription() {
    let s = scene();
    for n in 0..99 {
        made(&s.g.ana.post(
            "/v1/webhooks",
            &json!({ "name": format!("w{n}"), "kind": "mo", "url": format!("https://bot.example.com/{n}") }),
        ));
    }
    let answer = s.subscribe(URL);
    assert_eq!((error(&answer).1, s.count()), (100, 99));
    assert!(
        answer.json()["error"]["error_user_msg"].as_str().is_some_and(|said| !said.is_empty()),
        "{}",
        answer.text()
    );
}

#[test]
fn of_two_subscriptions_at_once_there_is_one_and_what_goes_meanwhile_is_not_subscribed() {
    let s = scene();
    let barrier = Barrier::new(8);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            let (world, barrier, s) = (Arc::clone(&s.g.world), &barrier, &s);
            scope.spawn(move || {
                let bot = world.isolate().bot(&s.token);
                barrier.wait();
                let answer = bot.form(&s.path(), &params(URL, TOKEN));
                assert_eq!(answer.json(), json!({ "success": true }), "{}", answer.text());
            });
        }
    });
    assert_eq!(s.count(), 2);
    // The callback answers, and meanwhile the app, the account, or what the bot may do with it goes.
    for what in ["app", "account", "tasks", "token"] {
        let s = scene();
        let (ana, app, account) = (s.g.ana.clone(), s.g.app_id.clone(), s.account_id.clone());
        let bot = s.g.ana.get("/v1/system-users?search=bot").json()["items"].clone();
        let bot = bot
            .as_array()
            .into_iter()
            .flatten()
            .find(|one| one["username"] == "bot")
            .map(|one| text(&one["id"]))
            .expect("the bot");
        s.g.world.before_commit.set(move || {
            let path = match what {
                "app" => format!("/v1/apps/{app}"),
                "account" => format!("/v1/whatsapp-accounts/{account}"),
                "tasks" => format!("/v1/whatsapp-accounts/{account}/system-users/{bot}"),
                _ => format!("/v1/system-users/{bot}/apps/{app}"),
            };
            assert_eq!(ana.delete(&path).status, 204, "{what}");
        });
        let answer = s.subscribe(URL);
        assert!(matches!(answer.status, 400 | 401), "{what}: {} {}", answer.status, answer.text());
        assert_eq!(s.count(), 0, "{what}");
    }
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

#[test]
fn test_and_live_are_subscribed_apart() {
    let s = scene();
    let g = &s.g;
    let body = json!({ "subaccount_id": null, "username": "tries", "environment": "test" });
    let tries = text(&made(&g.ana.post("/v1/system-users", &body))["system_user"]["id"]);
    assert_eq!(g.ana.put(&format!("/v1/system-users/{tries}/apps/{}", g.app_id), &json!({})).status, 204);
    let full = json!({ "full_control": true });
    made(&g.ana.put(&format!("/v1/whatsapp-accounts/{}/system-users/{tries}", s.account_id), &full));
    let body = json!({ "confirm": true, "keep_others": true, "app_id": g.app_id, "preset": "whatsapp" });
    let token = text(&made(&g.ana.post(&format!("/v1/system-users/{tries}/tokens"), &body))["token"]["value"]);
    let tester = g.isolate.bot(&token);
    made(&s.subscribe(URL));
    assert_eq!(made(&tester.get(&s.path()))["data"], json!([]), "live is not there");
    made(&tester.form(&s.path(), &params("https://test.example.com/in", TOKEN)));
    assert_eq!(s.count(), 4);
    let channel = json!({ "kind": "simulator", "medium": "whatsapp", "name": "T", "origin": "5511900002222", "environment": "test" });
    let test = text(&made(&g.ana.post("/v1/channels", &channel))["id"]);
    s.told();
    for (channel, url) in [(&s.channel, URL), (&test, "https://test.example.com/in")] {
        s.says(channel, "hello");
        assert_eq!(s.told().iter().map(|call| call.url.clone()).collect::<Vec<_>>(), [url]);
    }
    made(&tester.delete(&s.path()));
    assert_eq!(s.count(), 2);
    assert_eq!(made(&s.bot().get(&s.path()))["data"].as_array().map(Vec::len), Some(1), "live goes on");
}

#[test]
fn the_schema_keeps_what_a_subscription_is() {
    let s = scene();
    made(&s.subscribe(URL));
    let event =
        |n: u32, action: &str| api_tests::audit(&format!("aud_{n:0>26}"), &s.g.world.account(), action, &s.g.app_id);
    for (n, sql) in [
        "UPDATE webhook SET app_callback = 1, event_id = '$'",
        "UPDATE webhook SET format = 'standard', event_id = '$'",
        "UPDATE webhook SET all_subaccounts = 1, event_id = '$'",
        "UPDATE webhook SET accept_null = 1, event_id = '$'",
        "INSERT INTO webhook_secret (id, account_id, webhook_id, sealed, tail, created_at, event_id) SELECT 'x', account_id, id, 's', 't', 1, '$' FROM webhook LIMIT 1",
        "INSERT INTO webhook (id, account_id, name, name_key, kind, url, format, all_subaccounts, accept_null, created_by, created_by_name, created_at, event_id, app_id) \
           SELECT 'x', account_id, name, name_key, kind, url, format, 0, 0, created_by, created_by_name, 1, '$', app_id FROM webhook LIMIT 1",
        "INSERT INTO webhook (id, account_id, name, name_key, kind, url, format, all_subaccounts, accept_null, created_by, created_by_name, created_at, event_id, app_id, whatsapp_account_id, environment) \
           SELECT 'x', account_id, name, name_key, kind, url, 'sinch', 0, 0, created_by, created_by_name, 1, '$', app_id, whatsapp_account_id, 'test' FROM webhook LIMIT 1",
    ]
    .into_iter()
    .enumerate()
    {
        let n = u32::try_from(n).expect("few");
        let id = format!("aud_{n:0>26}");
        let sql = format!("BEGIN; {}; {}; DELETE FROM open_event; COMMIT;", event(n, "webhook.updated"), sql.replace('$', &id));
        let refused = s.g.world.sql(&sql).expect_err("refused");
        s.g.world.sql("ROLLBACK").expect("it was begun");
        let rule = if n == 0 { "app_callback" } else { "subscription" };
        assert!(refused.is_invariant(rule), "{sql}: {refused:?}");
    }
}
