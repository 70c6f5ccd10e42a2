//! Writes the file of a language: the build does, natively.

use crate::file::KIND;
use crate::say::{BETWEEN, numbered};
use crate::texts::{Entry, pick};
use crate::{Later, Messages};
use domain::locale::Locale;
use std::fmt::Write as _;

/// The file of a language.
pub fn write(locale: Locale) -> String {
    lines(locale, Messages::FINGERPRINT, Messages::entries())
}

/// The file of a language for what is opened rarely.
pub fn write_later(locale: Locale) -> String {
    lines(locale, Later::FINGERPRINT, Later::entries())
}

fn lines(locale: Locale, fingerprint: u64, entries: impl Iterator<Item = &'static Entry>) -> String {
    let mut out = format!("{KIND}{fingerprint:016x}\n");
    for entry in entries {
        let forms: Vec<String> = pick(locale, entry.forms).iter().map(|form| numbered(form, entry.args)).collect();
        _ = writeln!(out, "{}", forms.join(&BETWEEN.to_string()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::write;
    use crate::file::{Broken, mixed};
    use crate::{Later, Messages, entries, messages};
    use domain::locale::Locale;

    fn read(text: String) -> Result<Messages, Broken> {
        Messages::read(Box::leak(text.into_boxed_str()))
    }

    #[test]
    fn a_text_is_one_line() {
        for entry in entries() {
            for form in entry.forms.iter().copied().flatten() {
                assert!(!form.contains(['\n', '\r', '\t']), "{}: {form}", entry.place);
                assert!(!entry.args.is_empty() || !form.contains(['{', '}']), "{}: {form}", entry.place);
            }
        }
    }

    #[test]
    fn what_is_read_from_the_file_is_what_is_declared() -> Result<(), Broken> {
        for locale in Locale::ALL.iter().copied() {
            let file = write(locale);
            assert_eq!(file.lines().count(), Messages::entries().count() + 1);
            let later = super::write_later(locale);
            assert_eq!(later.lines().count(), Later::entries().count() + 1);
            assert!(read(later.clone()).is_err(), "the two files are not taken for each other");
            assert!(Later::read(Box::leak(later.into_boxed_str())).is_ok());
            let texts = read(file)?;
            let declared = |place: &str| {
                let entry = entries().find(|entry| entry.place == place);
                entry.map(|entry| crate::texts::pick(locale, entry.forms)[0])
            };
            assert_eq!(Some(texts.common.cancel), declared("common.cancel"), "the first of the first area");
            assert_eq!(Some(texts.fields.role_ambiguous), declared("fields.role_ambiguous"), "the last of the last");
            assert_eq!(Some(texts.bots.as_table), declared("bots.as_table"));
            assert_eq!(Some(texts.title_words[0]), declared("problem.title.MalformedBody"));
            assert_eq!(texts.title_words[0], crate::problem::title(locale, contract::Code::MalformedBody));
            assert_eq!(texts.status_words.len(), 3);
        }
        Ok(())
    }

    #[test]
    fn a_file_of_another_build_or_a_part_of_one_is_noticed() {
        let file = write(Locale::En);
        assert!(read(file.clone()).is_ok());
        let cut: Vec<&str> = file.lines().collect();
        assert_eq!(read(cut[..cut.len() - 1].join("\n")).err(), Some(Broken::Cut));
        assert_eq!(read(format!("{file}one more\n")).err(), Some(Broken::Cut));
        assert_eq!(read("<!doctype html>\n<html>".to_owned()).err(), Some(Broken::Other));
        assert_eq!(read(String::new()).err(), Some(Broken::Other));
        let other = format!("{:016x}", Messages::FINGERPRINT ^ 1);
        assert_eq!(read(file.replacen(&file[13..29], &other, 1)).err(), Some(Broken::Other));
    }

    #[test]
    fn the_fingerprint_is_of_names_arguments_and_order() {
        let of = |shapes: &[&str]| shapes.iter().fold(crate::SEED, |hash, shape| mixed(hash, shape));
        assert_ne!(of(&["a b"]), of(&["b a"]));
        assert_ne!(of(&["a(n:u64,)"]), of(&["a(n:&str,)"]));
        assert!(std::ptr::eq(messages(Locale::En), messages(Locale::En)), "made once");
    }
}
