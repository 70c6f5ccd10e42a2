//! Why a field was refused.

texts! {
    /// Why a field was refused.
    Fields in "fields" {
        required: "Fill this in.", "Complete este campo.", "Preencha este campo.";
        invalid: "This value is not accepted.", "Este valor no es válido.", "Este valor não é aceito.";
        too_short: "This is too short.", "Es demasiado corto.", "É curto demais.";
        too_long: "This is too long.", "Es demasiado largo.", "É longo demais.";
        invalid_characters: "It has characters that are not allowed here.",
            "Tiene caracteres que aquí no se permiten.",
            "Contém caracteres que não são permitidos aqui.";
        invalid_email: "This is not an e-mail address.",
            "No es una dirección de correo.",
            "Isto não é um endereço de e-mail.";
        invalid_choice: "Choose one of the options.", "Elija una de las opciones.", "Escolha uma das opções.";
        out_of_range: "This is outside the allowed range.",
            "Está fuera del rango permitido.",
            "Está fora do intervalo permitido.";
        not_found: "This no longer exists in the account.",
            "Esto ya no existe en la cuenta.",
            "Isto não existe mais na conta.";
        too_common: "This password is easy to guess.",
            "Esta contraseña es fácil de adivinar.",
            "Esta senha é fácil de adivinhar.";
        personal: "It is mostly your name, e-mail address or account name.",
            "Es casi solo su nombre, su correo o el nombre de la cuenta.",
            "É quase só o seu nome, e-mail ou o nome da conta.";
        must_confirm: "Confirm this.", "Confírmelo.", "Confirme isto.";
        taken: "Another one already has this.", "Otro ya lo tiene.", "Outro já o tem.";
        wrong_token: "This is not the setup token of this deployment.",
            "No es el token de configuración de este despliegue.",
            "Este não é o token de configuração desta implantação.";
        free_mail: "Free e-mail providers aren't accepted. Use an address of your company.",
            "No se aceptan proveedores de correo gratuitos. Use una dirección de su empresa.",
            "Provedores de e-mail gratuitos não são aceitos. Use um endereço da sua empresa.";
        foreign_domain: "The address is of another domain than the account's.",
            "La dirección es de otro dominio que el de la cuenta.",
            "O endereço é de outro domínio que o da conta.";
        immutable: "This can't be changed.", "Esto no se puede cambiar.", "Isto não pode ser alterado.";
        beyond_your_own: "It includes a permission that you don't have.",
            "Incluye un permiso que usted no tiene.",
            "Inclui uma permissão que você não tem.";
        other_environment: "Test and live don't mix: this is of the other environment.",
            "Prueba y producción no se mezclan: esto es del otro entorno.",
            "Teste e produção não se misturam: isto é do outro ambiente.";
        wrong_password: "This is not your password.", "No es su contraseña.", "Não é a sua senha.";
        invalid_code: "This is no code: six digits, or a recovery code as it was shown.",
            "Esto no es un código: seis cifras, o un código de recuperación tal como se mostró.",
            "Isto não é um código: seis dígitos, ou um código de recuperação como foi mostrado.";
        wrong_code: "This code is wrong, was used already, or is too old.",
            "Este código es incorrecto, ya se usó o es demasiado antiguo.",
            "Este código está errado, já foi usado ou é antigo demais.";
        not_active: "This person is not active.", "Esta persona no está activa.", "Esta pessoa não está ativa.";
        duplicate: "This stands here twice.", "Esto aparece dos veces.", "Isto aparece duas vezes.";
        looks_like_a_token: "This looks like a token. A token must not be kept where others can read it.",
            "Esto parece un token. No guarde un token donde otros puedan leerlo.",
            "Isto parece um token. Não guarde um token onde outras pessoas possam lê-lo.";
        wildcard: "A star stands for nothing here: texts are compared letter by letter.",
            "Aquí un asterisco no significa nada: los textos se comparan letra por letra.",
            "Aqui um asterisco não significa nada: os textos são comparados letra por letra.";
        unpinned: "Many share this issuer. Name an id that nobody else can get, such as repository_id for GitHub or project_id for GitLab.",
            "Muchos comparten este emisor. Indique un id que nadie más pueda obtener, como repository_id en GitHub o project_id en GitLab.",
            "Muitos compartilham este emissor. Informe um id que ninguém mais possa obter, como repository_id no GitHub ou project_id no GitLab.";
        invalid_key: "This is no public key of P-256 or Ed25519, as JSON Web Key or PEM.",
            "Esto no es una clave pública P-256 o Ed25519, en JSON Web Key o PEM.",
            "Isto não é uma chave pública P-256 ou Ed25519, em JSON Web Key ou PEM.";
        private_key: "This is a private key. Keep it secret, make another one if others have seen it, and paste the public half.",
            "Esto es una clave privada. Guárdela en secreto, haga otra si alguien la ha visto y pegue la mitad pública.",
            "Isto é uma chave privada. Guarde-a em segredo, faça outra se alguém a viu e cole a metade pública.";
        invalid_phone: "This is not a telephone number with its country code.",
            "Esto no es un número de teléfono con su código de país.",
            "Isto não é um número de telefone com o código do país.";
        invalid_network: "This is not a network, such as 203.0.113.0/24.",
            "Esto no es una red, como 203.0.113.0/24.",
            "Isto não é uma rede, como 203.0.113.0/24.";
        invalid_pointer: "Each place is written as a path that begins with a slash, such as /message/text.",
            "Cada lugar se escribe como una ruta que empieza con una barra, como /message/text.",
            "Cada lugar é escrito como um caminho que começa com uma barra, como /message/text.";
        invalid_address: "This is not a web address, or it has a password or a # in it.",
            "No es una dirección web, o lleva una contraseña o un #.",
            "Isto não é um endereço da web, ou tem uma senha ou um #.";
        not_https: "The address must begin with https://.",
            "La dirección debe empezar con https://.",
            "O endereço deve começar com https://.";
        bad_port: "Only the ports 443 and 8443 are called.",
            "Solo se llama a los puertos 443 y 8443.",
            "Só as portas 443 e 8443 são chamadas.";
        not_public: "It must be a public name on the internet, not an IP address or a name inside a network.",
            "Debe ser un nombre público de internet, no una dirección IP ni un nombre dentro de una red.",
            "Deve ser um nome público da internet, não um endereço IP nem um nome dentro de uma rede.";
        own_address: "This is Tenure's own address.",
            "Esta es la dirección del propio Tenure.",
            "Este é o endereço do próprio Tenure.";
        unresolved: "This name can't be found on the internet now.",
            "Este nombre no se encuentra ahora en internet.",
            "Este nome não é encontrado na internet agora.";
        unverified: "The address did not answer the challenge for this verify token: it must answer 200 with hub.challenge and nothing else.",
            "La dirección no respondió al desafío con este token de verificación: debe responder 200 con hub.challenge y nada más.",
            "O endereço não respondeu ao desafio com este token de verificação: deve responder 200 com hub.challenge e nada mais.";
        reserved_header: "This header is set with every call, or belongs to the connection.",
            "Esta cabecera se envía en cada llamada o pertenece a la conexión.",
            "Este cabeçalho é enviado em cada chamada ou pertence à conexão.";
        role_not_found: "No role has this name.", "Ningún rol tiene este nombre.", "Nenhuma função tem este nome.";
        role_ambiguous: "More than one role has this name. Write its id.",
            "Más de un rol tiene este nombre. Escriba su id.",
            "Mais de uma função tem este nome. Escreva o id dela.";
    } {}
}
