//! The deployment's keys for access tokens: of nobody's account, and no secret of a row that is not sealed.

use domain::time::Instant;

use crate::db::{DbError, Reading, Row, Sealed, Statement};
use crate::params;

/// A key as stored.
#[derive(Debug, Clone)]
pub struct SigningKeyRow {
    /// Its id, which tokens name.
    pub id: String,
    /// `ES256` or `EdDSA`.
    pub algorithm: String,
    /// Its place among those of its algorithm.
    pub number: i64,
    /// The private half, sealed.
    pub sealed: String,
    /// When it was made.
    pub created_at: Instant,
    /// From when on it signs.
    pub signs_from: Instant,
}

const ALL: &str = "SELECT id, algorithm, number, sealed, created_at, signs_from FROM signing_key ORDER BY algorithm, number LIMIT 100";

/// All of them: a few.
pub fn all() -> Reading<Vec<SigningKeyRow>> {
    Reading::new(ALL, params![], |rows| {
        let read = |mut row: Row| {
            Ok::<_, DbError>(SigningKeyRow {
                id: row.text()?,
                algorithm: row.text()?,
                number: row.int()?,
                sealed: row.text()?,
                created_at: row.at()?,
                signs_from: row.at()?,
            })
        };
        rows.into_iter().map(read).collect()
    })
}

const INSERT: &str =
    "INSERT INTO signing_key (id, algorithm, number, sealed, created_at, signs_from) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/// The unique rule, as [`DbError::is_unique`] knows it: somebody made the one of this number at the same time.
pub const UNIQUE: &str = "signing_key.number";

/// Adds one (unique [`UNIQUE`]).
pub fn insert(key: &SigningKeyRow) -> Sealed {
    let params = params![
        key.id.as_str(),
        key.algorithm.as_str(),
        key.number,
        key.sealed.as_str(),
        key.created_at,
        key.signs_from
    ];
    Sealed::figures(vec![Statement { sql: INSERT, params }])
}

const RETIRE: &str = "DELETE FROM signing_key WHERE EXISTS (SELECT 1 FROM signing_key n \
     WHERE n.algorithm = signing_key.algorithm AND n.number > signing_key.number AND n.signs_from <= ?1)";

/// Clears away those in whose place another one has signed since then.
pub fn retire(since: Instant) -> Sealed {
    Sealed::figures(vec![Statement { sql: RETIRE, params: params![since] }])
}
