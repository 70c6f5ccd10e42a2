//! The reader's own sessions.

/// The reader's own sessions.
pub struct Sessions {
    /// “Sessions”
    pub title: &'static str,
    /// “Where you are signed in. Revoke what you do not recognise.”
    pub lead: &'static str,
    /// “Browser”
    pub device: &'static str,
    /// “Address”
    pub address: &'static str,
    /// “Signed in”
    pub started: &'static str,
    /// “Last seen”
    pub seen: &'static str,
    /// “This one”
    pub current: &'static str,
    /// “Revoke”
    pub revoke: &'static str,
    /// “Revoke `what`”
    pub revoke_what: fn(&str) -> String,
    /// “Session revoked”
    pub revoked: &'static str,
    /// “This is the session you are using: sign out instead.”
    pub current_reason: &'static str,
    /// “Unknown browser”
    pub unknown: &'static str,
}

/// English.
pub(crate) const EN: Sessions = Sessions {
    title: "Sessions",
    lead: "Where you are signed in. Revoke what you do not recognise.",
    device: "Browser",
    address: "Address",
    started: "Signed in",
    seen: "Last seen",
    current: "This one",
    revoke: "Revoke",
    revoke_what: |what| format!("Revoke {what}"),
    revoked: "Session revoked",
    current_reason: "This is the session you are using: sign out instead.",
    unknown: "Unknown browser",
};

/// Spanish.
pub(crate) const ES: Sessions = Sessions {
    title: "Sesiones",
    lead: "Dónde tiene la sesión iniciada. Revoque lo que no reconozca.",
    device: "Navegador",
    address: "Dirección",
    started: "Inicio",
    seen: "Última actividad",
    current: "Esta",
    revoke: "Revocar",
    revoke_what: |what| format!("Revocar {what}"),
    revoked: "Sesión revocada",
    current_reason: "Es la sesión que está usando: cierre sesión.",
    unknown: "Navegador desconocido",
};

/// Brazilian Portuguese.
pub(crate) const PT: Sessions = Sessions {
    title: "Sessões",
    lead: "Onde você está conectado. Revogue o que não reconhecer.",
    device: "Navegador",
    address: "Endereço",
    started: "Entrada",
    seen: "Última atividade",
    current: "Esta",
    revoke: "Revogar",
    revoke_what: |what| format!("Revogar {what}"),
    revoked: "Sessão revogada",
    current_reason: "É a sessão que você está usando: saia da conta.",
    unknown: "Navegador desconhecido",
};

impl Sessions {
    /// The texts without arguments and where each stands, for tests that compare languages.
    #[cfg(test)]
    pub(crate) fn plain(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("sessions.title", self.title),
            ("sessions.lead", self.lead),
            ("sessions.device", self.device),
            ("sessions.address", self.address),
            ("sessions.started", self.started),
            ("sessions.seen", self.seen),
            ("sessions.current", self.current),
            ("sessions.revoke", self.revoke),
            ("sessions.revoked", self.revoked),
            ("sessions.current_reason", self.current_reason),
            ("sessions.unknown", self.unknown),
        ]
    }
}
