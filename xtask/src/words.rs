//! Words that are not the field's own, in documents and comments. `docs/glossary.md` has the ones that are.

use std::fs;

use anyhow::{Context, Result};

use crate::paths;
use crate::sh::answer;

/// What is written instead of what.
const INSTEAD: [(&str, &str); 7] = [
    ("hangs on", "depends on"),
    ("hang on ", "depend on"),
    ("leans on", "relies on"),
    ("surely you", "certain that it is you"),
    ("the dearest", "the most expensive"),
    ("stands in ", "is in"),
    ("stand in ", "are in"),
];

/// A released migration is never edited, and the changelog says what was said then. This list names the words.
const EXCEPT: [&str; 4] = ["/0001_init.sql", "/0002_people.sql", "docs/changelog.md", "xtask/src/words.rs"];

/// Where such words are, one sentence each.
pub fn violations() -> Result<Vec<String>> {
    let root = paths::root();
    let patterns = ["ls-files", "*.rs", "*.md", "*.sql", "*.mjs", "*.css"];
    let folder = root.to_string_lossy().into_owned();
    let list = answer("git", &[&["-C", &folder][..], &patterns[..]].concat()).context("git lists no files")?;
    let mut found = Vec::new();
    for name in list.lines().filter(|name| !EXCEPT.iter().any(|end| name.ends_with(end))) {
        // A file that was removed and is not committed yet is still listed.
        let Ok(text) = fs::read_to_string(root.join(name)) else { continue };
        found.extend(in_text(&text).into_iter().map(|(line, what)| format!("{name}:{line}: {what}")));
    }
    Ok(found)
}

fn in_text(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        // To stand in for something is what a double does.
        let line = line.replace("stands in for", "").replace("stand in for", "");
        for (words, better) in INSTEAD {
            if line.contains(words) {
                found.push((number, format!("“{}” → “{better}”", words.trim())));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{in_text, violations};

    #[test]
    fn words_are_found_and_doubles_may_stand_in() {
        assert_eq!(in_text("fine\nit hangs on that").len(), 1);
        assert_eq!(in_text("it stands in the log").len(), 1);
        assert!(in_text("a double stands in for it").is_empty());
    }

    #[test]
    fn this_repository_uses_the_words_of_its_field() -> anyhow::Result<()> {
        assert_eq!(violations()?, Vec::<String>::new());
        Ok(())
    }
}
