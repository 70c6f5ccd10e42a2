//! What the mail transports of the edge Worker decide, as functions without JavaScript: the body that a mail API
//! gets, and which failures are worth another try.

use serde_json::Value;

use crate::deps::{MailError, OutgoingMail};

/// The body for a mail API when `MAIL_HTTP_BODY` is empty. Several services take it as it is.
pub const DEFAULT_BODY: &str =
    r#"{"from":"{from}","to":["{to}"],"subject":"{subject}","text":"{text}","html":"{html}"}"#;

/// The body for a mail API: a JSON document in which the placeholders inside strings are replaced. The document is
/// parsed first and written again afterwards, so no value can leave its string. The error is for the console.
pub fn body(template: &str, mail: &OutgoingMail) -> Result<String, String> {
    let template = if template.trim().is_empty() { DEFAULT_BODY } else { template };
    // serde's message may quote the document, which may hold what its author did not put into a secret.
    let mut document: Value = serde_json::from_str(template).map_err(|_| "MAIL_HTTP_BODY is no JSON".to_owned())?;
    fill(&mut document, mail);
    Ok(document.to_string())
}

fn fill(value: &mut Value, mail: &OutgoingMail) {
    match value {
        Value::String(text) => *text = filled(text, mail),
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, mail)),
        Value::Object(fields) => fields.values_mut().for_each(|field| fill(field, mail)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// One pass: what a value brings along is not looked at again.
fn filled(template: &str, mail: &OutgoingMail) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}').and_then(|(name, after)| Some((part(name, mail)?, after))) {
            Some((value, after)) => {
                out.push_str(value);
                rest = after;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn part<'a>(name: &str, mail: &'a OutgoingMail) -> Option<&'a str> {
    Some(match name {
        "id" => &mail.id,
        "from" => &mail.from,
        "from_name" => sender(&mail.from).0,
        "from_email" => sender(&mail.from).1,
        "to" => &mail.to,
        "subject" => &mail.subject,
        "text" => &mail.text,
        "html" => &mail.html,
        _ => return None,
    })
}

/// Name and address of `Name <address>`; without a name the name is empty.
pub fn sender(from: &str) -> (&str, &str) {
    match from.trim().strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
        Some((name, address)) => (name.trim().trim_matches('"').trim(), address.trim()),
        None => ("", from.trim()),
    }
}

/// May mails, with their links, go to this address? Only over TLS, or to this machine.
pub fn is_safe_address(url: &str) -> bool {
    let url = url.trim().to_ascii_lowercase();
    if url.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
        return false;
    }
    if let Some(rest) = url.strip_prefix("https://") {
        return !rest.starts_with('/') && !rest.is_empty();
    }
    let authority = url.strip_prefix("http://").and_then(|rest| rest.split(['/', '?', '#']).next());
    let Some(authority) = authority.filter(|text| !text.contains('@')) else { return false };
    let host = authority.rsplit_once(':').filter(|(_, port)| !port.contains(']')).map_or(authority, |(host, _)| host);
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

/// What the status of a mail API's answer means. Its body is not read: it may quote the mail.
pub fn verdict(status: u16) -> Result<(), MailError> {
    let why = format!("the mail API answered with status {status}");
    match status {
        200..=299 => Ok(()),
        // About this mail: another try would be told the same.
        400 | 413 | 422 => Err(MailError::Refused(why)),
        // About the API or what it was told of us: a key, an address, a limit can be set right meanwhile.
        _ => Err(MailError::Unavailable(why)),
    }
}

/// What the code of a `send_email` binding's error means. What concerns the mail or its reader stays so; what
/// concerns the sender's domain or the account can be set right meanwhile.
pub fn verdict_of_code(code: Option<&str>) -> MailError {
    let Some(code) = code.filter(|c| c.len() <= 64 && c.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')) else {
        // The message is not passed on: it may quote the mail.
        return MailError::Unavailable("the mail binding failed without a code".to_owned());
    };
    let why = format!("the mail binding failed with {code}");
    match code {
        "E_VALIDATION_ERROR"
        | "E_FIELD_MISSING"
        | "E_CONTENT_TOO_LARGE"
        | "E_TOO_MANY_RECIPIENTS"
        | "E_RECIPIENT_NOT_ALLOWED"
        | "RCPT_NOT_ALLOWED"
        | "E_RECIPIENT_SUPPRESSED" => MailError::Refused(why),
        _ => MailError::Unavailable(why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> OutgoingMail {
        OutgoingMail {
            id: "mai_1".into(),
            from: "Tenure <tenure@example.com>".into(),
            to: "ana@example.org".into(),
            subject: "A \"quoted\" {to} \\ subject".into(),
            text: "Line one\nline {html} two\u{7}".into(),
            html: "<p lang=\"en\">{id} & \u{2028}</p>".into(),
        }
    }

    fn parsed(template: &str) -> Value {
        serde_json::from_str(&body(template, &mail()).expect("a body")).expect("JSON")
    }

    #[test]
    fn the_usual_body_needs_no_template() {
        for template in ["", "  \n", DEFAULT_BODY] {
            let body = parsed(template);
            assert_eq!(body["from"], "Tenure <tenure@example.com>");
            assert_eq!(body["to"], serde_json::json!(["ana@example.org"]));
            assert_eq!(body["subject"], mail().subject);
            assert_eq!(body["text"], mail().text);
            assert_eq!(body["html"], mail().html);
        }
    }

    #[test]
    fn values_stay_inside_their_strings_and_are_not_filled_themselves() {
        let body = parsed(
            r#"{"sender":{"name":"{from_name}","email":"{from_email}"},"to":[{"email":"{to}"}],"n":7,"ok":true,
                "nothing":null,"{to}":"key","mixed":"[{id}] {subject} {unknown} {} {","deep":[["{text}"]]}"#,
        );
        assert_eq!(body["sender"], serde_json::json!({ "name": "Tenure", "email": "tenure@example.com" }));
        assert_eq!(body["to"][0]["email"], "ana@example.org");
        assert_eq!(body["mixed"], "[mai_1] A \"quoted\" {to} \\ subject {unknown} {} {");
        assert_eq!(body["deep"][0][0], mail().text);
        assert_eq!((&body["n"], &body["ok"], &body["nothing"]), (&7.into(), &true.into(), &Value::Null));
        assert_eq!(body["{to}"], "key", "names of fields are left alone");
        let evil = OutgoingMail { to: "a\",\"bcc\":\"evil@example.com".into(), ..mail() };
        let body: Value = serde_json::from_str(&body_of(&evil)).expect("JSON");
        assert!(body.get("bcc").is_none());
        assert_eq!(body["to"][0], evil.to);
    }

    fn body_of(mail: &OutgoingMail) -> String {
        body("", mail).expect("a body")
    }

    #[test]
    fn a_template_that_is_no_json_is_said_without_quoting_it() {
        assert_eq!(body("{\"key\": hunter2}", &mail()), Err("MAIL_HTTP_BODY is no JSON".to_owned()));
    }

    #[test]
    fn senders_are_read_with_and_without_a_name() {
        assert_eq!(sender("Tenure <t@example.com>"), ("Tenure", "t@example.com"));
        assert_eq!(sender(" \"Tenure, Inc.\" <t@example.com> "), ("Tenure, Inc.", "t@example.com"));
        assert_eq!(sender("<t@example.com>"), ("", "t@example.com"));
        assert_eq!(sender(" t@example.com "), ("", "t@example.com"));
        assert_eq!(sender(""), ("", ""));
    }

    #[test]
    fn mails_leave_the_machine_only_over_tls() {
        for good in [
            "https://api.example.com/emails",
            "HTTPS://api.example.com",
            "http://localhost:8025/send",
            "http://127.0.0.1/x?y",
            "http://[::1]:99/",
            "http://[::1]",
        ] {
            assert!(is_safe_address(good), "{good}");
        }
        for bad in [
            "",
            "https://",
            "https:///x",
            "http://api.example.com",
            "http://localhost.evil.example/",
            "http://localhost@evil.example/",
            "http://localhost:pw@evil.example/",
            "http://127.0.0.1\\@evil.example/",
            "http://evil.example/localhost",
            "http://local\thost/",
            "ftp://localhost/",
            "/emails",
        ] {
            assert!(!is_safe_address(bad), "{bad}");
        }
    }

    #[test]
    fn only_what_may_change_is_tried_again() {
        assert_eq!(verdict(200), Ok(()));
        assert_eq!(verdict(202), Ok(()));
        for status in [400, 413, 422] {
            assert!(matches!(verdict(status), Err(MailError::Refused(why)) if why.contains(&status.to_string())));
        }
        for status in [0, 302, 401, 402, 403, 404, 405, 408, 409, 425, 429, 500, 502, 503, 504, 522] {
            assert!(matches!(verdict(status), Err(MailError::Unavailable(_))), "{status}");
        }
        let refused = |code| matches!(verdict_of_code(Some(code)), MailError::Refused(_));
        assert!(["E_RECIPIENT_SUPPRESSED", "E_RECIPIENT_NOT_ALLOWED", "E_VALIDATION_ERROR"].into_iter().all(refused));
        for code in ["E_RATE_LIMIT_EXCEEDED", "E_SENDER_NOT_VERIFIED", "E_INTERNAL_SERVER_ERROR", "E_NEW"] {
            assert_eq!(
                verdict_of_code(Some(code)),
                MailError::Unavailable(format!("the mail binding failed with {code}"))
            );
        }
        for odd in [None, Some("to ana@example.org"), Some("x\ny")] {
            let error = MailError::Unavailable("the mail binding failed without a code".to_owned());
            assert_eq!(verdict_of_code(odd), error);
        }
    }
}
