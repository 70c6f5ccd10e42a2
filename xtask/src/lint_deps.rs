//! The dependency rules of the workspace: who may name whom, and which licences come in.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::sh::{answer, step};
use crate::{circles, licences, paths, words};

/// A package of the workspace and what its manifest names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// Dependencies of the product itself.
    pub normal: BTreeSet<String>,
    /// The optional ones among them: they come with a feature.
    pub optional: BTreeSet<String>,
    /// Only for its own tests.
    pub dev: BTreeSet<String>,
}

/// The packages of a workspace by name.
pub type Workspace = BTreeMap<String, Package>;

/// Our own packages, and which of the others each may name in what it ships.
const LAYERS: [(&str, &[&str]); 15] = [
    ("domain", &[]),
    ("contract", &["domain"]),
    ("store", &["domain"]),
    ("messaging", &["domain"]),
    ("locale", &["domain", "contract"]),
    ("service", &["domain", "contract", "store", "messaging", "locale"]),
    ("app", &["domain", "contract", "locale"]),
    ("edge", &["domain", "contract", "store", "service", "locale"]),
    ("hasher", &["domain"]),
    ("api-tests", &["domain", "contract", "store", "messaging", "service", "locale"]),
    ("tenure-client", &[]),
    ("fuzz", &["domain", "contract", "messaging", "service"]),
    ("xtask", &[]),
    ("describe", &["contract", "domain", "locale"]),
    ("audit-verify", &["service", "store"]),
];

/// Libraries that only some packages may name, with the reason.
const CONFINED: [(&str, &[&str], &str); 10] = [
    ("js-sys", &["app", "edge", "hasher"], "JavaScript types stay at the border"),
    ("web-sys", &["app", "edge", "hasher"], "JavaScript types stay at the border"),
    ("wasm-bindgen", &["app", "edge", "hasher"], "JavaScript types stay at the border"),
    ("wasm-bindgen-futures", &["app", "edge", "hasher"], "JavaScript types stay at the border"),
    ("worker", &["edge", "hasher"], "the platform is behind adapters"),
    ("getrandom", &["app", "edge", "hasher", "api-tests"], "randomness is injected"),
    ("argon2", &["hasher", "api-tests"], "passwords are hashed in a Worker of their own"),
    ("p256", &["service", "api-tests"], "signatures are behind one module"),
    ("ed25519-dalek", &["service"], "signatures are behind one module"),
    ("rusqlite", &["store", "api-tests"], "the product's database is behind `Db`"),
];

/// What does I/O, or brings a clock or an async runtime: never in `domain`, `contract` and `messaging`.
const IMPURE: [&str; 12] =
    ["tokio", "async-std", "smol", "futures", "reqwest", "hyper", "ureq", "http", "rand", "worker", "rusqlite", "axum"];

/// What breaks the rules, one sentence each. `rusqlite` in `store` must be optional.
pub fn violations(workspace: &Workspace) -> Vec<String> {
    let mut found = Vec::new();
    let ours: BTreeSet<&str> = LAYERS.iter().map(|(name, _)| *name).collect();
    for (name, package) in workspace {
        let Some((_, allowed)) = LAYERS.iter().find(|(layer, _)| layer == name) else {
            found.push(format!("`{name}` has no place in the layers: add it to xtask/src/lint_deps.rs"));
            continue;
        };
        for dependency in &package.normal {
            if ours.contains(dependency.as_str()) && !allowed.contains(&dependency.as_str()) {
                found.push(format!("`{name}` must not depend on `{dependency}`"));
            }
            if matches!(name.as_str(), "domain" | "contract" | "messaging") && IMPURE.contains(&dependency.as_str()) {
                found.push(format!("`{name}` must not depend on `{dependency}`: it is pure"));
            }
            for (library, users, why) in CONFINED {
                if dependency == library && !users.contains(&name.as_str()) {
                    found.push(format!("`{name}` must not depend on `{library}`: {why}"));
                }
            }
        }
        // The product's tests may look at more, but the console's never at the server's side.
        for dependency in &package.dev {
            if name == "app" && matches!(dependency.as_str(), "store" | "messaging" | "service") {
                found.push(format!("`app` must not test against `{dependency}`"));
            }
        }
        if name == "store" && package.normal.contains("rusqlite") && !package.optional.contains("rusqlite") {
            found.push("`store` may depend on `rusqlite` only behind its feature".to_owned());
        }
    }
    found
}

/// The workspace as `cargo metadata --no-deps` tells it.
pub fn workspace(metadata: &Value) -> Result<Workspace> {
    let mut workspace = Workspace::new();
    for package in metadata["packages"].as_array().context("cargo metadata names no packages")? {
        let mut entry = Package::default();
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let name = dependency["name"].as_str().unwrap_or_default().to_owned();
            match dependency["kind"].as_str() {
                Some("dev") => {
                    entry.dev.insert(name);
                }
                Some("build") => {}
                _ => {
                    if dependency["optional"].as_bool() == Some(true) {
                        entry.optional.insert(name.clone());
                    }
                    entry.normal.insert(name);
                }
            }
        }
        workspace.insert(package["name"].as_str().unwrap_or_default().to_owned(), entry);
    }
    Ok(workspace)
}

/// Asks cargo; `deps` also lists the libraries of the lock file.
pub fn metadata(deps: bool) -> Result<Value> {
    let manifest = paths::root().join("Cargo.toml");
    let manifest = manifest.to_string_lossy();
    let mut args = vec!["metadata", "--format-version", "1", "--locked", "--manifest-path", &manifest];
    if !deps {
        args.push("--no-deps");
    }
    let text = answer("cargo", &args).context("cargo metadata failed: is Cargo.lock up to date?")?;
    Ok(serde_json::from_str(&text)?)
}

/// All rules on this workspace.
pub fn run() -> Result<()> {
    let mut found = violations(&workspace(&metadata(false)?)?);
    let all = metadata(true)?;
    found.extend(licences::violations(&all));
    found.extend(licences::doubles(&all));
    found.extend(circles::violations()?);
    found.extend(words::violations()?);
    if !found.is_empty() {
        bail!("dependency rules:\n  {}", found.join("\n  "));
    }
    step("Dependency rules, licences, versions, module circles, words", "kept");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Package, Workspace, metadata, violations, workspace};
    use crate::licences;

    fn with(name: &str, dependencies: &[&str]) -> Workspace {
        let normal = dependencies.iter().map(|it| (*it).to_owned()).collect();
        [(name.to_owned(), Package { normal, ..Package::default() })].into()
    }

    #[test]
    fn layers_point_downwards() {
        assert!(violations(&with("service", &["domain", "contract", "store", "locale"])).is_empty());
        for (name, dependency) in [
            ("domain", "contract"),
            ("contract", "store"),
            ("store", "contract"),
            ("app", "store"),
            ("app", "service"),
            ("app", "messaging"),
            ("contract", "messaging"),
            ("messaging", "store"),
            ("service", "edge"),
            ("hasher", "service"),
        ] {
            let found = violations(&with(name, &[dependency]));
            assert_eq!(found, [format!("`{name}` must not depend on `{dependency}`")]);
        }
    }

    #[test]
    fn libraries_stay_in_their_places() {
        for (name, dependency) in [
            ("service", "worker"),
            ("service", "js-sys"),
            ("service", "argon2"),
            ("edge", "argon2"),
            ("edge", "rusqlite"),
            ("store", "web-sys"),
            ("domain", "tokio"),
            ("contract", "http"),
            ("messaging", "http"),
            ("service", "getrandom"),
        ] {
            assert_eq!(violations(&with(name, &[dependency])).len(), 1, "{name} with {dependency}");
        }
        assert!(violations(&with("hasher", &["argon2", "worker", "getrandom"])).is_empty());
    }

    #[test]
    fn rusqlite_needs_a_feature_in_store() {
        let mut it = with("store", &["rusqlite"]);
        assert_eq!(violations(&it).len(), 1);
        if let Some(store) = it.get_mut("store") {
            store.optional.insert("rusqlite".to_owned());
        }
        assert!(violations(&it).is_empty());
    }

    #[test]
    fn a_new_package_needs_a_place() {
        assert_eq!(violations(&with("stranger", &[])).len(), 1);
    }

    #[test]
    fn manifests_are_read_by_kind() {
        let read = workspace(&serde_json::json!({ "packages": [{ "name": "store", "dependencies": [
            { "name": "domain", "kind": null, "optional": false },
            { "name": "rusqlite", "kind": null, "optional": true },
            { "name": "proptest", "kind": "dev", "optional": false },
            { "name": "cc", "kind": "build", "optional": false },
        ] }] }))
        .unwrap_or_default();
        let store = read.get("store").cloned().unwrap_or_default();
        assert_eq!(store.normal.into_iter().collect::<Vec<_>>(), ["domain", "rusqlite"]);
        assert_eq!(store.optional.into_iter().collect::<Vec<_>>(), ["rusqlite"]);
        assert_eq!(store.dev.into_iter().collect::<Vec<_>>(), ["proptest"]);
    }

    #[test]
    fn this_workspace_keeps_the_rules() -> anyhow::Result<()> {
        assert_eq!(violations(&workspace(&metadata(false)?)?), Vec::<String>::new());
        let all = metadata(true)?;
        assert_eq!(licences::violations(&all), Vec::<String>::new());
        assert_eq!(licences::doubles(&all), Vec::<String>::new());
        Ok(())
    }
}
