//! How a client shows at the token endpoint who it is: by one of its tokens (RFC 6749 §2.3.1), or by an assertion that one of
//! its registered keys has signed (`private_key_jwt`; RFC 7523 §2.2, §3).

use contract::{Code, Fields, OAuthTokenRequest, client};
use domain::client_key::Algorithm;
use domain::field::FieldCode;
use domain::ids::{ClientKeyId, CredentialId, SystemUserId};
use domain::lease::{self, Record};
use domain::time::{Instant, MINUTE, SECOND};
use serde_json::Value;
use store::Db;
use store::client_keys::{self, Candidate};

use crate::config::Config;
use crate::credential::Credential;
use crate::crypto;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::{Gate, holder};
use crate::http::Headers;
use crate::jwt::{self, Unverified, Verifier};
use crate::refusals::{Holder, Reason};
use crate::username;

/// What kind of assertion it is.
pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How much the clocks of client and server may differ, in milliseconds.
const SKEW: i64 = 30 * SECOND;
/// How long an assertion is good at the most, from its making on where it says that: so long it is remembered. Some clients
/// give each an hour.
const LONGEST_LIFE: i64 = 10 * MINUTE;
/// The longest `jti`, in bytes.
const LONGEST_ID: usize = 256;
/// Seconds until a client that has used very many assertions may come again.
const WAIT: u32 = 60;

/// A client that has shown who it is.
pub struct Client {
    /// What it showed: its token's record, or its key's.
    pub record: Record,
    /// How its assertion is signed.
    pub algorithm: Option<Algorithm>,
    assertion: Option<Assertion>,
}

/// What is remembered of an assertion.
struct Assertion {
    key: ClientKeyId,
    digest: String,
    ends_at: Instant,
}

/// A request to the token endpoint.
pub struct Asking<'a, D: Deps> {
    /// The gate.
    pub gate: Gate<'a, D>,
    /// The headers.
    pub headers: &'a dyn Headers,
    /// The bytes of the body.
    pub bytes: &'a [u8],
    /// What was read of them.
    pub body: &'a OAuthTokenRequest,
    /// The client's address, where it is known.
    pub from: Option<&'a str>,
    /// The time of the request.
    pub now: Instant,
}

impl<D: Deps> Asking<'_, D> {
    /// The client, or why it is refused. Its assertion is not used up yet.
    pub async fn client(&self) -> Result<Client, Fail> {
        let form =
            std::str::from_utf8(self.bytes).ok().and_then(|text| client::parse_form(text).ok()).unwrap_or_default();
        let secret = Credential::read_client(self.headers, &form)?;
        let Some(assertion) = self.body.client_assertion.as_ref() else {
            if self.body.client_assertion_type.is_some() {
                return Err(Fail::field("client_assertion", FieldCode::Required));
            }
            let credential = secret.ok_or_else(|| Fail::refused(Reason::Missing, None))?;
            let record = self.gate.client(&credential, self.from, self.now).await?;
            return Ok(Client { record, algorithm: None, assertion: None });
        };
        if secret.is_some() {
            return Err(Fail::field("client_assertion", FieldCode::InvalidChoice));
        }
        if self.body.client_assertion_type.as_deref() != Some(ASSERTION_TYPE) {
            return Err(Fail::field("client_assertion_type", FieldCode::InvalidChoice));
        }
        self.by_assertion(assertion.expose().trim()).await
    }

    async fn by_assertion(&self, text: &str) -> Result<Client, Fail> {
        let malformed = || Fail::refused(Reason::Malformed, None);
        let read = Unverified::parse(text).ok_or_else(malformed)?;
        // One of another kind, such as an access token, proves nothing here.
        if !matches!(read.typ.as_deref(), None | Some("jwt" | "client-authentication+jwt")) {
            return Err(malformed());
        }
        let claimed = Claimed::read(read.claimed(), self.body.client_id.as_deref()).ok_or_else(malformed)?;
        let named = read.kid.as_ref().and_then(|kid| ClientKeyId::try_from(kid.clone()).ok());
        let reading = match (&named, &claimed.id) {
            (Some(key), _) => client_keys::by_id(key),
            (None, Some(id)) => client_keys::of_client(id),
            // A username alone names nobody: others may have the same in other accounts.
            (None, None) => return Err(malformed()),
        };
        let is_claimed = |one: &Candidate| match &claimed.id {
            Some(id) => one.system_user == *id,
            None => username::same(&claimed.name, &one.username),
        };
        let candidates: Vec<Candidate> =
            reading.of(self.gate.deps.db()).await?.into_iter().filter(is_claimed).collect();
        let algorithm = read.algorithm;
        let signed = candidates.iter().find_map(|one| {
            let key = Verifier::of_jwk(&one.jwk).filter(|key| key.algorithm() == algorithm)?;
            read.clone().verified(&key).map(|_| one)
        });
        let Some(key) = signed else {
            let whose = candidates.first().map(held);
            return Err(Fail::refused(if whose.is_some() { Reason::Signature } else { Reason::Unknown }, whose));
        };
        let id = CredentialId::Key(key.id.clone());
        let found = self.gate.find_credential(&id, self.now).await?;
        let record = found.ok_or_else(|| Fail::refused(Reason::Unknown, None))?;
        if let Err(refusal) = lease::admit(&record, self.from, self.now) {
            return Err(Fail::refused(refusal.into(), Some(holder(&record))));
        }
        let Some(ends_at) = claimed.good_until(self.gate.config, self.now) else {
            return Err(Fail::refused(Reason::Assertion, Some(holder(&record))));
        };
        let assertion = Assertion { key: key.id.clone(), digest: crypto::digest(&claimed.jti), ends_at };
        Ok(Client { record, algorithm: Some(algorithm), assertion: Some(assertion) })
    }

    /// Uses the client's assertion up: of any number of requests with one, one goes on.
    pub async fn use_up(&self, client: &Client) -> Result<(), Fail> {
        let Some(assertion) = &client.assertion else { return Ok(()) };
        let used = client_keys::use_up(&assertion.key, &assertion.digest, assertion.ends_at);
        let refused = |reason| Err(Fail::refused(reason, Some(holder(&client.record))));
        match self.gate.deps.db().commit(&used).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_unique(client_keys::UNIQUE_ASSERTION) => refused(Reason::Replayed),
            // It was taken away, or its system user switched off, since it was read.
            Err(error) if error.is_invariant("used_assertion_key") => refused(Reason::Revoked),
            Err(error) if error.is_invariant("used_assertion_limit") => {
                Err(Fail::new(Code::RateLimited).retry_after(WAIT))
            }
            Err(error) => Err(error.into()),
        }
    }
}

fn held(key: &Candidate) -> Holder {
    Holder { account: key.account.clone(), system_user: key.system_user.clone(), token: key.id.clone().into() }
}

/// What an assertion claims (RFC 7523 §3). Its form is right; nothing of it is proved.
struct Claimed {
    /// Who it says it is from: the id of a system user.
    id: Option<SystemUserId>,
    /// The same as it stands.
    name: String,
    audiences: Vec<String>,
    jti: String,
    ends_at: Instant,
    begins_at: Option<Instant>,
    issued_at: Option<Instant>,
}

impl Claimed {
    /// None when something is missing, or of another type, or when it is about somebody else than it is from.
    fn read(claims: &Fields, client_id: Option<&str>) -> Option<Self> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let name = text("iss").filter(|iss| text("sub") == Some(iss) && client_id.is_none_or(|id| id == *iss))?;
        let audiences = match claims.get("aud")? {
            Value::String(one) => vec![one.clone()],
            Value::Array(all) => all.iter().map(|one| one.as_str().map(str::to_owned)).collect::<Option<_>>()?,
            _ => return None,
        };
        let jti = text("jti").filter(|jti| (1..=LONGEST_ID).contains(&jti.len()))?;
        Some(Self {
            id: SystemUserId::try_from(name.to_owned()).ok(),
            name: name.to_owned(),
            audiences,
            jti: jti.to_owned(),
            ends_at: jwt::time(claims, "exp")??,
            begins_at: jwt::time(claims, "nbf")?,
            issued_at: jwt::time(claims, "iat")?,
        })
    }

    /// Until when it must be remembered; none when it is not for us, or not good now. Each of its audiences is we: one that
    /// another server could show us, too, would let that server in as the client.
    fn good_until(&self, config: &Config, now: Instant) -> Option<Instant> {
        let is_us = |one: &String| {
            let one = one.trim_end_matches('/');
            one == config.origin || one.strip_prefix(&config.origin) == Some("/oauth/token")
        };
        let for_us = !self.audiences.is_empty() && self.audiences.iter().all(is_us);
        let end = self.issued_at.map_or(self.ends_at, |at| self.ends_at.min(at.plus(LONGEST_LIFE)));
        let left = end.since(now);
        let of_now = left > -SKEW
            && left <= LONGEST_LIFE + SKEW
            && [self.begins_at, self.issued_at].into_iter().flatten().all(|at| at.since(now) <= SKEW);
        (for_us && of_now).then(|| end.plus(SKEW))
    }
}
