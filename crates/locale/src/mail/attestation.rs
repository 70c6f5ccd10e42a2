//! The mails about system users that are to be confirmed, and those that nobody confirmed.

use super::{Facts, Letter, span};

/// What such a mail is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// The review is due in some days.
    Due,
    /// It was due; the system user is switched off in some days.
    Overdue,
    /// Nobody confirmed it: it is off.
    Lapsed,
}

/// In English.
pub(super) fn en(about: About, f: &Facts) -> Letter {
    let (by, account, left) = (f.by, f.account, span(f.expires, ["# day", "# days", "# hour", "# hours"]));
    let why = "You get this mail because you look after it.";
    let (subject, before) = match about {
        About::Due => (
            format!("{account}: is {by} still needed?"),
            vec![
                format!(
                    "Please confirm within {left} that the system user {by} of the account {account} on Tenure is still needed."
                ),
                format!("If nobody does, it is switched off some time later, after more mails. {why}"),
            ],
        ),
        About::Overdue => (
            format!("{account}: {by} is switched off in {left}"),
            vec![
                format!(
                    "Nobody has confirmed that the system user {by} of the account {account} on Tenure is still needed. In {left} it is \
                     switched off, and its bot is refused."
                ),
                format!("One press on its page keeps it. {why}"),
            ],
        ),
        About::Lapsed => (
            format!("{account}: {by} was switched off"),
            vec![
                format!(
                    "Nobody confirmed that the system user {by} of the account {account} on Tenure is still needed: it was \
                     switched off, and its tokens are refused."
                ),
                format!("If it is needed, activate it on its page: its tokens work again. {why}"),
            ],
        ),
    };
    Letter { subject, before, button: "Open the system user", after: vec![] }
}

/// In Spanish.
pub(super) fn es(about: About, f: &Facts) -> Letter {
    let (by, account, left) = (f.by, f.account, span(f.expires, ["# día", "# días", "# hora", "# horas"]));
    let why = "Recibe este correo porque lo tiene a su cargo.";
    let (subject, before) = match about {
        About::Due => (
            format!("{account}: ¿sigue haciendo falta {by}?"),
            vec![
                format!(
                    "Confirme en {left} que el usuario del sistema {by}, de la cuenta {account} en Tenure, sigue haciendo falta."
                ),
                format!("Si nadie lo hace, se desactivará algún tiempo después, tras otros avisos. {why}"),
            ],
        ),
        About::Overdue => (
            format!("{account}: {by} se desactivará en {left}"),
            vec![
                format!(
                    "Nadie ha confirmado que el usuario del sistema {by}, de la cuenta {account} en Tenure, siga haciendo falta. En {left} \
                     se desactivará y su bot será rechazado."
                ),
                format!("Basta una pulsación en su página para conservarlo. {why}"),
            ],
        ),
        About::Lapsed => (
            format!("{account}: {by} se ha desactivado"),
            vec![
                format!(
                    "Nadie confirmó que el usuario del sistema {by}, de la cuenta {account} en Tenure, siguiera haciendo falta: se ha \
                     desactivado y sus tokens se rechazan."
                ),
                format!("Si hace falta, actívelo en su página: sus tokens volverán a valer. {why}"),
            ],
        ),
    };
    Letter { subject, before, button: "Abrir el usuario del sistema", after: vec![] }
}

/// In Portuguese.
pub(super) fn pt(about: About, f: &Facts) -> Letter {
    let (by, account, left) = (f.by, f.account, span(f.expires, ["# dia", "# dias", "# hora", "# horas"]));
    let why = "Você recebe este e-mail porque cuida dele.";
    let (subject, before) = match about {
        About::Due => (
            format!("{account}: {by} ainda é necessário?"),
            vec![
                format!(
                    "Confirme em {left} que o usuário do sistema {by}, da conta {account} no Tenure, ainda é necessário."
                ),
                format!("Se ninguém o fizer, ele será desativado algum tempo depois, após outros avisos. {why}"),
            ],
        ),
        About::Overdue => (
            format!("{account}: {by} será desativado em {left}"),
            vec![
                format!(
                    "Ninguém confirmou que o usuário do sistema {by}, da conta {account} no Tenure, ainda é necessário. Em {left} ele \
                     será desativado e o seu bot será recusado."
                ),
                format!("Um clique na página dele basta para mantê-lo. {why}"),
            ],
        ),
        About::Lapsed => (
            format!("{account}: {by} foi desativado"),
            vec![
                format!(
                    "Ninguém confirmou que o usuário do sistema {by}, da conta {account} no Tenure, ainda era necessário: ele foi \
                     desativado e os seus tokens são recusados."
                ),
                format!("Se for necessário, ative-o na página dele: os seus tokens voltam a valer. {why}"),
            ],
        ),
    };
    Letter { subject, before, button: "Abrir o usuário do sistema", after: vec![] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{Expires, content};
    use contract::MailKind;
    use domain::locale::Locale;

    #[test]
    fn each_says_which_one_it_is_about_and_how_long_there_is() {
        let facts = Facts {
            to_name: "Ana",
            account: "Acme",
            by: "night bot",
            link: "https://tenure.example/system-users/su_1",
            role: "",
            expires: Expires::Days(7),
        };
        for (kind, says_when) in
            [(MailKind::ReviewDue, true), (MailKind::ReviewOverdue, true), (MailKind::SystemUserLapsed, false)]
        {
            let all = Locale::ALL.iter().map(|locale| content(kind, *locale, &facts)).collect::<Vec<_>>();
            for mail in &all {
                assert!(mail.subject.contains("Acme") && mail.subject.contains("night bot"), "{}", mail.subject);
                assert!(mail.text.contains("night bot") && !mail.text.contains("  "), "{}", mail.text);
                let days = ["7 days", "7 días", "7 dias"].iter().any(|days| mail.text.contains(days));
                assert_eq!(days, says_when, "{}", mail.text);
            }
            assert!(all[0].subject != all[1].subject && all[1].subject != all[2].subject);
        }
    }
}
