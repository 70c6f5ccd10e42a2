//! The calls of a system user as they come, while the page is looked at.

use crate::areas::bots::rate::m;
use crate::i18n::{number, t};
use crate::net::api;
use crate::net::failure::Failure;
use crate::shared::reading::trouble;
use crate::state::online;
use crate::ui::part;
use crate::ui::time::When;
use contract::client::call;
use contract::table::{GetTail, StartTail};
use contract::{Cursor, Nothing, Tail, TailLine, TailQuery};
use domain::ids::SystemUserId;
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// How often it is asked for more.
const OFTEN: Duration = Duration::from_secs(2);
/// After how many rounds it is said again that somebody watches: well before the five minutes are over.
const ROUNDS: u32 = 60;
/// How many lines are shown.
const SHOWN: usize = 200;

#[derive(Clone, Copy)]
struct Watching {
    lines: RwSignal<Vec<(u32, TailLine)>>,
    failure: RwSignal<Option<Failure>>,
    cursor: StoredValue<Option<Cursor>>,
    round: StoredValue<u32>,
    /// Counts the lines, which tell them apart.
    count: StoredValue<u32>,
    busy: StoredValue<bool>,
}

impl Watching {
    fn again(self, id: SystemUserId) {
        if !online::is_visible() || !untrack(online::is_online) || self.busy.try_get_value() != Some(false) {
            return;
        }
        self.busy.set_value(true);
        let round = self.round.get_value();
        self.round.set_value(round.wrapping_add(1));
        spawn_local(async move {
            let outcome = self.read(&id, round.is_multiple_of(ROUNDS)).await;
            if self.busy.try_set_value(false).is_some() {
                return;
            }
            match outcome {
                Ok(tail) => self.take(tail),
                Err(failure) => {
                    self.round.set_value(0);
                    self.failure.set(Some(failure));
                }
            }
        });
    }

    async fn read(self, id: &SystemUserId, begin: bool) -> Result<Tail, Failure> {
        if begin {
            api::send::<StartTail>(id).await?;
        }
        let cursor = self.cursor.try_get_value().flatten();
        api::parse(&api::exchange(call::<GetTail>(id, &TailQuery { cursor }, &Nothing {}), None).await?)
    }

    fn take(self, tail: Tail) {
        self.failure.set(None);
        self.cursor.set_value(tail.cursor);
        if tail.lines.is_empty() {
            return;
        }
        let mut n = self.count.get_value();
        self.lines.update(|all| {
            for line in tail.lines {
                n = n.wrapping_add(1);
                all.insert(0, (n, line));
            }
            all.truncate(SHOWN);
        });
        self.count.set_value(n);
    }
}

/// The tab.
pub fn panel(id: SystemUserId) -> AnyView {
    let watching = Watching {
        lines: RwSignal::new(Vec::new()),
        failure: RwSignal::new(None),
        cursor: StoredValue::new(None),
        round: StoredValue::new(0),
        count: StoredValue::new(0),
        busy: StoredValue::new(false),
    };
    watching.again(id.clone());
    if let Ok(timer) = set_interval_with_handle(move || watching.again(id.clone()), OFTEN) {
        on_cleanup(move || timer.clear());
    }
    let lines = watching.lines;
    let none = Memo::new(move |_| lines.with(Vec::is_empty));
    let heads = [m().time, m().called, m().answer, m().address, t().bots.token, m().took];
    view! {
        <section class="card">
            <div class="card-head">
                <div>
                    <h2>{m().live}</h2>
                    <p class="muted small">{m().live_lead}</p>
                </div>
            </div>
            <div class="card-body stack">
                {trouble(watching.failure)}
                {part(move || none.get().then(|| view! { <p class="muted">{m().live_none}</p> }))}
                <div class="table-box" hidden=none>
                    <table class="table">
                        <caption class="sr">{m().live}</caption>
                        <thead>
                            <tr>{heads.into_iter().map(|word| view! { <th scope="col">{word}</th> }).collect_view()}</tr>
                        </thead>
                        <tbody>
                            <For each=move || lines.get() key=|(n, _)| *n let:line>
                                {row(line.1)}
                            </For>
                        </tbody>
                    </table>
                </div>
            </div>
        </section>
    }
    .into_any()
}

fn row(line: TailLine) -> AnyView {
    let called = format!("{} {}", line.method, line.path);
    let answer = line.code.map_or_else(|| line.status.to_string(), |code| format!("{} {code}", line.status));
    let token = line.token_name.or(line.token_end.map(|end| format!("…{end}"))).unwrap_or_default();
    let more =
        (line.left_out > 0).then(|| view! { <span class="sub">{(m().left_out)(line.left_out.unsigned_abs())}</span> });
    view! {
        <tr>
            <th scope="row"><When millis=line.at.millis() /></th>
            <td><code>{called}</code> {more}</td>
            <td>{answer}</td>
            <td>{line.address.unwrap_or_default()}</td>
            <td>{token}</td>
            <td>{number(line.took_ms.unsigned_abs())}</td>
        </tr>
    }
    .into_any()
}
