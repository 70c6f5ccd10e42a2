//! What the use cases about people share: looking up what is named, refusing what goes beyond one's own, the rules
//! of the schema as errors.

use contract::{Code, FieldError};
use domain::domain_name::MailDomain;
use domain::email::Email;
use domain::field::FieldCode;
use domain::ids::{SubaccountId, TeamId, UserId};
use domain::permission::UsersManage;
use domain::policy::{self, Beyond};
use domain::principal::Can;
use domain::role::{Role, RoleId};
use store::accounts::AccountRow;
use store::people::{Belongings, Standing};
use store::{DbError, Reading, Seen, people, roles};

use crate::deps::Deps;
use crate::fail::Fail;

/// The refusal of what is beyond the caller's own.
pub fn beyond(what: Beyond) -> Fail {
    Fail::new(Code::BeyondYourOwn).with("permission", what.permission())
}

fn beyond_at(field: &str, what: Beyond) -> Fail {
    Fail { errors: vec![FieldError::at(field, FieldCode::BeyondYourOwn)], ..beyond(what) }
}

/// The role of this id.
pub async fn role_of(deps: &impl Deps, can: &Can<UsersManage>, id: &RoleId) -> Result<Seen<Role>, Fail> {
    match id.built_in() {
        Some(built_in) => Ok(roles::built_in(built_in)),
        None => {
            let row = roles::get(can, id).of(deps.db()).await?;
            row.map(|seen| seen.map(|row| row.role())).ok_or_else(|| Fail::field("role_id", FieldCode::NotFound))
        }
    }
}

/// May the caller give somebody this role together with these subaccounts? The refusal names the field.
pub fn may_give(can: &Can<UsersManage>, role: &Role, subaccounts: &[SubaccountId]) -> Result<(), Fail> {
    let own = can.human().standing();
    match policy::may_handle(own, policy::Standing { grants: &role.grants, subaccounts }) {
        Ok(()) => Ok(()),
        Err(what @ Beyond::Right(_)) => Err(beyond_at("role_id", what)),
        Err(what @ Beyond::Subaccount(_)) => Err(beyond_at("subaccount_ids", what)),
    }
}

/// May the caller give somebody these subaccounts, whatever their role?
pub fn may_give_subaccounts(can: &Can<UsersManage>, subaccounts: &[SubaccountId]) -> Result<(), Fail> {
    policy::may_give_subaccounts(can.human().standing(), subaccounts).map_err(|what| beyond_at("subaccount_ids", what))
}

/// May the caller act on somebody who holds this?
pub fn may_handle(can: &Can<UsersManage>, other: policy::Standing<'_>) -> Result<(), Fail> {
    policy::may_handle(can.human().standing(), other).map_err(beyond)
}

/// The person of this id, on whom the caller may act.
pub async fn person_to_handle(deps: &impl Deps, can: &Can<UsersManage>, id: &UserId) -> Result<Seen<Standing>, Fail> {
    handled(can, people::get(can, id).of(deps.db()).await?)
}

/// The same of somebody who was read together with other things.
pub fn handled(can: &Can<UsersManage>, found: Option<Seen<Standing>>) -> Result<Seen<Standing>, Fail> {
    let person = found.ok_or_else(|| Fail::new(Code::NotFound))?;
    may_handle(can, person.holds())?;
    Ok(person)
}

/// May a person of this address be in the account?
pub fn check_domain(account: &AccountRow, email: &Email) -> Result<(), Fail> {
    let domain = MailDomain::try_from(account.email_domain.clone())
        .map_err(|_| Fail::internal("the account's domain is not valid"))?;
    domain.admits(email).map_err(|code| Fail::field("email", code).with("email_domain", account.email_domain.as_str()))
}

/// Asks for the teams and subaccounts of these ids, by name: [`all_there`] says whether the account has all of them.
pub fn places(
    can: &Can<UsersManage>,
    teams: Option<&[TeamId]>,
    subaccounts: Option<&[SubaccountId]>,
) -> Reading<Belongings> {
    people::places(can, teams.unwrap_or_default(), subaccounts.unwrap_or_default())
}

/// A team or subaccount that the account does not have is told at its field.
pub fn all_there(
    found: &Belongings,
    teams: Option<&[TeamId]>,
    subaccounts: Option<&[SubaccountId]>,
) -> Result<(), Fail> {
    let (teams, subaccounts) = (teams.unwrap_or_default(), subaccounts.unwrap_or_default());
    let mut errors = Vec::new();
    if !teams.iter().all(|id| found.teams.iter().any(|team| team.0 == *id)) {
        errors.push(FieldError::at("team_ids", FieldCode::NotFound));
    }
    if !subaccounts.iter().all(|id| found.subaccounts.iter().any(|sub| sub.0 == *id)) {
        errors.push(FieldError::at("subaccount_ids", FieldCode::NotFound));
    }
    if errors.is_empty() { Ok(()) } else { Err(Fail::fields(errors)) }
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
