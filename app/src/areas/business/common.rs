//! What the pages of this area are made of.

use locale::business::Business;

pub use crate::shared::asking::{body, form_dialog};

/// The texts of this area.
pub fn m() -> &'static Business {
    &locale::later().business
}
