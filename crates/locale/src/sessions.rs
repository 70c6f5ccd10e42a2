//! The reader's own sessions.

texts! {
    /// The reader's own sessions.
    Sessions in "sessions" {
        title: "Sessions", "Sesiones", "Sessões";
        lead: "Where you are signed in. Revoke what you do not recognise.",
            "Dónde tiene la sesión iniciada. Revoque lo que no reconozca.",
            "Onde você está conectado. Revogue o que não reconhecer.";
        device: "Browser", "Navegador", "Navegador";
        address: "Address", "Dirección", "Endereço";
        started: "Signed in", "Inicio", "Entrada";
        seen: "Last seen", "Última actividad", "Última atividade";
        current: "This one", "Esta", "Esta";
        revoke: "Revoke", "Revocar", "Revogar";
        revoked: "Session revoked", "Sesión revocada", "Sessão revogada";
        end_others: "Sign out all other sessions", "Cerrar las demás sesiones", "Encerrar as outras sessões";
        others_ended: "All other sessions are signed out", "Se cerraron las demás sesiones", "As outras sessões foram encerradas";
        no_others: "There is no other session.", "No hay otra sesión.", "Não há outra sessão.";
        current_reason: "This is the session you are using: sign out instead.",
            "Es la sesión que está usando: cierre sesión.",
            "É a sessão que você está usando: saia da conta.";
        revoke_text: "Whoever uses that browser must sign in again.",
            "Quien use ese navegador tendrá que iniciar sesión de nuevo.",
            "Quem usar esse navegador precisará entrar de novo.";
        end_others_text: "Every other browser in which you are signed in must sign in again. This one goes on.",
            "En todos los demás navegadores habrá que iniciar sesión de nuevo. Este sigue.",
            "Em todos os outros navegadores será preciso entrar de novo. Este continua.";
        nowhere: "Not signed in anywhere.", "Sin sesión iniciada en ningún lugar.", "Nenhuma sessão aberta.";
        of_person: "Where this person is signed in.", "Dónde tiene la sesión iniciada esta persona.", "Onde esta pessoa está conectada.";
        end_all: "End all sessions", "Terminar todas las sesiones", "Encerrar todas as sessões";
        end_all_yours: "Of your own sessions, the one that you are using goes on.",
            "De sus propias sesiones, la que está usando sigue.",
            "Das suas próprias sessões, a que você está usando continua.";
        all_ended: "The sessions are ended", "Las sesiones terminaron", "As sessões foram encerradas";
        unknown: "Unknown browser", "Navegador desconocido", "Navegador desconhecido";
    } {
        revoke_what(what: &str): "Revoke {what}", "Revocar {what}", "Revogar {what}";
        end_all_text(name: &str): "{name} must sign in again in every browser. The password stays as it is.",
            "{name} tendrá que iniciar sesión de nuevo en todos los navegadores. La contraseña no cambia.",
            "{name} precisará entrar de novo em todos os navegadores. A senha não muda.";
    }
}
