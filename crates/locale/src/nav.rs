//! The frame around every page.

texts! {
    /// The frame around every page.
    Nav in "nav" {
        skip: "Skip to content", "Ir al contenido", "Ir para o conteúdo";
        main: "Main menu", "Menú principal", "Menu principal";
        open_menu: "Open menu", "Abrir menú", "Abrir menu";
        close_menu: "Close menu", "Cerrar menú", "Fechar menu";
        find: "Find or go to…", "Buscar o ir a…", "Buscar ou ir para…";
        overview: "Overview", "Resumen", "Visão geral";
        bots: "Bots", "Bots", "Bots";
        system_users: "System users", "Usuarios del sistema", "Usuários do sistema";
        subaccounts: "Subaccounts and users", "Subcuentas y usuarios", "Subcontas e usuários";
        apps: "Apps", "Apps", "Apps";
        whatsapp_accounts: "WhatsApp accounts", "Cuentas de WhatsApp", "Contas do WhatsApp";
        messages: "Messages", "Mensajes", "Mensagens";
        webhooks: "Webhooks", "Webhooks", "Webhooks";
        sources: "Sources", "Fuentes", "Fontes";
        channels: "Channels", "Canales", "Canais";
        deliveries: "Deliveries", "Entregas", "Entregas";
        chatlayer: "Connect Chatlayer", "Conectar Chatlayer", "Conectar o Chatlayer";
        people: "People", "Personas", "Pessoas";
        users: "Users", "Usuarios", "Usuários";
        teams: "Teams", "Equipos", "Equipes";
        roles: "Roles", "Roles", "Funções";
        invitations: "Invitations", "Invitaciones", "Convites";
        security: "Security", "Seguridad", "Segurança";
        audit_log: "Audit log", "Registro de auditoría", "Registro de auditoria";
        refusals: "Refused calls", "Llamadas rechazadas", "Chamadas recusadas";
        addresses: "Addresses", "Direcciones", "Endereços";
        sessions: "Sessions", "Sesiones", "Sessões";
        settings: "Settings", "Configuración", "Configurações";
        account_settings: "Account settings", "Configuración de la cuenta", "Configurações da conta";
        profile: "Profile", "Perfil", "Perfil";
        sign_out: "Sign out", "Cerrar sesión", "Sair";
        signed_out: "You have signed out.", "Ha cerrado la sesión.", "Você saiu.";
    } {}
}
