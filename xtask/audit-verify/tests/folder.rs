//! A data folder as `cargo xtask dev` leaves it: what is wrong in it is named.

#![allow(missing_docs, reason = "tests")]

use std::path::{Path, PathBuf};

use api_tests::World;
use rusqlite::Connection;
use rusqlite::backup::Backup;

/// A data folder with this deployment in it.
fn folder(name: &str, world: &World) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&dir);
    let (d1, kv) = (dir.join("d1/miniflare-D1DatabaseObject"), dir.join("kv/miniflare-KVNamespaceObject"));
    let blobs = dir.join("kv/tokens/blobs");
    for folder in [&d1, &kv, &blobs] {
        std::fs::create_dir_all(folder).expect("makes a folder");
    }
    Connection::open(d1.join("metadata.sqlite")).expect("opens").execute_batch("CREATE TABLE x (y)").expect("runs");
    let mut file = Connection::open(d1.join("0a.sqlite")).expect("opens");
    Backup::new(&world.db.lock(), &mut file).expect("begins").step(-1).expect("copies");
    let entries = Connection::open(kv.join("0b.sqlite")).expect("opens");
    entries
        .execute_batch(
            "CREATE TABLE _mf_entries (key TEXT PRIMARY KEY, blob_id TEXT NOT NULL, expiration INTEGER, metadata TEXT)",
        )
        .expect("runs");
    for (n, (key, value)) in world.kv.lock().expect("KV").iter().enumerate() {
        entries
            .execute("INSERT INTO _mf_entries (key, blob_id) VALUES (?1, ?2)", (key, format!("b{n}")))
            .expect("runs");
        std::fs::write(blobs.join(format!("b{n}")), value).expect("writes");
    }
    let secrets = format!("{{\"TENURE_KEYS\":\"k1:{}\"}}", "5a".repeat(32));
    std::fs::write(dir.join("secrets.json"), secrets).expect("writes");
    dir
}

fn check(dir: &Path) -> (bool, String) {
    let (mut said, args) = (String::new(), ["--data".to_owned(), dir.display().to_string()]);
    let good = audit_verify::check(args.into_iter(), &mut |line| said += &line).expect("reads");
    (good, said)
}

#[test]
fn the_first_bad_event_of_a_folder_is_named() {
    let world = World::new();
    let ana = world.isolate().set_up();
    for n in 0..8 {
        ana.subaccount(&format!("S{n}"));
    }
    world.scheduled();
    let last = world.count("SELECT max(seq) FROM audit_event");
    let (good, said) = check(&folder("good", &world));
    assert!(good && said.contains(&format!("{last} events are as they were")), "{said}");
    assert!(said.contains(&format!("head kept elsewhere: {last}")), "{said}");

    for (name, sql, expected) in [
        (
            "flipped",
            "UPDATE audit_event SET ip = NULL WHERE seq = 4".to_owned(),
            "first bad event at 4: changed".to_owned(),
        ),
        ("deleted", "DELETE FROM audit_event WHERE seq = 4".to_owned(), "first bad event at 4: missing".to_owned()),
        (
            "cut",
            format!("DELETE FROM audit_event WHERE seq > {last} - 2"),
            format!("first bad event at {}: cut_off", last - 1),
        ),
    ] {
        let dir = folder(name, &world);
        let file = Connection::open(dir.join("d1/miniflare-D1DatabaseObject/0a.sqlite")).expect("opens");
        file.execute_batch(
            "PRAGMA foreign_keys = OFF; DROP TRIGGER audit_event_update; DROP TRIGGER audit_event_delete",
        )
        .expect("drops");
        file.execute_batch(&sql).expect("tampers");
        let (good, said) = check(&dir);
        assert!(!good && said.contains(&expected), "{name}: {said}");
    }
}

#[test]
fn a_folder_is_asked_to_take_everybody_again() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let on = serde_json::json!({ "version": 1, "ip_restriction": { "people": true }, "force": true });
    assert_eq!(ana.patch("/v1/account", &on).status, 200);
    let dir = folder("locked-out", &world);
    for _ in 0..2 {
        let (mut said, args) = (String::new(), ["--data".to_owned(), dir.display().to_string()]);
        audit_verify::addresses::off(args.into_iter(), &mut |line| said += &line).expect("asks");
        assert!(said.contains(&world.account()), "{said}");
    }
    let file = Connection::open(dir.join("d1/miniflare-D1DatabaseObject/0a.sqlite")).expect("opens");
    let asked: i64 = file.query_row("SELECT count(*) FROM address_recovery", [], |row| row.get(0)).expect("reads");
    // What the clock does with it is in tests/api/tests/ip_rules.rs.
    assert_eq!(asked, 1);
    let none = ["--data".to_owned(), dir.join("nothing").display().to_string()];
    assert!(audit_verify::addresses::off(none.into_iter(), &mut |_| ()).is_err());
}
