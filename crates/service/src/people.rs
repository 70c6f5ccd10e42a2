//! What the use cases about people share: looking up what is named, refusing what goes beyond one's own, the rules
//! of the schema as errors.

use contract::{Code, FieldError};
use domain::domain_name::MailDomain;
use domain::email::Email;
use domain::field::FieldCode;
use domain::ids::{SubaccountId, TeamId, UserId};
use domain::permission::UsersManage;
use domain::policy;
use domain::principal::Can;
use domain::role::{Role, RoleId};
use store::people::{Belongings, PersonRow};
use store::{DbError, accounts, people, roles};

use crate::deps::Deps;
use crate::fail::Fail;

/// The role of this id, which the caller may give.
pub async fn role_to_give(deps: &impl Deps, can: &Can<UsersManage>, id: &RoleId) -> Result<Role, Fail> {
    let role = match id.built_in() {
        Some(built_in) => built_in.into(),
        None => {
            let row =
                roles::get(deps.db(), can, id).await?.ok_or_else(|| Fail::field("role_id", FieldCode::NotFound))?;
            Role { id: row.id, name: row.name, grants: row.grants }
        }
    };
    policy::may_handle(&can.human().role.grants, &role).map_err(|lacks| {
        let errors = vec![FieldError::at("role_id", FieldCode::BeyondYourOwn)];
        Fail { errors, ..Fail::new(Code::BeyondYourOwn) }.with("permission", lacks)
    })?;
    Ok(role)
}

/// The person of this id, on whom the caller may act.
pub async fn person_to_handle(deps: &impl Deps, can: &Can<UsersManage>, id: &UserId) -> Result<PersonRow, Fail> {
    let person = people::get(deps.db(), can, id).await?.ok_or_else(|| Fail::new(Code::NotFound))?;
    policy::may_handle(&can.human().role.grants, &person.role)
        .map_err(|lacks| Fail::new(Code::BeyondYourOwn).with("permission", lacks))?;
    Ok(person)
}

/// May a person of this address be in the caller's account?
pub async fn check_domain(deps: &impl Deps, can: &Can<UsersManage>, email: &Email) -> Result<(), Fail> {
    let account = accounts::get(deps.db(), can).await?;
    let domain = MailDomain::try_from(account.email_domain.clone())
        .map_err(|_| Fail::internal("the account's domain is not valid"))?;
    domain.admits(email).map_err(|code| Fail::field("email", code).with("email_domain", account.email_domain))
}

/// The teams and subaccounts of these ids, by name; one that the account does not have is told at its field.
pub async fn places(
    deps: &impl Deps,
    can: &Can<UsersManage>,
    teams: Option<&[TeamId]>,
    subaccounts: Option<&[SubaccountId]>,
) -> Result<Belongings, Fail> {
    let (teams, subaccounts) = (teams.unwrap_or_default(), subaccounts.unwrap_or_default());
    let found = people::places(deps.db(), can, teams, subaccounts).await?;
    let mut errors = Vec::new();
    if !teams.iter().all(|id| found.teams.iter().any(|team| team.0 == *id)) {
        errors.push(FieldError::at("team_ids", FieldCode::NotFound));
    }
    if !subaccounts.iter().all(|id| found.subaccounts.iter().any(|sub| sub.0 == *id)) {
        errors.push(FieldError::at("subaccount_ids", FieldCode::NotFound));
    }
    if errors.is_empty() { Ok(found) } else { Err(Fail::fields(errors)) }
}

/// The rules of the schema about people, as the errors that name them.
pub fn refused(error: DbError) -> Fail {
    let email_taken =
        || Fail { errors: vec![FieldError::at("email", FieldCode::Taken)], ..Fail::new(Code::EmailTaken) };
    match &error {
        DbError::Invariant(name) => match name.as_str() {
            "owner" => Fail::new(Code::IsOwner),
            "last_admin" => Fail::new(Code::LastAdmin),
            "email_domain" => Fail::field("email", FieldCode::ForeignDomain),
            "email_taken" => email_taken(),
            "role" => Fail::field("role_id", FieldCode::NotFound),
            "role_in_use" => Fail::new(Code::RoleInUse),
            "team_full" => Fail::field("team_ids", FieldCode::TooLong),
            "custodian_active" => Fail::field("successor_user_id", FieldCode::NotActive),
            _ => error.into(),
        },
        _ if error.is_unique(people::UNIQUE_EMAIL) || error.is_unique("invitation.email_key") => email_taken(),
        // A team or a subaccount went while it was being written.
        DbError::ForeignKey => Fail::fields(vec![FieldError::at("team_ids", FieldCode::NotFound)]),
        _ => error.into(),
    }
}
