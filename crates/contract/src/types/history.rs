//! What was done to something: its audit events.

use domain::ids::{AuditId, RequestId};
use domain::time::Instant;
use serde::{Deserialize, Serialize};

use crate::request::Fields;

choice! {
    /// Who did something.
    pub enum ActorKind {
        /// A person.
        Person = "person",
        /// A system user.
        SystemUser = "system_user",
        /// The deployment itself: the first run, or the clock.
        Deployment = "deployment",
    }
}

reply! {
    /// Who did something, by the present name, or by the last one known when they have left.
    pub struct EventActor {
        /// What they are.
        pub kind: ActorKind,
        /// Their id; null for the deployment.
        pub id: Option<String>,
        /// Their name; null for the deployment.
        pub name: Option<String>,
    }
}

reply! {
    /// What an event says: what was there and is not any more, and what there is from then on. Each side names only what
    /// the event is about. Records that it names are `{"id", "name"}`, by their name at that time.
    pub struct EventDetail {
        /// What was there; null for what was made.
        #[cfg_attr(feature = "openapi", schemars(with = "Option<domain::audit::AnyState>"))]
        pub before: Option<Fields>,
        /// What there is; null for what was deleted.
        #[cfg_attr(feature = "openapi", schemars(with = "Option<domain::audit::AnyState>"))]
        pub after: Option<Fields>,
    }
}

reply! {
    /// Something that was done.
    pub struct HistoryEvent {
        /// The audit event's id.
        pub id: AuditId,
        /// When.
        pub at: Instant,
        /// What, as `subject.verb`.
        pub action: String,
        /// Who did it.
        pub actor: EventActor,
        /// The request that did it, as in its answer's `x-request-id` and in the log; null where what is stored is no id of one.
        pub request_id: Option<RequestId>,
        /// What it says.
        pub detail: EventDetail,
    }
}
