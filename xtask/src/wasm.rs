//! From a Rust package to optimised Wasm with its JavaScript glue.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::node::Node;
use crate::paths;
use crate::rust_target::WasmCargo;
use crate::sh::{run, run_quiet};

/// One of the workspace's Wasm packages.
#[derive(Clone, Copy, Debug)]
pub struct Package {
    /// Its name for cargo, and of the file that cargo makes.
    pub name: &'static str,
    /// The cargo profile.
    pub profile: &'static str,
    /// What wasm-opt aims at.
    pub optimise: &'static str,
    /// Where it runs.
    pub host: Host,
}

/// Where the Wasm runs: decides the shape of the glue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// A browser: an ES module whose default export starts the program.
    Browser,
    /// workerd: an ES module that imports the compiled module.
    Worker,
}

/// The console.
pub const APP: Package = Package { name: "app", profile: "wasm", optimise: "-Oz", host: Host::Browser };
/// The Worker at the edge.
pub const EDGE: Package = Package { name: "edge", profile: "wasm", optimise: "-Oz", host: Host::Worker };
/// The password hasher's Worker.
pub const HASHER: Package = Package { name: "hasher", profile: "wasm-fast", optimise: "-O3", host: Host::Worker };

/// Runs cargo, and returns the file it made.
pub fn compile(cargo: WasmCargo, package: Package) -> Result<PathBuf> {
    let mut command = cargo.command();
    command
        .args(["build", "--quiet", "--locked", "--target", "wasm32-unknown-unknown"])
        .args(["--package", package.name, "--profile", package.profile])
        .arg("--target-dir")
        .arg(paths::target_web())
        .args(["--config", &no_local_paths()])
        .stdout(Stdio::null());
    run(&mut command)?;
    let file =
        paths::target_web().join("wasm32-unknown-unknown").join(package.profile).join(format!("{}.wasm", package.name));
    anyhow::ensure!(file.is_file(), "cargo made no {}", paths::shown(&file));
    Ok(file)
}

/// Panic messages name source files: without the folders of the machine that built them, so that the result tells
/// nothing about it and is the same on another one. Cargo adds this to the flags in .cargo/config.toml.
fn no_local_paths() -> String {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")));
    let registries = home.map(|home| home.join("registry").join("src"));
    let mut folders: Vec<PathBuf> = registries
        .and_then(|folder| fs::read_dir(folder).ok())
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    folders.sort();
    folders.push(paths::root());
    let flags: Vec<String> =
        folders.iter().map(|folder| format!("'--remap-path-prefix={}/='", folder.display())).collect();
    format!("target.wasm32-unknown-unknown.rustflags=[{}]", flags.join(","))
}

/// Makes `NAME.js` and an optimised `NAME_bg.wasm` in an emptied folder.
pub fn bind(node: &Node, package: Package, compiled: &Path, out: &Path) -> Result<()> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    fs::create_dir_all(out)?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).out_name(package.name).typescript(false).remove_name_section(true);
    match package.host {
        Host::Browser => bindgen.web(true)?.omit_default_module_path(true),
        // The reset function gives a fresh instance after a trap: see js/worker-entry.js.
        Host::Worker => bindgen.module(true)?.reset_state_function(true),
    };
    bindgen.generate(out).with_context(|| format!("wasm-bindgen failed on {}", paths::shown(compiled)))?;
    let wasm = out.join(format!("{}_bg.wasm", package.name));
    let mut optimise = node.command();
    optimise.arg(paths::xtask().join("node_modules/binaryen/bin/wasm-opt")).arg(package.optimise);
    // What rustc's own target turns on; named here because the section that says so is stripped.
    for feature in [
        "bulk-memory",
        "bulk-memory-opt",
        "reference-types",
        "multivalue",
        "mutable-globals",
        "sign-ext",
        "nontrapping-float-to-int",
    ] {
        optimise.arg(format!("--enable-{feature}"));
    }
    optimise.args(["--strip-debug", "--strip-producers", "--strip-target-features"]).arg(&wasm).arg("-o").arg(&wasm);
    run_quiet(&mut optimise, Duration::from_secs(300))?;
    Ok(())
}

/// Runs esbuild on one entry.
pub fn esbuild(node: &Node, folder: &Path, args: &[&str]) -> Result<()> {
    let mut command = node.command();
    command.arg(paths::xtask().join("node_modules/esbuild/bin/esbuild"));
    command.args(["--log-level=warning", "--charset=utf8", "--legal-comments=none", "--minify"]);
    command.args(args).current_dir(folder);
    run_quiet(&mut command, Duration::from_secs(60))?;
    Ok(())
}
