//! A new token for a bot that has one: whether it takes the place of the others or is one more. How long the old ones live on
//! is said by date and time, and for a bot that is called it is chosen, not found chosen. What most have no need of is
//! folded away.

use crate::areas::bots::credential::Made;
use crate::areas::bots::system_user_dialogs::used;
use crate::areas::bots::token_end::is_accepted;
use crate::areas::bots::token_fields::{
    OVERLAP, called as called_by, held, keep_pick, m, named, networks, overlap, pick, typed_networks,
};
use crate::areas::bots::token_reach::Reach;
use crate::areas::bots::tokens_made;
use crate::areas::bots::{rate, token_app};
use crate::i18n::{exact, t};
use crate::routes::Here;
use crate::shared::ticks::ticks;
use crate::shared::zone;
use crate::state::clock::now;
use crate::state::query::refresh;
use crate::state::session;
use crate::ui::button::Button;
use crate::ui::confirm::{feet, is_typed, typed_name};
use crate::ui::dialog::Dialog;
use crate::ui::field::{Text, refusal};
use crate::ui::form::{Form, FormBox};
use crate::ui::notice::Notice;
use crate::ui::{attr, part, unique};
use contract::table::GenerateToken;
use contract::{FieldError, SystemUser, TokenInfo};
use domain::field::FieldCode;
use domain::scope::Scope;
use domain::settings::TokenDays;
use domain::time::{DAY, Instant};
use domain::token_rules::{Never, TokenRules};
use leptos::prelude::*;

const ADDS: i64 = 1;
const AS_USUAL: i64 = 0;
const ON_DATE: i64 = -1;
const NEVER: i64 = -2;
const END: &str = "expires_at";
const REASON: &str = "reason";

/// The dialog; it turns into the one that shows the token.
pub fn dialog(here: Here, bot: SystemUser) -> AnyView {
    tokens_made::dialog(here, bot, asking)
}

fn asking(here: Here, bot: &SystemUser, made: Made) -> AnyView {
    let b = &t().bots;
    let form = Form::new();
    let name = bot.username.clone();
    let title = (b.new_token_title)(&name);
    let field = typed_name(form, &name, false);
    let calls = used(bot);
    let accepted: Vec<&TokenInfo> = bot.tokens.iter().filter(|one| is_accepted(one)).collect();
    let old = match accepted.len() {
        0 | 1 => format!("{} (…{})", b.old_token, bot.tail),
        _ => format!("{}: {}", m().old_tokens, some_of(&accepted)),
    };
    // The last of them to end by itself, where all do.
    let ends = accepted.iter().map(|one| one.ends_at).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max());
    let called = accepted.iter().any(|one| one.last_used_at.is_some());
    let place = RwSignal::new(Some(0));
    keep_pick(form, "place", place);
    let adds = Memo::new(move |_| place.get() == Some(ADDS));
    // What was never used loses nothing; a job that runs once a week has not called for days.
    let chosen = RwSignal::new((!called).then_some(0_i64));
    let more = More::new(form, bot);
    let id = bot.id.clone();
    let submit = Callback::new(move |()| {
        let mut fields = form.fields(&["name", "holder", "app_id"]);
        fields.insert("confirm".to_owned(), true.into());
        if adds.get_untracked() {
            fields.insert("keep_others".to_owned(), true.into());
        } else {
            let Some(overlap) = chosen.get_untracked() else {
                form.refuse(&[FieldError::at(OVERLAP, FieldCode::Required)]);
                return;
            };
            if !is_typed(form, |text| text == name) {
                return;
            }
            fields.insert(OVERLAP.to_owned(), overlap.into());
        }
        if !more.put(&mut fields) {
            return;
        }
        form.submit::<GenerateToken>(id.clone(), fields, move |reply| {
            let id = reply.token.id.to_string();
            made.set(reply);
            here.set(&[("made", &id)]);
            refresh();
        });
    });
    let word = |text: &'static str| view! { <span>{text}</span> }.into_any();
    let places = vec![(0, word(m().place_takes)), (ADDS, word(m().place_more))];
    let close = here.closing();
    let folded = more.fields(bot);
    view! {
        <Dialog title=title on_close=close>
            <FormBox form=form on_submit=submit>
                {pick(form, "place", m().place.to_owned(), places, place)}
                <div class="form" hidden=adds>
                    <Notice tone="warn">
                        <p>{b.new_token_warn}</p>
                        <p>{calls}</p>
                    </Notice>
                    {overlap(form, old, chosen, ends, false)}
                    {field}
                </div>
                {folded}
                {feet(close, view! { <Button label=b.new_token tone="primary" submit=true pending=form.pending /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}

/// What tokens are called and who holds them: the first few of them.
fn some_of(tokens: &[&TokenInfo]) -> String {
    const SHOWN: usize = 5;
    let name = |one: &&TokenInfo| match &one.holder {
        Some(holder) => format!("{} ({holder})", called_by(one)),
        None => called_by(one),
    };
    let more = (tokens.len() > SHOWN).then(|| format!("+{}", tokens.len() - SHOWN));
    tokens.iter().take(SHOWN).map(name).chain(more).collect::<Vec<_>>().join(", ")
}

/// What is folded away.
#[derive(Clone, Copy)]
struct More {
    form: Form,
    opened: RwSignal<bool>,
    scopes: RwSignal<Vec<String>>,
    end: RwSignal<Option<i64>>,
    reach: Reach,
}

impl More {
    fn new(form: Form, bot: &SystemUser) -> Self {
        let own = rules().default_scopes().iter().map(|scope| scope.as_str().to_owned()).collect();
        let more = Self {
            form,
            opened: RwSignal::new(false),
            scopes: RwSignal::new(own),
            end: RwSignal::new(Some(AS_USUAL)),
            reach: Reach::new(form, bot, None),
        };
        form.keep_ids("scopes", more.scopes);
        keep_pick(form, "expires", more.end);
        more
    }

    fn fields(self, bot: &SystemUser) -> AnyView {
        let (form, m, rules) = (self.form, m(), rules());
        // What the account does not allow is not offered.
        let allowed = |scope: &&Scope| rules.scopes.as_ref().is_none_or(|all| all.all().contains(scope));
        // Its own in words, Meta's by their names.
        let scopes = Scope::ALL.iter().filter(allowed).map(|scope| {
            let name = scope.as_str();
            (name.to_owned(), locale::tokens::scope(m, name).unwrap_or(name).to_owned())
        });
        let usual = rules.default_days.map(TokenDays::get);
        let most = rules.max_days.map_or(i64::MAX, TokenDays::get);
        let days = |n: i64| (m.days)(n.unsigned_abs());
        let mut ends = vec![(AS_USUAL, usual.map_or_else(|| m.never.to_owned(), |n| (m.as_account)(&days(n))))];
        if usual.is_some() && rules.never != Never::Forbidden {
            ends.push((NEVER, m.never.to_owned()));
        }
        ends.extend([60, 90].into_iter().filter(|n| *n <= most).map(|n| (n, days(n))));
        ends.push((ON_DATE, m.on_date.to_owned()));
        let ends = ends.into_iter().map(|(chosen, word)| {
            let days = if chosen == AS_USUAL { usual.unwrap_or_default() } else { chosen };
            let until = move || day_in(days).and_then(|day| zone::ended(&day)).map(|at| (m.until)(&exact(at.millis())));
            (chosen, view! { <span>{word} <span class="hint">{part(until)}</span></span> }.into_any())
        });
        let asks = rules.never == Never::WithReason;
        let why = move || {
            (asks && self.end.get() == Some(NEVER))
                .then(|| view! { <Text form=form name=REASON label=m.reason hint=m.reason_hint /> })
        };
        let date = move || {
            let hint = m.last_day_hint;
            (self.end.get() == Some(ON_DATE))
                .then(|| view! { <Text form=form name=END kind="date" label=m.last_day hint=hint /> })
        };
        // The end has no field of its own then, and is refused all the same: the account's rules were changed meanwhile.
        let refused = move || (self.end.get() != Some(ON_DATE)).then(|| refusal(form, END, unique(END)));
        let others = held(move || self.opened.get());
        // What was typed before and is back can be seen.
        let back = attr(move || form.restored.with(Option::is_some));
        view! {
            <details class="more" prop:open=back on:toggle=move |_| self.opened.set(true)>
                <summary>{m.more}</summary>
                <div class="form">
                    {named(form, others, None, None)}
                    {token_app::field(form, &bot.id, move || self.opened.get())}
                    {token_app::preset(self.scopes, &rules)}
                    {ticks(form, "scopes", m.scopes, m.scopes_hint, scopes.collect(), self.scopes)}
                    {self.reach.field(bot, move || self.opened.get())}
                    {pick(form, "expires", m.expires.to_owned(), ends.collect(), self.end)}
                    {part(date)}
                    {part(refused)}
                    {part(why)}
                    {networks(form, &[])}
                    {rate::fields(form, None, rate::m().calls_hint_token)}
                </div>
            </details>
        }
        .into_any()
    }

    /// Puts what was chosen into a body; says so if a day is missing.
    fn put(self, fields: &mut contract::Fields) -> bool {
        fields.insert("scopes".to_owned(), self.scopes.get_untracked().into());
        self.reach.put(fields);
        let networks = typed_networks(self.form);
        if !networks.is_null() {
            fields.insert("networks".to_owned(), networks);
        }
        let limit = rate::typed(self.form);
        if !limit.is_null() {
            fields.insert("rate_limit".to_owned(), limit);
        }
        // What stood there is sent, and not what the account says by now.
        let usual = rules().default_days.map(TokenDays::get);
        let day = match self
            .end
            .get_untracked()
            .map(|chosen| if chosen == AS_USUAL { usual.unwrap_or(NEVER) } else { chosen })
        {
            Some(ON_DATE) => self.form.text(END),
            Some(NEVER) => {
                fields.insert(END.to_owned(), serde_json::Value::Null);
                fields.extend(self.form.fields(&[REASON]));
                return true;
            }
            Some(days) => match untrack(|| day_in(days)) {
                Some(day) => day,
                None => return true,
            },
            None => return true,
        };
        let Some(end) = zone::ended(&day) else {
            self.form.refuse(&[FieldError::at(END, FieldCode::Required)]);
            return false;
        };
        fields.insert(END.to_owned(), end.to_rfc3339().into());
        true
    }
}

/// What the account asks of new tokens.
fn rules() -> TokenRules {
    untrack(session::me).map(|me| me.account.token_rules()).unwrap_or_default()
}

/// The last day of so many, of which today is the first: a life of no more days than that, however many an account allows. To
/// the day, so that sending the same again is the same request.
fn day_in(days: i64) -> Option<String> {
    (days > 0).then(|| zone::day(Instant::from_millis(now() + (days - 1) * DAY)))
}
