//! What the audit log records.

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// Something that changed, in `subject.verb` form. Stable: exports and filters name it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[$doc])* $name,)+ }

        impl Action {
            /// All actions.
            pub const ALL: &'static [Action] = &[$(Action::$name),+];
            /// The stable text.
            pub const fn as_str(self) -> &'static str { match self { $(Action::$name => $text),+ } }
        }
    };
}

actions! {
    /// The first run made the account and its owner.
    AccountCreated = "account.created",
    /// Name or settings of the account changed.
    AccountUpdated = "account.updated",
    /// A person changed their own profile.
    UserUpdated = "user.updated",
    /// Somebody signed in.
    SessionCreated = "session.created",
    /// A session was signed out or revoked.
    SessionDeleted = "session.deleted",
    /// Dead sessions were cleared away.
    SessionsPurged = "sessions.purged",
    /// A subaccount was made.
    SubaccountCreated = "subaccount.created",
    /// A subaccount was renamed.
    SubaccountUpdated = "subaccount.updated",
    /// A subaccount was deleted.
    SubaccountDeleted = "subaccount.deleted",
    /// A system user was made, with its first token.
    SystemUserCreated = "system_user.created",
    /// A system user was renamed.
    SystemUserUpdated = "system_user.updated",
    /// A system user stopped working.
    SystemUserDeactivated = "system_user.deactivated",
    /// A system user works again.
    SystemUserActivated = "system_user.activated",
    /// A new token was generated; the older ones stopped or end at the overlap's end.
    TokenGenerated = "system_user.token_generated",
    /// A system user was deleted.
    SystemUserDeleted = "system_user.deleted",
}
