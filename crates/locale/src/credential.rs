//! The dialog that shows a token once.

texts! {
    /// The dialog that shows a token once.
    Credential in "credential" {
        title: "Save this token now", "Guarde este token ahora", "Guarde este token agora";
        warn: "Take note of the username and the token: the token will not be displayed again. If you lose it, you will have to generate a new one.",
            "Anote el nombre de usuario y el token: el token no se volverá a mostrar. Si lo pierde, tendrá que generar uno nuevo.",
            "Anote o nome de usuário e o token: o token não será exibido de novo. Se perdê-lo, será preciso gerar um novo.";
        saved: "I have saved it", "Lo he guardado", "Eu o guardei";
        save_first: "Tick “I have saved it” first.", "Marque primero «Lo he guardado».", "Marque antes “Eu o guardei”.";
        done: "Done", "Listo", "Concluir";
        paste_into: "Paste into", "Pegar en", "Colar em";
        tab_env: "Environment", "Entorno", "Ambiente";
        tab_other: "Other", "Otro", "Outro";
        chatlayer_lead: "In Chatlayer, open Configure Wavy WhatsApp Channel and paste these two.",
            "En Chatlayer, abra Configure Wavy WhatsApp Channel y pegue estos dos.",
            "No Chatlayer, abra Configure Wavy WhatsApp Channel e cole estes dois.";
        other_lead: "Any program that can set two headers.",
            "Cualquier programa que pueda enviar dos cabeceras.",
            "Qualquer programa que possa enviar dois cabeçalhos.";
        waiting: "Waiting for the first call…", "Esperando la primera llamada…", "Aguardando a primeira chamada…";
        waiting_paused: "Waiting is paused while you are offline.",
            "La espera está en pausa mientras no haya conexión.",
            "A espera está pausada enquanto não há conexão.";
        hidden: "Hidden until you show or copy it",
            "Oculto hasta que lo muestre o copie",
            "Oculto até que você o mostre ou copie";
    } {
        first_call(when: &str): "First call received {when}",
            "Primera llamada recibida {when}",
            "Primeira chamada recebida {when}";
        first_call_from(ip: &str, when: &str): "First call received from {ip}, {when}",
            "Primera llamada recibida desde {ip}, {when}",
            "Primeira chamada recebida de {ip}, {when}";
    }
}
