//! What the console's Wasm and its script take from each other: nothing unused, and under short names. wasm-bindgen gives
//! each import a name with a hash of sixteen digits, which is in both files and does not compress.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use wasm_encoder::{EntityType, ExportSection, ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

use crate::merge::piece;

/// How the module is called whose functions wasm-bindgen writes into the script itself.
const OWN: &str = "_bg.js";

/// The program without exports of libraries that nothing of ours calls, and so without what they alone reach: leptos
/// brings streams of `wasm-streams` for server functions, of which the console has none.
pub fn without_streams(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Module::new();
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload?;
        if let Payload::ExportSection(section) = payload {
            let mut exports = ExportSection::new();
            for export in section {
                let export = export?;
                if !export.name.contains("intounderlying") {
                    exports.export(export.name, export.kind.into(), export.index);
                }
            }
            out.section(&exports);
        } else if let Some((id, range)) = payload.as_section() {
            out.section(&RawSection { id, data: piece(bytes, range)? });
        }
    }
    Ok(out.finish())
}

/// Gives what `wasm` takes from `script` short names, in both.
pub fn shorten(wasm: &Path, script: &Path) -> Result<()> {
    let (bytes, names) = renamed(&fs::read(wasm)?)?;
    let text = replaced(&fs::read_to_string(script)?, &names)?;
    fs::write(wasm, bytes)?;
    fs::write(script, text)?;
    Ok(())
}

/// The module with short names, and what they stand for.
fn renamed(bytes: &[u8]) -> Result<(Vec<u8>, HashMap<String, String>)> {
    let mut names = HashMap::new();
    let mut out = Module::new();
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload?;
        if let Payload::ImportSection(section) = payload {
            let mut imports = ImportSection::new();
            for import in section.into_imports() {
                let import = import?;
                let next = short(names.len());
                let name = if import.module.ends_with(OWN) {
                    names.entry(import.name.to_owned()).or_insert(next).as_str()
                } else {
                    import.name
                };
                imports.import(import.module, name, EntityType::try_from(import.ty)?);
            }
            out.section(&imports);
        } else if let Some((id, range)) = payload.as_section() {
            out.section(&RawSection { id, data: piece(bytes, range)? });
        }
    }
    Ok((out.finish(), names))
}

/// A name of letters: `a` to `z`, then `ba`, and so on.
fn short(mut number: usize) -> String {
    let mut name = String::new();
    loop {
        name.insert(0, (b'a'..=b'z').nth(number % 26).map_or('a', char::from));
        number /= 26;
        if number == 0 {
            return name;
        }
    }
}

/// The script with other names: each is in it once, as a key of what is handed to the module.
fn replaced(script: &str, names: &HashMap<String, String>) -> Result<String> {
    let mut text = String::with_capacity(script.len());
    let mut count = 0;
    let mut rest = script;
    while let Some(first) = rest.chars().next() {
        let of_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
        let inside = of_name(first);
        let end = rest.find(|c| of_name(c) != inside).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let short = names.get(word);
        count += usize::from(short.is_some());
        text.push_str(short.map_or(word, String::as_str));
        rest = after;
    }
    ensure!(count == names.len(), "the script has {count} of {} names that the module takes from it", names.len());
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::{renamed, replaced, short};
    use wasm_encoder::{EntityType, ImportSection, Module, TypeSection};

    #[test]
    fn short_names_differ() {
        let names: HashSet<String> = (0..2000).map(short).collect();
        assert_eq!(names.len(), 2000);
        assert_eq!((short(0), short(25), short(26)), ("a".to_owned(), "z".to_owned(), "ba".to_owned()));
    }

    #[test]
    fn both_files_say_the_same() -> anyhow::Result<()> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("./app_bg.js", "__wbg_new_0123456789abcdef", EntityType::Function(0));
        imports.import("./parts.js", "__wasm_split_load_home", EntityType::Function(0));
        let mut module = Module::new();
        module.section(&types).section(&imports);
        let (bytes, names) = renamed(&module.finish())?;
        assert!(wasmparser::validate(&bytes).is_ok());
        assert_eq!(names, HashMap::from([("__wbg_new_0123456789abcdef".to_owned(), "a".to_owned())]));
        let script = "const i = { __wbg_new_0123456789abcdef: () => __wbg_new_0123456789abcdef0 };";
        assert_eq!(replaced(script, &names)?, "const i = { a: () => __wbg_new_0123456789abcdef0 };");
        assert!(replaced("const i = {};", &names).is_err());
        Ok(())
    }
}
