//! The account's e-mail domain: all people share it, and it is a company's (product 5.1).

use crate::email::Email;
use crate::field::FieldCode;

/// A domain in ASCII, lower case (IDNA: `MÜNCHEN.example` and `xn--mnchen-3ya.example` are the same).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailDomain(String);

impl MailDomain {
    /// The domain of an address.
    pub fn of(email: &Email) -> Result<Self, FieldCode> {
        let (_, domain) = email.as_str().rsplit_once('@').ok_or(FieldCode::InvalidEmail)?;
        Self::try_from(domain.to_owned())
    }

    /// In ASCII, as compared and stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Is it a provider that gives addresses to everybody?
    pub fn is_free_mail(&self) -> bool {
        let labels: Vec<&str> = self.0.split('.').collect();
        EXACT.contains(&self.0.as_str())
            || FAMILIES.iter().any(|family| labels.first() == Some(family) && (2..=3).contains(&labels.len()))
    }

    /// May a person of this address belong to an account of this domain? Exact, without sub-domains.
    pub fn admits(&self, email: &Email) -> Result<(), FieldCode> {
        let domain = Self::of(email)?;
        if domain == *self {
            Ok(())
        } else if domain.is_free_mail() {
            Err(FieldCode::FreeMail)
        } else {
            Err(FieldCode::ForeignDomain)
        }
    }
}

impl TryFrom<String> for MailDomain {
    type Error = FieldCode;
    fn try_from(text: String) -> Result<Self, FieldCode> {
        let ascii =
            idna::domain_to_ascii_strict(text.trim().trim_end_matches('.')).map_err(|_| FieldCode::InvalidEmail)?;
        if ascii.contains('.') { Ok(Self(ascii)) } else { Err(FieldCode::InvalidEmail) }
    }
}

crate::text_serde!(MailDomain, { "type": "string", "format": "hostname" });

/// Providers with one domain.
const EXACT: &[&str] = &[
    "126.com",
    "139.com",
    "163.com",
    "aim.com",
    "aol.com",
    "bol.com.br",
    "comcast.net",
    "cock.li",
    "duck.com",
    "email.com",
    "fastmail.com",
    "fastmail.fm",
    "globo.com",
    "googlemail.com",
    "gmail.com",
    "guerrillamail.com",
    "hey.com",
    "hushmail.com",
    "icloud.com",
    "ig.com.br",
    "inbox.ru",
    "libero.it",
    "list.ru",
    "mac.com",
    "mail.com",
    "mail.ru",
    "mailfence.com",
    "mailinator.com",
    "me.com",
    "msn.com",
    "naver.com",
    "oi.com.br",
    "orange.fr",
    "passport.com",
    "pm.me",
    "posteo.de",
    "proton.me",
    "protonmail.ch",
    "protonmail.com",
    "qq.com",
    "r7.com",
    "rocketmail.com",
    "runbox.com",
    "sapo.pt",
    "seznam.cz",
    "sina.com",
    "t-online.de",
    "terra.com.br",
    "tuta.io",
    "tutanota.com",
    "uol.com.br",
    "web.de",
    "wp.pl",
    "ya.ru",
    "yandex.com",
    "yandex.ru",
    "ymail.com",
    "yopmail.com",
    "zipmail.com.br",
    "zoho.com",
    "zohomail.com",
];

/// Providers with a domain in many countries: `hotmail.com`, `hotmail.com.ar`, `hotmail.es`.
const FAMILIES: &[&str] = &["gmx", "hotmail", "live", "outlook", "windowslive", "yahoo", "yandex"];

#[cfg(test)]
mod tests {
    use super::*;

    fn email(text: &str) -> Email {
        Email::try_from(text.to_owned()).expect("an address")
    }

    #[test]
    fn the_domain_is_compared_exactly_whatever_its_case_or_script() {
        let acme = MailDomain::of(&email("ana@Acme.example")).expect("a domain");
        assert_eq!(acme.admits(&email("luis@ACME.EXAMPLE")), Ok(()));
        assert_eq!(acme.admits(&email("luis@mail.acme.example")), Err(FieldCode::ForeignDomain));
        assert_eq!(acme.admits(&email("luis@acme.example.org")), Err(FieldCode::ForeignDomain));
        assert_eq!(acme.admits(&email("luis@gmail.com")), Err(FieldCode::FreeMail));
        let munich = MailDomain::of(&email("a@MÜNCHEN.example")).expect("a domain");
        assert_eq!(munich.admits(&email("b@xn--mnchen-3ya.example")), Ok(()));
    }

    #[test]
    fn free_mail_is_known_in_all_its_countries() {
        for free in [
            "gmail.com",
            "googlemail.com",
            "hotmail.com.ar",
            "hotmail.es",
            "outlook.com",
            "live.com.mx",
            "yahoo.co.uk",
            "proton.me",
            "gmx.net",
            "yandex.kz",
        ] {
            assert!(MailDomain::try_from(free.to_owned()).expect("a domain").is_free_mail(), "{free}");
        }
        for own in ["acme.example", "live-events.example", "yahoo.acme.example.org", "gmail.acme.co.uk.example"] {
            assert!(!MailDomain::try_from(own.to_owned()).expect("a domain").is_free_mail(), "{own}");
        }
    }
}
