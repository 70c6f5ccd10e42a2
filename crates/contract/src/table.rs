//! The table: every endpoint that Tenure serves. Nothing is served that does not stand here, and what stands
//! here without a handler does not compile (`service::handlers`).

use domain::ids::{
    AppId, ChannelId, ClientKeyId, DeliveryId, InboundSourceId, InvitationId, IpRuleId, MessageId, SessionId,
    SubaccountId, SystemUserId, TeamId, TokenId, TrustRuleId, UserId, WebhookId, WhatsappAccountId, WhatsappNumberId,
};
use domain::permission::{
    AccountManage, AccountRead, AuditRead, RolesManage, SubaccountsManage, SubaccountsRead, SystemUsersManage,
    TeamsManage, UsersManage, WebhooksManage,
};
use domain::role::RoleId;
use domain::scope::{Introspect as ToIntrospect, ReadMessages, Send};

use crate::auth::{
    Auth, Bot, BotOfAny, Carrier, ClientOrNeeds, Enrolling, Fresh, FreshForFiles, Graph, GraphOrApp, Needs, OwnerOnly,
    Public, SeesPeople, SignedIn, Unfinished, With,
};
use crate::endpoint::{BodyFormat, Endpoint, ErrorShape, Info, Method};
use crate::page::Page;
use crate::problem::Code;
use crate::types::*;

/// The most bytes of a body, unless the route says otherwise.
const BODY_LIMIT: usize = 16 * 1024;
/// The same for a call that sends to 1,000 destinations.
const SEND_LIMIT: usize = 512 * 1024;
/// The same for a thousand tokens that were found.
const FOUND_LIMIT: usize = 128 * 1024;
/// The same for what a code host reports at once.
const PARTNER_LIMIT: usize = 1024 * 1024;
/// The same for a message on a Graph path: a text of 4,096 characters, and JSON around it.
const GRAPH_MESSAGE_LIMIT: usize = 64 * 1024;
/// The most bytes that a carrier may post at once: Meta's largest batch.
pub const INBOUND_LIMIT: usize = 3 * 1024 * 1024;

macro_rules! endpoints {
    (($d:tt) $(
        $(#[doc = $doc:literal])+
        $name:ident = $id:literal: $method:ident $path:literal => $status:literal,
            $tag:literal, auth $auth:ty, path $args:ty, query $query:ty, $format:ident $body:ty, reply $reply:ty
            $(, errors [$($error:ident),+])? $(, at $at:literal $(/ $and:literal)*)? $(, example $example:tt)? $(, with $option:ident = $value:expr)*;
    )+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Debug, Clone, Copy)]
            pub enum $name {}

            impl Endpoint for $name {
                const INFO: Info = {
                    #[allow(unused_mut, reason = "most lines have no options")]
                    let mut info = Info {
                        id: $id,
                        method: Method::$method,
                        path: $path,
                        status: $status,
                        auth: <$auth as Auth>::KIND,
                        fresh: <$auth as Auth>::FRESH,
                        scope: <$auth as Auth>::SCOPE,
                        format: BodyFormat::$format,
                        shape: ErrorShape::Problem,
                        any_method: false,
                        unlimited: false,
                        idempotent: false,
                        body_limit: BODY_LIMIT,
                        errors: &[$($(Code::$error),+)?],
                        doc: concat!($($doc, "\n"),+),
                        tag: $tag,
                    };
                    $(info.$option = $value;)*
                    info
                };
                type Auth = $auth;
                type Path = $args;
                type Query = $query;
                type Body = $body;
                type Reply = $reply;

                #[cfg(feature = "openapi")]
                fn example() -> crate::example::Example {
                    crate::example::Example::new(
                        &[$(&[$at $(, $and)*],)? <$args as crate::endpoint::PathArgs>::NAMES],
                        [$(serde_json::json!($example),)? serde_json::Value::Null],
                    )
                }
            }
        )+

        /// Every endpoint, in the order of the table.
        pub static ENDPOINTS: &[Info] = &[$(<$name as Endpoint>::INFO),+];

        /// Calls a macro with the names of all endpoints.
        #[macro_export]
        macro_rules! for_each_endpoint {
            ($d callback:ident) => { $d callback! { $($name),+ } };
        }
    };
}

endpoints! { ($)
    /// The worker is up. Touches no storage.
    Healthz = "healthz": Get "/healthz" => 200, "Deployment",
        auth Public, path (), query Nothing, None Nothing, reply Health;
    /// This document.
    OpenApi = "openapi": Get "/v1/openapi.json" => 200, "Deployment",
        auth Public, path (), query Nothing, None Nothing, reply serde_json::Value;
    /// Is the first run still to be done?
    GetSetup = "get_setup": Get "/v1/setup" => 200, "Deployment",
        auth Public, path (), query Nothing, None Nothing, reply SetupStatus;
    /// The first run: makes the account and its owner, and signs them in.
    RunSetup = "run_setup": Post "/v1/setup" => 201, "Deployment",
        auth Public, path (), query Nothing, Json SetUp, reply SignedInAs, errors [AlreadySetUp, RateLimited, Busy],
        example { "setup_token": "{setup_token}", "account_name": "Acme Messaging", "name": "Ana Martín", "email": "ana@example.com", "password": "{password}", "locale": "en" };

    /// Signs in. The session's cookie is in `Set-Cookie`.
    CreateSession = "create_session": Post "/v1/sessions" => 201, "Sessions",
        auth Public, path (), query Nothing, Json SignIn, reply SignedInAs, errors [BadCredentials, RateLimited, Busy],
        example { "email": "ana@example.com", "password": "{password}" };
    /// Lists your own sessions, the newest first.
    ListSessions = "list_sessions": Get "/v1/sessions" => 200, "Sessions",
        auth SignedIn, path (), query PageQuery, None Nothing, reply Page<Session>;
    /// Ends all your other sessions.
    DeleteOtherSessions = "delete_other_sessions": Delete "/v1/sessions" => 204, "Sessions",
        auth SignedIn, path (), query Nothing, None Nothing, reply ();
    /// Signs out.
    DeleteCurrentSession = "delete_current_session": Delete "/v1/sessions/current" => 204, "Sessions",
        auth Unfinished, path (), query Nothing, None Nothing, reply ();
    /// Passes the second step of signing in: with the code of your app, a recovery code, or a code that came by mail. The
    /// session gets another secret: its cookie is in `Set-Cookie`.
    PassTwoFactor = "pass_two_factor": Post "/v1/sessions/current/two-factor" => 200, "Sessions",
        auth Unfinished, path (), query Nothing, Json EnterCode, reply SignedInAs, errors [RateLimited],
        example { "code": "{code}" };
    /// Sends a code for the second step by mail, where the account allows it. It lives for three minutes, and is good for
    /// this session alone.
    SendMailCode = "send_mail_code": Post "/v1/sessions/current/mail-code" => 202, "Sessions",
        auth Unfinished, path (), query Nothing, None Nothing, reply (), errors [NoMailCodes, RateLimited];
    /// Ends one of your own sessions.
    DeleteSession = "delete_session": Delete "/v1/sessions/{id}" => 204, "Sessions",
        auth SignedIn, path SessionId, query Nothing, None Nothing, reply ();
    /// Shows that the session is in your own hands, by your password or a code. What gives access or can't be undone asks for that
    /// within the last ten minutes. The session goes on under another cookie: a copy of the old one is of no use.
    ProveSession = "prove_session": Post "/v1/sessions/current/proof" => 200, "Sessions",
        auth SignedIn, path (), query Nothing, Json crate::types::ProveSession, reply SessionProof, errors [RateLimited, Busy],
        example { "password": "{password}" };
    /// Who is signed in: the person, the account, the role, the permissions, the menu. `next` says what has to be done
    /// first; while that is the second step, nothing is told of what the role permits.
    GetMe = "get_me": Get "/v1/me" => 200, "Sessions",
        auth Unfinished, path (), query Nothing, None Nothing, reply Me;
    /// Changes your own profile.
    UpdateMe = "update_me": Patch "/v1/me" => 200, "Sessions",
        auth SignedIn, path (), query Nothing, Json crate::types::UpdateMe, reply Me, errors [Stale],
        example { "version": 1, "name": "New" };

    /// Changes your own password. All your other sessions end.
    ChangePassword = "change_password": Post "/v1/me/password" => 204, "Sessions",
        auth SignedIn, path (), query Nothing, Json crate::types::ChangePassword, reply (), errors [RateLimited, Busy],
        example { "current_password": "{password}", "new_password": "{new_password}" };
    /// Your own two-factor: is it set up, and how can the second step be passed?
    GetTwoFactor = "get_two_factor": Get "/v1/me/two-factor" => 200, "Sessions",
        auth Unfinished, path (), query Nothing, None Nothing, reply TwoFactor;
    /// Begins to set two-factor up. The key is in this answer and never again. Where it is set up already, with a code that counts, it
    /// begins to put another app in its place: that one counts until a code of the new one has confirmed it, within 15 minutes.
    BeginTwoFactor = "begin_two_factor": Post "/v1/me/two-factor" => 201, "Sessions",
        auth Enrolling, path (), query Nothing, Json crate::types::BeginTwoFactor, reply TwoFactorKey, errors [TwoFactorOn, RateLimited, Busy],
        example { "password": "{password}", "code": "{code}" };
    /// Sets two-factor up with a first code of the app. The recovery codes are in this answer and never again; all your
    /// other sessions end.
    ConfirmTwoFactor = "confirm_two_factor": Post "/v1/me/two-factor/confirm" => 200, "Sessions",
        auth Enrolling, path (), query Nothing, Json EnterCode, reply RecoveryCodes, errors [TwoFactorOn, TwoFactorOff, RateLimited],
        example { "code": "{code}" };
    /// Makes new recovery codes; the older ones are dead.
    RenewRecoveryCodes = "renew_recovery_codes": Post "/v1/me/two-factor/recovery-codes" => 200, "Sessions",
        auth SignedIn, path (), query Nothing, Json GivePassword, reply RecoveryCodes, errors [TwoFactorOff, RateLimited, Busy],
        example { "password": "{password}" };
    /// Turns your two-factor off, unless the account requires it. All your other sessions end.
    DeleteTwoFactor = "delete_two_factor": Delete "/v1/me/two-factor" => 204, "Sessions",
        auth SignedIn, path (), query Nothing, Json TurnTwoFactorOff, reply (),
        errors [TwoFactorOff, TwoFactorMandatory, RateLimited, Busy],
        example { "password": "{password}", "code": "{code}" };
    /// Asks for a mail with a link to choose a new password. The answer is the same for every address.
    ForgotPassword = "forgot_password": Post "/v1/password-resets" => 202, "Sessions",
        auth Public, path (), query Nothing, Json crate::types::ForgotPassword, reply (), errors [RateLimited],
        example { "email": "ana@example.com" };
    /// Chooses a new password with the link of a mail. All your sessions end.
    ResetPassword = "reset_password": Post "/v1/password-resets/complete" => 204, "Sessions",
        auth Public, path (), query Nothing, Json crate::types::ResetPassword, reply (), errors [LinkGone, RateLimited, Busy],
        example { "token": "{reset_link}", "password": "{new_password}" };

    /// Lists the people by name.
    ListUsers = "list_users": Get "/v1/users" => 200, "People",
        auth SeesPeople, path (), query UserQuery, None Nothing, reply Page<User>;
    /// Adds a person without an invitation.
    CreateUser = "create_user": Post "/v1/users" => 201, "People",
        auth Fresh<Needs<UsersManage>>, path (), query Nothing, Json crate::types::CreateUser, reply UserDetail,
        errors [EmailTaken, BeyondYourOwn, IdempotencyMismatch, Busy],
        example { "email": "new@example.com", "name": "New", "role_id": "role_user" }, with idempotent = true;
    /// One person.
    GetUser = "get_user": Get "/v1/users/{id}" => 200, "People",
        auth Needs<UsersManage>, path UserId, query Nothing, None Nothing, reply UserDetail;
    /// Changes a person's name, role, teams or subaccounts.
    UpdateUser = "update_user": Patch "/v1/users/{id}" => 200, "People",
        auth Fresh<Needs<UsersManage>>, path UserId, query Nothing, Json crate::types::UpdateUser, reply UserDetail,
        errors [Stale, IsOwner, LastAdmin, BeyondYourOwn],
        example { "version": 1, "name": "New" };
    /// What was done to a person, the newest first: the audit events about them. Your own, or anybody's for those who
    /// manage people.
    GetUserHistory = "get_user_history": Get "/v1/users/{id}/history" => 200, "People",
        auth SignedIn, path UserId, query PageQuery, None Nothing, reply Page<HistoryEvent>,
        errors [Forbidden, PasswordChangeRequired];
    /// What depends on a person: read it before they leave.
    GetOffboarding = "get_offboarding": Get "/v1/users/{id}/offboarding" => 200, "People",
        auth Needs<UsersManage>, path UserId, query PageQuery, None Nothing, reply Offboarding;
    /// Removes a person for good. Their system users go on working and get the named successor, or the owner; the body may
    /// name somebody else for single ones.
    DeleteUser = "delete_user": Delete "/v1/users/{id}" => 204, "People",
        auth Fresh<Needs<UsersManage>>, path UserId, query RemovalQuery, Json Successors, reply (),
        errors [IsOwner, LastAdmin, NotYourself, BeyondYourOwn],
        example {}, with body_limit = 128 * 1024;
    /// Ends a person's access and all their sessions at once. Their system users go on working.
    DeactivateUser = "deactivate_user": Post "/v1/users/{id}/deactivate" => 200, "People",
        auth Needs<UsersManage>, path UserId, query Nothing, Json HandOver, reply UserDetail,
        errors [IsOwner, LastAdmin, NotYourself, BeyondYourOwn],
        example {}, with body_limit = 128 * 1024;
    /// Gives a person access again.
    ActivateUser = "activate_user": Post "/v1/users/{id}/activate" => 200, "People",
        auth Fresh<Needs<UsersManage>>, path UserId, query Nothing, None Nothing, reply UserDetail, errors [BeyondYourOwn];
    /// Lists a person's sessions, the newest first.
    ListUserSessions = "list_user_sessions": Get "/v1/users/{id}/sessions" => 200, "People",
        auth Needs<UsersManage>, path UserId, query PageQuery, None Nothing, reply Page<Session>, errors [BeyondYourOwn];
    /// Ends all sessions of a person; of your own all others.
    DeleteUserSessions = "delete_user_sessions": Delete "/v1/users/{id}/sessions" => 204, "People",
        auth Needs<UsersManage>, path UserId, query Nothing, None Nothing, reply (), errors [BeyondYourOwn];
    /// Sends a person a link to choose a new password.
    SendPasswordReset = "send_password_reset": Post "/v1/users/{id}/reset-password" => 202, "People",
        auth Needs<UsersManage>, path UserId, query Nothing, None Nothing, reply (), errors [BeyondYourOwn];
    /// Sets a temporary password, which the person must change at the next sign-in. All their sessions end.
    SetTemporaryPassword = "set_temporary_password": Post "/v1/users/{id}/temporary-password" => 204, "People",
        auth Fresh<Needs<UsersManage>>, path UserId, query Nothing, Json crate::types::SetTemporaryPassword, reply (),
        errors [NotYourself, BeyondYourOwn, IsOwner, Busy],
        example { "password": "{new_password}" };
    /// Takes a person's two-factor away, so that they can set it up anew: for who lost their app and their recovery codes. All
    /// their sessions end.
    ResetTwoFactor = "reset_two_factor": Delete "/v1/users/{id}/two-factor" => 204, "People",
        auth Fresh<Needs<UsersManage>>, path UserId, query Nothing, None Nothing, reply (),
        errors [NotYourself, BeyondYourOwn, TwoFactorOff];
    /// Sets how many ongoing conversations a person gets automatically.
    SetCapacity = "set_capacity": Post "/v1/users/{id}/capacity" => 200, "People",
        auth Needs<UsersManage>, path UserId, query Nothing, Json crate::types::SetCapacity, reply UserDetail, errors [BeyondYourOwn],
        example { "capacity": 5 };
    /// What a person may do, and why.
    ExplainUser = "explain_user": Get "/v1/users/{id}/permissions" => 200, "People",
        auth Needs<UsersManage>, path UserId, query Nothing, None Nothing, reply Explanations;
    /// Hands the account to another person. The owner only; the old owner becomes Admin.
    TransferOwnership = "transfer_ownership": Post "/v1/ownership-transfers" => 200, "People",
        auth Fresh<OwnerOnly>, path (), query Nothing, Json crate::types::TransferOwnership, reply Account,
        errors [Stale],
        example { "to_user_id": "{UserId}", "confirm": true };

    /// Lists the invitations that nobody accepted yet, the newest first.
    ListInvitations = "list_invitations": Get "/v1/invitations" => 200, "Invitations",
        auth Needs<UsersManage>, path (), query InvitationQuery, None Nothing, reply Page<Invitation>;
    /// Invites a person by mail. Inviting an address that is pending sends a new link instead.
    CreateInvitation = "create_invitation": Post "/v1/invitations" => 201, "Invitations",
        auth Fresh<Needs<UsersManage>>, path (), query Nothing, Json crate::types::CreateInvitation, reply Invitation,
        errors [EmailTaken, BeyondYourOwn, IdempotencyMismatch],
        example { "email": "new@example.com", "name": "New", "role_id": "role_user" }, with idempotent = true;
    /// Invites many people at once, or says what would be wrong with each line.
    InviteMany = "invite_many": Post "/v1/invitations/bulk" => 200, "Invitations",
        auth Fresh<Needs<UsersManage>>, path (), query Nothing, Json crate::types::InviteMany, reply InvitedMany,
        errors [BeyondYourOwn],
        example { "lines": [{ "email": "new@example.com" }], "role_id": "role_user", "preview": false }, with body_limit = 64 * 1024;
    /// Sends a new link; the old one is dead.
    ResendInvitation = "resend_invitation": Post "/v1/invitations/{id}/resend" => 200, "Invitations",
        auth Needs<UsersManage>, path InvitationId, query Nothing, None Nothing, reply Invitation, errors [BeyondYourOwn];
    /// Takes an invitation back; its link is dead.
    RevokeInvitation = "revoke_invitation": Delete "/v1/invitations/{id}" => 204, "Invitations",
        auth Needs<UsersManage>, path InvitationId, query Nothing, None Nothing, reply ();
    /// What the page of an invitation shows.
    GreetInvitation = "greet_invitation": Post "/v1/invitations/greet" => 200, "Invitations",
        auth Public, path (), query Nothing, Json LinkToken, reply InvitationGreeting, errors [LinkGone, RateLimited],
        example { "token": "{invitation_link}" };
    /// Accepts an invitation: makes the person and signs them in. Works once.
    AcceptInvitation = "accept_invitation": Post "/v1/invitations/accept" => 201, "Invitations",
        auth Public, path (), query Nothing, Json crate::types::AcceptInvitation, reply SignedInAs,
        errors [LinkGone, EmailTaken, RateLimited, Busy],
        example { "token": "{invitation_link}", "name": "Guest", "password": "{new_password}" };

    /// Lists the roles: the built-in ones, then the custom ones by name.
    ListRoles = "list_roles": Get "/v1/roles" => 200, "Roles",
        auth SeesPeople, path (), query NameQuery, None Nothing, reply RoleList;
    /// Makes a custom role.
    CreateRole = "create_role": Post "/v1/roles" => 201, "Roles",
        auth Fresh<Needs<RolesManage>>, path (), query Nothing, Json crate::types::CreateRole, reply RoleInfo,
        errors [NameTaken, BeyondYourOwn, IdempotencyMismatch],
        example { "name": "New", "grants": [] }, with idempotent = true;
    /// One role.
    GetRole = "get_role": Get "/v1/roles/{id}" => 200, "Roles",
        auth SeesPeople, path RoleId, query Nothing, None Nothing, reply RoleInfo;
    /// Changes a custom role, at once for all who have it.
    UpdateRole = "update_role": Patch "/v1/roles/{id}" => 200, "Roles",
        auth Fresh<Needs<RolesManage>>, path RoleId, query Nothing, Json crate::types::UpdateRole, reply RoleInfo,
        errors [Stale, RoleReadOnly, NameTaken, BeyondYourOwn],
        example { "version": 1, "name": "New" };
    /// Deletes a custom role. While people have it, `reassign_to` must say which one they get.
    DeleteRole = "delete_role": Delete "/v1/roles/{id}" => 204, "Roles",
        auth Fresh<Needs<RolesManage>>, path RoleId, query DeleteRoleQuery, None Nothing, reply (),
        errors [RoleReadOnly, RoleInUse, BeyondYourOwn];
    /// The permission catalogue.
    ListPermissions = "list_permissions": Get "/v1/permissions" => 200, "Roles",
        auth SignedIn, path (), query Nothing, None Nothing, reply PermissionList;

    /// Lists the teams by name.
    ListTeams = "list_teams": Get "/v1/teams" => 200, "Teams",
        auth Needs<TeamsManage>, path (), query NameQuery, None Nothing, reply Page<Team>;
    /// Makes a team.
    CreateTeam = "create_team": Post "/v1/teams" => 201, "Teams",
        auth Needs<TeamsManage>, path (), query Nothing, Json crate::types::CreateTeam, reply Team,
        errors [NameTaken, IdempotencyMismatch],
        example { "name": "New" }, with idempotent = true, with body_limit = 128 * 1024;
    /// One team with its members.
    GetTeam = "get_team": Get "/v1/teams/{id}" => 200, "Teams",
        auth Needs<TeamsManage>, path TeamId, query Nothing, None Nothing, reply Team;
    /// Changes a team's name, members or supervisors.
    UpdateTeam = "update_team": Patch "/v1/teams/{id}" => 200, "Teams",
        auth Needs<TeamsManage>, path TeamId, query Nothing, Json crate::types::UpdateTeam, reply Team,
        errors [Stale, NameTaken],
        example { "version": 1, "name": "New" }, with body_limit = 128 * 1024;
    /// Deletes a team. Its people stay.
    DeleteTeam = "delete_team": Delete "/v1/teams/{id}" => 204, "Teams",
        auth Fresh<Needs<TeamsManage>>, path TeamId, query Nothing, None Nothing, reply ();

    /// Lists the people who can look after system users, by name: active, with the permission to.
    ListCustodians = "list_custodians": Get "/v1/custodians" => 200, "System users",
        auth Needs<SystemUsersManage>, path (), query NameQuery, None Nothing, reply Page<PersonRef>;
    /// The mails of the account, the newest first, with what went wrong.
    ListMails = "list_mails": Get "/v1/mails" => 200, "Mail",
        auth Needs<UsersManage>, path (), query PageQuery, None Nothing, reply Page<MailInfo>;
    /// The development mailbox. Only there under `cargo xtask dev`.
    GetMailbox = "get_mailbox": Get "/v1/dev/mailbox" => 200, "Mail",
        auth Public, path (), query Nothing, None Nothing, reply Mailbox;

    /// The account.
    GetAccount = "get_account": Get "/v1/account" => 200, "Account",
        auth Needs<AccountRead>, path (), query Nothing, None Nothing, reply Account;
    /// Changes the account's settings.
    UpdateAccount = "update_account": Patch "/v1/account" => 200, "Account",
        auth Fresh<Needs<AccountManage>>, path (), query Nothing, Json crate::types::UpdateAccount, reply Account,
        errors [Stale, NoClientAddress, LocksYouOut, LocksAllOut, SystemUserLimit],
        example { "version": 1, "name": "New" };
    /// Whom requiring two-factor for all would stop as things are.
    GetTwoFactorOutlook = "get_two_factor_outlook": Get "/v1/account/two-factor" => 200, "Account",
        auth Needs<AccountManage>, path (), query Nothing, None Nothing, reply TwoFactorOutlook;
    /// Lists the networks from which people and system users may come, the newest first.
    ListIpRules = "list_ip_rules": Get "/v1/ip-rules" => 200, "Addresses",
        auth Needs<AccountManage>, path (), query IpRuleQuery, None Nothing, reply IpRules;
    /// Adds a network: for one person, everybody, all system users, or one. What is listed counts once the account restricts
    /// it (`ip_restriction` of the account).
    CreateIpRule = "create_ip_rule": Post "/v1/ip-rules" => 201, "Addresses",
        auth Fresh<Needs<AccountManage>>, path (), query Nothing, Json crate::types::CreateIpRule, reply IpRule,
        errors [IpRuleLimit, IdempotencyMismatch],
        example { "applies_to": "everybody", "network": "203.0.113.0/24" }, with idempotent = true;
    /// Takes a network away. Refused when you could not come in any more, unless `force` is true.
    DeleteIpRule = "delete_ip_rule": Delete "/v1/ip-rules/{id}" => 204, "Addresses",
        auth Fresh<Needs<AccountManage>>, path IpRuleId, query Nothing, Json crate::types::DeleteIpRule, reply (),
        errors [LocksYouOut], example {};
    /// Whom the restriction would lock out, by where they came from last. Changes nothing.
    DryRunIpRules = "dry_run_ip_rules": Post "/v1/ip-rules/dry-run" => 200, "Addresses",
        auth Needs<AccountManage>, path (), query Nothing, Json crate::types::DryRunIpRules, reply LockedOut,
        example {};
    /// Figures for the first page of the console.
    GetOverview = "get_overview": Get "/v1/overview" => 200, "Account",
        auth Needs<SystemUsersManage>, path (), query Nothing, None Nothing, reply Overview;
    /// What needs attention, by name: the first five of each kind, and how many there are. Of system users those within
    /// your reach; invitations and mails for those who manage people.
    GetAttention = "get_attention": Get "/v1/attention" => 200, "Account",
        auth SignedIn, path (), query Nothing, None Nothing, reply Attention, errors [PasswordChangeRequired];

    /// Lists the subaccounts by name.
    ListSubaccounts = "list_subaccounts": Get "/v1/subaccounts" => 200, "Subaccounts",
        auth Needs<SubaccountsRead>, path (), query SubaccountQuery, None Nothing, reply Page<Subaccount>;
    /// Makes a subaccount.
    CreateSubaccount = "create_subaccount": Post "/v1/subaccounts" => 201, "Subaccounts",
        auth Needs<SubaccountsManage>, path (), query Nothing, Json crate::types::CreateSubaccount, reply Subaccount,
        errors [ReferenceNameTaken, IdempotencyMismatch],
        example { "name": "New", "reference_name": "New" }, with idempotent = true;
    /// Renames a subaccount.
    UpdateSubaccount = "update_subaccount": Patch "/v1/subaccounts/{id}" => 200, "Subaccounts",
        auth Needs<SubaccountsManage>, path SubaccountId, query Nothing, Json crate::types::UpdateSubaccount, reply Subaccount,
        errors [Stale, ReferenceNameTaken],
        example { "version": 1, "name": "New" };
    /// Deletes a subaccount. Refused while a system user belongs to it.
    DeleteSubaccount = "delete_subaccount": Delete "/v1/subaccounts/{id}" => 204, "Subaccounts",
        auth Fresh<Needs<SubaccountsManage>>, path SubaccountId, query Nothing, None Nothing, reply (), errors [SubaccountInUse];

    /// Lists the system users.
    ListSystemUsers = "list_system_users": Get "/v1/system-users" => 200, "System users",
        auth Needs<SystemUsersManage>, path (), query SystemUserQuery, None Nothing, reply Page<SystemUser>;
    /// Makes a system user and its first token. The token's value is in this answer and nowhere else.
    CreateSystemUser = "create_system_user": Post "/v1/system-users" => 201, "System users",
        auth Fresh<Needs<SystemUsersManage>>, path (), query Nothing, Json crate::types::CreateSystemUser, reply SystemUserWithToken,
        errors [SubaccountTaken, SystemUserLimit, AdminTaken, PolicyNotAccepted, IdempotencyMismatch],
        example { "subaccount_id": null, "username": "new" }, with idempotent = true;
    /// One system user.
    GetSystemUser = "get_system_user": Get "/v1/system-users/{id}" => 200, "System users",
        auth Needs<SystemUsersManage>, path SystemUserId, query Nothing, None Nothing, reply SystemUserReply;
    /// What a system user did in the last 30 days, by hour: calls, refusals by reason, and how long Tenure took for a call.
    GetSystemUserUsage = "get_system_user_usage": Get "/v1/system-users/{id}/usage" => 200, "System users",
        auth Needs<SystemUsersManage>, path SystemUserId, query Nothing, None Nothing, reply Usage;
    /// Has the calls of a system user noted for five minutes from now, so that they can be watched as they come.
    StartTail = "start_tail": Post "/v1/system-users/{id}/tail" => 200, "System users",
        auth Needs<SystemUsersManage>, path SystemUserId, query Nothing, None Nothing, reply TailState;
    /// The calls of a system user that were noted while somebody watched, of the last hour: 100 at most, from `cursor` on.
    GetTail = "get_tail": Get "/v1/system-users/{id}/tail" => 200, "System users",
        auth Needs<SystemUsersManage>, path SystemUserId, query TailQuery, None Nothing, reply Tail;
    /// What was done to a system user, the newest first: its audit events.
    GetSystemUserHistory = "get_system_user_history": Get "/v1/system-users/{id}/history" => 200, "System users",
        auth Needs<SystemUsersManage>, path SystemUserId, query PageQuery, None Nothing, reply Page<HistoryEvent>;
    /// Why calls of system users were refused, the newest first: the decision step by step, and what explains it. What is
    /// no token of the account is in nobody's list.
    ListRefusals = "list_refusals": Get "/v1/refusals" => 200, "System users",
        auth Needs<SystemUsersManage>, path (), query RefusalQuery, None Nothing, reply Page<Refusal>;
    /// Changes a system user: its username, who looks after it, how often it may call.
    UpdateSystemUser = "update_system_user": Patch "/v1/system-users/{id}" => 200, "System users",
        auth Needs<SystemUsersManage>, path SystemUserId, query Nothing, Json crate::types::UpdateSystemUser, reply SystemUserReply,
        errors [Stale, SecretsLeft],
        example { "version": 1, "username": "new" };
    /// Makes a system user an Admin, of which an account has one and account-wide, or an Employee. An Admin manages the business on
    /// Graph paths; what sends messages is better an Employee.
    SetSystemUserRole = "set_system_user_role": Put "/v1/system-users/{id}/role" => 200, "System users",
        auth Fresh<Needs<SystemUsersManage>>, path SystemUserId, query Nothing, Json crate::types::SetSystemUserRole, reply SystemUserReply,
        errors [Stale, AdminTaken, SystemUserLimit, PolicyNotAccepted],
        example { "version": 1, "role": "employee" };
    /// Deletes an inactive system user with its tokens.
    DeleteSystemUser = "delete_system_user": Delete "/v1/system-users/{id}" => 204, "System users",
        auth Fresh<Needs<SystemUsersManage>>, path SystemUserId, query Nothing, None Nothing, reply (), errors [SystemUserActive],
        at "idle_system_user";
    /// Generates a new token; its value is in this answer and nowhere else. The older tokens stop at once, or
    /// after the overlap; with `keep_others` they go on. Asks for `"confirm": true`.
    GenerateToken = "generate_token": Post "/v1/system-users/{id}/tokens" => 201, "System users",
        auth Fresh<Needs<SystemUsersManage>>, path SystemUserId, query Nothing, Json crate::types::GenerateToken, reply SystemUserWithToken,
        errors [TokenLimit, IdempotencyMismatch, Secretless],
        example { "confirm": true }, with idempotent = true;
    /// Changes what a token is called, who holds it, from where it may be used, and how often. What it may do and when it ends stay: for
    /// others a new one is generated.
    UpdateToken = "update_token": Patch "/v1/system-users/{id}/tokens/{token_id}" => 200, "System users",
        auth Fresh<Needs<SystemUsersManage>>, path (SystemUserId, TokenId), query Nothing, Json crate::types::UpdateToken, reply SystemUserReply,
        errors [Stale, TokenEnded],
        example { "version": 1, "name": "Staging" };
    /// Generates a token that takes the place of one: with its name, holder, scopes, networks, rate limit and lifetime. That one stops
    /// at once, after the overlap, or earlier when it is silent; the others go on. The value is in this answer and nowhere
    /// else.
    RotateToken = "rotate_token": Post "/v1/system-users/{id}/tokens/{token_id}/rotate" => 201, "System users",
        auth Fresh<Needs<SystemUsersManage>>, path (SystemUserId, TokenId), query Nothing, Json crate::types::RotateToken, reply SystemUserWithToken,
        errors [Stale, TokenEnded, TokenLimit, IdempotencyMismatch, Secretless],
        example { "overlap_seconds": 3600 }, with idempotent = true;
    /// The tokens of all system users, the newest first: who holds them, to whom they were shown, when they end.
    ListTokens = "list_tokens": Get "/v1/tokens" => 200, "System users",
        auth Needs<SystemUsersManage>, path (), query TokenQuery, None Nothing, reply Page<HeldToken>;
    /// Rotates up to 20 tokens at once, as `rotate_token` does: all of them, or none.
    RotateTokens = "rotate_tokens": Post "/v1/tokens/rotate" => 201, "System users",
        auth Fresh<Needs<SystemUsersManage>>, path (), query Nothing, Json crate::types::RotateTokens, reply RotatedTokens,
        errors [NotFound, Stale, TokenEnded, TokenRotated, TokenLimit, IdempotencyMismatch, Secretless],
        example { "ids": ["{TokenId}"], "overlap_seconds": 3600 }, with idempotent = true;
    /// Puts aside that a code host found a token which goes on: whoever looked into it knows why. What is reported again is not
    /// shown again; another place is.
    DismissTokenFinds = "dismiss_token_finds": Post "/v1/system-users/{id}/tokens/{token_id}/dismiss-finds" => 200, "System users",
        auth Needs<SystemUsersManage>, path (SystemUserId, TokenId), query Nothing, None Nothing, reply SystemUserReply;
    /// Ends one token now: it is refused within a second, everywhere. The others go on. A token that has ended
    /// already is no error.
    EndToken = "end_token": Delete "/v1/system-users/{id}/tokens/{token_id}" => 204, "System users",
        auth Fresh<Needs<SystemUsersManage>>, path (SystemUserId, TokenId), query Nothing, None Nothing, reply ();
    /// The public keys of a system user: what its own program signs with to say who it is (`private_key_jwt`, RFC 7523).
    ListClientKeys = "list_client_keys": Get "/v1/system-users/{id}/keys" => 200, "System users",
        auth Needs<SystemUsersManage>, path SystemUserId, query Nothing, None Nothing, reply ClientKeys;
    /// Registers a public key of P-256 or Ed25519. Whoever has its other half buys access tokens as this system user.
    RegisterClientKey = "register_client_key": Post "/v1/system-users/{id}/keys" => 201, "System users",
        auth Fresh<Needs<SystemUsersManage>>, path SystemUserId, query Nothing, Json crate::types::RegisterClientKey, reply ClientKey,
        errors [ClientKeyLimit, IdempotencyMismatch],
        example { "name": "Worker", "public_key": { "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" } },
        with idempotent = true;
    /// Takes a public key away: what it bought is refused here within a second. A key that was taken away is not taken again.
    RemoveClientKey = "remove_client_key": Delete "/v1/system-users/{id}/keys/{key_id}" => 204, "System users",
        auth Fresh<Needs<SystemUsersManage>>, path (SystemUserId, ClientKeyId), query Nothing, None Nothing, reply ();
    /// The apps that are installed for a system user, by name.
    ListInstalledApps = "list_installed_apps": Get "/v1/system-users/{id}/apps" => 200, "Business",
        auth Needs<SystemUsersManage>, path SystemUserId, query Nothing, None Nothing, reply InstalledApps;
    /// Installs an app for a system user: tokens can be made for it.
    InstallApp = "install_app": Put "/v1/system-users/{id}/apps/{app_id}" => 204, "Business",
        auth Fresh<Needs<SystemUsersManage>>, path (SystemUserId, AppId), query Nothing, None Nothing, reply (),
        at "idle_system_user" / "AppId";
    /// Takes an app away from a system user. Its tokens of this app are refused within a second, everywhere.
    UninstallApp = "uninstall_app": Delete "/v1/system-users/{id}/apps/{app_id}" => 204, "Business",
        auth Fresh<Needs<SystemUsersManage>>, path (SystemUserId, AppId), query Nothing, None Nothing, reply ();
    /// The WhatsApp accounts that a system user is assigned to, by name.
    ListAssignedAssets = "list_assigned_whatsapp_accounts": Get "/v1/system-users/{id}/whatsapp-accounts" => 200, "Business",
        auth Needs<SystemUsersManage>, path SystemUserId, query Nothing, None Nothing, reply AssignedAssets;
    /// Lists the apps of the account, by name.
    ListApps = "list_apps": Get "/v1/apps" => 200, "Business",
        auth Needs<SystemUsersManage>, path (), query Nothing, None Nothing, reply Apps;
    /// Makes an app. Its secret is in this answer and nowhere else.
    CreateApp = "create_app": Post "/v1/apps" => 201, "Business",
        auth Fresh<Needs<SystemUsersManage>>, path (), query Nothing, Json crate::types::CreateApp, reply AppWithSecret,
        errors [BeyondYourOwn, AssetLimit, IdempotencyMismatch],
        example { "name": "Bot platform" }, with idempotent = true;
    /// One app.
    GetApp = "get_app": Get "/v1/apps/{id}" => 200, "Business",
        auth Needs<SystemUsersManage>, path AppId, query Nothing, None Nothing, reply App;
    /// Renames an app, or changes whether calls by Graph paths must prove its secret.
    UpdateApp = "update_app": Patch "/v1/apps/{id}" => 200, "Business",
        auth Fresh<Needs<SystemUsersManage>>, path AppId, query Nothing, Json crate::types::UpdateApp, reply App,
        errors [BeyondYourOwn, Stale],
        example { "version": 1, "require_proof": true };
    /// Makes an app's secret anew. The old one stops at once; the new one is in this answer and nowhere else.
    ReplaceAppSecret = "replace_app_secret": Post "/v1/apps/{id}/secret" => 200, "Business",
        auth Fresh<Needs<SystemUsersManage>>, path AppId, query Nothing, Json crate::types::ReplaceAppSecret, reply AppWithSecret,
        errors [BeyondYourOwn, Stale, IdempotencyMismatch],
        example { "confirm": true }, with idempotent = true;
    /// Gives an app its own callback, which is asked first as Meta does: `GET` with `hub.mode`, `hub.challenge` and `hub.verify_token`,
    /// whose answer is the challenge. Subscriptions that name no other address are told there.
    SetAppCallback = "set_app_callback": Put "/v1/apps/{id}/callback" => 200, "Business",
        auth Fresh<Needs<SystemUsersManage>>, path AppId, query Nothing, Json crate::types::SetAppCallback, reply App,
        errors [BeyondYourOwn, RateLimited, Stale],
        example { "url": "https://bot.example.com/in", "verify_token": "meatyhamhock" };
    /// Takes an app's own callback away. Refused while subscriptions are told there.
    DeleteAppCallback = "delete_app_callback": Delete "/v1/apps/{id}/callback" => 200, "Business",
        auth Fresh<Needs<SystemUsersManage>>, path AppId, query Nothing, None Nothing, reply App, errors [BeyondYourOwn, CallbackInUse, Stale];
    /// Deletes an app. Its tokens are refused within a second, everywhere.
    DeleteApp = "delete_app": Delete "/v1/apps/{id}" => 204, "Business",
        auth Fresh<Needs<SystemUsersManage>>, path AppId, query Nothing, None Nothing, reply (), errors [BeyondYourOwn];
    /// The system users that an app is installed for, the oldest first.
    ListInstalledFor = "list_app_system_users": Get "/v1/apps/{id}/system-users" => 200, "Business",
        auth Needs<SystemUsersManage>, path AppId, query PageQuery, None Nothing, reply Page<InstalledFor>;
    /// The policy that is accepted before a system user with a role is made, in the language of the person who asks; who accepted
    /// it, and when.
    GetPolicy = "get_policy": Get "/v1/policy-acceptances" => 200, "Business",
        auth Needs<SystemUsersManage>, path (), query Nothing, None Nothing, reply PolicyState;
    /// Accepts the policy for the account. What was accepted already stays as it is.
    AcceptPolicy = "accept_policy": Post "/v1/policy-acceptances" => 201, "Business",
        auth Needs<SystemUsersManage>, path (), query Nothing, Json crate::types::AcceptPolicy, reply PolicyState,
        errors [Stale],
        example { "policy": "system_users", "accept": true };
    /// Lists the WhatsApp accounts, by name.
    ListWhatsappAccounts = "list_whatsapp_accounts": Get "/v1/whatsapp-accounts" => 200, "Business",
        auth Needs<SystemUsersManage>, path (), query Nothing, None Nothing, reply WhatsappAccounts;
    /// Adds a WhatsApp account: by hand, or with the name and the number of a channel. From then on those system users send from its
    /// numbers that are assigned to it.
    CreateWhatsappAccount = "create_whatsapp_account": Post "/v1/whatsapp-accounts" => 201, "Business",
        auth Fresh<Needs<SystemUsersManage>>, path (), query Nothing, Json crate::types::CreateWhatsappAccount, reply WhatsappAccount,
        errors [BeyondYourOwn, AssetLimit, IdempotencyMismatch],
        example { "name": "Support line" }, with idempotent = true;
    /// One WhatsApp account, with the system users that are assigned to it.
    GetWhatsappAccount = "get_whatsapp_account": Get "/v1/whatsapp-accounts/{id}" => 200, "Business",
        auth Needs<SystemUsersManage>, path WhatsappAccountId, query Nothing, None Nothing, reply WhatsappAccountWithPeople;
    /// Renames a WhatsApp account.
    UpdateWhatsappAccount = "update_whatsapp_account": Patch "/v1/whatsapp-accounts/{id}" => 200, "Business",
        auth Fresh<Needs<SystemUsersManage>>, path WhatsappAccountId, query Nothing, Json crate::types::UpdateWhatsappAccount, reply WhatsappAccount,
        errors [BeyondYourOwn, Stale],
        example { "version": 1, "name": "Sales line" };
    /// Takes a WhatsApp account out, with its numbers and assignments. From its numbers every system user sends then whose channel
    /// it is.
    DeleteWhatsappAccount = "delete_whatsapp_account": Delete "/v1/whatsapp-accounts/{id}" => 204, "Business",
        auth Fresh<Needs<SystemUsersManage>>, path WhatsappAccountId, query Nothing, None Nothing, reply (), errors [BeyondYourOwn];
    /// Adds a phone number to a WhatsApp account. It is in no other one.
    AddWhatsappNumber = "add_whatsapp_number": Post "/v1/whatsapp-accounts/{id}/numbers" => 201, "Business",
        auth Fresh<Needs<SystemUsersManage>>, path WhatsappAccountId, query Nothing, Json crate::types::AddWhatsappNumber, reply WhatsappAccount,
        errors [BeyondYourOwn, AssetLimit, IdempotencyMismatch],
        example { "display_number": "+55 11 90000-4444" }, with idempotent = true;
    /// Takes a phone number out of a WhatsApp account.
    RemoveWhatsappNumber = "remove_whatsapp_number": Delete "/v1/whatsapp-accounts/{id}/numbers/{number_id}" => 204, "Business",
        auth Fresh<Needs<SystemUsersManage>>, path (WhatsappAccountId, WhatsappNumberId), query Nothing, None Nothing, reply (),
        errors [BeyondYourOwn];
    /// Assigns a system user to a WhatsApp account: with full control, or for some tasks.
    AssignWhatsappAccount = "assign_whatsapp_account": Put "/v1/whatsapp-accounts/{id}/system-users/{system_user_id}" => 200, "Business",
        auth Fresh<Needs<SystemUsersManage>>, path (WhatsappAccountId, SystemUserId), query Nothing, Json crate::types::AssignWhatsappAccount, reply AssignedSystemUser,
        errors [AssignmentLimit, BeyondYourOwn, Stale],
        example { "full_control": true };
    /// Takes a system user off a WhatsApp account: it sends from its numbers no more.
    UnassignWhatsappAccount = "unassign_whatsapp_account": Delete "/v1/whatsapp-accounts/{id}/system-users/{system_user_id}" => 204, "Business",
        auth Needs<SystemUsersManage>, path (WhatsappAccountId, SystemUserId), query Nothing, None Nothing, reply (),
        errors [BeyondYourOwn];
    /// The rules by which a system user trusts outside issuers: what a workload's own token must say to buy one of Tenure.
    ListTrustRules = "list_trust_rules": Get "/v1/system-users/{id}/trust-rules" => 200, "System users",
        auth Needs<SystemUsersManage>, path SystemUserId, query Nothing, None Nothing, reply TrustRules;
    /// Trusts an outside issuer: whoever has a token of it, made for this audience, that says exactly this, buys tokens of
    /// this system user, of a quarter of an hour each. Where many share an issuer, an id must be named that nobody else can
    /// get.
    AddTrustRule = "add_trust_rule": Post "/v1/system-users/{id}/trust-rules" => 201, "System users",
        auth Fresh<Needs<SystemUsersManage>>, path SystemUserId, query Nothing, Json crate::types::AddTrustRule, reply TrustRule,
        errors [TrustRuleLimit, IdempotencyMismatch],
        example { "name": "Deployments", "issuer": "https://token.actions.githubusercontent.com", "audience": "https://tenure.example.com",
            "claims": { "repository_id": "123456789", "ref": "refs/heads/main" } },
        with idempotent = true;
    /// Takes a rule away: what it bought is refused within a second, everywhere.
    RemoveTrustRule = "remove_trust_rule": Delete "/v1/system-users/{id}/trust-rules/{rule_id}" => 204, "System users",
        auth Fresh<Needs<SystemUsersManage>>, path (SystemUserId, TrustRuleId), query Nothing, None Nothing, reply ();
    /// Switches a system user off: all its tokens are refused within a second, everywhere.
    DeactivateSystemUser = "deactivate_system_user": Post "/v1/system-users/{id}/deactivate" => 200, "System users",
        auth Needs<SystemUsersManage>, path SystemUserId, query Nothing, None Nothing, reply SystemUserReply;
    /// Switches a system user on again, with the same tokens.
    ActivateSystemUser = "activate_system_user": Post "/v1/system-users/{id}/activate" => 200, "System users",
        auth Fresh<Needs<SystemUsersManage>>, path SystemUserId, query Nothing, None Nothing, reply SystemUserReply;

    /// Says that a system user is still needed: its review is due again after as many days as the account says.
    AttestSystemUser = "attest_system_user": Post "/v1/system-users/{id}/attest" => 200, "System users",
        auth Needs<SystemUsersManage>, path SystemUserId, query Nothing, None Nothing, reply SystemUserReply;
    /// Active system users that were not used for long. Changes nothing: it is what `deactivate_idle` would do.
    ListIdle = "list_idle_system_users": Get "/v1/idle-system-users" => 200, "System users",
        auth Needs<SystemUsersManage>, path (), query IdleQuery, None Nothing, reply IdleSystemUsers;
    /// Switches system users off that are idle still: exactly those that are named, and of these none that was used meanwhile.
    /// Each can be switched on again.
    DeactivateIdle = "deactivate_idle": Post "/v1/idle-system-users/deactivate" => 200, "System users",
        auth Needs<SystemUsersManage>, path (), query Nothing, Json crate::types::DeactivateIdle, reply DeactivatedIdle,
        example { "days": 90, "ids": ["{SystemUserId}"] };

    /// The audit log, the newest first. With `Accept: text/csv` or `application/x-ndjson` it is a file of up to 1,000 events;
    /// its header `Link` names the next one. Of several filters one is looked up and up to 300 of its events are gone
    /// through: such a page may hold fewer than its limit, or none, and still have a next one.
    ListAuditEvents = "list_audit_events": Get "/v1/audit-events" => 200, "Audit log",
        auth FreshForFiles<Needs<AuditRead>>, path (), query AuditQuery, None Nothing, reply Page<AuditEvent>;
    /// Reads a part of the audit log again, from its beginning or where the last call ended: is every event where it was, as
    /// it was? Names the first one that is not.
    VerifyAuditLog = "verify_audit_log": Post "/v1/audit-events/verify" => 200, "Audit log",
        auth Needs<AuditRead>, path (), query Nothing, Json crate::types::VerifyAuditLog, reply AuditVerification,
        example {};

    // Messages that come in: sources, what they bring, and messages.
    /// Lists the inbound sources by name.
    ListInboundSources = "list_inbound_sources": Get "/v1/inbound-sources" => 200, "Inbound sources",
        auth Needs<WebhooksManage>, path (), query NameQuery, None Nothing, reply Page<InboundSource>;
    /// Makes an inbound source. Its secret address or verify token is in this answer and nowhere else.
    CreateInboundSource = "create_inbound_source": Post "/v1/inbound-sources" => 201, "Inbound sources",
        auth Fresh<Needs<WebhooksManage>>, path (), query Nothing, Json crate::types::CreateInboundSource,
        reply InboundSourceWithSecret, errors [BeyondYourOwn, IdempotencyMismatch],
        example { "name": "New", "provider": "sinch_whatsapp", "authentication": "address" }, with idempotent = true;
    /// What would be read of a payload. Nothing is stored.
    TryInbound = "try_inbound": Post "/v1/inbound-sources/try" => 200, "Inbound sources",
        auth Needs<WebhooksManage>, path (), query Nothing, Json crate::types::TryInbound, reply TriedInbound,
        example { "provider": "sinch_sms", "sample": "id=1&source=5519990001111&messageText=Hi" },
        with body_limit = 64 * 1024;
    /// One inbound source.
    GetInboundSource = "get_inbound_source": Get "/v1/inbound-sources/{id}" => 200, "Inbound sources",
        auth Needs<WebhooksManage>, path InboundSourceId, query Nothing, None Nothing, reply InboundSource;
    /// Changes an inbound source.
    UpdateInboundSource = "update_inbound_source": Patch "/v1/inbound-sources/{id}" => 200, "Inbound sources",
        auth Fresh<Needs<WebhooksManage>>, path InboundSourceId, query Nothing, Json crate::types::UpdateInboundSource,
        reply InboundSource, errors [Stale],
        example { "version": 1, "name": "New" };
    /// Deletes an inbound source: its address is gone. What it brought stays. Refused while a channel's callbacks come
    /// in there.
    DeleteInboundSource = "delete_inbound_source": Delete "/v1/inbound-sources/{id}" => 204, "Inbound sources",
        auth Fresh<Needs<WebhooksManage>>, path InboundSourceId, query Nothing, None Nothing, reply (),
        errors [InboundSourceInUse];
    /// Makes the secret address or the verify token anew; it is in this answer and nowhere else. The old one stops at
    /// once.
    RotateSourceSecret = "rotate_source_secret": Post "/v1/inbound-sources/{id}/rotate-secret" => 201, "Inbound sources",
        auth Fresh<Needs<WebhooksManage>>, path InboundSourceId, query Nothing, Json crate::types::RotateSourceSecret,
        reply InboundSourceWithSecret, errors [NothingToRotate, IdempotencyMismatch],
        at "secret_source", example { "confirm": true }, with idempotent = true;
    /// What a source was sent and did not take, the newest first; the newest hundred are kept.
    ListRefusedInbound = "list_refused_inbound": Get "/v1/inbound-sources/{id}/refused" => 200, "Inbound sources",
        auth Needs<WebhooksManage>, path InboundSourceId, query PageQuery, None Nothing, reply Page<RefusedInbound>;
    /// Where carriers post what people wrote, and what became of messages. How a call proves where it is from is a
    /// setting of the source. The same message again is no error and stored once. An update that can't be read does not
    /// take the others with it.
    ReceiveInbound = "receive_inbound": Post "/in/{source_id}" => 200, "Inbound",
        auth Carrier, path InboundSourceId, query Nothing, Raw Nothing, reply InboundAccepted,
        errors [InvalidToken, BadSignature, NotFromHere, NotFound, UnsupportedMediaType, RateLimited],
        example { "total": 0, "data": [] }, with body_limit = INBOUND_LIMIT;
    /// Meta's handshake, which is answered with the bare challenge; and Sinch's SMS by query.
    ReceiveInboundByQuery = "receive_inbound_by_query": Get "/in/{source_id}" => 200, "Inbound",
        auth Carrier, path InboundSourceId, query Nothing, None Nothing, reply InboundAccepted,
        errors [InvalidToken, BadSignature, NotFromHere, NotFound, MalformedBody, RateLimited];
    /// Lists the messages, in and out, the newest first.
    ListMessages = "list_messages": Get "/v1/messages" => 200, "Messages",
        auth Needs<WebhooksManage>, path (), query MessageQuery, None Nothing, reply Page<Message>;
    /// One message, with what webhooks are told of it and what became of that.
    GetMessage = "get_message": Get "/v1/messages/{id}" => 200, "Messages",
        auth Needs<WebhooksManage>, path MessageId, query Nothing, None Nothing, reply MessageDetail;

    // Webhooks and what is delivered to them.
    /// Lists the webhooks by name.
    ListWebhooks = "list_webhooks": Get "/v1/webhooks" => 200, "Webhooks",
        auth Needs<WebhooksManage>, path (), query WebhookQuery, None Nothing, reply Page<Webhook>;
    /// Makes a webhook and its first secret, which is in this answer and nowhere else. The address must be https, of a
    /// public name.
    CreateWebhook = "create_webhook": Post "/v1/webhooks" => 201, "Webhooks",
        auth Fresh<Needs<WebhooksManage>>, path (), query Nothing, Json crate::types::CreateWebhook, reply WebhookWithSecret,
        errors [BeyondYourOwn, WebhookLimit, IdempotencyMismatch],
        example { "name": "New", "kind": "mo", "url": "https://bot.example.com/in" }, with idempotent = true;
    /// Which webhooks would get an event, and why: on the code that delivers.
    RouteWebhooks = "route_webhooks": Post "/v1/webhooks/route" => 200, "Webhooks",
        auth Needs<WebhooksManage>, path (), query Nothing, Json RouteEvent, reply Routing,
        example { "kind": "mo", "subaccount_id": null };
    /// One webhook.
    GetWebhook = "get_webhook": Get "/v1/webhooks/{id}" => 200, "Webhooks",
        auth Needs<WebhooksManage>, path WebhookId, query Nothing, None Nothing, reply Webhook;
    /// Changes a webhook. A new address or headers count from the next try on.
    UpdateWebhook = "update_webhook": Patch "/v1/webhooks/{id}" => 200, "Webhooks",
        auth Fresh<Needs<WebhooksManage>>, path WebhookId, query Nothing, Json crate::types::UpdateWebhook, reply Webhook,
        errors [Stale, BeyondYourOwn, SubscribedByApp],
        example { "version": 1, "name": "New" };
    /// Deletes a webhook. What waits for it is given up; the answer says how much.
    DeleteWebhook = "delete_webhook": Delete "/v1/webhooks/{id}" => 200, "Webhooks",
        auth Fresh<Needs<WebhooksManage>>, path WebhookId, query Nothing, None Nothing, reply DeletedWebhook;
    /// Sends a sample event at once, once, and says what was answered. Nothing is stored of it.
    TestWebhook = "test_webhook": Post "/v1/webhooks/{id}/test" => 200, "Webhooks",
        auth Needs<WebhooksManage>, path WebhookId, query Nothing, None Nothing, reply WebhookTest,
        errors [RateLimited];
    /// Makes a new secret, which is in this answer and nowhere else. The old ones stop at once, or sign beside it for the
    /// overlap.
    RotateWebhookSecret = "rotate_webhook_secret": Post "/v1/webhooks/{id}/rotate-secret" => 201, "Webhooks",
        auth Fresh<Needs<WebhooksManage>>, path WebhookId, query Nothing, Json RotateSecret, reply WebhookWithSecret,
        errors [IdempotencyMismatch, SubscribedByApp],
        example { "overlap_seconds": 3600 }, with idempotent = true;
    /// Keeps what comes for a webhook, for at most five days. One that is paused already stays so.
    PauseWebhook = "pause_webhook": Post "/v1/webhooks/{id}/pause" => 200, "Webhooks",
        auth Needs<WebhooksManage>, path WebhookId, query Nothing, None Nothing, reply Webhook, errors [WebhookDisabled];
    /// Lets a paused webhook go on, in order, or a disabled one from now on.
    ResumeWebhook = "resume_webhook": Post "/v1/webhooks/{id}/resume" => 200, "Webhooks",
        auth Needs<WebhooksManage>, path WebhookId, query Nothing, None Nothing, reply Webhook;
    /// Figures of a webhook by hour.
    GetWebhookFigures = "get_webhook_figures": Get "/v1/webhooks/{id}/figures" => 200, "Webhooks",
        auth Needs<WebhooksManage>, path WebhookId, query FigureQuery, None Nothing, reply WebhookFigures;
    /// Lists the deliveries to a webhook, the newest first.
    ListWebhookDeliveries = "list_webhook_deliveries": Get "/v1/webhooks/{id}/deliveries" => 200, "Deliveries",
        auth Needs<WebhooksManage>, path WebhookId, query WebhookDeliveryQuery, None Nothing, reply Page<Delivery>;
    /// Lists the deliveries, the newest first.
    ListDeliveries = "list_deliveries": Get "/v1/deliveries" => 200, "Deliveries",
        auth Needs<WebhooksManage>, path (), query DeliveryQuery, None Nothing, reply Page<Delivery>;
    /// Sends deliveries again: those that are named, or all to a webhook that were made since a time and are not
    /// delivered, at most 1,000. Those to webhooks that are gone or disabled are left out.
    ReplayDeliveries = "replay_deliveries": Post "/v1/deliveries/replay" => 200, "Deliveries",
        auth Needs<WebhooksManage>, path (), query Nothing, Json crate::types::ReplayDeliveries, reply ReplayedDeliveries,
        example { "ids": ["{DeliveryId}"] };
    /// One delivery, with what was sent and answered.
    GetDelivery = "get_delivery": Get "/v1/deliveries/{id}" => 200, "Deliveries",
        auth Needs<WebhooksManage>, path DeliveryId, query Nothing, None Nothing, reply DeliveryDetail;
    /// Sends a delivery again, or one that waits now.
    ReplayDelivery = "replay_delivery": Post "/v1/deliveries/{id}/replay" => 200, "Deliveries",
        auth Needs<WebhooksManage>, path DeliveryId, query Nothing, None Nothing, reply Delivery,
        errors [WebhookGone, WebhookDisabled];

    /// What the presented machine credential is.
    WhoAmI = "whoami": Get "/v1/whoami" => 200, "Bots",
        auth Bot, path (), query Nothing, None Nothing, reply crate::types::WhoAmI, errors [InvalidToken];
    /// For whoever is in front of another service and lets a call in or not: nginx' `auth_request` and the like. Who
    /// calls is in headers, in ASCII with everything else percent-encoded: `x-tenure-system-user`, `x-tenure-account`,
    /// `x-tenure-subaccount`, `x-tenure-environment` (`test` or `live`), `x-tenure-subaccounts` (which of them the token reaches; `*`: all
    /// that its system user does), `x-tenure-username`, `x-tenure-scopes`. It is answered the same whatever the method: there are gates
    /// that keep that of the call they ask about.
    CheckAtGate = "gate": Get "/v1/gate" => 204, "Bots",
        auth BotOfAny, path (), query GateQuery, None Nothing, reply (), errors [InsufficientScope], with any_method = true;
    /// Ends tokens that were found where they should not be: whoever has a token may end it. Always 202, whatever they are; those
    /// who look after their system users are told by mail. What is no token of ours costs nothing.
    FoundTokens = "found_tokens": Post "/v1/found-tokens" => 202, "Bots",
        auth Public, path (), query Nothing, Json crate::types::FoundTokens, reply (),
        example { "tokens": ["{token}"] }, with body_limit = FOUND_LIMIT;
    /// What a code host found of our tokens in public places, in the form of GitHub's secret scanning partner programme: an array of
    /// `token`, `type`, `url` and `source`, signed (`Github-Public-Key-Identifier`, `Github-Public-Key-Signature`) under a key that
    /// the host publishes. What happens to a token is its account's choice (`partner_finds`); those who look after its system user are
    /// told by mail where it was found. The answer says of each line whether it is a token of ours.
    FoundByPartner = "found_by_partner": Post "/v1/found-tokens/partner" => 200, "Bots",
        auth Public, path (), query Nothing, Raw Nothing, reply Vec<Finding>, errors [BadSignature],
        example [{ "token": "tnr_…", "type": "tenure_token", "url": "https://example.com/bot.py", "source": "commit" }],
        with body_limit = PARTNER_LIMIT;
    /// OAuth's token endpoint (RFC 6749 §4.4, client credentials): a client shows a token as its secret, or a signature by a
    /// registered key (RFC 7523), and gets a signed access token (RFC 9068) for one service (RFC 8707), which is good for five
    /// minutes. Here it is refused within a second of the end of what bought it; where it is verified without asking, not
    /// before its own end.
    IssueAccessToken = "oauth_token": Post "/oauth/token" => 200, "Bots",
        auth Public, path (), query Nothing, Form OAuthTokenRequest, reply AccessToken,
        errors [InvalidToken, RateLimited],
        example { "grant_type": "client_credentials", "client_id": "{SystemUserId}", "client_secret": "{token}" }, with shape = ErrorShape::OAuth;
    /// The authorization server's metadata (RFC 8414).
    GetServerMetadata = "oauth_server_metadata": Get "/.well-known/oauth-authorization-server" => 200, "Bots",
        auth Public, path (), query Nothing, None Nothing, reply serde_json::Value;
    /// This API's metadata as a protected resource (RFC 9728).
    GetResourceMetadata = "oauth_resource_metadata": Get "/.well-known/oauth-protected-resource" => 200, "Bots",
        auth Public, path (), query Nothing, None Nothing, reply serde_json::Value;
    /// The public keys of access tokens (RFC 7517): those that sign, those that will, and those that did so lately.
    GetJwks = "jwks": Get "/.well-known/jwks.json" => 200, "Bots",
        auth Public, path (), query Nothing, None Nothing, reply serde_json::Value;
    /// Token revocation (RFC 7009): a client ends a token of its own system user, a person who manages system users any of their
    /// account. What is no such token is left alone, and answered the same; of a signed access token, which is verified elsewhere
    /// without asking, it is said that it can't be ended by itself (`unsupported_token_type`).
    RevokeByClient = "oauth_revoke": Post "/oauth/revoke" => 200, "Bots",
        auth ClientOrNeeds<SystemUsersManage>, path (), query Nothing, Form crate::types::RevokeByClient, reply Nothing,
        errors [InvalidToken],
        example { "token": "{token}" }, with shape = ErrorShape::OAuth, with unlimited = true;
    /// Token introspection (RFC 7662), for tokens of the caller's own account; for those of its own subaccount, if the
    /// caller is a subaccount's system user or a person with a right to own subaccounts only. OAuth clients send
    /// username and token as `client_id` and `client_secret`, in `Authorization: Basic` or in the form.
    Introspect = "introspect": Post "/v1/introspect" => 200, "Bots",
        auth With<ClientOrNeeds<SystemUsersManage>, ToIntrospect>, path (), query Nothing, Form crate::types::Introspect, reply Introspection,
        errors [InvalidToken],
        example { "token": "{token}" }, with shape = ErrorShape::OAuth;
    // Channels, sending, and the calls that fetch what came.
    /// Lists the channels by name.
    ListChannels = "list_channels": Get "/v1/channels" => 200, "Channels",
        auth Needs<WebhooksManage>, path (), query ChannelQuery, None Nothing, reply Page<Channel>;
    /// Makes a channel: how messages leave. The carrier's credential is kept sealed and never shown again. A subaccount has
    /// one channel of a medium: a second one is refused with the name of the first.
    CreateChannel = "create_channel": Post "/v1/channels" => 201, "Channels",
        auth Fresh<Needs<WebhooksManage>>, path (), query Nothing, Json crate::types::CreateChannel, reply Channel,
        errors [ChannelTaken, BeyondYourOwn, IdempotencyMismatch],
        example { "kind": "simulator", "medium": "sms", "name": "New", "origin": "+55 19 90000-1111" }, with idempotent = true;
    /// One channel.
    GetChannel = "get_channel": Get "/v1/channels/{id}" => 200, "Channels",
        auth Needs<WebhooksManage>, path ChannelId, query Nothing, None Nothing, reply Channel;
    /// Changes a channel. A changed address or credential counts from the next message on.
    UpdateChannel = "update_channel": Patch "/v1/channels/{id}" => 200, "Channels",
        auth Fresh<Needs<WebhooksManage>>, path ChannelId, query Nothing, Json crate::types::UpdateChannel, reply Channel,
        errors [Stale, ChannelTaken, BeyondYourOwn],
        example { "version": 1, "name": "New" };
    /// Deletes a channel with its credential. Its messages stay; what it had not passed on yet fails.
    DeleteChannel = "delete_channel": Delete "/v1/channels/{id}" => 204, "Channels",
        auth Fresh<Needs<WebhooksManage>>, path ChannelId, query Nothing, None Nothing, reply ();
    /// Sends a message by a channel, to try it.
    TestChannel = "test_channel": Post "/v1/channels/{id}/test" => 200, "Channels",
        auth Needs<WebhooksManage>, path ChannelId, query Nothing, Json crate::types::TestChannel, reply ChannelTest,
        errors [ChannelInactive, CarrierRefused, RateLimited],
        example { "to": "+55 19 90000-2222" };
    /// A message as if a person had written it. For channels of kind `simulator` alone.
    SimulateMessage = "simulate_message": Post "/v1/channels/{id}/simulate" => 200, "Channels",
        auth Needs<WebhooksManage>, path ChannelId, query Nothing, Json crate::types::SimulateMessage, reply SimulatedMessage,
        errors [NotASimulator, NotOrganic],
        example { "from": "+55 19 90000-2222", "text": "Hello" };

    /// Sends WhatsApp messages, as Sinch's call of this name does: up to 1,000 destinations, each a number or the id of
    /// somebody who hides theirs (`BR.1234567890`). The channel of the system user's subaccount takes them to the carrier;
    /// without one 412. With an `Idempotency-Key` nothing is sent twice.
    SendWhatsapp = "send_whatsapp": Post "/v1/whatsapp/send" => 200, "Bots",
        auth With<Bot, Send>, path (), query SendQuery, Raw Nothing, reply serde_json::Value,
        errors [InvalidToken, NoConnection, NotAssigned, MessageLimited, RateLimited, CarrierRefused, CarrierSilent, IdempotencyMismatch, IdempotencyInProgress],
        example { "destinations": [{ "destination": "5519900001111" }], "message": { "messageText": "Hello" } },
        with shape = ErrorShape::Sinch, with body_limit = SEND_LIMIT, with idempotent = true;
    /// Sends one SMS, as Sinch's call of this name does.
    SendSms = "send_sms": Post "/v1/send-sms" => 200, "Bots",
        auth With<Bot, Send>, path (), query SendQuery, Raw Nothing, reply serde_json::Value,
        errors [InvalidToken, NoConnection, MessageLimited, RateLimited, CarrierRefused, CarrierSilent, IdempotencyMismatch, IdempotencyInProgress],
        example { "destination": "5519900001111", "messageText": "Hello" },
        with shape = ErrorShape::Sinch, with body_limit = SEND_LIMIT, with idempotent = true;
    /// Sends up to 1,000 SMS, as Sinch's call of this name does.
    SendBulkSms = "send_bulk_sms": Post "/v1/send-bulk-sms" => 200, "Bots",
        auth With<Bot, Send>, path (), query SendQuery, Raw Nothing, reply serde_json::Value,
        errors [InvalidToken, NoConnection, MessageLimited, RateLimited, CarrierRefused, CarrierSilent, IdempotencyMismatch, IdempotencyInProgress],
        example { "messages": [{ "destination": "5519900001111" }], "defaultValues": { "messageText": "Hello" } },
        with shape = ErrorShape::Sinch, with body_limit = SEND_LIMIT, with idempotent = true;
    /// The messages that came in and were not fetched yet, at most 1,000 of the last three days. Each is given once. A
    /// system user of a subaccount gets its own; an account-wide one all, or those of `subAccount`.
    PullReceived = "pull_received": Get "/v1/sms/receive/list" => 200, "Bots",
        auth With<Bot, ReadMessages>, path (), query PullQuery, None Nothing, reply serde_json::Value, errors [InvalidToken, RateLimited],
        with shape = ErrorShape::Sinch;
    /// The messages that came in between `start` and `end`, at most 1,000 of at most five days; fetched or not.
    SearchReceived = "search_received": Get "/v1/sms/receive/search" => 200, "Bots",
        auth With<Bot, ReadMessages>, path (), query PullQuery, None Nothing, reply serde_json::Value, errors [InvalidToken, RateLimited],
        with shape = ErrorShape::Sinch;
    /// What became of messages that were sent, by id or by the sender's own id.
    SearchStatus = "search_status": Post "/v1/sms/status/search" => 200, "Bots",
        auth With<Bot, ReadMessages>, path (), query Nothing, Raw Nothing, reply serde_json::Value, errors [InvalidToken, RateLimited],
        example { "ids": [], "correlationIds": ["order-1"] }, with shape = ErrorShape::Sinch;
    /// What became of messages and was not fetched yet, at most 1,000. Each is given once.
    PullStatus = "pull_status": Get "/v1/sms/status/list" => 200, "Bots",
        auth With<Bot, ReadMessages>, path (), query PullQuery, None Nothing, reply serde_json::Value, errors [InvalidToken, RateLimited],
        with shape = ErrorShape::Sinch;

    // Meta's Graph API, as its own clients call it (ADR 0042): under any version, or none.
    /// Something by its number: the account, a system user, an app, a WhatsApp account or a phone number; `me` is the caller.
    GraphNode = "graph_node": Get "/{version}/{id}" => 200, "Graph",
        auth Graph, path (GraphVersion, Node<SystemUserNode>), query Nothing, Graph crate::types::GraphRead, reply serde_json::Value,
        errors [InsufficientScope],
        example {},
        with shape = ErrorShape::Graph;
    /// Lists the business's system users, 25 on a page unless `limit` says otherwise.
    GraphListSystemUsers = "graph_list_system_users": Get "/{version}/{id}/system_users" => 200, "Graph",
        auth Graph, path (GraphVersion, Node<BusinessNode>), query Nothing, Graph GraphPage, reply serde_json::Value,
        errors [InsufficientScope],
        example {},
        with shape = ErrorShape::Graph;
    /// Makes a system user, for an Admin system user with `business_management`. It has no token
    /// yet.
    GraphCreateSystemUser = "graph_create_system_user": Post "/{version}/{id}/system_users" => 200, "Graph",
        auth Graph, path (GraphVersion, Node<BusinessNode>), query Nothing, Graph GraphNewSystemUser, reply serde_json::Value,
        errors [InsufficientScope, Forbidden, SystemUserLimit, AdminTaken, PolicyNotAccepted, Stale],
        example { "name": "BP-WhatsApp", "role": "EMPLOYEE" },
        with shape = ErrorShape::Graph;
    /// Installs an app for a system user, without which it gets no token of that app. Again is no error.
    GraphInstallApp = "graph_install_app": Post "/{version}/{id}/applications" => 200, "Graph",
        auth Graph, path (GraphVersion, Node<SystemUserNode>), query Nothing, Graph GraphInstall, reply serde_json::Value,
        errors [InsufficientScope, Forbidden, Stale],
        example { "business_app": "{AppId}" },
        with shape = ErrorShape::Graph;
    /// Generates a token for an app: for the caller itself, or by an Admin for another one. `appsecret_proof` is required. The others go
    /// on. The value is in this answer and nowhere else.
    GraphGenerateToken = "graph_generate_token": Post "/{version}/{id}/access_tokens" => 200, "Graph",
        auth Graph, path (GraphVersion, Node<SystemUserNode>), query Nothing, Graph GraphNewToken, reply serde_json::Value,
        errors [InsufficientScope, Forbidden, AppNotInstalled, TokenLimit, Stale],
        example { "business_app": "{AppId}", "scope": "whatsapp_business_messaging", "set_token_expires_in_60_days": "true" },
        with shape = ErrorShape::Graph;
    /// Ends all tokens of a system user, within the second.
    GraphEndTokens = "graph_end_tokens": Delete "/{version}/{id}/access_tokens" => 200, "Graph",
        auth Graph, path (GraphVersion, Node<SystemUserNode>), query Nothing, Graph GraphNothing, reply serde_json::Value,
        errors [InsufficientScope, Forbidden, Stale],
        example {},
        with shape = ErrorShape::Graph;
    /// Generates a token for one of the business's system users, of the caller's app.
    GraphBusinessToken = "graph_business_token": Post "/{version}/{id}/system_user_access_tokens" => 200, "Graph",
        auth Graph, path (GraphVersion, Node<BusinessNode>), query Nothing, Graph crate::types::GraphBusinessToken, reply serde_json::Value,
        errors [InsufficientScope, Forbidden, AppNotInstalled, TokenLimit, Stale],
        example { "system_user_id": "{SystemUserId}", "scope": "whatsapp_business_messaging" },
        with shape = ErrorShape::Graph;
    /// Exchanges a token for a new one of the same system user and app: the old one goes on until its own end. With
    /// `client_credentials`: the app's own token, which is good for `debug_token`.
    GraphExchangeToken = "graph_exchange_token": Get "/{version}/oauth/access_token" => 200, "Graph",
        auth Public, path GraphVersion, query Nothing, Graph GraphExchange, reply serde_json::Value,
        errors [InvalidToken, TokenLimit, Stale],
        example { "grant_type": "client_credentials", "client_id": "1000000000000001", "client_secret": "{password}" },
        with shape = ErrorShape::Graph;
    /// Ends a token within the second. It, the caller's token and the secret are of the same app.
    GraphRevokeToken = "graph_revoke_token": Get "/{version}/oauth/revoke" => 200, "Graph",
        auth GraphOrApp, path GraphVersion, query Nothing, Graph GraphRevoke, reply serde_json::Value,
        errors [Stale],
        example { "client_id": "1000000000000001", "client_secret": "{password}", "revoke_token": "{token}" },
        with shape = ErrorShape::Graph;
    /// What a token is, for a token of the same app or the app's own.
    GraphDebugToken = "graph_debug_token": Get "/{version}/debug_token" => 200, "Graph",
        auth GraphOrApp, path GraphVersion, query Nothing, Graph GraphDebug, reply serde_json::Value,
        example { "input_token": "{token}" },
        with shape = ErrorShape::Graph;
    /// Lists who is assigned to a WhatsApp account, and for which tasks.
    GraphListAssigned = "graph_list_assigned": Get "/{version}/{id}/assigned_users" => 200, "Graph",
        auth Graph, path (GraphVersion, Node<WhatsappAccountNode>), query Nothing, Graph GraphPage, reply serde_json::Value,
        errors [InsufficientScope],
        example {},
        with shape = ErrorShape::Graph;
    /// Assigns a system user to a WhatsApp account, or gives it other tasks. For an Admin system user.
    GraphAssignUser = "graph_assign_user": Post "/{version}/{id}/assigned_users" => 200, "Graph",
        auth Graph, path (GraphVersion, Node<WhatsappAccountNode>), query Nothing, Graph GraphAssign, reply serde_json::Value,
        errors [InsufficientScope, Forbidden, AssignmentLimit, Stale],
        example { "user": "{SystemUserId}", "tasks": "MESSAGING" },
        with shape = ErrorShape::Graph;
    /// Takes a system user off a WhatsApp account.
    GraphUnassignUser = "graph_unassign_user": Delete "/{version}/{id}/assigned_users" => 200, "Graph",
        auth Graph, path (GraphVersion, Node<WhatsappAccountNode>), query Nothing, Graph GraphUnassign, reply serde_json::Value,
        errors [InsufficientScope, Forbidden, Stale],
        example { "user": "{SystemUserId}" },
        with shape = ErrorShape::Graph;
    /// Lists the apps that are subscribed to a WhatsApp account, with their callbacks, in the environment of the caller. Whoever does not
    /// control the account fully sees the caller's own app alone.
    GraphListSubscribed = "graph_list_subscribed": Get "/{version}/{id}/subscribed_apps" => 200, "Graph",
        auth Graph, path (GraphVersion, Node<WhatsappAccountNode>), query Nothing, Graph GraphPage, reply serde_json::Value,
        errors [InsufficientScope],
        example {},
        with shape = ErrorShape::Graph;
    /// Subscribes the app of the caller's token to a WhatsApp account, or gives its subscription another callback: webhooks in Meta's
    /// form, signed with the app's secret, of what comes to the account's numbers and of what becomes of what they sent. The callback
    /// is asked first, as Meta does: `GET` with `hub.mode`, `hub.challenge` and `hub.verify_token`, whose answer is the challenge.
    GraphSubscribe = "graph_subscribe": Post "/{version}/{id}/subscribed_apps" => 200, "Graph",
        auth Graph, path (GraphVersion, Node<WhatsappAccountNode>), query Nothing, Graph crate::types::GraphSubscribe, reply serde_json::Value,
        errors [InsufficientScope, Forbidden, WebhookLimit, RateLimited, Stale],
        example { "override_callback_uri": "https://bot.example.com/in", "verify_token": "meatyhamhock" },
        with shape = ErrorShape::Graph;
    /// Ends the subscription of the app of the caller's token. None is no error.
    GraphUnsubscribe = "graph_unsubscribe": Delete "/{version}/{id}/subscribed_apps" => 200, "Graph",
        auth Graph, path (GraphVersion, Node<WhatsappAccountNode>), query Nothing, Graph GraphNothing, reply serde_json::Value,
        errors [InsufficientScope, Forbidden, Stale],
        example {},
        with shape = ErrorShape::Graph;
    /// Lists the WhatsApp accounts that a system user is assigned to.
    GraphListAssets = "graph_list_assets": Get "/{version}/{id}/assigned_whatsapp_business_accounts" => 200, "Graph",
        auth Graph, path (GraphVersion, Node<SystemUserNode>), query Nothing, Graph GraphPage, reply serde_json::Value,
        errors [InsufficientScope],
        example {},
        with shape = ErrorShape::Graph;
    /// Pages are nothing that Tenure has: the list is empty.
    GraphListPages = "graph_list_assigned_pages": Get "/{version}/{id}/assigned_pages" => 200, "Graph",
        auth Graph, path (GraphVersion, Node<SystemUserNode>), query Nothing, Graph GraphPage, reply serde_json::Value,
        errors [InsufficientScope],
        example {},
        with shape = ErrorShape::Graph;
    /// Ad accounts are nothing that Tenure has: the list is empty.
    GraphListAdAccounts = "graph_list_assigned_ad_accounts": Get "/{version}/{id}/assigned_ad_accounts" => 200, "Graph",
        auth Graph, path (GraphVersion, Node<SystemUserNode>), query Nothing, Graph GraphPage, reply serde_json::Value,
        errors [InsufficientScope],
        example {},
        with shape = ErrorShape::Graph;
    /// Catalogues are nothing that Tenure has: the list is empty.
    GraphListCatalogs = "graph_list_assigned_product_catalogs": Get "/{version}/{id}/assigned_product_catalogs" => 200, "Graph",
        auth Graph, path (GraphVersion, Node<SystemUserNode>), query Nothing, Graph GraphPage, reply serde_json::Value,
        errors [InsufficientScope],
        example {},
        with shape = ErrorShape::Graph;
    /// Groups of assets are nothing that Tenure has: the list is empty.
    GraphListAssetGroups = "graph_list_assigned_business_asset_groups": Get "/{version}/{id}/assigned_business_asset_groups" => 200, "Graph",
        auth Graph, path (GraphVersion, Node<SystemUserNode>), query Nothing, Graph GraphPage, reply serde_json::Value,
        errors [InsufficientScope],
        example {},
        with shape = ErrorShape::Graph;
    /// Sends a WhatsApp message from a phone number, as the Cloud API's call of this name does: the account's channel of that number takes
    /// it to the carrier. The token has `whatsapp_business_messaging`, and its system user is assigned for `MESSAGING`.
    GraphSendMessage = "graph_send_message": Post "/{version}/{id}/messages" => 200, "Graph",
        auth Graph, path (GraphVersion, Node<PhoneNode>), query Nothing, Graph crate::types::GraphMessage, reply serde_json::Value,
        errors [InsufficientScope, NotAssigned, NoConnection, CarrierRefused, CarrierSilent, MessageLimited, Stale],
        example { "messaging_product": "whatsapp", "to": "5519900002222", "type": "text", "text": { "body": "Hello" } },
        with shape = ErrorShape::Graph, with body_limit = GRAPH_MESSAGE_LIMIT;
}
