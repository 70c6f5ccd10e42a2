//! Two-factor for all, among the account's settings: whether and from when on, codes by mail, and whom it would stop.

use crate::i18n::t;
use crate::routes;
use crate::shared::reading::trouble;
use crate::shared::ticks::{flag, is_on};
use crate::shared::two_factor::{f, head};
use crate::shared::zone;
use crate::state::query::{Query, refresh, use_query};
use crate::state::{clock, session, toasts};
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

const REQUIRE: &str = "require_two_factor";
const FROM: &str = "two_factor_from";
const MAIL: &str = "mail_codes";

/// The section.
pub fn section(query: Query<Account>, account: &Account) -> AnyView {
    let outlook = use_query::<GetTwoFactorOutlook>(|| Some(((), Nothing {})));
    let form = Form::one_of("two-factor");
    let (version, required) = (account.version, account.require_two_factor);
    let ticked = [(MAIL, account.mail_codes), (REQUIRE, required)];
    let flags = RwSignal::new(ticked.into_iter().filter(|(_, on)| *on).map(|(name, _)| name.to_owned()).collect());
    form.keep_ids("flags", flags);
    // A date of the past is no date any more: it holds already.
    let now = || Instant::from_millis(clock::now());
    let waits = account.two_factor_from.filter(|_| !account.needs_two_factor(now()));
    let day = waits.map(zone::day).unwrap_or_default();
    let shown = day.clone();
    let submit = move |()| {
        let mut fields = Fields::new();
        let require = untrack(|| is_on(flags, REQUIRE));
        fields.insert("version".to_owned(), version.into());
        fields.insert(MAIL.to_owned(), untrack(|| is_on(flags, MAIL)).into());
        fields.insert(REQUIRE.to_owned(), require.into());
        let typed = form.text(FROM);
        // Without a date it stays as it is: a day that was taken away is said.
        if require && typed != day {
            let from = if typed.is_empty() { Some(now()) } else { zone::begins(&typed) };
            let Some(from) = from else {
                return form.refuse(&[FieldError::at(FROM, FieldCode::InvalidCharacters)]);
            };
            fields.insert(FROM.to_owned(), from.to_rfc3339().into());
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
                    {flag(flags, REQUIRE, f().require, "")}
                    {part(move || {
                        let outlook = (!required && is_on(flags, REQUIRE)).then_some(outlook)?;
                        let whom = move || outlook.data.get().map(|outlook| stopped(&outlook));
                        Some(view! { {trouble(outlook.failure)} {part(whom)} })
                    })}
                    <div hidden=move || !is_on(flags, REQUIRE)>
                        <Text form=form name=FROM kind="date" label=f().from hint=f().from_hint value=shown />
                    </div>
                    {flag(flags, MAIL, f().mail_codes, f().mail_codes_hint)}
                    <div class="form-foot">
                        <Button label=t().common.save tone="primary" submit=true pending=form.pending off=session::unless(P::AccountManage) />
                    </div>
                </FormBox>
            </div>
        </section>
    }
    .into_any()
}

/// Whom it would stop.
fn stopped(outlook: &TwoFactorOutlook) -> AnyView {
    let Some(count) = u64::try_from(outlook.count).ok().filter(|count| *count > 0) else {
        return view! { <Notice>{f().nobody}</Notice> }.into_any();
    };
    let (you, sees) = (outlook.you, session::may(P::UsersManage));
    let names: Vec<AnyView> = outlook
        .people
        .iter()
        .map(|one| match sees {
            true => view! { <li><a href=routes::user(one.id.as_str())>{one.name.clone()}</a></li> }.into_any(),
            false => view! { <li>{one.name.clone()}</li> }.into_any(),
        })
        .collect();
    view! {
        <Notice tone="warn">
            <p>{(f().would_stop)(count)}</p>
            <ul>{names}</ul>
            {you.then(|| view! { <p>{f().you_too}</p> })}
            {sees.then(|| view! { <p><a href="/users?two_factor=false&status=active">{f().show_them}</a></p> })}
        </Notice>
    }
    .into_any()
}
