//! Setup and sign-in.

texts! {
    /// Setup and sign-in.
    Gate in "gate" {
        sign_in: "Sign in", "Iniciar sesión", "Entrar";
        sign_in_lead: "Use the e-mail address and password of your account.",
            "Use el correo y la contraseña de su cuenta.",
            "Use o e-mail e a senha da sua conta.";
        email: "E-mail address", "Correo electrónico", "E-mail";
        password: "Password", "Contraseña", "Senha";
        session_over: "Your session has ended. Sign in and you will be back where you were.",
            "Su sesión ha terminado. Inicie sesión y volverá a donde estaba.",
            "Sua sessão terminou. Entre e você voltará para onde estava.";
        language: "Language", "Idioma", "Idioma";
        show_password: "Show password", "Mostrar contraseña", "Mostrar senha";
        setup: "Set up Tenure", "Configurar Tenure", "Configurar o Tenure";
        setup_lead: "This happens once. You will be the first admin.",
            "Esto se hace una sola vez. Usted será el primer administrador.",
            "Isto é feito uma única vez. Você será o primeiro administrador.";
        setup_token: "Setup token", "Token de configuración", "Token de configuração";
        setup_token_hint: "It is in the link that the run command prints, and among the secrets of the deployment.",
            "Está en el enlace que muestra el comando de arranque y entre los secretos del despliegue.",
            "Está no link que o comando de execução mostra e entre os segredos da implantação.";
        setup_token_read: "Taken from your link.", "Tomado de su enlace.", "Obtido do seu link.";
        account_name: "Account name", "Nombre de la cuenta", "Nome da conta";
        account_name_hint: "Usually the name of your company.",
            "Normalmente, el nombre de su empresa.",
            "Normalmente, o nome da sua empresa.";
        your_name: "Your name", "Su nombre", "Seu nome";
        password_refused: "Words that are easy to guess, your name, and the account name do not count.",
            "Las palabras fáciles de adivinar, su nombre y el de la cuenta no cuentan.",
            "Palavras fáceis de adivinhar, seu nome e o da conta não contam.";
        set_up: "Create account", "Crear cuenta", "Criar conta";
        setup_done: "This deployment is already set up.",
            "Este despliegue ya está configurado.",
            "Esta implantação já está configurada.";
        setup_done_lead: "Sign in with the account that was created then.",
            "Inicie sesión con la cuenta que se creó entonces.",
            "Entre com a conta criada naquela ocasião.";
        setup_needed: "This deployment has no account yet.",
            "Este despliegue todavía no tiene cuenta.",
            "Esta implantação ainda não tem conta.";
        go_to_setup: "Set it up", "Configurarlo", "Configurar";
    } {
        password_rules(min: usize):
            "At least {min} characters; any characters, spaces too. A sentence is easier to remember than symbols.",
            "Al menos {min} caracteres; cualesquiera, también espacios. Una frase se recuerda mejor que los símbolos.",
            "Pelo menos {min} caracteres; quaisquer, inclusive espaços. Uma frase é mais fácil de lembrar do que símbolos.";
    }
}
