//! Each change of a system user: made, changed, switched on or off, deleted.

use domain::audit::Detail;
use domain::business::{GraphId, SystemUserRole};
use domain::environment::Environment;
use domain::ids::{SubaccountId, SystemUserId, UserId};
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use domain::rate::RateLimit;
use domain::sort_key::sort_key;
use domain::system_user::Status;

use crate::business::{self, Business};
use crate::change::{Change, Stamp, audit_with_before};
use crate::graph_nodes;
use crate::params;
use crate::people::json_ids;
use crate::rate;
use crate::scope::{in_scope, scope};

const INSERT: &str = "INSERT INTO system_user (id, account_id, subaccount_id, username, created_by, created_by_name, created_at, event_id, username_key, folded, environment, purpose, admin) \
     SELECT ?2, ?1 ->> 'account', ?3, ?4, ?5, ?6, ?7, ?8, ?9, 1, ?10, ?11, ?12 \
     WHERE ?1 ->> 'within' IS NULL OR ?3 IN (SELECT subaccount_id FROM person_subaccount WHERE person_id = ?1 ->> 'within')";

/// The unique rule of one system user per subaccount, as [`crate::DbError::is_unique`] knows it.
pub const UNIQUE_SUBACCOUNT: &str = "system_user.subaccount_id";

/// The unique rule of one Admin per account.
pub const UNIQUE_ADMIN: &str = "system_user.admin";

/// A new system user.
#[derive(Debug)]
pub struct NewSystemUser<'a> {
    /// The id.
    pub id: &'a SystemUserId,
    /// Its number on Graph paths.
    pub graph_id: &'a GraphId,
    /// The subaccount; none: account-wide.
    pub subaccount: Option<&'a SubaccountId>,
    /// Test or live.
    pub environment: Environment,
    /// The username.
    pub username: &'a str,
    /// What it is for; empty where nobody says.
    pub purpose: &'a str,
    /// Admin or Employee.
    pub role: SystemUserRole,
}

/// Makes a system user (guard `not_found`: not one of the person's own subaccounts, where they are limited to these; invariants
/// `system_user_limit`, `admin_account_wide`, `policy`; unique [`UNIQUE_SUBACCOUNT`], [`UNIQUE_ADMIN`]).
pub fn insert(change: &mut Change, of: &impl Business, new: &NewSystemUser<'_>) {
    graph_nodes::insert(change, new.id.as_str(), new.graph_id);
    let (maker, maker_name) = of.maker();
    let params = params![
        business::scope(of),
        new.id.as_str(),
        new.subaccount.map(SubaccountId::as_str),
        new.username,
        maker,
        maker_name,
        change.at(),
        change.event().as_str(),
        sort_key(new.username),
        new.environment.as_str(),
        new.purpose,
        new.role.column(),
    ];
    change.push(INSERT, params);
    change.expect_one("not_found");
}

macro_rules! was {
    () => {
        "SELECT json_object('username', u.username, 'purpose', nullif(u.purpose, ''), 'secretless', json(iif(u.secretless = 1, 'true', 'false')), 'custodians', json((SELECT json_group_array(json_object('id', p.id, 'name', p.name)) \
       FROM custodian c JOIN person p ON p.id = c.person_id WHERE c.system_user_id = u.id)), \
       'subaccount', json((SELECT json_object('id', s.id, 'name', s.name) FROM subaccount s WHERE s.id = u.subaccount_id)), \
       'rate_limit', json(CASE WHEN u.rate_calls IS NOT NULL THEN json_object('calls', u.rate_calls, 'per_seconds', u.rate_seconds) END), \
       'role', iif(u.admin = 1, 'admin', 'employee')) \
     FROM system_user u WHERE u.account_id = ?2 AND u.id = ?8"
    };
}

/// An event whose `before` is the system user as it was.
pub(crate) const BEFORE: &str = audit_with_before!(was!());
const CUSTODIANS_CHANGED: &str = audit_with_before!(
    was!(),
    "'$.after.custodians', json((SELECT json_group_array(json_object('id', id, 'name', name)) FROM person \
       WHERE account_id = ?2 AND id IN (SELECT value FROM json_each(?14))))"
);

/// Begins a change of a system user; its audit row says what there was before, as it was when it was changed.
pub fn change(can: &Can<SystemUsersManage>, stamp: Stamp, id: &SystemUserId, detail: &Detail) -> Change {
    Change::by_can(can, stamp, BEFORE, id.as_str(), detail)
}

/// Begins a change of who looks after it, whose names the audit row says, too.
pub fn change_custodians(
    can: &Can<SystemUsersManage>,
    stamp: Stamp,
    id: &SystemUserId,
    detail: &Detail,
    people: &[UserId],
) -> Change {
    let mut change = Change::by_can(can, stamp, CUSTODIANS_CHANGED, id.as_str(), detail);
    change.say(json_ids(people.iter().map(UserId::as_str)).into());
    change
}

const THERE: &str = concat!(
    "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM system_user WHERE id = ?2 AND ",
    in_scope!("account_id", "subaccount_id"),
    "), 'not_found'"
);
const UPDATE: &str = concat!(
    "UPDATE system_user SET username = coalesce(?3, username), username_key = coalesce(?6, username_key), \
     folded = CASE WHEN ?6 IS NULL THEN folded ELSE 1 END, rate_calls = CASE ?7 WHEN 1 THEN ?8 ELSE rate_calls END, \
     rate_seconds = CASE ?7 WHEN 1 THEN ?9 ELSE rate_seconds END, purpose = coalesce(?10, purpose), \
     secretless = coalesce(?11, secretless), admin = CASE ?12 WHEN 'admin' THEN 1 WHEN 'employee' THEN NULL ELSE admin END, generation = generation + 1, version = version + 1, event_id = ?4 \
     WHERE id = ?2 AND version = ?5 AND ",
    in_scope!("account_id", "subaccount_id")
);

/// What may be changed of a system user.
#[derive(Debug, Default)]
pub struct Update<'a> {
    /// The username.
    pub username: Option<&'a str>,
    /// How often it may call; none takes the limit away.
    pub rate_limit: Option<Option<RateLimit>>,
    /// What it is for; empty where nobody says.
    pub purpose: Option<&'a str>,
    /// Can nobody make it a token that is a secret?
    pub secretless: Option<bool>,
    /// Admin or Employee (invariants `admin_account_wide`, `policy`, `system_user_limit`; unique [`UNIQUE_ADMIN`]).
    pub role: Option<SystemUserRole>,
}

/// Changes a system user, or marks it as changed, if the version is still the one that was seen (guards `not_found`,
/// `stale`; invariant `secrets_left`).
pub fn update(change: &mut Change, can: &Can<SystemUsersManage>, id: &SystemUserId, update: &Update<'_>, seen: i64) {
    change.push(THERE, params![scope(can), id.as_str()]);
    let [calls, seconds] = rate::columns(update.rate_limit.flatten());
    let params = params![
        scope(can),
        id.as_str(),
        update.username,
        change.event().as_str(),
        seen,
        update.username.map(sort_key),
        i64::from(update.rate_limit.is_some()),
        calls,
        seconds,
        update.purpose,
        update.secretless.map(i64::from),
        update.role.map(SystemUserRole::as_str),
    ];
    change.push(UPDATE, params);
    change.expect_one("stale");
}

const SET_STATUS: &str = concat!(
    "UPDATE system_user SET status = ?3, attested_at = iif(?3 = 'active', ?5, attested_at), generation = generation + 1, version = version + 1, event_id = ?4 \
     WHERE id = ?2 AND status <> ?3 AND ",
    in_scope!("account_id", "subaccount_id")
);

/// Switches it on, which says that it is needed, or off (guards `not_found`; `unchanged` when it is so already).
pub fn set_status(change: &mut Change, can: &Can<SystemUsersManage>, id: &SystemUserId, status: Status) {
    change.push(THERE, params![scope(can), id.as_str()]);
    change.push(SET_STATUS, params![scope(can), id.as_str(), status.as_str(), change.event().as_str(), change.at()]);
    change.expect_one("unchanged");
}

const DELETE: &str = concat!("DELETE FROM system_user WHERE id = ?2 AND ", in_scope!("account_id", "subaccount_id"));

/// Deletes an inactive system user with its tokens and figures (guard `not_found`, invariant `system_user_active`).
pub fn delete(change: &mut Change, can: &Can<SystemUsersManage>, id: &SystemUserId) {
    change.push(DELETE, params![scope(can), id.as_str()]);
    change.expect_one("not_found");
}
