//! The only user of the hash and cipher crates.
//!
//! One deployment key (with older ones beside it) is spread by HMAC over the purposes, so that a value made for
//! one purpose means nothing in another.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use domain::audit::Content;
use domain::environment::Environment;
use domain::ids::AccountId;
use domain::secret::Secret;
use domain::token::{self, Presented};
use domain::two_factor;
use hmac::{Hmac, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

type HmacSha256 = Hmac<Sha256>;

/// Between the key's id and the text of a secret at rest. What was sealed before accounts had keys has a colon alone.
const AT_REST: &str = "/2:";

/// What a derived key is for.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    /// The tag inside a token, and at the end of what an app shows.
    Tag,
    /// The stored digest of a token.
    Token,
    /// The stored digest of a session cookie.
    Session,
    /// Sealing answers kept for retries.
    Seal,
    /// The stored digest of a one-time link.
    Link,
    /// Digests that name nobody: attempt counters, idempotency keys.
    Blind,
    /// Tags and seals of audit events.
    Audit,
    /// Secrets at rest.
    AtRest,
}

impl Purpose {
    const ALL: [Purpose; 8] = [
        Purpose::Tag,
        Purpose::Token,
        Purpose::Session,
        Purpose::Seal,
        Purpose::Link,
        Purpose::Blind,
        Purpose::Audit,
        Purpose::AtRest,
    ];

    const fn label(self) -> &'static [u8] {
        match self {
            Purpose::Tag => b"tenure/1/token-tag",
            Purpose::Token => b"tenure/1/token-digest",
            Purpose::Session => b"tenure/1/session-digest",
            Purpose::Seal => b"tenure/1/sealed-reply",
            Purpose::Link => b"tenure/1/link-digest",
            Purpose::Blind => b"tenure/1/blind",
            Purpose::Audit => b"tenure/1/audit",
            Purpose::AtRest => b"tenure/1/at-rest",
        }
    }
}

/// One deployment key with the keys derived from it. Each is kept as the state of an HMAC that has taken it in: every
/// call goes on from a copy, which saves half of the hashing for a text as short as a token.
#[derive(Debug, Clone)]
struct Key {
    kid: String,
    derived: Secret<[HmacSha256; 8]>,
}

/// The deployment keys: the first makes new things, all of them recognise old ones.
#[derive(Debug, Clone)]
pub struct Keys {
    first: Key,
    older: Vec<Key>,
}

/// A digest together with the id of the key that it was made under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedDigest {
    /// The id of the deployment key.
    pub kid: String,
    /// 64 hex digits.
    pub hex: String,
}

impl Keys {
    /// Reads `kid:64hex[,kid:64hex…]`. The error is a sentence without any part of a key.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut keys: Vec<Key> = Vec::new();
        for part in text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            let (kid, hex) = part.split_once(':').ok_or("TENURE_KEYS: each key is written kid:64 hex digits")?;
            let kid_ok = (1..=16).contains(&kid.len()) && kid.chars().all(|c| c.is_ascii_alphanumeric());
            let bytes = unhex(hex).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            match bytes {
                Some(bytes) if kid_ok && keys.iter().all(|k| k.kid != kid) => {
                    let master = keyed(&bytes);
                    let derived = Purpose::ALL.map(|p| keyed(&mac(&master, &[p.label()])));
                    keys.push(Key { kid: kid.to_owned(), derived: Secret::new(derived) });
                }
                _ => return Err("TENURE_KEYS: each key is written kid:64 hex digits, with a kid of its own".to_owned()),
            }
        }
        let mut keys = keys.into_iter();
        let first = keys.next().ok_or("TENURE_KEYS is not set: it must hold at least one key, kid:64 hex digits")?;
        Ok(Self { first, older: keys.collect() })
    }

    const fn current(&self) -> &Key {
        &self.first
    }

    fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.first).chain(&self.older)
    }

    /// Writes a new token from 24 random bytes.
    pub fn new_token(&self, environment: Environment, random: &[u8; token::RANDOM]) -> Secret<String> {
        token::assemble(environment, random, &self.current().tag(environment, random))
    }

    /// Was this token made by us? Costs one HMAC a key and no I/O.
    pub fn is_ours(&self, presented: &Presented) -> bool {
        self.all()
            .any(|key| bool::from(key.tag(presented.environment(), presented.random().expose()).ct_eq(presented.tag())))
    }

    /// The tag at the end of an app's secret or own token, of the app of this number: eight hexadecimal digits.
    pub fn app_tag(&self, app: &str, body: &str) -> String {
        self.current().app_tag(app, body)
    }

    /// Was it made by us? Costs one HMAC a key and no I/O.
    pub fn is_app_tag(&self, app: &str, body: &str, tag: &str) -> bool {
        self.all().any(|key| same_secret(&key.app_tag(app, body), tag))
    }

    /// The digests under which a token may be stored, the current key's first.
    pub fn token_digests(&self, text: &Secret<String>) -> Vec<KeyedDigest> {
        self.all().map(|k| k.digest(Purpose::Token, text.expose().as_bytes())).collect()
    }

    /// The digest under which a new token is stored.
    pub fn token_digest(&self, text: &Secret<String>) -> KeyedDigest {
        self.current().digest(Purpose::Token, text.expose().as_bytes())
    }

    /// The digests under which a session may be stored.
    pub fn session_digests(&self, cookie: &str) -> Vec<String> {
        self.all().map(|k| k.digest(Purpose::Session, cookie.as_bytes()).hex).collect()
    }

    /// The digests under which the token of a one-time link may be stored, the current key's first.
    pub fn link_digests(&self, token: &str) -> Vec<String> {
        self.all().map(|k| k.digest(Purpose::Link, token.as_bytes()).hex).collect()
    }

    /// The same under each key, the present one's first: for what outlives a key.
    pub fn blinds(&self, parts: &[&[u8]]) -> Vec<String> {
        self.all().map(|k| hex(&mac(k.key(Purpose::Blind), parts))).collect()
    }

    /// A digest of something that must not be readable in the database, for counting or comparing.
    pub fn blind(&self, parts: &[&[u8]]) -> String {
        hex(&mac(self.current().key(Purpose::Blind), parts))
    }

    /// The tag by which the service knows an event again that it wrote itself.
    pub fn audit_tag(&self, content: &Content<'_>) -> String {
        let key = self.current();
        format!("{}:{}", key.kid, hex(&key.audit(content.account, "tag", &content.parts())))
    }

    /// Is it this event's tag?
    pub fn is_audit_tag(&self, content: &Content<'_>, tag: &str) -> bool {
        let Some((kid, hex)) = tag.split_once(':') else { return false };
        self.is_audit_mac(kid, content.account, "tag", &content.parts(), hex) == Some(true)
    }

    /// A seal over these parts, for an account's log; `what` is what kind of seal.
    pub fn audit_mac(&self, account: &str, what: &str, parts: &[Vec<u8>]) -> KeyedDigest {
        let key = self.current();
        KeyedDigest { kid: key.kid.clone(), hex: hex(&key.audit(account, what, parts)) }
    }

    /// Is it the seal over these parts? None when there is no key of this id.
    pub fn is_audit_mac(&self, kid: &str, account: &str, what: &str, parts: &[Vec<u8>], seal: &str) -> Option<bool> {
        let key = self.all().find(|key| key.kid == kid)?;
        Some(unhex(seal).is_some_and(|seal| key.audit(account, what, parts).ct_eq(seal.as_slice()).into()))
    }

    /// The ids of the older keys.
    pub fn older_kids(&self) -> Vec<String> {
        self.older.iter().map(|key| key.kid.clone()).collect()
    }

    /// Is there a key of this id?
    pub fn knows(&self, kid: &str) -> bool {
        self.all().any(|key| key.kid == kid)
    }

    /// The id of the key under which new things are made.
    pub fn current_kid(&self) -> &str {
        &self.current().kid
    }

    /// Seals an answer so that only a client that knows `context` gets it back, from us.
    pub fn seal(&self, context: &[&[u8]], nonce: [u8; 12], plain: &[u8]) -> Option<String> {
        let key = self.current();
        let cipher = ChaCha20Poly1305::new(&mac(key.key(Purpose::Seal), context).into());
        let sealed = cipher.encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: key.kid.as_bytes() }).ok()?;
        Some(format!("{}:{}{}", key.kid, hex(&nonce), hex(&sealed)))
    }

    /// Seals a secret that stays in the database, under a key of the account's own, bound to its place.
    pub fn seal_at_rest(&self, account: &AccountId, place: &[&[u8]], nonce: [u8; 12], plain: &[u8]) -> Option<String> {
        let key = self.current();
        let payload = Payload { msg: plain, aad: &aad(&key.kid, place) };
        let sealed = key.at_rest(account).encrypt(&Nonce::from(nonce), payload).ok()?;
        Some(format!("{}{AT_REST}{}{}", key.kid, hex(&nonce), hex(&sealed)))
    }

    /// Opens what [`Keys::seal_at_rest`] made; none when the account, the place, the key or a byte is another.
    pub fn open_at_rest(&self, account: &AccountId, place: &[&[u8]], sealed: &str) -> Option<Vec<u8>> {
        let (kid, text) = sealed.split_once(AT_REST)?;
        let key = self.all().find(|k| k.kid == kid)?;
        let bytes = unhex(text)?;
        let (nonce, sealed) = bytes.split_at_checked(12)?;
        let payload = Payload { msg: sealed, aad: &aad(kid, place) };
        key.at_rest(account).decrypt(&Nonce::try_from(nonce).ok()?, payload).ok()
    }

    /// Seals a secret of the deployment's own that stays in the database: of no account, under a key of its own kind.
    pub fn seal_own_at_rest(&self, place: &[&[u8]], nonce: [u8; 12], plain: &[u8]) -> Option<String> {
        let key = self.current();
        let payload = Payload { msg: plain, aad: &aad(&key.kid, place) };
        let sealed = key.own_at_rest().encrypt(&Nonce::from(nonce), payload).ok()?;
        Some(format!("{}{AT_REST}{}{}", key.kid, hex(&nonce), hex(&sealed)))
    }

    /// Opens what [`Keys::seal_own_at_rest`] made; none when the place, the key or a byte is another.
    pub fn open_own_at_rest(&self, place: &[&[u8]], sealed: &str) -> Option<Vec<u8>> {
        let (kid, text) = sealed.split_once(AT_REST)?;
        let key = self.all().find(|k| k.kid == kid)?;
        let bytes = unhex(text)?;
        let (nonce, sealed) = bytes.split_at_checked(12)?;
        let payload = Payload { msg: sealed, aad: &aad(kid, place) };
        key.own_at_rest().decrypt(&Nonce::try_from(nonce).ok()?, payload).ok()
    }

    /// What secrets at rest begin with: those that the present key seals, and those that it is to seal anew.
    pub fn prefixes_at_rest(&self) -> (String, Vec<String>) {
        let first_form = self.all().map(|key| format!("{}:", key.kid));
        let older = self.older.iter().map(|key| format!("{}{AT_REST}", key.kid));
        (format!("{}{AT_REST}", self.current().kid), older.chain(first_form).collect())
    }

    /// Opens what [`Keys::seal`] made; none when the context, the key or a byte is another.
    pub fn unseal(&self, context: &[&[u8]], sealed: &str) -> Option<Vec<u8>> {
        let (kid, text) = sealed.split_once(':')?;
        let key = self.all().find(|k| k.kid == kid)?;
        let bytes = unhex(text)?;
        let (nonce, sealed) = bytes.split_at_checked(12)?;
        let cipher = ChaCha20Poly1305::new(&mac(key.key(Purpose::Seal), context).into());
        cipher.decrypt(&Nonce::try_from(nonce).ok()?, Payload { msg: sealed, aad: kid.as_bytes() }).ok()
    }
}

impl Key {
    const fn key(&self, purpose: Purpose) -> &HmacSha256 {
        let [tag, token, session, seal, link, blind, audit, at_rest] = self.derived.expose();
        match purpose {
            Purpose::Tag => tag,
            Purpose::Token => token,
            Purpose::Session => session,
            Purpose::Seal => seal,
            Purpose::Link => link,
            Purpose::Blind => blind,
            Purpose::Audit => audit,
            Purpose::AtRest => at_rest,
        }
    }

    fn tag(&self, environment: Environment, random: &[u8; token::RANDOM]) -> [u8; token::TAG] {
        let key = self.key(Purpose::Tag);
        // Live tokens are older than the word. Two parts never are the one: they are longer.
        let full = match environment {
            Environment::Live => mac(key, &[random]),
            Environment::Test => mac(key, &[b"test", random]),
        };
        let mut tag = [0; token::TAG];
        tag.copy_from_slice(&full[..token::TAG]);
        tag
    }

    // Three parts are longer than a token's one or two.
    fn app_tag(&self, app: &str, body: &str) -> String {
        hex(&mac(self.key(Purpose::Tag), &[b"app", app.as_bytes(), body.as_bytes()])[..4])
    }

    /// The cipher of an account's secrets at rest.
    fn at_rest(&self, account: &AccountId) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&mac(self.key(Purpose::AtRest), &[account.as_str().as_bytes()]).into())
    }

    /// The cipher of the deployment's own secrets at rest. No account has this id.
    fn own_at_rest(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&mac(self.key(Purpose::AtRest), &[b"deployment"]).into())
    }

    /// Under a key of the account's own.
    fn audit(&self, account: &str, what: &str, parts: &[Vec<u8>]) -> [u8; 32] {
        let own = keyed(&mac(self.key(Purpose::Audit), &[account.as_bytes()]));
        let all: Vec<&[u8]> = std::iter::once(what.as_bytes()).chain(parts.iter().map(Vec::as_slice)).collect();
        mac(&own, &all)
    }

    fn digest(&self, purpose: Purpose, bytes: &[u8]) -> KeyedDigest {
        KeyedDigest { kid: self.kid.clone(), hex: hex(&mac(self.key(purpose), &[bytes])) }
    }
}

/// The code of a step (RFC 6238).
pub fn totp(seed: &[u8], step: i64) -> [u8; two_factor::DIGITS] {
    // The standard's own hash: no app knows another one. An HMAC takes a key of any length.
    let Ok(mut mac) = <Hmac<Sha1> as KeyInit>::new_from_slice(seed) else { return *b"------" };
    mac.update(&step.to_be_bytes());
    two_factor::digits(&mac.finalize().into_bytes().into())
}

/// The digest under which a recovery code is stored, under the key of its person's app: it is sealed, and stays the same
/// when the deployment's key is another.
pub fn recovery_digest(seed: &[u8], code: &str) -> Option<String> {
    let mut mac = <HmacSha256 as KeyInit>::new_from_slice(seed).ok()?;
    mac.update(b"tenure/1/recovery-code");
    mac.update(code.as_bytes());
    Some(hex(&mac.finalize().into_bytes()))
}

/// SHA-256 of a text.
pub fn sha256(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// The digest of a text, in hexadecimal.
pub fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// What a secret at rest is bound to: the key's id and the parts of its place, told apart by their lengths.
fn aad(kid: &str, place: &[&[u8]]) -> Vec<u8> {
    let parts = std::iter::once(kid.as_bytes()).chain(place.iter().copied());
    parts.flat_map(|part| (part.len() as u64).to_be_bytes().into_iter().chain(part.iter().copied())).collect()
}

/// HMAC-SHA256 (RFC 2104) that has taken in a key of 32 bytes, and nothing else yet.
fn keyed(key: &[u8; 32]) -> HmacSha256 {
    let mut block = hmac::digest::Key::<HmacSha256>::default();
    for (slot, byte) in block.iter_mut().zip(key) {
        *slot = *byte;
    }
    // A key shorter than a block counts as filled up with zeros.
    HmacSha256::new(&block)
}

/// The digest of the parts; several parts are told apart by their lengths.
fn mac(key: &HmacSha256, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = key.clone();
    if let [only] = parts {
        mac.update(only);
    } else {
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
    }
    mac.finalize().into_bytes().into()
}

/// The plain digest of some parts, each with its length, in lower-case hex.
pub fn digest_of(parts: &[Vec<u8>]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    hex(&digest.finalize())
}

/// Are two secrets the same? Takes the same time whatever they hold.
pub fn same_secret(a: &str, b: &str) -> bool {
    Sha256::digest(a.as_bytes()).ct_eq(&Sha256::digest(b.as_bytes())).into()
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    text.extend(bytes.iter().flat_map(|b| [b >> 4, b & 15]).filter_map(|n| char::from_digit(n.into(), 16)));
    text
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c.to_digit(16)?).ok()).collect();
    let (pairs, rest) = digits.as_deref()?.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Keys {
        Keys::parse(text).expect("valid keys")
    }

    fn one(kid: &str, byte: &str) -> String {
        format!("{kid}:{}", byte.repeat(32))
    }

    #[test]
    fn a_token_is_recognised_under_an_older_key_and_not_under_a_foreign_one() {
        let old = keys(&one("a", "01"));
        for environment in Environment::ALL {
            recognised(&old, *environment);
        }
    }

    fn recognised(old: &Keys, environment: Environment) {
        let text = old.new_token(environment, &[5; token::RANDOM]);
        let presented = Presented::parse(text.expose()).expect("well-formed");
        let rotated = keys(&format!("{},{}", one("b", "02"), one("a", "01")));
        assert!(old.is_ours(&presented) && rotated.is_ours(&presented));
        assert!(!keys(&one("a", "03")).is_ours(&presented));
        assert!(rotated.token_digests(&text).contains(&old.token_digest(&text)));
    }

    #[test]
    fn the_tag_of_one_environment_is_none_of_the_other() {
        let keys = keys(&one("a", "01"));
        let other = |it| if it == Environment::Test { Environment::Live } else { Environment::Test };
        for environment in Environment::ALL {
            let text = keys.new_token(*environment, &[5; token::RANDOM]);
            let ours = Presented::parse(text.expose()).expect("well-formed");
            // Written anew with a right checksum: nobody needs a key for that.
            let moved = token::assemble(other(*environment), ours.random().expose(), ours.tag());
            assert!(keys.is_ours(&ours) && !keys.is_ours(&Presented::parse(moved.expose()).expect("well-formed")));
        }
    }

    #[test]
    fn a_keyed_state_gives_what_the_standard_says() {
        // RFC 4231, test case 1: its key of 20 bytes counts as filled up with zeros.
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        let expected = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
        let state = keyed(&key);
        assert_eq!(hex(&mac(&state, &[b"Hi There"])), expected);
        assert_eq!(hex(&mac(&state, &[b"Hi There"])), expected);
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, of which these are the last six digits.
        let seed = b"12345678901234567890";
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let step = two_factor::step(domain::time::Instant::from_millis(seconds * 1_000));
            assert_eq!(totp(seed, step), code.as_bytes(), "{seconds}");
        }
    }

    #[test]
    fn a_sealed_answer_opens_for_the_same_context_only() {
        let keys = keys(&one("a", "01"));
        let sealed = keys.seal(&[b"acc", b"key"], [1; 12], b"answer").expect("seals");
        assert_eq!(keys.unseal(&[b"acc", b"key"], &sealed).as_deref(), Some(&b"answer"[..]));
        assert_eq!(keys.unseal(&[b"acck", b"ey"], &sealed), None);
        let mut flipped = sealed.clone().into_bytes();
        let last = flipped.len() - 1;
        flipped[last] ^= 1;
        assert_eq!(keys.unseal(&[b"acc", b"key"], &String::from_utf8(flipped).expect("ascii")), None);
    }

    #[test]
    fn a_secret_at_rest_opens_at_its_place_of_its_account_only() {
        let account = |n: char| AccountId::try_from(format!("acc_{}", n.to_string().repeat(26))).expect("an id");
        let (mine, other) = (account('0'), account('1'));
        let old = keys(&one("a", "01"));
        let place: [&[u8]; 4] = [b"acc", b"channel", b"ch_1", b"sealed"];
        let sealed = old.seal_at_rest(&mine, &place, [1; 12], b"secret").expect("seals");
        assert!(!sealed.contains(&hex(b"secret")) && sealed.starts_with(&old.prefixes_at_rest().0));
        let rotated = keys(&format!("{},{}", one("b", "02"), one("a", "01")));
        assert_eq!(rotated.open_at_rest(&mine, &place, &sealed).as_deref(), Some(&b"secret"[..]));
        assert_eq!(rotated.open_at_rest(&other, &place, &sealed), None, "another account's key");
        for part in 0..place.len() {
            let mut moved = place;
            moved[part] = b"other";
            assert_eq!(old.open_at_rest(&mine, &moved, &sealed), None, "part {part}");
        }
        let run_on: [&[u8]; 4] = [b"acc", b"channelc", b"h_1", b"sealed"];
        assert_eq!(old.open_at_rest(&mine, &run_on, &sealed), None);
        assert_eq!(keys(&one("a", "03")).open_at_rest(&mine, &place, &sealed), None, "another key of the same id");
        assert_eq!(old.unseal(&[&b"acc"[..]], &sealed), None, "no sealed answer");
    }

    #[test]
    fn wrong_keys_are_refused_without_being_repeated() {
        for bad in [
            "",
            "a",
            "a:zz",
            "a:00",
            &format!("{},{}", one("a", "01"), one("a", "02")),
            &format!("?:{}", "00".repeat(32)),
        ] {
            let said = Keys::parse(bad).expect_err(bad);
            assert!(bad.len() < 4 || !said.contains(bad));
        }
    }
}
