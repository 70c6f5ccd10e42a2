//! What `addresses-off --data DIR` asks: that people and system users may come from everywhere again, when nobody can come in
//! any more (ADR 0030). It leaves a row in the database of a data folder; the clock of the deployment switches the
//! restriction off within a minute, with an event in the audit log.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use store::sqlite::Sqlite;

use crate::folder;

const USAGE: &str = "usage: addresses-off --data DIR";
// The same as in docs/deploy.md.
const ASK: &str = "INSERT OR IGNORE INTO address_recovery (account_id) SELECT id FROM account \
     WHERE restrict_people = 1 OR restrict_system_users = 1";

/// Asks for it, and says for which accounts.
///
/// # Errors
/// When there is no such folder, or its database can't be written.
pub fn off(mut args: impl Iterator<Item = String>, say: &mut impl FnMut(String)) -> Result<()> {
    let data: PathBuf = match (args.next().as_deref(), args.next(), args.next()) {
        (Some("--data"), Some(data), None) => data.into(),
        _ => bail!("{USAGE}"),
    };
    let file = folder::database(&data)?;
    let db = Sqlite::writable(&file).map_err(|e| anyhow::anyhow!("{}: {e:?}", file.display()))?;
    let connection = db.lock();
    connection.execute(ASK, []).with_context(|| file.display().to_string())?;
    let mut asked = connection.prepare("SELECT account_id FROM address_recovery")?;
    let asked: Vec<String> = asked.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    if asked.is_empty() {
        say("no account restricts addresses".to_owned());
    }
    for account in asked {
        say(format!("{account}: taken from everywhere again, within a minute of a running deployment"));
    }
    Ok(())
}
