//! The networks from where one system user may call, on its page: for those who manage the account.

use crate::i18n::t;
use crate::routes::Here;
use crate::shared::ip_rules::{add_dialog, m, rules, take_away};
use crate::shared::reading::trouble;
use crate::state::query::use_query;
use crate::state::session;
use crate::ui::button::Button;
use crate::ui::form::Form;
use crate::ui::icon;
use crate::ui::part;
use contract::table::ListIpRules;
use contract::{IpRuleQuery, IpRules, Limit};
use domain::addresses::AppliesTo;
use domain::ids::SystemUserId;
use domain::permission::PermissionId as P;
use leptos::prelude::*;
use std::sync::Arc;

/// The section.
pub fn section(here: Here, id: &SystemUserId) -> Option<AnyView> {
    if !session::may(P::AccountManage) {
        return None;
    }
    let m = m();
    let subject = id.to_string();
    let list = use_query::<ListIpRules>(move || {
        let subject_id = Some(subject.clone());
        Some(((), IpRuleQuery { limit: Limit::try_from(100).ok(), subject_id, ..IpRuleQuery::default() }))
    });
    let add = Callback::new(move |()| here.open("address", ""));
    let shown = move || {
        list.data.get().map(|list| match list.items.as_slice() {
            [] => view! { <p class="muted">{m.own_none}</p> }.into_any(),
            all => rules(here, all, false),
        })
    };
    let asked = Memo::new(move |_| (here.ask().map(|ask| ask.action), here.param("rule")));
    let there = Memo::new(move |_| list.data.with(Option::is_some));
    let id = id.clone();
    let dialogs = move || {
        let (action, _) = asked.get();
        let list: Option<Arc<IpRules>> = there.get().then(|| list.data.get_untracked()).flatten();
        untrack(|| match action.as_deref() {
            Some("address") => Some(dialog(here, id.clone())),
            Some("take") => list.map(|list| take_away(here, &list.items)),
            _ => None,
        })
    };
    Some(
        view! {
            <section class="stack">
                <div class="row between">
                    <h2>{t().nav.addresses}</h2>
                    <Button label=m.add glyph=icon::PLUS off=session::unless(P::AccountManage) on_press=add />
                </div>
                <p class="muted small">{m.own_lead} " " <a href="/addresses">{m.to_switches}</a></p>
                {trouble(list.failure)}
                {part(shown)}
            </section>
            {part(dialogs)}
        }
        .into_any(),
    )
}

fn dialog(here: Here, id: SystemUserId) -> AnyView {
    let form = Form::new();
    let fields = move || {
        let mut fields = form.fields(&["network", "note"]);
        fields.insert("applies_to".to_owned(), AppliesTo::SystemUser.as_str().into());
        fields.insert("subject_id".to_owned(), id.as_str().into());
        fields
    };
    add_dialog(here, form, None, fields)
}
