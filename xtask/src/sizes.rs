//! The size table of `build`, and the budgets.

use std::fs;

use anyhow::{Result, ensure};

use crate::compress::{brotli, gzip};
use crate::console::PART;
use crate::{hash, paths};

/// All that a browser loads before the console works, brotli.
const CONSOLE_BUDGET: usize = 256 * 1000;
/// A lazy part of the console, brotli.
const PART_BUDGET: usize = 96 * 1000;
/// A Worker's script and Wasm, gzip: the platform's smallest limit is three times this.
const WORKER_BUDGET: usize = 1000 * 1000;

struct Row {
    name: String,
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// Prints the table; an error if a budget is exceeded.
pub fn check() -> Result<()> {
    println!("\n{:<44} {:>10} {:>10} {:>10}", "bytes", "raw", "gzip", "brotli");
    let mut over = Vec::new();
    let (lazy, console): (Vec<Row>, Vec<Row>) =
        rows("console")?.into_iter().partition(|row| row.name.starts_with(&format!("console/assets/{PART}")));
    together("console, first load", &console, "brotli", CONSOLE_BUDGET, &mut over);
    for row in &lazy {
        print(row);
        within(&row.name, row.brotli, "brotli", PART_BUDGET, &mut over);
    }
    println!();
    for folder in ["worker", "hasher"] {
        together(&format!("{folder}, in all"), &rows(folder)?, "gzip", WORKER_BUDGET, &mut over);
    }
    ensure!(over.is_empty(), "{}", over.join("; "));
    Ok(())
}

/// Files that share a budget.
fn together(name: &str, rows: &[Row], compressed: &str, budget: usize, over: &mut Vec<String>) {
    for row in rows {
        print(row);
    }
    let total = Row {
        name: name.to_owned(),
        raw: rows.iter().map(|row| row.raw).sum(),
        gzip: rows.iter().map(|row| row.gzip).sum(),
        brotli: rows.iter().map(|row| row.brotli).sum(),
    };
    print(&total);
    within(name, if compressed == "brotli" { total.brotli } else { total.gzip }, compressed, budget, over);
    println!();
}

fn within(name: &str, measured: usize, compressed: &str, budget: usize, over: &mut Vec<String>) {
    let label = "  of its budget";
    println!("{label:<44} {:>9.1} % of {} kB {compressed}", percent(measured, budget), budget / 1000);
    if measured > budget {
        over.push(format!("{name}: {measured} bytes in {compressed}, over the budget of {budget}"));
    }
}

#[allow(clippy::cast_precision_loss, reason = "a percentage for people")]
fn percent(part: usize, whole: usize) -> f64 {
    part as f64 * 100.0 / whole as f64
}

fn print(row: &Row) {
    println!("{:<44} {:>10} {:>10} {:>10}", row.name, row.raw, row.gzip, row.brotli);
}

fn rows(folder: &str) -> Result<Vec<Row>> {
    let base = paths::dist().join(folder);
    let mut rows = Vec::new();
    for name in hash::files(&base)? {
        let own = [".br", ".gz", "_headers", ".assetsignore"];
        if own.iter().any(|end| name.ends_with(end)) {
            continue;
        }
        let bytes = fs::read(base.join(&name))?;
        let known =
            |extension: &str| fs::metadata(base.join(format!("{name}.{extension}"))).ok().map(|meta| meta.len());
        let size = |found: Option<u64>| found.and_then(|length| usize::try_from(length).ok());
        let gzip = match size(known("gz")) {
            Some(length) => length,
            None => gzip(&bytes)?.len(),
        };
        let brotli = match size(known("br")) {
            Some(length) => length,
            // Only the console's budget counts brotli, and its files have copies.
            None if folder == "console" => bytes.len(),
            None => brotli(&bytes)?.len(),
        };
        rows.push(Row { name: format!("{folder}/{name}"), raw: bytes.len(), gzip, brotli });
    }
    Ok(rows)
}
