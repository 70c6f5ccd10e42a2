//! The account's settings of messages.

use crate::areas::messages::common::{m, trouble};
use crate::i18n::t;
use crate::shared::sections;
use crate::state::query::{Query, refresh, use_query};
use crate::state::{session, toasts};
use crate::ui::button::Button;
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use crate::ui::page::Head;
use crate::ui::part;
use contract::table::{GetAccount, UpdateAccount};
use contract::{Account, Fields, Nothing};
use domain::permission::PermissionId as P;
use leptos::prelude::*;
use std::sync::Arc;

const NAMES: [&str; 3] = ["attribution_hours", "message_days", "hold_seconds"];

/// The page.
pub fn page() -> AnyView {
    let account = use_query::<GetAccount>(|| Some(((), Nothing {})));
    let version = Memo::new(move |_| account.data.with(|a| a.as_ref().map(|a| a.version)));
    view! {
        <div class="page">
            <Head title=t().settings.title lead=m().settings_lead />
            {sections::settings("/settings/messages")}
            {trouble(account.failure)}
            {part(move || version.get().and_then(|_| account.data.get_untracked()).map(|a| form(account, a)))}
        </div>
    }
    .into_any()
}

fn form(query: Query<Account>, account: Arc<Account>) -> AnyView {
    let form = Form::new();
    let version = account.version;
    let submit = move |()| {
        let mut fields = Fields::new();
        let errors = form.numbers(&NAMES, &mut fields);
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
    let [hours, days, hold] =
        [account.attribution_hours, account.message_days, account.hold_seconds].map(|n| n.to_string());
    view! {
        <section class="card narrow">
            <div class="card-body">
                <FormBox form=form on_submit=Callback::new(submit)>
                    <Text form=form name=NAMES[0] label=m().attribution hint=m().attribution_hint kind="number" value=hours />
                    <Text form=form name=NAMES[1] label=m().days hint=m().days_hint kind="number" value=days />
                    <Text form=form name=NAMES[2] label=m().hold hint=m().hold_hint kind="number" value=hold />
                    <div class="form-foot">
                        <Button label=t().common.save tone="primary" submit=true pending=form.pending off=session::unless(P::AccountManage) />
                    </div>
                </FormBox>
            </div>
        </section>
    }
    .into_any()
}
