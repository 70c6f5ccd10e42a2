//! Prints what the contract says, as JSON: `describe headers [API]`, `describe answer-headers`, `describe openapi`,
//! `describe texts`.

use domain::locale::Locale;
use std::process::ExitCode;

fn main() -> ExitCode {
    let answer = match std::env::args().nth(1).as_deref() {
        Some("headers") => {
            let api = std::env::args().nth(2).unwrap_or_default();
            let policy = contract::headers::console_csp(&api);
            let mut headers = contract::headers::SECURITY.to_vec();
            headers.push(("content-security-policy", &policy));
            serde_json::json!(headers)
        }
        Some("answer-headers") => {
            let mut headers = contract::headers::SECURITY.to_vec();
            headers.push(("content-security-policy", contract::headers::API_CSP));
            serde_json::json!(headers)
        }
        Some("texts") => {
            let files = |locale: &Locale| {
                let tag = locale.as_str();
                [(tag.to_owned(), locale::write(*locale)), (format!("{tag}-later"), locale::write_later(*locale))]
            };
            serde_json::json!(Locale::ALL.iter().flat_map(files).collect::<Vec<_>>())
        }
        Some("openapi") => contract::openapi::document(),
        _ => {
            eprintln!("usage: describe headers [API] | answer-headers | openapi | texts");
            return ExitCode::FAILURE;
        }
    };
    println!("{answer}");
    ExitCode::SUCCESS
}
