//! Create System User: subaccount, username, Generate Token. Taken subaccounts are shown with who has them.

use crate::areas::bots::credential::{Credential, Made};
use crate::i18n::t;
use crate::net::failure::Failure;
use crate::routes::{self, Here};
use crate::state::query::{refresh, use_query};
use crate::state::session;
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::field::{Search, Text, is_refused, refusal};
use crate::ui::form::{Form, FormBox};
use crate::ui::notice::Trouble;
use crate::ui::part;
use crate::ui::unique;
use contract::table::{CreateSystemUser, GetOverview, ListSubaccounts};
use contract::{Code, FieldError, Limit, Nothing, Request, Subaccount, SubaccountQuery, SystemUserRef};
use domain::field::FieldCode;
use leptos::prelude::*;

const NAME: &str = "subaccount_id";
/// With more than this many, a search helps.
const MANY: usize = 8;

/// The routed dialog; it turns into the one that shows the token.
#[component]
pub fn CreateDialog(here: Here) -> impl IntoView {
    let made = Made::new();
    let close = Callback::new(move |()| here.close());
    move || {
        if made.is_there() { view! { <Credential made=made on_close=close /> }.into_any() } else { asking(here, made) }
    }
}

fn asking(here: Here, made: Made) -> AnyView {
    let b = &t().bots;
    let form = Form::new();
    // `Some("")` is the whole account.
    let chosen = RwSignal::new(untrack(|| here.param("subaccount")));
    let close = Callback::new(move |()| here.close());
    let submit = move |()| {
        let mut fields = form.fields(&["username"]);
        // What was chosen is sent, whatever the search shows; the whole account is null.
        let place = chosen.get_untracked().filter(|id| !id.is_empty());
        fields.insert(NAME.to_owned(), place.map_or(serde_json::Value::Null, serde_json::Value::String));
        if chosen.with_untracked(Option::is_none) {
            let mut errors = vec![FieldError::at(NAME, FieldCode::Required)];
            errors.extend(contract::CreateSystemUser::parse(fields).err().unwrap_or_default());
            form.refuse(&errors);
            return;
        }
        form.submit::<CreateSystemUser>((), fields, move |reply| {
            made.set(reply);
            refresh();
        });
    };
    // Somebody else was faster: the lists learn of it.
    form.on(Code::SubaccountTaken, move || {
        chosen.set(None);
        refresh();
    });
    view! {
        <Dialog title=b.create on_close=close>
            <FormBox form=form on_submit=Callback::new(submit)>
                <p class="muted">{b.create_lead}</p>
                {owner(form, chosen)}
                <Text form=form name="username" label=b.username hint=b.username_hint />
                <div class="form-foot">
                    <Button label=t().common.cancel on_press=close />
                    <Button label=b.generate tone="primary" submit=true pending=form.pending />
                </div>
            </FormBox>
        </Dialog>
    }
    .into_any()
}

/// For what the bot acts: one subaccount that is free, or the whole account.
fn owner(form: Form, chosen: RwSignal<Option<String>>) -> AnyView {
    let b = &t().bots;
    let search = RwSignal::new(String::new());
    let list = use_query::<ListSubaccounts>(move || {
        let text = search.get();
        let query = SubaccountQuery {
            limit: Limit::try_from(100).ok(),
            search: (!text.trim().is_empty()).then_some(text),
            ..SubaccountQuery::default()
        };
        Some(((), query))
    });
    let figures = use_query::<GetOverview>(|| Some(((), Nothing {})));
    let many = Memo::new(move |_| {
        let now = list.data.with(|p| p.as_ref().is_some_and(|p| p.items.len() > MANY || p.next_cursor.is_some()));
        now || search.with(|s| !s.is_empty())
    });
    let id = unique("owner");
    let error = format!("{id}-error");
    let none_free = move || {
        list.data.with(|p| {
            p.as_ref().is_some_and(|p| !p.items.is_empty() && p.items.iter().all(|s| s.system_user.is_some()))
        })
    };
    view! {
        <fieldset class="field">
            <legend class="legend">{b.subaccount}</legend>
            {part(move || many.get().then(|| view! { <Search label=t().subaccounts.search value=search on_search=Callback::new(move |text| search.set(text)) /> }))}
            {part(move || list.failure.get().map(|f| view! { <Trouble failure=f retry=Callback::new(|()| refresh()) /> }))}
            <div class="choices" role="radiogroup" aria-label=b.subaccount aria-describedby=error.clone() aria-invalid=is_refused(form, NAME)>
                {part(move || whole(chosen, figures.data.get().map(|f| f.account_wide.unsigned_abs())))}
                <For each=move || list.data.get().map(|p| p.items.clone()).unwrap_or_default() key=|s| (s.id.to_string(), s.version, s.system_user.is_some()) let:one>
                    {choice(chosen, one)}
                </For>
            </div>
            {part(move || none_free().then(|| view! { <p class="hint">{b.no_free_subaccount}</p> }))}
            {refusal(form, NAME, error)}
            {part(move || is_refused(form, NAME)().and_then(|_| holder(form)).map(|bot| taken_by(&bot)))}
        </fieldset>
    }
    .into_any()
}

fn holder(form: Form) -> Option<SystemUserRef> {
    form.failure.with(|f| f.as_ref().and_then(Failure::holder))
}

fn taken_by(bot: &SystemUserRef) -> AnyView {
    view! {
        <span class="hint">
            <a href=routes::system_user(bot.id.as_str())>{(t().bots.taken_by)(&bot.username)}</a>
        </span>
    }
    .into_any()
}

fn whole(chosen: RwSignal<Option<String>>, used: Option<u64>) -> AnyView {
    let b = &t().bots;
    let limit = session::me().map_or(0, |me| me.account.system_user_limit.unsigned_abs());
    let full = used.is_some_and(|used| used >= limit);
    let hint = match used {
        Some(_) if full => (b.limit_reached)(limit),
        Some(used) => (b.account_wide_hint)(used, limit),
        None => String::new(),
    };
    view! {
        <label class="choice">
            <input
                type="radio"
                name=NAME
                value=""
                disabled=full
                prop:checked=move || chosen.with(|c| c.as_deref() == Some(""))
                on:change=move |_| chosen.set(Some(String::new()))
            />
            <span>{b.account_wide} <span class="hint">{hint}</span></span>
        </label>
    }
    .into_any()
}

fn choice(chosen: RwSignal<Option<String>>, one: Subaccount) -> AnyView {
    let id = one.id.to_string();
    let mine = id.clone();
    let taken = one.system_user;
    let disabled = taken.is_some();
    let hint = match taken {
        Some(bot) => taken_by(&bot),
        None => view! { <span class="hint mono">{one.reference_name}</span> }.into_any(),
    };
    view! {
        <label class="choice">
            <input
                type="radio"
                name=NAME
                value=id.clone()
                disabled=disabled
                prop:checked=move || !disabled && chosen.with(|c| c.as_deref() == Some(mine.as_str()))
                on:change=move |_| chosen.set(Some(id.clone()))
            />
            <span>{one.name} {hint}</span>
        </label>
    }
    .into_any()
}
