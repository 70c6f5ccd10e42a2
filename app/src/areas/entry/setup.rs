//! The first run: account and first administrator. The one-time token comes in the link's fragment, which no
//! server sees.

use crate::areas::entry::frame::{brand, languages};
use crate::i18n::{self, t};
use crate::routes::Here;
use crate::state::query::use_query;
use crate::state::{link, prefs, session};
use crate::ui::button::Button;
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use crate::ui::notice::{Notice, Trouble};
use crate::ui::page::Head;
use crate::ui::part;
use contract::table::{GetSetup, RunSetup};
use contract::{FieldError, Fields, Nothing};
use domain::password::{MIN_CHARS, NewPassword, PasswordRule, unlisted};
use leptos::prelude::*;

/// The page.
pub fn page(here: Here) -> AnyView {
    let status = use_query::<GetSetup>(|| Some(((), Nothing {})));
    let needed = Memo::new(move |_| status.data.get().map(|s| s.needed));
    view! {
        <main class="gate" id="main">
            {brand()}
            <div class="gate-card">
                {part(move || match needed.get() {
                    Some(true) => form(here),
                    Some(false) => {
                        view! {
                            <Head title=t().gate.setup_done lead=t().gate.setup_done_lead />
                            <p>
                                <a href="/sign-in">{t().gate.sign_in}</a>
                            </p>
                        }
                            .into_any()
                    }
                    None => view! { <Head title=t().gate.setup lead=t().gate.setup_lead /> }.into_any(),
                })}
                {part(move || {
                    status
                        .failure
                        .get()
                        .filter(|_| needed.get().is_none())
                        .map(|f| view! { <Trouble failure=f retry=Callback::new(|()| crate::state::query::refresh()) /> })
                })}
            </div>
            {languages()}
        </main>
    }
    .into_any()
}

fn form(here: Here) -> AnyView {
    let form = Form::new();
    let known = link::token().is_some();
    let submit = move |()| {
        let mut fields = form.fields(&["setup_token", "account_name", "name", "email", "password"]);
        if let Some(token) = link::token() {
            fields.entry("setup_token").or_insert(token.into());
        }
        fields.insert("locale".to_owned(), i18n::locale().as_str().into());
        let weak = weak_password(form, &fields);
        if let Some(error) = weak
            && form.parse::<contract::SetUp>(fields.clone()).is_some()
        {
            form.refuse(&[error]);
            return;
        }
        form.submit::<RunSetup>((), fields, move |_| {
            link::spend();
            prefs::set_locale(i18n::locale());
            session::enter(move || here.replace("/"));
        });
    };
    view! {
        <Head title=t().gate.setup lead=t().gate.setup_lead />
        <FormBox form=form on_submit=Callback::new(submit)>
            {if known {
                view! { <Notice tone="ok">{format!("{}: {}", t().gate.setup_token, t().gate.setup_token_read)}</Notice> }.into_any()
            } else {
                view! { <Text form=form name="setup_token" kind="password" label=t().gate.setup_token hint=t().gate.setup_token_hint /> }.into_any()
            }}
            <Text form=form name="account_name" label=t().gate.account_name hint=t().gate.account_name_hint complete="organization" />
            <Text form=form name="name" label=t().gate.your_name complete="name" />
            <Text form=form name="email" kind="email" label=t().gate.email complete="username" />
            <Text
                form=form
                name="password"
                kind="password"
                label=t().gate.password
                hint=format!("{} {}", (t().gate.password_rules)(MIN_CHARS), t().gate.password_refused)
                complete="new-password"
            />
            <Button label=t().gate.set_up tone="primary" submit=true pending=form.pending />
        </FormBox>
    }
    .into_any()
}

/// The rules for new passwords are the domain's, told before anything is sent.
fn weak_password(form: Form, fields: &Fields) -> Option<FieldError> {
    let text = form.text("password");
    let word = |name: &str| fields.get(name).and_then(|v| v.as_str()).unwrap_or_default();
    let personal = [word("name"), word("email"), word("account_name")];
    NewPassword::check(&text, PasswordRule::OnlyFactor, &personal, unlisted)
        .err()
        .map(|code| FieldError::at("password", code))
}
