//! The business's system users: the list, and a new one.

use contract::Code;
use contract::table::{GraphCreateSystemUser, GraphListSystemUsers};
use domain::audit::{self, Detail};
use domain::business::{GraphId, SystemUserRole};
use domain::ids::SystemUserId;
use domain::name::Username;
use domain::policy_text::Policy;
use domain::scope::Scope;
use serde_json::{Value, json};
use store::system_users::{ListFilter, NewSystemUser, SortColumn, SystemUserRow};
use store::{policies, system_users};

use super::super::system_users::role;
use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::graph::page::{self, Asked};
use crate::graph::refusal;

/// Meta's words for roles of system users. What is read back is one of the first two.
const ROLES: [&str; 15] = [
    "ADMIN",
    "EMPLOYEE",
    "DEVELOPER",
    "DEFAULT",
    "MANAGE",
    "FINANCE_EDITOR",
    "FINANCE_ANALYST",
    "FINANCE_EDIT",
    "FINANCE_VIEW",
    "ADS_RIGHTS_REVIEWER",
    "PARTNER_CENTER_ADMIN",
    "PARTNER_CENTER_ANALYST",
    "PARTNER_CENTER_OPERATIONS",
    "PARTNER_CENTER_MARKETING",
    "PARTNER_CENTER_EDUCATION",
];

/// A system user with all the fields that can be asked for.
pub(super) fn node(row: &SystemUserRow) -> Value {
    let time = row.created_at.to_rfc3339();
    // Meta's clients read times of this form: 2026-11-28T07:00:00+0000.
    let time = time.get(..19).map(|time| format!("{time}+0000"));
    json!({
        "id": row.graph_id,
        "name": row.username,
        "role": row.role.as_str().to_uppercase(),
        "created_by": { "id": row.created_by, "name": row.created_by_name },
        "created_time": time,
        "system_user_id": row.graph_id,
        // Tenure has no such permissions: null is left out.
        "finance_permission": null,
        "ip_permission": null,
    })
}

impl<D: Deps> Handler<D> for GraphListSystemUsers {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let (caller, now) = (&cx.proof, cx.meta.now);
        caller.business(cx.deps, ("GET", &cx.path.1.text)).await?;
        caller.needs(Scope::BusinessManagement)?;
        let machine = &caller.machine;
        // It would be a part of the list, and look like the whole.
        if !caller.sees_others() {
            return Err(refusal::permission("Requires the token of an account-wide system user."));
        }
        let asked = Asked::of(&cx.body)?;
        let after = match &asked.after {
            None => None,
            Some(after) => Some(
                SystemUserId::try_from(after.clone())
                    .map_err(|_| refusal::parameter("after", "Invalid cursors values"))?,
            ),
        };
        let filter = ListFilter {
            search: None,
            status: None,
            environment: Some(machine.environment),
            subaccount: None,
            sort: SortColumn::CreatedAt,
            descending: false,
            after: after.as_ref().map(|id| (store::Value::Int(0), id.as_str())),
            limit: i64::try_from(asked.limit).unwrap_or(i64::MAX).saturating_add(1),
        };
        let rows = system_users::list(cx.db(), machine, &filter, now).await?;
        let total = match asked.total {
            true => Some(system_users::count(machine, Some(machine.environment)).of(cx.db()).await?),
            false => None,
        };
        let shown = |row: &SystemUserRow| {
            let fields = page::fields(&node(row), asked.fields.as_deref(), &["id", "name", "role"], "SystemUser")?;
            Ok((row.id.to_string(), fields))
        };
        let items = rows.iter().map(shown).collect::<Result<Vec<_>, Fail>>()?;
        Ok(page::page((cx.deps, cx.place()), caller, &asked, items, total)?.into())
    }
}

impl<D: Deps> Handler<D> for GraphCreateSystemUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let (caller, now) = (&cx.proof, cx.meta.now);
        caller.business(cx.deps, ("POST", &cx.path.1.text)).await?;
        caller.must_manage()?;
        if cx.body.system_user_id.as_ref().is_some_and(|id| !id.0.is_empty()) {
            return Err(refusal::parameter(
                "system_user_id",
                "Param system_user_id is not supported: rename it in the console.",
            ));
        }
        let wrong =
            |code: domain::field::FieldCode| refusal::parameter("name", &format!("Param name is not valid: {code}"));
        let username = Username::try_from(cx.body.name.0.clone()).map_err(wrong)?;
        let asked = cx.body.role.as_ref().map_or_else(|| "EMPLOYEE".to_owned(), |role| role.0.trim().to_uppercase());
        let role = match asked.as_str() {
            "ADMIN" => SystemUserRole::Admin,
            known if ROLES.contains(&known) => SystemUserRole::Employee,
            _ => {
                return Err(refusal::parameter("role", &format!("Param role must be one of {{{}}}", ROLES.join(", "))));
            }
        };
        let (id, graph_id) = (SystemUserId::new(now, random(cx.deps)?), GraphId::new(random(cx.deps)?));
        let environment = caller.machine.environment;
        let after = audit::SystemUser {
            username: Some(username.as_str().to_owned()),
            subaccount: Some(None),
            environment: environment.is_test().then_some(environment),
            role: Some(role),
            ..Default::default()
        };
        let mut change = cx.graph_change(id.as_str(), &Detail::SystemUserCreated { after })?;
        let new = NewSystemUser {
            id: &id,
            graph_id: &graph_id,
            subaccount: None,
            environment,
            username: username.as_str(),
            purpose: "",
            role,
        };
        system_users::insert(&mut change, &caller.machine, &new);
        policies::require(&mut change, Policy::SystemUsers);
        match cx.commit(change).await {
            Ok(_) => Ok(json!({ "id": graph_id }).into()),
            Err(error) if error.is_invariant("system_user_limit") => Err(Fail::new(Code::SystemUserLimit)),
            Err(error) => Err(role::refused(error)),
        }
    }
}
