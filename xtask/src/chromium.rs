//! A Chromium for the end-to-end tests.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::node::Node;
use crate::paths;
use crate::sh::{output_within, privileged, run_privileged, step, which};

const WHAT: &str = "Browser";
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const ON_MACOS: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// Finds a Chrome or Chromium, or installs one.
pub fn ensure(node: &Node) -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM_PATH").map(PathBuf::from).filter(|path| path.is_file()) {
        step(WHAT, &format!("{} (CHROMIUM_PATH)", path.display()));
        return Ok(path);
    }
    if let Some(path) = installed() {
        step(WHAT, &path.display().to_string());
        return Ok(path);
    }
    if let Some(path) = of_playwright(node) {
        step(WHAT, &format!("{} (Playwright's)", path.display()));
        return Ok(path);
    }
    step(WHAT, "none found; trying Playwright's own download");
    let mut download = node.command();
    download
        .args(["node_modules/playwright-core/cli.js", "install", "--only-shell", "chromium"])
        .current_dir(paths::root().join("tests"));
    if output_within(&mut download, Duration::from_secs(240)).is_ok_and(|output| output.status.success())
        && let Some(path) = of_playwright(node)
    {
        step(WHAT, &format!("{} (Playwright's)", path.display()));
        return Ok(path);
    }
    if which("apt-get").is_none() {
        bail!("no browser for the end-to-end tests: install Chrome or Chromium, or name one in CHROMIUM_PATH");
    }
    step(WHAT, "the download did not work; apt-get install chromium");
    let install = || -> Result<()> {
        run_privileged(privileged("apt-get")?.args(["install", "-y", "-qq", "--no-install-recommends", "chromium"]))
    };
    if install().is_err() {
        run_privileged(privileged("apt-get")?.args(["update", "-qq"]))?;
        install()?;
    }
    let path = installed().context("no browser was found even after its installation")?;
    step(WHAT, &path.display().to_string());
    Ok(path)
}

fn installed() -> Option<PathBuf> {
    NAMES.iter().find_map(|name| which(name)).or_else(|| ON_MACOS.iter().map(PathBuf::from).find(|path| path.is_file()))
}

/// What Playwright downloaded earlier: the headless shell, or the whole browser.
fn of_playwright(node: &Node) -> Option<PathBuf> {
    let script = "import { chromium } from 'playwright-core'; console.log(chromium.executablePath());";
    let mut ask = node.command();
    ask.args(["--input-type=module", "-e", script]).current_dir(paths::root().join("tests"));
    let output = output_within(&mut ask, Duration::from_secs(20)).ok()?;
    let full = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    if full.is_file() {
        return Some(full);
    }
    // .../chromium-1234/chrome-linux/chrome has its small sister in .../chromium_headless_shell-1234/.
    let cache = full.ancestors().nth(3)?;
    let revision = full.ancestors().nth(2)?.file_name()?.to_string_lossy().replace("chromium-", "");
    let shell = cache.join(format!("chromium_headless_shell-{revision}"));
    crate::hash::files(&shell)
        .ok()?
        .into_iter()
        .map(|name| shell.join(name))
        .find(|path| path.file_name().is_some_and(|name| name == "headless_shell" || name == "chrome-headless-shell"))
}
