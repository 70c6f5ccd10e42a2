//! The tables that are audited, and the triggers that hold each of them to it. Nobody writes those by hand: one line
//! here, and the generator makes them from the table's own columns and keys (ADR 0003, CONTRIBUTING "Adding a
//! migration").
//!
//! It is there for the tests alone. They compare what it makes with what the migrations made.

use domain::audit::Action;
use domain::token::KEPT_OVER;
use rusqlite::Connection;

/// How a row tells its account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account {
    /// It is the account.
    Itself,
    /// By its column `account_id`.
    Column,
    /// By its person.
    OfPerson,
}

/// What lets a row go: an event of the same batch, …
#[derive(Debug, Clone, Copy)]
pub enum End {
    /// … of one of these actions, about what this column names.
    By(&'static str, &'static [Action]),
    /// … of this action about what this column names, which is a row of this table and gone already.
    With(&'static str, &'static str, Action),
    /// … that clears an account's sessions away, of which this one was not used since.
    Purge(&'static str),
    /// … that clears an account's tokens away, of which this one ended long before.
    Over(&'static str),
    /// … the same, of a token that this column names and that is gone already.
    WithOver(&'static str, &'static str),
}

/// An audited table.
#[derive(Debug, Clone, Copy)]
pub struct Audited {
    /// Its name.
    pub table: &'static str,
    /// Whose its rows are.
    pub account: Account,
    /// Columns that never change once the row is there; `*`: all but the figures.
    pub fixed: &'static [&'static str],
    /// Columns that change without an event: figures, and copies that triggers keep.
    pub figures: &'static [&'static str],
    /// What lets a row go; nothing does where this is empty.
    pub ends: &'static [End],
}

use Account::{Column, Itself, OfPerson};
use End::{By, Over, Purge, With, WithOver};

const PERSON_GONE: End = With("person", "person_id", Action::UserDeleted);

/// What uses a second factor.
const PASSED: &[Action] = &[Action::TwoFactorPassed, Action::RecoveryCodeUsed, Action::MailCodeUsed];

/// Every table with an event id.
pub const ALL: &[Audited] = &[
    Audited {
        table: "account",
        account: Itself,
        fixed: &["id", "created_at"],
        // Counted by triggers.
        figures: &["people_addresses", "token_addresses"],
        ends: &[],
    },
    Audited {
        table: "person",
        account: Column,
        fixed: &["id", "account_id", "email", "email_key", "created_at"],
        figures: &["last_seen_at", "number", "name_key", "folded"],
        ends: &[By("id", &[Action::UserDeleted])],
    },
    Audited {
        table: "session",
        account: Column,
        // A proof gives it another cookie.
        fixed: &["id", "account_id", "person_id", "created_at", "ip", "user_agent"],
        figures: &["last_seen_at"],
        ends: &[
            By("id", &[Action::SessionDeleted]),
            By("person_id", &[Action::SessionsDeleted]),
            // The session that has passed its second step takes its place.
            By("person_id", PASSED),
            PERSON_GONE,
            Purge("account_id"),
        ],
    },
    Audited {
        table: "subaccount",
        account: Column,
        fixed: &["id", "account_id", "created_at", "environment"],
        figures: &["name_key", "reference_name_key", "folded"],
        ends: &[By("id", &[Action::SubaccountDeleted])],
    },
    Audited {
        table: "system_user",
        account: Column,
        fixed: &["id", "account_id", "subaccount_id", "created_by", "created_by_name", "created_at", "environment"],
        figures: &["username_key", "folded", "subaccount_key", "last_used_key", "last_refused_key", "custodian_count"],
        ends: &[By("id", &[Action::SystemUserDeleted])],
    },
    Audited {
        table: "token",
        account: Column,
        fixed: &[
            "id",
            "account_id",
            "system_user_id",
            "app_id",
            "digest",
            "kid",
            "tail",
            "scopes",
            "created_by",
            "created_at",
            "expires_at",
            "reason",
            "subaccounts",
        ],
        // The clock's mark of what has ended.
        figures: &["is_over"],
        ends: &[With("system_user", "system_user_id", Action::SystemUserDeleted), Over("account_id")],
    },
    Audited {
        table: "token_find",
        account: Column,
        // What somebody put aside stays: it is not reported anew.
        fixed: &["account_id", "system_user_id", "token_id", "url", "source", "found_at"],
        figures: &[],
        ends: &[With("system_user", "system_user_id", Action::SystemUserDeleted), WithOver("token_id", "account_id")],
    },
    Audited {
        table: "client_key",
        account: Column,
        fixed: &[
            "id",
            "account_id",
            "system_user_id",
            "name",
            "algorithm",
            "jwk",
            "thumbprint",
            "scopes",
            "created_by",
            "created_by_name",
            "created_at",
        ],
        figures: &[],
        ends: &[With("system_user", "system_user_id", Action::SystemUserDeleted)],
    },
    Audited { table: "policy_acceptance", account: Column, fixed: &["*"], figures: &[], ends: &[] },
    Audited {
        table: "app",
        account: Column,
        fixed: &["id", "account_id", "created_by", "created_by_name", "created_at"],
        figures: &[],
        ends: &[By("id", &[Action::AppDeleted])],
    },
    Audited {
        table: "app_install",
        account: Column,
        fixed: &["*"],
        figures: &[],
        ends: &[
            By("system_user_id", &[Action::AppUninstalled]),
            With("app", "app_id", Action::AppDeleted),
            With("system_user", "system_user_id", Action::SystemUserDeleted),
        ],
    },
    Audited {
        table: "whatsapp_account",
        account: Column,
        fixed: &["id", "account_id", "created_by", "created_by_name", "created_at"],
        figures: &[],
        ends: &[By("id", &[Action::WhatsappAccountDeleted])],
    },
    Audited {
        table: "whatsapp_number",
        account: Column,
        fixed: &["*"],
        figures: &[],
        ends: &[
            By("whatsapp_account_id", &[Action::WhatsappAccountUpdated]),
            With("whatsapp_account", "whatsapp_account_id", Action::WhatsappAccountDeleted),
        ],
    },
    Audited {
        table: "whatsapp_assignment",
        account: Column,
        fixed: &["account_id", "whatsapp_account_id", "system_user_id"],
        figures: &[],
        ends: &[
            By("system_user_id", &[Action::WhatsappAccountUnassigned]),
            With("whatsapp_account", "whatsapp_account_id", Action::WhatsappAccountDeleted),
            With("system_user", "system_user_id", Action::SystemUserDeleted),
        ],
    },
    Audited {
        table: "trust_rule",
        account: Column,
        fixed: &[
            "id",
            "account_id",
            "system_user_id",
            "name",
            "issuer",
            "audience",
            "claims",
            "scopes",
            "created_by",
            "created_by_name",
            "created_at",
        ],
        figures: &[],
        ends: &[With("system_user", "system_user_id", Action::SystemUserDeleted)],
    },
    Audited {
        table: "custodian",
        account: Column,
        fixed: &["*"],
        figures: &[],
        ends: &[
            By("system_user_id", &[Action::CustodiansChanged]),
            // Who leaves hands over first.
            By("person_id", &[Action::UserDeactivated, Action::UserDeleted]),
            With("system_user", "system_user_id", Action::SystemUserDeleted),
        ],
    },
    Audited {
        table: "role",
        account: Column,
        fixed: &["id", "account_id", "created_at"],
        figures: &["name_key", "folded"],
        ends: &[By("id", &[Action::RoleDeleted])],
    },
    Audited {
        table: "person_subaccount",
        account: Column,
        fixed: &["*"],
        figures: &[],
        ends: &[
            By("person_id", &[Action::UserUpdated]),
            PERSON_GONE,
            With("subaccount", "subaccount_id", Action::SubaccountDeleted),
        ],
    },
    Audited {
        table: "team",
        account: Column,
        fixed: &["id", "account_id", "created_at"],
        figures: &["name_key", "folded"],
        ends: &[By("id", &[Action::TeamDeleted])],
    },
    Audited {
        table: "team_member",
        account: Column,
        fixed: &["account_id", "team_id", "person_id"],
        // The person's, kept by triggers.
        figures: &["name", "name_key"],
        ends: &[
            By("team_id", &[Action::TeamUpdated]),
            By("person_id", &[Action::UserUpdated]),
            PERSON_GONE,
            With("team", "team_id", Action::TeamDeleted),
        ],
    },
    Audited {
        table: "invitation",
        account: Column,
        fixed: &["id", "account_id", "email", "email_key", "invited_by", "invited_by_name", "created_at"],
        figures: &[],
        ends: &[By("id", &[Action::InvitationRevoked, Action::InvitationAccepted])],
    },
    Audited {
        table: "inbound_source",
        account: Column,
        fixed: &[
            "id",
            "account_id",
            "provider",
            "medium",
            "authentication",
            "created_by",
            "created_by_name",
            "created_at",
            "environment",
        ],
        figures: &["name_key", "last_received_at"],
        ends: &[By("id", &[Action::InboundSourceDeleted])],
    },
    Audited {
        table: "channel",
        account: Column,
        fixed: &["id", "account_id", "kind", "medium", "created_by", "created_by_name", "created_at", "environment"],
        figures: &["name_key"],
        ends: &[By("id", &[Action::ChannelDeleted])],
    },
    Audited {
        table: "channel_subaccount",
        account: Column,
        fixed: &["*"],
        figures: &[],
        ends: &[
            By("channel_id", &[Action::ChannelUpdated]),
            With("channel", "channel_id", Action::ChannelDeleted),
            With("subaccount", "subaccount_id", Action::SubaccountDeleted),
        ],
    },
    Audited {
        table: "webhook",
        account: Column,
        fixed: &["id", "account_id", "kind", "created_by", "created_by_name", "created_at", "environment", "topic"],
        figures: &["name_key", "failing_since", "last_success_at"],
        ends: &[By("id", &[Action::WebhookDeleted])],
    },
    Audited {
        table: "webhook_subaccount",
        account: Column,
        fixed: &["*"],
        figures: &[],
        ends: &[
            By("webhook_id", &[Action::WebhookUpdated]),
            With("webhook", "webhook_id", Action::WebhookDeleted),
            With("subaccount", "subaccount_id", Action::SubaccountDeleted),
        ],
    },
    Audited {
        table: "webhook_secret",
        account: Column,
        fixed: &["id", "account_id", "webhook_id", "tail", "created_at"],
        figures: &[],
        ends: &[
            By("webhook_id", &[Action::WebhookSecretRotated]),
            With("webhook", "webhook_id", Action::WebhookDeleted),
        ],
    },
    Audited {
        table: "second_factor",
        account: Column,
        fixed: &["account_id", "person_id", "created_at"],
        figures: &[],
        ends: &[
            By("person_id", &[Action::TwoFactorDisabled, Action::TwoFactorReset, Action::TwoFactorBegun]),
            PERSON_GONE,
        ],
    },
    Audited {
        table: "recovery_code",
        account: Column,
        fixed: &["*"],
        figures: &[],
        ends: &[
            By(
                "person_id",
                &[
                    Action::RecoveryCodeUsed,
                    Action::RecoveryCodesRenewed,
                    Action::TwoFactorReplaced,
                    Action::TwoFactorDisabled,
                    Action::TwoFactorReset,
                ],
            ),
            PERSON_GONE,
        ],
    },
    Audited {
        table: "ip_rule",
        account: Column,
        fixed: &["*"],
        figures: &[],
        ends: &[
            By("id", &[Action::IpRuleDeleted]),
            PERSON_GONE,
            With("system_user", "system_user_id", Action::SystemUserDeleted),
        ],
    },
    Audited {
        table: "one_time_link",
        account: OfPerson,
        fixed: &["person_id"],
        figures: &[],
        ends: &[
            // A password of any kind ends it, and so does the end of the person's access.
            By("person_id", &[Action::PasswordChanged, Action::TemporaryPasswordSet, Action::UserDeactivated]),
            PERSON_GONE,
        ],
    },
];

/// A trigger: its name and its text.
pub type Trigger = (String, String);

/// A unique rule: the columns, each with how it compares.
type Key = Vec<(String, String)>;

struct Shape {
    columns: Vec<String>,
    primary: Vec<String>,
    keys: Vec<Key>,
    rowid: bool,
}

fn texts(db: &Connection, sql: &str) -> rusqlite::Result<Vec<(String, String)>> {
    db.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn shape(db: &Connection, table: &str) -> rusqlite::Result<Shape> {
    let columns = texts(
        db,
        &format!(
            "SELECT name, pk FROM (SELECT name, CAST(pk AS TEXT) AS pk, cid FROM pragma_table_info('{table}')) ORDER BY cid"
        ),
    )?;
    let mut primary: Vec<_> = columns.iter().filter(|(_, pk)| pk != "0").collect();
    primary.sort_by_key(|(_, pk)| pk.clone());
    let primary = primary.into_iter().map(|(name, _)| name.clone()).collect();
    let indices = format!(
        "SELECT name, origin FROM pragma_index_list('{table}') WHERE \"unique\" = 1 ORDER BY origin = 'pk' DESC, seq DESC"
    );
    let mut keys = Vec::new();
    for (index, _) in texts(db, &indices)? {
        // A key over an expression has no column name here and fails: this generator would have to learn of it.
        keys.push(texts(
            db,
            &format!("SELECT name, coll FROM pragma_index_xinfo('{index}') WHERE \"key\" = 1 ORDER BY seqno"),
        )?);
    }
    let sql = format!("SELECT CAST(wr AS TEXT), '' FROM pragma_table_list WHERE schema = 'main' AND name = '{table}'");
    let rowid = texts(db, &sql)?.iter().any(|(wr, _)| wr == "0");
    Ok(Shape { columns: columns.into_iter().map(|(name, _)| name).collect(), primary, keys, rowid })
}

impl Audited {
    fn account(&self, row: &str) -> String {
        match self.account {
            Itself => format!("{row}.id"),
            Column => format!("{row}.account_id"),
            OfPerson => format!("(SELECT account_id FROM person WHERE id = {row}.person_id)"),
        }
    }

    fn open(&self, row: &str) -> String {
        format!(
            "EXISTS (SELECT 1 FROM open_audit_event WHERE id = NEW.event_id AND account_id = {})",
            self.account(row)
        )
    }

    fn end(&self, end: &End) -> String {
        let (column, mut rule) = match end {
            By(column, actions) => {
                let names: Vec<String> = actions.iter().map(|action| format!("'{}'", action.as_str())).collect();
                (column, format!("action IN ({})", names.join(", ")))
            }
            With(_, column, action) => (column, format!("action = '{}'", action.as_str())),
            Purge(column) => {
                (column, format!("action = '{}' AND at > OLD.last_seen_at", Action::SessionsPurged.as_str()))
            }
            // An end that is none is later than any time.
            Over(column) => (
                column,
                format!(
                    "action = '{}' AND at >= {KEPT_OVER} + min(coalesce(OLD.revoked_at, 9007199254740991), coalesce(OLD.expires_at, 9007199254740991))",
                    Action::TokensPurged.as_str()
                ),
            ),
            WithOver(_, column) => (column, format!("action = '{}'", Action::TokensPurged.as_str())),
        };
        // Whose link it was can't be asked any more when the person is gone; the event about the person says it.
        if self.account != OfPerson {
            rule = format!("{rule} AND account_id = {}", self.account("OLD"));
        }
        let event = format!("EXISTS (SELECT 1 FROM open_audit_event WHERE subject_id = OLD.{column} AND {rule})");
        match end {
            With(parent, column, _) => {
                format!("(NOT EXISTS (SELECT 1 FROM {parent} WHERE id = OLD.{column}) AND {event})")
            }
            WithOver(token, _) => format!("(NOT EXISTS (SELECT 1 FROM token WHERE id = OLD.{token}) AND {event})"),
            By(..) | Purge(_) | Over(_) => event,
        }
    }

    fn is_fixed(&self, column: &str) -> bool {
        !self.figures.contains(&column) && (self.fixed.contains(&column) || self.fixed.contains(&"*"))
    }

    /// The lines that refuse a row that would take the place of another one, in SQLite's own words.
    fn replacing(&self, shape: &Shape, keys: &[&Key], row_was: bool) -> String {
        let table = self.table;
        let other: Vec<String> = shape.primary.iter().map(|column| format!("{column} IS NOT OLD.{column}")).collect();
        let other = if row_was { format!(" AND ({})", other.join(" OR ")) } else { String::new() };
        let mut lines = String::new();
        if shape.rowid && !row_was {
            lines.push_str(&format!(
                "  SELECT RAISE(ABORT, 'UNIQUE constraint failed: {table}.rowid') WHERE EXISTS (SELECT 1 FROM {table} WHERE rowid = NEW.rowid);\n"
            ));
        }
        for key in keys {
            let names: Vec<String> = key.iter().map(|(column, _)| format!("{table}.{column}")).collect();
            let same: Vec<String> = key
                .iter()
                .map(|(column, collation)| match collation.as_str() {
                    "BINARY" => format!("{column} = NEW.{column}"),
                    other => format!("{column} = NEW.{column} COLLATE {other}"),
                })
                .collect();
            lines.push_str(&format!(
                "  SELECT RAISE(ABORT, 'UNIQUE constraint failed: {}')\n  WHERE EXISTS (SELECT 1 FROM {table} WHERE {}{other});\n",
                names.join(", "),
                same.join(" AND "),
            ));
        }
        lines
    }

    /// The table's triggers, from its columns and keys as they are now.
    ///
    /// # Errors
    /// When the table is not there, or has a key over an expression.
    pub fn triggers(&self, db: &Connection) -> rusqlite::Result<Vec<Trigger>> {
        let shape = shape(db, self.table)?;
        let table = self.table;
        let missing = "BEGIN\n  SELECT RAISE(ABORT, 'audit:missing');\nEND;";
        let mut all = Vec::new();
        let mut trigger = |name: &str, rest: String| {
            let name = format!("{table}_{name}");
            let text = format!("CREATE TRIGGER {name} {rest}");
            all.push((name, text));
        };
        trigger("audit_insert", format!("BEFORE INSERT ON {table}\nWHEN NOT {}\n{missing}", self.open("NEW")));
        let audited: Vec<&str> =
            shape.columns.iter().map(String::as_str).filter(|column| !self.figures.contains(column)).collect();
        if audited.iter().any(|column| !self.is_fixed(column)) {
            trigger(
                "audit_update",
                format!("BEFORE UPDATE OF {} ON {table}\nWHEN NOT {}\n{missing}", audited.join(", "), self.open("OLD")),
            );
        }
        let ends: Vec<String> = self.ends.iter().map(|end| self.end(end)).collect();
        let when = if ends.is_empty() { String::new() } else { format!("WHEN NOT ({})\n", ends.join("\n  OR ")) };
        trigger("audit_delete", format!("BEFORE DELETE ON {table}\n{when}{missing}"));
        // All of the row's own identity: a row that changed it would be another one.
        let rowid = shape.rowid.then_some("rowid");
        let fixed = rowid.into_iter().chain(shape.columns.iter().map(String::as_str).filter(|c| self.is_fixed(c)));
        let changed: Vec<String> = fixed.map(|column| format!("NEW.{column} IS NOT OLD.{column}")).collect();
        trigger(
            "immutable",
            format!(
                "BEFORE UPDATE ON {table}\nWHEN {}\nBEGIN\n  SELECT RAISE(ABORT, 'invariant:immutable');\nEND;",
                changed.join(" OR ")
            ),
        );
        // The Worker from before the closing of events relied on ON CONFLICT, which comes after these.
        let strict = "WHEN EXISTS (SELECT 1 FROM closing)";
        let keys: Vec<&Key> = shape.keys.iter().collect();
        let lines = self.replacing(&shape, &keys, false);
        trigger("replace_insert", format!("BEFORE INSERT ON {table}\n{strict}\nBEGIN\n{lines}END;"));
        let open: Vec<&Key> = keys.into_iter().filter(|key| key.iter().any(|(c, _)| !self.is_fixed(c))).collect();
        if !open.is_empty() {
            let mut columns: Vec<&str> =
                open.iter().flat_map(|key| key.iter().map(|(c, _)| c.as_str())).filter(|c| !self.is_fixed(c)).collect();
            columns.sort_unstable();
            columns.dedup();
            let lines = self.replacing(&shape, &open, true);
            trigger(
                "replace_update",
                format!("BEFORE UPDATE OF {} ON {table}\n{strict}\nBEGIN\n{lines}END;", columns.join(", ")),
            );
        }
        Ok(all)
    }
}

/// What a migration must end with, so that the database has exactly the triggers that its tables ask for: empty when it
/// has them.
///
/// # Errors
/// What SQLite says.
pub fn missing(db: &Connection) -> rusqlite::Result<String> {
    let mut out = String::new();
    for audited in ALL {
        let there = texts(
            db,
            &format!(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{}' ORDER BY name",
                audited.table
            ),
        )?;
        let wanted = audited.triggers(db)?;
        let generated = |name: &str| {
            ["audit_insert", "audit_update", "audit_delete", "immutable", "replace_insert", "replace_update"]
                .iter()
                .any(|end| name == format!("{}_{end}", audited.table))
        };
        let same = |text: &str, sql: &str| text.trim_end_matches(';') == sql.trim_end_matches(';');
        for (name, sql) in &there {
            if generated(name) && !wanted.iter().any(|(n, text)| n == name && same(text, sql)) {
                out.push_str(&format!("DROP TRIGGER {name};\n\n"));
            }
        }
        for (name, text) in &wanted {
            if !there.iter().any(|(n, sql)| n == name && same(text, sql)) {
                out.push_str(text);
                out.push_str("\n\n");
            }
        }
    }
    Ok(out)
}
