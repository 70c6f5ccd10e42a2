//! Carriers that post: who is let in, what is stored, what is refused and kept, and what it costs.

use std::sync::Arc;

use api_tests::{Actor, Answer, World, audit};
use domain::secret::Secret;
use messaging::signature::sign_meta;
use serde_json::{Value, json};

/// A source; the answer.
fn made(ana: &Actor, body: &Value) -> Value {
    let answer = ana.post("/v1/inbound-sources", body);
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

fn source(provider: &str, authentication: &str) -> Value {
    json!({ "name": provider, "provider": provider, "authentication": authentication })
}

/// Path and query of an address.
fn path(url: &Value) -> String {
    format!("/in/{}", url.as_str().expect("an address").split("/in/").nth(1).expect("a path"))
}

/// A source of a secret address, and that.
fn secret(ana: &Actor, provider: &str) -> (String, String) {
    let made = made(ana, &source(provider, "address"));
    (made["inbound_source"]["id"].as_str().expect("an id").to_owned(), path(&made["secret_url"]))
}

fn sinch(id: &str, from: &str, text: &str) -> Value {
    json!({ "id": id, "source": from, "origin": "5511900000000", "receivedAt": 1, "message": { "type": "TEXT", "messageText": text } })
}

fn bulk(data: Vec<Value>) -> Value {
    json!({ "total": data.len(), "data": data })
}

/// A webhook that takes everything of a kind, as the schema has it.
fn webhook(world: &World, n: usize, kind: &str, all: bool, null: bool) -> String {
    let (id, account) = (format!("wh_{n:026}"), world.account());
    let owner: String = world.db.lock().query_row("SELECT owner_id FROM account", [], |r| r.get(0)).expect("an owner");
    world
        .sql(&format!(
            "BEGIN; {}; INSERT INTO webhook (id, account_id, name, name_key, kind, url, format, all_subaccounts, accept_null, \
               created_by, created_by_name, created_at, event_id) \
             VALUES ('{id}', '{account}', 'W', 'w', '{kind}', 'https://bot.example.com/', 'standard', {}, {}, '{owner}', 'Ana', 1, 'aud_w{n}'); \
             DELETE FROM open_event; COMMIT",
            audit(&format!("aud_w{n}"), &account, "webhook.created", &id),
            u8::from(all),
            u8::from(null),
        ))
        .expect("a webhook");
    id
}

fn refused(ana: &Actor, id: &str) -> Vec<Value> {
    let answer = ana.get(&format!("/v1/inbound-sources/{id}/refused?limit=200"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["items"].as_array().expect("items").clone()
}

fn messages(ana: &Actor) -> Vec<Value> {
    ana.get("/v1/messages").json()["items"].as_array().expect("items").clone()
}

fn said(answer: &Answer) -> (u16, String) {
    (answer.status, answer.code())
}

#[test]
fn a_message_is_stored_and_delivered_once_however_often_it_comes() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let (id, to) = secret(&ana, "sinch_whatsapp");
    let [first, second] = [(1, true), (2, false)].map(|(n, null)| webhook(&world, n, "mo", true, null));
    webhook(&world, 3, "status", true, true);
    let carrier = world.isolate().nobody();
    let body = bulk(vec![sinch("m1", "+55 19 9000-1111", "Hi"), sinch("m2", "5519990001111", "again")]);
    for _ in 0..3 {
        let answer = carrier.post(&to, &body);
        assert_eq!((answer.status, answer.json()), (200, json!({ "accepted": 2, "refused": 0 })), "{}", answer.text());
    }
    let found = messages(&ana);
    assert_eq!(found.len(), 2);
    assert_eq!(found[1]["text"], "Hi");
    assert_eq!(found[1]["subaccount_id"], Value::Null);
    assert_eq!(found[1]["connection"], json!({ "name": "sinch_whatsapp", "kind": "sinch_whatsapp" }));
    // Both forms of the number are one person, one conversation, one order.
    assert_eq!(world.count("SELECT count(DISTINCT conversation) FROM event"), 1);
    assert_eq!(world.count("SELECT count(*) FROM event WHERE sequence IN (1, 2)"), 2);
    assert_eq!(world.count(&format!("SELECT count(*) FROM delivery WHERE webhook_id = '{first}'")), 2);
    assert_eq!(
        world.count(&format!("SELECT count(*) FROM delivery WHERE webhook_id = '{second}'")),
        0,
        "takes no null"
    );
    assert_eq!(world.count("SELECT count(*) FROM delivery"), 2);
    assert_eq!(world.alarms.lock().expect("alarms").keys().cloned().collect::<Vec<_>>(), [first.clone()]);
    let detail = ana.get(&format!("/v1/messages/{}", found[1]["id"].as_str().expect("an id"))).json();
    assert_eq!(detail["events"][0]["kind"], "mo");
    assert_eq!(detail["deliveries"][0]["webhook_id"], json!(first));
    assert_eq!(detail["content"]["content"]["text"], "Hi");
    let shown = ana.get(&format!("/v1/inbound-sources/{id}")).json();
    assert_eq!(shown["last_received_at"], detail["message"]["received_at"]);
}

#[test]
fn the_same_message_a_hundred_times_at_once_is_one() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let (_, to) = secret(&ana, "sinch_whatsapp");
    for n in 1..=3 {
        webhook(&world, n, "mo", true, true);
    }
    std::thread::scope(|scope| {
        for _ in 0..10 {
            let (world, to) = (Arc::clone(&world), &to);
            scope.spawn(move || {
                let carrier = world.isolate().nobody();
                for _ in 0..10 {
                    assert_eq!(carrier.post(to, &sinch("m1", "5519990001111", "Hi")).status, 200);
                }
            });
        }
    });
    for table in ["message", "event"] {
        assert_eq!(world.count(&format!("SELECT count(*) FROM {table}")), 1, "{table}");
    }
    assert_eq!(world.count("SELECT count(*) FROM delivery"), 3, "one a webhook");
}

#[test]
fn an_isolate_that_knows_the_source_takes_a_call_in_one_trip() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (id, to) = secret(&ana, "sinch_whatsapp");
    let carrier = isolate.nobody();
    let trips = || *world.trips.lock().expect("trips");
    assert_eq!(carrier.post(&to, &sinch("m1", "5519990001111", "Hi")).status, 200);
    assert_eq!(trips(), (1, 1), "the source and the batch");
    assert_eq!(carrier.post(&to, &sinch("m2", "5519990001111", "Hi")).status, 200);
    assert_eq!(trips(), (0, 1), "the batch alone");
    // What another isolate changes counts at once: the batch has the version as its condition.
    let elsewhere = ana.at(&world.isolate());
    let source = format!("/v1/inbound-sources/{id}");
    let version = ana.get(&source).json()["version"].clone();
    let off = elsewhere.patch(&source, &json!({ "version": version, "status": "inactive" }));
    assert_eq!(off.status, 200, "{}", off.text());
    let answer = carrier.post(&to, &sinch("m3", "5519990001111", "Hi"));
    assert_eq!(said(&answer), (403, "not_from_here".into()));
    assert_eq!(world.count("SELECT count(*) FROM message"), 2);
    assert_eq!(elsewhere.delete(&source).status, 204);
    assert_eq!(carrier.post(&to, &sinch("m3", "5519990001111", "Hi")).status, 404);
    assert_eq!(world.count("SELECT count(*) FROM refused_inbound"), 0, "what it refused went with it");
    assert_eq!(messages(&ana)[0]["connection"], Value::Null, "what it brought stays");
}

#[test]
fn meta_signs_raw_bytes_and_shakes_hands() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let mut body = source("meta_whatsapp", "signature");
    assert_eq!(ana.post("/v1/inbound-sources", &body).field(), "/app_secret required");
    body["app_secret"] = json!("app-secret-of-meta");
    let made = made(&ana, &body);
    let id = made["inbound_source"]["id"].as_str().expect("an id").to_owned();
    let token = made["verify_token"].as_str().expect("a token").to_owned();
    assert_eq!(made["secret_url"], Value::Null);
    let (to, carrier) = (path(&made["inbound_source"]["url"]), world.isolate().nobody());

    let hello = |token: &str| format!("{to}?hub.mode=subscribe&hub.challenge=115%2B8201&hub.verify_token={token}");
    let answer = carrier.get(&hello(&token));
    assert_eq!((answer.status, answer.text().as_str()), (200, "115+8201"));
    assert_eq!(answer.header("content-type").as_deref(), Some("text/plain; charset=utf-8"));
    assert_eq!(said(&carrier.get(&hello("wrong"))), (403, "not_from_here".into()));
    assert_eq!(said(&carrier.get(&format!("{to}?hub.verify_token={token}"))), (400, "malformed_body".into()));

    let change = |messages: Value| {
        json!({ "object": "whatsapp_business_account", "entry": [{ "id": "1", "changes": [{ "field": "messages", "value": {
            "messaging_product": "whatsapp", "metadata": { "display_phone_number": "15550783881", "phone_number_id": "1" },
            "contacts": [{ "profile": { "name": "Bia" }, "wa_id": "16505551234" }], "messages": messages }}]}]})
    };
    let one = |id: &str| json!({ "from": "16505551234", "id": id, "timestamp": "1799999990", "type": "text", "text": { "body": "Hi" } });
    // Spaces and escapes as Meta writes them: what is signed are the bytes.
    let raw = change(json!([one("wamid.1"), { "from": "16505551234" }, one("wamid.3")]))
        .to_string()
        .replace("Bia", "B\\u00eda ");
    let sign = |secret: &str, bytes: &[u8]| sign_meta(&Secret::new(secret.to_owned()), bytes);
    let post = |signature: &str, raw: &str| {
        carrier.with("content-type", "application/json").with("x-hub-signature-256", signature).call(
            "POST",
            &to,
            raw.as_bytes(),
        )
    };
    let right = sign("app-secret-of-meta", raw.as_bytes());
    assert_eq!(said(&carrier.post(&to, &change(json!([])))), (401, "bad_signature".into()));
    assert_eq!(said(&post(&sign("another", raw.as_bytes()), &raw)), (401, "bad_signature".into()));
    assert_eq!(said(&post(&right, &format!("{raw} "))), (401, "bad_signature".into()));
    // A bad update does not take the others with it.
    assert_eq!(post(&right, &raw).json(), json!({ "accepted": 2, "refused": 1 }));
    let found = messages(&ana);
    assert_eq!((found.len(), &found[0]["at"]), (2, &json!("2027-01-15T07:59:50.000Z")));

    // A new app secret counts at once; the verify token stays, until it is made anew.
    let version = ana.get(&format!("/v1/inbound-sources/{id}")).json()["version"].clone();
    let patched =
        ana.patch(&format!("/v1/inbound-sources/{id}"), &json!({ "version": version, "app_secret": "the next one" }));
    assert_eq!(patched.status, 200, "{}", patched.text());
    let other = change(json!([one("wamid.4")])).to_string();
    assert_eq!(post(&sign("app-secret-of-meta", other.as_bytes()), &other).status, 401);
    assert_eq!(post(&sign("the next one", other.as_bytes()), &other).status, 200);
    assert_eq!(carrier.get(&hello(&token)).status, 200);
    let anew = ana.post(&format!("/v1/inbound-sources/{id}/rotate-secret"), &json!({ "confirm": true }));
    assert_eq!(anew.status, 201, "{}", anew.text());
    let anew = anew.json()["verify_token"].as_str().expect("a token").to_owned();
    assert_eq!((carrier.get(&hello(&token)).status, carrier.get(&hello(&anew)).status), (403, 200));
    assert_eq!(post(&sign("the next one", other.as_bytes()), &other).status, 200);

    let whys: Vec<_> =
        refused(&ana, &id).iter().map(|row| row["why"].as_str().unwrap_or_default().to_owned()).collect();
    for why in ["no_signature", "wrong_signature", "wrong_verify_token", "no_handshake", "no_id"] {
        assert!(whys.iter().any(|it| it == why), "{why}: {whys:?}");
    }
    let (dump, log) = (world.dump(), world.log());
    for secret in ["app-secret-of-meta", "the next one", &token, &anew] {
        assert!(!dump.contains(secret) && !log.contains(secret), "{secret} is nowhere");
        assert!(!ana.get(&format!("/v1/inbound-sources/{id}")).text().contains(secret));
    }
}

#[test]
fn a_secret_address_is_shown_once_and_stored_as_a_digest() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let (id, to) = secret(&ana, "sinch_sms");
    let carrier = world.isolate().nobody();
    let (bare, key) = to.split_once("?key=").expect("a key");
    // The GET form; the key is in nothing that is stored.
    let query = "id=7&source=5519990001111&origin=28128&messageText=Oi&mt.correlationId=c1";
    assert_eq!(carrier.get(&format!("{to}&{query}")).status, 200);
    assert_eq!(messages(&ana)[0]["correlation_id"], "c1");
    assert_eq!(said(&carrier.get(&format!("{bare}?{query}"))), (401, "bad_signature".into()));
    assert_eq!(said(&carrier.get(&format!("{bare}?key={}&{query}", "0".repeat(48)))), (401, "bad_signature".into()));
    // Another source's key is no key.
    let (_, other) = secret(&ana, "sinch_sms");
    let foreign = other.split_once("?key=").expect("a key").1;
    assert_eq!(carrier.get(&format!("{bare}?key={foreign}&{query}")).status, 401);
    let anew = ana.post(&format!("/v1/inbound-sources/{id}/rotate-secret"), &json!({ "confirm": true })).json();
    assert_eq!(carrier.get(&format!("{to}&{query}")).status, 401, "the old one stopped");
    assert_eq!(carrier.get(&format!("{}&{query}", path(&anew["secret_url"]))).status, 200);
    let everything = world.dump() + &world.log() + &ana.get(&format!("/v1/inbound-sources/{id}")).text();
    assert!(!everything.contains(key) && !everything.contains(foreign));
}

#[test]
fn a_system_users_credential_lets_its_carrier_in() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let ((meant, token), (_, other)) = (ana.system_user(None, "carrier"), ana.system_user(None, "bot"));
    let body = source("sinch_whatsapp", "system_user");
    let any = made(&ana, &body);
    let mut one = body.clone();
    one["system_user_id"] = json!(meant);
    let one = made(&ana, &one);
    let [any, one] = [any, one].map(|made| path(&made["inbound_source"]["url"]));
    let message = sinch("m1", "5519990001111", "Hi");
    let pair = |token: &str| isolate.nobody().with("username", "carrier").with("authenticationtoken", token);
    assert_eq!(isolate.bot(&token).post(&any, &message).status, 200);
    assert_eq!(isolate.bot(&other).post(&any, &message).status, 200);
    assert_eq!(pair(&token).post(&one, &message).status, 200);
    assert_eq!(said(&isolate.bot(&other).post(&one, &message)), (401, "invalid_token".into()));
    assert_eq!(said(&pair("tnr_wrong").post(&one, &message)), (401, "invalid_token".into()));
    assert_eq!(said(&isolate.nobody().post(&one, &message)), (401, "invalid_token".into()));
    // A person's session is no credential of a carrier's.
    assert_eq!(ana.post(&one, &message).status, 401);
    assert_eq!(ana.post(&format!("/v1/system-users/{meant}/deactivate"), &json!({})).status, 200);
    assert_eq!(isolate.bot(&token).post(&any, &message).status, 401);
    assert!(!world.dump().contains(&token));
    let wrong = json!({ "name": "x", "provider": "sinch_sms", "authentication": "system_user", "system_user_id": "su_00000000000000000000000009" });
    assert_eq!(ana.post("/v1/inbound-sources", &wrong).field(), "/system_user_id not_found");
}

#[test]
fn a_source_takes_calls_of_its_networks_alone() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let mut body = source("sinch_whatsapp", "address");
    body["networks"] = json!(["203.0.113.0/24", "2001:db8::/32"]);
    let to = path(&made(&ana, &body)["secret_url"]);
    let carrier = world.isolate().nobody();
    for (ip, status) in [
        ("203.0.113.200", 200),
        ("::ffff:203.0.113.200", 200),
        ("2001:db8:1::1", 200),
        ("203.0.114.1", 403),
        ("2001:db9::1", 403),
        ("::ffff:198.51.100.1", 403),
        ("unknown", 403),
    ] {
        assert_eq!(carrier.from(ip).post(&to, &sinch(ip, "5519990001111", "Hi")).status, status, "{ip}");
    }
    body["networks"] = json!(["203.0.113.0/33"]);
    assert_eq!(ana.post("/v1/inbound-sources", &body).field(), "/networks invalid_network");
    body["networks"] = json!(vec!["203.0.113.0/24"; 51]);
    assert_eq!(ana.post("/v1/inbound-sources", &body).field(), "/networks too_long");
}

#[test]
fn garbage_is_refused_and_the_newest_hundred_are_kept() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let (id, to) = secret(&ana, "sinch_whatsapp");
    let (_, token) = ana.system_user(None, "bot");
    let carrier = world.isolate().nobody();
    let json_carrier = carrier.with("content-type", "application/json");
    let post = |bytes: &[u8]| said(&json_carrier.call("POST", &to, bytes));
    let malformed = (400, "malformed_body".to_owned());
    for garbage in [&b""[..], b"{", b"nonsense", b"\xff\xfe\x00", b"7", b"\"text\"", b"{\"data\":7}", b"null", b"{}"] {
        assert_eq!(post(garbage), malformed, "{garbage:?}");
        world.pass(1_500);
    }
    let deep = "[".repeat(100_000);
    assert_eq!(post(deep.as_bytes()), malformed);
    assert_eq!(post(bulk(vec![json!({ "id": "x" })]).to_string().as_bytes()), malformed, "nothing of it can be read");
    let many: Vec<Value> = (0..1_001).map(|n| sinch(&format!("m{n}"), "5519990001111", "Hi")).collect();
    assert_eq!(post(bulk(many).to_string().as_bytes()), malformed);
    assert_eq!(post(&vec![b' '; 3 * 1024 * 1024 + 1]), (413, "payload_too_large".into()));
    let form = carrier.with("content-type", "multipart/form-data").call("POST", &to, b"a=b");
    assert_eq!(said(&form), (415, "unsupported_media_type".into()));
    let zipped = json_carrier.with("content-encoding", "gzip").call("POST", &to, b"{}");
    assert_eq!(zipped.status, 415);
    assert_eq!(carrier.get(&to).status, 400, "no carrier of WhatsApp asks by GET");
    assert_eq!(carrier.post("/in/src_00000000000000000000000009?key=1", &json!({})).status, 404);
    assert_eq!(carrier.post("/in/nonsense", &json!({})).status, 404);
    assert_eq!(carrier.call("PUT", &to, b"{}").status, 405);
    // What holds a token is kept without it.
    let with_token = json!([{ "id": "z", "token": token }]);
    assert_eq!(post(with_token.to_string().as_bytes()).0, 400);
    assert!(!world.dump().contains(&token));
    assert_eq!(world.count("SELECT count(*) FROM message"), 0);
    let whys: Vec<_> =
        refused(&ana, &id).iter().map(|row| row["why"].as_str().unwrap_or_default().to_owned()).collect();
    for why in [
        "not_json",
        "wrong_shape",
        "too_many_updates",
        "too_large",
        "wrong_media_type",
        "neither_message_nor_status",
        "wrong_method",
    ] {
        assert!(whys.iter().any(|it| it == why), "{why}: {whys:?}");
    }
    // One of a kind a second; of a batch's bad updates no more than are kept.
    let before = world.count("SELECT count(*) FROM refused_inbound");
    for _ in 0..50 {
        assert_eq!(post(b"{"), malformed);
    }
    assert!(world.count("SELECT count(*) FROM refused_inbound") <= before + 1);
    let mut most: Vec<Value> = (0..400).map(|n| json!({ "id": n, "text": "é".repeat(2_000) })).collect();
    most.push(sinch("good", "5519990001111", "Hi"));
    let answer = json_carrier.call("POST", &to, bulk(most).to_string().as_bytes());
    assert_eq!(answer.json(), json!({ "accepted": 1, "refused": 400 }));
    let kept = refused(&ana, &id);
    assert_eq!(kept.len(), 100);
    assert!(kept.iter().all(|row| row["excerpt"].as_str().is_some_and(|text| text.len() <= 2_000)));
    assert_eq!(ana.get(&format!("/v1/inbound-sources/{id}")).json()["refused"], 100);
}

#[test]
fn a_mapping_reads_any_json_and_is_tried_on_a_sample() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let mapping = json!({ "list": "/events", "id": "/uid", "person": "/who/phone", "text": "/body", "time": "/when", "status": "/st" });
    let sample = json!({ "events": [{ "uid": 1, "who": { "phone": "+55 19 9000-1111" }, "body": "Oi" }, { "uid": 2, "st": "read" }, {}] });
    let tried = |mapping: &Value| {
        ana.post(
            "/v1/inbound-sources/try",
            &json!({ "provider": "generic", "mapping": mapping, "sample": sample.to_string() }),
        )
    };
    let shown = tried(&mapping);
    assert_eq!(shown.status, 200, "{}", shown.text());
    let shown = shown.json();
    assert_eq!(shown["missing"], json!(["time"]));
    assert_eq!((&shown["updates"][0]["person"], &shown["updates"][0]["text"]), (&json!("5519990001111"), &json!("Oi")));
    assert_eq!((&shown["updates"][1]["kind"], &shown["updates"][2]["refused"]), (&json!("status"), &json!("no_id")));
    let mut wrong = mapping.clone();
    wrong["id"] = json!("uid");
    assert_eq!(tried(&wrong).field(), "/mapping invalid_pointer");
    assert_eq!(
        ana.post("/v1/inbound-sources/try", &json!({ "provider": "generic", "sample": "{}" })).field(),
        "/mapping required"
    );
    let mut body = source("generic", "address");
    assert_eq!(ana.post("/v1/inbound-sources", &body).field(), "/medium required");
    body["medium"] = json!("sms");
    assert_eq!(ana.post("/v1/inbound-sources", &body).field(), "/mapping required");
    body["mapping"] = mapping.clone();
    let made = made(&ana, &body);
    assert_eq!(made["inbound_source"]["mapping"], mapping);
    let answer = world.isolate().nobody().post(&path(&made["secret_url"]), &sample);
    assert_eq!(answer.json(), json!({ "accepted": 2, "refused": 1 }), "{}", answer.text());
    assert_eq!(messages(&ana)[0]["text"], "Oi");
}

#[test]
fn a_full_batch_stays_within_what_the_platform_allows() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (_, to) = secret(&ana, "sinch_whatsapp");
    for n in 1..=3 {
        webhook(&world, n, "mo", true, true);
    }
    let carrier = isolate.nobody();
    assert_eq!(carrier.post(&to, &sinch("first", "5519990001111", "Hi")).status, 200);
    // A thousand updates that fill three megabytes, with quotes and accents that grow when they are escaped.
    let text = "a\"é\\".repeat(410);
    let data: Vec<Value> =
        (0..1_000).map(|n| sinch(&format!("m{n}"), &format!("55199900{:05}", n / 3), &text)).collect();
    let body = bulk(data).to_string();
    assert!((2_900_000..3 * 1024 * 1024).contains(&body.len()), "{}", body.len());
    let before = world.spent();
    let answer = carrier.with("content-type", "application/json").call("POST", &to, body.as_bytes());
    assert_eq!(answer.json(), json!({ "accepted": 1_000, "refused": 0 }), "{}", answer.text());
    let after = world.spent();
    assert_eq!(after.0 - before.0, 1, "one trip");
    assert!(after.1 - before.1 < 30, "{} statements", after.1 - before.1);
    assert_eq!(world.count("SELECT count(*) FROM message"), 1_001);
    assert_eq!(world.count("SELECT count(*) FROM delivery"), 3_003);
    assert_eq!(world.count("SELECT max(sequence) FROM event"), 3);
    // Within a conversation the order is that of the call.
    let disordered = "SELECT count(*) FROM event a JOIN event b ON b.conversation = a.conversation AND b.sequence > a.sequence AND b.id < a.id";
    assert_eq!(world.count(disordered), 0);
    // Longer than a row can be: it alone is refused.
    let huge =
        bulk(vec![sinch("huge", "5519990001111", &"x".repeat(1_200_000)), sinch("small", "5519990001111", "Hi")]);
    assert_eq!(carrier.post(&to, &huge).json(), json!({ "accepted": 1, "refused": 1 }));
}
