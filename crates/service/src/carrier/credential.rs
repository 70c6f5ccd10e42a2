//! A carrier's credential: what each kind of channel asks for, and how it is kept. It is sealed under a deployment key for
//! its own row alone; what is no secret of it stands beside it, to be shown.

use std::collections::BTreeMap;

use contract::{ChannelCredential, ChannelKind, FieldError};
use domain::field::FieldCode;
use domain::ids::{AccountId, ChannelId};
use domain::secret::Secret;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::at_rest::Sealed;

use crate::at_rest::{self, Place};
use crate::config::Config;
use crate::cx::random;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::webhook_call::is_reserved;

/// The longest username, token and value of a header, in bytes.
const LONGEST: usize = 4_096;
/// The most headers of a channel.
const MOST_HEADERS: usize = 10;
/// The credential of a channel.
#[derive(Debug, Clone)]
pub enum Credential {
    /// Sinch: the header pair.
    Sinch {
        /// The username.
        username: String,
        /// The token.
        token: Secret<String>,
    },
    /// Meta: a bearer token, and the number that it sends from.
    Meta {
        /// The token.
        access_token: Secret<String>,
        /// The number's id there.
        phone_number_id: String,
        /// The app that the token was made for, where it was given: the token is renewed with it.
        app: Option<App>,
    },
    /// Any: headers.
    Http(BTreeMap<String, Secret<String>>),
}

/// An app of Meta's.
#[derive(Debug, Clone)]
pub struct App {
    /// Its id.
    pub id: String,
    /// Its secret.
    pub secret: Secret<String>,
}

/// As it is sealed.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kept {
    Sinch {
        username: String,
        token: String,
    },
    Meta {
        access_token: String,
        phone_number_id: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        app: Option<KeptApp>,
    },
    Http(BTreeMap<String, String>),
}

#[derive(Serialize, Deserialize)]
struct KeptApp {
    id: String,
    secret: String,
}

/// What is no secret of a credential, as it is stored and shown.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Settings {
    /// Sinch: the username.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Meta: the number's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number_id: Option<String>,
    /// Meta: the id of the app that renews the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_id: Option<String>,
    /// HTTP: the names of the headers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub header_names: Vec<String>,
}

impl Credential {
    /// Reads the fields that the kind asks for; each that is missing, wrong or another kind's is told.
    pub fn read(kind: ChannelKind, sent: &ChannelCredential) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut refuse = |name: &str, code| errors.push(at(&format!("/credential/{name}"), code));
        let secret = |text: &Option<contract::SecretText>| text.as_ref().map(|text| text.expose().to_owned());
        let given = [
            ("username", sent.username.clone(), matches!(kind, ChannelKind::Sinch)),
            ("token", secret(&sent.token), matches!(kind, ChannelKind::Sinch)),
            ("access_token", secret(&sent.access_token), matches!(kind, ChannelKind::Meta)),
            ("phone_number_id", sent.phone_number_id.clone(), matches!(kind, ChannelKind::Meta)),
        ];
        for (name, text, belongs) in &given {
            match text.as_deref().map(judge) {
                None if *belongs => refuse(name, FieldCode::Required),
                Some(_) if !belongs => refuse(name, FieldCode::UnknownField),
                Some(Err(code)) => refuse(name, code),
                _ => {}
            }
        }
        // They become a part of the address.
        for (name, id) in [("phone_number_id", &sent.phone_number_id), ("app_id", &sent.app_id)] {
            let id = id.as_deref().filter(|id| kind == ChannelKind::Meta && judge(id).is_ok());
            if id.is_some_and(|id| !id.bytes().all(|b| b.is_ascii_digit())) {
                refuse(name, FieldCode::InvalidCharacters);
            }
        }
        let app = [("app_id", sent.app_id.clone()), ("app_secret", secret(&sent.app_secret))];
        let half = app.iter().any(|(_, text)| text.is_some());
        for (name, text) in &app {
            match text.as_deref().map(judge) {
                Some(_) if kind != ChannelKind::Meta => refuse(name, FieldCode::UnknownField),
                Some(Err(code)) => refuse(name, code),
                // One without the other renews nothing.
                None if half && kind == ChannelKind::Meta => refuse(name, FieldCode::Required),
                _ => {}
            }
        }
        match (kind, &sent.headers) {
            (ChannelKind::Http, None) => refuse("headers", FieldCode::Required),
            (ChannelKind::Http, Some(headers)) => {
                if headers.len() > MOST_HEADERS {
                    refuse("headers", FieldCode::TooLong);
                }
                for (name, value) in headers {
                    if let Err(code) = judge_header(name, value.expose()) {
                        errors.push(at(&format!("/credential/headers/{}", pointer(name)), code));
                    }
                }
            }
            (_, Some(_)) => refuse("headers", FieldCode::UnknownField),
            (_, None) => {}
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let [username, token, access_token, phone_number_id] = given.map(|(_, text, _)| text.unwrap_or_default());
        Ok(match kind {
            ChannelKind::Sinch => Self::Sinch { username, token: Secret::new(token) },
            ChannelKind::Meta => {
                let [id, app_secret] = app.map(|(_, text)| text);
                let app = id.zip(app_secret).map(|(id, secret)| App { id, secret: Secret::new(secret) });
                Self::Meta { access_token: Secret::new(access_token), phone_number_id, app }
            }
            ChannelKind::Http | ChannelKind::Simulator => {
                let headers = sent.headers.iter().flatten();
                Self::Http(
                    headers
                        .map(|(name, value)| (name.to_ascii_lowercase(), Secret::new(value.expose().to_owned())))
                        .collect(),
                )
            }
        })
    }

    /// What may be shown of it.
    pub fn settings(&self) -> Settings {
        match self {
            Self::Sinch { username, .. } => Settings { username: Some(username.clone()), ..Settings::default() },
            Self::Meta { phone_number_id, app, .. } => Settings {
                phone_number_id: Some(phone_number_id.clone()),
                app_id: app.as_ref().map(|app| app.id.clone()),
                ..Settings::default()
            },
            Self::Http(headers) => Settings { header_names: headers.keys().cloned().collect(), ..Settings::default() },
        }
    }

    /// Seals it for one channel, under the present key.
    pub fn seal(
        &self,
        deps: &impl Deps,
        config: &Config,
        (account, id): (&AccountId, &ChannelId),
    ) -> Result<String, Fail> {
        let kept = match self.clone() {
            Self::Sinch { username, token } => Kept::Sinch { username, token: token.expose().clone() },
            Self::Meta { access_token, phone_number_id, app } => Kept::Meta {
                access_token: access_token.expose().clone(),
                phone_number_id,
                app: app.map(|app| KeptApp { id: app.id, secret: app.secret.expose().clone() }),
            },
            Self::Http(headers) => {
                Kept::Http(headers.into_iter().map(|(name, value)| (name, value.expose().clone())).collect())
            }
        };
        let plain = serde_json::to_vec(&kept).map_err(|_| Fail::internal("a credential does not serialize"))?;
        at_rest::seal(config, Place::new(Sealed::Channel, account, id.as_str()), random(deps)?, &plain)
    }

    /// Opens what was sealed for this channel, under whichever key that was. None when the key is gone.
    pub fn open(config: &Config, (account, id): (&AccountId, &ChannelId), sealed: &str) -> Option<Self> {
        let plain = at_rest::open(config, Place::new(Sealed::Channel, account, id.as_str()), sealed)?;
        Some(match serde_json::from_slice(&plain).ok()? {
            Kept::Sinch { username, token } => Self::Sinch { username, token: Secret::new(token) },
            Kept::Meta { access_token, phone_number_id, app } => Self::Meta {
                access_token: Secret::new(access_token),
                phone_number_id,
                app: app.map(|app| App { id: app.id, secret: Secret::new(app.secret) }),
            },
            Kept::Http(headers) => {
                Self::Http(headers.into_iter().map(|(name, value)| (name, Secret::new(value))).collect())
            }
        })
    }

    /// The headers of a call that show it.
    pub fn headers(&self) -> Vec<(String, String)> {
        match self {
            Self::Sinch { username, token } => vec![
                ("username".to_owned(), username.clone()),
                ("authenticationtoken".to_owned(), token.expose().clone()),
            ],
            Self::Meta { access_token, .. } => {
                vec![("authorization".to_owned(), format!("Bearer {}", access_token.expose()))]
            }
            Self::Http(headers) => headers.iter().map(|(name, value)| (name.clone(), value.expose().clone())).collect(),
        }
    }

    /// Takes its secrets out of a text that somebody else wrote: a carrier may say a token back.
    pub fn hide_in(&self, text: &str) -> String {
        let secrets: Vec<&str> = match self {
            Self::Sinch { token, .. } => vec![token.expose()],
            Self::Meta { access_token, app, .. } => {
                app.iter().map(|app| app.secret.expose().as_str()).chain([access_token.expose().as_str()]).collect()
            }
            Self::Http(headers) => headers.values().map(|value| value.expose().as_str()).collect(),
        };
        secrets.into_iter().filter(|secret| secret.len() >= 4).fold(text.to_owned(), |text, s| text.replace(s, "…"))
    }
}

impl Settings {
    /// As stored.
    pub fn to_text(&self) -> String {
        json!(self).to_string()
    }

    /// Reads what was stored.
    pub fn of(text: &str) -> Self {
        serde_json::from_str::<Value>(text).and_then(serde_json::from_value).unwrap_or_default()
    }
}

/// A credential means something to its own channel alone: moved to another row it does not open.
fn at(pointer: &str, code: FieldCode) -> FieldError {
    FieldError { pointer: pointer.to_owned(), code }
}

fn pointer(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// May it be a value of a header? Visible ASCII, with blanks inside.
fn judge(text: &str) -> Result<(), FieldCode> {
    match text {
        _ if text.trim().is_empty() => Err(FieldCode::Required),
        _ if text.len() > LONGEST => Err(FieldCode::TooLong),
        _ if text.trim() != text || !text.bytes().all(|b| matches!(b, b' '..=b'~')) => {
            Err(FieldCode::InvalidCharacters)
        }
        _ => Ok(()),
    }
}

fn judge_header(name: &str, value: &str) -> Result<(), FieldCode> {
    let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    let lower = name.to_ascii_lowercase();
    match name {
        "" => Err(FieldCode::Required),
        _ if name.len() > 100 => Err(FieldCode::TooLong),
        _ if !name.bytes().all(is_token) => Err(FieldCode::InvalidCharacters),
        _ if is_reserved(&lower) => Err(FieldCode::ReservedHeader),
        _ => judge(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: ChannelKind, sent: Value) -> Vec<String> {
        let sent = serde_json::from_value(sent).expect("reads");
        let errors = Credential::read(kind, &sent).map(drop).err().unwrap_or_default();
        errors.into_iter().map(|error| format!("{} {}", error.pointer, error.code)).collect()
    }

    #[test]
    fn each_kind_asks_for_its_own() {
        let sinch = json!({ "username": "acme", "token": "t0ken" });
        let meta = json!({ "access_token": "EAAB", "phone_number_id": "106540352242922" });
        assert_eq!(told(ChannelKind::Sinch, sinch.clone()), [""; 0]);
        assert_eq!(told(ChannelKind::Meta, meta), [""; 0]);
        assert_eq!(
            told(ChannelKind::Meta, sinch),
            [
                "/credential/username unknown_field",
                "/credential/token unknown_field",
                "/credential/access_token required",
                "/credential/phone_number_id required",
            ]
        );
        let path = json!({ "access_token": "EAAB", "phone_number_id": "../me" });
        assert_eq!(told(ChannelKind::Meta, path), ["/credential/phone_number_id invalid_characters"]);
        let headers = json!({ "headers": { "Host": "x", "x-a": "a\r\nb: c", "x b": "c", "x-good": "d" } });
        assert_eq!(
            told(ChannelKind::Http, headers),
            [
                "/credential/headers/Host reserved_header",
                "/credential/headers/x b invalid_characters",
                "/credential/headers/x-a invalid_characters",
            ]
        );
    }

    #[test]
    fn an_app_is_metas_and_comes_with_its_secret() {
        let meta = |more: Value| {
            let mut sent = json!({ "access_token": "EAAB", "phone_number_id": "1" });
            sent.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
            told(ChannelKind::Meta, sent)
        };
        assert_eq!(meta(json!({ "app_id": "123", "app_secret": "s3cret" })), [""; 0]);
        assert_eq!(meta(json!({ "app_id": "123" })), ["/credential/app_secret required"]);
        assert_eq!(meta(json!({ "app_secret": "s3cret" })), ["/credential/app_id required"]);
        assert_eq!(
            meta(json!({ "app_id": "1&x=2", "app_secret": "s3cret" })),
            ["/credential/app_id invalid_characters"]
        );
        let sinch = json!({ "username": "acme", "token": "t0ken", "app_id": "123" });
        assert_eq!(told(ChannelKind::Sinch, sinch), ["/credential/app_id unknown_field"]);
    }

    #[test]
    fn what_a_carrier_says_back_holds_no_secret() {
        let credential = Credential::Meta {
            access_token: Secret::new("EAABsecret".to_owned()),
            phone_number_id: "1".to_owned(),
            app: Some(App { id: "123".to_owned(), secret: Secret::new("app-secret".to_owned()) }),
        };
        assert_eq!(credential.hide_in("Bad token EAABsecret of app-secret!"), "Bad token … of …!");
    }
}
