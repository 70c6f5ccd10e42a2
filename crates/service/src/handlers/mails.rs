//! The account's mails, and the development mailbox.

use contract::page::CursorKey;
use contract::table::{GetMailbox, ListMails};
use contract::{Code, Cursor, MailInfo, MailKind, MailStatus, Mailbox, Page};
use store::mails;

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::mail;

impl<D: Deps> Handler<D> for ListMails {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<MailInfo>>, Fail> {
        let limit = cx.query.limit.unwrap_or_default().get();
        let after = cx.query.cursor.as_ref().map(|c| c.id.as_str());
        let mut rows = mails::list(cx.db(), &cx.proof, after, i64::from(limit) + 1).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let last = rows.last().filter(|_| more);
        let next_cursor =
            last.map(|row| Cursor { key: CursorKey::Number(row.created_at.millis()), id: row.id.to_string() });
        let unknown = |what: &str| Fail::internal(format!("a stored mail has no known {what}"));
        let items = rows
            .into_iter()
            .map(|row| {
                Ok(MailInfo {
                    kind: MailKind::parse(&row.kind).ok_or_else(|| unknown("kind"))?,
                    status: MailStatus::parse(&row.status).ok_or_else(|| unknown("status"))?,
                    id: row.id,
                    to: row.to,
                    attempts: row.attempts,
                    last_error: row.last_error,
                    created_at: row.created_at,
                    next_attempt_at: row.next_attempt_at,
                    sent_at: row.sent_at,
                })
            })
            .collect::<Result<_, Fail>>()?;
        Ok(Page { items, next_cursor }.into())
    }
}

impl<D: Deps> Handler<D> for GetMailbox {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Mailbox>, Fail> {
        // It shows links of one use to whoever asks: a page of another site that reached us by a name of its own must not.
        let own_name = cx.meta.host.as_deref().is_some_and(|host| cx.config.is_own_name(host));
        if !cx.config.mailbox || !own_name {
            return Err(Fail::new(Code::NotFound));
        }
        let rows = mails::with_text(cx.db()).await?;
        Ok(Mailbox { items: rows.iter().filter_map(|row| mail::read(cx.config, row)).collect() }.into())
    }
}
