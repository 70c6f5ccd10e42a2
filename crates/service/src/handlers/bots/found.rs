//! Ending tokens by showing them. A forgery costs no I/O; the answer is the same whatever was shown.

use std::collections::BTreeSet;

use contract::table::FoundTokens;
use domain::field::FieldCode;
use domain::found::Place;
use domain::token::within;

use super::found_tell::{Places, tell};
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

/// How many may be shown in one call.
const MOST: usize = 1_000;

impl<D: Deps> Handler<D> for FoundTokens {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let shown = &cx.body.tokens.0;
        match shown.len() {
            0 => return Err(Fail::field("tokens", FieldCode::Required)),
            n if n > MOST => return Err(Fail::field("tokens", FieldCode::TooLong)),
            _ => {}
        }
        let keys = &cx.config.keys;
        // Who finds one pastes the line in which it stood.
        let ours = shown.iter().flat_map(|text| within(text.expose())).filter(|one| keys.is_ours(one));
        // Whoever shows a token ends it, whatever its account wants with what code hosts report.
        let nowhere = || BTreeSet::from([Place::default()]);
        let all: Places = ours.flat_map(|one| keys.token_digests(one.text())).map(|one| (one.hex, nowhere())).collect();
        tell(&cx, &all, false).await?;
        Ok(().into())
    }
}
