//! What outlives a page: who is signed in, toasts, preferences, answers that were read already. Nothing of it is
//! stored in the browser but for the theme and the language.

pub mod announce;
pub mod clock;
pub mod link;
pub mod online;
pub mod prefs;
pub mod proof;
pub mod query;
pub mod session;
pub mod tabs;
pub mod toasts;
pub mod view_as;
