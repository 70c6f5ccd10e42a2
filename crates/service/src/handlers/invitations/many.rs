//! Inviting many people at once, with a preview of each line's problem.

use std::collections::{BTreeMap, BTreeSet};

use contract::table::InviteMany;
use contract::{InvitationLine, InvitedMany, LineOutcome, LineResult};
use domain::audit::Detail;
use domain::domain_name::MailDomain;
use domain::email::Email;
use domain::field::FieldCode;
use domain::ids::{AuditId, InvitationId, TeamId};
use domain::invitation::{INVITATION_LIFE, MOST_AT_ONCE};
use domain::name::PersonName;
use domain::permission::UsersManage;
use domain::principal::Can;
use domain::role::Role;
use serde_json::json;
use store::accounts::AccountRow;
use store::invitations::{self, Common, InvitationRow, Line};
use store::{Db, Seen, accounts, both, roles};

use super::invite::said;
use super::renew::letter;
use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::people::{all_there, may_give, may_handle, places, role_of};
use crate::role_names::{Meant, meant};
use crate::{crypto, mail, platform};

/// How many lines are written in one statement: their mails together stay below what the platform takes as one text.
const LINES_A_STATEMENT: usize = 100;
const MAIL_BYTES: usize = platform::TEXT_BYTES / LINES_A_STATEMENT / 2;

/// A line that can be invited.
struct Ready {
    email: Email,
    name: PersonName,
    role: Seen<Role>,
    pending: Option<InvitationRow>,
}

/// What lines are held against.
struct Ground<'a> {
    can: &'a Can<UsersManage>,
    default: &'a Seen<Role>,
    custom: &'a [Role],
    domain: &'a MailDomain,
    people: &'a BTreeSet<String>,
    pending: &'a BTreeMap<String, InvitationRow>,
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
        let named: Vec<&str> = body.lines.iter().map(|l| l.role.trim()).filter(|role| !role.is_empty()).collect();
        let custom: Vec<Role> = match named.is_empty() {
            true => Vec::new(),
            false => roles::named(cx.db(), can, &named).await?.iter().map(roles::RoleRow::role).collect(),
        };
        let keys: Vec<String> =
            body.lines.iter().filter_map(|l| Email::try_from(l.email.clone()).ok()).map(|e| e.key()).collect();
        let people = invitations::of_people(cx.db(), can, &keys).await?;
        let pending = invitations::pending(cx.db(), can, &keys).await?;
        let pending: BTreeMap<String, InvitationRow> =
            pending.into_iter().filter_map(|row| Some((Email::try_from(row.email.clone()).ok()?.key(), row))).collect();

        let ground =
            Ground { can, default: &default, custom: &custom, domain: &domain, people: &people, pending: &pending };
        let mut seen = BTreeSet::new();
        let mut outcomes: Vec<Result<Ready, FieldCode>> =
            body.lines.iter().map(|line| check(line, &ground, &mut seen)).collect();
        if !body.preview {
            invite(&cx, &account, &mut outcomes).await?;
            mail::send_soon(cx.deps, cx.config);
        }
        let lines: Vec<LineOutcome> = body.lines.iter().zip(outcomes).map(|(line, o)| outcome_of(line, o)).collect();
        let refused = lines.iter().filter(|l| l.result == LineResult::Refused).count();
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        Ok(InvitedMany { ready: count(lines.len() - refused), refused: count(refused), lines }.into())
    }
}

/// Invites all that are ready, in one batch of a few statements; a line that somebody else was faster with does not undo the others.
async fn invite<D: Deps>(
    cx: &Cx<'_, D, InviteMany>,
    account: &AccountRow,
    outcomes: &mut [Result<Ready, FieldCode>],
) -> Result<(), Fail> {
    let can = &cx.proof;
    let locale = cx.body.locale.unwrap_or(account.locale);
    let teams: Vec<&str> = cx.body.team_ids.iter().flatten().map(TeamId::as_str).collect();
    let teams = json!(teams).to_string();
    let common = Common { teams: &teams, locale: locale.as_str(), expires_at: cx.meta.now.plus(INVITATION_LIFE) };
    let mut written: Vec<(usize, AuditId)> = Vec::new();
    let mut lines = Vec::new();
    let mut relied: BTreeMap<String, Seen<Role>> = BTreeMap::new();
    for (index, outcome) in outcomes.iter().enumerate() {
        let Ok(ready) = outcome else { continue };
        let line = line(cx, account, ready, locale)?;
        written.push((index, line.event.clone()));
        lines.push(line);
        // What is given, and what is taken back with it, was held against one's own rights.
        let taken = ready.pending.as_ref().map(|row| roles::seen_with(&row.role));
        for role in taken.into_iter().chain([ready.role.clone()]) {
            relied.insert(role.id.to_string(), role);
        }
    }
    if lines.is_empty() {
        return Ok(());
    }
    let mut change = cx.change(can, can.account().as_str(), &Detail::InvitationsSent {})?;
    for role in relied.values() {
        change.rely_on(role);
    }
    for chunk in lines.chunks(LINES_A_STATEMENT) {
        invitations::put_many(&mut change, can, chunk, &common);
    }
    let stood = change.then(invitations::stood(can, written.iter().map(|(_, event)| event)));
    let stood = cx.db().commit(&change.seal()).await?.take(stood)?;
    for (index, _) in written.iter().filter(|(_, event)| !stood.contains(event)) {
        if let Some(outcome) = outcomes.get_mut(*index) {
            *outcome = Err(FieldCode::Taken);
        }
    }
    Ok(())
}

/// A line as it is written, with its mail.
fn line<D: Deps>(
    cx: &Cx<'_, D, InviteMany>,
    account: &AccountRow,
    ready: &Ready,
    locale: domain::locale::Locale,
) -> Result<Line, Fail> {
    let now = cx.meta.now;
    let pending = ready.pending.as_ref();
    let id = match pending {
        Some(row) => row.id.clone(),
        None => InvitationId::new(now, random(cx.deps)?),
    };
    let after = said(ready.email.as_str(), ready.name.as_str(), &ready.role);
    let detail = match pending {
        Some(row) => Detail::InvitationResent { before: said(&row.email, &row.name, &row.role).into(), after },
        None => Detail::InvitationCreated { after },
    };
    // Who is pending keeps the address as it was first written.
    let email = pending.map_or_else(|| ready.email.as_str().to_owned(), |row| row.email.clone());
    let token = crypto::hex(&random::<32>(cx.deps)?);
    let role = mail::role_name(&ready.role, locale);
    let to = (email.as_str(), ready.name.as_str());
    let letter = letter(cx.config, &cx.proof, &account.name, to, locale, &role, &token);
    let (mail, mail_text) = mail::write(cx.deps, cx.config, now, &letter)?;
    if mail_text.len() > MAIL_BYTES {
        return Err(Fail::internal("a mail is too long to be written with others"));
    }
    Ok(Line {
        event: AuditId::new(now, random(cx.deps)?),
        action: detail.action().as_str(),
        detail: serde_json::to_string(&detail).map_err(|e| Fail::internal(format!("an event: {e}")))?,
        had_event: pending.map(|row| row.last_event().to_owned()),
        email_key: ready.email.key(),
        name: ready.name.as_str().to_owned(),
        role: ready.role.id.stored().to_owned(),
        digest: cx.config.keys.link_digests(&token).into_iter().next().unwrap_or_default(),
        mail_kind: letter.kind.as_str(),
        mail,
        mail_text,
        id,
        email,
    })
}

fn check(line: &InvitationLine, ground: &Ground<'_>, seen: &mut BTreeSet<String>) -> Result<Ready, FieldCode> {
    let email = Email::try_from(line.email.clone())?;
    ground.domain.admits(&email)?;
    if !seen.insert(email.key()) {
        return Err(FieldCode::Duplicate);
    }
    if ground.people.contains(&email.key()) {
        return Err(FieldCode::Taken);
    }
    let pending = ground.pending.get(&email.key()).cloned();
    let name = match line.name.trim() {
        "" => email.as_str().split('@').next().unwrap_or_default().to_owned(),
        name => name.to_owned(),
    };
    let name = PersonName::try_from(name)?;
    let role = match line.role.trim() {
        "" => ground.default.clone(),
        text => match meant(text, ground.custom) {
            Meant::One(role) => roles::seen_with(&role),
            Meant::Nothing => return Err(FieldCode::RoleNotFound),
            Meant::Many => return Err(FieldCode::RoleAmbiguous),
        },
    };
    // Neither what it gives nor what it would take away may be beyond one's own.
    let beyond = |row: &InvitationRow| may_handle(ground.can, row.gives()).is_err();
    if may_give(ground.can, &role, &[]).is_err() || pending.as_ref().is_some_and(beyond) {
        return Err(FieldCode::BeyondYourOwn);
    }
    Ok(Ready { email, name, role, pending })
}

fn outcome_of(line: &InvitationLine, outcome: Result<Ready, FieldCode>) -> LineOutcome {
    match outcome {
        Ok(ready) => LineOutcome {
            email: ready.email.as_str().to_owned(),
            name: ready.name.as_str().to_owned(),
            role_id: Some(ready.role.id.clone()),
            result: if ready.pending.is_some() { LineResult::Resend } else { LineResult::Ready },
            problem: None,
        },
        Err(problem) => LineOutcome {
            email: line.email.clone(),
            name: line.name.clone(),
            role_id: None,
            result: LineResult::Refused,
            // An address that is taken has a code of its own, which says by whom.
            problem: Some(if problem == FieldCode::Taken { "email_taken".to_owned() } else { problem.to_string() }),
        },
    }
}
