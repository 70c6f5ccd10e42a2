//! The audit promise, asked of the schema itself: whatever has an event id is held to it, by triggers that were made and
//! not written.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use api_tests::code_host::{Host, line, publish};
use api_tests::graph::echoes;
use api_tests::{Authenticator, CLOSE, World, audit};
use serde_json::json;
use store::audited::{self, Account, Audited, End};
use store::sqlite::Sqlite;
use store::{DbError, migrations};

/// What follows this line in a migration was made by `store::audited`.
const MARK: &str = "-- ── Made by crates/store/src/audited.rs (UPDATE_TRIGGERS=1 cargo test -p api-tests --test audited) ─────────────────\n";

/// Every audited table has exactly the triggers that its line in `store::audited` and its own columns and keys ask for.
/// The newest migration brings those that are missing or no longer right.
#[test]
fn the_triggers_are_the_made_ones() {
    let ((name, text), before) = migrations::ALL.split_last().expect("migrations");
    let db = Sqlite::empty().expect("opens");
    for (name, text) in before {
        db.apply(text).unwrap_or_else(|e| panic!("{name}: {e:?}"));
    }
    let (written, made) = text.split_once(MARK).unwrap_or((text, ""));
    db.apply(written).unwrap_or_else(|e| panic!("{name}: {e:?}"));
    let wanted = audited::missing(&db.lock()).expect("makes them");
    if std::env::var_os("UPDATE_TRIGGERS").is_some() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/store/migrations").join(name);
        let section = if wanted.is_empty() { String::new() } else { format!("\n{MARK}\n{}\n", wanted.trim()) };
        std::fs::write(file, format!("{}\n{section}", written.trim_end())).expect("writes");
    } else {
        assert_eq!(made.trim(), wanted.trim(), "{name} needs other triggers: UPDATE_TRIGGERS=1 makes them");
        assert_eq!(audited::missing(&Sqlite::open().expect("opens").lock()).expect("makes them"), "");
    }
}

/// Tables that no event stands behind, each with the reason.
const UNAUDITED: &[(&str, &str)] = &[
    ("attestation_notice", "of which review it was said: written with the event of the mails"),
    ("activity", "a figure: accepted calls by hour"),
    ("address_recovery", "what whoever has the database asks the clock to do, with an event of its own"),
    ("attempt", "a figure: tries in a window of time"),
    ("audit_checkpoint", "how far the log was let go: moved by an event of its own, forward only"),
    ("audit_event", "the log itself"),
    ("client_key_use", "a figure: the last use"),
    (
        "channel_renewal",
        "what a carrier says of a credential's end and when the clock looks again: another credential and a warning have events",
    ),
    ("closing", "whether the Worker that runs closes its events"),
    ("delivery", "what is told to a webhook, and what became of each try; clearing away has its own bounds"),
    (
        "bought_token",
        "what an issuer's word bought, for a quarter of an hour: the rule that it was bought by is audited, and so is an end before its time",
    ),
    ("early_status", "what a carrier said of a message before it answered us"),
    ("sending", "what is on its way to a carrier: rows of their own log"),
    ("shared_issuer", "a list of the deployment's, of no account: made by migrations"),
    ("signing_key", "the deployment's own keys, of no account: made and cleared away by the clock"),
    ("simulated", "what a simulator still has to do"),
    ("event", "what webhooks are told: made with its message"),
    ("graph_node", "a number for each row that has one, made and taken away with it by triggers"),
    ("guard", "stores nothing"),
    ("idempotency", "an answer that was given, kept for a retry; its change has its own event"),
    ("message", "what people and bots wrote: a log of its own, kept for as long as the account says"),
    ("tail", "whose calls are watched, for some minutes"),
    ("tail_line", "a figure: calls that were seen meanwhile, kept for an hour"),
    ("usage_figure", "a figure: refused calls by reason, answered ones by how long they took"),
    ("rate_window", "a figure: the permits that were taken of a limit"),
    ("refusal", "a figure: refused calls by token and reason"),
    ("refused_inbound", "what a carrier sent and could not be read: the newest of each source"),
    ("used_assertion", "what a client has used up, until it ends by itself"),
    ("webhook_closed", "what the clock has still to give up; the webhook's own row is audited"),
    ("webhook_figure", "a figure: deliveries by hour"),
    ("mail", "the outbox: written with a change, then what became of the sending"),
    ("mail_code", "a code that was sent by mail: its sending and its use have events of their own"),
    ("never", "stores nothing"),
    ("open_event", "empty between batches"),
    ("reset_request", "who asked for a link; the sending of one has its own event"),
    ("person_search", "the index over people, kept by triggers"),
    ("revocation", "written by triggers of system users"),
    ("seen_device", "a figure: what somebody signed in with, which decides about a mail"),
    ("system_user_use", "a figure: the last use"),
    ("token_reminder", "of which end it was said: written with the event of the mails"),
    ("token_use", "a figure: the last use"),
    ("trust_rule_use", "a figure: the last use"),
    ("two_factor_reminder", "who was reminded: written with the event of the mail"),
];

fn names(world: &World, sql: &str) -> BTreeSet<String> {
    let connection = world.db.lock();
    let mut all = connection.prepare(sql).expect("prepares");
    all.query_map([], |row| row.get(0)).expect("runs").map(|name| name.expect("a name")).collect()
}

const TABLES: &str = "SELECT l.name FROM pragma_table_list l WHERE l.schema = 'main' AND l.type IN ('table', 'virtual') AND l.name NOT LIKE 'sqlite_%'";

/// The audited tables, as the schema says it: their rows name the event that wrote them.
fn audited_tables(world: &World) -> BTreeSet<String> {
    names(
        world,
        &format!(
            "{TABLES} AND EXISTS (SELECT 1 FROM pragma_table_info(l.name) c WHERE c.name = 'event_id') \
             AND EXISTS (SELECT 1 FROM pragma_foreign_key_list(l.name) f WHERE f.\"table\" = 'audit_event' AND f.\"from\" = 'event_id')"
        ),
    )
}

#[test]
fn a_table_is_audited_or_says_why_not() {
    let world = World::new();
    let audited = audited_tables(&world);
    let declared: BTreeSet<String> = audited::ALL.iter().map(|one| one.table.to_owned()).collect();
    assert_eq!(audited, declared, "tables with an event id, and lines of store::audited");
    let rest: BTreeSet<String> = &names(&world, TABLES) - &audited;
    let reviewed: BTreeSet<String> = UNAUDITED.iter().map(|(table, _)| (*table).to_owned()).collect();
    assert_eq!(rest, reviewed, "tables without one, and why");
}

/// An account in which every audited table has two rows, made by calls of the API.
fn full() -> Arc<World> {
    let world = World::new();
    let ana = world.isolate().set_up();
    world.second_account();
    for (n, medium) in [("one", "whatsapp"), ("two", "sms")] {
        let made = |path: &str, body: &serde_json::Value| {
            let answer = ana.post(path, body);
            assert_eq!(answer.status, 201, "{path} {}", answer.text());
            let body = answer.json();
            body["id"].as_str().or_else(|| body["user"]["id"].as_str()).unwrap_or_default().to_owned()
        };
        let subaccount = ana.subaccount(n);
        ana.system_user(Some(&subaccount), n);
        made("/v1/roles", &json!({ "name": n, "grants": [] }));
        let role = "role_user";
        let email = format!("invited.{n}@example.com");
        made("/v1/invitations", &json!({ "email": email, "name": n, "role_id": role }));
        let email = format!("{n}@example.com");
        let person =
            made("/v1/users", &json!({ "email": email, "name": n, "role_id": role, "subaccount_ids": [subaccount] }));
        made("/v1/teams", &json!({ "name": n, "member_ids": [person] }));
        let mut channel = json!({ "kind": "simulator", "medium": medium, "name": n, "origin": "28128" });
        made("/v1/channels", &channel);
        channel["environment"] = json!("test");
        made("/v1/channels", &channel);
        channel["environment"] = json!("live");
        channel["subaccount_ids"] = json!([subaccount]);
        made("/v1/channels", &channel);
        made("/v1/inbound-sources", &json!({ "name": n, "provider": "sinch_sms", "authentication": "address" }));
        let url = "https://bot.example.com/in";
        made("/v1/webhooks", &json!({ "name": n, "kind": "mo", "url": url, "subaccount_ids": [subaccount] }));
        world.isolate().sign_in("ana@example.com");
    }
    let (person, bot) = (text(&world, "SELECT max(id) FROM person"), text(&world, "SELECT max(id) FROM system_user"));
    for (applies_to, subject) in [("person", &person), ("system_user", &bot)] {
        let body = json!({ "applies_to": applies_to, "subject_id": subject, "network": "203.0.113.7" });
        assert_eq!(ana.post("/v1/ip-rules", &body).status, 201);
    }
    // Found by a code host, and warned of.
    let found = ["found", "found too"].map(|name| ana.system_user(None, name).1);
    let version = ana.get("/v1/account").json()["version"].clone();
    assert_eq!(ana.patch("/v1/account", &json!({ "version": version, "partner_finds": "warn" })).status, 200);
    let host = Host::new("key-1", 7);
    publish(&world, &[host.published()]);
    let lines = found.map(|token| line(&token, "https://example.com/a"));
    assert_eq!(host.report(&world.isolate().nobody(), &json!(lines)).status, 200);
    // RFC 8037, appendix A, and RFC 7515, appendix A.3.
    for key in [
        json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }),
        json!({ "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" }),
    ] {
        let body = json!({ "name": "Worker", "public_key": key });
        assert_eq!(ana.post(&format!("/v1/system-users/{bot}/keys"), &body).status, 201);
    }
    for issuer in ["https://one.example.com", "https://two.example.com"] {
        let body = json!({ "name": "CI", "issuer": issuer, "audience": "tenure", "claims": { "sub": "one" } });
        assert_eq!(ana.post(&format!("/v1/system-users/{bot}/trust-rules"), &body).status, 201);
    }
    let eve = world.isolate().sign_in("eve@other.example");
    for person in [&ana, &eve] {
        let accepted = person.post("/v1/policy-acceptances", &json!({ "policy": "system_users", "accept": true }));
        assert_eq!(accepted.status, 201, "{}", accepted.text());
    }
    world.pass(1_000);
    let admin = json!({ "subaccount_id": null, "username": "admin", "role": "admin" });
    let admin = ana.post("/v1/system-users", &admin).json()["system_user"]["id"].clone();
    let admin = admin.as_str().expect("an Admin");
    echoes(&world);
    for n in ["one", "two"] {
        let app = ana.post("/v1/apps", &json!({ "name": n })).json()["app"]["id"].clone();
        let app = app.as_str().expect("an id");
        assert_eq!(ana.put(&format!("/v1/system-users/{bot}/apps/{app}"), &json!({})).status, 204);
        let account = ana.post("/v1/whatsapp-accounts", &json!({ "name": n })).json();
        let url = format!("/v1/whatsapp-accounts/{}", account["id"].as_str().expect("an id"));
        // An app is subscribed to it.
        let app = ana.post("/v1/apps", &json!({ "name": format!("told {n}") })).json()["app"]["id"].clone();
        let app = app.as_str().expect("an id");
        assert_eq!(ana.put(&format!("/v1/system-users/{admin}/apps/{app}"), &json!({})).status, 204);
        let body = json!({ "confirm": true, "keep_others": true, "app_id": app, "preset": "whatsapp" });
        let token = ana.post(&format!("/v1/system-users/{admin}/tokens"), &body).json()["token"]["value"].clone();
        let path = format!("/{}/subscribed_apps", account["graph_id"].as_str().expect("a number"));
        let callback = "override_callback_uri=https://bot.example.com/in&verify_token=x";
        let subscribed = world.isolate().bot(token.as_str().expect("a token")).form(&path, callback);
        assert_eq!(subscribed.status, 200, "{}", subscribed.text());
        let number = json!({ "display_number": if n == "one" { "5511900001" } else { "5511900002" } });
        assert_eq!(ana.post(&format!("{url}/numbers"), &number).status, 201);
        let assigned = ana.put(&format!("{url}/system-users/{bot}"), &json!({ "full_control": true }));
        assert_eq!(assigned.status, 200, "{}", assigned.text());
    }
    for person in [ana, eve] {
        Authenticator::enroll(&world, &person);
    }
    for table in audited_tables(&world) {
        let rows = world.count(&format!("SELECT count(*) FROM {table}"));
        assert!(rows > 1, "{rows} rows of {table} to try with");
    }
    world
}

/// The same database without the table's triggers but these: what they hold, they hold alone.
fn only(world: &World, table: &str, keep: &[&str]) -> Arc<World> {
    let world = world.copy();
    let all = names(&world, &format!("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'"));
    for name in all.iter().filter(|name| !keep.iter().any(|end| **name == format!("{table}_{end}"))) {
        world.sql(&format!("DROP TRIGGER {name}")).expect("drops");
    }
    world
}

/// What the schema says to this in a transaction that is then rolled back.
fn attempt(world: &World, sql: &str) -> Result<(), DbError> {
    world.sql("BEGIN").expect("begins");
    let done = world.sql(sql);
    world.sql("ROLLBACK").expect("rolls back");
    done
}

fn text(world: &World, sql: &str) -> String {
    world.db.lock().query_row(sql, [], |row| row.get(0)).unwrap_or_else(|e| panic!("{sql}: {e}"))
}

const EVENT: &str = "aud_of_the_batch";
const OTHER_ACCOUNT: &str = "acc_00000000000000000000000002";

/// Batches in which the event of a change is none at all, an old one, another account's, and one that is closed already;
/// and the one in which it is right. `$event` stands for it.
fn batches(account: &str, old: &str, action: &str, subject: &str, sql: &str) -> (Vec<(&'static str, String)>, String) {
    let with = |event: &str| sql.replace("$event", event);
    let opened = |account: &str| audit(EVENT, account, action, subject);
    let refused = vec![
        ("no event", with("aud_nothing")),
        ("an old event", with(old)),
        ("an old event beside a new one", format!("{}; {}", opened(account), with(old))),
        ("another account's event", format!("{}; {}", opened(OTHER_ACCOUNT), with(EVENT))),
        ("a closed event", format!("{}; {CLOSE}; {}", opened(account), with(EVENT))),
    ];
    (refused, format!("{}; {}", opened(account), with(EVENT)))
}

fn columns(world: &World, table: &str) -> Vec<(String, bool)> {
    let connection = world.db.lock();
    let sql = format!(
        "SELECT name, name IN (SELECT x.name FROM pragma_index_list('{table}') i JOIN pragma_index_xinfo(i.name) x WHERE i.\"unique\" = 1 AND x.key = 1) \
         FROM pragma_table_info('{table}') ORDER BY cid"
    );
    let mut all = connection.prepare(&sql).expect("prepares");
    all.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("runs").map(|c| c.expect("a column")).collect()
}

/// One row of the first account, as a condition.
fn row(world: &World, one: &Audited) -> (String, String) {
    let account = text(world, "SELECT account_id FROM person WHERE email_key = 'ana@example.com'");
    let mine = match one.account {
        Account::Itself => format!("id = '{account}'"),
        Account::Column => format!("account_id = '{account}'"),
        Account::OfPerson => "true".to_owned(),
    };
    let key: Vec<_> =
        columns(world, one.table).into_iter().filter(|(column, key)| *key && column != "account_id").collect();
    // A key with a null in it is never the same as another: the row is one whose keys are whole, whatever ids were drawn.
    let nulls: Vec<String> = key.iter().map(|(column, _)| format!("({column} IS NULL)")).collect();
    let nulls = nulls.join(" + ");
    let same: Vec<String> = key
        .into_iter()
        .map(|(column, _)| {
            let sql = format!("SELECT quote({column}) FROM {} WHERE {mine} ORDER BY {nulls}, 1 LIMIT 1", one.table);
            (column, sql)
        })
        .take(1)
        .map(|(column, sql)| format!("{column} = {}", text(world, &sql)))
        .collect();
    (account, format!("{mine} AND {}", same.join(" AND ")))
}

/// The columns of a new row made from an old one: what must be unique is another's, except `keep`; the event is `$event`.
fn copied(world: &World, table: &str, keep: &[String]) -> String {
    let values = columns(world, table).into_iter().map(|(column, unique)| match column.as_str() {
        "event_id" => "'$event'".to_owned(),
        "account_id" => column,
        // One of two, and part of what must be unique.
        "medium" if !keep.contains(&column) => "CASE medium WHEN 'sms' THEN 'whatsapp' ELSE 'sms' END".to_owned(),
        "all_subaccounts" | "all_test_subaccounts" => column,
        // Words of a list, in a key whose other columns change.
        "kind" | "environment" if table == "webhook" => column,
        // An Admin has no subaccount: no row has both.
        "subaccount_id" | "admin" if table == "system_user" => column,
        _ if unique && !keep.contains(&column) => {
            format!("CASE typeof({column}) WHEN 'integer' THEN {column} + 1000 ELSE 'x' || {column} END")
        }
        _ => column,
    });
    values.collect::<Vec<_>>().join(", ")
}

fn is_audit(done: &Result<(), DbError>) -> bool {
    matches!(done, Err(DbError::Audit(_)))
}

#[test]
fn nothing_is_added_or_changed_without_an_event_of_its_own_batch_and_account() {
    let full = full();
    for one in audited::ALL {
        let table = one.table;
        let (account, row) = row(&full, one);
        let old = text(&full, &format!("SELECT event_id FROM {table} WHERE {row}"));
        // A link is its person's, whose account counts.
        let whose = if one.account == Account::OfPerson { vec!["person_id".to_owned()] } else { vec![] };
        let mut tries = vec![(
            "audit_insert",
            format!("INSERT INTO {table} SELECT {} FROM {table} WHERE {row}", copied(&full, table, &whose)),
        )];
        let update = format!("UPDATE {table} SET event_id = '$event' WHERE {row}");
        let trigger = format!("SELECT count(*) FROM sqlite_master WHERE name = '{table}_audit_update'");
        if full.count(&trigger) == 1 {
            tries.push(("audit_update", update));
        } else {
            let (_, good) = batches(&account, &old, "probe", "probe", &update);
            let done = attempt(&full, &good);
            assert_eq!(done, Err(DbError::Invariant("immutable".into())), "{table} never changes");
        }
        for (trigger, sql) in tries {
            let world = only(&full, table, &[trigger]);
            // An account is whose it is: a new one is of its own account.
            let account =
                if (table, trigger) == ("account", "audit_insert") { format!("x{account}") } else { account.clone() };
            let (refused, right) = batches(&account, &old, "probe", "probe", &sql);
            for (why, sql) in refused {
                assert_eq!(
                    attempt(&world, &sql),
                    Err(DbError::Audit("missing".into())),
                    "{trigger} of {table} with {why}: {sql}"
                );
            }
            let done = attempt(&world, &right);
            assert!(!is_audit(&done), "{trigger} of {table} with its event: {done:?}");
            if trigger == "audit_update" {
                assert_eq!(done, Ok(()), "{table}");
            }
        }
    }
}

#[test]
fn nothing_goes_without_an_event_that_says_so_in_its_own_batch() {
    let full = full();
    for one in audited::ALL {
        let table = one.table;
        let world = only(&full, table, &["audit_delete"]);
        let (account, row) = row(&full, one);
        let delete = format!("DELETE FROM {table} WHERE {row}");
        assert_eq!(attempt(&world, &delete), Err(DbError::Audit("missing".into())), "{table}");
        for end in one.ends {
            let (column, action, parent) = match end {
                End::By(column, actions) => (column, actions[0].as_str(), None),
                End::With(parent, column, action) => (column, action.as_str(), Some(parent)),
                End::Purge(column) => (column, "sessions.purged", None),
                End::Over(column) => (column, "tokens.purged", None),
                End::WithOver(token, column) => {
                    let subject = text(&world, &format!("SELECT {column} FROM {table} WHERE {row}"));
                    let delete = format!(
                        "{}; DELETE FROM {table} WHERE {row}",
                        audit(EVENT, &account, "tokens.purged", &subject)
                    );
                    assert_eq!(
                        attempt(&world, &delete),
                        Err(DbError::Audit("missing".into())),
                        "{table}: its token is still there"
                    );
                    let gone = only(&world, "token", &[]);
                    gone.sql("PRAGMA foreign_keys = OFF").expect("switches");
                    let token = text(&world, &format!("SELECT {token} FROM {table} WHERE {row}"));
                    gone.sql(&format!("DELETE FROM token WHERE id = '{token}'")).expect("goes");
                    assert_eq!(attempt(&gone, &delete), Ok(()), "{table} goes with its token");
                    continue;
                }
            };
            // A row that names what this end is about.
            let named = format!("{row} AND {column} IS NOT NULL");
            let other = format!("rowid = (SELECT min(rowid) FROM {table} WHERE {column} IS NOT NULL)");
            let fits = world.count(&format!("SELECT count(*) FROM {table} WHERE {named}")) > 0;
            let row = if fits { row.clone() } else { other };
            let delete = format!("DELETE FROM {table} WHERE {row}");
            let subject = text(&world, &format!("SELECT {column} FROM {table} WHERE {row}"));
            let event = |id: &str, account: &str, action: &str, subject: &str| audit(id, account, action, subject);
            let old = world.copy();
            old.sql(&format!("BEGIN; {}; {CLOSE}; COMMIT", event("aud_old", &account, action, &subject)))
                .expect("an old event");
            let refused = [
                ("an old event", attempt(&old, &delete)),
                (
                    "another action",
                    attempt(&world, &format!("{}; {delete}", event(EVENT, &account, "probe", &subject))),
                ),
                ("another subject", attempt(&world, &format!("{}; {delete}", event(EVENT, &account, action, "other")))),
            ];
            for (why, done) in refused {
                assert_eq!(done, Err(DbError::Audit("missing".into())), "{table}, {end:?}, {why}");
            }
            let foreign = attempt(&world, &format!("{}; {delete}", event(EVENT, OTHER_ACCOUNT, action, &subject)));
            if one.account != Account::OfPerson {
                assert_eq!(foreign, Err(DbError::Audit("missing".into())), "{table}, {end:?}, another account");
            }
            if let End::Over(_) = end {
                let lives = attempt(&world, &format!("{}; {delete}", event(EVENT, &account, action, &subject)));
                assert_eq!(lives, Err(DbError::Audit("missing".into())), "{table}: it has not ended long ago");
                let long_ago = -domain::token::KEPT_OVER;
                world.sql(&format!("UPDATE {table} SET revoked_at = {long_ago} WHERE {row}")).expect("it ends");
            }
            let right = attempt(&world, &format!("{}; {delete}", event(EVENT, &account, action, &subject)));
            match parent {
                None => assert!(!is_audit(&right), "{table}, {end:?}: {right:?}"),
                Some(parent) => {
                    assert_eq!(right, Err(DbError::Audit("missing".into())), "{table}: {parent} is still there");
                    let gone = only(&world, parent, &[]);
                    // Whatever else refers to it is not of this table's concern.
                    gone.sql("PRAGMA foreign_keys = OFF").expect("switches");
                    let sql = format!(
                        "{}; DELETE FROM {parent} WHERE id = '{subject}'; {delete}",
                        event(EVENT, &account, action, &subject)
                    );
                    assert_eq!(attempt(&gone, &sql), Ok(()), "{table} goes with its {parent}");
                }
            }
        }
    }
}

/// The unique rules of a table: columns each.
fn keys(world: &World, table: &str) -> Vec<Vec<String>> {
    let indices = names(world, &format!("SELECT name FROM pragma_index_list('{table}') WHERE \"unique\" = 1"));
    let columns = |index: &String| {
        let connection = world.db.lock();
        let mut all = connection
            .prepare(&format!("SELECT name FROM pragma_index_xinfo('{index}') WHERE \"key\" = 1 ORDER BY seqno"))
            .expect("prepares");
        all.query_map([], |row| row.get(0)).expect("runs").map(|c| c.expect("a column")).collect()
    };
    indices.iter().map(columns).collect()
}

fn has_rowid(world: &World, table: &str) -> bool {
    world.count(&format!("SELECT count(*) FROM pragma_table_list WHERE name = '{table}' AND wr = 0")) == 1
}

#[test]
fn no_row_takes_the_place_of_another() {
    let full = full();
    for one in audited::ALL {
        let table = one.table;
        let world = only(&full, table, &["replace_insert", "replace_update", "immutable"]);
        let loose = only(&full, table, &[]);
        loose.sql("PRAGMA foreign_keys = OFF").expect("switches");
        let (account, row) = row(&full, one);
        let batch =
            |sql: &str| format!("{}; {}", audit(EVENT, &account, "probe", "probe"), sql.replace("$event", EVENT));
        let refused = |sql: &str| {
            let sql = batch(sql);
            let done = attempt(&world, &sql);
            assert!(matches!(done, Err(DbError::Unique(_) | DbError::Invariant(_))), "{done:?}: {sql}");
            assert_eq!(attempt(&loose, &sql), Ok(()), "would be done without these triggers: {sql}");
            done.err().unwrap_or(DbError::ForeignKey)
        };
        let all: Vec<String> = columns(&full, table).into_iter().map(|(column, _)| column).collect();
        for key in keys(&full, table) {
            let insert = format!(
                "INSERT OR REPLACE INTO {table} SELECT {} FROM {table} WHERE {row}",
                copied(&full, table, &key)
            );
            let done = refused(&insert);
            let said = key.iter().any(|column| done.is_unique(&format!("{table}.{column}")));
            assert!(said, "in SQLite's words: {done:?}");
            let mut open: Vec<&String> = key.iter().filter(|column| *column != "account_id").collect();
            open.sort();
            // All of them from one other row, whose key is whole.
            let whole: Vec<String> = open.iter().map(|column| format!("o.{column} IS NOT NULL")).collect();
            let order: Vec<String> = open.iter().map(|column| format!("o.{column}")).collect();
            let (whole, order) = (whole.join(" AND "), order.join(", "));
            let other = |column: &String| {
                format!(
                    "{column} = (SELECT o.{column} FROM {table} o WHERE NOT ({row}) AND {whole} ORDER BY {order} LIMIT 1)"
                )
            };
            let set: Vec<String> = open.iter().map(|column| other(column)).collect();
            if table != "account" {
                refused(&format!("UPDATE OR REPLACE {table} SET {}, event_id = '$event' WHERE {row}", set.join(", ")));
            }
        }
        if has_rowid(&full, table) {
            let insert = format!(
                "INSERT OR REPLACE INTO {table} (rowid, {}) SELECT rowid, {} FROM {table} WHERE {row}",
                all.join(", "),
                copied(&full, table, &[])
            );
            refused(&insert);
            refused(&format!(
                "UPDATE OR REPLACE {table} SET rowid = (SELECT max(rowid) FROM {table} WHERE NOT ({row})) WHERE {row}"
            ));
        }
    }
}

#[test]
fn the_log_is_only_added_to() {
    let full = full();
    let append_only = || Err(DbError::Audit("append_only".into()));
    let account = full.account();
    let old = text(&full, "SELECT id FROM audit_event ORDER BY rowid LIMIT 1");
    let columns = "account_id, at, actor_kind, action, subject_id, request_id";
    for sql in [
        "UPDATE audit_event SET action = 'x'".to_owned(),
        "DELETE FROM audit_event".to_owned(),
        format!(
            "INSERT OR REPLACE INTO audit_event (id, {columns}) SELECT id, {columns} FROM audit_event WHERE id = '{old}'"
        ),
        format!(
            "REPLACE INTO audit_event (rowid, id, {columns}) SELECT rowid, 'aud_x', {columns} FROM audit_event WHERE id = '{old}'"
        ),
        format!("UPDATE OR REPLACE audit_event SET id = '{old}' WHERE id <> '{old}'"),
        // Nobody opens an old event again, keeps one open for later, or takes the rule back.
        format!("INSERT INTO open_event (event_id) VALUES ('{old}')"),
        format!("INSERT OR REPLACE INTO open_event (event_id) VALUES ('{old}')"),
        "INSERT INTO open_event (event_id, closes_with_the_batch) VALUES ('aud_later', NULL)".to_owned(),
        format!("{}; UPDATE open_event SET closes_with_the_batch = NULL", audit("aud_x", &account, "probe", "probe")),
        format!("{}; UPDATE open_event SET event_id = '{old}'", audit("aud_x", &account, "probe", "probe")),
        "DELETE FROM closing".to_owned(),
        "UPDATE closing SET id = 1".to_owned(),
    ] {
        assert_eq!(attempt(&full, &sql), append_only(), "{sql}");
    }
    assert!(attempt(&full, "INSERT INTO never (id) VALUES (1)").is_err());
    let open = full.sql(&format!("BEGIN; {}; COMMIT", audit("aud_open", &account, "probe", "probe")));
    assert_eq!(open, Err(DbError::ForeignKey), "a batch that leaves its event open is refused");
    full.sql("ROLLBACK").expect("rolls back");
    assert_eq!(full.count("SELECT count(*) FROM open_event"), 0);
}
