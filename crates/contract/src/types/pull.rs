//! The pull calls of old clients of Sinch (product 3.4), which fetch what came instead of being told.

#![allow(non_snake_case, reason = "the names are Sinch's")]

request! {
    /// For whom is it sent?
    #[derive(Default)]
    pub struct SendQuery {
        /// The reference name of a subaccount, by whose channel the message leaves, for account-wide system users. A token that
        /// reaches some subaccounts alone must name one of them, unless it is the only one.
        subAccount: opt String,
    }
}

request! {
    /// Which messages that came in.
    #[derive(Default)]
    pub struct PullQuery {
        /// From when on: RFC 3339 or milliseconds since 1970.
        start: opt String,
        /// Until when.
        end: opt String,
        /// The reference name of a subaccount: one of several, for those who get them all.
        subAccount: opt String,
    }
}
