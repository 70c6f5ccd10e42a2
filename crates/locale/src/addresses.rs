//! From where people and system users may come, and why system users were refused.

use contract::{RefusalReason, RefusalStep};
use domain::addresses::AppliesTo;

texts! {
    /// From where people and system users may come.
    Addresses in "addresses" {
        lead: "From where people may sign in and system users may call.",
            "Desde dónde pueden entrar las personas y llamar los usuarios del sistema.",
            "De onde as pessoas podem entrar e os usuários do sistema podem chamar.";
        restriction: "Restriction", "Restricción", "Restrição";
        people: "People", "Personas", "Pessoas";
        people_text: "Sign-in and every request, in open sessions too.",
            "El inicio de sesión y cada solicitud, también en sesiones abiertas.",
            "A entrada e cada solicitação, também em sessões abertas.";
        system_users: "System users", "Usuarios del sistema", "Usuários do sistema";
        system_users_text: "Every call with a token. What is refused is told no reason.",
            "Cada llamada con un token. A quien se rechaza no se le dice el motivo.",
            "Cada chamada com um token. A quem é recusado não se diz o motivo.";
        restricted: "Listed networks only", "Solo las redes de la lista", "Só as redes da lista";
        open: "From everywhere", "Desde cualquier lugar", "De qualquer lugar";
        switch_on: "Restrict", "Restringir", "Restringir";
        switch_off: "Lift", "Levantar", "Suspender";
        restrict_people: "Restrict people", "Restringir a las personas", "Restringir as pessoas";
        restrict_system_users: "Restrict system users", "Restringir a los usuarios del sistema", "Restringir os usuários do sistema";
        lift_people: "Lift the restriction of people", "Levantar la restricción de las personas", "Suspender a restrição das pessoas";
        lift_system_users: "Lift the restriction of system users", "Levantar la restricción de los usuarios del sistema", "Suspender a restrição dos usuários do sistema";
        lifted_text: "They may come from everywhere again. The list stays.",
            "Podrán venir otra vez desde cualquier lugar. La lista se queda.",
            "Poderão vir de novo de qualquer lugar. A lista fica.";
        looking: "Looking who would be locked out…", "Comprobando quién quedaría fuera…", "Verificando quem ficaria de fora…";
        you_out: "You would be locked out, too.", "Usted también quedaría fuera.", "Você também ficaria de fora.";
        nobody_out: "Nobody that is known would be locked out.", "Nadie conocido quedaría fuera.", "Ninguém conhecido ficaria de fora.";
        last_here: "last from", "la última vez desde", "da última vez de";
        nothing_listed: "nothing is listed for them", "no hay nada en su lista", "não há nada na lista";
        anyway: "Do it anyway", "Hacerlo de todos modos", "Fazer mesmo assim";
        your_address: "Your address now", "Su dirección ahora", "Seu endereço agora";
        add_mine: "Add it for everybody", "Añadirla para todas las personas", "Acrescentar para todos";
        add: "Add a network", "Añadir una red", "Acrescentar uma rede";
        add_button: "Add", "Añadir", "Acrescentar";
        applies_to: "For whom", "Para quién", "Para quem";
        person: "Person", "Persona", "Pessoa";
        system_user: "System user", "Usuario del sistema", "Usuário do sistema";
        network: "Address or network", "Dirección o red", "Endereço ou rede";
        network_hint: "IPv4 or IPv6, such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.",
            "IPv4 o IPv6, por ejemplo 203.0.113.7, 203.0.113.0/24 o 2001:db8::/32.",
            "IPv4 ou IPv6, por exemplo 203.0.113.7, 203.0.113.0/24 ou 2001:db8::/32.";
        noted: "Note", "Nota", "Nota";
        note: "Note (optional)", "Nota (opcional)", "Nota (opcional)";
        list: "Listed networks", "Redes de la lista", "Redes da lista";
        added: "Added", "Añadida", "Acrescentada";
        empty: "No network is listed", "No hay ninguna red en la lista", "Não há nenhuma rede na lista";
        empty_why: "List the networks that people and system users come from, then restrict them to these.",
            "Añada las redes desde las que vienen las personas y los usuarios del sistema y después restrínjalas.",
            "Acrescente as redes de onde as pessoas e os usuários do sistema vêm e depois restrinja.";
        take_away: "Take away", "Quitar", "Remover";
        taken_away: "Network taken away", "Red quitada", "Rede removida";
        added_toast: "Network added", "Red añadida", "Rede acrescentada";
        take_away_text: "While the restriction is on, who comes from there is refused at the next request.",
            "Con la restricción activa, quien venga de allí se rechaza en la próxima solicitud.",
            "Com a restrição ativa, quem vier de lá é recusado na próxima solicitação.";
        own_lead: "Networks from where this system user may call, beside those of all system users.",
            "Redes desde las que puede llamar este usuario del sistema, además de las de todos.",
            "Redes de onde este usuário do sistema pode chamar, além das de todos.";
        own_none: "None of its own.", "Ninguna propia.", "Nenhuma própria.";
        to_switches: "Restriction and all lists", "Restricción y todas las listas", "Restrição e todas as listas";
        why_lead: "The decision step by step, for the last seven days. The caller was told none of it.",
            "La decisión paso a paso, de los últimos siete días. A quien llamó no se le dijo nada de esto.",
            "A decisão passo a passo, dos últimos sete dias. A quem chamou não se disse nada disso.";
        search_end: "Last 4 characters of the token", "Últimos 4 caracteres del token", "Últimos 4 caracteres do token";
        search_request: "Request ID", "ID de solicitud", "ID da solicitação";
        from: "From", "Desde", "De";
        to: "To", "Hasta", "Até";
        none: "No refused call fits", "Ninguna llamada rechazada coincide", "Nenhuma chamada recusada corresponde";
        none_why: "A credential that fails before it is known belongs to nobody: one with a typo, one that was made elsewhere, or one whose system user is gone. Copy the token again. What is refused is listed within a minute.",
            "Una credencial que falla antes de conocerse no es de nadie: con una errata, hecha en otro lugar o de un usuario del sistema eliminado. Copie el token otra vez. Los rechazos aparecen en un minuto.",
            "Uma credencial que falha antes de ser conhecida não é de ninguém: com um erro, feita em outro lugar ou de um usuário do sistema excluído. Copie o token de novo. As recusas aparecem em um minuto.";
        nothing: "Nothing was refused in the last seven days", "No se rechazó nada en los últimos siete días", "Nada foi recusado nos últimos sete dias";
        unfit: "Nothing can be found by this", "Con esto no se puede buscar", "Não dá para buscar por isto";
        unfit_why: "Give the last 4 characters of the token, or a whole request ID.",
            "Escriba los últimos 4 caracteres del token, o un ID de solicitud completo.",
            "Digite os últimos 4 caracteres do token, ou um ID de solicitação inteiro.";
        decision: "Decision", "Decisión", "Decisão";
        from_address: "from", "desde", "de";
        unknown_address: "an unknown address", "una dirección desconocida", "um endereço desconhecido";
        first_requests: "First requests", "Primeras solicitudes", "Primeiras solicitações";
        token_ended: "The token ended", "El token terminó", "O token terminou";
    } {
        calls(n: u64): ["1 call", "{n} calls"], ["1 llamada", "{n} llamadas"], ["1 chamada", "{n} chamadas"];
        people_out(n: u64): ["1 person would be locked out", "{n} people would be locked out"],
            ["1 persona quedaría fuera", "{n} personas quedarían fuera"],
            ["1 pessoa ficaria de fora", "{n} pessoas ficariam de fora"];
        system_users_out(n: u64): ["1 system user would be refused", "{n} system users would be refused"],
            ["1 usuario del sistema sería rechazado", "{n} usuarios del sistema serían rechazados"],
            ["1 usuário do sistema seria recusado", "{n} usuários do sistema seriam recusados"];
        unknown(n: u64): ["Of 1 more it is not known from where it comes", "Of {n} more it is not known from where they come"],
            ["De 1 más no se sabe desde dónde viene", "De {n} más no se sabe desde dónde vienen"],
            ["De mais 1 não se sabe de onde vem", "De mais {n} não se sabe de onde vêm"];
        take_away_what(network: &str): "Take away {network}", "Quitar {network}", "Remover {network}";
        by(name: &str): "by {name}", "por {name}", "por {name}";
    }
}

words! {
    /// For whom a network is listed.
    applies(AppliesTo) in "addresses.applies" at applies_words of later {
        Person: "One person", "Una persona", "Uma pessoa";
        Everybody: "Everybody", "Todas las personas", "Todas as pessoas";
        SystemUsers: "All system users", "Todos los usuarios del sistema", "Todos os usuários do sistema";
        SystemUser: "One system user", "Un usuario del sistema", "Um usuário do sistema";
    }
}

words! {
    /// Why a call was refused.
    reason(RefusalReason) in "addresses.reason" at reason_words of later {
        Inactive: "The system user is inactive", "El usuario del sistema está inactivo", "O usuário do sistema está inativo";
        Expired: "The token has expired", "El token ha caducado", "O token expirou";
        Revoked: "The token was replaced or revoked", "El token fue reemplazado o revocado", "O token foi substituído ou revogado";
        Address: "The call came from an address that is not listed", "La llamada vino de una dirección que no está en la lista", "A chamada veio de um endereço que não está na lista";
        Username: "The username that was sent is another", "El nombre de usuario enviado es otro", "O nome de usuário enviado é outro";
        RateLimit: "The rate limit was reached", "Se alcanzó el límite de llamadas", "O limite de chamadas foi atingido";
        Scope: "The token lacks the scope that the call needs", "Al token le falta el alcance que la llamada necesita", "Falta ao token o escopo de que a chamada precisa";
        PeopleOnly: "The call is for people who are signed in", "La llamada es para personas que han iniciado sesión", "A chamada é para pessoas que entraram";
        Audience: "The access token is for another service", "El token de acceso es para otro servicio", "O token de acesso é para outro serviço";
        Signature: "No key of this bot has signed the assertion", "Ninguna clave de este bot firmó la aserción", "Nenhuma chave deste bot assinou a asserção";
        Assertion: "The assertion is for another server, has ended, or is not yet valid", "La aserción es para otro servidor, terminó o aún no es válida", "A asserção é para outro servidor, terminou ou ainda não é válida";
        Replayed: "The assertion was used before", "La aserción ya se usó", "A asserção já foi usada";
        Algorithm: "The workload’s token is not signed, or in a way that is not taken", "El token de la carga de trabajo no está firmado, o lo está de una forma no admitida", "O token da carga de trabalho não está assinado, ou está de uma forma não aceita";
        UnknownKey: "The issuer publishes no such key", "El emisor no publica esa clave", "O emissor não publica essa chave";
        AssertionEnded: "The workload’s token has ended", "El token de la carga de trabajo terminó", "O token da carga de trabalho terminou";
        AssertionEarly: "The workload’s token is not valid yet", "El token de la carga de trabajo aún no es válido", "O token da carga de trabalho ainda não é válido";
        AssertionLong: "The workload’s token is valid for more than a day, or does not say until when", "El token de la carga de trabajo vale más de un día o no dice hasta cuándo", "O token da carga de trabalho vale por mais de um dia ou não diz até quando";
        AssertionAudience: "The workload’s token is for another audience, or for others, too", "El token de la carga de trabajo es para otra audiencia, o también para otras", "O token da carga de trabalho é para outra audiência, ou também para outras";
        Claim: "A claim is not what the rule says", "Un atributo no es el que dice la regla", "Um atributo não é o que diz a regra";
        Unpinned: "The rule names no id that nobody else can get", "La regla no nombra un id que nadie más pueda obtener", "A regra não cita um id que ninguém mais possa obter";
        Issuer: "The issuer’s keys could not be fetched", "No se pudieron obtener las claves del emisor", "Não foi possível obter as chaves do emissor";
    }
}

words! {
    /// What is asked of a credential.
    step(RefusalStep) in "addresses.step" at step_words of later {
        Shape: "Form", "Forma", "Forma";
        Tag: "Made here", "Hecho aquí", "Feito aqui";
        Known: "Known", "Conocido", "Conhecido";
        Ended: "Not ended", "Sin terminar", "Não terminado";
        Active: "Active", "Activo", "Ativo";
        Address: "Address", "Dirección", "Endereço";
        Username: "Username", "Nombre de usuario", "Nome de usuário";
        RateLimit: "Rate limit", "Límite de llamadas", "Limite de chamadas";
        Audience: "Service", "Servicio", "Serviço";
        Claims: "Claims", "Atributos", "Atributos";
        Scope: "Scope", "Alcance", "Escopo";
    }
}
