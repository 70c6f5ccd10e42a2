//! Whether somebody signs in with what they signed in with before.
//!
//! A device is a person's browser, system and wide network (about that of a provider). Narrower, each train ride would be
//! a mail that nobody reads any more; wider, a thief with the same browser is never told. It decides about a mail alone.

use std::net::IpAddr;

use contract::MailKind;
use domain::device::Device;
use domain::ids::{MailId, UserId};
use locale::mail::Expires;
use store::people::PersonRow;
use store::{Change, devices};

use crate::config::Config;
use crate::crypto::Keys;
use crate::cx::Meta;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::mail::{self, Letter};

/// The digests under which a device may be remembered.
pub fn digests(keys: &Keys, person: &UserId, meta: &Meta) -> Vec<String> {
    let device = Device::of(meta.user_agent.as_deref().unwrap_or_default());
    let (browser, system) = (device.browser.unwrap_or_default(), device.system.unwrap_or_default());
    let network = wide_network(meta.ip.as_deref());
    let parts = ["seen-device", person.as_str(), browser, system, &network];
    keys.blinds(&parts.map(str::as_bytes))
}

/// Puts a mail into the outbox if the person's device is new to them; its id.
pub fn tell_if_new(
    deps: &impl Deps,
    config: &Config,
    meta: &Meta,
    change: &mut Change,
    person: &PersonRow,
    account: &str,
) -> Result<MailId, Fail> {
    let words = Device::of(meta.user_agent.as_deref().unwrap_or_default()).words();
    let with: Vec<String> = words.into_iter().chain(meta.ip.clone()).collect();
    let letter = Letter {
        kind: MailKind::NewDevice,
        to: &person.email,
        to_name: &person.name,
        locale: person.locale,
        account,
        by: &with.join(", "),
        role: "",
        link: format!("{}/sessions", config.origin),
        expires: Expires::Hours(1),
    };
    let (id, sealed) = mail::write(deps, config, meta.now, &letter)?;
    let digests = digests(&config.keys, &person.id, meta);
    let mail = devices::Mail { id: &id, to: letter.to, kind: letter.kind.as_str(), sealed: &sealed };
    devices::tell_if_new(change, &person.id, &devices::Device(&digests), &mail);
    Ok(id)
}

/// The network of an address, about as wide as a provider's.
fn wide_network(ip: Option<&str>) -> String {
    match ip.and_then(|text| text.trim().parse::<IpAddr>().ok()).map(|ip| ip.to_canonical()) {
        Some(IpAddr::V4(v4)) => {
            let [a, b, ..] = v4.octets();
            format!("{a}.{b}/16")
        }
        Some(IpAddr::V6(v6)) => {
            let [a, b, ..] = v6.segments();
            format!("{a:x}:{b:x}/32")
        }
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::wide_network;

    #[test]
    fn a_network_is_as_wide_as_a_provider_however_its_addresses_are_written() {
        assert_eq!(wide_network(Some("203.0.113.7")), wide_network(Some("::ffff:203.0.9.1")));
        assert_ne!(wide_network(Some("203.0.113.7")), wide_network(Some("203.1.113.7")));
        assert_eq!(wide_network(Some("2001:db8:1::1")), wide_network(Some("2001:0DB8:ffff::2")));
        assert_ne!(wide_network(Some("2001:db8:1::1")), wide_network(Some("2001:db9:1::1")));
        assert_eq!(wide_network(Some("nonsense")), wide_network(None));
    }
}
