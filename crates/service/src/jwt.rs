//! JSON Web Tokens (RFC 7519), as far as they are used here: signed, in their compact form, by Ed25519 or ECDSA on P-256. The
//! only user of the signature crates. It reads no clock and decides nothing about claims.

use contract::json;
use domain::base64url;
use domain::client_key::{Algorithm, PublicKey};
use domain::secret::Secret;
use domain::time::Instant;
use ed25519_dalek::Signer as _;
use p256::ecdsa;
use p256::ecdsa::signature::Verifier as _;
use serde_json::{Map, Value};

use crate::crypto;

/// The longest token that is looked at, in bytes.
pub const LONGEST: usize = 8 * 1024;

/// The claims of a token, or its header.
pub type Fields = Map<String, Value>;

/// The parts of a token of any way of signing, none included. What it says is nobody's word so far.
#[derive(Debug, Clone)]
pub struct Parts<'t> {
    /// How it says that it is signed.
    pub algorithm: String,
    /// The key that it names.
    pub kid: Option<String>,
    /// What kind of token it says it is, in lower case and without `application/`.
    pub typ: Option<String>,
    /// What it claims to say.
    pub claims: Fields,
    /// What its signature is of.
    pub signed: &'t str,
    /// That.
    pub signature: Vec<u8>,
}

impl<'t> Parts<'t> {
    /// Reads one. None when it is too long, is not of three parts, has names twice, or asks to understand what this does not
    /// (`crit`, RFC 7515 §4.1.11).
    pub fn parse(text: &'t str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let header = fields(header)?;
        let text = |name: &str| match header.get(name) {
            None => Some(None),
            Some(Value::String(text)) => Some(Some(text.clone())),
            Some(_) => None,
        };
        // A key that comes with the token proves nothing: it is not looked at, nor fetched from where the token says.
        if header.contains_key("crit") || header.contains_key("b64") {
            return None;
        }
        let typ = text("typ")?.map(|typ| typ.to_ascii_lowercase());
        Some(Self {
            algorithm: text("alg")??,
            kid: text("kid")?,
            typ: typ.map(|typ| typ.strip_prefix("application/").map(ToOwned::to_owned).unwrap_or(typ)),
            claims: fields(claims)?,
            signed,
            signature: base64url::decode(signature)?,
        })
    }
}

/// A token whose form is right and whose signature is not checked yet. What it says is nobody's word so far.
#[derive(Debug, Clone)]
pub struct Unverified<'t> {
    /// How it says that it is signed.
    pub algorithm: Algorithm,
    /// The key that it names.
    pub kid: Option<String>,
    /// What kind of token it says it is, in lower case and without `application/`.
    pub typ: Option<String>,
    claims: Fields,
    signed: &'t str,
    signature: [u8; 64],
}

impl<'t> Unverified<'t> {
    /// Reads one. None where [`Parts::parse`] says so, or when it is not signed or in another way (`none` and shared secrets
    /// among them).
    pub fn parse(text: &'t str) -> Option<Self> {
        let Parts { algorithm: name, kid, typ, claims, signed, signature } = Parts::parse(text)?;
        Some(Self { algorithm: algorithm(&name)?, kid, typ, claims, signed, signature: signature.try_into().ok()? })
    }

    /// What it claims to say: for finding the key that would prove it, and for nothing else.
    pub const fn claimed(&self) -> &Fields {
        &self.claims
    }

    /// Its claims, if this key has signed it. The key says which algorithm it is for; a token that says another is not
    /// verified by it.
    pub fn verified(self, key: &Verifier) -> Option<Fields> {
        (self.algorithm == key.algorithm() && key.has_signed(self.signed, &self.signature)).then_some(self.claims)
    }
}

/// The way of signing with this name. Ed25519 has two: the older one leaves open which curve (RFC 9864).
pub fn algorithm(name: &str) -> Option<Algorithm> {
    match name {
        "Ed25519" => Some(Algorithm::EdDsa),
        name => Algorithm::try_from(name.to_owned()).ok(),
    }
}

fn fields(part: &str) -> Option<Fields> {
    json::object(&base64url::decode(part)?).ok()
}

/// A public key that can verify.
#[derive(Debug, Clone)]
pub struct Verifier(Point);

#[derive(Debug, Clone)]
enum Point {
    P256(Box<ecdsa::VerifyingKey>),
    Ed25519(Box<ed25519_dalek::VerifyingKey>),
}

impl Verifier {
    /// None when it is no point of its curve, or one by which anything is signed.
    pub fn new(key: &PublicKey) -> Option<Self> {
        match key {
            PublicKey::P256 { x, y } => {
                let mut point = [4; 65];
                for (slot, byte) in point.iter_mut().skip(1).zip(x.iter().chain(y)) {
                    *slot = *byte;
                }
                Some(Self(Point::P256(Box::new(ecdsa::VerifyingKey::from_sec1_bytes(&point).ok()?))))
            }
            PublicKey::Ed25519 { x } => {
                let key = ed25519_dalek::VerifyingKey::from_bytes(x).ok()?;
                (!key.is_weak()).then(|| Self(Point::Ed25519(Box::new(key))))
            }
        }
    }

    /// Reads a stored JSON Web Key.
    pub fn of_jwk(jwk: &str) -> Option<Self> {
        let fields = json::object(jwk.as_bytes()).ok()?;
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        Self::new(&PublicKey::from_jwk(text("kty")?, text("crv")?, text("x")?, text("y"))?)
    }

    /// Is this its signature of that? In the form of RFC 7518 §3.4: two numbers side by side, no DER.
    pub fn has_signed(&self, signed: &str, signature: &[u8; 64]) -> bool {
        match &self.0 {
            Point::P256(key) => ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(signed.as_bytes(), &signature).is_ok()),
            Point::Ed25519(key) => {
                let signature = ed25519_dalek::Signature::from_bytes(signature);
                key.verify_strict(signed.as_bytes(), &signature).is_ok()
            }
        }
    }

    /// What it verifies.
    pub const fn algorithm(&self) -> Algorithm {
        match &self.0 {
            Point::P256(_) => Algorithm::Es256,
            Point::Ed25519(_) => Algorithm::EdDsa,
        }
    }
}

/// A private key.
pub struct Signer(Private);

enum Private {
    P256(ecdsa::SigningKey),
    Ed25519(ed25519_dalek::SigningKey),
}

impl Signer {
    /// A key out of its 32 bytes, which are a secret. None where they are no key of its curve: of random ones, one in 2³² is
    /// none of P-256.
    pub fn new(algorithm: Algorithm, bytes: &Secret<[u8; 32]>) -> Option<Self> {
        Some(Self(match algorithm {
            Algorithm::Es256 => Private::P256(ecdsa::SigningKey::from_slice(bytes.expose()).ok()?),
            Algorithm::EdDsa => Private::Ed25519(ed25519_dalek::SigningKey::from_bytes(bytes.expose())),
        }))
    }

    /// Its public half; none is a fault.
    pub fn public(&self) -> Option<PublicKey> {
        match &self.0 {
            Private::P256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                let (x, y) = point.as_bytes().get(1..)?.split_at_checked(32)?;
                Some(PublicKey::P256 { x: x.try_into().ok()?, y: y.try_into().ok()? })
            }
            Private::Ed25519(key) => Some(PublicKey::Ed25519 { x: key.verifying_key().to_bytes() }),
        }
    }

    /// How it signs.
    pub const fn algorithm(&self) -> Algorithm {
        match &self.0 {
            Private::P256(_) => Algorithm::Es256,
            Private::Ed25519(_) => Algorithm::EdDsa,
        }
    }

    /// A token of this type, by the key of this id. It takes no randomness: what ECDSA needs is derived (RFC 6979).
    pub fn sign(&self, typ: &str, kid: &str, claims: &Value) -> String {
        let header = serde_json::json!({ "alg": self.algorithm().as_str(), "kid": kid, "typ": typ });
        let part = |value: &Value| base64url::encode(value.to_string().as_bytes());
        let signed = format!("{}.{}", part(&header), part(claims));
        let signature = match &self.0 {
            Private::P256(key) => {
                let signature: ecdsa::Signature = ecdsa::signature::Signer::sign(key, signed.as_bytes());
                base64url::encode(&signature.to_bytes())
            }
            Private::Ed25519(key) => base64url::encode(&key.sign(signed.as_bytes()).to_bytes()),
        };
        format!("{signed}.{signature}")
    }
}

/// A claim that is a time (RFC 7519 §2, NumericDate): in seconds, whole or not; the outer none where it is something else.
#[allow(clippy::option_option, reason = "wrong, missing, there")]
#[allow(clippy::cast_possible_truncation, reason = "within the range that is looked at")]
pub fn time(claims: &Map<String, Value>, name: &str) -> Option<Option<Instant>> {
    /// The last second of the year 9999.
    const LAST: f64 = 253_402_300_799.0;
    match claims.get(name) {
        None => Some(None),
        Some(value) => {
            let seconds = value.as_f64().filter(|seconds| (0.0..=LAST).contains(seconds))?;
            Some(Some(Instant::from_millis((seconds * 1_000.0) as i64)))
        }
    }
}

/// The thumbprint of a key (RFC 7638).
pub fn thumbprint(key: &PublicKey) -> String {
    base64url::encode(&crypto::sha256(&key.to_jwk()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn signer(algorithm: Algorithm) -> Signer {
        Signer::new(algorithm, &Secret::new([7; 32])).expect("a key")
    }

    fn verifier(signer: &Signer) -> Verifier {
        Verifier::new(&signer.public().expect("a public half")).expect("a point")
    }

    #[test]
    fn a_thumbprint_is_the_standards() {
        // RFC 8037, appendix A.3.
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let key = PublicKey::from_jwk("OKP", "Ed25519", x, None).expect("a key");
        assert_eq!(thumbprint(&key), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn the_standards_own_tokens_are_verified() {
        // RFC 8037, appendix A.4, signs no object; RFC 7515, appendix A.3, does.
        let text = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        let jwk = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
        let read = Unverified::parse(text).expect("its form is right");
        let claims = read.verified(&Verifier::of_jwk(jwk).expect("a key")).expect("its signature, too");
        assert_eq!(claims["iss"], "joe");
    }

    #[test]
    fn what_is_signed_is_verified_by_its_own_key_alone() {
        for algorithm in Algorithm::ALL {
            let mine = signer(*algorithm);
            let text = mine.sign("at+jwt", "k", &json!({ "sub": "x" }));
            let read = Unverified::parse(&text).expect("its form is right");
            assert_eq!(
                (read.algorithm, read.kid.as_deref(), read.typ.as_deref()),
                (*algorithm, Some("k"), Some("at+jwt"))
            );
            assert_eq!(read.clone().verified(&verifier(&mine)).expect("signed")["sub"], "x");
            let other = Signer::new(*algorithm, &Secret::new([8; 32])).expect("a key");
            assert!(read.clone().verified(&verifier(&other)).is_none(), "another key");
            let unlike = Algorithm::ALL.iter().find(|one| *one != algorithm).expect("another");
            assert!(read.verified(&verifier(&signer(*unlike))).is_none(), "a key of another kind");
            // Any letter changed, in whichever part, is another token.
            for at in 0..text.len() {
                let changed: String = text
                    .chars()
                    .enumerate()
                    .map(|(i, c)| {
                        if i != at || c == '.' {
                            c
                        } else if c == 'A' {
                            'B'
                        } else {
                            'A'
                        }
                    })
                    .collect();
                let good = Unverified::parse(&changed).and_then(|read| read.verified(&verifier(&mine)));
                assert!(changed == text || good.is_none(), "{at}");
            }
        }
    }

    #[test]
    fn a_form_that_is_not_right_is_none() {
        let claims = base64url::encode(br#"{"sub":"x"}"#);
        let signature = base64url::encode(&[0; 64]);
        let with = |header: &str| format!("{}.{claims}.{signature}", base64url::encode(header.as_bytes()));
        for name in ["EdDSA", "Ed25519"] {
            let text = with(&format!(r#"{{"alg":"{name}"}}"#));
            assert_eq!(Unverified::parse(&text).map(|read| read.algorithm), Some(Algorithm::EdDsa));
        }
        for header in [
            r#"{"alg":"none"}"#,
            r#"{"alg":"HS256"}"#,
            r#"{"alg":"RS256"}"#,
            r#"{"alg":"eddsa"}"#,
            r#"{"alg":["EdDSA"]}"#,
            r#"{"typ":"JWT"}"#,
            r#"{"alg":"none","alg":"EdDSA"}"#,
            r#"{"alg":"EdDSA","crit":["exp"],"exp":1}"#,
            r#"{"alg":"EdDSA","crit":[]}"#,
            r#"{"alg":"EdDSA","b64":false}"#,
            r#"{"alg":"EdDSA","kid":7}"#,
            r#"["EdDSA"]"#,
            "x",
        ] {
            assert!(Unverified::parse(&with(header)).is_none(), "{header}");
        }
        let header = base64url::encode(br#"{"alg":"EdDSA"}"#);
        let twice = base64url::encode(br#"{"sub":"x","sub":"y"}"#);
        for text in [
            String::new(),
            "..".to_owned(),
            format!("{header}.{claims}"),
            format!("{header}.{claims}."),
            format!("{header}.{claims}.{signature}.{signature}"),
            format!("{header}.{claims}.{}", base64url::encode(&[0; 63])),
            format!("{header}.{claims}.{signature}="),
            format!("{header}=.{claims}.{signature}"),
            format!("{header}.{twice}.{signature}"),
            format!("{header}.{}.{signature}", base64url::encode(&vec![b' '; LONGEST])),
        ] {
            assert!(Unverified::parse(&text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_point_that_is_none_is_no_key() {
        assert!(Verifier::new(&PublicKey::P256 { x: [1; 32], y: [1; 32] }).is_none());
        assert!(Verifier::new(&PublicKey::Ed25519 { x: [0; 32] }).is_none(), "of small order");
        let mut one = [0; 32];
        one[0] = 1;
        assert!(Verifier::new(&PublicKey::Ed25519 { x: one }).is_none(), "the neutral one");
        assert!(Signer::new(Algorithm::Es256, &Secret::new([0; 32])).is_none());
        assert!(Signer::new(Algorithm::Es256, &Secret::new([255; 32])).is_none());
    }
}
