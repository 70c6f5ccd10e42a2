//! Signing in. Whoever was sent here from another page goes back to it.

use crate::areas::entry::frame::{brand, languages};
use crate::i18n::t;
use crate::routes::{self, Here, Page};
use crate::state::query::use_query;
use crate::state::session::{self, Session};
use crate::state::{prefs, query};
use crate::ui::button::Button;
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use crate::ui::notice::Notice;
use crate::ui::page::Head;
use crate::ui::part;
use contract::client::percent_encode;
use contract::table::{CreateSession, GetSetup};
use contract::{NextStep, Nothing};
use leptos::prelude::*;

/// The address of this page that leads back to where the reader is.
pub fn address(here: Here) -> String {
    let place = here.address();
    let ended = matches!(session::state(), Session::Out { ended: true });
    let mut to = "/sign-in".to_owned();
    if place != "/" {
        to.push_str("?next=");
        to.push_str(&percent_encode(&place));
    }
    if ended {
        to.push_str(if place == "/" { "?ended=1" } else { "&ended=1" });
    }
    to
}

/// Where to go after signing in: a page of our own, or home.
fn back(next: Option<String>) -> String {
    next.and_then(|n| routes::own(&n)).filter(|n| Page::of(n) != Page::SignIn).unwrap_or_else(|| "/".to_owned())
}

/// The page.
pub fn page(here: Here) -> AnyView {
    let form = Form::new();
    let ended = here.param("ended").is_some();
    let setup = use_query::<GetSetup>(|| Some(((), Nothing {})));
    // Taken while the address is this page's: it may be another one's by the time that it is gone to.
    let to = StoredValue::new(back(untrack(|| here.param("next"))));
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
            if reply.next == Some(NextStep::ChangePassword) {
                session::bound();
                here.replace("/change-password");
                return;
            }
            let to = to.get_value();
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
