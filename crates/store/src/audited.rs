//! The tables that are audited, and the triggers that hold each of them to it. Nobody writes those by hand: one line
//! here, and the generator makes them from the table's own columns and keys (ADR 0003, CONTRIBUTING "Adding a
//! migration").
//!
//! It is there for the tests alone. They compare what it makes with what the migrations made.

mod triggers;

use domain::audit::Action;

pub use self::triggers::{Trigger, missing};

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
        fixed: &[
            "id",
            "account_id",
            "kind",
            "created_by",
            "created_by_name",
            "created_at",
            "environment",
            "topic",
            "app_id",
            "whatsapp_account_id",
        ],
        figures: &["name_key", "failing_since", "last_success_at"],
        ends: &[
            By("id", &[Action::WebhookDeleted]),
            With("app", "app_id", Action::AppDeleted),
            With("whatsapp_account", "whatsapp_account_id", Action::WhatsappAccountDeleted),
        ],
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
