//! What stands around every page: shell, palette, the table of pages.

pub mod bars;
pub mod keys;
pub mod pages;
pub mod palette;
pub mod proof;
pub mod shell;
pub mod shortcuts;
