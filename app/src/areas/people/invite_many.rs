//! Many invitations at once: lines are pasted or read from a file, checked by the API, shown with each one's
//! problem, and sent.

use crate::areas::people::person_fields::{first_role, role_field};
use crate::i18n::{locale, role_name, t};
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
use crate::ui::{icon, part, unique};
use contract::table::InviteMany;
use contract::{Code, Fields, InvitationLine, InvitedMany, LineOutcome, LineResult, RoleList};
use domain::field::FieldCode;
use domain::invitation::MOST_AT_ONCE;
use leptos::{ev, html, prelude::*, task::spawn_local};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// What is pasted, read as lines. Heads of columns and lines without an address are no lines.
fn lines(text: &str) -> Vec<InvitationLine> {
    let mut rows = csv::read(text);
    let head = rows.first().is_some_and(|row| !row.iter().any(|cell| cell.contains('@')));
    if head {
        rows.remove(0);
    }
    rows.into_iter()
        .map(|row| {
            let mut cells = row.into_iter();
            let mut next = || cells.next().unwrap_or_default();
            InvitationLine { email: next(), name: next(), role: next() }
        })
        .collect()
}

/// The dialog.
pub fn dialog(here: Here) -> AnyView {
    let list = roles();
    let form = Form::new();
    let text = RwSignal::new(String::new());
    // The body that was checked, and what the API said about it.
    let checked = RwSignal::new(None::<(Fields, Arc<InvitedMany>)>);
    let close = Callback::new(move |()| here.close());
    view! {
        <Dialog title=t().invitations.bulk on_close=close wide=true>
            {part(move || list.failure.get().filter(|_| list.data.with(Option::is_none)).map(|f| view! { <Trouble failure=f retry=Callback::new(|()| refresh()) /> }))}
            {part(move || {
                let all = list.data.get()?;
                Some(match checked.get() {
                    None => untrack(|| asking(here, form, text, checked, all)),
                    Some((fields, outcome)) => untrack(|| preview(here, form, checked, fields, &outcome, &all)),
                })
            })}
        </Dialog>
    }
    .into_any()
}

type Checked = RwSignal<Option<(Fields, Arc<InvitedMany>)>>;

fn asking(here: Here, form: Form, text: RwSignal<String>, checked: Checked, all: Arc<RoleList>) -> AnyView {
    let i = &t().invitations;
    let id = unique("lines");
    let error = format!("{id}-error");
    let area = NodeRef::<html::Textarea>::new();
    let submit = Callback::new(move |()| {
        let found = text.with_untracked(|text| lines(text));
        let wrong = match found.len() {
            0 => Some(i.no_lines),
            n if n > MOST_AT_ONCE => Some(i.too_many),
            _ => None,
        };
        if let Some(wrong) = wrong {
            form.errors.update(|errors| _ = errors.insert("/lines".to_owned(), wrong));
            if let Some(area) = area.get_untracked() {
                _ = area.focus();
            }
            return;
        }
        let mut fields = form.fields(&["role_id", "locale"]);
        fields.insert("lines".to_owned(), serde_json::to_value(found).unwrap_or_default());
        fields.insert("preview".to_owned(), true.into());
        let body = fields.clone();
        form.submit::<InviteMany>((), fields, move |reply| _ = checked.try_set(Some((body, Arc::new(reply)))));
    });
    let read = move |event: ev::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        let Some(file) = input.and_then(|input| input.files()).and_then(|files| files.get(0)) else { return };
        spawn_local(async move {
            if let Ok(read) = JsFuture::from(file.text()).await
                && let Some(read) = read.as_string()
            {
                text.try_set(read);
            }
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
            {role_field(form, i.bulk_role, "", &all.items, first_role(&all.items))}
            <Choose form=form name="locale" label=i.language options=languages() value=account />
            <div class="form-foot">
                <Button label=t().common.cancel on_press=Callback::new(move |()| here.close()) />
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
    Code::parse(code).map_or_else(|| code.to_owned(), |code| locale::problem::title(locale(), code).to_owned())
}

fn preview(
    here: Here,
    form: Form,
    checked: Checked,
    mut fields: Fields,
    outcome: &InvitedMany,
    all: &RoleList,
) -> AnyView {
    let i = &t().invitations;
    let ready = outcome.ready.unsigned_abs();
    let refused = outcome.refused.unsigned_abs();
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
    let rows = outcome.lines.iter().map(|line| row(line, all)).collect_view();
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

fn row(line: &LineOutcome, all: &RoleList) -> AnyView {
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

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn pasted_lines_become_invitations() {
        let found = lines("e-mail;name;role\nana@x.co;Ana López;Sale\nbo@x.co\n;Nobody;\n");
        let read: Vec<_> = found.iter().map(|l| (l.email.as_str(), l.name.as_str(), l.role.as_str())).collect();
        assert_eq!(read, [("ana@x.co", "Ana López", "Sale"), ("bo@x.co", "", ""), ("", "Nobody", "")]);
        assert_eq!(lines("ana@x.co").len(), 1);
        assert!(lines("e-mail,name").is_empty());
    }
}
