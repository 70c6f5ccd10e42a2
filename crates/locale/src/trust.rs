//! Outside issuers that system users trust, and bots without secrets.

texts! {
    /// Outside issuers that system users trust, and bots without secrets.
    Trust in "trust" {
        tab: "Trust", "Confianza", "Confiança";
        lead: "A workload that already has a signed token of its own – a CI job, a cluster, a cloud – shows that and gets a token for fifteen minutes. Nothing that lasts is kept anywhere.",
            "Una carga de trabajo que ya tiene un token firmado propio – un trabajo de CI, un clúster, una nube – lo presenta y recibe un token de quince minutos. No se guarda en ningún sitio nada que dure.",
            "Uma carga de trabalho que já tem um token assinado próprio – um job de CI, um cluster, uma nuvem – o apresenta e recebe um token de quinze minutos. Nada que dure fica guardado em lugar nenhum.";
        list: "Trusted issuers", "Emisores de confianza", "Emissores confiáveis";
        none: "No issuer is trusted.", "No se confía en ningún emisor.", "Nenhum emissor é confiável.";
        add: "Trust an issuer", "Confiar en un emisor", "Confiar em um emissor";
        name: "Name", "Nombre", "Nome";
        name_hint: "Which workload it is for.", "Para qué carga de trabajo es.", "Para qual carga de trabalho é.";
        preset: "Issued by", "Emitido por", "Emitido por";
        preset_other: "Another issuer", "Otro emisor", "Outro emissor";
        issuer: "Issuer", "Emisor", "Emissor";
        issuer_hint: "Letter by letter as its tokens say it (iss). It must be reachable over https: its keys are fetched from there.",
            "Letra por letra como lo dicen sus tokens (iss). Debe ser accesible por https: de ahí se obtienen sus claves.",
            "Letra por letra como os tokens dele dizem (iss). Precisa ser acessível por https: de lá vêm as chaves.";
        audience: "Audience", "Audiencia", "Audiência";
        audience_hint: "Whom its tokens must be made for (aud), and nobody else. Have the workload ask for a token for this one.",
            "Para quién deben estar hechos sus tokens (aud), y para nadie más. La carga de trabajo debe pedir un token para esta.",
            "Para quem os tokens devem ser feitos (aud), e para mais ninguém. A carga de trabalho deve pedir um token para esta.";
        claims: "Claims", "Atributos", "Atributos";
        claims_hint: "One a line, name=value, compared letter by letter; all of them must fit. Where many share an issuer, name an id that never changes.",
            "Uno por línea, nombre=valor, comparados letra por letra; todos deben coincidir. Si muchos comparten el emisor, indique un id que nunca cambie.",
            "Um por linha, nome=valor, comparados letra por letra; todos devem coincidir. Se muitos compartilham o emissor, informe um id que nunca muda.";
        scopes_hint: "Tick only what it needs; this can't be changed later.",
            "Marque solo lo que necesita; no se puede cambiar después.",
            "Marque só o que ela precisa; não dá para mudar depois.";
        added: "Issuer trusted", "Emisor de confianza añadido", "Emissor confiável adicionado";
        last: "Last bought", "Última compra", "Última compra";
        refused: "Last refused", "Último rechazo", "Última recusa";
        remove: "Remove", "Quitar", "Remover";
        remove_text: "Workloads that this rule lets in get nothing more, and what they got is refused within a second.",
            "Las cargas de trabajo que esta regla deja entrar ya no reciben nada, y lo que recibieron se rechaza en un segundo.",
            "As cargas de trabalho que esta regra deixa entrar não recebem mais nada, e o que receberam é recusado em um segundo.";
        how: "How a workload gets in", "Cómo entra una carga de trabajo", "Como uma carga de trabalho entra";
        how_lead: "It asks its issuer for a token for the audience of the rule, shows it once at the token endpoint, and uses what it gets. Each such token buys one.",
            "Pide a su emisor un token para la audiencia de la regla, lo presenta una vez en el punto de tokens y usa lo que recibe. Cada uno de esos tokens compra uno.",
            "Ela pede ao emissor um token para a audiência da regra, apresenta-o uma vez no endpoint de tokens e usa o que recebe. Cada um desses tokens compra um.";
        anything: "Anything else", "Cualquier otra", "Qualquer outra";
        secretless: "No secrets for this bot", "Sin secretos para este bot", "Sem segredos para este bot";
        secretless_on: "Nobody can generate a token for it. It gets in by an issuer that it trusts, or by a registered key.",
            "Nadie puede generarle un token. Entra mediante un emisor de confianza o una clave registrada.",
            "Ninguém pode gerar um token para ele. Ele entra por um emissor confiável ou por uma chave registrada.";
        secretless_off: "People can generate tokens for it, which last until they end or are revoked.",
            "Las personas pueden generarle tokens, que duran hasta que terminan o se revocan.",
            "As pessoas podem gerar tokens para ele, que duram até terminarem ou serem revogados.";
        forbid: "Allow no secrets", "No permitir secretos", "Não permitir segredos";
        forbid_text: "From now on nobody can generate a token for this bot. While one still works this is refused: revoke it first, when the bot no longer uses it.",
            "A partir de ahora nadie podrá generar un token para este bot. Mientras alguno funcione, esto se rechaza: revóquelo antes, cuando el bot ya no lo use.",
            "A partir de agora ninguém poderá gerar um token para este bot. Enquanto algum funcionar, isto é recusado: revogue-o antes, quando o bot não o usar mais.";
        forbidden: "It has no secrets from now on", "Desde ahora no tiene secretos", "A partir de agora ele não tem segredos";
        allow: "Allow secrets", "Permitir secretos", "Permitir segredos";
        allowed: "It may have secrets again", "Puede volver a tener secretos", "Ele pode ter segredos de novo";
    } {
        remove_what(name: &str): "Remove {name}", "Quitar {name}", "Remover {name}";
        removed(name: &str): "{name} removed", "{name} quitada", "{name} removida";
        by(name: &str): "by {name}", "por {name}", "por {name}";
        live(n: u64): ["1 token works now", "{n} tokens work now"], ["1 token funciona ahora", "{n} tokens funcionan ahora"], ["1 token funciona agora", "{n} tokens funcionam agora"];
    }
}
