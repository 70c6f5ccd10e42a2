//! Skips work whose inputs and results are as they were.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::{hash, paths};

/// What a build step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It made its files.
    Built,
    /// They were there, of the same inputs.
    Unchanged,
}

impl Outcome {
    /// For a line of progress.
    pub fn shown(self) -> &'static str {
        match self {
            Self::Built => "built",
            Self::Unchanged => "unchanged",
        }
    }
}

/// Does the work unless `dist/.stamps/NAME` says that it was done with these inputs; the result's own content is
/// part of the stamp, so that a folder somebody edited is made anew.
pub fn when_changed(
    name: &str,
    out: &Path,
    inputs: hash::Inputs,
    work: impl FnOnce() -> Result<()>,
) -> Result<Outcome> {
    let inputs = inputs.finish();
    let stamp = paths::dist().join(".stamps").join(name);
    if out.is_dir() && fs::read_to_string(&stamp).is_ok_and(|text| content(&inputs, out).is_ok_and(|now| now == text)) {
        return Ok(Outcome::Unchanged);
    }
    work()?;
    fs::create_dir_all(paths::dist().join(".stamps"))?;
    fs::write(stamp, content(&inputs, out)?)?;
    Ok(Outcome::Built)
}

fn content(inputs: &str, out: &Path) -> Result<String> {
    let mut all = hash::Inputs::default();
    all.path(out)?;
    Ok(format!("{inputs} {}", all.finish()))
}
