//! What the audit log records: one line an action, with what its event says besides who, when and about what.
//!
//! The detail of an event is `{"before": {…}, "after": {…}}`. `before` is what was there and is not any more, `after` is
//! what there is from then on: a creation has no `before`, and a deletion no `after`, or one that says where things went.
//! Both name only what the change is about. A record is named as `{"id": …, "name": …}`, because a page must say it in
//! words when the record is gone. The types are in [`state`]; secrets have no way into them.

mod content;
mod grave;
mod state;

pub use content::Content;

#[cfg(feature = "schema")]
pub use state::AnyState;
use state::Side;
pub use state::{
    Access, Account, App, Before, Channel, ClientKey, EndedToken, FoundToken, HandedOver, Heir, InboundSource,
    Invitation, IpRule, Moved, Named, Policy, Pruned, Replayed, Role, Subaccount, SystemUser, Team, Token, TrustRule,
    User, Webhook, WhatsappAccount,
};

use crate::field::FieldCode;

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $text:literal { $($side:ident: $type:ty),* },)+) => {
        /// Something that changed, in `subject.verb` form. Stable: exports and filters name it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[$doc])* $name,)+ }

        impl Action {
            /// All actions.
            pub const ALL: &'static [Action] = &[$(Action::$name),+];
            /// The stable text.
            pub const fn as_str(self) -> &'static str { match self { $(Action::$name => $text),+ } }
            /// From the stable text.
            pub fn parse(text: &str) -> Option<Self> { Self::ALL.iter().copied().find(|action| action.as_str() == text) }
        }

        impl TryFrom<String> for Action {
            type Error = FieldCode;
            fn try_from(text: String) -> Result<Self, FieldCode> {
                Self::parse(&text).ok_or(FieldCode::InvalidChoice)
            }
        }

        crate::text_serde!(Action, { "type": "string", "enum": [$($text),+] });

        /// An action with what its event says of it.
        #[derive(Debug, Clone, PartialEq)]
        #[allow(missing_docs, reason = "before and after are the convention of the module")]
        pub enum Detail { $($(#[$doc])* $name { $($side: $type),* },)+ }

        impl Detail {
            /// What was done.
            pub const fn action(&self) -> Action { match self { $(Self::$name { .. } => Action::$name),+ } }

            /// Reads what an event of this action says.
            ///
            /// # Errors
            /// When it has not the shape of the action.
            pub fn read<'de, D: Deserializer<'de>>(action: Action, from: D) -> Result<Self, D::Error> {
                match action {$(
                    Action::$name => {
                        #[derive(Deserialize)]
                        #[serde(deny_unknown_fields)]
                        struct Sides { $($side: $type),* }
                        let Sides { $($side),* } = Sides::deserialize(from)?;
                        Ok(Self::$name { $($side),* })
                    }
                )+}
            }
        }

        impl Serialize for Detail {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                #[allow(unused_mut, reason = "some events say no more than their action")]
                let mut map = to.serialize_map(None)?;
                match self {$(
                    Self::$name { $($side),* } => { $(
                        if let Some(said) = $side.said() {
                            map.serialize_entry(stringify!($side), said)?;
                        }
                    )* }
                )+}
                map.end()
            }
        }
    };
}

actions! {
    /// The first run made the account and its owner.
    AccountCreated = "account.created" { after: Account },
    /// Name or settings of the account changed.
    AccountUpdated = "account.updated" { before: Before<Account>, after: Account },
    /// A person was added without an invitation.
    UserCreated = "user.created" { after: User },
    /// A person stopped having access.
    UserDeactivated = "user.deactivated" { before: Before<User>, after: HandedOver },
    /// A person has access again.
    UserActivated = "user.activated" { before: Before<User>, after: Access },
    /// A person was removed for good.
    UserDeleted = "user.deleted" { before: Before<User>, after: HandedOver },
    /// A person's password was changed by themselves.
    PasswordChanged = "user.password_changed" {},
    /// A person's password was hashed anew, because the parameters of hashes changed.
    PasswordRehashed = "user.password_rehashed" {},
    /// A link to choose a new password was sent.
    PasswordResetSent = "user.password_reset_sent" { after: User },
    /// An admin set a temporary password.
    TemporaryPasswordSet = "user.temporary_password_set" { after: User },
    /// The account has another owner.
    OwnershipTransferred = "account.ownership_transferred" { before: Before<Account>, after: Account },
    /// Somebody was invited.
    InvitationCreated = "invitation.created" { after: Invitation },
    /// An invitation got a new link.
    InvitationResent = "invitation.resent" { before: Before<Invitation>, after: Invitation },
    /// An invitation was taken back.
    InvitationRevoked = "invitation.revoked" { before: Before<Invitation> },
    /// Many were invited at once; an event of its own tells of each.
    InvitationsSent = "invitations.sent" {},
    /// An invitation was accepted: the person is in.
    InvitationAccepted = "invitation.accepted" {},
    /// A custom role was made.
    RoleCreated = "role.created" { after: Role },
    /// A custom role was changed.
    RoleUpdated = "role.updated" { before: Before<Role>, after: Role },
    /// A custom role was deleted.
    RoleDeleted = "role.deleted" { before: Before<Role>, after: Moved },
    /// A team was made.
    TeamCreated = "team.created" { after: Team },
    /// A team was changed.
    TeamUpdated = "team.updated" { before: Before<Team>, after: Team },
    /// A team was deleted.
    TeamDeleted = "team.deleted" { before: Before<Team> },
    /// A system user has other custodians.
    CustodiansChanged = "system_user.custodians_changed" { before: Before<SystemUser>, after: SystemUser },
    /// A person changed their own profile.
    UserUpdated = "user.updated" { before: Before<User>, after: User },
    /// Somebody signed in.
    SessionCreated = "session.created" {},
    /// A session was signed out or revoked.
    SessionDeleted = "session.deleted" {},
    /// A person showed that the session is in their own hands.
    SessionProven = "session.proven" {},
    /// A person's sessions were ended: all, or by themselves all but the one that they did it with.
    SessionsDeleted = "sessions.deleted" {},
    /// Dead sessions were cleared away.
    SessionsPurged = "sessions.purged" {},
    /// Tokens that ended long ago were cleared away.
    TokensPurged = "tokens.purged" {},
    /// Secrets were sealed under the deployment's present key, because an older one is to go.
    SecretsResealed = "secrets.resealed" {},
    /// The second step of signing in was passed with a code of the person's app.
    TwoFactorPassed = "session.two_factor_passed" {},
    /// The second step was passed with a recovery code, which is used up.
    RecoveryCodeUsed = "session.recovery_code_used" {},
    /// The second step was passed with a code that came by mail.
    MailCodeUsed = "session.mail_code_used" {},
    /// A code for the second step was sent by mail.
    MailCodeSent = "session.mail_code_sent" {},
    /// Wrong codes were given at the second step, after the right password. One event a quarter of an hour and person.
    TwoFactorRefused = "session.two_factor_refused" {},
    /// A person began to set two-factor up.
    TwoFactorBegun = "user.two_factor_begun" {},
    /// A person set two-factor up; their other sessions ended.
    TwoFactorEnabled = "user.two_factor_enabled" {},
    /// A person put another app in the place of the one that they had; their other sessions ended.
    TwoFactorReplaced = "user.two_factor_replaced" {},
    /// A person took their two-factor away; their other sessions ended.
    TwoFactorDisabled = "user.two_factor_disabled" {},
    /// An admin took a person's two-factor away, so that they can set it up anew; their sessions ended.
    TwoFactorReset = "user.two_factor_reset" { after: User },
    /// A person made new recovery codes; the older ones are dead.
    RecoveryCodesRenewed = "user.recovery_codes_renewed" {},
    /// A person without two-factor was reminded that it is to be required.
    TwoFactorReminded = "user.two_factor_reminded" { after: User },
    /// A subaccount was made.
    SubaccountCreated = "subaccount.created" { after: Subaccount },
    /// A subaccount was renamed.
    SubaccountUpdated = "subaccount.updated" { before: Before<Subaccount>, after: Subaccount },
    /// A subaccount was deleted.
    SubaccountDeleted = "subaccount.deleted" { before: Before<Subaccount> },
    /// A system user was made, with its first token.
    SystemUserCreated = "system_user.created" { after: SystemUser },
    /// A system user was renamed.
    SystemUserUpdated = "system_user.updated" { before: Before<SystemUser>, after: SystemUser },
    /// A system user stopped working.
    SystemUserDeactivated = "system_user.deactivated" { before: Before<SystemUser>, after: Access },
    /// A system user works again.
    SystemUserActivated = "system_user.activated" { before: Before<SystemUser>, after: Access },
    /// Somebody said that a system user is still needed.
    SystemUserAttested = "system_user.attested" { after: SystemUser },
    /// Those who look after a system user were asked whether it is still needed.
    ReviewAnnounced = "system_user.review_announced" { after: SystemUser },
    /// A system user stopped working, because nobody said in time that it is still needed.
    SystemUserLapsed = "system_user.lapsed" { before: Before<SystemUser>, after: Access },
    /// System users that were not used for long were switched off together; an event of its own tells of each.
    IdleDeactivated = "system_users.idle_deactivated" {},
    /// A new token was generated; the older ones stopped or end at the overlap's end.
    TokenGenerated = "system_user.token_generated" { after: Token },
    /// A token took the place of one, which stopped or ends at the overlap's end.
    TokenRotated = "system_user.token_rotated" { after: Token },
    /// What a token is called, who holds it, or from where it may be used was changed.
    TokenUpdated = "system_user.token_updated" { before: Before<Token>, after: Token },
    /// Several tokens were rotated at once; an event of its own tells of each.
    TokensRotated = "tokens.rotated" {},
    /// Somebody showed a token that they had found: it has ended.
    TokenFound = "system_user.token_found" { after: FoundToken },
    /// A code host found a token in a public place. It goes on: the account only wants to be warned.
    TokenReported = "system_user.token_reported" { after: FoundToken },
    /// Somebody put aside that a code host found a token.
    TokenFindsDismissed = "system_user.token_finds_dismissed" { after: EndedToken },
    /// A system user's own program ended a token of it (RFC 7009).
    TokenSurrendered = "system_user.token_surrendered" { after: EndedToken },
    /// A token ended by itself: it was silent while its successor was in use.
    TokenFellSilent = "system_user.token_fell_silent" { after: EndedToken },
    /// Those who look after a system user were told that a token of it ends soon.
    TokenEndAnnounced = "system_user.token_end_announced" { after: Token },
    /// One token was ended; the others go on.
    TokenEnded = "system_user.token_ended" { before: Before<SystemUser>, after: EndedToken },
    /// All tokens of a system user were ended at once.
    TokensEnded = "system_user.tokens_ended" { after: Token },
    /// A public key was registered: whoever has its other half is the system user.
    ClientKeyRegistered = "system_user.key_registered" { after: ClientKey },
    /// A public key was taken away.
    ClientKeyRemoved = "system_user.key_removed" { before: Before<ClientKey> },
    /// An outside issuer is trusted: whoever has a token of it that says what the rule says is the system user.
    TrustRuleAdded = "system_user.trust_rule_added" { after: TrustRule },
    /// A rule was taken away, and what it had bought has ended.
    TrustRuleRemoved = "system_user.trust_rule_removed" { before: Before<TrustRule> },
    /// A place where a carrier posts was made.
    InboundSourceCreated = "inbound_source.created" { after: InboundSource },
    /// A place where a carrier posts was changed.
    InboundSourceUpdated = "inbound_source.updated" { before: Before<InboundSource>, after: InboundSource },
    /// A place where a carrier posts was deleted.
    InboundSourceDeleted = "inbound_source.deleted" { before: Before<InboundSource> },
    /// A channel was made.
    ChannelCreated = "channel.created" { after: Channel },
    /// A channel was changed.
    ChannelUpdated = "channel.updated" { before: Before<Channel>, after: Channel },
    /// A channel's credential was renewed with its carrier.
    ChannelCredentialRenewed = "channel.credential_renewed" { after: Channel },
    /// That a channel's credential ends was said to those who look after the channel.
    ChannelCredentialEndAnnounced = "channel.credential_end_announced" { after: Channel },
    /// A channel was deleted.
    ChannelDeleted = "channel.deleted" { before: Before<Channel> },
    /// A webhook was made, with its first secret.
    WebhookCreated = "webhook.created" { after: Webhook },
    /// A webhook was changed.
    WebhookUpdated = "webhook.updated" { before: Before<Webhook>, after: Webhook },
    /// A webhook got a new secret; the older ones stopped or end at the overlap's end.
    WebhookSecretRotated = "webhook.secret_rotated" { after: Webhook },
    /// A webhook is paused: what comes is kept for it.
    WebhookPaused = "webhook.paused" { before: Before<Webhook>, after: Webhook },
    /// A webhook goes on.
    WebhookResumed = "webhook.resumed" { before: Before<Webhook>, after: Webhook },
    /// A webhook was disabled: it failed for too long, or said that it is gone.
    WebhookDisabled = "webhook.disabled" { before: Before<Webhook>, after: Webhook },
    /// A webhook was deleted, with what still waited for it.
    WebhookDeleted = "webhook.deleted" { before: Before<Webhook> },
    /// Deliveries were sent again.
    DeliveriesReplayed = "deliveries.replayed" { after: Replayed },
    /// Events older than the account keeps them were let go.
    AuditPruned = "audit.pruned" { after: Pruned },
    /// Somebody who gave this person's address was not let in: a wrong password, or no access. One event a quarter of an
    /// hour, person and network.
    SignInRefused = "session.refused" {},
    /// Somebody with a session of this person did not know the password when it was asked for again. As rare in the log as
    /// refused sign-ins.
    ProofRefused = "session.proof_refused" {},
    /// Somebody who showed a right password, or has a session, came from an address that is not on their list. One event a
    /// quarter of an hour, person and network.
    AddressRefused = "session.address_refused" {},
    /// A network was added from which somebody may come.
    IpRuleCreated = "ip_rule.created" { after: IpRule },
    /// A network was taken away from which somebody might come.
    IpRuleDeleted = "ip_rule.deleted" { before: Before<IpRule> },
    /// A policy was accepted for the account.
    PolicyAccepted = "policy.accepted" { after: Policy },
    /// An app was made, with its secret.
    AppCreated = "app.created" { after: App },
    /// An app was changed.
    AppUpdated = "app.updated" { before: Before<App>, after: App },
    /// An app got a new secret; the one before stopped.
    AppSecretReplaced = "app.secret_replaced" { after: App },
    /// An app was deleted, and its tokens ended.
    AppDeleted = "app.deleted" { before: Before<App> },
    /// An app was installed for a system user: tokens can be made for it.
    AppInstalled = "system_user.app_installed" { after: App },
    /// An app was taken away from a system user, and its tokens of that app ended.
    AppUninstalled = "system_user.app_uninstalled" { before: Before<App> },
    /// A WhatsApp account was added.
    WhatsappAccountCreated = "whatsapp_account.created" { after: WhatsappAccount },
    /// A WhatsApp account was renamed, or has other phone numbers.
    WhatsappAccountUpdated = "whatsapp_account.updated" { before: Before<WhatsappAccount>, after: WhatsappAccount },
    /// A WhatsApp account was taken out.
    WhatsappAccountDeleted = "whatsapp_account.deleted" { before: Before<WhatsappAccount> },
    /// A system user was assigned to a WhatsApp account, or to other tasks of it.
    WhatsappAccountAssigned = "system_user.whatsapp_account_assigned" { after: WhatsappAccount },
    /// A system user was taken off a WhatsApp account.
    WhatsappAccountUnassigned = "system_user.whatsapp_account_unassigned" { before: Before<WhatsappAccount> },
    /// A system user was deleted.
    SystemUserDeleted = "system_user.deleted" { before: Before<SystemUser> },
}
