//! Account settings. Its second tab leads to the system users, as on the screens that Tenure stands in for.

use crate::areas::account::{attestation, token_rules, two_factor};
use crate::i18n::t;
use crate::shared::lists::languages;
use crate::shared::reading::trouble;
use crate::shared::sections;
use crate::state::query::{Query, refresh, use_query};
use crate::state::{session, toasts};
use crate::ui::button::Button;
use crate::ui::copy::Copyable;
use crate::ui::field::{Choose, Text};
use crate::ui::form::{Form, FormBox};
use crate::ui::page::{Forbidden, Head};
use crate::ui::part;
use contract::table::{GetAccount, UpdateAccount};
use contract::{Account, FieldError, Nothing};
use domain::field::FieldCode;
use domain::permission::PermissionId as P;
use leptos::prelude::*;
use std::sync::Arc;

const NUMBERS: [&str; 3] = ["session_idle_minutes", "session_hours", "audit_days"];

/// The page.
pub fn page() -> AnyView {
    if !session::may(P::AccountManage) {
        return view! { <Forbidden permission=P::AccountManage.as_str() /> }.into_any();
    }
    let s = &t().settings;
    let account = use_query::<GetAccount>(|| Some(((), Nothing {})));
    let version = Memo::new(move |_| account.data.with(|a| a.as_ref().map(|a| a.version)));
    view! {
        <div class="page">
            <Head title=s.title lead=s.lead />
            {sections::settings("/settings")}
            {trouble(account.failure)}
            {part(move || version.get().and_then(|_| account.data.get_untracked()).map(|a| form(account, a)))}
            {part(move || version.get().and_then(|_| account.data.get_untracked()).map(|a| two_factor::section(account, &a)))}
            {part(move || version.get().and_then(|_| account.data.get_untracked()).map(|a| token_rules::section(account, &a)))}
            {part(move || version.get().and_then(|_| account.data.get_untracked()).map(|a| attestation::section(account, &a)))}
        </div>
    }
    .into_any()
}

fn form(query: Query<Account>, account: Arc<Account>) -> AnyView {
    let s = &t().settings;
    let form = Form::new();
    let version = account.version;
    let submit = move |()| {
        let mut fields = form.fields(&["name", "locale"]);
        let mut errors = form.numbers(&NUMBERS, &mut fields);
        if !fields.contains_key("name") {
            errors.push(FieldError::at("name", FieldCode::Required));
        }
        if !errors.is_empty() {
            return form.refuse(&errors);
        }
        fields.insert("version".to_owned(), version.into());
        form.submit::<UpdateAccount>((), fields, move |reply| {
            query.put(reply);
            session::changed();
            toasts::done(t().common.saved);
        });
    };
    form.reread_when_stale(refresh);
    view! {
        <section class="card narrow">
            <div class="card-body">
                <FormBox form=form on_submit=Callback::new(submit)>
                    <Text form=form name="name" label=s.name value=account.name.clone() complete="organization" />
                    <Choose form=form name="locale" label=s.locale hint=s.locale_hint options=languages() value=account.locale.as_str() />
                    <Text form=form name=NUMBERS[0] label=s.idle hint=s.idle_hint kind="number" value=account.session_idle_minutes.to_string() />
                    <Text form=form name=NUMBERS[1] label=s.hours hint=s.hours_hint kind="number" value=account.session_hours.to_string() />
                    <Text form=form name=NUMBERS[2] label=s.audit_days hint=s.audit_days_hint kind="number" value=account.audit_days.to_string() />
                    <div class="field">
                        <span class="legend">{s.domain}</span>
                        <p class="mono">"@" {account.email_domain.clone()}</p>
                        <p class="hint">{s.domain_hint}</p>
                    </div>
                    <div class="field">
                        <span class="legend">{t().bots.id}</span>
                        <Copyable what=t().bots.id text=account.id.to_string() />
                    </div>
                    <div class="form-foot">
                        <Button label=t().common.save tone="primary" submit=true pending=form.pending off=session::unless(P::AccountManage) />
                    </div>
                </FormBox>
            </div>
        </section>
    }
    .into_any()
}
