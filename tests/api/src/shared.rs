//! One deployment in several processes of this machine: one database file, one folder as KV, the machine's own clock.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::time::Instant;
use rusqlite::Connection;
use rusqlite::backup::Backup;
use store::sqlite::Sqlite;

use crate::{AtomicU64, World};

/// A KV whose reader sees for 60 seconds what it saw first, "nothing" too: what KV's own documentation warns of.
pub struct Kv {
    folder: PathBuf,
    seen: Mutex<BTreeMap<String, (Instant, Option<String>)>>,
}

/// How old what KV says can be, in milliseconds.
pub const STALE: i64 = 60_000;

/// The machine's clock: processes have no other in common.
#[allow(clippy::disallowed_methods, reason = "the one place where a test runs in real time")]
pub fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    Instant::from_millis(i64::try_from(since.as_millis()).expect("in range"))
}

impl Kv {
    fn file(&self, key: &str) -> PathBuf {
        self.folder.join(key.replace('/', "-"))
    }

    pub(crate) fn get(&self, key: &str) -> Option<String> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, value)) = seen.get(key)
            && now().since(*at) < STALE
        {
            return value.clone();
        }
        let value = fs::read_to_string(self.file(key)).ok();
        seen.insert(key.to_owned(), (now(), value.clone()));
        value
    }

    pub(crate) fn put(&self, key: &str, value: &str) {
        // Whole or not at all, for whoever reads meanwhile.
        let part = self.file(&format!("{key}.{}", std::process::id()));
        let done = fs::write(&part, value).and_then(|()| fs::rename(&part, self.file(key)));
        done.expect("the folder of KV");
    }
}

impl World {
    /// Writes this deployment's database into a folder that processes can share.
    pub fn share(&self, folder: &Path) {
        fs::create_dir_all(folder.join("kv")).expect("a folder");
        let mut file = Connection::open(folder.join("db")).expect("a file");
        Backup::new(&self.db.lock(), &mut file).and_then(|backup| backup.step(-1)).expect("copies");
        file.execute_batch("PRAGMA journal_mode = WAL").expect("a journal");
    }

    /// One process of the deployment in a folder; `number` tells its randomness from that of the others.
    pub fn of(folder: &Path, number: u64) -> Arc<Self> {
        let db = Sqlite::writable(&folder.join("db")).expect("the shared database");
        db.lock().execute_batch("PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000").expect("settings");
        let mut world = Self::new();
        let own = Arc::get_mut(&mut world).expect("nobody else has it yet");
        own.db = db;
        own.seed = AtomicU64::new(number.wrapping_mul(0x1234_5678_9abc_def1));
        own.shared = Some(Kv { folder: folder.join("kv"), seen: Mutex::default() });
        world
    }
}

/// Waits.
pub fn pause(millis: u64) {
    std::thread::sleep(Duration::from_millis(millis));
}
