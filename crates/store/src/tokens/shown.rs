//! Tokens that somebody shows to end them: whoever found one, or the system user's own program (RFC 7009). The token is the
//! proof: its digest is in the WHERE clause.

use domain::audit::{Detail, EndedToken, FoundToken};
use domain::found::Place;
use domain::ids::{AccountId, SystemUserId, TokenId};
use domain::locale::Locale;
use domain::principal::Machine;
use domain::time::Instant;

use super::goes_on;
use crate::change::{Change, Stamp};
use crate::db::{Reading, Row};
use crate::params;
use crate::people::json_ids;

/// A token that was shown, and is accepted or could be.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The token.
    pub token: TokenId,
    /// Its last four characters.
    pub tail: String,
    /// Whose.
    pub system_user: SystemUserId,
    /// Its username.
    pub username: String,
    /// The account.
    pub account: AccountId,
    /// The account's name.
    pub account_name: String,
    /// Was it bought by an outside issuer's word (`trust_rules`)?
    pub bought: bool,
}

impl Shown {
    /// What an event says of it.
    pub fn ended(&self) -> EndedToken {
        EndedToken { token: self.token.clone(), tail: self.tail.clone() }
    }

    /// The same of one that was found there; of nowhere where nobody said.
    pub fn found(&self, place: &Place) -> FoundToken {
        let said = |text: &String| (!text.is_empty()).then(|| text.clone());
        let (url, source) = (said(&place.url), said(&place.source));
        FoundToken { token: self.token.clone(), tail: self.tail.clone(), url, source }
    }
}

const SHOWN: &str = concat!(
    "SELECT t.id, t.tail, u.id AS system_user_id, u.username, a.id AS account_id, a.name, 0 AS bought FROM token t JOIN system_user u ON u.id = t.system_user_id \
       JOIN account a ON a.id = u.account_id \
     WHERE t.digest IN (SELECT value FROM json_each(?1)) AND ",
    goes_on!("t.", "?2"),
    " \
     UNION ALL SELECT b.id, b.tail, u.id, u.username, a.id, a.name, 1 FROM bought_token b JOIN trust_rule r ON r.id = b.rule_id JOIN system_user u ON u.id = b.system_user_id \
       JOIN account a ON a.id = u.account_id \
     WHERE b.digest IN (SELECT value FROM json_each(?1)) AND b.expires_at > ?2 AND b.ended_at IS NULL AND r.revoked_at IS NULL ORDER BY 3, 1"
);

/// The tokens of these digests that have not ended.
pub fn shown(digests: &[String], now: Instant) -> Reading<Vec<Shown>> {
    let digests = json_ids(digests.iter().map(String::as_str));
    Reading::new(SHOWN, params![digests, now], |rows| {
        let read = |mut row: Row| {
            Ok(Shown {
                token: row.parse()?,
                tail: row.text()?,
                system_user: row.parse()?,
                username: row.text()?,
                account: row.parse()?,
                account_name: row.text()?,
                bought: row.int()? == 1,
            })
        };
        rows.into_iter().map(read).collect()
    })
}

// A bound for all of them together would leave the last system users with nobody who is told.
const CUSTODIANS: &str = "SELECT system_user_id, email, name, locale FROM (SELECT c.system_user_id, p.email, p.name, p.locale, p.id, \
       row_number() OVER (PARTITION BY c.system_user_id ORDER BY p.id) AS n FROM custodian c JOIN person p ON p.id = c.person_id \
     WHERE c.system_user_id IN (SELECT value FROM json_each(?1)) AND p.status = 'active') WHERE n <= 20 ORDER BY system_user_id, id";

/// A custodian: of which system user, address, name, language.
pub type Custodian = (SystemUserId, String, String, Locale);

/// Who looks after these system users: at most twenty of each.
pub fn custodians<'a>(ids: impl IntoIterator<Item = &'a SystemUserId>) -> Reading<Vec<Custodian>> {
    let ids = json_ids(ids.into_iter().map(SystemUserId::as_str));
    Reading::new(CUSTODIANS, params![ids], |rows| {
        rows.into_iter().map(|mut row| Ok((row.parse()?, row.text()?, row.text()?, row.parse()?))).collect()
    })
}

const GENERATION: &str =
    "UPDATE system_user SET generation = generation + 1, version = version + 1, event_id = ?2 WHERE id = ?1";
const END: &str = concat!(
    "UPDATE token SET revoked_at = ?2, version = version + 1, event_id = ?3 \
     WHERE id = ?1 AND ",
    goes_on!("?2")
);

const END_BOUGHT: &str = "UPDATE bought_token SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL AND expires_at > ?2";

/// Ends it (guard `moved`: it has ended or is gone meanwhile).
pub fn end_shown(change: &mut Change, shown: &Shown) {
    let (at, event) = (change.at(), change.event().to_string());
    change.push(GENERATION, params![shown.system_user.as_str(), event.as_str()]);
    change.expect_one("moved");
    if shown.bought {
        change.push(END_BOUGHT, params![shown.token.as_str(), at]);
    } else {
        change.push(END, params![shown.token.as_str(), at, event]);
    }
    change.expect_one("moved");
}

/// Ends a token for its own system user's program (guard `moved`).
pub fn surrender(machine: &Machine, stamp: Stamp, shown: &Shown) -> Change {
    let detail = Detail::TokenSurrendered { after: shown.ended() };
    let mut change = Change::by_machine(machine, stamp, shown.system_user.as_str(), &detail);
    end_shown(&mut change, shown);
    change
}

const GENERATIONS: &str = "SELECT id, generation FROM system_user WHERE id IN (SELECT value FROM json_each(?1))";

/// The generations of these system users.
pub fn generations<'a>(ids: impl IntoIterator<Item = &'a SystemUserId>) -> Reading<Vec<(SystemUserId, i64)>> {
    let ids = json_ids(ids.into_iter().map(SystemUserId::as_str));
    Reading::new(GENERATIONS, params![ids], |rows| {
        rows.into_iter().map(|mut row| Ok((row.parse()?, row.int()?))).collect()
    })
}
