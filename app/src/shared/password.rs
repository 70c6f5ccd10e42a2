//! Choosing a new password, and changing one's own.

use crate::i18n::t;
use crate::state::{clock, session, toasts};
use crate::ui::button::Button;
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use contract::table::ChangePassword;
use contract::{FieldError, Me};
use domain::password::{NewPassword, PasswordRule, unlisted};
use domain::time::Instant;
use leptos::prelude::*;

/// The field of a new password, with its rules.
pub fn new_password(form: Form, name: &'static str, label: &'static str) -> AnyView {
    let least = untrack(session::me).map_or(PasswordRule::OnlyFactor, |me| rule(&me)).least();
    let hint = format!("{} {}", (t().gate.password_rules)(least), t().gate.password_refused);
    view! { <Text form=form name=name kind="password" label=label hint=hint complete="new-password" /> }.into_any()
}

/// How long a new password of whoever is signed in must be.
fn rule(me: &Me) -> PasswordRule {
    PasswordRule::of(me.account.needs_two_factor(Instant::from_millis(clock::now())))
}

/// The rules for new passwords are the domain's, told before anything is sent. Of nobody who is signed in the account, and so
/// how short a password may be, is the edge's to know.
pub fn weak(form: Form, name: &str, personal: &[&str]) -> Option<FieldError> {
    let rule = untrack(session::me).map_or(PasswordRule::OneOfTwo, |me| rule(&me));
    let checked = NewPassword::check(&form.text(name), rule, personal, unlisted);
    checked.err().map(|code| FieldError::at(name, code))
}

/// The fields of a change, which two pages have; `then` goes on when it is done.
pub fn change(button: &'static str, then: Callback<()>) -> AnyView {
    let p = &t().passwords;
    let form = Form::one_of("password");
    let submit = move |()| {
        let fields = form.fields(&["current_password", "new_password"]);
        let me = untrack(session::me);
        let personal = me.as_ref().map(|me| [me.user.name.as_str(), me.user.email.as_str(), me.account.name.as_str()]);
        if let Some(error) = weak(form, "new_password", personal.as_ref().map_or(&[], |p| p.as_slice()))
            && form.parse::<contract::ChangePassword>(fields.clone()).is_some()
        {
            form.refuse(&[error]);
            return;
        }
        form.submit::<ChangePassword>((), fields, move |()| {
            if let Some(node) = form.node.get_untracked() {
                node.reset();
            }
            toasts::done(t().passwords.changed);
            then.run(());
        });
    };
    view! {
        <FormBox form=form on_submit=Callback::new(submit)>
            // For password managers: whose password it is.
            <input type="text" autocomplete="username" value=untrack(session::me).map(|me| me.user.email.to_string()) readonly=true hidden=true />
            <Text form=form name="current_password" kind="password" label=p.current complete="current-password" />
            {new_password(form, "new_password", p.new)}
            <div class="form-foot">
                <Button label=button tone="primary" submit=true pending=form.pending />
            </div>
        </FormBox>
    }
    .into_any()
}
