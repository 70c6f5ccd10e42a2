//! The mails about tokens that were found where they should not be: ended, or going on.

use super::{Facts, Letter, with};

/// Where, in brackets; nothing where nobody said.
fn place(f: &Facts) -> String {
    with(f.role, |place| format!(" ({place})"), String::new)
}

/// As many of the tokens as a subject has room for.
fn short(by: &str) -> String {
    let mut all = by.split("), ");
    let first = all.next().unwrap_or_default();
    match all.count() {
        0 => first.to_owned(),
        more => format!("{first}) +{more}"),
    }
}

/// In English.
pub(super) fn en(ended: bool, f: &Facts) -> Letter {
    let (by, account, place) = (f.by, f.account, place(f));
    let (subject, before) = if ended {
        (
            format!("{}: found and ended", short(by)),
            vec![
                format!(
                    "Somebody found tokens of the account {account} on Tenure where they should not be{place}, and showed them \
                     to us: {by}. Each token named here has ended: calls with it are refused."
                ),
                "If a bot still used one of them, it needs another one: generate it, and look where this one got out."
                    .into(),
            ],
        )
    } else {
        (
            format!("{}: found and still accepted", short(by)),
            vec![
                format!(
                    "A code host found tokens of the account {account} on Tenure in a public place{place}: {by}. Your account \
                     wants to be warned: each token named here goes on, and whoever saw it can use it."
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
            format!("{}: encontrado y terminado", short(by)),
            vec![
                format!(
                    "Alguien encontró tokens de la cuenta {account} en Tenure donde no deberían estar{place} y nos los mostró: \
                     {by}. Cada token nombrado aquí ha terminado: las llamadas con él se rechazan."
                ),
                "Si un bot todavía usaba alguno, necesita otro: genérelo y averigüe por dónde salió este.".into(),
            ],
        )
    } else {
        (
            format!("{}: encontrado y aún vigente", short(by)),
            vec![
                format!(
                    "Un servicio de código encontró tokens de la cuenta {account} en Tenure en un lugar público{place}: {by}. Su \
                     cuenta prefiere un aviso: cada token nombrado aquí sigue vigente y quien lo vio puede usarlo."
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
            format!("{}: encontrado e encerrado", short(by)),
            vec![
                format!(
                    "Alguém encontrou tokens da conta {account} no Tenure onde não deveriam estar{place} e os mostrou a nós: \
                     {by}. Cada token citado aqui terminou: as chamadas com ele são recusadas."
                ),
                "Se um bot ainda usava algum deles, precisa de outro: gere-o e descubra por onde este saiu.".into(),
            ],
        )
    } else {
        (
            format!("{}: encontrado e ainda vigente", short(by)),
            vec![
                format!(
                    "Um serviço de código encontrou tokens da conta {account} no Tenure em um lugar público{place}: {by}. Sua \
                     conta prefere um aviso: cada token citado aqui continua e quem o viu pode usá-lo."
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
        let many = Facts { by: "bot (…x2Fk), other (…q11z), bot (…abcd)", ..facts("") };
        let many = content(MailKind::TokenFound, Locale::En, &many);
        assert_eq!(many.subject, "bot (…x2Fk) +2: found and ended");
        assert!(many.text.contains("bot (…x2Fk), other (…q11z), bot (…abcd)"));
        assert!(content(MailKind::TokenFound, Locale::En, &facts("")).text.contains("are refused"));
        assert!(content(MailKind::TokenReported, Locale::En, &facts("")).text.contains("can use it"));
    }
}
