//! Invitations: one, many, again, back, accepted.

mod accept;
mod create;
mod invite;
mod list;
mod many;
mod renew;
