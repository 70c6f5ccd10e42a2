//! The dialog that ends one token of a system user: it says what stops.

use crate::areas::bots::system_user_dialogs::{feet, used};
use crate::i18n::t;
use crate::net::api;
use crate::net::failure::Failure;
use crate::routes::Here;
use crate::state::query::refresh;
use crate::state::toasts;
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::notice::{Notice, Trouble};
use crate::ui::part;
use contract::table::EndToken;
use contract::{SystemUser, TokenStatus};
use leptos::{prelude::*, task::spawn_local};

/// The dialog about the token that the address names; a token that has ended by now closes it.
pub fn dialog(here: Here, bot: SystemUser) -> AnyView {
    let b = &t().bots;
    let accepted = |status: TokenStatus| matches!(status, TokenStatus::Live | TokenStatus::Ending);
    let named = here.param("token").unwrap_or_default();
    let Some(token) = bot.tokens.iter().find(|one| one.id.as_str() == named && accepted(one.status)) else {
        return ().into_any();
    };
    let only = bot.tokens.iter().filter(|one| accepted(one.status)).count() == 1;
    let pending = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let title = (b.end_token_title)(&token.tail, &bot.username);
    let calls = used(&bot);
    let (path, tail) = ((bot.id.clone(), token.id.clone()), token.tail.clone());
    let press = move |()| {
        let (path, tail) = (path.clone(), tail.clone());
        pending.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = api::send::<EndToken>(&path).await;
            pending.try_set(false);
            match answer {
                Ok(()) => {
                    here.close();
                    refresh();
                    toasts::done((t().bots.token_ended)(&tail));
                }
                Err(f) => _ = failure.try_set(Some(f)),
            }
        });
    };
    view! {
        <Dialog title=title on_close=Callback::new(move |()| here.close())>
            <div class="stack">
                {part(move || failure.get().map(|f| view! { <Trouble failure=f /> }))}
                <Notice tone="warn">
                    <p>{b.end_token_text}</p>
                    {only.then(|| view! { <p>{b.end_last_token}</p> })}
                    <p>{calls}</p>
                </Notice>
                {feet(here, view! { <Button label=b.end_token tone="danger" pending=pending on_press=Callback::new(press) /> }.into_any())}
            </div>
        </Dialog>
    }
    .into_any()
}
