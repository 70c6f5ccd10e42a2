//! Sending: Sinch's calls, the carriers behind them, what is told when, and that nothing is sent twice.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError};

use api_tests::{Actor, Isolate, World, answered};
use serde_json::{Value, json};
use service::deps::{CallError, OutsideAnswer, OutsideCall};

const PERSON: &str = "5519900002222";

fn json_answer(status: u16, body: &Value) -> Result<OutsideAnswer, CallError> {
    let answer = answered(status)?;
    Ok(OutsideAnswer { body: body.to_string().into_bytes(), ..answer })
}

type Headers = Vec<(String, String)>;

/// The calls so far: address, headers and body.
fn calls(world: &World) -> Vec<(String, Headers, Value)> {
    let calls = world.called();
    let read = |call: &OutsideCall| {
        (call.url.clone(), call.headers.clone(), serde_json::from_slice(&call.body).unwrap_or_default())
    };
    calls.iter().map(|(_, call)| read(call)).collect()
}

/// A deployment with a subaccount, its system user, and a channel of that kind.
struct Scene {
    world: Arc<World>,
    isolate: Isolate,
    ana: Actor,
    bot: Actor,
    subaccount: String,
    channel: String,
}

fn channel(ana: &Actor, kind: &str, medium: &str, subaccount: &str) -> String {
    let mut body = json!({ "kind": kind, "medium": medium, "name": format!("{kind} {medium}"), "origin": "5519900001111", "subaccount_ids": [subaccount] });
    match kind {
        "sinch" => body["credential"] = json!({ "username": "acme", "token": "carrier-token-0123456789" }),
        "meta" => body["credential"] = json!({ "access_token": "EAABcarrier0123456789", "phone_number_id": "1065" }),
        "http" => {
            body["address"] = json!("https://carrier.example.com/send?v=1");
            body["credential"] = json!({ "headers": { "X-Api-Key": "header-secret-0123456789" } });
        }
        _ => {}
    }
    let made = ana.post("/v1/channels", &body);
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().unwrap().to_owned()
}

fn scene(kind: &str, medium: &str) -> Scene {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let subaccount = ana.subaccount("Sales");
    let (_, token) = ana.system_user(Some(&subaccount), "bot");
    let bot = isolate.nobody().with("username", "bot").with("authenticationtoken", &token);
    let channel = channel(&ana, kind, medium, &subaccount);
    Scene { world, isolate, ana, bot, subaccount, channel }
}

fn whatsapp(text: &str, to: &[&str]) -> Value {
    let destinations: Vec<Value> =
        to.iter().enumerate().map(|(n, to)| json!({ "destination": to, "correlationId": format!("c{n}") })).collect();
    json!({ "destinations": destinations, "message": { "messageText": text }, "flowId": "f1" })
}

impl Scene {
    fn sms(&self, text: &str) -> api_tests::Answer {
        self.bot.post("/v1/send-sms", &json!({ "destination": PERSON, "messageText": text, "correlationId": "c0" }))
    }

    fn text(&self, sql: &str) -> String {
        let sql = format!("SELECT CAST(({sql}) AS TEXT)");
        self.world.db.lock().query_row(&sql, [], |row| row.get::<_, Option<String>>(0)).unwrap().unwrap_or_default()
    }

    fn state(&self, id: &str) -> String {
        self.text(&format!("SELECT state || ' ' || coalesce(error, '') FROM message WHERE id = '{id}'"))
            .trim()
            .to_owned()
    }

    fn events(&self) -> String {
        self.text("SELECT group_concat(kind || coalesce(':' || (detail ->> '$.status'), ''), ' ') FROM (SELECT * FROM event ORDER BY sequence)")
    }
}

#[test]
fn sinch_gets_the_message_and_the_bot_both_spellings_of_the_answer() {
    let it = scene("sinch", "whatsapp");
    it.world.answer(|_| json_answer(200, &json!({ "id": "call", "destinations": [{ "id": "carrier-1" }] })));
    let answer = it.bot.post("/v1/whatsapp/send", &whatsapp("Hello", &["+55(19) 900002222"]));
    assert_eq!(answer.status, 200, "{}", answer.text());
    let body = answer.json();
    let id = body["destinations"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!((&body["Id"], &body["destination"]), (&body["id"], &body["destinations"]));
    assert_eq!(
        (&body["destination"][0]["correlationId"], &body["destination"][0]["destination"]),
        (&json!("c0"), &json!("5519900002222"))
    );
    let [(url, headers, sent)] = <[_; 1]>::try_from(calls(&it.world)).unwrap();
    assert_eq!(url, "https://api-messaging.wavy.global/v1/whatsapp/send");
    assert!(headers.contains(&("username".to_owned(), "acme".to_owned())));
    assert!(headers.contains(&("authenticationtoken".to_owned(), "carrier-token-0123456789".to_owned())));
    assert_eq!(
        sent["destinations"][0]["correlationId"],
        id.as_str(),
        "our id goes along, for callbacks that are early"
    );
    assert_eq!((&sent["message"]["messageText"], &sent["flowId"]), (&json!("Hello"), &json!("f1")));
    assert_eq!(
        it.text("SELECT carrier_id || ' ' || correlation_id || ' ' || subaccount_id FROM message"),
        format!("carrier-1 c0 {}", it.subaccount)
    );
    // No callbacks come in anywhere for this channel: what it took counts as sent.
    assert_eq!((it.state(&id).as_str(), it.events().as_str()), ("sent", "status:sent"));
    assert_eq!(it.world.count("SELECT count(*) FROM sending"), 0);
}

#[test]
fn the_three_calls_take_both_credentials_and_answer_in_their_shapes() {
    let it = scene("http", "sms");
    it.world.answer(|_| answered(202));
    let one = it.sms("Hello");
    assert_eq!((one.status, &one.json()["correlationId"]), (200, &json!("c0")), "{}", one.text());
    let [(url, headers, sent)] = <[_; 1]>::try_from(calls(&it.world)).unwrap();
    assert_eq!(url, "https://carrier.example.com/send?v=1");
    assert!(headers.contains(&("x-api-key".to_owned(), "header-secret-0123456789".to_owned())));
    assert_eq!((&sent["to"], &sent["text"], &sent["id"]), (&json!(PERSON), &json!("Hello"), &one.json()["id"]));
    let (_, token) = it.ana.system_user(None, "wide");
    assert_eq!(
        it.isolate.bot(&token).post("/v1/send-sms", &json!({ "destination": PERSON, "messageText": "x" })).status,
        412,
        "no channel for all"
    );
    let bulk = json!({ "messages": [{ "destination": PERSON }, { "destination": "5519900003333", "messageText": "Own" }], "defaultValues": { "messageText": "Default" } });
    let bulk = it.bot.post("/v1/send-bulk-sms", &bulk);
    assert_eq!((bulk.status, bulk.json()["messages"].as_array().map(Vec::len)), (200, Some(2)), "{}", bulk.text());
    assert_eq!(
        it.text("SELECT group_concat(content ->> '$.text', ' ') FROM (SELECT * FROM message ORDER BY rowid)"),
        "Hello Default Own"
    );
}

#[test]
fn what_can_not_be_sent_is_said_in_sinchs_words() {
    let it = scene("sinch", "whatsapp");
    let told = |answer: api_tests::Answer| {
        (
            answer.status,
            answer.json()["errorCode"].clone(),
            answer.json()["errorMessage"].as_str().unwrap_or_default().to_owned(),
        )
    };
    let none = told(it.sms("Hello"));
    assert_eq!((none.0, &none.1), (412, &json!(412)), "there is a channel for WhatsApp alone");
    let wrong = told(it.bot.post("/v1/whatsapp/send", &whatsapp("Hello", &["12"])));
    assert_eq!((wrong.0, &wrong.1), (400, &json!(400)));
    assert!(wrong.2.contains("destinations[0].destination"), "{}", wrong.2);
    assert_eq!(
        told(it.bot.with("authenticationtoken", "x").post("/v1/whatsapp/send", &whatsapp("x", &[PERSON]))).0,
        401
    );
    assert_eq!(told(it.bot.call("POST", "/v1/whatsapp/send", b"")).0, 400);
    let path = format!("/v1/channels/{}", it.channel);
    assert_eq!(it.ana.patch(&path, &json!({ "version": 1, "status": "inactive" })).status, 200);
    assert_eq!(told(it.bot.post("/v1/whatsapp/send", &whatsapp("x", &[PERSON]))).0, 412, "inactive");
    assert!(calls(&it.world).is_empty());
    assert_eq!(it.world.count("SELECT count(*) FROM message"), 0);
}

#[test]
fn a_carriers_refusal_reaches_the_bot_with_the_right_code() {
    for (status, body, told, code) in [
        (401, json!({}), 412, "carrier_refused"),
        (420, json!({}), 420, "message_limited"),
        (429, json!({}), 429, "rate_limited"),
        (400, json!({ "errorMessage": "bad carrier-token-0123456789" }), 400, "invalid_fields"),
        (503, json!({}), 504, "carrier_silent"),
    ] {
        let it = scene("sinch", "sms");
        it.world.answer(move |_| json_answer(status, &body));
        let keyed = it.bot.with("idempotency-key", "k");
        let sms = json!({ "destination": PERSON, "messageText": "Hello" });
        let answer = keyed.post("/v1/send-sms", &sms);
        assert_eq!((answer.status, &answer.json()["errorCode"]), (told, &json!(told)), "{status}: {code}");
        assert_eq!(answer.header("retry-after").is_some(), matches!(told, 420 | 429), "{status}");
        // Nothing was sent, and the bot knows: no webhook is told, and the same key tries again.
        assert!(it.state(&it.text("SELECT id FROM message")).starts_with("failed"));
        assert_eq!((it.events().as_str(), it.world.count("SELECT count(*) FROM sending")), ("", 0));
        assert!(!it.world.dump().contains("carrier-token-0123456789"));
        it.world.answer(|_| json_answer(200, &json!({ "id": "c-1" })));
        assert_eq!(keyed.post("/v1/send-sms", &sms).status, 200, "{status}");
    }
}

#[test]
fn a_silent_carrier_leaves_a_message_in_doubt_that_is_never_sent_again() {
    for answer in [Err(CallError::TimedOut), Err(CallError::Unreachable("reset".into())), answered(500), answered(200)]
    {
        let it = scene("sinch", "sms");
        let given = answer.clone();
        it.world.answer(move |_| given.clone());
        let keyed = it.bot.with("idempotency-key", "k");
        let sms = json!({ "destination": PERSON, "messageText": "Hello" });
        let first = keyed.post("/v1/send-sms", &sms);
        assert_eq!((first.status, &first.json()["errorCode"]), (504, &json!(504)), "{answer:?}");
        let id = it.text("SELECT id FROM message");
        assert_eq!(it.state(&id), "queued");
        let again = keyed.post("/v1/send-sms", &sms);
        assert_eq!((again.status, &again.json()["id"]), (200, &json!(id)), "its id, by which the status will be told");
        it.world.drive(14 * 60_000);
        it.world.minute();
        assert_eq!(it.state(&id), "queued", "a callback may still come");
        it.world.drive(2 * 60_000);
        it.world.minute();
        assert_eq!((it.state(&id).as_str(), it.events().as_str()), ("failed INTERNAL_ERROR", "status:failed"));
        it.world.minute();
        assert_eq!(calls(&it.world).len(), 1, "it was called once");
        assert_eq!(it.world.count("SELECT count(*) FROM sending"), 0);
    }
}

#[test]
fn the_same_key_sends_once_also_many_at_once() {
    let it = scene("sinch", "sms");
    let called = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&called);
    it.world.answer(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
        json_answer(200, &json!({ "id": "c-1" }))
    });
    let headers = it.bot.headers();
    let threads: Vec<_> = (0..100)
        .map(|_| {
            let (world, headers) = (Arc::clone(&it.world), headers.clone());
            std::thread::spawn(move || {
                let mut bot = world.isolate().nobody();
                for (name, value) in headers {
                    bot = bot.with(name, &value);
                }
                let bot = bot.with("idempotency-key", "once");
                let answer = bot.post("/v1/send-sms", &json!({ "destination": PERSON, "messageText": "Hello" }));
                (answer.status, answer.text())
            })
        })
        .collect();
    let answers: Vec<(u16, String)> = threads.into_iter().map(|it| it.join().unwrap()).collect();
    let body = json!({ "destination": PERSON, "messageText": "Hello" });
    let answer = it.bot.with("idempotency-key", "once").post("/v1/send-sms", &body);
    let expected = (answer.status, answer.text());
    assert_eq!(expected.0, 200, "{}", expected.1);
    // Who asks while the carrier is called is told to wait.
    assert!(answers.iter().all(|answer| *answer == expected || answer.0 == 409), "{answers:?}");
    assert!(answers.contains(&expected));
    assert_eq!(called.load(Ordering::SeqCst), 1);
    assert_eq!(it.world.count("SELECT count(*) FROM message"), 1);
    let other = it
        .bot
        .with("idempotency-key", "once")
        .post("/v1/send-sms", &json!({ "destination": PERSON, "messageText": "Other" }));
    assert_eq!((other.status, &other.json()["errorCode"]), (409, &json!(409)));
}

#[test]
fn a_channel_that_changes_meanwhile_counts_as_it_is_now() {
    let it = scene("sinch", "sms");
    it.world.answer(|_| json_answer(200, &json!({ "id": "c-1" })));
    // A channel is read, then taken out of service, then the message is written.
    it.world.sql("CREATE TRIGGER meanwhile BEFORE INSERT ON guard WHEN NEW.label = 'moved' AND NOT EXISTS (SELECT 1 FROM message) BEGIN SELECT 1; END").unwrap();
    let path = format!("/v1/channels/{}", it.channel);
    let version = it.ana.get(&path).json()["version"].clone();
    assert_eq!(it.ana.patch(&path, &json!({ "version": version, "origin": "28128" })).status, 200);
    assert_eq!(it.sms("Hello").status, 200);
    assert_eq!(it.text("SELECT origin FROM message"), "28128");
}

#[test]
fn a_thousand_destinations_are_passed_on_by_the_clock_within_the_platforms_limits() {
    let it = scene("sinch", "whatsapp");
    let called = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&called);
    it.world.answer(move |_| {
        let n = counter.fetch_add(1, Ordering::SeqCst);
        json_answer(200, &json!({ "destinations": [{ "id": format!("c-{n}") }] }))
    });
    let to: Vec<String> = (0..1_000).map(|n| format!("55199{:08}", 10_000_000 + n)).collect();
    let to: Vec<&str> = to.iter().map(String::as_str).collect();
    let before = it.world.spent();
    let answer = it.bot.post("/v1/whatsapp/send", &whatsapp("Hello", &to));
    let after = it.world.spent();
    assert_eq!(
        (answer.status, answer.json()["destination"].as_array().map(Vec::len)),
        (200, Some(1_000)),
        "{}",
        answer.text()
    );
    assert!(after.0 - before.0 <= 5 && after.1 - before.1 < 30, "{before:?} {after:?}");
    assert_eq!((it.world.count("SELECT count(*) FROM sending"), called.load(Ordering::SeqCst)), (1_000, 0));
    let before = it.world.spent();
    it.world.drive(0);
    let rounds = 1_000 / 100 + 2;
    let after = it.world.spent();
    assert!((after.1 - before.1) / rounds < service::platform::STATEMENTS, "{before:?} {after:?}");
    assert_eq!((it.world.count("SELECT count(*) FROM sending"), called.load(Ordering::SeqCst)), (0, 1_000));
    assert_eq!(it.world.count("SELECT count(*) FROM message WHERE state = 'sent' AND carrier_id IS NOT NULL"), 1_000);
    let too_many: Vec<&str> = std::iter::repeat_n(PERSON, 1_001).collect();
    assert_eq!(it.bot.post("/v1/whatsapp/send", &whatsapp("Hello", &too_many)).status, 400);
}

#[test]
fn a_carrier_that_takes_nothing_now_is_asked_again_and_given_up_in_the_end() {
    let it = scene("sinch", "whatsapp");
    it.world.answer(|_| answered(429));
    let to = ["5519900002001", "5519900002002", "5519900002003", "5519900002004", "5519900002005", "5519900002006"];
    assert_eq!(it.bot.post("/v1/whatsapp/send", &whatsapp("Hello", &to)).status, 200);
    it.world.drive(1_000);
    assert_eq!((calls(&it.world).len(), it.events().as_str()), (6, ""));
    it.world.drive(10_000);
    assert_eq!(calls(&it.world).len(), 12);
    it.world.drive(8 * 86_400_000);
    assert_eq!(it.world.count("SELECT count(*) FROM message WHERE error = 'EXPIRED'"), 6);
    assert_eq!(it.world.count("SELECT count(*) FROM sending"), 0);
}

#[test]
fn what_a_deleted_channel_had_not_passed_on_fails_and_is_told() {
    let it = scene("sinch", "whatsapp");
    let to = ["5519900002001", "5519900002002", "5519900002003", "5519900002004", "5519900002005", "5519900002006"];
    assert_eq!(it.bot.post("/v1/whatsapp/send", &whatsapp("Hello", &to)).status, 200);
    assert_eq!(it.ana.delete(&format!("/v1/channels/{}", it.channel)).status, 204);
    it.world.drive(1_000);
    assert!(calls(&it.world).is_empty());
    assert_eq!(it.world.count("SELECT count(*) FROM message WHERE error = 'INTERNAL_ERROR'"), 6);
    assert_eq!(it.world.count("SELECT count(*) FROM event WHERE detail ->> '$.status' = 'failed'"), 6);
}

#[test]
fn the_simulator_says_by_and_by_what_became_of_a_message() {
    let it = scene("simulator", "whatsapp");
    let send = |text: &str| {
        let answer = it.bot.post("/v1/whatsapp/send", &whatsapp(text, &[PERSON]));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["destination"][0]["id"].as_str().unwrap().to_owned()
    };
    let id = send("Hello");
    assert_eq!((it.state(&id).as_str(), it.events().as_str()), ("queued", ""));
    for state in ["sent", "delivered", "read"] {
        it.world.drive(1_000);
        assert_eq!(it.state(&id), state);
    }
    let failed = send("fail:202");
    it.world.drive(10_000);
    assert_eq!(it.state(&failed), "failed INVALID_DESTINATION_NUMBER");
    assert_eq!(it.events(), "status:sent status:delivered status:read status:failed");
    send("echo: Yes, please");
    it.world.drive(10_000);
    assert_eq!(it.text("SELECT content ->> '$.content.text' FROM message WHERE direction = 'in'"), "Yes, please");
    assert_eq!(
        it.text("SELECT subaccount_id || ' ' || correlation_id FROM message WHERE direction = 'in'"),
        format!("{} c0", it.subaccount)
    );
    assert!(it.events().ends_with("status:sent status:delivered status:read mo"), "{}", it.events());
    assert!(calls(&it.world).is_empty(), "nobody is called");
    assert_eq!(it.world.count("SELECT count(*) FROM simulated"), 0);
}

#[test]
fn a_lost_alarm_is_found_by_the_clock() {
    let it = scene("simulator", "sms");
    assert_eq!(it.sms("Hello").status, 200);
    it.world.alarms.lock().unwrap_or_else(PoisonError::into_inner).clear();
    it.world.drive(10_000);
    assert_eq!(it.events(), "");
    it.world.minute();
    it.world.drive(1);
    assert_eq!(it.events(), "status:sent status:delivered status:read");
}

#[test]
fn somebody_writes_to_a_simulator_organically_or_as_an_answer() {
    let it = scene("simulator", "sms");
    let path = format!("/v1/channels/{}/simulate", it.channel);
    let write = |body: &Value| it.ana.post(&path, body);
    let null = write(&json!({ "from": PERSON, "text": "Hi", "organic": true }));
    assert_eq!(
        (null.status, &null.json()["subaccount_id"], &null.json()["from"]),
        (200, &Value::Null, &json!(PERSON)),
        "{}",
        null.text()
    );
    assert_eq!(it.sms("Hello").status, 200);
    let answer = write(&json!({ "from": "+55 19 90000-2222", "text": "Hi" }));
    assert_eq!(answer.json()["subaccount_id"], it.subaccount.as_str());
    assert_eq!(write(&json!({ "from": PERSON, "text": "Hi", "organic": true })).code(), "not_organic");
    let new = write(&json!({ "text": "Hi", "organic": true }));
    assert_eq!((new.status, &new.json()["subaccount_id"]), (200, &Value::Null), "{}", new.text());
    assert_eq!(write(&json!({ "text": "Hi" })).field(), "/from required");
    assert_eq!(write(&json!({ "from": "12", "text": "Hi" })).field(), "/from invalid_phone");
    assert_eq!(write(&json!({ "from": PERSON, "text": " " })).field(), "/text required");
    let real = channel(&it.ana, "sinch", "whatsapp", &it.subaccount);
    let refused = it.ana.post(&format!("/v1/channels/{real}/simulate"), &json!({ "from": PERSON, "text": "Hi" }));
    assert_eq!((refused.status, refused.code().as_str()), (409, "not_a_simulator"));
}

#[test]
fn a_channel_is_tried_with_a_message() {
    let it = scene("meta", "whatsapp");
    it.world.answer(|_| json_answer(200, &json!({ "messages": [{ "id": "wamid.1" }] })));
    let path = format!("/v1/channels/{}/test", it.channel);
    let tried = it.ana.post(&path, &json!({ "to": PERSON })).json();
    assert_eq!((&tried["accepted"], &tried["error"], &tried["ms"]), (&json!(true), &Value::Null, &json!(20)));
    let [(url, headers, sent)] = <[_; 1]>::try_from(calls(&it.world)).unwrap();
    assert_eq!(url, "https://graph.facebook.com/v24.0/1065/messages");
    assert!(headers.contains(&("authorization".to_owned(), "Bearer EAABcarrier0123456789".to_owned())));
    assert_eq!(sent["biz_opaque_callback_data"], tried["message_id"]);
    it.world.answer(|_| {
        json_answer(401, &json!({ "error": { "code": 190, "message": "Bad token EAABcarrier0123456789" } }))
    });
    let tried = it.ana.post(&path, &json!({ "to": PERSON })).json();
    assert_eq!(tried["accepted"], false);
    assert!(tried["error"].as_str().unwrap().starts_with("190: Bad token …"), "{tried}");
    assert_eq!(it.ana.post(&path, &json!({ "to": "x" })).field(), "/to invalid_phone");
}

#[test]
fn a_channel_is_tried_for_one_of_its_subaccounts() {
    let it = scene("simulator", "whatsapp");
    let other = it.ana.subaccount("Support");
    let all = json!({ "kind": "simulator", "medium": "whatsapp", "name": "All", "origin": "5519900003333" });
    let all = it.ana.post("/v1/channels", &all).json()["id"].as_str().unwrap().to_owned();
    let tried = |channel: &str, subaccount: &str| {
        it.ana.post(
            &format!("/v1/channels/{channel}/test"),
            &json!({ "to": PERSON, "text": "echo: Hi", "subaccount_id": subaccount }),
        )
    };
    let made = tried(&all, &other);
    assert_eq!(made.status, 200, "{}", made.text());
    // The answer to it is that subaccount's.
    it.world.drive(10 * 1000);
    assert_eq!(it.text("SELECT group_concat(DISTINCT subaccount_id) FROM message"), other);
    assert_eq!(it.text("SELECT count(*) FROM message WHERE direction = 'in'"), "1");
    assert_eq!(tried(&it.channel, &it.subaccount).status, 200);
    assert_eq!(tried(&it.channel, &other).field(), "/subaccount_id not_found");
    assert_eq!(tried(&all, "sub_00000000000000000000000001").field(), "/subaccount_id not_found");
}

/// A source where Sinch's callbacks come in, for the scene's channel; its address.
fn callbacks(it: &Scene, provider: &str) -> String {
    let made =
        it.ana.post("/v1/inbound-sources", &json!({ "name": "S", "provider": provider, "authentication": "address" }));
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    let path = format!("/v1/channels/{}", it.channel);
    let linked = it.ana.patch(&path, &json!({ "version": 1, "source_id": made["inbound_source"]["id"] }));
    assert_eq!((linked.status, &linked.json()["source"]["name"]), (200, &json!("S")), "{}", linked.text());
    within(&made)
}

/// Where a source is called, without the host.
fn within(made: &Value) -> String {
    let address = made["secret_url"].as_str().unwrap_or_else(|| panic!("{made}"));
    address.split_once("/in/").map(|(_, rest)| format!("/in/{rest}")).unwrap()
}

fn callback(id: &str, correlation: Option<&str>, delivered: bool) -> Value {
    let mut one = json!({ "id": id, "destination": PERSON, "origin": "5519900001111", "sent": true, "sentStatusCode": 2, "sentStatus": "SENT_SUCCESS", "type": "MESSAGE" });
    if delivered {
        one["delivered"] = json!(true);
        one["deliveredStatusCode"] = json!(4);
    }
    one["correlationId"] = json!(correlation);
    json!({ "total": 1, "data": [one] })
}

#[test]
fn a_callback_that_is_faster_than_the_carriers_answer_is_not_lost() {
    for by_our_id in [true, false] {
        let it = scene("sinch", "whatsapp");
        let address = callbacks(&it, "sinch_whatsapp");
        let (world, to) = (Arc::downgrade(&it.world), address.clone());
        it.world.answer(move |call| {
            let sent: Value = serde_json::from_slice(&call.body).unwrap_or_default();
            let ours = sent["destinations"][0]["correlationId"].as_str().filter(|_| by_our_id);
            let world = world.upgrade().expect("a world");
            let told = world.isolate().nobody().post(&to, &callback("carrier-1", ours, true));
            assert_eq!(told.status, 200, "{}", told.text());
            json_answer(200, &json!({ "destinations": [{ "id": "carrier-1" }] }))
        });
        let answer = it.bot.post("/v1/whatsapp/send", &whatsapp("Hello", &[PERSON]));
        assert_eq!(answer.status, 200, "{}", answer.text());
        let id = answer.json()["destination"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!((it.state(&id).as_str(), it.events().as_str()), ("delivered", "status:delivered"), "{by_our_id}");
        assert_eq!(it.text("SELECT carrier_id FROM message"), "carrier-1");
        // The same one again changes nothing.
        let again = it.isolate.nobody().post(&address, &callback("carrier-1", None, true));
        assert_eq!((again.status, it.events().as_str()), (200, "status:delivered"));
        assert_eq!(it.world.count("SELECT count(*) FROM early_status"), 0);
    }
}

#[test]
fn a_callback_says_what_became_of_a_message_in_doubt() {
    let it = scene("sinch", "whatsapp");
    let address = callbacks(&it, "sinch_whatsapp");
    it.world.answer(|_| Err(CallError::TimedOut));
    assert_eq!(it.bot.post("/v1/whatsapp/send", &whatsapp("Hello", &[PERSON])).status, 504);
    let id = it.text("SELECT id FROM message");
    // Another source's callbacks say nothing of this channel's messages.
    let made = it
        .ana
        .post("/v1/inbound-sources", &json!({ "name": "T", "provider": "sinch_whatsapp", "authentication": "address" }))
        .json();
    let other = within(&made);
    assert_eq!(it.isolate.nobody().post(&other, &callback("carrier-2", Some(&id), true)).status, 200);
    assert_eq!(it.state(&id), "queued");
    assert_eq!(it.isolate.nobody().post(&address, &callback("carrier-1", Some(&id), false)).status, 200);
    assert_eq!((it.state(&id).as_str(), it.text("SELECT carrier_id FROM message")), ("sent", "carrier-1".to_owned()));
    it.world.drive(20 * 60_000);
    it.world.minute();
    assert_eq!((it.state(&id).as_str(), it.world.count("SELECT count(*) FROM sending")), ("sent", 0));
}

#[test]
fn a_callback_after_we_gave_up_waiting_still_says_what_is_true() {
    let it = scene("sinch", "whatsapp");
    let address = callbacks(&it, "sinch_whatsapp");
    it.world.answer(|_| Err(CallError::TimedOut));
    assert_eq!(it.bot.post("/v1/whatsapp/send", &whatsapp("Hello", &[PERSON])).status, 504);
    let id = it.text("SELECT id FROM message");
    it.world.drive(20 * 60_000);
    it.world.minute();
    assert_eq!(it.state(&id), "failed INTERNAL_ERROR");
    assert_eq!(it.isolate.nobody().post(&address, &callback("carrier-1", Some(&id), false)).status, 200);
    assert_eq!((it.state(&id).as_str(), it.events().as_str()), ("sent", "status:failed status:sent"));
    assert_eq!(it.isolate.nobody().post(&address, &callback("carrier-1", Some(&id), true)).status, 200);
    assert_eq!(it.state(&id), "delivered");
}

#[test]
fn what_a_name_stands_for_is_looked_at_again_when_it_is_called() {
    let it = scene("http", "sms");
    let inside = vec!["169.254.169.254".parse().unwrap()];
    it.world.names.lock().unwrap_or_else(PoisonError::into_inner).insert("carrier.example.com".to_owned(), inside);
    assert_eq!(it.sms("Hello").status, 412);
    assert!(calls(&it.world).is_empty());
}
