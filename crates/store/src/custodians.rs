//! Who looks after which system user.

use domain::environment::Environment;
use domain::ids::{ClientKeyId, SystemUserId, TokenId, TrustRuleId, UserId};
use domain::permission::{SystemUsersManage, UsersManage};
use domain::principal::Can;
use domain::system_user::Status;
use domain::time::Instant;

use crate::change::Change;
use crate::db::{Db, DbError, Query, Reading, Row, Statement};
use crate::params;
use crate::people::{self, Standing, json_ids};
use crate::seen::Seen;

const ADD: &str = "INSERT INTO custodian (account_id, system_user_id, person_id, event_id) SELECT DISTINCT ?1, ?2, value, ?4 FROM json_each(?3) \
     WHERE NOT EXISTS (SELECT 1 FROM custodian WHERE system_user_id = ?2 AND person_id = value)";
const KEEP_ONLY: &str = "DELETE FROM custodian WHERE account_id = ?1 AND system_user_id = ?2 AND person_id NOT IN (SELECT value FROM json_each(?3))";

const ABLE: &str = concat!(
    "INSERT INTO guard (ok, label) SELECT (SELECT count(*) FROM person p WHERE ",
    people::is_custodian!(),
    ") = (SELECT count(DISTINCT value) FROM json_each(?4)), 'custodian'"
);

/// Makes exactly these people look after a system user (guard `custodian`: active people of the account who may manage
/// system users; invariant `custodian_last`).
pub fn set(change: &mut Change, can: &Can<SystemUsersManage>, id: &SystemUserId, people: &[UserId]) {
    let ids = json_ids(people.iter().map(UserId::as_str));
    change.push(ABLE, people::custodian_params(can, Some(people)));
    let event = change.event().to_string();
    change.push(ADD, params![can.account().as_str(), id.as_str(), ids.as_str(), event]);
    change.push(KEEP_ONLY, params![can.account().as_str(), id.as_str(), ids]);
}

/// One system user, and who takes it over.
#[derive(Debug, Clone)]
pub struct Heir {
    /// The system user's id and username; none when the one who leaves does not look after it.
    pub system_user: Option<(SystemUserId, String)>,
    /// The person's id and name; none when the account has nobody of this id.
    pub person: Option<(UserId, String)>,
    /// Are they active, and not the one who leaves?
    pub active: bool,
    /// May they manage system users?
    pub able: bool,
}

macro_rules! held {
    () => {
        "EXISTS (SELECT 1 FROM custodian c WHERE c.account_id = ?1 AND c.system_user_id = j.value ->> 0 AND c.person_id = ?6)"
    };
}
macro_rules! able {
    () => {
        concat!(
            "EXISTS (SELECT 1 FROM person p WHERE p.id = j.value ->> 1 AND p.id <> ?6 AND ",
            people::is_custodian!(),
            ")"
        )
    };
}

const HEIRS: &str = concat!(
    "SELECT u.id, u.username, h.id AS h_id, h.name, h.status = 'active' AND h.id <> ?6, ",
    able!(),
    " FROM json_each(?5) j LEFT JOIN system_user u ON u.account_id = ?1 AND u.id = j.value ->> 0 AND ",
    held!(),
    " LEFT JOIN person h ON h.account_id = ?1 AND h.id = j.value ->> 1 ORDER BY j.key"
);
const STILL_HEIRS: &str = concat!(
    "INSERT INTO guard (ok, label) SELECT NOT EXISTS (SELECT 1 FROM json_each(?5) j WHERE NOT (",
    held!(),
    " AND ",
    able!(),
    ")), 'moved'"
);

/// System users with who takes each over, as the text that the statements read.
fn pairs(of: &[(&SystemUserId, &UserId)]) -> String {
    serde_json::Value::from_iter(of.iter().map(|(bot, to)| vec![bot.as_str(), to.as_str()])).to_string()
}

/// What there is of each of these, in their order. The condition is that each can be handed over.
pub fn heirs(can: &Can<UsersManage>, from: &UserId, named: &[(&SystemUserId, &UserId)]) -> Reading<Seen<Vec<Heir>>> {
    let mut params = people::custodian_params(can, None);
    params.extend(params![pairs(named), from.as_str()]);
    let still = Statement { sql: STILL_HEIRS, params: params.clone() };
    Reading::new(HEIRS, params, |rows| {
        let read = |mut row: Row| {
            Ok(Heir {
                system_user: row.opt_parse()?.zip(row.opt_text()?),
                person: row.opt_parse()?.zip(row.opt_text()?),
                active: row.opt_int()? == Some(1),
                able: row.int()? == 1,
            })
        };
        Ok(Seen::new(rows.into_iter().map(read).collect::<Result<_, DbError>>()?, still))
    })
}

const HAND_EACH: &str = "INSERT INTO custodian (account_id, system_user_id, person_id, event_id) \
     SELECT DISTINCT ?1, j.value ->> 0, j.value ->> 1, ?3 FROM json_each(?2) j \
     WHERE NOT EXISTS (SELECT 1 FROM custodian WHERE system_user_id = j.value ->> 0 AND person_id = j.value ->> 1)";
const HAND_OVER: &str = "INSERT INTO custodian (account_id, system_user_id, person_id, event_id) \
     SELECT account_id, system_user_id, ?3, ?4 FROM custodian c WHERE account_id = ?1 AND person_id = ?2 \
     AND system_user_id NOT IN (SELECT j.value ->> 0 FROM json_each(?5) j) \
     AND NOT EXISTS (SELECT 1 FROM custodian WHERE system_user_id = c.system_user_id AND person_id = ?3)";
const LET_GO: &str = "DELETE FROM custodian WHERE account_id = ?1 AND person_id = ?2";

/// Everything that one person looks after, others look after from now on: who was named for it, or else `to`.
pub fn hand_over(
    change: &mut Change,
    can: &Can<UsersManage>,
    from: &UserId,
    to: &Seen<Standing>,
    heirs: &Seen<Vec<Heir>>,
) {
    change.rely_on(to);
    let to = &to.id;
    let event = change.event().to_string();
    let named: Vec<_> =
        heirs.iter().filter_map(|heir| Some((&heir.system_user.as_ref()?.0, &heir.person.as_ref()?.0))).collect();
    let named = pairs(&named);
    if !heirs.is_empty() {
        change.rely_on(heirs);
        change.push(HAND_EACH, params![can.account().as_str(), named.as_str(), event.as_str()]);
    }
    change.push(HAND_OVER, params![can.account().as_str(), from.as_str(), to.as_str(), event, named]);
    change.push(LET_GO, params![can.account().as_str(), from.as_str()]);
}

/// A token that a person generated, and so saw, and that is still accepted.
#[derive(Debug, Clone)]
pub struct SeenToken {
    /// The id.
    pub id: TokenId,
    /// The last four characters.
    pub tail: String,
    /// When it was generated.
    pub created_at: Instant,
    /// Its system user: id, username, status, environment.
    pub system_user: (SystemUserId, String, Status, Environment),
}

const SAW: &str = "SELECT t.id, t.tail, t.created_at, u.id AS su_id, u.username, u.status, u.environment \
     FROM token t INDEXED BY token_by_creator CROSS JOIN system_user u ON u.account_id = t.account_id AND u.id = t.system_user_id \
     WHERE t.account_id = ?1 AND t.created_by = ?2 AND coalesce(t.revoked_at, ?3 + 1) > ?3 AND coalesce(t.expires_at, ?3 + 1) > ?3 \
     ORDER BY t.id DESC LIMIT ?4";

/// The tokens of all system users that a person generated and that have not ended, the newest first.
pub fn tokens_seen_by(can: &Can<UsersManage>, id: &UserId, now: Instant, limit: i64) -> Reading<Vec<SeenToken>> {
    Reading::all(SAW, params![can.account().as_str(), id.as_str(), now, limit], |mut row| {
        Ok(SeenToken {
            id: row.parse()?,
            tail: row.text()?,
            created_at: row.at()?,
            system_user: (row.parse()?, row.text()?, row.parse()?, row.parse()?),
        })
    })
}

/// A public key that a person registered, and of which they may have the other half, and that is still accepted.
#[derive(Debug, Clone)]
pub struct RegisteredKey {
    /// The id.
    pub id: ClientKeyId,
    /// What it is called.
    pub name: String,
    /// When it was registered.
    pub created_at: Instant,
    /// Its system user: id, username, status, environment.
    pub system_user: (SystemUserId, String, Status, Environment),
}

const REGISTERED: &str = "SELECT k.id, k.name, k.created_at, u.id AS su_id, u.username, u.status, u.environment \
     FROM client_key k INDEXED BY client_key_by_creator CROSS JOIN system_user u ON u.account_id = k.account_id AND u.id = k.system_user_id \
     WHERE k.account_id = ?1 AND k.created_by = ?2 AND k.revoked_at IS NULL ORDER BY k.id DESC LIMIT ?3";

/// The public keys of all system users that a person registered and that were not taken away, the newest first.
pub fn keys_registered_by(can: &Can<UsersManage>, id: &UserId, limit: i64) -> Reading<Vec<RegisteredKey>> {
    Reading::all(REGISTERED, params![can.account().as_str(), id.as_str(), limit], |mut row| {
        Ok(RegisteredKey {
            id: row.parse()?,
            name: row.text()?,
            created_at: row.at()?,
            system_user: (row.parse()?, row.text()?, row.parse()?, row.parse()?),
        })
    })
}

/// A rule by which a system user trusts an outside issuer, which a person added, and by which tokens are still bought.
#[derive(Debug, Clone)]
pub struct AddedRule {
    /// The id.
    pub id: TrustRuleId,
    /// What it is called.
    pub name: String,
    /// The issuer.
    pub issuer: String,
    /// When it was added.
    pub created_at: Instant,
    /// Its system user: id, username, status, environment.
    pub system_user: (SystemUserId, String, Status, Environment),
}

// The event that made a row is kept for as long as that is there, whatever the account keeps of its log.
const ADDED: &str = "SELECT r.id, r.name, r.issuer, r.created_at, u.id AS su_id, u.username, u.status, u.environment \
     FROM audit_event e INDEXED BY audit_event_by_action CROSS JOIN trust_rule r INDEXED BY trust_rule_by_event ON r.event_id = e.id \
     CROSS JOIN system_user u ON u.account_id = r.account_id AND u.id = r.system_user_id \
     WHERE e.account_id = ?1 AND e.action = 'system_user.trust_rule_added' AND r.created_by = ?2 AND r.revoked_at IS NULL \
     ORDER BY e.id DESC LIMIT ?3";

/// The rules of all system users that a person added and that were not taken away, the newest first.
pub fn rules_added_by(can: &Can<UsersManage>, id: &UserId, limit: i64) -> Reading<Vec<AddedRule>> {
    Reading::all(ADDED, params![can.account().as_str(), id.as_str(), limit], |mut row| {
        Ok(AddedRule {
            id: row.parse()?,
            name: row.text()?,
            issuer: row.text()?,
            created_at: row.at()?,
            system_user: (row.parse()?, row.text()?, row.parse()?, row.parse()?),
        })
    })
}

/// A system user that a person made or looks after.
#[derive(Debug, Clone)]
pub struct Held {
    /// The id.
    pub id: SystemUserId,
    /// The username.
    pub username: String,
    /// Active or inactive.
    pub status: Status,
    /// Test or live.
    pub environment: Environment,
    /// Made by the person?
    pub made: bool,
    /// Looked after by the person?
    pub looks_after: bool,
    /// By nobody else?
    pub alone: bool,
}

// Both halves come in the order of the ids, out of an index each, and are merged.
const HELD: &str = "SELECT u.id, u.username, u.status, u.environment, u.created_by = ?2, \
     EXISTS (SELECT 1 FROM custodian c WHERE c.system_user_id = u.id AND c.person_id = ?2), \
     NOT EXISTS (SELECT 1 FROM custodian c WHERE c.system_user_id = u.id AND c.person_id <> ?2) \
     FROM ( \
       SELECT id FROM system_user INDEXED BY system_user_by_creator WHERE account_id = ?1 AND created_by = ?2 AND id > ?3 UNION \
       SELECT system_user_id FROM custodian INDEXED BY custodian_by_person WHERE person_id = ?2 AND system_user_id > ?3 \
       ORDER BY 1 LIMIT ?4) held CROSS JOIN system_user u ON u.account_id = ?1 AND u.id = held.id ORDER BY held.id";

/// A page of what a person made or looks after, the oldest first, after the id of the last one seen.
pub async fn held(
    db: &impl Db,
    can: &Can<UsersManage>,
    id: &UserId,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Held>, DbError> {
    let params = params![can.account().as_str(), id.as_str(), after.unwrap_or_default(), limit];
    let rows = db.query(&Query::new(HELD, params)).await?;
    rows.into_iter()
        .map(|mut row| {
            Ok(Held {
                id: row.parse()?,
                username: row.text()?,
                status: row.parse()?,
                environment: row.parse()?,
                made: row.int()? == 1,
                looks_after: row.int()? == 1,
                alone: row.int()? == 1,
            })
        })
        .collect()
}
