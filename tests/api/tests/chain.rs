//! The audit log can't be changed unseen: whatever is done to it behind the service's back is named.

use std::collections::BTreeMap;
use std::sync::Arc;

use api_tests::{Actor, CLOSE, World, audit};
use serde_json::json;
use service::chain::verify::{Bad, Why};
use store::DbError;
use store::audited;

/// A deployment in which more than so many things were done, all of them sealed, and the head kept.
fn busy(events: i64) -> (Arc<World>, Actor) {
    let world = World::new();
    let ana = world.isolate().set_up();
    let (bot, _) = ana.system_user(None, "bot");
    let path = format!("/v1/system-users/{bot}");
    for n in 0.. {
        world.pass(997);
        let act = if n % 2 == 0 { "deactivate" } else { "activate" };
        assert_eq!(ana.post(&format!("{path}/{act}"), &json!({})).status, 200);
        if n % 10 == 0 {
            world.isolate().sign_in("ana@example.com");
            ana.subaccount(&format!("S{n}"));
        }
        if world.count("SELECT count(*) FROM audit_event") > events {
            break;
        }
    }
    world.scheduled();
    assert_eq!(world.count("SELECT count(*) FROM audit_event WHERE mac IS NULL"), 0, "all are sealed");
    (world, ana)
}

/// What a database's administrator can do: without the rules, which are there again afterwards.
/// Something that was changed behind the service, where the triggers are back afterwards.
fn behind(world: &World, sql: &str) {
    let triggers = without_triggers(world);
    unbound(world, sql);
    let again: String = triggers.iter().map(|sql| format!("{sql};")).collect();
    world.sql(&again).expect("the triggers");
}

/// Takes the triggers away and gives them back.
fn without_triggers(world: &World) -> Vec<String> {
    let triggers: Vec<(String, String)> = {
        let connection = world.db.lock();
        let mut all =
            connection.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").expect("prepares");
        let all = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("runs");
        all.map(|one| one.expect("a trigger")).collect()
    };
    let drop: String = triggers.iter().map(|(name, _)| format!("DROP TRIGGER {name};")).collect();
    world.sql(&drop).expect("goes");
    triggers.into_iter().map(|(_, sql)| sql).collect()
}

/// Runs what foreign keys would refuse.
fn unbound(world: &World, sql: &str) {
    world.sql(&format!("PRAGMA foreign_keys = OFF; BEGIN; {sql}; COMMIT; PRAGMA foreign_keys = ON")).expect(sql);
}

fn bad(world: &World) -> Option<(Option<i64>, Why)> {
    world.verified().bad.map(|Bad { seq, why, .. }| (seq, why))
}

/// A generator of its own, so that every run tampers with the same.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).expect("31 bits") % n
    }
}

#[test]
fn every_change_is_chained_and_sealed_behind_its_answer() {
    let world = World::new();
    let ana = world.isolate().set_up();
    ana.subaccount("One");
    let found = world.verified();
    assert_eq!((found.unsealed, found.bad), (0, None));
    assert_eq!(found.checked, world.count("SELECT count(*) FROM audit_event"));
    assert_eq!(world.count("SELECT max(seq) - count(*) FROM audit_event"), 0, "without a gap");
    let origins = world.count("SELECT count(*) FROM audit_event WHERE origin = 'service' AND tag IS NULL");
    assert_eq!(origins, found.checked);
}

#[test]
fn a_thousand_events_flipped_deleted_moved_or_added_are_all_named() {
    let (world, _) = busy(300);
    assert_eq!(bad(&world), None);
    let last = world.count("SELECT max(seq) FROM audit_event");
    let bare = world.copy();
    without_triggers(&bare);
    let columns: &[(&str, &str)] = &[
        ("id", "'aud_forged'"),
        ("at", "at + 1"),
        ("actor_kind", "'deployment'"),
        ("actor_id", "'usr_somebody'"),
        ("actor_name", "actor_name || ' '"),
        ("permission", "'x'"),
        ("action", "'account.updated'"),
        ("subject_id", "subject_id || 'x'"),
        ("request_id", "'req_x'"),
        ("ip", "'192.0.2.1'"),
        ("detail", "json_set(detail, '$.after', 1)"),
        ("detail", "detail || ' '"),
        ("hash", "replace(hash, substr(hash, 1, 1), 'x')"),
        ("mac", "lower(hex(zeroblob(32)))"),
        ("mac", "''"),
        ("origin", "'before'"),
        ("kid", "'other'"),
    ];
    let mut draw = Draw(1);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for round in 0..1_000 {
        let seq = 1 + draw.below(last);
        let (kind, sql, expected) = match round % 5 {
            0 | 1 => {
                let (column, value) =
                    columns[usize::try_from(draw.below(i64::try_from(columns.len()).expect("few"))).expect("an index")];
                let why = if column == "kid" { Why::UnknownKey } else { Why::Changed };
                ("flip", format!("UPDATE audit_event SET {column} = {value} WHERE seq = {seq}"), (seq, why))
            }
            2 => {
                // The last one is missed by its head, the others by those behind them.
                let why = if seq == last { Why::CutOff } else { Why::Missing };
                ("delete", format!("DELETE FROM audit_event WHERE seq = {seq}"), (seq, why))
            }
            3 => {
                let other = 1 + (seq + draw.below(last - 1)) % last;
                let sql = format!(
                    "UPDATE audit_event SET seq = 1000000 WHERE seq = {seq}; UPDATE audit_event SET seq = {seq} WHERE seq = {other}; \
                     UPDATE audit_event SET seq = {other} WHERE seq = 1000000"
                );
                ("reorder", sql, (seq.min(other), Why::Changed))
            }
            _ => {
                // Room is made for it, with everything else that can be written without the key.
                let sql = format!(
                    "UPDATE audit_event SET seq = seq + 1000000 WHERE seq > {seq}; UPDATE audit_event SET seq = seq - 999999 WHERE seq > 1000000; \
                     INSERT INTO audit_event (id, account_id, at, actor_kind, action, subject_id, request_id, detail, seq, origin, hash, kid, mac) \
                     SELECT 'aud_new', account_id, at, actor_kind, action, subject_id, request_id, detail, {seq} + 1, origin, hash, kid, mac \
                     FROM audit_event WHERE seq = {seq}"
                );
                ("insert", sql, (seq + 1, Why::Changed))
            }
        };
        let tampered = bare.copy();
        unbound(&tampered, &sql);
        assert_eq!(bad(&tampered), Some((Some(expected.0), expected.1)), "{kind}: {sql}");
        // What events say is looked at when a deployment goes.
        behind(&tampered, "DELETE FROM audit_event");
        *kinds.entry(kind).or_default() += 1;
    }
    assert_eq!(bad(&world), None);
    assert_eq!(kinds, BTreeMap::from([("delete", 200), ("flip", 400), ("insert", 200), ("reorder", 200)]));
}

#[test]
fn what_is_cut_off_is_missed_by_the_head_that_is_kept_elsewhere() {
    let (world, ana) = busy(30);
    let last = world.count("SELECT max(seq) FROM audit_event");
    let cut = world.copy();
    behind(&cut, &format!("DELETE FROM audit_event WHERE seq > {last} - 7"));
    assert_eq!(bad(&cut), Some((Some(last - 6), Why::CutOff)));
    // The clock says so, and keeps what proves it; new events don't heal it.
    cut.scheduled();
    assert!(cut.log().contains("audit_head"), "{}", cut.log());
    assert_eq!(bad(&cut).expect("still").1, Why::CutOff);
    // The last events again, without what was done: the same places, other events.
    behind(&world, &format!("DELETE FROM audit_event WHERE seq > {last} - 3"));
    assert_eq!(bad(&world), Some((Some(last - 2), Why::CutOff)));
    let _ = ana;
}

#[test]
fn a_row_that_the_service_did_not_write_is_known_although_it_was_sealed_with_the_others() {
    let (world, ana) = busy(10);
    let account = world.account();
    // In all form: by the schema's own rules, at the end, as a change of the service would.
    let row = audit("aud_0000000000000000000000zzzz", &account, "system_user.activated", "su_x");
    world.sql(&format!("BEGIN; {row}; {CLOSE}; COMMIT")).expect("writes");
    let at = world.count("SELECT max(seq) FROM audit_event");
    assert_eq!(bad(&world), Some((Some(at), Why::Inserted)), "before it is sealed");
    ana.subaccount("Next");
    assert_eq!(world.count("SELECT count(*) FROM audit_event WHERE mac IS NULL"), 0);
    assert_eq!(bad(&world), Some((Some(at), Why::Inserted)), "and after");
    assert!(world.log().contains("audit_inserted"), "the log says it");
}

#[test]
fn seals_that_are_taken_off_are_not_put_on_again_as_if_nothing_was() {
    let (world, ana) = busy(10);
    let last = world.count("SELECT max(seq) FROM audit_event");
    behind(
        &world,
        &format!(
            "UPDATE audit_event SET mac = NULL, hash = NULL, kid = NULL, origin = NULL, actor_name = 'Somebody' WHERE seq >= {last} - 1"
        ),
    );
    assert_eq!(bad(&world), Some((Some(last - 1), Why::Changed)));
    ana.subaccount("Next");
    assert_eq!(bad(&world), Some((Some(last - 1), Why::Inserted)));
}

#[test]
fn sessions_that_end_with_their_person_belong_to_the_chain_with_ids_of_their_own() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let made = ana.post("/v1/users", &json!({ "email": "bo@example.com", "name": "Bo", "role_id": "role_user" }));
    assert_eq!(made.status, 201, "{}", made.text());
    let bo = made.json()["user"]["id"].as_str().expect("an id").to_owned();
    let link = world.link_to("bo@example.com");
    let chosen = json!({ "token": link, "password": api_tests::PASSWORD });
    assert!(isolate.nobody().post("/v1/password-resets/complete", &chosen).status < 300);
    for _ in 0..3 {
        isolate.sign_in("bo@example.com");
    }
    assert_eq!(ana.post(&format!("/v1/users/{bo}/deactivate"), &json!({})).status, 200);
    assert!(world.count("SELECT count(*) FROM audit_event WHERE origin = 'batch' AND length(id) = 30") >= 3);
    assert_eq!(bad(&world), None);
    assert_eq!(world.count("SELECT count(*) FROM audit_event WHERE id LIKE '%:%'"), 0);
}

#[test]
fn of_many_changes_at_once_each_has_a_place_of_its_own_and_the_chain_does_not_fork() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let before = world.count("SELECT count(*) FROM audit_event");
    let threads: Vec<_> = (0..50)
        .map(|n| {
            let (world, ana) = (Arc::clone(&world), ana.clone());
            std::thread::spawn(move || {
                // Each in an isolate of its own, so that none knows of the others.
                let own = ana.in_isolate(&world.isolate());
                let made =
                    own.post("/v1/subaccounts", &json!({ "name": format!("S{n}"), "reference_name": format!("s{n}") }));
                assert_eq!(made.status, 201, "{}", made.text());
            })
        })
        .collect();
    for thread in threads {
        thread.join().expect("does not panic");
    }
    world.minute();
    assert_eq!(world.count("SELECT count(*) FROM audit_event"), before + 50, "nobody had to give up");
    let found = world.verified();
    assert_eq!((found.checked, found.unsealed, found.bad), (before + 50, 0, None));
}

#[test]
fn the_chain_goes_on_under_another_key_and_the_old_one_may_go() {
    let (world, _) = busy(40);
    let [old, new] = ["5a", "6b"].map(|byte| byte.repeat(32));
    let both = world.copy_with(|raw| raw.keys = domain::secret::Secret::new(format!("k2:{new},k1:{old}")));
    assert_eq!(bad(&both), None, "the older key still opens");
    both.isolate().sign_in("ana@example.com");
    assert_eq!(bad(&both), None);
    both.scheduled();
    assert_eq!(both.count("SELECT count(*) FROM audit_event WHERE kid <> 'k2'"), 0, "all have another seal");
    let hashes = "SELECT count(*) FROM audit_event";
    assert_eq!(both.count(hashes), world.count(hashes) + 1);
    let gone = both.copy_with(|raw| raw.keys = domain::secret::Secret::new(format!("k2:{new}")));
    assert_eq!(bad(&gone), None);
    assert_eq!(
        bad(&world.copy_with(|raw| raw.keys = domain::secret::Secret::new(format!("k2:{new}")))).expect("no key").1,
        Why::UnknownKey
    );
}

#[test]
fn a_seal_that_does_not_hold_is_not_put_right_by_another_key() {
    let (world, _) = busy(20);
    behind(&world, "UPDATE audit_event SET actor_name = 'Somebody' WHERE seq = 5");
    let both = world.copy_with(|raw| {
        raw.keys = domain::secret::Secret::new(format!("k2:{},k1:{}", "6b".repeat(32), "5a".repeat(32)));
    });
    both.scheduled();
    assert_eq!(bad(&both), Some((Some(5), Why::Changed)));
    assert!(both.log().contains("audit_reseal"));
}

#[test]
fn a_log_that_is_kept_for_a_time_is_let_go_and_what_is_left_proves_itself() {
    let (world, ana) = busy(60);
    let account = world.account();
    let day = 24 * 3_600_000;
    let version = ana.get("/v1/account").json()["version"].clone();
    let set = ana.patch("/v1/account", &json!({ "version": version, "audit_days": 90 }));
    assert_eq!(set.status, 200, "{}", set.text());
    let before = world.count("SELECT count(*) FROM audit_event");
    world.scheduled();
    assert_eq!(world.count("SELECT count(*) FROM audit_event"), before, "nothing is old yet");

    world.pass(91 * day);
    world.isolate().sign_in("ana@example.com");
    world.scheduled();
    world.scheduled();
    let left = world.count("SELECT count(*) FROM audit_event");
    assert!(left < 30, "{left} are left of {before}");
    assert_eq!(bad(&world), None);
    let cut = world.count("SELECT seq FROM audit_checkpoint");
    assert!(cut >= before - 2, "{cut} of {before}");
    let kept = world.count(&format!("SELECT count(*) FROM audit_event WHERE seq <= {cut}"));
    assert!(kept > 0, "what made the present rows is kept");
    let why = world.count("SELECT count(*) FROM audit_event WHERE action = 'audit.pruned'");
    assert!(why >= 1);

    // What was kept is still proved; what follows, too; and nobody lets go without the key.
    let seq = world.count("SELECT min(seq) FROM audit_event");
    let tampered = world.copy();
    behind(&tampered, &format!("UPDATE audit_event SET actor_name = 'x' WHERE seq = {seq}"));
    assert_eq!(bad(&tampered), Some((Some(seq), Why::Changed)));
    let forged = world.copy();
    behind(&forged, &format!("UPDATE audit_checkpoint SET seq = {cut} + 1"));
    assert_eq!(bad(&forged).expect("seen").1, Why::Missing);
    let plain = world.sql(&format!("DELETE FROM audit_event WHERE seq > {cut}"));
    assert_eq!(plain, Err(DbError::Audit("append_only".into())));
    let moved = world.sql(&format!("UPDATE audit_checkpoint SET seq = seq + 1 WHERE account_id = '{account}'"));
    assert_eq!(moved, Err(DbError::Audit("append_only".into())));
}

#[test]
fn nobody_gets_rid_of_a_trace_by_waiting() {
    let (world, ana) = busy(30);
    let version = ana.get("/v1/account").json()["version"].clone();
    assert_eq!(ana.patch("/v1/account", &json!({ "version": version, "audit_days": 90 })).status, 200);
    let tampered = world.copy();
    behind(&tampered, "UPDATE audit_event SET actor_name = 'x' WHERE seq = 7");
    tampered.pass(91 * 24 * 3_600_000);
    tampered.scheduled();
    assert_eq!(tampered.count("SELECT count(*) FROM audit_checkpoint"), 0, "nothing is let go");
    assert_eq!(bad(&tampered), Some((Some(7), Why::Changed)));
}

#[test]
fn letting_go_asks_every_table_that_refers_to_events_by_its_index() {
    let world = World::new();
    let statement = store::chain::prune::LET_GO;
    for one in audited::ALL {
        let table = one.table;
        assert!(statement.contains(&format!("FROM {table} WHERE event_id = e.id")), "{table} is asked");
        let (plan, _) = world.explain(&format!("SELECT 1 FROM {table} WHERE event_id = ?1"), &["x".into()]);
        assert!(plan.contains(&format!("{table}_by_event")), "{table}: {plan}");
    }
}

/// Seals whose key is gone hold up none of those that can be put right.
#[test]
fn a_lost_key_holds_no_other_seal_up() {
    let (world, _) = busy(20);
    behind(&world, "UPDATE audit_event SET kid = 'a0' WHERE seq <= 10");
    let both = world.copy_with(|raw| {
        raw.keys = domain::secret::Secret::new(format!("k2:{},k1:{}", "6b".repeat(32), "5a".repeat(32)));
    });
    let kids = api_tests::run(store::chain::kids().of(&both.db)).expect("reads");
    assert_eq!(kids, ["a0", "k1"]);
    let (links, _) = store::chain::under(&["k1".to_owned()], 1);
    let links = api_tests::run(links.of(&both.db)).expect("reads");
    assert!(links.len() == 1 && links[0].seq > 10);
    both.scheduled();
    assert_eq!(both.count("SELECT count(*) FROM audit_event WHERE kid = 'k1'"), 0);
    assert_eq!(both.count("SELECT count(*) FROM audit_event WHERE kid = 'a0'"), 10);
    assert!(both.log().contains("keys that are gone: a0"));
}
