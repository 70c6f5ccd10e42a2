//! What is said when the page was loaded again, or come back to, while a token was on the screen that nobody had said to
//! have saved: it was made, and can't be shown again.

use crate::areas::bots::token_end::is_accepted;
use crate::areas::bots::token_fields::m;
use crate::i18n::t;
use crate::routes::{self, Here};
use crate::shared::status::status_badge;
use crate::ui::button::{Button, LinkButton};
use crate::ui::dialog::Dialog;
use crate::ui::notice::Notice;
use crate::ui::time::When;
use contract::{SystemUser, TokenInfo};
use leptos::prelude::*;

/// The dialog about a token that was made and not saved.
pub fn dialog(here: Here, bot: &SystemUser, token: &TokenInfo) -> AnyView {
    let c = &t().credential;
    let (text, made, status) = ((c.unsaved_text)(&token.tail, &bot.username), token.created_at.millis(), bot.status);
    let close = here.closing();
    let own = routes::system_user(bot.id.as_str());
    // Another one can replace it; if others are accepted besides, it alone can be revoked.
    let others = bot.tokens.iter().filter(|one| is_accepted(one)).count() > 1;
    let revoke = (is_accepted(token) && others).then(|| {
        let href = format!("{own}?action=revoke&token={}", token.id);
        view! { <LinkButton label=t().bots.end_token href=href off=None /> }
    });
    // Beside others, a new one takes its place alone.
    let again = if is_accepted(token) && others {
        let href = format!("{own}?action=rotate&token={}", token.id);
        view! { <LinkButton label=m().rotate href=href tone="primary" off=None /> }
    } else {
        view! { <LinkButton label=t().bots.new_token href=format!("{own}?action=token") tone="primary" off=None /> }
    };
    view! {
        <Dialog title=c.unsaved_title on_close=close>
            <div class="stack">
                <Notice tone="warn">
                    <p>{text}</p>
                    <p>{c.unsaved_what}</p>
                </Notice>
                <p class="row">
                    <When millis=made />
                    {status_badge(status)}
                </p>
                <div class="form-foot">
                    <Button label=t().common.close on_press=close />
                    {revoke}
                    {again}
                </div>
            </div>
        </Dialog>
    }
    .into_any()
}
