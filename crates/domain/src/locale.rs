//! The languages of the product.

use crate::field::FieldCode;

/// A language that the console, the mails and the problem titles speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
    /// Brazilian Portuguese.
    Pt,
}

impl Locale {
    /// All of them, in the order in which a menu shows them.
    pub const ALL: &'static [Locale] = &[Locale::En, Locale::Es, Locale::Pt];

    /// BCP 47, as stored and as in `locale` fields.
    pub const fn as_str(self) -> &'static str {
        match self {
            Locale::En => "en",
            Locale::Es => "es",
            Locale::Pt => "pt",
        }
    }

    /// The best language for an `Accept-Language` header (RFC 9110 §12.5.4); English when none fits.
    pub fn negotiate(accept_language: &str) -> Locale {
        let mut best = (0.0, Locale::En);
        for part in accept_language.split(',') {
            let mut pieces = part.split(';');
            let tag = pieces.next().unwrap_or_default().trim();
            let weight = pieces
                .find_map(|p| p.trim().strip_prefix("q="))
                .map_or(1.0, |q| q.parse::<f32>().map_or(0.0, |q| q.clamp(0.0, 1.0)));
            if let Some(locale) = Self::from_tag(tag)
                && weight > best.0
            {
                best = (weight, locale);
            }
        }
        best.1
    }

    /// The language of a BCP 47 tag, whatever its region: `pt-BR` is Portuguese.
    pub fn from_tag(tag: &str) -> Option<Locale> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.iter().copied().find(|l| primary.eq_ignore_ascii_case(l.as_str()))
    }
}

impl TryFrom<String> for Locale {
    type Error = FieldCode;
    fn try_from(text: String) -> Result<Self, FieldCode> {
        Self::ALL.iter().copied().find(|l| l.as_str() == text).ok_or(FieldCode::InvalidChoice)
    }
}

crate::text_serde!(Locale, { "type": "string", "enum": ["en", "es", "pt"] });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_gets_the_language_with_the_greatest_weight() {
        assert_eq!(Locale::negotiate("es-AR,es;q=0.9,en;q=0.8"), Locale::Es);
        assert_eq!(Locale::negotiate("fr, pt-BR;q=0.7, en;q=0.3"), Locale::Pt);
        assert_eq!(Locale::negotiate("de"), Locale::En);
        assert_eq!(Locale::negotiate(""), Locale::En);
        assert_eq!(Locale::negotiate("es;q=0, en;q=abc"), Locale::En);
    }
}
