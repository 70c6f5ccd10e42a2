//! Compressed copies of static files, for servers that send them as they are.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::Result;

use crate::hash::files;

/// Kinds of files that compression makes smaller.
const TEXTUAL: [&str; 10] = ["html", "js", "css", "wasm", "json", "svg", "txt", "xml", "webmanifest", "map"];

/// Writes `.br` and `.gz` beside each file that gains from it.
pub fn beside(folder: &Path) -> Result<()> {
    for name in files(folder)? {
        let path = folder.join(&name);
        if !path.extension().is_some_and(|extension| TEXTUAL.iter().any(|known| extension == *known)) {
            continue;
        }
        let bytes = fs::read(&path)?;
        fs::write(folder.join(format!("{name}.br")), brotli(&bytes)?)?;
        fs::write(folder.join(format!("{name}.gz")), gzip(&bytes)?)?;
    }
    Ok(())
}

/// Brotli at its strongest.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 64 * 1024, 11, 22);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(out)
}

/// Gzip at its strongest, without a time stamp.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}
