//! `cargo xtask bench`: what a token check costs beside a Worker that does nothing and the same check written by hand, what
//! accepting, sending and delivering messages costs, and what the lists of 100,000 people and 1,000,000 messages cost.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::build::{self, Tools};
use crate::sh::{privileged, run_privileged, step, which};
use crate::{paths, sh};

/// Builds, then measures (some minutes).
pub fn run(args: &[String]) -> Result<()> {
    if args.first().is_some_and(|word| word == "soak") {
        return soak(args.get(1..).unwrap_or_default());
    }
    match args {
        [] => {}
        [option, dist] if option == "--against" => return against(dist),
        [option, ..] => bail!("`bench` takes --against and the dist/ of another build, and not {option}"),
    }
    let tools = Tools::ensure()?;
    tools.node.packages(&paths::xtask().join("bench"), "What Tenure is compared with (npm)")?;
    let wrk = wrk()?;
    build::all(&tools)?;
    for script in ["bench.mjs", "bench-messages.mjs", "bench-people.mjs", "bench-pages.mjs"] {
        let mut bench = tools.node.command();
        bench.arg(paths::xtask().join(script)).env("WRK", &wrk).current_dir(paths::root()).stderr(Stdio::inherit());
        sh::run(&mut bench)?;
    }
    Ok(())
}

/// A token check beside that of another build, such as an older commit's in a worktree of its own.
fn against(dist: &str) -> Result<()> {
    let dist = fs::canonicalize(dist).with_context(|| format!("{dist} is not there"))?;
    let tools = Tools::ensure()?;
    let wrk = wrk()?;
    build::workers(&tools)?;
    let mut bench = tools.node.command();
    bench.arg(paths::xtask().join("bench-against.mjs")).arg(dist).env("WRK", wrk);
    sh::run(bench.current_dir(paths::root()).stderr(Stdio::inherit()))
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

/// The load generator: a native program, so that what is measured is the Worker and not its client.
fn wrk() -> Result<PathBuf> {
    if let Some(path) = which("wrk") {
        step("Load generator", &path.display().to_string());
        return Ok(path);
    }
    if which("apt-get").is_some() {
        step("Load generator", "wrk is missing; apt-get install wrk");
        let install =
            || run_privileged(privileged("apt-get")?.args(["install", "-y", "-qq", "--no-install-recommends", "wrk"]));
        if install().is_err() {
            run_privileged(privileged("apt-get")?.args(["update", "-qq"]))?;
            install()?;
        }
    }
    match which("wrk") {
        Some(path) => Ok(path),
        None => bail!("the load generator wrk is missing: install it (its package is named wrk), then run this again"),
    }
}
