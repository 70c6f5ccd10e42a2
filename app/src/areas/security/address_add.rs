//! The dialog that lists a network.

use crate::i18n::locale;
use crate::routes::Here;
use crate::shared::ip_rules::{add_dialog, m};
use crate::shared::later::later;
use crate::shared::lists::all;
use crate::state::query::use_all;
use crate::state::session;
use crate::ui::field::Select;
use crate::ui::form::Form;
use crate::ui::part;
use contract::table::{ListSystemUsers, ListUsers};
use contract::{SystemUserQuery, UserQuery};
use domain::addresses::AppliesTo;
use domain::permission::PermissionId as P;
use leptos::prelude::*;

/// The dialog.
pub fn dialog(here: Here) -> AnyView {
    let m = m();
    let form = Form::new();
    let to = RwSignal::new(AppliesTo::Everybody);
    let people = use_all::<ListUsers>(move || {
        (to.get() == AppliesTo::Person).then(|| ((), UserQuery { limit: all().limit, ..Default::default() }))
    });
    let bots = use_all::<ListSystemUsers>(move || {
        (to.get() == AppliesTo::SystemUser).then(|| ((), SystemUserQuery { limit: all().limit, ..Default::default() }))
    });
    // One of those whom the role may not see can't be chosen.
    let if_seen = |kind, needs| session::may(needs).then_some(kind);
    let kinds = [
        Some(AppliesTo::Everybody),
        if_seen(AppliesTo::Person, P::UsersManage),
        Some(AppliesTo::SystemUsers),
        if_seen(AppliesTo::SystemUser, P::SystemUsersManage),
    ];
    let named = |kind: AppliesTo| (kind.as_str().to_owned(), locale::addresses::applies(locale(), kind).to_owned());
    let kinds = kinds.into_iter().flatten().map(named).collect();
    let pick = Callback::new(move |kind: String| {
        if let Ok(kind) = AppliesTo::try_from(kind) {
            to.set(kind);
        }
    });
    let subject = move || {
        let field = |label: &'static str| ("subject_id", label, "");
        let nobody = || (String::new(), "—");
        match to.get() {
            AppliesTo::Person => Some(later(form, field(m.person), nobody(), people, |page| {
                page.items.iter().map(|one| (one.id.to_string(), one.name.clone())).collect()
            })),
            AppliesTo::SystemUser => Some(later(form, field(m.system_user), nobody(), bots, |page| {
                page.items.iter().map(|one| (one.id.to_string(), one.username.clone())).collect()
            })),
            AppliesTo::Everybody | AppliesTo::SystemUsers => None,
        }
    };
    let before = view! {
        <Select form=form name="applies_to" label=m.applies_to options=kinds value=AppliesTo::Everybody.as_str() on_pick=pick />
        {part(subject)}
    };
    let fields = move || form.fields(&["applies_to", "subject_id", "network", "note"]);
    add_dialog(here, form, Some(before.into_any()), fields)
}
