//! Why a field was refused.

/// Why a field was refused.
pub struct Fields {
    /// “Fill this in.”
    pub required: &'static str,
    /// “This value is not accepted.”
    pub invalid: &'static str,
    /// “This is too short.”
    pub too_short: &'static str,
    /// “This is too long.”
    pub too_long: &'static str,
    /// “It has characters that are not allowed here.”
    pub invalid_characters: &'static str,
    /// “This is not an e-mail address.”
    pub invalid_email: &'static str,
    /// “Choose one of the options.”
    pub invalid_choice: &'static str,
    /// “This is outside the allowed range.”
    pub out_of_range: &'static str,
    /// “This no longer exists in the account.”
    pub not_found: &'static str,
    /// “This password is easy to guess.”
    pub too_common: &'static str,
    /// “It is mostly your name, e-mail address or account name.”
    pub personal: &'static str,
    /// “Confirm this.”
    pub must_confirm: &'static str,
    /// “Another one already has this.”
    pub taken: &'static str,
    /// “This is not the setup token of this deployment.”
    pub wrong_token: &'static str,
    /// “This provider gives addresses to everybody. Use one of your company.”
    pub free_mail: &'static str,
    /// “The address is of another domain than the account's.”
    pub foreign_domain: &'static str,
    /// “This can't be changed.”
    pub immutable: &'static str,
    /// “It holds a right that you do not hold yourself.”
    pub beyond_your_own: &'static str,
    /// “This is not your password.”
    pub wrong_password: &'static str,
    /// “This person is not active.”
    pub not_active: &'static str,
    /// “This stands here twice.”
    pub duplicate: &'static str,
}

/// English.
pub(crate) const EN: Fields = Fields {
    required: "Fill this in.",
    invalid: "This value is not accepted.",
    too_short: "This is too short.",
    too_long: "This is too long.",
    invalid_characters: "It has characters that are not allowed here.",
    invalid_email: "This is not an e-mail address.",
    invalid_choice: "Choose one of the options.",
    out_of_range: "This is outside the allowed range.",
    not_found: "This no longer exists in the account.",
    too_common: "This password is easy to guess.",
    personal: "It is mostly your name, e-mail address or account name.",
    must_confirm: "Confirm this.",
    taken: "Another one already has this.",
    free_mail: "This provider gives addresses to everybody. Use one of your company.",
    foreign_domain: "The address is of another domain than the account's.",
    immutable: "This can't be changed.",
    beyond_your_own: "It holds a right that you do not hold yourself.",
    wrong_password: "This is not your password.",
    not_active: "This person is not active.",
    duplicate: "This stands here twice.",
    wrong_token: "This is not the setup token of this deployment.",
};

/// Spanish.
pub(crate) const ES: Fields = Fields {
    required: "Complete este campo.",
    invalid: "Este valor no es válido.",
    too_short: "Es demasiado corto.",
    too_long: "Es demasiado largo.",
    invalid_characters: "Tiene caracteres que aquí no se permiten.",
    invalid_email: "No es una dirección de correo.",
    invalid_choice: "Elija una de las opciones.",
    out_of_range: "Está fuera del rango permitido.",
    not_found: "Esto ya no existe en la cuenta.",
    too_common: "Esta contraseña es fácil de adivinar.",
    personal: "Es casi solo su nombre, su correo o el nombre de la cuenta.",
    must_confirm: "Confírmelo.",
    taken: "Otro ya lo tiene.",
    free_mail: "Este proveedor da direcciones a cualquiera. Use una de su empresa.",
    foreign_domain: "La dirección es de otro dominio que el de la cuenta.",
    immutable: "Esto no se puede cambiar.",
    beyond_your_own: "Tiene un derecho que usted no tiene.",
    wrong_password: "No es su contraseña.",
    not_active: "Esta persona no está activa.",
    duplicate: "Esto aparece dos veces.",
    wrong_token: "No es el token de configuración de este despliegue.",
};

/// Brazilian Portuguese.
pub(crate) const PT: Fields = Fields {
    required: "Preencha este campo.",
    invalid: "Este valor não é aceito.",
    too_short: "É curto demais.",
    too_long: "É longo demais.",
    invalid_characters: "Contém caracteres que não são permitidos aqui.",
    invalid_email: "Isto não é um endereço de e-mail.",
    invalid_choice: "Escolha uma das opções.",
    out_of_range: "Está fora do intervalo permitido.",
    not_found: "Isto não existe mais na conta.",
    too_common: "Esta senha é fácil de adivinhar.",
    personal: "É quase só o seu nome, e-mail ou o nome da conta.",
    must_confirm: "Confirme isto.",
    taken: "Outro já o tem.",
    free_mail: "Este provedor dá endereços a qualquer um. Use um da sua empresa.",
    foreign_domain: "O endereço é de outro domínio que o da conta.",
    immutable: "Isto não pode ser alterado.",
    beyond_your_own: "Tem um direito que você não tem.",
    wrong_password: "Não é a sua senha.",
    not_active: "Esta pessoa não está ativa.",
    duplicate: "Isto aparece duas vezes.",
    wrong_token: "Este não é o token de configuração desta implantação.",
};

impl Fields {
    /// The texts without arguments and where each stands, for tests that compare languages.
    #[cfg(test)]
    pub(crate) fn plain(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("fields.required", self.required),
            ("fields.invalid", self.invalid),
            ("fields.too_short", self.too_short),
            ("fields.too_long", self.too_long),
            ("fields.invalid_characters", self.invalid_characters),
            ("fields.invalid_email", self.invalid_email),
            ("fields.invalid_choice", self.invalid_choice),
            ("fields.out_of_range", self.out_of_range),
            ("fields.not_found", self.not_found),
            ("fields.too_common", self.too_common),
            ("fields.personal", self.personal),
            ("fields.must_confirm", self.must_confirm),
            ("fields.taken", self.taken),
            ("fields.wrong_token", self.wrong_token),
            ("fields.free_mail", self.free_mail),
            ("fields.foreign_domain", self.foreign_domain),
            ("fields.immutable", self.immutable),
            ("fields.beyond_your_own", self.beyond_your_own),
            ("fields.wrong_password", self.wrong_password),
            ("fields.not_active", self.not_active),
            ("fields.duplicate", self.duplicate),
        ]
    }
}
