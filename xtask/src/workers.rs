//! `dist/worker` and `dist/hasher`: each an ES module and its Wasm.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::node::Node;
use crate::rust_target::WasmCargo;
use crate::wasm::{Package, bind, compile, esbuild};
use crate::{describe, hash, paths, stamp};

/// Builds one Worker into `dist/FOLDER` unless nothing has changed.
pub fn build(cargo: WasmCargo, node: &Node, package: Package, folder: &str) -> Result<stamp::Outcome> {
    let compiled = compile(cargo, package)?;
    let mut inputs = hash::Inputs::default();
    inputs.path(&compiled)?;
    inputs.path(&paths::xtask().join("js/worker-entry.js"))?;
    inputs.path(&paths::xtask().join("js/driver.js"))?;
    inputs.path(&paths::xtask().join("js/view-tier.js"))?;
    inputs.path(&paths::xtask().join("package-lock.json"))?;
    inputs.path(&paths::xtask().join("src"))?;
    let headers = serde_json::to_string(&describe::answer_headers()?)?;
    inputs.text(&headers);
    let out = paths::dist().join(folder);
    stamp::when_changed(folder, &out, inputs, || assemble(node, package, &compiled, &headers, &out))
}

fn assemble(node: &Node, package: Package, compiled: &Path, headers: &str, out: &Path) -> Result<()> {
    let work = paths::target_web().join(format!("{}-bundle", package.name));
    bind(node, package, compiled, &work)?;

    let glue = work.join(format!("{}.js", package.name));
    let text = fs::read_to_string(&glue)?;
    ensure!(text.contains("fetch"), "package `{}` exports no fetch handler", package.name);
    let import = format!("import source wasmModule from \"./{}_bg.wasm\"", package.name);
    ensure!(text.contains(&import), "wasm-bindgen's glue for `{}` has another shape than expected", package.name);
    // workerd gives the compiled module to a plain import.
    fs::write(work.join("glue.js"), text.replace(&import, "import wasmModule from \"./index.wasm\""))?;
    // What the entry answers by itself has the headers of every other answer.
    fs::write(work.join("headers.js"), format!("export default {headers};\n"))?;
    let mut entry = fs::read_to_string(paths::xtask().join("js/worker-entry.js"))?;
    if text.contains("function drive(") {
        for objects in ["js/driver.js", "js/view-tier.js"] {
            entry.push_str(&fs::read_to_string(paths::xtask().join(objects))?);
        }
    }
    fs::write(work.join("entry.js"), entry)?;
    esbuild(
        node,
        &work,
        &[
            "entry.js",
            "--bundle",
            "--format=esm",
            "--target=es2022",
            "--external:./index.wasm",
            "--external:cloudflare:*",
            "--outfile=index.js",
        ],
    )?;

    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    fs::create_dir_all(out)?;
    fs::copy(work.join("index.js"), out.join("index.js")).context("esbuild made no index.js")?;
    fs::copy(work.join(format!("{}_bg.wasm", package.name)), out.join("index.wasm"))?;
    Ok(())
}
