//! Tests over all requests of the table: which numbers they take.

use domain::field::FieldCode;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::endpoint::Endpoint;
use crate::request::{Fields, LARGEST, Request};

/// Gives this value to every field of every body of the table; how often it was refused, by code.
fn into_every_field(value: &Value) -> Vec<(&'static str, &'static str, Option<FieldCode>)> {
    let mut told = Vec::new();
    macro_rules! all {
        ($($name:ident),+) => { $(
            type $name = <crate::table::$name as Endpoint>::Body;
            for field in $name::FIELDS {
                let pointer = format!("/{field}");
                let fields = Fields::from_iter([((*field).to_owned(), value.clone())]);
                let code = $name::parse(fields).err().into_iter().flatten().find(|e| e.pointer == pointer).map(|e| e.code);
                told.push((stringify!($name), *field, code));
            }
        )+ };
    }
    for_each_endpoint!(all);
    told
}

fn refused_everywhere(value: &Value) {
    for (request, field, code) in into_every_field(value) {
        assert_eq!(code, Some(FieldCode::OutOfRange), "{request} {field} {value}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_field_of_any_request_takes_an_integer_that_is_not_carried_exactly(
        n in prop_oneof![(LARGEST + 1)..=i64::MAX, i64::MIN..=(-LARGEST - 1)],
        big in (i64::MAX as u64 + 1)..=u64::MAX,
    ) {
        refused_everywhere(&json!(n));
        refused_everywhere(&json!(big));
        refused_everywhere(&json!([{ "deep": n }]));
    }
}

#[test]
fn floats_beyond_the_range_are_refused_alike() {
    for float in [9_007_199_254_740_992.0, -9_007_199_254_740_992.0, 1e19, 1e300, f64::MAX, f64::MIN] {
        refused_everywhere(&json!(float));
    }
}

#[test]
fn a_version_counts_from_one_and_is_whole_however_it_is_written() {
    let versions = |text: &str| {
        let value = serde_json::from_str(text).expect("JSON");
        let all: Vec<_> = into_every_field(&value).into_iter().filter(|(_, field, _)| *field == "version").collect();
        assert!(all.len() >= 7, "{all:?}");
        let first = all[0].2;
        assert!(all.iter().all(|(.., code)| *code == first), "{text} {all:?}");
        first
    };
    for whole in ["1", "7", "1.0", "1e3", "9007199254740991"] {
        assert_eq!(versions(whole), None, "{whole}");
    }
    for (text, code) in [
        ("0", FieldCode::OutOfRange),
        ("-1", FieldCode::OutOfRange),
        ("-1.0", FieldCode::OutOfRange),
        ("9007199254740992", FieldCode::OutOfRange),
        ("1.5", FieldCode::InvalidType),
        ("\"1\"", FieldCode::InvalidType),
        ("true", FieldCode::InvalidType),
        ("null", FieldCode::Required),
    ] {
        assert_eq!(versions(text), Some(code), "{text}");
    }
}
