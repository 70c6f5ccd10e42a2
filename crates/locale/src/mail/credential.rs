//! The mail about a channel whose credential ends and is not renewed by itself.

use super::{Facts, Letter, span};

/// In English.
pub(super) fn en(f: &Facts) -> Letter {
    let (by, account, left) = (f.by, f.account, span(f.expires, ["# day", "# days", "# hour", "# hours"]));
    Letter {
        subject: format!("{account}: the credential of {by} ends in {left}"),
        before: vec![
            format!(
                "The carrier's credential of the channel {by} of the account {account} on Tenure ends in {left}, and it was not \
                 renewed. From then on what bots send by this channel is refused."
            ),
            "Its page says why. A new access token with the app's ID and secret is renewed by itself from then on. You get \
             this mail because you look after the channel or a bot that sends by it."
                .into(),
        ],
        button: "Open the channel",
        after: vec![],
    }
}

/// In Spanish.
pub(super) fn es(f: &Facts) -> Letter {
    let (by, account, left) = (f.by, f.account, span(f.expires, ["# día", "# días", "# hora", "# horas"]));
    Letter {
        subject: format!("{account}: la credencial de {by} vence en {left}"),
        before: vec![
            format!(
                "La credencial del operador del canal {by}, de la cuenta {account} en Tenure, vence en {left} y no se ha renovado. \
                 Desde entonces se rechaza lo que los bots envían por este canal."
            ),
            "Su página dice por qué. Un token de acceso nuevo, con el ID y el secreto de la aplicación, se renueva solo desde \
             entonces. Recibe este correo porque tiene a su cargo el canal o un bot que envía por él."
                .into(),
        ],
        button: "Abrir el canal",
        after: vec![],
    }
}

/// In Portuguese.
pub(super) fn pt(f: &Facts) -> Letter {
    let (by, account, left) = (f.by, f.account, span(f.expires, ["# dia", "# dias", "# hora", "# horas"]));
    Letter {
        subject: format!("{account}: a credencial de {by} expira em {left}"),
        before: vec![
            format!(
                "A credencial da operadora do canal {by}, da conta {account} no Tenure, expira em {left} e não foi renovada. A \
                 partir daí o que os bots enviam por este canal é recusado."
            ),
            "A página dele diz por quê. Um novo token de acesso, com o ID e o segredo do aplicativo, é renovado sozinho a \
             partir daí. Você recebe este e-mail porque cuida do canal ou de um bot que envia por ele."
                .into(),
        ],
        button: "Abrir o canal",
        after: vec![],
    }
}

#[cfg(test)]
mod tests {
    use crate::mail::{Expires, Facts, content};
    use contract::MailKind;
    use domain::locale::Locale;

    #[test]
    fn each_says_which_channel_it_is_about_and_how_long_there_is() {
        let facts = Facts {
            to_name: "Ana",
            account: "Acme",
            by: "Support line",
            link: "https://tenure.example/channels/chn_1",
            role: "",
            expires: Expires::Days(7),
        };
        let all = Locale::ALL.iter().map(|locale| content(MailKind::ChannelCredentialEnds, *locale, &facts));
        let all = all.collect::<Vec<_>>();
        for (mail, days) in all.iter().zip(["7 days", "7 días", "7 dias"]) {
            for part in [&mail.subject, &mail.text] {
                assert!(part.contains("Acme") && part.contains("Support line") && part.contains(days), "{part}");
            }
            assert!(!mail.text.contains("  "), "{}", mail.text);
        }
        assert!(all[0].subject != all[1].subject && all[1].subject != all[2].subject);
    }
}
