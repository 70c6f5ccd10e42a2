//! Parameters of Graph calls, in every spelling that Meta's own clients and documents use (product 2.2): in the query, in a form,
//! in parts of `multipart/form-data`, in JSON; lists as JSON, with single quotes, with commas, or a name for each element.

use serde_json::Value;

use crate::client::percent_decode;
use crate::json;
use crate::request::Fields;

/// The most parameters of a call.
const MOST: usize = 200;

/// Is this segment of a path a version of the Graph API (`v24.0`)?
pub fn is_version(segment: &str) -> bool {
    let number = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let halves = segment.strip_prefix('v').and_then(|rest| rest.split_once('.'));
    halves.is_some_and(|(major, minor)| number(major) && number(minor))
}

/// Reads a query or a form. None when it is no UTF-8, or has too many parameters.
pub fn form(text: &str) -> Option<Fields> {
    let mut fields = Fields::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        add(&mut fields, &percent_decode(name)?, percent_decode(value)?)?;
    }
    Some(fields)
}

/// Adds a parameter: `name[]` and `name[0]` are elements of a list; of one name that stands twice the last one counts, as it does
/// at Meta.
fn add(fields: &mut Fields, name: &str, value: String) -> Option<()> {
    match name.split_once('[') {
        Some((base, rest)) if rest.ends_with(']') && !base.is_empty() => {
            match fields.entry(base.to_owned()).or_insert_with(|| Value::Array(Vec::new())) {
                Value::Array(all) if all.len() < MOST => all.push(value.into()),
                Value::Array(_) => return None,
                other => *other = Value::Array(vec![value.into()]),
            }
        }
        _ => {
            fields.insert(name.to_owned(), value.into());
        }
    }
    (fields.len() <= MOST).then_some(())
}

/// Reads the parts of `multipart/form-data` (RFC 7578); `media` is the whole field `Content-Type`. None when it is not well formed.
pub fn multipart(media: &str, bytes: &[u8]) -> Option<Fields> {
    let boundary = media.split(';').skip(1).find_map(|part| {
        let (name, value) = part.trim().split_once('=')?;
        name.eq_ignore_ascii_case("boundary").then(|| value.trim_matches('"').to_owned())
    })?;
    if boundary.is_empty() || boundary.len() > 70 {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let mark = format!("--{boundary}");
    let mut fields = Fields::new();
    let mut rest = text.strip_prefix(&mark)?;
    loop {
        if rest.starts_with("--") {
            return Some(fields);
        }
        let (part, after) = rest.strip_prefix("\r\n")?.split_once(&format!("\r\n{mark}"))?;
        let (head, body) = part.split_once("\r\n\r\n")?;
        add(&mut fields, &name_of(head)?, body.to_owned())?;
        rest = after;
    }
}

/// The name of a part.
fn name_of(head: &str) -> Option<String> {
    let line = head.split("\r\n").find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?;
    let (_, after) = line.split_once("name=\"")?;
    Some(after.split_once('"')?.0.to_owned())
}

/// Reads a body of any of the media types. An empty one has no parameters, whatever it is called. None when it can't be read.
pub fn body(media: &str, bytes: &[u8]) -> Option<Fields> {
    let kind = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match kind.as_str() {
        _ if bytes.is_empty() => Some(Fields::new()),
        "application/json" => json::object(bytes).ok(),
        "multipart/form-data" => multipart(media, bytes),
        // What names no type is what curl and old clients send.
        "application/x-www-form-urlencoded" | "" => form(std::str::from_utf8(bytes).ok()?),
        _ => None,
    }
}

/// The parameters of query and body: what is in the body goes before what is in the query.
pub fn merged(mut query: Fields, body: Fields) -> Fields {
    query.extend(body);
    query
}

/// The elements of a list, however it is written: `["A","B"]`, `['A','B']`, `A,B`, or JSON's own list.
pub fn elements(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(all) => all.iter().map(scalar).collect(),
        Value::String(text) => {
            let text = text.trim();
            if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                return match serde_json::from_str::<Vec<Value>>(text) {
                    Ok(all) => all.iter().map(scalar).collect(),
                    Err(_) => Some(split(inner)),
                };
            }
            Some(split(text))
        }
        _ => None,
    }
}

fn split(text: &str) -> Vec<String> {
    let trimmed = |one: &str| one.trim().trim_matches(|c| c == '\'' || c == '"').to_owned();
    text.split(',').map(trimmed).filter(|one| !one.is_empty()).collect()
}

/// A text, or a number as its digits: clients send ids as either.
pub fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

/// Yes or no in every spelling: `true`, `1`, `"true"`.
pub fn flag(value: &Value) -> Option<bool> {
    match scalar(value)?.trim().to_ascii_lowercase().as_str() {
        "true" | "1" => Some(true),
        "false" | "0" | "" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_list_is_the_same_in_every_spelling() {
        for query in [
            "tasks=%5B%22MANAGE%22%2C%22MESSAGING%22%5D",
            "tasks=['MANAGE','MESSAGING']",
            "tasks=MANAGE,MESSAGING",
            "tasks=MANAGE%2C+MESSAGING",
            "tasks[0]=MANAGE&tasks[1]=MESSAGING",
            "tasks[]=MANAGE&tasks[]=MESSAGING",
        ] {
            let fields = form(query).expect("a form");
            assert_eq!(elements(&fields["tasks"]), Some(vec!["MANAGE".into(), "MESSAGING".into()]), "{query}");
        }
        assert_eq!(elements(&json!(["a", 7])), Some(vec!["a".into(), "7".into()]));
        assert_eq!(elements(&json!("")), Some(vec![]));
        assert_eq!(elements(&json!({})), None);
        assert_eq!(elements(&json!([{}])), None);
    }

    #[test]
    fn yes_and_no_are_read_in_every_spelling() {
        for yes in [json!(true), json!("true"), json!("True"), json!(1), json!("1")] {
            assert_eq!(flag(&yes), Some(true), "{yes}");
        }
        for no in [json!(false), json!("false"), json!(0), json!("0"), json!("")] {
            assert_eq!(flag(&no), Some(false), "{no}");
        }
        for neither in [json!("yes"), json!([]), json!(2)] {
            assert_eq!(flag(&neither), None, "{neither}");
        }
    }

    #[test]
    fn a_body_is_read_in_every_spelling() {
        let parts = "--x\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\n100\r\n\
                     --x\r\nContent-Disposition: form-data; name=\"tasks\"\r\n\r\n['MANAGE']\r\n--x--\r\n";
        let read = |media: &str, text: &str| body(media, text.as_bytes()).map(Value::Object);
        let wanted = Some(json!({ "user": "100", "tasks": "['MANAGE']" }));
        assert_eq!(read("multipart/form-data; boundary=x", parts), wanted);
        assert_eq!(read("multipart/form-data; boundary=\"x\"", parts), wanted);
        assert_eq!(read("application/x-www-form-urlencoded", "user=100&tasks=['MANAGE']"), wanted);
        assert_eq!(read("", "user=100&tasks=['MANAGE']"), wanted);
        assert_eq!(read("application/json; charset=utf-8", r#"{"user":"100","tasks":"['MANAGE']"}"#), wanted);
        assert_eq!(read("application/json", "{}"), Some(json!({})));
        assert_eq!(read("text/xml", ""), Some(json!({})));
        for (media, text) in [
            ("text/xml", "<x/>"),
            ("application/json", "[]"),
            ("application/json", r#"{"a":1,"a":2}"#),
            ("multipart/form-data", parts),
            ("multipart/form-data; boundary=y", parts),
            ("multipart/form-data; boundary=x", "--x\r\n"),
            ("multipart/form-data; boundary=x", "--x\r\n\r\n\r\n\r\n--x--"),
            ("application/x-www-form-urlencoded", "a=%ff"),
        ] {
            assert_eq!(read(media, text), None, "{media}: {text}");
        }
    }

    #[test]
    fn of_what_stands_twice_the_last_and_the_body_count() {
        let query = form("a=1&a=2&b=1").expect("a form");
        let all = merged(query, form("b=2").expect("a form"));
        assert_eq!(Value::Object(all), json!({ "a": "2", "b": "2" }));
        let many: String = (0..300).map(|n| format!("a[{n}]=1&")).collect();
        assert_eq!(form(&many), None);
    }

    #[test]
    fn a_version_is_a_version() {
        for good in ["v24.0", "v3.1", "v999.999"] {
            assert!(is_version(good), "{good}");
        }
        for bad in ["v1", "v", "v.", "v24.", "24.0", "V24.0", "v24.0.1", "v24.x", "v-1.0", "v1234.0"] {
            assert!(!is_version(bad), "{bad}");
        }
    }
}
