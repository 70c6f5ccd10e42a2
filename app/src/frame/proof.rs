//! The question whether it is the reader who is at the console, over whatever is open. What they did goes on behind it, or
//! does not; nothing of it is lost either way.

use crate::i18n::t;
use crate::state::{proof, session};
use crate::ui::button::Button;
use crate::ui::confirm::feet;
use crate::ui::dialog::{Dialog, focused};
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use contract::table::ProveSession;
use leptos::prelude::*;
use send_wrapper::SendWrapper;

/// The dialog.
pub fn dialog() -> AnyView {
    let p = &t().passwords;
    let form = Form::one_of("proof");
    let before = SendWrapper::new(focused());
    on_cleanup(move || {
        // A dialog that was open below is open still, and has the focus where it was. The element leaves the document in this
        // same turn.
        request_animation_frame(move || {
            if let Some(element) = before.take().filter(|element| element.is_connected()) {
                _ = element.focus();
            }
        });
    });
    let close = Callback::new(|()| proof::answer(false));
    let submit = Callback::new(move |()| {
        form.submit::<ProveSession>((), form.fields(&["password"]), |_| proof::answer(true));
    });
    let email = untrack(session::me).map(|me| me.user.email.to_string());
    view! {
        <Dialog title=p.proof_title on_close=close locked=form.pending>
            <FormBox form=form on_submit=submit>
                <p>{p.proof_text}</p>
                <input type="text" autocomplete="username" value=email readonly=true hidden=true />
                <Text form=form name="password" kind="password" label=p.proof_password complete="current-password" autofocus=true />
                {feet(close, view! { <Button label=p.proof_go_on tone="primary" submit=true pending=form.pending /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}
