//! The time, from the runtime.

use worker::js_sys::Date;

/// Milliseconds since 1970. Constant between two I/O operations on the hosted platform, which is all that the
/// service relies on.
pub fn millis() -> i64 {
    // Exact below 2^53; a float beyond the range of i64 saturates.
    Date::now() as i64
}
