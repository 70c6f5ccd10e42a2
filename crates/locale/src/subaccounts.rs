//! The list of subaccounts and its dialogs.

/// The list of subaccounts and its dialogs.
pub struct Subaccounts {
    /// “Subaccounts and users”
    pub title: &'static str,
    /// “Subaccounts”
    pub tab: &'static str,
    /// “A subaccount keeps the messages of one brand, country or client apart. Each can have one system user.”
    pub lead: &'static str,
    /// “Search by name or reference name”
    pub search: &'static str,
    /// “No subaccount matches”
    pub none_match: &'static str,
    /// “Create subaccount”
    pub create: &'static str,
    /// “Subaccount”
    pub one: &'static str,
    /// “Name”
    pub name: &'static str,
    /// “What people see in this console.”
    pub name_hint: &'static str,
    /// “Reference name”
    pub reference: &'static str,
    /// “What programs see, as subAccount in messages. Unique in the account.”
    pub reference_hint: &'static str,
    /// “System user”
    pub bot: &'static str,
    /// “None yet”
    pub no_bot: &'static str,
    /// “Create System User”
    pub add_bot: &'static str,
    /// “Created”
    pub created: &'static str,
    /// “Subaccount `name` created”
    pub created_toast: fn(&str) -> String,
    /// “Subaccount `name` deleted”
    pub deleted_toast: fn(&str) -> String,
    /// “Rename `name`”
    pub rename_title: fn(&str) -> String,
    /// “Delete `name`?”
    pub delete_title: fn(&str) -> String,
    /// “The subaccount is removed for good. Programs that name it are refused from then on.”
    pub delete_text: &'static str,
    /// “The system user `bot` belongs to it. Delete the system user first.”
    pub delete_blocked: fn(&str) -> String,
    /// “No subaccounts yet”
    pub empty: &'static str,
    /// “Create one for each brand, country or client, or start with an account-wide system user.”
    pub empty_why: &'static str,
}

/// English.
pub(crate) const EN: Subaccounts = Subaccounts {
    title: "Subaccounts and users",
    tab: "Subaccounts",
    lead: "A subaccount keeps the messages of one brand, country or client apart. Each can have one system user.",
    search: "Search by name or reference name",
    none_match: "No subaccount matches",
    create: "Create subaccount",
    one: "Subaccount",
    name: "Name",
    name_hint: "What people see in this console.",
    reference: "Reference name",
    reference_hint: "What programs see, as subAccount in messages. Unique in the account.",
    bot: "System user",
    no_bot: "None yet",
    add_bot: "Create System User",
    created: "Created",
    created_toast: |name| format!("Subaccount {name} created"),
    deleted_toast: |name| format!("Subaccount {name} deleted"),
    rename_title: |name| format!("Rename {name}"),
    delete_title: |name| format!("Delete {name}?"),
    delete_text: "The subaccount is removed for good. Programs that name it are refused from then on.",
    delete_blocked: |bot| format!("The system user {bot} belongs to it. Delete the system user first."),
    empty: "No subaccounts yet",
    empty_why: "Create one for each brand, country or client, or start with an account-wide system user.",
};

/// Spanish.
pub(crate) const ES: Subaccounts = Subaccounts {
    title: "Subcuentas y usuarios",
    tab: "Subcuentas",
    lead: "Una subcuenta separa los mensajes de una marca, un país o un cliente. Cada una puede tener un usuario del sistema.",
    search: "Buscar por nombre o nombre de referencia",
    none_match: "Ninguna subcuenta coincide",
    create: "Crear subcuenta",
    one: "Subcuenta",
    name: "Nombre",
    name_hint: "Lo que se ve en esta consola.",
    reference: "Nombre de referencia",
    reference_hint: "Lo que ven los programas, como subAccount en los mensajes. Único en la cuenta.",
    bot: "Usuario del sistema",
    no_bot: "Ninguno todavía",
    add_bot: "Crear usuario del sistema",
    created: "Creada",
    created_toast: |name| format!("Se creó la subcuenta {name}"),
    deleted_toast: |name| format!("Se eliminó la subcuenta {name}"),
    rename_title: |name| format!("Cambiar el nombre de {name}"),
    delete_title: |name| format!("¿Eliminar {name}?"),
    delete_text: "La subcuenta se elimina definitivamente. Los programas que la nombren serán rechazados desde ese momento.",
    delete_blocked: |bot| {
        format!("El usuario del sistema {bot} pertenece a ella. Elimine primero el usuario del sistema.")
    },
    empty: "Todavía no hay subcuentas",
    empty_why: "Cree una por cada marca, país o cliente, o empiece con un usuario del sistema para toda la cuenta.",
};

/// Brazilian Portuguese.
pub(crate) const PT: Subaccounts = Subaccounts {
    title: "Subcontas e usuários",
    tab: "Subcontas",
    lead: "Uma subconta separa as mensagens de uma marca, um país ou um cliente. Cada uma pode ter um usuário do sistema.",
    search: "Buscar por nome ou nome de referência",
    none_match: "Nenhuma subconta corresponde",
    create: "Criar subconta",
    one: "Subconta",
    name: "Nome",
    name_hint: "O que se vê neste console.",
    reference: "Nome de referência",
    reference_hint: "O que os programas veem, como subAccount nas mensagens. Único na conta.",
    bot: "Usuário do sistema",
    no_bot: "Nenhum ainda",
    add_bot: "Criar usuário do sistema",
    created: "Criada",
    created_toast: |name| format!("Subconta {name} criada"),
    deleted_toast: |name| format!("Subconta {name} excluída"),
    rename_title: |name| format!("Renomear {name}"),
    delete_title: |name| format!("Excluir {name}?"),
    delete_text: "A subconta é removida definitivamente. Programas que a citarem passam a ser recusados.",
    delete_blocked: |bot| format!("O usuário do sistema {bot} pertence a ela. Exclua primeiro o usuário do sistema."),
    empty: "Ainda não há subcontas",
    empty_why: "Crie uma para cada marca, país ou cliente, ou comece com um usuário do sistema da conta inteira.",
};

impl Subaccounts {
    /// The texts without arguments and where each stands, for tests that compare languages.
    #[cfg(test)]
    pub(crate) fn plain(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("subaccounts.title", self.title),
            ("subaccounts.tab", self.tab),
            ("subaccounts.lead", self.lead),
            ("subaccounts.search", self.search),
            ("subaccounts.none_match", self.none_match),
            ("subaccounts.create", self.create),
            ("subaccounts.one", self.one),
            ("subaccounts.name", self.name),
            ("subaccounts.name_hint", self.name_hint),
            ("subaccounts.reference", self.reference),
            ("subaccounts.reference_hint", self.reference_hint),
            ("subaccounts.bot", self.bot),
            ("subaccounts.no_bot", self.no_bot),
            ("subaccounts.add_bot", self.add_bot),
            ("subaccounts.created", self.created),
            ("subaccounts.delete_text", self.delete_text),
            ("subaccounts.empty", self.empty),
            ("subaccounts.empty_why", self.empty_why),
        ]
    }
}
