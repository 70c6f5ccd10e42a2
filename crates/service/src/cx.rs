//! What a handler is given: the parsed request, the proof, and the way to the outside.

use contract::Endpoint;
use domain::audit::Detail;
use domain::principal::Can;
use store::{Change, Committed, Db, Stamp};

use crate::answer::Answer;
use crate::authn::Authenticate;
use crate::config::Config;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::State;
use crate::http::{Body, Request};
use crate::idempotency::Retry;
pub use crate::meta::Meta;
pub use crate::stamp::{own_stamp, random, stamp, tagger};

/// The context of one call of endpoint `E`.
pub struct Cx<'a, D: Deps, E: Endpoint>
where
    E::Auth: Authenticate,
{
    /// The outside.
    pub deps: &'a D,
    /// The deployment's configuration.
    pub config: &'a Config,
    /// What lives as long as the isolate.
    pub state: &'a State,
    /// Time, id and origin of the request.
    pub meta: &'a Meta,
    /// The request as it came, for what is proved by its bytes.
    pub request: &'a Request,
    /// The proof that the caller may.
    pub proof: <E::Auth as Authenticate>::Proof,
    /// The variable part of the path.
    pub path: E::Path,
    /// The query.
    pub query: E::Query,
    /// The body.
    pub body: E::Body,
    /// Set when the client sent an `Idempotency-Key` and the endpoint honours it.
    pub(crate) retry: Option<Retry>,
}

impl<D: Deps, E: Endpoint> Cx<'_, D, E>
where
    E::Auth: Authenticate,
{
    /// The database.
    pub fn db(&self) -> &D::Db {
        self.deps.db()
    }

    /// The bytes of the body.
    pub fn bytes(&self) -> &[u8] {
        match &self.request.body {
            Body::Bytes(bytes) => bytes,
            Body::TooLarge => &[],
        }
    }

    /// The stamp of a change.
    pub fn stamp(&self) -> Result<Stamp, Fail> {
        stamp(self.deps, self.config, self.meta)
    }

    /// Begins a change under a proof.
    pub fn change<P>(&self, can: &Can<P>, subject: &str, detail: &Detail) -> Result<Change, Fail> {
        Ok(Change::by(can, self.stamp()?, subject, detail))
    }

    /// Commits a change whose answer is known before: an answer that a retry gets again goes into the same batch.
    pub async fn commit_with(&self, change: Change, reply: &E::Reply) -> Result<(), store::DbError> {
        self.commit_and_read(change, reply).await.map(|_| ())
    }

    /// The same of a change that also reads.
    pub async fn commit_and_read(&self, mut change: Change, reply: &E::Reply) -> Result<Committed, store::DbError> {
        if let Some(retry) = &self.retry {
            retry.keep(self.deps, self.config, &mut change, reply)?;
        }
        self.commit(change).await
    }

    /// Commits a change; what it reads as its last steps is there then.
    pub async fn commit(&self, change: Change) -> Result<Committed, store::DbError> {
        self.db().commit(&change.seal()).await
    }
}

/// A use case: what an endpoint does. One file each, under `handlers/`.
#[allow(async_fn_in_trait, reason = "one thread per isolate: no Send bound is wanted")]
pub trait Handler<D: Deps>: Endpoint
where
    Self::Auth: Authenticate,
{
    /// Does it.
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Self::Reply>, Fail>
    where
        Self: Sized;
}
