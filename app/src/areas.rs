//! The pages, by area. Areas do not name each other: what two of them share lies below both.

pub mod access;
pub mod account;
pub mod audit;
pub mod bots;
pub mod business;
pub mod entry;
pub mod messages;
pub mod own;
pub mod people;
pub mod security;
