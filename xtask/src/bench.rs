//! `cargo xtask bench`: what a request costs, against the cheapest one, and what the list of 100,000 people costs.

use std::process::Stdio;

use anyhow::{Result, bail};

use crate::build::{self, Tools};
use crate::{paths, sh};

/// Builds, then measures (some minutes).
pub fn run(args: &[String]) -> Result<()> {
    if let Some(option) = args.first() {
        bail!("`bench` knows no option {option}");
    }
    let tools = Tools::ensure()?;
    build::all(&tools)?;
    for script in ["bench.mjs", "bench-people.mjs"] {
        let mut bench = tools.node.command();
        bench.arg(paths::xtask().join(script)).current_dir(paths::root()).stderr(Stdio::inherit());
        sh::run(&mut bench)?;
    }
    Ok(())
}
