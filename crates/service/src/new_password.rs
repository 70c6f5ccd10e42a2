//! A new password, judged by the domain's rules and by the list of common ones, which the edge alone has.

use contract::SecretText;
use domain::password::{NewPassword, PasswordRule};

use crate::fail::Fail;

/// The common passwords of eight characters and more, in lower case, one a line in the order of their bytes: those of
/// Django's `CommonPasswordValidator` (BSD-3-Clause, after Royce Williams' list) and of zxcvbn (MIT). Left out is what is
/// another one with digits or signs around it, because that is refused as that one.
const COMMON: &str = include_str!("common_passwords.txt");

/// Is the text, in lower case, a common password?
fn is_listed(text: &str) -> bool {
    let bytes = COMMON.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let before = bytes.get(..middle).unwrap_or_default();
        let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        let rest = bytes.get(start..).unwrap_or_default();
        let line = rest.split(|b| *b == b'\n').next().unwrap_or_default();
        match line.cmp(text.as_bytes()) {
            core::cmp::Ordering::Equal => return true,
            core::cmp::Ordering::Less => low = start + line.len() + 1,
            core::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

/// Checks the new password that is in this field. `personal` are words that an attacker would try first.
pub fn check(
    field: &'static str,
    password: &SecretText,
    rule: PasswordRule,
    personal: &[&str],
) -> Result<NewPassword, Fail> {
    NewPassword::check(password.expose(), rule, personal, is_listed).map_err(|code| Fail::field(field, code))
}

#[cfg(test)]
mod tests {
    use domain::field::FieldCode;

    use super::*;

    #[test]
    fn the_list_is_sorted_and_each_of_it_is_found() {
        let lines: Vec<&str> = COMMON.lines().collect();
        assert!(lines.is_sorted() && lines.len() > 10_000);
        for line in &lines {
            assert!(is_listed(line), "{line}");
            assert_eq!(line.to_lowercase(), **line, "as it is asked for");
        }
        for other in [
            "",
            "\n",
            "a",
            "zzzzzzzzzzzzzzzzzz",
            "correct horse battery staple",
            "manchesterunite",
            "manchesterunitedx",
        ] {
            assert!(!is_listed(other), "{other}");
        }
    }

    #[test]
    fn what_everybody_tries_is_refused_in_any_case() {
        let refused =
            |text: &str, rule| NewPassword::check(text, rule, &[], is_listed).err() == Some(FieldCode::TooCommon);
        for text in ["ManchesterUnited", "manchesterunited!!2026", "1Q2W3E4R5T6Y7U8I"] {
            assert!(refused(text, PasswordRule::of(false)), "{text}");
        }
        for text in ["sunshine1", "Football12", "trustno1!"] {
            assert!(refused(text, PasswordRule::of(true)), "{text}");
        }
    }
}
