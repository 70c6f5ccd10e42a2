//! The deployment itself: health, the first run.

use crate::types::{BySetup, Entered, SecretText};
use domain::email::Email;
use domain::locale::Locale;
use domain::name::{AccountName, PersonName};
use serde::{Deserialize, Serialize};

reply! {
    /// The worker is up.
    pub struct Health {
        /// Always `ok`.
        pub status: String,
        /// The version that runs.
        pub version: String,
    }
}

reply! {
    /// Is the first run still to be done?
    pub struct SetupStatus {
        /// True until an account exists.
        pub needed: bool,
    }
}

request! {
    /// The first run: makes the account and its owner.
    pub struct SetUp {
        /// The deployment's one-time setup token.
        setup_token: req Entered<BySetup>,
        /// The account's name, usually the company's.
        account_name: req AccountName,
        /// Your name.
        name: req PersonName,
        /// The e-mail address that you sign in with.
        email: req Email,
        /// At least 15 characters, nothing easy to guess.
        #[cfg_attr(feature = "openapi", schemars(length(min = domain::password::MIN_CHARS_OF_TWO, max = domain::password::MAX_CHARS)))]
        password: req SecretText,
        /// Your language.
        locale: req Locale,
    }
}
