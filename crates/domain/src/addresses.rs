//! From where people and system users may come (ADR 0030).

use core::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::field::FieldCode;
use crate::network::Network;

/// For whom a network is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AppliesTo {
    /// For one person.
    Person,
    /// For everybody who signs in.
    Everybody,
    /// For all system users.
    SystemUsers,
    /// For one system user.
    SystemUser,
}

impl AppliesTo {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Person, Self::Everybody, Self::SystemUsers, Self::SystemUser];

    /// The stable text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Everybody => "everybody",
            Self::SystemUsers => "system_users",
            Self::SystemUser => "system_user",
        }
    }

    /// Is it about people, and not about system users?
    pub const fn is_of_people(self) -> bool {
        matches!(self, Self::Person | Self::Everybody)
    }
}

impl TryFrom<String> for AppliesTo {
    type Error = FieldCode;
    fn try_from(text: String) -> Result<Self, FieldCode> {
        Self::ALL.iter().copied().find(|it| it.as_str() == text).ok_or(FieldCode::InvalidChoice)
    }
}

crate::text_serde!(AppliesTo, { "type": "string", "enum": ["person", "everybody", "system_users", "system_user"] });

/// From where a person may come, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addresses {
    /// Counts up with each change of it, for anybody in the account.
    pub generation: i64,
    /// The networks; none where the account does not restrict it.
    pub networks: Option<Vec<Network>>,
    /// Whom to ask, where it does: the owner's name.
    pub ask: Option<String>,
}

/// The address in what a trusted hop named; none when it named none, or anything else.
pub fn address(named: Option<&str>) -> Option<IpAddr> {
    named.and_then(|text| text.trim().parse::<IpAddr>().ok()).map(|address| address.to_canonical())
}

/// May somebody come from here? From everywhere where nothing is restricted; from nowhere where it is, and nothing is
/// listed. What is not known is on no list.
pub fn admits(networks: Option<&[Network]>, from: Option<&str>) -> bool {
    networks.is_none_or(|listed| {
        address(from).is_some_and(|address| listed.iter().any(|network| network.contains(address)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The bits of an address, one by one, with its kind before them.
    fn bits(address: IpAddr) -> String {
        match address {
            IpAddr::V4(it) => format!("4{:032b}", it.to_bits()),
            IpAddr::V6(it) => match it.to_ipv4_mapped() {
                Some(four) => format!("4{:032b}", four.to_bits()),
                None => format!("6{:0128b}", it.to_bits()),
            },
        }
    }

    /// Is it listed, read from the text of each network alone?
    fn naive(networks: &[String], from: IpAddr) -> bool {
        networks.iter().any(|text| {
            let (first, prefix) = text.split_once('/').expect("a prefix");
            let prefix: usize = prefix.parse().expect("a number");
            bits(from).starts_with(&bits(first.parse().expect("an address"))[..=prefix])
        })
    }

    fn any_address() -> impl Strategy<Value = IpAddr> {
        // Few leading bits, so that networks and addresses meet.
        prop_oneof![
            (0u32..8, any::<u8>()).prop_map(|(top, end)| IpAddr::V4((top << 29 | u32::from(end)).into())),
            (0u128..8, any::<u8>()).prop_map(|(top, end)| IpAddr::V6((top << 125 | u128::from(end)).into())),
            any::<u32>().prop_map(|four| IpAddr::V6(std::net::Ipv4Addr::from_bits(four).to_ipv6_mapped())),
        ]
    }

    proptest! {
        #[test]
        fn it_says_what_a_naive_reading_says(
            listed in proptest::collection::vec((any_address(), 0u8..=128), 0..6), from in any_address(),
        ) {
            // A mapped network keeps the 96 bits before the address in it: with fewer it is a network of IPv6.
            let texts: Vec<String> = listed
                .iter()
                .map(|(first, prefix)| match first {
                    IpAddr::V4(_) => format!("{first}/{}", prefix % 33),
                    IpAddr::V6(six) if six.to_ipv4_mapped().is_some() => format!("{first}/{}", 96 + prefix % 33),
                    IpAddr::V6(_) => format!("{first}/{prefix}"),
                })
                .collect();
            let networks: Vec<Network> =
                texts.iter().map(|text| Network::try_from(text.clone()).expect("a network")).collect();
            // Read back as it is shown, so that the naive reading knows of one form of a mapped network alone.
            let shown: Vec<String> = networks.iter().map(ToString::to_string).collect();
            prop_assert_eq!(admits(Some(&networks), Some(&from.to_string())), naive(&shown, from));
            prop_assert!(admits(None, Some(&from.to_string())));
        }
    }

    #[test]
    fn nothing_listed_lets_nobody_in_and_what_is_not_known_is_on_no_list() {
        let all = ["0.0.0.0/0", "::/0"].map(|text| Network::try_from(text.to_owned()).expect("a network"));
        assert!(admits(None, None) && admits(None, Some("nonsense")));
        assert!(!admits(Some(&[]), Some("203.0.113.9")));
        for from in [None, Some(""), Some("nonsense"), Some("203.0.113.9, 198.51.100.7"), Some("203.0.113.9:443")] {
            assert!(!admits(Some(&all), from), "{from:?}");
        }
        for from in ["203.0.113.9", " 203.0.113.9 ", "::ffff:203.0.113.9", "::FFFF:cb00:7109", "2001:db8::1"] {
            assert!(admits(Some(&all), Some(from)), "{from}");
        }
    }
}
