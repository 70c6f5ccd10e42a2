//! The rules that the schema holds against everybody, whoever bypasses the types.

use api_tests::{CLOSE, World, audit};
use store::DbError;
use store::sqlite::Sqlite;

struct Ground {
    world: std::sync::Arc<World>,
    account: String,
    owner: String,
    admin: String,
    system_user: String,
    subaccount: String,
}

fn ground() -> Ground {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let admin = world.add_person(9, "admin");
    let subaccount = ana.subaccount("Support");
    let (system_user, _) = ana.system_user(Some(&subaccount), "bot");
    let owner = world.db.lock().query_row("SELECT owner_id FROM account", [], |r| r.get(0)).expect("an owner");
    Ground { account: world.account(), world, owner, admin, system_user, subaccount }
}

impl Ground {
    /// Runs SQL in a transaction behind a fresh audit row of this action and subject.
    fn audited(&self, action: &str, subject: &str, sql: &str) -> Result<(), DbError> {
        let n = self.world.count("SELECT count(*) FROM audit_event");
        let event = format!("aud_{n}");
        let done = self.world.sql(&format!(
            "BEGIN; {}; {}; {CLOSE}; COMMIT",
            audit(&event, &self.account, action, subject),
            sql.replace("$event", &event)
        ));
        if done.is_err() {
            self.world.sql("ROLLBACK").expect("rolls back");
        }
        done
    }
}

fn missing() -> Result<(), DbError> {
    Err(DbError::Audit("missing".into()))
}

fn invariant(name: &str) -> Result<(), DbError> {
    Err(DbError::Invariant(name.into()))
}

#[test]
fn nothing_changes_without_its_audit_row() {
    let g = ground();
    for table in ["account", "person", "subaccount", "system_user", "token"] {
        let column = match table {
            "system_user" => "username = 'x', generation = generation + 1",
            _ => "name = 'x'",
        };
        assert_eq!(g.world.sql(&format!("UPDATE {table} SET {column}")), missing(), "{table} updated");
        assert!(
            g.world.sql(&format!("UPDATE {table} SET {column}, event_id = 'aud_nothing'")).is_err(),
            "{table} with a false event"
        );
        if table != "token" {
            assert!(g.world.sql(&format!("DELETE FROM {table}")).is_err(), "{table} deleted");
        }
    }
    assert_eq!(g.world.sql("DELETE FROM token"), missing());
    assert_eq!(g.world.sql("DELETE FROM session"), missing());
    assert_eq!(
        g.world.sql(&format!(
            "INSERT INTO subaccount (id, account_id, name, reference_name, created_at, event_id) VALUES ('s', '{}', 'n', 'r', 1, 'aud_nothing')",
            g.account
        )),
        missing()
    );
}

#[test]
fn there_is_always_one_owner_and_one_admin() {
    let g = ground();
    let (owner, admin) = (g.owner.clone(), g.admin.clone());
    // The owner looks after nothing, so that this rule alone is in the way.
    let hand_over = format!(
        "INSERT INTO custodian SELECT account_id, system_user_id, '{admin}', '$event' FROM custodian; DELETE FROM custodian WHERE person_id = '{owner}'"
    );
    assert_eq!(g.audited("system_user.custodians_changed", &g.system_user, &hand_over), Ok(()));
    for sql in ["role = 'developer'", "status = 'inactive'"] {
        assert_eq!(
            g.audited(
                "user.updated",
                &owner,
                &format!("UPDATE person SET {sql}, version = version + 1, event_id = '$event' WHERE id = '{owner}'")
            ),
            invariant("owner")
        );
    }
    assert_eq!(
        g.audited("user.deleted", &owner, &format!("DELETE FROM person WHERE id = '{owner}'")),
        invariant("owner")
    );
    let nobody =
        g.audited("account.updated", &g.account, "UPDATE account SET owner_id = 'usr_nobody', event_id = '$event'");
    assert_eq!(nobody, invariant("owner"));

    let hand_over = format!("UPDATE account SET owner_id = '{admin}', version = version + 1, event_id = '$event'");
    assert_eq!(g.audited("account.updated", &g.account, &hand_over), Ok(()));
    let demote = |id: &str| {
        g.audited(
            "user.updated",
            id,
            &format!(
                "UPDATE person SET role = 'operator', version = version + 1, event_id = '$event' WHERE id = '{id}'"
            ),
        )
    };
    assert_eq!(demote(&owner), Ok(()), "no longer the owner");
    assert!(matches!(demote(&admin), Err(DbError::Invariant(_))), "owner and last admin at once");
    g.world.sql("DROP TRIGGER person_owner_update").expect("drops");
    assert_eq!(demote(&admin), invariant("last_admin"), "a rule of its own");
}

#[test]
fn one_system_user_per_subaccount_and_the_accounts_limit() {
    let g = ground();
    let insert = |sub: &str, i: usize| {
        g.audited(
            "system_user.created",
            "x",
            &format!(
                "INSERT INTO system_user (id, account_id, subaccount_id, username, created_by, created_by_name, created_at, event_id) \
                 VALUES ('su_{i}', '{}', {sub}, 'n', 'u', 'n', 1, '$event')",
                g.account
            ),
        )
    };
    let taken = insert(&format!("'{}'", g.subaccount), 0).expect_err("taken");
    assert!(taken.is_unique(store::system_users::UNIQUE_SUBACCOUNT), "{taken:?}");
    assert_eq!(insert("'sub_of_another_account'", 0), Err(DbError::ForeignKey));
    for i in 0..10 {
        assert_eq!(insert("NULL", i), Ok(()));
    }
    assert_eq!(insert("NULL", 10), invariant("system_user_limit"));
    assert_eq!(
        g.audited("account.updated", &g.account, "UPDATE account SET system_user_limit = 11, event_id = '$event'"),
        Ok(())
    );
    assert_eq!(insert("NULL", 10), Ok(()));
}

#[test]
fn what_revokes_raises_the_generation_and_the_log_has_it() {
    let g = ground();
    let su = g.system_user.clone();
    let lines = || g.world.count("SELECT count(*) FROM revocation");
    let set = |what: &str| {
        g.audited(
            "system_user.updated",
            &su,
            &format!("UPDATE system_user SET {what}, version = version + 1, event_id = '$event' WHERE id = '{su}'"),
        )
    };
    assert_eq!(set("status = 'inactive'"), invariant("generation"));
    assert_eq!(set("username = 'other'"), invariant("generation"));
    let before = lines();
    assert_eq!(set("status = 'inactive', generation = generation + 1"), Ok(()));
    assert_eq!(lines(), before + 1);
    let end = |sql: &str| g.audited("system_user.token_generated", &su, sql);
    assert_eq!(end("UPDATE token SET revoked_at = 1, event_id = '$event'"), invariant("generation"));
    assert_eq!(
        end(
            "UPDATE system_user SET generation = generation + 1, version = version + 1, event_id = '$event'; UPDATE token SET revoked_at = 1, event_id = '$event'"
        ),
        Ok(())
    );
    assert_eq!(
        end(
            "UPDATE system_user SET generation = generation + 1, version = version + 1, event_id = '$event'; UPDATE token SET digest = 'x', event_id = '$event'"
        ),
        invariant("immutable")
    );
    assert_eq!(g.audited("system_user.deleted", &su, &format!("DELETE FROM system_user WHERE id = '{su}'")), Ok(()));
    assert_eq!(g.world.count("SELECT max(min_generation) FROM revocation"), store::records::NO_GENERATION);
    assert_eq!(g.world.count("SELECT count(*) FROM token"), 0, "tokens go with it");
}

#[test]
fn an_active_system_user_is_not_deleted() {
    let g = ground();
    let su = &g.system_user;
    assert_eq!(
        g.audited("system_user.deleted", su, &format!("DELETE FROM system_user WHERE id = '{su}'")),
        invariant("system_user_active")
    );
}

/// Rows as the first version wrote them: an account with its owner, a subaccount, a bot and its token.
const GOLDEN: &str = "BEGIN; \
    INSERT INTO audit_event (id, account_id, at, actor_kind, action, subject_id, request_id) VALUES ('aud_1', 'acc_1', 1, 'deployment', 'account.created', 'acc_1', 'req_1'); \
    INSERT INTO person (id, account_id, email, email_key, name, role, locale, created_at, event_id) \
      VALUES ('usr_1', 'acc_1', 'A@example.com', 'a@example.com', 'A', 'admin', 'en', 1, 'aud_1'); \
    INSERT INTO account (id, name, locale, owner_id, created_at, event_id) VALUES ('acc_1', 'Acme', 'en', 'usr_1', 1, 'aud_1'); \
    INSERT INTO subaccount (id, account_id, name, reference_name, created_at, event_id) VALUES ('sub_1', 'acc_1', 'S', 'S', 1, 'aud_1'); \
    INSERT INTO system_user (id, account_id, subaccount_id, username, created_by, created_by_name, created_at, event_id) \
      VALUES ('su_1', 'acc_1', 'sub_1', 'bot', 'usr_1', 'A', 1, 'aud_1'); \
    INSERT INTO token (id, account_id, system_user_id, digest, kid, tail, created_by, created_at, event_id) \
      VALUES ('tok_1', 'acc_1', 'su_1', 'd', 'k1', 'abcd', 'usr_1', 1, 'aud_1');";

#[test]
fn every_version_of_the_schema_migrates_to_the_newest_with_its_rows() {
    let newest = schema(&Sqlite::open().expect("opens"));
    for from in 1..=store::migrations::ALL.len() {
        let db = Sqlite::empty().expect("opens");
        for (i, (name, text)) in store::migrations::ALL.iter().enumerate() {
            db.apply(text).unwrap_or_else(|e| panic!("{name}: {e:?}"));
            if i + 1 == from {
                // From 0003 on a batch closes its event.
                let close = if from < 3 { String::new() } else { format!("{CLOSE};") };
                let golden = format!("{GOLDEN} {close} COMMIT");
                db.lock().execute_batch(&golden).unwrap_or_else(|e| panic!("rows of {name}: {e}"));
            }
        }
        assert_eq!(schema(&db), newest);
        let kept: (String, String, String, i64) = db
            .lock()
            .query_row(
                "SELECT t.tail, u.username, p.role, u.generation FROM token t JOIN system_user u ON u.id = t.system_user_id JOIN person p ON p.id = u.created_by",
                [],
                |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)),
            )
            .expect("the rows are there");
        assert_eq!(kept, ("abcd".into(), "bot".into(), "admin".into(), 1));
    }
    let mut numbers: Vec<&str> = store::migrations::ALL.iter().map(|(name, _)| &name[..4]).collect();
    numbers.dedup();
    assert_eq!(numbers.len(), store::migrations::ALL.len());
    assert!(numbers.is_sorted());
}

#[test]
fn files_are_split_as_sqlite_itself_splits_them() {
    let (whole, split) = (Sqlite::empty().expect("opens"), Sqlite::empty().expect("opens"));
    for (name, text) in store::migrations::ALL {
        whole.lock().execute_batch(text).unwrap_or_else(|e| panic!("{name}: {e}"));
        split.apply(text).expect("applies");
        assert_eq!(schema(&split), schema(&whole), "{name}");
    }
}

fn schema(db: &Sqlite) -> Vec<String> {
    let connection = db.lock();
    let mut all = connection
        .prepare("SELECT type || ' ' || name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1")
        .expect("prepares");
    all.query_map([], |r| r.get(0)).expect("runs").map(|r| r.expect("a row")).collect()
}

#[test]
fn every_table_is_strict() {
    let db = Sqlite::open().expect("opens");
    let connection = db.lock();
    let loose: i64 = connection
        .query_row("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' AND strict = 0", [], |r| r.get(0))
        .expect("counts");
    assert_eq!(loose, 0);
}

#[test]
fn somebody_active_always_looks_after_a_system_user() {
    let g = ground();
    let (owner, admin, bot) = (g.owner.clone(), g.admin.clone(), g.system_user.clone());
    let one = g.world.count(&format!("SELECT count(*) FROM custodian WHERE person_id = '{owner}'"));
    assert_eq!(one, 1, "the creator at first");
    let change = |sql: &str| g.audited("system_user.custodians_changed", &bot, sql);
    assert_eq!(change("DELETE FROM custodian"), invariant("custodian_last"));
    assert_eq!(g.world.sql(&format!("UPDATE custodian SET person_id = '{admin}'")), invariant("immutable"));
    let add = |person: &str| {
        change(&format!(
            "INSERT INTO custodian (account_id, system_user_id, person_id, event_id) VALUES ('{}', '{bot}', '{person}', '$event')",
            g.account
        ))
    };
    assert_eq!(add(&admin), Ok(()));
    let leave = |sql: &str| g.audited("user.deleted", &admin, sql);
    let off = format!(
        "UPDATE person SET status = 'inactive', version = version + 1, event_id = '$event' WHERE id = '{admin}'"
    );
    assert_eq!(leave(&off), invariant("custodian_active"), "not while somebody looks after one");
    assert!(leave(&format!("DELETE FROM person WHERE id = '{admin}'")).is_err());
    assert_eq!(change(&format!("DELETE FROM custodian WHERE person_id = '{admin}'")), Ok(()));
    assert_eq!(leave(&off), Ok(()));
    assert_eq!(add(&admin), invariant("custodian_active"), "nobody inactive");
    g.world.second_account();
    assert!(add("usr_0000000000000000000000eve2").is_err(), "nobody of another account");
}

#[test]
fn people_share_the_accounts_domain() {
    let g = ground();
    let person = |email: &str| {
        g.audited(
            "user.created",
            "x",
            &format!(
                "INSERT INTO person (id, account_id, email, email_key, name, role, locale, created_at, event_id) \
                 VALUES ('usr_{email}', '{}', '{email}', '{email}', 'X', 'user', 'en', 1, '$event')",
                g.account
            ),
        )
    };
    assert_eq!(person("x@example.com"), Ok(()));
    assert_eq!(person("x@example.org"), invariant("email_domain"));
    assert_eq!(person("x@sub.example.com"), invariant("email_domain"));
    let change = "UPDATE person SET email = 'y@example.com', event_id = '$event' WHERE id = 'usr_x@example.com'";
    assert_eq!(g.audited("user.updated", "x", change), invariant("immutable"));
    let role = "UPDATE person SET role = 'role_of_nobody', version = version + 1, event_id = '$event' WHERE id = 'usr_x@example.com'";
    assert_eq!(g.audited("user.updated", "x", role), invariant("role"));
}

#[test]
fn a_deactivated_person_has_no_session() {
    let g = ground();
    let admin = g.admin.clone();
    g.world.isolate().sign_in("admin9@example.com");
    let sessions = || g.world.count(&format!("SELECT count(*) FROM session WHERE person_id = '{admin}'"));
    assert_eq!(sessions(), 1);
    let off = format!(
        "UPDATE person SET status = 'inactive', version = version + 1, event_id = '$event' WHERE id = '{admin}'"
    );
    assert_eq!(g.audited("user.deactivated", &admin, &off), Ok(()));
    assert_eq!(sessions(), 0);
    assert!(g.world.count("SELECT count(*) FROM audit_event WHERE action = 'session.deleted'") > 0);
}

/// Of a person only figures may change without an audit row: when they were last here, their number in the
/// index of words, and the key of the name, which follows from it.
#[test]
fn a_person_changes_with_an_audit_row_but_for_figures() {
    let db = Sqlite::open().expect("opens");
    let connection = db.lock();
    let trigger: String = connection
        .query_row("SELECT sql FROM sqlite_master WHERE name = 'person_audit_update'", [], |r| r.get(0))
        .expect("the trigger");
    let named = trigger.split(" OF ").nth(1).and_then(|rest| rest.split(" ON ").next()).expect("columns");
    let mut named: Vec<&str> =
        named.split(',').map(str::trim).chain(["last_seen_at", "number", "name_key", "folded"]).collect();
    named.sort_unstable();
    let mut columns =
        connection.prepare("SELECT name FROM pragma_table_info('person') ORDER BY name").expect("prepares");
    let columns: Vec<String> = columns.query_map([], |r| r.get(0)).expect("runs").map(|r| r.expect("a name")).collect();
    assert_eq!(named, columns);
}

/// The rows and batches of the version before: its events stay open, and it relies on ON CONFLICT.
#[test]
fn the_worker_from_before_goes_on_until_the_new_one_writes() {
    let db = Sqlite::empty().expect("opens");
    let sql = |sql: &str| db.lock().execute_batch(sql).map_err(|e| DbError::from_text(&e.to_string()));
    let (before, since): (Vec<_>, Vec<_>) = store::migrations::ALL.iter().partition(|(name, _)| *name < "0003");
    for (_, text) in before {
        db.apply(text).expect("applies");
    }
    let person = |n: u32, event: &str| {
        format!(
            "INSERT INTO person (id, account_id, email, email_key, name, role, locale, created_at, event_id) \
             VALUES ('usr_{n}', 'acc_1', '{n}@example.com', '{n}@example.com', 'P{n}', 'admin', 'en', 1, '{event}')"
        )
    };
    let event = |id: &str| audit(id, "acc_1", "probe", "probe");
    sql(&format!(
        "BEGIN; {}; {}; INSERT INTO account (id, name, email_domain, locale, owner_id, created_at, event_id) \
         VALUES ('acc_1', 'Acme', 'example.com', 'en', 'usr_1', 1, 'aud_1'); \
         INSERT INTO team (id, account_id, name, created_at, event_id) VALUES ('team_1', 'acc_1', 'T', 1, 'aud_1'); COMMIT",
        event("aud_1"),
        person(1, "aud_1")
    ))
    .expect("the first rows");
    for (_, text) in since {
        db.apply(text).expect("applies");
    }
    let join = |event: &str| {
        format!(
            "INSERT INTO team_member (account_id, team_id, person_id, event_id) VALUES ('acc_1', 'team_1', 'usr_1', '{event}') \
             ON CONFLICT (team_id, person_id) DO NOTHING"
        )
    };
    for n in [2, 3] {
        let id = format!("aud_{n}");
        assert_eq!(sql(&format!("BEGIN; {}; {}; {}; COMMIT", event(&id), person(n, &id), join(&id))), Ok(()), "{n}");
    }
    assert_eq!(sql(&person(4, "aud_1")), Err(DbError::Audit("missing".into())), "an event from before is old");
    assert_eq!(
        sql(&format!("BEGIN; {}; {}; {CLOSE}; COMMIT", event("aud_5"), person(5, "aud_5"))),
        Ok(()),
        "the new one"
    );
    assert_eq!(
        sql(&person(6, "aud_3")),
        Err(DbError::Audit("missing".into())),
        "and now an event serves its batch alone"
    );
    assert_eq!(sql(&format!("BEGIN; {}; {}; COMMIT", event("aud_7"), person(7, "aud_7"))), Err(DbError::ForeignKey));
}
