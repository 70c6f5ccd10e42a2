//! The console's menu, decided from permissions: the same answer for the SPA and for `GET /v1/me`.

use crate::field::FieldCode;
use crate::permission::PermissionId as P;
use crate::role::Grants;

macro_rules! menu {
    ($($(#[$doc:meta])* $name:ident = $text:literal if [$($permission:ident),*],)+) => {
        /// A menu. The first seven are those of YCloud's matrix (product 4.1).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum MenuItem { $($(#[$doc])* $name,)+ }

        impl MenuItem {
            /// All of them.
            pub const ALL: &'static [MenuItem] = &[$(MenuItem::$name),+];

            /// The stable text.
            pub const fn as_str(self) -> &'static str { match self { $(MenuItem::$name => $text),+ } }

            /// The permissions of which any shows the menu; an empty list shows it to everybody.
            pub const fn shown_by(self) -> &'static [P] { match self { $(MenuItem::$name => &[$(P::$permission),*]),+ } }
        }
    };
}

menu! {
    /// Conversations.
    Inbox = "inbox" if [InboxUse],
    /// The address book.
    Contact = "contact" if [ContactsManage],
    /// Chatbots.
    Chatbot = "chatbot" if [ChatbotsManage],
    /// Integrations.
    Integration = "integration" if [IntegrationsManage],
    /// System users and API settings.
    Developers = "developers" if [SystemUsersManage, WebhooksManage],
    /// Users and teams, and the account itself.
    AccountSettings = "account_settings" if [AccountManage, UsersManage, TeamsManage, RolesManage],
    /// All other menus.
    Other = "other" if [AccountRead, ReportsRead],
    /// What matters now.
    Overview = "overview" if [],
    /// The system users.
    SystemUsers = "system_users" if [SystemUsersManage],
    /// The tokens of all system users.
    Tokens = "tokens" if [SystemUsersManage],
    /// The subaccounts.
    Subaccounts = "subaccounts" if [SubaccountsRead],
    /// What tokens are made for on Graph paths.
    Apps = "apps" if [SystemUsersManage],
    /// Who may send from which numbers.
    WhatsappAccounts = "whatsapp_accounts" if [SystemUsersManage],
    /// Webhooks.
    Webhooks = "webhooks" if [WebhooksManage],
    /// Where carriers post.
    Sources = "sources" if [WebhooksManage],
    /// How messages leave.
    Channels = "channels" if [WebhooksManage],
    /// Messages, in and out.
    Messages = "messages" if [WebhooksManage],
    /// What is delivered to webhooks.
    Deliveries = "deliveries" if [WebhooksManage],
    /// The guide that connects a bot of Chatlayer.
    Chatlayer = "chatlayer" if [WebhooksManage],
    /// People and invitations.
    Users = "users" if [UsersManage],
    /// Teams.
    Teams = "teams" if [TeamsManage],
    /// Roles and what they permit.
    Roles = "roles" if [UsersManage, RolesManage],
    /// What was sent by mail.
    Mails = "mails" if [UsersManage],
    /// The audit log.
    AuditLog = "audit_log" if [AuditRead],
    /// Why calls of system users were refused.
    Refusals = "refusals" if [SystemUsersManage],
    /// From where people and system users may come.
    Addresses = "addresses" if [AccountManage],
    /// One's own sessions.
    Sessions = "sessions" if [],
    /// The account's settings.
    Settings = "settings" if [AccountManage],
    /// One's own profile.
    Profile = "profile" if [],
}

impl MenuItem {
    /// The menu of a role.
    pub fn of(grants: &Grants) -> Vec<MenuItem> {
        let shown =
            |item: &MenuItem| item.shown_by().is_empty() || item.shown_by().iter().any(|p| grants.reach(*p).is_some());
        Self::ALL.iter().copied().filter(shown).collect()
    }
}

impl TryFrom<String> for MenuItem {
    type Error = FieldCode;
    fn try_from(text: String) -> Result<Self, FieldCode> {
        Self::ALL.iter().copied().find(|i| i.as_str() == text).ok_or(FieldCode::InvalidChoice)
    }
}

crate::text_serde!(MenuItem, { "type": "string", "enum": (MenuItem::ALL.iter().map(|item| item.as_str()).collect::<Vec<_>>()) });

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role::BuiltIn;

    #[test]
    fn the_menus_are_ycloud_s_matrix() {
        let rows = [
            (BuiltIn::Admin, "inbox contact chatbot integration developers account_settings other"),
            (BuiltIn::Operator, "inbox other"),
            (BuiltIn::Developer, "inbox contact chatbot integration developers other"),
            (BuiltIn::InboxManager, "inbox contact chatbot integration other"),
            (BuiltIn::Service, "inbox"),
            (BuiltIn::Sale, "inbox contact"),
        ];
        for (role, expected) in rows {
            let menu: Vec<_> = MenuItem::of(&role.grants())
                .into_iter()
                .take_while(|i| *i != MenuItem::Overview)
                .map(MenuItem::as_str)
                .collect();
            assert_eq!(menu.join(" "), expected, "{role:?}");
        }
    }
}
