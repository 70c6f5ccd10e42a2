//! A Meta channel's access token: renewed before its sixtieth day while bots go on sending, by one round alone, and told of
//! where it is not (ADR 0045).

use std::sync::{Arc, Mutex, PoisonError};

use api_tests::meta::{APP_ID, APP_SECRET, FIRST, Gives, channel, credential, of, scene};
use api_tests::{World, answered};
use domain::time::DAY;
use serde_json::{Value, json};

#[test]
fn a_token_of_sixty_days_is_renewed_while_a_bot_sends_each_day_and_no_send_fails() {
    let it = scene(Some(60), true);
    it.world.scheduled();
    let shown = it.shown();
    assert_eq!((&shown["renewal"], &shown["app_id"]), (&json!("automatic"), &json!(APP_ID)));
    let first_end = shown["credential_expires_at"].clone();
    assert!(first_end.is_string());
    for day in 0..70 {
        assert_eq!(it.send(), 200, "day {day}");
        it.pass(1);
        assert_eq!(it.send(), 200, "day {day}, after the round");
        if day < 38 {
            assert_eq!(it.renewals(), 0, "day {day}: there is time");
        }
    }
    {
        let meta = of(&it.meta);
        assert_eq!((meta.asked, meta.exchanged), (1, 1), "asked once, renewed once");
        assert!(meta.sent.len() == 140 && meta.sent.iter().all(|(_, status)| *status == 200));
        assert!(meta.sent.first().is_some_and(|(token, _)| token == FIRST));
        assert!(meta.sent.last().is_some_and(|(token, _)| token != FIRST));
    }
    let after = it.shown();
    assert_ne!(after["credential_expires_at"], first_end);
    // Whoever has its dialog open is not disturbed.
    assert_eq!((&after["renewal"], &after["version"]), (&json!("automatic"), &shown["version"]));
    assert_eq!((it.renewals(), it.told()), (1, vec![]));
    let said = it.world.count(
        "SELECT count(*) FROM audit_event WHERE action = 'channel.credential_renewed' AND actor_kind = 'deployment' \
         AND detail ->> '$.after.name' = 'Support line' AND detail ->> '$.after.credential_changed' = 1",
    );
    assert_eq!(said, 1);
}

#[test]
fn a_message_that_is_on_its_way_while_the_token_is_renewed_goes_out() {
    let it = scene(Some(60), true);
    it.world.scheduled();
    it.world.pass(41 * DAY);
    // Between reading the channel and storing the message lies a whole round.
    let world = Arc::clone(&it.world);
    it.world.before_commit.set(move || std::thread::spawn(move || world.scheduled()).join().unwrap());
    assert_eq!(it.send(), 200);
    assert!(!it.world.before_commit.is_set());
    let meta = of(&it.meta);
    assert_eq!(meta.exchanged, 1);
    assert_eq!(meta.sent, [(FIRST.to_owned(), 200)], "with the old one, which lives on");
}

fn eight_rounds_at_once(world: &Arc<World>) {
    std::thread::scope(|scope| (0..8).for_each(|_| drop(scope.spawn(|| world.scheduled()))));
}

#[test]
fn of_many_rounds_at_once_one_renews() {
    let it = scene(Some(60), true);
    it.world.scheduled();
    it.world.pass(41 * DAY);
    eight_rounds_at_once(&it.world);
    assert_eq!((of(&it.meta).exchanged, it.renewals()), (1, 1));
    // And of two that meet in the middle of the call.
    it.world.pass(41 * DAY);
    let (double, clock, met) = (Arc::clone(&it.meta), Arc::downgrade(&it.world), Arc::new(Mutex::new(false)));
    it.world.answer(move |call| {
        let Some(world) = clock.upgrade() else { return answered(503) };
        let first = !std::mem::replace(&mut *met.lock().unwrap(), true);
        if first {
            let again = Arc::clone(&world);
            std::thread::spawn(move || again.scheduled()).join().unwrap();
        }
        of(&double).call(call, world.now().millis())
    });
    it.world.scheduled();
    assert_eq!((of(&it.meta).exchanged, it.renewals()), (2, 2));
}

#[test]
fn a_token_that_somebody_gave_meanwhile_stays() {
    let it = scene(Some(60), true);
    it.world.scheduled();
    it.world.pass(41 * DAY);
    let ana = it.isolate.sign_in("ana@example.com");
    of(&it.meta).tokens.insert("EAABtyped0123456789".to_owned(), None);
    let (double, clock, path) = (Arc::clone(&it.meta), Arc::downgrade(&it.world), it.path.clone());
    let (cookie, typed) = (ana.headers().into_iter().find(|(name, _)| *name == "cookie").unwrap().1, Mutex::new(false));
    it.world.answer(move |call| {
        let Some(world) = clock.upgrade() else { return answered(503) };
        if call.url.contains("fb_exchange_token") && !std::mem::replace(&mut *typed.lock().unwrap(), true) {
            let (again, path, cookie) = (Arc::clone(&world), path.clone(), cookie.clone());
            let change = move || {
                let ana = again.isolate().nobody().with("cookie", &cookie).with("origin", "https://tenure.example.com");
                let version = ana.get(&path).json()["version"].clone();
                let body = json!({ "version": version, "credential": credential(true, "EAABtyped0123456789") });
                assert_eq!(ana.patch(&path, &body).status, 200);
            };
            std::thread::spawn(change).join().unwrap();
        }
        of(&double).call(call, world.now().millis())
    });
    it.world.scheduled();
    assert_eq!((of(&it.meta).exchanged, it.renewals()), (1, 0), "what was exchanged is let go");
    assert_eq!((it.send(), it.state()), (200, "unknown".to_owned()));
    assert_eq!(of(&it.meta).sent.last().unwrap().0, "EAABtyped0123456789");
    it.world.scheduled();
    assert_eq!(it.state(), "not_needed");
    assert_eq!(it.shown()["credential_expires_at"], Value::Null);
}

#[test]
fn what_meta_refuses_is_kept_tried_each_day_and_told_before_the_end() {
    let it = scene(Some(60), true);
    it.world.scheduled();
    of(&it.meta).gives = Gives::Refusal;
    it.pass(40);
    let shown = it.shown();
    assert_eq!(shown["renewal"], "failing");
    let why = shown["renewal_error"].as_str().unwrap();
    assert!(why.starts_with("190: Error validating access token of …") && !why.contains("EAAB"), "{why}");
    assert_eq!((it.send(), it.told().len()), (200, 0), "there are days left");
    it.pass(6);
    assert_eq!(it.told(), ["Acme: the credential of Support line ends in 14 days"]);
    it.pass(6);
    assert_eq!(it.told().len(), 1, "said once");
    it.pass(1);
    it.pass(6);
    assert_eq!(
        it.told()[1..],
        [
            "Acme: the credential of Support line ends in 7 days".to_owned(),
            "Acme: the credential of Support line ends in 1 day".to_owned(),
        ]
    );
    // Meta gives one again, on the last day.
    of(&it.meta).gives = Gives::Another;
    it.world.pass(DAY / 2);
    it.world.scheduled();
    let shown = it.shown();
    assert_eq!((&shown["renewal"], &shown["renewal_error"]), (&json!("automatic"), &Value::Null));
    it.pass(5);
    assert_eq!((it.send(), it.renewals(), it.told().len()), (200, 1, 3));
    let said = "SELECT count(*) FROM audit_event WHERE action = 'channel.credential_end_announced'";
    assert_eq!(it.world.count(said), 3);
}

#[test]
fn without_an_app_people_are_told_and_a_token_that_never_ends_bothers_nobody() {
    let it = scene(Some(60), false);
    it.world.scheduled();
    assert_eq!((it.state().as_str(), it.shown()["app_id"].clone()), ("by_hand", Value::Null));
    it.pass(61);
    assert_eq!((it.told().len(), it.state().as_str()), (3, "ended"));
    {
        let meta = of(&it.meta);
        assert_eq!((meta.asked, meta.exchanged), (1, 0));
    }
    let it = scene(None, true);
    it.pass(90);
    assert_eq!((it.state().as_str(), it.told().len(), of(&it.meta).exchanged), ("not_needed", 0, 0));
}

#[test]
fn of_many_rounds_at_once_one_tells() {
    let it = scene(Some(14), false);
    it.world.scheduled();
    // Those who look after the channel and after its bot, and nobody else.
    let mails = it.world.mails.lock().unwrap().len();
    it.world.pass(7 * DAY);
    let _admin = it.world.add_person(5, "admin");
    let keeper = it.world.add_person(6, "developer");
    let _other = it.world.add_person(7, "sale");
    let ana = it.isolate.sign_in("ana@example.com");
    let url = format!("/v1/system-users/{}", it.bot_id);
    let version = ana.get(&url).json()["system_user"]["version"].clone();
    assert_eq!(ana.patch(&url, &json!({ "version": version, "custodian_ids": [keeper] })).status, 200);
    eight_rounds_at_once(&it.world);
    it.world.scheduled();
    let mails = it.world.mails.lock().unwrap()[mails..].to_vec();
    let mut to: Vec<_> =
        mails.iter().filter(|mail| mail.subject.contains("ends in 7 days")).map(|mail| mail.to.clone()).collect();
    to.sort();
    assert_eq!(to, ["admin5@example.com", "ana@example.com", "developer6@example.com"]);
    assert!(mails.iter().any(|mail| mail.text.contains(&format!("https://tenure.example.com{}", &it.path[3..]))));
}

#[test]
fn an_address_that_leads_inside_by_now_is_not_asked() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let mut body = channel(true, FIRST);
    body["address"] = json!("https://meta.example.com/v24.0");
    let made = ana.post("/v1/channels", &body);
    assert_eq!(made.status, 201, "{}", made.text());
    let inside = vec!["10.0.0.1".parse().unwrap()];
    world.names.lock().unwrap_or_else(PoisonError::into_inner).insert("meta.example.com".to_owned(), inside);
    world.scheduled();
    assert!(world.called().is_empty());
    let path = format!("/v1/channels/{}", made.json()["id"].as_str().unwrap());
    let shown = ana.get(&path).json();
    assert_eq!(shown["renewal"], "failing");
    assert_eq!(shown["renewal_error"], "the address may not be called");
}

#[test]
fn no_secret_of_it_is_shown_logged_or_stored_readable() {
    let it = scene(Some(60), true);
    it.world.scheduled();
    of(&it.meta).gives = Gives::Refusal;
    it.pass(41);
    of(&it.meta).gives = Gives::Another;
    it.pass(1);
    assert_eq!(it.renewals(), 1);
    let ana = it.isolate.sign_in("ana@example.com");
    let answers: String =
        [it.path.as_str(), "/v1/channels", "/v1/audit-events"].map(|path| ana.get(path).text()).concat();
    assert!(answers.contains("Support line"));
    let next = "EAABnext1x0123456789";
    for (what, text) in [("the database", it.world.dump()), ("the log", it.world.log()), ("an answer", answers)] {
        for secret in [FIRST, next, APP_SECRET] {
            assert!(!text.contains(secret), "{what} has {secret}");
        }
    }
}

#[test]
fn an_app_comes_with_its_secret_and_only_for_meta() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let mut half = channel(true, FIRST);
    half["credential"].as_object_mut().unwrap().remove("app_secret");
    assert_eq!(ana.post("/v1/channels", &half).field(), "/credential/app_secret required");
    let sinch = json!({
        "kind": "sinch", "medium": "sms", "name": "S", "origin": "28128",
        "credential": { "username": "acme", "token": "t0ken", "app_id": APP_ID, "app_secret": APP_SECRET },
    });
    assert_eq!(ana.post("/v1/channels", &sinch).field(), "/credential/app_id unknown_field");
    let simulator = json!({ "kind": "simulator", "medium": "sms", "name": "T", "origin": "28129" });
    let made = ana.post("/v1/channels", &simulator).json();
    assert_eq!((&made["renewal"], &made["credential_expires_at"]), (&Value::Null, &Value::Null));
}
