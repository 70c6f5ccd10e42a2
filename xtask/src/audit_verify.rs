//! `cargo xtask audit-verify` reads an audit log again, and `cargo xtask addresses-off` asks in a data folder that a
//! restriction be switched off: programs of their own.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::children;

/// Passes on what it is told; fails when a log is not as it was.
pub fn run(args: &[String]) -> Result<()> {
    match program("audit-verify", args)? {
        Some(0) => Ok(()),
        Some(2) => bail!("the audit log is not as it was"),
        _ => bail!("the audit log could not be read"),
    }
}

/// Passes on what it is told.
pub fn addresses_off(args: &[String]) -> Result<()> {
    match program("addresses-off", args)? {
        Some(0) => Ok(()),
        _ => bail!("nothing was asked for"),
    }
}

fn program(name: &str, args: &[String]) -> Result<Option<i32>> {
    let mut command = Command::new("cargo");
    command.args(["run", "--quiet", "--locked", "--package", "audit-verify", "--bin", name, "--"]).args(args);
    let mut child = children::spawn(&mut command).context("could not start cargo")?;
    let status = child.wait()?;
    children::finished(child.id());
    Ok(status.code())
}
