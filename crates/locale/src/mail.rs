//! The mails, in three languages: a subject, a text and an HTML part.
//!
//! A mail says who did what, gives one link, says how long it lasts and what to do if it is a surprise. It loads
//! nothing and reports nothing back. What people wrote themselves (names) is cleared of line breaks and invisible
//! characters, so that it can't add a header or a paragraph, and is escaped in the HTML part.

use self::attestation::About as Review;
use self::two_factor::About;
use contract::MailKind;
use domain::locale::Locale;
use domain::role::BuiltIn;

mod attestation;
mod credential;
mod found;
mod two_factor;

/// A mail's parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// One line.
    pub subject: String,
    /// The plain text part.
    pub text: String,
    /// The HTML part, a whole document.
    pub html: String,
}

/// What a mail speaks of. Parts that a kind does not mention are ignored.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The name of the one who gets it.
    pub to_name: &'a str,
    /// The account's name.
    pub account: &'a str,
    /// The name of the one who caused it; empty when that is the one who gets it, or nobody who is signed in. Of a webhook
    /// that was disabled its own; of a new device what it is; of a token that ends which. Of a code for signing in the code.
    pub by: &'a str,
    /// The address behind the button: of one use, or the console's sign-in where a kind has no such link.
    pub link: &'a str,
    /// The role as the console writes it in the mail's language; of a token that was found where. May be empty.
    pub role: &'a str,
    /// How long the link lasts; of a reminder how many days are left.
    pub expires: Expires,
}

/// How long a link lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expires {
    /// Days.
    Days(u32),
    /// Hours.
    Hours(u32),
}

/// What one kind of mail says in one language.
struct Letter {
    subject: String,
    before: Vec<String>,
    button: &'static str,
    after: Vec<String>,
}

/// What all mails of a language share.
struct Frame {
    lang: &'static str,
    greeting: fn(&str) -> String,
    /// Before the address in full.
    address: &'static str,
    /// “This mail was written by a program.”
    automatic: &'static str,
    letter: fn(MailKind, &Facts) -> Letter,
}

/// The mail of a kind, in a language.
pub fn content(kind: MailKind, locale: Locale, facts: &Facts) -> Content {
    let [to_name, account, by, role] = [facts.to_name, facts.account, facts.by, facts.role].map(line);
    let facts = Facts { to_name: &to_name, account: &account, by: &by, role: &role, ..*facts };
    let frame = match locale {
        Locale::En => EN,
        Locale::Es => ES,
        Locale::Pt => PT,
    };
    let letter = (frame.letter)(kind, &facts);
    let text = text(&frame, &letter, &facts);
    let html = html(&frame, &letter, &facts);
    Content { subject: letter.subject, text, html }
}

/// A built-in role as a mail writes it.
pub fn built_in_role(role: BuiltIn, locale: Locale) -> &'static str {
    crate::roles::role(locale, role)
}

/// One visible line: neither line breaks nor characters that hide or turn what follows.
fn line(text: &str) -> String {
    let invisible = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let visible: String = text.chars().map(|c| if invisible(c) { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text(frame: &Frame, letter: &Letter, facts: &Facts) -> String {
    let mut parts = vec![(frame.greeting)(facts.to_name)];
    parts.extend(letter.before.iter().cloned());
    parts.push(format!("{}:\n{}", letter.button, facts.link));
    parts.extend(letter.after.iter().cloned());
    parts.push(format!("-- \n{}\n", frame.automatic));
    parts.join("\n\n")
}

/// No colour but the button's is set, so that a dark mail program stays dark; the button keeps its contrast in both.
fn html(frame: &Frame, letter: &Letter, facts: &Facts) -> String {
    let paragraph = |text: &String| format!("<p style=\"margin:0 0 16px\">{}</p>\n", escaped(text));
    let before: String = letter.before.iter().map(paragraph).collect();
    let after: String = letter.after.iter().map(paragraph).collect();
    let (lang, subject, link) = (frame.lang, escaped(&letter.subject), escaped(facts.link));
    let (greeting, button) = (paragraph(&(frame.greeting)(facts.to_name)), escaped(letter.button));
    let (address, automatic) = (escaped(frame.address), escaped(frame.automatic));
    format!(
        r#"<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{subject}</title>
</head>
<body style="margin:0;padding:24px 16px">
<div role="article" aria-label="{subject}" lang="{lang}" style="max-width:544px;margin:0 auto;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
{greeting}{before}<p style="margin:24px 0"><a href="{link}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#1d4ed8;color:#ffffff;font-weight:600;text-decoration:none">{button}</a></p>
{after}<p style="margin:0 0 16px;font-size:14px">{address}<br>
<a href="{link}" style="word-break:break-all">{link}</a></p>
<p style="margin:24px 0 0;font-size:14px">{automatic}</p>
</div>
</body>
</html>
"#
    )
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// “7 days”, with the words of a language: day, days, hour, hours.
fn span(expires: Expires, [day, days, hour, hours]: [&str; 4]) -> String {
    match expires {
        Expires::Days(n) => crate::many(n.into(), day, days),
        Expires::Hours(n) => crate::many(n.into(), hour, hours),
    }
}

/// The sentence that names somebody, or the one for when there is nobody to name.
fn with(name: &str, named: impl Fn(&str) -> String, unnamed: impl Fn() -> String) -> String {
    if name.is_empty() { unnamed() } else { named(name) }
}

const EN: Frame = Frame {
    lang: "en",
    greeting: |name| if name.is_empty() { "Hello,".into() } else { format!("Hello {name},") },
    address: "If the button does nothing, open this address in your browser:",
    automatic: "Tenure sent this mail by itself.",
    letter: |kind, f| {
        let account = f.account;
        let once =
            format!("The link works once, within {}.", span(f.expires, ["# day", "# days", "# hour", "# hours"]));
        let role = with(f.role, |role| format!(" Your role there is {role}."), String::new);
        match kind {
            MailKind::Invitation => Letter {
                subject: format!("Invitation to {account}"),
                before: vec![with(
                    f.by,
                    |by| format!("{by} invites you to work in the account {account} on Tenure.{role}"),
                    || format!("You are invited to work in the account {account} on Tenure.{role}"),
                )],
                button: "Accept the invitation",
                after: vec![
                    once,
                    "If you did not expect an invitation, delete this mail. You are added only if you accept.".into(),
                ],
            },
            MailKind::PasswordReset => Letter {
                subject: format!("Choose a new password for {account}"),
                before: vec![with(
                    f.by,
                    |by| format!("{by} asks you to choose a new password for the account {account} on Tenure."),
                    || format!("Somebody, probably you, asked for a new password for the account {account} on Tenure."),
                )],
                button: "Choose a new password",
                after: vec![
                    once,
                    "If this is a surprise, don't use the link and don't pass it on: nobody can choose a password \
                     without it."
                        .into(),
                ],
            },
            MailKind::FirstPassword => Letter {
                subject: format!("Your access to {account}"),
                before: vec![with(
                    f.by,
                    |by| format!("{by} added you to the account {account} on Tenure.{role}"),
                    || format!("You were added to the account {account} on Tenure.{role}"),
                )],
                button: "Choose your password",
                after: vec![once, "If this is a surprise, don't use the link and ask an admin of the account.".into()],
            },
            MailKind::PasswordChanged => Letter {
                subject: format!("Your password for {account} was changed"),
                before: vec![
                    with(
                        f.by,
                        |by| format!("{by} changed your password for the account {account} on Tenure."),
                        || format!("Your password for the account {account} on Tenure was changed."),
                    ),
                    "If you know of it, there is nothing to do. If not, choose another password at once, with \
                     “Forgot your password?” on the sign-in page, and tell an admin of the account."
                        .into(),
                ],
                button: "Go to sign-in",
                after: vec![],
            },
            MailKind::TwoFactorOn => two_factor::en(About::On, f),
            MailKind::TwoFactorOff => two_factor::en(About::Off, f),
            MailKind::RecoveryCodes => two_factor::en(About::RecoveryCodes, f),
            MailKind::SignInCode => two_factor::en(About::SignInCode, f),
            MailKind::TwoFactorDue => two_factor::en(About::Due, f),
            MailKind::TokenEnds => {
                let left = span(f.expires, ["# day", "# days", "# hour", "# hours"]);
                let of = with(f.by, |by| format!("A token of {by}"), || "A token of a system user".into());
                Letter {
                    subject: format!("{account}: a token ends in {left}"),
                    before: vec![
                        format!(
                            "{of} in the account {account} on Tenure ends in {left}. From then on calls with it are refused."
                        ),
                        "Rotate it before: with an overlap the bot misses no call. You get this mail because you look \
                         after the system user."
                            .into(),
                    ],
                    button: "Open the system user",
                    after: vec![],
                }
            }
            MailKind::ChannelCredentialEnds => credential::en(f),
            MailKind::TokenFound => found::en(true, f),
            MailKind::TokenReported => found::en(false, f),
            MailKind::ReviewDue => attestation::en(Review::Due, f),
            MailKind::ReviewOverdue => attestation::en(Review::Overdue, f),
            MailKind::SystemUserLapsed => attestation::en(Review::Lapsed, f),
            MailKind::WebhookDisabled => {
                let by = f.by;
                Letter {
                    subject: format!("{by}: webhook disabled"),
                    before: vec![
                        format!(
                            "The webhook {by} of the account {account} on Tenure was disabled: it said that it is gone, or it \
                         failed for five days without a break. It gets nothing any more, and the bot behind it hears \
                         nothing."
                        ),
                        "What it missed is kept and can be sent again once the webhook is resumed.".into(),
                    ],
                    button: "Open Tenure",
                    after: vec![],
                }
            }
            MailKind::NewDevice => Letter {
                subject: format!("New sign-in to {account}"),
                before: vec![
                    with(
                        f.by,
                        |by| {
                            format!(
                                "Somebody signed in to the Tenure account {account} as you, with a browser or from a network that was not seen before: {by}."
                            )
                        },
                        || {
                            format!(
                                "Somebody signed in to the Tenure account {account} as you, with a browser or from a network that was not seen before."
                            )
                        },
                    ),
                    "If it was you, there is nothing to do. If not, end that session on the page of your sessions, \
                     change your password at once, and tell an admin of the account."
                        .into(),
                ],
                button: "See your sessions",
                after: vec![],
            },
            MailKind::OwnershipTransferred => Letter {
                subject: format!("{account} has a new owner"),
                before: vec![with(
                    f.by,
                    |by| {
                        format!(
                            "{by} handed the account {account} on Tenure over to you. You are its owner now: nobody \
                             can remove or deactivate you, and only you can pass it on."
                        )
                    },
                    || {
                        format!(
                            "You handed the account {account} on Tenure over to somebody else. You are an \
                             admin of it now. If that was not you, tell the other admins at once."
                        )
                    },
                )],
                button: "Open Tenure",
                after: vec![],
            },
        }
    },
};

const ES: Frame = Frame {
    lang: "es",
    greeting: |name| if name.is_empty() { "Hola:".into() } else { format!("Hola, {name}:") },
    address: "Si el botón no hace nada, abra esta dirección en su navegador:",
    automatic: "Tenure envió este correo automáticamente.",
    letter: |kind, f| {
        let account = f.account;
        let once = format!(
            "El enlace sirve una sola vez y vence en {}.",
            span(f.expires, ["# día", "# días", "# hora", "# horas"])
        );
        let role = with(f.role, |role| format!(" Su rol allí es {role}."), String::new);
        match kind {
            MailKind::Invitation => Letter {
                subject: format!("Invitación a {account}"),
                before: vec![with(
                    f.by,
                    |by| format!("{by} le invita a trabajar en la cuenta {account} de Tenure.{role}"),
                    || format!("Le invitamos a trabajar en la cuenta {account} de Tenure.{role}"),
                )],
                button: "Aceptar la invitación",
                after: vec![
                    once,
                    "Si no esperaba una invitación, borre este correo. Solo se le añadirá si la acepta.".into(),
                ],
            },
            MailKind::PasswordReset => Letter {
                subject: format!("Elija una contraseña nueva para {account}"),
                before: vec![with(
                    f.by,
                    |by| format!("{by} le pide que elija una contraseña nueva para la cuenta {account} de Tenure."),
                    || {
                        format!(
                            "Alguien, probablemente usted, pidió una contraseña nueva para la cuenta {account} de Tenure."
                        )
                    },
                )],
                button: "Elegir una contraseña nueva",
                after: vec![
                    once,
                    "Si esto le sorprende, no use el enlace ni se lo dé a nadie: sin él nadie puede elegir una \
                     contraseña."
                        .into(),
                ],
            },
            MailKind::FirstPassword => Letter {
                subject: format!("Su acceso a {account}"),
                before: vec![with(
                    f.by,
                    |by| format!("{by} le dio acceso a la cuenta {account} de Tenure.{role}"),
                    || format!("Ahora tiene acceso a la cuenta {account} de Tenure.{role}"),
                )],
                button: "Elegir su contraseña",
                after: vec![
                    once,
                    "Si esto le sorprende, no use el enlace y pregunte a un administrador de la cuenta.".into(),
                ],
            },
            MailKind::PasswordChanged => Letter {
                subject: format!("Se cambió su contraseña de {account}"),
                before: vec![
                    with(
                        f.by,
                        |by| format!("{by} cambió su contraseña de la cuenta {account} de Tenure."),
                        || format!("Se cambió su contraseña de la cuenta {account} de Tenure."),
                    ),
                    "Si ya lo sabía, no tiene que hacer nada. Si no, elija otra contraseña de inmediato, con \
                     «¿Olvidó su contraseña?» en la página de inicio de sesión, y avise a un administrador de la cuenta."
                        .into(),
                ],
                button: "Ir al inicio de sesión",
                after: vec![],
            },
            MailKind::TwoFactorOn => two_factor::es(About::On, f),
            MailKind::TwoFactorOff => two_factor::es(About::Off, f),
            MailKind::RecoveryCodes => two_factor::es(About::RecoveryCodes, f),
            MailKind::SignInCode => two_factor::es(About::SignInCode, f),
            MailKind::TwoFactorDue => two_factor::es(About::Due, f),
            MailKind::TokenEnds => {
                let left = span(f.expires, ["# día", "# días", "# hora", "# horas"]);
                let of = with(f.by, |by| format!("Un token de {by}"), || "Un token de un usuario del sistema".into());
                Letter {
                    subject: format!("{account}: un token vence en {left}"),
                    before: vec![
                        format!(
                            "{of} de la cuenta {account} de Tenure vence en {left}. Desde entonces se rechazan las llamadas con él."
                        ),
                        "Rótelo antes: con un periodo de solapamiento el bot no pierde ninguna llamada. Recibe este correo \
                         porque está a cargo del usuario del sistema."
                            .into(),
                    ],
                    button: "Abrir el usuario del sistema",
                    after: vec![],
                }
            }
            MailKind::ChannelCredentialEnds => credential::es(f),
            MailKind::TokenFound => found::es(true, f),
            MailKind::TokenReported => found::es(false, f),
            MailKind::ReviewDue => attestation::es(Review::Due, f),
            MailKind::ReviewOverdue => attestation::es(Review::Overdue, f),
            MailKind::SystemUserLapsed => attestation::es(Review::Lapsed, f),
            MailKind::WebhookDisabled => {
                let by = f.by;
                Letter {
                    subject: format!("{by}: webhook desactivado"),
                    before: vec![
                        format!(
                            "El webhook {by} de la cuenta {account} de Tenure se desactivó: respondió que ya no existe, o falló \
                         durante cinco días seguidos. Ya no recibe nada, y el bot que depende de él no se entera de \
                         nada."
                        ),
                        "Lo que le faltó se conserva y se puede reenviar cuando se reanude el webhook.".into(),
                    ],
                    button: "Abrir Tenure",
                    after: vec![],
                }
            }
            MailKind::NewDevice => Letter {
                subject: format!("Nuevo inicio de sesión en {account}"),
                before: vec![
                    with(
                        f.by,
                        |by| format!("Alguien inició sesión con su usuario en la cuenta {account} de Tenure, con un navegador o desde una red que no se habían visto antes: {by}."),
                        || format!("Alguien inició sesión con su usuario en la cuenta {account} de Tenure, con un navegador o desde una red que no se habían visto antes."),
                    ),
                    "Si fue usted, no tiene que hacer nada. Si no, cierre esa sesión en la página de sus sesiones, cambie \
                     su contraseña de inmediato y avise a un administrador de la cuenta."
                        .into(),
                ],
                button: "Ver sus sesiones",
                after: vec![],
            },
            MailKind::OwnershipTransferred => Letter {
                subject: format!("{account} tiene un nuevo propietario"),
                before: vec![with(
                    f.by,
                    |by| {
                        format!(
                            "{by} le entregó la cuenta {account} de Tenure. Ahora le pertenece a usted: nadie puede \
                             quitarle ni desactivarle, y solo usted puede transferirla."
                        )
                    },
                    || {
                        format!(
                            "Usted entregó la cuenta {account} de Tenure a otra persona. Ahora es administrador de \
                             ella. Si no fue usted, avise de inmediato a los demás administradores."
                        )
                    },
                )],
                button: "Abrir Tenure",
                after: vec![],
            },
        }
    },
};

const PT: Frame = Frame {
    lang: "pt-BR",
    greeting: |name| if name.is_empty() { "Olá!".into() } else { format!("Olá, {name}!") },
    address: "Se o botão não fizer nada, abra este endereço no seu navegador:",
    automatic: "O Tenure enviou este e-mail automaticamente.",
    letter: |kind, f| {
        let account = f.account;
        let once = format!(
            "O link funciona uma única vez e vence em {}.",
            span(f.expires, ["# dia", "# dias", "# hora", "# horas"])
        );
        let role = with(f.role, |role| format!(" Sua função nela é {role}."), String::new);
        match kind {
            MailKind::Invitation => Letter {
                subject: format!("Convite para {account}"),
                before: vec![with(
                    f.by,
                    |by| format!("{by} convida você para trabalhar na conta {account} do Tenure.{role}"),
                    || format!("Você recebeu um convite para trabalhar na conta {account} do Tenure.{role}"),
                )],
                button: "Aceitar o convite",
                after: vec![
                    once,
                    "Se você não esperava um convite, apague este e-mail. Você só será adicionado se aceitar.".into(),
                ],
            },
            MailKind::PasswordReset => Letter {
                subject: format!("Escolha uma nova senha para {account}"),
                before: vec![with(
                    f.by,
                    |by| format!("{by} pede que você escolha uma nova senha para a conta {account} do Tenure."),
                    || format!("Alguém, provavelmente você, pediu uma nova senha para a conta {account} do Tenure."),
                )],
                button: "Escolher uma nova senha",
                after: vec![
                    once,
                    "Se isto é uma surpresa, não use o link nem o passe a ninguém: sem ele ninguém pode escolher uma \
                     senha."
                        .into(),
                ],
            },
            MailKind::FirstPassword => Letter {
                subject: format!("Seu acesso a {account}"),
                before: vec![with(
                    f.by,
                    |by| format!("{by} deu a você acesso à conta {account} do Tenure.{role}"),
                    || format!("Agora você tem acesso à conta {account} do Tenure.{role}"),
                )],
                button: "Escolher sua senha",
                after: vec![
                    once,
                    "Se isto é uma surpresa, não use o link e pergunte a um administrador da conta.".into(),
                ],
            },
            MailKind::PasswordChanged => Letter {
                subject: format!("Sua senha de {account} foi alterada"),
                before: vec![
                    with(
                        f.by,
                        |by| format!("{by} alterou a sua senha da conta {account} do Tenure."),
                        || format!("A sua senha da conta {account} do Tenure foi alterada."),
                    ),
                    "Se você já sabia, não precisa fazer nada. Se não, escolha outra senha imediatamente, com \
                     “Esqueceu a senha?” na página de entrada, e avise um administrador da conta."
                        .into(),
                ],
                button: "Ir para a página de entrada",
                after: vec![],
            },
            MailKind::TwoFactorOn => two_factor::pt(About::On, f),
            MailKind::TwoFactorOff => two_factor::pt(About::Off, f),
            MailKind::RecoveryCodes => two_factor::pt(About::RecoveryCodes, f),
            MailKind::SignInCode => two_factor::pt(About::SignInCode, f),
            MailKind::TwoFactorDue => two_factor::pt(About::Due, f),
            MailKind::TokenEnds => {
                let left = span(f.expires, ["# dia", "# dias", "# hora", "# horas"]);
                let of = with(f.by, |by| format!("Um token de {by}"), || "Um token de um usuário do sistema".into());
                Letter {
                    subject: format!("{account}: um token expira em {left}"),
                    before: vec![
                        format!(
                            "{of} da conta {account} do Tenure expira em {left}. A partir daí as chamadas com ele são recusadas."
                        ),
                        "Rotacione-o antes: com uma sobreposição o bot não perde nenhuma chamada. Você recebe este e-mail \
                         porque cuida do usuário do sistema."
                            .into(),
                    ],
                    button: "Abrir o usuário do sistema",
                    after: vec![],
                }
            }
            MailKind::ChannelCredentialEnds => credential::pt(f),
            MailKind::TokenFound => found::pt(true, f),
            MailKind::TokenReported => found::pt(false, f),
            MailKind::ReviewDue => attestation::pt(Review::Due, f),
            MailKind::ReviewOverdue => attestation::pt(Review::Overdue, f),
            MailKind::SystemUserLapsed => attestation::pt(Review::Lapsed, f),
            MailKind::WebhookDisabled => {
                let by = f.by;
                Letter {
                    subject: format!("{by}: webhook desativado"),
                    before: vec![
                        format!(
                            "O webhook {by} da conta {account} do Tenure foi desativado: respondeu que não existe mais, ou falhou \
                         durante cinco dias seguidos. Ele não recebe mais nada, e o bot que depende dele não fica \
                         sabendo de nada."
                        ),
                        "O que faltou fica guardado e pode ser reenviado quando o webhook for retomado.".into(),
                    ],
                    button: "Abrir o Tenure",
                    after: vec![],
                }
            }
            MailKind::NewDevice => Letter {
                subject: format!("Nova entrada em {account}"),
                before: vec![
                    with(
                        f.by,
                        |by| format!("Alguém entrou na conta {account} do Tenure com o seu usuário, com um navegador ou de uma rede que não tinham sido vistos antes: {by}."),
                        || format!("Alguém entrou na conta {account} do Tenure com o seu usuário, com um navegador ou de uma rede que não tinham sido vistos antes."),
                    ),
                    "Se foi você, não precisa fazer nada. Se não, encerre essa sessão na página das suas sessões, altere \
                     a sua senha imediatamente e avise um administrador da conta."
                        .into(),
                ],
                button: "Ver as suas sessões",
                after: vec![],
            },
            MailKind::OwnershipTransferred => Letter {
                subject: format!("{account} tem um novo proprietário"),
                before: vec![with(
                    f.by,
                    |by| {
                        format!(
                            "{by} passou a conta {account} do Tenure para você. Agora ela é sua: ninguém pode remover \
                             nem desativar você, e só você pode transferi-la."
                        )
                    },
                    || {
                        format!(
                            "Você passou a conta {account} do Tenure para outra pessoa. Agora você é administrador \
                             dela. Se não foi você, avise imediatamente os outros administradores."
                        )
                    },
                )],
                button: "Abrir o Tenure",
                after: vec![],
            },
        }
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [MailKind; 12] = [
        MailKind::Invitation,
        MailKind::PasswordReset,
        MailKind::FirstPassword,
        MailKind::PasswordChanged,
        MailKind::OwnershipTransferred,
        MailKind::TwoFactorOn,
        MailKind::TwoFactorOff,
        MailKind::RecoveryCodes,
        MailKind::SignInCode,
        MailKind::TwoFactorDue,
        MailKind::NewDevice,
        MailKind::TokenEnds,
    ];

    fn facts<'a>() -> Facts<'a> {
        Facts {
            to_name: "Ana Souza",
            account: "Acme",
            by: "Bo Lind",
            link: "https://tenure.example/accept#token=abc",
            role: "Operator",
            expires: Expires::Days(7),
        }
    }

    fn every() -> impl Iterator<Item = (MailKind, Locale, Content)> {
        KINDS.into_iter().flat_map(|kind| {
            Locale::ALL.iter().flat_map(move |&locale| {
                [facts(), Facts { by: "", role: "", ..facts() }].map(|f| (kind, locale, content(kind, locale, &f)))
            })
        })
    }

    #[test]
    fn every_kind_says_whom_it_greets_what_it_is_about_and_where_to_go() {
        for (kind, locale, mail) in every() {
            let place = format!("{kind:?} {locale:?}");
            assert!(mail.subject.contains("Acme"), "{place}");
            for part in [&mail.text, &mail.html] {
                assert!(part.contains("Ana Souza") && part.contains("Acme"), "{place}");
            }
            assert!(!mail.text.contains("  ") && !mail.text.contains(".."), "{place}: {}", mail.text);
            assert_eq!(mail.text.matches(facts().link).count(), 1, "{place}");
            // The button, and the address in full: as a link and to be read.
            assert_eq!(mail.html.matches(facts().link).count(), 3, "{place}");
            let lang = if locale == Locale::Pt { "pt-BR" } else { locale.as_str() };
            assert!(mail.html.contains(&format!("<html lang=\"{lang}\">")), "{place}");
        }
    }

    #[test]
    fn links_of_one_use_say_how_long_they_last_and_only_they_do() {
        for (kind, locale, mail) in every() {
            let span = ["7 days", "7 días", "7 dias"];
            let secret = matches!(
                kind,
                MailKind::Invitation
                    | MailKind::PasswordReset
                    | MailKind::FirstPassword
                    | MailKind::TwoFactorDue
                    | MailKind::TokenEnds
            );
            assert_eq!(span.iter().any(|span| mail.text.contains(span)), secret, "{kind:?} {locale:?}");
        }
        let hour =
            |locale, n| content(MailKind::PasswordReset, locale, &Facts { expires: Expires::Hours(n), ..facts() });
        assert!(hour(Locale::En, 1).text.contains("within 1 hour."));
        assert!(hour(Locale::Es, 2).text.contains("en 2 horas."));
        assert!(hour(Locale::Pt, 1).text.contains("em 1 hora."));
    }

    #[test]
    fn no_line_was_left_in_english() {
        for kind in KINDS {
            for by in ["", "Bo Lind"] {
                let of = |locale| content(kind, locale, &Facts { by, ..facts() });
                let (english, others) = (of(Locale::En), [of(Locale::Es), of(Locale::Pt)]);
                let same = ["", "-- ", facts().link, by];
                for line in english.text.lines().filter(|line| !same.contains(line)) {
                    assert!(others.iter().all(|other| !other.text.contains(line)), "{line}");
                }
                assert!(others.iter().all(|other| other.subject != english.subject), "{kind:?}");
                assert_ne!(others[0].text, others[1].text);
                assert_ne!(others[0].subject, others[1].subject);
            }
        }
    }

    #[test]
    fn nothing_of_a_mail_is_loaded_from_elsewhere() {
        for (kind, locale, mail) in every() {
            for thing in ["<img", "<script", "<link", "url(", "src=", "@import"] {
                assert!(!mail.html.contains(thing), "{kind:?} {locale:?}: {thing}");
            }
        }
    }

    #[test]
    fn names_can_neither_add_markup_nor_headers_nor_paragraphs() {
        let name = "<b onload='x'>\"A\"</b>\r\nBcc: evil@example.com\n\n\u{202e}Pay\u{2028}&amp;";
        let evil = Facts { to_name: name, account: name, by: name, role: name, ..facts() };
        for kind in KINDS {
            for &locale in Locale::ALL {
                let mail = content(kind, locale, &evil);
                let plain = content(kind, locale, &facts());
                let place = format!("{kind:?} {locale:?}");
                assert!(!mail.subject.contains(['\r', '\n', '\u{202e}', '\u{2028}']), "{place}");
                assert!(mail.subject.contains("<b onload='x'>\"A\"</b> Bcc: evil@example.com Pay &amp;"), "{place}");
                assert_eq!(mail.text.lines().count(), plain.text.lines().count(), "{place}");
                assert!(!mail.text.contains('\u{202e}'), "{place}");
                assert_eq!(mail.html.lines().count(), plain.html.lines().count(), "{place}");
                assert!(!mail.html.contains("<b ") && !mail.html.contains("\"A\""), "{place}");
                assert!(mail.html.contains("&lt;b onload=&#39;x&#39;&gt;&quot;A&quot;&lt;/b&gt; Bcc:"), "{place}");
                assert!(mail.html.contains("Pay &amp;amp;"), "{place}");
            }
        }
        let link = Facts { link: "https://tenure.example/a?b=\"><i>&c='d'", ..facts() };
        let mail = content(MailKind::Invitation, Locale::En, &link);
        assert!(mail.html.contains("href=\"https://tenure.example/a?b=&quot;&gt;&lt;i&gt;&amp;c=&#39;d&#39;\""));
    }

    #[test]
    fn the_way_out_is_called_as_on_the_page() {
        for &locale in Locale::ALL {
            let mail = content(MailKind::PasswordChanged, locale, &facts());
            assert!(mail.text.contains(crate::messages(locale).passwords.forgot), "{locale:?}");
        }
    }

    #[test]
    fn an_owner_who_hands_over_is_told_what_the_next_owner_is_told() {
        let mine = content(MailKind::OwnershipTransferred, Locale::En, &Facts { by: "", ..facts() });
        let theirs = content(MailKind::OwnershipTransferred, Locale::En, &facts());
        assert!(mine.text.contains("You handed the account Acme"));
        assert!(theirs.text.contains("Bo Lind handed the account Acme"));
    }

    #[test]
    fn a_warning_of_an_end_reads_well() {
        for &locale in Locale::ALL {
            let mail = content(MailKind::TokenEnds, locale, &Facts { by: "bot (Night shift, …x2Fk)", ..facts() });
            insta::assert_snapshot!(
                format!("token_ends_{}", locale.as_str()),
                format!("{}\n\n{}", mail.subject, mail.text)
            );
        }
    }

    #[test]
    fn an_invitation_reads_well() {
        for &locale in Locale::ALL {
            let mail = content(MailKind::Invitation, locale, &facts());
            let whole = format!("{}\n\n{}\n{}", mail.subject, mail.text, mail.html);
            insta::assert_snapshot!(format!("invitation_{}", locale.as_str()), whole);
        }
    }
}
