//! The development mailbox: what would have been sent. Anybody may read it, and it is only there in development.

use crate::i18n::t;
use crate::net::api;
use crate::routes::Here;
use crate::state::query::{refresh, use_query};
use crate::ui::button::Button;
use crate::ui::code::Code;
use crate::ui::each::For;
use crate::ui::icon;
use crate::ui::notice::{Empty, Trouble};
use crate::ui::page::Head;
use crate::ui::part;
use crate::ui::time::{Ago, When};
use contract::table::GetMailbox;
use contract::{MailboxItem, Nothing};
use leptos::{prelude::*, task::spawn_local};

/// Is there one here? Asked once a page.
pub fn is_there() -> RwSignal<bool> {
    let there = RwSignal::new(false);
    spawn_local(async move { _ = there.try_set(api::send::<GetMailbox>(&()).await.is_ok()) });
    there
}

/// How a mail is named in the address.
fn key(mail: &MailboxItem) -> String {
    format!("{}.{}", mail.sent_at.millis(), mail.to)
}

/// The page.
pub fn page(here: Here) -> AnyView {
    let m = &t().mails;
    let all = use_query::<GetMailbox>(|| Some(((), Nothing {})));
    let off = Memo::new(move |_| all.failure.with(|f| f.as_ref().is_some_and(|f| f.status == 404)));
    let empty = Memo::new(move |_| all.data.with(|d| d.as_ref().is_some_and(|d| d.items.is_empty())));
    let items = move || all.data.get().map(|d| d.items.clone()).unwrap_or_default();
    // Without a choice the newest is read.
    let chosen = Memo::new(move |_| {
        all.data.with(|d| {
            let items = &d.as_ref()?.items;
            let wanted = here.param("mail");
            items.iter().map(key).find(|k| Some(k) == wanted.as_ref()).or_else(|| items.first().map(key))
        })
    });
    let reading = move || {
        let key_ = chosen.get()?;
        let one = all.data.with_untracked(|d| d.as_ref()?.items.iter().find(|i| key(i) == key_).cloned())?;
        Some(read(&one))
    };
    view! {
        <main class="main" id="main">
            <div class="page">
                <Head title=m.mailbox lead=m.mailbox_lead>
                    <a class="btn" href="/">{m.to_console}</a>
                    <Button label=m.look_again tone="primary" pending=all.busy on_press=Callback::new(|()| refresh()) />
                </Head>
                {part(move || {
                    if off.get() {
                        view! { <div class="card"><Empty glyph=icon::MAIL title=m.mailbox_off why=m.mailbox_off_why /></div> }.into_any()
                    } else {
                        all.failure.get().map(|f| view! { <Trouble failure=f retry=Callback::new(|()| refresh()) /> }).into_any()
                    }
                })}
                {part(move || empty.get().then(|| view! { <div class="card"><Empty glyph=icon::MAIL title=m.mailbox_empty why=m.mailbox_empty_why /></div> }))}
                <div class="mailbox">
                    <ul class="card lines" aria-label=m.title hidden=move || items().is_empty()>
                        <For each=items key=key let:one>
                            {entry(here, chosen, &one)}
                        </For>
                    </ul>
                    {part(reading)}
                </div>
            </div>
        </main>
    }
    .into_any()
}

fn entry(here: Here, chosen: Memo<Option<String>>, one: &MailboxItem) -> AnyView {
    let name = key(one);
    let href = untrack(|| here.changed(&[("mail", &name)]));
    let now = crate::ui::attr(move || chosen.with(|c| (c.as_deref() == Some(name.as_str())).then_some("true")));
    view! {
        <li>
            <a href=href data-noscroll="" aria-current=now>
                {one.subject.clone()}
            </a>
            <span class="muted small">{one.to.clone()} " · " <Ago millis=one.sent_at.millis() /></span>
        </li>
    }
    .into_any()
}

fn read(one: &MailboxItem) -> AnyView {
    let m = &t().mails;
    let source = one.html.clone();
    view! {
        <article class="card" aria-label=one.subject.clone()>
            <div class="card-head">
                <h2>{one.subject.clone()}</h2>
            </div>
            <div class="card-body stack">
                <dl class="keys">
                    <dt>{m.to}</dt>
                    <dd>{one.to.clone()}</dd>
                    <dt>{m.sent}</dt>
                    <dd>
                        <When millis=one.sent_at.millis() />
                    </dd>
                </dl>
                <div class="mail-text" role="region" aria-label=m.text>{linked(&one.text)}</div>
                <details>
                    <summary>{m.html}</summary>
                    <Code what=m.html shown=one.html.clone() copied=Callback::new(move |()| source.clone()) />
                </details>
            </div>
        </article>
    }
    .into_any()
}

/// The text with its links as links. They open anew, as from a mail program.
fn linked(text: &str) -> AnyView {
    pieces(text)
        .into_iter()
        .map(|(piece, link)| {
            if link {
                view! { <a href=piece.to_owned() target="_blank" rel="noopener noreferrer external">{piece.to_owned()}</a> }.into_any()
            } else {
                piece.to_owned().into_any()
            }
        })
        .collect_view()
        .into_any()
}

/// The text cut where links begin and end.
fn pieces(mut text: &str) -> Vec<(&str, bool)> {
    let mut all = Vec::new();
    while let Some(start) = ["https://", "http://"].iter().filter_map(|s| text.find(s)).min() {
        let (before, rest) = text.split_at(start);
        let end = rest.find(|c: char| c.is_whitespace() || "<>\"".contains(c)).unwrap_or(rest.len());
        let (link, after) = rest.split_at(end);
        let bare = link.trim_end_matches(['.', ',', ')', ';']);
        all.extend([(before, false), (bare, true), (&link[bare.len()..], false)]);
        text = after;
    }
    all.push((text, false));
    all.retain(|(piece, _)| !piece.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn links_are_found_without_the_full_stop_behind_them() {
        let text = "Open\nhttp://localhost/accept#token=a-b. Or not";
        assert_eq!(
            pieces(text),
            [("Open\n", false), ("http://localhost/accept#token=a-b", true), (".", false), (" Or not", false)]
        );
        assert_eq!(pieces("no link"), [("no link", false)]);
    }
}
