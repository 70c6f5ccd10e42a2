//! The dialog that lists a network.

use crate::i18n::{locale, t};
use crate::routes::Here;
use crate::shared::ip_rules::m;
use crate::shared::lists::all;
use crate::state::query::{refresh, use_all};
use crate::state::toasts;
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::field::{Select, Text};
use crate::ui::form::{Form, FormBox};
use crate::ui::part;
use contract::table::{CreateIpRule, ListSystemUsers, ListUsers};
use contract::{SystemUserQuery, UserQuery};
use domain::addresses::AppliesTo;
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
    let submit = move |()| {
        let fields = form.fields(&["applies_to", "subject_id", "network", "note"]);
        form.submit::<CreateIpRule>((), fields, move |_| {
            refresh();
            here.close();
            toasts::done(m.added_toast);
        });
    };
    let kinds = [AppliesTo::Everybody, AppliesTo::Person, AppliesTo::SystemUsers, AppliesTo::SystemUser];
    let kinds = kinds.map(|kind| (kind.as_str().to_owned(), locale::addresses::applies(locale(), kind).to_owned()));
    let pick = Callback::new(move |kind: String| {
        if let Ok(kind) = AppliesTo::try_from(kind) {
            to.set(kind);
        }
    });
    let nobody = || vec![(String::new(), "—".to_owned())];
    let subject = move || match to.get() {
        AppliesTo::Person => {
            let list = people.data.get().map(|page| page.items.clone()).unwrap_or_default();
            let options: Vec<_> =
                nobody().into_iter().chain(list.into_iter().map(|one| (one.id.to_string(), one.name))).collect();
            Some(view! { <Select form=form name="subject_id" label=m.person options=options value="" /> }.into_any())
        }
        AppliesTo::SystemUser => {
            let list = bots.data.get().map(|page| page.items.clone()).unwrap_or_default();
            let options: Vec<_> =
                nobody().into_iter().chain(list.into_iter().map(|one| (one.id.to_string(), one.username))).collect();
            Some(
                view! { <Select form=form name="subject_id" label=m.system_user options=options value="" /> }
                    .into_any(),
            )
        }
        _ => None,
    };
    view! {
        <Dialog title=m.add on_close=here.closing()>
            <FormBox form=form on_submit=Callback::new(submit)>
                <Select form=form name="applies_to" label=m.applies_to options=kinds.to_vec() value=AppliesTo::Everybody.as_str() on_pick=pick />
                {part(subject)}
                <Text form=form name="network" label=m.network hint=m.network_hint />
                <Text form=form name="note" label=m.note />
                <div class="form-foot">
                    <Button label=t().common.cancel on_press=here.closing() />
                    <Button label=m.add_button tone="primary" submit=true pending=form.pending />
                </div>
            </FormBox>
        </Dialog>
    }
    .into_any()
}
