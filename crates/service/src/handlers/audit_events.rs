//! The audit log: pages, files, and reading it again.

use contract::page::CursorKey;
use contract::table::{ListAuditEvents, VerifyAuditLog};
use contract::{
    ActorKind, AuditEvent, AuditFault, AuditQuery, AuditVerification, BadAuditEvent, Cursor, EventActor, EventDetail,
    Page, csv,
};
use domain::time::Instant;
use store::audit_log::{self, Filter, LogRow};

use crate::answer::{Answer, File, Shape};
use crate::authn::PageOrFile;
use crate::chain::verify::{self, Bad, Found, Why};
use crate::chain::{Head, clock};
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

/// How many events a file holds.
const FILE: u32 = 1_000;

impl<D: Deps> Handler<D> for ListAuditEvents {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<AuditEvent>>, Fail> {
        let AuditQuery { limit, cursor, actor, action, subject, from, to } = &cx.query;
        let shape = match &cx.proof {
            PageOrFile::Page(_) => Shape::Json,
            PageOrFile::File(_) => Shape::asked(&*cx.request.headers),
        };
        let filter =
            Filter { actor: actor.as_deref(), action: *action, subject: subject.as_deref(), from: *from, to: *to };
        let limit = match (limit, shape) {
            (None, Shape::Csv | Shape::Ndjson) => FILE,
            (limit, _) => limit.unwrap_or_default().get(),
        };
        let after = cursor.as_ref().map(|cursor| cursor.id.as_str());
        let audit_log::Found { rows, next } =
            audit_log::list(cx.db(), &cx.proof, &filter, after, i64::from(limit)).await?;
        let next_cursor = next.map(|id| Cursor { key: CursorKey::Number(0), id });
        let items = rows.into_iter().map(event).collect::<Result<Vec<_>, _>>()?;
        let file = match shape {
            Shape::Json => return Ok(Page { items, next_cursor }.into()),
            Shape::Csv => File::new("text/csv; charset=utf-8", "audit-log.csv", as_csv(&items, cursor.is_none())),
            Shape::Ndjson => File::new("application/x-ndjson", "audit-log.ndjson", as_ndjson(&items)?),
        };
        let file = file.followed_by(next_cursor.as_ref().map(|next| link(cx.request.query.as_deref(), next)));
        Ok(Answer { file: Some(file), ..Answer::from(Page { items: Vec::new(), next_cursor: None }) })
    }
}

/// The address of the next file: the same question with another position.
fn link(query: Option<&str>, next: &Cursor) -> String {
    let rest = query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
    let query: Vec<String> = rest.map(str::to_owned).chain([format!("cursor={}", next.encode())]).collect();
    format!("</v1/audit-events?{}>; rel=\"next\"", query.join("&"))
}

fn event(row: LogRow) -> Result<AuditEvent, Fail> {
    let kind = ActorKind::parse(&row.actor_kind).ok_or_else(|| Fail::internal("a stored actor has no known kind"))?;
    // A text that is none of ours is shown as nothing; reading the log again names its row.
    let detail: EventDetail = serde_json::from_str(&row.detail).unwrap_or(EventDetail { before: None, after: None });
    Ok(AuditEvent {
        id: row.id,
        seq: row.seq,
        at: row.at,
        action: row.action,
        actor: EventActor { kind, id: row.actor_id, name: row.actor_name },
        permission: row.permission,
        subject_id: row.subject,
        request_id: row.request,
        ip: row.ip,
        detail,
        hash: row.hash,
    })
}

const COLUMNS: [&str; 13] = [
    "seq",
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "permission",
    "action",
    "subject_id",
    "ip",
    "request_id",
    "id",
    "detail",
    "hash",
];

fn as_csv(items: &[AuditEvent], first: bool) -> String {
    let mut text = if first { csv::begin(&COLUMNS) } else { String::new() };
    for event in items {
        let seq = event.seq.map(|seq| seq.to_string()).unwrap_or_default();
        let detail = serde_json::to_string(&event.detail).unwrap_or_default();
        let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
        text.push_str(&csv::write(&[
            &seq,
            &event.at.to_rfc3339(),
            event.actor.kind.as_str(),
            &or_empty(&event.actor.id),
            &or_empty(&event.actor.name),
            &or_empty(&event.permission),
            &event.action,
            &event.subject_id,
            &or_empty(&event.ip),
            &or_empty(&event.request_id.as_ref().map(ToString::to_string)),
            &event.id,
            &detail,
            &or_empty(&event.hash),
        ]));
    }
    text
}

fn as_ndjson(items: &[AuditEvent]) -> Result<String, Fail> {
    let mut text = String::new();
    for event in items {
        text += &serde_json::to_string(event).map_err(|e| Fail::internal(format!("event: {e}")))?;
        text.push('\n');
    }
    Ok(text)
}

/// How many pages of the log a call reads again.
const PAGES: usize = 4;

impl<D: Deps> Handler<D> for VerifyAuditLog {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<AuditVerification>, Fail> {
        let account = cx.proof.account();
        let after = match cx.body.cursor.as_ref().map(|cursor| &cursor.key) {
            Some(CursorKey::Number(seq)) => *seq,
            _ => {
                // So that as little as possible is left that waits.
                clock::seal(cx.deps, cx.config).await?;
                0
            }
        };
        let kept = cx.deps.cache_get(&Head::key(account)).await;
        let head = kept.and_then(|text| Head::read(&cx.config.keys, account, &text));
        let Found { checked, unsealed, bad, next } =
            verify::verify(cx.db(), &cx.config.keys, account, head.as_ref(), after, PAGES).await?;
        Ok(AuditVerification {
            ok: bad.is_none(),
            checked,
            unsealed,
            first_bad: bad.map(shown),
            head_at: head.as_ref().map(|head| Instant::from_millis(head.at)),
            head_seq: head.map(|head| head.seq),
            next_cursor: next.map(|seq| Cursor { key: CursorKey::Number(seq), id: String::new() }),
        }
        .into())
    }
}

fn shown(Bad { seq, event, why }: Bad) -> BadAuditEvent {
    let why = match why {
        Why::Changed => AuditFault::Changed,
        Why::Missing => AuditFault::Missing,
        Why::Inserted => AuditFault::Inserted,
        Why::CutOff => AuditFault::CutOff,
        Why::UnknownKey => AuditFault::UnknownKey,
    };
    BadAuditEvent { seq, id: event, why }
}
