//! Public keys of system users: what a client signs its assertions with (RFC 7523), in place of a secret that two hold.

use crate::base64url;
use crate::permission::closed;

closed! {
    /// A way of signing (RFC 7518 §3.1, RFC 8037 §3.1): what both the keys of clients and our own are for.
    Algorithm {
        /// ECDSA on P-256 with SHA-256.
        Es256 = "ES256",
        /// Ed25519.
        EdDsa = "EdDSA",
    }
}

/// How many keys a system user may have at a time (the schema's trigger).
pub const MOST: i64 = 10;

/// A public key, by its coordinates. That they are a point of its curve is for whoever can compute it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicKey {
    /// A point of P-256.
    P256 {
        /// The first coordinate.
        x: [u8; 32],
        /// The second.
        y: [u8; 32],
    },
    /// A point of Ed25519, as it is written.
    Ed25519 {
        /// The text of the point.
        x: [u8; 32],
    },
}

/// What stands before the point in a `SubjectPublicKeyInfo` (RFC 5280 §4.1) of each kind: there is one way to write it.
const SPKI_P256: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
];
const SPKI_ED25519: &[u8] = &[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo`; none when it is another key's.
    pub fn from_spki(der: &[u8]) -> Option<Self> {
        if let Some(x) = der.strip_prefix(SPKI_ED25519) {
            return Some(Self::Ed25519 { x: x.try_into().ok()? });
        }
        let (x, y) = der.strip_prefix(SPKI_P256)?.split_at_checked(32)?;
        Some(Self::P256 { x: x.try_into().ok()?, y: y.try_into().ok()? })
    }

    /// Reads the members of a JSON Web Key (RFC 7517); none when it is another kind of key.
    pub fn from_jwk(kty: &str, crv: &str, x: &str, y: Option<&str>) -> Option<Self> {
        let coordinate = |text: &str| <[u8; 32]>::try_from(base64url::decode(text)?).ok();
        match (kty, crv, y) {
            ("EC", "P-256", Some(y)) => Some(Self::P256 { x: coordinate(x)?, y: coordinate(y)? }),
            ("OKP", "Ed25519", None) => Some(Self::Ed25519 { x: coordinate(x)? }),
            _ => None,
        }
    }

    /// What it verifies.
    pub const fn algorithm(&self) -> Algorithm {
        match self {
            Self::P256 { .. } => Algorithm::Es256,
            Self::Ed25519 { .. } => Algorithm::EdDsa,
        }
    }

    /// The members of its JSON Web Key that say which key it is, in the order and spelling of RFC 7638: what its thumbprint is
    /// the digest of, and how it is stored.
    pub fn to_jwk(&self) -> String {
        match self {
            Self::P256 { x, y } => {
                let (x, y) = (base64url::encode(x), base64url::encode(y));
                format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#)
            }
            Self::Ed25519 { x } => {
                format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, base64url::encode(x))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_one_key_however_it_is_written() {
        // RFC 8037, appendix A.
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let key = PublicKey::from_jwk("OKP", "Ed25519", x, None).expect("a key");
        assert_eq!(key.to_jwk(), format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#));
        let der = [SPKI_ED25519, &base64url::decode(x).expect("bytes")].concat();
        assert_eq!(PublicKey::from_spki(&der), Some(key));
        let (x, y) = ("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM");
        let key = PublicKey::from_jwk("EC", "P-256", x, Some(y)).expect("a key");
        let point = [base64url::decode(x).expect("bytes"), base64url::decode(y).expect("bytes")].concat();
        assert_eq!(PublicKey::from_spki(&[SPKI_P256, &point].concat()), Some(key));
        assert_eq!((key.algorithm(), key.algorithm().as_str()), (Algorithm::Es256, "ES256"));
    }

    #[test]
    fn another_kind_of_key_is_none() {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        for (kty, crv, y) in [
            ("OKP", "X25519", None),
            ("OKP", "Ed25519", Some(x)),
            ("EC", "P-256", None),
            ("EC", "P-384", Some(x)),
            ("oct", "", None),
        ] {
            assert_eq!(PublicKey::from_jwk(kty, crv, x, y), None, "{kty} {crv}");
        }
        assert_eq!(PublicKey::from_jwk("OKP", "Ed25519", &x[1..], None), None);
        assert_eq!(PublicKey::from_spki(&[SPKI_ED25519, &[7; 33]].concat()), None);
        assert_eq!(PublicKey::from_spki(&SPKI_P256[..20]), None);
    }
}
