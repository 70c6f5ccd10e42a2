//! Where `cargo xtask dev` keeps what it keeps: the files of miniflare's storage.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use store::sqlite::Sqlite;

/// The deployment's keys.
pub fn keys(data: &Path) -> Result<String> {
    let file = data.join("secrets.json");
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let secrets: serde_json::Value = serde_json::from_str(&text).context("secrets.json is not JSON")?;
    Ok(secrets["TENURE_KEYS"].as_str().context("secrets.json holds no TENURE_KEYS")?.to_owned())
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The files of databases below a folder that have this table.
fn with_table(folder: &Path, table: &str) -> Vec<PathBuf> {
    let has = |file: &PathBuf| {
        Sqlite::read_only(file).is_ok_and(|db| db.lock().prepare(&format!("SELECT 1 FROM {table}")).is_ok())
    };
    files(folder).into_iter().filter(|file| file.extension().is_some_and(|e| e == "sqlite")).filter(has).collect()
}

/// The database's file.
pub fn database(data: &Path) -> Result<PathBuf> {
    let found = with_table(&data.join("d1"), "audit_event");
    found.into_iter().next().with_context(|| format!("{} holds no database of Tenure", data.display()))
}

/// The heads in the cache, by their keys.
pub fn heads(data: &Path) -> Result<BTreeMap<String, String>> {
    let folder = data.join("kv");
    let values = files(&folder);
    let mut heads = BTreeMap::new();
    for file in with_table(&folder, "_mf_entries") {
        let db = Sqlite::read_only(&file).map_err(|e| anyhow::anyhow!("{}: {e:?}", file.display()))?;
        let connection = db.lock();
        let mut rows = connection.prepare("SELECT key, blob_id FROM _mf_entries WHERE key LIKE '%audit-head:%'")?;
        let rows = rows.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        for row in rows {
            let (key, blob) = row?;
            let value = values.iter().find(|path| path.file_name().is_some_and(|name| name.to_str() == Some(&blob)));
            if let Some(value) = value {
                heads.insert(key, std::fs::read_to_string(value)?);
            }
        }
    }
    Ok(heads)
}
