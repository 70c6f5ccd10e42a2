//! The database of the native tests: SQLite, held to what D1 allows.
//!
//! It refuses more than 100 parameters and everything that D1 does not authorize, binds integers as D1's JavaScript
//! numbers are bound (as REAL), and runs each commit as one transaction.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use rusqlite::backup::Backup;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql};

use crate::db::{Committed, Db, DbError, Query, Row, Sealed, Statement, Value};
use crate::migrations;

/// An in-memory database with all migrations applied.
pub struct Sqlite(Mutex<Connection>);

/// What D1's SQLite is held to (workerd's `sqlite.c++`), with D1's documented size of a text and a row in place of
/// workerd's, which is a little more.
const LIMITS: [(Limit, i32); 9] = [
    (Limit::SQLITE_LIMIT_LENGTH, 2_000_000),
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
    (Limit::SQLITE_LIMIT_COLUMN, 100),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 5),
    (Limit::SQLITE_LIMIT_VDBE_OP, 25_000),
    (Limit::SQLITE_LIMIT_FUNCTION_ARG, 32),
    (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 100),
    (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 10),
];

/// How many statements stay compiled: with its triggers one takes longer to compile than to run.
const STATEMENTS: usize = 512;

struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            #[allow(clippy::cast_precision_loss, reason = "D1 binds numbers as doubles; the range is checked before")]
            Value::Int(n) => ToSqlOutput::Borrowed(ValueRef::Real(*n as f64)),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        })
    }
}

fn text_of(error: &rusqlite::Error) -> DbError {
    DbError::from_text(&error.to_string())
}

impl Sqlite {
    /// Opens a fresh database: a copy of the first that this program opened, since the migrations take longer than most
    /// tests.
    ///
    /// # Errors
    /// When a migration does not run.
    pub fn open() -> Result<Self, DbError> {
        static FIRST: OnceLock<Sqlite> = OnceLock::new();
        if let Some(first) = FIRST.get() {
            return first.copy();
        }
        let db = Self::empty()?;
        for (_, text) in migrations::ALL {
            db.apply(text)?;
        }
        FIRST.get_or_init(|| db).copy()
    }

    /// A database in a file, to be written. Whoever else writes it is waited for, for some seconds.
    ///
    /// # Errors
    /// When it can't be opened.
    pub fn writable(file: &Path) -> Result<Self, DbError> {
        let connection =
            Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(|e| text_of(&e))?;
        connection.busy_timeout(std::time::Duration::from_secs(5)).map_err(|e| text_of(&e))?;
        Ok(Self(Mutex::new(connection)))
    }

    /// Opens a file, to read it.
    ///
    /// # Errors
    /// When it is no database, or can't be read.
    pub fn read_only(file: &Path) -> Result<Self, DbError> {
        let connection =
            Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|e| text_of(&e))?;
        Ok(Self(Mutex::new(connection)))
    }

    /// Opens a database without tables, for tests of the migrations.
    ///
    /// # Errors
    /// When SQLite does not start.
    pub fn empty() -> Result<Self, DbError> {
        let mut connection = Connection::open_in_memory().map_err(|e| text_of(&e))?;
        connection.execute_batch("PRAGMA foreign_keys = ON").map_err(|e| text_of(&e))?;
        connection.authorizer(Some(as_d1)).map_err(|e| text_of(&e))?;
        for (limit, value) in LIMITS {
            connection.set_limit(limit, value).map_err(|e| text_of(&e))?;
        }
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(Self(Mutex::new(connection)))
    }

    /// Another database with the same rows.
    ///
    /// # Errors
    /// When SQLite does not copy it.
    pub fn copy(&self) -> Result<Self, DbError> {
        let copy = Self::empty()?;
        let mut connection = copy.lock();
        let from = self.lock();
        let done = Backup::new(&from, &mut connection).and_then(|backup| backup.step(-1));
        done.map_err(|e| text_of(&e))?;
        drop(connection);
        Ok(copy)
    }

    /// Applies one migration as D1 does: statement by statement, in one transaction.
    ///
    /// # Errors
    /// When a statement does not run; nothing of the migration stays then.
    pub fn apply(&self, text: &str) -> Result<(), DbError> {
        let mut connection = self.lock();
        let transaction = connection.transaction().map_err(|e| text_of(&e))?;
        for statement in migrations::statements(text) {
            transaction.execute_batch(&statement).map_err(|e| text_of(&e))?;
        }
        transaction.commit().map_err(|e| text_of(&e))
    }

    /// The connection itself: tests look into tables and break rules on purpose.
    pub fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What D1 answers with "not authorized".
fn as_d1(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Attach { .. }
        | AuthAction::Detach { .. }
        | AuthAction::CreateTempTable { .. }
        | AuthAction::CreateTempTrigger { .. } => Authorization::Deny,
        AuthAction::Function { function_name: "sqlite_version" | "load_extension" } => Authorization::Deny,
        _ => Authorization::Allow,
    }
}

fn check(statement: &Statement) -> Result<(), DbError> {
    const MAX_SAFE: i64 = 1 << 53;
    if statement.params.len() > 100 {
        return Err(DbError::Other("more than 100 parameters".into()));
    }
    let unsafe_int = |value: &Value| matches!(value, Value::Int(n) if !(-MAX_SAFE..=MAX_SAFE).contains(n));
    if statement.params.iter().any(unsafe_int) { Err(DbError::Other("an integer beyond 2^53".into())) } else { Ok(()) }
}

fn bind(statement: &Statement) -> Vec<Bound<'_>> {
    statement.params.iter().map(Bound).collect()
}

fn read(connection: &Connection, statement: &Statement) -> Result<Vec<Row>, DbError> {
    let mut prepared = connection.prepare_cached(statement.sql).map_err(|e| text_of(&e))?;
    let width = prepared.column_count();
    let rows = prepared
        .query_map(rusqlite::params_from_iter(bind(statement)), |row| {
            (0..width)
                .map(|i| {
                    Ok(match row.get_ref(i)? {
                        ValueRef::Integer(n) => Value::Int(n),
                        #[allow(
                            clippy::cast_possible_truncation,
                            reason = "D1's numbers are doubles; all of ours are whole"
                        )]
                        ValueRef::Real(x) => Value::Int(x as i64),
                        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                        ValueRef::Null | ValueRef::Blob(_) => Value::Null,
                    })
                })
                .collect::<rusqlite::Result<Vec<_>>>()
                .map(Row::new)
        })
        .map_err(|e| text_of(&e))?;
    rows.collect::<rusqlite::Result<Vec<_>>>().map_err(|e| text_of(&e))
}

/// A batch of D1 gives rows as objects: of two columns of one name it would give one.
fn read_in_batch(connection: &Connection, statement: &Statement) -> Result<Vec<Row>, DbError> {
    let prepared = connection.prepare_cached(statement.sql).map_err(|e| text_of(&e))?;
    let mut names: Vec<&str> = prepared.column_names().collect();
    let width = names.len();
    names.sort_unstable();
    names.dedup();
    if names.len() != width {
        return Err(DbError::Other(format!("two columns have one name: {}", statement.sql)));
    }
    drop(prepared);
    read(connection, statement)
}

impl Db for Sqlite {
    async fn query(&self, query: &Query) -> Result<Vec<Row>, DbError> {
        let statement = query.statement();
        check(statement)?;
        read(&self.lock(), statement)
    }

    async fn query_many(&self, queries: &[&Query]) -> Result<Vec<Vec<Row>>, DbError> {
        let mut connection = self.lock();
        let transaction = connection.transaction().map_err(|e| text_of(&e))?;
        let mut all = Vec::new();
        for query in queries {
            check(query.statement())?;
            all.push(read_in_batch(&transaction, query.statement())?);
        }
        Ok(all)
    }

    async fn commit(&self, sealed: &Sealed) -> Result<Committed, DbError> {
        let mut connection = self.lock();
        let transaction = connection.transaction().map_err(|e| text_of(&e))?;
        let mut rows = Vec::new();
        for (place, statement) in sealed.statements().iter().enumerate() {
            check(statement)?;
            if sealed.reads().contains(&place) {
                rows.push(read_in_batch(&transaction, statement)?);
                continue;
            }
            transaction
                .prepare_cached(statement.sql)
                .and_then(|mut prepared| prepared.execute(rusqlite::params_from_iter(bind(statement))))
                .map_err(|e| text_of(&e))?;
        }
        transaction.commit().map_err(|e| text_of(&e))?;
        Ok(Committed::new(rows))
    }
}
