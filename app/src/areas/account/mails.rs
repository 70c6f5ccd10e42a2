//! What was sent by mail: to whom, about what, and what went wrong.

use crate::areas::account::mailbox;
use crate::i18n::{locale, number, t};
use crate::routes::Here;
use crate::shared::lists::emptied;
use crate::state::query::{refresh, use_query};
use crate::state::session;
use crate::ui::badge::badge;
use crate::ui::icon;
use crate::ui::notice::{Empty, Trouble};
use crate::ui::page::{Forbidden, Head};
use crate::ui::table::{Pager, bones};
use crate::ui::time::{Ago, When};
use crate::ui::{attr, part};
use contract::table::ListMails;
use contract::{Cursor, MailInfo, MailStatus, PageQuery};
use domain::permission::PermissionId as P;
use leptos::prelude::*;

/// The page.
pub fn page(here: Here) -> AnyView {
    if !session::may(P::UsersManage) {
        return view! { <Forbidden permission=P::UsersManage.as_str() /> }.into_any();
    }
    let m = &t().mails;
    let list = use_query::<ListMails>(move || {
        Some(((), PageQuery { limit: None, cursor: here.param("cursor").and_then(|c| Cursor::decode(&c).ok()) }))
    });
    let waiting = Memo::new(move |_| list.data.with(Option::is_none) && list.failure.with(Option::is_none));
    let items = move || list.data.get().map(|p| p.items.clone()).unwrap_or_default();
    let count = Signal::derive(move || list.data.with(|page| page.as_ref().map_or(0, |p| p.items.len() as u64)));
    let empty = emptied(here, list);
    let next = Signal::derive(move || {
        let cursor = list.data.with(|page| page.as_ref().and_then(|p| p.next_cursor.as_ref().map(Cursor::encode)))?;
        Some(here.changed(&[("cursor", &cursor)]))
    });
    let first = Signal::derive(move || here.param("cursor").map(|_| here.changed(&[("cursor", "")])));
    let there = mailbox::is_there();
    view! {
        <div class="page">
            <Head title=m.title lead=m.lead>
                {part(move || there.get().then(|| view! { <a class="btn" href="/mailbox">{icon::icon(icon::MAIL)}{m.mailbox}</a> }))}
            </Head>
            {part(move || list.failure.get().map(|f| view! { <Trouble failure=f retry=Callback::new(|()| refresh()) /> }))}
            <div class="table-box" aria-busy=attr(move || if list.busy.get() { "true" } else { "false" })>
                {part(move || empty.get().then(|| view! { <Empty glyph=icon::MAIL title=m.empty why=m.empty_why /> }))}
                <table class="table" hidden=attr(move || empty.get())>
                    <caption class="sr">{m.title}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{m.to}</th>
                            <th scope="col">{m.kind}</th>
                            <th scope="col">{m.status}</th>
                            <th scope="col">{m.attempts}</th>
                            <th scope="col">{m.created}</th>
                            <th scope="col">{m.next}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {part(move || waiting.get().then(|| bones(&["l", "m", "m", "s", "m", "m"])))}
                        <For each=items key=|mail| format!("{} {} {}", mail.id, mail.attempts, mail.status.as_str()) let:mail>
                            {row(mail)}
                        </For>
                    </tbody>
                </table>
            </div>
            <div hidden=attr(move || count.get() == 0)>
                <Pager count=count first=first next=next />
            </div>
        </div>
    }
    .into_any()
}

fn row(mail: MailInfo) -> AnyView {
    let m = &t().mails;
    let word = locale::mails::status(locale(), mail.status);
    let state = match mail.status {
        MailStatus::Sent => badge("ok", icon::OK, word).into_any(),
        MailStatus::Failed => badge("bad", icon::WARN, word).into_any(),
        MailStatus::Queued => badge("", icon::CIRCLE, word).into_any(),
    };
    let when = match (mail.sent_at, mail.next_attempt_at) {
        (Some(at), _) => view! { {m.sent} " " <Ago millis=at.millis() /> }.into_any(),
        (None, Some(at)) => view! { <Ago millis=at.millis() /> }.into_any(),
        (None, None) => view! { <span class="muted">"—"</span> }.into_any(),
    };
    let error = mail.last_error.map(|e| view! { <span class="sub"><span class="sr">{m.error} ": "</span>{e}</span> });
    view! {
        <tr>
            <th scope="row">{mail.to}</th>
            <td data-label=m.kind>{locale::mails::kind(locale(), mail.kind)}</td>
            <td data-label=m.status>
                <div>{state} {error}</div>
            </td>
            <td data-label=m.attempts>{number(mail.attempts.unsigned_abs())}</td>
            <td data-label=m.created>
                <When millis=mail.created_at.millis() />
            </td>
            <td data-label=m.next>
                <div>{when}</div>
            </td>
        </tr>
    }
    .into_any()
}
