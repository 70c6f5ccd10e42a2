//! The command palette.

/// The command palette.
pub struct Palette {
    /// “Find or go to”
    pub title: &'static str,
    /// “Page, action, system user or token end”
    pub input: &'static str,
    /// “Nothing found”
    pub nothing: &'static str,
    /// “Page”
    pub page: &'static str,
    /// “Action”
    pub action: &'static str,
    /// “System user”
    pub bot: &'static str,
    /// “Switch to dark theme”
    pub theme_to_dark: &'static str,
    /// “Switch to light theme”
    pub theme_to_light: &'static str,
}

/// English.
pub(crate) const EN: Palette = Palette {
    title: "Find or go to",
    input: "Page, action, system user or token end",
    nothing: "Nothing found",
    page: "Page",
    action: "Action",
    bot: "System user",
    theme_to_dark: "Switch to dark theme",
    theme_to_light: "Switch to light theme",
};

/// Spanish.
pub(crate) const ES: Palette = Palette {
    title: "Buscar o ir a",
    input: "Página, acción, usuario del sistema o final del token",
    nothing: "No se encontró nada",
    page: "Página",
    action: "Acción",
    bot: "Usuario del sistema",
    theme_to_dark: "Cambiar al tema oscuro",
    theme_to_light: "Cambiar al tema claro",
};

/// Brazilian Portuguese.
pub(crate) const PT: Palette = Palette {
    title: "Buscar ou ir para",
    input: "Página, ação, usuário do sistema ou final do token",
    nothing: "Nada encontrado",
    page: "Página",
    action: "Ação",
    bot: "Usuário do sistema",
    theme_to_dark: "Mudar para o tema escuro",
    theme_to_light: "Mudar para o tema claro",
};

impl Palette {
    /// The texts without arguments and where each stands, for tests that compare languages.
    #[cfg(test)]
    pub(crate) fn plain(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("palette.title", self.title),
            ("palette.input", self.input),
            ("palette.nothing", self.nothing),
            ("palette.page", self.page),
            ("palette.action", self.action),
            ("palette.bot", self.bot),
            ("palette.theme_to_dark", self.theme_to_dark),
            ("palette.theme_to_light", self.theme_to_light),
        ]
    }
}
