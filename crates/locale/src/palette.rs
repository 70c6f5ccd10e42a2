//! The command palette.

texts! {
    /// The command palette.
    Palette in "palette" {
        title: "Find or go to", "Buscar o ir a", "Buscar ou ir para";
        input: "Page, action, system user or token end",
            "Página, acción, usuario del sistema o final del token",
            "Página, ação, usuário do sistema ou final do token";
        nothing: "Nothing found", "No se encontró nada", "Nada encontrado";
        page: "Page", "Página", "Página";
        action: "Action", "Acción", "Ação";
        bot: "System user", "Usuario del sistema", "Usuário do sistema";
        theme_to_dark: "Switch to dark theme", "Cambiar al tema oscuro", "Mudar para o tema escuro";
        theme_to_light: "Switch to light theme", "Cambiar al tema claro", "Mudar para o tema claro";
    } {}
}
