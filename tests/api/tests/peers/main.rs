//! Bugs that similar products really had, each as a test of its own, `b01` to `b30`. What one says of us is also what another
//! test says: then it stands there, under the name with its number.
//!
//! | here | elsewhere |
//! | --- | --- |
//! | `sign_in.rs`: b03, b08, b11, b14, b15, b18, b21, b25, b27 | `matrix.rs`: b01, b10; `guessing.rs`: b06, b17, b18 |
//! | `machines.rs`: b04, b05, b16 | `mails.rs`: b12 |
//! | `people.rs`: b07, b09, b13, b23, b24 | `system_users.rs`: b20; `roles.rs`: b26 |
//! | `documents.rs`: b30 | `secrets.rs`: b28; `two_factor.rs`: b02, b19, b22, b29; `ip_rules.rs`: b03, b14 |
//!
//! Not yet here: nothing.

mod documents;
mod machines;
mod people;
mod sign_in;
