//! The routing tester: which webhook would get this, and why. It asks the code that delivers.

use crate::areas::messages::common::{body, form_dialog, m};
use crate::areas::messages::webhooks::{all, kind};
use crate::i18n::{locale, t};
use crate::routes::Here;
use crate::shared::lists::subaccounts;
use crate::ui::badge::badge;
use crate::ui::field::{Choose, Select};
use crate::ui::form::Form;
use crate::ui::icon;
use crate::ui::part;
use contract::table::RouteWebhooks;
use contract::{EventKind, Page, Route, Routing, Webhook};
use leptos::prelude::*;
use serde_json::Value;

/// The dialog, at its address.
pub fn dialog(here: Here) -> AnyView {
    let open = Memo::new(move |_| here.ask().is_some_and(|ask| ask.action == "route"));
    part(move || open.get().then(|| untrack(|| tester(here))))
}

fn tester(here: Here) -> AnyView {
    let form = Form::new().asking();
    let found = RwSignal::new(None::<Routing>);
    let (list, webhooks) = (subaccounts(), all());
    let submit = move |()| {
        let id = form.text("subaccount_id");
        let id = if id.is_empty() { Value::Null } else { id.into() };
        let line = Some(form.text("whatsapp_account_id")).filter(|line| !line.is_empty());
        let mut fields = body([("kind", form.text("kind").into()), ("subaccount_id", id)]);
        fields.extend(line.map(|line| ("whatsapp_account_id".to_owned(), line.into())));
        form.submit::<RouteWebhooks>((), fields, move |reply| _ = found.try_set(Some(reply)));
    };
    let kinds = EventKind::ALL.iter().map(|of| (of.as_str(), kind(*of).to_owned())).collect();
    let whose = part(move || {
        let page = list.data.get();
        let named = page.iter().flat_map(|page| &page.items).map(|one| (one.id.to_string(), one.name.clone()));
        let options = std::iter::once((String::new(), m().null.to_owned())).chain(named).collect();
        untrack(
            || view! { <Select form=form name="subaccount_id" label=m().belongs hint=m().belongs_hint options=options value="" /> },
        )
    });
    // Where no app has subscribed anything it makes no difference.
    let lines = part(move || {
        let options = webhooks.data.get().map(|page| lines(&page)).filter(|all| !all.is_empty())?;
        let options = std::iter::once((String::new(), m().no_line.to_owned())).chain(options).collect();
        Some(untrack(
            || view! { <Select form=form name="whatsapp_account_id" label=m().line hint=m().line_hint options=options value="" /> },
        ))
    });
    let fields = view! {
        <p class="muted">{m().tester_lead}</p>
        <Choose form=form name="kind" label=m().kind options=kinds value="mo" />
        {whose}
        {lines}
        <div role="status">{part(move || found.with(|found| found.as_ref().map(answer)))}</div>
    };
    form_dialog(here, m().tester.to_owned(), form, m().tester_ask, Callback::new(submit), fields.into_any())
}

/// The WhatsApp accounts that apps have subscribed webhooks to, each once.
fn lines(page: &Page<Webhook>) -> Vec<(String, String)> {
    let mut all: Vec<_> = page
        .items
        .iter()
        .filter_map(|one| one.subscription.as_ref())
        .map(|of| (of.whatsapp_account_id.to_string(), of.whatsapp_account.clone()))
        .collect();
    all.sort();
    all.dedup();
    all
}

fn answer(found: &Routing) -> AnyView {
    let line = |one: &Route| {
        let why = locale::messages::route(locale(), one.why);
        let state = if one.takes { badge("ok", icon::OK, m().gets) } else { badge("", icon::OFF, m().gets_not) };
        view! { <li class="row">{state}<a href=format!("/webhooks/{}", one.id)>{one.name.clone()}</a><span class="muted">{why}</span></li> }
    };
    let nobody = !found.webhooks.iter().any(|one| one.takes);
    view! {
        {nobody.then(|| view! { <p><strong>{m().nobody_gets}</strong></p> })}
        <ul class="stack" aria-label=t().nav.webhooks>{found.webhooks.iter().map(line).collect_view()}</ul>
    }
    .into_any()
}
