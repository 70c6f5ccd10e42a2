//! System users, their tokens and subaccounts.

pub mod credential;
pub mod custodians;
pub mod history;
pub mod live;
pub mod many;
pub mod own_addresses;
pub mod parts;
pub mod rate;
pub mod recipes;
pub mod subaccount_dialogs;
pub mod subaccounts;
pub mod system_user;
pub mod system_user_create;
pub mod system_user_dialogs;
pub mod system_users;
pub mod token_edit;
pub mod token_end;
pub mod token_fields;
pub mod token_list;
pub mod token_new;
pub mod token_rotate;
pub mod tokens;
pub mod tokens_made;
pub mod unsaved;
pub mod usage;
