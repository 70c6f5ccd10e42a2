//! The first page.

texts! {
    /// The first page.
    Overview in "overview" {
        title: "Overview", "Resumen", "Visão geral";
        lead: "What matters now in this account.",
            "Lo que importa ahora en esta cuenta.",
            "O que importa agora nesta conta.";
        active: "Active bots", "Bots activos", "Bots ativos";
        inactive: "Deactivated bots", "Bots desactivados", "Bots desativados";
        without_bot: "Subaccounts without a bot", "Subcuentas sin bot", "Subcontas sem bot";
        calls: "Calls in the last 24 hours", "Llamadas en las últimas 24 horas", "Chamadas nas últimas 24 horas";
        no_figures: "Your role does not see system users. Your sessions and your profile are in the menu.",
            "Su rol no ve los usuarios del sistema. Sus sesiones y su perfil están en el menú.",
            "Sua função não vê os usuários do sistema. Suas sessões e seu perfil estão no menu.";
        needs_you: "Needs attention", "Requiere atención", "Requer atenção";
        all_well: "Nothing needs your attention.", "Nada requiere su atención.", "Nada precisa da sua atenção.";
        first_steps: "First steps", "Primeros pasos", "Primeiros passos";
        step_subaccount: "Create a subaccount", "Cree una subcuenta", "Crie uma subconta";
        step_subaccount_why: "One for each brand, country or client whose messages stay apart.",
            "Una por cada marca, país o cliente cuyos mensajes van aparte.",
            "Uma para cada marca, país ou cliente cujas mensagens ficam separadas.";
        step_bot: "Create a system user", "Cree un usuario del sistema", "Crie um usuário do sistema";
        step_bot_why: "The identity of your bot. It belongs to the account, so it keeps working when people leave.",
            "La identidad de su bot. Pertenece a la cuenta, así que sigue funcionando cuando las personas se van.",
            "A identidade do seu bot. Pertence à conta e continua funcionando quando as pessoas saem.";
        step_call: "Make the first call", "Haga la primera llamada", "Faça a primeira chamada";
        step_call_why: "Paste the token into your bot; it will show up here as soon as it calls.",
            "Pegue el token en su bot; aparecerá aquí en cuanto llame.",
            "Cole o token no seu bot; ele aparecerá aqui assim que chamar.";
        step_done: "Done", "Hecho", "Feito";
        open: "Open", "Abrir", "Abrir";
    } {
        bots_off(n: u64):
            ["1 bot is deactivated: its calls are refused.", "{n} bots are deactivated: their calls are refused."],
            ["1 bot está desactivado: sus llamadas se rechazan.", "{n} bots están desactivados: sus llamadas se rechazan."],
            ["1 bot está desativado: suas chamadas são recusadas.", "{n} bots estão desativados: suas chamadas são recusadas."];
        bots_unused(n: u64): ["1 active bot has never made a call.", "{n} active bots have never made a call."],
            ["1 bot activo no ha llamado nunca.", "{n} bots activos no han llamado nunca."],
            ["1 bot ativo nunca fez uma chamada.", "{n} bots ativos nunca fizeram uma chamada."];
        bots_missing(n: u64):
            ["1 subaccount has no bot: nothing sends or receives for it.", "{n} subaccounts have no bot: nothing sends or receives for them."],
            ["1 subcuenta no tiene bot: nada envía ni recibe por ella.", "{n} subcuentas no tienen bot: nada envía ni recibe por ellas."],
            ["1 subconta não tem bot: nada envia ou recebe por ela.", "{n} subcontas não têm bot: nada envia ou recebe por elas."];
    }
}
