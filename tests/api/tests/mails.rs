//! The outbox: sealed, tried again, visible, and sent once.

use api_tests::{Actor, World};
use domain::time::{HOUR, MINUTE};
use serde_json::{Value, json};
use service::MailError;

fn invite(ana: &Actor) {
    let body = json!({ "email": "beto@example.com", "name": "Beto", "role_id": "role_user" });
    assert_eq!(ana.post("/v1/invitations", &body).status, 201, "the invitation stands whatever becomes of its mail");
}

fn mail(ana: &Actor) -> Value {
    ana.get("/v1/mails").json()["items"][0].clone()
}

#[test]
fn what_could_not_be_sent_is_tried_again_and_seen() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let down = |error: Option<MailError>| *world.mail_down.lock().expect("a lock") = error;
    let sent = || world.mails.lock().expect("mails").len();
    down(Some(MailError::Unavailable("503 from the mail service".into())));
    invite(&ana);
    let first = mail(&ana);
    assert_eq!(
        (&first["status"], &first["attempts"], &first["last_error"], &first["kind"]),
        (&json!("queued"), &json!(1), &json!("503 from the mail service"), &json!("invitation"))
    );
    world.scheduled();
    assert_eq!(mail(&ana)["attempts"], 1, "not before its time");
    world.pass(MINUTE);
    world.scheduled();
    assert_eq!(mail(&ana)["attempts"], 2);
    down(None);
    world.pass(5 * MINUTE);
    world.scheduled();
    let done = mail(&ana);
    assert_eq!((&done["status"], &done["next_attempt_at"], sent()), (&json!("sent"), &json!(null), 1));
    world.pass(12 * HOUR);
    world.scheduled();
    assert_eq!(sent(), 1, "sent once");
    assert!(!world.dump().contains("#token="), "no text of a mail is readable in the database");
}

#[test]
fn what_is_refused_for_good_or_too_often_is_given_up() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    *world.mail_down.lock().expect("a lock") = Some(MailError::Refused("no such mailbox".into()));
    invite(&ana);
    assert_eq!((&mail(&ana)["status"], &mail(&ana)["last_error"]), (&json!("failed"), &json!("no such mailbox")));
    *world.mail_down.lock().expect("a lock") = Some(MailError::Unavailable("down".into()));
    world.pass(1);
    invite(&ana);
    for wait in [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 12 * HOUR] {
        world.pass(wait);
        world.scheduled();
    }
    let ana = isolate.sign_in("ana@example.com");
    assert_eq!((&mail(&ana)["status"], &mail(&ana)["attempts"]), (&json!("failed"), &json!(6)));
}

#[test]
fn the_mailbox_is_for_development_alone() {
    let production = World::new();
    production.isolate().set_up();
    assert_eq!(production.isolate().nobody().get("/v1/dev/mailbox").status, 404);
    let dev = World::with(|raw| {
        raw.public_url = "http://localhost:8787".into();
        raw.mailbox = true;
    });
    invite(&dev.isolate().set_up());
    let items = dev.isolate().nobody().get("/v1/dev/mailbox").json()["items"].clone();
    assert_eq!((&items[0]["to"], items.as_array().map(Vec::len)), (&json!("beto@example.com"), Some(1)));
    for part in ["text", "html"] {
        assert!(items[0][part].as_str().is_some_and(|text| text.contains("http://localhost:8787/accept#token=")));
    }
}

#[test]
fn b12_links_are_built_from_the_configured_address_whatever_the_request_says() {
    let world = World::new();
    let ana = world.isolate().set_up().with("host", "evil.example").with("x-forwarded-host", "evil.example");
    invite(&ana);
    let mails = world.mails.lock().expect("mails");
    assert!(mails[0].text.contains("https://tenure.example.com/accept#token="));
    assert!(!mails[0].text.contains("evil") && !mails[0].html.contains("evil"));
}
