//! The dialog about system users that are not used: which they are, and switching off those that are ticked.

use crate::areas::bots::review::m;
use crate::i18n::{counted, relative, t};
use crate::routes::Here;
use crate::shared::environment::word;
use crate::shared::reading::trouble;
use crate::shared::ticks::ticks;
use crate::state::clock::now;
use crate::state::query::{refresh, use_query};
use crate::state::{toasts, view_as};
use crate::ui::button::Button;
use crate::ui::confirm::feet;
use crate::ui::dialog::Dialog;
use crate::ui::field::Pick;
use crate::ui::form::{Form, FormBox};
use crate::ui::part;
use contract::table::{DeactivateIdle, ListIdle};
use contract::{Fields, IdleFor, IdleQuery, IdleSystemUser, IdleSystemUsers};
use domain::settings::IdleDays;
use leptos::prelude::*;

const IDS: &str = "ids";

/// The dialog.
pub fn dialog(here: Here) -> AnyView {
    let days = RwSignal::new(IdleDays::default().get().to_string());
    let wanted = move || days.with(|text| text.parse().ok().and_then(|n: i64| IdleDays::try_from(n).ok()));
    let list = use_query::<ListIdle>(move || Some(((), IdleQuery { days: wanted().map(IdleFor) })));
    let form = Form::new();
    let chosen = RwSignal::new(Vec::<String>::new());
    form.keep_ids(IDS, chosen);
    let m = m();
    let options = vec![("30", m.days_30), ("90", m.days_90), ("180", m.days_180), ("365", m.days_365)];
    let submit = move |()| {
        let Some(days) = untrack(wanted) else { return };
        let mut fields = Fields::new();
        fields.insert("days".to_owned(), days.get().into());
        fields.insert(IDS.to_owned(), chosen.get_untracked().into());
        form.submit::<DeactivateIdle>((), fields, move |reply| {
            let mut said = counted(m.idle_done, reply.items.len() as u64);
            if !reply.skipped.is_empty() {
                said = format!("{said} · {}", counted(m.idle_skipped, reply.skipped.len() as u64));
            }
            refresh();
            here.close();
            toasts::done(&said);
        });
    };
    // All of them are ticked when the list has come: what is to stay is taken out.
    let drawn = move || list.data.get().map(|page| untrack(|| rows(form, chosen, &page)));
    view! {
        <Dialog title=m.idle_title on_close=here.closing() wide=true>
            <FormBox form=form on_submit=Callback::new(submit)>
                <p>{m.idle_lead}</p>
                <div class="field">
                    <span class="legend">{m.idle_days}</span>
                    <Pick label=m.idle_days options=options value=days on_pick=Callback::new(move |text| days.set(text)) />
                </div>
                {trouble(list.failure)}
                {part(drawn)}
                {feet(here.closing(), view! { <Button label=t().bots.deactivate tone="primary" submit=true pending=form.pending off=view_as::blocked() /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}

fn rows(form: Form, chosen: RwSignal<Vec<String>>, page: &IdleSystemUsers) -> AnyView {
    let m = m();
    if page.items.is_empty() {
        chosen.set(Vec::new());
        return view! { <p class="muted">{m.idle_none}</p> }.into_any();
    }
    chosen.set(page.items.iter().map(|one| one.system_user.id.to_string()).collect());
    let options = page.items.iter().map(|one| (one.system_user.id.to_string(), said(one))).collect();
    let more = page.more.then(|| view! { <p class="hint">{m.idle_more}</p> });
    view! {
        {ticks(form, IDS, m.idle_which, "", options, chosen)}
        {more}
    }
    .into_any()
}

/// Its name, when it was used, and what it is for.
fn said(one: &IdleSystemUser) -> String {
    let (m, name) = (m(), &one.system_user.username);
    let when = |at: domain::time::Instant| relative(at.millis(), untrack(now));
    let said = match one.last_used_at {
        Some(at) => (m.idle_one)(name, &when(at)),
        None => (m.idle_never)(name, &when(one.created_at)),
    };
    let of = one.system_user.environment;
    let said = if of.is_test() { format!("{said} · {}", word(of)) } else { said };
    match &one.purpose {
        Some(purpose) => format!("{said} · {purpose}"),
        None => said,
    }
}
