//! Our own numbers: what a channel sends from.

use crate::field::FieldCode;

/// A number or a short code that messages are sent from: 3 to 15 digits (E.164 has at most 15; short codes have fewer).
/// It may be written with a plus, blanks, dots, dashes and brackets, and is kept as digits alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SenderNumber(String);

impl SenderNumber {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for SenderNumber {
    type Error = FieldCode;
    fn try_from(text: String) -> Result<Self, FieldCode> {
        let text = text.trim();
        let rest = text.strip_prefix('+').unwrap_or(text);
        if text.is_empty() {
            return Err(FieldCode::Required);
        }
        if !rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-' | '(' | ')')) {
            return Err(FieldCode::InvalidCharacters);
        }
        let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
        match digits.len() {
            0..=2 => Err(FieldCode::TooShort),
            3..=15 => Ok(Self(digits)),
            _ => Err(FieldCode::TooLong),
        }
    }
}

crate::text_serde!(SenderNumber, {
    "type": "string",
    "pattern": "^\\s*\\+?[ .()-]*([0-9][ .()-]*){3,15}\\s*$"
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_its_digits() {
        let read = |text: &str| SenderNumber::try_from(text.to_owned()).map(|number| number.0);
        assert_eq!(read(" +55 (19) 90000-1111 ").as_deref(), Ok("5519900001111"));
        assert_eq!(read("28128").as_deref(), Ok("28128"));
        assert_eq!(read(" "), Err(FieldCode::Required));
        assert_eq!(read("12"), Err(FieldCode::TooShort));
        assert_eq!(read("1234567890123456"), Err(FieldCode::TooLong));
        assert_eq!(read("Acme"), Err(FieldCode::InvalidCharacters));
    }
}
