//! The mails about the second factor.

use super::{Facts, Letter, span, with};

/// What such a mail is about.
#[derive(Clone, Copy)]
pub(super) enum About {
    On,
    Off,
    RecoveryCodes,
    SignInCode,
    /// It is to be required, and is not set up.
    Due,
}

/// In English.
pub(super) fn en(about: About, f: &Facts) -> Letter {
    let account = f.account;
    let surprise = "If you know of it, there is nothing to do. If not, choose another password at once and tell an \
                    admin of the account.";
    match about {
        About::On => Letter {
            subject: format!("Two-factor is set up for {account}"),
            before: vec![
                format!("Signing in to the account {account} on Tenure asks you for a code of your app from now on."),
                surprise.into(),
            ],
            button: "Go to sign-in",
            after: vec![],
        },
        About::Off => Letter {
            subject: format!("Two-factor is turned off for {account}"),
            before: vec![
                with(
                    f.by,
                    |by| format!("{by} reset your two-factor for the account {account} on Tenure. Set it up anew."),
                    || format!("Your two-factor for the account {account} on Tenure was turned off."),
                ),
                surprise.into(),
            ],
            button: "Go to sign-in",
            after: vec![],
        },
        About::RecoveryCodes => Letter {
            subject: format!("New recovery codes for {account}"),
            before: vec![
                format!("New recovery codes were made for you in the account {account} on Tenure. The older ones no longer work."),
                surprise.into(),
            ],
            button: "Go to sign-in",
            after: vec![],
        },
        About::SignInCode => Letter {
            subject: format!("Your code for {account}"),
            before: vec![
                format!("With this code you sign in to the account {account} on Tenure. It works once, for three minutes:"),
                f.by.to_owned(),
                "Give it to nobody. If you did not ask for it, somebody knows your password: choose another one at once."
                    .into(),
            ],
            button: "Go to sign-in",
            after: vec![],
        },
        About::Due => Letter {
            subject: format!("{account} will require two-factor"),
            before: vec![format!(
                "In {} signing in to the account {account} on Tenure will require two-factor. You have not set it up: \
                 until you do, you will be able to do nothing else there then.",
                span(f.expires, ["# day", "# days", "# hour", "# hours"])
            )],
            button: "Set it up now",
            after: vec![],
        },
    }
}

/// In Spanish.
pub(super) fn es(about: About, f: &Facts) -> Letter {
    let account = f.account;
    let surprise = "Si ya lo sabía, no tiene que hacer nada. Si no, elija otra contraseña de inmediato y avise a un \
                    administrador de la cuenta.";
    match about {
        About::On => Letter {
            subject: format!("Verificación en dos pasos activada en {account}"),
            before: vec![
                format!(
                    "Desde ahora, al entrar en la cuenta {account} de Tenure se le pedirá un código de su aplicación."
                ),
                surprise.into(),
            ],
            button: "Ir al inicio de sesión",
            after: vec![],
        },
        About::Off => Letter {
            subject: format!("Verificación en dos pasos desactivada en {account}"),
            before: vec![
                with(
                    f.by,
                    |by| {
                        format!(
                            "{by} restableció su verificación en dos pasos de la cuenta {account} de Tenure. \
                             Configúrela de nuevo."
                        )
                    },
                    || format!("Se desactivó su verificación en dos pasos de la cuenta {account} de Tenure."),
                ),
                surprise.into(),
            ],
            button: "Ir al inicio de sesión",
            after: vec![],
        },
        About::RecoveryCodes => Letter {
            subject: format!("Códigos de recuperación nuevos de {account}"),
            before: vec![
                format!(
                    "Se crearon códigos de recuperación nuevos para usted en la cuenta {account} de Tenure. Los anteriores ya no funcionan."
                ),
                surprise.into(),
            ],
            button: "Ir al inicio de sesión",
            after: vec![],
        },
        About::SignInCode => Letter {
            subject: format!("Su código para {account}"),
            before: vec![
                format!(
                    "Con este código inicia sesión en la cuenta {account} de Tenure. Sirve una vez, durante tres minutos:"
                ),
                f.by.to_owned(),
                "No se lo dé a nadie. Si no lo pidió, alguien conoce su contraseña: elija otra de inmediato.".into(),
            ],
            button: "Ir al inicio de sesión",
            after: vec![],
        },
        About::Due => Letter {
            subject: format!("{account} exigirá la verificación en dos pasos"),
            before: vec![format!(
                "Dentro de {} la cuenta {account} de Tenure exigirá la verificación en dos pasos. Usted no la ha \
                 configurado: hasta que lo haga, entonces no podrá hacer nada más allí.",
                span(f.expires, ["# día", "# días", "# hora", "# horas"])
            )],
            button: "Configurarla ahora",
            after: vec![],
        },
    }
}

/// In Portuguese.
pub(super) fn pt(about: About, f: &Facts) -> Letter {
    let account = f.account;
    let surprise = "Se você já sabia, não precisa fazer nada. Se não, escolha outra senha imediatamente e avise um \
                    administrador da conta.";
    match about {
        About::On => Letter {
            subject: format!("Verificação em duas etapas ativada em {account}"),
            before: vec![
                format!("A partir de agora, entrar na conta {account} do Tenure pede um código do seu aplicativo."),
                surprise.into(),
            ],
            button: "Ir para a página de entrada",
            after: vec![],
        },
        About::Off => Letter {
            subject: format!("Verificação em duas etapas desativada em {account}"),
            before: vec![
                with(
                    f.by,
                    |by| {
                        format!(
                            "{by} redefiniu a sua verificação em duas etapas da conta {account} do Tenure. \
                             Configure-a de novo."
                        )
                    },
                    || format!("A sua verificação em duas etapas da conta {account} do Tenure foi desativada."),
                ),
                surprise.into(),
            ],
            button: "Ir para a página de entrada",
            after: vec![],
        },
        About::RecoveryCodes => Letter {
            subject: format!("Novos códigos de recuperação de {account}"),
            before: vec![
                format!(
                    "Novos códigos de recuperação foram criados para você na conta {account} do Tenure. Os anteriores não funcionam mais."
                ),
                surprise.into(),
            ],
            button: "Ir para a página de entrada",
            after: vec![],
        },
        About::SignInCode => Letter {
            subject: format!("O seu código para {account}"),
            before: vec![
                format!("Com este código você entra na conta {account} do Tenure. Vale uma vez, por três minutos:"),
                f.by.to_owned(),
                "Não o passe a ninguém. Se você não o pediu, alguém conhece a sua senha: escolha outra imediatamente."
                    .into(),
            ],
            button: "Ir para a página de entrada",
            after: vec![],
        },
        About::Due => Letter {
            subject: format!("{account} vai exigir a verificação em duas etapas"),
            before: vec![format!(
                "Em {} a conta {account} do Tenure vai exigir a verificação em duas etapas. Você ainda não a configurou: \
                 até configurar, não poderá fazer mais nada lá.",
                span(f.expires, ["# dia", "# dias", "# hora", "# horas"])
            )],
            button: "Configurá-la agora",
            after: vec![],
        },
    }
}
