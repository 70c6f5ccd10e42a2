//! Messages: webhooks, sources, channels, what went through them, and the guide that connects Chatlayer. They are fetched
//! with their pages. Answer (MO), Status and Subaccount Null are called as Sinch calls them.

use contract::{RefusedWhy, RouteWhy};
use domain::renewal::Renewal;

texts! {
    /// The pages about messages.
    Carried in "messages" {
        name: "Name", "Nombre", "Nome";
        kind: "Kind", "Tipo", "Tipo";
        answer: "Answer (MO)", "Respuesta (MO)", "Resposta (MO)";
        status_kind: "Status (of messages)", "Estado (de mensajes)", "Status (de mensagens)";
        token_kind: "Tokens (ending soon, found)", "Tokens (por terminar, encontrados)", "Tokens (perto do fim, encontrados)";
        null: "Subaccount Null", "Subcuenta nula (Subaccount Null)", "Subconta nula (Subaccount Null)";
        scope: "For", "Para quién", "Para quem";
        every: "All subaccounts", "Todas las subcuentas", "Todas as subcontas";
        every_hint: "Those to come included.", "También las que se creen después.", "Inclusive as que forem criadas depois.";
        a_subaccount: "the subaccount of the last message to this person", "la subcuenta del último mensaje a esta persona", "a subconta da última mensagem para esta pessoa";
        address: "Address", "Dirección", "Endereço";
        search_name: "Search by name", "Buscar por nombre", "Buscar por nome";
        edit: "Edit", "Editar", "Editar";
        rotate: "New secret", "Secreto nuevo", "Novo segredo";
        from: "From", "Desde", "De";
        to: "Until", "Hasta", "Até";
        when: "When", "Cuándo", "Quando";
        why: "Why", "Por qué", "Por quê";
        person: "Person", "Persona", "Pessoa";
        number: "Our number", "Nuestro número", "Nosso número";
        gone: "Deleted", "Eliminado", "Excluído";
        change: "Change", "Cambiar", "Alterar";

        webhooks_lead: "Addresses of yours that are told what people write and what becomes of your messages.",
            "Direcciones suyas a las que se les cuenta qué escriben las personas y qué pasa con sus mensajes.",
            "Endereços seus que são avisados do que as pessoas escrevem e do que acontece com suas mensagens.";
        webhook_lead: "How it is, what it took lately and what waits for it.",
            "Cómo está, qué recibió últimamente y qué le espera.",
            "Como está, o que recebeu ultimamente e o que espera por ele.";
        webhook: "Webhook", "Webhook", "Webhook";
        webhooks_empty: "No webhooks yet", "Todavía no hay webhooks", "Ainda não há webhooks";
        webhooks_empty_why: "Without one, nobody is told what people answer. Create one of kind Answer (MO) with the address of your bot.",
            "Sin uno, nadie se entera de lo que responden las personas. Cree uno de tipo Respuesta (MO) con la dirección de su bot.",
            "Sem um, ninguém fica sabendo do que as pessoas respondem. Crie um do tipo Resposta (MO) com o endereço do seu bot.";
        kind_hint: "What it is told. It can't be changed later: create another one for another kind. Tokens are told in the format Standard Webhooks alone.",
            "Qué se le cuenta. No puede cambiarse después: cree otro para otro tipo. De los tokens se avisa solo en el formato Standard Webhooks.",
            "O que lhe é contado. Não pode ser alterado depois: crie outro para outro tipo. De tokens avisa-se só no formato Standard Webhooks.";
        address_hint: "https, with a public name. Addresses of private networks are refused.",
            "https, con un nombre público. Se rechazan direcciones de redes privadas.",
            "https, com um nome público. Endereços de redes privadas são recusados.";
        format: "Format", "Formato", "Formato do corpo";
        format_hint: "Standard Webhooks is signed for new receivers; Sinch and Meta let existing bots work unchanged.",
            "Standard Webhooks va firmado, para receptores nuevos; Sinch y Meta sirven a bots existentes sin cambios.",
            "Standard Webhooks é assinado, para receptores novos; Sinch e Meta atendem bots existentes sem mudanças.";
        accept_null: "Accept Subaccount Null", "Aceptar la subcuenta nula (Subaccount Null)", "Aceitar a subconta nula (Subaccount Null)";
        accept_null_hint: "Messages of people to whom nothing was sent lately belong to no subaccount, nor do tokens of account-wide system users.",
            "Los mensajes de personas a las que no se envió nada últimamente no son de ninguna subcuenta, ni los tokens de usuarios del sistema de toda la cuenta.",
            "Mensagens de pessoas a quem nada foi enviado ultimamente não são de nenhuma subconta, nem os tokens de usuários do sistema da conta inteira.";
        headers: "Own headers", "Encabezados propios", "Cabeçalhos próprios";
        headers_hint: "One a line, as “Name: value”. Values are never shown again.",
            "Uno por línea, como “Nombre: valor”. Los valores no se vuelven a mostrar.",
            "Um por linha, como “Nome: valor”. Os valores não são mostrados de novo.";
        headers_none: "Remove all own headers", "Quitar todos los encabezados propios", "Remover todos os cabeçalhos próprios";
        waiting: "Waiting", "En espera", "Aguardando";
        last_success: "Last success", "Último éxito", "Último sucesso";
        failing: "Failing", "Falla", "Falhando";
        failing_text: "Nothing succeeds. Look at its deliveries for the reason. After five days of failure it is disabled. Since:",
            "Nada tiene éxito. Mire el motivo en sus entregas. Tras cinco días de fallos se deshabilita. Desde:",
            "Nada dá certo. Veja o motivo nas entregas. Após cinco dias de falhas ele é desabilitado. Desde:";
        paused: "Paused", "En pausa", "Pausado";
        disabled: "Disabled", "Deshabilitado", "Desabilitado";
        disabled_text: "It said that it is gone (410) or failed for five days, and gets nothing. Check the address, then resume it.",
            "Dijo que ya no existe (410) o falló durante cinco días, y no recibe nada. Revise la dirección y reanúdelo.",
            "Ele disse que não existe mais (410) ou falhou por cinco dias, e não recebe nada. Confira o endereço e retome-o.";
        pause: "Pause", "Pausar", "Pausar o envio";
        pause_text: "What comes is kept for it for at most five days and sent in order when you resume it. What waits longer is given up.",
            "Lo que llegue se guarda cinco días como máximo y se envía en orden al reanudar. Lo que espere más se abandona.",
            "O que chegar é guardado por no máximo cinco dias e enviado em ordem ao retomar. O que esperar mais é abandonado.";
        resume: "Resume", "Reanudar", "Retomar";
        delete_webhook: "It gets nothing any more, and its secrets are gone. This can't be undone.",
            "Deja de recibir y sus secretos se pierden. No se puede deshacer.",
            "Ele deixa de receber e seus segredos se perdem. Não pode ser desfeito.";
        secret: "Secret", "Secreto", "Segredo";
        apps_secret: "The app’s secret signs.", "Firma la clave secreta de la app.", "A chave secreta do app assina.";
        apps_own: "An app has subscribed it: its address and what it takes are decided by the app. You may pause or delete it.",
            "Una app lo suscribió: su dirección y lo que recibe los decide la app. Puede pausarlo o eliminarlo.",
            "Um app o assinou: o endereço e o que ele recebe são decididos pelo app. Você pode pausá-lo ou excluí-lo.";
        line: "WhatsApp account of our number", "Cuenta de WhatsApp de nuestro número", "Conta do WhatsApp do nosso número";
        line_hint: "Webhooks that an app has subscribed take what is about the numbers of one.",
            "Los webhooks que suscribió una app reciben lo que trata de los números de una.",
            "Os webhooks que um app assinou recebem o que trata dos números de uma.";
        no_line: "None", "Ninguna", "Nenhuma";
        old_secret: "The old secret", "El secreto anterior", "O segredo anterior";
        rotate_text: "Both secrets sign until the old one stops. Put the new one into your receiver before that.",
            "Ambos secretos firman hasta que el anterior deje de valer. Ponga el nuevo en su receptor antes.",
            "Os dois segredos assinam até o anterior deixar de valer. Coloque o novo no receptor antes disso.";
        secret_title: "Save this now", "Guarde esto ahora", "Guarde isto agora";
        secret_warn: "It will not be shown again. If you lose it, make a new one.",
            "No se volverá a mostrar. Si lo pierde, cree uno nuevo.",
            "Não será mostrado de novo. Se perder, crie um novo.";
        secret_saved: "I have saved it", "Lo he guardado", "Eu guardei";
        secret_first: "Tick “I have saved it” first.", "Marque antes “Lo he guardado”.", "Marque antes “Eu guardei”.";
        secret_not_saved: "You have not saved it yet. If you leave, it can't be shown again.",
            "Todavía no lo ha guardado. Si se va, no se podrá mostrar otra vez.",
            "Você ainda não guardou. Se sair, não poderá ser mostrado de novo.";
        secret_stay: "Back to it", "Volver", "Voltar";
        secret_leave: "Leave without it", "Irse sin guardarlo", "Sair sem guardar";
        secret_lost: "It was made, and can't be shown again", "Se creó y no se puede mostrar otra vez", "Foi criado e não pode ser mostrado de novo";
        secret_lost_why: "The page was loaded again or left before you said that you had saved it. If you have not, make a new one.",
            "La página se recargó o se cerró antes de que dijera que lo había guardado. Si no lo hizo, cree uno nuevo.",
            "A página foi recarregada ou fechada antes de você dizer que guardou. Se não guardou, crie um novo.";
        test: "Send a test", "Enviar una prueba", "Enviar um teste";
        test_text: "A sample is sent at once, once, signed as everything else. Nothing of it is stored.",
            "Se envía una muestra al instante, una vez, firmada como todo lo demás. No se guarda nada.",
            "Uma amostra é enviada na hora, uma vez, assinada como tudo o mais. Nada é guardado.";
        test_taken: "It was taken.", "Fue aceptada.", "Foi aceita.";
        test_refused: "It was not taken. Only an answer of 200 to 299 counts.", "No fue aceptada. Solo cuenta una respuesta de 200 a 299.", "Não foi aceita. Só conta uma resposta de 200 a 299.";
        timed_out: "No answer within 15 seconds: answer first, then work.", "Sin respuesta en 15 segundos: responda primero y trabaje después.", "Sem resposta em 15 segundos: responda primeiro e trabalhe depois.";
        unreachable: "The address could not be reached: check its name, its certificate and its firewall.", "No se pudo llegar a la dirección: revise el nombre, el certificado y el cortafuegos.", "Não foi possível chegar ao endereço: confira o nome, o certificado e o firewall.";
        address_refused: "The name leads to a private network now. Give it a public address.", "El nombre lleva ahora a una red privada. Dele una dirección pública.", "O nome leva agora a uma rede privada. Dê a ele um endereço público.";
        webhook_deleted: "The webhook was deleted.", "El webhook fue eliminado.", "O webhook foi excluído.";
        null_lost: "Nobody takes what belongs to no subaccount", "Nadie recibe lo que no es de ninguna subcuenta", "Ninguém recebe o que não é de nenhuma subconta";
        null_lost_why: "When somebody writes first, no webhook is told. Let one of kind Answer (MO) accept Subaccount Null.",
            "Cuando alguien escribe primero, ningún webhook se entera. Haga que uno de tipo Respuesta (MO) acepte la subcuenta nula.",
            "Quando alguém escreve primeiro, nenhum webhook fica sabendo. Faça um do tipo Resposta (MO) aceitar a subconta nula.";
        tester: "Test the routing", "Probar el enrutamiento", "Testar o roteamento";
        tester_lead: "Which webhook would get this, and why. Nothing is sent.", "Qué webhook lo recibiría y por qué. No se envía nada.", "Qual webhook receberia isto e por quê. Nada é enviado.";
        tester_ask: "Who gets it?", "¿Quién lo recibe?", "Quem recebe?";
        belongs: "It belongs to", "Es de", "É de";
        belongs_hint: "The subaccount of the last message that was sent to the person within the attribution window; else Subaccount Null.",
            "La subcuenta del último mensaje enviado a la persona dentro de la ventana de atribución; si no, la subcuenta nula.",
            "A subconta da última mensagem enviada à pessoa dentro da janela de atribuição; senão, a subconta nula.";
        gets: "Gets it", "Lo recibe", "Recebe";
        gets_not: "Does not", "No lo recibe", "Não recebe";
        nobody_gets: "Nobody gets it: it would be stored and told to no one.", "Nadie lo recibe: se guardaría y no se contaría a nadie.", "Ninguém recebe: seria guardado e contado a ninguém.";
        last_day: "The last 24 hours", "Las últimas 24 horas", "As últimas 24 horas";
        no_tries: "Nothing was sent to it in the last 24 hours.", "No se le envió nada en las últimas 24 horas.", "Nada foi enviado a ele nas últimas 24 horas.";
        mean_ms: "Mean time, ms", "Tiempo medio, ms", "Tempo médio, ms";
        longest_ms: "Longest, ms", "Máximo, ms", "Mais longo, ms";

        sources_lead: "Where your carriers post what people write and what becomes of messages.",
            "Donde sus operadores publican lo que escriben las personas y lo que pasa con los mensajes.",
            "Onde suas operadoras publicam o que as pessoas escrevem e o que acontece com as mensagens.";
        source_lead: "Its address for the carrier, and what it refused.", "Su dirección para el operador y lo que rechazó.", "Seu endereço para a operadora e o que recusou.";
        sources_empty: "No sources yet", "Todavía no hay fuentes", "Ainda não há fontes";
        sources_empty_why: "Create one for each carrier and give it the address: what people write comes in there.",
            "Cree una por operador y dele la dirección: ahí entra lo que escriben las personas.",
            "Crie uma para cada operadora e dê a ela o endereço: ali entra o que as pessoas escrevem.";
        provider: "Provider", "Proveedor", "Provedor";
        provider_hint: "It decides how payloads are read and how they prove where they are from.",
            "Decide cómo se leen los datos y cómo prueban de dónde vienen.",
            "Decide como os dados são lidos e como provam de onde vêm.";
        generic: "Any JSON, by a mapping", "Cualquier JSON, con un mapa de campos", "Qualquer JSON, com um mapa de campos";
        proof: "Proof of origin", "Prueba de origen", "Prova de origem";
        by_signature: "Signature (X-Hub-Signature-256)", "Firma (X-Hub-Signature-256)", "Assinatura (X-Hub-Signature-256)";
        by_system_user: "A system user's credential", "La credencial de un usuario del sistema", "A credencial de um usuário do sistema";
        by_address: "A secret address", "Una dirección secreta", "Um endereço secreto";
        by_address_text: "The address ends with a key. It is shown once, when the source is made.",
            "La dirección termina con una clave. Se muestra una vez, al crear la fuente.",
            "O endereço termina com uma chave. É mostrado uma vez, ao criar a fonte.";
        any_system_user: "Any system user", "Cualquier usuario del sistema", "Qualquer usuário do sistema";
        system_user_hint: "The carrier sends its username and token with each call.", "El operador envía su nombre de usuario y su token en cada llamada.", "A operadora envia seu nome de usuário e token em cada chamada.";
        app_secret: "App secret", "Secreto de la aplicación", "Segredo do aplicativo";
        app_secret_hint: "From the app's basic settings at Meta. It is never shown again.", "De la configuración básica de la aplicación en Meta. No se vuelve a mostrar.", "Das configurações básicas do aplicativo na Meta. Não é mostrado de novo.";
        app_secret_kept: "Leave it empty to keep the one that is stored.", "Déjelo vacío para conservar el guardado.", "Deixe vazio para manter o guardado.";
        medium: "Carried by", "Medio", "Meio";
        networks: "Networks that may call", "Redes que pueden llamar", "Redes que podem chamar";
        networks_hint: "One a line, as 203.0.113.0/24. Empty: from anywhere.", "Una por línea, como 203.0.113.0/24. Vacío: desde cualquier lugar.", "Uma por linha, como 203.0.113.0/24. Vazio: de qualquer lugar.";
        from_anywhere: "From anywhere", "Desde cualquier lugar", "De qualquer lugar";
        mapping: "Mapping", "Mapa de campos", "Mapa de campos do JSON";
        mapping_hint: "Where each field is, as a JSON pointer such as /message/text. id and person are needed.",
            "Dónde está cada campo, como puntero JSON, p. ej. /message/text. Se necesitan id y person.",
            "Onde está cada campo, como ponteiro JSON, p. ex. /message/text. id e person são necessários.";
        last_received: "Last received", "Última recepción", "Último recebimento";
        last_refused: "Last refused", "Último rechazo", "Última recusa";
        refused_count: "Refused", "Rechazados", "Recusados";
        refused: "What was refused", "Lo que se rechazó", "O que foi recusado";
        nothing_refused: "Nothing was refused. The newest hundred would be kept here.", "No se rechazó nada. Aquí se conservarían los cien más recientes.", "Nada foi recusado. Os cem mais recentes ficariam aqui.";
        excerpt: "As it came", "Tal como llegó", "Como chegou";
        paste_meta: "At Meta, paste this address as Callback URL, with the verify token that was shown once.",
            "En Meta, pegue esta dirección como Callback URL, con el verify token que se mostró una vez.",
            "Na Meta, cole este endereço como Callback URL, com o verify token que foi mostrado uma vez.";
        paste_secret: "Give the carrier the address with its key, which was shown once. This one alone is refused.",
            "Dé al operador la dirección con su clave, que se mostró una vez. Esta sola se rechaza.",
            "Dê à operadora o endereço com a chave, que foi mostrado uma vez. Este sozinho é recusado.";
        paste_sinch: "Give the carrier this address, and let it send a system user's credential.",
            "Dé al operador esta dirección y haga que envíe la credencial de un usuario del sistema.",
            "Dê à operadora este endereço e faça-a enviar a credencial de um usuário do sistema.";
        rotate_source: "The old one stops at once: the carrier is refused until you give it the new one.",
            "El anterior deja de valer al instante: se rechaza al operador hasta que le dé el nuevo.",
            "O anterior deixa de valer na hora: a operadora é recusada até você dar o novo.";
        delete_source: "Its address is gone, and the carrier is refused. What it brought stays.",
            "Su dirección desaparece y se rechaza al operador. Lo que trajo se queda.",
            "Seu endereço some e a operadora é recusada. O que ela trouxe fica.";
        try_sample: "Try a sample", "Probar una muestra", "Testar uma amostra";
        try_lead: "Paste what the carrier sends and see what would be read. Nothing is stored.",
            "Pegue lo que envía el operador y vea qué se leería. No se guarda nada.",
            "Cole o que a operadora envia e veja o que seria lido. Nada é guardado.";
        sample: "Sample", "Muestra", "Amostra";
        sample_hint: "The body of a call, or the query of a GET.", "El cuerpo de una llamada o la consulta de un GET.", "O corpo de uma chamada ou a consulta de um GET.";
        media: "File", "Archivo", "Arquivo";
        profile: "Name of the person", "Nombre de la persona", "Nome da pessoa";

        channels_lead: "How your bots' messages leave: the carrier, our number and for whom.",
            "Cómo salen los mensajes de sus bots: el operador, nuestro número y para quién.",
            "Como saem as mensagens dos seus bots: a operadora, nosso número e para quem.";
        channels_empty: "No channels yet", "Todavía no hay canales", "Ainda não há canais";
        channels_empty_why: "Without one, what a bot sends is refused (412). To try things out, create one of the simulator.",
            "Sin uno, lo que envía un bot se rechaza (412). Para probar, cree uno del simulador.",
            "Sem um, o que um bot envia é recusado (412). Para testar, crie um do simulador.";
        channel_lead: "Who carries it, from which number, and for whom.", "Quién lo lleva, desde qué número y para quién.", "Quem leva, de que número e para quem.";
        carrier: "Carrier", "Operador", "Operadora";
        carrier_hint: "It can't be changed later.", "No puede cambiarse después.", "Não pode ser alterada depois.";
        simulator: "Simulator (no carrier)", "Simulador (sin operador)", "Simulador (sem operadora)";
        simulator_text: "It takes everything and says sent, delivered and read after a moment. A text that begins with echo: is answered. No carrier is called.",
            "Acepta todo y dice enviado, entregado y leído al poco tiempo. Un texto que empieza con echo: recibe respuesta. No se llama a ningún operador.",
            "Aceita tudo e diz enviada, entregue e lida após um instante. Um texto que começa com echo: recebe resposta. Nenhuma operadora é chamada.";
        number_hint: "With country code; a short code has fewer digits.", "Con código de país; un código corto tiene menos dígitos.", "Com código do país; um código curto tem menos dígitos.";
        credential: "Credential", "Credencial", "Credencial guardada";
        stored: "Stored", "Guardada", "Armazenada";
        credential_hint: "It is stored encrypted and never shown again.", "Se guarda cifrada y no se vuelve a mostrar.", "É guardada cifrada e não é mostrada de novo.";
        credential_kept: "Leave it empty to keep what is stored. Its parts are written together.", "Déjelo vacío para conservar lo guardado. Sus partes se escriben juntas.", "Deixe vazio para manter o guardado. Suas partes são escritas juntas.";
        phone_number_id: "Phone number ID", "ID del número de teléfono", "ID do número de telefone";
        renewal: "Renewal", "Renovación", "Renovação";
        credential_ends: "Credential ends", "La credencial vence", "A credencial expira";
        renewing_app: "App ID", "ID de la aplicación", "ID do aplicativo";
        renewing_app_hint: "With the app's ID and secret Tenure renews the token before it ends. Without them people do.",
            "Con el ID y el secreto de la aplicación, Tenure renueva el token antes de que venza. Sin ellos lo hacen personas.",
            "Com o ID e o segredo do aplicativo, o Tenure renova o token antes que expire. Sem eles, pessoas o fazem.";
        end_not_said: "Meta did not say when the access token ends. It is asked again each day.",
            "Meta no dijo cuándo vence el token de acceso. Se le pregunta otra vez cada día.",
            "A Meta não disse quando o token de acesso expira. Pergunta-se de novo a cada dia.";
        renewed_by_hand: "It ends, and nobody renews it by itself. Write a new access token before, with the app's ID and secret if Tenure is to renew it from then on.",
            "Vence y no se renueva sola. Escriba antes un token de acceso nuevo, con el ID y el secreto de la aplicación si Tenure debe renovarlo desde entonces.",
            "Expira e não se renova sozinha. Escreva antes um novo token de acesso, com o ID e o segredo do aplicativo se o Tenure deve renová-lo a partir daí.";
        renewal_failed: "The last try failed, and it is tried again each day. Check the app and the system user at Meta, or write a new access token.",
            "El último intento falló y se repite cada día. Revise la aplicación y el usuario del sistema en Meta, o escriba un token de acceso nuevo.",
            "A última tentativa falhou e se repete a cada dia. Confira o aplicativo e o usuário do sistema na Meta, ou escreva um novo token de acesso.";
        credential_ended: "The credential has ended: what bots send by this channel is refused. Write a new access token.",
            "La credencial venció: se rechaza lo que los bots envían por este canal. Escriba un token de acceso nuevo.",
            "A credencial expirou: o que os bots enviam por este canal é recusado. Escreva um novo token de acesso.";
        access_token: "Access token", "Token de acceso", "Token de acesso";
        own_address_hint: "Empty: the carrier's own. Another address needs the credential to be written again.",
            "Vacío: la del operador. Otra dirección exige escribir de nuevo la credencial.",
            "Vazio: o da operadora. Outro endereço exige escrever a credencial de novo.";
        http_hint: "Each message is posted there as JSON. Another address needs the headers to be written again.",
            "Cada mensaje se publica ahí como JSON. Otra dirección exige escribir de nuevo los encabezados.",
            "Cada mensagem é publicada ali como JSON. Outro endereço exige escrever os cabeçalhos de novo.";
        no_source: "No source", "Ninguna fuente", "Nenhuma fonte";
        source_of: "Source of its callbacks", "Fuente de sus notificaciones", "Fonte das suas notificações";
        source_of_hint: "Where the carrier says what becomes of messages.", "Donde el operador dice qué pasa con los mensajes.", "Onde a operadora diz o que acontece com as mensagens.";
        delete_channel: "Its subaccounts can't send by it any more, and its credential is gone. What was not passed on yet fails. Messages stay.",
            "Sus subcuentas ya no pueden enviar por él y su credencial se pierde. Lo que no se pasó todavía falla. Los mensajes se quedan.",
            "Suas subcontas não podem mais enviar por ele e sua credencial se perde. O que ainda não foi repassado falha. As mensagens ficam.";
        send_test: "Send a message", "Enviar un mensaje", "Enviar uma mensagem";
        send_test_text: "It is sent for real, and may cost what a message costs.", "Se envía de verdad y puede costar lo que cuesta un mensaje.", "É enviada de verdade e pode custar o que custa uma mensagem.";
        from_hint: "A phone number with country code.", "Un número de teléfono con código de país.", "Um número de telefone com código do país.";
        carrier_took: "The carrier took it.", "El operador lo aceptó.", "A operadora aceitou.";
        carrier_refused: "The carrier did not take it.", "El operador no lo aceptó.", "A operadora não aceitou.";
        fail_code: "Fail with code", "Fallar con el código", "Falhar com o código";
        fail_code_hint: "One of Sinch's, such as 202 or 104; empty: it is delivered and read. What a bot sends to a number that ends in 000202 fails so, too.",
            "Uno de Sinch, como 202 o 104; vacío: se entrega y se lee. Lo que un bot envía a un número que termina en 000202 falla igual.",
            "Um da Sinch, como 202 ou 104; vazio: é entregue e lida. O que um bot envia a um número que termina em 000202 falha do mesmo modo.";
        simulate: "Simulate a message", "Simular un mensaje", "Simular uma mensagem";
        simulate_text: "As if this person had written it. Webhooks are told as of any other.",
            "Como si lo hubiera escrito esta persona. Los webhooks se enteran como de cualquier otro.",
            "Como se esta pessoa tivesse escrito. Os webhooks ficam sabendo como de qualquer outra.";
        organic: "From somebody new", "De alguien nuevo", "De alguém novo";
        organic_hint: "Somebody to whom nothing was sent: it belongs to Subaccount Null.", "Alguien a quien no se envió nada: es de la subcuenta nula.", "Alguém a quem nada foi enviado: é da subconta nula.";
        hello: "Hello", "Hola", "Olá";
        open_message: "Open the message", "Abrir el mensaje", "Abrir a mensagem";

        log_lead: "What people wrote and what your bots sent, the newest first.", "Lo que escribieron las personas y lo que enviaron sus bots, lo más nuevo primero.", "O que as pessoas escreveram e o que seus bots enviaram, o mais novo primeiro.";
        log_empty: "No messages here", "No hay mensajes aquí", "Não há mensagens aqui";
        log_empty_why: "They come in by a source and leave by a channel. Clear the filters, or simulate one with the simulator.",
            "Entran por una fuente y salen por un canal. Quite los filtros o simule uno con el simulador.",
            "Entram por uma fonte e saem por um canal. Limpe os filtros ou simule uma com o simulador.";
        message_lead: "What became of it, and who was told.", "Qué pasó con él y quién se enteró.", "O que aconteceu com ela e quem ficou sabendo.";
        token: "Token", "Token", "Token";
        message: "Message", "Mensaje", "Mensagem";
        search_person: "Person's number", "Número de la persona", "Número da pessoa";
        search_correlation: "Correlation ID", "ID de correlación", "ID de correlação";
        search_id: "ID, or the carrier's", "ID, o del operador", "ID, ou da operadora";
        both_ways: "In and out", "Entrantes y salientes", "Recebidas e enviadas";
        any_subaccount: "Any subaccount", "Cualquier subcuenta", "Qualquer subconta";
        way: "Direction", "Sentido", "Sentido (MO ou MT)";
        way_in: "In (MO)", "Entrante (MO)", "Recebida (MO)";
        way_out: "Out (MT)", "Saliente (MT)", "Enviada (MT)";
        text: "Text", "Texto", "Texto da mensagem";
        content: "Content", "Contenido", "Conteúdo";
        connection: "By", "Por", "Via";
        correlation: "Sender's own ID", "ID propio del remitente", "ID próprio do remetente";
        carrier_id: "Carrier's ID", "ID del operador", "ID da operadora";
        masked: "The person and the content are hidden from your role. Those who may use the inbox see them.",
            "Su rol no ve la persona ni el contenido. Los ven quienes pueden usar la bandeja de entrada.",
            "Sua função não vê a pessoa nem o conteúdo. Quem pode usar a caixa de entrada os vê.";
        hidden: "Hidden from your role, or no longer kept.", "Oculto para su rol o ya no se conserva.", "Oculto para sua função ou não guardado mais.";
        events: "What webhooks are told", "Lo que se cuenta a los webhooks", "O que é contado aos webhooks";
        event: "Event", "Evento", "Evento (webhook-id)";
        sequence: "Sequence", "Secuencia", "Sequência";
        no_deliveries: "No webhook is told of it. Test the routing on the page of webhooks to see why.",
            "Ningún webhook se entera. Pruebe el enrutamiento en la página de webhooks para ver por qué.",
            "Nenhum webhook fica sabendo. Teste o roteamento na página de webhooks para ver por quê.";
        no_deliveries_fix: "Once a webhook takes it, send it again: it is kept.",
            "Cuando un webhook lo reciba, envíelo otra vez: se conserva.",
            "Quando um webhook a receber, envie-a de novo: ela está guardada.";
        received: "Received", "Recibido", "Recebida";
        queued: "Queued", "En cola", "Na fila";
        sent: "Sent", "Enviado", "Enviada";
        delivered: "Delivered", "Entregado", "Entregue";
        read: "Read", "Leído", "Lida";
        failed: "Failed", "Fallido", "Falhou";

        deliveries_lead: "What is on its way to webhooks, was taken, or was given up.", "Lo que va hacia los webhooks, fue aceptado o se abandonó.", "O que está a caminho dos webhooks, foi aceito ou foi abandonado.";
        delivery_lead: "What was sent, what was answered, and when it is tried again.", "Qué se envió, qué se respondió y cuándo se reintenta.", "O que foi enviado, o que foi respondido e quando se tenta de novo.";
        deliveries_empty: "No deliveries here", "No hay entregas aquí", "Não há entregas aqui";
        deliveries_empty_why: "Each message that a webhook takes is one. Clear the filters, or send a test.",
            "Cada mensaje que toma un webhook es una. Quite los filtros o envíe una prueba.",
            "Cada mensagem que um webhook aceita é uma. Limpe os filtros ou envie um teste.";
        any_webhook: "Any webhook", "Cualquier webhook", "Qualquer webhook";
        waits: "Waiting for a try", "En espera de intento", "Aguardando tentativa";
        dead: "Given up", "Abandonada", "Abandonado";
        tries: "Tries", "Intentos", "Tentativas";
        answer_head: "Answer", "Respuesta", "Resposta";
        next_try: "Next try", "Próximo intento", "Próxima tentativa";
        request: "Request", "Solicitud", "Solicitação";
        body: "Body", "Cuerpo", "Corpo";
        replay: "Send again", "Enviar otra vez", "Enviar de novo";
        replay_since: "Send all again since…", "Enviar todo otra vez desde…", "Enviar tudo de novo desde…";
        replay_text: "Everything since then that this webhook takes and has not got, at most 1,000; what nobody took then, too. Receivers tell what they have by webhook-id.",
            "Todo lo que este webhook recibe y no tiene desde entonces, 1000 como máximo; también lo que nadie recibió. El receptor reconoce lo que ya tiene por webhook-id.",
            "Tudo o que este webhook recebe e não tem desde então, no máximo 1.000; também o que ninguém recebeu. O receptor reconhece o que já tem por webhook-id.";
        since: "Since", "Desde cuándo", "Desde quando";

        settings_lead: "What holds for all messages of this account.", "Lo que vale para todos los mensajes de esta cuenta.", "O que vale para todas as mensagens desta conta.";
        attribution: "Attribution window, hours", "Ventana de atribución, horas", "Janela de atribuição, horas";
        attribution_hint: "1 to 168. For so long after a message to somebody their answers belong to its subaccount; later to Subaccount Null.",
            "De 1 a 168. Durante ese tiempo tras un mensaje a alguien, sus respuestas son de esa subcuenta; después, de la subcuenta nula.",
            "De 1 a 168. Por esse tempo após uma mensagem a alguém, suas respostas são daquela subconta; depois, da subconta nula.";
        days: "Days that messages are kept", "Días que se conservan los mensajes", "Dias em que as mensagens são guardadas";
        days_hint: "1 to 365. Then they are gone for good, with what was told of them.", "De 1 a 365. Después desaparecen para siempre, con lo que se contó de ellos.", "De 1 a 365. Depois somem para sempre, com o que foi contado delas.";
        hold: "Hold of a conversation, seconds", "Espera de una conversación, segundos", "Espera de uma conversa, segundos";
        hold_hint: "0 to 3,600. For so long a delivery that waits for its next try holds those behind it in its conversation.",
            "De 0 a 3600. Durante ese tiempo una entrega que espera su próximo intento retiene a las que van detrás en su conversación.",
            "De 0 a 3.600. Por esse tempo uma entrega que aguarda a próxima tentativa segura as que vêm atrás na conversa.";
    } {
        edit_title(name: &str): "Edit {name}", "Editar {name}", "Editar {name}";
        delete_title(name: &str): "Delete {name}?", "¿Eliminar {name}?", "Excluir {name}?";
        deleted(name: &str): "{name} deleted", "Se eliminó {name}", "{name} excluído";
        rotate_title(name: &str): "New secret for {name}", "Secreto nuevo para {name}", "Novo segredo para {name}";
        pause_title(name: &str): "Pause {name}?", "¿Pausar {name}?", "Pausar {name}?";
        paused_toast(name: &str): "{name} is paused", "{name} está en pausa", "{name} está pausado";
        resumed(name: &str): "{name} goes on", "{name} sigue", "{name} continua";
        test_title(name: &str): "Test {name}", "Probar {name}", "Testar {name}";
        simulate_title(name: &str): "Simulate a message at {name}", "Simular un mensaje en {name}", "Simular uma mensagem em {name}";
        source_made(name: &str): "Source {name} created", "Se creó la fuente {name}", "Fonte {name} criada";
        channel_made(name: &str): "Channel {name} created", "Se creó el canal {name}", "Canal {name} criado";
        subscribed(app: &str, line: &str): "Subscribed by app {app} to WhatsApp account {line}", "Suscrito por la app {app} a la cuenta de WhatsApp {line}", "Assinado pelo app {app} à conta do WhatsApp {line}";
        let_take(name: &str): "Let {name} take them", "Que los reciba {name}", "Deixar {name} recebê-las";
        told_twice(one: &str, other: &str): "{one} and {other} tell one address the same: a bot there gets each message twice.",
            "{one} y {other} avisan de lo mismo a una dirección: el bot recibe cada mensaje dos veces.",
            "{one} e {other} avisam do mesmo um endereço: o bot recebe cada mensagem duas vezes.";
        takes_null(name: &str): "{name} accepts Subaccount Null", "{name} acepta la subcuenta nula", "{name} aceita a subconta nula";
        headers_kept(names: &str): "Kept: {names}. What you write here, one “Name: value” a line, takes the place of all of them.",
            "Se conservan: {names}. Lo que escriba aquí, un “Nombre: valor” por línea, los sustituye a todos.",
            "Mantidos: {names}. O que você escrever aqui, um “Nome: valor” por linha, substitui todos.";
        mapping_missing(names: &str): "Nothing is found where these point to: {names}", "No hay nada donde apuntan estos: {names}", "Nada é encontrado onde estes apontam: {names}";
        delivery_of(person: &str): "Delivery: {person}", "Entrega: {person}", "Entrega para {person}";
        sends_for(names: &str): "It sends for: {names}", "Envía para: {names}", "Envia para: {names}";
        came_in(person: &str, whose: &str): "It came in from {person} and belongs to {whose}", "Llegó de {person} y es de {whose}", "Chegou de {person} e é de {whose}";
        delete_lost(n: u64):
            ["Nothing waits for it.", "1 delivery that waits for it is lost.", "{n} deliveries that wait for it are lost."],
            ["Nada le espera.", "Se pierde 1 entrega que le espera.", "Se pierden {n} entregas que le esperan."],
            ["Nada espera por ele.", "1 entrega que espera por ele se perde.", "{n} entregas que esperam por ele se perdem."];
        told(n: u64):
            ["No webhook is told.", "1 webhook is told.", "{n} webhooks are told."],
            ["Ningún webhook se entera.", "Se entera 1 webhook.", "Se enteran {n} webhooks."],
            ["Nenhum webhook fica sabendo.", "1 webhook fica sabendo.", "{n} webhooks ficam sabendo."];
        replayed(n: u64):
            ["Nothing was to be sent again", "1 delivery is sent again", "{n} deliveries are sent again"],
            ["No había nada que enviar otra vez", "1 entrega se envía otra vez", "{n} entregas se envían otra vez"],
            ["Não havia nada a enviar de novo", "1 entrega é enviada de novo", "{n} entregas são enviadas de novo"];
        kept_days(n: u64): ["Messages are kept for 1 day, then gone.", "Messages are kept for {n} days, then gone."],
            ["Los mensajes se conservan 1 día y después desaparecen.", "Los mensajes se conservan {n} días y después desaparecen."],
            ["As mensagens são guardadas por 1 dia e depois somem.", "As mensagens são guardadas por {n} dias e depois somem."];
    }
}

words! {
    /// Why a call or a part of it was refused, and what to do.
    refused(RefusedWhy) in "messages.refused" at refused_words of later {
        SourceInactive: "The source is inactive: activate it.", "La fuente está inactiva: actívela.", "A fonte está inativa: ative-a.";
        ForeignNetwork: "The address is of none of its networks: add the carrier's.", "La dirección no es de sus redes: agregue la del operador.", "O endereço não é das suas redes: adicione a da operadora.";
        NoSignature: "The signature is missing: give the carrier the app secret.", "Falta la firma: dé al operador el secreto de la aplicación.", "Falta a assinatura: dê à operadora o segredo do aplicativo.";
        WrongSignature: "The signature is another one: check the app secret.", "La firma es otra: revise el secreto de la aplicación.", "A assinatura é outra: confira o segredo do aplicativo.";
        WrongCredential: "The credential is missing or none that may: check username and token.", "La credencial falta o no vale: revise usuario y token.", "A credencial falta ou não vale: confira usuário e token.";
        WrongKey: "The key of the address is missing or another one.", "La clave de la dirección falta o es otra.", "A chave do endereço falta ou é outra.";
        WrongVerifyToken: "The verify token is another one: paste the one that was shown, or make a new one.", "El verify token es otro: pegue el que se mostró o cree uno nuevo.", "O verify token é outro: cole o que foi mostrado ou crie um novo.";
        NoHandshake: "It is no handshake of Meta.", "No es un saludo de Meta.", "Não é uma verificação da Meta.";
        WrongMethod: "The method is none that the carrier uses.", "El método no es de este operador.", "O método não é desta operadora.";
        WrongMediaType: "The body is compressed or no JSON by its header.", "El cuerpo está comprimido o su encabezado no dice JSON.", "O corpo está comprimido ou seu cabeçalho não diz JSON.";
        TooLarge: "The body has more than 3 MiB.", "El cuerpo tiene más de 3 MiB.", "O corpo tem mais de 3 MiB.";
        NotJson: "It is no JSON.", "No es JSON.", "Não é JSON.";
        WrongShape: "It is JSON of something else: check the provider.", "Es JSON de otra cosa: revise el proveedor.", "É JSON de outra coisa: confira o provedor.";
        TooManyUpdates: "It has more than 1,000 updates.", "Tiene más de 1000 partes.", "Tem mais de 1.000 partes.";
        NotAnObject: "The update is no object.", "La parte no es un objeto.", "A parte não é um objeto.";
        NoId: "The update has no id: check the mapping.", "La parte no tiene id: revise el mapa.", "A parte não tem id: confira o mapa.";
        NoPerson: "The update does not say who wrote: check the mapping.", "La parte no dice quién escribió: revise el mapa.", "A parte não diz quem escreveu: confira o mapa.";
        NeitherMessageNorStatus: "It is neither a message nor a status.", "No es ni mensaje ni estado.", "Não é mensagem nem status.";
        UpdateTooLarge: "The update is too large to be kept.", "La parte es demasiado grande.", "A parte é grande demais.";
    }
}

words! {
    /// How the renewal of a carrier's credential stands.
    renewal(Renewal) in "messages.renewal" at renewal_words of later {
        Unknown: "Not known yet when it ends", "Aún no se sabe cuándo vence", "Ainda não se sabe quando expira";
        NotNeeded: "Not needed: it never ends", "No hace falta: no vence nunca", "Não é necessária: nunca expira";
        Automatic: "Automatic, before it ends", "Automática, antes de que venza", "Automática, antes de expirar";
        ByHand: "By hand", "A mano", "Manual";
        Failing: "The last try failed", "Falló el último intento", "A última tentativa falhou";
        Ended: "It has ended", "Ya venció", "Já expirou";
    }
}

words! {
    /// Why a webhook gets an event or not.
    route(RouteWhy) in "messages.route" at route_words of later {
        Takes: "It is for this.", "Es para esto.", "É para isto.";
        OtherKind: "It is of another kind.", "Es de otro tipo.", "É de outro tipo.";
        OtherSubaccount: "It is for other subaccounts.", "Es para otras subcuentas.", "É para outras subcontas.";
        OtherEnvironment: "It is of the other environment.", "Es del otro entorno.", "É do outro ambiente.";
        NullNotAccepted: "It does not accept Subaccount Null.", "No acepta la subcuenta nula.", "Não aceita a subconta nula.";
        OtherNumber: "It is for the numbers of its WhatsApp account.", "Es para los números de su cuenta de WhatsApp.", "É para os números da sua conta do WhatsApp.";
        Paused: "It is for this and paused: it is kept.", "Es para esto y está en pausa: se guarda.", "É para isto e está pausado: fica guardado.";
        Disabled: "It would be for this, but it is disabled.", "Sería para esto, pero está deshabilitado.", "Seria para isto, mas está desabilitado.";
    }
}
