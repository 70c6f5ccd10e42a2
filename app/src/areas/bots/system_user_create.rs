//! Create System User: subaccount, username, Generate Token. Taken subaccounts are shown with who has them. What was
//! chosen is a value of its own: neither a search nor a list that is read again changes it.

use crate::areas::bots::credential::{Credential, Made};
use crate::areas::bots::role::{self, Choice};
use crate::areas::bots::unsaved;
use crate::i18n::t;
use crate::net::failure::Failure;
use crate::routes::{self, Here};
use crate::shared::environment;
use crate::shared::reading::trouble;
use crate::state::query::{refresh, use_all, use_query};
use crate::state::session;
use crate::ui::button::Button;
use crate::ui::confirm::feet;
use crate::ui::dialog::Dialog;
use crate::ui::each::For;
use crate::ui::field::{Search, Text, is_refused, refusal};
use crate::ui::form::{Form, FormBox};
use crate::ui::{attr, part, unique};
use contract::table::{CreateSystemUser, GetOverview, GetSystemUser, ListSubaccounts};
use contract::{Code, FieldError, Limit, Nothing, Request, Subaccount, SubaccountQuery, SystemUserRef};
use domain::business::SystemUserRole;
use domain::environment::Environment;
use domain::field::FieldCode;
use domain::ids::SystemUserId;
use leptos::prelude::*;
use serde_json::Value;

const NAME: &str = "subaccount_id";
/// With more than this many, a search helps.
const MANY: usize = 8;
/// As many are drawn; the search finds the others.
const SHOWN: usize = 100;

/// What a bot is to act for.
#[derive(Clone, PartialEq, Eq)]
enum Place {
    /// The whole account.
    Whole,
    /// One subaccount, and its name once it is known.
    One { id: String, name: String },
}

impl Place {
    fn is(&self, wanted: &str) -> bool {
        matches!(self, Place::One { id, .. } if id == wanted)
    }
}

type Chosen = RwSignal<Option<Place>>;

/// The routed dialog; it turns into the one that shows the token.
#[component]
pub fn CreateDialog(here: Here) -> impl IntoView {
    let made = Made::new();
    let close = here.closing();
    // The bot that was made here before the page was loaded again.
    let lost = untrack(|| here.param("made")).and_then(|id| SystemUserId::try_from(id).ok());
    let wanted = lost.is_some();
    let bot = use_query::<GetSystemUser>(move || lost.clone().map(|id| (id, Nothing {})));
    move || {
        if made.is_there() {
            return view! { <Credential made=made on_close=close here=here /> }.into_any();
        }
        let reply = bot.data.get();
        match reply.as_ref().and_then(|reply| Some((&reply.system_user, reply.system_user.tokens.first()?))) {
            Some((bot, token)) => unsaved::dialog(here, bot, token),
            None if wanted && bot.failure.with(Option::is_none) => ().into_any(),
            None => asking(here, made),
        }
    }
}

fn asking(here: Here, made: Made) -> AnyView {
    let b = &t().bots;
    let form = Form::new();
    let chosen: Chosen =
        RwSignal::new(untrack(|| here.param("subaccount")).map(|id| Place::One { id, name: String::new() }));
    // What was chosen is of one environment: another one has other subaccounts.
    let environment = environment::choosing(form, untrack(|| environment::asked(here)));
    Effect::new(move |before: Option<Environment>| {
        let now = environment.get();
        if before.is_some_and(|before| before != now) && matches!(chosen.get_untracked(), Some(Place::One { .. })) {
            chosen.set(None);
        }
        now
    });
    let of_role = Choice::new(form, SystemUserRole::Employee);
    let read = move || {
        chosen.with(|chosen| match chosen {
            None => Vec::new(),
            Some(Place::Whole) => vec![String::new()],
            Some(Place::One { id, name }) => vec![id.clone(), name.clone()],
        })
    };
    form.keep(NAME, read, move |kept| {
        chosen.set(match kept.as_slice() {
            [] => None,
            [id, name] => Some(Place::One { id: id.clone(), name: name.clone() }),
            _ => Some(Place::Whole),
        });
    });
    let close = here.closing();
    let submit = move |()| {
        if of_role.off().get_untracked().is_some() {
            return;
        }
        let mut fields = form.fields(&["username", "purpose"]);
        // An Employee is what it is by itself.
        if of_role.role.get_untracked() == SystemUserRole::Admin {
            fields.insert(role::NAME.to_owned(), SystemUserRole::Admin.as_str().into());
        }
        let Some(place) = chosen.get_untracked() else {
            let mut errors = vec![FieldError::at(NAME, FieldCode::Required)];
            fields.insert(NAME.to_owned(), Value::Null);
            errors.extend(contract::CreateSystemUser::parse(fields).err().unwrap_or_default());
            form.refuse(&errors);
            return;
        };
        let id = match place {
            Place::Whole => Value::Null,
            Place::One { id, .. } => Value::String(id),
        };
        fields.insert(NAME.to_owned(), id);
        fields.insert(environment::NAME.to_owned(), environment.get_untracked().as_str().into());
        form.submit::<CreateSystemUser>((), fields, move |reply| {
            let id = reply.system_user.id.to_string();
            made.set(reply);
            here.set(&[("made", &id)]);
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
                {owner(form, chosen, environment, of_role.role)}
                <Text form=form name="username" label=b.username hint=b.username_hint />
                {of_role.field()}
                {environment::field(form, environment)}
                <details class="more" prop:open=attr(move || form.restored.with(Option::is_some))>
                    <summary>{b.more}</summary>
                    <div class="form">
                        <Text form=form name="purpose" label=b.purpose hint=b.purpose_hint />
                    </div>
                </details>
                {feet(close, view! { <Button label=b.generate tone="primary" submit=true pending=form.pending off=of_role.off() /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}

/// For what the bot acts: one subaccount that is free, or the whole account.
fn owner(form: Form, chosen: Chosen, environment: RwSignal<Environment>, role: RwSignal<SystemUserRole>) -> AnyView {
    let b = &t().bots;
    let search = RwSignal::new(String::new());
    let list = use_all::<ListSubaccounts>(move || {
        let text = search.get();
        let search = (!text.trim().is_empty()).then_some(text);
        let environment = Some(environment.get());
        Some(((), SubaccountQuery { limit: Limit::try_from(200).ok(), cursor: None, search, environment }))
    });
    let figures = use_query::<GetOverview>(|| Some(((), Nothing {})));
    // Those that can be chosen first; the order is otherwise the list's own.
    let sorted = Signal::derive(move || {
        let mut all = list.data.with(|page| page.as_ref().map(|p| p.items.clone()).unwrap_or_default());
        all.sort_by_key(|one| one.system_user.is_some());
        all
    });
    let shown = move || sorted.with(|all| all.iter().take(SHOWN).cloned().collect::<Vec<_>>());
    let more = Memo::new(move |_| sorted.with(|all| all.len().saturating_sub(SHOWN) as u64));
    let many = Memo::new(move |before: Option<&bool>| before == Some(&true) || sorted.with(|all| all.len() > MANY));
    // The address names a subaccount by its id alone.
    Effect::new(move |_| {
        let Some(Place::One { id, name }) = chosen.get() else { return };
        if let (true, Some(name)) =
            (name.is_empty(), sorted.with(|all| all.iter().find(|s| s.id.as_str() == id).map(|s| s.name.clone())))
        {
            chosen.set(Some(Place::One { id, name }));
        }
    });
    let error = unique("owner");
    let none_free = move || sorted.with(|all| !all.is_empty() && all.iter().all(|s| s.system_user.is_some()));
    let said = move || match chosen.get()? {
        Place::Whole => Some((t().bots.chosen)(t().bots.account_wide)),
        Place::One { name, .. } => (!name.is_empty()).then(|| (t().bots.chosen)(&name)),
    };
    view! {
        <fieldset class="field">
            <legend class="legend">{b.subaccount}</legend>
            {part(move || many.get().then(|| view! { <Search label=t().subaccounts.search value=search on_search=Callback::new(move |text| search.set(text)) /> }))}
            {trouble(list.failure)}
            <div
                class="choices"
                role="radiogroup"
                aria-label=b.subaccount
                aria-describedby=error.clone()
                aria-invalid=is_refused(form, NAME)
            >
                {whole(form, chosen, role, Signal::derive(move || figures.data.with(|f| f.as_ref().map(|f| f.account_wide.unsigned_abs()))))}
                <For each=shown key=|s| format!("{} {} {}", s.id, s.version, s.system_user.is_some()) let:one>
                    {choice(form, chosen, one)}
                </For>
            </div>
            {part(move || (more.get() > 0).then(|| view! { <p class="hint">{(t().bots.search_for_more)(more.get())}</p> }))}
            {part(move || none_free().then(|| view! { <p class="hint">{b.no_free_subaccount}</p> }))}
            <p class="chosen" role="status">
                {part(said)}
            </p>
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

fn choose(form: Form, chosen: Chosen, place: Place) {
    chosen.set(Some(place));
    form.errors.update(|errors| _ = errors.remove(&format!("/{NAME}")));
}

fn whole(form: Form, chosen: Chosen, role: RwSignal<SystemUserRole>, used: Signal<Option<u64>>) -> AnyView {
    let b = &t().bots;
    let limit = session::me().map_or(0, |me| me.account.access_level.most(me.account.system_user_limit).unsigned_abs());
    // The one Admin is beside the others and is counted with them: with one more than the limit it is certain.
    let full = move || role.get() != SystemUserRole::Admin && used.get().is_some_and(|used| used > limit);
    let hint = move || match used.get() {
        Some(_) if full() => (b.limit_reached)(limit),
        Some(used) => (b.account_wide_hint)(used, limit),
        None => String::new(),
    };
    view! {
        <label class="choice">
            <input
                type="radio"
                name=NAME
                value=""
                disabled=attr(full)
                prop:checked=move || chosen.get() == Some(Place::Whole)
                on:change=move |_| choose(form, chosen, Place::Whole)
            />
            <span>{b.account_wide} <span class="hint">{part(hint)}</span></span>
        </label>
    }
    .into_any()
}

fn choice(form: Form, chosen: Chosen, one: Subaccount) -> AnyView {
    let (id, name) = (one.id.to_string(), one.name.clone());
    let mine = id.clone();
    let disabled = one.system_user.is_some();
    let hint = match one.system_user {
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
                prop:checked=move || !disabled && chosen.with(|c| c.as_ref().is_some_and(|c| c.is(&mine)))
                on:change=move |_| choose(form, chosen, Place::One { id: id.clone(), name: name.clone() })
            />
            <span>{one.name} {hint}</span>
        </label>
    }
    .into_any()
}
