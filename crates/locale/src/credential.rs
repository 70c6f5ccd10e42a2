//! The dialog that shows a token once.

/// The dialog that shows a token once.
pub struct Credential {
    /// “Save this token now”
    pub title: &'static str,
    /// “Take note of the username and the token: the token will not be displayed again. If you lose it, you will have to generate a new one.”
    pub warn: &'static str,
    /// “I have saved it”
    pub saved: &'static str,
    /// “Tick “I have saved it” first.”
    pub save_first: &'static str,
    /// “Done”
    pub done: &'static str,
    /// “Paste into”
    pub paste_into: &'static str,
    /// “Environment”
    pub tab_env: &'static str,
    /// “Other”
    pub tab_other: &'static str,
    /// “In Chatlayer, open Configure Wavy WhatsApp Channel and paste these two.”
    pub chatlayer_lead: &'static str,
    /// “Any program that can set two headers.”
    pub other_lead: &'static str,
    /// “Waiting for the first call…”
    pub waiting: &'static str,
    /// “Waiting is paused while you are offline.”
    pub waiting_paused: &'static str,
    /// “First call received `when`”
    pub first_call: fn(&str) -> String,
    /// “First call received from `ip`, `when`”
    pub first_call_from: fn(&str, &str) -> String,
    /// “Hidden until you show or copy it”
    pub hidden: &'static str,
}

/// English.
pub(crate) const EN: Credential = Credential {
    title: "Save this token now",
    warn: "Take note of the username and the token: the token will not be displayed again. If you lose it, you will have to generate a new one.",
    saved: "I have saved it",
    save_first: "Tick “I have saved it” first.",
    done: "Done",
    paste_into: "Paste into",
    tab_env: "Environment",
    tab_other: "Other",
    chatlayer_lead: "In Chatlayer, open Configure Wavy WhatsApp Channel and paste these two.",
    other_lead: "Any program that can set two headers.",
    waiting: "Waiting for the first call…",
    waiting_paused: "Waiting is paused while you are offline.",
    first_call: |when| format!("First call received {when}"),
    first_call_from: |ip, when| format!("First call received from {ip}, {when}"),
    hidden: "Hidden until you show or copy it",
};

/// Spanish.
pub(crate) const ES: Credential = Credential {
    title: "Guarde este token ahora",
    warn: "Anote el nombre de usuario y el token: el token no se volverá a mostrar. Si lo pierde, tendrá que generar uno nuevo.",
    saved: "Lo he guardado",
    save_first: "Marque primero «Lo he guardado».",
    done: "Listo",
    paste_into: "Pegar en",
    tab_env: "Entorno",
    tab_other: "Otro",
    chatlayer_lead: "En Chatlayer, abra Configure Wavy WhatsApp Channel y pegue estos dos.",
    other_lead: "Cualquier programa que pueda enviar dos cabeceras.",
    waiting: "Esperando la primera llamada…",
    waiting_paused: "La espera está en pausa mientras no haya conexión.",
    first_call: |when| format!("Primera llamada recibida {when}"),
    first_call_from: |ip, when| format!("Primera llamada recibida desde {ip}, {when}"),
    hidden: "Oculto hasta que lo muestre o copie",
};

/// Brazilian Portuguese.
pub(crate) const PT: Credential = Credential {
    title: "Guarde este token agora",
    warn: "Anote o nome de usuário e o token: o token não será exibido de novo. Se perdê-lo, será preciso gerar um novo.",
    saved: "Eu o guardei",
    save_first: "Marque antes “Eu o guardei”.",
    done: "Concluir",
    paste_into: "Colar em",
    tab_env: "Ambiente",
    tab_other: "Outro",
    chatlayer_lead: "No Chatlayer, abra Configure Wavy WhatsApp Channel e cole estes dois.",
    other_lead: "Qualquer programa que possa enviar dois cabeçalhos.",
    waiting: "Aguardando a primeira chamada…",
    waiting_paused: "A espera está pausada enquanto não há conexão.",
    first_call: |when| format!("Primeira chamada recebida {when}"),
    first_call_from: |ip, when| format!("Primeira chamada recebida de {ip}, {when}"),
    hidden: "Oculto até que você o mostre ou copie",
};

impl Credential {
    /// The texts without arguments and where each stands, for tests that compare languages.
    #[cfg(test)]
    pub(crate) fn plain(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("credential.title", self.title),
            ("credential.warn", self.warn),
            ("credential.saved", self.saved),
            ("credential.save_first", self.save_first),
            ("credential.done", self.done),
            ("credential.paste_into", self.paste_into),
            ("credential.tab_env", self.tab_env),
            ("credential.tab_other", self.tab_other),
            ("credential.chatlayer_lead", self.chatlayer_lead),
            ("credential.other_lead", self.other_lead),
            ("credential.waiting", self.waiting),
            ("credential.waiting_paused", self.waiting_paused),
            ("credential.hidden", self.hidden),
        ]
    }
}
