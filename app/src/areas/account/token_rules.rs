//! What is asked of new tokens, among the account's settings: how long they live, and what they may do at the most.

use crate::i18n::{locale, t};
use crate::shared::ticks::{flag, is_on, ticks};
use crate::shared::two_factor::head;
use crate::state::query::{Query, refresh};
use crate::state::{session, toasts};
use crate::ui::button::Button;
use crate::ui::field::{Choose, Text};
use crate::ui::form::{Form, FormBox};
use contract::table::UpdateAccount;
use contract::{Account, Fields};
use domain::found::PartnerFinds;
use domain::permission::PermissionId as P;
use domain::scope::{Scope, Scopes};
use domain::settings::TokenDays;
use domain::token_rules::Never;
use leptos::prelude::*;

const NEVER: &str = "token_never";
const FINDS: &str = "partner_finds";
const DAYS: [&str; 2] = ["token_default_days", "token_max_days"];
const SCOPES: &str = "token_scopes";

/// The section.
pub fn section(query: Query<Account>, account: &Account) -> AnyView {
    let s = &t().settings;
    let form = Form::one_of("token-rules");
    let (version, rules) = (account.version, account.token_rules());
    let limited: Vec<String> = rules.scopes.iter().map(|_| SCOPES.to_owned()).collect();
    let flags = RwSignal::new(limited);
    form.keep_ids("token-flags", flags);
    // Where nothing is ruled out yet one begins with what a token has that nobody says anything of.
    let chosen = RwSignal::new(rules.scopes.clone().unwrap_or_else(Scopes::default).texts());
    form.keep_ids(SCOPES, chosen);
    let submit = move |()| {
        let mut fields = form.fields(&[NEVER, FINDS]);
        let mut errors = Vec::new();
        for name in DAYS {
            if form.text(name).trim().is_empty() {
                fields.insert(name.to_owned(), serde_json::Value::Null);
            } else {
                errors.extend(form.numbers(&[name], &mut fields));
            }
        }
        if !errors.is_empty() {
            return form.refuse(&errors);
        }
        put_scopes(&mut fields, untrack(|| is_on(flags, SCOPES)).then(|| chosen.get_untracked()));
        fields.insert("version".to_owned(), version.into());
        form.submit::<UpdateAccount>((), fields, move |reply| {
            query.put(reply);
            session::changed();
            toasts::done(t().common.saved);
        });
    };
    form.reread_when_stale(refresh);
    let never = Never::ALL.iter().map(|never| (never.as_str(), locale::settings::never(locale(), *never).to_owned()));
    let finds = PartnerFinds::ALL.iter();
    let finds = finds.map(|one| (one.as_str(), locale::settings::finds(locale(), *one).to_owned()));
    let policy = account.partner_finds;
    // As the dialog that generates a token calls them; Meta's have their names alone.
    let tokens = &locale::later().tokens;
    let scopes = Scope::ALL.iter().map(|scope| {
        let name = scope.as_str();
        (name.to_owned(), locale::tokens::scope(tokens, name).unwrap_or(name).to_owned())
    });
    let text = |days: Option<TokenDays>| days.map(|days| days.get().to_string()).unwrap_or_default();
    view! {
        <section class="card narrow">
            {head(s.tokens, s.tokens_lead)}
            <div class="card-body">
                <FormBox form=form on_submit=Callback::new(submit)>
                    <Choose form=form name=NEVER label=s.token_never options=never.collect() value=rules.never.as_str() />
                    <Text form=form name=DAYS[0] label=s.token_default hint=s.token_default_hint kind="number" value=text(rules.default_days) />
                    <Text form=form name=DAYS[1] label=s.token_max hint=s.token_max_hint kind="number" value=text(rules.max_days) />
                    {flag(flags, SCOPES, s.token_limit_scopes, "")}
                    <div hidden=move || !is_on(flags, SCOPES)>
                        {ticks(form, SCOPES, s.token_scopes, s.token_scopes_hint, scopes.collect(), chosen)}
                    </div>
                    <Choose form=form name=FINDS label=s.finds hint=s.finds_hint options=finds.collect() value=policy.as_str() />
                    <div class="form-foot">
                        <Button label=t().common.save tone="primary" submit=true pending=form.pending off=session::unless(P::AccountManage) />
                    </div>
                </FormBox>
            </div>
        </section>
    }
    .into_any()
}

/// What tokens may do at the most; none: there is no bound.
fn put_scopes(fields: &mut Fields, chosen: Option<Vec<String>>) {
    fields.insert(SCOPES.to_owned(), chosen.map_or(serde_json::Value::Null, Into::into));
}
