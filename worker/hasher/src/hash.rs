//! Password hashing: argon2id, and nothing stored is trusted to choose its own cost.
//!
//! The parameters are the version of a hash: whoever signs in with one of other parameters gets a new one.
//!
//! They are the OWASP Password Storage Cheat Sheet's second choice (19 MiB, 2 passes, 1 lane).

use argon2::password_hash::Error as HashError;
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};

/// Memory of a new hash, in KiB.
pub const MEMORY_KIB: u32 = 19_456;
/// Passes over the memory of a new hash.
pub const PASSES: u32 = 2;
/// Lanes of a new hash.
pub const LANES: u32 = 1;

/// The most memory a stored hash may ask for, in KiB. Wasm memory never shrinks and an isolate has 128 MB.
pub const MAX_MEMORY_KIB: u32 = 65_536;
/// The most passes a stored hash may ask for.
pub const MAX_PASSES: u32 = 5;
/// The most lanes a stored hash may ask for.
pub const MAX_LANES: u32 = 4;

/// The longest password, in bytes.
pub const MAX_PASSWORD_BYTES: usize = 1_024;
/// Bytes of salt in a new hash (RFC 9106 recommends 16).
pub const SALT_BYTES: usize = 16;

/// Why nothing was hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Longer than [`MAX_PASSWORD_BYTES`].
    PasswordTooLong,
    /// Not an argon2id (version 19) PHC string with a salt and a hash.
    NotArgon2id,
    /// The stored parameters ask for more than the ceiling.
    TooExpensive,
    /// The computation itself failed, for example for want of memory.
    Failed,
}

/// A stored hash that is worth verifying against. Made by [`read`] alone.
pub struct Stored(PasswordHash);

/// Checks the length of a password, in bytes.
pub fn admit(password: &str) -> Result<(), Refused> {
    if password.len() > MAX_PASSWORD_BYTES { Err(Refused::PasswordTooLong) } else { Ok(()) }
}

/// Hashes a password under a fresh salt, as a PHC string.
pub fn hash(password: &str, salt: &[u8; SALT_BYTES]) -> Result<String, Refused> {
    admit(password)?;
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| Refused::Failed)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_with_salt(password.as_bytes(), salt)
        .map(|hash| hash.to_string())
        .map_err(|_| Refused::Failed)
}

/// Reads a stored PHC string and refuses what must not be computed. Costs microseconds.
pub fn read(phc: &str) -> Result<Stored, Refused> {
    let stored = PasswordHash::new(phc).map_err(|_| Refused::NotArgon2id)?;
    let known = stored.algorithm == ARGON2ID_IDENT && stored.version == Some(Version::V0x13.into());
    if !known || stored.salt.is_none() || stored.hash.is_none() {
        return Err(Refused::NotArgon2id);
    }
    let params = Params::try_from(&stored).map_err(|_| Refused::NotArgon2id)?;
    if params.m_cost() > MAX_MEMORY_KIB || params.t_cost() > MAX_PASSES || params.p_cost() > MAX_LANES {
        return Err(Refused::TooExpensive);
    }
    Ok(Stored(stored))
}

/// Is the hash of other parameters than a new one? A right password is then hashed anew.
pub fn is_outdated(stored: &Stored) -> bool {
    let now = (MEMORY_KIB, PASSES, LANES);
    !Params::try_from(&stored.0).is_ok_and(|params| (params.m_cost(), params.t_cost(), params.p_cost()) == now)
}

/// Whether the password is the one that was hashed. The comparison takes constant time.
pub fn verify(password: &str, stored: &Stored) -> Result<bool, Refused> {
    admit(password)?;
    match Argon2::default().verify_password(password.as_bytes(), &stored.0) {
        Ok(()) => Ok(true),
        Err(HashError::PasswordInvalid) => Ok(false),
        Err(_) => Err(Refused::Failed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with the reference C implementation: `argon2 somesalt -id -t 2 -k 256 -p 1` over "password".
    const REFERENCE: &str = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    const SALT: [u8; SALT_BYTES] = *b"0123456789abcdef";

    fn refusal(phc: &str) -> Option<Refused> {
        read(phc).err()
    }

    #[test]
    fn the_reference_implementation_agrees() {
        let stored = read(REFERENCE).expect("readable");
        assert_eq!(verify("password", &stored), Ok(true));
        assert_eq!(verify("passwore", &stored), Ok(false));
    }

    #[test]
    fn a_new_hash_states_the_owasp_parameters_and_verifies() {
        let phc = hash("correct horse battery staple", &SALT).expect("hash");
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        let stored = read(&phc).expect("readable");
        assert!(!is_outdated(&stored));
        assert!(is_outdated(&read(REFERENCE).expect("readable")));
        assert_eq!(verify("correct horse battery staple", &stored), Ok(true));
        assert_eq!(verify("correct horse battery stapler", &stored), Ok(false));
        assert_eq!(verify("", &stored), Ok(false));
    }

    #[test]
    fn a_password_counts_in_bytes() {
        assert_eq!(admit(&"a".repeat(1_024)), Ok(()));
        assert_eq!(admit(&"a".repeat(1_025)), Err(Refused::PasswordTooLong));
        assert_eq!(admit(&"é".repeat(513)), Err(Refused::PasswordTooLong));
        assert_eq!(hash(&"a".repeat(1_025), &SALT), Err(Refused::PasswordTooLong));
    }

    #[test]
    fn stored_parameters_over_the_ceiling_are_not_computed() {
        let with = |params: &str| REFERENCE.replace("m=256,t=2,p=1", params);
        assert_eq!(refusal(&with("m=65536,t=5,p=4")), None);
        assert_eq!(refusal(&with("m=65537,t=2,p=1")), Some(Refused::TooExpensive));
        assert_eq!(refusal(&with("m=4294967295,t=2,p=1")), Some(Refused::TooExpensive));
        assert_eq!(refusal(&with("m=256,t=6,p=1")), Some(Refused::TooExpensive));
        assert_eq!(refusal(&with("m=256,t=2,p=5")), Some(Refused::TooExpensive));
    }

    #[test]
    fn anything_else_than_argon2id_is_refused() {
        for phc in [
            "",
            "$",
            "password",
            "$argon2id$",
            "$argon2id$v=19$m=256,t=2,p=1",
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ",
            "$argon2id$v=19$m=0,t=0,p=0$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "$argon2id$v=19$m=99999999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "$argon2id$v=19$m=256,t=2,p=16777215$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        ] {
            assert_eq!(refusal(phc), Some(Refused::NotArgon2id), "{phc}");
        }
        for other in ["$argon2i$", "$argon2d$", "$scrypt$", "$ARGON2ID$"] {
            assert_eq!(refusal(&REFERENCE.replace("$argon2id$", other)), Some(Refused::NotArgon2id), "{other}");
        }
        assert_eq!(refusal(&REFERENCE.replace("v=19", "v=16")), Some(Refused::NotArgon2id));
        assert_eq!(refusal(&REFERENCE.replace("v=19$", "")), Some(Refused::NotArgon2id));
    }
}
