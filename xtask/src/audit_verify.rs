//! `cargo xtask audit-verify`: reads an audit log again, by a program of its own.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::children;

/// Passes on what it is told; fails when a log is not as it was.
pub fn run(args: &[String]) -> Result<()> {
    let mut command = Command::new("cargo");
    command.args(["run", "--quiet", "--locked", "--package", "audit-verify", "--"]).args(args);
    let mut child = children::spawn(&mut command).context("could not start cargo")?;
    let status = child.wait()?;
    children::finished(child.id());
    match status.code() {
        Some(0) => Ok(()),
        Some(2) => bail!("the audit log is not as it was"),
        _ => bail!("the audit log could not be read"),
    }
}
