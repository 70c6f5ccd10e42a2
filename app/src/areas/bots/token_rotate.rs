//! The dialogs that rotate tokens: one, or up to twenty at once. What was made is shown once.

use crate::areas::bots::credential::Made;
use crate::areas::bots::token_edit::of_address;
use crate::areas::bots::token_fields::{Rest, by_the_rules, called, m};
use crate::areas::bots::token_reach::Reach;
use crate::areas::bots::tokens::is_rotatable;
use crate::areas::bots::tokens_made;
use crate::i18n::{counted, relative, t};
use crate::routes::Here;
use crate::shared::file::save;
use crate::shared::once::{self, Words};
use crate::shared::reading::gone;
use crate::state::announce::announce;
use crate::state::clock::now;
use crate::state::query::{Query, refresh};
use crate::ui::button::Button;
use crate::ui::confirm::feet;
use crate::ui::copy::CopyButton;
use crate::ui::dialog::Dialog;
use crate::ui::form::{Form, FormBox};
use crate::ui::notice::Notice;
use crate::ui::secret::SecretRow;
use crate::ui::{csv, icon, part};
use contract::table::{RotateToken, RotateTokens};
use contract::{Code, Fields, HeldToken, Page, RotatedToken, RotatedTokens, SystemUser};
use domain::ids::TokenId;
use domain::time::DAY;
use leptos::prelude::*;

/// How the address names all that can be rotated on the page.
pub const EVERY: &str = "all";

/// How many can be rotated at once.
pub const AT_ONCE: usize = 20;

/// The dialog about one token; it turns into the one that shows the new one.
pub fn dialog(here: Here, bot: SystemUser) -> AnyView {
    tokens_made::dialog(here, bot, asking)
}

fn asking(here: Here, bot: &SystemUser, made: Made) -> AnyView {
    let Some(token) = of_address(here, bot).cloned() else { return gone(here) };
    let form = Form::new();
    let rest = Rest::new(form, token.last_used_at.is_some(), token.ends_at);
    let becomes = by_the_rules(&token).into_iter().map(|text| view! { <p>{text}</p> }).collect_view();
    let (reach, opened) = (Reach::new(form, bot, Some(&token)), RwSignal::new(false));
    let offered = bot.subaccount_id.is_none().then(|| {
        view! {
            <details class="more" on:toggle=move |_| opened.set(true)>
                <summary>{m().more}</summary>
                <div class="form">{reach.field(bot, move || opened.get())}</div>
            </details>
        }
    });
    let used = match token.last_used_at {
        Some(at) => (m().last_used)(&relative(at.millis(), untrack(now))),
        None => m().never_used.to_owned(),
    };
    let path = (bot.id.clone(), token.id.clone());
    let submit = move |()| {
        let mut fields = Fields::new();
        if !rest.put(&mut fields) {
            return;
        }
        reach.put(&mut fields);
        form.submit::<RotateToken>(path.clone(), fields, move |reply| {
            let id = reply.token.id.to_string();
            made.set(reply);
            here.set(&[("made", &id)]);
            refresh();
        });
    };
    let title = (m().rotate_title)(&called(&token));
    let old = format!("{} (…{})", t().bots.old_token, token.tail);
    view! {
        <Dialog title=title on_close=here.closing()>
            <FormBox form=form on_submit=Callback::new(submit)>
                <p>{m().rotate_lead}</p>
                <Notice tone="warn">
                    <p>{m().rotate_warn}</p>
                    <p>{used}</p>
                    {becomes}
                </Notice>
                {rest.fields(old)}
                {offered}
                {feet(here.closing(), view! { <Button label=m().rotate tone="primary" submit=true pending=form.pending /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}

/// What tells one of several new tokens from the others: they are the same as those whose places they took.
#[derive(Clone)]
struct About {
    replaces: TokenId,
    name: String,
    holder: String,
}

impl About {
    fn of(one: &HeldToken) -> Self {
        let (name, holder) = (one.token.name.clone(), one.token.holder.clone());
        Self { replaces: one.token.id.clone(), name: name.unwrap_or_default(), holder: holder.unwrap_or_default() }
    }
}

/// A new token with what it is called, who holds it, and its end.
struct Row<'a> {
    one: &'a RotatedToken,
    name: &'a str,
    holder: &'a str,
}

impl Row<'_> {
    /// Whose it is, what it is called, who holds it.
    fn label(&self) -> String {
        let words = [self.one.system_user.username.as_str(), self.name, self.holder];
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    fn end(&self) -> String {
        self.one.token.expires_at.map(|at| at.to_rfc3339()).unwrap_or_default()
    }
}

/// The tokens that were just made and have not been put away.
#[derive(Clone, Copy)]
struct ManyMade(RwSignal<Option<(RotatedTokens, Vec<About>)>>);

impl ManyMade {
    /// None yet.
    pub fn new() -> Self {
        let made = Self(RwSignal::new(None));
        once::aside(move || _ = made.0.try_set(None));
        made
    }

    fn is_there(self) -> bool {
        self.0.with(Option::is_some)
    }

    fn value(self, at: usize) -> String {
        let read =
            |made: &Option<(RotatedTokens, Vec<About>)>| Some(made.as_ref()?.0.items.get(at)?.token.value.clone());
        self.0.try_with_untracked(read).flatten().unwrap_or_default()
    }

    /// Something of each.
    fn each<T>(self, of: impl Fn(&Row<'_>) -> T) -> Vec<T> {
        self.0.with_untracked(|made| {
            let Some((reply, about)) = made else { return Vec::new() };
            let all = reply.items.iter().map(|one| {
                let about = about.iter().find(|about| about.replaces == one.replaces);
                let (name, holder) = about.map_or(("", ""), |about| (&about.name, &about.holder));
                of(&Row { one, name, holder })
            });
            all.collect()
        })
    }

    /// All of them as the lines of a file.
    fn file(self) -> String {
        let mut text = csv::begin(&[
            "system_user_id",
            "username",
            "token_id",
            "name",
            "holder",
            "expires_at",
            "replaces",
            "token",
        ]);
        let lines = self.each(|row| {
            let (bot, token, end) = (&row.one.system_user, &row.one.token, row.end());
            let [id, of, old] = [bot.id.as_str(), token.id.as_str(), row.one.replaces.as_str()];
            csv::write(&[id, &bot.username, of, row.name, row.holder, &end, old, &token.value])
        });
        text.extend(lines);
        text
    }
}

/// The dialog about several that the address names; it turns into the one that shows the new ones.
pub fn many(here: Here, list: Query<Page<HeldToken>>, done: Callback<()>) -> AnyView {
    let made = ManyMade::new();
    let there = Memo::new(move |_| list.data.with(Option::is_some));
    part(move || {
        if made.is_there() {
            return shown(here, made);
        }
        if here.param("made").is_some() {
            return unsaved(here);
        }
        let ids = here.param("ids").unwrap_or_default();
        there
            .get()
            .then(|| untrack(|| ask_many(here, list, &ids.split(',').collect::<Vec<_>>(), made, done)))
            .into_any()
    })
}

fn ask_many(here: Here, list: Query<Page<HeldToken>>, ids: &[&str], made: ManyMade, done: Callback<()>) -> AnyView {
    let page = list.data.get_untracked();
    let all: Vec<HeldToken> = page
        .iter()
        .flat_map(|page| &page.items)
        .filter(|one| is_rotatable(&one.token) && (ids.contains(&EVERY) || ids.contains(&one.token.id.as_str())))
        .take(AT_ONCE)
        .cloned()
        .collect();
    if all.is_empty() {
        return gone(here);
    }
    let more = (ids.contains(&EVERY) && page.as_ref().is_some_and(|page| page.next_cursor.is_some()))
        .then(|| view! { <p class="hint">{m().rotate_more}</p> });
    let form = Form::new();
    let lately = untrack(now) - 30 * DAY;
    let rest = Rest::new(form, all.iter().any(|one| one.token.last_used_at.is_some()), None);
    let left = Left::new(all);
    form.on(Code::TokenEnded, move || left.take_out(form));
    form.on(Code::TokenRotated, move || left.take_out(form));
    let used = move || {
        let used = |one: &&HeldToken| one.token.last_used_at.is_some_and(|at| at.millis() > lately);
        counted(m().used_of_them, left.tokens.with(|all| all.iter().filter(used).count() as u64))
    };
    let submit = move |()| {
        let mut fields = Fields::new();
        if left.take_out_ended() {
            return;
        }
        if !rest.put(&mut fields) {
            return;
        }
        let (ids, about): (Vec<String>, Vec<About>) =
            left.tokens.with_untracked(|all| all.iter().map(|one| (one.token.id.to_string(), About::of(one))).unzip());
        fields.insert("ids".to_owned(), ids.into());
        form.submit::<RotateTokens>((), fields, move |reply| {
            made.0.try_set(Some((reply, about)));
            here.set(&[("made", "1")]);
            done.run(());
            refresh();
        });
    };
    let title = move || (m().rotate_many)(left.tokens.with(Vec::len) as u64);
    let none = Signal::derive(move || left.tokens.with(Vec::is_empty).then(|| m().none_left.to_owned()));
    view! {
        <Dialog title=untrack(title) on_close=here.closing()>
            <FormBox form=form on_submit=Callback::new(submit)>
                {part(move || left.said())}
                <ul class="small">{part(move || left.tokens.with(|all| all.iter().map(line).collect_view()))}</ul>
                {more}
                <Notice tone="warn">
                    <p>{m().rotate_warn}</p>
                    <p>{used}</p>
                </Notice>
                {rest.fields(m().old_tokens.to_owned())}
                {feet(here.closing(), view! { <Button label=Signal::derive(title) tone="primary" submit=true pending=form.pending off=none /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}

/// Those that are still to be rotated, and what was taken out of them.
#[derive(Clone, Copy)]
struct Left {
    tokens: RwSignal<Vec<HeldToken>>,
    out: RwSignal<Vec<String>>,
}

impl Left {
    fn new(all: Vec<HeldToken>) -> Self {
        Self { tokens: RwSignal::new(all), out: RwSignal::new(Vec::new()) }
    }

    fn without(self, gone: impl Fn(&HeldToken) -> bool) -> bool {
        let (out, left): (Vec<_>, Vec<_>) = self.tokens.get_untracked().into_iter().partition(|one| gone(one));
        if out.is_empty() {
            return false;
        }
        let names = out.iter().map(|one| format!("{} (…{})", one.system_user.username, one.token.tail));
        self.out.update(|all| all.extend(names));
        self.tokens.set(left);
        true
    }

    /// Takes out what has ended while the dialog was open; whoever pressed sees it before they go on.
    fn take_out_ended(self) -> bool {
        let now = untrack(now);
        self.without(|one| one.token.ends_at.is_some_and(|at| at.millis() <= now))
    }

    /// Takes out what the answer names: it has ended, or another token took its place.
    fn take_out(self, form: Form) {
        let named = form.failure.with_untracked(|failure| {
            let tokens = failure.as_ref().and_then(|failure| failure.facts.get("tokens").cloned());
            tokens.and_then(|tokens| serde_json::from_value::<Vec<String>>(tokens).ok()).unwrap_or_default()
        });
        if self.without(|one| named.iter().any(|id| id == one.token.id.as_str())) {
            form.failure.set(None);
            refresh();
        }
    }

    /// What was taken out, and that the others can go on.
    fn said(self) -> Option<impl IntoView> {
        let out = self.out.with(|out| (!out.is_empty()).then(|| out.join(", ")))?;
        Some(view! { <Notice tone="warn"><p role="status">{(m().taken_out)(&out)}</p></Notice> })
    }
}

fn line(one: &HeldToken) -> impl IntoView + use<> {
    let becomes = by_the_rules(&one.token).join(" ");
    let holder = one.token.holder.as_ref().map(|holder| format!(" · {holder}"));
    view! {
        <li>
            {one.system_user.username.clone()} " " <code>{format!("…{}", one.token.tail)}</code> {holder}
            <span class="sub">{becomes}</span>
        </li>
    }
}

fn shown(here: Here, made: ManyMade) -> AnyView {
    let m = m();
    let saved = RwSignal::new(false);
    let words = Words {
        saved: m.many_saved,
        save_first: m.many_first,
        not_saved_yet: m.many_not_saved,
        stay: m.many_stay,
        leave: t().credential.leave,
        done: t().credential.done,
    };
    let tick = Callback::new(move |saved: bool| here.set(&[("made", if saved { "" } else { "1" })]));
    let rows = made.each(|row| (row.label(), row.one.token.tail.clone()));
    let rows = rows.into_iter().enumerate().map(move |(at, (name, tail))| {
        let text = Callback::new(move |()| made.value(at));
        let copied = Callback::new(|()| announce(t().common.copied));
        view! { <SecretRow label=name tail=tail text=text revealed=RwSignal::new(false) on_copied=copied /> }
    });
    let all = Callback::new(move |()| made.file());
    let keep = Callback::new(move |()| save("tokens.csv", &made.file()));
    view! {
        <Dialog title=m.many_title on_close=here.closing() locked=Signal::derive(move || !saved.get()) wide=true>
            <div class="stack">
                <Notice tone="warn">{m.many_warn}</Notice>
                // A file with secrets is nobody's default: whoever wants all of them together asks for it.
                <details class="more">
                    <summary>{m.together}</summary>
                    <div class="row">
                        <CopyButton what=m.all_of_them text=all wordy=true />
                        <Button label=m.download glyph=icon::DOWN on_press=keep />
                    </div>
                </details>
                <dl class="secret">{rows.collect_view()}</dl>
                {once::foot(Signal::derive(move || made.is_there()), saved, words, tick, here.closing())}
            </div>
        </Dialog>
    }
    .into_any()
}

/// What is said when the page was loaded again while they were on the screen.
fn unsaved(here: Here) -> AnyView {
    let close = here.closing();
    view! {
        <Dialog title=m().unsaved_many on_close=close>
            <div class="stack">
                <Notice tone="warn">{m().unsaved_many_text}</Notice>
                <div class="form-foot">
                    <Button label=t().common.close on_press=close />
                </div>
            </div>
        </Dialog>
    }
    .into_any()
}
