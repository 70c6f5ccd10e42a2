//! What users of products like this one reported about webhooks and messaging gateways, tried here. Each test names the
//! report. Reports about people and credentials are in `reported.rs`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use api_tests::{Actor, Answer, Isolate, World, answered};
use domain::secret::Secret;
use domain::time::{DAY, HOUR, MINUTE, SECOND};
use messaging::signature::sign_meta;
use serde_json::{Value, json};
use service::deps::{OutsideAnswer, OutsideCall};
use store::{deliveries, webhooks};

const PERSON: &str = "5519900002222";
const SECRET: &str = "app-secret-of-meta";

/// A deployment with a subaccount, its bot, and a channel.
struct Scene {
    world: Arc<World>,
    isolate: Isolate,
    ana: Actor,
    bot: Actor,
    subaccount: String,
    channel: String,
}

fn scene(kind: &str, medium: &str) -> Scene {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let subaccount = ana.subaccount("Sales");
    let (_, token) = ana.system_user(Some(&subaccount), "bot");
    let bot = isolate.nobody().with("username", "bot").with("authenticationtoken", &token);
    let mut body = json!({ "kind": kind, "medium": medium, "name": kind, "origin": "5519900001111", "subaccount_ids": [subaccount] });
    match kind {
        "sinch" => body["credential"] = json!({ "username": "acme", "token": "carrier-token-0123456789" }),
        "http" => {
            body["address"] = json!("https://carrier.example.com/send");
            body["credential"] = json!({ "headers": { "X-Api-Key": "header-secret-0123456789" } });
        }
        _ => {}
    }
    let made = ana.post("/v1/channels", &body);
    assert_eq!(made.status, 201, "{}", made.text());
    let channel = made.json()["id"].as_str().unwrap().to_owned();
    Scene { world, isolate, ana, bot, subaccount, channel }
}

impl Scene {
    /// A source of a secret address, and what its carrier calls.
    fn door(&self, body: &Value) -> String {
        let made = self.ana.post("/v1/inbound-sources", body);
        assert_eq!(made.status, 201, "{}", made.text());
        let made = made.json();
        let url = [&made["secret_url"], &made["inbound_source"]["url"]].into_iter().find_map(Value::as_str).unwrap();
        format!("/in/{}", url.split("/in/").nth(1).unwrap())
    }

    fn sinch(&self, provider: &str) -> String {
        self.door(&json!({ "name": provider, "provider": provider, "authentication": "address" }))
    }

    fn meta(&self) -> String {
        self.door(&json!({ "name": "Meta", "provider": "meta_whatsapp", "authentication": "signature", "app_secret": SECRET }))
    }

    fn webhook(&self, more: Value) -> String {
        let mut body =
            json!({ "name": "Bot", "kind": "mo", "url": "https://bot.example.com/in", "accept_null_subaccount": true });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let made = self.ana.post("/v1/webhooks", &body);
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["webhook"]["id"].as_str().unwrap().to_owned()
    }

    /// A carrier posts bytes.
    fn post(&self, to: &str, bytes: &[u8]) -> Answer {
        let carrier = self.isolate.nobody().with("content-type", "application/json");
        let signature = sign_meta(&Secret::new(SECRET.to_owned()), bytes);
        carrier.with("x-hub-signature-256", &signature).call("POST", to, bytes)
    }

    fn text(&self, sql: &str) -> String {
        let sql = format!("SELECT CAST(({sql}) AS TEXT)");
        self.world.db.lock().query_row(&sql, [], |row| row.get::<_, Option<String>>(0)).unwrap().unwrap_or_default()
    }

    fn sms(&self, text: &str) -> Answer {
        self.bot.post("/v1/send-sms", &json!({ "destination": PERSON, "messageText": text, "correlationId": "c0" }))
    }

    /// The bodies that went to the bot's address.
    fn told(&self) -> Vec<Value> {
        let calls = self.world.called();
        let to_bot = calls.iter().filter(|(_, call)| call.url.contains("bot.example.com"));
        to_bot.map(|(_, call)| serde_json::from_slice(&call.body).unwrap()).collect()
    }

    fn messages(&self) -> Vec<Value> {
        self.ana.get("/v1/messages?limit=200").json()["items"].as_array().unwrap().clone()
    }

    fn status_of(&self, webhook: &str) -> String {
        self.text(&format!("SELECT status FROM webhook WHERE id = '{webhook}'"))
    }
}

fn batch(number: &str, value: Value) -> Value {
    let mut shared = json!({ "messaging_product": "whatsapp", "metadata": { "display_phone_number": number, "phone_number_id": number } });
    shared.as_object_mut().unwrap().extend(value.as_object().unwrap().clone());
    json!({ "id": number, "changes": [{ "field": "messages", "value": shared }] })
}

fn meta(entries: &[Value]) -> Vec<u8> {
    json!({ "object": "whatsapp_business_account", "entry": entries }).to_string().into_bytes()
}

fn json_answer(status: u16, body: &Value) -> Result<OutsideAnswer, service::deps::CallError> {
    Ok(OutsideAnswer { body: body.to_string().into_bytes(), ..answered(status)? })
}

fn after(status: u16, retry_after: &str) -> Result<OutsideAnswer, service::deps::CallError> {
    Ok(OutsideAnswer { headers: vec![("retry-after".to_owned(), retry_after.to_owned())], ..answered(status)? })
}

// https://github.com/shridarpatil/frappe_whatsapp/issues/119, https://github.com/restfb/restfb/issues/1239,
// https://github.com/restfb/restfb/issues/1365, https://github.com/opengovsg/postmangovsg/pull/2223,
// https://github.com/theopenconversationkit/tock/issues/1978: types that a client does not know, no contacts, errors in
// a message, media without a caption.
#[test]
fn every_type_of_message_arrives_known_or_not() {
    let it = scene("sinch", "whatsapp");
    let to = it.meta();
    it.webhook(json!({ "format": "meta" }));
    let errors =
        json!([{ "code": 131051, "title": "Message type unknown", "error_data": { "details": "Not supported" } }]);
    let all = [
        json!({ "type": "unsupported", "errors": errors }),
        json!({ "type": "unknown", "errors": errors }),
        json!({ "type": "contacts", "contacts": [{ "name": { "formatted_name": "Joe" }, "phones": [] }] }),
        json!({ "type": "reaction", "reaction": { "message_id": "wamid.X", "emoji": "" } }),
        json!({ "type": "reaction", "reaction": { "message_id": "wamid.X" } }),
        json!({ "type": "image", "image": { "id": "1", "mime_type": "image/jpeg", "sha256": "x" } }),
        json!({ "type": "location", "location": { "latitude": -23.5, "longitude": -46.6 } }),
        json!({ "type": "interactive", "interactive": { "type": "nfm_reply", "nfm_reply": { "response_json": "{}", "name": "flow" } } }),
        json!({ "type": "button", "button": { "payload": "P", "text": "Yes" }, "context": { "from": "1", "id": "wamid.Y" } }),
        json!({ "type": "order", "order": { "catalog_id": "1", "product_items": [] } }),
        json!({ "type": "system", "system": { "body": "changed", "type": "user_changed_number", "wa_id": "551" } }),
        json!({ "type": "request_welcome" }),
        json!({ "type": "edit", "edit": { "original_message_id": "wamid.X" } }),
        json!({ "type": "poll_of_the_future", "poll_of_the_future": [1, 2] }),
        json!({ "type": 7 }),
        json!({ "text": { "body": "no type" } }),
        json!({ "type": "text", "text": null }),
        json!({ "type": "image", "image": "not an object" }),
    ];
    let messages: Vec<Value> = all
        .iter()
        .enumerate()
        .map(|(n, message)| {
            let mut message = message.clone();
            message["id"] = json!(format!("wamid.{n}"));
            message["from"] = json!(PERSON);
            message["timestamp"] = json!("1799999990");
            message
        })
        .collect();
    let answer = it.post(&to, &meta(&[batch("15550783881", json!({ "messages": messages }))]));
    assert_eq!(answer.json(), json!({ "accepted": all.len(), "refused": 0 }), "{}", answer.text());
    it.world.drive(MINUTE);
    let told = it.told();
    assert_eq!(told.len(), all.len());
    for (n, body) in told.iter().enumerate() {
        let message = &body["entry"][0]["changes"][0]["value"]["messages"][0];
        assert_eq!((&message["id"], &message["from"]), (&json!(format!("wamid.{n}")), &json!(PERSON)), "{body}");
    }
    assert_eq!(it.messages().len(), all.len());
}

// https://github.com/david-lev/pywa/issues/227: a status whose contact has no user_id, with `errors`.
// https://github.com/bettersg/checkMate/issues/174: what failed after 200 must be told.
#[test]
fn a_status_with_errors_and_half_a_contact_fails_the_message_and_is_told() {
    let it = scene("sinch", "whatsapp");
    let to = it.meta();
    it.webhook(json!({ "kind": "status", "subaccount_ids": [it.subaccount] }));
    it.world.answer(|_| json_answer(200, &json!({ "destinations": [{ "id": "wamid.S" }] })));
    let sent = it.bot.post(
        "/v1/whatsapp/send",
        &json!({ "destinations": [{ "destination": PERSON }], "message": { "messageText": "Hi" } }),
    );
    assert_eq!(sent.status, 200, "{}", sent.text());
    let status = json!({ "contacts": [{ "wa_id": PERSON }], "statuses": [{ "id": "wamid.S", "status": "failed", "timestamp": "1799999999",
        "recipient_id": PERSON, "errors": [{ "code": 131026, "title": "Message undeliverable" }, { "code": "x" }] }] });
    assert_eq!(it.post(&to, &meta(&[batch("15550783881", status.clone())])).status, 200);
    // The same again, and a later one that falls back.
    assert_eq!(it.post(&to, &meta(&[batch("15550783881", status)])).status, 200);
    let late = json!({ "statuses": [{ "id": "wamid.S", "status": "delivered", "timestamp": 1799999999, "recipient_id": PERSON }] });
    assert_eq!(it.post(&to, &meta(&[batch("15550783881", late)])).status, 200);
    assert_eq!(
        it.text("SELECT state || ' ' || error FROM message"),
        "failed INVALID_DESTINATION_NUMBER: Message undeliverable"
    );
    it.world.drive(MINUTE);
    let failed = it.told().iter().filter(|body| body["data"]["status"] == "failed").count();
    assert_eq!(failed, 1, "{:?}", it.told());
}

// https://github.com/mattermost/mattermost/issues/28280, https://github.com/Kilo-Org/cloud/pull/6245,
// https://github.com/getsentry/sentry/pull/109559: NUL in a text is a 500. Halves of surrogates and controls beside.
#[test]
fn a_nul_or_half_a_character_loses_no_message() {
    let it = scene("sinch", "whatsapp");
    let (to, sms) = (it.sinch("sinch_whatsapp"), it.sinch("sinch_sms"));
    it.webhook(json!({}));
    let one = |id: &str, source: &str, text: &str| {
        format!(
            r#"{{"id":"{id}","source":"{source}","origin":"55119\u00000000000","correlationId":"a\u0000b","userProfile":{{"name":"A\u0000B"}},"message":{{"type":"TEXT","messageText":"{text}"}}}}"#
        )
    };
    let texts = [r"a\u0000b", r"\ud83d", r"x\ude00\ud83d\ude00", r"\u202e\u0007\u001b[31m", r"\uffff\ufdd0"];
    for (n, text) in texts.iter().enumerate() {
        let answer = it.post(&to, one(&format!("m{n}"), r"5519\u0000900002222", text).as_bytes());
        assert_eq!(answer.status, 200, "{text}: {}", answer.text());
    }
    let get = it
        .isolate
        .nobody()
        .get(&format!("{sms}&id=g1&source=5519900002222&messageText=a%00b%E9%F0%9F%98%80&mt.id=m%00"));
    assert_eq!(get.status, 200, "{}", get.text());
    assert_eq!(it.messages().len(), texts.len() + 1);
    it.world.drive(MINUTE);
    let told: Vec<String> =
        it.told().iter().map(|body| body["data"]["content"]["text"].as_str().unwrap().to_owned()).collect();
    assert_eq!(told.len(), texts.len() + 1, "{told:?}");
    assert!(told.contains(&"a\0b".to_owned()) && told.contains(&"x\u{fffd}\u{1f600}".to_owned()), "{told:?}");
    assert!(told.contains(&"a\0b\u{fffd}\u{1f600}".to_owned()), "{told:?}");
    // One person and one conversation, whatever is between the digits.
    assert_eq!(it.text("SELECT group_concat(DISTINCT person_key) FROM message"), PERSON);
    // A bot that sends one.
    it.world.answer(|_| json_answer(200, &json!({ "destinations": [{ "id": "c-1" }] })));
    for text in ["a\0b", "\u{fffd}\u{202e}"] {
        let body = json!({ "destinations": [{ "destination": PERSON, "correlationId": "c\u{0}" }], "message": { "messageText": text } });
        let sent = it.bot.post("/v1/whatsapp/send", &body);
        assert!(sent.status == 200 || sent.status == 400, "{}", sent.text());
    }
}

// https://github.com/n8n-io/n8n/pull/35933, https://github.com/SharePoint/sp-dev-docs/issues/1123: a byte order mark.
// https://github.com/karafka/karafka-web/pull/1077: bytes of another encoding.
#[test]
fn a_byte_order_mark_or_latin_1_loses_no_message() {
    let it = scene("sinch", "whatsapp");
    let generic = json!({ "name": "G", "provider": "generic", "authentication": "address", "medium": "sms",
        "mapping": { "id": "/id", "person": "/from", "text": "/text" } });
    let doors = [it.sinch("sinch_whatsapp"), it.sinch("sinch_sms"), it.door(&generic)];
    for (n, to) in doors.iter().enumerate() {
        let bom = format!(
            "\u{feff}{{\"id\":\"b{n}\",\"source\":\"{PERSON}\",\"from\":\"{PERSON}\",\"messageText\":\"olá\",\"text\":\"olá\"}}"
        );
        assert_eq!(it.post(to, bom.as_bytes()).status, 200, "{to}");
        let mut latin = format!("{{\"id\":\"l{n}\",\"source\":\"{PERSON}\",\"from\":\"{PERSON}\",\"messageText\":\"ol")
            .into_bytes();
        latin.extend(b"\xe1\",\"text\":\"ol\xe1\"}");
        let answer = it.post(to, &latin);
        assert_eq!(answer.status, 200, "{to} {}", answer.text());
    }
    let to = it.meta();
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend(meta(&[batch(
        "1",
        json!({ "messages": [{ "id": "w", "from": PERSON, "type": "text", "text": { "body": "x" } }] }),
    )]));
    assert_eq!(it.post(&to, &bytes).status, 200);
    assert_eq!(it.messages().len(), 7);
    let texts: Vec<Value> = it.messages().iter().map(|one| one["text"].clone()).collect();
    assert!(texts.contains(&json!("olá")) && texts.contains(&json!("ol\u{fffd}")), "{texts:?}");
}

// https://github.com/cloudevents/sdk-javascript/issues/489, https://github.com/n8n-io/n8n/issues/26925,
// https://github.com/supabase/supabase/issues/16147: numbers that a double does not hold.
#[test]
fn ids_that_are_huge_numbers_stay_apart() {
    let it = scene("sinch", "whatsapp");
    let to = it.sinch("sinch_whatsapp");
    let ids = [
        "9007199254740993",
        "18446744073709551615",
        "18446744073709551616",
        "123456789012345678901234567890",
        "123456789012345678901234567891",
    ];
    let all: Vec<String> = ids
        .iter()
        .map(|id| {
            format!(r#"{{"id":{id},"source":{PERSON},"message":{{"type":"TEXT","messageText":"{id}, \"{id}\""}}}}"#)
        })
        .collect();
    let body = format!(r#"{{"total":{},"data":[{}]}}"#, all.len(), all.join(","));
    assert_eq!(it.post(&to, body.as_bytes()).json(), json!({ "accepted": 5, "refused": 0 }));
    let mut stored: Vec<String> =
        it.messages().iter().map(|one| one["carrier_id"].as_str().unwrap().to_owned()).collect();
    stored.sort_by_key(String::len);
    stored.sort();
    let mut expected = ids.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(stored, expected);
    let texts: Vec<String> = it.messages().iter().map(|one| one["text"].as_str().unwrap().to_owned()).collect();
    assert!(texts.contains(&format!("{0}, \"{0}\"", ids[4])), "{texts:?}");
}

// https://github.com/devlikeapro/waha/issues/1261, https://github.com/chatwoot/chatwoot/pull/6222,
// https://github.com/wwebjs/whatsapp-web.js/issues/596: the ninth digit makes another contact.
#[test]
fn an_answer_from_another_form_of_the_number_is_the_subaccounts() {
    let it = scene("sinch", "whatsapp");
    let to = it.sinch("sinch_whatsapp");
    it.world.answer(|_| json_answer(200, &json!({ "destinations": [{ "id": "c" }] })));
    for (n, (sent, from)) in [
        ("+55 (31) 98888-8888", "553188888888"),
        ("553188887777", "+5531988887777"),
        ("5531988886666", "whatsapp:0055 31 8888 6666"),
        ("+52 1 55 1234 5678", "525512345678"),
        ("525512345679", "5215512345679"),
        ("+54 9 11 2345-6789", "541123456789"),
        ("+44 7911 123456", "447911123456"),
    ]
    .into_iter()
    .enumerate()
    {
        let body = json!({ "destinations": [{ "destination": sent }], "message": { "messageText": "Hi" } });
        let answer = it.bot.post("/v1/whatsapp/send", &body);
        assert_eq!(answer.status, 200, "{sent}: {}", answer.text());
        let mo = json!({ "id": format!("m{n}"), "source": from, "origin": "5519900001111", "message": { "type": "TEXT", "messageText": "Yes" } });
        assert_eq!(it.post(&to, mo.to_string().as_bytes()).status, 200);
        assert_eq!(
            it.text(&format!("SELECT subaccount_id FROM message WHERE carrier_id = 'm{n}'")),
            it.subaccount,
            "{sent} {from}"
        );
    }
}

// A message that no carrier took reached nobody: whoever answers, answers the one before it.
#[test]
fn a_message_that_never_went_out_owns_no_answer() {
    let it = scene("sinch", "sms");
    let to = it.sinch("sinch_sms");
    it.world.answer(|_| json_answer(200, &json!({ "id": "c" })));
    assert_eq!(it.sms("Hello").status, 200);
    let (_, token) = it.ana.system_user(Some(&it.ana.subaccount("Other")), "other");
    let other = it.isolate.bot(&token);
    let body = json!({ "kind": "sinch", "medium": "sms", "name": "all", "origin": "5519900001111",
        "credential": { "username": "acme", "token": "carrier-token-0123456789" } });
    let made = it.ana.post("/v1/channels", &body);
    assert_eq!(made.status, 201, "{}", made.text());
    it.world.pass(MINUTE);
    it.world.answer(|_| answered(400));
    assert_eq!(other.post("/v1/send-sms", &json!({ "destination": PERSON, "messageText": "No" })).status, 400);
    it.world.pass(SECOND);
    let mo = json!({ "id": "m1", "source": PERSON, "destination": "5519900001111", "messageText": "Yes" });
    assert_eq!(it.post(&to, mo.to_string().as_bytes()).status, 200);
    assert_eq!(it.text("SELECT subaccount_id FROM message WHERE direction = 'in'"), it.subaccount);
}

// https://github.com/kubescape/kubevuln/issues/754, https://github.com/hashicorp/go-retryablehttp/pull/170,
// https://github.com/DouglasdeMoura/chroncal/issues/105: a Retry-After of 0 or of the past makes a hot loop.
#[test]
fn a_carrier_that_asks_for_no_time_at_all_is_not_called_in_a_loop() {
    for (said, least, most) in [
        ("0", 3, 8),
        ("-5", 3, 8),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 3, 8),
        ("garbage", 3, 8),
        ("99999999999999999999", 1, 2),
        ("1800", 1, 2),
    ] {
        let it = scene("sinch", "whatsapp");
        it.world.answer(move |_| after(429, said));
        let to: Vec<Value> = (1..=6).map(|n| json!({ "destination": format!("551990000200{n}") })).collect();
        assert_eq!(
            it.bot.post("/v1/whatsapp/send", &json!({ "destinations": to, "message": { "messageText": "Hi" } })).status,
            200
        );
        it.world.drive(20 * MINUTE);
        let each = it.world.called().len() / 6;
        assert!((least..=most).contains(&each), "{said}: {each} calls of each");
    }
    // A date in the future counts, too.
    let it = scene("sinch", "whatsapp");
    it.world.answer(|_| after(503, "Fri, 15 Jan 2027 08:40:00 GMT"));
    let to: Vec<Value> = (1..=6).map(|n| json!({ "destination": format!("551990000200{n}") })).collect();
    assert_eq!(
        it.bot.post("/v1/whatsapp/send", &json!({ "destinations": to, "message": { "messageText": "Hi" } })).status,
        200
    );
    it.world.drive(30 * MINUTE);
    assert_eq!(it.world.called().len(), 6);
    it.world.drive(20 * MINUTE);
    assert!(it.world.called().len() >= 12);
}

// https://github.com/useplunk/plunk/issues/484, https://github.com/usesend/useSend/pull/281:
// a retry while the first call is under way must not be told that all is well: the first may come to nothing.
#[test]
fn a_retry_while_the_carrier_is_called_is_told_to_wait() {
    let it = scene("sinch", "sms");
    let headers = it.bot.headers();
    let (world, seen) = (Arc::clone(&it.world), Arc::new(std::sync::Mutex::new(Vec::new())));
    let (inner, answers) = (headers.clone(), Arc::clone(&seen));
    it.world.answer(move |_| {
        // The client gave up waiting and asks again, while its first call is at the carrier.
        let (world, inner) = (Arc::clone(&world), inner.clone());
        let answer = std::thread::spawn(move || {
            let mut bot = world.isolate().nobody().with("idempotency-key", "once");
            for (name, value) in inner {
                bot = bot.with(name, &value);
            }
            let answer = bot.post("/v1/send-sms", &json!({ "destination": PERSON, "messageText": "Hello" }));
            (answer.status, answer.header("retry-after"), answer.json()["errorCode"].clone())
        });
        answers.lock().unwrap().push(answer.join().unwrap());
        answered(429)
    });
    let first = it
        .bot
        .with("idempotency-key", "once")
        .post("/v1/send-sms", &json!({ "destination": PERSON, "messageText": "Hello" }));
    assert_eq!(first.status, 429);
    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen.len(), 1, "the carrier was called once");
    assert_eq!((seen[0].0, &seen[0].2), (409, &json!(409)), "{seen:?}");
    assert!(seen[0].1.is_some(), "{seen:?}");
    // The key is free again.
    it.world.answer(|_| json_answer(200, &json!({ "id": "c" })));
    let again = it
        .bot
        .with("idempotency-key", "once")
        .post("/v1/send-sms", &json!({ "destination": PERSON, "messageText": "Hello" }));
    assert_eq!(again.status, 200, "{}", again.text());
    let replayed = it
        .bot
        .with("idempotency-key", "once")
        .post("/v1/send-sms", &json!({ "destination": PERSON, "messageText": "Hello" }));
    assert_eq!((replayed.status, replayed.text()), (200, again.text()));
}

// https://github.com/svix/svix-docs/pull/159, https://github.com/bullet-train-co/bullet_train-core/pull/24: two failures
// days apart are no five days of failure.
#[test]
fn a_webhook_that_failed_last_week_and_once_today_is_not_disabled() {
    let it = scene("sinch", "sms");
    let to = it.sinch("sinch_sms");
    let id = it.webhook(json!({}));
    let says = |id: &str, person: &str| {
        let mo = json!({ "id": id, "source": person, "destination": "55114000", "messageText": "Hi" });
        assert_eq!(it.post(&to, mo.to_string().as_bytes()).status, 200);
    };
    it.world.answer(|_| answered(500));
    says("1", PERSON);
    it.world.drive(2 * DAY);
    assert_eq!(it.text("SELECT state FROM delivery"), "dead");
    it.world.drive(6 * DAY);
    says("2", PERSON);
    it.world.drive(SECOND);
    assert_eq!(it.status_of(&id), "active", "nobody knows that it failed between the two");
    it.world.answer(|_| answered(200));
    it.world.drive(MINUTE);
    assert_eq!(it.world.count("SELECT count(*) FROM delivery WHERE state = 'delivered'"), 1);
}

// https://github.com/superduck-ai/open-managed-agents/issues/290: a single 2xx begins the time anew, also one that came a
// moment ago.
#[test]
fn a_success_a_moment_ago_keeps_a_webhook_that_failed_for_five_days() {
    let it = scene("sinch", "sms");
    let to = it.sinch("sinch_sms");
    let id = it.webhook(json!({}));
    let says = |id: &str, person: &str| {
        let mo = json!({ "id": id, "source": person, "destination": "55114000", "messageText": id });
        assert_eq!(it.post(&to, mo.to_string().as_bytes()).status, 200);
    };
    it.world.answer(|_| answered(500));
    for day in 0..5 {
        says(&format!("d{day}"), &format!("551990000{day}"));
        it.world.drive(DAY);
    }
    // It is back, but for one message that it does not understand.
    it.world.answer(|call: &OutsideCall| {
        answered(if String::from_utf8_lossy(&call.body).contains("bad") { 500 } else { 200 })
    });
    says("good", "5519900009991");
    says("bad", "5519900009992");
    it.world.drive(MINUTE);
    assert_eq!(it.status_of(&id), "active");
}

// https://github.com/dreamgeneX/stargate-backend/issues/136 is about replays; the race behind it here: the marks of what a
// carrier took must not be lost because somebody else took the next ones.
#[test]
fn what_a_carrier_took_is_marked_although_another_run_took_the_next_ones() {
    let it = scene("http", "whatsapp");
    let to: Vec<Value> = (10..20).map(|n| json!({ "destination": format!("55199000020{n}") })).collect();
    let calls = Arc::new(AtomicUsize::new(0));
    let (world, counter) = (Arc::clone(&it.world), Arc::clone(&calls));
    it.world.answer(move |_| {
        // While the first five are at the carrier another run of the driver takes one of the others.
        if counter.fetch_add(1, Ordering::SeqCst) == 0 {
            world.sql("UPDATE sending SET calling_at = 1800000000000 WHERE message_id = (SELECT max(message_id) FROM sending)").unwrap();
        }
        answered(202)
    });
    assert_eq!(
        it.bot.post("/v1/whatsapp/send", &json!({ "destinations": to, "message": { "messageText": "Hi" } })).status,
        200
    );
    it.world.drive(MINUTE);
    assert_eq!(calls.load(Ordering::SeqCst), 9, "each is called once");
    assert_eq!(it.world.count("SELECT count(*) FROM message WHERE state = 'sent'"), 9);
    assert_eq!(it.world.count("SELECT count(*) FROM sending"), 1);
}

// Statuses of a subaccount that was deleted while its messages were under way: the ones who take null are told.
#[test]
fn what_becomes_of_a_deleted_subaccounts_messages_is_nobodys_and_told() {
    let it = scene("http", "sms");
    let to = it.sinch("sinch_sms");
    it.webhook(json!({ "kind": "status", "subaccount_ids": [it.ana.subaccount("Other")] }));
    it.world.answer(|_| json_answer(200, &json!({ "id": "c-1" })));
    assert_eq!(it.sms("Hello").status, 200);
    let users = it.ana.get("/v1/system-users").json();
    let user = format!("/v1/system-users/{}", users["items"][0]["id"].as_str().unwrap());
    assert_eq!(it.ana.post(&format!("{user}/deactivate"), &json!({})).status, 200);
    assert_eq!(it.ana.delete(&user).status, 204);
    let gone = it.ana.delete(&format!("/v1/subaccounts/{}", it.subaccount));
    assert_eq!(gone.status, 204, "{}", gone.text());
    let status = json!({ "id": "c-1", "destination": PERSON, "delivered": true, "deliveredStatusCode": 4 });
    assert_eq!(it.post(&to, status.to_string().as_bytes()).status, 200);
    it.world.drive(MINUTE);
    assert_eq!(it.told().len(), 1, "{:?}", it.told());
}

// Several numbers of ours in one call, each with the same person: two conversations, each with its own order; the same
// update in two entries is one.
#[test]
fn several_numbers_in_one_call_are_several_conversations() {
    let it = scene("sinch", "whatsapp");
    let to = it.meta();
    it.webhook(json!({}));
    let said = |id: &str| json!({ "messages": [{ "id": id, "from": PERSON, "type": "text", "timestamp": "1799999990", "text": { "body": id } }] });
    let body = meta(&[
        batch("15550001", said("a")),
        batch("15550002", said("b")),
        batch("15550001", said("a")),
        batch("15550002", said("c")),
    ]);
    assert_eq!(it.post(&to, &body).status, 200);
    assert_eq!(it.text("SELECT group_concat(carrier_id || ' ' || sequence, ', ') FROM (SELECT m.carrier_id, e.sequence FROM event e JOIN message m ON m.id = e.message_id ORDER BY m.id)"), "a 1, b 1, c 2");
    it.world.drive(MINUTE);
    assert_eq!(it.told().len(), 3);
}

// https://github.com/octokit/webhooks.js/issues/1155, https://github.com/Secreto31126/whatsapp-api-js/issues/290,
// https://github.com/jonpulice/node-shopify-auth/issues/2, https://github.com/frain-dev/convoy/pull/2392.
#[test]
fn what_is_signed_are_the_bytes() {
    let it = scene("sinch", "whatsapp");
    let to = it.meta();
    for (n, text) in ["J'ai mangé 😊 @x", r"\ud83e\udd28 \u00e4", r"\u2028\/", "a\u{2028}b"].iter().enumerate() {
        let raw = format!(
            r#"{{"entry" : [{{"changes":[{{"value":{{"messages":[{{"id":"w{n}","from":"{PERSON}","type":"text","text":{{"body":"{text}"}}}}]}}}}]}}],  "object":"whatsapp_business_account"}}"#
        );
        assert_eq!(it.post(&to, raw.as_bytes()).status, 200, "{raw}");
    }
    assert_eq!(it.messages().len(), 4);
}

// https://github.com/OneUptime/oneuptime/issues/2578, https://github.com/spupuz/VibeNVR/pull/297,
// https://github.com/librefang/librefang/pull/2411, https://github.com/shashankswe2020-ux/whoop-mcp/issues/126,
// https://github.com/YOURLS/YOURLS/pull/4145
#[test]
fn no_spelling_of_an_inner_address_is_called() {
    let it = scene("sinch", "whatsapp");
    for url in [
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:a9fe:a9fe]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://2130706433/",
        "https://0177.0.0.1/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://１２７.0.0.1/",
        "https://127。0。0。1/",
        "https://localhost./",
        "https://LOCALHOST/",
        "https://ⓛocalhost/",
        "https://a.localhost/",
        "https://metadata.google.internal./",
        "https://tenure.example.com./",
        "https://x.tenure.example.com/",
        "https://bot.example.com:22/",
        "https://a@bot.example.com/",
        "https:\\\\127.0.0.1/",
        "https://bot.example.com@127.0.0.1/",
        "http://bot.example.com/",
        "https://bot.example.com/#f",
        "https:bot",
        "https://bot..example.com/",
        "https://169.254.169.254.:443/",
        "https://[fd00::1%25eth0]/",
    ] {
        let made = it
            .ana
            .post("/v1/webhooks", &json!({ "name": "X", "kind": "mo", "url": url, "accept_null_subaccount": true }));
        assert_eq!(made.status, 422, "{url}: {}", made.text());
    }
    let names = [
        ("v6.example.com", vec!["93.184.215.14", "::1"]),
        ("cg.example.com", vec!["100.64.0.1"]),
        ("none.example.com", vec![]),
    ];
    for (name, addresses) in names {
        let addresses = addresses.into_iter().map(|it| it.parse().unwrap()).collect();
        it.world.names.lock().unwrap().insert(name.to_owned(), addresses);
        let url = format!("https://{name}/");
        let made = it
            .ana
            .post("/v1/webhooks", &json!({ "name": "X", "kind": "mo", "url": url, "accept_null_subaccount": true }));
        assert_eq!(made.status, 422, "{url}: {}", made.text());
    }
    assert!(it.world.called().is_empty());
}

// Headers of a receiver's own: no second header, none of the connection's, none that we set.
#[test]
fn a_header_of_ones_own_is_one_header() {
    let it = scene("sinch", "whatsapp");
    for (name, value) in [
        ("X-A\r\nX-B", "v"),
        ("X-A", "v\r\nX-B: w"),
        ("X-A", "v\nw"),
        ("X-A", "v\0"),
        ("X A", "v"),
        ("X-Ä", "v"),
        ("", "v"),
        ("X-A:", "v"),
        ("Host", "x"),
        ("content-length", "0"),
        ("Transfer-Encoding", "chunked"),
        ("webhook-signature", "v1,x"),
        ("Cf-Connecting-IP", "1.1.1.1"),
        ("X-A", "é"),
        ("Content-Type", "text/plain"),
    ] {
        let body = json!({ "name": "X", "kind": "mo", "url": "https://bot.example.com/", "accept_null_subaccount": true, "headers": [{ "name": name, "value": value }] });
        let made = it.ana.post("/v1/webhooks", &body);
        assert_eq!(made.status, 422, "{name:?} {value:?}: {}", made.text());
    }
}

// A batch of Meta's of 3 MiB: what fits is stored whole, what does not is refused whole and told.
#[test]
fn a_full_body_is_stored_whole_or_refused_whole_update_by_update() {
    let it = scene("sinch", "whatsapp");
    let to = it.meta();
    it.webhook(json!({}));
    let text = |id: &str, body: String| json!({ "id": id, "from": PERSON, "type": "text", "text": { "body": body } });
    // Escapes of escapes: the worst that a body can grow to.
    let all = [
        text("small", "Hi".into()),
        text("fits", "\"".repeat(100_000)),
        text("not", "\u{1}".repeat(160_000)),
        text("big", "é".repeat(480_000)),
        text("end", "Bye".into()),
    ];
    let body = meta(&[batch("1", json!({ "messages": all }))]);
    assert!(body.len() > 2_000_000 && body.len() < 3 * 1024 * 1024, "{}", body.len());
    let answer = it.post(&to, &body);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let stored = it.messages();
    assert_eq!(answer.json()["accepted"], json!(stored.len()));
    assert_eq!(
        stored.len() as i64 + it.world.count("SELECT count(*) FROM refused_inbound WHERE why = 'update_too_large'"),
        5
    );
    assert!(it.world.count("SELECT count(*) FROM message WHERE carrier_id IN ('small', 'fits', 'end')") == 3);
    it.world.drive(MINUTE);
    assert_eq!(it.told().len(), stored.len());
    // A list says what a message begins with.
    assert!(it.ana.get("/v1/messages").text().len() < 100_000);
    // One byte more than allowed is refused whole.
    let over = vec![b' '; 3 * 1024 * 1024 + 1];
    assert_eq!(it.post(&to, &over).status, 413);
}

// Callbacks that are faster than the carrier's answer, each as long as may be: the answer is still taken.
#[test]
fn long_early_callbacks_block_nothing() {
    let it = scene("sinch", "sms");
    let to = it.sinch("sinch_sms");
    for (code, name) in [("sent", "sentStatusCode"), ("delivered", "deliveredStatusCode"), ("read", "readStatusCode")] {
        let status = json!({ "id": "c-1", "destination": PERSON, code: true, name: 2, "padding": "x".repeat(900_000) });
        let answer = it.post(&to, status.to_string().as_bytes());
        assert!(answer.status == 200 || answer.status == 400, "{}", answer.text());
    }
    it.world.answer(|_| json_answer(200, &json!({ "id": "c-1" })));
    assert_eq!(it.sms("Hello").status, 200);
    assert_eq!(it.text("SELECT carrier_id FROM message"), "c-1", "{}", it.world.log());
    assert_eq!(it.world.count("SELECT count(*) FROM sending"), 0);
}

// Twenty messages of nearly a megabyte each are more than one answer of the database may be.
#[test]
fn long_messages_block_no_queue() {
    let it = scene("sinch", "whatsapp");
    let to = it.sinch("sinch_whatsapp");
    let id = domain::ids::WebhookId::try_from(it.webhook(json!({}))).unwrap();
    for n in 0..12 {
        let mo = json!({ "id": format!("m{n}"), "source": format!("55199000020{n:02}"), "message": { "type": "TEXT", "messageText": "x".repeat(450_000) } });
        assert_eq!(it.post(&to, mo.to_string().as_bytes()).status, 200);
    }
    let now = domain::time::Instant::from_millis(1_800_000_000_000);
    let read = api_tests::run(async {
        let target = webhooks::driven(&id, now).of(&it.world.db).await.unwrap().unwrap();
        deliveries::due(&target, now, 20).of(&it.world.db).await.unwrap()
    });
    assert!((1..=5).contains(&read.len()), "{} are read at once", read.len());
    it.world.drive(10 * MINUTE);
    assert_eq!(it.told().len(), 12);
}

// A try of a webhook or a channel calls outside at once: it has a budget like all that can be repeated.
#[test]
fn trying_a_webhook_or_a_channel_has_a_budget() {
    let it = scene("http", "sms");
    let id = it.webhook(json!({}));
    let webhook = format!("/v1/webhooks/{id}/test");
    let channel = format!("/v1/channels/{}/test", it.channel);
    let paths: [(&str, Value); 2] = [(&webhook, json!(null)), (&channel, json!({ "to": PERSON }))];
    for (path, body) in paths {
        let call = |n: usize| {
            if body.is_null() {
                it.ana.call("POST", path, b"")
            } else {
                it.ana.post(path, &json!({ "to": PERSON, "text": n.to_string() }))
            }
        };
        let answers: Vec<u16> = (0..40).map(|n| call(n).status).collect();
        let let_through = answers.iter().filter(|status| **status == 200).count();
        assert!((5..40).contains(&let_through), "{path}: {answers:?}");
        let refused = call(99);
        assert_eq!(refused.status, 429, "{}", refused.text());
        assert!(refused.header("retry-after").is_some());
    }
    it.world.pass(HOUR);
    assert_eq!(it.ana.call("POST", &webhook, b"").status, 200, "the budget is of a quarter of an hour");
}

// https://github.com/frain-dev/convoy/pull/1977 put stuck deliveries back into the queue: what two runs of a driver do at the
// same time is done once.
#[test]
fn two_runs_of_a_driver_at_once_send_nothing_twice_and_lose_nothing() {
    let it = scene("http", "whatsapp");
    let door = it.sinch("sinch_whatsapp");
    it.webhook(json!({}));
    let mos: Vec<Value> = (0..12)
        .map(|n| json!({ "id": format!("m{n}"), "source": format!("55199000030{n}"), "message": { "type": "TEXT", "messageText": "Hi" } }))
        .collect();
    assert_eq!(it.post(&door, json!({ "data": mos }).to_string().as_bytes()).status, 200);
    let to: Vec<Value> = (10..22).map(|n| json!({ "destination": format!("55199000020{n}") })).collect();
    assert_eq!(
        it.bot.post("/v1/whatsapp/send", &json!({ "destinations": to, "message": { "messageText": "Hi" } })).status,
        200
    );
    let (world, calls) = (Arc::clone(&it.world), Arc::new(AtomicUsize::new(0)));
    it.world.answer(move |_| {
        // The clock finds both late and wakes them again, in the middle of the first, the seventh and the thirteenth call.
        if calls.fetch_add(1, Ordering::SeqCst) % 6 == 0 {
            let world = Arc::clone(&world);
            let other = std::thread::spawn(move || {
                world.pass(2 * MINUTE);
                world.minute();
                world.drive(0);
            });
            other.join().unwrap();
        }
        answered(202)
    });
    it.world.drive(HOUR);
    let mut called: Vec<String> =
        it.world.called().iter().map(|(_, call)| String::from_utf8_lossy(&call.body).into_owned()).collect();
    let all = called.len();
    called.sort();
    called.dedup();
    assert_eq!((called.len(), it.world.count("SELECT count(*) FROM sending")), (24, 0));
    // A delivery may come twice when its try lasts for minutes, a message never.
    let to_carrier = it.world.called().iter().filter(|(_, call)| call.url.contains("carrier")).count();
    assert_eq!(to_carrier, 12, "{all} calls");
    assert_eq!(it.world.count("SELECT count(*) FROM message WHERE direction = 'out' AND state = 'sent'"), 12);
    assert_eq!(it.world.count("SELECT count(*) FROM delivery WHERE state = 'delivered'"), 12);
}

// What carriers answer that say yes in a way of their own.
#[test]
fn whatever_a_carrier_answers_the_message_is_taken_refused_or_in_doubt() {
    for (status, body, expected) in [
        (200, "", "sent"),
        (204, "", "sent"),
        (200, "{\"id\":\"\"}", "sent"),
        (200, "<html>ok</html>", "sent"),
        (200, "{\"id\":{\"a\":1}}", "sent"),
        (200, "[1]", "sent"),
        (200, "\u{feff}{\"id\":\"x\"}", "sent"),
        (200, "{\"id\":123456789012345678901234567890}", "sent"),
        (302, "", "queued"),
        (500, "{\"id\":\"x\"}", "queued"),
        (400, "\0\0", "failed"),
        (410, "", "failed"),
    ] {
        let it = scene("http", "sms");
        it.world.answer(move |_| Ok(OutsideAnswer { body: body.as_bytes().to_vec(), ..answered(status)? }));
        let sent = it.sms("Hello");
        assert!(sent.status < 500 || sent.status == 504, "{status} {body:?}: {}", sent.text());
        assert_eq!(it.text("SELECT state FROM message"), expected, "{status} {body:?}");
        assert_eq!(it.text("SELECT coalesce(carrier_id, '') LIKE '%e+%' FROM message"), "0", "{body:?}");
    }
    // An id as long as an answer may be.
    let it = scene("http", "sms");
    it.world.answer(|_| json_answer(200, &json!({ "id": "x".repeat(60_000) })));
    assert_eq!(it.sms("Hello").status, 200);
    assert!(it.world.count("SELECT length(carrier_id) FROM message") <= 255);
}

// Hosts of a receiver: an empty answer, a long one, text that is none.
#[test]
fn whatever_a_receiver_answers_is_kept_short() {
    for (headers, body, excerpt) in [
        (vec![], b"".to_vec(), ""),
        (vec![("content-type", "text/html; charset=latin1")], b"ol\xe1\0\x1b[31m".to_vec(), "ol\u{fffd}[31m"),
        (vec![("content-type", "application/json")], vec![b'x'; 64 * 1024], "x"),
        (vec![("content-type", "application/octet-stream")], vec![0; 1024], ""),
        (vec![("content-type", "text/plain")], "😀".repeat(1_000).into_bytes(), "😀"),
    ] {
        let it = scene("http", "sms");
        let to = it.sinch("sinch_sms");
        it.webhook(json!({}));
        it.world.answer(move |_| {
            let headers =
                headers.iter().map(|(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned())).collect();
            Ok(OutsideAnswer { headers, body: body.clone(), ..answered(200)? })
        });
        let mo = json!({ "id": "1", "source": PERSON, "destination": "55114000", "messageText": "Hi" });
        assert_eq!(it.post(&to, mo.to_string().as_bytes()).status, 200);
        it.world.drive(MINUTE);
        let kept = it.text("SELECT excerpt FROM delivery WHERE state = 'delivered'");
        assert!(kept.starts_with(excerpt) && kept.chars().count() <= 300, "{kept}");
    }
}

// A carrier that is silent for a while leaves many messages in doubt: all of them are given up in their time, and told.
#[test]
fn hundreds_of_messages_in_doubt_are_given_up_within_minutes() {
    let it = scene("http", "sms");
    it.webhook(json!({ "kind": "status", "subaccount_ids": [it.subaccount] }));
    it.world.answer(|call: &OutsideCall| match call.url.contains("carrier") {
        true => Err(service::deps::CallError::TimedOut),
        false => answered(200),
    });
    let message = json!({ "destination": PERSON, "messageText": "Hello" });
    let five = json!({ "messages": [message, message, message, message, message] });
    for _ in 0..40 {
        assert_eq!(it.bot.post("/v1/send-bulk-sms", &five).status, 504);
    }
    it.world.pass(14 * MINUTE);
    it.world.minute();
    assert_eq!(it.world.count("SELECT count(*) FROM message WHERE state = 'failed'"), 0);
    it.world.pass(2 * MINUTE);
    // Of one of them something is heard at that very moment.
    let world = Arc::clone(&it.world);
    it.world.before_commit.set(move || {
        world.sql("UPDATE message SET rank = 1, state = 'sent' WHERE id = (SELECT min(id) FROM message)").unwrap();
    });
    let before = it.world.spent().1;
    for _ in 0..3 {
        it.world.minute();
    }
    assert!(it.world.spent().1 - before < 3 * service::platform::STATEMENTS);
    assert_eq!(it.world.count("SELECT count(*) FROM message WHERE state = 'failed'"), 199);
    it.world.drive(HOUR);
    assert_eq!(it.world.count("SELECT count(*) FROM delivery WHERE state = 'delivered'"), 199);
    it.world.minute();
    assert_eq!(it.world.count("SELECT count(*) FROM sending"), 0);
}

// Headers and ids that a channel adds to each call, as with webhooks' own headers.
#[test]
fn a_channels_credential_makes_one_header_and_one_path() {
    let it = scene("sinch", "whatsapp");
    for (kind, credential) in [
        ("http", json!({ "headers": { "X-A\r\nX-B": "header-secret-0123456789" } })),
        ("http", json!({ "headers": { "X-A": "header-secret\r\nX-B: 0123456789" } })),
        ("http", json!({ "headers": { "Host": "header-secret-0123456789" } })),
        ("sinch", json!({ "username": "a\r\nX-B: c", "token": "carrier-token-0123456789" })),
        ("sinch", json!({ "username": "acme", "token": "carrier-token\n0123456789" })),
        ("meta", json!({ "access_token": "EAAB\r\ncarrier0123456789", "phone_number_id": "1065" })),
        ("meta", json!({ "access_token": "EAABcarrier0123456789", "phone_number_id": "../../1065" })),
        ("meta", json!({ "access_token": "EAABcarrier0123456789", "phone_number_id": "1065?x=" })),
    ] {
        let mut body = json!({ "kind": kind, "medium": "whatsapp", "name": "X", "origin": "5519900001111", "credential": credential });
        if kind == "http" {
            body["address"] = json!("https://carrier.example.com/send");
        }
        let made = it.ana.post("/v1/channels", &body);
        assert_eq!(made.status, 422, "{kind} {credential}: {}", made.text());
    }
}
