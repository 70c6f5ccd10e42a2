//! The triggers of an audited table, made from its line and its own columns and keys.

use domain::audit::Action;
use domain::token::KEPT_OVER;
use rusqlite::Connection;

use super::Account::{Column, Itself, OfPerson};
use super::End::{By, Over, Purge, With, WithOver};
use super::{ALL, Audited, End};

/// A trigger: its name and its text.
pub type Trigger = (String, String);

/// A unique rule: the columns, each with how it compares.
type Key = Vec<(String, String)>;

struct Shape {
    columns: Vec<String>,
    primary: Vec<String>,
    keys: Vec<Key>,
    rowid: bool,
}

fn texts(db: &Connection, sql: &str) -> rusqlite::Result<Vec<(String, String)>> {
    db.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn shape(db: &Connection, table: &str) -> rusqlite::Result<Shape> {
    let columns = texts(
        db,
        &format!(
            "SELECT name, pk FROM (SELECT name, CAST(pk AS TEXT) AS pk, cid FROM pragma_table_info('{table}')) ORDER BY cid"
        ),
    )?;
    let mut primary: Vec<_> = columns.iter().filter(|(_, pk)| pk != "0").collect();
    primary.sort_by_key(|(_, pk)| pk.clone());
    let primary = primary.into_iter().map(|(name, _)| name.clone()).collect();
    let indices = format!(
        "SELECT name, origin FROM pragma_index_list('{table}') WHERE \"unique\" = 1 ORDER BY origin = 'pk' DESC, seq DESC"
    );
    let mut keys = Vec::new();
    for (index, _) in texts(db, &indices)? {
        // A key over an expression has no column name here and fails: this generator would have to learn of it.
        keys.push(texts(
            db,
            &format!("SELECT name, coll FROM pragma_index_xinfo('{index}') WHERE \"key\" = 1 ORDER BY seqno"),
        )?);
    }
    let sql = format!("SELECT CAST(wr AS TEXT), '' FROM pragma_table_list WHERE schema = 'main' AND name = '{table}'");
    let rowid = texts(db, &sql)?.iter().any(|(wr, _)| wr == "0");
    Ok(Shape { columns: columns.into_iter().map(|(name, _)| name).collect(), primary, keys, rowid })
}

impl Audited {
    fn account(&self, row: &str) -> String {
        match self.account {
            Itself => format!("{row}.id"),
            Column => format!("{row}.account_id"),
            OfPerson => format!("(SELECT account_id FROM person WHERE id = {row}.person_id)"),
        }
    }

    fn open(&self, row: &str) -> String {
        format!(
            "EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = {})",
            self.account(row)
        )
    }

    fn end(&self, end: &End) -> String {
        let (column, mut rule) = match end {
            By(column, actions) => {
                let names: Vec<String> = actions.iter().map(|action| format!("'{}'", action.as_str())).collect();
                (column, format!("action IN ({})", names.join(", ")))
            }
            With(_, column, action) => (column, format!("action = '{}'", action.as_str())),
            Purge(column) => {
                (column, format!("action = '{}' AND at > OLD.last_seen_at", Action::SessionsPurged.as_str()))
            }
            // An end that is none is later than any time.
            Over(column) => (
                column,
                format!(
                    "action = '{}' AND at >= {KEPT_OVER} + min(coalesce(OLD.revoked_at, 9007199254740991), coalesce(OLD.expires_at, 9007199254740991))",
                    Action::TokensPurged.as_str()
                ),
            ),
            WithOver(_, column) => (column, format!("action = '{}'", Action::TokensPurged.as_str())),
        };
        // Whose link it was can't be asked any more when the person is gone; the event about the person says it.
        if self.account != OfPerson {
            rule = format!("{rule} AND account_id = {}", self.account("OLD"));
        }
        let event = format!("EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.{column} AND {rule})");
        match end {
            With(parent, column, _) => {
                format!("(NOT EXISTS (SELECT 1 FROM {parent} WHERE id = OLD.{column}) AND {event})")
            }
            WithOver(token, _) => format!("(NOT EXISTS (SELECT 1 FROM token WHERE id = OLD.{token}) AND {event})"),
            By(..) | Purge(_) | Over(_) => event,
        }
    }

    fn is_fixed(&self, column: &str) -> bool {
        !self.figures.contains(&column) && (self.fixed.contains(&column) || self.fixed.contains(&"*"))
    }

    /// The lines that refuse a row that would take the place of another one, in SQLite's own words.
    fn replacing(&self, shape: &Shape, keys: &[&Key], row_was: bool) -> String {
        let table = self.table;
        let other: Vec<String> = shape.primary.iter().map(|column| format!("{column} IS NOT OLD.{column}")).collect();
        let other = if row_was { format!(" AND ({})", other.join(" OR ")) } else { String::new() };
        let mut lines = String::new();
        if shape.rowid && !row_was {
            lines.push_str(&format!(
                "  SELECT RAISE(ABORT, 'UNIQUE constraint failed: {table}.rowid') WHERE EXISTS (SELECT 1 FROM {table} WHERE rowid = NEW.rowid);\n"
            ));
        }
        for key in keys {
            let names: Vec<String> = key.iter().map(|(column, _)| format!("{table}.{column}")).collect();
            let same: Vec<String> = key
                .iter()
                .map(|(column, collation)| match collation.as_str() {
                    "BINARY" => format!("{column} = NEW.{column}"),
                    other => format!("{column} = NEW.{column} COLLATE {other}"),
                })
                .collect();
            lines.push_str(&format!(
                "  SELECT RAISE(ABORT, 'UNIQUE constraint failed: {}')\n  WHERE EXISTS (SELECT 1 FROM {table} WHERE {}{other});\n",
                names.join(", "),
                same.join(" AND "),
            ));
        }
        lines
    }

    /// The table's triggers, from its columns and keys as they are now.
    ///
    /// # Errors
    /// When the table is not there, or has a key over an expression.
    pub fn triggers(&self, db: &Connection) -> rusqlite::Result<Vec<Trigger>> {
        let shape = shape(db, self.table)?;
        let table = self.table;
        let missing = "BEGIN\n  SELECT RAISE(ABORT, 'audit:missing');\nEND;";
        let mut all = Vec::new();
        let mut trigger = |name: &str, rest: String| {
            let name = format!("{table}_{name}");
            let text = format!("CREATE TRIGGER {name} {rest}");
            all.push((name, text));
        };
        trigger("audit_insert", format!("BEFORE INSERT ON {table}\nWHEN NOT {}\n{missing}", self.open("NEW")));
        let audited: Vec<&str> =
            shape.columns.iter().map(String::as_str).filter(|column| !self.figures.contains(column)).collect();
        if audited.iter().any(|column| !self.is_fixed(column)) {
            trigger(
                "audit_update",
                format!("BEFORE UPDATE OF {} ON {table}\nWHEN NOT {}\n{missing}", audited.join(", "), self.open("OLD")),
            );
        }
        let ends: Vec<String> = self.ends.iter().map(|end| self.end(end)).collect();
        let when = if ends.is_empty() { String::new() } else { format!("WHEN NOT ({})\n", ends.join("\n  OR ")) };
        trigger("audit_delete", format!("BEFORE DELETE ON {table}\n{when}{missing}"));
        // All of the row's own identity: a row that changed it would be another one.
        let rowid = shape.rowid.then_some("rowid");
        let fixed = rowid.into_iter().chain(shape.columns.iter().map(String::as_str).filter(|c| self.is_fixed(c)));
        let changed: Vec<String> = fixed.map(|column| format!("NEW.{column} IS NOT OLD.{column}")).collect();
        trigger(
            "immutable",
            format!(
                "BEFORE UPDATE ON {table}\nWHEN {}\nBEGIN\n  SELECT RAISE(ABORT, 'invariant:immutable');\nEND;",
                changed.join(" OR ")
            ),
        );
        // The Worker from before the closing of events relied on ON CONFLICT, which comes after these.
        let strict = "WHEN EXISTS (SELECT 1 FROM closing)";
        let keys: Vec<&Key> = shape.keys.iter().collect();
        let lines = self.replacing(&shape, &keys, false);
        trigger("replace_insert", format!("BEFORE INSERT ON {table}\n{strict}\nBEGIN\n{lines}END;"));
        let open: Vec<&Key> = keys.into_iter().filter(|key| key.iter().any(|(c, _)| !self.is_fixed(c))).collect();
        if !open.is_empty() {
            let mut columns: Vec<&str> =
                open.iter().flat_map(|key| key.iter().map(|(c, _)| c.as_str())).filter(|c| !self.is_fixed(c)).collect();
            columns.sort_unstable();
            columns.dedup();
            let lines = self.replacing(&shape, &open, true);
            trigger(
                "replace_update",
                format!("BEFORE UPDATE OF {} ON {table}\n{strict}\nBEGIN\n{lines}END;", columns.join(", ")),
            );
        }
        Ok(all)
    }
}

/// What a migration must end with, so that the database has exactly the triggers that its tables ask for: empty when it
/// has them.
///
/// # Errors
/// What SQLite says.
pub fn missing(db: &Connection) -> rusqlite::Result<String> {
    let mut out = String::new();
    for audited in ALL {
        let there = texts(
            db,
            &format!(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{}' ORDER BY name",
                audited.table
            ),
        )?;
        let wanted = audited.triggers(db)?;
        let generated = |name: &str| {
            ["audit_insert", "audit_update", "audit_delete", "immutable", "replace_insert", "replace_update"]
                .iter()
                .any(|end| name == format!("{}_{end}", audited.table))
        };
        let same = |text: &str, sql: &str| text.trim_end_matches(';') == sql.trim_end_matches(';');
        for (name, sql) in &there {
            if generated(name) && !wanted.iter().any(|(n, text)| n == name && same(text, sql)) {
                out.push_str(&format!("DROP TRIGGER {name};\n\n"));
            }
        }
        for (name, text) in &wanted {
            if !there.iter().any(|(n, sql)| n == name && same(text, sql)) {
                out.push_str(text);
                out.push_str("\n\n");
            }
        }
    }
    Ok(out)
}
