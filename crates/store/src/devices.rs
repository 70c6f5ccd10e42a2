//! The devices that people signed in with before, so that one that is new is told to its person. Figures: they decide about
//! a mail and about nothing else.

use domain::ids::{MailId, UserId};
use domain::session::{DEVICE_REMEMBERED, DEVICES};
use domain::time::Instant;

use crate::change::Change;
use crate::db::{Reading, Sealed, Statement};
use crate::params;
use crate::purge::ROWS;

/// A device as it is remembered: its digest under each key of the deployment, the present one's first.
#[derive(Debug)]
pub struct Device<'a>(pub &'a [String]);

/// A mail that is put into the outbox if it is needed.
#[derive(Debug)]
pub struct Mail<'a> {
    /// Its id.
    pub id: &'a MailId,
    /// To whom.
    pub to: &'a str,
    /// What it is about.
    pub kind: &'a str,
    /// Its sealed text.
    pub sealed: &'a str,
}

// Nobody is told of the first device of all. Who was away for as long as devices are remembered has none any more, and is
// told of whichever comes.
const TELL: &str = "INSERT INTO mail (id, account_id, recipient, kind, sealed, created_at, next_attempt_at) \
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?6 FROM person p WHERE p.id = ?7 \
     AND NOT EXISTS (SELECT 1 FROM seen_device WHERE person_id = ?7 AND digest IN (SELECT value FROM json_each(?8)) AND last_seen_at > ?9) \
     AND (p.last_seen_at <= ?9 OR EXISTS (SELECT 1 FROM seen_device WHERE person_id = ?7))";
const TOLD: &str = "SELECT count(*) FROM mail WHERE id = ?1";

/// Puts the mail into the outbox if the device is new to the person. It is decided in the batch: of two sign-ins at once
/// with a new device one is told. Comes before the session, which is itself a sign of the person, and before
/// [`remember`].
pub fn tell_if_new(change: &mut Change, person: &UserId, device: &Device<'_>, mail: &Mail<'_>) {
    let digests = serde_json::to_string(device.0).unwrap_or_default();
    let params = params![
        mail.id.as_str(),
        change.account().as_str(),
        mail.to,
        mail.kind,
        mail.sealed,
        change.at(),
        person.as_str(),
        digests,
        change.at().plus(-DEVICE_REMEMBERED),
    ];
    change.push(TELL, params);
}

/// Was it put there?
pub fn told(mail: &MailId) -> Reading<bool> {
    Reading::first(TOLD, params![mail.as_str()], |mut row| row.int()).map(|n| Ok(n == Some(1)))
}

const REMEMBER: &str = "INSERT INTO seen_device (person_id, digest, last_seen_at) VALUES (?1, ?2, ?3) \
     ON CONFLICT (person_id, digest) DO UPDATE SET last_seen_at = excluded.last_seen_at";
const FORGET: &str = "DELETE FROM seen_device WHERE person_id = ?1 AND digest NOT IN \
     (SELECT digest FROM seen_device WHERE person_id = ?1 ORDER BY last_seen_at DESC, digest LIMIT ?2)";

/// Remembers the device, and no more of them than a person may have.
pub fn remember(change: &mut Change, person: &UserId, device: &Device<'_>) {
    let present = device.0.first().map_or("", String::as_str);
    change.push(REMEMBER, params![person.as_str(), present, change.at()]);
    change.push(FORGET, params![person.as_str(), DEVICES]);
}

const PURGE: &str = "DELETE FROM seen_device WHERE (person_id, digest) IN \
     (SELECT person_id, digest FROM seen_device WHERE last_seen_at <= ?1 ORDER BY last_seen_at LIMIT ?2)";

/// Clears devices away that nobody signed in with for so long.
pub fn purge(now: Instant) -> Sealed {
    Sealed::figures(vec![Statement { sql: PURGE, params: params![now.plus(-DEVICE_REMEMBERED), ROWS] }])
}
