//! Policies that were accepted for an account.

use domain::ids::UserId;
use domain::locale::Locale;
use domain::permission::SystemUsersManage;
use domain::policy_text::Policy;
use domain::principal::Can;
use domain::time::Instant;

use crate::business::Business;
use crate::change::Change;
use crate::db::{Reading, Row};
use crate::params;

/// Who accepted which text of a policy, and when.
#[derive(Debug, Clone)]
pub struct Acceptance {
    /// Which text.
    pub text_version: i64,
    /// In which language.
    pub locale: Locale,
    /// Who: id and name at that time.
    pub by: (UserId, String),
    /// When.
    pub at: Instant,
}

const LAST: &str = "SELECT text_version, locale, accepted_by, accepted_by_name, accepted_at FROM policy_acceptance \
     WHERE account_id = ?1 AND policy = ?2 ORDER BY text_version DESC LIMIT 1";

/// The newest text that was accepted, if any was.
pub fn last(of: &impl Business, policy: Policy) -> Reading<Option<Acceptance>> {
    Reading::first(LAST, params![of.account().as_str(), policy.as_str()], |mut row: Row| {
        Ok(Acceptance {
            text_version: row.int()?,
            locale: row.parse()?,
            by: (row.parse()?, row.text()?),
            at: row.at()?,
        })
    })
}

const INSERT: &str = "INSERT INTO policy_acceptance (account_id, policy, text_version, locale, accepted_by, accepted_by_name, accepted_at, event_id) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

/// The unique rule: this text was accepted already.
pub const UNIQUE: &str = "policy_acceptance.text_version";

/// Accepts the present text (unique [`UNIQUE`]).
pub fn accept(change: &mut Change, can: &Can<SystemUsersManage>, policy: Policy, locale: Locale) {
    let human = can.human();
    let params = params![
        can.account().as_str(),
        policy.as_str(),
        policy.text_version(),
        locale.as_str(),
        human.user.as_str(),
        human.name.as_str(),
        change.at(),
        change.event().as_str(),
    ];
    change.push(INSERT, params);
}

const ACCEPTED: &str = "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM policy_acceptance \
     WHERE account_id = ?1 AND policy = ?2 AND text_version >= ?3), 'policy'";

/// The present text was accepted (guard `policy`).
pub fn require(change: &mut Change, policy: Policy) {
    let account = change.account().to_string();
    change.push(ACCEPTED, params![account, policy.as_str(), policy.text_version()]);
}
