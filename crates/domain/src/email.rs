//! E-mail addresses as people sign in with them.

use crate::field::FieldCode;

/// An address with a plausible shape. Compared without regard to ASCII case: see [`Email::key`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// As typed, trimmed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What makes two addresses the same person's: the address in lower case, its domain in ASCII (IDNA).
    pub fn key(&self) -> String {
        match self.0.rsplit_once('@') {
            Some((local, domain)) => {
                let domain = idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_lowercase());
                format!("{}@{domain}", local.to_lowercase())
            }
            None => self.0.to_lowercase(),
        }
    }
}

impl TryFrom<String> for Email {
    type Error = FieldCode;

    /// Checks the shape only (RFC 5321 lengths, one `@`, a domain with a dot); whether mail arrives, mail tells.
    fn try_from(text: String) -> Result<Self, FieldCode> {
        let text = text.trim();
        if text.is_empty() {
            return Err(FieldCode::Required);
        }
        if text.len() > 254 {
            return Err(FieldCode::TooLong);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(FieldCode::InvalidEmail)?;
        let forbidden = |c: char| c.is_control() || c.is_whitespace() || "@<>()[],;:\\\"".contains(c);
        let label_ok = |l: &str| {
            !l.is_empty()
                && l.len() <= 63
                && !l.starts_with('-')
                && !l.ends_with('-')
                && l.chars().all(|c| c.is_alphanumeric() || c == '-')
        };
        let local_ok = !local.is_empty()
            && local.len() <= 64
            && !local.contains(forbidden)
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        let domain_ok = domain.contains('.') && domain.split('.').all(label_ok);
        if local_ok && domain_ok { Ok(Self(text.to_owned())) } else { Err(FieldCode::InvalidEmail) }
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
}
