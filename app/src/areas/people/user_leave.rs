//! Off-boarding: left who leaves, right what depends on them and who takes over; one confirmation.

use crate::areas::people::person_fields::must_stay;
use crate::areas::people::user::{crumb, listed};
use crate::areas::people::user_dialogs::activate;
use crate::areas::people::users::marks;
use crate::i18n::{counted, role_name, t};
use crate::net::api;
use crate::routes::{self, Here};
use crate::shared::lists::roles;
use crate::shared::status::status_badge;
use crate::state::query::{Query, refresh, use_all, use_query};
use crate::state::{session, toasts};
use crate::ui::badge::badge;
use crate::ui::button::{Button, LinkButton};
use crate::ui::confirm::is_typed;
use crate::ui::field::{Search, Text, is_refused, refusal};
use crate::ui::form::{Form, FormBox};
use crate::ui::notice::{Notice, Trouble};
use crate::ui::page::{Forbidden, Head, Missing};
use crate::ui::{icon, part};
use contract::client::call;
use contract::table::{DeactivateUser, DeleteUser, GetOffboarding, ListUsers};
use contract::{HandOver, Limit, Nothing, Offboarding, PageQuery, PersonRef, RoleList, SystemUserRef, UserQuery};
use domain::ids::{SystemUserId, UserId};
use domain::permission::PermissionId as P;
use domain::system_user::Status;
use leptos::{ev, prelude::*, task::spawn_local};
use std::sync::Arc;

const NAME: &str = "successor_user_id";

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
    let gone = move || one.failure.with(|f| f.as_ref().is_some_and(|f| f.status == 404)) && !there.get();
    view! {
        <div class="page">
            {part(move || {
                one.failure.get().map(|f| if gone() { view! { <Missing /> }.into_any() } else { view! { <Trouble failure=f retry=Callback::new(|()| refresh()) /> }.into_any() })
            })}
            {part(move || {
                let remove = remove.get();
                if !there.get() {
                    return None;
                }
                one.data.get_untracked().map(|all| untrack(|| body(here, all, all_roles, remove)))
            })}
        </div>
    }
    .into_any()
}

fn card(title: String, inner: AnyView) -> AnyView {
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
                        <a href=routes::system_user(bot.id.as_str())>{bot.username.clone()}</a>
                        {status_badge(bot.status)}
                    </span>
                    {alone.contains(&bot.id).then(|| badge("warn", icon::WARN, t().people.leave_alone))}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="lines">{rows}</ul> }.into_any()
}

fn body(here: Here, all: Arc<Offboarding>, all_roles: Query<RoleList>, remove: bool) -> AnyView {
    let p = &t().people;
    let user = all.user.clone();
    let title = if remove { (p.remove_title)(&user.name) } else { (p.deactivate_title)(&user.name) };
    let stays = must_stay(&user, all_roles);
    let form = Form::new();
    let successor = RwSignal::new(None::<UserId>);
    let back = routes::user(user.id.as_str());
    let hands_over = !all.looks_after.is_empty();
    let submit = {
        let (user, stays) = (user.clone(), stays.clone());
        Callback::new(move |()| {
            if stays.is_some()
                || form.pending.get_untracked()
                || (remove && !is_typed(form, |text| text.eq_ignore_ascii_case(&user.email)))
            {
                return;
            }
            let hand_over = HandOver { successor_user_id: successor.get_untracked() };
            let call = if remove {
                call::<DeleteUser>(&user.id, &hand_over, &Nothing {})
            } else {
                call::<DeactivateUser>(&user.id, &Nothing {}, &hand_over)
            };
            let (id, name) = (user.id.clone(), user.name.clone());
            form.pending.set(true);
            form.failure.set(None);
            spawn_local(async move {
                let answer = api::exchange(call, None).await;
                form.pending.try_set(false);
                match answer {
                    Ok(_) => {
                        refresh();
                        let p = &t().people;
                        here.go("/users");
                        match remove {
                            true => toasts::done((p.removed)(&name)),
                            // What was handed over stays there: then this is not all taken back.
                            false if hands_over => toasts::done((p.deactivated)(&name)),
                            false => {
                                let said = (p.deactivated)(&name);
                                toasts::done_with_undo(
                                    said,
                                    Callback::new(move |()| activate(id.clone(), name.clone())),
                                );
                            }
                        }
                    }
                    Err(f) => form.fail(f),
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
                    {hands_over.then(|| takes_over(form, successor, &all.successor, user.id.clone()))}
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

/// Who takes over: the owner, or somebody who is looked for.
fn takes_over(form: Form, successor: RwSignal<Option<UserId>>, owner: &PersonRef, leaver: UserId) -> AnyView {
    let p = &t().people;
    let search = RwSignal::new(String::new());
    // Who was chosen stays in sight when the search goes on.
    let chosen = RwSignal::new(None::<PersonRef>);
    let found = use_query::<ListUsers>(move || {
        let text = search.get().trim().to_owned();
        (!text.is_empty()).then(|| {
            let ask = UserQuery {
                limit: Limit::try_from(8).ok(),
                search: Some(text),
                status: Some(Status::Active),
                ..UserQuery::default()
            };
            ((), ask)
        })
    });
    let owner_id = owner.id.clone();
    let people = move || {
        let mut list: Vec<PersonRef> = chosen.get().into_iter().collect();
        if !search.with(|s| s.trim().is_empty())
            && let Some(page) = found.data.get()
        {
            for u in page.items.iter().filter(|u| u.id != leaver && u.id != owner_id) {
                if !list.iter().any(|one| one.id == u.id) {
                    list.push(PersonRef { id: u.id.clone(), name: format!("{} · {}", u.name, u.email) });
                }
            }
        }
        list
    };
    let option = move |one: Option<PersonRef>, word: String| {
        let id = one.as_ref().map(|o| o.id.clone());
        let mine = id.clone();
        let pick = move |_| {
            successor.set(id.clone());
            chosen.set(one.clone());
        };
        view! {
            <label class="choice">
                <input type="radio" name=NAME prop:checked=move || successor.with(|s| *s == mine) on:change=pick />
                <span>{word}</span>
            </label>
        }
        .into_any()
    };
    // Enter in the search box must not end anybody's access.
    let keys = |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && !crate::ui::composes(&event) {
            event.prevent_default();
        }
    };
    let error = crate::ui::unique("successor");
    view! {
        <fieldset class="field">
            <legend class="legend">{p.successor}</legend>
            <div class="choices" role="radiogroup" aria-label=p.successor aria-describedby=error.clone() aria-invalid=is_refused(form, NAME)>
                {option(None, (p.owner_takes)(&owner.name))}
                <For each=people key=|one| one.id.to_string() let:one>
                    {
                        let word = one.name.clone();
                        option(Some(one), word)
                    }
                </For>
            </div>
            <div on:keydown=keys>
                <Search label=p.successor_search value=search on_search=Callback::new(move |text| search.set(text)) />
            </div>
            <p class="hint">{p.successor_hint}</p>
            {refusal(form, NAME, error)}
        </fieldset>
    }
    .into_any()
}
