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
        unknown: "Unknown browser", "Navegador desconocido", "Navegador desconhecido";
    } {
        revoke_what(what: &str): "Revoke {what}", "Revocar {what}", "Revogar {what}";
    }
}
