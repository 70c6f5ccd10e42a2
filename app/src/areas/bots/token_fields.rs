//! Fields about tokens that several dialogs have: what it is called, who holds it, from where it may be used, and how long
//! the one before lives on.

use crate::i18n::{exact, t};
use crate::shared::ticks::{Chosen, flag, is_on};
use crate::state::clock::now;
use crate::state::query::{Query, use_all};
use crate::state::session;
use crate::ui::field::{Text, area, is_refused, lines, refusal};
use crate::ui::form::Form;
use crate::ui::{attr, part, unique};
use contract::table::ListTokens;
use contract::{FieldError, Fields, HeldToken, Limit, Page, TokenInfo, TokenQuery};
use domain::field::FieldCode;
use domain::time::Instant;
use domain::token_rules::Old;
use leptos::prelude::*;
use locale::tokens::Tokens;
use serde_json::Value;
use std::collections::BTreeSet;

/// The field of the overlap.
pub const OVERLAP: &str = "overlap_seconds";
const SILENT: &str = "silent";
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// The texts about tokens.
pub fn m() -> &'static Tokens {
    &locale::later().tokens
}

/// What a token is called: its name, or its end.
pub fn called(token: &TokenInfo) -> String {
    token.name.clone().unwrap_or_else(|| format!("…{}", token.tail))
}

/// A choice of one from a few. What stands beside a word may follow the clock: as text of a choice it is drawn anew.
pub fn pick(
    form: Form,
    name: &'static str,
    legend: String,
    options: Vec<(i64, AnyView)>,
    chosen: RwSignal<Option<i64>>,
) -> AnyView {
    let error = unique(name);
    let choices = options.into_iter().map(|(value, word)| {
        let take = move |_| {
            chosen.set(Some(value));
            form.errors.update(|errors| _ = errors.remove(&format!("/{name}")));
        };
        view! {
            <label class="choice">
                <input type="radio" name=name value=value.to_string() prop:checked=attr(move || chosen.get() == Some(value)) on:change=take />
                {word}
            </label>
        }
    });
    view! {
        <fieldset class="field">
            <legend class="legend">{legend.clone()}</legend>
            <div
                class="choices few"
                role="radiogroup"
                aria-label=legend
                aria-describedby=error.clone()
                aria-invalid=is_refused(form, name)
                on:input=|event| event.stop_propagation()
            >
                {choices.collect_view()}
            </div>
            {refusal(form, name, error)}
        </fieldset>
    }
    .into_any()
}

/// Keeps what is chosen of a few with what is typed.
pub fn keep_pick(form: Form, name: &'static str, chosen: RwSignal<Option<i64>>) {
    let read = move || chosen.get().map(|value| value.to_string()).into_iter().collect();
    form.keep(name, read, move |kept| chosen.set(kept.first().and_then(|text| text.parse().ok())));
}

/// Until when the one before lives on, which is no longer than until its own end. That is part of a choice's words: what was
/// chosen before is not the same choice now.
pub fn overlap(form: Form, old: String, chosen: RwSignal<Option<i64>>, ends: Option<Instant>, long: bool) -> AnyView {
    let b = &t().bots;
    let choices = [
        (0, b.overlap_none.to_owned()),
        (HOUR, (b.overlap_hours)(1)),
        (DAY, (b.overlap_hours)(24)),
        (7 * DAY, (b.overlap_days)(7)),
        (30 * DAY, (b.overlap_days)(30)),
    ];
    let choices = choices.into_iter().take(if long { 5 } else { 4 }).map(|(seconds, word)| {
        let until = move || {
            let then = now() + seconds * 1_000;
            let own = ends.map(Instant::millis).filter(|end| *end < then);
            (seconds > 0).then(|| match own {
                Some(end) => (m().own_end)(&exact(end)),
                None => (t().bots.overlap_until)(&exact(then)),
            })
        };
        (seconds, view! { <span>{word} <span class="hint">{part(until)}</span></span> }.into_any())
    });
    pick(form, OVERLAP, old, choices.collect(), chosen)
}

/// How the tokens go on whose place is taken.
#[derive(Clone, Copy)]
pub struct Rest {
    form: Form,
    chosen: RwSignal<Option<i64>>,
    flags: Chosen,
    ends: Option<Instant>,
}

impl Rest {
    /// Chosen by the reader, unless nobody uses them. `ends` is when they end by themselves, at the latest.
    pub fn new(form: Form, used: bool, ends: Option<Instant>) -> Self {
        let flags = RwSignal::new(Vec::new());
        form.keep_ids(SILENT, flags);
        Self { form, chosen: RwSignal::new((!used).then_some(0)), flags, ends }
    }

    /// The two choices.
    pub fn fields(self, old: String) -> AnyView {
        let lives_on = attr(move || self.chosen.get().unwrap_or_default() == 0);
        view! {
            {overlap(self.form, old, self.chosen, self.ends, true)}
            <div hidden=lives_on>{flag(self.flags, SILENT, m().end_silent, m().end_silent_hint)}</div>
        }
        .into_any()
    }

    /// Puts what is chosen into a body; says so if nothing is.
    pub fn put(self, fields: &mut Fields) -> bool {
        let Some(overlap) = self.chosen.get_untracked() else {
            self.form.refuse(&[FieldError::at(OVERLAP, FieldCode::Required)]);
            return false;
        };
        fields.insert(OVERLAP.to_owned(), overlap.into());
        if overlap > 0 && untrack(|| is_on(self.flags, SILENT)) {
            fields.insert("ends_when_silent".to_owned(), true.into());
        }
        true
    }
}

/// The tokens of the account that are accepted, once they are asked for: whoever holds one can be chosen again.
pub fn held(asked: impl Fn() -> bool + 'static) -> Query<Page<HeldToken>> {
    let ask = || TokenQuery { limit: Limit::try_from(200).ok(), ..TokenQuery::default() };
    use_all::<ListTokens>(move || asked().then(|| ((), ask())))
}

/// Who holds tokens, by name.
pub fn holders(held: Query<Page<HeldToken>>) -> Vec<String> {
    let all = held.data.with(|page| {
        let items = page.iter().flat_map(|page| &page.items);
        items.filter_map(|one| one.token.holder.clone()).collect::<BTreeSet<_>>()
    });
    all.into_iter().collect()
}

/// What it is called and who holds it.
pub fn named(form: Form, held: Query<Page<HeldToken>>, name: Option<String>, holder: Option<String>) -> AnyView {
    let list = unique("holders");
    let known = move || holders(held).into_iter().map(|one| view! { <option value=one></option> }).collect_view();
    view! {
        <Text form=form name="name" label=m().name hint=m().name_hint value=name.unwrap_or_default() />
        <Text form=form name="holder" label=m().holder hint=m().holder_hint value=holder.unwrap_or_default() list=list.clone() />
        <datalist id=list>{part(known)}</datalist>
    }
    .into_any()
}

/// From where it may be used.
pub fn networks(form: Form, all: &[String]) -> AnyView {
    area(form, "networks", m().networks, m().networks_hint.to_owned(), all.join("\n"), false)
}

/// The networks that were typed; none where there are none.
pub fn typed_networks(form: Form) -> Value {
    let all = lines(&form.text("networks"));
    if all.is_empty() { Value::Null } else { all.into() }
}

/// What the account's rules of today make of a token's successor, where that is another thing than the token: what it may no
/// longer do, and when it ends.
pub fn by_the_rules(token: &TokenInfo) -> Vec<String> {
    let rules = untrack(session::me).map(|me| me.account.token_rules()).unwrap_or_default();
    let old = Old {
        scopes: &token.scopes,
        created_at: token.created_at,
        expires_at: token.expires_at,
        reason: token.reason.as_deref().unwrap_or_default(),
    };
    let granted = rules.in_place_of(&old, Instant::from_millis(untrack(now)));
    let word = |name: &String| locale::tokens::scope(m(), name).map_or_else(|| name.clone(), str::to_owned);
    let lost: Vec<String> = token.scopes.iter().filter(|one| !granted.scopes.contains(one)).map(word).collect();
    let loses = (!lost.is_empty()).then(|| (m().rules_take)(&lost.join(", ")));
    let end = match granted.expires_at {
        Some(end) => (m().new_ends)(&exact(end.millis())),
        None => m().new_never.to_owned(),
    };
    loses.into_iter().chain([end]).collect()
}
