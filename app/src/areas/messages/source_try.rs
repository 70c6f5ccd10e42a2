//! What would be read of a pasted payload. Nothing is stored.

use crate::areas::messages::common::{area, body, fact, facts, form_dialog, m, or_dash};
use crate::areas::messages::log::state;
use crate::areas::messages::source_form::{mapping_fields, mapping_of};
use crate::areas::messages::sources::provider;
use crate::i18n::{exact, locale, t};
use crate::routes::Here;
use crate::ui::field::Select;
use crate::ui::form::Form;
use crate::ui::notice::Notice;
use crate::ui::part;
use contract::table::TryInbound;
use contract::{InboundSource, Provider, RefusedWhy, TriedInbound, TriedUpdate, UpdateKind};
use leptos::prelude::*;

/// The dialog; of a source with what it is, and else with what is chosen.
pub fn dialog(here: Here, one: Option<&InboundSource>) -> AnyView {
    let form = Form::new().asking();
    let of = RwSignal::new(one.map_or(Provider::SinchWhatsapp, |one| one.provider));
    let medium = one.map(|one| one.medium);
    let mapping = one.and_then(|one| one.mapping.clone());
    let read = RwSignal::new(None::<TriedInbound>);
    let submit = move |()| {
        let mut fields =
            body([("provider", of.get_untracked().as_str().into()), ("sample", form.text("sample").into())]);
        if of.get_untracked() == Provider::Generic {
            fields.insert("mapping".to_owned(), mapping_of(form));
            fields.extend(medium.map(|medium| ("medium".to_owned(), medium.as_str().into())));
        }
        form.submit::<TryInbound>((), fields, move |reply| _ = read.try_set(Some(reply)));
    };
    let pick = Callback::new(move |text: String| {
        if let Some(known) = Provider::parse(&text) {
            of.set(known);
        }
    });
    let options = Provider::ALL.iter().map(|of| (of.as_str().to_owned(), provider(*of).to_owned())).collect::<Vec<_>>();
    let first = of.get_untracked().as_str();
    let choice = one.is_none().then(
        || view! { <Select form=form name="provider" label=m().provider options=options value=first on_pick=pick /> },
    );
    let fields = view! {
        <p class="muted">{m().try_lead}</p>
        {choice}
        {part(move || (of.get() == Provider::Generic).then(|| untrack(|| mapping_fields(form, mapping.as_ref()))))}
        {area(form, "sample", m().sample, m().sample_hint.to_owned(), String::new(), false)}
        <div role="status" class="stack">{part(move || read.with(|read| read.as_ref().map(answer)))}</div>
    };
    form_dialog(here, m().try_sample.to_owned(), form, m().try_sample, Callback::new(submit), fields.into_any())
}

/// Why something would be refused, and what to do.
pub fn why(of: RefusedWhy) -> &'static str {
    locale::messages::refused(locale(), of)
}

fn answer(read: &TriedInbound) -> AnyView {
    let updates: Vec<AnyView> = read.updates.iter().map(update).collect();
    let refused = read.refused.map(|of| view! { <Notice tone="bad"><p>{why(of)}</p></Notice> });
    let missing = (!read.missing.is_empty()).then(|| {
        let text = (m().mapping_missing)(&read.missing.join(", "));
        view! { <Notice tone="warn"><p>{text}</p></Notice> }
    });
    view! { {refused} {missing} {updates} }.into_any()
}

fn update(one: &TriedUpdate) -> AnyView {
    if let Some(of) = one.refused {
        let raw = or_dash(one.raw.clone());
        return view! { <Notice tone="bad"><p>{why(of)}</p><p class="mono small">{raw}</p></Notice> }.into_any();
    }
    let title = if one.kind == Some(UpdateKind::Status) { m().status_kind } else { m().answer };
    let mut all = vec![
        (m().carrier_id, one.carrier_id.clone()),
        (m().person, one.person.clone()),
        (m().number, one.origin.clone()),
        (m().when, one.at.map(|at| exact(at.millis()))),
        (m().content, one.content_kind.clone()),
        (m().text, one.text.clone()),
        (m().media, one.media_url.clone()),
        (m().profile, one.profile_name.clone()),
        (m().correlation, one.correlation_id.clone()),
        (m().failed, one.reason.clone()),
    ];
    all.retain(|(_, text)| text.is_some());
    let mut shown: Vec<AnyView> = all.into_iter().map(|(label, text)| fact(label, or_dash(text))).collect();
    shown.extend(one.state.map(|of| fact(t().bots.status, state(of))));
    facts(title, shown)
}
