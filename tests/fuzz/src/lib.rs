//! What the parsers of texts from outside promise, whatever the bytes: they don't panic, and what they take is what it says.
//! Each promise is asked by a second way of telling, not by the parser's own.

use std::net::IpAddr;

use contract::Fields;
use domain::environment::Environment;
use domain::network::Network;
use domain::token::{self, Presented};
use messaging::address::WebhookUrl;
use messaging::inbound::{meta, sinch_sms, sinch_sms_query, sinch_whatsapp};
use serde_json::Value;
use service::credential::Credential;

/// A token: what is taken is exactly what would be written of its parts, so no text has a second spelling.
///
/// # Panics
///
/// If the promise does not hold.
pub fn token(data: &[u8]) {
    if let Some((random, tag)) =
        data.get(..token::RANDOM + token::TAG).and_then(|all| all.split_at_checked(token::RANDOM))
    {
        let parts = (random.try_into().expect("its length"), tag.try_into().expect("its length"));
        for environment in Environment::ALL {
            let text = token::assemble(*environment, &parts.0, &parts.1);
            let read = Presented::parse(text.expose()).expect("what is written is read");
            assert_eq!((read.environment(), read.random().expose(), read.tag()), (*environment, &parts.0, &parts.1));
        }
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(read) = Presented::parse(text) {
        assert_eq!(token::assemble(read.environment(), read.random().expose(), read.tag()).expose(), text);
    }
    // A signed one is read or refused; a public key is one key however it is written.
    let _signed = service::jwt::Unverified::parse(text);
    if let Ok(key) = contract::GivenKey::parse(text) {
        assert_eq!(contract::GivenKey::parse(&key.0.to_jwk()), Ok(key));
    }
    for name in ["authorization", "authenticationtoken"] {
        let headers = vec![(name.to_owned(), text.to_owned()), ("username".to_owned(), text.to_owned())];
        if let Some(found) = Credential::read(&headers) {
            assert!(text.contains(found.token()), "a token that nobody sent");
        }
        let _answer = Credential::read_client(&headers, &Fields::new());
    }
}

/// A `Cookie` header: what is found is one of the pairs, and ours is found whatever stands around it.
///
/// # Panics
///
/// If the promise does not hold.
pub fn cookie(data: &[u8]) {
    const NAME: &str = "__Host-tenure";
    let Ok(text) = std::str::from_utf8(data) else { return };
    let ours = |value: &str| value.len() == 64 && value.chars().all(|c| c.is_ascii_hexdigit());
    let found = service::cookie::session(NAME, text);
    if let Some(value) = found {
        assert!(ours(value) && text.contains(&format!("{NAME}={value}")));
    }
    let value = "0123456789abcdef".repeat(4);
    let around = format!("{text};{NAME}={value}; {text}");
    // A pair of ours before it comes first.
    assert_eq!(service::cookie::session(NAME, &around), found.or(Some(&value)));
}

/// The bits of an address, the highest first, and how many there are.
fn bits(address: IpAddr) -> Vec<bool> {
    let bytes = match address.to_canonical() {
        IpAddr::V4(four) => four.octets().to_vec(),
        IpAddr::V6(six) => six.octets().to_vec(),
    };
    bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1)).collect()
}

/// A network: what is shown is read as the same, and an address is in it when its first bits are those that are shown.
///
/// # Panics
///
/// If the promise does not hold.
pub fn network(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (text, asked) = text.split_once('\n').unwrap_or((&text, ""));
    let Ok(network) = Network::try_from(text.to_owned()) else { return };
    let shown = network.to_string();
    assert_eq!(Network::try_from(shown.clone()), Ok(network), "{shown}");
    let (first, prefix) = shown.split_once('/').expect("address/prefix");
    let (first, prefix): (IpAddr, usize) = (first.parse().expect("address"), prefix.parse().expect("prefix"));
    assert!(network.contains(first), "{shown}");
    assert!(bits(first).iter().skip(prefix).all(|bit| !bit), "{shown}: its first address");
    if let Ok(asked) = asked.trim().parse::<IpAddr>() {
        let (a, b) = (bits(first), bits(asked));
        assert_eq!(network.contains(asked), a.len() == b.len() && a[..prefix] == b[..prefix], "{shown}: {asked}");
    }
}

/// JSON: an object that we take is the one that another reader takes, and no carrier's payload is a panic.
///
/// # Panics
///
/// If the promise does not hold.
pub fn json(data: &[u8]) {
    let other = serde_json::from_slice::<Value>(data);
    match contract::json::object(data) {
        Ok(fields) => assert_eq!(other.ok(), Some(Value::Object(fields))),
        Err(contract::json::NoObject::Malformed) => assert!(!matches!(other, Ok(Value::Object(_)))),
        // The other one takes the last of two.
        Err(contract::json::NoObject::Doubled(_)) => {}
    }
    let _all = (meta(data), sinch_whatsapp(data), sinch_sms(data));
    if let Ok(text) = std::str::from_utf8(data) {
        let _query = sinch_sms_query(text);
        let _form = contract::client::parse_form(text);
    }
}

/// A webhook's address: what is taken is stored as it is called, on https, under a public name.
///
/// # Panics
///
/// If the promise does not hold.
pub fn address(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(taken) = WebhookUrl::parse(text, &["tenure.example.com"], &[]) else { return };
    assert_eq!(WebhookUrl::parse(taken.as_str(), &["tenure.example.com"], &[]).as_ref(), Ok(&taken), "read again");
    // By hand: scheme, then the host up to a slash, a question mark or a port, without a user before it.
    let rest = taken.as_str().strip_prefix("https://").expect("https");
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    assert!(!authority.contains('@') && !taken.as_str().contains('#'), "{authority}");
    let host = authority.strip_suffix(":8443").unwrap_or(authority);
    assert_eq!(host, taken.host());
    assert!(!host.contains([':', '[', '%']) && host.contains('.') && host.parse::<IpAddr>().is_err(), "{host}");
    let host = host.trim_end_matches('.');
    for inside in ["localhost", "local", "internal", "tenure.example.com"] {
        assert!(host != inside && !host.ends_with(&format!(".{inside}")), "{host}");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    /// Texts that are near to what is taken, and that once were found by the fuzzer or by hand.
    const KEPT: [&str; 17] = [
        "tnr_",
        "tnrt_",
        concat!("Bearer tnr_", "0000000000000000000000000000000000000000000000000"),
        "__Host-tenure=",
        " ;__Host-tenure =a; __Host-tenure=00",
        "203.0.113.9/24\n203.0.113.77",
        "::ffff:203.0.113.9/120\n::ffff:203.0.113.1",
        "::/0\n1.2.3.4",
        "0.0.0.0/0\n::1",
        r#"{"a":{"b":1,"b":2}}"#,
        r#"{"entry":[{"changes":[{"value":{"messages":[{}]}}]}]}"#,
        "https://bot.example.com./in?x=@#",
        "https:\\\\bot.example.com:8443\\in",
        "https://0x7f.1/",
        "https://a@b.example.com",
        "https://b\u{ad}ot.example.com/",
        "\u{feff}{}",
    ];

    fn all(data: &[u8]) {
        for one in [super::token, super::cookie, super::network, super::json, super::address] {
            one(data);
        }
    }

    #[test]
    fn what_is_kept_holds_its_promises() {
        KEPT.iter().for_each(|text| all(text.as_bytes()));
    }

    proptest! {
        #[test]
        fn any_bytes_hold_their_promises(data in proptest::collection::vec(any::<u8>(), 0..80)) {
            all(&data);
        }

        #[test]
        fn texts_made_of_what_is_kept_hold_their_promises(
            (one, other) in (0..KEPT.len(), 0..KEPT.len()), at in any::<prop::sample::Index>(), byte in any::<u8>()
        ) {
            let mut data = [KEPT[one], KEPT[other]].concat().into_bytes();
            let place = at.index(data.len());
            data[place] = byte;
            all(&data);
        }
    }
}
