//! What an event says of a record. A field that is absent was not touched, or was not known.

use serde::{Deserialize, Deserializer, Serialize};

use crate::locale::Locale;
use crate::role::Grants;
use crate::system_user::Status;

/// A record by its id, and by its name at that time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
}

impl Named {
    /// A record, named.
    pub fn new(id: impl AsRef<str>, name: impl Into<String>) -> Self {
        Self { id: id.as_ref().to_owned(), name: name.into() }
    }
}

/// How a person comes to their first password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FirstPassword {
    /// By a link.
    Link,
    /// It was set for them, and must be changed.
    Temporary,
}

/// Where what somebody looked after went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandedOver {
    /// To whom.
    pub successor: Named,
}

/// Whether somebody or something has access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// Active or inactive.
    pub status: Status,
}

/// A field that can be empty: absent is untouched, null is empty.
fn there<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

macro_rules! states {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty $(| $null:literal)?,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {$(
            $(#[$field_doc])*
            #[serde(default, skip_serializing_if = "Option::is_none" $(, deserialize_with = $null)?)]
            pub $field: Option<$type>,
        )+}
    )+};
}

states! {
    /// An account.
    Account {
        /// The name.
        name: String,
        /// The language.
        locale: Locale,
        /// Who owns it.
        owner: Named,
    }

    /// A person.
    User {
        /// The name.
        name: String,
        /// The address.
        email: String,
        /// The role.
        role: Named,
        /// The language.
        locale: Locale,
        /// The time zone; null is the browser's own.
        time_zone: Option<String> | "there",
        /// The most conversations at once; null is no limit.
        capacity: Option<i64> | "there",
        /// The teams.
        teams: Vec<Named>,
        /// The subaccounts of their own.
        subaccounts: Vec<Named>,
        /// How they come to their first password.
        first_password: FirstPassword,
    }

    /// An invitation.
    Invitation {
        /// The address.
        email: String,
        /// The name.
        name: String,
        /// The role.
        role: Named,
    }

    /// A custom role.
    Role {
        /// The name.
        name: String,
        /// A sentence.
        description: String,
        /// What it holds.
        grants: Grants,
        /// How many people had it.
        people: i64,
    }

    /// Where the people of a role went; nowhere when it had none.
    Moved {
        /// The role that they have now.
        role: Named,
    }

    /// A team.
    Team {
        /// The name.
        name: String,
        /// Its members.
        members: Vec<Named>,
        /// Those of them who supervise it.
        supervisors: Vec<Named>,
    }

    /// A subaccount.
    Subaccount {
        /// The name.
        name: String,
        /// The reference name.
        reference_name: String,
    }

    /// A system user.
    SystemUser {
        /// The username.
        username: String,
        /// Its subaccount; null is account-wide.
        subaccount: Option<Named> | "there",
        /// Who looks after it.
        custodians: Vec<Named>,
        /// How long the older tokens still work, in seconds.
        overlap_seconds: i64,
    }
}
