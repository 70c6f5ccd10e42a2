//! People, invitations, teams, off-boarding.

pub mod invitations;
pub mod invite_many;
pub mod lines;
pub mod person_fields;
pub mod successors;
pub mod team_members;
pub mod teams;
pub mod user;
pub mod user_create;
pub mod user_dialogs;
pub mod user_leave;
pub mod user_left;
pub mod user_sessions;
pub mod users;
