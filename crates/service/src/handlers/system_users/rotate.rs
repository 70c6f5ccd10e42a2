//! Rotating tokens: a new one takes the place of each, which stops at once, after the overlap, or when it is silent.

use std::collections::BTreeSet;

use contract::table::{RotateToken, RotateTokens};
use contract::{Code, RotatedToken, RotatedTokens, SystemUserRef, SystemUserWithToken, TokenInfo, TokenStatus};
use domain::audit::{self, Detail, Named};
use domain::field::FieldCode;
use domain::ids::AuditId;
use domain::lease;
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use domain::system_user::Overlap;
use domain::time::Instant;
use store::tokens::{Late, Replaced, TokenRow};
use store::{Change, accounts, both, tokens};

use super::get::load_with_rules;
use super::issue::{self, Made, Wanted};
use crate::answer::Answer;
use crate::config::Config;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

/// How an older token goes on.
#[derive(Debug, Clone, Copy)]
struct Rest {
    overlap: Overlap,
    when_silent: bool,
}

impl Rest {
    fn new(overlap: Overlap, when_silent: Option<bool>) -> Result<Self, Fail> {
        let rest = Self { overlap, when_silent: when_silent == Some(true) };
        // Without an overlap nothing is left that could fall silent.
        if rest.when_silent && rest.overlap == Overlap::default() {
            return Err(Fail::field("ends_when_silent", FieldCode::InvalidChoice));
        }
        Ok(rest)
    }

    fn ends(self, now: Instant) -> Instant {
        lease::overlap_end(now, self.overlap.seconds())
    }
}

/// A rotation that is decided and not written yet.
struct Rotation<'a> {
    old: &'a TokenRow,
    made: Made,
    rest: Rest,
}

impl<'a> Rotation<'a> {
    fn new(
        (deps, config): (&impl Deps, &Config),
        (old, wanted): (&'a TokenRow, Wanted),
        rest: Rest,
        now: Instant,
    ) -> Result<Self, Fail> {
        if !old.is_accepted(now) {
            return Err(Fail::new(Code::TokenEnded).with("token", &old.id));
        }
        Ok(Self { old, made: Made::new(deps, config, wanted, now)?, rest })
    }

    fn detail(&self, username: &str) -> Detail {
        let after = audit::Token {
            replaces: Some(Named::new(self.old.id.as_str(), &self.old.tail)),
            overlap_seconds: Some(self.rest.overlap.seconds()),
            ends_when_silent: self.rest.when_silent.then_some(true),
            ..self.made.said(username)
        };
        Detail::TokenRotated { after }
    }

    fn write(&self, change: &mut Change, can: &Can<SystemUsersManage>, of: &domain::ids::SystemUserId, now: Instant) {
        let replaced = Replaced {
            token: &self.old.id,
            version: self.old.version,
            ends: self.rest.ends(now),
            successor: &self.made.id,
            when_silent: self.rest.when_silent,
        };
        tokens::replace(change, can, &replaced);
        self.made.store(change, can, of);
    }
}

impl<D: Deps> Handler<D> for RotateToken {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SystemUserWithToken>, Fail> {
        let ((id, token), can, now) = (&cx.path, &cx.proof, cx.meta.now);
        let rest = Rest::new(cx.body.overlap_seconds, cx.body.ends_when_silent)?;
        let (seen, rules) = load_with_rules(cx.deps, can, id, now).await?;
        let Some(old) = seen.tokens.iter().find(|row| row.id == *token) else {
            return Err(issue::not_among(cx.db(), can, id, token).await?);
        };
        let mut wanted = Wanted::like(old, &rules, now);
        if let Some(chosen) = &cx.body.subaccount_ids {
            wanted.subaccounts = issue::reaching(cx.deps, can, &seen, chosen.0.as_deref()).await?;
        }
        let rotation = Rotation::new((cx.deps, cx.config), (old, wanted), rest, now)?;
        let mut change = cx.change(can, id.as_str(), &rotation.detail(&seen.username))?;
        change.rely_on(&rules);
        tokens::next_generation(&mut change, can, id, (seen.version, Late::BeginsAgain));
        rotation.write(&mut change, can, id, now);

        let (token, listed, successor) = (rotation.made.shown(), rotation.made.listed(can), rotation.made.id.clone());
        let (old, generation) = (old.id.clone(), seen.generation + 1);
        let mut system_user = view::system_user(seen.into_inner(), now);
        if let Some(old) = system_user.tokens.iter_mut().find(|one| one.id == old) {
            // The row is written whether it ends earlier by this or not.
            let version = old.version + 1;
            gives_way(old, rest.ends(now), now);
            old.version = version;
            old.successor_id = Some(successor);
            // The new one was never used.
            old.is_silent = false;
            old.ends_when_silent = rest.when_silent;
            old.version = version;
        }
        system_user.tokens.insert(0, listed);
        system_user.tail.clone_from(&token.tail);
        system_user.version += 1;
        let reply = SystemUserWithToken { system_user, token };
        cx.commit_with(change, &reply).await.map_err(issue::refused)?;
        cx.state.revoked(id, generation);
        Ok(reply.into())
    }
}

/// How many are rotated in one call: each is five statements of one batch.
const MOST_AT_ONCE: usize = 20;

impl<D: Deps> Handler<D> for RotateTokens {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<RotatedTokens>, Fail> {
        let (ids, can, now) = (&cx.body.ids, &cx.proof, cx.meta.now);
        let rest = Rest::new(cx.body.overlap_seconds, cx.body.ends_when_silent)?;
        let code = match ids.len() {
            0 => Some(FieldCode::Required),
            n if n > MOST_AT_ONCE => Some(FieldCode::TooLong),
            n if n > ids.iter().collect::<BTreeSet<_>>().len() => Some(FieldCode::Duplicate),
            _ => None,
        };
        if let Some(code) = code {
            return Err(Fail::field("ids", code));
        }
        let (held, rules) = both(cx.db(), tokens::held(can, ids), accounts::token_rules(can)).await?;
        // All of them are named, so that whoever asked can go on with the others.
        let ended: Vec<_> = held.iter().filter(|row| !row.token.is_accepted(now)).map(|row| &row.token.id).collect();
        if let Some(first) = ended.first() {
            return Err(Fail::new(Code::TokenEnded).with("token", first).with("tokens", &ended));
        }
        let mut change = cx.change(can, can.account().as_str(), &Detail::TokensRotated {})?;
        change.rely_on(&rules);
        let (human, mut items, mut of) = (can.human(), Vec::new(), BTreeSet::new());
        for id in ids {
            let row =
                held.iter().find(|row| row.token.id == *id).ok_or_else(|| Fail::field("ids", FieldCode::NotFound))?;
            let rotation =
                Rotation::new((cx.deps, cx.config), (&row.token, Wanted::like(&row.token, &rules, now)), rest, now)?;
            let event = AuditId::new(now, random(cx.deps)?);
            let detail = rotation.detail(&row.username);
            change.next_event(event, (&human.user, &human.name), row.system_user.as_str(), &detail);
            tokens::another_generation(&mut change, can, &row.system_user);
            rotation.write(&mut change, can, &row.system_user, now);
            of.insert(row.system_user.clone());
            items.push(RotatedToken {
                system_user: SystemUserRef {
                    id: row.system_user.clone(),
                    username: row.username.clone(),
                    status: row.status,
                    environment: row.token.environment,
                },
                replaces: id.clone(),
                token: rotation.made.shown(),
            });
        }
        let generations = change.then(tokens::generations(&of));
        let reply = RotatedTokens { items };
        let mut done = match cx.commit_and_read(change, &reply).await {
            Ok(done) => done,
            Err(error) if error.is_guard("token_rotated") => {
                let held = tokens::held(can, ids).of(cx.db()).await?;
                let rotated = held.iter().filter(|row| row.token.successor.is_some());
                let rotated: Vec<String> = rotated.map(|row| row.token.id.to_string()).collect();
                return Err(Fail::new(Code::TokenRotated).with("tokens", rotated));
            }
            Err(error) => return Err(issue::refused(error)),
        };
        cx.state.revoked_each(done.take(generations)?);
        Ok(reply.into())
    }
}

/// How a token is listed that ends then, unless it was to be revoked earlier anyway, or has ended: that stays as it was.
pub fn gives_way(old: &mut TokenInfo, ends: Instant, now: Instant) {
    if old.status == TokenStatus::Expired || old.revoked_at.is_some_and(|at| at <= ends) {
        return;
    }
    old.revoked_at = Some(ends);
    old.ends_at = lease::ends_at(old.expires_at, old.revoked_at);
    old.version += 1;
    old.status = if ends <= now { TokenStatus::Revoked } else { TokenStatus::Ending };
}
