//! The account's settings.

/// The account's settings.
pub struct Settings {
    /// “Account settings”
    pub title: &'static str,
    /// “What holds for everybody in this account.”
    pub lead: &'static str,
    /// “Account”
    pub tab: &'static str,
    /// “Account name”
    pub name: &'static str,
    /// “Language of the account”
    pub locale: &'static str,
    /// “Used where a person has not chosen one.”
    pub locale_hint: &'static str,
    /// “E-mail domain”
    pub domain: &'static str,
    /// “All people of the account have an address of it. The first person fixed it.”
    pub domain_hint: &'static str,
}

/// English.
pub(crate) const EN: Settings = Settings {
    title: "Account settings",
    lead: "What holds for everybody in this account.",
    tab: "Account",
    name: "Account name",
    locale: "Language of the account",
    locale_hint: "Used where a person has not chosen one.",
    domain: "E-mail domain",
    domain_hint: "All people of the account have an address of it. The first person fixed it.",
};

/// Spanish.
pub(crate) const ES: Settings = Settings {
    title: "Configuración de la cuenta",
    lead: "Lo que vale para todas las personas de esta cuenta.",
    tab: "Cuenta",
    name: "Nombre de la cuenta",
    locale: "Idioma de la cuenta",
    locale_hint: "Se usa cuando una persona no ha elegido otro.",
    domain: "Dominio de correo",
    domain_hint: "Todas las personas de la cuenta tienen una dirección de él. Lo fijó la primera persona.",
};

/// Brazilian Portuguese.
pub(crate) const PT: Settings = Settings {
    title: "Configurações da conta",
    lead: "O que vale para todas as pessoas desta conta.",
    tab: "Conta",
    name: "Nome da conta",
    locale: "Idioma da conta",
    locale_hint: "Usado quando a pessoa não escolheu outro.",
    domain: "Domínio de e-mail",
    domain_hint: "Todas as pessoas da conta têm um endereço dele. Foi fixado pela primeira pessoa.",
};

impl Settings {
    /// The texts without arguments and where each stands, for tests that compare languages.
    #[cfg(test)]
    pub(crate) fn plain(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("settings.title", self.title),
            ("settings.lead", self.lead),
            ("settings.tab", self.tab),
            ("settings.name", self.name),
            ("settings.locale", self.locale),
            ("settings.locale_hint", self.locale_hint),
            ("settings.domain", self.domain),
            ("settings.domain_hint", self.domain_hint),
        ]
    }
}
