//! Tokens that a code host reports, in the form of GitHub's secret scanning partner programme
//! (docs.github.com, "Secret scanning partner program"). What is not signed by the host touches no storage.

use contract::table::FoundByPartner;
use contract::{Code, Finding, FindingLabel};
use domain::found::Place;
use domain::secret::Secret;
use domain::token::within;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::found::MOST;
use super::found_tell::{Places, tell};
use crate::answer::Answer;
use crate::crypto::hex;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::partner;

/// The longest type that is sent back, in characters.
const LONGEST_TYPE: usize = 100;

/// A line of the report. What else stands there is passed over: the host may add to its form.
#[derive(Deserialize)]
struct Line {
    token: String,
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    source: Option<String>,
}

impl<D: Deps> Handler<D> for FoundByPartner {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Vec<Finding>>, Fail> {
        let body = cx.bytes();
        partner::verify((cx.deps, cx.config, cx.state, cx.meta), &*cx.request.headers, body).await?;
        let lines: Vec<Line> = serde_json::from_slice(body).map_err(|_| Fail::new(Code::MalformedBody))?;
        if lines.is_empty() || lines.len() > MOST {
            return Err(Fail::new(Code::MalformedBody));
        }
        let keys = &cx.config.keys;
        let mut all = Places::new();
        let mut findings = Vec::with_capacity(lines.len());
        for line in lines {
            let place =
                Place::said(line.url.as_deref().unwrap_or_default(), line.source.as_deref().unwrap_or_default());
            let token = Secret::new(line.token);
            let ours: Vec<_> = within(token.expose()).filter(|one| keys.is_ours(one)).collect();
            for digest in ours.iter().flat_map(|one| keys.token_digests(one.text())) {
                all.entry(digest.hex).or_default().insert(place.clone());
            }
            findings.push(Finding {
                token_hash: hex(&Sha256::digest(token.expose().as_bytes())),
                token_type: line.kind.chars().filter(|c| !c.is_control()).take(LONGEST_TYPE).collect(),
                label: if ours.is_empty() { FindingLabel::FalsePositive } else { FindingLabel::TruePositive },
            });
        }
        tell(&cx, &all, true).await?;
        Ok(findings.into())
    }
}
