//! The dialog that edits a token: its name, its holder, its networks, how often it may call, and whether it ends when it is silent.

use crate::areas::bots::rate;
use crate::areas::bots::token_end::is_accepted;
use crate::areas::bots::token_fields::{called, held, m, named, networks, typed_networks};
use crate::i18n::t;
use crate::routes::Here;
use crate::shared::reading::gone;
use crate::shared::ticks::{flag, is_on};
use crate::state::query::refresh;
use crate::state::toasts;
use crate::ui::button::Button;
use crate::ui::confirm::feet;
use crate::ui::dialog::Dialog;
use crate::ui::form::{Form, FormBox};
use contract::table::UpdateToken;
use contract::{Fields, SystemUser, TokenInfo};
use leptos::prelude::*;
use serde_json::Value;

const SILENT: &str = "ends_when_silent";

/// The token that the address names, while it is accepted.
pub fn of_address(here: Here, bot: &SystemUser) -> Option<&TokenInfo> {
    let named = here.param("token")?;
    bot.tokens.iter().find(|one| one.id.as_str() == named && is_accepted(one))
}

/// The dialog.
pub fn dialog(here: Here, bot: &SystemUser) -> AnyView {
    let Some(token) = of_address(here, bot) else { return gone(here) };
    let form = Form::new();
    form.reopen_when_stale(here);
    let flags = RwSignal::new(token.ends_when_silent.then(|| SILENT.to_owned()).into_iter().collect::<Vec<_>>());
    form.keep_ids(SILENT, flags);
    let replaced = token.successor_id.is_some();
    let (path, version) = ((bot.id.clone(), token.id.clone()), token.version);
    let submit = move |()| {
        let mut fields = Fields::new();
        fields.insert("version".to_owned(), version.into());
        for name in ["name", "holder"] {
            let text = form.text(name);
            let value = if text.trim().is_empty() { Value::Null } else { text.into() };
            fields.insert(name.to_owned(), value);
        }
        fields.insert("networks".to_owned(), typed_networks(form));
        fields.insert("rate_limit".to_owned(), rate::typed(form));
        if replaced {
            fields.insert(SILENT.to_owned(), untrack(|| is_on(flags, SILENT)).into());
        }
        form.submit::<UpdateToken>(path.clone(), fields, move |_| {
            refresh();
            here.close();
            toasts::done(t().common.saved);
        });
    };
    let own: Vec<String> = token.networks.iter().flatten().map(ToString::to_string).collect();
    let (title, others) = ((m().edit_title)(&called(token)), held(|| true));
    let (name, holder, limit) = (token.name.clone(), token.holder.clone(), token.rate_limit);
    view! {
        <Dialog title=title on_close=here.closing()>
            <FormBox form=form on_submit=Callback::new(submit)>
                {named(form, others, name, holder)}
                {networks(form, &own)}
                {rate::fields(form, limit, rate::m().calls_hint_token)}
                {replaced.then(|| flag(flags, SILENT, m().end_silent, m().end_silent_hint))}
                {feet(here.closing(), view! { <Button label=t().common.save tone="primary" submit=true pending=form.pending /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}
