//! What the product's contract says, asked of a program of its own: the tasks stay independent of the product.

use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::paths;
use crate::sh::run_quiet;

/// The answer of the program `describe`.
fn ask(question: &[&str]) -> Result<Value> {
    let mut command = Command::new("cargo");
    // In the folder of the Wasm builds: the native one may be locked by somebody's long test run.
    command.args(["run", "--quiet", "--locked", "--package", "describe", "--target-dir"]);
    command.arg(paths::target_web()).arg("--").args(question).current_dir(paths::root());
    let text = run_quiet(&mut command, std::time::Duration::from_secs(900)).context("the contract cannot be read")?;
    serde_json::from_str(&text).context("the contract's description is not JSON")
}

/// The security headers of the console's files; `api` is the origin of an API elsewhere, empty for our own.
pub fn headers(api: &str) -> Result<Vec<(String, String)>> {
    serde_json::from_value(ask(&["headers", api])?).context("the contract's headers have another shape")
}

/// The security headers of the API's answers.
pub fn answer_headers() -> Result<Vec<(String, String)>> {
    serde_json::from_value(ask(&["answer-headers"])?).context("the contract's headers have another shape")
}

/// The OpenAPI document.
pub fn openapi() -> Result<Value> {
    ask(&["openapi"])
}

/// The console's texts: for each file its name, which is the language and `-later` for what is opened rarely, and itself.
pub fn texts() -> Result<Vec<(String, String)>> {
    serde_json::from_value(ask(&["texts"])?).context("the texts have another shape")
}
