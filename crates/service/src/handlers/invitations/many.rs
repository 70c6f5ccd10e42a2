//! Inviting many people at once, with a preview of each line's problem.

use std::collections::{BTreeMap, BTreeSet};

use contract::table::InviteMany;
use contract::{InvitationLine, InvitedMany, LineOutcome, LineResult};
use domain::domain_name::MailDomain;
use domain::email::Email;
use domain::field::FieldCode;
use domain::invitation::MOST_AT_ONCE;
use domain::name::PersonName;
use domain::role::{BuiltIn, Role};
use domain::text;
use store::{Db, Seen, accounts, both, invitations, roles};

use super::invite::{Invitee, invite};
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::mail;
use crate::people::{all_there, may_give, places, refused, role_of};

/// A line that can be invited.
struct Ready {
    email: Email,
    name: PersonName,
    role: Seen<Role>,
    pending: bool,
}

impl<D: Deps> Handler<D> for InviteMany {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<InvitedMany>, Fail> {
        let (body, can) = (&cx.body, &cx.proof);
        match body.lines.len() {
            0 => return Err(Fail::field("lines", FieldCode::Required)),
            n if n > MOST_AT_ONCE => return Err(Fail::field("lines", FieldCode::TooLong)),
            _ => {}
        }
        let default = role_of(cx.deps, can, &body.role_id).await?;
        may_give(can, &default, &[])?;
        let teams = body.team_ids.as_deref();
        let (account, found) = both(cx.db(), accounts::get(can), places(can, teams, None)).await?;
        all_there(&found, teams, None)?;
        let domain = MailDomain::try_from(account.email_domain.clone())
            .map_err(|_| Fail::internal("the account's domain is not valid"))?;
        let mut by_name: BTreeMap<String, Seen<Role>> =
            BuiltIn::ALL.iter().map(|b| (b.as_str().to_owned(), roles::built_in(*b))).collect();
        for row in roles::list(cx.db(), can).await? {
            by_name.insert(text::tidy(&row.name).to_lowercase(), roles::seen(&row));
        }
        let keys: Vec<String> =
            body.lines.iter().filter_map(|l| Email::try_from(l.email.clone()).ok()).map(|e| e.key()).collect();
        let known: BTreeMap<String, bool> = invitations::known(cx.db(), can, &keys).await?.into_iter().collect();

        let mut seen = BTreeSet::new();
        let checked: Vec<Result<Ready, String>> = body
            .lines
            .iter()
            .map(|line| {
                check(line, &default, &by_name, &domain, &known, &mut seen, |role| may_give(can, role, &[]).is_ok())
            })
            .collect();
        let mut lines = Vec::new();
        for (line, outcome) in body.lines.iter().zip(checked) {
            let done = match outcome {
                Ok(ready) if !body.preview => {
                    let invitee = Invitee {
                        email: ready.email.clone(),
                        name: ready.name.as_str().to_owned(),
                        role: ready.role.clone(),
                        teams: body.team_ids.clone().unwrap_or_default(),
                        subaccounts: Vec::new(),
                        locale: body.locale.unwrap_or(account.locale),
                    };
                    let (change, _) = invite((cx.deps, cx.config, cx.meta), can, &account, invitee).await?;
                    // Each line is a change of its own: one that somebody else was faster with does not undo the others.
                    match cx.db().commit(&change.seal()).await.map_err(refused) {
                        Ok(_) => Ok(ready),
                        Err(fail) if fail.code.status() == 409 => Err(fail.code.as_str().to_owned()),
                        Err(fail) => return Err(fail),
                    }
                }
                other => other,
            };
            lines.push(outcome_of(line, done));
        }
        if !body.preview {
            mail::send_soon(cx.deps, cx.config);
        }
        let refused = lines.iter().filter(|l| l.result == LineResult::Refused).count();
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        Ok(InvitedMany { ready: count(lines.len() - refused), refused: count(refused), lines }.into())
    }
}

fn check(
    line: &InvitationLine,
    default: &Seen<Role>,
    by_name: &BTreeMap<String, Seen<Role>>,
    domain: &MailDomain,
    known: &BTreeMap<String, bool>,
    seen: &mut BTreeSet<String>,
    may_give: impl Fn(&Role) -> bool,
) -> Result<Ready, String> {
    let text = |code: FieldCode| code.as_str().to_owned();
    let email = Email::try_from(line.email.clone()).map_err(text)?;
    domain.admits(&email).map_err(text)?;
    if !seen.insert(email.key()) {
        return Err(text(FieldCode::Duplicate));
    }
    let pending = match known.get(&email.key()) {
        Some(true) => return Err("email_taken".to_owned()),
        Some(false) => true,
        None => false,
    };
    let name = if line.name.trim().is_empty() {
        email.as_str().split('@').next().unwrap_or_default().to_owned()
    } else {
        line.name.clone()
    };
    let name = PersonName::try_from(name).map_err(text)?;
    let wanted = text::tidy(&line.role).to_lowercase();
    let role = match wanted.as_str() {
        "" => default,
        name => by_name
            .get(name.strip_prefix("role_").unwrap_or(name))
            .or_else(|| by_name.get(&name.replace(' ', "_")))
            .or_else(|| by_name.values().find(|r| r.id.as_str() == name))
            .ok_or_else(|| "role_not_found".to_owned())?,
    };
    if !may_give(role) {
        return Err(text(FieldCode::BeyondYourOwn));
    }
    Ok(Ready { email, name, role: role.clone(), pending })
}

fn outcome_of(line: &InvitationLine, outcome: Result<Ready, String>) -> LineOutcome {
    match outcome {
        Ok(ready) => LineOutcome {
            email: ready.email.as_str().to_owned(),
            name: ready.name.as_str().to_owned(),
            role_id: Some(ready.role.id.clone()),
            result: if ready.pending { LineResult::Resend } else { LineResult::Ready },
            problem: None,
        },
        Err(problem) => LineOutcome {
            email: line.email.clone(),
            name: line.name.clone(),
            role_id: None,
            result: LineResult::Refused,
            problem: Some(problem),
        },
    }
}
