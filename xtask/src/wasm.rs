//! From a Rust package to optimised Wasm with its JavaScript glue.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::node::Node;
use crate::rust_target::WasmCargo;
use crate::sh::{run, run_quiet};
use crate::{bundles, imports, paths};

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
    /// Is it compiled together with the standard library, without panic messages? A tenth smaller: ADR 0007.
    pub lean: bool,
    /// Does it have lazy parts, each to be a file of its own?
    pub split: bool,
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
pub const APP: Package =
    Package { name: "app", profile: "wasm", optimise: "-Oz", host: Host::Browser, lean: true, split: true };
/// The Worker at the edge.
pub const EDGE: Package =
    Package { name: "edge", profile: "wasm-edge", optimise: "-Oz", host: Host::Worker, lean: false, split: false };
/// The password hasher's Worker.
pub const HASHER: Package =
    Package { name: "hasher", profile: "wasm-fast", optimise: "-O3", host: Host::Worker, lean: false, split: false };

/// Runs cargo, and returns the file it made.
pub fn compile(cargo: WasmCargo, package: Package) -> Result<PathBuf> {
    let mut command = cargo.command();
    command
        .args(["build", "--quiet", "--locked", "--target", "wasm32-unknown-unknown"])
        .args(["--package", package.name, "--profile", package.profile])
        .arg("--target-dir")
        .arg(paths::target_web())
        .args(["--config", &rustflags(package)])
        .stdout(Stdio::null());
    if package.lean {
        cargo.ensure_source()?;
        // These are unstable options of a stable compiler: what they make is checked by the same tests.
        command.env("RUSTC_BOOTSTRAP", "1");
        command.args([
            "-Zbuild-std=std,panic_abort",
            "-Zbuild-std-features=optimize_for_size",
            "-Zpanic-immediate-abort",
        ]);
        command.args(["--config", &format!("profile.{}.panic=\"immediate-abort\"", package.profile)]);
    }
    run(&mut command)?;
    let file =
        paths::target_web().join("wasm32-unknown-unknown").join(package.profile).join(format!("{}.wasm", package.name));
    anyhow::ensure!(file.is_file(), "cargo made no {}", paths::shown(&file));
    Ok(file)
}

/// Panic messages name source files: without the folders of the machine that built them, so that the result tells
/// nothing about it and is the same on another one. Cargo adds this to the flags in .cargo/config.toml.
fn rustflags(package: Package) -> String {
    let mut folders = paths::registries();
    folders.push(paths::root());
    let mut flags: Vec<String> =
        folders.iter().map(|folder| format!("'--remap-path-prefix={}/='", folder.display())).collect();
    if package.lean {
        flags.extend(
            ["'-Zunstable-options'", "'-Cpanic=immediate-abort'", "'-Zlocation-detail=none'", "'-Zfmt-debug=none'"]
                .map(str::to_owned),
        );
    }
    if package.split {
        // The splitter moves functions: it must know what refers to them.
        flags.push("'-Clink-arg=--emit-relocs'".to_owned());
    }
    format!("target.wasm32-unknown-unknown.rustflags=[{}]", flags.join(","))
}

/// The module that fetches lazy parts; `NAME.js` imports it.
pub const PARTS_GLUE: &str = "parts.js";

/// Makes `NAME.js` and an optimised `NAME_bg.wasm` in an emptied folder; returns the lazy parts, optimised, which
/// `parts.js` there fetches by their names.
pub fn bind(node: &Node, package: Package, compiled: &Path, out: &Path) -> Result<Vec<PathBuf>> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    fs::create_dir_all(out)?;
    let main = out.join("main.wasm");
    let (input, parts) =
        if package.split { (main.as_path(), split(package, compiled, &main, out)?) } else { (compiled, Vec::new()) };
    let mut bindgen = Bindgen::new();
    bindgen.input_path(input).out_name(package.name).typescript(false).remove_name_section(true);
    // The parts import the table and the memory under the linker's names.
    bindgen.keep_lld_exports(package.split);
    match package.host {
        Host::Browser => bindgen.web(true)?.omit_default_module_path(true),
        // The reset function gives a fresh instance after a trap: see js/worker-entry.js.
        Host::Worker => bindgen.module(true)?.reset_state_function(true),
    };
    bindgen.generate(out).with_context(|| format!("wasm-bindgen failed on {}", paths::shown(input)))?;
    let program = out.join(format!("{}_bg.wasm", package.name));
    optimise(node, package, &program)?;
    if package.host == Host::Browser {
        imports::shorten(&program, &out.join(format!("{}.js", package.name)))?;
    }
    for part in &parts {
        optimise(node, package, part)?;
    }
    Ok(parts)
}

/// Cuts what only `#[wasm_split]` functions reach out of the program, into a few files of their own.
fn split(package: Package, compiled: &Path, main: &Path, out: &Path) -> Result<Vec<PathBuf>> {
    let input = imports::without_streams(&fs::read(compiled)?)?;
    let link = format!("./{PARTS_GLUE}");
    let program = format!("./{}.js", package.name);
    let mut options = wasm_split_cli_support::Options::new(&input);
    options.output_dir = out;
    options.main_out_path = main;
    options.link_name = &link;
    options.main_module = &program;
    let done = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow::anyhow!("{} cannot be split: {error:#}", paths::shown(compiled)))?;
    bundles::pack(out, main, &out.join(PARTS_GLUE), &done.prefetch_map)
}

fn optimise(node: &Node, package: Package, wasm: &Path) -> Result<()> {
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
    optimise.args(["--strip-debug", "--strip-producers", "--strip-target-features"]).arg(wasm).arg("-o").arg(wasm);
    run_quiet(&mut optimise, Duration::from_secs(900))?;
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
