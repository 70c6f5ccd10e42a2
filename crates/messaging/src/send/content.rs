//! What a message to somebody is made of. One of Sinch's kinds, closed: a kind that we don't know is refused, not passed on.

use serde_json::Value;

use super::SendError;
use super::interactive::{self, Interactive};
use crate::message::{Kind, Location};
use crate::value::{flag, int, part, scalar, text};

/// The longest text and caption, in characters (messaging.md 3).
const LONGEST_TEXT: usize = 4_096;
const LONGEST_CAPTION: usize = 1_024;
/// Beside a text: its first link is shown with a preview. The name is Sinch's.
pub(super) const PREVIEW: &str = "previewFirstUrl";
/// The most contacts of a message, and variables of a template.
const MOST_PARTS: usize = 100;

/// Where a file comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileSource {
    /// The carrier fetches it.
    Url(String),
    /// Base64, in the call itself.
    Data(String),
}

/// A file to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Where it comes from.
    pub source: FileSource,
    /// Its format, as Sinch names it: `JPG`, `MP3`, `PDF`.
    pub format: Option<String>,
    /// What is below it.
    pub caption: Option<String>,
    /// Its name.
    pub filename: Option<String>,
}

/// A button of a template that has a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateButton {
    /// Its place among the template's buttons, from 0.
    pub index: i64,
    /// Does it open an address? Else it answers.
    pub is_url: bool,
    /// The end of the address, or what comes back when it is pressed.
    pub value: String,
}

/// A template with its variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its name (`elementName`).
    pub name: String,
    /// Its language: `pt_BR`.
    pub language: String,
    /// The texts for its body, in order.
    pub body: Vec<String>,
    /// The text, file or place of its header.
    pub header: Option<interactive::Header>,
    /// Its buttons with a variable.
    pub buttons: Vec<TemplateButton>,
}

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outgoing {
    /// A text.
    Text {
        /// The text.
        words: String,
        /// Is its first link to be shown with a picture of where it leads?
        preview: bool,
    },
    /// A file of this kind.
    File(Kind, File),
    /// A place.
    Location(Location),
    /// Contacts, as WhatsApp writes them.
    Contacts(Vec<Value>),
    /// A template.
    Template(Template),
    /// A list or buttons.
    Interactive(Interactive),
}

impl Outgoing {
    /// Its kind.
    pub const fn kind(&self) -> Kind {
        match self {
            Outgoing::Text { .. } => Kind::Text,
            Outgoing::File(kind, _) => *kind,
            Outgoing::Location(_) => Kind::Location,
            Outgoing::Contacts(_) => Kind::Contacts,
            Outgoing::Template(_) => Kind::Template,
            Outgoing::Interactive(_) => Kind::Interactive,
        }
    }

    /// What a list of messages shows of it.
    pub fn words(&self) -> Option<&str> {
        match self {
            Outgoing::Text { words, .. } => Some(words),
            Outgoing::File(_, file) => file.caption.as_deref().or(file.filename.as_deref()),
            Outgoing::Location(place) => place.name.as_deref(),
            Outgoing::Contacts(_) => None,
            Outgoing::Template(template) => Some(&template.name),
            Outgoing::Interactive(it) => Some(&it.body),
        }
    }
}

/// The names of the kinds in a message, of which there must be exactly one.
const KINDS: [&str; 11] = [
    "messageText",
    "image",
    "audio",
    "video",
    "document",
    "sticker",
    "location",
    "contacts",
    "template",
    "hsm",
    "interactive",
];

/// Reads a message in Sinch's shape.
pub fn read(message: &Value) -> Result<Outgoing, SendError> {
    let mut named = KINDS.into_iter().filter_map(|name| Some((name, message.get(name).filter(|it| !it.is_null())?)));
    let Some((name, part)) = named.next() else {
        let what = if message.get("messageText").is_some() { "is required" } else { "one kind is required" };
        return Err(SendError::at("messageText", what));
    };
    if let Some((other, _)) = named.next() {
        return Err(SendError::at(other, format!("can't be sent together with {name}")));
    }
    match name {
        "messageText" => limited(scalar(part), name, LONGEST_TEXT)
            .map(|words| Outgoing::Text { words, preview: flag(message, PREVIEW) }),
        "location" => place(part).map(Outgoing::Location),
        "contacts" => match part.as_array() {
            Some(list) if !list.is_empty() && list.len() <= MOST_PARTS && list.iter().all(Value::is_object) => {
                Ok(Outgoing::Contacts(list.clone()))
            }
            _ => Err(SendError::at("", format!("must be a list of 1 to {MOST_PARTS} objects"))),
        },
        "template" | "hsm" => template(part).map(Outgoing::Template),
        "interactive" => interactive::read(part).map(Outgoing::Interactive),
        kind => file(part).map(|file| Outgoing::File(Kind::of(kind), file)),
    }
    .map_err(|error| match (name, error.field.as_str()) {
        ("messageText", _) => error,
        (_, "") => SendError::at(name, error.what),
        _ => error.within(name),
    })
}

/// A text that must be there and have at most so many characters.
pub(super) fn limited(value: Option<String>, field: &str, longest: usize) -> Result<String, SendError> {
    match value {
        None => Err(SendError::at(field, "is required")),
        Some(it) if it.trim().is_empty() => Err(SendError::at(field, "must not be blank")),
        Some(it) if it.chars().count() > longest => {
            Err(SendError::at(field, format!("has more than {longest} characters")))
        }
        Some(it) => Ok(it),
    }
}

/// The same for a text that may be missing.
pub(super) fn optional(value: Option<String>, field: &str, longest: usize) -> Result<Option<String>, SendError> {
    value.map(|it| limited(Some(it), field, longest)).transpose()
}

pub(super) fn file(value: &Value) -> Result<File, SendError> {
    let source = match (text(value, "url"), text(value, "data")) {
        (Some(url), None) if url.starts_with("https://") || url.starts_with("http://") => FileSource::Url(url),
        (Some(_), None) => return Err(SendError::at("url", "must begin with https:// or http://")),
        (None, Some(data)) => FileSource::Data(data),
        (None, None) => return Err(SendError::at("url", "or data is required")),
        (Some(_), Some(_)) => return Err(SendError::at("data", "can't be sent together with url")),
    };
    Ok(File {
        source,
        format: text(value, "type"),
        caption: optional(text(value, "caption"), "caption", LONGEST_CAPTION)?,
        filename: optional(text(value, "fileName").or_else(|| text(value, "filename")), "fileName", 240)?,
    })
}

pub(super) fn place(value: &Value) -> Result<Location, SendError> {
    let point = text(value, "geoPoint").ok_or_else(|| SendError::at("geoPoint", "is required"))?;
    let degrees = |text: &str, most: f64| text.trim().parse().is_ok_and(|it: f64| it.abs() <= most);
    match point.split_once(',') {
        Some((latitude, longitude)) if degrees(latitude, 90.0) && degrees(longitude, 180.0) => Ok(Location {
            latitude: latitude.trim().to_owned(),
            longitude: longitude.trim().to_owned(),
            name: text(value, "name"),
            address: text(value, "address"),
        }),
        _ => Err(SendError::at("geoPoint", "must be latitude and longitude in degrees: -22.894180,-47.047960")),
    }
}

/// Variables are texts, or objects with a text.
fn variable(value: &Value) -> Option<String> {
    scalar(value).or_else(|| text(value, "text")).or_else(|| text(value, "value"))
}

fn template(value: &Value) -> Result<Template, SendError> {
    let name = limited(text(value, "elementName").or_else(|| text(value, "name")), "elementName", 512)?;
    let code = text(value, "languageCode")
        .or_else(|| text(part(value, "language"), "code"))
        .or_else(|| text(value, "language"));
    let key = ["bodyParameters", "parameters"].into_iter().find(|key| value.get(*key).is_some_and(|it| !it.is_null()));
    let body = match key {
        None => Vec::new(),
        Some(key) => {
            let list = part(value, key).as_array().filter(|list| list.len() <= MOST_PARTS);
            let list =
                list.ok_or_else(|| SendError::at(key, format!("must be a list of at most {MOST_PARTS} texts")))?;
            let one = |(at, it)| variable(it).ok_or_else(|| SendError::at(format!("{key}[{at}]"), "must be a text"));
            list.iter().enumerate().map(one).collect::<Result<_, _>>()?
        }
    };
    let buttons = value.get("buttons").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    Ok(Template {
        name,
        // Sinch takes the account's language where none is named; its own examples are in this one.
        language: optional(code, "languageCode", 16)?.unwrap_or_else(|| "pt_BR".to_owned()),
        body,
        header: value.get("header").filter(|it| !it.is_null()).map(interactive::header).transpose()?,
        buttons: (0i64..).zip(buttons).map(button).collect::<Result<_, _>>()?,
    })
}

fn button((at, value): (i64, &Value)) -> Result<TemplateButton, SendError> {
    let kind = text(value, "subType").or_else(|| text(value, "type")).unwrap_or_default();
    let given = ["payload", "text", "parameter", "value"].iter().find_map(|key| text(value, key));
    let given = given.or_else(|| part(value, "parameters").get(0).and_then(variable));
    Ok(TemplateButton {
        index: int(value, "index").unwrap_or(at),
        is_url: kind.eq_ignore_ascii_case("url"),
        value: limited(given, &format!("buttons[{at}].payload"), 2_000)?,
    })
}
