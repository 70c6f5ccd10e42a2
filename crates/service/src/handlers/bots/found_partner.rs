//! Tokens that a code host reports, in the form of GitHub's secret scanning partner programme
//! (docs.github.com, "Secret scanning partner program"). What is not signed by the host touches no storage.

use contract::table::FoundByPartner;
use contract::{Code, Finding, FindingLabel};
use domain::found::Place;
use domain::secret::Secret;
use domain::token::within;
use serde_json::Value;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

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
#[derive(Default)]
struct Line {
    token: Option<String>,
    kind: String,
    url: String,
    source: String,
    /// What of it can hold tokens.
    raw: String,
}

impl Line {
    /// What can be read of it. One that is odd takes no other with it, and its own token is looked for in what stands there.
    fn read(raw: &RawValue) -> Self {
        let raw = raw.get().to_owned();
        let Ok(Value::Object(mut fields)) = serde_json::from_str(&raw) else { return Self { raw, ..Self::default() } };
        let mut text = |name: &str| match fields.remove(name) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let said = |text: Option<String>| text.unwrap_or_default();
        let (token, kind, url, source) = (text("token"), said(text("type")), said(text("url")), said(text("source")));
        Self { raw: token.clone().unwrap_or(raw), token, kind, url, source }
    }
}

impl<D: Deps> Handler<D> for FoundByPartner {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Vec<Finding>>, Fail> {
        let body = cx.bytes();
        partner::verify((cx.deps, cx.config, cx.state, cx.meta), &*cx.request.headers, body).await?;
        let lines: Vec<&RawValue> = serde_json::from_slice(body).map_err(|_| Fail::new(Code::MalformedBody))?;
        let lines: Vec<Line> = lines.into_iter().map(Line::read).collect();
        let keys = &cx.config.keys;
        let mut all = Places::new();
        let mut findings = Vec::with_capacity(lines.len());
        for line in lines {
            let place = Place::said(&line.url, &line.source);
            let raw = Secret::new(line.raw);
            let ours: Vec<_> = within(raw.expose()).filter(|one| keys.is_ours(one)).collect();
            for digest in ours.iter().flat_map(|one| keys.token_digests(one.text())) {
                all.entry(digest.hex).or_default().insert(place.clone());
            }
            // The host knows its lines by what it reported as the token: of one without it there is nothing to say.
            findings.extend(line.token.map(Secret::new).map(|token| Finding {
                token_hash: hex(&Sha256::digest(token.expose().as_bytes())),
                token_type: line.kind.chars().filter(|c| !c.is_control()).take(LONGEST_TYPE).collect(),
                label: if ours.is_empty() { FindingLabel::FalsePositive } else { FindingLabel::TruePositive },
            }));
        }
        if findings.is_empty() && all.is_empty() {
            return Err(Fail::new(Code::MalformedBody));
        }
        tell(&cx, &all, true).await?;
        Ok(findings.into())
    }
}
