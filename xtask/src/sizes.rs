//! The size table of `build`, and the budgets.

use std::fs;

use anyhow::{Result, ensure};

use crate::bundles::HOME;
use crate::compress::{brotli, gzip};
use crate::console::{LATER, PART, TEXTS};
use crate::{hash, paths};

/// All that a browser loads before somebody can sign in, brotli.
const SIGN_IN_BUDGET: usize = 191 * 1000;
/// All that it loads before somebody who is signed in sees a page of the menu, brotli. The goal is 210: ADR 0007.
const SIGNED_IN_BUDGET: usize = 271 * 1000;
/// All screens, brotli. The goal is 380: ADR 0007.
const SCREENS_BUDGET: usize = 862 * 1000;
/// A lazy part of the console, brotli.
const PART_BUDGET: usize = 100 * 1000;
/// A Worker's script and Wasm, gzip: the platform's smallest plan takes 3 MB. Each endpoint is about
/// 8 kB, compiled for speed; signatures are about 40 kB, RSA's another 90, the regional tier less than 10, Graph paths and
/// what they are about 250.
const WORKER_BUDGET: usize = 2190 * 1000;

struct Row {
    name: String,
    raw: usize,
    gzip: usize,
    brotli: usize,
}

impl Row {
    /// Is it an asset of the console whose name begins so?
    fn is(&self, kind: &str) -> bool {
        self.name.strip_prefix("console/assets/").is_some_and(|name| name.starts_with(kind))
    }
}

/// Prints the table; an error if a budget is exceeded.
pub fn check() -> Result<()> {
    println!("\n{:<44} {:>10} {:>10} {:>10}", "bytes", "raw", "gzip", "brotli");
    let mut over = Vec::new();
    let (mut lazy, mut console): (Vec<Row>, Vec<Row>) = rows("console")?.into_iter().partition(|row| row.is(PART));
    only_the_largest_texts(&mut console, TEXTS);
    only_the_largest_texts(&mut lazy, LATER);
    together("console, sign-in", &console, "brotli", SIGN_IN_BUDGET, &mut over);
    let home = format!("{PART}{HOME}-");
    for row in &lazy {
        print(row);
        if row.brotli > PART_BUDGET {
            over.push(format!("{}: {} bytes in brotli, over the budget of {PART_BUDGET}", row.name, row.brotli));
        }
    }
    let signed_in = console.iter().chain(lazy.iter().filter(|row| row.is(&home)));
    sum("console, signed in", signed_in, "brotli", SIGNED_IN_BUDGET, &mut over);
    sum("console, all screens", console.iter().chain(&lazy), "brotli", SCREENS_BUDGET, &mut over);
    println!();
    for folder in ["worker", "hasher"] {
        together(&format!("{folder}, in all"), &rows(folder)?, "gzip", WORKER_BUDGET, &mut over);
    }
    ensure!(over.is_empty(), "{}", over.join("; "));
    Ok(())
}

/// Files that share a budget.
fn together(name: &str, rows: &[Row], compressed: &str, budget: usize, over: &mut Vec<String>) {
    rows.iter().for_each(print);
    sum(name, rows.iter(), compressed, budget, over);
    println!();
}

/// What files are together.
fn sum<'a>(name: &str, rows: impl Iterator<Item = &'a Row>, compressed: &str, budget: usize, over: &mut Vec<String>) {
    let mut total = Row { name: name.to_owned(), raw: 0, gzip: 0, brotli: 0 };
    for row in rows {
        total.raw += row.raw;
        total.gzip += row.gzip;
        total.brotli += row.brotli;
    }
    print(&total);
    within(name, if compressed == "brotli" { total.brotli } else { total.gzip }, compressed, budget, over);
}

/// A reader fetches the texts of one language: the largest counts.
fn only_the_largest_texts(rows: &mut Vec<Row>, kind: &str) {
    let largest = rows.iter().filter(|row| row.is(kind)).map(|row| row.brotli).max();
    rows.retain(|row| !row.is(kind) || Some(row.brotli) == largest);
}

/// Prints how much of a budget is used, and notes if it is exceeded.
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
