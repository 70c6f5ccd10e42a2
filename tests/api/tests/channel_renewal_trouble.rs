//! Renewing a Meta channel's access token when something is amiss: Meta, the answer, the channel, the keys (ADR 0045).

use std::sync::{Arc, Mutex, PoisonError};

use api_tests::meta::{FIRST, Gives, credential, of, scene};
use api_tests::{Actor, answered};
use domain::time::DAY;
use serde_json::{Value, json};

/// What needs attention of channels: name, end and note of each.
fn attention(actor: &Actor) -> Value {
    let groups = actor.get("/v1/attention").json()["groups"].clone();
    let groups = groups.as_array().expect("groups").clone();
    groups.into_iter().find(|one| one["kind"] == "channel_credential").map_or(Value::Null, |one| one["items"].clone())
}

#[test]
fn a_token_that_was_given_in_an_answer_that_is_lost_is_asked_for_again_and_no_send_fails() {
    let it = scene(Some(60), true);
    it.world.scheduled();
    of(&it.meta).gives = Gives::Lost;
    it.pass(43);
    assert_eq!((it.renewals(), it.state()), (0, "failing".to_owned()));
    assert_eq!(it.shown()["renewal_error"], "no answer within 10 seconds");
    assert!(of(&it.meta).exchanged >= 3, "tried each day");
    of(&it.meta).gives = Gives::Down;
    it.pass(1);
    assert_eq!(it.shown()["renewal_error"], "status 503");
    of(&it.meta).gives = Gives::Another;
    for _ in 0..30 {
        assert_eq!(it.send(), 200);
        it.pass(1);
    }
    assert_eq!((it.renewals(), it.state(), it.told().len()), (1, "automatic".to_owned(), 0));
}

#[test]
fn what_ends_no_later_takes_nothings_place_and_people_are_told() {
    let it = scene(Some(60), true);
    it.world.scheduled();
    of(&it.meta).gives = Gives::AsLong;
    it.pass(47);
    assert_eq!((it.renewals(), it.told().len()), (0, 1));
    let shown = it.shown();
    assert_eq!(shown["renewal_error"], "Meta gave a token that ends no later than this one");
    assert_eq!(it.send(), 200);
    assert_eq!(of(&it.meta).sent.last().expect("a message").0, FIRST);
    let ana = it.isolate.sign_in("ana@example.com");
    let note = &shown["renewal_error"];
    let one = attention(&ana)[0].clone();
    assert_eq!(
        (&one["name"], &one["at"], &one["note"]),
        (&json!("Support line"), &shown["credential_expires_at"], note)
    );
    // What was renewed needs nobody, and who manages no channels is not told of them.
    of(&it.meta).gives = Gives::Another;
    it.world.add_person(1, "sale");
    assert_eq!(attention(&it.isolate.sign_in("sale1@example.com")), Value::Null);
    it.pass(2);
    assert_eq!(attention(&it.isolate.sign_in("ana@example.com")), Value::Null);
}

#[test]
fn where_the_exchange_does_not_say_when_the_new_one_ends_that_is_asked_before_it_is_used() {
    let it = scene(Some(60), true);
    it.world.scheduled();
    of(&it.meta).gives = Gives::AnotherWithoutItsEnd;
    it.pass(42);
    {
        let meta = of(&it.meta);
        assert_eq!((meta.asked, meta.exchanged), (2, 1), "once of each token, and no round after it asks again");
    }
    assert_eq!((it.renewals(), it.state()), (1, "automatic".to_owned()));
    let end = it.shown()["credential_expires_at"].clone();
    assert!(end.is_string());
    it.pass(30);
    assert_eq!((it.send(), it.renewals()), (200, 1));
}

#[test]
fn a_channel_that_is_deleted_while_its_token_is_renewed_stays_deleted() {
    let it = scene(Some(60), true);
    it.world.scheduled();
    it.world.pass(41 * DAY);
    let ana = it.isolate.sign_in("ana@example.com");
    let cookie = ana.headers().into_iter().find(|(name, _)| *name == "cookie").expect("a cookie").1;
    let (double, clock, path) = (Arc::clone(&it.meta), Arc::downgrade(&it.world), it.path.clone());
    let deleted = Mutex::new(false);
    it.world.answer(move |call| {
        let Some(world) = clock.upgrade() else { return answered(503) };
        if !std::mem::replace(&mut *deleted.lock().unwrap_or_else(PoisonError::into_inner), true) {
            let (again, path, cookie) = (Arc::clone(&world), path.clone(), cookie.clone());
            let delete = move || {
                let ana = again.isolate().nobody().with("cookie", &cookie).with("origin", "https://tenure.example.com");
                assert_eq!(ana.delete(&path).status, 204);
            };
            std::thread::spawn(delete).join().expect("deleted");
        }
        of(&double).call(call, world.now().millis())
    });
    it.world.scheduled();
    assert_eq!((of(&it.meta).exchanged, it.renewals()), (1, 0));
    assert_eq!(it.world.count("SELECT count(*) FROM channel_renewal"), 0);
    assert!(!it.world.log().contains("renew_credentials"), "it is no failure: {}", it.world.log());
}

#[test]
fn another_deployment_key_changes_nothing_of_when_it_ends_and_a_lost_one_is_told() {
    let (old, new) = (format!("k1:{}", "5a".repeat(32)), format!("k2:{}", "6b".repeat(32)));
    let it = scene(Some(60), true);
    it.world.scheduled();
    let before = it.shown();
    let rotated = it.world.copy_with(|raw| raw.keys = domain::secret::Secret::new(format!("{new},{old}")));
    let (double, clock) = (Arc::clone(&it.meta), Arc::downgrade(&rotated));
    rotated.answer(move |call| of(&double).call(call, clock.upgrade().map_or(0, |world| world.now().millis())));
    rotated.scheduled();
    assert_eq!(rotated.count("SELECT count(*) FROM channel WHERE sealed LIKE 'k2/%'"), 1);
    let shown = |world: &Arc<api_tests::World>| world.isolate().sign_in("ana@example.com").get(&it.path).json();
    assert_eq!(shown(&rotated), before);
    rotated.pass(41 * DAY);
    rotated.scheduled();
    assert_eq!(of(&it.meta).exchanged, 1);
    assert_ne!(shown(&rotated)["credential_expires_at"], before["credential_expires_at"]);
    // With a key that is gone nothing can be renewed: people are told, and what Meta is asked is nothing.
    let lost = it.world.copy_with(|raw| raw.keys = domain::secret::Secret::new(new.clone()));
    lost.pass(47 * DAY);
    lost.scheduled();
    assert_eq!(shown(&lost)["renewal_error"], "the credential does not open under the present keys");
    assert!(lost.called().is_empty());
    let mails = lost.mails.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(
        mails.iter().any(|mail| mail.subject == "Acme: the credential of Support line ends in 13 days"),
        "{mails:?}"
    );
}

#[test]
fn those_are_told_whose_bots_send_by_the_channel_and_no_others() {
    let it = scene(Some(14), false);
    it.world.scheduled();
    let mails = it.world.mails.lock().unwrap_or_else(PoisonError::into_inner).len();
    it.world.pass(7 * DAY);
    let ana = it.isolate.sign_in("ana@example.com");
    // Three more: one whose subaccount has a channel of its own, one that is off, and one for trying out.
    let (own, off) = (ana.subaccount("Own"), ana.subaccount("Off"));
    let own_channel = json!({ "kind": "simulator", "medium": "whatsapp", "name": "Own", "origin": "5519900003333", "subaccount_ids": [own] });
    assert_eq!(ana.post("/v1/channels", &own_channel).status, 201);
    let keep = |bot: &str, n: u32| {
        let keeper = it.world.add_person(n, "developer");
        let url = format!("/v1/system-users/{bot}");
        let version = ana.get(&url).json()["system_user"]["version"].clone();
        assert_eq!(ana.patch(&url, &json!({ "version": version, "custodian_ids": [keeper] })).status, 200);
    };
    keep(&it.bot_id, 1);
    keep(&ana.system_user(Some(&own), "own-bot").0, 2);
    let (off_bot, _) = ana.system_user(Some(&off), "off-bot");
    keep(&off_bot, 3);
    assert_eq!(ana.post(&format!("/v1/system-users/{off_bot}/deactivate"), &json!({})).status, 200);
    keep(&ana.system_user(None, "whole-bot").0, 4);
    it.world.scheduled();
    let mails = it.world.mails.lock().unwrap_or_else(PoisonError::into_inner)[mails..].to_vec();
    let about = mails.iter().filter(|mail| mail.subject.contains("ends in 7 days"));
    let mut to: Vec<_> = about.map(|mail| mail.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["ana@example.com", "developer1@example.com", "developer4@example.com"]);
}

#[test]
fn a_channel_that_is_off_bothers_nobody_and_is_renewed_all_the_same() {
    let it = scene(Some(60), true);
    it.world.scheduled();
    let ana = it.isolate.sign_in("ana@example.com");
    let off = |ana: &Actor, status: &str| {
        let version = ana.get(&it.path).json()["version"].clone();
        assert_eq!(ana.patch(&it.path, &json!({ "version": version, "status": status })).status, 200);
    };
    off(&ana, "inactive");
    of(&it.meta).gives = Gives::Refusal;
    it.pass(55);
    assert_eq!((it.told().len(), it.state()), (0, "failing".to_owned()));
    assert_eq!(attention(&it.isolate.sign_in("ana@example.com")), Value::Null);
    of(&it.meta).gives = Gives::Another;
    it.pass(10);
    let ana = it.isolate.sign_in("ana@example.com");
    off(&ana, "active");
    assert_eq!((it.send(), it.renewals()), (200, 1));
}

#[test]
fn what_has_ended_is_said_until_somebody_gives_another_one() {
    let it = scene(Some(20), false);
    it.world.scheduled();
    let ana = it.isolate.sign_in("ana@example.com");
    assert_eq!(attention(&ana), Value::Null, "there is time");
    it.pass(6);
    let ana = it.isolate.sign_in("ana@example.com");
    assert_eq!(attention(&ana)[0]["note"], Value::Null);
    it.pass(15);
    assert_eq!((it.state(), it.told().len()), ("ended".to_owned(), 3));
    let ana = it.isolate.sign_in("ana@example.com");
    assert_eq!(attention(&ana)[0]["name"], "Support line");
    let next = "EAABtyped0123456789";
    of(&it.meta).tokens.insert(next.to_owned(), Some(it.world.now().millis() + 60 * DAY));
    let version = ana.get(&it.path).json()["version"].clone();
    let given = json!({ "version": version, "credential": credential(true, next) });
    let answer = ana.patch(&it.path, &given);
    assert_eq!((answer.status, &answer.json()["renewal"]), (200, &json!("unknown")), "what is known is of the old one");
    assert_eq!(answer.json()["credential_expires_at"], Value::Null);
    it.world.scheduled();
    assert_eq!((it.state(), it.send()), ("automatic".to_owned(), 200));
    assert_eq!(attention(&it.isolate.sign_in("ana@example.com")), Value::Null);
}

#[test]
fn channels_from_before_the_migration_are_asked_about_and_renewed() {
    let it = scene(Some(60), true);
    it.world
        .sql("DROP TRIGGER channel_renewal_begins; DROP TRIGGER channel_renewal_begins_anew; DROP TABLE channel_renewal;")
        .expect("as it was");
    let (_, migration) =
        store::migrations::ALL.iter().find(|(name, _)| *name == "0024_renewal.sql").expect("there is one");
    it.world.db.apply(migration).expect("applies");
    assert_eq!(it.state(), "unknown");
    it.world.scheduled();
    assert_eq!(it.state(), "automatic");
    it.pass(61);
    assert_eq!((it.renewals(), it.send()), (1, 200));
}
