//! Messages, in and out, and what became of them.

use contract::page::CursorKey;
use contract::table::{GetMessage, ListMessages};
use contract::{
    Code, ConnectionRef, Cursor, DeliveryState, Direction, EventKind, Message, MessageDelivery, MessageDetail,
    MessageEvent, MessageState, OfSubaccount, Page, SubaccountRef,
};
use domain::principal::Human;
use messaging::phone::PersonKey;
use store::all_three;
use store::messages::{self, DeliveryRow, EventRow, Filter, MessageRow};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::{masking, view};

impl<D: Deps> Handler<D> for ListMessages {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<Message>>, Fail> {
        let query = &cx.query;
        let limit = query.limit.unwrap_or_default();
        let text =
            |text: &Option<String>| text.as_deref().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned);
        let person = text(&query.person).map(|person| PersonKey::of(&person));
        let (correlation_id, carrier_id) = (text(&query.correlation_id), text(&query.carrier_id));
        let filter = Filter {
            direction: query.direction.map(Direction::as_str),
            subaccount: query.subaccount_id.as_ref().map(OfSubaccount::id),
            person_key: person.as_ref().map(PersonKey::as_str),
            correlation_id: correlation_id.as_deref(),
            carrier_id: carrier_id.as_deref(),
            from: query.from,
            to: query.to,
            after: query.cursor.as_ref().map(|c| c.id.as_str()),
            limit: i64::from(limit.get()) + 1,
        };
        let rows = messages::list(&cx.proof, &filter).of(cx.db()).await?;
        let position =
            |row: &MessageRow| Cursor { key: CursorKey::Number(row.received_at.millis()), id: row.id.to_string() };
        let Page { items, next_cursor } = view::page(rows, limit, position, |row| row);
        let items = items.into_iter().map(|row| show(cx.proof.human(), row)).collect::<Result<_, Fail>>()?;
        Ok(Page { items, next_cursor }.into())
    }
}

impl<D: Deps> Handler<D> for GetMessage {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<MessageDetail>, Fail> {
        let (can, id) = (&cx.proof, &cx.path);
        let (found, events, deliveries) =
            all_three(cx.db(), messages::get(can, id), messages::events(can, id), messages::deliveries(can, id))
                .await?;
        let (row, content) = found.ok_or_else(|| Fail::new(Code::NotFound))?;
        let message = show(can.human(), row)?;
        let content = serde_json::from_str(&content).map_err(|_| Fail::internal("a stored message is no JSON"))?;
        let events = events.into_iter().map(|row| event(row, message.masked)).collect::<Result<_, Fail>>()?;
        let deliveries = deliveries.into_iter().map(delivery).collect::<Result<_, Fail>>()?;
        let content = (!message.masked).then_some(content);
        Ok(MessageDetail { message, content, events, deliveries }.into())
    }
}

fn show(human: &Human, row: MessageRow) -> Result<Message, Fail> {
    let unknown = |what: &str| Fail::internal(format!("a stored message has no known {what}"));
    let masked = !masking::sees(human, row.subaccount_id.as_ref());
    // WhatsApp's ids are made of the person's number.
    let says_number = masked && row.carrier_id.as_deref().is_some_and(|id| id.starts_with("wamid."));
    Ok(Message {
        id: row.id,
        direction: Direction::parse(&row.direction).ok_or_else(|| unknown("direction"))?,
        source_id: row.source,
        channel_id: row.channel,
        connection: row.connection.map(|(name, kind)| ConnectionRef { name, kind }),
        subaccount: row.subaccount_id.clone().zip(row.subaccount).map(|(id, (name, reference_name))| SubaccountRef {
            id,
            name,
            reference_name,
        }),
        subaccount_id: row.subaccount_id,
        system_user_id: row.system_user,
        person: if masked { masking::tail(&row.person) } else { row.person },
        origin: row.origin,
        kind: row.kind,
        text: row.text.filter(|_| !masked),
        masked,
        state: MessageState::parse(&row.state).ok_or_else(|| unknown("state"))?,
        error: row.error,
        carrier_id: row.carrier_id.filter(|_| !says_number),
        correlation_id: row.correlation_id,
        at: row.at,
        received_at: row.received_at,
    })
}

fn event(row: EventRow, masked: bool) -> Result<MessageEvent, Fail> {
    let kind = EventKind::parse(&row.kind).ok_or_else(|| Fail::internal("a stored event has no known kind"))?;
    Ok(MessageEvent {
        id: row.id,
        kind,
        sequence: row.sequence,
        state: row.state.as_deref().and_then(MessageState::parse),
        reason: row.reason.filter(|_| !masked),
        at: row.at,
    })
}

fn delivery(row: DeliveryRow) -> Result<MessageDelivery, Fail> {
    let state =
        DeliveryState::parse(&row.state).ok_or_else(|| Fail::internal("a stored delivery has no known state"))?;
    Ok(MessageDelivery {
        id: row.id,
        event_id: row.event,
        webhook_id: row.webhook,
        webhook_name: row.webhook_name,
        state,
        attempts: row.attempts,
        last_status: row.last_status,
        last_error: row.last_error,
        last_attempt_at: row.last_attempt_at,
        next_attempt_at: row.next_attempt_at,
    })
}
