//! Whether custodians are asked if a system user is still needed, among the account's settings.

use crate::i18n::t;
use crate::shared::two_factor::head;
use crate::state::query::{Query, refresh};
use crate::state::{session, toasts};
use crate::ui::button::Button;
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use contract::Account;
use contract::table::UpdateAccount;
use domain::permission::PermissionId as P;
use leptos::prelude::*;

const DAYS: &str = "attestation_days";
const GRACE: &str = "attestation_grace_days";

/// The section.
pub fn section(query: Query<Account>, account: &Account) -> AnyView {
    let s = &t().settings;
    let form = Form::one_of("attestation");
    let version = account.version;
    let submit = move |()| {
        let mut fields = form.fields(&[]);
        let mut errors = form.numbers(&[GRACE], &mut fields);
        if form.text(DAYS).trim().is_empty() {
            fields.insert(DAYS.to_owned(), serde_json::Value::Null);
        } else {
            errors.extend(form.numbers(&[DAYS], &mut fields));
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
    let days = account.attestation_days.map(|days| days.to_string()).unwrap_or_default();
    let grace = account.attestation_grace_days.to_string();
    view! {
        <section class="card narrow">
            {head(s.reviews, s.reviews_lead)}
            <div class="card-body">
                <FormBox form=form on_submit=Callback::new(submit)>
                    <Text form=form name=DAYS label=s.review_days hint=s.review_days_hint kind="number" value=days />
                    <Text form=form name=GRACE label=s.grace_days hint=s.grace_days_hint kind="number" value=grace />
                    <div class="form-foot">
                        <Button label=t().common.save tone="primary" submit=true pending=form.pending off=session::unless(P::AccountManage) />
                    </div>
                </FormBox>
            </div>
        </section>
    }
    .into_any()
}
