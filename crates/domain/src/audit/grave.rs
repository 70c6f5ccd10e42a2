//! Which changes ask for a fresh proof (ADR 0028): those that give access or take part in a secret, and those that can't be
//! undone. What only stops something is never slowed down: signing out, ending sessions, switching off.

use super::Detail;

impl Detail {
    /// Does a person who makes this change show first that the session is in their own hands?
    ///
    /// No arm is left out: whoever adds an action decides.
    pub const fn is_grave(&self) -> bool {
        match self {
            // One's own profile is of the same kind as another person's rights: what decides is what was changed.
            Self::UserUpdated { after, .. } => after.role.is_some() || after.subaccounts.is_some(),

            // An Admin manages the business.
            Self::SystemUserUpdated { after, .. } => after.role.is_some(),

            // Who has access, and to what.
            Self::AccountUpdated { .. }
            | Self::UserCreated { .. }
            | Self::UserActivated { .. }
            | Self::OwnershipTransferred { .. }
            | Self::InvitationCreated { .. }
            | Self::InvitationsSent {}
            | Self::RoleCreated { .. }
            | Self::RoleUpdated { .. }
            | Self::SystemUserActivated { .. }
            | Self::IpRuleCreated { .. }
            | Self::IpRuleDeleted { .. }
            | Self::AppInstalled { .. }
            | Self::AppUpdated { .. }
            | Self::WhatsappAccountAssigned { .. }
            // Which numbers are under it decides who may send.
            | Self::WhatsappAccountCreated { .. }
            | Self::WhatsappAccountUpdated { .. }
            // Secrets: made, shown, or where they go.
            | Self::PasswordChanged {}
            | Self::TemporaryPasswordSet { .. }
            | Self::SystemUserCreated { .. }
            | Self::TokenGenerated { .. }
            | Self::TokenRotated { .. }
            | Self::TokensRotated {}
            | Self::TokenUpdated { .. }
            | Self::ClientKeyRegistered { .. }
            | Self::AppCreated { .. }
            | Self::AppSecretReplaced { .. }
            | Self::TrustRuleAdded { .. }
            | Self::InboundSourceCreated { .. }
            | Self::InboundSourceUpdated { .. }
            | Self::ChannelCreated { .. }
            | Self::ChannelUpdated { .. }
            | Self::WebhookCreated { .. }
            | Self::WebhookUpdated { .. }
            | Self::WebhookSecretRotated { .. }
            | Self::RecoveryCodesRenewed {}
            | Self::TwoFactorDisabled {}
            | Self::TwoFactorReset { .. }
            // What does not come back.
            | Self::UserDeleted { .. }
            | Self::RoleDeleted { .. }
            | Self::TeamDeleted { .. }
            | Self::SubaccountDeleted { .. }
            | Self::SystemUserDeleted { .. }
            | Self::TokenEnded { .. }
            | Self::TokensEnded { .. }
            | Self::ClientKeyRemoved { .. }
            | Self::AppDeleted { .. }
            | Self::AppUninstalled { .. }
            | Self::WhatsappAccountDeleted { .. }
            | Self::TrustRuleRemoved { .. }
            | Self::InboundSourceDeleted { .. }
            | Self::ChannelDeleted { .. }
            | Self::WebhookDeleted { .. } => true,

            // What stops something.
            Self::UserDeactivated { .. }
            | Self::WhatsappAccountUnassigned { .. }
            | Self::SystemUserDeactivated { .. }
            | Self::IdleDeactivated {}
            | Self::InvitationRevoked { .. }
            | Self::SessionDeleted {}
            | Self::SessionsDeleted {}
            | Self::WebhookPaused { .. }
            | Self::WebhookDisabled { .. }
            // What goes to the person whom it is about, by mail.
            | Self::PasswordResetSent { .. }
            | Self::InvitationResent { .. }
            // What another change turns back.
            | Self::SubaccountCreated { .. }
            | Self::PolicyAccepted { .. }
            | Self::SubaccountUpdated { .. }
            | Self::CustodiansChanged { .. }
            | Self::TokenFindsDismissed { .. }
            // Leaves all as it is.
            | Self::SystemUserAttested { .. }
            | Self::TeamCreated { .. }
            | Self::TeamUpdated { .. }
            | Self::WebhookResumed { .. }
            | Self::DeliveriesReplayed { .. }
            // What is done by who has no session, by proving it, or by the clock.
            | Self::AccountCreated { .. }
            | Self::TokenFellSilent { .. }
            | Self::TokenEndAnnounced { .. }
            | Self::ChannelCredentialRenewed { .. }
            | Self::ChannelCredentialEndAnnounced { .. }
            | Self::ReviewAnnounced { .. }
            | Self::SystemUserLapsed { .. }
            | Self::TokenFound { .. }
            | Self::TokenReported { .. }
            | Self::TokenSurrendered { .. }
            | Self::InvitationAccepted {}
            | Self::SessionCreated {}
            | Self::SessionProven {}
            | Self::PasswordRehashed {}
            | Self::SignInRefused {}
            | Self::ProofRefused {}
            | Self::AddressRefused {}
            | Self::SessionsPurged {}
            | Self::TokensPurged {}
            | Self::SecretsResealed {}
            | Self::TwoFactorPassed {}
            | Self::RecoveryCodeUsed {}
            | Self::MailCodeUsed {}
            | Self::MailCodeSent {}
            | Self::TwoFactorRefused {}
            | Self::TwoFactorReminded { .. }
            // What began with the password, and makes the way in narrower.
            | Self::TwoFactorBegun {}
            | Self::TwoFactorEnabled {}
            | Self::TwoFactorReplaced {}
            | Self::AuditPruned { .. } => false,
        }
    }
}
