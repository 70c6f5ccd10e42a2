//! Generate a new token: the older ones stop at once, after the overlap, or not at all.

use contract::table::GenerateToken;
use contract::{Code, ScopePreset, SystemUserWithToken};
use domain::audit::{self, Detail};
use domain::field::FieldCode;
use domain::lease;
use domain::scope::{Scope, Scopes};
use domain::token_rules;
use store::apps;
use store::tokens::{self, Late};

use super::get::load_with_rules;
use super::issue::{self, Made, Wanted};
use super::rotate::gives_way;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for GenerateToken {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SystemUserWithToken>, Fail> {
        let (id, now, body) = (&cx.path, cx.meta.now, &cx.body);
        let keep = body.keep_others == Some(true);
        let overlap = body.overlap_seconds.unwrap_or_default().seconds();
        if keep && overlap != 0 {
            return Err(Fail::field("overlap_seconds", FieldCode::InvalidChoice));
        }
        let networks = issue::own_list(body.networks.clone())?;
        let scopes = match (&body.scopes, body.preset) {
            (Some(_), Some(_)) => return Err(Fail::field("preset", FieldCode::InvalidChoice)),
            (None, Some(ScopePreset::Whatsapp)) => Some(Scopes::from(Scope::WHATSAPP.to_vec())),
            (scopes, None) => scopes.clone(),
        };
        let asked = token_rules::Wanted {
            scopes,
            expires_at: body.expires_at.as_ref().map(|chosen| chosen.0),
            reason: body.reason.as_ref().map(|reason| reason.as_str().to_owned()),
        };
        let (seen, rules) = load_with_rules(cx.deps, &cx.proof, id, now).await?;
        let app = match &body.app_id {
            None => None,
            // Also one that is not there, or another account's, is not installed.
            Some(wanted) => {
                let installed = apps::installed(&cx.proof, id).of(cx.db()).await?;
                let found = installed.into_iter().find(|one| one.id == *wanted);
                Some(found.map(|one| (one.id, one.name)).ok_or_else(|| Fail::new(Code::AppNotInstalled))?)
            }
        };
        let chosen = body.subaccount_ids.as_ref().and_then(|chosen| chosen.0.as_deref());
        let wanted = Wanted {
            app,
            environment: seen.environment,
            subaccounts: issue::reaching(cx.deps, &cx.proof, &seen, chosen).await?,
            name: body.name.as_ref().map(|name| name.as_str().to_owned()).unwrap_or_default(),
            holder: body.holder.as_ref().map(|holder| holder.as_str().to_owned()).unwrap_or_default(),
            networks,
            rate_limit: body.rate_limit,
            granted: rules.grant(asked, now).map_err(|(field, code)| Fail::field(field, code))?,
        };
        let made = Made::new(cx.deps, cx.config, wanted, now)?;
        let after = audit::Token {
            overlap_seconds: (!keep).then_some(overlap),
            keep_others: keep.then_some(true),
            ..made.said(&seen.username)
        };
        let mut change = cx.change(&cx.proof, id.as_str(), &Detail::TokenGenerated { after })?;
        change.rely_on(&rules);
        let late = if keep { Late::BeginsAgain } else { Late::IsTold };
        tokens::next_generation(&mut change, &cx.proof, id, (seen.version, late));
        let ends = lease::overlap_end(now, overlap);
        if !keep {
            tokens::end_all(&mut change, &cx.proof, id, ends);
        }
        made.store(&mut change, &cx.proof, id);

        // The answer as it will be once the batch is through; a retry gets the same one.
        let generation = seen.generation + 1;
        let mut system_user = view::system_user(seen.into_inner(), now);
        if !keep {
            for old in &mut system_user.tokens {
                gives_way(old, ends, now);
            }
        }
        let token = made.shown();
        system_user.tokens.insert(0, made.listed(&cx.proof));
        system_user.tail.clone_from(&token.tail);
        system_user.version += 1;
        let reply = SystemUserWithToken { system_user, token };
        cx.commit_with(change, &reply).await.map_err(issue::refused)?;
        cx.state.revoked(id, generation);
        Ok(reply.into())
    }
}
