//! Two-factor for all, among the account's settings: whether and from when on, codes by mail, and whom it would stop.

use crate::i18n::t;
use crate::routes;
use crate::shared::two_factor::{f, head};
use crate::shared::zone;
use crate::state::query::{Query, refresh, use_query};
use crate::state::{session, toasts};
use crate::ui::button::Button;
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use crate::ui::notice::Notice;
use crate::ui::part;
use contract::table::{GetTwoFactorOutlook, UpdateAccount};
use contract::{Account, FieldError, Fields, Nothing, TwoFactorOutlook};
use domain::field::FieldCode;
use domain::permission::PermissionId as P;
use domain::time::Instant;
use leptos::prelude::*;

/// The section.
pub fn section(query: Query<Account>, account: &Account) -> AnyView {
    let outlook = use_query::<GetTwoFactorOutlook>(|| Some(((), Nothing {})));
    let form = Form::one_of("two-factor");
    let (version, required) = (account.version, account.require_two_factor);
    let (require, mail) = (RwSignal::new(required), RwSignal::new(account.mail_codes));
    // A date of the past is no date any more: it holds already.
    let day = account.two_factor_from.filter(|from| from.millis() > crate::state::clock::now());
    let shown = day.map(zone::day).unwrap_or_default();
    let day = shown.clone();
    let submit = move |()| {
        let mut fields = Fields::new();
        fields.insert("version".to_owned(), version.into());
        fields.insert("mail_codes".to_owned(), mail.get_untracked().into());
        fields.insert("require_two_factor".to_owned(), require.get_untracked().into());
        let day = form.text("two_factor_from");
        // A day that was not touched is not sent: what was set by a program is no midnight here.
        if require.get_untracked() && (day != shown || !required) {
            let from = if day.is_empty() { Some(Instant::from_millis(0)) } else { zone::begins(&day) };
            let Some(from) = from else {
                return form.refuse(&[FieldError::at("two_factor_from", FieldCode::InvalidCharacters)]);
            };
            fields.insert("two_factor_from".to_owned(), from.to_rfc3339().into());
        }
        form.submit::<UpdateAccount>((), fields, move |reply| {
            query.put(reply);
            session::changed();
            refresh();
            toasts::done(t().common.saved);
        });
    };
    form.reread_when_stale(refresh);
    view! {
        <section class="card narrow">
            {head(f().for_all, f().for_all_lead)}
            <div class="card-body">
                <FormBox form=form on_submit=Callback::new(submit)>
                    {tick(require, f().require, "")}
                    {part(move || outlook.data.get().filter(|_| !required && require.get()).map(|outlook| stopped(&outlook)))}
                    <div hidden=move || !require.get()>
                        <Text form=form name="two_factor_from" kind="date" label=f().from hint=f().from_hint value=day />
                    </div>
                    {tick(mail, f().mail_codes, f().mail_codes_hint)}
                    <div class="form-foot">
                        <Button label=t().common.save tone="primary" submit=true pending=form.pending off=session::unless(P::AccountManage) />
                    </div>
                </FormBox>
            </div>
        </section>
    }
    .into_any()
}

fn tick(on: RwSignal<bool>, label: &'static str, hint: &'static str) -> AnyView {
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=on on:change=move |event| on.set(event_target_checked(&event)) />
            <span>{label} {(!hint.is_empty()).then(|| view! { <span class="sub hint">{hint}</span> })}</span>
        </label>
    }
    .into_any()
}

/// Whom it would stop.
fn stopped(outlook: &TwoFactorOutlook) -> AnyView {
    let Some(count) = u64::try_from(outlook.count).ok().filter(|count| *count > 0) else {
        return view! { <Notice>{f().nobody}</Notice> }.into_any();
    };
    let you = outlook.you;
    let names: Vec<AnyView> = outlook
        .people
        .iter()
        .map(|one| view! { <li><a href=routes::user(one.id.as_str())>{one.name.clone()}</a></li> }.into_any())
        .collect();
    view! {
        <Notice tone="warn">
            <p>{(f().would_stop)(count)}</p>
            <ul>{names}</ul>
            {you.then(|| view! { <p>{f().you_too}</p> })}
            <p><a href="/users?two_factor=false&status=active">{f().show_them}</a></p>
        </Notice>
    }
    .into_any()
}
