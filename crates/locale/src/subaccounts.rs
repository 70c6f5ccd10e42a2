//! The list of subaccounts and its dialogs.

texts! {
    /// The list of subaccounts and its dialogs.
    Subaccounts in "subaccounts" {
        title: "Subaccounts and users", "Subcuentas y usuarios", "Subcontas e usuários";
        tab: "Subaccounts", "Subcuentas", "Subcontas";
        lead: "A subaccount keeps the messages of one brand, country or client apart. Each can have one system user.",
            "Una subcuenta separa los mensajes de una marca, un país o un cliente. Cada una puede tener un usuario del sistema.",
            "Uma subconta separa as mensagens de uma marca, um país ou um cliente. Cada uma pode ter um usuário do sistema.";
        search: "Search by name or reference name",
            "Buscar por nombre o nombre de referencia",
            "Buscar por nome ou nome de referência";
        none_match: "No subaccount matches", "Ninguna subcuenta coincide", "Nenhuma subconta corresponde";
        create: "Create subaccount", "Crear subcuenta", "Criar subconta";
        one: "Subaccount", "Subcuenta", "Subconta";
        name: "Name", "Nombre", "Nome";
        name_hint: "What people see in this console.", "Lo que se ve en esta consola.", "O que se vê neste console.";
        reference: "Reference name", "Nombre de referencia", "Nome de referência";
        reference_hint: "What programs see, as subAccount in messages. Unique in the account.",
            "Lo que ven los programas, como subAccount en los mensajes. Único en la cuenta.",
            "O que os programas veem, como subAccount nas mensagens. Único na conta.";
        bot: "System user", "Usuario del sistema", "Usuário do sistema";
        no_bot: "None yet", "Ninguno todavía", "Nenhum ainda";
        add_bot: "Create System User", "Crear usuario del sistema", "Criar usuário do sistema";
        created: "Created", "Creada", "Criada";
        delete_text: "The subaccount is removed for good. Programs that name it are refused from then on.",
            "La subcuenta se elimina definitivamente. Los programas que la nombren serán rechazados desde ese momento.",
            "A subconta é removida definitivamente. Programas que a citarem passam a ser recusados.";
        empty: "No subaccounts yet", "Todavía no hay subcuentas", "Ainda não há subcontas";
        empty_why: "Create one for each brand, country or client, or start with an account-wide system user.",
            "Cree una por cada marca, país o cliente, o empiece con un usuario del sistema para toda la cuenta.",
            "Crie uma para cada marca, país ou cliente, ou comece com um usuário do sistema da conta inteira.";
    } {
        created_toast(name: &str): "Subaccount {name} created", "Se creó la subcuenta {name}", "Subconta {name} criada";
        deleted_toast(name: &str): "Subaccount {name} deleted",
            "Se eliminó la subcuenta {name}",
            "Subconta {name} excluída";
        rename_title(name: &str): "Rename {name}", "Cambiar el nombre de {name}", "Renomear {name}";
        delete_title(name: &str): "Delete {name}?", "¿Eliminar {name}?", "Excluir {name}?";
        delete_blocked(bot: &str): "The system user {bot} belongs to it. Delete the system user first.",
            "El usuario del sistema {bot} pertenece a ella. Elimine primero el usuario del sistema.",
            "O usuário do sistema {bot} pertence a ela. Exclua primeiro o usuário do sistema.";
    }
}
