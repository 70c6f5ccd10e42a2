//! What a system user trusts an outside issuer's word for: whose tokens, made for whom, that say exactly what (ADR 0039).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::field::FieldCode;

/// How many rules a system user may have at a time (the schema's trigger).
pub const MOST: i64 = 10;
/// How many claims a rule names at the most.
pub const MOST_CLAIMS: usize = 10;
/// How long a token that was bought is good at the most, in milliseconds (the schema's check).
pub const BOUGHT_LIFE: i64 = 15 * crate::time::MINUTE;

/// The longest address of an issuer, in bytes.
const LONGEST_ISSUER: usize = 500;
/// The longest audience and value of a claim, in characters.
const LONGEST_VALUE: usize = 500;
/// The longest name of a claim, in bytes.
const LONGEST_CLAIM: usize = 128;

/// Claims that a rule doesn't name: they have a rule of their own, or are another at each token.
const NOT_NAMED: [&str; 6] = ["iss", "aud", "exp", "nbf", "iat", "jti"];

/// The address of an issuer, letter by letter as its tokens name it (RFC 8414 §2): compared so, and not brought to another
/// form. Whether it may be called is for whoever calls it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Issuer(String);

impl Issuer {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where its metadata is (OpenID Connect Discovery §4).
    pub fn discovery(&self) -> String {
        format!("{}/.well-known/openid-configuration", self.0.trim_end_matches('/'))
    }
}

impl TryFrom<String> for Issuer {
    type Error = FieldCode;
    fn try_from(text: String) -> Result<Self, FieldCode> {
        let text = text.trim().to_owned();
        match text.as_str() {
            "" => return Err(FieldCode::Required),
            long if long.len() > LONGEST_ISSUER => return Err(FieldCode::TooLong),
            _ => {}
        }
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or(FieldCode::NotHttps)?;
        let host = rest.split('/').next().unwrap_or_default();
        let plain = text.bytes().all(|byte| byte.is_ascii_graphic() && !br#""'<>\^`{|}?#%*@"#.contains(&byte));
        // In another spelling it would be one that no token names, and none that the list of shared ones knows.
        let respelt = host.is_empty()
            || host.bytes().any(|byte| byte.is_ascii_uppercase())
            || host.ends_with('.')
            || (text.starts_with("https:") && host.ends_with(":443"))
            || rest.contains("//")
            || rest.split('/').any(|part| part == "." || part == "..");
        (plain && !respelt).then_some(Self(text)).ok_or(FieldCode::InvalidAddress)
    }
}

crate::text_serde!(Issuer, { "type": "string", "format": "uri", "minLength": 8, "maxLength": 500, "pattern": "^\\s*https?://[^\\sA-Z\"'<>\\\\^`{|}?#%*@]+" });

/// Whom tokens must be made for, letter by letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience(String);

impl Audience {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Audience {
    type Error = FieldCode;
    fn try_from(text: String) -> Result<Self, FieldCode> {
        exact(text).map(Self)
    }
}

crate::text_serde!(Audience, { "type": "string", "minLength": 1, "maxLength": 500, "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f*]*[^\\s\\u0000-\\u001f\\u007f-\\u009f*][^\\u0000-\\u001f\\u007f-\\u009f*]*$" });

/// A text that is compared as it is. A star would be taken for "anything" by whoever wrote it, and match nothing.
fn exact(text: String) -> Result<String, FieldCode> {
    match text.trim() {
        "" => Err(FieldCode::Required),
        _ if text.chars().count() > LONGEST_VALUE => Err(FieldCode::TooLong),
        _ if text.contains('*') => Err(FieldCode::Wildcard),
        _ if text.chars().any(char::is_control) => Err(FieldCode::InvalidCharacters),
        _ => Ok(text),
    }
}

/// What tokens must say: names of claims, and their values letter by letter. One to ten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims(BTreeMap<String, String>);

impl Claims {
    /// Names and values.
    pub const fn all(&self) -> &BTreeMap<String, String> {
        &self.0
    }
}

impl TryFrom<BTreeMap<String, String>> for Claims {
    type Error = FieldCode;
    fn try_from(all: BTreeMap<String, String>) -> Result<Self, FieldCode> {
        match all.len() {
            0 => return Err(FieldCode::Required),
            more if more > MOST_CLAIMS => return Err(FieldCode::TooLong),
            _ => {}
        }
        let mut checked = BTreeMap::new();
        for (name, value) in all {
            if name.is_empty() || name.len() > LONGEST_CLAIM || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(FieldCode::InvalidCharacters);
            }
            if NOT_NAMED.contains(&name.as_str()) {
                return Err(FieldCode::InvalidChoice);
            }
            checked.insert(name, exact(value)?);
        }
        Ok(Self(checked))
    }
}

impl Serialize for Claims {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(s)
    }
}

impl<'de> Deserialize<'de> for Claims {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let all = BTreeMap::<String, String>::deserialize(d)?;
        Self::try_from(all).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Claims {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Claims".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object", "minProperties": 1, "maxProperties": 10,
            "propertyNames": { "pattern": "^[!-~]{1,128}$", "not": { "enum": ["iss", "aud", "exp", "nbf", "iat", "jti"] } },
            "additionalProperties": { "type": "string", "minLength": 1, "maxLength": 500, "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f*]*[^\\s\\u0000-\\u001f\\u007f-\\u009f*][^\\u0000-\\u001f\\u007f-\\u009f*]*$" },
        })
    }
}

/// An issuer whose tokens many customers get, with the claims by one of which a customer is told from the others for good.
/// Names can be given up and taken by somebody else; these ids can't.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharedIssuer {
    /// The address; each that begins with it and a slash is meant, too.
    pub issuer: &'static str,
    /// One of these must be named.
    pub pins: &'static [&'static str],
}

/// The shared issuers, as the schema has them in `shared_issuer`. Sources: the documentation of each, see ADR 0039.
pub const SHARED: &[SharedIssuer] = &[
    SharedIssuer { issuer: "https://accounts.google.com", pins: &["sub"] },
    SharedIssuer { issuer: "https://agent.buildkite.com", pins: &["organization_id", "pipeline_id"] },
    SharedIssuer { issuer: "https://api.bitbucket.org/2.0/workspaces", pins: &["repositoryUuid", "workspaceUuid"] },
    SharedIssuer {
        issuer: "https://app.terraform.io",
        pins: &["terraform_organization_id", "terraform_project_id", "terraform_workspace_id"],
    },
    SharedIssuer { issuer: "https://gitlab.com", pins: &["namespace_id", "project_id"] },
    SharedIssuer { issuer: "https://login.microsoftonline.com", pins: &["oid", "sub"] },
    SharedIssuer { issuer: "https://oidc.circleci.com", pins: &["oidc.circleci.com/project-id"] },
    SharedIssuer { issuer: "https://oidc.codefresh.io", pins: &["account_id"] },
    SharedIssuer { issuer: "https://oidc.fly.io", pins: &["app_id", "org_id"] },
    SharedIssuer { issuer: "https://oidc.vercel.com", pins: &["owner_id", "project_id"] },
    SharedIssuer { issuer: "https://securetoken.google.com", pins: &["sub"] },
    SharedIssuer { issuer: "https://sts.windows.net", pins: &["oid", "sub"] },
    SharedIssuer {
        issuer: "https://token.actions.githubusercontent.com",
        pins: &["repository_id", "repository_owner_id"],
    },
];

/// The claims of which a rule for this issuer must name one, when it is one that many share.
pub fn pins_of(issuer: &str) -> Option<&'static [&'static str]> {
    let is = |shared: &&SharedIssuer| {
        issuer.strip_prefix(shared.issuer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    SHARED.iter().find(is).map(|shared| shared.pins)
}

/// The claims of which one is missing in a rule: none when it needs none, or has one.
pub fn unpinned<'a>(issuer: &str, mut named: impl Iterator<Item = &'a str>) -> Option<&'static [&'static str]> {
    let pins = pins_of(issuer)?;
    (!named.any(|name| pins.contains(&name))).then_some(pins)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(all: &[(&str, &str)]) -> Result<Claims, FieldCode> {
        let all: BTreeMap<_, _> = all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Claims::try_from(all)
    }

    #[test]
    fn an_issuer_has_one_spelling() {
        for good in
            ["https://issuer.example.com", "https://issuer.example.com/", "https://x.example/a/B", "http://127.0.0.1:9"]
        {
            assert_eq!(Issuer::try_from(good.to_owned()).map(|one| one.0), Ok(good.to_owned()));
        }
        for bad in [
            "https://Issuer.example.com",
            "https://issuer.example.com.",
            "https://issuer.example.com:443",
            "https://user@issuer.example.com",
            "https://issuer.example.com?x",
            "https://issuer.example.com/#x",
            "https://issuer.example.com/a/../b",
            "https://issuer.example.com//",
            "https://issuer.example.com/%61",
            "https://*.example.com",
            "https://",
        ] {
            assert_eq!(Issuer::try_from(bad.to_owned()), Err(FieldCode::InvalidAddress), "{bad}");
        }
        assert_eq!(Issuer::try_from("ftp://x".to_owned()), Err(FieldCode::NotHttps));
        let with_slash = Issuer::try_from("https://x.example/a/".to_owned()).expect("an issuer");
        assert_eq!(with_slash.discovery(), "https://x.example/a/.well-known/openid-configuration");
    }

    #[test]
    fn claims_are_exact_and_few() {
        assert!(claims(&[("sub", "repo:acme/bot:ref:refs/heads/main")]).is_ok());
        assert_eq!(claims(&[]), Err(FieldCode::Required));
        assert_eq!(claims(&[("sub", "repo:acme/*")]), Err(FieldCode::Wildcard));
        assert_eq!(claims(&[("aud", "x")]), Err(FieldCode::InvalidChoice));
        assert_eq!(claims(&[("s b", "x")]), Err(FieldCode::InvalidCharacters));
        assert_eq!(claims(&[("sub", " ")]), Err(FieldCode::Required));
        let many: Vec<String> = (0..11).map(|n| format!("c{n}")).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "x")).collect();
        assert_eq!(claims(&many), Err(FieldCode::TooLong));
    }

    #[test]
    fn shared_issuers_are_known_in_whole_parts_of_their_address() {
        let github = "https://token.actions.githubusercontent.com";
        assert_eq!(unpinned(github, ["sub", "repository"].into_iter()), pins_of(github));
        assert_eq!(unpinned(github, ["repository_id"].into_iter()), None);
        assert!(pins_of(&format!("{github}/acme")).is_some(), "an enterprise's own");
        assert_eq!(pins_of(&format!("{github}.example.com")), None);
        assert_eq!(pins_of("https://issuer.example.com"), None);
        assert!(SHARED.is_sorted_by_key(|one| one.issuer));
    }
}
