//! The way in: setup, sign-in, links in mails.

pub mod accept;
pub mod enroll;
pub mod frame;
pub mod onward;
pub mod passwords;
pub mod problem;
pub mod second_step;
pub mod setup;
pub mod sign_in;
