//! The rules of messages and webhooks: what carriers send, whose it is, in which form it goes on, and when.
//!
//! No I/O, no clock, no randomness: what needs the time or chance takes it as an argument. The console does not depend
//! on this: the parser of addresses would weigh on it.

// A panic aborts the isolate: there is no panic path in request code.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]
// A number that loses its sign or its upper half on the way is another number.
#![cfg_attr(not(test), deny(clippy::cast_possible_truncation, clippy::cast_sign_loss))]

pub mod address;
pub mod carrier;
pub mod inbound;
pub mod message;
pub mod outgoing;
pub mod phone;
pub mod routing;
pub mod schedule;
pub mod send;
pub mod signature;
mod value;
