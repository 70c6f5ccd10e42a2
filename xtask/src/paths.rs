//! Where things are in the workspace.

use std::path::{Path, PathBuf};

/// The workspace's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// What `build` makes.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// The cargo target folder of all Wasm builds, apart from the native one so that neither waits for the other's lock.
pub fn target_web() -> PathBuf {
    root().join("target").join("web")
}

/// Tools that the machine lacks.
pub fn tools() -> PathBuf {
    root().join(".tenure").join("tools")
}

/// The folder of our own scripts, package list and installed npm packages.
pub fn xtask() -> PathBuf {
    root().join("xtask")
}

/// A path as shown to people: relative to the workspace where possible.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// The folders in which cargo unpacks libraries, sorted.
pub fn registries() -> Vec<PathBuf> {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")));
    let entries = home.and_then(|home| std::fs::read_dir(home.join("registry").join("src")).ok());
    let mut folders: Vec<PathBuf> = entries.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    folders.sort();
    folders
}
