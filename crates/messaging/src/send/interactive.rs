//! Lists and reply buttons, with WhatsApp's limits (product.md 3.3, messaging.md 3).

use std::collections::BTreeSet;

use serde_json::Value;

use super::SendError;
use super::content::{File, file, limited, optional, place};
use crate::message::{Kind, Location};
use crate::value::{part, text};

/// The most rows of a list over all its sections, and the most buttons.
const MOST_ROWS: usize = 10;
const MOST_BUTTONS: usize = 3;

/// What is above the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Header {
    /// A text, at most 60 characters.
    Text(String),
    /// A file.
    File(Kind, File),
    /// A place.
    Location(Location),
}

/// A line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What comes back when it is chosen.
    pub id: String,
    /// What the person reads.
    pub title: String,
    /// More of it.
    pub description: Option<String>,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its heading; needed when there are several.
    pub title: Option<String>,
    /// Its lines.
    pub rows: Vec<Row>,
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What comes back when it is pressed.
    pub id: String,
    /// What is on it.
    pub title: String,
}

/// What the person can choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// A list that opens at a button.
    List {
        /// What is on the button.
        button: String,
        /// The parts of the list.
        sections: Vec<Section>,
    },
    /// One to three buttons.
    Buttons(Vec<Button>),
}

/// A message with something to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interactive {
    /// What is above the text.
    pub header: Option<Header>,
    /// The text.
    pub body: String,
    /// What is below the text.
    pub footer: Option<String>,
    /// What can be chosen.
    pub action: Action,
}

/// A text, or an object with one.
fn words(value: &Value, key: &str) -> Option<String> {
    text(value, key).or_else(|| text(value.get(key)?, "text"))
}

pub(super) fn read(value: &Value) -> Result<Interactive, SendError> {
    let kind = text(value, "messageInteractiveType").unwrap_or_default();
    let action = match kind.as_str() {
        "LIST" => list(part(value, "listAction")).map_err(|error| error.within("listAction"))?,
        "REPLY_BUTTON" => {
            buttons(part(value, "replyButtonAction")).map_err(|error| error.within("replyButtonAction"))?
        }
        _ => return Err(SendError::at("messageInteractiveType", "must be LIST or REPLY_BUTTON")),
    };
    let header = value.get("header").filter(|it| !it.is_null()).map(header).transpose()?;
    if matches!((&action, &header), (Action::List { .. }, Some(Header::File(..) | Header::Location(_)))) {
        return Err(SendError::at("header", "of a LIST can be a text only"));
    }
    Ok(Interactive {
        header,
        body: limited(words(value, "body"), "body.text", 1_024)?,
        footer: optional(words(value, "footer"), "footer.text", 60)?,
        action,
    })
}

pub(super) fn header(value: &Value) -> Result<Header, SendError> {
    for (name, kind) in [("image", Kind::Image), ("video", Kind::Video), ("document", Kind::Document)] {
        if let Some(part) = value.get(name).filter(|it| !it.is_null()) {
            return file(part).map(|it| Header::File(kind, it)).map_err(|error| error.within(name).within("header"));
        }
    }
    if let Some(part) = value.get("location").filter(|it| !it.is_null()) {
        return place(part).map(Header::Location).map_err(|error| error.within("header.location"));
    }
    let words = value.as_str().map(str::to_owned).or_else(|| text(value, "text")).or_else(|| text(value, "title"));
    limited(words, "header.text", 60).map(Header::Text)
}

fn list(action: &Value) -> Result<Action, SendError> {
    let button = limited(text(action, "button").or_else(|| text(action, "buttonText")), "button", 20)?;
    let given = action.get("sections").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut sections = Vec::new();
    let mut ids = BTreeSet::new();
    for (at, section) in given.iter().enumerate() {
        let field = format!("sections[{at}]");
        let title = optional(text(section, "title"), &format!("{field}.title"), 24)?;
        if title.is_none() && given.len() > 1 {
            return Err(SendError::at(format!("{field}.title"), "is required when there are several sections"));
        }
        let mut rows = Vec::new();
        for (at, row) in section.get("rows").and_then(Value::as_array).into_iter().flatten().enumerate() {
            let field = |name: &str| format!("{field}.rows[{at}].{name}");
            let id = limited(text(row, "identifier").or_else(|| text(row, "id")), &field("identifier"), 200)?;
            if !ids.insert(id.clone()) {
                return Err(SendError::at(field("identifier"), "is there twice"));
            }
            if ids.len() > MOST_ROWS {
                return Err(SendError::at("sections", format!("must have at most {MOST_ROWS} rows in all")));
            }
            let title = limited(text(row, "title"), &field("title"), 24)?;
            rows.push(Row { id, title, description: optional(text(row, "description"), &field("description"), 72)? });
        }
        if rows.is_empty() {
            return Err(SendError::at(format!("{field}.rows"), "must have at least one row"));
        }
        sections.push(Section { title, rows });
    }
    if sections.is_empty() {
        return Err(SendError::at("sections", "must have at least one section"));
    }
    Ok(Action::List { button, sections })
}

fn buttons(action: &Value) -> Result<Action, SendError> {
    let given = action.get("buttons").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if given.is_empty() || given.len() > MOST_BUTTONS {
        return Err(SendError::at("buttons", format!("must have 1 to {MOST_BUTTONS} buttons")));
    }
    let mut ids = BTreeSet::new();
    let mut buttons = Vec::new();
    for (at, button) in given.iter().enumerate() {
        let reply = button.get("reply").unwrap_or(button);
        let field = |name: &str| format!("buttons[{at}].reply.{name}");
        let id = limited(text(reply, "payload"), &field("payload"), 256)?;
        if !ids.insert(id.clone()) {
            return Err(SendError::at(field("payload"), "is there twice"));
        }
        buttons.push(Button { id, title: limited(text(reply, "title"), &field("title"), 20)? });
    }
    Ok(Action::Buttons(buttons))
}
