//! The second factor.

use crate::types::{ByCode, ByPerson, Entered, PersonRef};
use domain::time::Instant;
use serde::{Deserialize, Serialize};

request! {
    /// A code: six digits of an app or of a mail, or a recovery code as it was shown.
    pub struct EnterCode {
        /// The code.
        code: req Entered<ByCode>,
    }
}

request! {
    /// One's own password, to show that it is you.
    pub struct GivePassword {
        /// The password.
        password: req Entered<ByPerson>,
    }
}

request! {
    /// Begins to set two-factor up, or to put another app in the place of the one that counts.
    pub struct BeginTwoFactor {
        /// The password.
        password: req Entered<ByPerson>,
        /// Where it is set up: the code of the app so far, or a recovery code.
        code: opt Entered<ByCode>,
    }
}

request! {
    /// One's own password and a code.
    pub struct TurnTwoFactorOff {
        /// The password.
        password: req Entered<ByPerson>,
        /// The code of the app, or a recovery code.
        code: req Entered<ByCode>,
    }
}

reply! {
    /// One's own second factor.
    pub struct TwoFactor {
        /// Is it set up?
        pub active: bool,
        /// Since when.
        pub since: Option<Instant>,
        /// How many recovery codes are left; null for a session that owes its second step.
        pub recovery_codes_left: Option<i64>,
        /// Can a code be sent by mail instead?
        pub by_mail: bool,
    }
}

reply! {
    /// The key for an authenticator app. It is shown this once.
    pub struct TwoFactorKey {
        /// The key in base32, to be typed.
        pub secret: String,
        /// The same as an address that apps open.
        pub otpauth_url: String,
        /// The same as a QR code, in SVG.
        pub qr_svg: String,
    }
}

reply! {
    /// Recovery codes. They are shown this once; each works once, in place of the app.
    pub struct RecoveryCodes {
        /// The codes.
        pub recovery_codes: Vec<String>,
    }
}

reply! {
    /// Whom requiring two-factor for all would stop as things are.
    pub struct TwoFactorOutlook {
        /// How many; 1001 stands for more than 1000.
        pub count: i64,
        /// The first of them by name.
        pub people: Vec<PersonRef>,
        /// Are you one of them?
        pub you: bool,
    }
}
