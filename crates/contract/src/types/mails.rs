//! Mail.

use domain::ids::MailId;
use domain::time::Instant;
use serde::{Deserialize, Serialize};

choice! {
    /// The state of a mail.
    pub enum MailStatus {
        /// Waits to be sent, or to be tried again.
        Queued = "queued",
        /// Was handed over.
        Sent = "sent",
        /// Was given up after all tries.
        Failed = "failed",
    }
}

choice! {
    /// What a mail is about.
    pub enum MailKind {
        /// An invitation.
        Invitation = "invitation",
        /// A link to choose a password.
        PasswordReset = "password_reset",
        /// A link to choose the first password.
        FirstPassword = "first_password",
        /// A password was changed.
        PasswordChanged = "password_changed",
        /// The account has another owner.
        OwnershipTransferred = "ownership_transferred",
        /// A webhook was disabled.
        WebhookDisabled = "webhook_disabled",
        /// Two-factor was set up.
        TwoFactorOn = "two_factor_on",
        /// Two-factor was turned off, by the person or by an admin.
        TwoFactorOff = "two_factor_off",
        /// New recovery codes were made.
        RecoveryCodes = "recovery_codes",
        /// A code for the second step of signing in.
        SignInCode = "sign_in_code",
        /// Two-factor is to be required, and is not set up.
        TwoFactorDue = "two_factor_due",
        /// Somebody showed a token, which has ended.
        TokenFound = "token_found",
        /// A code host found a token, which goes on.
        TokenReported = "token_reported",
        /// A token ends soon.
        TokenEnds = "token_ends",
        /// A channel's credential ends soon.
        ChannelCredentialEnds = "channel_credential_ends",
        /// Is a system user still needed?
        ReviewDue = "review_due",
        /// A system user is switched off soon, because nobody said that it is needed.
        ReviewOverdue = "review_overdue",
        /// A system user was switched off, because nobody said that it is needed.
        SystemUserLapsed = "system_user_lapsed",
        /// Somebody signed in with a device that is new to the person.
        NewDevice = "new_device",
    }
}

reply! {
    /// A mail that was sent, or is to be. Its text is not shown: it may hold a link.
    pub struct MailInfo {
        /// The id.
        pub id: MailId,
        /// To whom.
        pub to: String,
        /// What it is about.
        pub kind: MailKind,
        /// Its state.
        pub status: MailStatus,
        /// How often it was tried.
        pub attempts: i64,
        /// What went wrong at the last try.
        pub last_error: Option<String>,
        /// When it was made.
        pub created_at: Instant,
        /// When it is tried next; null when it is not.
        pub next_attempt_at: Option<Instant>,
        /// When it was handed over.
        pub sent_at: Option<Instant>,
    }
}

reply! {
    /// A mail of the development mailbox, with its text.
    pub struct MailboxItem {
        /// To whom.
        pub to: String,
        /// The subject.
        pub subject: String,
        /// The text part.
        pub text: String,
        /// The HTML part.
        pub html: String,
        /// When it was sent.
        pub sent_at: Instant,
    }
}

reply! {
    /// The development mailbox, the newest first.
    pub struct Mailbox {
        /// The mails.
        pub items: Vec<MailboxItem>,
    }
}
