//! Comparing an entered password with a stored hash, and hashing it anew when that hash is an old one.

use domain::ids::{AccountId, UserId};
use domain::password::EnteredPassword;
use domain::secret::Secret;
use store::{Change, Db};

use crate::chain::clock;
use crate::cx::{Cx, stamp};
use crate::deps::{Deps, Match};
use crate::fail::Fail;
use crate::log;

/// Is it the password of this hash? One hash is computed for a spelling of what was entered, so as many for an
/// unknown person as for a known one with a wrong password. What was hashed as it was typed, and not in the form that
/// is kept, is outdated as well.
pub async fn is_right(deps: &impl Deps, entered: &EnteredPassword, phc: &str) -> Result<Match, Fail> {
    for (n, spelling) in entered.spellings().iter().enumerate() {
        match deps.verify_password(spelling, phc).await? {
            Match::No => {}
            Match::Yes if n == 0 => return Ok(Match::Yes),
            Match::Yes | Match::Outdated => return Ok(Match::Outdated),
        }
    }
    Ok(Match::No)
}

/// Hashes a right password anew behind the answer: nobody waits for it, and nothing is lost when it fails. It is written
/// only while the hash is the one that was compared, so a password that was changed meanwhile stays.
pub fn hash_anew<D: Deps, E: contract::Endpoint>(
    cx: &Cx<'_, D, E>,
    account: &AccountId,
    person: &UserId,
    entered: &EnteredPassword,
    old: &Secret<String>,
) where
    E::Auth: crate::authn::Authenticate,
{
    let Some(password) = entered.spellings().first().cloned() else { return };
    let (deps, config, state, meta) = (cx.deps.clone(), cx.config.clone(), cx.state.clone(), cx.meta.clone());
    let (account, person, old) = (account.clone(), person.clone(), old.clone());
    cx.deps.spawn(async move {
        let done: Result<(), Fail> = async {
            let new = Secret::new(deps.hash_password(&password).await?);
            let stamp = stamp(&deps, &config, &meta)?;
            let change = Change::by_rehash(&account, &person, stamp, &old, &new);
            match deps.db().commit(&change.seal()).await {
                // Somebody was faster: another sign-in, or another password.
                Err(error) if error.is_guard("moved") => Ok(()),
                done => {
                    done?;
                    clock::seal_behind(&deps, &config, &state, meta.now);
                    Ok(())
                }
            }
        }
        .await;
        if let Err(fail) = done {
            log::event(&deps, true, "hash_anew", &format!("{fail:?}"));
        }
    });
}
