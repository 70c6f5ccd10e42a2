//! Opaque, prefixed ids that sort by the time of their making (48 bits of milliseconds, 80 random bits, as in ULID).

use crate::field::FieldCode;
use crate::time::Instant;

/// Crockford's base 32, lower case: no i, l, o, u.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const BODY: usize = 26;

fn encode(prefix: &str, at: Instant, random: [u8; 10]) -> String {
    let mut text = String::with_capacity(prefix.len() + BODY);
    text.push_str(prefix);
    // 48 bits of time in ten digits, then twice 40 random bits in eight: no arithmetic beyond a machine word, since
    // every request gets an id.
    push(&mut text, at.millis().max(0).unsigned_abs() & 0xffff_ffff_ffff, 10);
    for half in random.chunks_exact(5) {
        push(&mut text, half.iter().fold(0, |bits, byte| bits << 8 | u64::from(*byte)), 8);
    }
    text
}

fn push(text: &mut String, bits: u64, digits: u32) {
    for i in (0..digits).rev() {
        // Five bits are always one of the 32 digits.
        text.extend(ALPHABET.get((bits >> (5 * i) & 31) as usize).copied().map(char::from));
    }
}

/// When an id was made, as its first ten digits say it: milliseconds since 1970. None for a text of another form.
pub fn made_at(id: &str) -> Option<i64> {
    let body = id.rsplit_once('_')?.1;
    let digit = |byte: u8| ALPHABET.iter().position(|known| *known == byte);
    let millis =
        body.bytes().take(10).try_fold(0i64, |sum, byte| Some(sum * 32 + i64::try_from(digit(byte)?).ok()?))?;
    is_body(body).then_some(millis)
}

fn is_body(text: &str) -> bool {
    text.len() == BODY
        && text.bytes().all(|b| ALPHABET.contains(&b))
        && text.as_bytes().first().is_some_and(|b| *b <= b'7')
}

macro_rules! ids {
    (($d:tt) $($(#[$doc:meta])* $name:ident = $prefix:literal,)+) => {
        /// Calls a macro with the names of all ids.
        #[macro_export]
        macro_rules! for_each_id {
            ($d callback:ident) => { $d callback! { $($name),+ } };
        }
    $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// What every id of this kind begins with.
            pub const PREFIX: &'static str = $prefix;

            /// A new id from the injected time and randomness.
            pub fn new(at: Instant, random: [u8; 10]) -> Self {
                Self(encode($prefix, at, random))
            }

            /// The id as it is in URLs and JSON.
            pub fn as_str(&self) -> &str { &self.0 }
        }

        impl TryFrom<String> for $name {
            type Error = FieldCode;
            fn try_from(text: String) -> Result<Self, FieldCode> {
                match text.strip_prefix($prefix) {
                    Some(body) if is_body(body) => Ok(Self(text)),
                    _ => Err(FieldCode::InvalidId),
                }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result { f.write_str(&self.0) }
        }

        crate::text_serde!($name, { "type": "string", "pattern": (concat!("^", $prefix, "[0-7][0-9a-hjkmnp-tv-z]{25}$")) });
    )+};
}

ids! { ($)
    /// An account: the company that owns everything below it.
    AccountId = "acc_",
    /// A subaccount (Sinch: a department with its own webhook and its own system user).
    SubaccountId = "sub_",
    /// A person who signs in.
    UserId = "usr_",
    /// A system user: the identity of a chatbot.
    SystemUserId = "su_",
    /// One token of a system user. The id is no secret.
    TokenId = "tok_",
    /// A public key of a system user (RFC 7523). The id is no secret.
    ClientKeyId = "key_",
    /// An app, for which tokens are made. The id is no secret.
    AppId = "app_",
    /// A WhatsApp account.
    WhatsappAccountId = "waba_",
    /// A phone number of a WhatsApp account.
    WhatsappNumberId = "phn_",
    /// A rule by which a system user trusts an outside issuer. The id is no secret.
    TrustRuleId = "trust_",
    /// A custom role.
    CustomRoleId = "role_",
    /// A team.
    TeamId = "team_",
    /// An invitation. The id is no secret; the link's token is another thing.
    InvitationId = "inv_",
    /// A webhook: an address of a customer that messages and their states are delivered to.
    WebhookId = "wh_",
    /// One secret of a webhook. The id is no secret.
    WebhookSecretId = "whk_",
    /// An inbound source: an address of ours where a carrier posts.
    InboundSourceId = "src_",
    /// A channel: how messages leave.
    ChannelId = "chn_",
    /// A network from which somebody may come.
    IpRuleId = "ipr_",
    /// Calls of a system user that were refused for one reason.
    RefusalId = "rfs_",
    /// Something that an inbound source was sent and could not take.
    RefusedId = "rfd_",
    /// A message, in or out.
    MessageId = "msg_",
    /// An event that webhooks are told of; the `webhook-id` of all its deliveries and tries.
    EventId = "evt_",
    /// The delivery of one event to one webhook.
    DeliveryId = "dlv_",
    /// A mail.
    MailId = "mail_",
    /// A console session. The id is no secret; the cookie's value is another thing.
    SessionId = "ses_",
    /// An audit event.
    AuditId = "aud_",
    /// One request; is in the answer, the log line and the audit event.
    RequestId = "req_",
}

/// What a system user shows for itself: a token, a signature by a key, or the word of an issuer that it trusts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CredentialId {
    /// A token.
    Token(TokenId),
    /// A key.
    Key(ClientKeyId),
    /// A rule by which an outside issuer is trusted: a token of that one was shown.
    Trust(TrustRuleId),
}

impl CredentialId {
    /// The id as it is stored.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Token(id) => id.as_str(),
            Self::Key(id) => id.as_str(),
            Self::Trust(id) => id.as_str(),
        }
    }
}

impl TryFrom<String> for CredentialId {
    type Error = FieldCode;
    fn try_from(text: String) -> Result<Self, FieldCode> {
        match text.as_str() {
            key if key.starts_with(ClientKeyId::PREFIX) => ClientKeyId::try_from(text).map(Self::Key),
            rule if rule.starts_with(TrustRuleId::PREFIX) => TrustRuleId::try_from(text).map(Self::Trust),
            _ => TokenId::try_from(text).map(Self::Token),
        }
    }
}

impl core::fmt::Display for CredentialId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl PartialEq<CredentialId> for TokenId {
    fn eq(&self, other: &CredentialId) -> bool {
        matches!(other, CredentialId::Token(id) if id == self)
    }
}

impl From<TokenId> for CredentialId {
    fn from(id: TokenId) -> Self {
        Self::Token(id)
    }
}

impl From<TrustRuleId> for CredentialId {
    fn from(id: TrustRuleId) -> Self {
        Self::Trust(id)
    }
}

impl From<ClientKeyId> for CredentialId {
    fn from(id: ClientKeyId) -> Self {
        Self::Key(id)
    }
}

crate::text_serde!(CredentialId, { "type": "string", "pattern": "^(tok|key|trust)_[0-7][0-9a-hjkmnp-tv-z]{25}$" });

/// Who made something: a person, or a system user on Meta's surface.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MakerId {
    /// A person.
    Person(UserId),
    /// A system user.
    SystemUser(SystemUserId),
}

impl MakerId {
    /// The id as it is stored.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Person(id) => id.as_str(),
            Self::SystemUser(id) => id.as_str(),
        }
    }
}

impl TryFrom<String> for MakerId {
    type Error = FieldCode;
    fn try_from(text: String) -> Result<Self, FieldCode> {
        match text.starts_with(SystemUserId::PREFIX) {
            true => SystemUserId::try_from(text).map(Self::SystemUser),
            false => UserId::try_from(text).map(Self::Person),
        }
    }
}

impl core::fmt::Display for MakerId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<UserId> for MakerId {
    fn from(id: UserId) -> Self {
        Self::Person(id)
    }
}

impl From<SystemUserId> for MakerId {
    fn from(id: SystemUserId) -> Self {
        Self::SystemUser(id)
    }
}

crate::text_serde!(MakerId, { "type": "string", "pattern": "^(usr|su)_[0-7][0-9a-hjkmnp-tv-z]{25}$" });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_and_parse_back() {
        let a = SystemUserId::new(Instant::from_millis(1_000), [255; 10]);
        let b = SystemUserId::new(Instant::from_millis(1_001), [0; 10]);
        assert!(a < b);
        assert_eq!(SystemUserId::try_from(a.to_string()), Ok(a.clone()));
        assert_eq!(TokenId::try_from(a.to_string()), Err(FieldCode::InvalidId));
    }

    #[test]
    fn the_digits_are_those_of_one_number_of_128_bits() {
        let id = RequestId::new(Instant::from_millis(1), [0, 0, 0, 0, 33, 0, 0, 0, 8, 1]);
        assert_eq!(id.as_str(), "req_00000000010000001100000201");
        let last = RequestId::new(Instant::from_millis(i64::MAX), [255; 10]);
        assert_eq!(last.as_str(), "req_7zzzzzzzzzzzzzzzzzzzzzzzzz");
    }

    #[test]
    fn an_id_tells_when_it_was_made() {
        let id = RequestId::new(Instant::from_millis(1_795_763_000_123), [7; 10]);
        assert_eq!(made_at(id.as_str()), Some(1_795_763_000_123));
        for other in ["", "req_", "req_u", "0123", "req_!1m8dy0z3vxcat7ce8bf7fy81b"] {
            assert_eq!(made_at(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for bad in [
            "",
            "su_",
            "su_0",
            "su_zzzzzzzzzzzzzzzzzzzzzzzzzz",
            "su_0123456789ABCDEFGHJKMNPQRS",
            "su_ü123456789abcdefghjkmnpqr",
        ] {
            assert_eq!(SystemUserId::try_from(bad.to_owned()), Err(FieldCode::InvalidId), "{bad}");
        }
    }
}
