//! Meta's business assets: apps, roles of system users, the policy, and WhatsApp accounts. In Meta's words where it has them.

texts! {
    /// Apps, roles and WhatsApp accounts.
    Business in "business" {
        apps_lead: "What tokens of system users are generated for. Each has a number and a secret, as an app of Meta has.",
            "Aquello para lo que se generan los tokens de usuarios del sistema. Cada una tiene un número y un secreto, como una app de Meta.",
            "Aquilo para o que se geram os tokens de usuários do sistema. Cada um tem um número e um segredo, como um app da Meta.";
        apps_empty: "No apps yet", "Todavía no hay apps", "Ainda não há apps";
        apps_empty_why: "Programs that speak Meta's Graph API need an app. Create one, install it for a system user, and generate a token for it.",
            "Los programas que usan la Graph API de Meta necesitan una app. Cree una, instálela para un usuario del sistema y genere un token para ella.",
            "Programas que usam a Graph API da Meta precisam de um app. Crie um, instale-o para um usuário do sistema e gere um token para ele.";
        create_app: "Create app", "Crear app", "Criar app";
        app: "App", "App", "App";
        app_name: "App name", "Nombre de la app", "Nome do app";
        app_id: "App ID", "ID de la app", "ID do app";
        app_secret: "App secret", "Clave secreta de la app", "Chave secreta do app";
        installed_for: "Installed for", "Instalada para", "Instalado para";
        installed_for_none: "It is installed for no system user.", "No está instalada para ningún usuario del sistema.", "Não está instalado para nenhum usuário do sistema.";
        proof: "Require App Secret", "Exigir la clave secreta de la app", "Exigir a chave secreta do app";
        proof_hint: "Calls by Graph paths must prove the app secret (appsecret_proof).",
            "Las llamadas por rutas de Graph deben demostrar la clave secreta (appsecret_proof).",
            "As chamadas por caminhos do Graph devem provar a chave secreta (appsecret_proof).";
        required: "Required", "Exigida", "Exigida";
        not_required: "Not required", "No exigida", "Não exigida";
        secret_made: "Secret made", "Secreto creado", "Segredo criado";
        edit_app: "Edit", "Editar", "Editar";
        new_secret: "New secret", "Secreto nuevo", "Novo segredo";
        new_secret_text: "The old secret stops at once: programs that exchange or revoke tokens, or prove the secret, are refused until they have the new one. It signs what its subscriptions are told, too.",
            "El secreto anterior deja de valer de inmediato: los programas que canjean o revocan tokens, o demuestran el secreto, se rechazan hasta que tengan el nuevo. También firma lo que se avisa a sus suscripciones.",
            "O segredo antigo deixa de valer imediatamente: programas que trocam ou revogam tokens, ou provam o segredo, são recusados até terem o novo. Ele também assina o que suas assinaturas recebem.";
        delete_app_text: "Its tokens are refused within a second, everywhere, it is no longer installed for anybody, and its subscriptions end. This can't be undone.",
            "Sus tokens se rechazan en un segundo, en todas partes, deja de estar instalada y sus suscripciones terminan. No se puede deshacer.",
            "Seus tokens são recusados em um segundo, em toda parte, ele deixa de estar instalado e suas assinaturas terminam. Não pode ser desfeito.";
        subscriptions: "Subscriptions", "Suscripciones", "Assinaturas";
        subscribed_apps: "Subscribed apps", "Apps suscritas", "Apps assinantes";
        none_subscribed: "None. A program with a token of an app subscribes it: POST to subscribed_apps of the WhatsApp account.",
            "Ninguna. Un programa con un token de la app la suscribe: POST a subscribed_apps de la cuenta de WhatsApp.",
            "Nenhuma. Um programa com um token do app o inscreve: POST a subscribed_apps da conta do WhatsApp.";
        told: "Is told", "Se le avisa de", "É avisado de";
        messages: "Messages", "Mensajes", "Mensagens";
        states: "States of messages", "Estados de mensajes", "Status de mensagens";
        callback: "Callback URL", "URL de devolución de llamada", "URL de retorno de chamada";
        verify_token: "Verify token", "Token de verificación", "Token de verificação";
        verify_token_hint: "What your program expects as hub.verify_token. It is used once, now, and not kept.",
            "Lo que su programa espera como hub.verify_token. Se usa una vez, ahora, y no se guarda.",
            "O que seu programa espera como hub.verify_token. É usado uma vez, agora, e não é guardado.";
        callback_text: "Where the app is told what it is subscribed to, unless the subscription names another address. It is asked first, as Meta does.",
            "Donde se avisa a la app de aquello a lo que está suscrita, si la suscripción no indica otra dirección. Antes se le pregunta, como hace Meta.",
            "Onde o app é avisado do que assinou, se a assinatura não indicar outro endereço. Antes ele é consultado, como faz a Meta.";
        verify: "Verify and save", "Verificar y guardar", "Verificar e salvar";
        remove_callback: "Remove callback URL", "Quitar la URL", "Remover a URL";
        remove_callback_text: "Subscriptions of the app need an address of their own from then on. It can be set again.",
            "Las suscripciones de la app necesitarán desde entonces una dirección propia. Se puede volver a poner.",
            "As assinaturas do app precisarão, a partir daí, de um endereço próprio. Pode ser definida de novo.";
        callback_removed: "Callback URL removed", "URL quitada", "URL removida";

        role: "System user role", "Rol del usuario del sistema", "Função do usuário do sistema";
        admin_hint: "Manages the business by program: makes system users, installs apps, assigns WhatsApp accounts. One an account, and account-wide.",
            "Administra el negocio por programa: crea usuarios del sistema, instala apps y asigna cuentas de WhatsApp. Uno por cuenta, y de toda la cuenta.",
            "Administra o negócio por programa: cria usuários do sistema, instala apps e atribui contas do WhatsApp. Um por conta, e da conta inteira.";
        employee_hint: "Advised: does only what it was assigned to. Right for a bot that sends messages.",
            "Recomendado: hace solo lo que se le asignó. Adecuado para un bot que envía mensajes.",
            "Recomendado: faz só o que lhe foi atribuído. Certo para um bot que envia mensagens.";
        change_role: "Change role", "Cambiar rol", "Alterar função";
        change_role_text: "What its tokens may do by Graph paths changes at once. They stay the same.",
            "Lo que sus tokens pueden hacer por rutas de Graph cambia de inmediato. Los tokens siguen siendo los mismos.",
            "O que seus tokens podem fazer por caminhos do Graph muda imediatamente. Os tokens continuam os mesmos.";
        policy: "Policy for system users", "Política de usuarios del sistema", "Política de usuários do sistema";
        policy_why: "Somebody accepts it for the account before the first system user gets a role; again when its text changes.",
            "Alguien la acepta por la cuenta antes de que el primer usuario del sistema reciba un rol, y de nuevo cuando cambia el texto.",
            "Alguém a aceita pela conta antes que o primeiro usuário do sistema receba uma função, e de novo quando o texto muda.";
        accept: "Accept policy", "Aceptar la política", "Aceitar a política";
        accepted: "Policy accepted", "Política aceptada", "Política aceita";

        installed: "Installed apps", "Apps instaladas", "Apps instalados";
        installed_lead: "A token can be generated for an app once it is installed for this system user.",
            "Se puede generar un token para una app cuando está instalada para este usuario del sistema.",
            "Um token pode ser gerado para um app depois que ele é instalado para este usuário do sistema.";
        none_installed: "No app is installed.", "No hay ninguna app instalada.", "Nenhum app instalado.";
        all_installed: "All apps are installed already, or there are none yet.",
            "Todas las apps ya están instaladas, o todavía no hay ninguna.",
            "Todos os apps já estão instalados, ou ainda não há nenhum.";
        install: "Install app", "Instalar app", "Instalar app";
        since: "Since", "Desde", "Desde";
        uninstall: "Uninstall", "Desinstalar", "Desinstalar";
        uninstall_text: "Its tokens of this app are refused within a second, everywhere. They do not come back when it is installed again.",
            "Sus tokens de esta app se rechazan en un segundo, en todas partes. No vuelven al instalarla otra vez.",
            "Os tokens dele deste app são recusados em um segundo, em toda parte. Não voltam ao instalá-lo de novo.";
        app_none: "None", "Ninguna", "Nenhum";
        app_hint: "Those that are installed for this system user. It never changes.",
            "Las que están instaladas para este usuario del sistema. No cambia nunca.",
            "Os que estão instalados para este usuário do sistema. Nunca muda.";
        preset: "WhatsApp (Meta's four)", "WhatsApp (los cuatro de Meta)", "WhatsApp (os quatro da Meta)";
        preset_hint: "Ticks the permissions that Meta's guides name.",
            "Marca los permisos que nombran las guías de Meta.",
            "Marca as permissões que os guias da Meta citam.";

        assets: "Assigned assets", "Activos asignados", "Ativos atribuídos";
        assets_lead: "The WhatsApp accounts that this system user may act on, and what it may do there.",
            "Las cuentas de WhatsApp en las que puede actuar este usuario del sistema, y qué puede hacer en ellas.",
            "As contas do WhatsApp em que este usuário do sistema pode agir, e o que pode fazer nelas.";
        no_assets: "It is assigned to no WhatsApp account.", "No está asignado a ninguna cuenta de WhatsApp.", "Não está atribuído a nenhuma conta do WhatsApp.";
        accounts_lead: "Who may send from which phone numbers: system users act on a WhatsApp account once they are assigned to it.",
            "Quién puede enviar desde qué números: los usuarios del sistema actúan en una cuenta de WhatsApp cuando se les asigna.",
            "Quem pode enviar de quais números: usuários do sistema agem em uma conta do WhatsApp depois de atribuídos a ela.";
        account_lead: "Its phone numbers, and the people of it: system users that are assigned to it.",
            "Sus números de teléfono y sus personas: los usuarios del sistema que tiene asignados.",
            "Seus números de telefone e suas pessoas: os usuários do sistema atribuídos a ela.";
        account: "WhatsApp account", "Cuenta de WhatsApp", "Conta do WhatsApp";
        account_id: "Account ID", "ID de la cuenta", "ID da conta";
        accounts_empty: "No WhatsApp accounts yet", "Todavía no hay cuentas de WhatsApp", "Ainda não há contas do WhatsApp";
        accounts_empty_why: "Add one with its phone number, then add people: only assigned system users send from its numbers.",
            "Agregue una con su número y después agregue personas: solo los usuarios del sistema asignados envían desde sus números.",
            "Adicione uma com seu número e depois adicione pessoas: só os usuários do sistema atribuídos enviam de seus números.";
        add_account: "Add WhatsApp account", "Agregar cuenta de WhatsApp", "Adicionar conta do WhatsApp";
        name: "Name", "Nombre", "Nome";
        from_channel: "Read from a channel", "Leer de un canal", "Ler de um canal";
        by_hand: "By hand", "A mano", "À mão";
        channel_hint: "Its number is taken over, and its name unless another one is given.",
            "Se toma su número, y su nombre si no se indica otro.",
            "O número é aproveitado, e o nome se nenhum outro for dado.";
        numbers: "Phone numbers", "Números de teléfono", "Números de telefone";
        number: "Phone number", "Número de teléfono", "Número de telefone";
        number_id: "Phone number ID", "ID del número de teléfono", "ID do número de telefone";
        number_hint: "With its country code: +55 11 90000-4444. It is in one WhatsApp account only.",
            "Con su código de país: +55 11 90000-4444. Está en una sola cuenta de WhatsApp.",
            "Com o código do país: +55 11 90000-4444. Fica em uma só conta do WhatsApp.";
        no_numbers: "It has no phone number yet.", "Todavía no tiene ningún número.", "Ainda não tem nenhum número.";
        add_number: "Add phone number", "Agregar número", "Adicionar número";
        remove: "Remove", "Quitar", "Remover";
        remove_number_text: "From this number every system user sends then whose channel it is: assignments here no longer hold for it.",
            "Desde este número enviará entonces todo usuario del sistema cuyo canal sea: las asignaciones de aquí dejan de valer para él.",
            "Deste número enviará então todo usuário do sistema cujo canal ele seja: as atribuições daqui deixam de valer para ele.";
        people: "People", "Personas", "Pessoas";
        no_people: "Nobody is assigned yet: no system user sends from its numbers.",
            "Todavía no hay nadie asignado: ningún usuario del sistema envía desde sus números.",
            "Ninguém atribuído ainda: nenhum usuário do sistema envia de seus números.";
        add_people: "Add People", "Agregar personas", "Adicionar pessoas";
        available: "Available system users", "Usuarios del sistema disponibles", "Usuários do sistema disponíveis";
        none_available: "All system users are assigned already, or there are none yet.",
            "Todos los usuarios del sistema ya están asignados, o todavía no hay ninguno.",
            "Todos os usuários do sistema já estão atribuídos, ou ainda não há nenhum.";
        trusted: "Grant access to trusted and authorized system users only.",
            "Dé acceso solo a usuarios del sistema de confianza y autorizados.",
            "Dê acesso só a usuários do sistema confiáveis e autorizados.";
        assign: "Assign", "Asignar", "Atribuir";
        access: "Access", "Acceso", "Acesso";
        full_control: "Full control", "Control total", "Controle total";
        full_hint: "Everything that can be done with the account (MANAGE).",
            "Todo lo que se puede hacer con la cuenta (MANAGE).",
            "Tudo o que se pode fazer com a conta (MANAGE).";
        partial: "Partial access", "Acceso parcial", "Acesso parcial";
        tasks: "Tasks", "Tareas", "Tarefas";
        tasks_hint: "To send messages it needs MESSAGING.", "Para enviar mensajes necesita MESSAGING.", "Para enviar mensagens precisa de MESSAGING.";
        change_tasks: "Change access", "Cambiar acceso", "Alterar acesso";
        unassign_text: "It sends from the numbers of this WhatsApp account no more. It can be assigned again.",
            "Deja de enviar desde los números de esta cuenta de WhatsApp. Se le puede asignar de nuevo.",
            "Ele deixa de enviar dos números desta conta do WhatsApp. Pode ser atribuído de novo.";
        delete_account_text: "Its numbers, assignments and subscriptions go with it. From its numbers every system user sends then whose channel it is. This can't be undone.",
            "Sus números, asignaciones y suscripciones se van con ella. Desde sus números enviará entonces todo usuario del sistema cuyo canal sea. No se puede deshacer.",
            "Os números, as atribuições e as assinaturas vão com ela. De seus números enviará então todo usuário do sistema cujo canal seja. Não pode ser desfeito.";
        saved: "Saved", "Guardado", "Salvo";
    } {
        users(n: u64): ["1 system user", "{n} system users"],
            ["1 usuario del sistema", "{n} usuarios del sistema"],
            ["1 usuário do sistema", "{n} usuários do sistema"];
        callback_title(name: &str): "Callback URL of {name}", "URL de devolución de llamada de {name}", "URL de retorno de chamada de {name}";
        edit_title(name: &str): "Edit {name}", "Editar {name}", "Editar {name}";
        new_secret_title(name: &str): "New secret for {name}", "Secreto nuevo para {name}", "Novo segredo para {name}";
        delete_title(name: &str): "Delete {name}?", "¿Eliminar {name}?", "Excluir {name}?";
        remove_title(name: &str): "Remove {name}?", "¿Quitar {name}?", "Remover {name}?";
        uninstall_title(name: &str): "Uninstall {name}?", "¿Desinstalar {name}?", "Desinstalar {name}?";
        deleted(name: &str): "{name} deleted", "Se eliminó {name}", "{name} excluído";
        removed(name: &str): "{name} removed", "Se quitó {name}", "{name} removido";
        installed_toast(name: &str): "{name} installed", "{name} instalada", "{name} instalado";
        uninstalled(name: &str): "{name} uninstalled", "{name} desinstalada", "{name} desinstalado";
        assigned(name: &str): "{name} assigned", "{name} asignado", "{name} atribuído";
        role_title(name: &str): "Role of {name}", "Rol de {name}", "Função de {name}";
        tasks_title(name: &str): "Access of {name}", "Acceso de {name}", "Acesso de {name}";
        accepted_by(name: &str, when: &str): "Accepted by {name} on {when}", "Aceptada por {name} el {when}", "Aceita por {name} em {when}";
        caps(n: u64): ["The account's access level allows 1 account-wide system user and 1 admin beside it.", "The account's access level allows {n} account-wide system users and 1 admin beside them."],
            ["El nivel de acceso de la cuenta permite 1 usuario del sistema de toda la cuenta y 1 administrador además.", "El nivel de acceso de la cuenta permite {n} usuarios del sistema de toda la cuenta y 1 administrador además."],
            ["O nível de acesso da conta permite 1 usuário do sistema da conta inteira e mais 1 administrador.", "O nível de acesso da conta permite {n} usuários do sistema da conta inteira e mais 1 administrador."];
    }
}
