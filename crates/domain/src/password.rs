//! Which passwords are accepted (NIST SP 800-63B-4 §3.1.1, OWASP ASVS 5.0 6.2): long, any characters, not guessable.

use crate::field::FieldCode;
use crate::secret::Secret;
use crate::text;

/// The fewest characters while a password is the only factor (NIST SP 800-63B-4: 15).
pub const MIN_CHARS: usize = 15;
/// The fewest characters where nobody gets in with a password alone (NIST SP 800-63B-4: 8).
pub const MIN_CHARS_OF_TWO: usize = 8;
/// The most characters of a new password, counted as Unicode code points of the form that is kept. Nothing is cut off.
pub const MAX_CHARS: usize = 128;
/// The most bytes that the hasher takes: passwords that were chosen before there was [`MAX_CHARS`] may be longer.
pub const MAX_BYTES: usize = 1024;

/// How long a new password must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordRule {
    /// It is the only factor.
    OnlyFactor,
    /// The account requires a second factor of everybody.
    OneOfTwo,
}

impl PasswordRule {
    /// The rule of an account.
    pub const fn of(two_factor_required: bool) -> Self {
        if two_factor_required { Self::OneOfTwo } else { Self::OnlyFactor }
    }

    /// The fewest characters.
    pub const fn least(self) -> usize {
        match self {
            Self::OnlyFactor => MIN_CHARS,
            Self::OneOfTwo => MIN_CHARS_OF_TWO,
        }
    }
}

/// Knows no common passwords: for who asks before the edge does, which has the list.
pub const fn unlisted(_: &str) -> bool {
    false
}

/// A password that was accepted as a new one.
pub struct NewPassword(Secret<String>);

impl NewPassword {
    /// Checks a new password. `personal` are words an attacker would try first: name, e-mail, account name. `listed` says
    /// of a text in lower case whether it is on a list of common passwords.
    ///
    /// Errors: `required`, `too_short`, `too_long`, `invalid_characters`, `too_common`, `personal`. Nothing is trimmed;
    /// what is kept is the form that RFC 8265 gives to passwords.
    pub fn check(
        text: &str,
        rule: PasswordRule,
        personal: &[&str],
        listed: impl Fn(&str) -> bool,
    ) -> Result<Self, FieldCode> {
        let text = text::opaque(text);
        if text.is_empty() {
            return Err(FieldCode::Required);
        }
        let length = text.chars().count();
        if length < rule.least() {
            return Err(FieldCode::TooShort);
        }
        if length > MAX_CHARS || text.len() > MAX_BYTES {
            return Err(FieldCode::TooLong);
        }
        // What is invisible nobody types twice, and what is not yet a character has no form yet.
        text::check_characters(&text)?;
        let lower = text.to_lowercase();
        // A common one with digits or signs around it is the first that is tried after it.
        let core = lower.trim_matches(|c: char| !c.is_alphabetic());
        let word = lower.trim_matches(|c: char| !c.is_alphanumeric());
        if is_pattern(&lower) || is_common(&lower) || [lower.as_str(), word, core].into_iter().any(listed) {
            return Err(FieldCode::TooCommon);
        }
        let mut rest = lower;
        for word in
            personal.iter().flat_map(|p| p.split(|c: char| !c.is_alphanumeric())).filter(|w| w.chars().count() >= 4)
        {
            rest = rest.replace(&word.to_lowercase(), "");
        }
        if rest.chars().filter(|c| c.is_alphanumeric()).count() < rule.least() / 2 {
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
        check_by(PasswordRule::OnlyFactor, text)
    }

    fn check_by(rule: PasswordRule, text: &str) -> Result<(), FieldCode> {
        let personal = ["Ana López", "ana.lopez@example.com", "Acme Corporation"];
        NewPassword::check(text, rule, &personal, |text| text == "manchesterunited").map(|_| ())
    }

    #[test]
    fn where_a_second_factor_is_required_a_password_may_be_shorter_and_no_weaker() {
        let two = PasswordRule::of(true);
        assert_eq!(check_by(two, "vK8 tram"), Ok(()));
        assert_eq!(check("vK8 tram"), Err(FieldCode::TooShort));
        assert_eq!(check_by(two, "vK8 tra"), Err(FieldCode::TooShort));
        for common in ["password", "tenure99", "12345678", "Passw0rd", "aaaabbbb"] {
            assert_eq!(check_by(two, common), Err(FieldCode::TooCommon), "{common}");
        }
        assert_eq!(check_by(two, "López123"), Err(FieldCode::Personal));
    }

    #[test]
    fn characters_are_counted_and_none_is_cut_off() {
        let long = |n: usize| "héllo wörld 密码 ".chars().cycle().take(n).collect::<String>();
        // It repeats itself: what is asked here is how long it is.
        let length = |text: &str| NewPassword::check(text, PasswordRule::OnlyFactor, &[], unlisted).err();
        assert_ne!(length(&long(MAX_CHARS)), Some(FieldCode::TooLong));
        assert_eq!(length(&long(MAX_CHARS + 1)), Some(FieldCode::TooLong));
        let whole = format!("{}!", "one two three four five six seven eight nine ten ".repeat(2));
        let kept = NewPassword::check(&whole, PasswordRule::OnlyFactor, &[], unlisted).expect("accepted");
        assert_eq!(*kept.secret().expose(), whole, "the hasher gets all of it");
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
        let kept = |text: &str| {
            NewPassword::check(text, PasswordRule::OnlyFactor, &[], unlisted).map(|p| p.secret().expose().clone())
        };
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
            "ManchesterUnited",
            "!1ManchesterUnited2024",
        ] {
            assert_eq!(check(common), Err(FieldCode::TooCommon), "{common}");
        }
        assert_eq!(check("AcmeCorporation"), Err(FieldCode::Personal));
        assert_eq!(check("lopez.example.2026"), Err(FieldCode::Personal));
    }
}
