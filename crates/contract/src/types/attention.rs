//! What needs attention, by name.

use domain::time::Instant;
use serde::{Deserialize, Serialize};

choice! {
    /// Why something needs attention.
    pub enum AttentionKind {
        /// An inactive system user whose bot still calls, in the last 24 hours: it is refused.
        InactiveRefused = "inactive_refused",
        /// An active system user of which calls were refused in the last 24 hours: a token that ended, or another username.
        Refused = "refused",
        /// A token that a code host found in a public place and that is accepted; the account only wants to be warned.
        TokenFound = "token_found",
        /// An active channel whose carrier's credential has ended, could not be renewed or asked about at the last try, or ends within 14
        /// days and is renewed by nobody but people.
        ChannelCredential = "channel_credential",
        /// An active system user of which somebody has to say within 14 days that it is still needed, or had to.
        ReviewDue = "review_due",
        /// An active system user that was used once, and not for seven days.
        Silent = "silent",
        /// An active system user that is older than a day and was never used.
        NeverUsed = "never_used",
        /// An inbound source that took nothing in the last 24 hours, and refused at least three calls.
        SourceRefuses = "source_refuses",
        /// A mail that was given up in the last seven days.
        MailFailed = "mail_failed",
        /// An invitation whose link ends within 24 hours.
        InvitationEnding = "invitation_ending",
        /// An invitation that nobody accepted yet, and whose link works for longer.
        InvitationPending = "invitation_pending",
        /// An active system user that one person alone looks after, where others could, too.
        OneCustodian = "one_custodian",
    }
}

reply! {
    /// One thing that needs attention.
    pub struct AttentionItem {
        /// The id of the system user, the channel, the source, the mail or the invitation.
        pub id: String,
        /// The username, the channel's or the source's name, or the e-mail address.
        pub name: String,
        /// When: the last call, the last refusal (a source's, too), when it was made, when the token was found, when the review is due, when the mail was given to the outbox, or when the
        /// credential or the link ends.
        pub at: Option<Instant>,
        /// How many calls were refused in the last 24 hours; null where it is not about that.
        pub refused_24h: Option<i64>,
        /// What went wrong with the mail or the credential's renewal, who alone looks after the system user, or where the token was found; null otherwise.
        pub note: Option<String>,
    }
}

/// Things of one reason are counted so far: a total of as many says no more than that there are many.
pub const ATTENTION_COUNTED: i64 = 1_000;

reply! {
    /// Things that need attention for one reason.
    pub struct AttentionGroup {
        /// The reason.
        pub kind: AttentionKind,
        /// How many there are, counted up to 1,000.
        pub total: i64,
        /// The first five.
        pub items: Vec<AttentionItem>,
    }
}

reply! {
    /// What needs attention and you may see, the most urgent first. Groups without anything in them are left out.
    pub struct Attention {
        /// The groups.
        pub groups: Vec<AttentionGroup>,
    }
}
