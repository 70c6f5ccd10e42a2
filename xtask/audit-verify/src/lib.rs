//! What `audit-verify --data DIR` asks: is every audit event where it was, as it was? Reads the database of a data folder of
//! `cargo xtask dev` (or `--db FILE`, a copy of a deployment's database) and changes nothing. The heads that were kept
//! outside of the database are read from the folder's cache, or from `--heads FILE`: a JSON object of head by account.
//! The deployment's keys are those of the folder, or of the variable TENURE_KEYS.

// A tool on the developer's own machine reads its environment itself.
#![allow(clippy::disallowed_methods)]

pub mod addresses;
mod folder;

use std::collections::BTreeMap;
use std::future::Future;
use std::path::PathBuf;
use std::pin::pin;
use std::task::{Context as Wakeful, Poll, Waker};

use anyhow::{Context, Result, bail};
use service::chain::Head;
use service::chain::verify::{Bad, Found, verify};
use service::crypto::Keys;
use store::sqlite::Sqlite;

const USAGE: &str =
    "usage: audit-verify --data DIR | --db FILE [--heads FILE]   (keys: DIR/secrets.json or TENURE_KEYS)";

/// What is read.
#[derive(Default)]
struct Options {
    data: Option<PathBuf>,
    db: Option<PathBuf>,
    heads: Option<PathBuf>,
}

fn options(mut args: impl Iterator<Item = String>) -> Result<Options> {
    let mut options = Options::default();
    while let Some(arg) = args.next() {
        let place = match arg.as_str() {
            "--data" => &mut options.data,
            "--db" => &mut options.db,
            "--heads" => &mut options.heads,
            _ => bail!("{USAGE}"),
        };
        *place = Some(args.next().context(USAGE)?.into());
    }
    Ok(options)
}

/// The database is a file: nothing is ever waited for.
fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Wakeful::from_waker(Waker::noop())) {
            return value;
        }
    }
}

fn keys(options: &Options) -> Result<Keys> {
    let text = match (std::env::var("TENURE_KEYS"), &options.data) {
        (Ok(text), _) => text,
        (Err(_), Some(data)) => folder::keys(data)?,
        (Err(_), None) => bail!("the deployment's keys are asked for: set TENURE_KEYS"),
    };
    Keys::parse(&text).map_err(anyhow::Error::msg)
}

fn heads(options: &Options) -> Result<BTreeMap<String, String>> {
    match (&options.heads, &options.data) {
        (Some(file), _) => {
            let text = std::fs::read(file).with_context(|| file.display().to_string())?;
            let heads: BTreeMap<String, serde_json::Value> =
                serde_json::from_slice(&text).context("heads by account")?;
            Ok(heads.into_iter().map(|(account, head)| (account, head.to_string())).collect())
        }
        (None, Some(data)) => folder::heads(data),
        (None, None) => Ok(BTreeMap::new()),
    }
}

/// Looks at the log of every account, and says of each what was found. True when all are as they were.
///
/// # Errors
/// When something that is asked for is not there, or can't be read.
pub fn check(args: impl Iterator<Item = String>, say: &mut impl FnMut(String)) -> Result<bool> {
    let options = options(args)?;
    let file = match (&options.db, &options.data) {
        (Some(file), _) => file.clone(),
        (None, Some(data)) => folder::database(data)?,
        (None, None) => bail!("{USAGE}"),
    };
    let (keys, heads) = (keys(&options)?, heads(&options)?);
    let db = Sqlite::read_only(&file).map_err(|e| anyhow::anyhow!("{}: {e:?}", file.display()))?;
    let accounts = run(store::chain::accounts().of(&db)).map_err(|e| anyhow::anyhow!("the database: {e:?}"))?;
    let mut all_good = true;
    for account in accounts {
        let head = heads.get(&Head::key(&account)).or_else(|| heads.get(account.as_str()));
        let head = head.and_then(|text| Head::read(&keys, &account, text));
        let found = run(verify(&db, &keys, &account, head.as_ref(), 0, usize::MAX));
        let Found { checked, unsealed, bad, .. } = found.map_err(|e| anyhow::anyhow!("the database: {e:?}"))?;
        let known = head.as_ref().map_or_else(
            || "no head is kept elsewhere: a cut end would not be missed".to_owned(),
            |head| format!("head kept elsewhere: {}", head.seq),
        );
        match bad {
            None => say(format!("{account}: {checked} events are as they were ({unsealed} not sealed yet; {known})")),
            Some(Bad { seq, event, why }) => {
                all_good = false;
                let seq = seq.map_or_else(|| "without a place".to_owned(), |seq| format!("at {seq}"));
                let event = event.unwrap_or_else(|| "none".to_owned());
                say(format!("{account}: first bad event {seq}: {} (id {event}; {known})", why.as_str()));
            }
        }
    }
    Ok(all_good)
}
