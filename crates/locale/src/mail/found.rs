//! The mails about tokens that were found where they should not be: ended, or going on.

use super::{Facts, Letter, with};

/// Where, in brackets; nothing where nobody said.
fn place(f: &Facts) -> String {
    with(f.role, |place| format!(" ({place})"), String::new)
}

/// In English.
pub(super) fn en(ended: bool, f: &Facts) -> Letter {
    let (by, account, place) = (f.by, f.account, place(f));
    let (subject, before) = if ended {
        (
            format!("{by}: a token was found and has ended"),
            vec![
                format!(
                    "Somebody found a token of {by} of the account {account} on Tenure where it should not be{place}, and \
                     showed it to us. It has ended: calls with it are refused."
                ),
                "If the bot still used it, it needs another one: generate it, and look where this one got out.".into(),
            ],
        )
    } else {
        (
            format!("{by}: a token was found and still works"),
            vec![
                format!(
                    "A code host found a token of {by} of the account {account} on Tenure in a public place{place}. Your \
                     account wants to be warned: the token goes on, and whoever saw it can use it."
                ),
                "Rotate it and end the old one, or put the finding aside on the system user's page.".into(),
            ],
        )
    };
    Letter { subject, before, button: "Open the system user", after: vec![] }
}

/// In Spanish.
pub(super) fn es(ended: bool, f: &Facts) -> Letter {
    let (by, account, place) = (f.by, f.account, place(f));
    let (subject, before) = if ended {
        (
            format!("{by}: se encontró un token y ha terminado"),
            vec![
                format!(
                    "Alguien encontró un token de {by}, de la cuenta {account} en Tenure, donde no debería estar{place} y nos \
                     lo mostró. Ha terminado: las llamadas con él se rechazan."
                ),
                "Si el bot todavía lo usaba, necesita otro: genérelo y averigüe por dónde salió este.".into(),
            ],
        )
    } else {
        (
            format!("{by}: se encontró un token y sigue vigente"),
            vec![
                format!(
                    "Un servicio de código encontró un token de {by}, de la cuenta {account} en Tenure, en un lugar \
                     público{place}. Su cuenta prefiere un aviso: el token sigue vigente y quien lo vio puede usarlo."
                ),
                "Rótelo y termine el anterior, o descarte el hallazgo en la página del usuario del sistema.".into(),
            ],
        )
    };
    Letter { subject, before, button: "Abrir el usuario del sistema", after: vec![] }
}

/// In Portuguese.
pub(super) fn pt(ended: bool, f: &Facts) -> Letter {
    let (by, account, place) = (f.by, f.account, place(f));
    let (subject, before) = if ended {
        (
            format!("{by}: um token foi encontrado e terminou"),
            vec![
                format!(
                    "Alguém encontrou um token de {by}, da conta {account} no Tenure, onde ele não deveria estar{place} e o \
                     mostrou a nós. Ele terminou: as chamadas com ele são recusadas."
                ),
                "Se o bot ainda o usava, precisa de outro: gere-o e descubra por onde este saiu.".into(),
            ],
        )
    } else {
        (
            format!("{by}: um token foi encontrado e ainda vale"),
            vec![
                format!(
                    "Um serviço de código encontrou um token de {by}, da conta {account} no Tenure, em um lugar \
                     público{place}. Sua conta prefere um aviso: o token continua e quem o viu pode usá-lo."
                ),
                "Rotacione-o e encerre o antigo, ou descarte o achado na página do usuário do sistema.".into(),
            ],
        )
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
    fn both_say_where_it_was_found_and_what_became_of_it() {
        let facts = |role| Facts {
            to_name: "Ana",
            account: "Acme",
            by: "bot (…x2Fk)",
            link: "https://tenure.example/system-users/su_1",
            role,
            expires: Expires::Hours(1),
        };
        for locale in Locale::ALL {
            for kind in [MailKind::TokenFound, MailKind::TokenReported] {
                let there = content(kind, *locale, &facts("https://example.com/a (commit)"));
                assert!(there.text.contains("(https://example.com/a (commit))") && there.text.contains("Acme"));
                assert!(there.subject.contains("bot (…x2Fk)"));
                let nowhere = content(kind, *locale, &facts("")).text;
                assert!(!nowhere.contains("()") && !nowhere.contains("  "), "{nowhere}");
            }
        }
        assert!(content(MailKind::TokenFound, Locale::En, &facts("")).text.contains("are refused"));
        assert!(content(MailKind::TokenReported, Locale::En, &facts("")).text.contains("can use it"));
    }
}
