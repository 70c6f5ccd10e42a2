//! The stamp of a change, and the randomness that ids are made of.

use domain::ids::{AuditId, RequestId};
use domain::time::Instant;
use store::{Stamp, Tagger};

use crate::config::Config;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::meta::Meta;

/// What events are tagged by.
pub fn tagger(config: &Config) -> Tagger {
    let keys = config.keys.clone();
    Tagger::new(move |content| keys.audit_tag(content))
}

/// The stamp of a change that no request made.
pub fn own_stamp(deps: &impl Deps, config: &Config, now: Instant) -> Result<Stamp, Fail> {
    let event = AuditId::new(now, random(deps)?);
    Ok(Stamp { at: now, event, request: RequestId::new(now, random(deps)?), ip: None, tagger: tagger(config) })
}

/// The stamp of a change of this request.
pub fn stamp(deps: &impl Deps, config: &Config, meta: &Meta) -> Result<Stamp, Fail> {
    let event = AuditId::new(meta.now, random(deps)?);
    meta.stamped.set(true);
    Ok(Stamp { at: meta.now, event, request: meta.id.clone(), ip: meta.ip.clone(), tagger: tagger(config) })
}

/// Random bytes, or a fault: without randomness nothing goes on.
pub fn random<const N: usize>(deps: &impl Deps) -> Result<[u8; N], Fail> {
    let mut bytes = [0; N];
    if deps.fill(&mut bytes) { Ok(bytes) } else { Err(Fail::internal("no randomness")) }
}
