//! Signing in. Whoever was sent here from another page goes back to it.

use crate::areas::entry::frame::{brand, languages};
use crate::i18n::t;
use crate::routes::{self, Here};
use crate::state::query::use_query;
use crate::state::session::{self, Session};
use crate::state::{prefs, query};
use crate::ui::button::Button;
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use crate::ui::notice::Notice;
use crate::ui::page::Head;
use crate::ui::part;
use contract::Nothing;
use contract::table::{CreateSession, GetSetup};
use leptos::prelude::*;

/// The address of this page that leads back to where the reader is.
pub fn address(here: Here) -> String {
    let ended = matches!(session::state(), Session::Out { ended: true });
    let mut to = routes::with_next("/sign-in", here);
    if ended {
        to.push_str(if to.contains('?') { "&ended=1" } else { "?ended=1" });
    }
    to
}

/// The page.
pub fn page(here: Here) -> AnyView {
    let form = Form::new();
    let ended = here.param("ended").is_some();
    let setup = use_query::<GetSetup>(|| Some(((), Nothing {})));
    // Taken while the address is this page's: it may be another one's by the time that it is gone to.
    let to = StoredValue::new(untrack(|| routes::back(here)));
    // Whoever has signed in meanwhile, in another tab too, goes on.
    Effect::new(move |_| {
        if matches!(session::watched(), Session::In(_)) {
            let to = to.get_value();
            request_animation_frame(move || here.replace(&to));
        }
    });
    let submit = move |()| {
        let fields = form.fields(&["email", "password"]);
        form.submit::<CreateSession>((), fields, move |reply| {
            query::forget();
            prefs::set_locale(reply.user.locale);
            let to = to.get_value();
            if let Some(step) = reply.next {
                session::owes(step);
                here.replace(&routes::leading_to(session::page_of(step), &to));
                return;
            }
            session::enter(move || here.replace(&to));
        });
    };
    view! {
        <main class="gate" id="main">
            {brand()}
            <div class="gate-card">
                <Head title=t().gate.sign_in lead=t().gate.sign_in_lead />
                {ended.then(|| view! { <Notice role="status">{t().gate.session_over}</Notice> })}
                {part(move || {
                    setup
                        .data
                        .get()
                        .filter(|s| s.needed)
                        .map(|_| view! { <Notice tone="warn">{t().gate.setup_needed} " " <a href="/setup">{t().gate.go_to_setup}</a></Notice> })
                })}
                <FormBox form=form on_submit=Callback::new(submit)>
                    <Text form=form name="email" kind="email" label=t().gate.email complete="username" />
                    <Text form=form name="password" kind="password" label=t().gate.password complete="current-password" />
                    <Button label=t().gate.sign_in tone="primary" submit=true pending=form.pending />
                </FormBox>
                <p>
                    <a href="/forgot-password">{t().passwords.forgot}</a>
                </p>
            </div>
            {languages()}
        </main>
    }
    .into_any()
}
