//! Roles, permissions, and how far each goes.

use domain::permission::{PermissionGroup as G, PermissionId as P, Reach};
use domain::role::BuiltIn;

texts! {
    /// The roles, the matrix of what they permit, and their dialogs.
    Roles in "roles" {
        title: "Roles", "Roles", "Funções";
        lead: "A role says what its people may do, and how far. A change counts at once for all who have it.",
            "Un rol dice qué pueden hacer sus personas y hasta dónde. Un cambio vale al instante para todas las que lo tienen.",
            "Uma função diz o que suas pessoas podem fazer e até onde. Uma mudança vale na hora para todas que a têm.";
        one: "Role", "Rol", "Função";
        list: "List of roles", "Lista de roles", "Lista de funções";
        matrix: "What each role permits", "Qué permite cada rol", "O que cada função permite";
        matrix_lead: "Permissions by menu, and how far each goes.",
            "Permisos por menú y hasta dónde llega cada uno.",
            "Permissões por menu e até onde cada uma vai.";
        permission: "Permission", "Permiso", "Permissão";
        create: "Create role", "Crear rol", "Criar função";
        edit: "Edit", "Editar", "Editar";
        clone: "Clone", "Clonar", "Clonar";
        view_as: "View the console as this role", "Ver la consola con este rol", "Ver o console com esta função";
        people: "People", "Personas", "Pessoas";
        kind: "Kind", "Tipo", "Tipo";
        built_in: "Built-in", "Predefinido", "Padrão";
        custom: "Custom", "Personalizado", "Personalizada";
        read_only: "Built-in roles can't be changed. Clone it to make one of your own.",
            "Los roles predefinidos no se pueden cambiar. Clónelo para hacer uno propio.",
            "As funções padrão não podem ser alteradas. Clone-a para criar uma sua.";
        beyond: "This role includes a permission that you don't have.",
            "Este rol incluye un permiso que usted no tiene.",
            "Esta função inclui uma permissão que você não tem.";
        name: "Name", "Nombre", "Nome";
        description: "Description", "Descripción", "Descrição";
        description_hint: "One sentence: for whom is it?", "Una frase: ¿para quién es?", "Uma frase: para quem é?";
        clone_of: "Start from", "Partir de", "Partir de";
        clone_hint: "Takes over what that role permits. You can change each line below.",
            "Toma lo que ese rol permite. Puede cambiar cada línea abajo.",
            "Copia o que essa função permite. Você pode mudar cada linha abaixo.";
        nothing: "No permissions", "Sin permisos", "Sem permissões";
        not_held: "Not allowed", "No permitido", "Não permitido";
        beyond_line: "You don't have this permission, so you can't give it.",
            "Usted no lo tiene, así que no puede darlo.",
            "Você não tem isto, então não pode dar.";
        beyond_reach: "You can give it only as far as you have it.",
            "Solo puede darlo hasta donde usted lo tiene.",
            "Você só pode dar até onde você mesmo tem.";
        cut: "Permissions that you don't have were left out.",
            "Se dejó fuera lo que usted no tiene.",
            "O que você não tem ficou de fora.";
        delete_text: "The role is removed for good.",
            "El rol se elimina definitivamente.",
            "A função é removida definitivamente.";
        delete_unused: "Nobody has it now.", "Nadie lo tiene ahora.", "Ninguém a tem agora.";
        move_to: "Their new role", "Su nuevo rol", "A nova função delas";
        move_hint: "Counts at once; nobody is signed out.",
            "Vale al instante; nadie pierde la sesión.",
            "Vale na hora; ninguém é desconectado.";
        exit: "Exit", "Salir de la vista", "Sair da visualização";
        blocked: "You are viewing the console as another role. Exit that view to change something.",
            "Está viendo la consola con otro rol. Salga de esa vista para cambiar algo.",
            "Você está vendo o console com outra função. Saia dessa visualização para mudar algo.";
    } {
        edit_title(name: &str): "Edit {name}", "Editar {name}", "Editar {name}";
        delete_title(name: &str): "Delete {name}?", "¿Eliminar {name}?", "Excluir {name}?";
        created(name: &str): "Role {name} created", "Se creó el rol {name}", "Função {name} criada";
        deleted(name: &str): "Role {name} deleted", "Se eliminó el rol {name}", "Função {name} excluída";
        copy_of(name: &str): "Copy of {name}", "Copia de {name}", "Cópia de {name}";
        people_of(n: u64, role: &str): ["1 person: {role}", "{n} people: {role}"],
            ["1 persona: {role}", "{n} personas: {role}"],
            ["1 pessoa: {role}", "{n} pessoas: {role}"];
        in_use(n: u64):
            ["1 person has this role. Say which role this person gets.", "{n} people have this role. Say which role they get."],
            ["1 persona tiene este rol. Diga qué rol recibe.", "{n} personas tienen este rol. Diga qué rol reciben."],
            ["1 pessoa tem esta função. Diga qual função ela recebe.", "{n} pessoas têm esta função. Diga qual função elas recebem."];
        banner(role: &str):
            "You see the console as {role}. What you do is still refused or allowed by your own role; changes are blocked until you exit.",
            "Está viendo la consola como {role}. Lo que haga lo decide su propio rol; los cambios están bloqueados hasta que salga.",
            "Você vê o console como {role}. O que você faz ainda depende da sua própria função; as mudanças ficam bloqueadas até você sair.";
    }
}

words! {
    /// What a permission lets one do.
    permission(P) in "roles.permission" at permission_words {
        InboxUse: "Read and answer conversations", "Leer y responder conversaciones", "Ler e responder conversas";
        ContactsManage: "See and change contacts", "Ver y cambiar contactos", "Ver e alterar contatos";
        ChatbotsManage: "Build and change chatbots", "Crear y cambiar chatbots", "Criar e alterar chatbots";
        IntegrationsManage: "Set up integrations", "Configurar integraciones", "Configurar integrações";
        SystemUsersManage: "Manage system users and their tokens",
            "Gestionar usuarios del sistema y sus tokens",
            "Gerenciar usuários do sistema e seus tokens";
        WebhooksManage: "Manage webhooks", "Gestionar webhooks", "Gerenciar webhooks";
        ApiRequestsRead: "See API requests", "Ver las solicitudes de API", "Ver as solicitações de API";
        AccountManage: "Change the account's settings",
            "Cambiar la configuración de la cuenta",
            "Alterar as configurações da conta";
        UsersManage: "Invite, edit, deactivate and remove people",
            "Invitar, editar, desactivar y eliminar personas",
            "Convidar, editar, desativar e remover pessoas";
        AuditRead: "Read the audit log", "Leer el registro de auditoría", "Ler o registro de auditoria";
        TeamsManage: "Create and change teams", "Crear y cambiar equipos", "Criar e alterar equipes";
        RolesManage: "Create and change custom roles",
            "Crear y cambiar roles personalizados",
            "Criar e alterar funções personalizadas";
        SubaccountsManage: "Create, rename and delete subaccounts",
            "Crear, renombrar y eliminar subcuentas",
            "Criar, renomear e excluir subcontas";
        ConnectionsManage: "Create and change connections", "Crear y cambiar conexiones", "Criar e alterar conexões";
        NotificationsSend: "Send single notifications",
            "Enviar notificaciones individuales",
            "Enviar notificações individuais";
        NotificationsRead: "See notifications that were sent",
            "Ver las notificaciones enviadas",
            "Ver as notificações enviadas";
        BulkMessagesSend: "Create and launch bulk messages",
            "Crear y lanzar mensajes masivos",
            "Criar e disparar mensagens em massa";
        WhatsappBulkManage: "WhatsApp Bulk Deliveries and automations",
            "Envíos masivos y automatizaciones de WhatsApp",
            "Envios em massa e automações do WhatsApp";
        SequentialDeliveriesManage: "Sequential deliveries", "Envíos secuenciales", "Envios sequenciais";
        TemplatesManage: "Create templates, which all use",
            "Crear plantillas, que todos usan",
            "Criar modelos, que todos usam";
        MediaManage: "Upload media files, which all use",
            "Subir archivos, que todos usan",
            "Enviar arquivos, que todos usam";
        AccountRead: "See the account's settings", "Ver la configuración de la cuenta", "Ver as configurações da conta";
        SubaccountsRead: "See the subaccounts", "Ver las subcuentas", "Ver as subcontas";
        ReportsRead: "See and extract reports", "Ver y extraer informes", "Ver e extrair relatórios";
        AccountUsageRead: "See what the account uses", "Ver el consumo de la cuenta", "Ver o consumo da conta";
    }
}

words! {
    /// The heading of a group of permissions.
    group(G) in "roles.group" at group_words {
        Inbox: "Inbox", "Bandeja de entrada", "Caixa de entrada";
        Contact: "Contact", "Contactos", "Contatos";
        Chatbot: "Chatbot", "Chatbots", "Chatbots";
        Integration: "Integration", "Integraciones", "Integrações";
        Developers: "Developers", "Desarrolladores", "Desenvolvedores";
        AccountSettings: "Account settings", "Configuración de la cuenta", "Configurações da conta";
        Messaging: "Messaging", "Mensajería", "Mensagens";
        Other: "Other", "Otros", "Outros";
    }
}

words! {
    /// How far a permission goes, in a word or two.
    reach(Reach) in "roles.reach" at reach_words {
        Own: "Own or assigned", "Propio o asignado", "Próprio ou atribuído";
        Subaccounts: "Own subaccounts", "Subcuentas propias", "Subcontas próprias";
        Account: "Whole account", "Toda la cuenta", "Conta inteira";
    }
}

words! {
    /// A built-in role's name.
    role(BuiltIn) in "roles.role" at role_words {
        Admin: "Admin", "Administrador", "Administrador";
        Operator: "Operator", "Operador", "Operador";
        Developer: "Developer", "Desarrollador", "Desenvolvedor";
        InboxManager: "Inbox Manager", "Gestor de bandeja", "Gestor da caixa de entrada";
        Service: "Service", "Servicio", "Atendimento";
        Sale: "Sale", "Ventas", "Vendas";
        User: "User", "Usuario", "Usuário";
        Analyst: "Analyst", "Analista", "Analista";
        Manager: "Manager", "Gerente", "Gerente";
        DataAnalyst: "Data Analyst", "Analista de datos", "Analista de dados";
    }
}

words! {
    /// A built-in role, described in a sentence.
    role_description(BuiltIn) in "roles.role_description" at role_description_words {
        Admin: "Does everything in the account; there is always at least one.",
            "Hace todo en la cuenta; siempre hay al menos uno.",
            "Faz tudo na conta; há sempre pelo menos um.";
        Operator: "Works in the inbox and sees all menus but those that set things up.",
            "Trabaja en la bandeja y ve todos los menús, salvo los de configuración.",
            "Trabalha na caixa de entrada e vê todos os menus, menos os de configuração.";
        Developer: "Connects bots and systems; everything but people and the account's settings.",
            "Conecta bots y sistemas; todo salvo las personas y la configuración de la cuenta.",
            "Conecta bots e sistemas; tudo, menos as pessoas e as configurações da conta.";
        InboxManager: "Runs the inbox with its contacts, chatbots and integrations.",
            "Dirige la bandeja con sus contactos, chatbots e integraciones.",
            "Dirige a caixa de entrada com seus contatos, chatbots e integrações.";
        Service: "Answers the conversations of all numbers.",
            "Responde las conversaciones de todos los números.",
            "Responde às conversas de todos os números.";
        Sale: "Works with conversations and contacts that are their own or assigned to them.",
            "Trabaja con las conversaciones y los contactos propios o asignados.",
            "Trabalha com conversas e contatos próprios ou atribuídos.";
        User: "Sends notifications and bulk messages and sees their own.",
            "Envía notificaciones y mensajes masivos y ve los suyos.",
            "Envia notificações e mensagens em massa e vê os seus.";
        Analyst: "Sees what their own subaccounts sent.",
            "Ve lo que enviaron sus propias subcuentas.",
            "Vê o que suas próprias subcontas enviaram.";
        Manager: "Sees the data of all subaccounts without changing any.",
            "Ve los datos de todas las subcuentas sin cambiar nada.",
            "Vê os dados de todas as subcontas sem alterar nada.";
        DataAnalyst: "Reads the reports of the whole account and nothing else.",
            "Lee los informes de toda la cuenta y nada más.",
            "Lê os relatórios da conta inteira e nada mais.";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::locale::Locale;

    #[test]
    fn names_are_told_apart_in_every_language() {
        for locale in Locale::ALL {
            let mut words: Vec<_> = P::ALL.iter().map(|p| permission(*locale, *p)).collect();
            words.extend(BuiltIn::ALL.iter().map(|r| role_description(*locale, *r)));
            words.extend(BuiltIn::ALL.iter().map(|r| role(*locale, *r)));
            words.extend(Reach::ALL.iter().map(|r| reach(*locale, *r)));
            let count = words.len();
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), count, "{locale:?}");
        }
    }
}
