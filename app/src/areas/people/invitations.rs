//! Invitations that nobody accepted yet: how old, resend, revoke; and the dialogs that make new ones.

use crate::areas::people::invite_many;
use crate::areas::people::user_create::InviteDialog;
use crate::i18n::{iso, role_name, t};
use crate::routes::Here;
use crate::shared::asking::{Question, at_once, confirm};
use crate::shared::file::{self, Export, most, rows};
use crate::shared::list_page::{List, cursor, find, list_page};
use crate::shared::lists::roles;
use crate::shared::reading::gone;
use crate::shared::row_menu::{About, menu_cell};
use crate::shared::sections;
use crate::shared::selection::{Action, Job, Selection};
use crate::state::query::{Query, use_query};
use crate::state::{session, view_as};
use crate::ui::badge::badge;
use crate::ui::button::{Button, LinkButton};
use crate::ui::each::For;
use crate::ui::notice::Empty;
use crate::ui::page::{Forbidden, Head};
use crate::ui::time::{Ago, When};
use crate::ui::{icon, part};
use contract::client::{Call, call};
use contract::table::{ListInvitations, ResendInvitation, RevokeInvitation};
use contract::{Invitation, InvitationQuery, InvitationStatus, Nothing, Page, RoleList};
use domain::ids::InvitationId;
use domain::permission::PermissionId as P;
use leptos::prelude::*;

fn export() -> Export {
    file::of::<ListInvitations>(
        "invitations.csv",
        &["email", "name", "role", "status", "invited_by", "sent_count", "created_at", "expires_at"],
        |cursor| InvitationQuery { limit: most(), cursor, invited_by: None },
        |page| {
            rows(page, |one| {
                let (created, ends) = (iso(one.created_at.millis()), iso(one.expires_at.millis()));
                let (status, by) = (one.status.as_str().to_owned(), one.invited_by.name.clone());
                let (email, name, role) = (one.email.clone(), one.name.clone(), one.role.clone());
                vec![email, name, role, status, by, one.sent_count.to_string(), created, ends]
            })
        },
    )
}

/// The page.
pub fn page(here: Here) -> AnyView {
    if !session::may(P::UsersManage) {
        return view! { <Forbidden permission=P::UsersManage.as_str() /> }.into_any();
    }
    let i = &t().invitations;
    let list = use_query::<ListInvitations>(move || {
        Some(((), InvitationQuery { limit: None, cursor: cursor(here), invited_by: None }))
    });
    let all_roles = roles();
    let rows = move |page: &Page<Invitation>| page.items.iter().map(|one| one.id.to_string()).collect();
    let chosen =
        Selection::new(Memo::new(move |_| list.data.with(|page| page.as_deref().map(rows).unwrap_or_default())));
    view! {
        <div class="page">
            <Head title=i.title lead=i.lead>
                <Button label=i.bulk glyph=icon::PEOPLE off=view_as::blocked() on_press=Callback::new(move |()| here.open("bulk", "")) />
                {file::button(export)}
                {first_step()}
            </Head>
            {sections::people("/invitations")}
            {chosen.bar(bulk(list))}
            {table(here, list, all_roles, chosen)}
        </div>
        {dialogs(here, list)}
    }
    .into_any()
}

/// The way to a new one.
fn first_step() -> AnyView {
    view! { <LinkButton label=t().invitations.invite href="/invitations/new" tone="primary" glyph=icon::PLUS off=view_as::blocked() /> }
    .into_any()
}

/// What is done with all that are ticked.
fn bulk(list: Query<Page<Invitation>>) -> Vec<Action> {
    let i = &t().invitations;
    let jobs = move |call: fn(&InvitationId) -> Call| {
        Callback::new(move |ids: Vec<String>| {
            let page = list.data.get_untracked();
            let all = page.iter().flat_map(|page| &page.items).filter(|one| ids.contains(&one.id.to_string()));
            all.map(|one| Job { id: one.id.to_string(), name: one.email.clone(), call: call(&one.id) }).collect()
        })
    };
    let again = jobs(|id| call::<ResendInvitation>(id, &Nothing {}, &Nothing {}));
    let back = jobs(|id| call::<RevokeInvitation>(id, &Nothing {}, &Nothing {}));
    vec![
        Action { label: i.resend, glyph: icon::MAIL, ask: None, jobs: again },
        Action { label: i.revoke, glyph: icon::TRASH, ask: Some((i.revoke_many, i.revoke_many_text)), jobs: back },
    ]
}

fn table(here: Here, list: Query<Page<Invitation>>, all_roles: Query<RoleList>, chosen: Selection) -> AnyView {
    let i = &t().invitations;
    let items = move || list.data.get().map(|p| p.items.clone()).unwrap_or_default();
    list_page(
        here,
        list,
        List {
            caption: i.title,
            class: "table",
            bones: &["s", "l", "m", "s", "m", "m", "m", "s"],
            heads: view! { {chosen.tick_all()}
<th scope="col">{t().people.person}</th>
<th scope="col">{t().roles.one}</th>
<th scope="col">{i.status}</th>
<th scope="col">{i.by}</th>
<th scope="col">{i.sent}</th>
<th scope="col">{i.ends}</th> }.into_any(),
            actions: true,
            rows: view! { <For each=items key=|one| format!("{} {} {}", one.id, one.sent_count, one.status == InvitationStatus::Pending) let:one>
                        {row(here, all_roles, chosen, one)}
                    </For> }.into_any(),
            none: Box::new(move || view! { <Empty glyph=icon::MAIL title=i.empty why=i.empty_why>{first_step()}</Empty> }.into_any()),
        },
    )
}

fn row(here: Here, all_roles: Query<RoleList>, chosen: Selection, one: Invitation) -> AnyView {
    let i = &t().invitations;
    let pending = one.status == InvitationStatus::Pending;
    let (id, role) = (one.id.clone(), one.role_id.clone());
    let items = Callback::new(move |()| {
        let again = id.clone();
        // A new link gives the role anew: nobody gives what they do not hold.
        let beyond = all_roles.data.with_untracked(|list| {
            list.as_ref().is_some_and(|l| l.items.iter().any(|r| r.id == role && !r.assignable))
        });
        let about = About::new(here, id.as_str(), untrack(view_as::blocked));
        let resend = about.does(i.resend, icon::MAIL, Callback::new(move |()| resend(&again)));
        let resend = resend.unless(beyond.then(|| t().roles.beyond.to_owned()));
        let revoke = about.asks(i.revoke, icon::TRASH, "revoke").dangerous();
        [Some(resend), untrack(|| about.history()), Some(revoke)].into_iter().flatten().collect()
    });
    let status = if pending { badge("", icon::HALF, i.pending) } else { badge("warn", icon::WARN, i.expired) };
    let times = one.sent_count.unsigned_abs();
    view! {
        <tr>
            {chosen.tick(one.id.to_string(), &one.email)}
            <th scope="row">
                <strong>{one.name}</strong>
                <span class="sub">{one.email.clone()}</span>
            </th>
            <td data-label=t().roles.one>{role_name(&one.role)}</td>
            <td data-label=i.status>{status}</td>
            <td data-label=i.by>{one.invited_by.name}</td>
            <td data-label=i.sent>
                <div>
                    <Ago millis=one.created_at.millis() />
                    {(times > 1).then(|| view! { <span class="sub">{(i.times)(times)}</span> })}
                </div>
            </td>
            <td data-label=i.ends>
                <When millis=one.expires_at.millis() />
            </td>
            {menu_cell(&one.email, items)}
        </tr>
    }
    .into_any()
}

fn resend(id: &InvitationId) {
    at_once(call::<ResendInvitation>(id, &Nothing {}, &Nothing {}), t().invitations.resent.to_owned());
}

fn dialogs(here: Here, list: Query<Page<Invitation>>) -> AnyView {
    let new = Memo::new(move |_| here.is_new());
    let ask = Memo::new(move |_| here.ask());
    let there = Memo::new(move |_| list.data.with(Option::is_some));
    view! {
        {part(move || new.get().then(|| untrack(|| view! { <InviteDialog here=here /> })))}
        {part(move || {
            let ask = ask.get()?;
            match ask.action.as_str() {
                "bulk" => Some(untrack(|| invite_many::dialog(here))),
                "revoke" if there.get() => {
                    let one = untrack(|| find(list, |one| one.id.as_str() == ask.id));
                    Some(untrack(|| one.map_or_else(|| gone(here), |one| revoke(here, &one))))
                }
                _ => None,
            }
        })}
    }
    .into_any()
}

fn revoke(here: Here, one: &Invitation) -> AnyView {
    let i = &t().invitations;
    let (title, id) = ((i.revoke_title)(&one.email), one.id.clone());
    let revoke = move || call::<RevokeInvitation>(&id, &Nothing {}, &Nothing {});
    confirm(here, Question::new(title, i.revoke, vec![i.revoke_text.to_owned()], revoke, (i.revoked)(&one.email)))
}
