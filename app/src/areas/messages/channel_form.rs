//! The form of a channel: what each carrier asks for. The credential is written and never shown.

use crate::areas::messages::channels::{kind, medium};
use crate::areas::messages::common::{area, body, form_dialog, is_on, later, lines, m, picker};
use crate::i18n::t;
use crate::routes::Here;
use crate::shared::environment;
use crate::shared::ticks::Chosen;
use crate::state::query::{refresh, use_all};
use crate::state::toasts;
use crate::ui::field::{Choose, Select, Text};
use crate::ui::form::Form;
use crate::ui::notice::Notice;
use crate::ui::part;
use contract::table::{CreateChannel, ListInboundSources, UpdateChannel};
use contract::{Channel, ChannelKind, FieldError, Medium};
use domain::environment::Environment;
use domain::field::FieldCode;
use domain::ids::ChannelId;
use leptos::prelude::*;
use serde_json::{Map, Value, json};

/// The dialog for a new one, at its address.
pub fn new(here: Here) -> AnyView {
    let open = Memo::new(move |_| here.is_new());
    part(move || open.get().then(|| untrack(|| editor(here, None))))
}

/// The texts of a credential, by carrier.
const fn texts(of: ChannelKind) -> &'static [&'static str] {
    match of {
        ChannelKind::Sinch => &["username", "token"],
        ChannelKind::Meta => &["phone_number_id", "access_token", "app_id", "app_secret"],
        ChannelKind::Http | ChannelKind::Simulator => &[],
    }
}

/// What is written of a credential; nothing when nothing is. Its parts are written together: what is kept of it can't be
/// read to fill in the rest. `kept` are the parts that are shown, the app that renews it the second.
fn credential(form: Form, of: ChannelKind, (kept, app): (&str, &str)) -> Result<Option<Value>, FieldError> {
    let mut all = Map::new();
    if let [shown, secret, rest @ ..] = texts(of)
        && !kept.is_empty()
        && form.text(secret).trim().is_empty()
    {
        let is = |name: &str, text: &str| form.text(name).trim() == text;
        let same = is(shown, kept) && rest.iter().zip([app, ""]).all(|(name, text)| is(name, text));
        return if same { Ok(None) } else { Err(FieldError::at(secret, FieldCode::Required)) };
    }
    for name in texts(of) {
        let text = form.text(name);
        if !text.trim().is_empty() {
            all.insert((*name).to_owned(), text.trim().into());
        }
    }
    let written = lines(&form.text("credential"));
    if of == ChannelKind::Http && !written.is_empty() {
        let read = |line: &String| {
            line.split_once(':').map(|(name, value)| (name.trim().to_owned(), Value::from(value.trim())))
        };
        let headers: Option<Map<String, Value>> = written.iter().map(read).collect();
        let headers = headers.ok_or_else(|| FieldError::at("credential", FieldCode::InvalidType))?;
        all.insert("headers".to_owned(), Value::Object(headers));
    }
    Ok((!all.is_empty()).then_some(Value::Object(all)))
}

/// The form; without a channel for a new one.
pub fn editor(here: Here, one: Option<&Channel>) -> AnyView {
    let form = Form::new();
    form.reopen_when_stale(here);
    let wanted = untrack(|| here.param("kind")).and_then(|text| ChannelKind::parse(&text));
    let of = RwSignal::new(one.map_or(wanted.unwrap_or(ChannelKind::Sinch), |one| one.kind));
    form.keep(
        "kind",
        move || vec![of.get().as_str().to_owned()],
        move |kept| {
            if let Some(known) = kept.first().and_then(|text| ChannelKind::parse(text)) {
                of.set(known);
            }
        },
    );
    let mut begun: Vec<String> =
        one.map(|one| one.subaccounts.iter().map(|sub| sub.id.to_string()).collect()).unwrap_or_default();
    if one.is_none() {
        begun.extend(untrack(|| here.param("for")));
    }
    let all = one.map_or(begun.is_empty(), |one| one.all_subaccounts);
    let (flags, chosen): (Chosen, Chosen) =
        (RwSignal::new(all.then(|| "all".to_owned()).into_iter().collect()), RwSignal::new(begun));
    let environment =
        environment::choosing(form, one.map(|one| one.environment).or_else(|| untrack(|| environment::asked(here))));
    let edited = one.map(|one| Kept {
        id: one.id.clone(),
        version: one.version,
        address: one.address.clone().unwrap_or_default(),
        shown: one.username.clone().or_else(|| one.phone_number_id.clone()).unwrap_or_default(),
        app: one.app_id.clone().unwrap_or_default(),
    });
    let submit = move |()| send(here, form, of.get_untracked(), edited.clone(), environment, (flags, chosen));
    let pick = Callback::new(move |text: String| {
        if let Some(known) = ChannelKind::parse(&text) {
            of.set(known);
        }
    });
    let kinds = ChannelKind::ALL.iter().map(|of| (of.as_str().to_owned(), kind(*of).to_owned())).collect::<Vec<_>>();
    let media = Medium::ALL.iter().map(|of| (of.as_str(), medium(*of).to_owned())).collect::<Vec<_>>();
    let first = of.get_untracked().as_str();
    let fresh = one.is_none().then(|| {
        view! {
            <Select form=form name="kind" label=m().carrier hint=m().carrier_hint options=kinds value=first on_pick=pick />
            <Choose form=form name="medium" label=m().medium options=media value="whatsapp" />
            {environment::field(form, environment)}
        }
    });
    let known = one.cloned();
    let title = one.map_or_else(|| t().palette.channel.to_owned(), |one| (m().edit_title)(&one.name));
    let label = if one.is_some() { t().common.save } else { t().palette.channel };
    let (name, origin) = one.map(|one| (one.name.clone(), one.origin.clone())).unwrap_or_default();
    let source = one.and_then(|one| one.source.as_ref().map(|of| of.id.to_string())).unwrap_or_default();
    let fields = view! {
        {fresh}
        <Text form=form name="name" label=m().name value=name autofocus=true />
        <Text form=form name="origin" label=m().number hint=m().number_hint kind="tel" value=origin />
        {picker(form, flags, chosen, environment)}
        {part(move || {
            let of = of.get();
            let known = known.clone();
            untrack(|| of_kind(form, of, known.as_ref()))
        })}
        {part(move || {
            let (of, source) = (environment.get(), source.clone());
            untrack(|| sources(form, source, of))
        })}
    };
    form_dialog(here, title, form, label, Callback::new(submit), fields.into_any())
}

fn sources(form: Form, chosen: String, environment: Environment) -> AnyView {
    let list = use_all::<ListInboundSources>(|| Some(((), crate::shared::lists::all())));
    fn of(page: &contract::Page<contract::InboundSource>, environment: Environment) -> Vec<(String, String)> {
        let fitting = page.items.iter().filter(|one| one.environment == environment);
        fitting.map(|one| (one.id.to_string(), one.name.clone())).collect()
    }
    let named = match environment {
        Environment::Live => |page: &_| of(page, Environment::Live),
        Environment::Test => |page: &_| of(page, Environment::Test),
    };
    later(form, ("source_id", m().source_of, m().source_of_hint), (chosen, m().no_source), list, named)
}

/// What a carrier asks for.
fn of_kind(form: Form, of: ChannelKind, one: Option<&Channel>) -> AnyView {
    if of == ChannelKind::Simulator {
        return view! { <Notice>{m().simulator_text}</Notice> }.into_any();
    }
    let kept = if one.is_some() { m().credential_kept } else { m().credential_hint };
    let value = |name: &str| {
        let known = match name {
            "username" => one.and_then(|one| one.username.clone()),
            "phone_number_id" => one.and_then(|one| one.phone_number_id.clone()),
            "app_id" => one.and_then(|one| one.app_id.clone()),
            _ => None,
        };
        known.unwrap_or_default()
    };
    let texts = texts(of).iter().map(|name| {
        let (label, hint, input) = match *name {
            "username" => (t().bots.username, "", "text"),
            "token" => (t().bots.token, kept, "password"),
            "phone_number_id" => (m().phone_number_id, "", "text"),
            "app_id" => (m().renewing_app, m().renewing_app_hint, "text"),
            "app_secret" => (m().app_secret, if one.is_some() { kept } else { m().app_secret_hint }, "password"),
            _ => (m().access_token, kept, "password"),
        };
        view! { <Text form=form name=name label=label hint=hint kind=input value=value(name) /> }
    });
    let address = one.and_then(|one| one.address.clone()).unwrap_or_default();
    let hint = if of == ChannelKind::Http { m().http_hint } else { m().own_address_hint };
    view! {
        <Text form=form name="address" label=m().address hint=hint kind="url" value=address />
        {texts.collect_view()}
        {(of == ChannelKind::Http).then(|| area(form, "credential", m().headers, format!("{} {kept}", m().headers_hint), String::new(), true))}
    }
    .into_any()
}

/// What an edited channel has so far.
#[derive(Clone)]
struct Kept {
    id: ChannelId,
    version: i64,
    address: String,
    /// The part of its credential that is shown.
    shown: String,
    /// The app that renews it; empty: none.
    app: String,
}

fn send(
    here: Here,
    form: Form,
    of: ChannelKind,
    edited: Option<Kept>,
    environment: RwSignal<Environment>,
    (flags, chosen): (Chosen, Chosen),
) {
    let mut fields = form.fields(&["name", "origin"]);
    let ids = if untrack(|| is_on(flags, "all")) { Vec::new() } else { chosen.get_untracked() };
    if ids.is_empty() && !untrack(|| is_on(flags, "all")) {
        return form.refuse(&[FieldError::at("subaccount_ids", FieldCode::Required)]);
    }
    fields.insert("subaccount_ids".to_owned(), json!(ids));
    match credential(form, of, edited.as_ref().map_or(("", ""), |kept| (&kept.shown, &kept.app))) {
        Ok(Some(written)) => _ = fields.insert("credential".to_owned(), written),
        Ok(None) => {}
        Err(error) => return form.refuse(&[error]),
    }
    let or_none = |text: String| if text.trim().is_empty() { Value::Null } else { text.trim().into() };
    let (address, source) = (or_none(form.text("address")), or_none(form.text("source_id")));
    let Some(kept) = edited else {
        fields.extend(form.fields(&["medium"]));
        fields.insert("kind".to_owned(), of.as_str().into());
        fields.insert(environment::NAME.to_owned(), environment.get_untracked().as_str().into());
        fields.extend(body([("address", address), ("source_id", source)]));
        return form.submit::<CreateChannel>((), fields, move |reply| {
            refresh();
            here.close();
            toasts::done((m().channel_made)(&reply.name));
        });
    };
    for name in ["name", "origin"] {
        if !fields.contains_key(name) {
            return form.refuse(&[FieldError::at(name, FieldCode::Required)]);
        }
    }
    fields.insert("version".to_owned(), kept.version.into());
    fields.insert("source_id".to_owned(), source);
    // A changed address takes the credential with it: one that is the same is not sent.
    if of != ChannelKind::Simulator && form.text("address").trim() != kept.address {
        fields.insert("address".to_owned(), address);
    }
    form.submit::<UpdateChannel>(kept.id, fields, move |_| {
        refresh();
        here.close();
        toasts::done(t().common.saved);
    });
}
