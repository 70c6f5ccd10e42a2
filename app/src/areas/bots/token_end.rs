//! The dialog that ends one token of a system user: it says what stops.

use crate::areas::bots::system_user_dialogs::used;
use crate::areas::bots::token_edit::of_address;
use crate::i18n::t;
use crate::routes::Here;
use crate::shared::asking::{Question, confirm};
use crate::shared::reading::gone;
use contract::client::call;
use contract::table::EndToken;
use contract::{Nothing, SystemUser, TokenInfo, TokenStatus};
use leptos::prelude::*;

/// Is a token of this state still accepted?
pub fn is_accepted(token: &TokenInfo) -> bool {
    matches!(token.status, TokenStatus::Live | TokenStatus::Ending)
}

/// The dialog about the token that the address names.
pub fn dialog(here: Here, bot: &SystemUser) -> AnyView {
    let b = &t().bots;
    let Some(token) = of_address(here, bot) else { return gone(here) };
    let mut stops = vec![b.end_token_text.to_owned()];
    if bot.tokens.iter().filter(|one| is_accepted(one)).count() == 1 {
        stops.push(b.end_last_token.to_owned());
    }
    stops.push(used(bot));
    let title = (b.end_token_title)(&token.tail, &bot.username);
    let path = (bot.id.clone(), token.id.clone());
    let end = move || call::<EndToken>(&path, &Nothing {}, &Nothing {});
    confirm(here, Question::new(title, b.end_token, stops, end, (b.token_ended)(&token.tail)))
}
