//! Public keys of system users, and how access tokens are bought.

texts! {
    /// Public keys of system users, and how access tokens are bought.
    Keys in "keys" {
        tab: "Keys", "Claves", "Chaves";
        lead: "A bot that signs with a key of its own needs no secret that two sides hold: only its public half is kept here.",
            "Un bot que firma con una clave propia no necesita un secreto que tengan dos partes: aquí solo se guarda la mitad pública.",
            "Um bot que assina com uma chave própria não precisa de um segredo que dois lados tenham: aqui só fica a metade pública.";
        list: "Public keys", "Claves públicas", "Chaves públicas";
        none: "No key is registered.", "No hay ninguna clave registrada.", "Nenhuma chave registrada.";
        register: "Register a key", "Registrar una clave", "Registrar uma chave";
        name: "Name", "Nombre", "Nome";
        name_hint: "Which program or machine signs with it.",
            "Qué programa o equipo firma con ella.",
            "Qual programa ou máquina assina com ela.";
        public_key: "Public key", "Clave pública", "Chave pública";
        public_key_hint: "P-256 or Ed25519, as JSON Web Key or PEM (BEGIN PUBLIC KEY). Never the private half.",
            "P-256 o Ed25519, en JSON Web Key o PEM (BEGIN PUBLIC KEY). Nunca la mitad privada.",
            "P-256 ou Ed25519, em JSON Web Key ou PEM (BEGIN PUBLIC KEY). Nunca a metade privada.";
        scopes_hint: "Tick only what it needs; this can't be changed later.",
            "Marque solo lo que necesita; no se puede cambiar después.",
            "Marque só o que ela precisa; não dá para mudar depois.";
        algorithm: "Algorithm", "Algoritmo", "Algoritmo";
        thumbprint: "Thumbprint", "Huella", "Impressão digital";
        registered: "Registered", "Registrada", "Registrada";
        registered_toast: "Key registered", "Clave registrada", "Chave registrada";
        remove: "Remove", "Quitar", "Remover";
        remove_text: "Whoever signs with it buys no more access tokens, and those that it bought are refused here within a second. Services that verify them without asking take them for up to five minutes more.",
            "Quien firme con ella no comprará más tokens de acceso, y los que compró se rechazan aquí en un segundo. Los servicios que los verifican sin preguntar los aceptan hasta cinco minutos más.",
            "Quem assinar com ela não comprará mais tokens de acesso, e os que ela comprou são recusados aqui em um segundo. Serviços que os verificam sem perguntar os aceitam por até cinco minutos mais.";
        remove_for_good: "It does not come back: the same key is not taken again.",
            "No vuelve: la misma clave no se acepta otra vez.",
            "Ela não volta: a mesma chave não é aceita de novo.";
        buy: "Access tokens", "Tokens de acceso", "Tokens de acesso";
        buy_lead: "A token of the bot, or a signature by one of its keys, buys a signed access token that is good for five minutes and for one service. A service that verifies it without asking learns of a revocation only when it ends; here it is refused within a second.",
            "Un token del bot, o una firma con una de sus claves, compra un token de acceso firmado que vale cinco minutos y para un solo servicio. Un servicio que lo verifica sin preguntar no se entera de una revocación hasta que termina; aquí se rechaza en un segundo.",
            "Um token do bot, ou uma assinatura com uma das chaves dele, compra um token de acesso assinado que vale cinco minutos e para um só serviço. Um serviço que o verifica sem perguntar só sabe de uma revogação quando ele termina; aqui ele é recusado em um segundo.";
        token_endpoint: "Token endpoint", "Punto de tokens", "Endpoint de tokens";
        issuer: "Issuer", "Emisor", "Emissor";
        client_id: "Client ID", "ID de cliente", "ID do cliente";
        with_token: "With a token", "Con un token", "Com um token";
        with_key: "With a key", "Con una clave", "Com uma chave";
        verify: "Verify", "Verificar", "Verificar";
    } {
        remove_what(name: &str): "Remove {name}", "Quitar {name}", "Remover {name}";
        removed(name: &str): "Key {name} removed", "Clave {name} quitada", "Chave {name} removida";
        by(name: &str): "by {name}", "por {name}", "por {name}";
    }
}
