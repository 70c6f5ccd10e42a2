//! The first page.

/// The first page.
pub struct Overview {
    /// “Overview”
    pub title: &'static str,
    /// “What matters now in this account.”
    pub lead: &'static str,
    /// “Active bots”
    pub active: &'static str,
    /// “Deactivated bots”
    pub inactive: &'static str,
    /// “Subaccounts without a bot”
    pub without_bot: &'static str,
    /// “Calls in the last 24 hours”
    pub calls: &'static str,
    /// “Worth a look”
    pub needs_you: &'static str,
    /// “Nothing needs your attention.”
    pub all_well: &'static str,
    /// “Deactivated: its calls are refused.”
    pub is_inactive: &'static str,
    /// “Its token has never been used.”
    pub never_used: &'static str,
    /// “No bot sends or receives for this subaccount.”
    pub has_no_bot: &'static str,
    /// “First steps”
    pub first_steps: &'static str,
    /// “Create a subaccount”
    pub step_subaccount: &'static str,
    /// “One for each brand, country or client whose messages stay apart.”
    pub step_subaccount_why: &'static str,
    /// “Create a system user”
    pub step_bot: &'static str,
    /// “The identity of your bot. It belongs to the account, so it keeps working when people leave.”
    pub step_bot_why: &'static str,
    /// “Make the first call”
    pub step_call: &'static str,
    /// “Paste the token into your bot; it will show up here as soon as it calls.”
    pub step_call_why: &'static str,
    /// “Done”
    pub step_done: &'static str,
    /// “Open”
    pub open: &'static str,
}

/// English.
pub(crate) const EN: Overview = Overview {
    title: "Overview",
    lead: "What matters now in this account.",
    active: "Active bots",
    inactive: "Deactivated bots",
    without_bot: "Subaccounts without a bot",
    calls: "Calls in the last 24 hours",
    needs_you: "Worth a look",
    all_well: "Nothing needs your attention.",
    is_inactive: "Deactivated: its calls are refused.",
    never_used: "Its token has never been used.",
    has_no_bot: "No bot sends or receives for this subaccount.",
    first_steps: "First steps",
    step_subaccount: "Create a subaccount",
    step_subaccount_why: "One for each brand, country or client whose messages stay apart.",
    step_bot: "Create a system user",
    step_bot_why: "The identity of your bot. It belongs to the account, so it keeps working when people leave.",
    step_call: "Make the first call",
    step_call_why: "Paste the token into your bot; it will show up here as soon as it calls.",
    step_done: "Done",
    open: "Open",
};

/// Spanish.
pub(crate) const ES: Overview = Overview {
    title: "Resumen",
    lead: "Lo que importa ahora en esta cuenta.",
    active: "Bots activos",
    inactive: "Bots desactivados",
    without_bot: "Subcuentas sin bot",
    calls: "Llamadas en las últimas 24 horas",
    needs_you: "Conviene revisar",
    all_well: "Nada requiere su atención.",
    is_inactive: "Desactivado: sus llamadas se rechazan.",
    never_used: "Su token no se ha usado nunca.",
    has_no_bot: "Ningún bot envía ni recibe en esta subcuenta.",
    first_steps: "Primeros pasos",
    step_subaccount: "Cree una subcuenta",
    step_subaccount_why: "Una por cada marca, país o cliente cuyos mensajes van aparte.",
    step_bot: "Cree un usuario del sistema",
    step_bot_why: "La identidad de su bot. Pertenece a la cuenta, así que sigue funcionando cuando las personas se van.",
    step_call: "Haga la primera llamada",
    step_call_why: "Pegue el token en su bot; aparecerá aquí en cuanto llame.",
    step_done: "Hecho",
    open: "Abrir",
};

/// Brazilian Portuguese.
pub(crate) const PT: Overview = Overview {
    title: "Visão geral",
    lead: "O que importa agora nesta conta.",
    active: "Bots ativos",
    inactive: "Bots desativados",
    without_bot: "Subcontas sem bot",
    calls: "Chamadas nas últimas 24 horas",
    needs_you: "Vale conferir",
    all_well: "Nada precisa da sua atenção.",
    is_inactive: "Desativado: suas chamadas são recusadas.",
    never_used: "Seu token nunca foi usado.",
    has_no_bot: "Nenhum bot envia ou recebe nesta subconta.",
    first_steps: "Primeiros passos",
    step_subaccount: "Crie uma subconta",
    step_subaccount_why: "Uma para cada marca, país ou cliente cujas mensagens ficam separadas.",
    step_bot: "Crie um usuário do sistema",
    step_bot_why: "A identidade do seu bot. Pertence à conta e continua funcionando quando as pessoas saem.",
    step_call: "Faça a primeira chamada",
    step_call_why: "Cole o token no seu bot; ele aparecerá aqui assim que chamar.",
    step_done: "Feito",
    open: "Abrir",
};

impl Overview {
    /// The texts without arguments and where each stands, for tests that compare languages.
    #[cfg(test)]
    pub(crate) fn plain(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("overview.title", self.title),
            ("overview.lead", self.lead),
            ("overview.active", self.active),
            ("overview.inactive", self.inactive),
            ("overview.without_bot", self.without_bot),
            ("overview.calls", self.calls),
            ("overview.needs_you", self.needs_you),
            ("overview.all_well", self.all_well),
            ("overview.is_inactive", self.is_inactive),
            ("overview.never_used", self.never_used),
            ("overview.has_no_bot", self.has_no_bot),
            ("overview.first_steps", self.first_steps),
            ("overview.step_subaccount", self.step_subaccount),
            ("overview.step_subaccount_why", self.step_subaccount_why),
            ("overview.step_bot", self.step_bot),
            ("overview.step_bot_why", self.step_bot_why),
            ("overview.step_call", self.step_call),
            ("overview.step_call_why", self.step_call_why),
            ("overview.step_done", self.step_done),
            ("overview.open", self.open),
        ]
    }
}
