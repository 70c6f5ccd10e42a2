//! The calls of old clients of Sinch that fetch what came, and what became of what was sent (product 3.4).

use contract::table::{PullReceived, PullStatus, SearchReceived, SearchStatus};
use contract::{Code, Endpoint};
use domain::field::FieldCode;
use domain::ids::SubaccountId;
use domain::principal::Machine;
use domain::time::{DAY, Instant};
use messaging::message::{Failure, InboundMessage, Service, Status, Tags, Times};
use messaging::outgoing::{self, Before, EventOut, Format, Happening, StatusOut, SubaccountRef};
use serde_json::{Value, json};
use store::messages::Batch;
use store::messages::pull::{self, Became, Reach, Received};
use store::{Db, attempts};

use super::reach::named;
use crate::answer::Answer;
use crate::authn::Authenticate;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::limits;

/// How far back what came in can be fetched, and how long a time can be searched.
const FETCHED_WITHIN: i64 = 3 * DAY;
const SEARCHED_AT_ONCE: i64 = 5 * DAY;
/// The most ids of a search.
const MOST_IDS: usize = 1_000;

/// One call a second from one address. Sinch has the same limit.
async fn once_a_second<D: Deps, E: Endpoint>(cx: &Cx<'_, D, E>) -> Result<(), Fail>
where
    E::Auth: Authenticate,
{
    let counters = limits::pull(&cx.config.keys, cx.meta.ip.as_deref(), cx.meta.now);
    if attempts::reserve(cx.db(), &counters).await? { Ok(()) } else { Err(Fail::new(Code::RateLimited).retry_after(1)) }
}

/// Whose messages the caller gets: those of its own subaccount; an account-wide one those that it names, or all that its token
/// reaches.
async fn reach<D: Deps>(deps: &D, machine: &Machine, name: Option<&str>) -> Result<Option<Vec<SubaccountId>>, Fail> {
    let named = named(deps, machine, name).await?;
    Ok(named.map(|id| vec![id]).or_else(|| machine.subaccounts.clone()))
}

fn of<'a>(machine: &'a Machine, subaccounts: Option<&'a [SubaccountId]>) -> Reach<'a> {
    Reach { account: &machine.account, environment: machine.environment, subaccounts }
}

fn mo(machine: &Machine, row: &Received) -> Option<Value> {
    let mut message: InboundMessage = serde_json::from_str(&row.content).ok()?;
    let before = row.before.as_ref().map(|(id, username, tags)| {
        message.tags = serde_json::from_str(tags).unwrap_or_default();
        Before { id: id.clone(), username: username.clone() }
    });
    let subaccount = row.subaccount.as_ref();
    let event = EventOut {
        id: row.id.to_string(),
        account_id: machine.account.to_string(),
        subaccount: subaccount.map(|(id, name)| SubaccountRef { id: id.to_string(), reference_name: name.clone() }),
        sequence: 1,
        at: row.received_at,
        happening: Happening::Message { message: Box::new(message), before },
        graph: None,
    };
    outgoing::body(Format::Sinch, &event)
}

fn messages(machine: &Machine, rows: &[Received], from: Instant, to: Instant) -> Value {
    let messages: Vec<Value> = rows.iter().filter_map(|row| mo(machine, row)).collect();
    json!({ "total": messages.len(), "start": from.to_rfc3339(), "end": to.to_rfc3339(), "messages": messages })
}

impl<D: Deps> Handler<D> for PullReceived {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        once_a_second(&cx).await?;
        let (machine, now) = (&cx.proof, cx.meta.now);
        let reached = reach(cx.deps, machine, cx.query.subAccount.as_deref()).await?;
        let from = now.plus(-FETCHED_WITHIN);
        let to = now.plus(1);
        let rows = pull::unfetched(&of(machine, reached.as_deref()), from, to).of(cx.db()).await?;
        if !rows.is_empty() {
            let mut batch = Batch::of(machine.account.clone(), now);
            batch.fetched(&rows.iter().map(|row| (row.id.clone(), 0)).collect::<Vec<_>>());
            cx.db().commit(&batch.seal().0).await?;
        }
        Ok(messages(machine, &rows, from, now).into())
    }
}

impl<D: Deps> Handler<D> for SearchReceived {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let (machine, now, query) = (&cx.proof, cx.meta.now, &cx.query);
        let time = |name: &str, text: &Option<String>| match text.as_deref().map(str::trim) {
            None | Some("") => Ok(None),
            Some(text) => instant(text).map(Some).ok_or_else(|| Fail::field(name, FieldCode::InvalidType)),
        };
        let to = time("end", &query.end)?.unwrap_or(now);
        let from = time("start", &query.start)?.unwrap_or_else(|| to.plus(-SEARCHED_AT_ONCE));
        if from > to || to.since(from) > SEARCHED_AT_ONCE {
            return Err(Fail::field("start", FieldCode::OutOfRange).in_words("Bad Request: at most 5 days at once."));
        }
        once_a_second(&cx).await?;
        let reached = reach(cx.deps, machine, query.subAccount.as_deref()).await?;
        let rows = pull::between(&of(machine, reached.as_deref()), from, to.plus(1)).of(cx.db()).await?;
        Ok(messages(machine, &rows, from, to).into())
    }
}

/// RFC 3339, also without its zone as Sinch's examples have it, or milliseconds since 1970.
fn instant(text: &str) -> Option<Instant> {
    let millis = text.parse().ok().filter(|millis: &i64| millis.unsigned_abs() < 1 << 47).map(Instant::from_millis);
    let parsed = millis.or_else(|| Instant::parse_rfc3339(text).ok());
    parsed.or_else(|| Instant::parse_rfc3339(&format!("{text}Z")).ok())
}

fn status(machine: &Machine, row: &Became) -> Option<Value> {
    let content: Value = serde_json::from_str(&row.content).ok()?;
    let tags: Tags = content.get("tags").cloned().and_then(|it| serde_json::from_value(it).ok()).unwrap_or_default();
    let when =
        |state: &str| row.times.iter().find(|(its, _)| its == state).map(|(_, millis)| Instant::from_millis(*millis));
    let times = Times { sent: when("sent"), delivered: when("delivered"), read: when("read") };
    let event = EventOut {
        id: row.id.to_string(),
        account_id: machine.account.to_string(),
        subaccount: None,
        sequence: 1,
        at: when(&row.state).unwrap_or(row.received_at),
        happening: Happening::Status(Box::new(StatusOut {
            service: Service::Sms,
            message_id: row.id.to_string(),
            to: row.person.clone(),
            origin: Some(row.origin.clone()),
            origin_id: None,
            status: Status::of(&row.state)?,
            failure: Failure::of_sinch(None, None, row.error.as_deref()),
            reason: None,
            times,
            user_id: None,
            tags,
        })),
        graph: None,
    };
    outgoing::body(Format::Sinch, &event)?.get_mut("data")?.get_mut(0).map(Value::take)
}

fn statuses(machine: &Machine, rows: &[Became]) -> Value {
    let all: Vec<Value> = rows.iter().filter_map(|row| status(machine, row)).collect();
    json!({ "total": all.len(), "smsStatuses": all })
}

impl<D: Deps> Handler<D> for PullStatus {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        once_a_second(&cx).await?;
        let (machine, now) = (&cx.proof, cx.meta.now);
        let reached = reach(cx.deps, machine, cx.query.subAccount.as_deref()).await?;
        let from = now.plus(-FETCHED_WITHIN);
        let rows = pull::unfetched_states(&of(machine, reached.as_deref()), from).of(cx.db()).await?;
        if !rows.is_empty() {
            let mut batch = Batch::of(machine.account.clone(), now);
            batch.fetched(&rows.iter().map(|row| (row.id.clone(), row.rank)).collect::<Vec<_>>());
            cx.db().commit(&batch.seal().0).await?;
        }
        Ok(statuses(machine, &rows).into())
    }
}

impl<D: Deps> Handler<D> for SearchStatus {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let body: Value = serde_json::from_slice(cx.bytes()).map_err(|_| Fail::new(Code::MalformedBody))?;
        let list = |name: &str| -> Result<Vec<String>, Fail> {
            let text = |it: &Value| match it {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            };
            let read = |list: &Vec<Value>| list.iter().map(text).collect::<Option<Vec<_>>>();
            match body.get(name) {
                None | Some(Value::Null) => Ok(Vec::new()),
                Some(Value::Array(list)) if list.len() <= MOST_IDS => {
                    read(list).ok_or_else(|| Fail::field(name, FieldCode::InvalidType))
                }
                Some(_) => Err(Fail::field(name, FieldCode::InvalidType)),
            }
        };
        let (ids, correlation_ids) = (list("ids")?, list("correlationIds")?);
        once_a_second(&cx).await?;
        let machine = &cx.proof;
        let reached = reach(cx.deps, machine, None).await?;
        let reading = pull::states_of(&of(machine, reached.as_deref()), &ids, &correlation_ids);
        Ok(statuses(machine, &reading.of(cx.db()).await?).into())
    }
}
