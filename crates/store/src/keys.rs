//! Keys of names that were written without one: by a migration, or by a Worker that knew none yet.
//!
//! A key follows from its name; it is no change, so no audit row tells of it. It is written only while the name is still
//! the one that was read.

use domain::sort_key::sort_key;

use crate::db::{Db, DbError, Query, Sealed, Statement};
use crate::params;

/// A name without its key.
#[derive(Debug, Clone)]
pub struct Unfolded {
    table: usize,
    id: String,
    name: String,
    reference_name: Option<String>,
}

/// How many rows of each table are taken at once: each is a statement of the batch.
pub const AT_ONCE: i64 = 50;

struct Table {
    read: &'static str,
    write: &'static str,
}

macro_rules! plain {
    ($table:literal, $name:literal) => {
        Table {
            read: concat!(
                "SELECT id, ",
                $name,
                ", NULL FROM ",
                $table,
                " INDEXED BY ",
                $table,
                "_to_fold WHERE folded = 0 LIMIT ?1"
            ),
            write: concat!(
                "UPDATE ",
                $table,
                " SET folded = 1, ",
                $name,
                "_key = ?3 WHERE id = ?1 AND ",
                $name,
                " = ?2 COLLATE BINARY AND ?4 IS NULL"
            ),
        }
    };
}

// Of twins that were there before names had keys, the later one keeps its place in the list and stands behind the first:
// its id makes its key another one.
macro_rules! unique {
    ($table:literal) => {
        Table {
            read: concat!(
                "SELECT id, name, NULL FROM ",
                $table,
                " INDEXED BY ",
                $table,
                "_to_fold WHERE folded = 0 LIMIT ?1"
            ),
            write: concat!(
                "UPDATE ",
                $table,
                " SET folded = 1, name_key = ?3 || CASE WHEN EXISTS (SELECT 1 FROM ",
                $table,
                " o WHERE o.account_id = ",
                $table,
                ".account_id AND o.name_key = ?3 AND o.id <> ?1) \
                 THEN char(2) || id ELSE '' END WHERE id = ?1 AND name = ?2 COLLATE BINARY AND ?4 IS NULL"
            ),
        }
    };
}

const TABLES: [Table; 5] = [
    plain!("person", "name"),
    plain!("system_user", "username"),
    unique!("role"),
    unique!("team"),
    Table {
        read: "SELECT id, name, reference_name FROM subaccount INDEXED BY subaccount_to_fold WHERE folded = 0 LIMIT ?1",
        write: "UPDATE subaccount SET folded = 1, name_key = ?3, reference_name_key = ?5 || CASE WHEN EXISTS (SELECT 1 FROM subaccount o \
                WHERE o.account_id = subaccount.account_id AND o.reference_name_key = ?5 AND o.id <> ?1) \
                THEN char(2) || id ELSE '' END WHERE id = ?1 AND name = ?2 COLLATE BINARY AND reference_name = ?4 COLLATE BINARY",
    },
];

/// Some names without a key, of each table; none when all have theirs.
pub async fn unfolded(db: &impl Db) -> Result<Vec<Unfolded>, DbError> {
    let mut all = Vec::new();
    for (table, one) in TABLES.iter().enumerate() {
        for mut row in db.query(&Query::new(one.read, params![AT_ONCE])).await? {
            all.push(Unfolded { table, id: row.text()?, name: row.text()?, reference_name: row.opt_text()? });
        }
    }
    Ok(all)
}

/// Writes their keys.
pub fn fold(names: &[Unfolded]) -> Sealed {
    let write = |one: &Unfolded| {
        let table = TABLES.get(one.table)?;
        let (id, name, reference_name) = (one.id.as_str(), one.name.as_str(), one.reference_name.as_deref());
        let mut params = params![id, name, sort_key(name), reference_name];
        if let Some(reference_name) = reference_name {
            params.push(sort_key(reference_name).into());
        }
        Some(Statement { sql: table.write, params })
    };
    Sealed::figures(names.iter().filter_map(write).collect())
}
