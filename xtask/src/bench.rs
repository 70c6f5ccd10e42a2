//! `cargo xtask bench`: what a request costs, against the cheapest one, and what the list of 100,000 people costs.

use std::process::Stdio;

use anyhow::{Result, bail};

use crate::build::{self, Tools};
use crate::{paths, sh};

/// Builds, then measures (some minutes).
pub fn run(args: &[String]) -> Result<()> {
    if args.first().is_some_and(|word| word == "soak") {
        return soak(args.get(1..).unwrap_or_default());
    }
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

/// Load for as many minutes as it is told: nothing may be refused, and memory may not grow.
fn soak(args: &[String]) -> Result<()> {
    let minutes = match args {
        [] => "10",
        [option, minutes] if option == "--minutes" && minutes.parse::<u32>().is_ok_and(|n| n > 0) => minutes,
        _ => bail!("`bench soak` takes --minutes and a number"),
    };
    let tools = Tools::ensure()?;
    build::all(&tools)?;
    let mut soak = tools.node.command();
    soak.arg(paths::xtask().join("soak.mjs")).arg(minutes).current_dir(paths::root()).stderr(Stdio::inherit());
    sh::run(&mut soak)
}
