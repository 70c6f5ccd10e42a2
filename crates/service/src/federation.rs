//! A workload shows the token that its own issuer has signed, and gets one of a system user that trusts that issuer (RFC 7523
//! §2.1, RFC 8693; ADR 0039). The caller is told that it gets nothing; why is told to those who manage the system user.

use std::collections::BTreeMap;

use contract::{AccessToken, Code, Fields};
use domain::field::FieldCode;
use domain::ids::{CredentialId, SystemUserId, TokenId};
use domain::lease::{self, Record};
use domain::time::{HOUR, Instant, SECOND};
use domain::token;
use domain::trust::{BOUGHT_LIFE, Issuer, unpinned};
use serde_json::{Value, json};
use store::trust_rules::{self, BoughtToken, Candidate, MOST_CANDIDATES};
use store::{Db, DbError};

use crate::crypto;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::{Gate, holder};
use crate::issuer_key::Way;
use crate::issuers::{self, Signed};
use crate::jwt::{self, Parts};
use crate::refusals::{Holder, Reason, Refused};
use crate::stamp::random;
use crate::username;

/// How much the clocks of issuer and server may differ, in milliseconds: for beginnings. Ends are taken as they are, because
/// nothing that is bought is good for longer.
const SKEW: i64 = 30 * SECOND;
/// How long an assertion may be good from now on: so long it is remembered.
const LONGEST_LIFE: i64 = 24 * HOUR;
/// The longest `jti` that is looked at, in bytes.
const LONGEST_ID: usize = 500;
/// Seconds until a system user that has bought very many tokens may come again.
const WAIT: u32 = 60;

/// What is shown, by whom.
pub struct Shown<'a, D: Deps> {
    /// The gate.
    pub gate: Gate<'a, D>,
    /// The workload's token.
    pub assertion: &'a str,
    /// The system user that it names: its id, or its username.
    pub client: Option<&'a str>,
    /// The client's address, where it is known.
    pub from: Option<&'a str>,
    /// The time of the request.
    pub now: Instant,
}

/// What it turned out to be: the rule's record, and the assertion.
pub struct Proved {
    /// The record of the rule.
    pub record: Record,
    digest: String,
    ends_at: Instant,
}

fn held(rule: &Candidate) -> Holder {
    Holder { account: rule.account.clone(), system_user: rule.system_user.clone(), token: rule.id.clone().into() }
}

/// A refusal that is told of the rule, if they are all one system user's: the others have nothing to do with it.
fn refused(reason: Reason, rules: &[Candidate]) -> Fail {
    Fail::grant(reason, whose(rules).map(held))
}

fn whose(rules: &[Candidate]) -> Option<&Candidate> {
    let first = rules.first()?;
    rules.iter().all(|one| one.system_user == first.system_user).then_some(first)
}

impl<D: Deps> Shown<'_, D> {
    /// Is it the word of an issuer that a system user trusts? It is not used up yet.
    ///
    /// # Errors
    /// `invalid_grant`; `unavailable` when the issuer's keys can't be had; `client_id` is required where the assertion counts
    /// for more than one.
    pub async fn proved(&self) -> Result<Proved, Fail> {
        let malformed = || Fail::grant(Reason::Malformed, None);
        let parts = Parts::parse(self.assertion).ok_or_else(malformed)?;
        // One of another kind, such as a notice that somebody has signed out, proves nothing here (RFC 8725 §3.11).
        // `JOSE` says no more than its form (RFC 7515 §4.1.9); SPIFFE allows it.
        if !matches!(parts.typ.as_deref(), None | Some("jwt" | "at+jwt" | "jose")) {
            return Err(malformed());
        }
        let claims = &parts.claims;
        let issuer = claims.get("iss").and_then(Value::as_str).ok_or_else(malformed)?;
        let issuer =
            Issuer::try_from(issuer.to_owned()).ok().filter(|one| one.as_str() == issuer).ok_or_else(malformed)?;
        let audiences = audiences(claims).ok_or_else(malformed)?;
        let rules = self.rules(&issuer, &audiences).await?;
        let (rules, others): (Vec<_>, Vec<_>) = rules.into_iter().partition(|one| one.issuer == issuer.as_str());
        if rules.is_empty() {
            // A rule of the system user has it with a slash at its end, or without: two issuers, and an easy slip.
            let near = others.iter().find(|one| !one.revoked).map(held);
            return Err(near.map_or_else(|| Fail::grant(Reason::Unknown, None), |rule| lacks("iss", rule)));
        }
        let (rules, gone): (Vec<_>, Vec<_>) = rules.into_iter().partition(|one| !one.revoked);
        if rules.is_empty() {
            return Err(refused(Reason::Revoked, &gone));
        }
        let way = Way::of(&parts.algorithm).ok_or_else(|| refused(Reason::Algorithm, &rules))?;
        let place = (self.gate.deps, self.gate.config, self.gate.state);
        match issuers::has_signed(place, &issuer, (&parts, way), self.now).await {
            Ok(Signed::Yes) => {}
            Ok(Signed::No) => return Err(refused(Reason::Signature, &rules)),
            Ok(Signed::UnknownKey) => return Err(refused(Reason::UnknownKey, &rules)),
            Err(fail) => {
                let told = Refused { reason: Reason::Issuer, holder: whose(&rules).map(held), claim: None };
                return Err(Fail { refused: Some(Box::new(told)), ..fail });
            }
        }
        // From here on it is the issuer's word.
        let ends_at = good_until(claims, self.now).map_err(|reason| refused(reason, &rules))?;
        let (for_us, for_others): (Vec<_>, Vec<_>) =
            rules.into_iter().partition(|rule| audiences.iter().all(|one| *one == rule.audience));
        if for_us.is_empty() {
            return Err(refused(Reason::AssertionAudience, &for_others));
        }
        let rule = matching(&for_us, claims)?;
        if unpinned(issuer.as_str(), rule.claims.keys().map(String::as_str)).is_some() {
            return Err(Fail::grant(Reason::Unpinned, Some(held(rule))));
        }
        let found = self.gate.find_credential(&rule.id.clone().into(), self.now).await?;
        let record = found.ok_or_else(|| Fail::grant(Reason::Unknown, None))?;
        if let Err(refusal) = lease::admit(&record, self.from, self.now) {
            return Err(Fail::grant(refusal.into(), Some(holder(&record))));
        }
        let id = claims.get("jti").and_then(Value::as_str).filter(|id| (1..=LONGEST_ID).contains(&id.len()));
        // The signature is no part of it: one of ECDSA can be written in two ways.
        let text = id.map_or_else(|| format!("signed\n{}", parts.signed), |id| format!("{}\n{id}", issuer.as_str()));
        Ok(Proved { record, digest: crypto::digest(&text), ends_at })
    }

    async fn rules(&self, issuer: &Issuer, audiences: &[String]) -> Result<Vec<Candidate>, Fail> {
        let db = self.gate.deps.db();
        let named = self.client.and_then(|client| SystemUserId::try_from(client.to_owned()).ok());
        if let Some(id) = &named {
            return Ok(trust_rules::of_client(id, issuer.as_str()).of(db).await?);
        }
        let Some(audience) = audiences.first() else { return Ok(Vec::new()) };
        let all = trust_rules::of_issuer(issuer.as_str(), audience).of(db).await?;
        if all.len() as i64 > MOST_CANDIDATES {
            return Err(Fail::field("client_id", FieldCode::Required));
        }
        let is = |one: &Candidate| self.client.is_none_or(|client| username::same(client, &one.username));
        Ok(all.into_iter().filter(is).collect())
    }

    /// Buys a token, and uses the assertion up: of any number of requests with one, one gets a token.
    pub async fn buy(&self, proved: &Proved, scopes: &[String]) -> Result<AccessToken, Fail> {
        let Proved { record, digest, ends_at } = proved;
        let whole = |at: Instant| Instant::from_millis(at.millis().div_euclid(SECOND) * SECOND);
        let ends = whole((*ends_at).min(self.now.plus(BOUGHT_LIFE)));
        let seconds = ends.since(self.now).div_euclid(SECOND);
        let refused = |reason| Fail::grant(reason, Some(holder(record)));
        let CredentialId::Trust(rule) = &record.token else { return Err(Fail::grant(Reason::Unknown, None)) };
        if seconds < 1 {
            return Err(refused(Reason::AssertionEnded));
        }
        let keys = &self.gate.config.keys;
        let text = keys.new_token(record.environment, &random(self.gate.deps)?);
        let kept = keys.token_digest(&text);
        let token = BoughtToken {
            id: &TokenId::new(self.now, random(self.gate.deps)?),
            rule,
            digest: &kept.hex,
            kid: &kept.kid,
            tail: &token::tail(text.expose()),
            scopes: &json!(scopes).to_string(),
            assertion: digest,
            at: self.now,
            ends,
            assertion_ends: *ends_at,
        };
        let bought = trust_rules::buy((&record.account, &record.system_user), &token);
        match self.gate.deps.db().commit(&bought).await {
            Ok(_) => {}
            Err(error) if error.is_unique(trust_rules::UNIQUE_ASSERTION) => return Err(refused(Reason::Replayed)),
            // It was taken away, or its system user switched off or deleted, since it was read.
            Err(error) if error.is_invariant("bought_token_rule") => return Err(refused(Reason::Revoked)),
            Err(DbError::ForeignKey) => return Err(refused(Reason::Revoked)),
            Err(error) if error.is_invariant("bought_token_limit") => {
                return Err(Fail::new(Code::RateLimited).retry_after(WAIT));
            }
            Err(error) => return Err(error.into()),
        }
        let scope = scopes.join(" ");
        Ok(AccessToken {
            access_token: text.expose().clone(),
            issued_token_type: None,
            token_type: "Bearer".to_owned(),
            expires_in: seconds,
            scope: Some(scope).filter(|scope| !scope.is_empty()),
        })
    }
}

/// A claim is not what the rule says.
fn lacks(claim: &str, rule: Holder) -> Fail {
    let refused = Refused { reason: Reason::Claim, holder: Some(rule), claim: Some(claim.to_owned()) };
    Fail { refused: Some(Box::new(refused)), ..Fail::grant(Reason::Claim, None) }
}

/// Whom it is made for; none when it does not say, or not in texts.
fn audiences(claims: &Fields) -> Option<Vec<String>> {
    match claims.get("aud")? {
        Value::String(one) => Some(vec![one.clone()]),
        Value::Array(all) if !all.is_empty() => all.iter().map(|one| one.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

/// When it ends, if it is good now.
fn good_until(claims: &Fields, now: Instant) -> Result<Instant, Reason> {
    let ends = jwt::time(claims, "exp").flatten().ok_or(Reason::AssertionLong)?;
    if ends.since(now) <= 0 {
        return Err(Reason::AssertionEnded);
    }
    if ends.since(now) > LONGEST_LIFE {
        return Err(Reason::AssertionLong);
    }
    for name in ["nbf", "iat"] {
        let begins = jwt::time(claims, name).ok_or(Reason::AssertionEarly)?;
        if begins.is_some_and(|at| at.since(now) > SKEW) {
            return Err(Reason::AssertionEarly);
        }
    }
    Ok(ends)
}

/// The claims of a rule that are not what it says.
fn lacking<'r>(rule: &'r BTreeMap<String, String>, claims: &Fields) -> Vec<&'r String> {
    let is = |(name, wanted): &(&String, &String)| match claims.get(*name) {
        Some(Value::String(text)) => text == *wanted,
        // Not of fractions: one number has many texts.
        Some(Value::Number(number)) => (number.is_i64() || number.is_u64()) && number.to_string() == **wanted,
        Some(Value::Bool(truth)) => truth.to_string() == **wanted,
        _ => false,
    };
    rule.iter().filter(|one| !is(one)).map(|(name, _)| name).collect()
}

/// The rule that says what the claims do: of one system user the newest. Where there is none, the one that lacks least is
/// told, and what.
fn matching<'r>(rules: &'r [Candidate], claims: &Fields) -> Result<&'r Candidate, Fail> {
    let judged: Vec<_> = rules.iter().map(|rule| (rule, lacking(&rule.claims, claims))).collect();
    let mut good = judged.iter().filter(|(_, lacking)| lacking.is_empty()).map(|(rule, _)| *rule);
    if let Some(first) = good.next() {
        return match good.all(|one| one.system_user == first.system_user) {
            true => Ok(first),
            false => Err(Fail::field("client_id", FieldCode::Required)),
        };
    }
    let nearest = judged.iter().min_by_key(|(_, lacking)| lacking.len());
    let told = nearest.filter(|_| whose(rules).is_some());
    let lacking = told.and_then(|(rule, lacking)| Some(lacks(lacking.first()?, held(rule))));
    Err(lacking.unwrap_or_else(|| Fail::grant(Reason::Claim, None)))
}
