//! People, invitations, roles, teams, ownership, mail.

use domain::email::Email;
use domain::ids::{InvitationId, MailId, SubaccountId, SystemUserId, TeamId, UserId};
use domain::locale::Locale;
use domain::name::{Description, PersonName, RoleName, TeamName};
use domain::permission::{PermissionGroup, PermissionId, Reach};
use domain::role::RoleId;
use domain::system_user::Status;
use domain::time::Instant;
use serde::{Deserialize, Serialize};

use crate::page::{Cursor, Limit};
use crate::types::{SecretText, SystemUserRef, User};

reply! {
    /// A person, named.
    pub struct PersonRef {
        /// The id.
        pub id: UserId,
        /// The name.
        pub name: String,
    }
}

reply! {
    /// A person of the list, with teams and subaccounts.
    pub struct UserDetail {
        /// The person.
        pub user: User,
        /// The teams that the person is in.
        pub teams: Vec<TeamMembership>,
        /// The person's own subaccounts, for roles that reach only these.
        pub subaccounts: Vec<NamedSubaccount>,
        /// Must the person choose a password at the next sign-in?
        pub must_change_password: bool,
    }
}

reply! {
    /// A team that a person is in.
    pub struct TeamMembership {
        /// The team.
        pub id: TeamId,
        /// Its name.
        pub name: String,
        /// Does the person supervise it?
        pub supervisor: bool,
    }
}

reply! {
    /// A subaccount, named.
    pub struct NamedSubaccount {
        /// The id.
        pub id: SubaccountId,
        /// The name.
        pub name: String,
    }
}

request! {
    /// Filters of the list of people, which is sorted by name.
    pub struct UserQuery {
        /// How many items.
        limit: opt Limit,
        /// The position after which the page begins.
        cursor: opt Cursor,
        /// The beginning of any word of the name or the e-mail address.
        search: opt String,
        /// Only people of this role.
        role_id: opt RoleId,
        /// Only members of this team.
        team_id: opt TeamId,
        /// Only this status.
        status: opt Status,
        /// Only those with (`true`) or without (`false`) two-factor.
        two_factor: opt String,
    }
}

choice! {
    /// How a person without an invitation gets the first password.
    pub enum FirstPassword {
        /// A mail with a one-time link, in which the person chooses it.
        Link = "link",
        /// A temporary one, which the person must change at the first sign-in.
        Temporary = "temporary",
    }
}

request! {
    /// Adds a person without an invitation (the connector's way).
    pub struct CreateUser {
        /// The e-mail address; it can't be changed later.
        email: req Email,
        /// The name.
        name: req PersonName,
        /// The role.
        role_id: req RoleId,
        /// Teams.
        team_ids: opt Vec<TeamId>,
        /// Own subaccounts.
        subaccount_ids: opt Vec<SubaccountId>,
        /// The language.
        locale: opt Locale,
        /// How the first password comes; `link` unless said otherwise.
        first_password: opt FirstPassword,
        /// The temporary password; needed with `temporary`, refused otherwise.
        temporary_password: opt SecretText,
    }
}

request! {
    /// Changes to a person.
    pub struct UpdateUser {
        /// The version that was seen.
        version: req i64,
        /// A new name.
        name: opt PersonName,
        /// A new role.
        role_id: opt RoleId,
        /// All the teams that the person is in from now on.
        team_ids: opt Vec<TeamId>,
        /// All the person's own subaccounts from now on.
        subaccount_ids: opt Vec<SubaccountId>,
        /// The e-mail address can't be changed: any value but the present one is refused.
        email: opt String,
    }
}

request! {
    /// Who takes over from a person who leaves.
    pub struct HandOver {
        /// Who looks after the system users from now on; the owner when nobody is named.
        successor_user_id: opt UserId,
    }
}

request! {
    /// How many ongoing conversations a person gets automatically.
    pub struct SetCapacity {
        /// 0 to 1000; null means no limit.
        capacity: opt i64,
    }
}

request! {
    /// Sets a temporary password, which must be changed at the next sign-in.
    pub struct SetTemporaryPassword {
        /// At least 15 characters, nothing easy to guess.
        password: req SecretText,
    }
}

reply! {
    /// What hangs on a person: read it before they leave.
    pub struct Offboarding {
        /// The person.
        pub user: User,
        /// System users that the person made. They go on working.
        pub created: Vec<SystemUserRef>,
        /// System users that the person looks after.
        pub looks_after: Vec<SystemUserRef>,
        /// Those of them that nobody else looks after.
        pub alone: Vec<SystemUserId>,
        /// Teams that the person is in.
        pub teams: Vec<TeamMembership>,
        /// Invitations that the person sent and nobody accepted yet. They stay valid.
        pub invitations: Vec<Invitation>,
        /// The person's live sessions. They end at once.
        pub sessions: i64,
        /// Who takes over when nobody is named: the owner.
        pub successor: PersonRef,
    }
}

choice! {
    /// Where a right comes from, or why it is not there.
    pub enum Because {
        /// The role holds it.
        RoleHolds = "role_holds",
        /// The role does not hold it.
        RoleLacks = "role_lacks",
        /// The person is deactivated: nothing is allowed.
        Inactive = "inactive",
    }
}

reply! {
    /// Why a person may, or may not, use a permission.
    pub struct Explanation {
        /// The permission.
        pub permission: PermissionId,
        /// Is it allowed?
        pub allowed: bool,
        /// How far it goes; null when it is not allowed.
        pub reach: Option<Reach>,
        /// The reason.
        pub because: Because,
    }
}

reply! {
    /// What a person may do, and why.
    pub struct Explanations {
        /// The person's role id.
        pub role_id: RoleId,
        /// The role: a built-in one's text, or a custom one's name.
        pub role: String,
        /// One line a permission of the catalogue.
        pub items: Vec<Explanation>,
        /// The menu that the person sees.
        pub menu: Vec<domain::menu::MenuItem>,
    }
}

request! {
    /// Hands the account to another person.
    pub struct TransferOwnership {
        /// The next owner: an active person of the account. Becomes Admin if they are not.
        to_user_id: req UserId,
        /// Must be true.
        confirm: req bool,
        /// Your password; may be left out within ten minutes of signing in.
        password: opt SecretText,
    }
}

// ── Invitations ───────────────────────────────────────────────────────────────────────────────────────────────

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

reply! {
    /// One line of a bulk invitation.
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
}

request! {
    /// Invites many people at once, or says what would be wrong with each line.
    pub struct InviteMany {
        /// At most 200 lines.
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
        token: req SecretText,
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
        token: req SecretText,
        /// Your name.
        name: opt PersonName,
        /// At least 15 characters, nothing easy to guess.
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
        token: req SecretText,
        /// At least 15 characters, nothing easy to guess.
        password: req SecretText,
    }
}

// ── Roles ─────────────────────────────────────────────────────────────────────────────────────────────────────

/// A permission with its reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The permission.
    pub permission: PermissionId,
    /// How far it goes.
    pub reach: Reach,
}

reply! {
    /// A role.
    pub struct RoleInfo {
        /// The id.
        pub id: RoleId,
        /// A built-in role's text, or a custom role's name.
        pub name: String,
        /// A sentence; empty for built-in roles, which the console describes in the reader's language.
        pub description: String,
        /// Built-in roles are read-only.
        pub built_in: bool,
        /// What it holds.
        pub grants: Vec<Grant>,
        /// The menu that it sees.
        pub menu: Vec<domain::menu::MenuItem>,
        /// How many people have it.
        pub people: i64,
        /// May you give it? Not when it holds a right that you do not hold.
        pub assignable: bool,
        /// Counts up with each change; send it back with a PATCH.
        pub version: i64,
    }
}

reply! {
    /// All roles: the built-in ones first.
    pub struct RoleList {
        /// The roles.
        pub items: Vec<RoleInfo>,
        /// Always null: an account has few roles.
        pub next_cursor: Option<Cursor>,
    }
}

request! {
    /// A new custom role.
    pub struct CreateRole {
        /// The name, unique in the account.
        name: req RoleName,
        /// A sentence.
        description: opt Description,
        /// What it holds; or a role from which this is taken.
        grants: opt Vec<Grant>,
        /// The role that it is cloned from.
        clone_of: opt RoleId,
    }
}

request! {
    /// Changes to a custom role. They count at once for all who have it.
    pub struct UpdateRole {
        /// The version that was seen.
        version: req i64,
        /// A new name.
        name: opt RoleName,
        /// A new description.
        description: opt String,
        /// All that it holds from now on.
        grants: opt Vec<Grant>,
    }
}

request! {
    /// Deleting a custom role.
    pub struct DeleteRoleQuery {
        /// The role that its people get.
        reassign_to: opt RoleId,
    }
}

reply! {
    /// A permission of the catalogue.
    pub struct PermissionInfo {
        /// The permission.
        pub id: PermissionId,
        /// Its group.
        pub group: PermissionGroup,
    }
}

reply! {
    /// The catalogue.
    pub struct PermissionList {
        /// The permissions.
        pub items: Vec<PermissionInfo>,
        /// How far a permission can go, the nearest first.
        pub reaches: Vec<Reach>,
        /// Always null.
        pub next_cursor: Option<Cursor>,
    }
}

// ── Teams ─────────────────────────────────────────────────────────────────────────────────────────────────────

reply! {
    /// A team.
    pub struct Team {
        /// The id.
        pub id: TeamId,
        /// The name, unique in the account.
        pub name: String,
        /// How many members it has.
        pub member_count: i64,
        /// The first members, by name; all of them up to 200 when one team is asked for.
        pub members: Vec<TeamMember>,
        /// Counts up with each change; send it back with a PATCH.
        pub version: i64,
        /// When it was made.
        pub created_at: Instant,
    }
}

reply! {
    /// A member of a team.
    pub struct TeamMember {
        /// The person.
        pub id: UserId,
        /// The name.
        pub name: String,
        /// Does the person supervise the team?
        pub supervisor: bool,
    }
}

request! {
    /// A new team.
    pub struct CreateTeam {
        /// The name, unique in the account.
        name: req TeamName,
        /// Its members.
        member_ids: opt Vec<UserId>,
        /// Those who supervise it; they are members, too.
        supervisor_ids: opt Vec<UserId>,
    }
}

request! {
    /// Changes to a team.
    pub struct UpdateTeam {
        /// The version that was seen.
        version: req i64,
        /// A new name.
        name: opt TeamName,
        /// All its members from now on.
        member_ids: opt Vec<UserId>,
        /// All who supervise it from now on; they are members, too.
        supervisor_ids: opt Vec<UserId>,
    }
}

// ── Mail ──────────────────────────────────────────────────────────────────────────────────────────────────────

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
