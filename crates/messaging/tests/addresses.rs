//! Addresses of webhooks: the vectors, each with what must be said of it, and what names resolve to.

use std::collections::BTreeMap;
use std::net::IpAddr;

use messaging::address::{AddressRefusal, HostPort, WebhookUrl, is_public, judge};
use proptest::prelude::*;

const OWN: [&str; 2] = ["tenure.example", ".Bots.test."];

/// `urls.tsv`: what is said (`ok` or the refusal), a tab, the address as JSON.
#[test]
fn every_spelling_gets_its_answer() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in include_str!("vectors/urls.tsv").lines() {
        let (expected, text) = line.split_once('\t').unwrap();
        let text: String = serde_json::from_str(text).unwrap();
        let found = match WebhookUrl::parse(&text, &OWN, &[]) {
            Ok(_) => "ok".to_owned(),
            Err(refusal) => format!("{refusal:?}"),
        };
        if found != expected {
            wrong.push(format!("{text:.90}: {found}, not {expected}"));
        }
        *counts.entry(expected).or_default() += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(counts.values().sum::<usize>() - counts["ok"] > 300, "{counts:?}");
    // Two refusals are said of what a name resolves to.
    assert_eq!(counts.len(), AddressRefusal::ALL.len() - 2 + 1, "{counts:?}");
}

#[test]
fn addresses_that_are_not_public() {
    for text in [
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.0.0",
        "169.254.169.254",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.0.170",
        "192.0.2.255",
        "192.31.196.1",
        "192.52.193.1",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "192.175.48.1",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.255",
        "224.0.0.0",
        "239.255.255.255",
        "240.0.0.0",
        "255.255.255.255",
        "::",
        "::1",
        "::2",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::ffff:0:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "100:0:0:1::1",
        "200::1",
        "400::1",
        "1000::1",
        "1fff:ffff::1",
        "2001::1",
        "2001:0:4136:e378::1",
        "2001:1::1",
        "2001:2::1",
        "2001:3::1",
        "2001:10::1",
        "2001:1f::1",
        "2001:20::1",
        "2001:2f::1",
        "2001:1ff::1",
        "2001:db8::1",
        "2002::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "2620:4f:8000::1",
        "3ffe::1",
        "3fff::1",
        "3fff:fff::1",
        "4000::1",
        "5f00::1",
        "8000::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe00::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "ffff::1",
    ] {
        let address: IpAddr = text.parse().unwrap();
        assert!(!is_public(address), "{text}");
        let public: IpAddr = "8.8.8.8".parse().unwrap();
        assert_eq!(judge(&[public, address]), Err(AddressRefusal::NotPublic), "{text}");
    }
    for text in [
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "203.0.114.0",
        "223.255.255.255",
        "2001:200::1",
        "2001:4860::8888",
        "2003::1",
        "2606:4700:4700::1111",
        "2a00::1",
        "3ffd::1",
        "3fff:1000::1",
    ] {
        let address: IpAddr = text.parse().unwrap();
        assert!(is_public(address), "{text}");
        assert_eq!(judge(&[address]), Ok(()));
    }
    assert_eq!(judge(&[]), Err(AddressRefusal::Unresolved));
}

#[test]
fn development_allows_exactly_one_host_and_port() {
    let allowed = [HostPort::parse("127.0.0.1:9000").unwrap(), HostPort::parse("[::1]:9001").unwrap()];
    let parse = |text| WebhookUrl::parse(text, &OWN, &allowed);
    for text in ["http://127.0.0.1:9000/x", "https://127.0.0.1:9000/", "http://0x7f.1:9000/", "http://[::1]:9001/"] {
        let url = parse(text).unwrap();
        assert!(url.is_allowed() && url.judge(&["127.0.0.1".parse().unwrap()]).is_ok(), "{text}");
    }
    for (text, refusal) in [
        ("http://127.0.0.1:9002/", AddressRefusal::NotHttps),
        ("http://localhost:9000/", AddressRefusal::NotHttps),
        ("https://127.0.0.1/", AddressRefusal::IpLiteral),
        ("ws://127.0.0.1:9000/", AddressRefusal::NotHttps),
        ("http://u@127.0.0.1:9000/", AddressRefusal::UserInfo),
        ("http://127.0.0.1:9000/#x", AddressRefusal::Fragment),
    ] {
        assert_eq!(parse(text), Err(refusal), "{text}");
    }
    let public = parse("https://example.com/").unwrap();
    assert_eq!(public.judge(&["127.0.0.1".parse().unwrap()]), Err(AddressRefusal::NotPublic));
    for bad in ["", "x", "x:", ":1", "x:70000", "u@x:1", "x/y:1", "x?y:1", "x#:1", "http://x:1"] {
        assert_eq!(HostPort::parse(bad), None, "{bad}");
    }
}

proptest! {
    #[test]
    fn no_text_panics_and_what_is_taken_is_https_by_a_name(
        text in prop_oneof![any::<String>(), "https?:[/\\\\]{0,3}[a-z0-9.@:\\[\\]%x。１-９-]{0,30}[/?#]?.{0,5}"],
    ) {
        if let Ok(url) = WebhookUrl::parse(&text, &OWN, &[]) {
            prop_assert!(url.as_str().starts_with("https://"));
            prop_assert!(url.host().contains('.') && url.host().parse::<IpAddr>().is_err());
            // What was stored means itself.
            prop_assert_eq!(WebhookUrl::parse(url.as_str(), &OWN, &[]), Ok(url));
        }
        let _ = HostPort::parse(&text);
    }
}
