//! Content hashes, for file names and for "nothing changed".

use std::fs;
use std::path::Path;

use anyhow::Result;
use sha2::{Digest, Sha256};

/// SHA-256 as hexadecimal text.
pub fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The part of a hash that goes into a file's name.
pub fn short(bytes: &[u8]) -> String {
    hex(bytes).chars().take(10).collect()
}

/// Collects inputs of a build; the result changes when one of them does.
#[derive(Default)]
pub struct Inputs(Sha256);

impl Inputs {
    /// Adds a text.
    pub fn text(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text.as_bytes());
    }

    /// Adds a file, or a folder with all that is in it; a missing one counts as empty.
    pub fn path(&mut self, path: &Path) -> Result<()> {
        self.text(&path.to_string_lossy());
        if path.is_dir() {
            for file in files(path)? {
                self.text(&file);
                let bytes = fs::read(path.join(&file))?;
                self.0.update((bytes.len() as u64).to_le_bytes());
                self.0.update(bytes);
            }
        } else if path.is_file() {
            self.0.update(fs::read(path)?);
        }
        Ok(())
    }

    /// The hash of all that was added.
    pub fn finish(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// All files under a folder, relative to it, sorted.
pub fn files(folder: &Path) -> Result<Vec<String>> {
    fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) -> Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                walk(&entry.path(), &format!("{name}/"), found)?;
            } else {
                found.push(name);
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    if folder.is_dir() {
        walk(folder, "", &mut found)?;
    }
    found.sort();
    Ok(found)
}
