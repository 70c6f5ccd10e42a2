//! The first page.

use crate::many;

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
    /// “`n` bots are deactivated: their calls are refused.”
    pub bots_off: fn(u64) -> String,
    /// “`n` active bots have never made a call.”
    pub bots_unused: fn(u64) -> String,
    /// “`n` subaccounts have no bot: nothing sends or receives for them.”
    pub bots_missing: fn(u64) -> String,
    /// “Your role does not see system users. Your sessions and your profile are in the menu.”
    pub no_figures: &'static str,
    /// “Worth a look”
    pub needs_you: &'static str,
    /// “Nothing needs your attention.”
    pub all_well: &'static str,
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
    bots_off: |n| {
        many(n, "1 bot is deactivated: its calls are refused.", "# bots are deactivated: their calls are refused.")
    },
    bots_unused: |n| many(n, "1 active bot has never made a call.", "# active bots have never made a call."),
    bots_missing: |n| {
        many(
            n,
            "1 subaccount has no bot: nothing sends or receives for it.",
            "# subaccounts have no bot: nothing sends or receives for them.",
        )
    },
    no_figures: "Your role does not see system users. Your sessions and your profile are in the menu.",
    needs_you: "Worth a look",
    all_well: "Nothing needs your attention.",
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
    bots_off: |n| {
        many(
            n,
            "1 bot está desactivado: sus llamadas se rechazan.",
            "# bots están desactivados: sus llamadas se rechazan.",
        )
    },
    bots_unused: |n| many(n, "1 bot activo no ha llamado nunca.", "# bots activos no han llamado nunca."),
    bots_missing: |n| {
        many(
            n,
            "1 subcuenta no tiene bot: nada envía ni recibe por ella.",
            "# subcuentas no tienen bot: nada envía ni recibe por ellas.",
        )
    },
    no_figures: "Su rol no ve los usuarios del sistema. Sus sesiones y su perfil están en el menú.",
    needs_you: "Conviene revisar",
    all_well: "Nada requiere su atención.",
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
    bots_off: |n| {
        many(
            n,
            "1 bot está desativado: suas chamadas são recusadas.",
            "# bots estão desativados: suas chamadas são recusadas.",
        )
    },
    bots_unused: |n| many(n, "1 bot ativo nunca fez uma chamada.", "# bots ativos nunca fizeram uma chamada."),
    bots_missing: |n| {
        many(
            n,
            "1 subconta não tem bot: nada envia ou recebe por ela.",
            "# subcontas não têm bot: nada envia ou recebe por elas.",
        )
    },
    no_figures: "Sua função não vê os usuários do sistema. Suas sessões e seu perfil estão no menu.",
    needs_you: "Vale conferir",
    all_well: "Nada precisa da sua atenção.",
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
            ("overview.no_figures", self.no_figures),
            ("overview.needs_you", self.needs_you),
            ("overview.all_well", self.all_well),
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
