//! Signatures by others' keys: ECDSA on P-256 over SHA-256 (FIPS 186-5). The one place that names the library.

use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::pkcs8::DecodePublicKey;

/// A public key of somebody else.
#[derive(Debug, Clone)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Reads a key on P-256 in PEM (RFC 7468: `PUBLIC KEY`).
    pub fn from_pem(text: &str) -> Option<Self> {
        VerifyingKey::from_public_key_pem(text.trim()).ok().map(Self)
    }

    /// Is this the key's signature of these bytes? The signature is in DER (RFC 3279 §2.2.3).
    pub fn has_signed(&self, bytes: &[u8], signature: &[u8]) -> bool {
        Signature::from_der(signature).is_ok_and(|signature| self.0.verify(bytes, &signature).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::base64;

    /// The key, the signature and the body that the documentation of GitHub's partner programme gave as its example
    /// (github/docs, pull request 18776).
    const KEY: &str = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE9MJJHnMfn2+H4xL4YaPDA4RpJqUq\nkCmRCBnYERxZanmcpzQSXs1X/AljlKkbJ8qpVIW4clayyef9gWhFbNHWAA==\n-----END PUBLIC KEY-----\n";
    const SIGNATURE: &str =
        "MEUCIQDKZokqnCjrRtw0tni+2Ltvl/uiMJ1EGumEsp1BsNr32AIgQY1YXD2nlj+XNfGK4rBfkMJ1JDOQcYXxa2sY8FNkrKc=";
    const BODY: &[u8] = br#"[{"token":"some_token","type":"some_type","url":"some_url"}]"#;

    #[test]
    fn the_published_example_is_signed_and_nothing_else_is() {
        let key = PublicKey::from_pem(KEY).expect("a key");
        let signature = base64(SIGNATURE).expect("base64");
        assert!(key.has_signed(BODY, &signature));
        for at in 0..BODY.len() * 8 {
            let mut body = BODY.to_vec();
            body[at / 8] ^= 1 << (at % 8);
            assert!(!key.has_signed(&body, &signature), "bit {at} of the body");
        }
        for at in 0..signature.len() * 8 {
            let mut other = signature.clone();
            other[at / 8] ^= 1 << (at % 8);
            assert!(!key.has_signed(BODY, &other), "bit {at} of the signature");
        }
        assert!(PublicKey::from_pem("").is_none() && PublicKey::from_pem(&KEY.replace("MFkw", "MFkx")).is_none());
    }
}
