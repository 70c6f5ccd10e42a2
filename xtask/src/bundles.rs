//! Which file what the splitter cut out comes in. It makes a file of each combination of parts that share something, dozens
//! of them; here they become few, which compress together and are fetched at once (docs/adr/0007).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::merge::merge;

/// The part that is fetched by whoever is signed in.
pub const HOME: &str = "home";
/// The part of the pages that stand before sign-in, which share most with it.
const ENTRY: &str = "entry";
/// What parts share that most people never fetch.
const SHARED: &str = "shared";

/// Where something that several parts share goes.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// Who comes before sign-in fetches no page of the menu.
    Program,
    /// Who opens another page has the first one's part, or is about to fetch it.
    Home,
    Shared,
}

fn place(of: &BTreeSet<&str>) -> Place {
    if of.contains(ENTRY) {
        Place::Program
    } else if of.contains(HOME) {
        Place::Home
    } else {
        Place::Shared
    }
}

/// Puts the splitter's files in `out` together, the program among them, and writes which of them each part needs into
/// the script that fetches them. `needs` has the splitter's files by part. Returns the files beside the program.
pub fn pack(out: &Path, program: &Path, glue: &Path, needs: &HashMap<String, Vec<String>>) -> Result<Vec<PathBuf>> {
    let mut sharers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut own: BTreeMap<&str, &str> = BTreeMap::new();
    for (part, files) in needs {
        for file in files {
            if file.strip_prefix("split_") == Some(part) {
                own.insert(part, file);
            } else {
                sharers.entry(file).or_default().insert(part);
            }
        }
    }
    let at = |name: &str| out.join(format!("{name}.wasm"));
    let mut in_program = vec![program.to_path_buf()];
    let mut bundles: BTreeMap<&str, Vec<PathBuf>> = own.iter().map(|(part, file)| (*part, vec![at(file)])).collect();
    let mut fetched: BTreeMap<&str, BTreeSet<&str>> =
        needs.keys().map(|part| (part.as_str(), BTreeSet::new())).collect();
    for (part, names) in &mut fetched {
        names.extend(own.get_key_value(part).map(|(part, _)| *part));
    }
    for (file, of) in &sharers {
        let name = match place(of) {
            Place::Program => {
                in_program.push(at(file));
                continue;
            }
            Place::Home => HOME,
            Place::Shared => SHARED,
        };
        bundles.entry(name).or_default().push(at(file));
        for part in of {
            fetched.entry(part).or_default().insert(name);
        }
    }
    fs::write(program, merged(&in_program)?)?;
    let mut files = Vec::new();
    for (name, members) in &bundles {
        let file = at(name);
        fs::write(&file, merged(members)?)?;
        files.push(file);
    }
    let script = fs::read_to_string(glue)?;
    fs::write(glue, rewritten(&script, &bundles.keys().copied().collect(), &fetched)?)?;
    Ok(files)
}

fn merged(files: &[PathBuf]) -> Result<Vec<u8>> {
    let modules: Vec<Vec<u8>> = files.iter().map(fs::read).collect::<Result<_, _>>()?;
    merge(&modules)
}

/// The splitter's script with other loaders: each bundle is fetched once, and a part has come when its bundles have.
fn rewritten(script: &str, bundles: &BTreeSet<&str>, fetched: &BTreeMap<&str, BTreeSet<&str>>) -> Result<String> {
    let loaders = ["\n/* ", "\nexport const __wasm_split_load_"];
    let end =
        loaders.iter().filter_map(|begin| script.find(begin)).min().context("the splitter's script has no loader")?;
    let mut text = script.get(..end).unwrap_or_default().to_owned();
    text.push_str(
        "
const instantiates = (src) => {
    src.catch(() => {});
    return async (imports) => WebAssembly.instantiateStreaming(src, imports);
};
",
    );
    for name in bundles {
        writeln!(
            text,
            "const bundle_{name} = makeLoad(() => instantiates(fetch(new URL(\"./{name}.wasm\", import.meta.url))), []);"
        )?;
    }
    for (part, names) in fetched {
        let names = names.iter().map(|name| format!("bundle_{name}()")).collect::<Vec<_>>().join(", ");
        writeln!(text, "export const __wasm_split_load_{part} = wrapAsyncCb(() => Promise.all([{names}]));")?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{Place, place, rewritten};

    #[test]
    fn who_signs_in_fetches_no_page() {
        let place = |of: &[&str]| place(&of.iter().copied().collect());
        assert_eq!(place(&["entry", "home", "people"]), Place::Program);
        assert_eq!(place(&["home", "people"]), Place::Home);
        assert_eq!(place(&["own", "people"]), Place::Shared);
    }

    #[test]
    fn a_part_comes_with_what_it_shares() -> anyhow::Result<()> {
        let script =
            "function makeLoad() {}\n/* home, people */\nconst __chunk_7 = makeLoad(x);\nexport const y = z;\n";
        let fetched =
            BTreeMap::from([("home", BTreeSet::from(["home"])), ("people", BTreeSet::from(["home", "people"]))]);
        let text = rewritten(script, &BTreeSet::from(["home", "people"]), &fetched)?;
        assert!(text.starts_with("function makeLoad() {}\n") && !text.contains("__chunk_7"), "{text}");
        assert_eq!(text.matches("fetch(new URL(\"./home.wasm\", import.meta.url))").count(), 1, "{text}");
        assert!(
            text.contains(
                "__wasm_split_load_people = wrapAsyncCb(() => Promise.all([bundle_home(), bundle_people()]));"
            )
        );
        Ok(())
    }
}
