//! Which passwords are accepted (NIST SP 800-63B-4 §3.1.1, OWASP ASVS 5.0 6.2): long, any characters, not guessable.

use crate::field::FieldCode;
use crate::secret::Secret;

/// The fewest characters while a password is the only factor (NIST SP 800-63B-4: 15).
pub const MIN_CHARS: usize = 15;
/// The most bytes that the hasher takes.
pub const MAX_BYTES: usize = 1024;

/// A password that was accepted as a new one.
pub struct NewPassword(Secret<String>);

impl NewPassword {
    /// Checks a new password. `personal` are words an attacker would try first: name, e-mail, account name.
    ///
    /// Errors: `required`, `too_short`, `too_long`, `too_common`, `personal`. Nothing is trimmed or changed.
    pub fn check(text: &str, personal: &[&str]) -> Result<Self, FieldCode> {
        if text.is_empty() {
            return Err(FieldCode::Required);
        }
        if text.chars().count() < MIN_CHARS {
            return Err(FieldCode::TooShort);
        }
        if text.len() > MAX_BYTES {
            return Err(FieldCode::TooLong);
        }
        let lower = text.to_lowercase();
        if is_pattern(&lower) || is_common(&lower) {
            return Err(FieldCode::TooCommon);
        }
        let mut rest = lower;
        for word in
            personal.iter().flat_map(|p| p.split(|c: char| !c.is_alphanumeric())).filter(|w| w.chars().count() >= 4)
        {
            rest = rest.replace(&word.to_lowercase(), "");
        }
        if rest.chars().filter(|c| c.is_alphanumeric()).count() < MIN_CHARS / 2 {
            return Err(FieldCode::Personal);
        }
        Ok(Self(Secret::new(text.to_owned())))
    }

    /// The password, for the hasher.
    pub const fn secret(&self) -> &Secret<String> {
        &self.0
    }
}

/// One character or a short unit repeated, too few different characters, or a run along the alphabet or keyboard.
fn is_pattern(lower: &str) -> bool {
    let chars: Vec<char> = lower.chars().collect();
    let mut distinct = chars.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let repeats = (1..=chars.len() / 2).any(|unit| chars.iter().zip(chars.iter().skip(unit)).all(|(a, b)| a == b));
    const RUNS: [&str; 3] =
        ["abcdefghijklmnopqrstuvwxyz", "01234567890123456789012345678901234567890", "qwertyuiopasdfghjklzxcvbnm"];
    let runs = RUNS.iter().any(|run| run.contains(lower) || run.chars().rev().collect::<String>().contains(lower));
    distinct.len() < 5 || repeats || runs
}

/// Words that common-password lists combine; a password made of them and a digit or two is refused.
fn is_common(lower: &str) -> bool {
    const WORDS: [&str; 28] = [
        "password",
        "passwort",
        "contrasena",
        "contraseña",
        "senha",
        "welcome",
        "bienvenido",
        "letmein",
        "qwerty",
        "admin",
        "administrator",
        "iloveyou",
        "dragon",
        "monkey",
        "football",
        "baseball",
        "sunshine",
        "princess",
        "superman",
        "batman",
        "master",
        "secret",
        "login",
        "changeme",
        "default",
        "tenure",
        "abc",
        "user",
    ];
    let mut rest = lower.replace('@', "a").replace('0', "o").replace('$', "s");
    for word in WORDS {
        rest = rest.replace(word, "");
    }
    rest.chars().count() <= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<(), FieldCode> {
        NewPassword::check(text, &["Ana López", "ana.lopez@example.com", "Acme Corporation"]).map(|_| ())
    }

    #[test]
    fn long_and_unusual_is_enough() {
        for good in [
            "correct horse battery staple",
            "tr0ub4dor&3-and-more",
            "una frase larga cualquiera",
            "密码密码一二三四五六七八九十甲乙",
            "Sup3rS3cret!Passw0rd42x",
            "Tenure-Admin-Pass-2026!",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn short_long_common_and_personal_are_refused() {
        assert_eq!(check(""), Err(FieldCode::Required));
        assert_eq!(check("14 characters!"), Err(FieldCode::TooShort));
        assert_eq!(check(&"a long one ".repeat(100)), Err(FieldCode::TooLong));
        for common in [
            "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabc",
            "qwertyuiopasdfgh",
            "1234567890123456",
            "passwordpassword1",
            "P@ssw0rdP@ssw0rd",
            "welcomeadmin2024",
        ] {
            assert_eq!(check(common), Err(FieldCode::TooCommon), "{common}");
        }
        assert_eq!(check("AcmeCorporation"), Err(FieldCode::Personal));
        assert_eq!(check("lopez.example.2026"), Err(FieldCode::Personal));
    }
}
