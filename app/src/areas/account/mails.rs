//! What was sent by mail: to whom, about what, and what went wrong.

use crate::areas::account::mailbox;
use crate::i18n::{iso, locale, number, t};
use crate::routes::Here;
use crate::shared::file::{self, Export, most, rows};
use crate::shared::list_page::{List, cursor, list_page};
use crate::state::query::use_query;
use crate::state::session;
use crate::ui::badge::badge;
use crate::ui::each::For;
use crate::ui::icon;
use crate::ui::notice::Empty;
use crate::ui::page::{Forbidden, Head};
use crate::ui::part;
use crate::ui::time::{Ago, When};
use contract::table::ListMails;
use contract::{MailInfo, MailStatus, PageQuery};
use domain::permission::PermissionId as P;
use leptos::prelude::*;

fn export() -> Export {
    file::of::<ListMails>(
        "mails.csv",
        &["id", "to", "kind", "status", "attempts", "last_error", "created_at", "sent_at"],
        |cursor| PageQuery { limit: most(), cursor },
        |page| {
            rows(page, |one| {
                let (kind, status) = (one.kind.as_str().to_owned(), one.status.as_str().to_owned());
                let sent = one.sent_at.map(|at| iso(at.millis())).unwrap_or_default();
                let (tries, error) = (one.attempts.to_string(), one.last_error.clone().unwrap_or_default());
                vec![one.id.to_string(), one.to.clone(), kind, status, tries, error, iso(one.created_at.millis()), sent]
            })
        },
    )
}

/// The page.
pub fn page(here: Here) -> AnyView {
    if !session::may(P::UsersManage) {
        return view! { <Forbidden permission=P::UsersManage.as_str() /> }.into_any();
    }
    let m = &t().mails;
    let list = use_query::<ListMails>(move || Some(((), PageQuery { limit: None, cursor: cursor(here) })));
    let items = move || list.data.get().map(|p| p.items.clone()).unwrap_or_default();
    let there = mailbox::is_there();
    view! {
        <div class="page">
            <Head title=m.title lead=m.lead>
                {file::button(export)}
                {part(move || there.get().then(|| view! { <a class="btn" href="/mailbox">{icon::icon(icon::MAIL)}{m.mailbox}</a> }))}
            </Head>
            {list_page(
        here,
        list,
        List {
            caption: m.title,
            class: "table",
            bones: &["l", "m", "m", "s", "m", "m"],
            heads: view! { <th scope="col">{m.to}</th>
<th scope="col">{m.kind}</th>
<th scope="col">{m.status}</th>
<th scope="col">{m.attempts}</th>
<th scope="col">{m.created}</th>
<th scope="col">{m.next}</th> }.into_any(),
            actions: false,
            rows: view! { <For each=items key=|mail| format!("{} {} {}", mail.id, mail.attempts, mail.status.as_str()) let:mail>
                            {row(mail)}
                        </For> }.into_any(),
            none: Box::new(move || view! { <Empty glyph=icon::MAIL title=m.empty why=m.empty_why /> }.into_any()),
        },
    )}
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
