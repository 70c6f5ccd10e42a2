//! Calls of a system user as they come, while somebody watches.

use domain::ids::CredentialId;
use domain::time::Instant;
use serde::{Deserialize, Serialize};

use crate::page::Cursor;

request! {
    /// Which lines.
    #[derive(Default)]
    pub struct TailQuery {
        /// Those after this position; by default the newest 100.
        cursor: opt Cursor,
    }
}

reply! {
    /// Until when it is watched.
    pub struct TailState {
        /// Until then calls are noted.
        pub until: Instant,
    }
}

reply! {
    /// A call.
    pub struct TailLine {
        /// When it came.
        pub at: Instant,
        /// Its method.
        pub method: String,
        /// What was called: a path of this document.
        pub path: String,
        /// The status of the answer.
        pub status: u16,
        /// Why it was refused; null when it was not.
        pub code: Option<String>,
        /// From where it came, when a trusted hop named it.
        pub address: Option<String>,
        /// The token that it came with, or the key that bought it.
        pub token_id: CredentialId,
        /// Its name; null where it has none.
        pub token_name: Option<String>,
        /// How it ends.
        pub token_end: Option<String>,
        /// How long Tenure took for it, in milliseconds.
        pub took_ms: i64,
        /// How many more calls were seen by then that are no lines of their own.
        pub left_out: i64,
    }
}

reply! {
    /// Calls as they come.
    pub struct Tail {
        /// Until when calls are noted; null when nobody watches.
        pub until: Option<Instant>,
        /// The calls, the oldest first. They are kept for an hour.
        pub lines: Vec<TailLine>,
        /// The position after them, for the next call.
        pub cursor: Option<Cursor>,
    }
}
