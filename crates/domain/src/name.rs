//! Names that people type, under the policy of [`crate::text`].

use crate::field::FieldCode;

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident max $max:literal,)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The most characters that it may have.
            pub const MAX: usize = $max;

            /// The text.
            pub fn as_str(&self) -> &str { &self.0 }
        }

        impl TryFrom<String> for $name {
            type Error = FieldCode;
            fn try_from(text: String) -> Result<Self, FieldCode> { crate::text::name(&text, $max).map(Self) }
        }

        crate::text_serde!($name, {
            "type": "string", "minLength": 1, "maxLength": $max,
            // Not blank, and no control characters but those that trimming takes away.
            "pattern": "^\\s*[^\\s\\u0000-\\u001f\\u007f-\\u009f][^\\u0000-\\u001f\\u007f-\\u0084\\u0086-\\u009f]*\\s*$"
        });
    )+};
}

names! {
    /// The name of an account, usually the company's.
    AccountName max 100,
    /// A person's name.
    PersonName max 100,
    /// What a subaccount is called in the console.
    SubaccountName max 100,
    /// The stored name of a subaccount, used as `subAccount` in payloads (product 3.5). Unique in its account.
    ReferenceName max 64,
    /// The name of a team.
    TeamName max 60,
    /// The name of a custom role.
    RoleName max 60,
    /// What a webhook, a channel or an inbound source is called.
    ConnectionName max 60,
    /// What an app or a WhatsApp account is called.
    AssetName max 60,
    /// What a token is called.
    TokenName max 60,
    /// Who holds a token: a vendor, or a system.
    Holder max 60,
    /// A sentence that describes something.
    Description max 300,
    /// Why a token never ends.
    Reason max 300,
    /// What a system user is for.
    Purpose max 300,
    /// The username of a system user: free text (product 3.1, row 3), sent by bots in the `UserName` header.
    Username max 100,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn username(text: &str) -> Result<Username, FieldCode> {
        Username::try_from(text.to_owned())
    }

    #[test]
    fn a_username_is_free_text_within_bounds() {
        assert_eq!(
            username("  Atención al cliente ").map(|u| u.as_str().to_owned()),
            Ok("Atención al cliente".to_owned())
        );
        assert_eq!(username("   "), Err(FieldCode::Required));
        assert_eq!(username("a\nb"), Err(FieldCode::InvalidCharacters));
        assert_eq!(username("bot\u{202e}x"), Err(FieldCode::InvalidCharacters));
        assert!(username(&"é".repeat(100)).is_ok());
        assert_eq!(username(&"é".repeat(101)), Err(FieldCode::TooLong));
    }
}
