//! The list of subaccounts, each with the system user that it has.

use crate::areas::bots::many;
use crate::areas::bots::subaccount_dialogs::{CreateDialog, SubaccountDialogs};
use crate::i18n::t;
use crate::routes::{self, Here};
use crate::shared::environment;
use crate::shared::file;
use crate::shared::filters::clear;
use crate::shared::list_page::{List, cursor, each, find, list_page};
use crate::shared::row_menu::{About, menu_cell};
use crate::shared::sections;
use crate::shared::status::status_badge;
use crate::state::query::{Query, use_query};
use crate::state::session;
use crate::ui::button::LinkButton;
use crate::ui::each::For;
use crate::ui::field::Search;
use crate::ui::icon;
use crate::ui::notice::Empty;
use crate::ui::page::{Forbidden, Head};
use crate::ui::part;
use crate::ui::time::When;
use contract::table::ListSubaccounts;
use contract::{Page, Subaccount, SubaccountQuery};
use domain::ids::SubaccountId;
use domain::permission::PermissionId as P;
use leptos::prelude::*;

const FILTERS: &[&str] = &["search", environment::NAME];

/// What the address asks for.
fn asked(here: Here) -> SubaccountQuery {
    SubaccountQuery {
        cursor: cursor(here),
        search: here.param("search"),
        environment: environment::asked(here),
        ..SubaccountQuery::default()
    }
}

/// The page.
pub fn page(here: Here) -> AnyView {
    if !session::may(P::SubaccountsRead) {
        return view! { <Forbidden permission=P::SubaccountsRead.as_str() /> }.into_any();
    }
    let s = &t().subaccounts;
    let list = use_query::<ListSubaccounts>(move || Some(((), asked(here))));
    let new = Memo::new(move |_| here.is_new());
    let search = Signal::derive(move || here.param("search").unwrap_or_default());
    view! {
        <div class="page">
            <Head title=s.title lead=s.lead>
                <LinkButton label=s.create href="/subaccounts/new" tone="primary" glyph=icon::PLUS off=session::unless(P::SubaccountsManage) />
            </Head>
            {session::may(P::SystemUsersManage).then(|| sections::bots(false))}
            <div class="toolbar">
                <Search
                    label=s.search
                    value=search
                    on_search=Callback::new(move |text: String| here.set(&[("search", text.trim()), ("cursor", "")]))
                />
                {environment::filter(here)}
                {clear(here, FILTERS)}
                <span class="push">
                    {file::button(move || many::subaccounts(asked(here)))}
                </span>
            </div>
            {table(here, list)}
        </div>
        {part(move || new.get().then(|| view! { <CreateDialog here=here /> }))}
        <SubaccountDialogs here=here list=list />
    }
    .into_any()
}

fn table(here: Here, list: Query<Page<Subaccount>>) -> AnyView {
    let s = &t().subaccounts;
    let ids = move || each(list, |one| one.id.clone());
    list_page(
        here,
        list,
        List {
            caption: s.title,
            class: "table",
            bones: &["l", "m", "l", "m", "s"],
            heads: view! { <th scope="col">{s.name}</th>
            <th scope="col">{s.reference}</th>
            <th scope="col">{s.bot}</th>
            <th scope="col">{s.created}</th> }
            .into_any(),
            actions: true,
            rows: view! { <For each=ids key=|id| id.to_string() let:id>
                {row(here, list, id)}
            </For> }
            .into_any(),
            none: Box::new(move || nothing(here)),
        },
    )
}

fn nothing(here: Here) -> AnyView {
    let s = &t().subaccounts;
    if FILTERS.iter().any(|one| here.param(one).is_some()) {
        return view! { <Empty glyph=icon::SEARCH title=s.none_match why=t().bots.none_match_why /> }.into_any();
    }
    view! {
        <Empty glyph=icon::LAYERS title=s.empty why=s.empty_why>
            <LinkButton label=s.create href="/subaccounts/new" tone="primary" glyph=icon::PLUS off=session::unless(P::SubaccountsManage) />
        </Empty>
    }
    .into_any()
}

fn row(here: Here, list: Query<Page<Subaccount>>, id: SubaccountId) -> AnyView {
    let one = {
        let id = id.clone();
        move || find(list, |one| one.id == id)
    };
    let name = untrack(&one).map(|u| u.name).unwrap_or_default();
    let items = Callback::new(move |()| {
        let about = About::new(here, id.as_str(), session::unless(P::SubaccountsManage));
        let rename = about.asks(t().common.rename, icon::PENCIL, "rename");
        [Some(rename), about.history(), Some(about.deletes())].into_iter().flatten().collect()
    });
    view! {
        <tr>
            {part(move || one().map(cells))}
            {menu_cell(&name, items)}
        </tr>
    }
    .into_any()
}

fn cells(one: Subaccount) -> AnyView {
    let s = &t().subaccounts;
    let bot = match one.system_user {
        Some(bot) => view! {
            <span class="row">
                <a href=routes::system_user(bot.id.as_str())>{bot.username}</a>
                {status_badge(bot.status)}
            </span>
        }
        .into_any(),
        // Who may not see system users is not told that there is none.
        None if !session::may(P::SystemUsersManage) => view! { <span class="muted">"—"</span> }.into_any(),
        None => view! {
            <span class="row">
                <span class="muted">{s.no_bot}</span>
                <a href=format!("/system-users/new?subaccount={}&environment={}", one.id, one.environment)>{s.add_bot} <span class="sr">": " {one.name.clone()}</span></a>
            </span>
        }
        .into_any(),
    };
    view! {
        <th scope="row">
            <span class="row"><strong>{one.name}</strong> {environment::test_badge(one.environment)}</span>
        </th>
        <td data-label=s.reference>
            <code>{one.reference_name}</code>
        </td>
        <td data-label=s.bot>{bot}</td>
        <td data-label=s.created>
            <When millis=one.created_at.millis() />
        </td>
    }
    .into_any()
}
