//! Whom the switches would lock out, by where they came from last.

use contract::table::DryRunIpRules;
use contract::{LockedOut, LockedOutKind, LockedOutOne, MOST_LOCKED_OUT};
use domain::addresses::{AppliesTo, address, admits};
use domain::network::Network;
use domain::permission::AccountManage;
use domain::principal::Can;
use store::ip_rules::{self, Known};
use store::{Db, Reading, both};

use super::list::own_address;
use super::switch::left;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

/// What was found of one kind.
#[derive(Default)]
struct Found {
    locked_out: i64,
    unknown: i64,
    named: Vec<LockedOutOne>,
}

impl Found {
    fn add(&mut self, kind: LockedOutKind, listed: &[Network], one: Known) {
        let nothing = listed.is_empty() && one.own.is_empty();
        let at = address(one.ip.as_deref());
        let is_in = [listed, &one.own].iter().any(|networks| admits(Some(networks), one.ip.as_deref()));
        if !nothing && at.is_none() {
            self.unknown += 1;
        } else if !is_in {
            self.locked_out += 1;
            if self.named.len() < MOST_LOCKED_OUT {
                let address = at.map(|at| at.to_string());
                self.named.push(LockedOutOne { kind, id: one.id, name: one.name, address, last_seen_at: one.at });
            }
        }
    }
}

/// Reads all of one kind, page by page.
async fn look(
    db: &impl Db,
    can: &Can<AccountManage>,
    kind: LockedOutKind,
    listed: &[Network],
    page: fn(&Can<AccountManage>, &str) -> Reading<Vec<Known>>,
) -> Result<Found, Fail> {
    let (mut found, mut after) = (Found::default(), String::new());
    loop {
        let rows = page(can, &after).of(db).await?;
        let more = rows.len() as i64 == ip_rules::DRY_RUN_PAGE;
        after = rows.last().map(|one| one.id.clone()).unwrap_or_default();
        rows.into_iter().for_each(|one| found.add(kind, listed, one));
        if !more {
            return Ok(found);
        }
    }
}

impl<D: Deps> Handler<D> for DryRunIpRules {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<LockedOut>, Fail> {
        let (can, db) = (&cx.proof, cx.db());
        let asked = (cx.body.people, cx.body.system_users);
        let (people, system_users) = match asked {
            (None, None) => (true, true),
            (people, system_users) => (people == Some(true), system_users == Some(true)),
        };
        let shared = |applies_to| ip_rules::list(can, Some(applies_to), None, None, ip_rules::MOST_OF_ALL);
        let (everybody, all) = both(db, shared(AppliesTo::Everybody), shared(AppliesTo::SystemUsers)).await?;
        let networks = |rows: Vec<ip_rules::IpRuleRow>| rows.iter().map(|row| row.network).collect::<Vec<_>>();
        let (everybody, all) = (networks(everybody), networks(all));
        let mut found = (Found::default(), Found::default());
        let mut you = false;
        if people {
            found.0 = look(db, can, LockedOutKind::Person, &everybody, ip_rules::people).await?;
            let seen = ip_rules::restriction(can).of(db).await?;
            let own: Vec<Network> = left(&seen, None).into_iter().copied().collect();
            you = !admits(Some(&own), cx.meta.ip.as_deref());
        }
        if system_users {
            found.1 = look(db, can, LockedOutKind::SystemUser, &all, ip_rules::system_users).await?;
        }
        let (of_people, of_system_users) = found;
        let mut locked_out = of_people.named;
        locked_out.extend(of_system_users.named);
        locked_out.truncate(MOST_LOCKED_OUT);
        Ok(LockedOut {
            you,
            your_address: own_address(cx.meta),
            locked_out,
            people: of_people.locked_out,
            people_unknown: of_people.unknown,
            system_users: of_system_users.locked_out,
            system_users_unknown: of_system_users.unknown,
        }
        .into())
    }
}
