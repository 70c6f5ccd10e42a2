//! Pages of edges, as Meta's clients turn them (product 2.2). `next` is there only where there is more: the Python client goes on by
//! it, and then asks for `after` itself. The client for Node calls `next` as it stands, without a token; so a ticket is in it, which
//! is good for reading this one page as this caller, for an hour, and as long as its token is.

use contract::GraphPage;
use domain::ids::CredentialId;
use domain::time::{HOUR, Instant};
use serde_json::{Value, json};

use super::caller::GraphCaller;
use super::{filled, refusal};
use crate::config::Config;
use crate::cx::random;
use crate::deps::Deps;
use crate::fail::Fail;

/// How many are on a page unless somebody says, and at the most.
const USUAL: i64 = 25;
const MOST: i64 = 100;
/// How long a ticket is good, in milliseconds.
const TICKET_LIFE: i64 = HOUR;
/// The parameter that a ticket is in, always the last one.
const TICKET: &str = "&page_ticket=";
/// What tickets are sealed for.
const CONTEXT: &[&[u8]] = &[b"graph-page"];

/// What is asked of a page.
#[derive(Debug, Clone)]
pub struct Asked {
    /// How many at the most.
    pub limit: usize,
    /// The cursor of the last one of the page before.
    pub after: Option<String>,
    /// The fields that are wanted; none: the usual ones.
    pub fields: Option<Vec<String>>,
    /// Is the number of all asked for?
    pub total: bool,
}

impl Asked {
    /// Reads it.
    pub fn of(body: &GraphPage) -> Result<Self, Fail> {
        let text = |one: &Option<contract::GraphText>| one.as_ref().map(|one| one.0.trim().to_owned());
        let limit = match text(&body.limit).filter(|limit| !limit.is_empty()) {
            None => USUAL,
            Some(limit) => match limit.parse::<i64>() {
                Ok(limit @ 1..) => limit.min(MOST),
                _ => return Err(refusal::parameter("limit", "Param limit must be a whole number of at least 1.")),
            },
        };
        let summary = text(&body.summary).unwrap_or_default().to_ascii_lowercase();
        Ok(Self {
            limit: usize::try_from(limit).unwrap_or_default(),
            after: text(&body.after).filter(|after| !after.is_empty()),
            fields: names(text(&body.fields).as_deref()),
            total: ["true", "1"].contains(&summary.as_str())
                || summary.split(',').any(|one| one.trim() == "total_count"),
        })
    }
}

/// The names in `fields`; what is in braces behind one is Meta's way to ask for parts of it.
pub fn names(text: Option<&str>) -> Option<Vec<String>> {
    // A list as clients write others, `["id","name"]`.
    if let Some(text) = text.filter(|text| text.trim_start().starts_with('[')) {
        return contract::graph::elements(&text.into()).filter(|all| !all.is_empty());
    }
    let mut depth = 0_u32;
    let flat: String = text?
        .chars()
        .filter(|c| {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => return depth == 0,
            }
            false
        })
        .collect();
    let all: Vec<String> = flat.split(',').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect();
    (!all.is_empty()).then_some(all)
}

/// What is shown of a node: the wanted fields, of all that it has; null ones are left out, and the id is always there.
pub fn fields(node: &Value, wanted: Option<&[String]>, usual: &[&str], kind: &str) -> Result<Value, Fail> {
    let mut shown = serde_json::Map::new();
    shown.extend(node.get("id").map(|id| ("id".to_owned(), id.clone())));
    let mut add = |name: &str| match node.get(name) {
        None => Err(refusal::parameter(
            "fields",
            &format!("Tried accessing nonexisting field ({name}) on node type ({kind})"),
        )),
        Some(Value::Null) => Ok(()),
        Some(value) => {
            shown.insert(name.to_owned(), value.clone());
            Ok(())
        }
    };
    match wanted {
        Some(wanted) => wanted.iter().try_for_each(|name| add(name))?,
        None => usual.iter().try_for_each(|name| add(name))?,
    }
    Ok(Value::Object(shown))
}

/// Where a page is asked for.
pub struct Place<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The path as it came, with its version.
    pub path: &'a str,
    /// The time.
    pub now: Instant,
}

/// A page: each item with its cursor. `items` has one more than the page where there are more.
pub fn page<D: Deps>(
    (deps, place): (&D, Place<'_>),
    caller: &GraphCaller,
    asked: &Asked,
    mut items: Vec<(String, Value)>,
    total: Option<i64>,
) -> Result<Value, Fail> {
    let more = items.len() > asked.limit;
    items.truncate(asked.limit);
    let paging = match (items.first(), items.last()) {
        (Some((before, _)), Some((after, _))) => {
            let next = if more { Some(next(deps, &place, caller, asked, after)?) } else { None };
            Some(filled(json!({ "cursors": { "before": before, "after": after }, "next": next })))
        }
        _ => None,
    };
    let data: Vec<Value> = items.into_iter().map(|(_, item)| item).collect();
    let summary = total.map(|total| json!({ "total_count": total }));
    Ok(filled(json!({ "data": data, "paging": paging, "summary": summary })))
}

/// A page of a list that was read whole.
pub fn page_of<D: Deps>(
    here: (&D, Place<'_>),
    caller: &GraphCaller,
    asked: &Asked,
    items: Vec<(String, Value)>,
) -> Result<Value, Fail> {
    let total = i64::try_from(items.len()).ok().filter(|_| asked.total);
    let rest = match &asked.after {
        None => items,
        Some(after) => {
            let at = items.iter().position(|(cursor, _)| cursor == after);
            let at = at.ok_or_else(|| refusal::parameter("after", "Invalid cursors values"))?;
            items.into_iter().skip(at + 1).collect()
        }
    };
    page(here, caller, asked, rest, total)
}

fn next<D: Deps>(
    deps: &D,
    place: &Place<'_>,
    caller: &GraphCaller,
    asked: &Asked,
    after: &str,
) -> Result<String, Fail> {
    let encoded = |text: &str| contract::client::percent_encode(text);
    let mut query = format!("limit={}&after={}", asked.limit, encoded(after));
    if let Some(fields) = &asked.fields {
        query = format!("fields={}&{query}", encoded(&fields.join(",")));
    }
    if asked.total {
        query.push_str("&summary=total_count");
    }
    // An access token's ticket would have the rights of what bought it, and last longer: its program shows it again.
    if caller.machine.audience.is_some() {
        return Ok(format!("{}{}?{query}", place.config.origin, place.path));
    }
    let plain = json!([caller.machine.token, place.path, query, place.now.plus(TICKET_LIFE)]).to_string();
    let sealed = place.config.keys.seal(CONTEXT, random(deps)?, plain.as_bytes());
    let sealed = sealed.ok_or_else(|| Fail::internal("a page's ticket does not seal"))?;
    Ok(format!("{}{}?{query}{TICKET}{}", place.config.origin, place.path, encoded(&sealed)))
}

/// Whose token a ticket was given to, if this is the page that it was given for.
pub fn ticket(config: &Config, path: &str, query: &str, now: Instant) -> Option<CredentialId> {
    let (query, sealed) = query.split_once(TICKET)?;
    let plain = config.keys.unseal(CONTEXT, &contract::client::percent_decode(sealed)?)?;
    let (token, for_path, for_query, ends): (CredentialId, String, String, Instant) =
        serde_json::from_slice(&plain).ok()?;
    (for_path == path && for_query == query && now < ends).then_some(token)
}
