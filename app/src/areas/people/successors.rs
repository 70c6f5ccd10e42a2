//! Who takes over from somebody who leaves: one for all system users, and somebody else for single ones.

use crate::i18n::t;
use crate::net::failure::Failure;
use crate::state::query::use_query;
use crate::state::session;
use crate::ui::each::For;
use crate::ui::field::{Search, is_refused, refusal};
use crate::ui::form::Form;
use crate::ui::part;
use contract::table::{ListCustodians, ListUsers};
use contract::{FieldError, Limit, NameQuery, Offboarding, PersonRef, Successor, SystemUserRef, UserQuery};
use domain::ids::{SystemUserId, UserId};
use domain::permission::PermissionId as P;
use domain::system_user::Status;
use leptos::{ev, prelude::*};
use std::collections::BTreeMap;

const NAME: &str = "successor_user_id";

/// The field of the system user at a place of the list.
fn field(at: usize) -> String {
    format!("successor_of_{at}")
}

/// What is chosen.
#[derive(Clone, Copy)]
pub struct Heirs {
    /// Who takes over all the others; the owner when nobody is named.
    pub of_all: RwSignal<Option<PersonRef>>,
    of_one: RwSignal<BTreeMap<SystemUserId, PersonRef>>,
    /// Who can be chosen for single ones: the owner, those who can look after system users, and who was found.
    known: RwSignal<Vec<PersonRef>>,
    /// Has the list of those who can be chosen come? A choice is drawn with it: what a form puts back waits for its field.
    ready: RwSignal<bool>,
    leaver: StoredValue<UserId>,
    bots: StoredValue<Vec<SystemUserId>>,
}

impl Heirs {
    /// Nobody is chosen yet.
    pub fn new(all: &Offboarding) -> Self {
        let heirs = Self {
            of_all: RwSignal::new(None),
            of_one: RwSignal::new(BTreeMap::new()),
            known: RwSignal::new(vec![all.successor.clone()]),
            ready: RwSignal::new(false),
            leaver: StoredValue::new(all.user.id.clone()),
            bots: StoredValue::new(all.looks_after.iter().map(|bot| bot.id.clone()).collect()),
        };
        let asks = all.looks_after.len() > 1 && session::may(P::SystemUsersManage);
        let able = use_query::<ListCustodians>(move || {
            asks.then(|| ((), NameQuery { limit: Limit::try_from(100).ok(), ..NameQuery::default() }))
        });
        Effect::new(move |_| {
            let page = able.data.get();
            let ready = !asks || page.is_some() || able.failure.with(Option::is_some);
            if let Some(page) = page {
                heirs.know(page.items.iter().cloned());
            }
            // Once: drawing them anew would draw another choice than the one that is held.
            if ready && !heirs.ready.get_untracked() {
                heirs.ready.set(true);
            }
        });
        heirs
    }

    fn know(self, people: impl Iterator<Item = PersonRef>) {
        self.known.update(|known| {
            for one in people {
                if self.leaver.with_value(|leaver| *leaver != one.id) && known.iter().all(|other| other.id != one.id) {
                    known.push(one);
                }
            }
        });
    }

    /// Names somebody for one system user; nothing takes the choice back.
    fn name(self, bot: &SystemUserId, id: &str) {
        let one = self.known.with_untracked(|known| known.iter().find(|one| one.id.as_str() == id).cloned());
        self.of_one.update(|of_one| match one {
            Some(one) => _ = of_one.insert(bot.clone(), one),
            None => _ = of_one.remove(bot),
        });
    }

    /// Who looks after this one, by name; none where it is the owner, as nobody was named.
    pub fn name_for(self, bot: &SystemUserId) -> Option<PersonRef> {
        self.of_one.with_untracked(|of_one| of_one.get(bot).cloned()).or_else(|| self.of_all.get_untracked())
    }

    /// As the API asks for it.
    pub fn chosen(self) -> (Option<UserId>, Option<Vec<Successor>>) {
        let of_one = self.of_one.with_untracked(|of_one| {
            let one = |(bot, to): (&SystemUserId, &PersonRef)| Successor {
                system_user_id: bot.clone(),
                user_id: to.id.clone(),
            };
            of_one.iter().map(one).collect::<Vec<_>>()
        });
        (
            self.of_all.with_untracked(|one| one.as_ref().map(|one| one.id.clone())),
            (!of_one.is_empty()).then_some(of_one),
        )
    }

    /// Puts a refusal on the choice that it is about: `named` are the system users that were sent, in their order.
    pub fn fail(self, form: Form, mut failure: Failure, named: &[SystemUserId]) {
        let place = |pointer: &str| {
            let sent = pointer.strip_prefix("/successors/")?.split('/').next()?.parse::<usize>().ok()?;
            let bot = named.get(sent)?;
            self.bots.with_value(|bots| bots.iter().position(|one| one == bot))
        };
        failure.errors = failure
            .errors
            .iter()
            .map(|error| match place(&error.pointer) {
                Some(at) => FieldError::at(&field(at), error.code),
                None => error.clone(),
            })
            .collect();
        form.fail(failure);
    }
}

/// Who takes over: the owner, or somebody who is looked for.
pub fn takes_over(form: Form, heirs: Heirs, all: &Offboarding) -> AnyView {
    let p = &t().people;
    let (owner, leaver) = (&all.successor, all.user.id.clone());
    let search = RwSignal::new(String::new());
    // Who was chosen stays in sight when the search goes on.
    let chosen = heirs.of_all;
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
    let found_so_far = found;
    Effect::new(move |_| {
        if let Some(page) = found_so_far.data.get() {
            heirs.know(
                page.items.iter().map(|u| PersonRef { id: u.id.clone(), name: format!("{} · {}", u.name, u.email) }),
            );
        }
    });
    let option = move |one: Option<PersonRef>, word: String| {
        let mine = one.as_ref().map(|o| o.id.clone());
        let pick = move |_| chosen.set(one.clone());
        view! {
            <label class="choice">
                <input type="radio" name=NAME prop:checked=move || chosen.with(|c| c.as_ref().map(|c| &c.id) == mine.as_ref()) on:change=pick />
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
    let bots = all.looks_after.clone();
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
        {(bots.len() > 1).then(|| part(move || heirs.ready.get().then(|| one_by_one(form, heirs, &bots))))}
    }
    .into_any()
}

/// A choice for each system user; without one it goes with all the others.
fn one_by_one(form: Form, heirs: Heirs, bots: &[SystemUserRef]) -> AnyView {
    let p = &t().people;
    let rows = bots
        .iter()
        .enumerate()
        .map(|(i, bot)| {
            let id = bot.id.clone();
            let (name, pointer) = (field(i), format!("/{}", field(i)));
            let (mark, error) = (pointer.clone(), crate::ui::unique("heir"));
            let wrong = move || form.errors.with(|e| e.contains_key(&mark)).then_some("true");
            let pick = move |event: ev::Event| heirs.name(&id, &event_target_value(&event));
            view! {
                <li>
                    <label for=format!("of-{name}")>{bot.username.clone()}</label>
                    <span class="stack">
                        <select class="input pick" id=format!("of-{name}") name=name aria-invalid=wrong aria-describedby=error.clone() on:change=pick>
                            <option value="">{p.as_the_others}</option>
                            <For each=move || heirs.known.get() key=|one| one.id.to_string() let:one>
                                <option value=one.id.to_string()>{one.name.clone()}</option>
                            </For>
                        </select>
                        <span class="error" id=error>
                            {part(move || form.errors.with(|e| e.get(&pointer).copied()))}
                        </span>
                    </span>
                </li>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend class="legend">{p.one_by_one}</legend>
            <ul class="card lines">{rows}</ul>
            <p class="hint">{p.one_by_one_hint}</p>
        </fieldset>
    }
    .into_any()
}
