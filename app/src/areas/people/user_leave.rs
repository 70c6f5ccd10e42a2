//! Off-boarding: left who leaves, right what depends on them and who takes over; one confirmation.

use crate::areas::people::person_fields::must_stay;
use crate::areas::people::successors::{Heirs, takes_over};
use crate::areas::people::user::{crumb, listed};
use crate::areas::people::user_dialogs::activate;
use crate::areas::people::user_left::{Left, keys, rules, summary, tokens};
use crate::areas::people::users::marks;
use crate::i18n::{counted, role_name, t};
use crate::net::api;
use crate::routes::{self, Here};
use crate::shared::environment::test_badge;
use crate::shared::lists::roles;
use crate::shared::status::status_badge;
use crate::state::query::{Query, refresh, use_all};
use crate::state::{session, toasts};
use crate::ui::badge::badge;
use crate::ui::button::{Button, LinkButton};
use crate::ui::confirm::is_typed;
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use crate::ui::notice::{Notice, Trouble};
use crate::ui::page::{Forbidden, Head, Missing};
use crate::ui::{icon, part};
use contract::client::call;
use contract::table::{DeactivateUser, DeleteUser, GetOffboarding};
use contract::{HandOver, Limit, Nothing, Offboarding, PageQuery, RemovalQuery, RoleList, Successors, SystemUserRef};
use domain::ids::{SystemUserId, UserId};
use domain::permission::PermissionId as P;
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;

/// The page.
pub fn page(here: Here, id: String) -> AnyView {
    if !session::may(P::UsersManage) {
        return view! { <Forbidden permission=P::UsersManage.as_str() /> }.into_any();
    }
    let Ok(id) = UserId::try_from(id) else { return view! { <Missing /> }.into_any() };
    let one = use_all::<GetOffboarding>(move || {
        Some((id.clone(), PageQuery { limit: Limit::try_from(200).ok(), cursor: None }))
    });
    let all_roles = roles();
    // Drawn once: what is typed and chosen stays while the answer is read again.
    let there = Memo::new(move |_| {
        one.data.with(Option::is_some)
            && (all_roles.data.with(Option::is_some) || all_roles.failure.with(Option::is_some))
    });
    let remove = Memo::new(move |_| here.param("then").as_deref() == Some("remove"));
    // What was done, once it is: the person may be gone by then.
    let left = RwSignal::new(None::<Arc<Left>>);
    let gone = move || one.failure.with(|f| f.as_ref().is_some_and(|f| f.status == 404)) && !there.get();
    view! {
        <div class="page">
            {part(move || left.get().map(|left| untrack(|| summary(here, &left))))}
            {part(move || {
                if left.with(Option::is_some) {
                    return None;
                }
                one.failure.get().map(|f| if gone() { view! { <Missing /> }.into_any() } else { view! { <Trouble failure=f retry=Callback::new(|()| refresh()) /> }.into_any() })
            })}
            {part(move || {
                let remove = remove.get();
                if !there.get() || left.with(Option::is_some) {
                    return None;
                }
                one.data.get_untracked().map(|all| untrack(|| body(here, all, all_roles, remove, left)))
            })}
        </div>
    }
    .into_any()
}

pub fn card(title: String, inner: AnyView) -> AnyView {
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{title}</h2>
            </div>
            {inner}
        </section>
    }
    .into_any()
}

fn bots(list: &[SystemUserRef], alone: &[SystemUserId]) -> AnyView {
    if list.is_empty() {
        return view! { <p class="card-body muted">{t().people.leave_nothing}</p> }.into_any();
    }
    let rows = list
        .iter()
        .map(|bot| {
            view! {
                <li>
                    <span class="row">
                        <a href=routes::system_user(bot.id.as_str())>{bot.username.clone()}</a> {test_badge(bot.environment)}
                        {status_badge(bot.status)}
                    </span>
                    {alone.contains(&bot.id).then(|| badge("warn", icon::WARN, t().people.leave_alone))}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="lines">{rows}</ul> }.into_any()
}

fn body(
    here: Here,
    all: Arc<Offboarding>,
    all_roles: Query<RoleList>,
    remove: bool,
    left: RwSignal<Option<Arc<Left>>>,
) -> AnyView {
    let p = &t().people;
    let user = all.user.clone();
    let title = if remove { (p.remove_title)(&user.name) } else { (p.deactivate_title)(&user.name) };
    let stays = must_stay(&user, all_roles);
    let form = Form::new();
    let heirs = Heirs::new(&all);
    let back = routes::user(user.id.as_str());
    let hands_over = !all.looks_after.is_empty();
    let submit = {
        let (user, stays, all) = (user.clone(), stays.clone(), Arc::clone(&all));
        Callback::new(move |()| {
            if stays.is_some()
                || form.pending.get_untracked()
                || (remove && !is_typed(form, |text| text.eq_ignore_ascii_case(&user.email)))
            {
                return;
            }
            let (successor_user_id, successors) = heirs.chosen();
            let named: Vec<_> = successors.iter().flatten().map(|one| one.system_user_id.clone()).collect();
            let call = if remove {
                call::<DeleteUser>(&user.id, &RemovalQuery { successor_user_id }, &Successors { successors })
            } else {
                call::<DeactivateUser>(&user.id, &Nothing {}, &HandOver { successor_user_id, successors })
            };
            let (id, name) = (user.id.clone(), user.name.clone());
            let told = Left::new(&all, heirs, remove);
            form.pending.set(true);
            form.failure.set(None);
            spawn_local(async move {
                let answer = api::exchange(call, None).await;
                form.pending.try_set(false);
                match answer {
                    Ok(_) => {
                        refresh();
                        let p = &t().people;
                        let said = if remove { (p.removed)(&name) } else { (p.deactivated)(&name) };
                        // What was handed over stays there, and is worth a page to keep.
                        if told.is_worth_keeping() {
                            toasts::done(said);
                            left.try_set(Some(Arc::new(told)));
                            return;
                        }
                        here.go("/users");
                        match remove {
                            true => toasts::done(said),
                            false => {
                                toasts::done_with_undo(
                                    said,
                                    Callback::new(move |()| activate(id.clone(), name.clone())),
                                );
                            }
                        }
                    }
                    Err(f) => heirs.fail(form, f, &named),
                }
            });
        })
    };
    let teams = listed(all.teams.iter().map(|one| one.name.clone()).collect());
    let more = all.more_invitations.then(|| "…".to_owned());
    let invitations = listed(all.invitations.iter().map(|one| one.email.clone()).chain(more).collect());
    let sent = !all.invitations.is_empty();
    let label = (t().common.type_to_confirm)(&user.email);
    let confirm = if remove { p.remove } else { t().bots.deactivate };
    view! {
        <Head title=title lead=p.leave_lead crumb=crumb() />
        {stays.clone().map(|why| view! { <Notice tone="warn">{why}</Notice> })}
        <div class="leave">
            <div class="stack">
                {card(
                    p.person.to_owned(),
                    view! {
                        <div class="card-body stack">
                            <p>
                                <a href=back.clone()>
                                    <strong>{user.name.clone()}</strong>
                                </a>
                                " "
                                {marks(&user)}
                            </p>
                            <p>{user.email.clone()}</p>
                            <p class="row">{role_name(&user.role)} {status_badge(user.status)}</p>
                            <p class="muted">{if remove { p.remove_forever } else { p.deactivate_now }}</p>
                        </div>
                    }
                        .into_any(),
                )}
            </div>
            <div class="stack">
                <Notice tone="ok">{p.bots_work}</Notice>
                {card(p.leave_looks_after.to_owned(), bots(&all.looks_after, &all.alone))}
                {card(p.leave_created.to_owned(), bots(&all.created, &[]))}
                {(!all.tokens_seen.is_empty()).then(|| card(p.tokens_seen.to_owned(), tokens(&all.user, &all.tokens_seen, all.more_tokens_seen)))}
                {(!all.client_keys.is_empty()).then(|| card(p.keys_registered.to_owned(), keys(&all.client_keys, all.more_client_keys)))}
                {(!all.trust_rules.is_empty()).then(|| card(p.rules_added.to_owned(), rules(&all.trust_rules, all.more_trust_rules)))}
                {made(&all).map(|made| card(p.leave_made.to_owned(), made))}
                {card(t().teams.title.to_owned(), view! { <p class="card-body">{teams}</p> }.into_any())}
                {card(
                    p.leave_invitations.to_owned(),
                    view! {
                        <div class="card-body">
                            <p>{invitations}</p>
                            {sent.then(|| view! { <p class="hint">{p.leave_invitations_hint}</p> })}
                        </div>
                    }
                        .into_any(),
                )}
                {card(t().nav.sessions.to_owned(), view! { <p class="card-body">{counted(p.sessions_end, all.sessions.unsigned_abs())}</p> }.into_any())}
                <FormBox form=form on_submit=submit>
                    {hands_over.then(|| takes_over(form, heirs, &all))}
                    {remove.then(|| view! { <Text form=form name="confirm_name" label=label /> })}
                    <div class="form-foot">
                        <LinkButton label=t().common.cancel href=back off=None />
                        <Button label=confirm tone="danger" submit=true pending=form.pending off=stays />
                    </div>
                </FormBox>
            </div>
        </div>
    }
    .into_any()
}

/// What they made for messages, by kind; none when there is nothing.
fn made(all: &Offboarding) -> Option<AnyView> {
    let n = &t().nav;
    let kinds = [(n.webhooks, &all.webhooks), (n.sources, &all.inbound_sources), (n.channels, &all.channels)];
    let lines: Vec<AnyView> = kinds
        .into_iter()
        .filter(|(_, made)| made.count > 0)
        .map(|(kind, made)| {
            let named = i64::try_from(made.names.len()).unwrap_or(i64::MAX);
            let more = (made.count > named).then(|| "…".to_owned());
            let names = listed(made.names.iter().cloned().chain(more).collect());
            view! { <p>{format!("{kind} ({}): {names}", made.count)}</p> }.into_any()
        })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <div class="card-body">
                {lines}
                <p class="hint">{t().people.leave_made_hint}</p>
            </div>
        }
        .into_any()
    })
}
