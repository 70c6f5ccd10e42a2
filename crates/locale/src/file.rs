//! The texts of one language as a file: a first line that says what it is, then a line for each text, in the order in
//! which they are declared. The console is compiled without them and fetches the file of the reader's language.

/// Why a file could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// It is another kind of file, or of a build that declares other texts.
    Other,
    /// It has more lines than there are texts, or fewer.
    Cut,
}

const KIND: &str = "tenure-texts ";

/// The lines of a file that are still to be read.
pub struct Lines {
    rest: std::str::Lines<'static>,
    short: bool,
}

impl Lines {
    /// The file's lines, if its first one has this fingerprint.
    pub(crate) fn open(text: &'static str, fingerprint: u64) -> Result<Self, Broken> {
        let mut rest = text.lines();
        let of = rest.next().and_then(|head| head.strip_prefix(KIND));
        if of.and_then(|of| u64::from_str_radix(of, 16).ok()) != Some(fingerprint) {
            return Err(Broken::Other);
        }
        Ok(Self { rest, short: false })
    }

    /// The next text.
    pub(crate) fn next(&mut self) -> &'static str {
        self.rest.next().unwrap_or_else(|| {
            self.short = true;
            ""
        })
    }

    /// The next texts.
    pub(crate) fn many(&mut self, count: usize) -> Vec<&'static str> {
        (0..count).map(|_| self.next()).collect()
    }

    /// Was everything there, and nothing else?
    pub(crate) fn close(mut self) -> Result<(), Broken> {
        if self.short || self.rest.next().is_some() { Err(Broken::Cut) } else { Ok(()) }
    }
}

/// Adds to a fingerprint (FNV-1a).
pub(crate) const fn mixed(mut hash: u64, text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0100_0000_01b3);
        i += 1;
    }
    hash
}

/// The file of a language.
#[cfg(feature = "built-in")]
pub fn write(locale: domain::locale::Locale) -> String {
    use std::fmt::Write as _;

    let mut out = format!("{KIND}{:016x}\n", crate::FINGERPRINT);
    for entry in crate::entries() {
        let forms: Vec<String> = crate::texts::pick(locale, entry.forms)
            .iter()
            .map(|form| crate::say::numbered(form, entry.args))
            .collect();
        _ = writeln!(out, "{}", forms.join(&crate::say::BETWEEN.to_string()));
    }
    out
}

#[cfg(all(test, feature = "built-in"))]
mod tests {
    use super::{Broken, mixed, write};
    use crate::{Messages, entries, messages};
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
            assert_eq!(file.lines().count(), entries().count() + 1);
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
        let other = format!("{:016x}", crate::FINGERPRINT ^ 1);
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
