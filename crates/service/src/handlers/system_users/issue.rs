//! Making the text of a token and its row. The text leaves this place in the answer alone.

use std::collections::BTreeSet;

use contract::{Code, Creator, CreatorStatus, NamedApp, NamedSubaccount, NewToken, TokenInfo, TokenStatus};
use domain::audit::{self, Named};
use domain::environment::Environment;
use domain::field::FieldCode;
use domain::ids::{AppId, SubaccountId, SystemUserId, TokenId};
use domain::network::Network;
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use domain::rate::RateLimit;
use domain::secret::Secret;
use domain::time::Instant;
use domain::token;
use domain::token_rules::{self, Granted, TokenRules};
use serde_json::json;
use store::business::Business;
use store::system_users::SystemUserRow;
use store::tokens::TokenRow;
use store::{Change, Db, DbError, subaccounts, tokens};

use crate::config::Config;
use crate::crypto::KeyedDigest;
use crate::cx::random;
use crate::deps::Deps;
use crate::fail::Fail;

/// What a new token is to be.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The app that it belongs to: id and name.
    pub app: Option<(AppId, String)>,
    /// What it is called; empty where nobody said.
    pub name: String,
    /// Who holds it; empty where nobody said.
    pub holder: String,
    /// The networks that it may be used from; none where it has no list of its own.
    pub networks: Option<Vec<Network>>,
    /// How often it may call; none where it has no limit of its own.
    pub rate_limit: Option<RateLimit>,
    /// Test or live, as its system user.
    pub environment: Environment,
    /// The subaccounts that it reaches, by name; none: all that its system user does.
    pub subaccounts: Option<Vec<(SubaccountId, String)>>,
    /// What the account's rules give it.
    pub granted: Granted,
}

impl Wanted {
    /// What takes the place of a token is like it, as far as the account's rules go.
    pub fn like(old: &TokenRow, rules: &TokenRules, now: Instant) -> Self {
        let of = token_rules::Old {
            scopes: &old.scopes,
            created_at: old.created_at,
            expires_at: old.expires_at,
            reason: &old.reason,
        };
        Self {
            // An app that is gone has no tokens that go on.
            app: old.app.clone(),
            name: old.name.clone(),
            holder: old.holder.clone(),
            networks: old.networks.clone(),
            rate_limit: old.rate_limit,
            environment: old.environment,
            subaccounts: old.subaccounts.clone(),
            granted: rules.in_place_of(&of, now),
        }
    }

    /// The first one of a system user.
    pub fn first(environment: Environment, rules: &TokenRules, now: Instant) -> Self {
        Self {
            app: None,
            name: String::new(),
            holder: String::new(),
            networks: None,
            rate_limit: None,
            environment,
            subaccounts: None,
            granted: rules.first(now),
        }
    }
}

/// The most networks of a token's own list (the schema's check).
const MOST_NETWORKS: usize = 20;

/// A list of networks that a token can have, each once; an empty one is none.
pub fn own_list(wanted: Option<Vec<Network>>) -> Result<Option<Vec<Network>>, Fail> {
    let Some(wanted) = wanted else { return Ok(None) };
    let mut all: Vec<Network> = Vec::new();
    for network in wanted {
        if !all.contains(&network) {
            all.push(network);
        }
    }
    match all.len() {
        n if n > MOST_NETWORKS => Err(Fail::field("networks", FieldCode::TooLong)),
        n => Ok(Some(all).filter(|_| n > 0)),
    }
}

/// A token that is made and not stored yet.
pub struct Made {
    /// Its id.
    pub id: TokenId,
    wanted: Wanted,
    text: Secret<String>,
    digest: KeyedDigest,
    tail: String,
    now: Instant,
}

impl Made {
    /// Makes one.
    pub fn new(deps: &impl Deps, config: &Config, wanted: Wanted, now: Instant) -> Result<Self, Fail> {
        let id = TokenId::new(now, random(deps)?);
        let text = config.keys.new_token(wanted.environment, &random(deps)?);
        let digest = config.keys.token_digest(&text);
        let tail = token::tail(text.expose());
        Ok(Self { id, wanted, text, digest, tail, now })
    }

    /// What its event says of it.
    pub fn said(&self, username: &str) -> audit::Token {
        let of = &self.wanted;
        let text = |text: &String| (!text.is_empty()).then(|| Some(text.clone()));
        audit::Token {
            username: Some(username.to_owned()),
            token: Some(Named::new(self.id.as_str(), &self.tail)),
            app: of.app.as_ref().map(|(id, name)| Named::new(id.as_str(), &**name)),
            name: text(&of.name),
            holder: text(&of.holder),
            scopes: Some(of.granted.scopes.clone()),
            expires_at: of.granted.expires_at.map(Some),
            reason: Some(of.granted.reason.clone()).filter(|reason| !reason.is_empty()),
            rate_limit: of.rate_limit.map(Some),
            networks: of.networks.as_ref().map(|all| Some(all.iter().map(ToString::to_string).collect())),
            subaccounts: of
                .subaccounts
                .as_ref()
                .map(|some| Some(some.iter().map(|(id, name)| Named::new(id.as_str(), &**name)).collect())),
            ..Default::default()
        }
    }

    /// Adds it to a change.
    pub fn store(&self, change: &mut Change, of: &impl Business, system_user: &SystemUserId) {
        let (scopes, networks) = (
            json!(self.wanted.granted.scopes).to_string(),
            self.wanted.networks.as_ref().map(|all| json!(all).to_string()),
        );
        let subaccounts = self.wanted.subaccounts.as_ref();
        let subaccounts = subaccounts.map(|some| json!(some.iter().map(|(id, _)| id).collect::<Vec<_>>()).to_string());
        let row = tokens::NewToken {
            id: &self.id,
            system_user,
            digest: &self.digest.hex,
            kid: &self.digest.kid,
            tail: &self.tail,
            app: self.wanted.app.as_ref().map(|(id, _)| id),
            name: &self.wanted.name,
            holder: &self.wanted.holder,
            reason: &self.wanted.granted.reason,
            scopes: &scopes,
            networks: networks.as_deref(),
            rate_limit: self.wanted.rate_limit,
            subaccounts: subaccounts.as_deref(),
            expires_at: self.wanted.granted.expires_at,
        };
        tokens::insert(change, of, &row);
    }

    /// It as lists show it.
    pub fn listed(&self, can: &Can<SystemUsersManage>) -> TokenInfo {
        let text = |text: &String| (!text.is_empty()).then(|| text.clone());
        let human = can.human();
        let by = Creator { id: human.user.clone().into(), name: human.name.clone(), status: CreatorStatus::Active };
        TokenInfo {
            id: self.id.clone(),
            name: text(&self.wanted.name),
            holder: text(&self.wanted.holder),
            reason: text(&self.wanted.granted.reason),
            tail: self.tail.clone(),
            app: self.wanted.app.clone().map(|(id, name)| NamedApp { id, name }),
            status: TokenStatus::Live,
            scopes: self.wanted.granted.scopes.clone(),
            networks: self.wanted.networks.clone(),
            rate_limit: self.wanted.rate_limit,
            environment: self.wanted.environment,
            subaccounts: self.wanted.subaccounts.as_ref().map(|some| {
                some.iter().map(|(id, name)| NamedSubaccount { id: id.clone(), name: name.clone() }).collect()
            }),
            created_by: by,
            created_at: self.now,
            expires_at: self.wanted.granted.expires_at,
            revoked_at: None,
            ends_at: self.wanted.granted.expires_at,
            successor_id: None,
            ends_when_silent: false,
            is_silent: false,
            first_used_at: None,
            last_used_at: None,
            last_used_ip: None,
            last_used_agent: None,
            finds: Vec::new(),
            version: 1,
        }
    }

    /// It with its value, for the answer.
    pub fn shown(&self) -> NewToken {
        NewToken {
            id: self.id.clone(),
            value: self.text.expose().clone(),
            tail: self.tail.clone(),
            scopes: self.wanted.granted.scopes.clone(),
            created_at: self.now,
            expires_at: self.wanted.granted.expires_at,
        }
    }
}

/// What is said of a token that was not read with its system user: only the newest are of those that have ended.
pub async fn not_among(
    db: &impl Db,
    can: &Can<SystemUsersManage>,
    id: &SystemUserId,
    token: &TokenId,
) -> Result<Fail, DbError> {
    Ok(match tokens::end_of(db, can, id, token).await? {
        Some(_) => Fail::new(Code::TokenEnded).with("token", token),
        None => Fail::new(Code::NotFound),
    })
}

/// The most subaccounts of a token (the schema's check).
const MOST_SUBACCOUNTS: usize = 50;

/// The subaccounts that a token of this system user is to reach alone.
pub async fn reaching(
    deps: &impl Deps,
    can: &Can<SystemUsersManage>,
    of: &SystemUserRow,
    wanted: Option<&[SubaccountId]>,
) -> Result<Option<Vec<(SubaccountId, String)>>, Fail> {
    let Some(ids) = wanted else { return Ok(None) };
    let refused = |code| Err(Fail::field("subaccount_ids", code));
    match () {
        // One of a subaccount reaches that one anyway.
        () if of.subaccount.is_some() => return refused(FieldCode::InvalidChoice),
        () if ids.is_empty() => return refused(FieldCode::Required),
        () if ids.len() > MOST_SUBACCOUNTS => return refused(FieldCode::TooLong),
        () if ids.iter().collect::<BTreeSet<_>>().len() < ids.len() => return refused(FieldCode::Duplicate),
        () => {}
    }
    let found = subaccounts::these(can, ids).of(deps.db()).await?;
    match () {
        () if found.len() < ids.len() => refused(FieldCode::NotFound),
        () if found.iter().any(|(_, _, its)| *its != of.environment) => refused(FieldCode::OtherEnvironment),
        () => Ok(Some(found.into_iter().map(|(id, name, _)| (id, name)).collect())),
    }
}

/// What is said when no more tokens can be had. A subaccount that it was to reach and that is gone meanwhile: from the
/// beginning, then.
pub fn refused(error: DbError) -> Fail {
    match error {
        error if error.is_invariant("token_subaccounts") => DbError::Guard("moved".to_owned()).into(),
        error if error.is_invariant("token_limit") => Fail::new(Code::TokenLimit).with("limit", tokens::MOST),
        error if error.is_invariant("app_not_installed") => Fail::new(Code::AppNotInstalled),
        error if error.is_invariant("secretless") => Fail::new(Code::Secretless),
        error if error.is_guard("token_rotated") => Fail::new(Code::TokenRotated),
        error => error.into(),
    }
}
