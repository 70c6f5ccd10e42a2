//! The frame around every page.

/// The frame around every page.
pub struct Nav {
    /// “Skip to content”
    pub skip: &'static str,
    /// “Main menu”
    pub main: &'static str,
    /// “Open menu”
    pub open_menu: &'static str,
    /// “Close menu”
    pub close_menu: &'static str,
    /// “Find or go to…”
    pub find: &'static str,
    /// “Overview”
    pub overview: &'static str,
    /// “Bots”
    pub bots: &'static str,
    /// “System users”
    pub system_users: &'static str,
    /// “Subaccounts and users”
    pub subaccounts: &'static str,
    /// “People”
    pub people: &'static str,
    /// “Users”
    pub users: &'static str,
    /// “Teams”
    pub teams: &'static str,
    /// “Roles”
    pub roles: &'static str,
    /// “Invitations”
    pub invitations: &'static str,
    /// “Security”
    pub security: &'static str,
    /// “Sessions”
    pub sessions: &'static str,
    /// “Settings”
    pub settings: &'static str,
    /// “Account settings”
    pub account_settings: &'static str,
    /// “Profile”
    pub profile: &'static str,
    /// “Sign out”
    pub sign_out: &'static str,
    /// “You have signed out.”
    pub signed_out: &'static str,
}

/// English.
pub(crate) const EN: Nav = Nav {
    skip: "Skip to content",
    main: "Main menu",
    open_menu: "Open menu",
    close_menu: "Close menu",
    find: "Find or go to…",
    overview: "Overview",
    bots: "Bots",
    system_users: "System users",
    subaccounts: "Subaccounts and users",
    people: "People",
    users: "Users",
    teams: "Teams",
    roles: "Roles",
    invitations: "Invitations",
    security: "Security",
    sessions: "Sessions",
    settings: "Settings",
    account_settings: "Account settings",
    profile: "Profile",
    sign_out: "Sign out",
    signed_out: "You have signed out.",
};

/// Spanish.
pub(crate) const ES: Nav = Nav {
    skip: "Ir al contenido",
    main: "Menú principal",
    open_menu: "Abrir menú",
    close_menu: "Cerrar menú",
    find: "Buscar o ir a…",
    overview: "Resumen",
    bots: "Bots",
    system_users: "Usuarios del sistema",
    subaccounts: "Subcuentas y usuarios",
    people: "Personas",
    users: "Usuarios",
    teams: "Equipos",
    roles: "Roles",
    invitations: "Invitaciones",
    security: "Seguridad",
    sessions: "Sesiones",
    settings: "Configuración",
    account_settings: "Configuración de la cuenta",
    profile: "Perfil",
    sign_out: "Cerrar sesión",
    signed_out: "Ha cerrado la sesión.",
};

/// Brazilian Portuguese.
pub(crate) const PT: Nav = Nav {
    skip: "Ir para o conteúdo",
    main: "Menu principal",
    open_menu: "Abrir menu",
    close_menu: "Fechar menu",
    find: "Buscar ou ir para…",
    overview: "Visão geral",
    bots: "Bots",
    system_users: "Usuários do sistema",
    subaccounts: "Subcontas e usuários",
    people: "Pessoas",
    users: "Usuários",
    teams: "Equipes",
    roles: "Funções",
    invitations: "Convites",
    security: "Segurança",
    sessions: "Sessões",
    settings: "Configurações",
    account_settings: "Configurações da conta",
    profile: "Perfil",
    sign_out: "Sair",
    signed_out: "Você saiu.",
};

impl Nav {
    /// The texts without arguments and where each stands, for tests that compare languages.
    #[cfg(test)]
    pub(crate) fn plain(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("nav.skip", self.skip),
            ("nav.main", self.main),
            ("nav.open_menu", self.open_menu),
            ("nav.close_menu", self.close_menu),
            ("nav.find", self.find),
            ("nav.overview", self.overview),
            ("nav.bots", self.bots),
            ("nav.system_users", self.system_users),
            ("nav.subaccounts", self.subaccounts),
            ("nav.people", self.people),
            ("nav.users", self.users),
            ("nav.teams", self.teams),
            ("nav.roles", self.roles),
            ("nav.invitations", self.invitations),
            ("nav.security", self.security),
            ("nav.sessions", self.sessions),
            ("nav.settings", self.settings),
            ("nav.account_settings", self.account_settings),
            ("nav.profile", self.profile),
            ("nav.sign_out", self.sign_out),
            ("nav.signed_out", self.signed_out),
        ]
    }
}
