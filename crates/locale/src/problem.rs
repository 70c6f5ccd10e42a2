//! Titles and advice for every error code. The tables are exhaustive: a new code does not compile without its texts.

use contract::Code;

words! {
    /// What happened, in one short sentence.
    title(Code) in "problem.title" at title_words {
        MalformedBody: "The request body can't be read",
            "No se puede leer el cuerpo de la solicitud",
            "Não é possível ler o corpo da solicitação";
        NotSignedIn: "You are not signed in", "No ha iniciado sesión", "Você não entrou na sua conta";
        BadCredentials: "E-mail or password is wrong",
            "El correo o la contraseña no son correctos",
            "O e-mail ou a senha está incorreto";
        InvalidToken: "The credential was refused", "La credencial fue rechazada", "A credencial foi recusada";
        BadSignature: "The signature was refused", "La firma fue rechazada", "A assinatura foi recusada";
        NotFromHere: "Calls from there are not taken",
            "No se aceptan llamadas desde allí",
            "Chamadas dali não são aceitas";
        Forbidden: "Your role does not allow this", "Su rol no permite esto", "Seu perfil não permite isso";
        MachineNotAllowed: "A system user can't do this",
            "Un usuario del sistema no puede hacer esto",
            "Um usuário do sistema não pode fazer isso";
        ForeignOrigin: "The request came from another site",
            "La solicitud vino de otro sitio",
            "A solicitação veio de outro site";
        NotFound: "Not found", "No encontrado", "Não encontrado";
        MethodNotAllowed: "This method is not available here",
            "Este método no está disponible aquí",
            "Este método não está disponível aqui";
        Stale: "Somebody changed it in the meantime",
            "Alguien lo cambió mientras tanto",
            "Alguém alterou isso nesse meio-tempo";
        SubaccountTaken: "This subaccount already has a system user",
            "Esta subcuenta ya tiene un usuario del sistema",
            "Esta subconta já tem um usuário do sistema";
        TrustRuleLimit: "The system user has as many trust rules as it may have",
            "El usuario del sistema tiene tantas reglas de confianza como puede tener",
            "O usuário do sistema tem tantas regras de confiança quanto pode ter";
        Secretless: "This system user has no secrets",
            "Este usuario del sistema no tiene secretos",
            "Este usuário do sistema não tem segredos";
        SecretsLeft: "A token of this system user still works",
            "Un token de este usuario del sistema todavía funciona",
            "Um token deste usuário do sistema ainda funciona";
        InvalidGrant: "What was shown buys no token",
            "Lo presentado no da derecho a un token",
            "O que foi apresentado não dá direito a um token";
        ClientKeyLimit: "The system user has as many public keys as it may have",
            "El usuario del sistema tiene tantas claves públicas como puede tener",
            "O usuário do sistema tem tantas chaves públicas quanto pode ter";
        TokenLimit: "The system user has as many tokens as it may have",
            "El usuario del sistema tiene tantos tokens como puede tener",
            "O usuário do sistema tem tantos tokens quanto pode ter";
        TokenRotated: "Another token has taken its place already",
            "Otro token ya ocupó su lugar",
            "Outro token já ocupou o lugar dele";
        TokenEnded: "The token has ended", "El token ha terminado", "O token terminou";
        InsufficientScope: "The token lacks a scope that this call needs",
            "Al token le falta un alcance que esta llamada necesita",
            "Falta ao token um escopo de que esta chamada precisa";
        AdminTaken: "The account has an Admin system user already",
            "La cuenta ya tiene un usuario del sistema Administrador",
            "A conta já tem um usuário do sistema Administrador";
        PolicyNotAccepted: "The policy has not been accepted yet",
            "La política todavía no se aceptó",
            "A política ainda não foi aceita";
        AssetLimit: "There are as many of these as may be",
            "Ya hay tantos como puede haber",
            "Já existem tantos quanto pode haver";
        AssignmentLimit: "This WhatsApp account has as many people as may be",
            "Esta cuenta de WhatsApp ya tiene tantas personas como puede haber",
            "Esta conta do WhatsApp já tem tantas pessoas quanto pode haver";
        CallbackInUse: "Subscriptions are told at this callback", "Hay suscripciones a las que se avisa en esta dirección", "Há assinaturas avisadas neste endereço";
        AppNotInstalled: "The app is not installed for this system user",
            "La aplicación no está instalada para este usuario del sistema",
            "O aplicativo não está instalado para este usuário do sistema";
        NotAssigned: "The system user is not assigned to the WhatsApp account of this number",
            "El usuario del sistema no está asignado a la cuenta de WhatsApp de este número",
            "O usuário do sistema não está atribuído à conta do WhatsApp deste número";
        SystemUserLimit: "The account has no room for another account-wide system user",
            "La cuenta no admite otro usuario del sistema para toda la cuenta",
            "A conta não comporta outro usuário do sistema para a conta toda";
        SystemUserActive: "The system user is still active",
            "El usuario del sistema sigue activo",
            "O usuário do sistema ainda está ativo";
        SubaccountInUse: "A system user belongs to this subaccount",
            "Un usuario del sistema depende de esta subcuenta",
            "Um usuário do sistema depende desta subconta";
        ReferenceNameTaken: "Another subaccount has this reference name",
            "Otra subcuenta tiene este nombre de referencia",
            "Outra subconta tem este nome de referência";
        AlreadySetUp: "Tenure is already set up here",
            "Tenure ya está configurado aquí",
            "O Tenure já está configurado aqui";
        IdempotencyMismatch: "This Idempotency-Key was used for another request",
            "Esta Idempotency-Key se usó para otra solicitud",
            "Esta Idempotency-Key foi usada para outra solicitação";
        IdempotencyInProgress: "The first request with this Idempotency-Key is still under way",
            "La primera solicitud con esta Idempotency-Key sigue en curso",
            "A primeira solicitação com esta Idempotency-Key ainda está em andamento";
        IsOwner: "This person owns the account",
            "Esta persona es la propietaria de la cuenta",
            "Esta pessoa é a proprietária da conta";
        LastAdmin: "This is the last active admin",
            "Es el último administrador activo",
            "É o último administrador ativo";
        EmailTaken: "Somebody with this address is in the account already",
            "Ya hay alguien con esta dirección en la cuenta",
            "Já há alguém com este endereço na conta";
        BeyondYourOwn: "This goes beyond your own rights",
            "Esto va más allá de sus propios derechos",
            "Isso vai além dos seus próprios direitos";
        AddressNotAllowed: "You can't come in from this address",
            "No puede entrar desde esta dirección",
            "Você não pode entrar a partir deste endereço";
        IpRuleLimit: "As many networks are listed as may be",
            "Ya hay tantas redes como puede haber",
            "Já há tantas redes quanto pode haver";
        NoClientAddress: "Tenure does not learn of addresses here",
            "Tenure no conoce aquí las direcciones",
            "O Tenure não conhece os endereços aqui";
        LocksYouOut: "You would lock yourself out",
            "Se dejaría fuera a usted mismo",
            "Você ficaria de fora";
        LocksAllOut: "Nobody could come in any more",
            "Nadie podría entrar más",
            "Ninguém mais poderia entrar";
        OwnerOnly: "Only the owner may do this",
            "Solo el propietario puede hacer esto",
            "Só o proprietário pode fazer isso";
        FreshProofRequired: "Show that it is you", "Demuestre que es usted", "Mostre que é você";
        PasswordChangeRequired: "Choose a new password first",
            "Elija primero una contraseña nueva",
            "Escolha antes uma senha nova";
        TwoFactorRequired: "Enter your code first", "Introduzca primero su código", "Informe antes o seu código";
        EnrollmentRequired: "Set up two-factor first",
            "Configure primero la verificación en dos pasos",
            "Configure antes a verificação em duas etapas";
        TwoFactorOn: "Two-factor is set up already",
            "La verificación en dos pasos ya está activada",
            "A verificação em duas etapas já está ativada";
        TwoFactorOff: "Two-factor is not set up",
            "La verificación en dos pasos no está activada",
            "A verificação em duas etapas não está ativada";
        TwoFactorMandatory: "The account requires two-factor",
            "La cuenta exige la verificación en dos pasos",
            "A conta exige a verificação em duas etapas";
        NoMailCodes: "No code is sent to you by mail",
            "No se le envía ningún código por correo",
            "Nenhum código é enviado a você por e-mail";
        RoleInUse: "People have this role", "Hay personas con este rol", "Há pessoas com esta função";
        RoleReadOnly: "Built-in roles can't be changed",
            "Los roles incorporados no se pueden cambiar",
            "As funções integradas não podem ser alteradas";
        NameTaken: "This name is taken", "Este nombre ya existe", "Este nome já existe";
        OtherPerson: "Another person is signed in now",
            "Ahora ha iniciado sesión otra persona",
            "Agora outra pessoa está conectada";
        NotYourself: "You can't do this to yourself",
            "No puede hacerse esto a usted mismo",
            "Você não pode fazer isso consigo";
        InboundSourceInUse: "A channel uses this source",
            "Un canal usa este origen",
            "Um canal usa esta origem";
        NothingToRotate: "This source has no secret of ours",
            "Este origen no tiene ningún secreto nuestro",
            "Esta origem não tem nenhum segredo nosso";
        WebhookLimit: "The account has as many webhooks as it can have",
            "La cuenta ya tiene todos los webhooks posibles",
            "A conta já tem todos os webhooks possíveis";
        WebhookDisabled: "The webhook is disabled", "El webhook está desactivado", "O webhook está desativado";
        SubscribedByApp: "An app has subscribed the webhook", "Una app suscribió el webhook", "Um app assinou o webhook";
        WebhookGone: "The webhook no longer exists", "El webhook ya no existe", "O webhook não existe mais";
        LinkGone: "This link no longer works", "Este enlace ya no funciona", "Este link não funciona mais";
        NoConnection: "No messaging connection is set up",
            "No hay ninguna conexión de mensajería",
            "Nenhuma conexão de mensagens está configurada";
        ChannelTaken: "A subaccount has a channel of this kind already",
            "Una subcuenta ya tiene un canal de este tipo",
            "Uma subconta já tem um canal deste tipo";
        ChannelInactive: "The channel is inactive", "El canal está inactivo", "O canal está inativo";
        NotASimulator: "This channel is not a simulator", "Este canal no es un simulador", "Este canal não é um simulador";
        NotOrganic: "Something was sent to this person before",
            "A esta persona ya se le envió algo antes",
            "Algo já foi enviado a esta pessoa antes";
        CarrierRefused: "The carrier refused the channel's credential",
            "El operador rechazó la credencial del canal",
            "A operadora recusou a credencial do canal";
        MessageLimited: "Message is Rate Limited", "El operador no acepta más por ahora", "A operadora não aceita mais por enquanto";
        CarrierSilent: "The carrier did not answer", "El operador no respondió", "A operadora não respondeu";
        PayloadTooLarge: "The request body is too large",
            "El cuerpo de la solicitud es demasiado grande",
            "O corpo da solicitação é grande demais";
        UnsupportedMediaType: "The body's media type is not supported",
            "El tipo de contenido no se admite",
            "O tipo de mídia do corpo não é aceito";
        InvalidFields: "Some fields need a correction",
            "Algunos campos necesitan una corrección",
            "Alguns campos precisam de correção";
        RateLimited: "Too many attempts", "Demasiados intentos", "Tentativas demais";
        Internal: "Something went wrong on our side", "Algo falló de nuestro lado", "Algo deu errado do nosso lado";
        Busy: "Too much is going on at the moment",
            "Hay demasiada actividad en este momento",
            "Há atividade demais no momento";
        Unavailable: "A part that we need is not available",
            "Una parte que necesitamos no está disponible",
            "Uma parte de que precisamos não está disponível";
    }
}

words! {
    /// What to do about it.
    detail(Code) in "problem.detail" at detail_words {
        MalformedBody: "Send one JSON object, or a form where the call asks for one.",
            "Envíe un objeto JSON, o un formulario donde la llamada lo pida.",
            "Envie um objeto JSON, ou um formulário onde a chamada pedir.";
        NotSignedIn: "Sign in and try again.", "Inicie sesión y vuelva a intentarlo.", "Entre e tente novamente.";
        BadCredentials: "Check both and try again.",
            "Revise ambos y vuelva a intentarlo.",
            "Confira os dois e tente novamente.";
        InvalidToken:
            "Check the token, and the username if you send one. An admin sees in the console whether the system user is active.",
            "Revise el token, y el nombre de usuario si lo envía. Un administrador ve en la consola si el usuario del sistema está activo.",
            "Confira o token, e o nome de usuário se você o envia. Um administrador vê no console se o usuário do sistema está ativo.";
        BadSignature: "Sign the raw body with the source's app secret, or call the address with its key.",
            "Firme el cuerpo tal como se envía con el secreto de la aplicación del origen, o llame a la dirección con su clave.",
            "Assine o corpo como é enviado com o segredo do aplicativo da origem, ou chame o endereço com a chave dele.";
        NotFromHere: "The source is switched off, or it takes calls from other addresses only.",
            "El origen está desactivado o solo acepta llamadas desde otras direcciones.",
            "A origem está desativada ou só aceita chamadas de outros endereços.";
        Forbidden: "Ask an admin of your account for a role that does.",
            "Pida a un administrador de su cuenta un rol que lo permita.",
            "Peça a um administrador da sua conta um perfil que permita.";
        MachineNotAllowed: "This call is for people who are signed in to the console.",
            "Esta llamada es para personas que han iniciado sesión en la consola.",
            "Esta chamada é para pessoas que entraram no console.";
        ForeignOrigin: "Open the console at its own address and try again.",
            "Abra la consola en su propia dirección y vuelva a intentarlo.",
            "Abra o console no endereço dele e tente novamente.";
        NotFound: "It does not exist, was deleted, or belongs to another account.",
            "No existe, fue eliminado o pertenece a otra cuenta.",
            "Não existe, foi excluído ou pertence a outra conta.";
        MethodNotAllowed: "The Allow header names the ones that are.",
            "La cabecera Allow nombra los que sí lo están.",
            "O cabeçalho Allow lista os que estão.";
        Stale: "Load it again, look at the change, and save once more.",
            "Cárguelo de nuevo, revise el cambio y guarde otra vez.",
            "Carregue de novo, veja a alteração e salve outra vez.";
        SubaccountTaken:
            "There is one system user per subaccount, inactive ones included. Use that one, or delete it first.",
            "Hay un usuario del sistema por subcuenta, incluidos los inactivos. Use ese, o elimínelo primero.",
            "Há um usuário do sistema por subconta, incluindo os inativos. Use esse, ou exclua-o antes.";
        TrustRuleLimit: "Remove one that is no longer used. A system user has at most 10 trust rules.",
            "Quite una que ya no se use. Un usuario del sistema tiene como máximo 10 reglas de confianza.",
            "Remova uma que não seja mais usada. Um usuário do sistema tem no máximo 10 regras de confiança.";
        Secretless: "It gets in by an issuer that it trusts, or by a registered key. Allow it secrets first if it is to have a token.",
            "Entra mediante un emisor de confianza o una clave registrada. Permítale antes tener secretos si debe tener un token.",
            "Ele entra por um emissor confiável ou por uma chave registrada. Permita antes que tenha segredos se for para ter um token.";
        SecretsLeft: "Revoke its tokens, or wait for their end: a bot that still uses one would stop.",
            "Revoque sus tokens o espere a que terminen: un bot que aún use uno se detendría.",
            "Revogue os tokens dele ou espere o fim deles: um bot que ainda use um pararia.";
        InvalidGrant: "Those who manage the system user see why, beside its trust rules and among its refused calls.",
            "Quienes administran el usuario del sistema ven el motivo junto a sus reglas de confianza y entre sus llamadas rechazadas.",
            "Quem gerencia o usuário do sistema vê o motivo junto às regras de confiança e entre as chamadas recusadas.";
        ClientKeyLimit: "Remove one that is no longer used. A system user has at most 10 public keys.",
            "Quite una que ya no se use. Un usuario del sistema tiene como máximo 10 claves públicas.",
            "Remova uma que não seja mais usada. Um usuário do sistema tem no máximo 10 chaves públicas.";
        TokenLimit: "A system user has at most 50 tokens that are accepted, and with an overlap the old one is one of them. Revoke one that is no longer used, or rotate without an overlap.",
            "Un usuario del sistema tiene como máximo 50 tokens aceptados, y con solapamiento el anterior es uno de ellos. Revoque uno que ya no se use o rote sin solapamiento.",
            "Um usuário do sistema tem no máximo 50 tokens aceitos, e com sobreposição o antigo é um deles. Revogue um que não seja mais usado ou rotacione sem sobreposição.";
        TokenRotated: "Rotate the one that took its place, or revoke this one: it is no longer needed.",
            "Rote el que ocupó su lugar, o revoque este: ya no hace falta.",
            "Faça a rotação do que ocupou o lugar dele, ou revogue este: ele não é mais necessário.";
        TokenEnded: "Generate a new one.", "Genere uno nuevo.", "Gere um novo.";
        InsufficientScope: "The member scope says which, or subaccount says which one the token does not reach. Ask whoever manages the system user for a token that has it.",
            "El campo scope dice cuál, o subaccount dice a cuál no llega el token. Pida a quien administra el usuario del sistema un token que lo tenga.",
            "O campo scope diz qual, ou subaccount diz a qual o token não chega. Peça a quem gerencia o usuário do sistema um token que o tenha.";
        AdminTaken: "An account has one. Make that one an Employee first, or choose Employee, which is what we recommend.",
            "Una cuenta tiene uno. Haga Empleado a ese primero, o elija Empleado, que es lo que recomendamos.",
            "Uma conta tem um. Torne esse um Funcionário primeiro, ou escolha Funcionário, que é o que recomendamos.";
        PolicyNotAccepted: "Read it and accept it for the account; then try again.",
            "Léala y acéptela en nombre de la cuenta; después inténtelo de nuevo.",
            "Leia-a e aceite-a em nome da conta; depois tente de novo.";
        AssetLimit: "An account has at most 50 apps and 50 WhatsApp accounts, and each of these at most 50 phone numbers. Delete one that is no longer used.",
            "Una cuenta tiene como máximo 50 aplicaciones y 50 cuentas de WhatsApp, y cada una de estas como máximo 50 números. Elimine uno que ya no se use.",
            "Uma conta tem no máximo 50 aplicativos e 50 contas do WhatsApp, e cada uma destas no máximo 50 números. Exclua um que não seja mais usado.";
        AssignmentLimit: "At most 200 system users are assigned to a WhatsApp account. Take off one that no longer needs it, or move a number to a WhatsApp account of its own.",
            "A una cuenta de WhatsApp se asignan como máximo 200 usuarios del sistema. Quite uno que ya no la necesite, o pase un número a otra cuenta de WhatsApp.",
            "A uma conta do WhatsApp são atribuídos no máximo 200 usuários do sistema. Retire um que não precise mais dela, ou passe um número para outra conta do WhatsApp.";
        CallbackInUse: "Give the app another callback, or end its subscriptions first.",
            "Dele otra dirección a la app, o termine antes sus suscripciones.",
            "Dê outro endereço ao app, ou encerre antes as assinaturas dele.";
        AppNotInstalled: "Install it for the system user first; then generate the token.",
            "Instálela primero para el usuario del sistema; después genere el token.",
            "Instale-o primeiro para o usuário do sistema; depois gere o token.";
        NotAssigned: "Somebody who manages system users assigns it: WhatsApp accounts, Add People, with full control or the task MESSAGING.",
            "Lo asigna quien administra los usuarios del sistema: Cuentas de WhatsApp, Agregar personas, con control total o la tarea MESSAGING.",
            "Quem gerencia os usuários do sistema o atribui: Contas do WhatsApp, Adicionar pessoas, com controle total ou a tarefa MESSAGING.";
        SystemUserLimit: "Delete one that is no longer used, or create this one for a subaccount.",
            "Elimine uno que ya no se use, o cree este para una subcuenta.",
            "Exclua um que não seja mais usado, ou crie este para uma subconta.";
        SystemUserActive: "Deactivate it first; then it can be deleted.",
            "Desactívelo primero; después podrá eliminarlo.",
            "Desative-o primeiro; depois poderá excluí-lo.";
        SubaccountInUse: "Delete the system user first.",
            "Elimine primero el usuario del sistema.",
            "Exclua primeiro o usuário do sistema.";
        ReferenceNameTaken: "Choose another reference name.",
            "Elija otro nombre de referencia.",
            "Escolha outro nome de referência.";
        AlreadySetUp: "Sign in, or ask your admin for an invitation.",
            "Inicie sesión, o pida una invitación a su administrador.",
            "Entre, ou peça um convite ao seu administrador.";
        IdempotencyMismatch: "Use a new key for a new request.",
            "Use una clave nueva para una solicitud nueva.",
            "Use uma chave nova para uma solicitação nova.";
        IdempotencyInProgress: "Send it again with the same key in a few seconds.",
            "Envíela de nuevo con la misma clave dentro de unos segundos.",
            "Envie-a de novo com a mesma chave em alguns segundos.";
        IsOwner: "The owner can't be removed, deactivated or demoted. Transfer the ownership first.",
            "El propietario no se puede quitar, desactivar ni degradar. Transfiera primero la propiedad.",
            "O proprietário não pode ser removido, desativado nem rebaixado. Transfira antes a propriedade.";
        LastAdmin: "Make somebody else an admin first: an account always has one.",
            "Nombre antes a otro administrador: una cuenta siempre tiene uno.",
            "Torne antes outra pessoa administradora: uma conta sempre tem uma.";
        EmailTaken: "Look for the person in the list of people.",
            "Busque a la persona en la lista de personas.",
            "Procure a pessoa na lista de pessoas.";
        BeyondYourOwn:
            "The role, or the person, holds a right that you do not hold yourself. Ask an admin of the account.",
            "El rol, o la persona, tiene un derecho que usted no tiene. Pídalo a un administrador de la cuenta.",
            "A função, ou a pessoa, tem um direito que você não tem. Peça a um administrador da conta.";
        AddressNotAllowed: "Your account takes you from listed networks alone. Ask an admin or the owner of the account to add the address that you come from.",
            "Su cuenta solo le admite desde las redes de su lista. Pida a un administrador o al propietario de la cuenta que añada la dirección desde la que entra.",
            "Sua conta só aceita você a partir das redes da lista. Peça a um administrador ou ao proprietário da conta que acrescente o endereço de onde você vem.";
        IpRuleLimit: "A list has at most 100 networks, that of one person or system user at most 20, all together at most 2,000. Take some away, or join them into a larger network.",
            "Una lista tiene como máximo 100 redes, la de una persona o un usuario del sistema 20, y todas juntas 2.000. Quite algunas o únalas en una red mayor.",
            "Uma lista tem no máximo 100 redes, a de uma pessoa ou de um usuário do sistema 20, e todas juntas 2.000. Remova algumas ou junte-as numa rede maior.";
        NoClientAddress: "The deployment must name the header in which a trusted hop gives the client's address, one and without a port: the setting CLIENT_IP_HEADER, on Cloudflare CF-Connecting-IP. Ask whoever runs it.",
            "El despliegue debe indicar la cabecera en la que un intermediario de confianza da la dirección del cliente, una sola y sin puerto: el ajuste CLIENT_IP_HEADER, en Cloudflare CF-Connecting-IP. Pídalo a quien lo opera.",
            "A implantação deve indicar o cabeçalho em que um intermediário confiável dá o endereço do cliente, um só e sem porta: a configuração CLIENT_IP_HEADER, no Cloudflare CF-Connecting-IP. Peça a quem a opera.";
        LocksYouOut: "The address that you come from is not listed for you. Add it first, or confirm that you want it anyway.",
            "La dirección desde la que entra no está en su lista. Añádala antes o confirme que lo quiere de todos modos.",
            "O endereço de onde você vem não está na sua lista. Acrescente-o antes ou confirme que quer mesmo assim.";
        LocksAllOut: "No network is listed. Add one first, or confirm that you want it anyway.",
            "No hay ninguna red en la lista. Añada una antes o confirme que lo quiere de todos modos.",
            "Não há nenhuma rede na lista. Acrescente uma antes ou confirme que quer mesmo assim.";
        OwnerOnly: "Ask the owner of the account.",
            "Pídalo al propietario de la cuenta.",
            "Peça ao proprietário da conta.";
        FreshProofRequired: "This asks for your password within the last ten minutes. Give it again (`POST /v1/sessions/current/proof`); then repeat what you did.",
            "Esto pide su contraseña en los últimos diez minutos. Escríbala de nuevo (`POST /v1/sessions/current/proof`) y repita lo que hizo.",
            "Isto exige sua senha nos últimos dez minutos. Informe-a de novo (`POST /v1/sessions/current/proof`) e repita o que fez.";
        PasswordChangeRequired: "Your password is a temporary one. Change it; then everything else works.",
            "Su contraseña es temporal. Cámbiela y podrá continuar.",
            "Sua senha é temporária. Troque-a e poderá continuar.";
        TwoFactorRequired: "Enter the code of your app, or a recovery code; then everything else works.",
            "Introduzca el código de su aplicación, o un código de recuperación, y podrá continuar.",
            "Informe o código do seu aplicativo, ou um código de recuperação, e poderá continuar.";
        EnrollmentRequired: "Your account requires it. Set it up with an authenticator app; then everything else works.",
            "Su cuenta la exige. Configúrela con una aplicación de autenticación y podrá continuar.",
            "A sua conta a exige. Configure-a com um aplicativo autenticador e poderá continuar.";
        TwoFactorOn: "Turn it off first, or go on with the app that you have.",
            "Desactívela primero, o siga con la aplicación que ya tiene.",
            "Desative-a primeiro, ou continue com o aplicativo que já tem.";
        TwoFactorOff: "Set it up first.", "Configúrela primero.", "Configure-a primeiro.";
        TwoFactorMandatory: "It can't be turned off. To change your device, ask another admin to reset it.",
            "No se puede desactivar. Para cambiar de dispositivo, pida a otro administrador que la restablezca.",
            "Não é possível desativá-la. Para trocar de dispositivo, peça a outro administrador que a redefina.";
        NoMailCodes: "Use the code of your app, or a recovery code.",
            "Use el código de su aplicación, o un código de recuperación.",
            "Use o código do seu aplicativo, ou um código de recuperação.";
        RoleInUse: "Say which role they get instead; then it can be deleted.",
            "Diga qué rol reciben a cambio; después podrá eliminarlo.",
            "Diga que função elas recebem no lugar; depois poderá excluí-la.";
        RoleReadOnly: "Clone the role and change the copy.",
            "Clone el rol y cambie la copia.",
            "Clone a função e altere a cópia.";
        NameTaken: "Choose another name.", "Elija otro nombre.", "Escolha outro nome.";
        OtherPerson: "This page was drawn for somebody else. Load it again to go on as the person who is signed in.",
            "Esta página se mostró para otra persona. Vuelva a cargarla para seguir con la sesión actual.",
            "Esta página foi exibida para outra pessoa. Carregue-a de novo para continuar com a sessão atual.";
        NotYourself: "Ask another admin of the account.",
            "Pídalo a otro administrador de la cuenta.",
            "Peça a outro administrador da conta.";
        InboundSourceInUse: "Give the channel another source first.",
            "Primero asigne otro origen al canal.",
            "Primeiro dê outra origem ao canal.";
        NothingToRotate: "Its calls are proven by a signature of the carrier's or by a system user's credential.",
            "Sus llamadas se comprueban con una firma del operador o con la credencial de un usuario del sistema.",
            "As chamadas dela são comprovadas por uma assinatura da operadora ou pela credencial de um usuário do sistema.";
        WebhookLimit: "Delete one that is not needed any more.",
            "Elimine uno que ya no haga falta.",
            "Exclua um que não seja mais necessário.";
        WebhookDisabled: "Resume it first: it gets what comes from then on. Then send again what it missed.",
            "Reanúdelo primero: recibirá lo que llegue desde entonces. Después reenvíe lo que le faltó.",
            "Retome-o primeiro: ele recebe o que chegar a partir daí. Depois reenvie o que faltou.";
        SubscribedByApp: "Its address and what it takes are the app’s, and the app’s secret signs: let the app subscribe anew, give the app another secret, or delete the webhook.",
            "Su dirección y lo que recibe los decide la app, y firma la clave secreta de la app: haga que la app se suscriba de nuevo, dele otro secreto o elimine el webhook.",
            "O endereço e o que ele recebe são decididos pelo app, e quem assina é a chave secreta do app: faça o app assinar de novo, dê a ele outro segredo ou exclua o webhook.";
        WebhookGone: "It was deleted. What waited for it was given up.",
            "Se eliminó. Lo que esperaba por él se descartó.",
            "Ele foi excluído. O que esperava por ele foi descartado.";
        LinkGone: "It was used, a newer one took its place, or its time is over. Ask for a new one.",
            "Se usó, lo sustituyó otro más nuevo o caducó. Pida uno nuevo.",
            "Foi usado, um mais novo tomou seu lugar ou o prazo acabou. Peça um novo.";
        NoConnection: "The credential is fine. Messages can be sent once a carrier is connected to the account.",
            "La credencial es correcta. Se podrán enviar mensajes cuando haya un operador conectado a la cuenta.",
            "A credencial está correta. Será possível enviar mensagens quando uma operadora estiver conectada à conta.";
        ChannelTaken: "Take the subaccount away from the channel that is named, or send by that one.",
            "Quite la subcuenta del canal que se nombra, o envíe por él.",
            "Retire a subconta do canal indicado, ou envie por ele.";
        ChannelInactive: "Activate it first.", "Actívelo primero.", "Ative-o primeiro.";
        NotASimulator: "Only the simulator makes messages up. Write to the number of this channel instead.",
            "Solo el simulador inventa mensajes. Escriba al número de este canal.",
            "Só o simulador inventa mensagens. Escreva para o número deste canal.";
        NotOrganic: "What this person writes is an answer. Take another number.",
            "Lo que escriba esta persona es una respuesta. Use otro número.",
            "O que esta pessoa escrever é uma resposta. Use outro número.";
        CarrierRefused: "An admin of the account must give the channel a new credential. Nothing was sent.",
            "Un administrador de la cuenta debe dar al canal una credencial nueva. No se envió nada.",
            "Um administrador da conta deve dar ao canal uma credencial nova. Nada foi enviado.";
        MessageLimited: "Nothing was sent. Wait for the time that the Retry-After header names, then try again.",
            "No se envió nada. Espere el tiempo que indica la cabecera Retry-After y vuelva a intentarlo.",
            "Nada foi enviado. Aguarde o tempo que o cabeçalho Retry-After indica e tente novamente.";
        CarrierSilent: "It may have the message all the same. The message's status says what became of it.",
            "Puede que tenga el mensaje de todos modos. El estado del mensaje dirá qué fue de él.",
            "Ela pode ter a mensagem mesmo assim. O estado da mensagem dirá o que aconteceu.";
        PayloadTooLarge: "Send less at once.", "Envíe menos de una vez.", "Envie menos de uma vez.";
        UnsupportedMediaType: "Set the Content-Type header that the call asks for.",
            "Ponga la cabecera Content-Type que pide la llamada.",
            "Defina o cabeçalho Content-Type que a chamada pede.";
        InvalidFields: "The list of errors names each field and what is wrong with it.",
            "La lista de errores nombra cada campo y lo que está mal en él.",
            "A lista de erros mostra cada campo e o que há de errado nele.";
        RateLimited: "Wait for the time that the Retry-After header names, then try again.",
            "Espere el tiempo que indica la cabecera Retry-After y vuelva a intentarlo.",
            "Aguarde o tempo que o cabeçalho Retry-After indica e tente novamente.";
        Internal: "Try again. If it stays, report the request id.",
            "Vuelva a intentarlo. Si persiste, comunique el identificador de la solicitud.",
            "Tente novamente. Se continuar, informe o identificador da solicitação.";
        Busy: "Try again in a moment.", "Vuelva a intentarlo en un momento.", "Tente novamente em instantes.";
        Unavailable: "Try again in a moment.", "Vuelva a intentarlo en un momento.", "Tente novamente em instantes.";
    }
}
