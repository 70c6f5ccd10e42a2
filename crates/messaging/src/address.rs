//! Where a webhook may point: to the public internet, by a name, over TLS. Server-side request forgery ends here.
//!
//! The text is parsed first, by the parser that the platform's `fetch` follows (WHATWG), and only what the parser made of
//! it is looked at and stored: `0x7f.1`, `2130706433` and `１２７.0.0.1` are one address to it. What the name resolves to
//! is judged at saving and again at sending. Source: limits.md 2.6; IANA's registries of special-purpose addresses.

use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// The longest address, in bytes.
pub const LONGEST: usize = 2_048;
/// The ports of TLS that webhooks listen on.
const PORTS: [u16; 2] = [443, 8_443];

/// Names that mean something inside a network only, with all below them.
const INSIDE: [&str; 11] = [
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "private",
    "lan",
    "home",
    "corp",
    "home.arpa",
    "onion",
];

/// A host and port that may be called whatever they are; for development.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HostPort {
    /// As it is in an address: `127.0.0.1`, `[::1]`, `localhost`.
    host: String,
    port: u16,
}

impl HostPort {
    /// Reads `HOST:PORT`. The host is brought to the form that the parser of addresses gives it.
    pub fn parse(text: &str) -> Option<Self> {
        let (_, port) = text.rsplit_once(':')?;
        let port = port.parse().ok()?;
        let url = Url::parse(&format!("http://{text}/")).ok()?;
        let plain = url.username().is_empty() && url.password().is_none() && url.path() == "/" && url.query().is_none();
        (plain && url.fragment().is_none()).then(|| Some(Self { host: url.host_str()?.to_owned(), port })).flatten()
    }

    fn is(&self, url: &Url) -> bool {
        url.host_str() == Some(self.host.as_str()) && url.port_or_known_default() == Some(self.port)
    }
}

/// Why an address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AddressRefusal {
    /// More than 2 kB.
    TooLong,
    /// No address, or with a blank or a control character in it.
    NotAnAddress,
    /// Another scheme than https.
    NotHttps,
    /// A user name or a password in the address: they would be in logs.
    UserInfo,
    /// A fragment: it is never sent.
    Fragment,
    /// Another port than 443 and 8443.
    Port,
    /// An IP address instead of a name, in any notation.
    IpLiteral,
    /// A name of one label, or none: it means something inside a network.
    SingleLabel,
    /// A name that DNS can't hold.
    BadName,
    /// `localhost`, `.local`, `.internal` and the like.
    Internal,
    /// Tenure's own name, or one below it.
    Own,
    /// The name resolves to nothing.
    Unresolved,
    /// The name resolves to an address that is not public, or to several of which one is not.
    NotPublic,
}

impl AddressRefusal {
    /// Every reason.
    pub const ALL: [AddressRefusal; 13] = [
        AddressRefusal::TooLong,
        AddressRefusal::NotAnAddress,
        AddressRefusal::NotHttps,
        AddressRefusal::UserInfo,
        AddressRefusal::Fragment,
        AddressRefusal::Port,
        AddressRefusal::IpLiteral,
        AddressRefusal::SingleLabel,
        AddressRefusal::BadName,
        AddressRefusal::Internal,
        AddressRefusal::Own,
        AddressRefusal::Unresolved,
        AddressRefusal::NotPublic,
    ];
}

/// An address that a webhook may have.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WebhookUrl {
    text: String,
    host: String,
    allowed: bool,
}

impl WebhookUrl {
    /// Reads an address. `own_hosts` are Tenure's own names; `allowed` lifts the rules about scheme, port and host for
    /// exactly those hosts and ports.
    pub fn parse(text: &str, own_hosts: &[&str], allowed: &[HostPort]) -> Result<Self, AddressRefusal> {
        let text = text.trim_matches(' ');
        if text.len() > LONGEST {
            return Err(AddressRefusal::TooLong);
        }
        // The parser drops tabs and line ends; who reads the address would see another one.
        if text.contains(|c: char| c.is_control() || c.is_whitespace()) {
            return Err(AddressRefusal::NotAnAddress);
        }
        let url = Url::parse(text).map_err(|_| AddressRefusal::NotAnAddress)?;
        if url.as_str().len() > LONGEST {
            return Err(AddressRefusal::TooLong);
        }
        let is_allowed = allowed.iter().any(|it| it.is(&url)) && matches!(url.scheme(), "http" | "https");
        if url.scheme() != "https" && !is_allowed {
            return Err(AddressRefusal::NotHttps);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressRefusal::UserInfo);
        }
        if url.fragment().is_some() {
            return Err(AddressRefusal::Fragment);
        }
        if !is_allowed {
            if !PORTS.contains(&url.port_or_known_default().unwrap_or(0)) {
                return Err(AddressRefusal::Port);
            }
            match url.host() {
                Some(Host::Domain(name)) => judge_name(name, own_hosts)?,
                Some(Host::Ipv4(_) | Host::Ipv6(_)) => return Err(AddressRefusal::IpLiteral),
                None => return Err(AddressRefusal::NotAnAddress),
            }
        }
        let host = url.host_str().unwrap_or_default().to_owned();
        Ok(Self { host, allowed: is_allowed, text: url.into() })
    }

    /// The address as the parser wrote it: this is what is stored and called.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The name to resolve.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Is it one of those that development allows? Then what it resolves to is not judged.
    pub const fn is_allowed(&self) -> bool {
        self.allowed
    }

    /// May what the name resolves to be called?
    pub fn judge(&self, resolved: &[IpAddr]) -> Result<(), AddressRefusal> {
        if self.allowed { Ok(()) } else { judge(resolved) }
    }
}

impl fmt::Display for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn judge_name(name: &str, own_hosts: &[&str]) -> Result<(), AddressRefusal> {
    // A dot at the end means the same name.
    let name = name.strip_suffix('.').unwrap_or(name);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_')
    };
    if name.len() > 253 || !name.split('.').all(is_label) {
        return Err(AddressRefusal::BadName);
    }
    let below = |zone: &str| name.strip_suffix(zone).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if INSIDE.iter().any(|zone| below(zone)) {
        return Err(AddressRefusal::Internal);
    }
    let is_own = |zone: &&str| {
        let zone = zone.trim_matches('.').to_ascii_lowercase();
        !zone.is_empty() && below(&zone)
    };
    if own_hosts.iter().any(is_own) {
        return Err(AddressRefusal::Own);
    }
    if name.contains('.') { Ok(()) } else { Err(AddressRefusal::SingleLabel) }
}

/// May what a name resolves to be called? One address that is not public spoils all: which one is taken is chance.
pub fn judge(resolved: &[IpAddr]) -> Result<(), AddressRefusal> {
    match resolved {
        [] => Err(AddressRefusal::Unresolved),
        all if all.iter().copied().all(is_public) => Ok(()),
        _ => Err(AddressRefusal::NotPublic),
    }
}

/// Is it an address of the public internet, to which a connection is made as it is written?
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !V4_SPECIAL.iter().any(|(net, bits)| within_v4(v4, *net, *bits)),
        // Only 2000::/3 is given out. Outside: mapped, compatible and translated forms of IPv4 (::/96, ::ffff:0:0/96,
        // 64:ff9b::/96, 64:ff9b:1::/48), loopback, discard (100::/64), SRv6 (5f00::/16), ULA, link-local, multicast.
        IpAddr::V6(v6) => {
            within_v6(v6, Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3)
                && !V6_SPECIAL.iter().any(|(net, bits)| within_v6(v6, *net, *bits))
        }
    }
}

/// What is special in IPv4: network and length of its prefix.
const V4_SPECIAL: [(Ipv4Addr, u32); 18] = [
    // This network.
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    // Private.
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    // Shared with the provider (CGNAT).
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    // Loopback.
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Link-local, with the clouds' metadata.
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    // Private.
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    // Protocol assignments.
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    // Documentation.
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    // AS112: sinks for queries about private addresses.
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    // AMT.
    (Ipv4Addr::new(192, 52, 193, 0), 24),
    // Relays of 6to4.
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    // Private.
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    // AS112.
    (Ipv4Addr::new(192, 175, 48, 0), 24),
    // Benchmarking.
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    // Documentation.
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Multicast.
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    // Reserved, and broadcast at its end.
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// What is special within 2000::/3.
const V6_SPECIAL: [(Ipv6Addr, u32); 6] = [
    // Protocol assignments: Teredo, benchmarking, ORCHID, AMT and others.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    // Documentation.
    (Ipv6Addr::new(0x2001, 0x0db8, 0, 0, 0, 0, 0, 0), 32),
    // 6to4: an IPv4 address inside.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    // AS112.
    (Ipv6Addr::new(0x2620, 0x004f, 0x8000, 0, 0, 0, 0, 0), 48),
    // 6bone: given back.
    (Ipv6Addr::new(0x3ffe, 0, 0, 0, 0, 0, 0, 0), 16),
    // Documentation.
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

fn within_v4(address: Ipv4Addr, net: Ipv4Addr, bits: u32) -> bool {
    (address.to_bits() ^ net.to_bits()).leading_zeros() >= bits
}

fn within_v6(address: Ipv6Addr, net: Ipv6Addr, bits: u32) -> bool {
    (address.to_bits() ^ net.to_bits()).leading_zeros() >= bits
}
