//! No two top-level modules of a crate depend on each other: each can be read, moved and tested with
//! what stands below it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::paths;

/// The sources that are looked at.
const SOURCES: [&str; 10] = [
    "app/src",
    "crates/domain/src",
    "crates/contract/src",
    "crates/store/src",
    "crates/messaging/src",
    "crates/service/src",
    "crates/locale/src",
    "worker/src",
    "worker/hasher/src",
    "xtask/src",
];

/// The console's areas: none names another one, what two of them share lies below.
const AREAS: &str = "app/src/areas";

/// Which modules each module names.
type Names = BTreeMap<String, BTreeSet<String>>;

/// The circles of this workspace, one sentence each.
pub fn violations() -> Result<Vec<String>> {
    let mut found = Vec::new();
    for source in SOURCES {
        for circle in circles(&names(&paths::root().join(source))?) {
            found.push(format!("{source}: `{}` name each other in a circle", circle.join("`, `")));
        }
    }
    for (area, others) in names_below(&paths::root().join(AREAS), "crate::areas::")? {
        for other in others.into_iter().filter(|other| *other != area) {
            found.push(format!("{AREAS}: `{area}` names `{other}`; what both need belongs to `shared`"));
        }
    }
    Ok(found)
}

/// What the modules of a crate name of each other, each with its folder taken as one.
fn names(source: &Path) -> Result<Names> {
    names_below(source, "crate::")
}

/// What the modules in a folder name after a prefix, each module with its folder taken as one.
fn names_below(source: &Path, prefix: &str) -> Result<Names> {
    let mut names = Names::new();
    for path in files(source)? {
        let inner = path.strip_prefix(source)?;
        let first = inner.iter().next().unwrap_or_default().to_string_lossy();
        let module = first.strip_suffix(".rs").unwrap_or(&first).to_owned();
        // The crate's root names all of its modules.
        if !matches!(module.as_str(), "lib" | "main") {
            let text = fs::read_to_string(&path).with_context(|| format!("{} can't be read", paths::shown(&path)))?;
            names.entry(module).or_default().extend(named(&text, prefix));
        }
    }
    let modules: BTreeSet<String> = names.keys().cloned().collect();
    for (module, others) in &mut names {
        others.retain(|other| other != module && modules.contains(other));
    }
    Ok(names)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{} is missing", paths::shown(folder)))? {
        let path = entry?.path();
        if path.is_dir() {
            all.extend(files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            all.push(path);
        }
    }
    Ok(all)
}

/// The names that follow a prefix in a file, outside comments and its tests.
fn named(text: &str, prefix: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let code: String = code.lines().map(|line| line.split("//").next().unwrap_or_default().to_owned() + "\n").collect();
    let mut found = BTreeSet::new();
    for rest in code.split(prefix).skip(1) {
        match rest.strip_prefix('{') {
            None => found.extend(word(rest)),
            Some(group) => {
                let mut depth = 0;
                let mut start = true;
                for (i, c) in group.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => start = true,
                        c if start && !c.is_whitespace() => {
                            found.extend(group.get(i..).and_then(word));
                            start = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    found
}

fn word(text: &str) -> Option<String> {
    let word: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!word.is_empty()).then_some(word)
}

/// Modules that reach each other.
fn circles(names: &Names) -> Vec<Vec<String>> {
    let reaches: Names = names.keys().map(|module| (module.clone(), below(names, module))).collect();
    let mut found: Vec<Vec<String>> = Vec::new();
    for (module, reached) in &reaches {
        if reached.contains(module) && !found.iter().any(|circle| circle.contains(module)) {
            let both = |other: &&String| reaches.get(*other).is_some_and(|back| back.contains(module));
            found.push(reached.iter().filter(both).cloned().collect());
        }
    }
    found
}

/// Everything that a module reaches.
fn below(names: &Names, module: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&String> = names.get(module).into_iter().flatten().collect();
    while let Some(name) = next.pop() {
        if reached.insert(name.clone()) {
            next.extend(names.get(name).into_iter().flatten());
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::{Names, circles, named, violations};

    fn all(pairs: &[(&str, &[&str])]) -> Names {
        pairs.iter().map(|(a, b)| ((*a).to_owned(), b.iter().map(|it| (*it).to_owned()).collect())).collect()
    }

    #[test]
    fn names_are_read_from_uses_and_paths() {
        let text = "use crate::a::B;\nuse crate::{c, d::{E, f}, g as h};\n// crate::no\n/// [`crate::no`]\nfn x() { crate::i::j() }\n#[cfg(test)]\nmod tests { use crate::no; }\n";
        assert_eq!(named(text, "crate::").into_iter().collect::<Vec<_>>(), ["a", "c", "d", "g", "i"]);
    }

    #[test]
    fn the_area_that_a_page_names_is_found() {
        let text = "use crate::areas::people::users;\nuse crate::areas::{bots::parts, own};\n";
        assert_eq!(named(text, "crate::areas::").into_iter().collect::<Vec<_>>(), ["bots", "own", "people"]);
    }

    #[test]
    fn circles_of_any_length_are_found_once() {
        assert!(circles(&all(&[("a", &["b", "c"]), ("b", &["c"]), ("c", &[])])).is_empty());
        let long = circles(&all(&[("a", &["b"]), ("b", &["c"]), ("c", &["a"]), ("d", &["a"])]));
        assert_eq!(long, [["a", "b", "c"]]);
    }

    #[test]
    fn this_workspace_has_no_circles() -> anyhow::Result<()> {
        assert_eq!(violations()?, Vec::<String>::new());
        Ok(())
    }
}
