//! The role of a system user, Admin or Employee, and the policy that somebody accepts before the first Admin.

use crate::i18n::{counted, exact, t};
use crate::net::api;
use crate::routes::Here;
use crate::shared::reading::trouble;
use crate::state::query::{Query, refresh, use_query};
use crate::state::{session, toasts};
use crate::ui::badge::badge;
use crate::ui::button::Button;
use crate::ui::confirm::feet;
use crate::ui::dialog::Dialog;
use crate::ui::field::{is_refused, refusal};
use crate::ui::form::{Form, FormBox};
use crate::ui::icon;
use crate::ui::notice::Notice;
use crate::ui::{attr, part, unique};
use contract::client::call;
use contract::table::{AcceptPolicy, GetPolicy, SetSystemUserRole};
use contract::{Code, Endpoint, Nothing, PolicyState, Request, SystemUser};
use domain::business::SystemUserRole;
use leptos::{prelude::*, task::spawn_local};
use locale::business::Business;

/// The field's name.
pub const NAME: &str = "role";

/// The texts about roles, apps and assets.
pub fn m() -> &'static Business {
    &locale::later().business
}

/// The role in words.
pub fn word(of: SystemUserRole) -> &'static str {
    match of {
        SystemUserRole::Admin => t().bots.admin,
        SystemUserRole::Employee => t().bots.employee,
    }
}

/// The mark of an Admin; most are Employees, which have none.
pub fn admin_badge(of: SystemUserRole) -> AnyView {
    match of {
        SystemUserRole::Admin => badge("warn", icon::CROWN, t().bots.admin).into_any(),
        SystemUserRole::Employee => ().into_any(),
    }
}

/// Which role is chosen, and whether the policy is accepted that an Admin needs.
#[derive(Clone, Copy)]
pub struct Choice {
    form: Form,
    /// The role.
    pub role: RwSignal<SystemUserRole>,
    policy: Query<PolicyState>,
}

impl Choice {
    /// With this role chosen.
    pub fn new(form: Form, now: SystemUserRole) -> Self {
        let role = RwSignal::new(now);
        form.keep(
            NAME,
            move || vec![role.get().to_string()],
            move |kept| {
                role.set(kept.first().and_then(|text| SystemUserRole::try_from(text.clone()).ok()).unwrap_or(now));
            },
        );
        let policy = use_query::<GetPolicy>(move || (role.get() == SystemUserRole::Admin).then_some(((), Nothing {})));
        // Its text was changed meanwhile: it is read again, and accepted again.
        form.on(Code::PolicyNotAccepted, refresh);
        Self { form, role, policy }
    }

    /// Why it can't be sent yet.
    pub fn off(self) -> Signal<Option<String>> {
        Signal::derive(move || {
            let admin = self.role.get() == SystemUserRole::Admin;
            let accepted = self.policy.data.with(|policy| policy.as_ref().is_some_and(|policy| policy.is_accepted));
            (admin && !accepted).then(|| m().policy_why.to_owned())
        })
    }

    /// The two roles, and below them the policy where it is needed.
    pub fn field(self) -> AnyView {
        let error = unique(NAME);
        let choice = move |of: SystemUserRole, hint: &'static str| {
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name=NAME
                        value=of.as_str()
                        prop:checked=attr(move || self.role.get() == of)
                        on:change=move |_| self.role.set(of)
                    />
                    <span>{word(of)} <span class="hint">{hint}</span></span>
                </label>
            }
            .into_any()
        };
        let most = untrack(session::me).map(|me| me.account.access_level.most(me.account.system_user_limit));
        view! {
            <fieldset class="field">
                <legend class="legend">{m().role}</legend>
                <div
                    class="choices few"
                    role="radiogroup"
                    aria-label=m().role
                    aria-describedby=error.clone()
                    aria-invalid=is_refused(self.form, NAME)
                >
                    {choice(SystemUserRole::Employee, m().employee_hint)}
                    {choice(SystemUserRole::Admin, m().admin_hint)}
                </div>
                {most.map(|most| view! { <p class="hint">{counted(m().caps, most.unsigned_abs())}</p> })}
                {refusal(self.form, NAME, error)}
            </fieldset>
            {trouble(self.policy.failure)}
            {part(move || {
                let admin = self.role.get() == SystemUserRole::Admin;
                admin.then(|| self.policy.data.get()).flatten().map(|policy| untrack(|| shown(&policy)))
            })}
        }
        .into_any()
    }
}

/// The policy: its text and the button that accepts it, or who did.
fn shown(policy: &PolicyState) -> AnyView {
    if let (true, Some(last)) = (policy.is_accepted, &policy.last) {
        return view! { <p class="muted small">{m().policy} ". " {(m().accepted_by)(&last.by.name, &exact(last.at.millis()))}</p> }
            .into_any();
    }
    let busy = RwSignal::new(false);
    let text = policy.text.clone();
    let (which, version) = (policy.policy.to_string(), policy.text_version);
    let accept = Callback::new(move |()| {
        let fields = [("policy", which.clone().into()), ("accept", true.into()), ("text_version", version.into())];
        let fields = fields.into_iter().map(|(name, value): (&str, serde_json::Value)| (name.to_owned(), value));
        let Ok(body) = <AcceptPolicy as Endpoint>::Body::parse(fields.collect()) else { return };
        busy.set(true);
        spawn_local(async move {
            match api::exchange(call::<AcceptPolicy>(&(), &Nothing {}, &body), None).await {
                Ok(_) => toasts::done(m().accepted),
                Err(failure) => toasts::failed(failure.title),
            }
            busy.try_set(false);
            refresh();
        });
    });
    view! {
        <Notice>
            <p><strong>{m().policy}</strong></p>
            <p>{text}</p>
            <p class="muted small">{m().policy_why}</p>
            <p class="row">
                <Button label=m().accept pending=busy off=crate::state::view_as::blocked() on_press=accept />
            </p>
        </Notice>
    }
    .into_any()
}

/// The dialog that changes the role.
pub fn dialog(here: Here, bot: &SystemUser) -> AnyView {
    let form = Form::new();
    form.reopen_when_stale(here);
    let choice = Choice::new(form, bot.role);
    let (id, version) = (bot.id.clone(), bot.version);
    let submit = move |()| {
        if choice.off().get_untracked().is_some() {
            return;
        }
        let mut fields = contract::Fields::new();
        fields.insert("version".to_owned(), version.into());
        fields.insert(NAME.to_owned(), choice.role.get_untracked().as_str().into());
        form.submit::<SetSystemUserRole>(id.clone(), fields, move |reply| {
            refresh();
            here.close();
            toasts::done(word(reply.system_user.role));
        });
    };
    view! {
        <Dialog title=(m().role_title)(&bot.username) on_close=here.closing()>
            <FormBox form=form on_submit=Callback::new(submit)>
                <Notice tone="warn">{m().change_role_text}</Notice>
                {choice.field()}
                {feet(here.closing(), view! { <Button label=m().change_role tone="primary" submit=true pending=form.pending off=choice.off() /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}
