//! What needs attention: of each kind the first five, by an index of its own, and how many there are.

use domain::attestation::{BEFORE_DUE, FIRST_DUE};
use domain::ids::{MailId, RefusedId, SystemUserId, UserId};
use domain::permission::{SystemUsersManage, UsersManage, WebhooksManage};
use domain::principal::Can;
use domain::renewal::REMINDERS;
use domain::time::{DAY, HOUR, Instant};

use crate::channels::channel_in_scope;
use crate::db::{DbError, Reading, Row, Value};
use crate::params;
use crate::people::{custodian_params, is_custodian};
use crate::scope::scope;
use crate::tokens::goes_on;

/// For how long a system user may be silent, and for how long a mail that was given up is told.
pub const LATELY: i64 = 7 * DAY;

/// Of one kind.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// How many there are, counted up to 1,000.
    pub total: i64,
    /// The first five.
    pub items: Vec<Item>,
}

/// One thing.
#[derive(Debug, Clone)]
pub struct Item {
    /// The id.
    pub id: String,
    /// The username or the address.
    pub name: String,
    /// When.
    pub at: Option<Instant>,
    /// How many calls were refused.
    pub refused: Option<i64>,
    /// More of it.
    pub note: Option<String>,
}

// The rows are counted no further than anybody reads a number of them.
macro_rules! group_sql {
    ($columns:expr, $from:expr, $order:expr) => {
        concat!(
            "SELECT ",
            $columns,
            ", (SELECT count(*) FROM (SELECT 1 FROM ",
            $from,
            " LIMIT 1000)) FROM ",
            $from,
            " ORDER BY ",
            $order,
            " LIMIT 5"
        )
    };
}

/// Of system users: a text for the whole account, which seeks in an index, and one for somebody's own subaccounts.
macro_rules! system_users_sql {
    ($columns:literal, $index:literal, $where:expr, $order:literal) => {
        [
            group_sql!(
                $columns,
                concat!("system_user su INDEXED BY ", $index, " WHERE su.account_id = ?1 AND ?2 IS NULL AND ", $where),
                $order
            ),
            group_sql!(
                $columns,
                concat!(
                    "person_subaccount own CROSS JOIN system_user su INDEXED BY one_system_user_per_subaccount \
                     ON su.account_id = ?1 AND su.subaccount_id = own.subaccount_id WHERE own.person_id = ?2 AND ",
                    $where
                ),
                $order
            ),
        ]
    };
}

macro_rules! refused_sql {
    ($status:literal) => {
        system_users_sql!(
            "su.id, su.username, su.last_refused_key, \
             (SELECT sum(a.refused) FROM activity a WHERE a.system_user_id = su.id AND a.hour > ?4), NULL",
            "system_user_by_last_refused",
            concat!("su.status = '", $status, "' AND su.last_refused_key > ?3"),
            "su.last_refused_key DESC, su.id DESC"
        )
    };
}

const ACTIVE_REFUSED: [&str; 2] = refused_sql!("active");
const INACTIVE_REFUSED: [&str; 2] = refused_sql!("inactive");
// What is for trying out may be silent: nobody is to be told.
const SILENT: [&str; 2] = system_users_sql!(
    "su.id, su.username, su.last_used_key, NULL AS refused, NULL AS note",
    "system_user_by_status_last_used",
    "su.environment = 'live' AND su.status = 'active' AND su.last_used_key > 0 AND su.last_used_key <= ?3",
    "su.last_used_key DESC, su.id DESC"
);
const NEVER_USED: [&str; 2] = system_users_sql!(
    "su.id, su.username, su.created_at, NULL AS refused, NULL AS note",
    "system_user_by_status_last_used",
    "su.environment = 'live' AND su.status = 'active' AND su.last_used_key = 0 AND su.id < ?3",
    "su.id DESC"
);
const REVIEW_DUE: [&str; 2] = {
    macro_rules! due_at {
        () => {
            "max(coalesce(su.attested_at, su.created_at) + a.attestation_days * 86400000, a.attestation_since + ?4)"
        };
    }
    macro_rules! of {
        ($from:literal) => {
            group_sql!(
                concat!("su.id, su.username, ", due_at!(), ", NULL AS refused, NULL AS note"),
                concat!(
                    $from,
                    "AND a.attestation_days IS NOT NULL AND a.attestation_since + ?4 <= ?3 AND su.status = 'active' \
                     AND coalesce(su.attested_at, su.created_at) <= ?3 - a.attestation_days * 86400000"
                ),
                "coalesce(su.attested_at, su.created_at), su.id"
            )
        };
    }
    [
        of!(
            "account a CROSS JOIN system_user su INDEXED BY system_user_by_attested ON su.account_id = a.id WHERE a.id = ?1 AND ?2 IS NULL "
        ),
        of!(
            "account a CROSS JOIN person_subaccount own ON own.person_id = ?2 CROSS JOIN system_user su INDEXED BY one_system_user_per_subaccount \
             ON su.account_id = a.id AND su.subaccount_id = own.subaccount_id WHERE a.id = ?1 "
        ),
    ]
};
const TOKEN_FOUND: [&str; 2] = {
    macro_rules! of {
        ($own:literal) => {
            group_sql!(
                "su.id, su.username, f.found_at, NULL AS refused, nullif(f.url, '') AS note",
                concat!(
                    "token_find f INDEXED BY token_find_open CROSS JOIN token t ON t.id = f.token_id \
                     CROSS JOIN system_user su ON su.id = f.system_user_id WHERE f.account_id = ?1 AND f.dismissed_at IS NULL AND ",
                    $own,
                    " AND ", goes_on!("t.", "?3")
                ),
                "f.found_at DESC, f.token_id DESC, f.url DESC, f.source DESC"
            )
        };
    }
    [of!("?2 IS NULL"), of!("su.subaccount_id IN (SELECT subaccount_id FROM person_subaccount WHERE person_id = ?2)")]
};
// The first four parameters are those of the people who could look after it.
const ONE_CUSTODIAN: [&str; 2] = {
    macro_rules! from {
        ($where:literal) => {
            concat!(
                $where,
                "su.environment = 'live' AND su.status = 'active' AND su.custodian_count = 1 AND (SELECT count(*) FROM (SELECT 1 FROM person p WHERE ",
                is_custodian!(),
                " LIMIT 2)) = 2"
            )
        };
    }
    macro_rules! columns {
        ($from:expr) => {
            group_sql!(
                "su.id, su.username, NULL AS at, NULL AS refused, \
                 (SELECT cp.name FROM custodian c JOIN person cp ON cp.id = c.person_id WHERE c.system_user_id = su.id LIMIT 1)",
                $from,
                "su.id DESC"
            )
        };
    }
    [
        columns!(from!(
            "system_user su INDEXED BY system_user_by_custodians WHERE su.account_id = ?1 AND ?5 IS NULL AND "
        )),
        columns!(from!(
            "person_subaccount own CROSS JOIN system_user su INDEXED BY one_system_user_per_subaccount \
             ON su.account_id = ?1 AND su.subaccount_id = own.subaccount_id WHERE own.person_id = ?5 AND "
        )),
    ]
};
const INVITATIONS: &str = group_sql!(
    "id, email, expires_at, NULL AS refused, NULL AS note",
    "invitation INDEXED BY invitation_by_end WHERE account_id = ?1 AND expires_at > ?2 AND expires_at <= ?3",
    "expires_at, id"
);
const MAILS: &str = group_sql!(
    "id, recipient, created_at, NULL, last_error",
    "mail INDEXED BY mail_failed WHERE account_id = ?1 AND status = 'failed' AND id > ?2",
    "id DESC"
);

// Of calls that prove nothing a few are kept: how many there were nobody knows.
const SOURCES: &str = group_sql!(
    "i.id, i.name, (SELECT max(r.at) FROM refused_inbound r WHERE r.source_id = i.id AND r.id > ?3), NULL AS refused, NULL AS note",
    "inbound_source i INDEXED BY inbound_source_by_name WHERE i.account_id = ?1 AND i.status = 'active' \
       AND coalesce(i.last_received_at, 0) < ?2 AND (SELECT count(*) FROM (SELECT 1 FROM refused_inbound r \
         WHERE r.source_id = i.id AND r.id > ?3 LIMIT 3)) = 3",
    "i.name_key, i.id"
);

const CREDENTIALS: &str = group_sql!(
    "c.id, c.name, r.expires_at, NULL AS refused, r.why",
    concat!(
        "channel c INDEXED BY channel_by_name CROSS JOIN channel_renewal r ON r.channel_id = c.id WHERE ",
        channel_in_scope!(),
        "AND c.status = 'active' AND (r.failed_at IS NOT NULL OR r.expires_at <= iif(c.settings ->> '$.app_id' IS NULL, ?3, ?2))"
    ),
    "c.name_key, c.id"
);

fn read(rows: Vec<Row>) -> Result<Group, DbError> {
    let mut group = Group::default();
    for mut row in rows {
        group.items.push(Item {
            id: row.text()?,
            name: row.text()?,
            at: row.opt_at()?,
            refused: row.opt_int()?,
            note: row.opt_text()?,
        });
        group.total = row.int()?;
    }
    Ok(group)
}

/// What to ask of system users, within reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfSystemUsers {
    /// Inactive ones of which calls were refused in the last 24 hours.
    InactiveRefused,
    /// Active ones of which calls were refused in the last 24 hours.
    Refused,
    /// Active ones that were used once, and not lately.
    Silent,
    /// Active ones, older than a day, that were never used.
    NeverUsed,
    /// Active ones of which somebody has to say soon that they are needed, or had to.
    ReviewDue,
    /// Those of which a code host found a token that is accepted.
    TokenFound,
    /// Active ones that one person alone looks after, where there are others who could.
    OneCustodian,
}

/// System users of one kind.
pub fn of_system_users(can: &Can<SystemUsersManage>, kind: OfSystemUsers, now: Instant) -> Reading<Group> {
    let within = can.within().map(UserId::as_str);
    let refused = || {
        let since = now.plus(-DAY);
        params![can.account().as_str(), within, since, since.millis() / HOUR]
    };
    let since = |since: Value| params![can.account().as_str(), within, since];
    let ([whole, own], params) = match kind {
        OfSystemUsers::InactiveRefused => (INACTIVE_REFUSED, refused()),
        OfSystemUsers::Refused => (ACTIVE_REFUSED, refused()),
        OfSystemUsers::Silent => (SILENT, since(now.plus(-LATELY).into())),
        OfSystemUsers::NeverUsed => (NEVER_USED, since(SystemUserId::new(now.plus(-DAY), [0; 10]).as_str().into())),
        OfSystemUsers::ReviewDue => {
            let until = now.plus(BEFORE_DUE[0] * DAY);
            (REVIEW_DUE, params![can.account().as_str(), within, until, FIRST_DUE * DAY])
        }
        OfSystemUsers::TokenFound => (TOKEN_FOUND, since(now.into())),
        OfSystemUsers::OneCustodian => {
            let mut params = custodian_params(can, None);
            params.push(within.into());
            (ONE_CUSTODIAN, params)
        }
    };
    Reading::new(if within.is_none() { whole } else { own }, params, read)
}

/// Invitations that are pending and end after `after`, until `until`; the one that ends first is the first.
pub fn invitations(can: &Can<UsersManage>, after: Instant, until: Instant) -> Reading<Group> {
    Reading::new(INVITATIONS, params![can.account().as_str(), after, until], read)
}

/// Mails that were given up lately, the newest first.
pub fn failed_mails(can: &Can<UsersManage>, now: Instant) -> Reading<Group> {
    let since = MailId::new(now.plus(-LATELY), [0; 10]);
    Reading::new(MAILS, params![can.account().as_str(), since.as_str()], read)
}

/// Active channels whose carrier's credential has ended, could not be renewed or asked about at the last try, or ends soon and has no
/// app to renew it with.
pub fn ending_credentials(can: &Can<WebhooksManage>, now: Instant) -> Reading<Group> {
    Reading::new(CREDENTIALS, params![scope(can), now, now.plus(REMINDERS[0] * DAY)], read)
}

/// Sources that took nothing in the last 24 hours and refused what came: at least three calls, as far as they are kept.
/// None for who reaches a part of the account: a source is of all of it.
pub fn refusing_sources(can: &Can<WebhooksManage>, now: Instant) -> Option<Reading<Group>> {
    let since = now.plus(-DAY);
    let params = params![can.account().as_str(), since, RefusedId::new(since, [0; 10]).as_str()];
    can.within().is_none().then(|| Reading::new(SOURCES, params, read))
}
