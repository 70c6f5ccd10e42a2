//! The guide that connects a bot of Chatlayer.

texts! {
    /// The guide, step by step.
    Guide in "guide" {
        lead: "From nothing to a bot that answers. Each step turns green by itself: leave and come back when you like.",
            "De cero a un bot que responde. Cada paso se pone verde solo: váyase y vuelva cuando quiera.",
            "Do zero a um bot que responde. Cada passo fica verde sozinho: saia e volte quando quiser.";
        done: "Done", "Hecho", "Feito";
        open: "Open", "Pendiente", "Pendente";
        choose_bot: "Choose a system user", "Elija un usuario del sistema", "Escolha um usuário do sistema";
        step_bot: "System user", "Usuario del sistema", "Usuário do sistema";
        step_bot_text: "The bot's own identity. Choose it, or create one for the subaccount of the bot.",
            "La identidad propia del bot. Elíjala o cree una para la subcuenta del bot.",
            "A identidade própria do bot. Escolha-a ou crie uma para a subconta do bot.";
        step_answer: "Webhook of answers (MO)", "Webhook de respuestas (MO)", "Webhook de respostas (MO)";
        step_answer_text: "In Chatlayer, copy the webhook address of the Wavy channel. Here, create a webhook of kind Answer (MO) with it.",
            "En Chatlayer, copie la dirección de webhook del canal Wavy. Aquí, cree con ella un webhook de tipo Respuesta (MO).",
            "No Chatlayer, copie o endereço de webhook do canal Wavy. Aqui, crie com ele um webhook do tipo Resposta (MO).";
        step_null: "Webhook of Subaccount Null", "Webhook de la subcuenta nula", "Webhook da subconta nula";
        step_null_text: "Who writes first belongs to no subaccount yet. One webhook must accept that.",
            "Quien escribe primero todavía no es de ninguna subcuenta. Un webhook debe aceptarlo.",
            "Quem escreve primeiro ainda não é de nenhuma subconta. Um webhook deve aceitar isso.";
        step_values: "Values to paste", "Valores para pegar", "Valores para colar";
        step_values_text: "In Chatlayer, open Configure Wavy WhatsApp Channel and paste these. It is done at the bot's first call.",
            "En Chatlayer, abra Configure Wavy WhatsApp Channel y pegue esto. Está hecho con la primera llamada del bot.",
            "No Chatlayer, abra Configure Wavy WhatsApp Channel e cole isto. Está feito na primeira chamada do bot.";
        send_address: "Send to", "Enviar a", "Enviar para";
        first_use: "Last call of the bot", "Última llamada del bot", "Última chamada do bot";
        no_channel: "No channel carries this bot's messages yet. For a test, create one of the simulator.",
            "Ningún canal lleva todavía los mensajes de este bot. Para probar, cree uno del simulador.",
            "Nenhum canal leva ainda as mensagens deste bot. Para testar, crie um do simulador.";
        step_test: "Live test", "Prueba en vivo", "Teste ao vivo";
        test_text: "A message is sent as the bot would, and somebody new writes. The simulator says what becomes of it and answers; the bot has to answer both.",
            "Se envía un mensaje como lo haría el bot, y escribe alguien nuevo. El simulador dice qué pasa y responde; el bot debe responder a ambos.",
            "Uma mensagem é enviada como o bot enviaria, e alguém novo escreve. O simulador diz o que acontece e responde; o bot deve responder aos dois.";
        run: "Run the live test", "Hacer la prueba en vivo", "Fazer o teste ao vivo";
        begun: "The live test runs", "La prueba en vivo está en marcha", "O teste ao vivo está em andamento";
        by_hand: "This bot sends by a real carrier. Write to our number with your phone: it is done when webhooks took what you wrote and a message of the bot was delivered.",
            "Este bot envía por un operador real. Escriba a nuestro número con su teléfono: está hecho cuando los webhooks recibieron lo que escribió y se entregó un mensaje del bot.",
            "Este bot envia por uma operadora real. Escreva ao nosso número com seu telefone: está feito quando os webhooks receberam o que você escreveu e uma mensagem do bot foi entregue.";
        to_somebody: "To somebody who is known", "A alguien conocido", "A alguém conhecido";
        from_new: "From somebody new", "De alguien nuevo", "De alguém novo";
        was_sent: "Sent for the bot", "Enviado por el bot", "Enviada pelo bot";
        was_read: "Delivered and read", "Entregado y leído", "Entregue e lida";
        was_answered: "The person answered", "La persona respondió", "A pessoa respondeu";
        wrote_first: "Somebody new wrote", "Escribió alguien nuevo", "Alguém novo escreveu";
        took: "The webhook took it", "El webhook lo recibió", "O webhook recebeu";
        took_not: "The webhook did not take it", "El webhook no lo recibió", "O webhook não recebeu";
        no_taker: "No webhook is told of it", "Ningún webhook se entera", "Nenhum webhook fica sabendo";
        bot_answered: "The bot answered", "El bot respondió", "O bot respondeu";
    } {}
}
