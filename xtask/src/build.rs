//! All of `dist/`.

use std::fs::{self, File};

use anyhow::Result;

use crate::node::Node;
use crate::rust_target::{self, WasmCargo};
use crate::sh::step;
use crate::wasm::{EDGE, HASHER};
use crate::{console, paths, workers};

/// What a build needs from the machine.
pub struct Tools {
    /// Builds for Wasm.
    pub cargo: WasmCargo,
    /// Runs the JavaScript tools.
    pub node: Node,
}

impl Tools {
    /// Gets what is missing.
    pub fn ensure() -> Result<Self> {
        Ok(Self { cargo: rust_target::ensure()?, node: Node::ensure()? })
    }
}

/// Builds the console and both Workers.
pub fn all(tools: &Tools) -> Result<()> {
    let _lock = lock()?;
    both_workers(tools)?;
    step("Console", console::build(tools.cargo, &tools.node)?.shown());
    Ok(())
}

/// Builds both Workers and leaves the console as it is: for who works at the edge.
pub fn workers(tools: &Tools) -> Result<()> {
    let _lock = lock()?;
    both_workers(tools)
}

/// Keeps two runs in one tree from writing the same files.
fn lock() -> Result<File> {
    fs::create_dir_all(paths::target_web())?;
    let lock = File::create(paths::target_web().join(".xtask-lock"))?;
    lock.lock()?;
    Ok(lock)
}

fn both_workers(tools: &Tools) -> Result<()> {
    step("Hasher", workers::build(tools.cargo, &tools.node, HASHER, "hasher")?.shown());
    step("Edge Worker", workers::build(tools.cargo, &tools.node, EDGE, "worker")?.shown());
    Ok(())
}
