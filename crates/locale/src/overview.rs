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
        inactive_refused: "Deactivated, and still calling", "Desactivados que siguen llamando", "Desativados que continuam chamando";
        refused: "Calls are refused", "Llamadas rechazadas", "Chamadas recusadas";
        token_found: "Tokens found in public places", "Tokens encontrados en lugares públicos", "Tokens encontrados em lugares públicos";
        channel_credential: "Channels whose credential is not renewed", "Canales cuya credencial no se renueva", "Canais cuja credencial não é renovada";
        credential_ends: "ends", "vence", "expira";
        review_due: "Still needed? Waiting for an answer", "¿Siguen haciendo falta? Esperan respuesta", "Ainda são necessários? Aguardam resposta";
        review_by: "due", "vence", "vence";
        silent: "Silent for 7 days or more", "Sin llamadas desde hace 7 días o más", "Sem chamadas há 7 dias ou mais";
        never_used: "Never used", "Sin usar nunca", "Nunca usados";
        source_refuses: "Sources that refuse every call", "Fuentes que rechazan todas las llamadas", "Fontes que recusam todas as chamadas";
        last_refusal: "last refusal", "último rechazo", "última recusa";
        mail_failed: "E-mails that could not be sent", "Correos que no se pudieron enviar", "E-mails que não puderam ser enviados";
        invitation_ending: "Invitations that expire within 24 hours", "Invitaciones que caducan en menos de 24 horas", "Convites que expiram em menos de 24 horas";
        invitation_pending: "Pending invitations", "Invitaciones pendientes", "Convites pendentes";
        one_custodian: "A single custodian", "Un solo responsable", "Um único responsável";
    } {
        refused_24h(n: u64): ["1 call refused in 24 hours", "{n} calls refused in 24 hours"],
            ["1 llamada rechazada en 24 horas", "{n} llamadas rechazadas en 24 horas"],
            ["1 chamada recusada em 24 horas", "{n} chamadas recusadas em 24 horas"];
        more(n: u64): ["1 more", "{n} more"], ["1 más", "{n} más"], ["mais 1", "mais {n}"];
    }
}
