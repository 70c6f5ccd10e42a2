//! The list of system users, one system user and their dialogs.

texts! {
    /// The list of system users, one system user and their dialogs.
    Bots in "bots" {
        title: "System users", "Usuarios del sistema", "Usuários do sistema";
        tab: "System User", "Usuario del sistema", "Usuário do sistema";
        lead: "The identities of your bots. They belong to the account, not to a person, and keep working when people leave.",
            "Las identidades de sus bots. Pertenecen a la cuenta, no a una persona, y siguen funcionando cuando las personas se van.",
            "As identidades dos seus bots. Pertencem à conta, não a uma pessoa, e continuam funcionando quando as pessoas saem.";
        create: "Create System User", "Crear usuario del sistema", "Criar usuário do sistema";
        create_lead: "Choose what the bot may act for, name it, and generate its token.",
            "Elija en nombre de qué actúa el bot, póngale nombre y genere su token.",
            "Escolha em nome de quê o bot age, dê um nome a ele e gere o token.";
        username: "Username", "Nombre de usuario", "Nome de usuário";
        username_hint: "It can be whatever you want; your bot sends it with the token.",
            "Puede ser el que usted quiera; su bot lo envía junto con el token.",
            "Pode ser o que você quiser; seu bot o envia junto com o token.";
        more: "More", "Más opciones", "Mais opções";
        purpose: "Purpose", "Propósito", "Finalidade";
        purpose_hint: "What it is for, in a sentence: whoever looks after it later knows why it is there.",
            "Para qué sirve, en una frase: quien lo tenga a su cargo después sabrá por qué existe.",
            "Para que serve, em uma frase: quem cuidar dele depois saberá por que existe.";
        idle: "Not used", "Sin uso", "Sem uso";
        subaccount: "Subaccount", "Subcuenta", "Subconta";
        account_wide: "Account-wide", "Toda la cuenta", "Conta inteira";
        activity_head: "Calls, 24 h", "Llamadas, 24 h", "Chamadas, 24 h";
        no_free_subaccount: "Every subaccount already has its system user.",
            "Todas las subcuentas tienen ya su usuario del sistema.",
            "Todas as subcontas já têm seu usuário do sistema.";
        generate: "Generate Token", "Generar token", "Gerar token";
        token: "Token", "Token", "Token";
        created_by: "Created by", "Creado por", "Criado por";
        created: "Created", "Creado", "Criado";
        last_used: "Last used", "Último uso", "Último uso";
        status: "Status", "Estado", "Status";
        active: "Active", "Activo", "Ativo";
        inactive: "Inactive", "Inactivo", "Inativo";
        search: "Search by username or token end",
            "Buscar por nombre o final del token",
            "Buscar por nome ou final do token";
        filter_status: "Filter by status", "Filtrar por estado", "Filtrar por status";
        role: "Role", "Rol", "Função";
        admin: "Admin", "Administrador", "Administrador";
        employee: "Employee", "Empleado", "Funcionário";
        any_status: "Any status", "Cualquier estado", "Qualquer status";
        activate: "Activate", "Activar", "Ativar";
        deactivate: "Deactivate", "Desactivar", "Desativar";
        new_token: "Generate a new token", "Generar un nuevo token", "Gerar um novo token";
        rename: "Rename", "Cambiar nombre", "Renomear";
        rename_warn: "Bots that send the old username with their token are refused from then on. Change it in the bot too.",
            "Los bots que envíen el nombre anterior con su token serán rechazados desde ese momento. Cámbielo también en el bot.",
            "Bots que enviarem o nome antigo com o token passam a ser recusados. Altere-o também no bot.";
        no_calls_24h: "No call used its tokens in the last 24 hours.",
            "Ninguna llamada usó sus tokens en las últimas 24 horas.",
            "Nenhuma chamada usou seus tokens nas últimas 24 horas.";
        new_token_warn: "If the current token is configured in an API, that API stops working when the old token stops. You must put the new token there.",
            "Si el token actual está configurado en una API, esa API dejará de funcionar cuando el token anterior deje de valer. Deberá poner allí el nuevo.",
            "Se o token atual estiver configurado em uma API, essa API deixará de funcionar quando o token antigo parar. Você precisará colocar o novo token nela.";
        old_token: "The old token", "El token anterior", "O token antigo";
        overlap_none: "stops at once", "deja de valer de inmediato", "para imediatamente";
        delete_first_deactivate: "Deactivate it first: only an inactive system user can be deleted.",
            "Desactívelo primero: solo se puede eliminar un usuario del sistema inactivo.",
            "Desative-o primeiro: só um usuário do sistema inativo pode ser excluído.";
        empty: "No system users yet", "Todavía no hay usuarios del sistema", "Ainda não há usuários do sistema";
        empty_why: "A system user gives your bot a name and a token of its own, apart from any person.",
            "Un usuario del sistema da a su bot un nombre y un token propios, independientes de cualquier persona.",
            "Um usuário do sistema dá ao seu bot um nome e um token próprios, independentes de qualquer pessoa.";
        none_match: "No system user matches",
            "Ningún usuario del sistema coincide",
            "Nenhum usuário do sistema corresponde";
        none_match_why: "Try another search, or clear the filters.",
            "Pruebe otra búsqueda o quite los filtros.",
            "Tente outra busca ou limpe os filtros.";
        detail_lead: "Its state, its tokens and what it did lately.",
            "Su estado, sus tokens y su actividad reciente.",
            "Seu estado, seus tokens e sua atividade recente.";
        history: "History", "Historial", "Histórico";
        history_when: "When", "Cuándo", "Quando";
        history_what: "What", "Qué", "O quê";
        history_who: "Who", "Quién", "Quem";
        history_deployment: "The deployment", "El despliegue", "A implantação";
        deactivate_many_what: "Their tokens are refused within a second. Activate them again and the same tokens work.",
            "Sus tokens se rechazan en un segundo. Al activarlos de nuevo valen los mismos tokens.",
            "Seus tokens são recusados em um segundo. Ao ativá-los de novo, os mesmos tokens funcionam.";
        deactivated: "Deactivated", "Desactivado", "Desativado";
        facts: "Details", "Detalles", "Detalhes";
        tokens: "Tokens", "Tokens", "Tokens";
        activity: "Calls in the last 24 hours", "Llamadas en las últimas 24 horas", "Chamadas nas últimas 24 horas";
        calls: "Calls", "Llamadas", "Chamadas";
        hour: "Hour", "Hora", "Hora";
        ends: "Expires", "Caduca", "Expira";
        token_live: "Live", "Vigente", "Vigente";
        token_ending_soon: "Expiring", "Por caducar", "Expirando";
        end_token: "Revoke", "Revocar", "Revogar";
        end_token_text: "Whatever uses this token is refused within a second. Other tokens go on. This can't be undone.",
            "Todo lo que use este token será rechazado en un segundo. Los demás tokens siguen vigentes. No se puede deshacer.",
            "Tudo o que usar este token será recusado em um segundo. Os outros tokens continuam valendo. Isto não pode ser desfeito.";
        end_last_token: "It is the only token that is still accepted: the bot stops until it gets a new one.",
            "Es el único token que todavía se acepta: el bot se detendrá hasta que reciba uno nuevo.",
            "É o único token que ainda é aceito: o bot para até receber um novo.";
        token_replaced: "Revoked", "Revocado", "Revogado";
        token_expired: "Expired", "Caducado", "Expirado";
        no_expiry: "Does not expire", "No caduca", "Não expira";
        id: "ID", "ID", "ID";
        in_24_hours: "24 hours ago", "hace 24 horas", "24 horas atrás";
        now: "now", "ahora", "agora";
        as_table: "Show as a table", "Ver como tabla", "Ver como tabela";
    } {
        chosen(name: &str): "Chosen: {name}", "Seleccionado: {name}", "Selecionado: {name}";
        search_for_more(n: u64): ["1 more is not shown: search for it.", "{n} more are not shown: search for them."],
            ["Hay 1 más que no se muestra: búsquela.", "Hay {n} más que no se muestran: búsquelas."],
            ["Há mais 1 que não aparece: busque-a.", "Há mais {n} que não aparecem: busque-as."];
        overlap_until(when: &str): "until {when}", "hasta el {when}", "até {when}";
        account_wide_hint(used: u64, limit: u64): "For every subaccount. {used} of {limit} used.",
            "Para todas las subcuentas. {used} de {limit} en uso.",
            "Para todas as subcontas. {used} de {limit} em uso.";
        limit_reached(limit: u64):
            "All {limit} account-wide system users are in use. Delete one that is no longer needed.",
            "Los {limit} usuarios del sistema de toda la cuenta están en uso. Elimine alguno que ya no haga falta.",
            "Todos os {limit} usuários do sistema da conta inteira estão em uso. Exclua um que não seja mais necessário.";
        taken_by(name: &str): "In use by {name}", "En uso por {name}", "Em uso por {name}";
        end_token_what(tail: &str): "Revoke the token ending in {tail}",
            "Revocar el token terminado en {tail}",
            "Revogar o token terminado em {tail}";
        end_token_title(tail: &str, name: &str): "Revoke the token …{tail} of {name}?",
            "¿Revocar el token …{tail} de {name}?",
            "Revogar o token …{tail} de {name}?";
        token_ended(tail: &str): "Token …{tail} revoked", "Token …{tail} revocado", "Token …{tail} revogado";
        token_ending(tail: &str): "token ending in {tail}", "token terminado en {tail}", "token terminado em {tail}";
        activity_24h(n: u64): ["1 call in 24 h", "{n} calls in 24 h"],
            ["1 llamada en 24 h", "{n} llamadas en 24 h"],
            ["1 chamada em 24 h", "{n} chamadas em 24 h"];
        rename_title(name: &str): "Rename {name}", "Cambiar el nombre de {name}", "Renomear {name}";
        deactivate_many(n: u64): ["Deactivate 1 system user?", "Deactivate {n} system users?"],
            ["¿Desactivar 1 usuario del sistema?", "¿Desactivar {n} usuarios del sistema?"],
            ["Desativar 1 usuário do sistema?", "Desativar {n} usuários do sistema?"];
        deactivate_title(name: &str): "Deactivate {name}?", "¿Desactivar {name}?", "Desativar {name}?";
        deactivate_text(name: &str):
            "The bot {name} can no longer send or receive: every call that it makes is refused until it is activated again. Its token stays the same.",
            "El bot {name} ya no podrá enviar ni recibir: todas sus llamadas se rechazarán hasta que se active de nuevo. Su token no cambia.",
            "O bot {name} não poderá mais enviar nem receber: todas as suas chamadas serão recusadas até que seja ativado de novo. O token não muda.";
        calls_24h(n: u64):
            ["1 call in the last 24 hours used its tokens.", "{n} calls in the last 24 hours used its tokens."],
            ["1 llamada en las últimas 24 horas usó sus tokens.", "{n} llamadas en las últimas 24 horas usaron sus tokens."],
            ["1 chamada nas últimas 24 horas usou seus tokens.", "{n} chamadas nas últimas 24 horas usaram seus tokens."];
        deactivated_toast(name: &str): "{name} is deactivated", "{name} está desactivado", "{name} está desativado";
        activated_toast(name: &str): "{name} is active", "{name} está activo", "{name} está ativo";
        renamed_toast(name: &str): "Renamed to {name}", "Ahora se llama {name}", "Renomeado para {name}";
        deleted_toast(name: &str): "System user {name} deleted",
            "Se eliminó el usuario del sistema {name}",
            "Usuário do sistema {name} excluído";
        new_token_title(name: &str): "Generate a new token for {name}",
            "Generar un nuevo token para {name}",
            "Gerar um novo token para {name}";
        overlap_hours(n: u64): ["works for 1 more hour", "works for {n} more hours"],
            ["vale 1 hora más", "vale {n} horas más"],
            ["vale por mais 1 hora", "vale por mais {n} horas"];
        overlap_days(n: u64): ["works for 1 more day", "works for {n} more days"],
            ["vale 1 día más", "vale {n} días más"],
            ["vale por mais 1 dia", "vale por mais {n} dias"];
        delete_title(name: &str): "Delete {name}?", "¿Eliminar {name}?", "Excluir {name}?";
        delete_text(name: &str): "The bot {name} and all its tokens are removed for good. This can't be undone.",
            "El bot {name} y todos sus tokens se eliminan definitivamente. No se puede deshacer.",
            "O bot {name} e todos os seus tokens são removidos definitivamente. Isto não pode ser desfeito.";
        stops(when: &str): "Expires {when}", "Caduca {when}", "Expira {when}";
        from_address(ip: &str): "from {ip}", "desde {ip}", "de {ip}";
    }
}
