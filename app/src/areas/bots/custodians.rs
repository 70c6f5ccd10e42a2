//! Who looks after a system user, and the dialog that changes it. There is always at least one.

use crate::i18n::t;
use crate::routes::Here;
use crate::shared::lists::all as whole;
use crate::shared::reading::trouble;
use crate::state::query::{refresh, use_all};
use crate::state::{session, toasts};
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::field::{is_refused, refusal};
use crate::ui::form::{Form, FormBox};
use crate::ui::icon::{self, icon};
use crate::ui::{attr, part};
use contract::table::{ListCustodians, UpdateSystemUser};
use contract::{FieldError, PersonRef, SystemUser};
use domain::field::FieldCode;
use domain::permission::PermissionId as P;
use leptos::prelude::*;

const NAME: &str = "custodian_ids";

/// The part of a system user's page.
pub fn card(here: Here, bot: &SystemUser) -> AnyView {
    let m = &t().teams;
    let people = bot
        .custodians
        .iter()
        .map(|one| view! { <li><span class="row">{icon(icon::PERSON)}{one.name.clone()}</span></li> })
        .collect_view();
    let change = Callback::new(move |()| here.open("custodians", ""));
    view! {
        <section class="card">
            <div class="card-head">
                <div>
                    <h2>{m.custodians}</h2>
                    <p class="muted small">{m.custodians_lead}</p>
                </div>
                <Button label=m.custodians_edit glyph=icon::PENCIL off=session::unless(P::SystemUsersManage) on_press=change />
            </div>
            <ul class="lines">{people}</ul>
        </section>
    }
    .into_any()
}

/// The dialog.
pub fn dialog(here: Here, bot: SystemUser) -> AnyView {
    let m = &t().teams;
    let form = Form::new();
    let chosen = RwSignal::new(bot.custodians.iter().map(|c| c.id.to_string()).collect::<Vec<_>>());
    let all = use_all::<ListCustodians>(|| Some(((), whole())));
    form.reopen_when_stale(here);
    form.keep_ids(NAME, chosen);
    let (id, version) = (bot.id.clone(), bot.version);
    let submit = move |()| {
        let ids = chosen.get_untracked();
        if ids.is_empty() {
            form.refuse(&[FieldError::at(NAME, FieldCode::Required)]);
            return;
        }
        let mut fields = contract::Fields::new();
        fields.insert("version".to_owned(), version.into());
        fields.insert(NAME.to_owned(), ids.into());
        form.submit::<UpdateSystemUser>(id.clone(), fields, move |_| {
            refresh();
            here.close();
            toasts::done(t().common.saved);
        });
    };
    let present = bot.custodians.clone();
    let list = move || {
        let page = all.data.get();
        let able = page.as_ref().map(|p| p.items.as_slice()).unwrap_or_default();
        // Those who look after it now but could no longer be chosen stand first, with the reason.
        let gone = present.iter().filter(|c| page.is_some() && !able.iter().any(|a| a.id == c.id));
        let rows: Vec<AnyView> =
            gone.map(|c| choice(chosen, c, true)).chain(able.iter().map(|a| choice(chosen, a, false))).collect();
        rows.into_iter().collect_view()
    };
    let error = "custodians-error".to_owned();
    view! {
        <Dialog title=m.custodians_edit on_close=here.closing()>
            <FormBox form=form on_submit=Callback::new(submit)>
                <fieldset class="field">
                    <legend class="legend">{bot.username.clone()}</legend>
                    <p class="hint">{m.custodians_hint} " " {m.custodians_none}</p>
                    {trouble(all.failure)}
                    <div class="choices" role="group" aria-label=m.custodians aria-describedby=error.clone() aria-invalid=is_refused(form, NAME)>
                        {part(list)}
                    </div>
                    {refusal(form, NAME, error)}
                </fieldset>
                <div class="form-foot">
                    <Button label=t().common.cancel on_press=here.closing() />
                    <Button label=t().common.save tone="primary" submit=true pending=form.pending />
                </div>
            </FormBox>
        </Dialog>
    }
    .into_any()
}

fn choice(chosen: RwSignal<Vec<String>>, one: &PersonRef, gone: bool) -> AnyView {
    let id = one.id.to_string();
    let mine = id.clone();
    let on = attr(move || chosen.with(|c| c.contains(&mine)));
    let change = move |event| {
        let checked = event_target_checked(&event);
        chosen.update(|c| {
            c.retain(|other| *other != id);
            if checked {
                c.push(id.clone());
            }
        });
    };
    view! {
        <label class="choice">
            <input type="checkbox" name=NAME prop:checked=on on:change=change />
            <span>{one.name.clone()} {gone.then(|| view! { <span class="hint">{t().teams.custodian_gone}</span> })}</span>
        </label>
    }
    .into_any()
}
