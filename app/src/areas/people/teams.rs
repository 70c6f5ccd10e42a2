//! The teams: the list, and the dialogs that create, change and delete one.

use crate::areas::people::team_members::{self, Members};
use crate::i18n::{counted, iso, number, t};
use crate::routes::Here;
use crate::shared::asking::{Question, confirm};
use crate::shared::file::{self, Export, most, rows};
use crate::shared::list_page::{List, cursor, list_page};
use crate::shared::reading::gone;
use crate::shared::row_menu::{About, menu_cell};
use crate::shared::sections;
use crate::state::query::{refresh, use_query};
use crate::state::{session, toasts};
use crate::ui::button::{Button, LinkButton};
use crate::ui::confirm::feet;
use crate::ui::dialog::Dialog;
use crate::ui::each::For;
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use crate::ui::notice::{Empty, Trouble};
use crate::ui::page::{Forbidden, Head};
use crate::ui::time::When;
use crate::ui::{icon, part};
use contract::client::call;
use contract::table::{CreateTeam, DeleteTeam, GetTeam, ListTeams, UpdateTeam};
use contract::{FieldError, NameQuery, Nothing, Team};
use domain::field::FieldCode;
use domain::ids::TeamId;
use domain::permission::PermissionId as P;
use leptos::prelude::*;

fn export() -> Export {
    file::of::<ListTeams>(
        "teams.csv",
        &["id", "name", "members", "created_at"],
        |cursor| NameQuery { limit: most(), cursor, search: None },
        |page| {
            rows(page, |one| {
                let (id, created) = (one.id.to_string(), iso(one.created_at.millis()));
                vec![id, one.name.clone(), one.member_count.to_string(), created]
            })
        },
    )
}

/// The page.
pub fn page(here: Here) -> AnyView {
    if !session::may(P::TeamsManage) {
        return view! { <Forbidden permission=P::TeamsManage.as_str() /> }.into_any();
    }
    let m = &t().teams;
    let list =
        use_query::<ListTeams>(move || Some(((), NameQuery { limit: None, cursor: cursor(here), search: None })));
    let items = move || list.data.get().map(|p| p.items.clone()).unwrap_or_default();
    let create = || view! { <LinkButton label=t().teams.create href="/teams/new" tone="primary" glyph=icon::PLUS off=session::unless(P::TeamsManage) /> };
    view! {
        <div class="page">
            <Head title=m.title lead=m.lead>
                {file::button(export)}
                {create()}
            </Head>
            {sections::people("/teams")}
            {list_page(
        here,
        list,
        List {
            caption: m.title,
            class: "table",
            bones: &["l", "s", "l", "m", "m", "s"],
            heads: view! { <th scope="col">{m.one}</th>
<th scope="col">{m.count}</th>
<th scope="col">{m.members}</th>
<th scope="col">{m.supervisors}</th>
<th scope="col">{m.created}</th> }.into_any(),
            actions: true,
            rows: view! { <For each=items key=|team| format!("{} {} {}", team.id, team.version, team.member_count) let:team>
                            {row(here, team)}
                        </For> }.into_any(),
            none: Box::new(move || view! { <Empty glyph=icon::TEAM title=m.empty why=m.empty_why>{create()}</Empty> }.into_any()),
        },
    )}
        </div>
        {dialogs(here)}
    }
    .into_any()
}

/// A few names, and how many more there are.
fn names(mut all: Vec<String>, count: usize) -> String {
    const SHOWN: usize = 3;
    all.truncate(SHOWN);
    match (all.len(), count.saturating_sub(all.len())) {
        (0, _) => "—".to_owned(),
        (_, 0) => all.join(", "),
        (_, more) => format!("{} {}", all.join(", "), (t().teams.and_more)(more as u64)),
    }
}

fn row(here: Here, team: Team) -> AnyView {
    let m = &t().teams;
    let count = team.member_count.unsigned_abs();
    let people = names(team.members.iter().map(|p| p.name.clone()).collect(), count as usize);
    let heads: Vec<String> = team.members.iter().filter(|p| p.supervisor).map(|p| p.name.clone()).collect();
    let heads = names(heads.clone(), heads.len());
    let id = team.id.to_string();
    let items = Callback::new(move |()| {
        let about = About::new(here, &id, session::unless(P::TeamsManage));
        let edit = about.asks(m.edit, icon::PENCIL, "edit");
        [Some(edit), about.history(), Some(about.deletes())].into_iter().flatten().collect()
    });
    view! {
        <tr>
            <th scope="row">
                <strong>{team.name.clone()}</strong>
            </th>
            <td data-label=m.count>{number(count)}</td>
            <td data-label=m.members>{people}</td>
            <td data-label=m.supervisors>{heads}</td>
            <td data-label=m.created>
                <When millis=team.created_at.millis() />
            </td>
            {menu_cell(&team.name, items)}
        </tr>
    }
    .into_any()
}

fn dialogs(here: Here) -> AnyView {
    let new = Memo::new(move |_| here.is_new());
    let ask = Memo::new(move |_| here.ask().filter(|a| matches!(a.action.as_str(), "edit" | "delete")));
    view! {
        {part(move || new.get().then(|| untrack(|| editor(here, None))))}
        {part(move || {
            let ask = ask.get()?;
            let id = TeamId::try_from(ask.id);
            Some(untrack(|| id.map_or_else(|_| gone(here), |id| asked(here, id, ask.action == "edit"))))
        })}
    }
    .into_any()
}

/// The dialog needs all members, so the team is asked for by itself.
fn asked(here: Here, id: TeamId, edit: bool) -> AnyView {
    let one = use_query::<GetTeam>(move || Some((id.clone(), Nothing {})));
    let there = Memo::new(move |_| one.data.with(Option::is_some));
    let close = here.closing();
    view! {
        {part(move || {
            let team = there.get().then(|| one.data.get_untracked()).flatten()?;
            Some(untrack(|| if edit { editor(here, Some(Team::clone(&team))) } else { delete(here, &team) }))
        })}
        {part(move || {
            one.failure
                .get()
                .filter(|_| !there.get())
                .map(|f| view! { <Dialog title=t().errors.title on_close=close><Trouble failure=f retry=Callback::new(|()| refresh()) /></Dialog> })
        })}
    }
    .into_any()
}

fn editor(here: Here, one: Option<Team>) -> AnyView {
    let m = &t().teams;
    let form = Form::new();
    let members = Members::new(form, one.as_ref());
    form.reopen_when_stale(here);
    let edited = one.as_ref().map(|o| (o.id.clone(), o.version));
    let submit = move |()| {
        let mut fields = form.fields(&["name"]);
        members.write(&mut fields);
        match edited.clone() {
            Some((id, version)) => {
                if !fields.contains_key("name") {
                    form.refuse(&[FieldError::at("name", FieldCode::Required)]);
                    return;
                }
                fields.insert("version".to_owned(), version.into());
                form.submit::<UpdateTeam>(id, fields, move |_| {
                    refresh();
                    here.close();
                    toasts::done(t().common.saved);
                });
            }
            None => form.submit::<CreateTeam>((), fields, move |team| {
                refresh();
                here.close();
                toasts::done((t().teams.created_toast)(&team.name));
            }),
        }
    };
    let title = one.as_ref().map_or_else(|| m.create.to_owned(), |o| (m.edit_title)(&o.name));
    let button = if one.is_some() { t().common.save } else { m.create };
    let name = one.map(|o| o.name).unwrap_or_default();
    view! {
        <Dialog title=title on_close=here.closing()>
            <FormBox form=form on_submit=Callback::new(submit)>
                <Text form=form name="name" label=m.name value=name autofocus=true />
                {team_members::view(members)}
                {feet(here.closing(), view! { <Button label=button tone="primary" submit=true pending=form.pending /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}

fn delete(here: Here, team: &Team) -> AnyView {
    let m = &t().teams;
    let (title, id) = ((m.delete_title)(&team.name), team.id.clone());
    let stops = vec![format!("{} {}", m.delete_text, counted(m.delete_people, team.member_count.unsigned_abs()))];
    let delete = move || call::<DeleteTeam>(&id, &Nothing {}, &Nothing {});
    confirm(here, Question::new(title, t().common.delete, stops, delete, (m.deleted)(&team.name)))
}
