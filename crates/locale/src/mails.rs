//! What was sent by mail, and the mailbox of development.

use contract::{MailKind, MailStatus};

texts! {
    /// The list of mails and the development mailbox.
    Mails in "mails" {
        title: "Mail", "Correo", "E-mails";
        lead: "What was sent to whom, and what went wrong. The texts are not shown here: they hold one-time links.",
            "Qué se envió a quién y qué falló. Los textos no se muestran aquí: contienen enlaces de un solo uso.",
            "O que foi enviado a quem e o que falhou. Os textos não aparecem aqui: contêm links de uso único.";
        to: "To", "Para", "Para";
        kind: "About", "Asunto", "Assunto";
        status: "Status", "Estado", "Status";
        attempts: "Tries", "Intentos", "Tentativas";
        created: "Made", "Creado", "Criado";
        next: "Next try", "Próximo intento", "Próxima tentativa";
        sent: "Sent", "Enviado", "Enviado";
        error: "Last error", "Último error", "Último erro";
        empty: "No mail yet", "Todavía no hay correos", "Ainda não há e-mails";
        empty_why: "Invitations and links to choose a password are listed here when they are sent.",
            "Las invitaciones y los enlaces para elegir contraseña aparecen aquí cuando se envían.",
            "Convites e links para escolher a senha aparecem aqui quando são enviados.";
        mailbox: "Development mailbox", "Buzón de desarrollo", "Caixa de desenvolvimento";
        mailbox_lead: "On this development server no mail leaves the machine. This is what would have been sent.",
            "En este servidor de desarrollo ningún correo sale de la máquina. Esto es lo que se habría enviado.",
            "Neste servidor de desenvolvimento nenhum e-mail sai da máquina. Isto é o que teria sido enviado.";
        mailbox_empty: "Nothing was sent yet", "Todavía no se envió nada", "Nada foi enviado ainda";
        mailbox_empty_why: "Invite somebody, or ask for a new password; the mail appears here within seconds.",
            "Invite a alguien o pida una contraseña nueva; el correo aparece aquí en segundos.",
            "Convide alguém ou peça uma nova senha; o e-mail aparece aqui em segundos.";
        mailbox_off: "There is no development mailbox here", "Aquí no hay buzón de desarrollo", "Aqui não há caixa de desenvolvimento";
        mailbox_off_why: "It is only there on a development server.",
            "Solo existe en un servidor de desarrollo.",
            "Ela só existe em um servidor de desenvolvimento.";
        subject: "Subject", "Título", "Título";
        text: "Text", "Texto", "Texto";
        html: "HTML source", "Código HTML", "Código HTML";
        to_console: "Go to the console", "Ir a la consola", "Ir para o console";
        look_again: "Look again", "Volver a mirar", "Olhar de novo";
    } {}
}

words! {
    /// What a mail is about.
    kind(MailKind) in "mails.kind" at kind_words {
        Invitation: "Invitation", "Invitación", "Convite";
        PasswordReset: "New password", "Contraseña nueva", "Nova senha";
        FirstPassword: "First password", "Primera contraseña", "Primeira senha";
        PasswordChanged: "Password changed", "Contraseña cambiada", "Senha alterada";
        OwnershipTransferred: "New owner", "Nuevo propietario", "Novo proprietário";
        NewDevice: "Sign-in with a new device", "Inicio de sesión con un dispositivo nuevo", "Entrada com um dispositivo novo";
        TokenEnds: "Token ends soon", "Un token vence pronto", "Um token expira em breve";
        ChannelCredentialEnds: "A channel's credential ends soon", "La credencial de un canal vence pronto", "A credencial de um canal expira em breve";
        TokenReported: "Token found, still accepted", "Token encontrado, aún vigente", "Token encontrado, ainda vigente";
        TokenFound: "Token found and ended", "Token encontrado y terminado", "Token encontrado e encerrado";
        ReviewDue: "Is a bot still needed?", "¿Sigue haciendo falta un bot?", "Um bot ainda é necessário?";
        ReviewOverdue: "A bot is switched off soon", "Un bot se desactivará pronto", "Um bot será desativado em breve";
        SystemUserLapsed: "A bot was switched off", "Un bot se ha desactivado", "Um bot foi desativado";
        WebhookDisabled: "Webhook disabled", "Webhook desactivado", "Webhook desativado";
        TwoFactorOn: "Two-factor set up", "Verificación en dos pasos activada", "Verificação em duas etapas ativada";
        TwoFactorOff: "Two-factor turned off", "Verificación en dos pasos desactivada", "Verificação em duas etapas desativada";
        RecoveryCodes: "New recovery codes", "Códigos de recuperación nuevos", "Novos códigos de recuperação";
        SignInCode: "Sign-in code", "Código de acceso", "Código de acesso";
        TwoFactorDue: "Two-factor reminder", "Recordatorio de la verificación en dos pasos", "Lembrete da verificação em duas etapas";
    }
}

words! {
    /// How far a mail has come.
    status(MailStatus) in "mails.status" at status_words {
        Queued: "Waiting", "En espera", "Aguardando";
        Sent: "Sent", "Enviado", "Enviado";
        Failed: "Given up", "Abandonado", "Abandonado";
    }
}
