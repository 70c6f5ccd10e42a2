//! The dialog that ends one token of a system user: it says what stops.

use crate::areas::bots::token_edit::of_address;
use crate::areas::bots::token_fields::m;
use crate::i18n::{relative, t};
use crate::routes::Here;
use crate::shared::asking::{Question, confirm};
use crate::shared::reading::gone;
use crate::state::clock::now;
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
    // Of this one: what another token of the bot did says nothing of it.
    stops.push(match token.last_used_at {
        Some(at) => (m().last_used)(&relative(at.millis(), untrack(now))),
        None => m().never_used.to_owned(),
    });
    let names = [token.name.clone(), token.holder.clone()];
    let names = names.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    if !names.is_empty() {
        stops.insert(0, names);
    }
    let title = (b.end_token_title)(&token.tail, &bot.username);
    let path = (bot.id.clone(), token.id.clone());
    let end = move || call::<EndToken>(&path, &Nothing {}, &Nothing {});
    confirm(here, Question::new(title, b.end_token, stops, end, (b.token_ended)(&token.tail)))
}
