//! Making the text of a token and its row. The text leaves this place in the answer alone.

use contract::{Creator, CreatorStatus, NewToken, TokenInfo, TokenStatus};
use domain::audit::{self, Named};
use domain::field::FieldCode;
use domain::ids::{SystemUserId, TokenId};
use domain::network::Network;
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use domain::secret::Secret;
use domain::time::Instant;
use domain::token;
use domain::token_rules::{self, Granted, TokenRules};
use serde_json::json;
use store::tokens::TokenRow;
use store::{Change, DbError, tokens};

use crate::config::Config;
use crate::crypto::KeyedDigest;
use crate::cx::random;
use crate::deps::Deps;
use crate::fail::Fail;

/// What a new token is to be.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// What it is called; empty where nobody said.
    pub name: String,
    /// Who holds it; empty where nobody said.
    pub holder: String,
    /// The networks that it may be used from; none where it has no list of its own.
    pub networks: Option<Vec<Network>>,
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
            name: old.name.clone(),
            holder: old.holder.clone(),
            networks: old.networks.clone(),
            granted: rules.in_place_of(&of, now),
        }
    }

    /// The first one of a system user.
    pub fn first(rules: &TokenRules, now: Instant) -> Self {
        Self { name: String::new(), holder: String::new(), networks: None, granted: rules.first(now) }
    }
}

/// The most networks of a token's own list (the schema's check).
const MOST_NETWORKS: usize = 20;

/// A list of networks that a token can have; an empty one is none.
pub fn own_list(wanted: Option<Vec<Network>>) -> Result<Option<Vec<Network>>, Fail> {
    match wanted {
        Some(all) if all.len() > MOST_NETWORKS => Err(Fail::field("networks", FieldCode::TooLong)),
        other => Ok(other.filter(|all| !all.is_empty())),
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
        let text = config.keys.new_token(&random(deps)?);
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
            name: text(&of.name),
            holder: text(&of.holder),
            scopes: Some(of.granted.scopes.clone()),
            expires_at: of.granted.expires_at.map(Some),
            reason: Some(of.granted.reason.clone()).filter(|reason| !reason.is_empty()),
            networks: of.networks.as_ref().map(|all| Some(all.iter().map(ToString::to_string).collect())),
            ..Default::default()
        }
    }

    /// Adds it to a change.
    pub fn store(&self, change: &mut Change, can: &Can<SystemUsersManage>, system_user: &SystemUserId) {
        let (scopes, networks) = (
            json!(self.wanted.granted.scopes).to_string(),
            self.wanted.networks.as_ref().map(|all| json!(all).to_string()),
        );
        let row = tokens::NewToken {
            id: &self.id,
            system_user,
            digest: &self.digest.hex,
            kid: &self.digest.kid,
            tail: &self.tail,
            name: &self.wanted.name,
            holder: &self.wanted.holder,
            reason: &self.wanted.granted.reason,
            scopes: &scopes,
            networks: networks.as_deref(),
            expires_at: self.wanted.granted.expires_at,
        };
        tokens::insert(change, can, &row);
    }

    /// It as lists show it.
    pub fn listed(&self, can: &Can<SystemUsersManage>) -> TokenInfo {
        let text = |text: &String| (!text.is_empty()).then(|| text.clone());
        let human = can.human();
        let by = Creator { id: human.user.clone(), name: human.name.clone(), status: CreatorStatus::Active };
        TokenInfo {
            id: self.id.clone(),
            name: text(&self.wanted.name),
            holder: text(&self.wanted.holder),
            reason: text(&self.wanted.granted.reason),
            tail: self.tail.clone(),
            status: TokenStatus::Live,
            scopes: self.wanted.granted.scopes.clone(),
            networks: self.wanted.networks.clone(),
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

/// What is said when no more tokens can be had.
pub fn refused(error: DbError) -> Fail {
    match error.is_invariant("token_limit") {
        true => Fail::new(contract::Code::TokenLimit).with("limit", tokens::MOST),
        false => error.into(),
    }
}
