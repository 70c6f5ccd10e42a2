//! Meta's Graph API as its own clients call it (product 2.2 to 2.5, ADR 0042): how its calls are routed, who they are by, and how
//! they are refused.

pub mod callback;
pub mod caller;
pub mod page;
pub mod proof;
pub mod refusal;
pub mod route;

use serde_json::Value;

/// An object without what is null in it: Meta leaves out what there is none of.
pub fn filled(mut object: Value) -> Value {
    if let Some(fields) = object.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    object
}
