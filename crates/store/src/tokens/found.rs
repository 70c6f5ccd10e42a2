//! Tokens that somebody found: they end, or, where a code host reports them and their account wants that, they go on and
//! it is kept where they were found.

use std::collections::BTreeSet;

use domain::audit::{Detail, EndedToken};
use domain::found::{MOST_PLACES, PartnerFinds, Place};
use domain::ids::{SystemUserId, TokenId};
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use domain::time::Instant;

use super::goes_on;
use super::shown::{Shown, end_shown};
use crate::change::{Change, Stamp};
use crate::db::{DbError, Reading, Row};
use crate::params;
use crate::people::json_ids;

/// A token that was found, and is accepted or could be.
#[derive(Debug, Clone)]
pub struct Found {
    /// The token.
    pub shown: Shown,
    /// Its keyed digest, by which it was looked up.
    pub digest: String,
    /// What its account wants with what code hosts report.
    pub policy: PartnerFinds,
    /// The places that are known.
    pub known: BTreeSet<Place>,
}

impl Found {
    /// The places that are not known yet, as far as there is room for more.
    pub fn new_places<'a>(&self, places: impl IntoIterator<Item = &'a Place>) -> Vec<&'a Place> {
        let new: BTreeSet<&Place> = places.into_iter().filter(|place| !self.known.contains(*place)).collect();
        new.into_iter().take(MOST_PLACES.saturating_sub(self.known.len())).collect()
    }
}

// What was bought ends whatever the account says: nobody loses more than a quarter of an hour by it.
const FOUND: &str = concat!(
    "SELECT t.id, t.tail, u.id AS system_user_id, u.username, a.id AS account_id, a.name, 0 AS bought, t.digest, a.partner_finds, \
       (SELECT json_group_array(json_array(f.url, f.source)) FROM token_find f WHERE f.token_id = t.id) \
     FROM token t JOIN system_user u ON u.id = t.system_user_id JOIN account a ON a.id = u.account_id \
     WHERE t.digest IN (SELECT value FROM json_each(?1)) AND ",
    goes_on!("t.", "?2"),
    " \
     UNION ALL SELECT b.id, b.tail, u.id, u.username, a.id, a.name, 1, b.digest, 'end', '[]' FROM bought_token b JOIN trust_rule r ON r.id = b.rule_id JOIN system_user u ON u.id = b.system_user_id \
       JOIN account a ON a.id = u.account_id \
     WHERE b.digest IN (SELECT value FROM json_each(?1)) AND b.expires_at > ?2 AND b.ended_at IS NULL AND r.revoked_at IS NULL ORDER BY 3, 1"
);

/// The tokens of these digests that have not ended.
pub fn found(digests: &[String], now: Instant) -> Reading<Vec<Found>> {
    let digests = json_ids(digests.iter().map(String::as_str));
    Reading::new(FOUND, params![digests, now], |rows| rows.into_iter().map(read).collect())
}

fn read(mut row: Row) -> Result<Found, DbError> {
    let shown = Shown {
        token: row.parse()?,
        tail: row.text()?,
        system_user: row.parse()?,
        username: row.text()?,
        account: row.parse()?,
        account_name: row.text()?,
        bought: row.int()? == 1,
    };
    let (digest, policy) = (row.text()?, row.parse()?);
    let known: Vec<(String, String)> = row.json()?;
    let known = known.into_iter().map(|(url, source)| Place { url, source }).collect();
    Ok(Found { shown, digest, policy, known })
}

/// Ends a token that was found there (guard `moved`).
pub fn end_found(stamp: Stamp, shown: &Shown, place: &Place) -> Change {
    let detail = Detail::TokenFound { after: shown.found(place) };
    let mut change = Change::by_clock(shown.account.clone(), stamp, shown.system_user.as_str(), &detail);
    end_shown(&mut change, shown);
    change
}

// The account's choice and the token's life are asked once more: whoever has changed their mind is heard.
const STILL: &str = concat!(
    "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM token t JOIN account a ON a.id = t.account_id \
       WHERE t.id = ?1 AND a.partner_finds = 'warn' AND ",
    goes_on!("t.", "?2"),
    "), 'moved'"
);
const REPORT: &str = "INSERT INTO token_find (token_id, url, source, account_id, system_user_id, found_at, event_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

/// Keeps where a token was found that goes on (guard `moved`; never twice: `token_find.token_id`).
pub fn report(stamp: Stamp, shown: &Shown, place: &Place) -> Change {
    let detail = Detail::TokenReported { after: shown.found(place) };
    let mut change = Change::by_clock(shown.account.clone(), stamp, shown.system_user.as_str(), &detail);
    let (at, event) = (change.at(), change.event().to_string());
    change.push(STILL, params![shown.token.as_str(), at]);
    let params = params![
        shown.token.as_str(),
        place.url.as_str(),
        place.source.as_str(),
        shown.account.as_str(),
        shown.system_user.as_str(),
        at,
        event,
    ];
    change.push(REPORT, params);
    change
}

const DISMISS: &str = "UPDATE token_find SET dismissed_at = ?4, event_id = ?5 \
     WHERE account_id = ?1 AND system_user_id = ?2 AND token_id = ?3 AND dismissed_at IS NULL";
const SOME: &str = "INSERT INTO guard (ok, label) VALUES (changes() > 0, 'moved')";

/// Begins what puts aside where a token was found (guard `moved`: somebody else has done so).
pub fn dismiss(
    can: &Can<SystemUsersManage>,
    stamp: Stamp,
    system_user: &SystemUserId,
    (token, tail): (&TokenId, &str),
) -> Change {
    let detail = Detail::TokenFindsDismissed { after: EndedToken { token: token.clone(), tail: tail.to_owned() } };
    let mut change = Change::by(can, stamp, system_user.as_str(), &detail);
    let (at, event) = (change.at(), change.event().to_string());
    change.push(DISMISS, params![can.account().as_str(), system_user.as_str(), token.as_str(), at, event]);
    change.push(SOME, params![]);
    change
}
