//! What is older than its account keeps it. The event that made what is there now stays for as long as that is there.

use domain::audit::{Detail, Pruned};
use domain::ids::AccountId;
use domain::settings::AuditDays;

use super::Place;
use crate::change::{Change, Stamp};
use crate::db::Reading;
use crate::params;

const KEPT: &str = "SELECT id, audit_days FROM account WHERE audit_days < ?1 ORDER BY id";

/// The accounts that keep their log for a time, and how many days.
pub fn kept() -> Reading<Vec<(AccountId, i64)>> {
    Reading::new(KEPT, params![AuditDays::MOST], |rows| {
        rows.into_iter().map(|mut row| Ok((row.parse()?, row.int()?))).collect()
    })
}

const BEGIN: &str = "INSERT INTO audit_checkpoint (account_id, seq, hash, kid, mac) SELECT ?1, ?2, ?3, ?4, ?5 \
     WHERE NOT EXISTS (SELECT 1 FROM audit_checkpoint WHERE account_id = ?1)";
const MOVE: &str =
    "UPDATE audit_checkpoint SET seq = ?2, hash = ?3, kid = ?4, mac = ?5 WHERE account_id = ?1 AND seq < ?2";
/// Every audited table refers to the event that made its row what it is; each has an index for this.
pub const LET_GO: &str = "DELETE FROM audit_event WHERE rowid IN (SELECT e.rowid FROM audit_event e \
     WHERE e.account_id = ?1 AND e.seq > ?2 AND e.seq <= ?3 \
       AND NOT EXISTS (SELECT 1 FROM account WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM person WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM session WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM subaccount WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM system_user WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM token WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM token_find WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM client_key WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM trust_rule WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM custodian WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM role WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM person_subaccount WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM team WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM team_member WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM invitation WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM inbound_source WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM channel WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM channel_subaccount WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM webhook WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM webhook_subaccount WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM webhook_secret WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM second_factor WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM recovery_code WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM policy_acceptance WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM app WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM app_install WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM whatsapp_account WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM whatsapp_number WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM whatsapp_assignment WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM ip_rule WHERE event_id = e.id) \
       AND NOT EXISTS (SELECT 1 FROM one_time_link WHERE event_id = e.id))";

/// Up to where a log is let go, with the seal over that.
#[derive(Debug)]
pub struct Cut {
    /// How many days it is kept.
    pub days: i64,
    /// The last one that may go.
    pub place: Place,
    /// The id of the seal's key.
    pub kid: String,
    /// The seal.
    pub mac: String,
}

/// Lets the log go up to a place: what is in these ranges of places, and nothing else refers to.
pub fn let_go(account: &AccountId, stamp: Stamp, cut: &Cut, ranges: &[(i64, i64)]) -> Change {
    let mut change = Change::new(account.clone(), stamp);
    let detail = Detail::AuditPruned { after: Pruned { seq: cut.place.seq, days: cut.days } };
    change.event_by(None, account.as_str(), &detail);
    let place = params![account.as_str(), cut.place.seq, cut.place.hash.as_str(), cut.kid.as_str(), cut.mac.as_str()];
    change.push(BEGIN, place.clone());
    change.push(MOVE, place);
    for (after, to) in ranges {
        change.push(LET_GO, params![account.as_str(), *after, *to]);
    }
    change
}
