//! The database: D1, always its primary (no read session is opened).

use std::cell::OnceCell;

use store::{Committed, Db, DbError, Query, Row, Sealed, Statement, Value};
use wasm_bindgen::prelude::wasm_bindgen;
use worker::js_sys::futures::JsFuture;
use worker::js_sys::{Array, Error as JsError, JSON, Promise};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::{D1Database, D1PreparedStatement, Env};

use crate::within::within;

/// Longer than D1's own limit for a statement is reached only when nobody answers any more.
const PATIENCE_MS: u64 = 10_000;
/// D1 binds no more parameters than this to a statement.
const MOST_PARAMETERS: usize = 100;
/// The largest integer that a JavaScript number carries exactly.
const LARGEST: i64 = 1 << 53;

/// The binding `DB`, looked up by the first statement: most requests of machines need none.
pub struct D1 {
    env: Env,
    handle: OnceCell<D1Database>,
}

impl D1 {
    /// Of a request's environment.
    pub const fn new(env: Env) -> Self {
        Self { env, handle: OnceCell::new() }
    }

    fn handle(&self) -> Result<&D1Database, DbError> {
        if let Some(handle) = self.handle.get() {
            return Ok(handle);
        }
        let handle = self.env.d1("DB").map_err(|e| DbError::Unavailable(format!("binding DB: {e}")))?;
        Ok(self.handle.get_or_init(|| handle))
    }

    fn prepare(&self, statement: &Statement) -> Result<D1PreparedStatement, DbError> {
        if statement.params.len() > MOST_PARAMETERS {
            return Err(DbError::Other(format!("more than {MOST_PARAMETERS} parameters")));
        }
        let prepared = self.handle()?.prepare(statement.sql);
        if statement.params.is_empty() {
            return Ok(prepared);
        }
        let values = statement.params.iter().map(bound).collect::<Result<Vec<_>, _>>()?;
        prepared.bind(&values).map_err(|e| DbError::Other(format!("bind: {e}")))
    }
}

impl Db for D1 {
    async fn query(&self, query: &Query) -> Result<Vec<Row>, DbError> {
        let prepared = self.prepare(query.statement())?;
        let promise = prepared.inner().raw().map_err(|e| DbError::from_text(&thrown(&e)))?;
        let rows = match within(PATIENCE_MS, JsFuture::from(promise)).await {
            Some(rows) => rows.map_err(|e| DbError::from_text(&thrown(&e)))?,
            None => return Err(no_answer()),
        };
        read(&rows)
    }

    async fn query_many(&self, queries: &[&Query]) -> Result<Vec<Vec<Row>>, DbError> {
        self.batch(queries.iter().map(|query| query.statement())).await
    }

    async fn commit(&self, sealed: &Sealed) -> Result<Committed, DbError> {
        let mut rows = self.batch(sealed.statements().iter()).await?;
        let read = |place: &usize| rows.get_mut(*place).map(std::mem::take).unwrap_or_default();
        Ok(Committed::new(sealed.reads().iter().map(read).collect()))
    }
}

impl D1 {
    /// Runs statements as one transaction; the rows of each.
    async fn batch(&self, statements: impl Iterator<Item = &Statement>) -> Result<Vec<Vec<Row>>, DbError> {
        let batch = Array::new();
        for statement in statements {
            batch.push(self.prepare(statement)?.inner());
        }
        if batch.length() == 0 {
            return Ok(Vec::new());
        }
        let promise = run_batch(self.handle()?.as_ref(), &batch).map_err(|e| DbError::from_text(&thrown(&e)))?;
        let json = match within(PATIENCE_MS, JsFuture::from(promise)).await {
            Some(json) => json.map_err(|e| DbError::from_text(&thrown(&e)))?,
            None => return Err(no_answer()),
        };
        let all: Vec<Vec<Vec<serde_json::Value>>> =
            serde_json::from_str(&json.as_string().unwrap_or_default()).map_err(|e| unreadable(&e))?;
        all.into_iter().map(rows_of).collect()
    }
}

#[wasm_bindgen(inline_js = r#"
export async function runBatch(db, statements) {
  const all = await db.batch(statements);
  return JSON.stringify(all.map(({ results }) => results.map(Object.values)));
}
"#)]
extern "C" {
    /// The rows of each statement as one JSON text. A batch gives rows as objects, whose members are in the order of
    /// the columns.
    #[wasm_bindgen(js_name = runBatch, catch)]
    fn run_batch(db: &JsValue, statements: &Array) -> Result<Promise, JsValue>;
}

fn no_answer() -> DbError {
    DbError::Unavailable(format!("D1 gave no answer within {PATIENCE_MS} ms"))
}

/// Numbers cross as floats; workers-rs' own integer is 32 bits wide, too narrow for a time.
fn bound(value: &Value) -> Result<JsValue, DbError> {
    match value {
        Value::Null => Ok(JsValue::NULL),
        Value::Int(n) if (-LARGEST..=LARGEST).contains(n) => Ok(JsValue::from_f64(*n as f64)),
        Value::Int(_) => Err(DbError::Other("an integer beyond 2^53".into())),
        Value::Text(text) => Ok(JsValue::from_str(text)),
    }
}

/// Rows are arrays of columns. They cross the border as one JSON text: each cell on its own would be three calls.
fn read(rows: &JsValue) -> Result<Vec<Row>, DbError> {
    let json = JSON::stringify(rows).map_err(|_| DbError::Other("D1's answer can't be read".into()))?;
    rows_of(serde_json::from_str(&String::from(json)).map_err(|e| unreadable(&e))?)
}

fn unreadable(error: &serde_json::Error) -> DbError {
    DbError::Other(format!("D1's answer: {error}"))
}

fn rows_of(rows: Vec<Vec<serde_json::Value>>) -> Result<Vec<Row>, DbError> {
    rows.into_iter().map(|row| row.into_iter().map(cell).collect::<Result<_, _>>().map(Row::new)).collect()
}

fn cell(cell: serde_json::Value) -> Result<Value, DbError> {
    match cell {
        serde_json::Value::Null => Ok(Value::Null),
        serde_json::Value::String(text) => Ok(Value::Text(text)),
        serde_json::Value::Number(n) => {
            n.as_i64().map(Value::Int).ok_or_else(|| DbError::Other("a number that is no integer".into()))
        }
        _ => Err(DbError::Other("a column that is neither number nor text".into())),
    }
}

/// The text of an exception. D1's says in its message what SQLite said.
fn thrown(value: &JsValue) -> String {
    match value.dyn_ref::<JsError>() {
        Some(error) => String::from(error.message()),
        None => value.as_string().unwrap_or_else(|| "no text".to_owned()),
    }
}
