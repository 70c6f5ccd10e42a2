//! People's addresses: the forms of one number are one person.
//!
//! Carriers write one number in several ways. Brazil put a 9 before its mobile numbers, and WhatsApp still knows people
//! by the old form; Mexico's 1 after 52 and Argentina's 9 after 54 come and go. Two keys for one person would send the
//! answer to the wrong webhook. Source: product.md 3.2 and 3.3; the numbering plans of the three countries.

use core::fmt;

use serde::{Deserialize, Serialize};

/// The longest number that exists (E.164), in digits.
const LONGEST: usize = 15;
/// The shortest number that a message comes from: a short code.
const SHORT_CODE: usize = 3;
/// The shortest number with its country that a message can go to.
const SHORTEST: usize = 7;
/// The longest id of a person after its country: 128 characters, and what a parent company's has before them.
const LONGEST_USER_ID: usize = 132;

/// Who somebody is to us: the same for all forms of one number. Any text has one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct PersonKey(String);

impl PersonKey {
    /// The key of a text: a number in any of its forms, or an id that is no number (`BR.1234567890`), without blanks
    /// and without a difference of case. Of a key it is the key itself.
    pub fn of(text: &str) -> Self {
        let mut folded: String = text.chars().filter(|c| !is_blank(*c)).map(|c| c.to_ascii_lowercase()).collect();
        while let Some(rest) = ["whatsapp:", "tel:"].iter().find_map(|scheme| folded.strip_prefix(scheme)) {
            folded = rest.to_owned();
        }
        Self(number(&folded).unwrap_or(folded))
    }

    /// The key as it is stored and compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Is it a telephone number? Else it is an id that means something to its carrier alone.
    pub fn is_number(&self) -> bool {
        !self.0.is_empty() && self.0.bytes().all(|byte| byte.is_ascii_digit())
    }
}

impl From<String> for PersonKey {
    fn from(text: String) -> Self {
        Self::of(&text)
    }
}

impl From<PersonKey> for String {
    fn from(key: PersonKey) -> Self {
        key.0
    }
}

impl fmt::Display for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What nobody sees, or sees as a gap.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// What people put between the digits of a number. Dashes come from word processors too.
fn is_punctuation(c: char) -> bool {
    matches!(c, '+' | '-' | '(' | ')' | '.' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The one form of a number, if it is one.
fn number(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !is_punctuation(*c)).collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // No country's code begins with 0: what is in front is a prefix for calls abroad.
    let digits = digits.trim_start_matches('0');
    (SHORT_CODE..=LONGEST).contains(&digits.len()).then(|| canonical(digits))
}

/// One form of a number for its country.
fn canonical(digits: &str) -> String {
    if let Some(rest) = digits.strip_prefix("55") {
        // Area and eight digits. Those that begin with 2 to 5 are lines of houses and never had the 9.
        if let (10, Some((area, line))) = (rest.len(), rest.split_at_checked(2))
            && !line.starts_with(['2', '3', '4', '5'])
        {
            return format!("55{area}9{line}");
        }
    }
    for (country, mobile) in [("52", "521"), ("54", "549")] {
        if let Some(rest) = digits.strip_prefix(mobile)
            && rest.len() == 10
        {
            return format!("{country}{rest}");
        }
    }
    digits.to_owned()
}

/// Whom a message can go to: a number, digits with the country as the sender wrote them, or an id of WhatsApp's.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Destination(String);

impl Destination {
    /// The digits, or the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Who it is.
    pub fn person(&self) -> PersonKey {
        PersonKey::of(&self.0)
    }

    /// Is it a telephone number?
    pub fn is_number(&self) -> bool {
        self.0.bytes().all(|byte| byte.is_ascii_digit())
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DestinationRefusal {
    /// Nothing is there.
    Empty,
    /// A character that no number has.
    NotANumber,
    /// Less than seven digits, or without its country.
    TooShort,
    /// More than fifteen digits.
    TooLong,
}

/// Reads a destination in the forms that Sinch's API takes: `5519900001111`, `+5519900001111`, `+55(19) 900001111`.
pub fn destination(text: &str) -> Result<Destination, DestinationRefusal> {
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text);
    let mut digits = String::with_capacity(LONGEST);
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '(' | ')' | '-' | '.' => {}
            _ => return Err(DestinationRefusal::NotANumber),
        }
    }
    match digits.len() {
        0 => Err(DestinationRefusal::Empty),
        length if length < SHORTEST || digits.starts_with('0') => Err(DestinationRefusal::TooShort),
        length if length > LONGEST => Err(DestinationRefusal::TooLong),
        _ => Ok(Destination(digits)),
    }
}

/// Reads whom a message of WhatsApp can go to: a number, or the id of somebody whose number Meta does not tell.
pub fn whatsapp_destination(text: &str) -> Result<Destination, DestinationRefusal> {
    user_id(text.trim()).map_or_else(|| destination(text), |id| Ok(Destination(id)))
}

/// Meta's id of a person to a business: a country, and letters and digits (`BR.1234567890`, `BR.ENT.1234567890`).
fn user_id(text: &str) -> Option<String> {
    let (country, id) = text.split_once('.')?;
    let is_country = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_id = is_country && id.len() <= LONGEST_USER_ID && id.split('.').all(is_part);
    is_id.then(|| format!("{}.{id}", country.to_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(text: &str) -> String {
        PersonKey::of(text).into()
    }

    #[test]
    fn the_forms_of_one_number_are_one_person() {
        for forms in [
            // Brazil: with and without the ninth digit.
            &["5519990001111", "+55 (19) 99000-1111", "551990001111", "0055 19 9000.1111", "whatsapp:+5519990001111"][..],
            &["5519900001111", "551900001111", "+55(19) 900001111", "+5519900001111"],
            // Mexico's 1.
            &["5215512345678", "525512345678", "+52 1 55 1234 5678", "+52-55-1234-5678"],
            // Argentina's 9.
            &["5491123456789", "541123456789", "+54 9 11 2345-6789", "tel:+54 11 2345\u{2011}6789"],
            &["14155550100", "+1 (415) 555-0100", "1/415/555/0100"],
            &["28128", " 28128 "],
            &["BR.1234567890", "br.1234567890", " BR. 1234567890\u{200b}"],
        ] {
            for form in forms {
                assert_eq!(key(form), key(forms[0]), "{form}");
            }
        }
    }

    #[test]
    fn different_numbers_stay_different() {
        // A house in Campinas is not the mobile phone with a 9 before its number.
        assert_ne!(key("551932345678"), key("5519932345678"));
        // Ten digits after 52 that begin with 1 are a number of their own.
        assert_eq!(key("521234567890"), "521234567890");
        assert_eq!(key("549112345678"), "549112345678");
        assert_ne!(key("BR.1234567890"), key("1234567890"));
        assert!(PersonKey::of("5519990001111").is_number() && !PersonKey::of("BR.1").is_number());
        assert_eq!(key(""), "");
        assert_eq!(key("00"), "00");
    }

    #[test]
    fn destinations_come_in_the_documented_forms() {
        for form in ["5519900001111", "+5519900001111", "+55(19) 900001111", " 55-19-900001111 "] {
            assert_eq!(destination(form).map(|it| it.0), Ok("5519900001111".to_owned()), "{form}");
        }
        for (text, refusal) in [
            ("", DestinationRefusal::Empty),
            ("+", DestinationRefusal::Empty),
            ("++5519900001111", DestinationRefusal::NotANumber),
            ("55199000O1111", DestinationRefusal::NotANumber),
            ("5519900001111;1", DestinationRefusal::NotANumber),
            ("５５19900001111", DestinationRefusal::NotANumber),
            ("123456", DestinationRefusal::TooShort),
            ("0019900001111", DestinationRefusal::TooShort),
            ("1234567890123456", DestinationRefusal::TooLong),
        ] {
            assert_eq!(destination(text), Err(refusal), "{text}");
        }
    }

    #[test]
    fn whatsapp_goes_to_people_without_a_number_too() {
        let long = format!("BR.ENT.{}", "a1".repeat(64));
        for (text, id) in [
            ("BR.1234567890", "BR.1234567890"),
            (" br.1234567890 ", "BR.1234567890"),
            ("US.ENT.11815799212886844830", "US.ENT.11815799212886844830"),
            (&long, &long),
            ("+55(19) 900001111", "5519900001111"),
            ("55.19.900001111", "5519900001111"),
        ] {
            let read = whatsapp_destination(text).expect(text);
            assert_eq!(read.as_str(), id);
            assert_eq!(read.is_number(), !id.contains('.'), "{text}");
            assert_eq!(read.person(), PersonKey::of(text));
        }
        for text in
            ["BR.", "BR..1", "BR.1.", "BRA.1", "B.1", "BR1", "BR.1/2", "BR.\u{661}", "BR. 1", &format!("{long}1")]
        {
            assert_eq!(whatsapp_destination(text), Err(DestinationRefusal::NotANumber), "{text}");
        }
        assert_eq!(whatsapp_destination(""), Err(DestinationRefusal::Empty));
        assert_eq!(destination("BR.1234567890"), Err(DestinationRefusal::NotANumber));
    }

    proptest! {
        #[test]
        fn any_text_has_a_key_and_a_key_has_itself(text in any::<String>()) {
            let key = PersonKey::of(&text);
            prop_assert_eq!(PersonKey::of(key.as_str()), key.clone());
            if let Ok(read) = whatsapp_destination(&text) {
                prop_assert_eq!(whatsapp_destination(read.as_str()), Ok(read.clone()));
                prop_assert_eq!(read.person(), key);
            }
        }

        #[test]
        fn punctuation_makes_no_difference(text in "(00|\\+)?(55|52|521|54|549|1)[0-9]{3,12}", at in 1usize..9) {
            let mut other = text.clone();
            other.insert_str(at.min(text.len()), ") -");
            prop_assert_eq!(PersonKey::of(&other), PersonKey::of(&text));
            prop_assert_eq!(PersonKey::of(PersonKey::of(&text).as_str()), PersonKey::of(&text));
        }

        #[test]
        fn the_ninth_digit_is_no_difference(area in "[1-9][1-9]", line in "[6-9][0-9]{7}") {
            prop_assert_eq!(PersonKey::of(&format!("55{area}9{line}")), PersonKey::of(&format!("55{area}{line}")));
        }
    }
}
