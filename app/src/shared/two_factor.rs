//! Setting up a second factor, and the recovery codes that are shown once.

use crate::i18n::t;
use crate::shared::file;
use crate::shared::once::{self, Words};
use crate::state::session;
use crate::ui::button::Button;
use crate::ui::confirm::feet;
use crate::ui::copy::{CopyButton, Copyable};
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use crate::ui::icon;
use crate::ui::notice::Notice;
use crate::ui::part;
use contract::table::{BeginTwoFactor, ConfirmTwoFactor};
use contract::{Fields, TwoFactorKey};
use leptos::prelude::*;
use locale::two_factor::TwoFactor;

/// The texts of the second factor.
pub fn f() -> &'static TwoFactor {
    &locale::later().two_factor
}

/// A code as the API takes it: what stands between its signs goes (spaces, dashes of all kinds, the invisible marks that come
/// along with what is copied), and a recovery code gets its form back. What is neither stays refused.
pub fn typed(text: &str) -> String {
    let text: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text;
    }
    let letters: Vec<char> = text.chars().map(|c| c.to_ascii_uppercase()).collect();
    let groups: Vec<String> = letters.chunks(5).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

#[derive(Clone)]
enum At {
    Password,
    Key(TwoFactorKey),
    Codes(Vec<String>),
}

/// The steps: the password (and a code of the app so far, where another one takes its place), the key with a first code, the
/// recovery codes. `showing` is on while these are on the screen; `leave` is the way back for whoever need not set it up.
pub fn set_up(showing: RwSignal<bool>, then: Callback<()>, leave: Option<Callback<()>>, replaces: bool) -> AnyView {
    let at = RwSignal::new(At::Password);
    // Nothing of it outlives its place on the screen.
    once::aside(move || _ = at.try_set(At::Password));
    part(move || match at.get() {
        At::Password => untrack(|| password(at, leave, replaces)),
        At::Key(key) => untrack(|| scanned(&key, at, showing, leave)),
        At::Codes(all) => untrack(|| {
            codes(
                all,
                Callback::new(move |()| {
                    at.try_set(At::Password);
                    showing.try_set(false);
                    then.run(());
                }),
            )
        }),
    })
    .into_any()
}

/// The button of a step, with a way back where there is one.
fn foot(leave: Option<Callback<()>>, label: &'static str, form: Form) -> AnyView {
    let primary = view! { <Button label=label tone="primary" submit=true pending=form.pending /> }.into_any();
    match leave {
        Some(leave) => feet(leave, primary),
        None => view! { <div class="form-foot">{primary}</div> }.into_any(),
    }
}

fn password(at: RwSignal<At>, leave: Option<Callback<()>>, replaces: bool) -> AnyView {
    let form = Form::one_of("two-factor");
    let submit = move |()| {
        let mut fields = form.fields(&["password"]);
        if replaces {
            fields.insert("code".to_owned(), typed(&form.text("code")).into());
        }
        form.submit::<BeginTwoFactor>((), fields, move |key| _ = at.try_set(At::Key(key)));
    };
    let code = replaces.then(|| {
        view! {
            <p>{f().replace_lead}</p>
            <Text form=form name="code" label=f().code hint=f().code_or_recovery complete="one-time-code" passing=true />
        }
    });
    let label = if replaces { f().go_on } else { f().set_up };
    view! {
        <FormBox form=form on_submit=Callback::new(submit)>
            {code}
            {password_field(form)}
            {foot(leave, label, form)}
        </FormBox>
    }
    .into_any()
}

fn scanned(key: &TwoFactorKey, at: RwSignal<At>, showing: RwSignal<bool>, leave: Option<Callback<()>>) -> AnyView {
    let form = Form::one_of("first-code");
    let submit = move |()| {
        let mut fields = Fields::new();
        fields.insert("code".to_owned(), typed(&form.text("code")).into());
        form.submit::<ConfirmTwoFactor>((), fields, move |reply| {
            showing.try_set(true);
            at.try_set(At::Codes(reply.recovery_codes));
        });
    };
    let letters: Vec<char> = key.secret.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    let (grouped, drawn) = (groups.join(" "), qr(&key.qr_svg));
    view! {
        <FormBox form=form on_submit=Callback::new(submit)>
            <div class="field">
                <span class="legend">{f().scan}</span>
                {drawn}
                <p class="hint">{f().scan_hint}</p>
            </div>
            <div class="field">
                <span class="legend">{f().key}</span>
                <Copyable what=f().key text=grouped />
            </div>
            <Text form=form name="code" label=f().first_code hint=f().code_hint complete="one-time-code" mode="numeric" passing=true />
            {foot(leave, f().confirm, form)}
        </FormBox>
    }
    .into_any()
}

/// Draws the API's code anew from its size and its one path: the console takes no markup from anywhere.
fn qr(svg: &str) -> Option<AnyView> {
    let between =
        |from: &str, to: char| svg.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map(|(it, _)| it);
    let size: u32 = between("viewBox=\"0 0 ", ' ')?.parse().ok()?;
    let path = between("<path d=\"", '"')?.to_owned();
    let side = size.to_string();
    Some(
        view! {
            <svg class="qr" viewBox=format!("0 0 {size} {size}") role="img" aria-label=f().qr>
                <rect width=side.clone() height=side fill="#fff"></rect>
                <path d=path fill="#000"></path>
            </svg>
        }
        .into_any(),
    )
}

/// The recovery codes, until the reader says that they are saved.
pub fn codes(all: Vec<String>, done: Callback<()>) -> AnyView {
    let text = format!("{}\n", all.join("\n"));
    let shown = RwSignal::new(all);
    once::aside(move || _ = shown.try_set(Vec::new()));
    let saved = RwSignal::new(false);
    let words = Words {
        saved: f().saved,
        save_first: f().save_first,
        not_saved_yet: f().not_saved_yet,
        stay: f().stay,
        leave: f().leave,
        done: f().done,
    };
    let there = Signal::derive(move || shown.with(|all| !all.is_empty()));
    let (copied, file) = (text.clone(), text);
    let account = untrack(session::me).map(|me| me.account.name.clone()).unwrap_or_default();
    let name = if account.is_empty() {
        "tenure-recovery-codes.txt".to_owned()
    } else {
        format!("tenure-recovery-codes-{account}.txt")
    };
    view! {
        <div class="stack">
            <h3>{f().codes_title}</h3>
            <Notice tone="warn">{f().codes_lead}</Notice>
            <ol class="codes">
                {move || shown.get().into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view()}
            </ol>
            <div class="row spaced">
                <CopyButton what=f().codes text=Callback::new(move |()| copied.clone()) wordy=true />
                <Button label=f().download glyph=icon::DOWN on_press=Callback::new(move |()| file::save(&name, &file)) />
                <Button label=f().print on_press=Callback::new(|()| _ = window().print()) />
            </div>
            {once::foot(there, saved, words, Callback::new(|_| ()), done)}
        </div>
    }
    .into_any()
}

/// The label of a password field in one of these forms.
pub fn password_field(form: Form) -> AnyView {
    view! { <Text form=form name="password" kind="password" label=t().passwords.proof_password complete="current-password" /> }
        .into_any()
}

/// The heading of a card.
pub fn head(title: &'static str, lead: &'static str) -> AnyView {
    view! {
        <div class="card-head">
            <h2>{title}</h2>
            <p class="muted">{lead}</p>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::typed;

    #[test]
    fn what_is_pasted_with_spaces_and_marks_is_taken() {
        assert_eq!(typed(" 123 456\n"), "123456");
        // As apps and notes write it: with a dash, with the marks of a right-to-left text, with a space of no width.
        for text in [
            "123-456",
            "123\u{2013}456",
            "\u{200e}123\u{202f}456\u{200e}",
            "\u{2068}123\u{200b}456\u{2069}",
            "\u{feff}123456",
        ] {
            assert_eq!(typed(text), "123456", "{text:?}");
        }
        assert_eq!(
            typed("aaaaa\u{2011}bbbbb\u{2013}ccccc\u{00ad}ddddd \u{2212} eeeee."),
            "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE"
        );
        // Other digits stay what they are, and are refused.
        assert_eq!(typed("\u{661}\u{662}\u{663}456"), "\u{661}\u{662}\u{663}45-6");
        assert_eq!(typed("aaaaa bbbbb-ccccc ddddd eeeee"), "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE");
        assert_eq!(typed("12345x"), "12345-X");
    }
}
