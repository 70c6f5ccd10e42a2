//! Signing in. Whoever was sent here from another page goes back to it.

use crate::form::{Form, FormBox};
use crate::i18n::{self, t};
use crate::routes::Here;
use crate::state::query::use_query;
use crate::state::session::{self, Session};
use crate::state::{prefs, query};
use crate::ui::button::Button;
use crate::ui::field::Text;
use crate::ui::icon::mark;
use crate::ui::notice::Notice;
use crate::ui::page::Head;
use crate::ui::part;
use contract::client::percent_encode;
use contract::table::{CreateSession, GetSetup};
use contract::{NextStep, Nothing};
use domain::locale::Locale;
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

/// Only a path of our own: a link must not lead elsewhere through us.
fn back(next: Option<String>) -> String {
    next.filter(|n| n.starts_with('/') && !n.starts_with("//") && !n.contains('\\') && !n.starts_with("/sign-in"))
        .unwrap_or_else(|| "/".to_owned())
}

/// The product's name above a lone form.
pub fn brand() -> impl IntoView {
    view! {
        <p class="brand">
            {mark()}
            "Tenure"
        </p>
    }
}

/// The languages, under a lone form.
pub fn languages() -> impl IntoView {
    let buttons = Locale::ALL
        .iter()
        .map(|locale| {
            let here = *locale == i18n::locale();
            view! {
                <button type="button" lang=locale.as_str() aria-pressed=if here { "true" } else { "false" } on:click=move |_| prefs::set_locale(*locale)>
                    {i18n::own_name(*locale)}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="gate-foot" role="group" aria-label=t().gate.language>
            {buttons}
        </div>
    }
}

/// The page.
pub fn page(here: Here) -> AnyView {
    let form = Form::new();
    let ended = here.param("ended").is_some();
    let setup = use_query::<GetSetup>(|| Some(((), Nothing {})));
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
            session::enter(move || here.replace(&back(untrack(|| here.param("next")))));
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

#[cfg(test)]
mod tests {
    use super::back;

    #[test]
    fn only_our_own_pages_are_gone_back_to() {
        assert_eq!(back(Some("/system-users?status=active".to_owned())), "/system-users?status=active");
        for bad in
            ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/sign-in?next=/", ""]
        {
            assert_eq!(back(Some(bad.to_owned())), "/", "{bad}");
        }
        assert_eq!(back(None), "/");
    }
}
