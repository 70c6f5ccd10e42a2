//! Node and the npm packages: build and run tools in `xtask/`, test tools in `tests/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::hash::hex;
use crate::paths;
use crate::sh::{answer, privileged, run_privileged, run_quiet, step, which};

const OLDEST: u32 = 22;
/// Node's own binaries as npm packages, one a platform; installed only where the machine's Node is older or missing.
const NODE_PACKAGE_VERSION: &str = "22.23.3";

/// A Node that is new enough, and the npm packages of `xtask/`.
#[derive(Clone, Debug)]
pub struct Node {
    program: PathBuf,
}

impl Node {
    /// Finds or installs Node and the packages of `xtask/package.json`.
    pub fn ensure() -> Result<Self> {
        let node = Self { program: find_or_install()? };
        node.packages(&paths::xtask(), "Build tools (npm)")?;
        Ok(node)
    }

    /// A Node command.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        self.prepare(&mut command);
        command
    }

    /// Installs what a folder's lock file names, unless that was done.
    pub fn packages(&self, folder: &Path, what: &str) -> Result<()> {
        let lock = fs::read(folder.join("package-lock.json"))
            .with_context(|| format!("{} has no package-lock.json", paths::shown(folder)))?;
        let wanted = format!("{} {}", hex(&lock), std::env::consts::ARCH);
        let stamp = folder.join("node_modules").join(".xtask-stamp");
        if fs::read_to_string(&stamp).is_ok_and(|text| text == wanted) {
            step(what, "present");
            return Ok(());
        }
        step(what, "npm ci");
        let mut npm = npm()?;
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder);
        self.prepare(&mut npm);
        run_quiet(&mut npm, Duration::from_secs(600))?;
        fs::write(stamp, wanted)?;
        Ok(())
    }

    /// Our Node first on the PATH, and tools that report to nobody.
    fn prepare(&self, command: &mut Command) {
        if let Some(folder) = self.program.parent().filter(|folder| folder.is_absolute()) {
            let path = std::env::var_os("PATH").unwrap_or_default();
            let folders = std::iter::once(folder.to_path_buf()).chain(std::env::split_paths(&path));
            if let Ok(joined) = std::env::join_paths(folders) {
                command.env("PATH", joined);
            }
        }
        for (name, value) in [
            ("WRANGLER_SEND_METRICS", "false"),
            ("WRANGLER_SEND_ERROR_REPORTS", "false"),
            ("DO_NOT_TRACK", "1"),
            ("NO_UPDATE_NOTIFIER", "1"),
            ("CLOUDFLARE_CF_FETCH_ENABLED", "false"),
        ] {
            command.env(name, value);
        }
    }
}

fn npm() -> Result<Command> {
    let missing = || which("npm").is_none() || answer("npm", &["--version"]).is_none();
    if missing() && which("apt-get").is_some() {
        step("npm", "missing; apt-get install npm");
        run_privileged(privileged("apt-get")?.args(["update", "-qq"]))?;
        run_privileged(privileged("apt-get")?.args(["install", "-y", "-qq", "--no-install-recommends", "npm"]))?;
    }
    if missing() {
        bail!("npm is missing: install Node.js {OLDEST} or newer (it brings npm), then run this again.");
    }
    Ok(Command::new("npm"))
}

fn is_new_enough(program: &Path) -> Option<String> {
    let version = answer(program, &["--version"])?;
    let major: u32 = version.trim_start_matches('v').split('.').next()?.parse().ok()?;
    (major >= OLDEST).then_some(version)
}

fn find_or_install() -> Result<PathBuf> {
    if let Some(path) = which("node")
        && let Some(version) = is_new_enough(&path)
    {
        step("Node", &format!("{version}, the machine's own"));
        return Ok(path);
    }
    let platform = match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => "linux-x64",
        ("linux", "aarch64") => "linux-arm64",
        ("macos", "x86_64") => "darwin-x64",
        ("macos", "aarch64") => "darwin-arm64",
        _ => bail!("Node.js {OLDEST} or newer is needed: install it, then run this again."),
    };
    let folder = paths::tools().join("node");
    let program = folder.join("node_modules").join(format!("node-{platform}")).join("bin").join("node");
    if let Some(version) = is_new_enough(&program) {
        step("Node", &format!("{version}, local (the machine's own is older than {OLDEST} or missing)"));
        return Ok(program);
    }
    step("Node", &format!("older than {OLDEST} or missing; installing one into {}", paths::shown(&folder)));
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("package.json"), "{\"private\": true}\n")?;
    let mut npm = npm()?;
    npm.args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"])
        .arg(format!("node-{platform}@{NODE_PACKAGE_VERSION}"))
        .current_dir(&folder);
    run_quiet(&mut npm, Duration::from_secs(300))?;
    let version = is_new_enough(&program).with_context(|| {
        format!("Node.js {OLDEST} could not be installed: install it by hand, then run this again.")
    })?;
    step("Node", &version);
    Ok(program)
}
