//! Secrets that somebody enters to be compared with kept ones. The type says by what attempts at them are limited, so that
//! the API's document does, and no such field can be without (tests/api/tests/guessing.rs tries each).

use core::marker::PhantomData;
use core::ops::Deref;

use serde::{Deserialize, Serialize};

use super::SecretText;

/// What keeps a secret from being guessed.
pub trait Limit: 'static {
    /// Its stable name, `x-limited-by` in the API's document.
    const NAME: &'static str;
}

macro_rules! limits {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        $($(#[$doc])* #[derive(Debug, Clone)] pub enum $name {} impl Limit for $name { const NAME: &'static str = $text; })+
        /// The names of all.
        pub const LIMITS: &[&str] = &[$($text),+];
    };
}

limits! {
    /// Attempts are counted by address and network, and by network.
    BySignIn = "sign_in",
    /// Attempts are counted by the signed-in person.
    ByPerson = "person",
    /// Attempts at codes of all kinds are counted together, by the person whose they are.
    ByCode = "code",
    /// It is of 256 random bits; wrong ones are counted by network, and right ones never refused.
    ByLink = "link",
    /// Attempts are counted by network.
    BySetup = "setup",
    /// It holds more random bits than anybody guesses, and a keyed tag: a forged one is refused without any I/O.
    ByTag = "tag",
    /// It is signed by a key that is not here: a forged one writes nothing but a count, and there is nothing to come nearer to.
    BySignature = "signature",
}

/// A secret that is compared, under what limits attempts at it. What is kept, such as a new password, is a [`SecretText`].
#[derive(Debug, Clone)]
pub struct Entered<L>(SecretText, PhantomData<L>);

impl<L> Entered<L> {
    /// Wraps what somebody entered.
    pub const fn new(text: String) -> Self {
        Self(SecretText::new(text), PhantomData)
    }
}

impl<L> Deref for Entered<L> {
    type Target = SecretText;
    fn deref(&self) -> &SecretText {
        &self.0
    }
}

impl<L> Serialize for Entered<L> {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(s)
    }
}

impl<'de, L> Deserialize<'de> for Entered<L> {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d).map(Self::new)
    }
}

#[cfg(feature = "openapi")]
impl<L: Limit> schemars::JsonSchema for Entered<L> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Entered".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "password", "x-limited-by": L::NAME })
    }
}
