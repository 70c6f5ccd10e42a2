//! Account and reach as one value: what a proof may touch. Every statement about something that a subaccount has takes
//! it as its first parameter and says with [`in_scope!`] of which columns it holds.

use domain::ids::{AccountId, UserId};
use domain::principal::Can;

use crate::db::Value;

/// The scope of a proof as a parameter: a JSON object with the account, and the person to whose own subaccounts the
/// permission is limited.
pub(crate) fn scope<P>(can: &Can<P>) -> Value {
    value(can.account(), can.within())
}

/// The same of an account, and of a person.
pub(crate) fn value(account: &AccountId, within: Option<&UserId>) -> Value {
    let within = within.map(UserId::as_str);
    Value::Text(serde_json::json!({ "account": account.as_str(), "within": within }).to_string())
}

/// The condition that a row is within the scope `?1`: its account's column and its subaccount's column.
macro_rules! in_scope {
    ($account:literal, $subaccount:literal) => {
        concat!(
            " ",
            $account,
            " = ?1 ->> 'account' AND (?1 ->> 'within' IS NULL OR ",
            $subaccount,
            " IN (SELECT own.subaccount_id FROM person_subaccount own WHERE own.person_id = ?1 ->> 'within')) "
        )
    };
}
pub(crate) use in_scope;

/// The condition that all subaccounts of something with several are within the scope `?1`: of what is for all of them, or
/// for none, nothing is. `$all` is the column that says that it is for all, `$table` has a row a subaccount under `$key`.
macro_rules! in_all_of_scope {
    ($account:literal, $all:literal, $table:literal, $key:literal, $id:literal) => {
        concat!(
            " ",
            $account,
            " = ?1 ->> 'account' AND (?1 ->> 'within' IS NULL OR ",
            $all,
            " IS NOT 1 AND EXISTS (SELECT 1 FROM ",
            $table,
            " its WHERE its.",
            $key,
            " = ",
            $id,
            ") AND NOT EXISTS (SELECT 1 FROM ",
            $table,
            " its WHERE its.",
            $key,
            " = ",
            $id,
            " AND its.subaccount_id NOT IN (SELECT own.subaccount_id FROM person_subaccount own WHERE own.person_id = ?1 ->> 'within'))) "
        )
    };
}
pub(crate) use in_all_of_scope;
