//! The dialog that ends one token of a system user: it says what stops.

use crate::areas::bots::system_user_dialogs::used;
use crate::i18n::t;
use crate::net::api;
use crate::routes::Here;
use crate::state::query::refresh;
use crate::state::toasts;
use crate::ui::confirm::{ConfirmDialog, Doing};
use contract::table::EndToken;
use contract::{SystemUser, TokenInfo, TokenStatus};
use leptos::prelude::*;

/// Is a token of this state still accepted?
pub fn is_accepted(token: &TokenInfo) -> bool {
    matches!(token.status, TokenStatus::Live | TokenStatus::Ending)
}

/// The dialog about the token that the address names; a token that has ended by now closes it.
pub fn dialog(here: Here, bot: SystemUser) -> AnyView {
    let b = &t().bots;
    let named = here.param("token").unwrap_or_default();
    let Some(token) = bot.tokens.iter().find(|one| one.id.as_str() == named && is_accepted(one)) else {
        return ().into_any();
    };
    let mut stops = vec![b.end_token_text.to_owned()];
    if bot.tokens.iter().filter(|one| is_accepted(one)).count() == 1 {
        stops.push(b.end_last_token.to_owned());
    }
    stops.push(used(&bot));
    let title = (b.end_token_title)(&token.tail, &bot.username);
    let (path, tail) = ((bot.id.clone(), token.id.clone()), token.tail.clone());
    let act = Callback::new(move |()| -> Doing {
        let path = path.clone();
        Box::pin(async move { api::send::<EndToken>(&path).await })
    });
    let close = here.closing();
    let done = Callback::new(move |()| {
        here.close();
        refresh();
        toasts::done((t().bots.token_ended)(&tail));
    });
    view! { <ConfirmDialog title=title label=b.end_token stops=stops on_close=close act=act done=done /> }.into_any()
}
