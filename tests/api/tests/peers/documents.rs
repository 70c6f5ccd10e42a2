//! What is said of Tenure is tested.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Everything that a test can be in.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> =
        ["crates", "tests", "xtask", "worker", "app/src"].iter().map(|folder| Path::new(ROOT).join(folder)).collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if path.is_dir() {
                if !["node_modules", "target", "snapshots"].contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if [".rs", ".mjs"].iter().any(|end| name.ends_with(end)) {
                let text = std::fs::read_to_string(&path).expect("a text");
                found.push((path, text));
            }
        }
    }
    found
}

/// The texts between two marks.
fn between(text: &str, mark: char) -> impl Iterator<Item = &str> {
    text.split(mark).skip(1).step_by(2)
}

/// ferriskey #1232: “tokens are immediately invalidated” was in the documentation and not true. Each claim in the tables of
/// ARCHITECTURE.md, docs/asvs.md and docs/owasp-nhi.md names its test, and each test that is named there is there.
#[test]
fn b30_each_claim_names_a_test_that_is_there() {
    let sources = sources();
    let functions: BTreeSet<&str> = sources
        .iter()
        .flat_map(|(_, text)| text.split("fn ").skip(1).filter_map(|rest| rest.split(['(', '<']).next()))
        .collect();
    let titles: String = sources
        .iter()
        .filter(|(path, _)| path.extension().is_some_and(|end| end == "mjs"))
        .map(|(_, text)| text.as_str())
        .collect();
    let read = |file: &str| std::fs::read_to_string(Path::new(ROOT).join(file)).expect("a document");
    let (architecture, asvs, nhi) = (read("ARCHITECTURE.md"), read("docs/asvs.md"), read("docs/owasp-nhi.md"));
    let invariants =
        architecture.split("## Invariants, and what holds them").nth(1).and_then(|rest| rest.split("\n## ").next());
    let rows: Vec<&str> = invariants
        .expect("the table")
        .lines()
        .chain(asvs.lines())
        .chain(nhi.lines())
        .filter(|line| line.starts_with("| "))
        .collect();
    let mut named = 0;
    let mut missing = Vec::new();
    for row in rows.iter().filter(|row| !row.starts_with("| ---")) {
        let Some(tests) = row.trim_end_matches(['|', ' ']).rsplit(" | ").next() else { continue };
        for function in between(tests, '`').filter(|name| {
            name.contains('_')
                && *name != "compile_fail"
                && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        }) {
            named += 1;
            if !functions.contains(function) {
                missing.push(function.to_owned());
            }
        }
        for title in between(tests, '"') {
            named += 1;
            // A title may go on with the language in which it is run.
            if !titles.contains(title) {
                missing.push(title.to_owned());
            }
        }
        for file in tests.split([' ', ';', ',']).map(|word| word.rsplit('/').next().unwrap_or(word)) {
            if (file.ends_with(".mjs") || file.ends_with(".rs"))
                && !sources.iter().any(|(path, _)| path.ends_with(file))
            {
                missing.push(file.to_owned());
            }
        }
    }
    assert!(named > 100, "{named}");
    assert!(missing.is_empty(), "named and not there: {missing:#?}");
}

/// The bugs of others are numbered; each has its test, or is in the list of those whose thing is not there yet.
#[test]
fn every_number_has_its_test_or_says_why_not() {
    let list = include_str!("main.rs")
        .split("Not yet here")
        .nth(1)
        .expect("the list")
        .split("mod ")
        .next()
        .expect("the list")
        .to_owned();
    let sources = sources();
    for n in 1..=30 {
        let name = format!("b{n:02}");
        let here = sources.iter().any(|(_, text)| text.contains(&format!("fn {name}_")));
        assert!(here || list.contains(&name), "{name}");
        assert!(!here || !list.contains(&name) || list.contains(&format!("of {name}")), "{name} is both");
    }
}
