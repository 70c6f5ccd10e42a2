//! The proof that it was certain a short while ago who is calling: what gives access or can't be undone asks for it, so
//! that a session in other hands is not enough (ADR 0028).
//!
//! ```compile_fail
//! // A proof of an old session does not do.
//! use domain::{permission::SystemUsersManage, principal::{Can, Fresh}};
//! fn delete(_: &Fresh<Can<SystemUsersManage>>) {}
//! fn handler(can: &Can<SystemUsersManage>) { delete(can) }
//! ```
//!
//! ```compile_fail
//! // Neither can it be written down.
//! use domain::{permission::SystemUsersManage, principal::{Can, Fresh}};
//! fn forge(can: Can<SystemUsersManage>) -> Fresh<Can<SystemUsersManage>> { Fresh(can) }
//! ```

use core::ops::Deref;

use super::Can;
use crate::session::is_proven;
use crate::time::Instant;

/// A proof whose session was proved within [`crate::session::PROOF_LIFE`].
#[derive(Debug)]
pub struct Fresh<C>(C);

impl<P> Fresh<Can<P>> {
    /// Looks at when the session was proved; none when that is too long ago.
    pub fn prove(can: Can<P>, now: Instant) -> Option<Self> {
        is_proven(can.human.proven_at, now).then_some(Self(Can { fresh: true, ..can }))
    }
}

impl<C> Deref for Fresh<C> {
    type Target = C;
    fn deref(&self) -> &C {
        &self.0
    }
}
