//! What people read of the API: the OpenAPI document and the problem texts.

use contract::table::ENDPOINTS;
use contract::{Code, Endpoint};
use domain::locale::Locale;
use serde_json::Value;

#[test]
fn the_served_document_is_the_table() {
    let committed: Value = serde_json::from_str(include_str!("../../../docs/openapi.json")).expect("JSON");
    // Not `assert_eq`: nobody reads two whole documents.
    assert!(committed == contract::openapi::document(), "run `cargo xtask openapi` and look at what changed");
    let served = api_tests::World::new().isolate().nobody().get("/v1/openapi.json");
    assert_eq!((served.status, served.json()), (200, committed.clone()));
    // Without TLS the cookie has another name, and the document says which.
    let local = api_tests::World::with(|raw| raw.public_url = "http://localhost:8787".into());
    let served = local.isolate().nobody().get("/v1/openapi.json").json();
    let mut expected = committed;
    expected["components"]["securitySchemes"]["session"]["name"] = "tenure_dev".into();
    assert_eq!(served, expected);
}

#[test]
fn the_document_describes_every_endpoint_and_only_those() {
    let document = contract::openapi::document();
    let paths = document["paths"].as_object().expect("paths");
    let count: usize = paths.values().filter_map(|p| p.as_object()).map(|p| p.len()).sum();
    let methods = |info: &contract::endpoint::Info| match info.any_method {
        true => contract::endpoint::ANY_METHOD.to_vec(),
        false => vec![info.method.as_str()],
    };
    // A Graph path without its version stands there where OAuth has the same path with another method.
    assert_eq!(paths["/oauth/revoke"]["get"]["operationId"], "graph_revoke_token_unversioned");
    assert_eq!(count, ENDPOINTS.iter().map(|info| methods(info).len()).sum::<usize>() + 1);
    let allow = api_tests::World::new().isolate().nobody().call("OPTIONS", "/oauth/revoke", b"").header("allow");
    assert_eq!(allow.as_deref(), Some("POST, GET, HEAD, OPTIONS"));
    for info in ENDPOINTS {
        for method in methods(info) {
            assert!(info.answers(method), "{method} {}", info.path);
            let operation = &paths[info.path][method.to_lowercase()];
            let id = operation["operationId"].as_str().expect("an id");
            assert!(id == info.id || id == format!("{}_{}", info.id, method.to_lowercase()), "{id}");
            assert!(operation["responses"][info.status.to_string()].is_object(), "{id}");
        }
    }
    assert_eq!(contract::table::Healthz::INFO.path, "/healthz");
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                found.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
                map.values().for_each(|v| references(v, found));
            }
            Value::Array(all) => all.iter().for_each(|v| references(v, found)),
            _ => {}
        }
    }
    let document = contract::openapi::document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 20);
    for reference in found {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
}

#[test]
fn problem_texts() {
    let mut text = String::new();
    for code in Code::ALL {
        text.push_str(&format!("{} {}\n", code.status(), code.as_str()));
        for locale in Locale::ALL {
            let (title, detail) = (locale::problem::title(*locale, *code), locale::problem::detail(*locale, *code));
            text.push_str(&format!("  {}  {title} · {detail}\n", locale.as_str()));
        }
    }
    insta::assert_snapshot!(text);
}
