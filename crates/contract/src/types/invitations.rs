//! Invitations and one-time links.

use crate::page::{Cursor, Limit};
use crate::types::{ByLink, Entered, PersonRef, SecretText};
use domain::email::Email;
use domain::ids::{InvitationId, SubaccountId, TeamId, UserId};
use domain::locale::Locale;
use domain::name::PersonName;
use domain::role::RoleId;
use domain::time::Instant;
use serde::{Deserialize, Serialize};

choice! {
    /// The state of an invitation.
    pub enum InvitationStatus {
        /// Sent, not yet accepted.
        Pending = "pending",
        /// Its time is over; resend it to give it a new link.
        Expired = "expired",
    }
}

reply! {
    /// An invitation that nobody accepted yet.
    pub struct Invitation {
        /// The id.
        pub id: InvitationId,
        /// The address.
        pub email: String,
        /// The name.
        pub name: String,
        /// The role's id.
        pub role_id: RoleId,
        /// The role: a built-in one's text, or a custom one's name.
        pub role: String,
        /// The teams.
        pub team_ids: Vec<TeamId>,
        /// The subaccounts.
        pub subaccount_ids: Vec<SubaccountId>,
        /// The language of the mail.
        pub locale: Locale,
        /// Its state.
        pub status: InvitationStatus,
        /// Who sent it.
        pub invited_by: PersonRef,
        /// How often it was sent.
        pub sent_count: i64,
        /// When it was first sent.
        pub created_at: Instant,
        /// When the present link ends.
        pub expires_at: Instant,
    }
}

request! {
    /// Which part of the list of invitations.
    #[derive(Default)]
    pub struct InvitationQuery {
        /// How many items.
        limit: opt Limit,
        /// The position after which the page begins.
        cursor: opt Cursor,
        /// Only those that this person sent.
        invited_by: opt UserId,
    }
}

request! {
    /// Invites a person. Inviting an address that is pending sends a new link instead.
    pub struct CreateInvitation {
        /// The address, in the account's domain.
        email: req Email,
        /// The name.
        name: req PersonName,
        /// The role.
        role_id: req RoleId,
        /// Teams.
        team_ids: opt Vec<TeamId>,
        /// Own subaccounts.
        subaccount_ids: opt Vec<SubaccountId>,
        /// The language of the mail.
        locale: opt Locale,
    }
}

/// One line of a bulk invitation.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InvitationLine {
    /// The address.
    pub email: String,
    /// The name; the part before the @ when empty.
    #[serde(default)]
    pub name: String,
    /// A role's id, or its name.
    #[serde(default)]
    pub role: String,
}

request! {
    /// Invites many people at once, or says what would be wrong with each line.
    pub struct InviteMany {
        /// At most 200 lines.
        #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = domain::invitation::MOST_AT_ONCE)))]
        lines: req Vec<InvitationLine>,
        /// The role of lines that name none.
        role_id: req RoleId,
        /// Teams of all of them.
        team_ids: opt Vec<TeamId>,
        /// The language of the mails.
        locale: opt Locale,
        /// Only say what would happen.
        preview: req bool,
    }
}

choice! {
    /// What happens, or happened, to a line.
    pub enum LineResult {
        /// It is invited.
        Ready = "ready",
        /// It is pending already and gets a new link.
        Resend = "resend",
        /// It has a problem and is left out.
        Refused = "refused",
    }
}

reply! {
    /// One line of the answer, in the order of the request.
    pub struct LineOutcome {
        /// The address as given.
        pub email: String,
        /// The name that the invitation has.
        pub name: String,
        /// The role that the invitation has.
        pub role_id: Option<RoleId>,
        /// What happens, or happened.
        pub result: LineResult,
        /// What is wrong: a field code, or an error code such as `email_taken`.
        pub problem: Option<String>,
    }
}

reply! {
    /// The answer to a bulk invitation.
    pub struct InvitedMany {
        /// One line a line.
        pub lines: Vec<LineOutcome>,
        /// How many were invited, or would be.
        pub ready: i64,
        /// How many were left out, or would be.
        pub refused: i64,
    }
}

request! {
    /// A one-time link's token.
    pub struct LinkToken {
        /// The token of the link.
        token: req Entered<ByLink>,
    }
}

reply! {
    /// What an invitation's page shows before it is accepted.
    pub struct InvitationGreeting {
        /// The account's name.
        pub account_name: String,
        /// The address.
        pub email: String,
        /// The name that was given.
        pub name: String,
        /// The language.
        pub locale: Locale,
    }
}

request! {
    /// Accepts an invitation.
    pub struct AcceptInvitation {
        /// The token of the link.
        token: req Entered<ByLink>,
        /// Your name.
        name: opt PersonName,
        /// At least 15 characters, nothing easy to guess.
        #[cfg_attr(feature = "openapi", schemars(length(min = domain::password::MIN_CHARS_OF_TWO, max = domain::password::MAX_CHARS)))]
        password: req SecretText,
    }
}

request! {
    /// Asks for a link to choose a new password.
    pub struct ForgotPassword {
        /// The address. The answer is the same whether somebody has it or not.
        email: req String,
    }
}

request! {
    /// Chooses a new password with the link of a mail. All sessions end.
    pub struct ResetPassword {
        /// The token of the link.
        token: req Entered<ByLink>,
        /// At least 15 characters, nothing easy to guess.
        #[cfg_attr(feature = "openapi", schemars(length(min = domain::password::MIN_CHARS_OF_TWO, max = domain::password::MAX_CHARS)))]
        password: req SecretText,
    }
}
