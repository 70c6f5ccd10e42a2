//! The table: every endpoint that Tenure serves. Nothing is served that does not stand here, and what stands
//! here without a handler does not compile (`service::handlers`).

use domain::ids::{SessionId, SubaccountId, SystemUserId};
use domain::permission::{AccountManage, AccountRead, SubaccountsManage, SubaccountsRead, SystemUsersManage};

use crate::auth::{Auth, Bot, BotOrNeeds, Needs, Public, SignedIn};
use crate::endpoint::{BodyFormat, Endpoint, ErrorShape, Info, Method};
use crate::page::Page;
use crate::problem::Code;
use crate::types::*;

/// The most bytes of a body, unless the route says otherwise.
const BODY_LIMIT: usize = 16 * 1024;

macro_rules! endpoints {
    (($d:tt) $(
        $(#[doc = $doc:literal])+
        $name:ident = $id:literal: $method:ident $path:literal => $status:literal,
            $tag:literal, auth $auth:ty, path $args:ty, query $query:ty, $format:ident $body:ty, reply $reply:ty
            $(, errors [$($error:ident),+])? $(, with $option:ident = $value:expr)*;
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
                        format: BodyFormat::$format,
                        shape: ErrorShape::Problem,
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
        auth Public, path (), query Nothing, Json SetUp, reply SignedInAs, errors [AlreadySetUp, RateLimited, Busy];

    /// Signs in. The session's cookie stands in `Set-Cookie`.
    CreateSession = "create_session": Post "/v1/sessions" => 201, "Sessions",
        auth Public, path (), query Nothing, Json SignIn, reply SignedInAs, errors [BadCredentials, RateLimited, Busy];
    /// Lists your own sessions, the newest first.
    ListSessions = "list_sessions": Get "/v1/sessions" => 200, "Sessions",
        auth SignedIn, path (), query PageQuery, None Nothing, reply Page<Session>;
    /// Signs out.
    DeleteCurrentSession = "delete_current_session": Delete "/v1/sessions/current" => 204, "Sessions",
        auth SignedIn, path (), query Nothing, None Nothing, reply ();
    /// Ends one of your own sessions.
    DeleteSession = "delete_session": Delete "/v1/sessions/{id}" => 204, "Sessions",
        auth SignedIn, path SessionId, query Nothing, None Nothing, reply ();
    /// Who is signed in: the person, the account, the role, the permissions, the menu.
    GetMe = "get_me": Get "/v1/me" => 200, "Sessions",
        auth SignedIn, path (), query Nothing, None Nothing, reply Me;
    /// Changes your own profile.
    UpdateMe = "update_me": Patch "/v1/me" => 200, "Sessions",
        auth SignedIn, path (), query Nothing, Json crate::types::UpdateMe, reply Me, errors [Stale];

    /// The account.
    GetAccount = "get_account": Get "/v1/account" => 200, "Account",
        auth Needs<AccountRead>, path (), query Nothing, None Nothing, reply Account;
    /// Changes the account's settings.
    UpdateAccount = "update_account": Patch "/v1/account" => 200, "Account",
        auth Needs<AccountManage>, path (), query Nothing, Json crate::types::UpdateAccount, reply Account, errors [Stale];
    /// Figures for the first page of the console.
    GetOverview = "get_overview": Get "/v1/overview" => 200, "Account",
        auth Needs<SystemUsersManage>, path (), query Nothing, None Nothing, reply Overview;

    /// Lists the subaccounts by name.
    ListSubaccounts = "list_subaccounts": Get "/v1/subaccounts" => 200, "Subaccounts",
        auth Needs<SubaccountsRead>, path (), query SubaccountQuery, None Nothing, reply Page<Subaccount>;
    /// Makes a subaccount.
    CreateSubaccount = "create_subaccount": Post "/v1/subaccounts" => 201, "Subaccounts",
        auth Needs<SubaccountsManage>, path (), query Nothing, Json crate::types::CreateSubaccount, reply Subaccount,
        errors [ReferenceNameTaken, IdempotencyMismatch], with idempotent = true;
    /// Renames a subaccount.
    UpdateSubaccount = "update_subaccount": Patch "/v1/subaccounts/{id}" => 200, "Subaccounts",
        auth Needs<SubaccountsManage>, path SubaccountId, query Nothing, Json crate::types::UpdateSubaccount, reply Subaccount,
        errors [Stale, ReferenceNameTaken];
    /// Deletes a subaccount. Refused while a system user hangs on it.
    DeleteSubaccount = "delete_subaccount": Delete "/v1/subaccounts/{id}" => 204, "Subaccounts",
        auth Needs<SubaccountsManage>, path SubaccountId, query Nothing, None Nothing, reply (), errors [SubaccountInUse];

    /// Lists the system users.
    ListSystemUsers = "list_system_users": Get "/v1/system-users" => 200, "System users",
        auth Needs<SystemUsersManage>, path (), query SystemUserQuery, None Nothing, reply Page<SystemUser>;
    /// Makes a system user and its first token. The token's value stands in this answer and nowhere else.
    CreateSystemUser = "create_system_user": Post "/v1/system-users" => 201, "System users",
        auth Needs<SystemUsersManage>, path (), query Nothing, Json crate::types::CreateSystemUser, reply SystemUserWithToken,
        errors [SubaccountTaken, SystemUserLimit, IdempotencyMismatch], with idempotent = true;
    /// One system user.
    GetSystemUser = "get_system_user": Get "/v1/system-users/{id}" => 200, "System users",
        auth Needs<SystemUsersManage>, path SystemUserId, query Nothing, None Nothing, reply SystemUserReply;
    /// Renames a system user.
    UpdateSystemUser = "update_system_user": Patch "/v1/system-users/{id}" => 200, "System users",
        auth Needs<SystemUsersManage>, path SystemUserId, query Nothing, Json crate::types::UpdateSystemUser, reply SystemUserReply,
        errors [Stale];
    /// Deletes an inactive system user with its tokens.
    DeleteSystemUser = "delete_system_user": Delete "/v1/system-users/{id}" => 204, "System users",
        auth Needs<SystemUsersManage>, path SystemUserId, query Nothing, None Nothing, reply (), errors [SystemUserActive];
    /// Generates a new token; its value stands in this answer and nowhere else. The older tokens stop at once, or
    /// after the overlap. Asks for `"confirm": true`.
    GenerateToken = "generate_token": Post "/v1/system-users/{id}/tokens" => 201, "System users",
        auth Needs<SystemUsersManage>, path SystemUserId, query Nothing, Json crate::types::GenerateToken, reply SystemUserWithToken,
        errors [IdempotencyMismatch], with idempotent = true;
    /// Switches a system user off: all its tokens are refused within a second, everywhere.
    DeactivateSystemUser = "deactivate_system_user": Post "/v1/system-users/{id}/deactivate" => 200, "System users",
        auth Needs<SystemUsersManage>, path SystemUserId, query Nothing, None Nothing, reply SystemUserReply;
    /// Switches a system user on again, with the same tokens.
    ActivateSystemUser = "activate_system_user": Post "/v1/system-users/{id}/activate" => 200, "System users",
        auth Needs<SystemUsersManage>, path SystemUserId, query Nothing, None Nothing, reply SystemUserReply;

    /// What the presented machine credential is.
    WhoAmI = "whoami": Get "/v1/whoami" => 200, "Bots",
        auth Bot, path (), query Nothing, None Nothing, reply crate::types::WhoAmI, errors [InvalidToken];
    /// Token introspection (RFC 7662), for tokens of the caller's own account.
    Introspect = "introspect": Post "/v1/introspect" => 200, "Bots",
        auth BotOrNeeds<SystemUsersManage>, path (), query Nothing, Form crate::types::Introspect, reply Introspection,
        errors [InvalidToken];
    /// Sinch's call to send a WhatsApp message. The credential is checked as Sinch checks it, with its documented
    /// refusal. No carrier can be connected to this version, so an accepted call is answered with 412.
    SendWhatsapp = "send_whatsapp": Post "/v1/whatsapp/send" => 200, "Bots",
        auth Bot, path (), query Nothing, Raw Nothing, reply serde_json::Value, errors [InvalidToken, NoConnection],
        with shape = ErrorShape::Sinch;
}
