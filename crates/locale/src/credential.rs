//! The dialog that shows a token once.

texts! {
    /// The dialog that shows a token once.
    Credential in "credential" {
        title: "Save this token now", "Guarde este token ahora", "Guarde este token agora";
        warn: "Take note of the username and the token: the token will not be displayed again. If you lose it, you will have to generate a new one.",
            "Anote el nombre de usuario y el token: el token no se volverá a mostrar. Si lo pierde, tendrá que generar uno nuevo.",
            "Anote o nome de usuário e o token: o token não será exibido de novo. Se perdê-lo, será preciso gerar um novo.";
        saved: "I have saved the token", "Ya guardé el token", "Já salvei o token";
        save_first: "Tick “I have saved the token” first.",
            "Marque primero «Ya guardé el token».",
            "Marque antes “Já salvei o token”.";
        not_saved_yet: "You have not saved the token yet. If you leave, it can't be shown again.",
            "Todavía no ha guardado el token. Si sale, no se podrá volver a mostrar.",
            "Você ainda não salvou o token. Se sair, ele não poderá ser exibido de novo.";
        stay: "Back to the token", "Volver al token", "Voltar ao token";
        leave: "Leave without it", "Salir sin guardarlo", "Sair sem salvar";
        unsaved_title: "A token was generated and not saved",
            "Se generó un token y no se guardó",
            "Um token foi gerado e não foi salvo";
        unsaved_what: "If you saved it, nothing more is to be done. If not, generate a new one.",
            "Si lo guardó, no hay nada más que hacer. Si no, genere uno nuevo.",
            "Se você o salvou, não há mais nada a fazer. Se não, gere um novo.";
        connect: "Connect it", "Conectarlo", "Como conectar";
        n8n_lead: "In n8n, add an HTTP Request node with a Header Auth credential of this name and value.",
            "En n8n, agregue un nodo HTTP Request con una credencial Header Auth de este nombre y valor.",
            "No n8n, adicione um nó HTTP Request com uma credencial Header Auth com este nome e valor.";
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
        unsaved_text(tail: &str, name: &str):
            "The token …{tail} of {name} was on the screen when the page was left, and nobody said that it was saved. It can't be shown again.",
            "El token …{tail} de {name} estaba en pantalla cuando se dejó la página y nadie indicó que lo había guardado. No se puede volver a mostrar.",
            "O token …{tail} de {name} estava na tela quando a página foi deixada, e ninguém indicou que o salvou. Não é possível exibi-lo de novo.";
        connect_lead(place: &str): "Put its token in the place of {place}. A token is shown only when it is generated.",
            "Ponga su token en lugar de {place}. Un token solo se muestra al generarlo.",
            "Coloque o token no lugar de {place}. Um token só é exibido quando é gerado.";
        first_call(when: &str): "First call received {when}",
            "Primera llamada recibida {when}",
            "Primeira chamada recebida {when}";
        first_call_from(ip: &str, when: &str): "First call received from {ip}, {when}",
            "Primera llamada recibida desde {ip}, {when}",
            "Primeira chamada recebida de {ip}, {when}";
    }
}
