//! The reader's profile, and how the console looks in this browser.

use crate::areas::own::two_factor;
use crate::i18n::{self, role_name, t};
use crate::shared::lists::languages;
use crate::shared::password::change;
use crate::state::prefs::{self, Theme};
use crate::state::{query, session, tabs, toasts};
use crate::ui::button::Button;
use crate::ui::field::{Choose, Select, Text};
use crate::ui::form::{Form, FormBox};
use crate::ui::page::Head;
use crate::ui::part;
use contract::table::UpdateMe;
use contract::{FieldError, Me};
use domain::field::FieldCode;
use leptos::prelude::*;
use std::sync::Arc;

/// The page.
pub fn page() -> AnyView {
    let p = &t().profile;
    let version = Memo::new(|_| session::me().map(|me| me.user.version));
    view! {
        <div class="page">
            <Head title=p.title lead=p.lead />
            {part(move || version.get().and_then(|_| untrack(session::me)).map(form))}
            {own_password()}
            {two_factor::section()}
            <section class="card narrow">
                <div class="card-head">
                    <h2>{p.appearance}</h2>
                </div>
                <div class="card-body">{theme()}</div>
            </section>
        </div>
    }
    .into_any()
}

fn form(me: Arc<Me>) -> AnyView {
    let (p, w) = (&t().profile, &t().passwords);
    let form = Form::new();
    let zone = me.user.time_zone.clone().unwrap_or_default();
    let mut zones = i18n::zones();
    // A zone that this browser does not know is still the one that was chosen.
    if !zone.is_empty() && !zones.contains(&zone) {
        zones.push(zone.clone());
    }
    let none = (String::new(), w.time_zone_browser.to_owned());
    let zones = std::iter::once(none).chain(zones.into_iter().map(|z| (z.clone(), z))).collect();
    let version = me.user.version;
    let submit = move |()| {
        let mut fields = form.fields(&["name", "locale"]);
        fields.insert("time_zone".to_owned(), form.text("time_zone").into());
        if !fields.contains_key("name") {
            form.refuse(&[FieldError::at("name", FieldCode::Required)]);
            return;
        }
        fields.insert("version".to_owned(), version.into());
        form.submit::<UpdateMe>((), fields, move |me| {
            let locale = me.user.locale;
            session::set_me(me);
            tabs::tell();
            prefs::set_locale(locale);
            toasts::done(t().common.saved);
        });
    };
    form.reread_when_stale(session::reload);
    let role = role_name(&me.role);
    view! {
        <section class="card narrow">
            <div class="card-body">
                <FormBox form=form on_submit=Callback::new(submit)>
                    <Text form=form name="name" label=p.name value=me.user.name.clone() complete="name" />
                    <Choose form=form name="locale" label=t().gate.language options=languages() value=me.user.locale.as_str() />
                    <Select form=form name="time_zone" label=w.time_zone hint=w.time_zone_hint options=zones value=zone />
                    <dl class="keys">
                        <dt>{t().gate.email}</dt>
                        <dd>{me.user.email.clone()}</dd>
                        <dt>{p.role}</dt>
                        <dd>{role}</dd>
                    </dl>
                    <div class="form-foot">
                        <Button label=t().common.save tone="primary" submit=true pending=form.pending />
                    </div>
                </FormBox>
            </div>
        </section>
    }
    .into_any()
}

fn theme() -> AnyView {
    let p = &t().profile;
    let now = RwSignal::new(prefs::theme());
    let options = Theme::ALL
        .into_iter()
        .map(|theme| {
            let word = match theme {
                Theme::System => p.theme_system,
                Theme::Light => p.theme_light,
                Theme::Dark => p.theme_dark,
            };
            view! {
                <label class="check">
                    <input
                        type="radio"
                        name="theme"
                        value=theme.as_str()
                        prop:checked=move || now.get() == theme
                        on:change=move |_| {
                            prefs::set_theme(theme);
                            now.set(theme);
                        }
                    />
                    <span>{word}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend class="legend">{p.theme}</legend>
            <div class="row spaced">{options}</div>
            <p class="hint">{p.theme_hint}</p>
        </fieldset>
    }
    .into_any()
}

/// One's own password, on the profile.
fn own_password() -> AnyView {
    let p = &t().passwords;
    view! {
        <section class="card narrow">
            <div class="card-head">
                <h2>{p.change}</h2>
                <p class="muted">{p.change_lead}</p>
            </div>
            <div class="card-body">{change(p.change, Callback::new(|()| query::refresh()))}</div>
        </section>
    }
    .into_any()
}
