//! Comparing an entered password with a stored hash.

use domain::password::EnteredPassword;

use crate::deps::Deps;
use crate::fail::Fail;

/// Is it the password of this hash? One hash is computed for a spelling of what was entered, so as many for an
/// unknown person as for a known one with a wrong password.
pub async fn is_right(deps: &impl Deps, entered: &EnteredPassword, phc: &str) -> Result<bool, Fail> {
    for spelling in entered.spellings() {
        if deps.verify_password(spelling, phc).await? {
            return Ok(true);
        }
    }
    Ok(false)
}
