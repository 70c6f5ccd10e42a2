//! The pages, one file each.

pub mod accept;
pub mod credential;
pub mod custodians;
pub mod invitations;
pub mod invite_many;
pub mod mailbox;
pub mod mails;
pub mod overview;
pub mod passwords;
pub mod person_fields;
pub mod problem;
pub mod profile;
pub mod role_dialogs;
pub mod roles;
pub mod sessions;
pub mod settings;
pub mod setup;
pub mod sign_in;
pub mod subaccount_dialogs;
pub mod subaccounts;
pub mod system_user;
pub mod system_user_create;
pub mod system_user_dialogs;
pub mod system_users;
pub mod team_members;
pub mod teams;
pub mod token_end;

pub mod user;
pub mod user_create;
pub mod user_dialogs;
pub mod user_leave;
pub mod users;
