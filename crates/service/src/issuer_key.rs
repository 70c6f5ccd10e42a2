//! The public keys of an outside issuer (RFC 7517), and what they have signed: RSA (RS256; RFC 7518 §3.3), ECDSA on P-256
//! (ES256) and Ed25519. The one place that names the library for RSA, of which it uses the public half alone.

use contract::json;
use domain::base64url;
use domain::client_key::{Algorithm, PublicKey};
use rsa::BoxedUint;
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::sha2::Sha256;
use rsa::signature::Verifier as _;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::jwt::{self, Parts, Verifier};

/// The most keys that one issuer may have. A part of a set would refuse what the rest has signed, so of a larger one none is kept.
const MOST: usize = 200;
/// How long the modulus of RSA may be, in bits: shorter is weak (RFC 7518 §3.3), longer is slow.
const MODULUS: std::ops::RangeInclusive<usize> = 2_048..=4_096;

/// A way of signing that is taken from issuers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// RS256.
    Rsa,
    /// ES256 or EdDSA.
    Curve(Algorithm),
}

impl Way {
    /// The way with this name in a header; none for `none`, for shared secrets, and for others that are not taken.
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rsa),
            name => jwt::algorithm(name).map(Self::Curve),
        }
    }
}

/// A key.
#[derive(Debug)]
pub struct IssuerKey {
    /// What tokens name it by.
    pub kid: Option<String>,
    half: Half,
}

#[derive(Debug)]
enum Half {
    /// With the length of its modulus, in bytes.
    Rsa(VerifyingKey<Sha256>, usize),
    Curve(Verifier),
}

impl IssuerKey {
    /// What it verifies.
    pub const fn way(&self) -> Way {
        match &self.half {
            Half::Rsa(..) => Way::Rsa,
            Half::Curve(key) => Way::Curve(key.algorithm()),
        }
    }

    /// Has it signed this token? The key says in which way.
    pub fn has_signed(&self, token: &Parts<'_>) -> bool {
        if Way::of(&token.algorithm) != Some(self.way()) {
            return false;
        }
        match &self.half {
            Half::Rsa(key, length) => {
                let signature = token.signature.as_slice();
                // RFC 8017 §8.2.2: no zeros may be left out or put before.
                signature.len() == *length
                    && Signature::try_from(signature)
                        .is_ok_and(|signature| key.verify(token.signed.as_bytes(), &signature).is_ok())
            }
            Half::Curve(key) => {
                <[u8; 64]>::try_from(token.signature.as_slice()).is_ok_and(|it| key.has_signed(token.signed, &it))
            }
        }
    }

    /// Reads a JSON Web Key; none when it is another kind of key, or for something else.
    fn read(fields: &Map<String, Value>) -> Option<Self> {
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        let verifies = fields
            .get("key_ops")
            .filter(|ops| !ops.is_null())
            .is_none_or(|ops| ops.as_array().is_some_and(|all| all.iter().any(|op| op == "verify")));
        if text("use").is_some_and(|said| said != "sig") || !verifies {
            return None;
        }
        let half = match text("kty")? {
            "RSA" => {
                let (n, e) = (base64url::decode(text("n")?)?, base64url::decode(text("e")?)?);
                let (n, e) = (BoxedUint::from_be_slice_vartime(&n), BoxedUint::from_be_slice_vartime(&e));
                let length = (n.bit_width_vartime() as usize).div_ceil(8);
                let key = rsa::PublicKey::new_with_size_limits(n, e, MODULUS).ok()?;
                Half::Rsa(VerifyingKey::new(key), length)
            }
            kty => Half::Curve(Verifier::new(&PublicKey::from_jwk(kty, text("crv")?, text("x")?, text("y"))?)?),
        };
        let key = Self { kid: text("kid").map(str::to_owned), half };
        // What it says of itself must fit.
        let fits = text("alg").is_none_or(|said| Way::of(said) == Some(key.way()));
        fits.then_some(key)
    }
}

/// A set of keys, each as it stands.
#[derive(Deserialize)]
struct Set<'a> {
    #[serde(borrow)]
    keys: Vec<&'a RawValue>,
}

/// The keys in a set (RFC 7517 §5); none when it is not one, or too large. A key that can't be used here is left out, and so is
/// one that can't be read, such as one with a name twice (§4): others may be good.
pub fn published(body: &[u8]) -> Option<Vec<IssuerKey>> {
    let set: Set<'_> = serde_json::from_slice(body).ok()?;
    let keys = set.keys.into_iter().filter_map(|key| json::object(key.get().as_bytes()).ok());
    let keys: Vec<IssuerKey> = keys.filter_map(|fields| IssuerKey::read(&fields)).take(MOST + 1).collect();
    (keys.len() <= MOST).then_some(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7515, appendix A.2: the key, and the token that it signed.
    const N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
    const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

    fn key(more: &str) -> Option<IssuerKey> {
        let set = format!(r#"{{"keys":[{{"kty":"RSA","n":"{N}","e":"AQAB"{more}}}]}}"#);
        published(set.as_bytes()).and_then(|keys| keys.into_iter().next())
    }

    #[test]
    fn the_standards_own_token_is_signed_and_no_other() {
        let key = key("").expect("a key");
        let token = Parts::parse(TOKEN).expect("its form is right");
        assert!(key.has_signed(&token));
        for other in ["RS512", "PS256", "ES256", "none", "HS256", "rs256"] {
            assert!(!key.has_signed(&Parts { algorithm: other.to_owned(), ..token.clone() }), "{other}");
        }
        for at in [0, 1, 100, 255] {
            let mut signature = token.signature.clone();
            signature[at] ^= 1;
            assert!(!key.has_signed(&Parts { signature, ..token.clone() }), "{at}");
        }
        let longer = [&[0], token.signature.as_slice()].concat();
        assert!(!key.has_signed(&Parts { signature: longer, ..token.clone() }));
        let claims = token.signed.replace("Jqb2Ui", "Jqb2Uj");
        assert_ne!(claims, token.signed);
        assert!(!key.has_signed(&Parts { signed: &claims, ..token.clone() }));
    }

    #[test]
    fn a_key_that_is_not_for_this_is_left_out() {
        for more in [r#","use":"enc""#, r#","alg":"RS512""#, r#","alg":"RSA-OAEP""#, r#","key_ops":["encrypt"]"#] {
            assert!(key(more).is_none(), "{more}");
        }
        assert!(key(r#","use":"sig","alg":"RS256","kid":"a","x5c":["AAAA"],"key_ops":["verify"]"#).is_some());
        let short =
            format!(r#"{{"keys":[{{"kty":"RSA","n":"{}","e":"AQAB"}},{{"kty":"oct","k":"AAAA"}},7]}}"#, &N[..172]);
        assert_eq!(published(short.as_bytes()).map(|keys| keys.len()), Some(0), "1,024 bits; a shared secret");
        // One that can't be read takes no other with it.
        for odd in [r#"{"kty":"EC","kty":"RSA"}"#, r#"{"kid":"\ud800"}"#, "null", "[]", r#""x""#] {
            let set = format!(r#"{{"keys":[{odd},{{"kty":"RSA","n":"{N}","e":"AQAB"}}]}}"#);
            assert_eq!(published(set.as_bytes()).map(|keys| keys.len()), Some(1), "{odd}");
        }
        assert!(published(br#"{"keys":[],"keys":[]}"#).is_none(), "two sets are none");
        assert!(published(b"{}").is_none() && published(b"[]").is_none());
    }
}
