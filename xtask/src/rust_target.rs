//! The Wasm standard library: from rustup, or built once from the distribution's own Rust packages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::paths;
use crate::sh::{answer, output_within, privileged, run, run_privileged, shown, step, which};

const TARGET: &str = "wasm32-unknown-unknown";
const WHAT: &str = "Wasm standard library";
/// The distribution's Rust: compiler, cargo, the library's source, clippy and a linker for Wasm.
const PACKAGES: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy", "lld-19"];
const WEB_RUSTC: &str = "/usr/bin/rustc";
const WEB_CARGO: &str = "/usr/bin/cargo";
const WEB_SYSROOT: &str = "/usr";
const WEB_SOURCE: &str = "/usr/lib/rustlib/src/rust/library/sysroot";

/// A cargo that can build for Wasm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WasmCargo {
    /// The active toolchain has the target.
    Active,
    /// The distribution's toolchain, linked in rustup as `web`.
    Linked,
    /// The distribution's toolchain on a machine without rustup.
    Distribution,
}

impl WasmCargo {
    /// A cargo command for the workspace.
    pub fn command(self) -> Command {
        let mut command = match self {
            Self::Active => Command::new("cargo"),
            Self::Linked => {
                let mut command = Command::new("cargo");
                command.arg("+web");
                command
            }
            Self::Distribution => {
                let mut command = Command::new(WEB_CARGO);
                command.env("RUSTC", WEB_RUSTC);
                command
            }
        };
        if self != Self::Active {
            // Set by the rustup that started us, for another toolchain.
            command.env_remove("RUSTUP_TOOLCHAIN");
        }
        command.env_remove("CARGO").current_dir(paths::root());
        command
    }

    /// Makes sure that the standard library's source is there, which the console is compiled together with.
    pub fn ensure_source(self) -> Result<()> {
        let sysroot = match self {
            Self::Active => answer("rustc", &["--print", "sysroot"]).context("rustc does not answer")?,
            Self::Linked | Self::Distribution => WEB_SYSROOT.to_owned(),
        };
        let there = || Path::new(&sysroot).join("lib/rustlib/src/rust/library/std/Cargo.toml").is_file();
        if there() {
            return Ok(());
        }
        if self == Self::Active {
            step("Standard library's source", "missing; trying `rustup component add rust-src`");
            let mut add = Command::new("rustup");
            add.args(["component", "add", "rust-src"]);
            let _ = output_within(&mut add, Duration::from_secs(180));
        }
        if there() {
            return Ok(());
        }
        bail!(
            "the source of Rust's standard library is missing: run `rustup component add rust-src`, then start this again"
        )
    }
}

/// Finds or makes a cargo that builds for Wasm, and says which way was taken.
pub fn ensure() -> Result<WasmCargo> {
    if answer("rustc", &["--print", "sysroot"]).is_some_and(|sysroot| has_std(Path::new(&sysroot))) {
        step(WHAT, "present in the active toolchain");
        return Ok(WasmCargo::Active);
    }
    let rustup = which("rustup").is_some();
    if web_is_ready() {
        let cargo = link(rustup)?;
        step(WHAT, "present, built from the distribution's packages (toolchain `web`)");
        return Ok(cargo);
    }
    if rustup {
        step(WHAT, "missing; trying `rustup target add`");
        let mut add = Command::new("rustup");
        add.args(["target", "add", TARGET]);
        if output_within(&mut add, Duration::from_secs(180)).is_ok_and(|output| output.status.success()) {
            step(WHAT, "added by rustup");
            return Ok(WasmCargo::Active);
        }
        step(WHAT, "rustup could not get it; using the distribution's packages");
    }
    install_packages()?;
    check_version()?;
    build_std()?;
    let cargo = link(rustup)?;
    step(WHAT, "built from the distribution's packages (toolchain `web`)");
    Ok(cargo)
}

fn has_std(sysroot: &Path) -> bool {
    fs::read_dir(sysroot.join("lib/rustlib").join(TARGET).join("lib"))
        .is_ok_and(|entries| entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-")))
}

/// Beside the library, so that it is lost with it: the compiler that built it.
fn stamp() -> PathBuf {
    Path::new(WEB_SYSROOT).join("lib/rustlib").join(TARGET).join(".tenure-std")
}

fn web_is_ready() -> bool {
    let version = answer(WEB_RUSTC, &["-vV"]);
    version.is_some()
        && has_std(Path::new(WEB_SYSROOT))
        && fs::read_to_string(stamp()).ok().map(|text| text.trim().to_owned()) == version
}

fn install_packages() -> Result<()> {
    let missing: Vec<&str> = PACKAGES.into_iter().filter(|name| answer("dpkg", &["-s", name]).is_none()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if which("apt-get").is_none() {
        bail!(
            "Rust has no Wasm standard library here: run `rustup target add {TARGET}` on a network that reaches Rust's server, then start this again."
        );
    }
    if missing.iter().any(|name| answer("apt-cache", &["show", name]).is_none()) {
        step("Package lists", "apt-get update");
        run_privileged(privileged("apt-get")?.args(["update", "-qq"]))?;
    }
    step("Distribution's Rust", &format!("apt-get install {}", missing.join(" ")));
    let mut install = privileged("apt-get")?;
    install.args(["install", "-y", "-qq", "--no-install-recommends"]).args(&missing);
    run_privileged(&mut install).context(
        "The distribution's Rust packages could not be installed: run `rustup target add wasm32-unknown-unknown`, or install them by hand",
    )
}

/// The workspace's edition and standard library calls need this much.
fn check_version() -> Result<()> {
    let version = answer(WEB_RUSTC, &["--version"]).context("the distribution's rustc does not answer")?;
    let minor = version.split('.').nth(1).and_then(|part| part.parse::<u32>().ok()).unwrap_or_default();
    if minor < 95 {
        bail!(
            "the distribution's compiler is {version}, but 1.95 or newer is needed: run `rustup target add {TARGET}`"
        );
    }
    Ok(())
}

fn build_std() -> Result<()> {
    step(WHAT, "building from source (about a minute)");
    let version = answer(WEB_RUSTC, &["-vV"]).context("the distribution's rustc does not answer")?;
    let target = paths::tools().join("wasm-std");
    if target.exists() {
        fs::remove_dir_all(&target)?;
    }
    let mut flags = "-Zforce-unstable-if-unmarked -Cembed-bitcode=yes -Cmetadata=tenure".to_owned();
    // Panic messages name source files: not with this machine's folders (a folder with a space would split the flags).
    for folder in paths::registries().iter().filter(|folder| !folder.to_string_lossy().contains(' ')) {
        flags.push_str(&format!(" --remap-path-prefix={}/=", folder.display()));
    }
    let mut build = Command::new(WEB_CARGO);
    build
        .args(["build", "--quiet", "--release", "--locked", "-p", "sysroot", "--target", TARGET])
        .current_dir(WEB_SOURCE)
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("CARGO")
        .env("RUSTC", WEB_RUSTC)
        .env("CARGO_TARGET_DIR", &target)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("__CARGO_DEFAULT_LIB_METADATA", "tenure")
        .env("RUSTFLAGS", flags)
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "3")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
    run(&mut build)?;

    let library = Path::new(WEB_SYSROOT).join("lib/rustlib").join(TARGET);
    run_privileged(privileged("rm")?.arg("-rf").arg(&library))?;
    run_privileged(privileged("mkdir")?.arg("-p").arg(library.join("lib")))?;
    let mut copy = privileged("cp")?;
    for entry in fs::read_dir(target.join(TARGET).join("release/deps"))?.flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "rlib") {
            copy.arg(entry.path());
        }
    }
    run_privileged(copy.arg(library.join("lib")))?;
    link_linker()?;
    // Last, because it says that all of the above is there.
    let note = target.join("stamp");
    fs::write(&note, version)?;
    run_privileged(privileged("cp")?.arg(&note).arg(stamp()))?;
    fs::remove_dir_all(&target)?;
    Ok(())
}

/// The target asks for `rust-lld` beside the compiler; LLVM's own linker for Wasm is the same program.
fn link_linker() -> Result<()> {
    let host = host(WEB_RUSTC)?;
    let bin = Path::new(WEB_SYSROOT).join("lib/rustlib").join(&host).join("bin");
    if bin.join("rust-lld").exists() {
        return Ok(());
    }
    let of_rustup = answer("rustc", &["--print", "sysroot"])
        .map(|sysroot| Path::new(&sysroot).join("lib/rustlib").join(&host).join("bin/rust-lld"))
        .filter(|path| path.is_file());
    let linker = ["wasm-ld-19", "wasm-ld"].iter().find_map(|name| which(name)).or(of_rustup);
    let Some(linker) = linker else {
        bail!("no linker for Wasm was found: install the package lld-19");
    };
    run_privileged(privileged("mkdir")?.arg("-p").arg(&bin))?;
    run_privileged(privileged("ln")?.arg("-sfn").arg(linker).arg(bin.join("rust-lld")))
}

fn host(rustc: &str) -> Result<String> {
    answer(rustc, &["-vV"])
        .and_then(|text| text.lines().find_map(|line| line.strip_prefix("host: ").map(str::to_owned)))
        .context("rustc does not name its host")
}

fn link(rustup: bool) -> Result<WasmCargo> {
    if !rustup {
        return Ok(WasmCargo::Distribution);
    }
    let linked = answer("rustup", &["toolchain", "list"])
        .is_some_and(|list| list.lines().any(|line| line.split_whitespace().next() == Some("web")));
    if !linked {
        let mut command = Command::new("rustup");
        command.args(["toolchain", "link", "web", WEB_SYSROOT]);
        let output = output_within(&mut command, Duration::from_secs(20))?;
        if !output.status.success() {
            bail!("`{}` failed: {}", shown(&command), String::from_utf8_lossy(&output.stderr).trim());
        }
    }
    Ok(WasmCargo::Linked)
}
