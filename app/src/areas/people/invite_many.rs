//! Many invitations at once: lines are pasted or read from a file, checked by the API, shown with each one's
//! problem, and sent.

use crate::areas::people::lines::{self, Entry, Line, Wrong};
use crate::areas::people::person_fields::{first_role, role_field};
use crate::i18n::{locale, number, role_name, t};
use crate::routes::Here;
use crate::shared::lists::languages;
use crate::shared::lists::roles;
use crate::state::query::refresh;
use crate::state::{session, toasts};
use crate::ui::badge::badge;
use crate::ui::button::Button;
use crate::ui::csv;
use crate::ui::dialog::Dialog;
use crate::ui::field::{Choose, is_refused, refusal};
use crate::ui::form::{Form, FormBox, explain};
use crate::ui::notice::{Notice, Trouble};
use crate::ui::{attr, draft, icon, part, unique};
use contract::table::InviteMany;
use contract::{Code, Fields, InvitationLine, InvitedMany, LineOutcome, LineResult, RoleList};
use domain::field::FieldCode;
use domain::invitation::MOST_AT_ONCE;
use leptos::{ev, html, prelude::*, task::spawn_local};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Longer than any list that can be sent: such a file is not read at all.
const MOST_BYTES: f64 = 1_000_000.0;

/// What of a text can be sent, with roles by their names in the reader's language; and what can't, with the reason.
fn sorted(text: &str, roles: &RoleList) -> (Vec<InvitationLine>, Vec<usize>, Vec<(Line, Wrong)>) {
    let (mut good, mut numbers, mut bad) = (Vec::new(), Vec::new(), Vec::new());
    for line in lines::read(text) {
        match line.read.clone() {
            Ok(Entry { email, name, role }) => {
                numbers.push(line.number);
                good.push(InvitationLine { email, name, role: role_meant(role, roles) });
            }
            Err(wrong) => bad.push((line, wrong)),
        }
    }
    (good, numbers, bad)
}

/// The id of the one role that has this name in the reader's language; otherwise what was written, for the API to judge.
fn role_meant(written: String, roles: &RoleList) -> String {
    let mut meant = roles.items.iter().filter(|role| role_name(&role.name).to_lowercase() == written.to_lowercase());
    match (meant.next(), meant.next()) {
        (Some(role), None) => role.id.to_string(),
        _ => written,
    }
}

/// Why a line is not read, in words.
fn reason(wrong: Wrong) -> &'static str {
    let i = &t().invitations;
    match wrong {
        Wrong::NoAddress => i.line_no_address,
        Wrong::Addresses => i.line_addresses,
        Wrong::Order => i.line_order,
        Wrong::TooManyCells => i.line_cells,
        Wrong::TwoNames => i.line_names,
        Wrong::OpenQuote => i.line_quote,
        Wrong::Lost => i.line_lost,
        Wrong::TwoColumns => i.line_columns,
    }
}

/// What was checked: the body, what the API said about each of its lines, on which line each stands, and what was not
/// sent at all.
#[derive(Clone)]
struct Outcome {
    body: Fields,
    said: Arc<InvitedMany>,
    numbers: Arc<Vec<usize>>,
    bad: Arc<Vec<(Line, Wrong)>>,
}

type Checked = RwSignal<Option<Outcome>>;

/// The dialog.
pub fn dialog(here: Here) -> AnyView {
    let list = roles();
    let checked: Checked = RwSignal::new(None);
    let there = Memo::new(move |_| list.data.with(Option::is_some));
    let close = here.closing();
    view! {
        <Dialog title=t().invitations.bulk on_close=close wide=true>
            {part(move || list.failure.get().filter(|_| list.data.with(Option::is_none)).map(|f| view! { <Trouble failure=f retry=Callback::new(|()| refresh()) /> }))}
            // What was typed and chosen stays where it is while the outcome is looked at.
            <div hidden=attr(move || checked.with(Option::is_some))>
                {part(move || {
                    let all = there.get().then(|| list.data.get_untracked()).flatten()?;
                    Some(untrack(|| asking(here, checked, all)))
                })}
            </div>
            {part(move || {
                let outcome = checked.get()?;
                let all = list.data.get_untracked()?;
                Some(untrack(|| preview(here, checked, outcome, &all)))
            })}
        </Dialog>
    }
    .into_any()
}

fn asking(here: Here, checked: Checked, all: Arc<RoleList>) -> AnyView {
    let i = &t().invitations;
    let form = Form::new().asking();
    let text = RwSignal::new(String::new());
    let id = unique("lines");
    let error = format!("{id}-error");
    let area = NodeRef::<html::Textarea>::new();
    let known = Arc::clone(&all);
    let refuse = move |wrong| {
        form.errors.update(|errors| _ = errors.insert("/lines".to_owned(), wrong));
        if let Some(area) = area.get_untracked() {
            _ = area.focus();
        }
    };
    let submit = Callback::new(move |()| {
        let (good, numbers, bad) = text.with_untracked(|text| sorted(text, &known));
        match good.len() {
            0 if bad.is_empty() => return refuse(i.no_lines),
            n if n > MOST_AT_ONCE => return refuse(i.too_many),
            _ => {}
        }
        let none = good.is_empty();
        let mut fields = form.fields(&["role_id", "locale"]);
        fields.insert("lines".to_owned(), serde_json::to_value(good).unwrap_or_default());
        fields.insert("preview".to_owned(), true.into());
        let body = fields.clone();
        let show = move |said| {
            let (numbers, bad) = (Arc::new(numbers), Arc::new(bad));
            checked.try_set(Some(Outcome { body, said: Arc::new(said), numbers, bad }));
        };
        if none {
            show(InvitedMany { lines: Vec::new(), ready: 0, refused: 0 });
        } else {
            form.submit::<InviteMany>((), fields, show);
        }
    });
    let read = move |event: ev::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        let Some(input) = input else { return };
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        if file.size() > MOST_BYTES {
            return refuse(i.too_many);
        }
        spawn_local(async move {
            if let Ok(read) = JsFuture::from(file.array_buffer()).await
                && let Some(area) = area.try_get_untracked().flatten()
            {
                draft::set(&area, &csv::decode(&js_sys::Uint8Array::new(&read).to_vec()));
            }
            // The same file, corrected, can be chosen again.
            input.set_value("");
        });
    };
    let account = session::me().map_or("en", |me| me.account.locale.as_str());
    let domain = session::me().map(|me| me.account.email_domain.clone()).unwrap_or_default();
    let sample = format!("ana@{domain}, Ana López, operator\nbeto@{domain}");
    view! {
        <FormBox form=form on_submit=submit>
            <p class="muted">{i.bulk_lead}</p>
            <div class="field">
                <label for=id.clone()>{i.bulk_lines}</label>
                <textarea
                    class="input mono"
                    id=id
                    name="lines"
                    rows="8"
                    spellcheck="false"
                    placeholder=sample
                    node_ref=area
                    aria-describedby=error.clone()
                    aria-invalid=is_refused(form, "lines")
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                ></textarea>
                {refusal(form, "lines", error)}
            </div>
            <label class="field">
                <span class="legend">{i.bulk_file}</span>
                <input class="input" type="file" accept=".csv,text/csv,text/plain" on:change=read />
            </label>
            {role_field(form, i.bulk_role, &all.items, RwSignal::new(first_role(&all.items)))}
            <Choose form=form name="locale" label=i.language options=languages() value=account />
            <div class="form-foot">
                <Button label=t().common.cancel on_press=here.closing() />
                <Button label=i.preview tone="primary" submit=true pending=form.pending />
            </div>
        </FormBox>
    }
    .into_any()
}

/// What is wrong with a line, in words.
fn problem(code: &str) -> String {
    if let Some(code) = FieldCode::parse(code) {
        return explain(code).to_owned();
    }
    Code::parse(code)
        .map_or_else(|| t().fields.invalid.to_owned(), |code| locale::problem::title(locale(), code).to_owned())
}

fn preview(here: Here, checked: Checked, outcome: Outcome, all: &RoleList) -> AnyView {
    let i = &t().invitations;
    // At the address of the form whose lines these are: what was typed there goes when they are sent.
    let form = Form::new();
    let Outcome { body: mut fields, said, numbers, bad } = outcome;
    let ready = said.ready.unsigned_abs();
    let refused = said.refused.unsigned_abs() + bad.len() as u64;
    fields.insert("preview".to_owned(), false.into());
    let submit = Callback::new(move |()| {
        if ready == 0 {
            return;
        }
        form.submit::<InviteMany>((), fields.clone(), move |reply| {
            refresh();
            here.close();
            toasts::done((t().invitations.sent_many)(reply.ready.unsigned_abs()));
        });
    });
    // As they were written, whether or not they were sent.
    let mut rows: Vec<(usize, AnyView)> =
        said.lines.iter().zip(numbers.iter()).map(|(line, number)| (*number, row(*number, line, all))).collect();
    rows.extend(bad.iter().map(|(line, wrong)| (line.number, unread(line, *wrong))));
    rows.sort_by_key(|(number, _)| *number);
    let rows = rows.into_iter().map(|(_, row)| row).collect_view();
    let off = (ready == 0).then(|| i.no_lines.to_owned());
    view! {
        <FormBox form=form on_submit=submit>
            {(refused > 0).then(|| view! { <Notice tone="warn">{(i.refused_many)(refused)}</Notice> })}
            <div class="table-box scrolls" tabindex="0" role="region" aria-label=i.bulk>
                <table class="table">
                    <caption class="sr">{i.bulk}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t().gate.email}</th>
                            <th scope="col">{i.line}</th>
                            <th scope="col">{t().roles.one}</th>
                            <th scope="col">{i.result}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <div class="form-foot">
                <Button label=i.back on_press=Callback::new(move |()| checked.set(None)) />
                <Button label=(i.send_many)(ready) tone="primary" submit=true pending=form.pending off=off autofocus=true />
            </div>
        </FormBox>
    }
    .into_any()
}

/// A line that was not sent.
fn unread(line: &Line, wrong: Wrong) -> AnyView {
    let i = &t().invitations;
    view! {
        <tr>
            <th scope="row">{line.text.clone()}</th>
            <td data-label=i.line>{number(line.number as u64)}</td>
            <td data-label=t().roles.one>"—"</td>
            <td data-label=i.result>
                <div>
                    {badge("bad", icon::WARN, i.left_out)}
                    <span class="sub">{reason(wrong)}</span>
                </div>
            </td>
        </tr>
    }
    .into_any()
}

fn row(at: usize, line: &LineOutcome, all: &RoleList) -> AnyView {
    let i = &t().invitations;
    let role = line.role_id.as_ref().and_then(|id| all.items.iter().find(|r| r.id == *id));
    let result = match line.result {
        LineResult::Ready => badge("ok", icon::OK, i.ready),
        LineResult::Resend => badge("", icon::MAIL, i.again),
        LineResult::Refused => badge("bad", icon::WARN, i.left_out),
    };
    view! {
        <tr>
            <th scope="row">
                {line.email.clone()}
                <span class="sub">{line.name.clone()}</span>
            </th>
            <td data-label=i.line>{number(at as u64)}</td>
            <td data-label=t().roles.one>{role.map_or_else(|| "—".to_owned(), |r| role_name(&r.name))}</td>
            <td data-label=i.result>
                <div>
                    {result}
                    {line.problem.as_deref().map(|code| view! { <span class="sub">{problem(code)}</span> })}
                </div>
            </td>
        </tr>
    }
    .into_any()
}
