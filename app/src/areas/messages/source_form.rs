//! The form of a source: what each provider asks for. What it gives once is shown once.

use crate::areas::messages::common::{area, body, form_dialog, later, lines, m};
use crate::areas::messages::sources::{proof, provider};
use crate::i18n::t;
use crate::routes::Here;
use crate::shared::environment;
use crate::shared::secret::{Made, Row, turning};
use crate::state::query::{refresh, use_all};
use crate::state::{session, toasts};
use crate::ui::field::{Choose, Select, Text, refusal};
use crate::ui::form::Form;
use crate::ui::notice::Notice;
use crate::ui::{part, unique};
use contract::table::{CreateInboundSource, ListSystemUsers, RotateSourceSecret, UpdateInboundSource};
use contract::{
    FieldError, FieldMapping, InboundSource, InboundSourceWithSecret, Limit, Medium, Provider, SourceAuthentication,
    SystemUserQuery,
};
use domain::environment::Environment;
use domain::field::FieldCode;
use domain::permission::PermissionId as P;
use leptos::prelude::*;
use serde_json::{Map, Value, json};

/// The fields of a mapping, the needed ones first.
pub const MAPPED: [&str; 13] = [
    "id",
    "person",
    "list",
    "text",
    "origin",
    "time",
    "kind",
    "media_url",
    "media_type",
    "profile_name",
    "user_id",
    "correlation_id",
    "status",
];

/// The dialog for a new one, at its address.
pub fn new(here: Here) -> AnyView {
    let open = Memo::new(move |_| here.is_new());
    part(move || {
        open.get().then(|| {
            untrack(|| {
                let made = Made::new(here, "/sources");
                turning(made, move || editor(here, None, made))
            })
        })
    })
}

fn rows(reply: &InboundSourceWithSecret) -> Vec<Row> {
    let secret =
        |label: &'static str, text: &Option<String>| text.clone().map(|text| Row { label, text, masked: true });
    let address = reply.secret_url.is_none().then(|| Row {
        label: m().address,
        text: reply.inbound_source.url.clone(),
        masked: false,
    });
    let all = [address, secret(m().address, &reply.secret_url), secret("Verify token", &reply.verify_token)];
    all.into_iter().flatten().collect()
}

/// The mapping that is written in a form.
pub fn mapping_of(form: Form) -> Value {
    let pairs = MAPPED.iter().map(|name| ((*name).to_owned(), form.text(name).trim().to_owned()));
    Value::Object(pairs.filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name, text.into())).collect())
}

/// The fields of a mapping.
pub fn mapping_fields(form: Form, of: Option<&FieldMapping>) -> AnyView {
    let known = of.and_then(|of| serde_json::to_value(of).ok());
    let known = match known {
        Some(Value::Object(known)) => known,
        _ => Map::new(),
    };
    let error = unique("mapping");
    let fields = MAPPED.into_iter().map(|name| {
        let value = known.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        view! { <Text form=form name=name label=name value=value /> }
    });
    view! {
        <fieldset class="field" name="mapping">
            <legend class="legend">{m().mapping}</legend>
            <p class="hint">{m().mapping_hint}</p>
            {fields.collect_view()}
            {refusal(form, "mapping", error)}
        </fieldset>
    }
    .into_any()
}

/// The form; without a source for a new one.
pub fn editor(here: Here, one: Option<&InboundSource>, made: Made) -> AnyView {
    let form = Form::new();
    form.reopen_when_stale(here);
    let of = RwSignal::new(one.map_or(Provider::SinchWhatsapp, |one| one.provider));
    let by = RwSignal::new(one.map_or(SourceAuthentication::Address, |one| one.authentication));
    form.keep(
        "provider",
        move || vec![of.get().as_str().to_owned()],
        move |kept| {
            if let Some(known) = kept.first().and_then(|text| Provider::parse(text)) {
                of.set(known);
            }
        },
    );
    let environment =
        environment::choosing(form, one.map(|one| one.environment).or_else(|| untrack(|| environment::asked(here))));
    let edited = one.map(|one| (one.id.clone(), one.version));
    let submit = move |()| {
        send(here, form, (of.get_untracked(), by.get_untracked(), environment.get_untracked()), edited.clone(), made);
    };
    let networks =
        one.map(|one| one.networks.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")).unwrap_or_default();
    let name = one.map(|one| one.name.clone()).unwrap_or_default();
    let title = one.map_or_else(|| t().palette.source.to_owned(), |one| (m().edit_title)(&one.name));
    let label = if one.is_some() { t().common.save } else { t().palette.source };
    let mapping = one.and_then(|one| one.mapping.clone());
    let bot = one.and_then(|one| one.system_user_id.as_ref().map(ToString::to_string)).unwrap_or_default();
    let fresh = one.is_none();
    let pick = Callback::new(move |text: String| {
        if let Some(known) = Provider::parse(&text) {
            of.set(known);
        }
    });
    let providers =
        Provider::ALL.iter().map(|of| (of.as_str().to_owned(), provider(*of).to_owned())).collect::<Vec<_>>();
    let first = of.get_untracked().as_str();
    let fields = view! {
        <Text form=form name="name" label=m().name value=name autofocus=true />
        {fresh.then(|| view! { <Select form=form name="provider" label=m().provider hint=m().provider_hint options=providers value=first on_pick=pick /> })}
        {fresh.then(|| environment::field(form, environment))}
        {part(move || {
            let of = of.get();
            fresh.then(|| untrack(|| of_provider(form, of, by)))
        })}
        {part(move || {
            let (by, environment) = (by.get(), environment.get());
            untrack(|| of_proof(form, (by, environment), fresh, bot.clone()))
        })}
        {part(move || (of.get() == Provider::Generic).then(|| untrack(|| mapping_fields(form, mapping.as_ref()))))}
        {area(form, "networks", m().networks, m().networks_hint.to_owned(), networks, false)}
    };
    form_dialog(here, title, form, label, Callback::new(submit), fields.into_any())
}

/// What a provider asks for.
fn of_provider(form: Form, of: Provider, by: RwSignal<SourceAuthentication>) -> AnyView {
    let ways = of.authentications();
    if let Some(first) = ways.first().filter(|_| !ways.contains(&by.get_untracked())) {
        by.set(*first);
    }
    let options = ways.iter().map(|way| (way.as_str().to_owned(), proof(*way).to_owned())).collect();
    let pick = Callback::new(move |text: String| {
        if let Some(way) = SourceAuthentication::parse(&text) {
            by.set(way);
        }
    });
    let media = || vec![(Medium::Whatsapp.as_str(), "WhatsApp".to_owned()), (Medium::Sms.as_str(), "SMS".to_owned())];
    view! {
        <Select form=form name="authentication" label=m().proof options=options value=by.get_untracked().as_str() on_pick=pick />
        {of.medium().is_none().then(|| view! { <Choose form=form name="medium" label=m().medium options=media() value="whatsapp" /> })}
    }
    .into_any()
}

/// What a way to prove where a call is from asks for.
fn of_proof(form: Form, (by, environment): (SourceAuthentication, Environment), fresh: bool, bot: String) -> AnyView {
    match by {
        SourceAuthentication::Signature => {
            let hint = if fresh { m().app_secret_hint } else { m().app_secret_kept };
            view! { <Text form=form name="app_secret" label=m().app_secret hint=hint kind="password" /> }.into_any()
        }
        SourceAuthentication::Address => view! { <Notice>{m().by_address_text}</Notice> }.into_any(),
        SourceAuthentication::SystemUser => {
            let list = use_all::<ListSystemUsers>(move || {
                let environment = Some(environment);
                let all =
                    SystemUserQuery { limit: Limit::try_from(200).ok(), environment, ..SystemUserQuery::default() };
                session::may(P::SystemUsersManage).then_some(((), all))
            });
            let named = |page: &contract::Page<contract::SystemUser>| {
                page.items.iter().map(|one| (one.id.to_string(), one.username.clone())).collect()
            };
            let field = ("system_user_id", t().subaccounts.bot, m().system_user_hint);
            later(form, field, (bot, m().any_system_user), list, named)
        }
    }
}

fn send(
    here: Here,
    form: Form,
    (of, by, environment): (Provider, SourceAuthentication, Environment),
    edited: Option<(domain::ids::InboundSourceId, i64)>,
    made: Made,
) {
    let mut fields = form.fields(&["name", "medium", "app_secret"]);
    fields.insert("networks".to_owned(), json!(lines(&form.text("networks"))));
    if of == Provider::Generic {
        fields.insert("mapping".to_owned(), mapping_of(form));
    }
    let bot = form.text("system_user_id");
    let Some((id, version)) = edited else {
        if !bot.is_empty() {
            fields.insert("system_user_id".to_owned(), bot.into());
        }
        fields.insert(environment::NAME.to_owned(), environment.as_str().into());
        fields.extend(body([("provider", of.as_str().into()), ("authentication", by.as_str().into())]));
        return form.submit::<CreateInboundSource>((), fields, move |reply| {
            refresh();
            if reply.secret_url.is_some() || reply.verify_token.is_some() {
                return made.set(reply.inbound_source.id.as_str(), rows(&reply));
            }
            // Nothing of it is shown once: its address is on its page.
            here.go(&format!("/sources/{}", reply.inbound_source.id));
            toasts::done((m().source_made)(&reply.inbound_source.name));
        });
    };
    if !fields.contains_key("name") {
        return form.refuse(&[FieldError::at("name", FieldCode::Required)]);
    }
    if by == SourceAuthentication::SystemUser {
        fields.insert("system_user_id".to_owned(), if bot.is_empty() { Value::Null } else { bot.into() });
    }
    fields.insert("version".to_owned(), version.into());
    form.submit::<UpdateInboundSource>(id, fields, move |_| {
        refresh();
        here.close();
        toasts::done(t().common.saved);
    });
}

/// Makes the secret address or the verify token anew.
pub fn rotate(here: Here, one: &InboundSource, made: Made) -> AnyView {
    let form = Form::new();
    let id = one.id.clone();
    let submit = move |()| {
        form.submit::<RotateSourceSecret>(id.clone(), body([("confirm", true.into())]), move |reply| {
            made.set(reply.inbound_source.id.as_str(), rows(&reply));
            refresh();
        });
    };
    let fields = view! { <Notice tone="warn"><p>{m().rotate_source}</p></Notice> };
    form_dialog(here, (m().rotate_title)(&one.name), form, m().rotate, Callback::new(submit), fields.into_any())
}
