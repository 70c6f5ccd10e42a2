//! `cargo xtask bench`: what a request costs, against the cheapest one.

use std::process::Stdio;

use anyhow::{Result, bail};

use crate::build::{self, Tools};
use crate::{paths, sh};

/// Builds, then measures (about a minute).
pub fn run(args: &[String]) -> Result<()> {
    if let Some(option) = args.first() {
        bail!("`bench` knows no option {option}");
    }
    let tools = Tools::ensure()?;
    build::all(&tools)?;
    let mut bench = tools.node.command();
    bench.arg(paths::xtask().join("bench.mjs")).current_dir(paths::root()).stderr(Stdio::inherit());
    sh::run(&mut bench)
}
