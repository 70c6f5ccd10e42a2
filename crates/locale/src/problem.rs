//! Titles and advice for every error code. The match is exhaustive: a new code does not compile without its texts.

use contract::Code;
use domain::locale::Locale;

/// What happened, in one short sentence.
pub const fn title(locale: Locale, code: Code) -> &'static str {
    texts(locale, code).0
}

/// What to do about it.
pub const fn detail(locale: Locale, code: Code) -> &'static str {
    texts(locale, code).1
}

const fn texts(locale: Locale, code: Code) -> (&'static str, &'static str) {
    match locale {
        Locale::En => en(code),
        Locale::Es => es(code),
        Locale::Pt => pt(code),
    }
}

const fn en(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::MalformedBody => {
            ("The request body can't be read", "Send one JSON object, or a form where the call asks for one.")
        }
        Code::NotSignedIn => ("You are not signed in", "Sign in and try again."),
        Code::BadCredentials => ("E-mail or password is wrong", "Check both and try again."),
        Code::InvalidToken => (
            "The credential was refused",
            "Check the token, and the username if you send one. An admin sees in the console whether the system user is active.",
        ),
        Code::Forbidden => ("Your role does not allow this", "Ask an admin of your account for a role that does."),
        Code::MachineNotAllowed => {
            ("A system user can't do this", "This call is for people who are signed in to the console.")
        }
        Code::ForeignOrigin => {
            ("The request came from another site", "Open the console at its own address and try again.")
        }
        Code::NotFound => ("Not found", "It does not exist, was deleted, or belongs to another account."),
        Code::MethodNotAllowed => ("This method is not available here", "The Allow header names the ones that are."),
        Code::Stale => {
            ("Somebody changed it in the meantime", "Load it again, look at the change, and save once more.")
        }
        Code::SubaccountTaken => (
            "This subaccount already has a system user",
            "There is one system user per subaccount, inactive ones included. Use that one, or delete it first.",
        ),
        Code::SystemUserLimit => (
            "The account has no room for another account-wide system user",
            "Delete one that is no longer used, or create this one for a subaccount.",
        ),
        Code::SystemUserActive => ("The system user is still active", "Deactivate it first; then it can be deleted."),
        Code::SubaccountInUse => ("A system user belongs to this subaccount", "Delete the system user first."),
        Code::ReferenceNameTaken => ("Another subaccount has this reference name", "Choose another reference name."),
        Code::AlreadySetUp => ("Tenure is already set up here", "Sign in, or ask your admin for an invitation."),
        Code::IdempotencyMismatch => {
            ("This Idempotency-Key was used for another request", "Use a new key for a new request.")
        }
        Code::IsOwner => (
            "This person owns the account",
            "The owner can't be removed, deactivated or demoted. Transfer the ownership first.",
        ),
        Code::LastAdmin => {
            ("This is the last active admin", "Make somebody else an admin first: an account always has one.")
        }
        Code::EmailTaken => {
            ("Somebody with this address is in the account already", "Look for the person in the list of people.")
        }
        Code::BeyondYourOwn => (
            "This goes beyond your own rights",
            "The role, or the person, holds a right that you do not hold yourself. Ask an admin of the account.",
        ),
        Code::OwnerOnly => ("Only the owner may do this", "Ask the owner of the account."),
        Code::StepUpRequired => ("Show that it is you", "Give your password and try again."),
        Code::PasswordChangeRequired => {
            ("Choose a new password first", "Your password is a temporary one. Change it; then everything else works.")
        }
        Code::RoleInUse => ("People have this role", "Say which role they get instead; then it can be deleted."),
        Code::RoleReadOnly => ("Built-in roles can't be changed", "Clone the role and change the copy."),
        Code::NameTaken => ("This name is taken", "Choose another name."),
        Code::OtherPerson => (
            "Another person is signed in now",
            "This page was drawn for somebody else. Load it again to go on as the person who is signed in.",
        ),
        Code::NotYourself => ("You can't do this to yourself", "Ask another admin of the account."),
        Code::LinkGone => (
            "This link no longer works",
            "It was used, a newer one took its place, or its time is over. Ask for a new one.",
        ),
        Code::NoConnection => (
            "No messaging connection is set up",
            "The credential is fine. Messages can be sent once a carrier is connected to the account.",
        ),
        Code::PayloadTooLarge => ("The request body is too large", "Send less at once."),
        Code::UnsupportedMediaType => {
            ("The body's media type is not supported", "Set the Content-Type header that the call asks for.")
        }
        Code::InvalidFields => {
            ("Some fields need a correction", "The list of errors names each field and what is wrong with it.")
        }
        Code::RateLimited => {
            ("Too many attempts", "Wait for the time that the Retry-After header names, then try again.")
        }
        Code::Internal => ("Something went wrong on our side", "Try again. If it stays, report the request id."),
        Code::Busy => ("Too much is going on at the moment", "Try again in a moment."),
        Code::Unavailable => ("A part that we need is not available", "Try again in a moment."),
    }
}

const fn es(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::MalformedBody => (
            "No se puede leer el cuerpo de la solicitud",
            "Envíe un objeto JSON, o un formulario donde la llamada lo pida.",
        ),
        Code::NotSignedIn => ("No ha iniciado sesión", "Inicie sesión y vuelva a intentarlo."),
        Code::BadCredentials => ("El correo o la contraseña no son correctos", "Revise ambos y vuelva a intentarlo."),
        Code::InvalidToken => (
            "La credencial fue rechazada",
            "Revise el token, y el nombre de usuario si lo envía. Un administrador ve en la consola si el usuario del sistema está activo.",
        ),
        Code::Forbidden => ("Su rol no permite esto", "Pida a un administrador de su cuenta un rol que lo permita."),
        Code::MachineNotAllowed => (
            "Un usuario del sistema no puede hacer esto",
            "Esta llamada es para personas que han iniciado sesión en la consola.",
        ),
        Code::ForeignOrigin => {
            ("La solicitud vino de otro sitio", "Abra la consola en su propia dirección y vuelva a intentarlo.")
        }
        Code::NotFound => ("No encontrado", "No existe, fue eliminado o pertenece a otra cuenta."),
        Code::MethodNotAllowed => {
            ("Este método no está disponible aquí", "La cabecera Allow nombra los que sí lo están.")
        }
        Code::Stale => ("Alguien lo cambió mientras tanto", "Cárguelo de nuevo, revise el cambio y guarde otra vez."),
        Code::SubaccountTaken => (
            "Esta subcuenta ya tiene un usuario del sistema",
            "Hay un usuario del sistema por subcuenta, incluidos los inactivos. Use ese, o elimínelo primero.",
        ),
        Code::SystemUserLimit => (
            "La cuenta no admite otro usuario del sistema para toda la cuenta",
            "Elimine uno que ya no se use, o cree este para una subcuenta.",
        ),
        Code::SystemUserActive => {
            ("El usuario del sistema sigue activo", "Desactívelo primero; después podrá eliminarlo.")
        }
        Code::SubaccountInUse => {
            ("Un usuario del sistema depende de esta subcuenta", "Elimine primero el usuario del sistema.")
        }
        Code::ReferenceNameTaken => {
            ("Otra subcuenta tiene este nombre de referencia", "Elija otro nombre de referencia.")
        }
        Code::AlreadySetUp => {
            ("Tenure ya está configurado aquí", "Inicie sesión, o pida una invitación a su administrador.")
        }
        Code::IdempotencyMismatch => {
            ("Esta Idempotency-Key se usó para otra solicitud", "Use una clave nueva para una solicitud nueva.")
        }
        Code::IsOwner => (
            "Esta persona es la propietaria de la cuenta",
            "El propietario no se puede quitar, desactivar ni degradar. Transfiera primero la propiedad.",
        ),
        Code::LastAdmin => {
            ("Es el último administrador activo", "Nombre antes a otro administrador: una cuenta siempre tiene uno.")
        }
        Code::EmailTaken => {
            ("Ya hay alguien con esta dirección en la cuenta", "Busque a la persona en la lista de personas.")
        }
        Code::BeyondYourOwn => (
            "Esto va más allá de sus propios derechos",
            "El rol, o la persona, tiene un derecho que usted no tiene. Pídalo a un administrador de la cuenta.",
        ),
        Code::OwnerOnly => ("Solo el propietario puede hacer esto", "Pídalo al propietario de la cuenta."),
        Code::StepUpRequired => ("Demuestre que es usted", "Escriba su contraseña y vuelva a intentarlo."),
        Code::PasswordChangeRequired => {
            ("Elija primero una contraseña nueva", "Su contraseña es temporal. Cámbiela y podrá continuar.")
        }
        Code::RoleInUse => ("Hay personas con este rol", "Diga qué rol reciben a cambio; después podrá eliminarlo."),
        Code::RoleReadOnly => ("Los roles incorporados no se pueden cambiar", "Clone el rol y cambie la copia."),
        Code::NameTaken => ("Este nombre ya existe", "Elija otro nombre."),
        Code::OtherPerson => (
            "Ahora ha iniciado sesión otra persona",
            "Esta página se mostró para otra persona. Vuelva a cargarla para seguir con la sesión actual.",
        ),
        Code::NotYourself => ("No puede hacerse esto a usted mismo", "Pídalo a otro administrador de la cuenta."),
        Code::LinkGone => {
            ("Este enlace ya no funciona", "Se usó, lo sustituyó otro más nuevo o caducó. Pida uno nuevo.")
        }
        Code::NoConnection => (
            "No hay ninguna conexión de mensajería",
            "La credencial es correcta. Se podrán enviar mensajes cuando haya un operador conectado a la cuenta.",
        ),
        Code::PayloadTooLarge => ("El cuerpo de la solicitud es demasiado grande", "Envíe menos de una vez."),
        Code::UnsupportedMediaType => {
            ("El tipo de contenido no se admite", "Ponga la cabecera Content-Type que pide la llamada.")
        }
        Code::InvalidFields => (
            "Algunos campos necesitan una corrección",
            "La lista de errores nombra cada campo y lo que está mal en él.",
        ),
        Code::RateLimited => {
            ("Demasiados intentos", "Espere el tiempo que indica la cabecera Retry-After y vuelva a intentarlo.")
        }
        Code::Internal => (
            "Algo falló de nuestro lado",
            "Vuelva a intentarlo. Si persiste, comunique el identificador de la solicitud.",
        ),
        Code::Busy => ("Hay demasiada actividad en este momento", "Vuelva a intentarlo en un momento."),
        Code::Unavailable => ("Una parte que necesitamos no está disponible", "Vuelva a intentarlo en un momento."),
    }
}

const fn pt(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::MalformedBody => (
            "Não é possível ler o corpo da solicitação",
            "Envie um objeto JSON, ou um formulário onde a chamada pedir.",
        ),
        Code::NotSignedIn => ("Você não entrou na sua conta", "Entre e tente novamente."),
        Code::BadCredentials => ("O e-mail ou a senha está incorreto", "Confira os dois e tente novamente."),
        Code::InvalidToken => (
            "A credencial foi recusada",
            "Confira o token, e o nome de usuário se você o envia. Um administrador vê no console se o usuário do sistema está ativo.",
        ),
        Code::Forbidden => {
            ("Seu perfil não permite isso", "Peça a um administrador da sua conta um perfil que permita.")
        }
        Code::MachineNotAllowed => {
            ("Um usuário do sistema não pode fazer isso", "Esta chamada é para pessoas que entraram no console.")
        }
        Code::ForeignOrigin => {
            ("A solicitação veio de outro site", "Abra o console no endereço dele e tente novamente.")
        }
        Code::NotFound => ("Não encontrado", "Não existe, foi excluído ou pertence a outra conta."),
        Code::MethodNotAllowed => ("Este método não está disponível aqui", "O cabeçalho Allow lista os que estão."),
        Code::Stale => {
            ("Alguém alterou isso nesse meio-tempo", "Carregue de novo, veja a alteração e salve outra vez.")
        }
        Code::SubaccountTaken => (
            "Esta subconta já tem um usuário do sistema",
            "Há um usuário do sistema por subconta, incluindo os inativos. Use esse, ou exclua-o antes.",
        ),
        Code::SystemUserLimit => (
            "A conta não comporta outro usuário do sistema para a conta toda",
            "Exclua um que não seja mais usado, ou crie este para uma subconta.",
        ),
        Code::SystemUserActive => {
            ("O usuário do sistema ainda está ativo", "Desative-o primeiro; depois poderá excluí-lo.")
        }
        Code::SubaccountInUse => {
            ("Um usuário do sistema depende desta subconta", "Exclua primeiro o usuário do sistema.")
        }
        Code::ReferenceNameTaken => ("Outra subconta tem este nome de referência", "Escolha outro nome de referência."),
        Code::AlreadySetUp => ("O Tenure já está configurado aqui", "Entre, ou peça um convite ao seu administrador."),
        Code::IdempotencyMismatch => {
            ("Esta Idempotency-Key foi usada para outra solicitação", "Use uma chave nova para uma solicitação nova.")
        }
        Code::IsOwner => (
            "Esta pessoa é a proprietária da conta",
            "O proprietário não pode ser removido, desativado nem rebaixado. Transfira antes a propriedade.",
        ),
        Code::LastAdmin => {
            ("É o último administrador ativo", "Torne antes outra pessoa administradora: uma conta sempre tem uma.")
        }
        Code::EmailTaken => ("Já há alguém com este endereço na conta", "Procure a pessoa na lista de pessoas."),
        Code::BeyondYourOwn => (
            "Isso vai além dos seus próprios direitos",
            "A função, ou a pessoa, tem um direito que você não tem. Peça a um administrador da conta.",
        ),
        Code::OwnerOnly => ("Só o proprietário pode fazer isso", "Peça ao proprietário da conta."),
        Code::StepUpRequired => ("Mostre que é você", "Informe sua senha e tente novamente."),
        Code::PasswordChangeRequired => {
            ("Escolha antes uma senha nova", "Sua senha é temporária. Troque-a e poderá continuar.")
        }
        Code::RoleInUse => {
            ("Há pessoas com esta função", "Diga que função elas recebem no lugar; depois poderá excluí-la.")
        }
        Code::RoleReadOnly => ("As funções integradas não podem ser alteradas", "Clone a função e altere a cópia."),
        Code::NameTaken => ("Este nome já existe", "Escolha outro nome."),
        Code::OtherPerson => (
            "Agora outra pessoa está conectada",
            "Esta página foi exibida para outra pessoa. Carregue-a de novo para continuar com a sessão atual.",
        ),
        Code::NotYourself => ("Você não pode fazer isso consigo", "Peça a outro administrador da conta."),
        Code::LinkGone => {
            ("Este link não funciona mais", "Foi usado, um mais novo tomou seu lugar ou o prazo acabou. Peça um novo.")
        }
        Code::NoConnection => (
            "Nenhuma conexão de mensagens está configurada",
            "A credencial está correta. Será possível enviar mensagens quando uma operadora estiver conectada à conta.",
        ),
        Code::PayloadTooLarge => ("O corpo da solicitação é grande demais", "Envie menos de uma vez."),
        Code::UnsupportedMediaType => {
            ("O tipo de mídia do corpo não é aceito", "Defina o cabeçalho Content-Type que a chamada pede.")
        }
        Code::InvalidFields => {
            ("Alguns campos precisam de correção", "A lista de erros mostra cada campo e o que há de errado nele.")
        }
        Code::RateLimited => {
            ("Tentativas demais", "Aguarde o tempo que o cabeçalho Retry-After indica e tente novamente.")
        }
        Code::Internal => {
            ("Algo deu errado do nosso lado", "Tente novamente. Se continuar, informe o identificador da solicitação.")
        }
        Code::Busy => ("Há atividade demais no momento", "Tente novamente em instantes."),
        Code::Unavailable => ("Uma parte de que precisamos não está disponível", "Tente novamente em instantes."),
    }
}
