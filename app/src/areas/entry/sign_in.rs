//! Signing in. Whoever was sent here from another page goes back to it.

use crate::areas::entry::frame::{brand, languages};
use crate::areas::entry::onward::Onward;
use crate::i18n::t;
use crate::routes::{self, Here};
use crate::state::prefs;
use crate::state::query::use_query;
use crate::state::session::{self, Session};
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
    let on = Onward::from(here);
    on.follow(None, || false);
    let submit = move |()| {
        let fields = form.fields(&["email", "password"]);
        form.submit::<CreateSession>((), fields, move |reply| {
            prefs::set_locale(reply.user.locale);
            on.done(reply.next);
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
