//! Setup and sign-in.

/// Setup and sign-in.
pub struct Gate {
    /// “Sign in”
    pub sign_in: &'static str,
    /// “Use the e-mail address and password of your account.”
    pub sign_in_lead: &'static str,
    /// “E-mail address”
    pub email: &'static str,
    /// “Password”
    pub password: &'static str,
    /// “Your session has ended. Sign in and you will be back where you were.”
    pub session_over: &'static str,
    /// “Language”
    pub language: &'static str,
    /// “Show password”
    pub show_password: &'static str,
    /// “Set up Tenure”
    pub setup: &'static str,
    /// “This happens once. You will be the first administrator.”
    pub setup_lead: &'static str,
    /// “Setup token”
    pub setup_token: &'static str,
    /// “It is in the link that the run command prints, and among the secrets of the deployment.”
    pub setup_token_hint: &'static str,
    /// “Taken from your link.”
    pub setup_token_read: &'static str,
    /// “Account name”
    pub account_name: &'static str,
    /// “Usually the name of your company.”
    pub account_name_hint: &'static str,
    /// “Your name”
    pub your_name: &'static str,
    /// “At least `min` characters; any characters, spaces too. A sentence is easier to remember than symbols.”
    pub password_rules: fn(usize) -> String,
    /// “Words that are easy to guess, your name, and the account name do not count.”
    pub password_refused: &'static str,
    /// “Create account”
    pub set_up: &'static str,
    /// “This deployment is already set up.”
    pub setup_done: &'static str,
    /// “Sign in with the account that was created then.”
    pub setup_done_lead: &'static str,
    /// “This deployment has no account yet.”
    pub setup_needed: &'static str,
    /// “Set it up”
    pub go_to_setup: &'static str,
}

/// English.
pub(crate) const EN: Gate = Gate {
    sign_in: "Sign in",
    sign_in_lead: "Use the e-mail address and password of your account.",
    email: "E-mail address",
    password: "Password",
    session_over: "Your session has ended. Sign in and you will be back where you were.",
    language: "Language",
    show_password: "Show password",
    setup: "Set up Tenure",
    setup_lead: "This happens once. You will be the first administrator.",
    setup_token: "Setup token",
    setup_token_hint: "It is in the link that the run command prints, and among the secrets of the deployment.",
    setup_token_read: "Taken from your link.",
    account_name: "Account name",
    account_name_hint: "Usually the name of your company.",
    your_name: "Your name",
    password_rules: |min| {
        format!("At least {min} characters; any characters, spaces too. A sentence is easier to remember than symbols.")
    },
    password_refused: "Words that are easy to guess, your name, and the account name do not count.",
    set_up: "Create account",
    setup_done: "This deployment is already set up.",
    setup_done_lead: "Sign in with the account that was created then.",
    setup_needed: "This deployment has no account yet.",
    go_to_setup: "Set it up",
};

/// Spanish.
pub(crate) const ES: Gate = Gate {
    sign_in: "Iniciar sesión",
    sign_in_lead: "Use el correo y la contraseña de su cuenta.",
    email: "Correo electrónico",
    password: "Contraseña",
    session_over: "Su sesión ha terminado. Inicie sesión y volverá a donde estaba.",
    language: "Idioma",
    show_password: "Mostrar contraseña",
    setup: "Configurar Tenure",
    setup_lead: "Esto se hace una sola vez. Usted será el primer administrador.",
    setup_token: "Token de configuración",
    setup_token_hint: "Está en el enlace que muestra el comando de arranque y entre los secretos del despliegue.",
    setup_token_read: "Tomado de su enlace.",
    account_name: "Nombre de la cuenta",
    account_name_hint: "Normalmente, el nombre de su empresa.",
    your_name: "Su nombre",
    password_rules: |min| {
        format!(
            "Al menos {min} caracteres; cualesquiera, también espacios. Una frase se recuerda mejor que los símbolos."
        )
    },
    password_refused: "Las palabras fáciles de adivinar, su nombre y el de la cuenta no cuentan.",
    set_up: "Crear cuenta",
    setup_done: "Este despliegue ya está configurado.",
    setup_done_lead: "Inicie sesión con la cuenta que se creó entonces.",
    setup_needed: "Este despliegue todavía no tiene cuenta.",
    go_to_setup: "Configurarlo",
};

/// Brazilian Portuguese.
pub(crate) const PT: Gate = Gate {
    sign_in: "Entrar",
    sign_in_lead: "Use o e-mail e a senha da sua conta.",
    email: "E-mail",
    password: "Senha",
    session_over: "Sua sessão terminou. Entre e você voltará para onde estava.",
    language: "Idioma",
    show_password: "Mostrar senha",
    setup: "Configurar o Tenure",
    setup_lead: "Isto é feito uma única vez. Você será o primeiro administrador.",
    setup_token: "Token de configuração",
    setup_token_hint: "Está no link que o comando de execução mostra e entre os segredos da implantação.",
    setup_token_read: "Obtido do seu link.",
    account_name: "Nome da conta",
    account_name_hint: "Normalmente, o nome da sua empresa.",
    your_name: "Seu nome",
    password_rules: |min| {
        format!(
            "Pelo menos {min} caracteres; quaisquer, inclusive espaços. Uma frase é mais fácil de lembrar do que símbolos."
        )
    },
    password_refused: "Palavras fáceis de adivinhar, seu nome e o da conta não contam.",
    set_up: "Criar conta",
    setup_done: "Esta implantação já está configurada.",
    setup_done_lead: "Entre com a conta criada naquela ocasião.",
    setup_needed: "Esta implantação ainda não tem conta.",
    go_to_setup: "Configurar",
};

impl Gate {
    /// The texts without arguments and where each stands, for tests that compare languages.
    #[cfg(test)]
    pub(crate) fn plain(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("gate.sign_in", self.sign_in),
            ("gate.sign_in_lead", self.sign_in_lead),
            ("gate.email", self.email),
            ("gate.password", self.password),
            ("gate.session_over", self.session_over),
            ("gate.language", self.language),
            ("gate.show_password", self.show_password),
            ("gate.setup", self.setup),
            ("gate.setup_lead", self.setup_lead),
            ("gate.setup_token", self.setup_token),
            ("gate.setup_token_hint", self.setup_token_hint),
            ("gate.setup_token_read", self.setup_token_read),
            ("gate.account_name", self.account_name),
            ("gate.account_name_hint", self.account_name_hint),
            ("gate.your_name", self.your_name),
            ("gate.password_refused", self.password_refused),
            ("gate.set_up", self.set_up),
            ("gate.setup_done", self.setup_done),
            ("gate.setup_done_lead", self.setup_done_lead),
            ("gate.setup_needed", self.setup_needed),
            ("gate.go_to_setup", self.go_to_setup),
        ]
    }
}
