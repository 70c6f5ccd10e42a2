//! The command palette.

texts! {
    /// The command palette.
    Palette in "palette" {
        title: "Find or go to", "Buscar o ir a", "Buscar ou ir para";
        input: "Action, page, name, ID or token end",
            "Acción, página, nombre, ID o final del token",
            "Ação, página, nome, ID ou final do token";
        nothing: "Nothing found", "No se encontró nada", "Nada encontrado";
        page: "Page", "Página", "Página";
        action: "Action", "Acción", "Ação";
        bot: "System user", "Usuario del sistema", "Usuário do sistema";
        theme_to_dark: "Switch to dark theme", "Cambiar al tema oscuro", "Mudar para o tema escuro";
        theme_to_light: "Switch to light theme", "Cambiar al tema claro", "Mudar para o tema claro";
        app: "Create app", "Crear app", "Criar app";
        whatsapp_account: "Add WhatsApp account", "Agregar cuenta de WhatsApp", "Adicionar conta do WhatsApp";
        webhook: "Create webhook", "Crear webhook", "Criar webhook";
        source: "Create source", "Crear fuente", "Criar fonte";
        channel: "Create channel", "Crear canal", "Criar canal";
        token: "Generate token…", "Generar token…", "Gerar token…";
        token_for: "For which system user?", "¿Para qué usuario del sistema?", "Para qual usuário do sistema?";
        keys: "Keyboard shortcuts", "Atajos de teclado", "Atalhos de teclado";
        key_search: "Search this list", "Buscar en esta lista", "Buscar nesta lista";
        key_moves: "Move in menus and search results", "Moverse por los menús y la búsqueda", "Mover-se nos menus e na busca";
        key_choose: "Choose what is marked", "Elegir lo marcado", "Escolher o marcado";
        key_single: "Single keys such as / and ?", "Teclas sueltas como / y ?", "Teclas isoladas como / e ?";
    } {}
}
