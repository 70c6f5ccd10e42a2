//! What two areas have in common: it lies below both.

pub mod asking;
pub mod environment;
pub mod file;
pub mod filters;
pub mod ip_rules;
pub mod later;
pub mod list_page;
pub mod lists;
pub mod live;
pub mod once;
pub mod password;
pub mod pieces;
pub mod reading;
pub mod refused;
pub mod role_text;
pub mod row_menu;
pub mod secret;
pub mod sections;
pub mod selection;
pub mod sessions;
pub mod status;
pub mod ticks;
pub mod trail;
pub mod two_factor;
pub mod zone;
