//! E-mail addresses as people sign in with them.

use crate::field::FieldCode;
use crate::text;

/// An address with a plausible shape, in NFC. Compared without regard to case: see [`Email::key`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// As typed, but for its form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What makes two addresses the same person's: the address in lower case and NFC, its domain in ASCII (IDNA).
    pub fn key(&self) -> String {
        match self.0.rsplit_once('@') {
            Some((local, domain)) => {
                let domain = idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_lowercase());
                format!("{}@{domain}", text::nfc(&local.to_lowercase()))
            }
            None => text::nfc(&self.0.to_lowercase()).into_owned(),
        }
    }
}

/// Are two texts the same address? What is no address is the same as itself alone.
pub fn same(a: &str, b: &str) -> bool {
    let key = |text: &str| Email::try_from(text.to_owned()).map(|email| email.key());
    a == b || matches!((key(a), key(b)), (Ok(a), Ok(b)) if a == b)
}

impl TryFrom<String> for Email {
    type Error = FieldCode;

    /// Checks the shape only (RFC 5321 lengths, one `@`, a domain with a dot, the letters of RFC 6531); whether mail
    /// arrives, mail tells. Nothing invisible: two addresses that look the same would be two people's.
    fn try_from(text: String) -> Result<Self, FieldCode> {
        let sent = text.chars().count();
        let narrow: String = text.trim().chars().map(narrow).collect();
        let text = &*text::nfc(&narrow);
        if text.is_empty() {
            return Err(FieldCode::Required);
        }
        if sent.max(text.len()) > 254 {
            return Err(FieldCode::TooLong);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(FieldCode::InvalidEmail)?;
        let forbidden = |c: char| c.is_control() || c.is_whitespace() || "@<>()[],;:\\\"".contains(c);
        // Joiners and styles of emoji too, which a name may have.
        if text.chars().any(text::is_blank) || text::check_characters(text).is_err() {
            return Err(FieldCode::InvalidCharacters);
        }
        if text::holds_token(text) {
            return Err(FieldCode::LooksLikeAToken);
        }
        // Signs beyond ASCII are of many kinds in domains of other scripts: there IDNA decides.
        let label_ok = |l: &str| {
            !l.is_empty()
                && l.len() <= 63
                && !l.starts_with('-')
                && !l.ends_with('-')
                && l.chars().all(|c| c.is_alphanumeric() || c == '-' || !c.is_ascii())
        };
        let idna_ok = |d: &str| !cfg!(feature = "unicode") || d.is_ascii() || idna::domain_to_ascii_strict(d).is_ok();
        let local_ok = !local.is_empty()
            && local.len() <= 64
            && !local.contains(forbidden)
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        let domain_ok = domain.contains('.') && domain.split('.').all(label_ok) && idna_ok(domain);
        if local_ok && domain_ok { Ok(Self(text.to_owned())) } else { Err(FieldCode::InvalidEmail) }
    }
}

/// ASCII for its full-width twin (RFC 8265 §3.3.2, the width mapping of usernames), as an input method may type it.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

crate::text_serde!(Email, { "type": "string", "format": "email", "maxLength": 254 });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_text() {
        for good in ["ana@example.com", "Ana.Lopez+bots@mail.example.co", "josé@exämple.org", "o'neil@example.com"] {
            assert!(Email::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for bad in [
            "ana",
            "ana@",
            "@example.com",
            "ana@example",
            "a b@example.com",
            "ana@-x.com",
            "ana@x..com",
            "a@b@example.com",
            ".a@example.com",
        ] {
            assert_eq!(Email::try_from(bad.to_owned()), Err(FieldCode::InvalidEmail), "{bad}");
        }
    }

    #[test]
    fn an_address_with_something_invisible_is_no_address() {
        for c in INVISIBLE {
            for bad in [format!("a{c}na@example.com"), format!("ana{c}@example.com"), format!("ana@exa{c}mple.com")] {
                assert!(Email::try_from(bad.clone()).is_err(), "{bad:?}");
            }
        }
    }

    const INVISIBLE: [char; 16] = [
        '\u{ad}',
        '\u{34f}',
        '\u{61c}',
        '\u{115f}',
        '\u{200b}',
        '\u{200d}',
        '\u{200e}',
        '\u{202e}',
        '\u{2066}',
        '\u{2800}',
        '\u{3164}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{ffa0}',
        '\u{e0041}',
        '\u{fffd}',
    ];

    #[cfg(feature = "unicode")]
    #[test]
    fn one_address_has_one_key_however_it_is_written() {
        let key = |text: &str| Email::try_from(text.to_owned()).map(|e| e.key());
        for (a, b) in [
            ("jos\u{e9}@example.com", "JOSE\u{301}@example.com"),
            ("ana@exa\u{308}mple.org", "ana@ex\u{e4}mple.org"),
            ("ana@xn--exmple-cua.org", "ana@EX\u{c4}MPLE.org"),
            ("\u{ff41}na\u{ff20}example.com", "ana@example.com"),
        ] {
            assert_eq!(key(a), key(b), "{a:?} {b:?}");
            assert!(key(a).is_ok(), "{a:?}");
        }
        assert!(
            Email::try_from("आशा@हिन्दी.example".to_owned()).is_ok(),
            "a sign that joins letters is a part of the script"
        );
        let token = crate::token::assemble(crate::environment::Environment::Test, &[1; 24], &[2; 8]).expose().clone();
        assert_eq!(key(&format!("{token}@example.com")), Err(FieldCode::LooksLikeAToken));
    }

    #[cfg(feature = "unicode")]
    proptest::proptest! {
        #[test]
        fn a_key_is_the_key_of_itself(local in "[\\PC]{1,20}", domain in "[a-z]{1,8}\\.(com|org)") {
            if let Ok(email) = Email::try_from(format!("{local}@{domain}")) {
                let key = email.key();
                proptest::prop_assert_eq!(Email::try_from(key.clone()).map(|e| e.key()), Ok(key));
            }
        }
    }
}
