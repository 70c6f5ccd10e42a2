//! DNS over HTTPS in JSON, as Cloudflare and Google answer it.

use core::net::IpAddr;

use serde::Deserialize;

const RESOLVER: &str = "https://cloudflare-dns.com/dns-query";
/// RFC 1035: no error, and no such name.
const NO_ERROR: u32 = 0;
const NO_NAME: u32 = 3;
/// The types of records with addresses.
const A: u32 = 1;
const AAAA: u32 = 28;

/// Where the records of a name are asked for. `host` is a name that was checked: letters, digits, `-`, `_` and dots.
pub fn address(host: &str, kind: &str) -> String {
    format!("{RESOLVER}?name={host}&type={kind}")
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "Status")]
    status: u32,
    #[serde(rename = "Answer", default)]
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    #[serde(rename = "type")]
    kind: u32,
    data: String,
}

/// The addresses in an answer; none of a name that is not there. No answer at all is `None`: of a name whose addresses
/// are not known nothing may be said. So is a record that can't be read.
pub fn addresses(status: u16, body: &[u8]) -> Option<Vec<IpAddr>> {
    let answer: Answer = (status == 200).then(|| serde_json::from_slice(body).ok()).flatten()?;
    match answer.status {
        NO_NAME => Some(Vec::new()),
        // Aliases on the way (CNAME) are records, too.
        NO_ERROR => {
            let records = answer.records.iter().filter(|record| matches!(record.kind, A | AAAA));
            records.map(|record| record.data.parse().ok()).collect()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_its_addresses() {
        let body = br#"{"Status":0,"TC":false,"Question":[{"name":"www.example.com","type":1}],"Answer":[
            {"name":"www.example.com","type":5,"TTL":300,"data":"example.com."},
            {"name":"example.com","type":1,"TTL":300,"data":"93.184.215.14"},
            {"name":"example.com","type":28,"TTL":300,"data":"::1"}]}"#;
        let expected: Vec<IpAddr> = vec!["93.184.215.14".parse().unwrap(), "::1".parse().unwrap()];
        assert_eq!(addresses(200, body), Some(expected));
        assert_eq!(addresses(200, br#"{"Status":3}"#), Some(vec![]));
        assert_eq!(addresses(200, br#"{"Status":0}"#), Some(vec![]));
    }

    #[test]
    fn what_is_no_answer_says_nothing() {
        for (status, body) in [
            (502, r#"{"Status":0}"#),
            (200, r#"{"Status":2}"#),
            (200, "<html>"),
            (200, r#"{"Status":0,"Answer":[{"type":1,"data":"not an address"}]}"#),
        ] {
            assert_eq!(addresses(status, body.as_bytes()), None, "{status} {body}");
        }
    }
}
