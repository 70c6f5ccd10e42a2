//! Invitations: one, many, again, back, accepted.

mod accept;
mod create;
mod list;
mod many;
mod renew;
