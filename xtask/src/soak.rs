//! `cargo xtask soak`: the life of tokens against its model, at length (tests/api/tests/token_model).

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::paths;
use crate::sh::run;

/// Steps of each seed, and seeds, when none are given.
const USUAL: [u32; 2] = [10_000, 20];

/// `--steps N`, `--seeds N`.
pub fn soak(args: &[String]) -> Result<()> {
    let [mut steps, mut seeds] = USUAL;
    let mut args = args.iter().map(String::as_str);
    while let Some(arg) = args.next() {
        let number = || args.clone().next().and_then(|n| n.parse().ok()).filter(|n| *n > 0);
        match arg {
            "--steps" => steps = number().context("--steps takes a number from 1")?,
            "--seeds" => seeds = number().context("--seeds takes a number from 1")?,
            other => bail!("`soak` takes --steps N and --seeds N, not `{other}`"),
        }
        args.next();
    }
    let mut test = Command::new("cargo");
    test.args([
        "test",
        "--quiet",
        "--locked",
        "-p",
        "api-tests",
        "--features",
        "store/sqlite",
        "--test",
        "token_model",
    ]);
    test.args(["--", "--nocapture"]).current_dir(paths::root());
    run(test.env("TENURE_MODEL_STEPS", steps.to_string()).env("TENURE_MODEL_SEEDS", seeds.to_string()))
}
