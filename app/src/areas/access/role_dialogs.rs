//! The dialogs about roles: create (from any other role), edit, delete (with where its people go).

use crate::i18n::{counted, locale, t};
use crate::net::api;
use crate::routes::Here;
use crate::shared::reading::gone;
use crate::shared::role_text::{grants_of, name_of};
use crate::state::query::refresh;
use crate::state::{session, toasts};
use crate::ui::button::Button;
use crate::ui::confirm::feet;
use crate::ui::dialog::Dialog;
use crate::ui::field::{Select, Text};
use crate::ui::form::{Form, FormBox};
use crate::ui::notice::Notice;
use crate::ui::{attr, part};
use contract::client::call;
use contract::table::{CreateRole, DeleteRole, UpdateRole};
use contract::{Code, DeleteRoleQuery, FieldError, Grant, Nothing, RoleInfo, RoleList};
use domain::field::FieldCode;
use domain::permission::{PermissionGroup, PermissionId as P, Reach};
use domain::role::{Grants, RoleId};
use leptos::{prelude::*, task::spawn_local};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Whatever dialog the address asks for.
#[component]
pub fn RoleDialogs(here: Here, list: RwSignal<Option<Arc<RoleList>>>) -> impl IntoView {
    let ask = Memo::new(move |_| here.ask());
    let new = Memo::new(move |_| here.is_new());
    let there = Memo::new(move |_| list.with(Option::is_some));
    part(move || {
        if !there.get() {
            return None;
        }
        let all = list.get_untracked()?;
        let find = |id: &str| all.items.iter().find(|r| r.id.as_str() == id).cloned();
        if new.get() {
            let from = untrack(|| here.param("clone")).and_then(|id| find(&id));
            return Some(untrack(|| editor(here, &all, None, from)));
        }
        let ask = ask.get()?;
        untrack(|| match (ask.action.as_str(), find(&ask.id)) {
            ("edit" | "delete", Some(one)) if one.built_in => None,
            ("edit", Some(one)) => Some(editor(here, &all, Some(one), None)),
            ("delete", Some(one)) => Some(delete(here, list, &all, one)),
            ("edit" | "delete", None) => Some(gone(here)),
            _ => None,
        })
    })
}

/// The reader's own role may be the one that was changed.
fn own_changed(role: &RoleId) {
    if untrack(session::me).is_some_and(|me| me.user.role_id == *role) {
        session::changed();
    }
}

type Held = BTreeMap<P, Reach>;

/// What of a role's rights the reader can give: none beyond their own.
fn within(grants: &Grants, own: &Grants) -> Held {
    let widest = |p: P, most: Reach| p.reaches().iter().copied().filter(|reach| *reach <= most).max();
    grants.iter().filter_map(|(p, reach)| Some((p, widest(p, own.reach(p)?.min(reach))?))).collect()
}

/// What was put together before, as the draft has it.
fn held_of(kept: &[String]) -> Held {
    let pair = |pair: &[String]| match pair {
        [permission, reach] => {
            Some((*P::ALL.iter().find(|p| p.as_str() == permission)?, Reach::try_from(reach.clone()).ok()?))
        }
        _ => None,
    };
    kept.chunks(2).filter_map(pair).collect()
}

fn editor(here: Here, all: &RoleList, one: Option<RoleInfo>, from: Option<RoleInfo>) -> AnyView {
    let r = &t().roles;
    let form = Form::new();
    let own = session::own_grants();
    let start = one.as_ref().or(from.as_ref()).map(grants_of).unwrap_or_default();
    let held = RwSignal::new(within(&start, &own));
    let cut = RwSignal::new(own.lacks(&start).is_some());
    let read = move || {
        held.with(|h| h.iter().flat_map(|(p, reach)| [p.as_str().to_owned(), reach.as_str().to_owned()]).collect())
    };
    form.keep("grants", read, move |kept| held.set(held_of(&kept)));
    form.reopen_when_stale(here);
    let edited = one.as_ref().map(|o| (o.id.clone(), o.version));
    let submit = move |()| {
        let mut fields = form.fields(&["name"]);
        let grants: Vec<Grant> =
            held.with_untracked(|h| h.iter().map(|(p, reach)| Grant { permission: *p, reach: *reach }).collect());
        fields.insert("grants".to_owned(), serde_json::to_value(grants).unwrap_or_default());
        let text = form.text("description");
        match edited.clone() {
            Some((id, version)) => {
                if !fields.contains_key("name") {
                    form.refuse(&[FieldError::at("name", FieldCode::Required)]);
                    return;
                }
                fields.insert("version".to_owned(), version.into());
                fields.insert("description".to_owned(), text.into());
                form.submit::<UpdateRole>(id.clone(), fields, move |_| {
                    refresh();
                    here.close();
                    own_changed(&id);
                    toasts::done(t().common.saved);
                });
            }
            None => {
                if !text.is_empty() {
                    fields.insert("description".to_owned(), text.into());
                }
                form.submit::<CreateRole>((), fields, move |role| {
                    refresh();
                    here.close();
                    toasts::done((t().roles.created)(&role.name));
                });
            }
        }
    };
    let title = one.as_ref().map_or_else(|| r.create.to_owned(), |o| (r.edit_title)(&o.name));
    let button = if one.is_some() { t().common.save } else { r.create };
    let (name, text) = match (&one, &from) {
        (Some(o), _) => (o.name.clone(), o.description.clone()),
        (None, Some(f)) => ((r.copy_of)(&name_of(f)), f.description.clone()),
        (None, None) => Default::default(),
    };
    let chosen = from.as_ref().map(|f| f.id.to_string()).unwrap_or_default();
    let source = one.is_none().then(|| {
        let mut options = vec![(String::new(), r.nothing.to_owned())];
        options.extend(all.items.iter().map(|role| (role.id.to_string(), name_of(role))));
        let grants: BTreeMap<String, Grants> = all.items.iter().map(|role| (role.id.to_string(), grants_of(role))).collect();
        let own = own.clone();
        let pick = move |id: String| {
            let start = grants.get(&id).cloned().unwrap_or_default();
            cut.set(own.lacks(&start).is_some());
            held.set(within(&start, &own));
        };
        view! { <Select form=form name="clone" label=r.clone_of hint=r.clone_hint options=options value=chosen on_pick=Callback::new(pick) /> }
    });
    view! {
        <Dialog title=title wide=true on_close=here.closing()>
            <FormBox form=form on_submit=Callback::new(submit)>
                <Text form=form name="name" label=r.name value=name autofocus=true />
                <Text form=form name="description" label=r.description hint=r.description_hint value=text />
                {source}
                {part(move || cut.get().then(|| view! { <Notice tone="warn" role="status">{r.cut}</Notice> }))}
                {PermissionGroup::ALL.iter().map(|group| section(*group, held, &own)).collect_view()}
                {feet(here.closing(), view! { <Button label=button tone="primary" submit=true pending=form.pending /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}

fn section(group: PermissionGroup, held: RwSignal<Held>, own: &Grants) -> AnyView {
    let lines = P::ALL.iter().filter(|p| p.group() == group).map(|p| line(*p, held, own.reach(*p))).collect_view();
    view! {
        <fieldset class="grants">
            <legend class="legend">{locale::roles::group(locale(), group)}</legend>
            {lines}
        </fieldset>
    }
    .into_any()
}

fn line(permission: P, held: RwSignal<Held>, own: Option<Reach>) -> AnyView {
    let r = &t().roles;
    let id = format!("grant-{}", permission as usize);
    let why_id = format!("{id}-why");
    let why = match own {
        None => Some(r.beyond_line),
        Some(Reach::Account) => None,
        Some(_) => Some(r.beyond_reach),
    };
    let now = held.with_untracked(|h| h.get(&permission).copied());
    let reach = attr(move || held.with(|h| h.get(&permission).map_or("", |reach| reach.as_str())));
    let change = move |event| {
        let reach = Reach::try_from(event_target_value(&event)).ok();
        held.update(|h| match reach {
            Some(reach) => _ = h.insert(permission, reach),
            None => _ = h.remove(&permission),
        });
    };
    let options = permission
        .reaches()
        .iter()
        .map(|reach| {
            let beyond = own.is_none_or(|own| own < *reach);
            view! { <option value=reach.as_str() selected=now == Some(*reach) disabled=beyond>{locale::roles::reach(locale(), *reach)}</option> }
        })
        .collect_view();
    view! {
        <div class="grant">
            <label for=id.clone()>
                {locale::roles::permission(locale(), permission)}
                <code>{permission.as_str()}</code>
            </label>
            <select class="input" id=id data-held=attr(move || (!reach.get().is_empty()).then_some("")) aria-describedby=why.map(|_| why_id.clone()) prop:value=reach on:change=change>
                <option value="">{r.not_held}</option>
                {options}
            </select>
            {why.map(|why| view! { <p class="hint" id=why_id>{why}</p> })}
        </div>
    }
    .into_any()
}

fn delete(here: Here, list: RwSignal<Option<Arc<RoleList>>>, all: &RoleList, one: RoleInfo) -> AnyView {
    let r = &t().roles;
    let form = Form::new();
    let mine = one.id.clone();
    let people = Memo::new(move |_| {
        let find = |l: &Arc<RoleList>| l.items.iter().find(|r| r.id == mine).map(|r| r.people.unsigned_abs());
        list.with(|l| l.as_ref().and_then(find)).unwrap_or_default()
    });
    // A pending invitation may name it, or somebody got it a moment ago.
    let refused = RwSignal::new(false);
    let asks = Memo::new(move |_| refused.get() || people.get() > 0);
    form.on(Code::RoleInUse, move || {
        refused.set(true);
        refresh();
    });
    let mut options = vec![(String::new(), "—".to_owned())];
    options.extend(
        all.items
            .iter()
            .filter(|role| role.id != one.id && role.assignable)
            .map(|role| (role.id.to_string(), name_of(role))),
    );
    let (id, name) = (one.id.clone(), one.name.clone());
    let submit = move |()| {
        let reassign_to = RoleId::try_from(form.text("reassign_to")).ok();
        if asks.get_untracked() && reassign_to.is_none() {
            form.refuse(&[FieldError::at("reassign_to", FieldCode::Required)]);
            return;
        }
        let call = call::<DeleteRole>(&id, &DeleteRoleQuery { reassign_to }, &Nothing {});
        let (id, name) = (id.clone(), name.clone());
        form.pending.set(true);
        form.failure.set(None);
        spawn_local(async move {
            let answer = api::exchange(call, None).await;
            form.pending.try_set(false);
            match answer {
                Ok(_) => {
                    refresh();
                    here.close();
                    own_changed(&id);
                    toasts::done((t().roles.deleted)(&name));
                }
                Err(failure) => _ = form.failure.try_set(Some(failure)),
            }
        });
    };
    view! {
        <Dialog title=(r.delete_title)(&one.name) on_close=here.closing()>
            <FormBox form=form on_submit=Callback::new(submit)>
                <p>{r.delete_text} {part(move || (people.get() == 0).then(|| format!(" {}", r.delete_unused)))}</p>
                {part(move || (people.get() > 0).then(|| view! { <Notice tone="warn">{counted(r.in_use, people.get())}</Notice> }))}
                {part(move || {
                    let options = options.clone();
                    asks.get()
                        .then(|| view! { <Select form=form name="reassign_to" label=r.move_to hint=r.move_hint options=options value="" /> })
                })}
                {feet(here.closing(), view! { <Button label=t().common.delete tone="danger" submit=true pending=form.pending /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}
