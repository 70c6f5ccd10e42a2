//! The numbers by which Graph paths name accounts, system users, apps, WhatsApp accounts and phone numbers.

use domain::business::GraphId;
use domain::ids::AccountId;

use crate::business::Business;
use crate::change::Change;
use crate::db::Reading;
use crate::params;

const INSERT: &str = "INSERT INTO graph_node (graph_id, account_id, id) VALUES (?1, ?2, ?3)";

/// The unique rule on numbers, as [`crate::DbError::is_unique`] knows it: draw another one.
pub const UNIQUE: &str = "graph_node.graph_id";

/// Gives what the change is about to add its number; without it the schema draws one.
pub fn insert(change: &mut Change, id: &str, graph_id: &GraphId) {
    let account = change.account().to_string();
    change.push(INSERT, params![graph_id.number(), account, id]);
}

const FIND: &str = "SELECT id FROM graph_node WHERE graph_id = ?2 AND account_id = ?1";

/// The id of what a number names within the caller's account; its prefix says what it is.
pub fn find(of: &impl Business, graph_id: &GraphId) -> Reading<Option<String>> {
    Reading::first(FIND, params![of.account().as_str(), graph_id.number()], |mut row| row.text())
}

const OF: &str = "SELECT graph_id FROM graph_node WHERE id = ?2 AND account_id = ?1";

/// The number of something of the account.
pub fn of(account: &AccountId, id: &str) -> Reading<Option<GraphId>> {
    Reading::first(OF, params![account.as_str(), id], |mut row| row.int().map(GraphId::stored))
}
