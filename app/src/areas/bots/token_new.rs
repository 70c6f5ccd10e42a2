//! A new token for a bot that has one: how long the old one lives on is said by date and time, and for a bot that is
//! called it is chosen, not found chosen.

use crate::areas::bots::credential::{Credential, Made};
use crate::areas::bots::system_user_dialogs::used;
use crate::areas::bots::unsaved;
use crate::i18n::{exact, t};
use crate::routes::Here;
use crate::state::clock::now;
use crate::state::query::refresh;
use crate::ui::button::Button;
use crate::ui::confirm::{feet, is_typed, typed_name};
use crate::ui::dialog::Dialog;
use crate::ui::field::{is_refused, refusal};
use crate::ui::form::{Form, FormBox};
use crate::ui::notice::Notice;
use crate::ui::{part, unique};
use contract::table::GenerateToken;
use contract::{FieldError, SystemUser};
use domain::field::FieldCode;
use leptos::prelude::*;

const NAME: &str = "overlap_seconds";
const HOUR: i64 = 3_600;

/// The dialog; it turns into the one that shows the token.
pub fn dialog(here: Here, bot: SystemUser) -> AnyView {
    let made = Made::new();
    view! {
        {part(move || {
            if made.is_there() {
                return view! { <Credential made=made on_close=here.closing() here=here /> }.into_any();
            }
            match here.param("made").and_then(|id| bot.tokens.iter().find(|one| one.id.as_str() == id)) {
                Some(token) => unsaved::dialog(here, &bot, token),
                None => asking(here, &bot, made),
            }
        })}
    }
    .into_any()
}

fn asking(here: Here, bot: &SystemUser, made: Made) -> AnyView {
    let b = &t().bots;
    let form = Form::new();
    let name = bot.username.clone();
    let title = (b.new_token_title)(&name);
    let field = typed_name(form, &name);
    let calls = used(bot);
    let old = format!("{} (…{})", b.old_token, bot.tail);
    let called = bot.calls_24h.saturating_add(bot.introspections_24h) > 0;
    // A bot that nobody calls loses nothing.
    let chosen = RwSignal::new((!called).then_some(0_i64));
    let id = bot.id.clone();
    let submit = Callback::new(move |()| {
        let Some(overlap) = chosen.get_untracked() else {
            form.refuse(&[FieldError::at(NAME, FieldCode::Required)]);
            return;
        };
        if !is_typed(form, |text| text == name) {
            return;
        }
        let mut fields = contract::Fields::new();
        fields.insert("confirm".to_owned(), true.into());
        fields.insert(NAME.to_owned(), overlap.into());
        form.submit::<GenerateToken>(id.clone(), fields, move |reply| {
            let id = reply.token.id.to_string();
            made.set(reply);
            here.set(&[("made", &id)]);
            refresh();
        });
    });
    let close = here.closing();
    view! {
        <Dialog title=title on_close=close>
            <FormBox form=form on_submit=submit>
                <Notice tone="warn">
                    <p>{b.new_token_warn}</p>
                    <p>{calls}</p>
                </Notice>
                {overlap(form, old, chosen)}
                {field}
                {feet(close, view! { <Button label=b.new_token tone="primary" submit=true pending=form.pending /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}

fn overlap(form: Form, old: String, chosen: RwSignal<Option<i64>>) -> AnyView {
    let b = &t().bots;
    let error = unique("overlap");
    let choices = [
        (0, b.overlap_none.to_owned()),
        (HOUR, (b.overlap_hours)(1)),
        (24 * HOUR, (b.overlap_hours)(24)),
        (7 * 24 * HOUR, (b.overlap_days)(7)),
    ]
    .map(|(seconds, word)| {
        let until = move || (seconds > 0).then(|| (t().bots.overlap_until)(&exact(now() + seconds * 1_000)));
        let pick = move |_| {
            chosen.set(Some(seconds));
            form.errors.update(|errors| _ = errors.remove(&format!("/{NAME}")));
        };
        view! {
            <label class="choice">
                <input type="radio" name=NAME value=seconds.to_string() prop:checked=move || chosen.get() == Some(seconds) on:change=pick />
                <span>{word} <span class="hint">{part(until)}</span></span>
            </label>
        }
    });
    view! {
        <fieldset class="field">
            <legend class="legend">{old.clone()}</legend>
            // Until when it lives is part of a choice's words: what was chosen before is not the same choice now.
            <div
                class="choices"
                role="radiogroup"
                aria-label=old
                aria-describedby=error.clone()
                aria-invalid=is_refused(form, NAME)
                on:input=|event| event.stop_propagation()
            >
                {choices.into_iter().collect_view()}
            </div>
            {refusal(form, NAME, error)}
        </fieldset>
    }
    .into_any()
}
