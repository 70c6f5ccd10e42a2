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
    /// A person was added without an invitation.
    UserCreated = "user.created",
    /// A person stopped having access.
    UserDeactivated = "user.deactivated",
    /// A person has access again.
    UserActivated = "user.activated",
    /// A person was removed for good.
    UserDeleted = "user.deleted",
    /// A person's password was changed by themselves.
    PasswordChanged = "user.password_changed",
    /// A link to choose a new password was sent.
    PasswordResetSent = "user.password_reset_sent",
    /// An admin set a temporary password.
    TemporaryPasswordSet = "user.temporary_password_set",
    /// The account has another owner.
    OwnershipTransferred = "account.ownership_transferred",
    /// Somebody was invited.
    InvitationCreated = "invitation.created",
    /// An invitation got a new link.
    InvitationResent = "invitation.resent",
    /// An invitation was taken back.
    InvitationRevoked = "invitation.revoked",
    /// An invitation was accepted: the person is in.
    InvitationAccepted = "invitation.accepted",
    /// A custom role was made.
    RoleCreated = "role.created",
    /// A custom role was changed.
    RoleUpdated = "role.updated",
    /// A custom role was deleted.
    RoleDeleted = "role.deleted",
    /// A team was made.
    TeamCreated = "team.created",
    /// A team was changed.
    TeamUpdated = "team.updated",
    /// A team was deleted.
    TeamDeleted = "team.deleted",
    /// A system user has other custodians.
    CustodiansChanged = "system_user.custodians_changed",
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
    /// One token was ended; the others go on.
    TokenEnded = "system_user.token_ended",
    /// A system user was deleted.
    SystemUserDeleted = "system_user.deleted",
}
