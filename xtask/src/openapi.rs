//! `docs/openapi.json`: written from the contract, or compared with it.

use std::fs;

use anyhow::{Result, bail};

use crate::sh::step;
use crate::{describe, paths};

/// Writes the document; with `--check` only compares.
pub fn run(args: &[String]) -> Result<()> {
    let check = match args {
        [] => false,
        [only] if only == "--check" => true,
        _ => bail!("`openapi` knows only the option --check"),
    };
    let path = paths::root().join("docs").join("openapi.json");
    let wanted = format!("{:#}\n", describe::openapi()?);
    let same = fs::read_to_string(&path).is_ok_and(|text| text == wanted);
    if check && !same {
        bail!("docs/openapi.json is not what the contract says: run `cargo xtask openapi`");
    }
    if !same {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, wanted)?;
    }
    step("docs/openapi.json", if same { "as the contract says" } else { "written" });
    Ok(())
}
