//! Python tools of the tests: one virtual environment for each file of requirements, under `.tenure/tools/python`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::hash::hex;
use crate::paths;
use crate::sh::{answer, privileged, run_privileged, run_quiet, step, which};

/// The oldest Python that the pinned packages run on.
const OLDEST: (u32, u32) = (3, 11);
/// In the environment's folder: what was installed there. Written last, so a broken install is done again.
const STAMP: &str = ".xtask-stamp";

/// Makes sure that a virtual environment `name` holds exactly what the file of requirements names, and gives the
/// folder of its programs (`python`, and what the packages bring).
///
/// The file pins every package with hashes: nothing else is installed, and nothing is built from source.
pub fn ensure(name: &str, requirements: &Path) -> Result<PathBuf> {
    let what = format!("Python tools ({name})");
    let wanted = fs::read(requirements).with_context(|| format!("{} can't be read", paths::shown(requirements)))?;
    let python = find()?;
    let stamp = stamp(&wanted, &python);
    let folder = paths::tools().join("python").join(name);
    let programs = folder.join("bin");
    if is_ready(&folder, &stamp) {
        step(&what, "present");
        return Ok(programs);
    }
    step(&what, "pip install");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    make(&python, &folder)?;
    let mut pip = Command::new(programs.join("python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"])
        .args(["--require-hashes", "--only-binary", ":all:", "--no-deps", "-r"])
        .arg(requirements);
    run_quiet(&mut pip, Duration::from_secs(600))?;
    fs::write(folder.join(STAMP), stamp)?;
    Ok(programs)
}

/// What the environment depends on: the requirements, and the Python that it was made with.
fn stamp(requirements: &[u8], python: &Python) -> String {
    format!("{} {} {}", hex(requirements), python.version, std::env::consts::ARCH)
}

/// Is everything there? A system update that took the environment's Python away counts as no.
fn is_ready(folder: &Path, stamp: &str) -> bool {
    fs::read_to_string(folder.join(STAMP)).is_ok_and(|text| text == stamp)
        && answer(folder.join("bin").join("python"), &["--version"]).is_some()
}

/// The machine's Python.
struct Python {
    program: PathBuf,
    version: String,
}

fn find() -> Result<Python> {
    let (major, minor) = OLDEST;
    let Some(program) = which("python3") else {
        bail!("python3 is missing: install Python {major}.{minor} or newer, then run this again.");
    };
    let version = answer(&program, &["--version"]).with_context(|| format!("{} does not run", program.display()))?;
    if parse(&version).is_none_or(|found| found < OLDEST) {
        bail!("{} is {version}: Python {major}.{minor} or newer is needed.", program.display());
    }
    Ok(Python { program, version })
}

/// `Python 3.11.2` → (3, 11)
fn parse(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.strip_prefix("Python ")?.split('.').map(|part| part.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

/// Makes the environment. Debian keeps what `venv` needs in a package of its own.
fn make(python: &Python, folder: &Path) -> Result<()> {
    let has_venv = || answer(&python.program, &["-c", "import ensurepip, venv"]).is_some();
    if !has_venv() && which("apt-get").is_some() {
        step("Python's venv", "missing; apt-get install python3-venv");
        run_privileged(privileged("apt-get")?.args(["update", "-qq"]))?;
        run_privileged(privileged("apt-get")?.args([
            "install",
            "-y",
            "-qq",
            "--no-install-recommends",
            "python3-venv",
        ]))?;
    }
    if !has_venv() {
        bail!(
            "Python's module `venv` (with `ensurepip`) is missing: install it (Debian: python3-venv), then run this again."
        );
    }
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent)?;
    }
    run_quiet(Command::new(&python.program).args(["-m", "venv"]).arg(folder), Duration::from_secs(120))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{OLDEST, Python, is_ready, parse, stamp};

    #[test]
    fn versions_are_read() {
        assert_eq!(parse("Python 3.11.2"), Some((3, 11)));
        assert_eq!(parse("Python 3.14.0rc1"), Some((3, 14)));
        assert_eq!(parse("3.11.2"), None);
        assert!(parse("Python 3.9.1").is_some_and(|old| old < OLDEST));
    }

    #[test]
    fn an_environment_is_made_again_for_other_requirements_or_another_python() {
        let python = |version: &str| Python { program: "python3".into(), version: version.to_owned() };
        let first = stamp(b"authlib==1", &python("Python 3.11.2"));
        assert_ne!(first, stamp(b"authlib==2", &python("Python 3.11.2")));
        assert_ne!(first, stamp(b"authlib==1", &python("Python 3.12.0")));
        assert!(!is_ready(std::path::Path::new("/nowhere"), &first));
    }
}
