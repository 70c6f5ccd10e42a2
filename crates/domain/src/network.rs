//! Networks of addresses, as an admin lists them: `203.0.113.0/24`, `2001:db8::/32`, or one address.

use core::fmt;
use core::net::{IpAddr, Ipv6Addr};

use crate::field::FieldCode;

/// A network. An IPv4 address that is written inside IPv6 (`::ffff:203.0.113.9`) is the IPv4 address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network {
    first: IpAddr,
    prefix: u8,
}

impl Network {
    /// Is the address of this network? Whatever form it is written in.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.first, address.to_canonical()) {
            (IpAddr::V4(first), IpAddr::V4(address)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.prefix)).unwrap_or(0);
                (first.to_bits() ^ address.to_bits()) & mask == 0
            }
            (IpAddr::V6(first), IpAddr::V6(address)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.prefix)).unwrap_or(0);
                (first.to_bits() ^ address.to_bits()) & mask == 0
            }
            _ => false,
        }
    }
}

/// Is an address of one of these networks? No network at all takes every address.
pub fn allows(networks: &[Network], address: Option<IpAddr>) -> bool {
    networks.is_empty() || address.is_some_and(|address| networks.iter().any(|network| network.contains(address)))
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.prefix)
    }
}

/// How many bits of a mapped address stand before the IPv4 address in it.
const MAPPED: u8 = 96;

impl TryFrom<String> for Network {
    type Error = FieldCode;
    fn try_from(text: String) -> Result<Self, FieldCode> {
        let text = text.trim();
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| FieldCode::InvalidNetwork)?;
        let bits = if address.is_ipv4() { 32 } else { 128 };
        let prefix: u8 = match prefix {
            None => bits,
            Some(digits) if !digits.is_empty() && digits.len() <= 3 && digits.bytes().all(|b| b.is_ascii_digit()) => {
                digits.parse().map_err(|_| FieldCode::InvalidNetwork)?
            }
            Some(_) => return Err(FieldCode::InvalidNetwork),
        };
        if prefix > bits {
            return Err(FieldCode::InvalidNetwork);
        }
        Ok(match address {
            IpAddr::V6(six) => match (six.to_ipv4_mapped(), prefix.checked_sub(MAPPED)) {
                (Some(four), Some(prefix)) => Self { first: IpAddr::V4(four), prefix }.begun(),
                // Wider than all of IPv4, in the form that no address has once it is read: it would hold nobody.
                (Some(_), None) => return Err(FieldCode::InvalidNetwork),
                _ => Self { first: address, prefix }.begun(),
            },
            IpAddr::V4(_) => Self { first: address, prefix }.begun(),
        })
    }
}

impl Network {
    /// With its first address: `203.0.113.9/24` means `203.0.113.0/24`.
    fn begun(self) -> Self {
        let first = match self.first {
            IpAddr::V4(it) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.prefix)).unwrap_or(0);
                IpAddr::V4((it.to_bits() & mask).into())
            }
            IpAddr::V6(it) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.prefix)).unwrap_or(0);
                IpAddr::V6(Ipv6Addr::from_bits(it.to_bits() & mask))
            }
        };
        Self { first, ..self }
    }
}

impl serde::Serialize for Network {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Network {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::try_from(<String as serde::Deserialize>::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Network {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Network".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^\\s*[0-9A-Fa-f:.]+(/[0-9]{1,3})?\\s*$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Result<Network, FieldCode> {
        Network::try_from(text.to_owned())
    }

    fn has(text: &str, address: &str) -> bool {
        network(text).unwrap().contains(address.parse().unwrap())
    }

    #[test]
    fn networks_are_read_in_all_their_forms() {
        for (text, shown) in [
            ("203.0.113.9", "203.0.113.9/32"),
            (" 203.0.113.9/24 ", "203.0.113.0/24"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("2001:DB8::1/32", "2001:db8::/32"),
            ("::1", "::1/128"),
            ("::/0", "::/0"),
            // Written inside IPv6.
            ("::ffff:203.0.113.9", "203.0.113.9/32"),
            ("::ffff:203.0.113.9/120", "203.0.113.0/24"),
        ] {
            assert_eq!(network(text).map(|it| it.to_string()).as_deref(), Ok(shown), "{text}");
        }
        for text in [
            "",
            "/24",
            "203.0.113.9/",
            "203.0.113.9/33",
            "::ffff:0:0/90",
            "203.0.113.9/+8",
            "203.0.113",
            "010.0.0.1",
            "::/129",
            "a.b",
            "::1/8/8",
        ] {
            assert_eq!(network(text), Err(FieldCode::InvalidNetwork), "{text}");
        }
    }

    #[test]
    fn an_address_is_of_a_network_whatever_form_it_has() {
        assert!(has("203.0.113.0/24", "203.0.113.255") && !has("203.0.113.0/24", "203.0.114.0"));
        assert!(has("203.0.113.0/24", "::ffff:203.0.113.7"));
        assert!(has("2001:db8::/32", "2001:db8:ffff::1") && !has("2001:db8::/32", "2001:db9::1"));
        assert!(has("0.0.0.0/0", "8.8.8.8") && !has("0.0.0.0/0", "2001:db8::1"));
        assert!(!has("::/0", "8.8.8.8") && !has("::/0", "::ffff:8.8.8.8"));
        assert!(allows(&[], None) && !allows(&[network("::/0").unwrap()], None));
    }
}
