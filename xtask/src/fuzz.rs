//! `cargo xtask fuzz`: the promises of tests/fuzz, asked by libFuzzer.
//!
//! The instrumentation is the compiler's own, by flags that the stable one takes; no other toolchain is needed, only a C++
//! compiler for libFuzzer itself.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::sh::run;
use crate::{children, paths};

const TARGETS: [&str; 5] = ["token", "cookie", "network", "json", "address"];

/// What libFuzzer needs in the code: counters of edges, where they are, and what is compared with what.
const FLAGS: [&str; 7] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cdebug-assertions",
    "-Coverflow-checks",
];

/// Minutes for each target, when none are given.
const MINUTES: u64 = 10;

fn host() -> Result<String> {
    let told = Command::new("rustc").arg("-vV").output().context("could not start rustc")?;
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    told.lines().find_map(|line| line.strip_prefix("host: ").map(str::to_owned)).context("rustc names no host")
}

fn options(args: &[String]) -> Result<(Vec<&str>, u64)> {
    let (mut targets, mut minutes, mut args) = (Vec::new(), MINUTES, args.iter().map(String::as_str));
    while let Some(arg) = args.next() {
        match arg {
            // For libFuzzer none is as long as it likes.
            "--minutes" => {
                let given = args.next().and_then(|n| n.parse().ok()).filter(|n| *n > 0);
                minutes = given.context("--minutes takes a number from 1")?;
            }
            one if TARGETS.contains(&one) => targets.push(one),
            other => bail!("no target `{other}`: there are {}", TARGETS.join(", ")),
        }
    }
    Ok((if targets.is_empty() { TARGETS.to_vec() } else { targets }, minutes))
}

/// Builds the targets and runs each for its time; the first finding ends it, and its text is kept.
pub fn fuzz(args: &[String]) -> Result<()> {
    let (targets, minutes) = options(args)?;
    let (host, folder) = (host()?, paths::root().join("target/fuzz"));
    for target in targets {
        let bin = format!("fuzz-{target}");
        let mut build = Command::new("cargo");
        // Naming the target keeps build scripts, which run here, without instrumentation.
        build.args(["build", "--quiet", "--locked", "--release", "-p", "fuzz", "--features", "engine", "--bin", &bin]);
        build.args(["--target", &host, "--target-dir"]).arg(&folder).env("RUSTFLAGS", FLAGS.join(" "));
        run(&mut build)?;
        let corpus = folder.join("corpus").join(target);
        std::fs::create_dir_all(&corpus)?;
        let program: PathBuf = folder.join(&host).join("release").join(&bin);
        let found = folder.join(format!("found-{target}-"));
        let mut asked = Command::new(program);
        asked.arg(format!("-max_total_time={}", minutes * 60)).arg(format!("-artifact_prefix={}", found.display()));
        asked.args(["-print_final_stats=1", "-max_len=4096", "-timeout=10"]).arg(&corpus);
        let mut child = children::spawn(&mut asked).context("could not start the fuzzer")?;
        let status = child.wait()?;
        children::finished(child.id());
        if !status.success() {
            bail!("{target}: a text does not hold its promise; it is kept as {}…", found.display());
        }
    }
    Ok(())
}
