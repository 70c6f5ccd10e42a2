//! The narrow trait behind which D1 or rusqlite stands, and the errors that both report.

/// A bound parameter or a column of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// NULL.
    Null,
    /// An integer within ±2^53, which is what JavaScript's numbers carry.
    Int(i64),
    /// Text.
    Text(String),
}

impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Value::Int(n)
    }
}
impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}
impl From<domain::time::Instant> for Value {
    fn from(at: domain::time::Instant) -> Self {
        Value::Int(at.millis())
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// A list of parameters from values of different types.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::Value::from($value)),*] };
}

/// Greater than every id: where a list that begins with the newest begins. A condition such as `?1 IS NULL OR id < ?1`
/// would keep the index from being used for it.
pub(crate) const AFTER_ALL_IDS: &str = "~";
/// Greater than every key of a name.
pub(crate) const AFTER_ALL_KEYS: &str = "\u{10ffff}";
/// Above every number that is stored, and within what a JavaScript number carries.
pub(crate) const AFTER_ALL_NUMBERS: i64 = 1 << 53;

/// One SQL statement with its parameters (`?1`, `?2`, …).
#[derive(Debug, Clone)]
pub struct Statement {
    /// The text.
    pub sql: &'static str,
    /// What is bound; at most 100 (D1's limit).
    pub params: Vec<Value>,
}

/// A statement that only reads.
#[derive(Debug, Clone)]
pub struct Query(Statement);

impl Query {
    /// Made by this crate's own functions only.
    pub(crate) fn new(sql: &'static str, params: Vec<Value>) -> Self {
        debug_assert!(sql.trim_start().starts_with("SELECT") || sql.trim_start().starts_with("WITH"));
        Self(Statement { sql, params })
    }

    /// For the database adapters.
    pub const fn statement(&self) -> &Statement {
        &self.0
    }
}

/// What is asked, with how its rows are read: several go to the database in one trip ([`both`], [`all_three`]), or as
/// the last statements of a change.
pub struct Reading<T> {
    pub(crate) query: Query,
    pub(crate) read: Box<dyn FnOnce(Vec<Row>) -> Result<T, DbError>>,
}

impl<T: 'static> Reading<T> {
    pub(crate) fn new(
        sql: &'static str,
        params: Vec<Value>,
        read: impl FnOnce(Vec<Row>) -> Result<T, DbError> + 'static,
    ) -> Self {
        Self { query: Query::new(sql, params), read: Box::new(read) }
    }

    /// The first row, if there is one.
    pub(crate) fn first(
        sql: &'static str,
        params: Vec<Value>,
        read: impl FnOnce(Row) -> Result<T, DbError> + 'static,
    ) -> Reading<Option<T>> {
        Reading::new(sql, params, move |rows| rows.into_iter().next().map(read).transpose())
    }

    /// All rows, each read alike.
    pub(crate) fn all(
        sql: &'static str,
        params: Vec<Value>,
        read: impl FnMut(Row) -> Result<T, DbError> + 'static,
    ) -> Reading<Vec<T>> {
        Reading::new(sql, params, move |rows| rows.into_iter().map(read).collect())
    }

    /// The same, made into something else.
    pub(crate) fn map<U: 'static>(self, then: impl FnOnce(T) -> Result<U, DbError> + 'static) -> Reading<U> {
        let read = self.read;
        Reading { query: self.query, read: Box::new(move |rows| then(read(rows)?)) }
    }

    /// Asks this alone.
    pub async fn of(self, db: &impl Db) -> Result<T, DbError> {
        (self.read)(db.query(&self.query).await?)
    }
}

/// Two readings in one trip.
pub async fn both<A, B>(db: &impl Db, a: Reading<A>, b: Reading<B>) -> Result<(A, B), DbError> {
    let mut rows = db.query_many(&[&a.query, &b.query]).await?.into_iter();
    let mut next = || rows.next().unwrap_or_default();
    Ok(((a.read)(next())?, (b.read)(next())?))
}

/// Three readings in one trip.
pub async fn all_three<A, B, C>(
    db: &impl Db,
    a: Reading<A>,
    b: Reading<B>,
    c: Reading<C>,
) -> Result<(A, B, C), DbError> {
    let mut rows = db.query_many(&[&a.query, &b.query, &c.query]).await?.into_iter();
    let mut next = || rows.next().unwrap_or_default();
    Ok(((a.read)(next())?, (b.read)(next())?, (c.read)(next())?))
}

/// Five readings in one trip.
pub async fn all_five<A, B, C, D, E>(
    db: &impl Db,
    a: Reading<A>,
    b: Reading<B>,
    c: Reading<C>,
    d: Reading<D>,
    e: Reading<E>,
) -> Result<(A, B, C, D, E), DbError> {
    let mut rows = db.query_many(&[&a.query, &b.query, &c.query, &d.query, &e.query]).await?.into_iter();
    let mut next = || rows.next().unwrap_or_default();
    Ok(((a.read)(next())?, (b.read)(next())?, (c.read)(next())?, (d.read)(next())?, (e.read)(next())?))
}

/// Any number of readings of one kind in one trip, in their order.
pub async fn each<T>(db: &impl Db, readings: Vec<Reading<T>>) -> Result<Vec<T>, DbError> {
    if readings.is_empty() {
        return Ok(Vec::new());
    }
    let asked: Vec<&Query> = readings.iter().map(|reading| &reading.query).collect();
    let mut rows = db.query_many(&asked).await?.into_iter();
    readings.into_iter().map(|reading| (reading.read)(rows.next().unwrap_or_default())).collect()
}

/// Statements that are ready for [`Db::commit`]. Made from a [`crate::Change`], or by this crate for figures that are no
/// changes (last use, attempts).
#[derive(Debug, Default)]
pub struct Sealed {
    statements: Vec<Statement>,
    /// Which of them read.
    reads: Vec<usize>,
}

impl Sealed {
    /// For the database adapters.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// For the database adapters: the places of the statements whose rows are asked for.
    pub fn reads(&self) -> &[usize] {
        &self.reads
    }

    pub(crate) const fn new(statements: Vec<Statement>, reads: Vec<usize>) -> Self {
        Self { statements, reads }
    }

    pub(crate) const fn figures(statements: Vec<Statement>) -> Self {
        Self::new(statements, Vec::new())
    }

    /// All of them in one transaction; none of nothing.
    pub fn together(all: impl IntoIterator<Item = Sealed>) -> Option<Self> {
        all.into_iter().reduce(Sealed::and)
    }

    /// Puts figures into the same transaction.
    #[must_use]
    pub fn and(mut self, other: Sealed) -> Self {
        let offset = self.statements.len();
        self.statements.extend(other.statements);
        self.reads.extend(other.reads.into_iter().map(|place| place + offset));
        self
    }
}

/// Something that a change reads as its last step ([`crate::Change::then`]): it is there once the change is.
pub struct Later<T> {
    pub(crate) place: usize,
    pub(crate) read: Box<dyn FnOnce(Vec<Row>) -> Result<T, DbError>>,
}

/// What a committed change read.
#[derive(Debug, Default)]
pub struct Committed(Vec<Vec<Row>>);

impl Committed {
    /// What each statement that reads gave, in their order.
    pub(crate) fn each<T>(self, read: impl FnMut(Vec<Row>) -> Result<T, DbError>) -> Result<Vec<T>, DbError> {
        self.0.into_iter().map(read).collect()
    }

    /// For the database adapters: the rows of each statement that reads, in their order.
    pub const fn new(rows: Vec<Vec<Row>>) -> Self {
        Self(rows)
    }

    /// What was read.
    pub fn take<T>(&mut self, later: Later<T>) -> Result<T, DbError> {
        (later.read)(self.0.get_mut(later.place).map(std::mem::take).unwrap_or_default())
    }
}

/// One row, by position.
#[derive(Debug, Clone)]
pub struct Row(std::vec::IntoIter<Value>);

impl Row {
    /// For the database adapters.
    pub fn new(values: Vec<Value>) -> Self {
        Self(values.into_iter())
    }

    /// The next column, whatever it is.
    pub fn value(&mut self) -> Value {
        self.0.next().unwrap_or(Value::Null)
    }

    /// The next column, a text.
    pub fn text(&mut self) -> Result<String, DbError> {
        self.opt_text()?.ok_or_else(|| DbError::Other("unexpected NULL".into()))
    }

    /// The next column, a text or NULL.
    pub fn opt_text(&mut self) -> Result<Option<String>, DbError> {
        match self.value() {
            Value::Text(text) => Ok(Some(text)),
            Value::Null => Ok(None),
            Value::Int(_) => Err(DbError::Other("expected a text".into())),
        }
    }

    /// The next column, an integer.
    pub fn int(&mut self) -> Result<i64, DbError> {
        self.opt_int()?.ok_or_else(|| DbError::Other("unexpected NULL".into()))
    }

    /// The next column, an integer or NULL.
    pub fn opt_int(&mut self) -> Result<Option<i64>, DbError> {
        match self.value() {
            Value::Int(n) => Ok(Some(n)),
            Value::Null => Ok(None),
            Value::Text(_) => Err(DbError::Other("expected an integer".into())),
        }
    }

    /// The next column, a validated text.
    pub fn parse<T: TryFrom<String>>(&mut self) -> Result<T, DbError> {
        T::try_from(self.text()?).map_err(|_| DbError::Other("a stored value is not valid".into()))
    }

    /// The next column, a validated text or NULL.
    pub fn opt_parse<T: TryFrom<String>>(&mut self) -> Result<Option<T>, DbError> {
        let text = self.opt_text()?;
        text.map(|t| T::try_from(t).map_err(|_| DbError::Other("a stored value is not valid".into()))).transpose()
    }

    /// The next column, a point in time.
    pub fn at(&mut self) -> Result<domain::time::Instant, DbError> {
        self.int().map(domain::time::Instant::from_millis)
    }

    /// The next column, a point in time or NULL.
    pub fn opt_at(&mut self) -> Result<Option<domain::time::Instant>, DbError> {
        Ok(self.opt_int()?.map(domain::time::Instant::from_millis))
    }

    /// The next column, JSON.
    pub fn json<T: serde::de::DeserializeOwned>(&mut self) -> Result<T, DbError> {
        self.opt_json()?.ok_or_else(|| DbError::Other("unexpected NULL".into()))
    }

    /// The next column, JSON or NULL.
    pub fn opt_json<T: serde::de::DeserializeOwned>(&mut self) -> Result<Option<T>, DbError> {
        let text = self.opt_text()?;
        text.map(|text| serde_json::from_str(&text).map_err(|e| DbError::Other(format!("stored JSON: {e}"))))
            .transpose()
    }
}

/// What a database can say no with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DbError {
    /// A unique rule; the text after "UNIQUE constraint failed: ", columns or an index.
    Unique(String),
    /// A `guard` did not hold: the label.
    Guard(String),
    /// An `invariant:` trigger: its name.
    Invariant(String),
    /// A change without its audit row, or a change of an audit row.
    Audit(String),
    /// A foreign key: what it names is not there, or something still refers to it.
    ForeignKey,
    /// The database can't be reached or did not answer.
    Unavailable(String),
    /// A fault of ours: text for the log.
    Other(String),
}

/// What says that a statement of ours is wrong, or that what it was given does not fit. Everything else is about the
/// database itself: full, locked, read-only, broken, overloaded, out of reach, or something that nobody has seen yet. It
/// may go again in a moment, and nothing of the request is to blame.
const OURS: &[&str] = &[
    "constraint failed",
    "syntax error",
    "incomplete input",
    "no such ",
    "has no column named",
    "ambiguous column",
    "misuse of ",
    "wrong number of arguments",
    "datatype mismatch",
    "cannot store ",
    "too many SQL variables",
    "Wrong number of parameter",
    "Invalid column",
    "not authorized",
    "string or blob too big",
    "D1_TYPE_ERROR",
    "D1_COLUMN_NOTFOUND",
    "SQLITE_ERROR",
    "SQLITE_CONSTRAINT",
    "SQLITE_MISMATCH",
    "SQLITE_MISUSE",
    "SQLITE_RANGE",
    "SQLITE_TOOBIG",
    "SQLITE_AUTH",
];

impl DbError {
    /// Sorts an error text of D1 or of SQLite. D1 wraps SQLite's text: `D1_ERROR: <text>: SQLITE_…`.
    pub fn from_text(text: &str) -> Self {
        let after = |mark: &str| {
            text.split_once(mark).map(|(_, rest)| rest.split([':', '(', '\n']).next().unwrap_or(rest).trim().to_owned())
        };
        if let Some(what) = after("UNIQUE constraint failed: ") {
            Self::Unique(what)
        } else if let Some(label) = after("guard:") {
            Self::Guard(label)
        } else if let Some(name) = after("invariant:") {
            Self::Invariant(name)
        } else if let Some(name) = after("audit:") {
            Self::Audit(name)
        } else if text.contains("FOREIGN KEY constraint failed") {
            Self::ForeignKey
        } else if OURS.iter().any(|mark| text.contains(mark)) {
            Self::Other(text.to_owned())
        } else {
            Self::Unavailable(text.to_owned())
        }
    }

    /// Is it this unique rule?
    pub fn is_unique(&self, what: &str) -> bool {
        matches!(self, Self::Unique(text) if text.contains(what))
    }

    /// Is it this guard?
    pub fn is_guard(&self, label: &str) -> bool {
        matches!(self, Self::Guard(text) if text == label)
    }

    /// Is it this invariant?
    pub fn is_invariant(&self, name: &str) -> bool {
        matches!(self, Self::Invariant(text) if text == name)
    }
}

/// A database. D1 and rusqlite implement it; nothing else does.
#[allow(async_fn_in_trait, reason = "one thread per isolate: no Send bound is wanted")]
pub trait Db {
    /// Reads, from the primary: what a committed change wrote is seen.
    async fn query(&self, query: &Query) -> Result<Vec<Row>, DbError>;

    /// Reads several things in one trip, one after the other. Columns of a query must have different names.
    async fn query_many(&self, queries: &[&Query]) -> Result<Vec<Vec<Row>>, DbError>;

    /// Runs all statements as one transaction, or none, and gives what those that read have read. Columns of a query
    /// must have different names.
    async fn commit(&self, sealed: &Sealed) -> Result<Committed, DbError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_errors_of_d1_and_sqlite_are_told_apart() {
        let cases = [
            (
                "D1_ERROR: UNIQUE constraint failed: system_user.account_id, system_user.subaccount_id: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)",
                DbError::Unique("system_user.account_id, system_user.subaccount_id".into()),
            ),
            ("UNIQUE constraint failed: person.email_key", DbError::Unique("person.email_key".into())),
            ("D1_ERROR: guard:stale: SQLITE_CONSTRAINT", DbError::Guard("stale".into())),
            ("guard:stale", DbError::Guard("stale".into())),
            ("D1_ERROR: invariant:last_admin: SQLITE_CONSTRAINT", DbError::Invariant("last_admin".into())),
            ("D1_ERROR: audit:missing: SQLITE_CONSTRAINT", DbError::Audit("missing".into())),
            ("D1_ERROR: FOREIGN KEY constraint failed: SQLITE_CONSTRAINT", DbError::ForeignKey),
            ("D1_ERROR: Network connection lost.", DbError::Unavailable("D1_ERROR: Network connection lost.".into())),
            ("near \"SELEC\": syntax error", DbError::Other("near \"SELEC\": syntax error".into())),
        ];
        for (text, expected) in cases {
            assert_eq!(DbError::from_text(text), expected, "{text}");
        }
    }

    /// The texts of SQLite's result codes (`sqlite3_errstr`), and D1's own (its page "Debug D1", list of D1_ERRORs).
    #[test]
    fn what_is_wrong_with_the_database_itself_is_no_fault_of_the_request() {
        let of_sqlite = [
            ("database or disk is full", "SQLITE_FULL"),
            ("disk I/O error", "SQLITE_IOERR"),
            ("disk I/O error", "SQLITE_IOERR (extended: SQLITE_IOERR_WRITE)"),
            ("attempt to write a readonly database", "SQLITE_READONLY"),
            ("database is locked", "SQLITE_BUSY"),
            ("database table is locked", "SQLITE_LOCKED"),
            ("unable to open database file", "SQLITE_CANTOPEN"),
            ("out of memory", "SQLITE_NOMEM"),
            ("database disk image is malformed", "SQLITE_CORRUPT"),
            ("file is not a database", "SQLITE_NOTADB"),
            ("locking protocol", "SQLITE_PROTOCOL"),
            ("access permission denied", "SQLITE_PERM"),
            ("interrupted", "SQLITE_INTERRUPT"),
            ("large file support is disabled", "SQLITE_NOLFS"),
        ];
        let of_d1 = [
            "D1 DB reset because its code was updated.",
            "Internal error while starting up D1 DB storage caused object to be reset.",
            "Network connection lost.",
            "Internal error in D1 DB storage caused object to be reset.",
            "Cannot resolve D1 DB due to transient issue on remote node.",
            "Can't read from request stream because client disconnected.",
            "D1 DB storage operation exceeded timeout which caused object to be reset.",
            "D1 DB is overloaded. Requests queued for too long.",
            "D1 DB is overloaded. Too many requests queued.",
            "D1 DB's isolate exceeded its memory limit and was reset.",
            "D1 DB exceeded its CPU time limit and was reset.",
            "Exceeded maximum DB size.",
            "Replica disconnected from primary.",
            "internal error; reference = 0a1b2c",
            "a text that nobody has seen yet",
        ];
        let wrapped = of_sqlite.iter().map(|(text, code)| format!("D1_ERROR: {text}: {code}"));
        let bare = of_sqlite.iter().map(|(text, _)| (*text).to_owned());
        let of_d1 = of_d1.iter().flat_map(|text| [(*text).to_owned(), format!("D1_ERROR: {text}")]);
        for text in wrapped.chain(bare).chain(of_d1) {
            assert_eq!(DbError::from_text(&text), DbError::Unavailable(text.clone()));
        }
    }

    #[test]
    fn a_statement_that_is_wrong_is_our_fault() {
        for text in [
            "D1_ERROR: no such table: persons: SQLITE_ERROR",
            "D1_ERROR: NOT NULL constraint failed: person.name: SQLITE_CONSTRAINT",
            "D1_ERROR: cannot store TEXT value in INTEGER column person.created_at: SQLITE_CONSTRAINT",
            "D1_ERROR: too many SQL variables at offset 12: SQLITE_ERROR",
            "D1_ERROR: not authorized: SQLITE_AUTH",
            "D1_TYPE_ERROR: Type 'undefined' not supported for value 'undefined'",
            "table person has no column named nme",
        ] {
            assert_eq!(DbError::from_text(text), DbError::Other(text.to_owned()));
        }
    }
}
