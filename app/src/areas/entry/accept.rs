//! Accepting an invitation: who invites and as whom is said first; a name and a password make the person.

use crate::areas::entry::frame::{frame, gate};
use crate::i18n::t;
use crate::net::api;
use crate::net::failure::Failure;
use crate::routes::Here;
use crate::shared::password::{new_password, weak};
use crate::state::{link, prefs, query, session};
use crate::ui::button::Button;
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use crate::ui::notice::Trouble;
use crate::ui::page::Head;
use crate::ui::part;
use contract::client::call;
use contract::table::{AcceptInvitation, GreetInvitation};
use contract::{Code, Entered, InvitationGreeting, LinkToken, Nothing};
use leptos::{prelude::*, task::spawn_local};
use std::cell::RefCell;

// The page is drawn anew when the language changes; the answer need not be asked for again.
thread_local!(static GREETED: RefCell<Option<InvitationGreeting>> = const { RefCell::new(None) });

type Found = RwSignal<Option<Result<InvitationGreeting, Failure>>>;

/// The page.
pub fn page(here: Here) -> AnyView {
    let p = &t().passwords;
    let Some(token) = link::token() else {
        return gate(p.no_link, p.no_link_why, to_sign_in());
    };
    let found: Found = RwSignal::new(GREETED.with_borrow(Clone::clone).map(Ok));
    if found.with_untracked(Option::is_none) {
        greet(found, token);
    }
    let body = part(move || {
        match found.get() {
        None => view! { <span class="spin" aria-hidden="true"></span><span class="sr" role="status">{t().common.loading}</span> }.into_any(),
        Some(Ok(greeting)) => form(here, found, greeting),
        Some(Err(f)) if f.code == Some(Code::LinkGone) => view! { <p>{t().passwords.gone_invitation}</p> {to_sign_in()} }.into_any(),
        Some(Err(f)) => {
            let retry = move |()| {
                if let Some(token) = link::token() {
                    found.set(None);
                    greet(found, token);
                }
            };
            view! { <Trouble failure=f retry=Callback::new(retry) /> }.into_any()
        }
    }
    });
    let gone = Memo::new(move |_| found.with(|f| matches!(f, Some(Err(f)) if f.code == Some(Code::LinkGone))));
    let head = part(move || {
        let p = &t().passwords;
        if gone.get() {
            view! { <Head title=p.gone /> }
        } else {
            view! { <Head title=p.accept lead=p.accept_lead /> }
        }
    });
    frame(view! { {head} {body} }.into_any())
}

fn to_sign_in() -> AnyView {
    view! { <p><a href="/sign-in">{t().passwords.to_sign_in}</a></p> }.into_any()
}

fn greet(found: Found, token: String) {
    spawn_local(async move {
        let body = LinkToken { token: Entered::new(token) };
        let answer = api::exchange(call::<GreetInvitation>(&(), &Nothing {}, &body), None).await;
        let answer = answer.and_then(|body| api::parse::<InvitationGreeting>(&body));
        if let Ok(greeting) = &answer {
            GREETED.with_borrow_mut(|kept| *kept = Some(greeting.clone()));
            found.try_set(Some(answer.clone()));
            // The mail was in this language, and so is the page that it leads to; draws everything anew.
            prefs::show(greeting.locale);
        } else {
            found.try_set(Some(answer));
        }
    });
}

fn form(here: Here, found: Found, greeting: InvitationGreeting) -> AnyView {
    let p = &t().passwords;
    let form = Form::new();
    form.on(Code::LinkGone, move || {
        link::spend();
        if let Some(failure) = form.failure.get_untracked() {
            found.set(Some(Err(failure)));
        }
    });
    let InvitationGreeting { account_name, email, name, .. } = greeting;
    let personal = (account_name.clone(), email.clone());
    let submit = move |()| {
        let mut fields = form.fields(&["name", "password"]);
        fields.insert("token".to_owned(), link::token().into());
        let name = form.text("name");
        let weak = weak(form, "password", &[&name, &personal.0, &personal.1]);
        if let Some(error) = weak
            && form.parse::<contract::AcceptInvitation>(fields.clone()).is_some()
        {
            form.refuse(&[error]);
            return;
        }
        form.submit::<AcceptInvitation>((), fields, move |reply| {
            query::forget();
            session::enter(move || {
                link::spend();
                GREETED.with_borrow_mut(|kept| *kept = None);
                prefs::set_locale(reply.user.locale);
                here.replace("/");
            });
        });
    };
    view! {
        <dl class="keys">
            <dt>{p.account}</dt>
            <dd>{account_name}</dd>
            <dt>{t().gate.email}</dt>
            <dd>{email.clone()}</dd>
        </dl>
        <FormBox form=form on_submit=Callback::new(submit)>
            // Password managers keep the password under this.
            <input type="hidden" autocomplete="username" value=email />
            <Text form=form name="name" label=t().gate.your_name value=name complete="name" />
            {new_password(form, "password", t().gate.password)}
            <Button label=p.join tone="primary" submit=true pending=form.pending />
        </FormBox>
    }
    .into_any()
}
