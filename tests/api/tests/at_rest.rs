//! Secrets at rest when the deployment's key is rotated: everything goes on, and the old key can go.

use std::sync::Arc;

use api_tests::{Actor, Authenticator, World, answered};
use domain::secret::Secret;
use messaging::signature::{Headers, SigningSecret, verify};
use serde_json::{Value, json};
use service::crypto::Keys;
use service::deps::OutsideCall;

const OLD: &str = "k1:5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";
const NEW: &str = "k2:a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5";
const SEALED: [&str; 6] = [
    "inbound_source.sealed",
    "channel.sealed",
    "webhook.headers",
    "webhook_secret.sealed",
    "second_factor.sealed",
    "app.sealed",
];

fn made(ana: &Actor, path: &str, body: &Value) -> Value {
    let answer = ana.post(path, body);
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

fn with_keys(world: &Arc<World>, keys: String) -> Arc<World> {
    world.copy_with(|raw| raw.keys = Secret::new(keys))
}

/// How many texts of a column are sealed under a key.
fn under(world: &World, column: &str, kid: &str) -> i64 {
    let (table, name) = column.split_once('.').expect("a table and a column");
    world.count(&format!("SELECT count(*) FROM {table} WHERE {name} LIKE '{kid}/2:%'"))
}

fn header<'a>(call: &'a OutsideCall, name: &str) -> &'a str {
    call.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default()
}

#[test]
fn every_secret_is_readable_under_the_new_key_and_the_old_one_can_go() {
    let world = World::new();
    let ana = world.isolate().set_up();
    world.add_person(1, "sale");
    let sale = world.isolate().sign_in("sale1@example.com");
    Authenticator::enroll(&world, &sale);
    let source = json!({ "name": "SMS", "provider": "sinch_sms", "authentication": "address" });
    let source = made(&ana, "/v1/inbound-sources", &source)["secret_url"].as_str().expect("an address").to_owned();
    let source = source.strip_prefix("https://tenure.example.com").expect("ours").to_owned();
    let channel = json!({
        "kind": "sinch", "medium": "sms", "name": "C", "origin": "5519900001111",
        "credential": { "username": "acme", "token": "carrier-secret-0123456789" },
    });
    let channel = made(&ana, "/v1/channels", &channel)["id"].as_str().expect("an id").to_owned();
    let webhook = json!({
        "name": "Bot", "kind": "mo", "url": "https://bot.example.com/in", "accept_null_subaccount": true,
        "headers": [{ "name": "x-key", "value": "of the receiver" }],
    });
    let secret = made(&ana, "/v1/webhooks", &webhook)["secret"].as_str().expect("a secret").to_owned();
    made(&ana, "/v1/apps", &json!({ "name": "Bots" }));
    for column in SEALED {
        assert!(under(&world, column, "k1") > 0, "{column}");
    }

    let both = with_keys(&world, format!("{NEW},{OLD}"));
    both.scheduled();
    for column in SEALED {
        assert_eq!((under(&both, column, "k1"), under(&both, column, "k2")), (0, 1), "{column}");
    }
    let told = "SELECT count(*) FROM audit_event WHERE action = 'secrets.resealed' AND actor_kind = 'deployment'";
    assert_eq!(both.count(told), 6);
    both.scheduled();
    assert_eq!(both.count(told), 6, "once is enough");

    let new = with_keys(&both, NEW.to_owned());
    new.answer(|_| answered(200));
    let says = json!({ "id": "1", "source": "5511999990001", "destination": "5511400000000", "messageText": "Hi" });
    assert_eq!(new.isolate().nobody().post(&source, &says).status, 200, "the secret address");
    new.drive(1_000);
    let (at, call) = new.called().pop().expect("a delivery");
    assert_eq!(header(&call, "x-key"), "of the receiver");
    let headers = Headers {
        id: Some(header(&call, "webhook-id")),
        timestamp: Some(header(&call, "webhook-timestamp")),
        signature: Some(header(&call, "webhook-signature")),
    };
    verify(&headers, &call.body, &[&SigningSecret::parse(&secret).expect("a secret")], at)
        .expect("signed with the secret that was shown");
    let tried = new.isolate().sign_in("ana@example.com");
    let tried = tried.post(&format!("/v1/channels/{channel}/test"), &json!({ "to": "5519900002222" }));
    assert_eq!(tried.status, 200, "{}", tried.text());
    let (_, call) = new.called().pop().expect("a call of the carrier");
    let said = format!("{:?}{}", call.headers, String::from_utf8_lossy(&call.body));
    assert!(said.contains("carrier-secret-0123456789"), "{said}");
}

/// An app's secret is known by its tag, which is of the key that it was made under: `kid` says which apps need new ones first.
#[test]
fn an_apps_secret_goes_with_the_key_that_tagged_it_and_the_row_says_which() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let app = made(&ana, "/v1/apps", &json!({ "name": "Bots" }));
    let id = app["app"]["id"].as_str().expect("an id");
    let takes = |world: &Arc<World>, secret: &Value| {
        let (number, secret) = (app["app"]["graph_id"].as_str().expect("a number"), secret.as_str().expect("a secret"));
        let url =
            format!("/oauth/access_token?grant_type=client_credentials&client_id={number}&client_secret={secret}");
        world.isolate().nobody().get(&url).status
    };
    let tagged = |world: &World, kid: &str| world.count(&format!("SELECT count(*) FROM app WHERE kid = '{kid}'"));
    let both = with_keys(&world, format!("{NEW},{OLD}"));
    both.scheduled();
    assert_eq!((takes(&both, &app["secret"]), tagged(&both, "k1"), tagged(&both, "k2")), (200, 1, 0));
    assert_eq!(takes(&with_keys(&both, NEW.to_owned()), &app["secret"]), 400);
    let ana = both.isolate().sign_in("ana@example.com");
    let other = ana.post(&format!("/v1/apps/{id}/secret"), &json!({ "confirm": true })).json();
    assert_eq!((tagged(&both, "k1"), tagged(&both, "k2")), (0, 1));
    let new = with_keys(&both, NEW.to_owned());
    assert_eq!((takes(&new, &other["secret"]), takes(&new, &app["secret"])), (200, 400));
}

#[test]
fn what_is_changed_meanwhile_is_left_as_it_is_and_what_does_not_open_holds_nobody_up() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let channel = json!({
        "kind": "sinch", "medium": "sms", "name": "C", "origin": "5519900001111",
        "credential": { "username": "acme", "token": "carrier-secret-0123456789" },
    });
    made(&ana, "/v1/channels", &channel);
    let webhook = json!({ "name": "Bot", "kind": "mo", "url": "https://bot.example.com/in" });
    made(&ana, "/v1/webhooks", &webhook);
    let both = with_keys(&world, format!("{NEW},{OLD}"));
    let meanwhile = Arc::clone(&both);
    // Somebody gives the channel another credential between the look and the write.
    both.before_commit.set(move || {
        let ana = meanwhile.isolate().sign_in("ana@example.com");
        let id = ana.get("/v1/channels").json()["items"][0]["id"].as_str().expect("an id").to_owned();
        let other = json!({ "version": 1, "credential": { "username": "acme", "token": "another-secret-0123456789" } });
        let answer = ana.patch(&format!("/v1/channels/{id}"), &other);
        assert_eq!(answer.status, 200, "{}", answer.text());
    });
    both.scheduled();
    let ana = both.isolate().sign_in("ana@example.com");
    let id = ana.get("/v1/channels").json()["items"][0]["id"].as_str().expect("an id").to_owned();
    both.answer(|_| answered(200));
    ana.post(&format!("/v1/channels/{id}/test"), &json!({ "to": "5519900002222" }));
    let (_, call) = both.called().pop().expect("a call of the carrier");
    assert!(format!("{:?}", call.headers).contains("another-secret-0123456789"));

    // Without the old key its texts don't open: the others are sealed all the same.
    let lost = with_keys(&world, NEW.to_owned());
    lost.scheduled();
    assert_eq!(under(&lost, "channel.sealed", "k1"), 1);
    assert!(lost.log().contains("does not open"));
}

/// The key of `OLD` as the service reads it.
fn old_keys() -> Keys {
    Keys::parse(OLD).expect("keys")
}

/// Writes a sealed text into a row, as somebody could who writes the database.
fn put(world: &World, table: &str, set: &str) {
    world.sql(&format!("DROP TRIGGER IF EXISTS {table}_audit_update")).expect("dropped");
    world.sql(&format!("UPDATE {table} SET {set}")).expect("written");
}

#[test]
fn what_was_sealed_before_accounts_had_keys_still_opens_and_is_sealed_anew() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let webhook = json!({ "name": "Bot", "kind": "mo", "url": "https://bot.example.com/in" });
    let webhook = made(&ana, "/v1/webhooks", &webhook)["webhook"]["id"].as_str().expect("an id").to_owned();
    let headers = br#"[["x-first","of the first form"]]"#;
    let sealed = old_keys().seal(&[b"webhook", webhook.as_bytes(), b"headers"], [7; 12], headers).expect("seals");
    put(&world, "webhook", &format!("headers = '{sealed}'"));
    let names = || ana.get(&format!("/v1/webhooks/{webhook}")).json()["header_names"].clone();
    assert_eq!(names(), json!(["x-first"]));
    world.scheduled();
    assert_eq!(names(), json!(["x-first"]));
    assert_eq!(world.count("SELECT count(*) FROM webhook WHERE headers LIKE 'k1/2:%'"), 1);
}

#[test]
fn a_secret_that_is_copied_into_another_row_does_not_open() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let webhook = |name: &str| {
        let body = json!({
            "name": name, "kind": "mo", "url": "https://bot.example.com/in",
            "headers": [{ "name": format!("x-{name}"), "value": "of the receiver" }],
        });
        made(&ana, "/v1/webhooks", &body)["webhook"]["id"].as_str().expect("an id").to_owned()
    };
    let (one, two) = (webhook("one"), webhook("two"));
    let names = |id: &str| ana.get(&format!("/v1/webhooks/{id}")).json()["header_names"].clone();
    assert_eq!((names(&one), names(&two)), (json!(["x-one"]), json!(["x-two"])));
    put(&world, "webhook", &format!("headers = (SELECT headers FROM webhook WHERE id = '{one}')"));
    assert_eq!((names(&one), names(&two)), (json!(["x-one"]), json!([])));
}

/// What nobody can open holds nothing up, however much of it there is and wherever it sorts.
#[test]
fn texts_of_a_lost_key_are_not_looked_at_again_and_again() {
    let world = World::new();
    let ana = world.isolate().set_up();
    for name in ["one", "two"] {
        let webhook = json!({
            "name": name, "kind": "mo", "url": "https://bot.example.com/in",
            "headers": [{ "name": "x-key", "value": "of the receiver" }],
        });
        made(&ana, "/v1/webhooks", &webhook);
    }
    put(&world, "webhook", "headers = replace(headers, 'k1/2:', 'a0/2:') WHERE name = 'one'");
    let both = with_keys(&world, format!("{NEW},{OLD}"));
    let keys = Keys::parse(&format!("{NEW},{OLD}")).expect("keys");
    let (present, older) = keys.prefixes_at_rest();
    let known: Vec<String> = older.iter().cloned().chain([present]).collect();
    let found =
        api_tests::run(store::at_rest::old(&both.db, store::at_rest::Sealed::WebhookHeaders, (&older, &known), 1));
    let (old, lost) = found.expect("reads");
    assert!(old.len() == 1 && old[0].sealed.starts_with("k1/2:"), "{old:?}");
    assert_eq!(lost, 1);
    both.scheduled();
    assert_eq!((under(&both, "webhook.headers", "k2"), under(&both, "webhook.headers", "a0")), (1, 1));
    assert!(both.log().contains("WebhookHeaders does not open"));
}
