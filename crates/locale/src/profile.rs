//! The reader's own profile.

/// The reader's own profile.
pub struct Profile {
    /// “Profile”
    pub title: &'static str,
    /// “How you appear, and how this console looks to you.”
    pub lead: &'static str,
    /// “Name”
    pub name: &'static str,
    /// “Role”
    pub role: &'static str,
    /// “Appearance”
    pub appearance: &'static str,
    /// “Theme”
    pub theme: &'static str,
    /// “Same as the system”
    pub theme_system: &'static str,
    /// “Light”
    pub theme_light: &'static str,
    /// “Dark”
    pub theme_dark: &'static str,
    /// “Kept in this browser.”
    pub theme_hint: &'static str,
}

/// English.
pub(crate) const EN: Profile = Profile {
    title: "Profile",
    lead: "How you appear, and how this console looks to you.",
    name: "Name",
    role: "Role",
    appearance: "Appearance",
    theme: "Theme",
    theme_system: "Same as the system",
    theme_light: "Light",
    theme_dark: "Dark",
    theme_hint: "Kept in this browser.",
};

/// Spanish.
pub(crate) const ES: Profile = Profile {
    title: "Perfil",
    lead: "Cómo aparece usted y cómo ve esta consola.",
    name: "Nombre",
    role: "Rol",
    appearance: "Apariencia",
    theme: "Tema",
    theme_system: "Igual que el sistema",
    theme_light: "Claro",
    theme_dark: "Oscuro",
    theme_hint: "Se guarda en este navegador.",
};

/// Brazilian Portuguese.
pub(crate) const PT: Profile = Profile {
    title: "Perfil",
    lead: "Como você aparece e como este console aparece para você.",
    name: "Nome",
    role: "Função",
    appearance: "Aparência",
    theme: "Tema",
    theme_system: "Igual ao sistema",
    theme_light: "Claro",
    theme_dark: "Escuro",
    theme_hint: "Guardado neste navegador.",
};

impl Profile {
    /// The texts without arguments and where each stands, for tests that compare languages.
    #[cfg(test)]
    pub(crate) fn plain(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("profile.title", self.title),
            ("profile.lead", self.lead),
            ("profile.name", self.name),
            ("profile.role", self.role),
            ("profile.appearance", self.appearance),
            ("profile.theme", self.theme),
            ("profile.theme_system", self.theme_system),
            ("profile.theme_light", self.theme_light),
            ("profile.theme_dark", self.theme_dark),
            ("profile.theme_hint", self.theme_hint),
        ]
    }
}
