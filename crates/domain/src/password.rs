//! Which passwords are accepted (NIST SP 800-63B-4 §3.1.1, OWASP ASVS 5.0 6.2): long, any characters, not guessable.

use crate::field::FieldCode;
use crate::secret::Secret;
use crate::text;

/// The fewest characters while a password is the only factor (NIST SP 800-63B-4: 15).
pub const MIN_CHARS: usize = 15;
/// The most bytes that the hasher takes.
pub const MAX_BYTES: usize = 1024;

/// A password that was accepted as a new one.
pub struct NewPassword(Secret<String>);

impl NewPassword {
    /// Checks a new password. `personal` are words an attacker would try first: name, e-mail, account name.
    ///
    /// Errors: `required`, `too_short`, `too_long`, `invalid_characters`, `too_common`, `personal`. Nothing is trimmed;
    /// what is kept is the form that RFC 8265 gives to passwords.
    pub fn check(text: &str, personal: &[&str]) -> Result<Self, FieldCode> {
        let text = text::opaque(text);
        if text.is_empty() {
            return Err(FieldCode::Required);
        }
        if text.chars().count() < MIN_CHARS {
            return Err(FieldCode::TooShort);
        }
        if text.len() > MAX_BYTES {
            return Err(FieldCode::TooLong);
        }
        // What is invisible nobody types twice, and what is not yet a character has no form yet.
        text::check_characters(&text)?;
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
        Ok(Self(Secret::new(text)))
    }

    /// The password, for the hasher.
    pub const fn secret(&self) -> &Secret<String> {
        &self.0
    }
}

/// A password that was typed to be compared with a stored hash.
pub struct EnteredPassword(Vec<Secret<String>>);

impl EnteredPassword {
    /// Any text: what is wrong with it, the comparison says.
    pub fn new(text: &str) -> Self {
        let opaque = text::opaque(text);
        // Hashes that were made before passwords were normalised are of the text as it was typed.
        let typed = (opaque != text).then(|| text.to_owned());
        let spellings = std::iter::once(opaque).chain(typed);
        Self(spellings.filter(|s| s.len() <= MAX_BYTES).map(Secret::new).collect())
    }

    /// What to compare with the hash, one after the other until one is right; none when the text is too long. How
    /// many there are depends on the text alone, never on whose hash it is.
    pub fn spellings(&self) -> &[Secret<String>] {
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

    #[cfg(feature = "unicode")]
    #[test]
    fn one_password_has_one_form_however_it_is_typed() {
        let kept = |text: &str| NewPassword::check(text, &[]).map(|p| p.secret().expose().clone());
        assert_eq!(kept("contrasen\u{303}a muy la\u{301}rga"), kept("contraseña muy lárga"));
        assert_eq!(kept("a long\u{a0}sentence\u{3000}with spaces"), kept("a long sentence with spaces"));
        assert_eq!(kept("  with spaces at both ends  ").as_deref(), Ok("  with spaces at both ends  "));
        let entered = |text: &str| -> Vec<String> {
            EnteredPassword::new(text).spellings().iter().map(|s| s.expose().clone()).collect()
        };
        assert_eq!(entered("plain and long enough"), ["plain and long enough"]);
        assert_eq!(entered("la\u{301}rga"), ["lárga", "la\u{301}rga"], "an older hash is of what was typed");
        assert!(entered(&"x".repeat(MAX_BYTES + 1)).is_empty());
    }

    #[cfg(feature = "unicode")]
    #[test]
    fn what_cannot_be_typed_again_is_no_password() {
        for bad in ["tab\tin a long password", "invisible\u{200b} in the middle", "not yet \u{378} a character"] {
            assert_eq!(check(bad), Err(FieldCode::InvalidCharacters), "{bad:?}");
        }
        assert_eq!(check("una familia 👨‍👩‍👧 muy unida"), Ok(()));
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
