//! Adding a network, and taking one away.

use contract::table::{CreateIpRule, DeleteIpRule};
use contract::{Code, IpRule};
use domain::addresses::AppliesTo;
use domain::audit::{self, Before, Detail, Named};
use domain::field::FieldCode;
use domain::ids::{IpRuleId, SystemUserId, UserId};
use store::ip_rules::{self, NewRule, Subject};
use store::{DbError, both};

use super::list::shown;
use super::switch::{left, tell_gate, unless_locks_out};
use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;

/// Whom the body names.
fn subject(applies_to: AppliesTo, id: Option<&str>) -> Result<Subject, Fail> {
    let at = |code| Fail::field("subject_id", code);
    let needed = || id.map(str::to_owned).ok_or_else(|| at(FieldCode::Required));
    match applies_to {
        AppliesTo::Person => UserId::try_from(needed()?).map(Subject::Person).map_err(at),
        AppliesTo::SystemUser => SystemUserId::try_from(needed()?).map(Subject::SystemUser).map_err(at),
        _ if id.is_some() => Err(at(FieldCode::InvalidChoice)),
        AppliesTo::Everybody => Ok(Subject::Everybody),
        AppliesTo::SystemUsers => Ok(Subject::SystemUsers),
    }
}

/// The rules of the schema about the lists, as the errors that name them.
fn refused(error: DbError) -> Fail {
    match error {
        // They were removed while it was being written.
        DbError::ForeignKey => Fail::field("subject_id", FieldCode::NotFound),
        error if error.is_invariant("ip_rule_limit") => Fail::new(Code::IpRuleLimit),
        error if error.is_unique(ip_rules::UNIQUE_NETWORK) => Fail::field("network", FieldCode::Taken),
        error => error.into(),
    }
}

/// The system user that a rule is for.
const fn system_user(subject: &Subject) -> Option<&SystemUserId> {
    match subject {
        Subject::SystemUser(id) => Some(id),
        _ => None,
    }
}

impl<D: Deps> Handler<D> for CreateIpRule {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<IpRule>, Fail> {
        let (body, can) = (&cx.body, &cx.proof);
        let subject = subject(body.applies_to, body.subject_id.as_deref())?;
        let name = match subject.id() {
            None => None,
            Some(id) => {
                let name = ip_rules::name(can, id).of(cx.db()).await?;
                Some(name.ok_or_else(|| Fail::field("subject_id", FieldCode::NotFound))?)
            }
        };
        let named = subject.id().zip(name.as_deref());
        let id = IpRuleId::new(cx.meta.now, random(cx.deps)?);
        let note = body.note.as_ref().map_or("", |note| note.as_str());
        let after = audit::IpRule {
            applies_to: Some(subject.applies_to().as_str().to_owned()),
            subject: named.map(|(id, name)| Named::new(id, name)),
            network: Some(body.network.to_string()),
            note: Some(note.to_owned()),
        };
        let mut change = cx.change(can, id.as_str(), &Detail::IpRuleCreated { after })?;
        ip_rules::insert(&mut change, can, &NewRule { id: &id, subject: &subject, network: &body.network, note });
        let human = can.human();
        let reply = shown(ip_rules::IpRuleRow {
            id,
            applies_to: subject.applies_to(),
            subject: named.map(|(id, name)| (id.to_owned(), name.to_owned())),
            network: body.network,
            note: note.to_owned(),
            created_by: (human.user.to_string(), human.name.clone()),
            created_at: cx.meta.now,
        })?;
        let generations = change.then(ip_rules::generations(can, subject.id()));
        let mut done = cx.commit_and_read(change, &reply).await.map_err(refused)?;
        tell_gate(cx.state, can, system_user(&subject), done.take(generations)?);
        Ok(reply.into())
    }
}

impl<D: Deps> Handler<D> for DeleteIpRule {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let (id, can) = (&cx.path, &cx.proof);
        let (rule, seen) = both(cx.db(), ip_rules::get(can, id), ip_rules::restriction(can)).await?;
        let rule = rule.ok_or_else(|| Fail::new(Code::NotFound))?;
        let was_own = seen.own.iter().any(|(own, _)| own == id);
        if seen.people && was_own && cx.body.force != Some(true) {
            unless_locks_out(&left(&seen, Some(id)), cx.meta)?;
        }
        let detail = Detail::IpRuleDeleted { before: Before::ReadInTheBatch };
        let mut change = ip_rules::end(can, cx.stamp()?, id, &detail);
        change.rely_on(&seen);
        ip_rules::delete(&mut change, can, id);
        let of = rule.subject.as_ref().map(|(id, _)| id.as_str());
        let generations = change.then(ip_rules::generations(can, of));
        let mut done = cx.commit(change).await?;
        let system_user = of.and_then(|id| SystemUserId::try_from(id.to_owned()).ok());
        tell_gate(cx.state, can, system_user.as_ref(), done.take(generations)?);
        Ok(().into())
    }
}
