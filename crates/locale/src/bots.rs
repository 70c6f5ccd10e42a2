//! The list of system users, one system user and their dialogs.

use crate::many;

/// The list of system users, one system user and their dialogs.
pub struct Bots {
    /// “System users”
    pub title: &'static str,
    /// “System User”
    pub tab: &'static str,
    /// “The identities of your bots. They belong to the account, not to a person, and keep working when people leave.”
    pub lead: &'static str,
    /// “Create System User”
    pub create: &'static str,
    /// “Choose what the bot may act for, name it, and generate its token.”
    pub create_lead: &'static str,
    /// “Username”
    pub username: &'static str,
    /// “It can be whatever you want; your bot sends it with the token.”
    pub username_hint: &'static str,
    /// “Subaccount”
    pub subaccount: &'static str,
    /// “Account-wide”
    pub account_wide: &'static str,
    /// “For every subaccount. `used` of `limit` used.”
    pub account_wide_hint: fn(u64, u64) -> String,
    /// “All `limit` account-wide system users are in use. Delete one that is no longer needed.”
    pub limit_reached: fn(u64) -> String,
    /// “Taken by `name`”
    pub taken_by: fn(&str) -> String,
    /// “Every subaccount already has its system user.”
    pub no_free_subaccount: &'static str,
    /// “Generate Token”
    pub generate: &'static str,
    /// “Token”
    pub token: &'static str,
    /// “token ending in `tail`”
    pub token_ending: fn(&str) -> String,
    /// “Created by”
    pub created_by: &'static str,
    /// “Created”
    pub created: &'static str,
    /// “Last used”
    pub last_used: &'static str,
    /// “`n` calls in 24 h”
    pub activity_24h: fn(u64) -> String,
    /// “Status”
    pub status: &'static str,
    /// “Active”
    pub active: &'static str,
    /// “Inactive”
    pub inactive: &'static str,
    /// “Search by username or token end”
    pub search: &'static str,
    /// “Filter by status”
    pub filter_status: &'static str,
    /// “Any status”
    pub any_status: &'static str,
    /// “Activate”
    pub activate: &'static str,
    /// “Deactivate”
    pub deactivate: &'static str,
    /// “Generate a new token”
    pub new_token: &'static str,
    /// “Rename”
    pub rename: &'static str,
    /// “Rename `name`”
    pub rename_title: fn(&str) -> String,
    /// “Bots that send the old username with their token are refused from then on. Change it in the bot too.”
    pub rename_warn: &'static str,
    /// “Deactivate `name`?”
    pub deactivate_title: fn(&str) -> String,
    /// “The bot `name` can no longer send or receive: every call that it makes is refused until it is activated again. Its token stays the same.”
    pub deactivate_text: fn(&str) -> String,
    /// “`n` calls in the last 24 hours used its tokens.”
    pub calls_24h: fn(u64) -> String,
    /// “No call used its tokens in the last 24 hours.”
    pub no_calls_24h: &'static str,
    /// “`name` is deactivated”
    pub deactivated_toast: fn(&str) -> String,
    /// “`name` is active”
    pub activated_toast: fn(&str) -> String,
    /// “Renamed to `name`”
    pub renamed_toast: fn(&str) -> String,
    /// “System user `name` deleted”
    pub deleted_toast: fn(&str) -> String,
    /// “Generate a new token for `name`”
    pub new_token_title: fn(&str) -> String,
    /// “If the current token is configured in an API, that API stops working when the old token stops. You must put the new token there.”
    pub new_token_warn: &'static str,
    /// “The old token”
    pub old_token: &'static str,
    /// “stops at once”
    pub overlap_none: &'static str,
    /// “works for `n` more hours”
    pub overlap_hours: fn(u64) -> String,
    /// “works for `n` more days”
    pub overlap_days: fn(u64) -> String,
    /// “Delete `name`?”
    pub delete_title: fn(&str) -> String,
    /// “The bot `name` and all its tokens are removed for good. This can't be undone.”
    pub delete_text: fn(&str) -> String,
    /// “Deactivate it first: only an inactive system user can be deleted.”
    pub delete_first_deactivate: &'static str,
    /// “No system users yet”
    pub empty: &'static str,
    /// “A system user gives your bot a name and a token of its own, apart from any person.”
    pub empty_why: &'static str,
    /// “No system user matches”
    pub none_match: &'static str,
    /// “Try another search, or clear the filters.”
    pub none_match_why: &'static str,
    /// “Its state, its tokens and what it did lately.”
    pub detail_lead: &'static str,
    /// “Facts”
    pub facts: &'static str,
    /// “Tokens”
    pub tokens: &'static str,
    /// “Calls in the last 24 hours”
    pub activity: &'static str,
    /// “Calls”
    pub calls: &'static str,
    /// “Hour”
    pub hour: &'static str,
    /// “Ends”
    pub ends: &'static str,
    /// “Live”
    pub token_live: &'static str,
    /// “Ending”
    pub token_ending_soon: &'static str,
    /// “Revoke”
    pub end_token: &'static str,
    /// “Revoke the token ending in `tail`”
    pub end_token_what: fn(&str) -> String,
    /// “Revoke the token …`tail` of `name`?”
    pub end_token_title: fn(&str, &str) -> String,
    /// “Whatever uses this token is refused within a second. Other tokens go on. This can't be undone.”
    pub end_token_text: &'static str,
    /// “It is the only token that is still accepted: the bot stops until it gets a new one.”
    pub end_last_token: &'static str,
    /// “Token …`tail` revoked”
    pub token_ended: fn(&str) -> String,
    /// “Revoked”
    pub token_replaced: &'static str,
    /// “Expired”
    pub token_expired: &'static str,
    /// “Does not expire”
    pub no_expiry: &'static str,
    /// “Stops `when`”
    pub stops: fn(&str) -> String,
    /// “ID”
    pub id: &'static str,
    /// “from `ip`”
    pub from_address: fn(&str) -> String,
    /// “24 hours ago”
    pub in_24_hours: &'static str,
    /// “now”
    pub now: &'static str,
    /// “Show as a table”
    pub as_table: &'static str,
}

/// English.
pub(crate) const EN: Bots = Bots {
    title: "System users",
    tab: "System User",
    lead: "The identities of your bots. They belong to the account, not to a person, and keep working when people leave.",
    create: "Create System User",
    create_lead: "Choose what the bot may act for, name it, and generate its token.",
    username: "Username",
    username_hint: "It can be whatever you want; your bot sends it with the token.",
    subaccount: "Subaccount",
    account_wide: "Account-wide",
    account_wide_hint: |used, limit| format!("For every subaccount. {used} of {limit} used."),
    limit_reached: |limit| {
        format!("All {limit} account-wide system users are in use. Delete one that is no longer needed.")
    },
    taken_by: |name| format!("Taken by {name}"),
    no_free_subaccount: "Every subaccount already has its system user.",
    generate: "Generate Token",
    token: "Token",
    token_ending: |tail| format!("token ending in {tail}"),
    created_by: "Created by",
    created: "Created",
    last_used: "Last used",
    activity_24h: |n| many(n, "1 call in 24 h", "# calls in 24 h"),
    status: "Status",
    active: "Active",
    inactive: "Inactive",
    search: "Search by username or token end",
    filter_status: "Filter by status",
    any_status: "Any status",
    activate: "Activate",
    deactivate: "Deactivate",
    new_token: "Generate a new token",
    rename: "Rename",
    rename_title: |name| format!("Rename {name}"),
    rename_warn: "Bots that send the old username with their token are refused from then on. Change it in the bot too.",
    deactivate_title: |name| format!("Deactivate {name}?"),
    deactivate_text: |name| {
        format!(
            "The bot {name} can no longer send or receive: every call that it makes is refused until it is activated again. Its token stays the same."
        )
    },
    calls_24h: |n| {
        many(n, "1 call in the last 24 hours used its tokens.", "# calls in the last 24 hours used its tokens.")
    },
    no_calls_24h: "No call used its tokens in the last 24 hours.",
    deactivated_toast: |name| format!("{name} is deactivated"),
    activated_toast: |name| format!("{name} is active"),
    renamed_toast: |name| format!("Renamed to {name}"),
    deleted_toast: |name| format!("System user {name} deleted"),
    new_token_title: |name| format!("Generate a new token for {name}"),
    new_token_warn: "If the current token is configured in an API, that API stops working when the old token stops. You must put the new token there.",
    old_token: "The old token",
    overlap_none: "stops at once",
    overlap_hours: |n| many(n, "works for 1 more hour", "works for # more hours"),
    overlap_days: |n| many(n, "works for 1 more day", "works for # more days"),
    delete_title: |name| format!("Delete {name}?"),
    delete_text: |name| format!("The bot {name} and all its tokens are removed for good. This can't be undone."),
    delete_first_deactivate: "Deactivate it first: only an inactive system user can be deleted.",
    empty: "No system users yet",
    empty_why: "A system user gives your bot a name and a token of its own, apart from any person.",
    none_match: "No system user matches",
    none_match_why: "Try another search, or clear the filters.",
    detail_lead: "Its state, its tokens and what it did lately.",
    facts: "Facts",
    tokens: "Tokens",
    activity: "Calls in the last 24 hours",
    calls: "Calls",
    hour: "Hour",
    ends: "Ends",
    token_live: "Live",
    token_ending_soon: "Ending",
    end_token: "Revoke",
    end_token_what: |tail| format!("Revoke the token ending in {tail}"),
    end_token_title: |tail, name| format!("Revoke the token …{tail} of {name}?"),
    end_token_text: "Whatever uses this token is refused within a second. Other tokens go on. This can't be undone.",
    end_last_token: "It is the only token that is still accepted: the bot stops until it gets a new one.",
    token_ended: |tail| format!("Token …{tail} revoked"),
    token_replaced: "Revoked",
    token_expired: "Expired",
    no_expiry: "Does not expire",
    stops: |when| format!("Stops {when}"),
    id: "ID",
    from_address: |ip| format!("from {ip}"),
    in_24_hours: "24 hours ago",
    now: "now",
    as_table: "Show as a table",
};

/// Spanish.
pub(crate) const ES: Bots = Bots {
    title: "Usuarios del sistema",
    tab: "Usuario del sistema",
    lead: "Las identidades de sus bots. Pertenecen a la cuenta, no a una persona, y siguen funcionando cuando las personas se van.",
    create: "Crear usuario del sistema",
    create_lead: "Elija en nombre de qué actúa el bot, póngale nombre y genere su token.",
    username: "Nombre de usuario",
    username_hint: "Puede ser el que usted quiera; su bot lo envía junto con el token.",
    subaccount: "Subcuenta",
    account_wide: "Toda la cuenta",
    account_wide_hint: |used, limit| format!("Para todas las subcuentas. {used} de {limit} en uso."),
    limit_reached: |limit| {
        format!("Los {limit} usuarios del sistema de toda la cuenta están en uso. Elimine alguno que ya no haga falta.")
    },
    taken_by: |name| format!("Ocupada por {name}"),
    no_free_subaccount: "Todas las subcuentas tienen ya su usuario del sistema.",
    generate: "Generar token",
    token: "Token",
    token_ending: |tail| format!("token terminado en {tail}"),
    created_by: "Creado por",
    created: "Creado",
    last_used: "Último uso",
    activity_24h: |n| many(n, "1 llamada en 24 h", "# llamadas en 24 h"),
    status: "Estado",
    active: "Activo",
    inactive: "Inactivo",
    search: "Buscar por nombre o final del token",
    filter_status: "Filtrar por estado",
    any_status: "Cualquier estado",
    activate: "Activar",
    deactivate: "Desactivar",
    new_token: "Generar un nuevo token",
    rename: "Cambiar nombre",
    rename_title: |name| format!("Cambiar el nombre de {name}"),
    rename_warn: "Los bots que envíen el nombre anterior con su token serán rechazados desde ese momento. Cámbielo también en el bot.",
    deactivate_title: |name| format!("¿Desactivar {name}?"),
    deactivate_text: |name| {
        format!(
            "El bot {name} ya no podrá enviar ni recibir: todas sus llamadas se rechazarán hasta que se active de nuevo. Su token no cambia."
        )
    },
    calls_24h: |n| {
        many(
            n,
            "1 llamada en las últimas 24 horas usó sus tokens.",
            "# llamadas en las últimas 24 horas usaron sus tokens.",
        )
    },
    no_calls_24h: "Ninguna llamada usó sus tokens en las últimas 24 horas.",
    deactivated_toast: |name| format!("{name} está desactivado"),
    activated_toast: |name| format!("{name} está activo"),
    renamed_toast: |name| format!("Ahora se llama {name}"),
    deleted_toast: |name| format!("Se eliminó el usuario del sistema {name}"),
    new_token_title: |name| format!("Generar un nuevo token para {name}"),
    new_token_warn: "Si el token actual está configurado en una API, esa API dejará de funcionar cuando el token anterior deje de valer. Deberá poner allí el nuevo.",
    old_token: "El token anterior",
    overlap_none: "deja de valer de inmediato",
    overlap_hours: |n| many(n, "vale 1 hora más", "vale # horas más"),
    overlap_days: |n| many(n, "vale 1 día más", "vale # días más"),
    delete_title: |name| format!("¿Eliminar {name}?"),
    delete_text: |name| format!("El bot {name} y todos sus tokens se eliminan definitivamente. No se puede deshacer."),
    delete_first_deactivate: "Desactívelo primero: solo se puede eliminar un usuario del sistema inactivo.",
    empty: "Todavía no hay usuarios del sistema",
    empty_why: "Un usuario del sistema da a su bot un nombre y un token propios, independientes de cualquier persona.",
    none_match: "Ningún usuario del sistema coincide",
    none_match_why: "Pruebe otra búsqueda o quite los filtros.",
    detail_lead: "Su estado, sus tokens y su actividad reciente.",
    facts: "Datos",
    tokens: "Tokens",
    activity: "Llamadas en las últimas 24 horas",
    calls: "Llamadas",
    hour: "Hora",
    ends: "Termina",
    token_live: "Vigente",
    token_ending_soon: "Por terminar",
    end_token: "Revocar",
    end_token_what: |tail| format!("Revocar el token terminado en {tail}"),
    end_token_title: |tail, name| format!("¿Revocar el token …{tail} de {name}?"),
    end_token_text: "Todo lo que use este token será rechazado en un segundo. Los demás tokens siguen vigentes. No se puede deshacer.",
    end_last_token: "Es el único token que todavía se acepta: el bot se detendrá hasta que reciba uno nuevo.",
    token_ended: |tail| format!("Token …{tail} revocado"),
    token_replaced: "Revocado",
    token_expired: "Caducado",
    no_expiry: "No caduca",
    stops: |when| format!("Deja de valer {when}"),
    id: "ID",
    from_address: |ip| format!("desde {ip}"),
    in_24_hours: "hace 24 horas",
    now: "ahora",
    as_table: "Ver como tabla",
};

/// Brazilian Portuguese.
pub(crate) const PT: Bots = Bots {
    title: "Usuários do sistema",
    tab: "Usuário do sistema",
    lead: "As identidades dos seus bots. Pertencem à conta, não a uma pessoa, e continuam funcionando quando as pessoas saem.",
    create: "Criar usuário do sistema",
    create_lead: "Escolha em nome de quê o bot age, dê um nome a ele e gere o token.",
    username: "Nome de usuário",
    username_hint: "Pode ser o que você quiser; seu bot o envia junto com o token.",
    subaccount: "Subconta",
    account_wide: "Conta inteira",
    account_wide_hint: |used, limit| format!("Para todas as subcontas. {used} de {limit} em uso."),
    limit_reached: |limit| {
        format!(
            "Todos os {limit} usuários do sistema da conta inteira estão em uso. Exclua um que não seja mais necessário."
        )
    },
    taken_by: |name| format!("Ocupada por {name}"),
    no_free_subaccount: "Todas as subcontas já têm seu usuário do sistema.",
    generate: "Gerar token",
    token: "Token",
    token_ending: |tail| format!("token terminado em {tail}"),
    created_by: "Criado por",
    created: "Criado",
    last_used: "Último uso",
    activity_24h: |n| many(n, "1 chamada em 24 h", "# chamadas em 24 h"),
    status: "Status",
    active: "Ativo",
    inactive: "Inativo",
    search: "Buscar por nome ou final do token",
    filter_status: "Filtrar por status",
    any_status: "Qualquer status",
    activate: "Ativar",
    deactivate: "Desativar",
    new_token: "Gerar um novo token",
    rename: "Renomear",
    rename_title: |name| format!("Renomear {name}"),
    rename_warn: "Bots que enviarem o nome antigo com o token passam a ser recusados. Altere-o também no bot.",
    deactivate_title: |name| format!("Desativar {name}?"),
    deactivate_text: |name| {
        format!(
            "O bot {name} não poderá mais enviar nem receber: todas as suas chamadas serão recusadas até que seja ativado de novo. O token não muda."
        )
    },
    calls_24h: |n| {
        many(
            n,
            "1 chamada nas últimas 24 horas usou seus tokens.",
            "# chamadas nas últimas 24 horas usaram seus tokens.",
        )
    },
    no_calls_24h: "Nenhuma chamada usou seus tokens nas últimas 24 horas.",
    deactivated_toast: |name| format!("{name} está desativado"),
    activated_toast: |name| format!("{name} está ativo"),
    renamed_toast: |name| format!("Renomeado para {name}"),
    deleted_toast: |name| format!("Usuário do sistema {name} excluído"),
    new_token_title: |name| format!("Gerar um novo token para {name}"),
    new_token_warn: "Se o token atual estiver configurado em uma API, essa API deixará de funcionar quando o token antigo parar. Você precisará colocar o novo token nela.",
    old_token: "O token antigo",
    overlap_none: "para imediatamente",
    overlap_hours: |n| many(n, "vale por mais 1 hora", "vale por mais # horas"),
    overlap_days: |n| many(n, "vale por mais 1 dia", "vale por mais # dias"),
    delete_title: |name| format!("Excluir {name}?"),
    delete_text: |name| {
        format!("O bot {name} e todos os seus tokens são removidos definitivamente. Isto não pode ser desfeito.")
    },
    delete_first_deactivate: "Desative-o primeiro: só um usuário do sistema inativo pode ser excluído.",
    empty: "Ainda não há usuários do sistema",
    empty_why: "Um usuário do sistema dá ao seu bot um nome e um token próprios, independentes de qualquer pessoa.",
    none_match: "Nenhum usuário do sistema corresponde",
    none_match_why: "Tente outra busca ou limpe os filtros.",
    detail_lead: "Seu estado, seus tokens e sua atividade recente.",
    facts: "Dados",
    tokens: "Tokens",
    activity: "Chamadas nas últimas 24 horas",
    calls: "Chamadas",
    hour: "Hora",
    ends: "Termina",
    token_live: "Vigente",
    token_ending_soon: "Terminando",
    end_token: "Revogar",
    end_token_what: |tail| format!("Revogar o token terminado em {tail}"),
    end_token_title: |tail, name| format!("Revogar o token …{tail} de {name}?"),
    end_token_text: "Tudo o que usar este token será recusado em um segundo. Os outros tokens continuam valendo. Isto não pode ser desfeito.",
    end_last_token: "É o único token que ainda é aceito: o bot para até receber um novo.",
    token_ended: |tail| format!("Token …{tail} revogado"),
    token_replaced: "Revogado",
    token_expired: "Expirado",
    no_expiry: "Não expira",
    stops: |when| format!("Para {when}"),
    id: "ID",
    from_address: |ip| format!("de {ip}"),
    in_24_hours: "24 horas atrás",
    now: "agora",
    as_table: "Ver como tabela",
};

impl Bots {
    /// The texts without arguments and where each stands, for tests that compare languages.
    #[cfg(test)]
    pub(crate) fn plain(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("bots.title", self.title),
            ("bots.tab", self.tab),
            ("bots.lead", self.lead),
            ("bots.create", self.create),
            ("bots.create_lead", self.create_lead),
            ("bots.username", self.username),
            ("bots.username_hint", self.username_hint),
            ("bots.subaccount", self.subaccount),
            ("bots.account_wide", self.account_wide),
            ("bots.no_free_subaccount", self.no_free_subaccount),
            ("bots.generate", self.generate),
            ("bots.token", self.token),
            ("bots.created_by", self.created_by),
            ("bots.created", self.created),
            ("bots.last_used", self.last_used),
            ("bots.status", self.status),
            ("bots.active", self.active),
            ("bots.inactive", self.inactive),
            ("bots.search", self.search),
            ("bots.filter_status", self.filter_status),
            ("bots.any_status", self.any_status),
            ("bots.activate", self.activate),
            ("bots.deactivate", self.deactivate),
            ("bots.new_token", self.new_token),
            ("bots.rename", self.rename),
            ("bots.rename_warn", self.rename_warn),
            ("bots.no_calls_24h", self.no_calls_24h),
            ("bots.new_token_warn", self.new_token_warn),
            ("bots.old_token", self.old_token),
            ("bots.overlap_none", self.overlap_none),
            ("bots.delete_first_deactivate", self.delete_first_deactivate),
            ("bots.empty", self.empty),
            ("bots.empty_why", self.empty_why),
            ("bots.none_match", self.none_match),
            ("bots.none_match_why", self.none_match_why),
            ("bots.detail_lead", self.detail_lead),
            ("bots.facts", self.facts),
            ("bots.tokens", self.tokens),
            ("bots.activity", self.activity),
            ("bots.calls", self.calls),
            ("bots.hour", self.hour),
            ("bots.ends", self.ends),
            ("bots.token_live", self.token_live),
            ("bots.token_ending_soon", self.token_ending_soon),
            ("bots.end_token", self.end_token),
            ("bots.end_token_text", self.end_token_text),
            ("bots.end_last_token", self.end_last_token),
            ("bots.token_replaced", self.token_replaced),
            ("bots.token_expired", self.token_expired),
            ("bots.no_expiry", self.no_expiry),
            ("bots.id", self.id),
            ("bots.in_24_hours", self.in_24_hours),
            ("bots.now", self.now),
            ("bots.as_table", self.as_table),
        ]
    }
}
