//! People who come from an address that is not on their list (ADR 0030). They are told whom to ask; the audit log is told
//! of them once a quarter of an hour, person and network.

use contract::Code;
use domain::addresses::{Addresses, admits};
use domain::audit::Detail;
use domain::ids::{AccountId, UserId};

use crate::config::Config;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::State;
use crate::meta::Meta;
use crate::told::{self, Refused};

/// Somebody who is known: account, id and name.
pub type Somebody<'a> = (&'a AccountId, &'a UserId, &'a str);

/// Refuses whoever comes from an address that is not on their list, whatever session or password they have.
pub fn unless_listed<D: Deps>(
    (deps, config, state, meta): (&D, &Config, &State, &Meta),
    addresses: &Addresses,
    somebody: Somebody<'_>,
) -> Result<(), Fail> {
    if admits(addresses.networks.as_deref(), meta.ip.as_deref()) {
        return Ok(());
    }
    let (account, person, name) = somebody;
    let refused = Refused {
        account: account.clone(),
        person: person.clone(),
        name: Some(name.to_owned()),
        detail: Detail::AddressRefused {},
    };
    told::tell((deps, config, state, meta), refused);
    let fail = Fail::new(Code::AddressNotAllowed).with("address", meta.ip.as_deref());
    Err(fail.with("ask", addresses.ask.as_deref()))
}
