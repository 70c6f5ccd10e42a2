//! The audit log of an account.

use domain::audit::Action;
use domain::ids::RequestId;
use domain::time::Instant;
use serde::{Deserialize, Serialize};

use crate::page::{Cursor, Limit};
use crate::types::{EventActor, EventDetail};

request! {
    /// Filters of the audit log.
    #[derive(Default)]
    pub struct AuditQuery {
        /// How many items; a file has 1,000 unless it says.
        limit: opt Limit,
        /// The position after which the page begins.
        cursor: opt Cursor,
        /// What this person or system user did.
        actor: opt String,
        /// Events of this action.
        action: opt Action,
        /// What was done to the person, system user or other thing of this id.
        subject: opt String,
        /// At this time or later.
        from: opt Instant,
        /// Before this time.
        to: opt Instant,
    }
}

reply! {
    /// An event of the audit log. It is chained: `hash` is the SHA-256 over the hash before it, its place and what it holds.
    pub struct AuditEvent {
        /// Its id.
        pub id: String,
        /// Its place in the account's log, from one and without a gap.
        pub seq: Option<i64>,
        /// When.
        pub at: Instant,
        /// What, as `subject.verb`.
        pub action: String,
        /// Who did it, by their name at that time.
        pub actor: EventActor,
        /// The right under which they did it: a permission, `own`, `see_people` or `owner`; null where none was asked.
        pub permission: Option<String>,
        /// To what.
        pub subject_id: String,
        /// The request that did it, as in its answer's `x-request-id` and in the log; null where what is stored is no id of one.
        pub request_id: Option<RequestId>,
        /// The address that it came from; null where none is known.
        pub ip: Option<String>,
        /// What it says.
        pub detail: EventDetail,
        /// The digest of it and of all before it; null for the moment until it is sealed.
        pub hash: Option<String>,
    }
}

request! {
    /// Where reading the log again goes on.
    #[derive(Default)]
    pub struct VerifyAuditLog {
        /// The position that the last answer gave; none to begin.
        cursor: opt Cursor,
    }
}

choice! {
    /// What is wrong with an event.
    pub enum AuditFault {
        /// It, or its place, is not what was sealed.
        Changed = "changed",
        /// There is none at this place.
        Missing = "missing",
        /// Tenure did not write it.
        Inserted = "inserted",
        /// The log ends before this place, and was longer when its head was last kept elsewhere.
        CutOff = "cut_off",
        /// Its seal is under a key that the deployment does not have any more.
        UnknownKey = "unknown_key",
    }
}

reply! {
    /// An event that is not as it was.
    pub struct BadAuditEvent {
        /// Its place; null when it has none.
        pub seq: Option<i64>,
        /// Its id; null when it is not there.
        pub id: Option<String>,
        /// What is wrong.
        pub why: AuditFault,
    }
}

reply! {
    /// What reading a part of the log again has shown.
    pub struct AuditVerification {
        /// Is all of this part as it was?
        pub ok: bool,
        /// How many events were looked at.
        pub checked: i64,
        /// How many of them wait for their seal: a change of these would not be seen.
        pub unsealed: i64,
        /// The first one that is not as it was.
        pub first_bad: Option<BadAuditEvent>,
        /// When the newest event's digest was last kept outside of the database; null when never.
        pub head_at: Option<Instant>,
        /// The place of that event.
        pub head_seq: Option<i64>,
        /// Give this as `cursor` to go on; null when the end was reached, or something was wrong.
        pub next_cursor: Option<Cursor>,
    }
}
