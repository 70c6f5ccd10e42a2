//! The permission catalogue: each permission is a type (for proofs) and a value (for roles and the wire).

/// A permission as a type, so that a proof of one can't stand in for another.
pub trait Permission: 'static {
    /// The same permission as a value.
    const ID: PermissionId;
}

macro_rules! closed {
    ($(#[$meta:meta])* $type:ident { $($(#[$doc:meta])* $name:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type { $($(#[$doc])* $name,)+ }

        impl $type {
            /// All of them.
            pub const ALL: &'static [$type] = &[$($type::$name),+];

            /// The stable text.
            pub const fn as_str(self) -> &'static str { match self { $($type::$name => $text),+ } }
        }

        impl TryFrom<String> for $type {
            type Error = crate::field::FieldCode;
            fn try_from(text: String) -> Result<Self, crate::field::FieldCode> {
                match text.as_str() { $($text => Ok($type::$name),)+ _ => Err(crate::field::FieldCode::InvalidChoice) }
            }
        }

        crate::text_serde!($type, { "type": "string", "enum": [$($text),+] });

        impl core::fmt::Display for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result { f.write_str(self.as_str()) }
        }
    };
}

pub(crate) use closed;

closed! {
    /// Its place in the catalogue: the menu that it opens (product 4.1), or the connector's part.
    PermissionGroup {
        /// Conversations.
        Inbox = "inbox",
        /// The address book.
        Contact = "contact",
        /// Chatbots.
        Chatbot = "chatbot",
        /// Integrations.
        Integration = "integration",
        /// System users, webhooks, API requests.
        Developers = "developers",
        /// Users and teams, subaccounts, settings.
        AccountSettings = "account_settings",
        /// The connector's sending (product 5.1).
        Messaging = "messaging",
        /// All other menus: overview, reports, usage.
        Other = "other",
    }
}

closed! {
    /// How far a permission goes.
    Reach {
        /// What is one's own or assigned to one.
        Own = "own",
        /// One's own subaccounts.
        Subaccounts = "subaccounts",
        /// The whole account.
        Account = "account",
    }
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal in $group:ident,)+) => {
        closed! {
            /// Every permission of the product.
            PermissionId { $($(#[$doc])* $name = $text,)+ }
        }

        impl PermissionId {
            /// Its place in the catalogue.
            pub const fn group(self) -> PermissionGroup { match self { $(PermissionId::$name => PermissionGroup::$group),+ } }
        }

        $($(#[$doc])* #[derive(Debug, Clone, Copy)] pub enum $name {}
        impl Permission for $name { const ID: PermissionId = PermissionId::$name; })+
    };
}

permissions! {
    /// Read and answer conversations.
    InboxUse = "inbox:use" in Inbox,
    /// See and change contacts.
    ContactsManage = "contacts:manage" in Contact,
    /// Build and change chatbots.
    ChatbotsManage = "chatbots:manage" in Chatbot,
    /// Set up integrations.
    IntegrationsManage = "integrations:manage" in Integration,
    /// See, create, deactivate and delete system users and generate their tokens (Sinch: Admin and Developer only).
    SystemUsersManage = "system_users:manage" in Developers,
    /// See and change webhooks.
    WebhooksManage = "webhooks:manage" in Developers,
    /// See the connector's API requests.
    ApiRequestsRead = "api_requests:read" in Developers,
    /// Change the account's name and settings.
    AccountManage = "account:manage" in AccountSettings,
    /// Invite, edit, deactivate and remove people.
    UsersManage = "users:manage" in AccountSettings,
    /// Create and change teams.
    TeamsManage = "teams:manage" in AccountSettings,
    /// Create and change custom roles.
    RolesManage = "roles:manage" in AccountSettings,
    /// Create, rename and delete subaccounts (Sinch: administrators only).
    SubaccountsManage = "subaccounts:manage" in AccountSettings,
    /// Read the audit log, and see whether it is as it was.
    AuditRead = "audit:read" in AccountSettings,
    /// Create and change connections (connector: never regular users).
    ConnectionsManage = "connections:manage" in AccountSettings,
    /// Send single notifications.
    NotificationsSend = "notifications:send" in Messaging,
    /// See notifications that were sent.
    NotificationsRead = "notifications:read" in Messaging,
    /// Create, launch and follow bulk messages.
    BulkMessagesSend = "bulk_messages:send" in Messaging,
    /// WhatsApp Bulk Deliveries and automations: another thing than bulk messages (T7).
    WhatsappBulkManage = "whatsapp_bulk:manage" in Messaging,
    /// Sequential deliveries.
    SequentialDeliveriesManage = "sequential_deliveries:manage" in Messaging,
    /// Create templates, which all use.
    TemplatesManage = "templates:manage" in Messaging,
    /// Upload media files, which all use.
    MediaManage = "media:manage" in Messaging,
    /// See the account's name and settings.
    AccountRead = "account:read" in Other,
    /// See the subaccounts.
    SubaccountsRead = "subaccounts:read" in Other,
    /// See and extract reports.
    ReportsRead = "reports:read" in Other,
    /// See what the account uses.
    AccountUsageRead = "account_usage:read" in Other,
}

impl PermissionId {
    /// How far it can go, the nearest first. What belongs to the account as a whole goes for the whole account or
    /// not at all; what a subaccount has can be limited to one's own; what people work on, to what is theirs.
    pub const fn reaches(self) -> &'static [Reach] {
        use PermissionId as P;
        match self {
            P::InboxUse
            | P::ContactsManage
            | P::NotificationsSend
            | P::NotificationsRead
            | P::BulkMessagesSend
            | P::ReportsRead => &[Reach::Own, Reach::Subaccounts, Reach::Account],
            P::ChatbotsManage
            | P::IntegrationsManage
            | P::SystemUsersManage
            | P::WebhooksManage
            | P::ApiRequestsRead
            | P::WhatsappBulkManage
            | P::SequentialDeliveriesManage
            | P::SubaccountsRead => &[Reach::Subaccounts, Reach::Account],
            P::AccountManage
            | P::UsersManage
            | P::TeamsManage
            | P::RolesManage
            | P::SubaccountsManage
            | P::AuditRead
            | P::ConnectionsManage
            | P::TemplatesManage
            | P::MediaManage
            | P::AccountRead
            | P::AccountUsageRead => &[Reach::Account],
        }
    }
}
