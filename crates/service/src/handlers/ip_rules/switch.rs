//! The switches: what is restricted. They are settings of the account, and refused when they lock out whoever sets them.

use contract::{Code, IpSwitches};
use domain::addresses::admits;
use domain::ids::IpRuleId;
use domain::network::Network;
use domain::permission::AccountManage;
use domain::principal::Can;
use store::ip_rules::{self, Restriction};
use store::{Change, Later, Seen};

use super::list::own_address;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::State;
use crate::meta::Meta;

/// What is to be switched, with what that was decided by.
pub struct Switches {
    wanted: IpSwitches,
    seen: Option<Seen<Restriction>>,
}

/// Refuses what would lock out whoever asks for it, from where they are.
pub fn unless_locks_out(left: &[&Network], meta: &Meta) -> Result<(), Fail> {
    let left: Vec<Network> = left.iter().map(|network| **network).collect();
    if admits(Some(&left), meta.ip.as_deref()) {
        return Ok(());
    }
    Err(Fail::new(Code::LocksYouOut).with("address", own_address(meta)))
}

/// The networks that are left to whoever asks without this rule.
pub fn left<'r>(restriction: &'r Restriction, without: Option<&IpRuleId>) -> Vec<&'r Network> {
    restriction.own.iter().filter(|(id, _)| Some(id) != without).map(|(_, network)| network).collect()
}

impl Switches {
    /// Looks whether they may be set.
    pub async fn read<D: Deps>(
        deps: &D,
        meta: &Meta,
        can: &Can<AccountManage>,
        (wanted, force): (IpSwitches, bool),
    ) -> Result<Self, Fail> {
        if wanted == IpSwitches::default() {
            return Ok(Self { wanted, seen: None });
        }
        let seen = ip_rules::restriction(can).of(deps.db()).await?;
        let (people, system_users) =
            (wanted.people == Some(true) && !seen.people, wanted.system_users == Some(true) && !seen.system_users);
        // Nobody comes from a listed network where no hop names one address: none at all, one with a port, or a whole chain.
        if (people || system_users) && own_address(meta).is_none() {
            return Err(Fail::new(Code::NoClientAddress));
        }
        if !force {
            if people && seen.of_people == 0 || system_users && seen.of_system_users == 0 {
                return Err(Fail::new(Code::LocksAllOut));
            }
            if people {
                unless_locks_out(&left(&seen, None), meta)?;
            }
        }
        Ok(Self { wanted, seen: Some(seen) })
    }

    /// What is wanted.
    pub const fn wanted(&self) -> IpSwitches {
        self.wanted
    }

    /// What it was decided by must still hold when the change is written.
    pub fn rely(&self, change: &mut Change) {
        if let Some(seen) = &self.seen {
            change.rely_on(seen);
        }
    }

    /// What the isolate's own gate must know after the change, if anything was switched.
    pub fn then(&self, change: &mut Change, can: &Can<AccountManage>) -> Option<Later<(i64, Option<i64>)>> {
        self.seen.is_some().then(|| change.then(ip_rules::generations(can, None)))
    }
}

/// What has changed counts in this isolate at once.
pub fn tell_gate(
    state: &State,
    can: &Can<AccountManage>,
    system_user: Option<&domain::ids::SystemUserId>,
    (account, own): (i64, Option<i64>),
) {
    state.all_revoked(can.account(), account);
    if let Some((id, own)) = system_user.zip(own) {
        state.revoked(id, own);
    }
}
