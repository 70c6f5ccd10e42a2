//! Any carrier's JSON, by a mapping of JSON pointers (RFC 6901) to fields, which is tried on a pasted sample.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{BadPayload, BadUpdate, BadWhy, Update, Updates, bounded};
use crate::message::{Content, Failure, InboundMessage, Kind, Media, Service, Status, StatusUpdate, Tags, Times};
use crate::phone::PersonKey;
use crate::value::{self, scalar, time};

/// A JSON pointer: empty for the whole, else `/name/0/name`, with `~1` for a slash and `~0` for a tilde.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pointer(String);

impl Pointer {
    /// The pointer as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Pointer {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let escapes = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        if text.len() > 256 || !escapes || !(text.is_empty() || text.starts_with('/')) {
            return Err("a JSON pointer is empty or begins with a slash, and is at most 256 bytes long");
        }
        Ok(Self(text))
    }
}

impl From<Pointer> for String {
    fn from(pointer: Pointer) -> Self {
        pointer.0
    }
}

/// Where each field is in one update. Only the id is needed for every update, and who wrote for a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The list of updates, from the root; none when a payload is one update.
    #[serde(default)]
    pub list: Option<Pointer>,
    /// The carrier's id.
    pub id: Pointer,
    /// Who wrote, or who it was for.
    pub person: Pointer,
    /// The text.
    #[serde(default)]
    pub text: Option<Pointer>,
    /// Our number.
    #[serde(default)]
    pub origin: Option<Pointer>,
    /// When: seconds or milliseconds since 1970, or RFC 3339.
    #[serde(default)]
    pub time: Option<Pointer>,
    /// The kind, by Meta's or Sinch's name.
    #[serde(default)]
    pub kind: Option<Pointer>,
    /// Where a file is.
    #[serde(default)]
    pub media_url: Option<Pointer>,
    /// A file's media type.
    #[serde(default)]
    pub media_type: Option<Pointer>,
    /// The person's name.
    #[serde(default)]
    pub profile_name: Option<Pointer>,
    /// The person's id with the business.
    #[serde(default)]
    pub user_id: Option<Pointer>,
    /// The sender's own id of the message before.
    #[serde(default)]
    pub correlation_id: Option<Pointer>,
    /// `sent`, `delivered`, `read` or `failed`: an update that has one is a status.
    #[serde(default)]
    pub status: Option<Pointer>,
}

/// What a mapping makes of a sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// What would be stored.
    pub updates: Vec<Result<Update, BadUpdate>>,
    /// Fields whose pointer finds nothing in any update.
    pub missing: Vec<&'static str>,
}

impl Mapping {
    /// Reads a payload by this mapping.
    pub fn read(&self, bytes: &[u8], service: Service) -> Updates {
        let root = root(bytes)?;
        let parts = bounded(self.parts(&root)?)?;
        Ok(parts.into_iter().map(|part| self.update(part, service)).collect())
    }

    /// What the mapping makes of a sample.
    pub fn try_on(&self, sample: &[u8], service: Service) -> Result<Preview, BadPayload> {
        let root = root(sample)?;
        let parts = bounded(self.parts(&root)?)?;
        let finds = |pointer: &Pointer| parts.iter().any(|part| at(part, Some(pointer)).is_some());
        let missing = self.fields().into_iter().filter(|(_, pointer)| !finds(pointer)).map(|(name, _)| name).collect();
        Ok(Preview { missing, updates: parts.iter().map(|part| self.update(part, service)).collect() })
    }

    fn fields(&self) -> Vec<(&'static str, &Pointer)> {
        let optional = [
            ("text", &self.text),
            ("origin", &self.origin),
            ("time", &self.time),
            ("kind", &self.kind),
            ("media_url", &self.media_url),
            ("media_type", &self.media_type),
            ("profile_name", &self.profile_name),
            ("user_id", &self.user_id),
            ("correlation_id", &self.correlation_id),
            ("status", &self.status),
        ];
        let optional = optional.into_iter().filter_map(|(name, pointer)| Some((name, pointer.as_ref()?)));
        [("id", &self.id), ("person", &self.person)].into_iter().chain(optional).collect()
    }

    fn parts<'a>(&self, root: &'a Value) -> Result<Vec<&'a Value>, BadPayload> {
        match &self.list {
            None => Ok(vec![root]),
            Some(list) => match root.pointer(&list.0) {
                Some(Value::Array(parts)) => Ok(parts.iter().collect()),
                _ => Err(BadPayload::WrongShape),
            },
        }
    }

    fn update(&self, value: &Value, service: Service) -> Result<Update, BadUpdate> {
        let raw = value.to_string();
        let bad = |why| BadUpdate { why, raw: raw.clone() };
        if !value.is_object() && !value.is_array() {
            return Err(bad(BadWhy::NotAnObject));
        }
        let field = |pointer: &Option<Pointer>| at(value, pointer.as_ref()).and_then(scalar);
        let provider_id = at(value, Some(&self.id)).and_then(scalar).ok_or_else(|| bad(BadWhy::NoId))?;
        let person = at(value, Some(&self.person)).and_then(scalar);
        let stated = at(value, self.time.as_ref()).and_then(time);
        let (origin, user_id) = (field(&self.origin), field(&self.user_id));
        let tags = Tags { correlation_id: field(&self.correlation_id), ..Tags::default() };
        if let Some(word) = field(&self.status) {
            let status = Status::of(&word).ok_or_else(|| bad(BadWhy::NeitherKind))?;
            let of = |it| stated.filter(|_| status == it);
            return Ok(Update::Status(Box::new(StatusUpdate {
                service,
                provider_id,
                person: person.map(|text| PersonKey::of(&text)),
                origin,
                status,
                failure: (status == Status::Failed).then_some(Failure::NotDelivered),
                reason: None,
                stated,
                times: Times { sent: of(Status::Sent), delivered: of(Status::Delivered), read: of(Status::Read) },
                user_id,
                tags,
                raw,
            })));
        }
        let from = person.or_else(|| user_id.clone()).ok_or_else(|| bad(BadWhy::NoPerson))?;
        let media = field(&self.media_url).map(|url| Media {
            url: Some(url),
            mime: field(&self.media_type),
            ..Media::default()
        });
        let kind = match (field(&self.kind), &media) {
            (Some(name), _) => Kind::of(&name),
            (None, Some(_)) => Kind::Document,
            (None, None) => Kind::Text,
        };
        Ok(Update::Message(Box::new(InboundMessage {
            service,
            provider_id,
            person: PersonKey::of(&from),
            from,
            origin,
            origin_id: None,
            stated,
            content: Content { text: field(&self.text), media, ..Content::of(kind) },
            profile_name: field(&self.profile_name),
            user_id,
            in_reply_to: None,
            tags,
            raw,
        })))
    }
}

fn at<'a>(value: &'a Value, pointer: Option<&Pointer>) -> Option<&'a Value> {
    value.pointer(&pointer?.0).filter(|found| !found.is_null())
}

fn root(bytes: &[u8]) -> Result<Value, BadPayload> {
    value::parse(&value::body(bytes)).ok_or(BadPayload::NotJson)
}
