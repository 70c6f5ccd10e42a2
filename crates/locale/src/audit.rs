//! The audit log: its page, each action in words, and what reading it again has shown.

use contract::AuditFault;
use domain::audit::Action;
use domain::locale::Locale;

texts! {
    /// The page of the audit log.
    Audit in "audit" {
        lead: "What was done, by whom and from where. Nobody can change it unseen.",
            "Qué se hizo, quién lo hizo y desde dónde. Nadie puede cambiarlo sin que se vea.",
            "O que foi feito, por quem e de onde. Ninguém pode alterá-lo sem que se veja.";
        what: "What", "Qué", "O quê";
        who: "Who", "Quién", "Quem";
        to_what: "To what", "Sobre qué", "Sobre o quê";
        network: "Network", "Red", "Rede";
        when: "When", "Cuándo", "Quando";
        deployment: "The deployment", "El despliegue", "A implantação";
        any_action: "Any action", "Cualquier acción", "Qualquer ação";
        search_actor: "ID of who did it", "ID de quien lo hizo", "ID de quem fez";
        search_subject: "ID of what it was done to", "ID de aquello sobre lo que se hizo", "ID daquilo sobre o que foi feito";
        from: "From", "Desde", "De";
        to: "To", "Hasta", "Até";
        empty: "Nothing was done yet", "Todavía no se hizo nada", "Nada foi feito ainda";
        empty_why: "Each change, each sign-in and each refusal is listed here.",
            "Aquí aparece cada cambio, cada inicio de sesión y cada rechazo.",
            "Aqui aparece cada alteração, cada entrada e cada recusa.";
        no_match: "No event matches", "Ningún evento coincide", "Nenhum evento corresponde";
        no_match_why: "Take a filter away, or choose other days.",
            "Quite un filtro o elija otros días.",
            "Remova um filtro ou escolha outros dias.";
        export_ndjson: "Export NDJSON", "Exportar NDJSON", "Exportar NDJSON";
        event: "Event", "Evento", "Evento";
        permission: "Permission", "Permiso", "Permissão";
        place: "Place in the log", "Lugar en el registro", "Lugar no registro";
        seal: "Seal", "Sello", "Selo";
        sealed: "Sealed", "Sellado", "Selado";
        waits: "Waits for its seal", "Espera su sello", "Aguarda o selo";
        digest: "Digest", "Resumen criptográfico", "Resumo criptográfico";
        event_id: "Event ID", "ID del evento", "ID do evento";
        action: "Action", "Acción", "Ação";
        field: "Field", "Campo", "Campo";
        before: "Before", "Antes", "Antes";
        after: "After", "Después", "Depois";
        says_no_more: "The event says no more than this.", "El evento no dice más que esto.", "O evento não diz mais do que isto.";
        all_of_actor: "All that they did", "Todo lo que hizo", "Tudo o que fez";
        all_of_subject: "All that was done to it", "Todo lo que se hizo sobre esto", "Tudo o que foi feito sobre isto";
        to_subject: "Open its page", "Abrir su página", "Abrir a página";
        verify: "Verify", "Verificar", "Verificar";
        verify_none: "There is no event to check yet", "Todavía no hay eventos que comprobar", "Ainda não há eventos a verificar";
        kept_at: "The newest digest was last kept outside of the database:",
            "El resumen más reciente se guardó fuera de la base de datos por última vez:",
            "O resumo mais recente foi guardado fora do banco de dados pela última vez:";
        never_kept: "No digest has been kept outside of the database yet: what was cut off at the end would not be seen.",
            "Todavía no se guardó ningún resumen fuera de la base de datos: no se vería si faltara el final.",
            "Nenhum resumo foi guardado fora do banco de dados ainda: não se veria se faltasse o fim.";
        show_bad: "Show this event", "Mostrar este evento", "Mostrar este evento";
    } {
        checking(n: u64): ["1 event checked so far", "{n} events checked so far"],
            ["1 evento comprobado hasta ahora", "{n} eventos comprobados hasta ahora"],
            ["1 evento verificado até agora", "{n} eventos verificados até agora"];
        well(n: u64): ["1 event, sealed and in order", "{n} events, all sealed and in order"],
            ["1 evento, sellado y en orden", "{n} eventos, todos sellados y en orden"],
            ["1 evento, selado e em ordem", "{n} eventos, todos selados e em ordem"];
        in_order(n: u64): ["1 event, in order", "{n} events, all in order"],
            ["1 evento, en orden", "{n} eventos, todos en orden"],
            ["1 evento, em ordem", "{n} eventos, todos em ordem"];
        unsealed(n: u64): ["1 of them waits for its seal", "{n} of them wait for their seals"],
            ["1 de ellos espera su sello", "{n} de ellos esperan su sello"],
            ["1 deles aguarda o selo", "{n} deles aguardam o selo"];
        bad_at(place: u64): "The log is not as it was written. First bad event: place {place}.",
            "El registro no está como se escribió. Primer evento incorrecto: lugar {place}.",
            "O registro não está como foi escrito. Primeiro evento incorreto: lugar {place}.";
        bad_without_place(id: &str): "The log is not as it was written. First bad event: {id}, which has no place.",
            "El registro no está como se escribió. Primer evento incorrecto: {id}, que no tiene lugar.",
            "O registro não está como foi escrito. Primeiro evento incorreto: {id}, que não tem lugar.";
    }
}

words! {
    /// What is wrong with an event.
    fault(AuditFault) in "audit.fault" at fault_words of later {
        Changed: "It, or its place, is not what was sealed.", "El evento o su lugar no es lo que se selló.", "O evento ou o seu lugar não é o que foi selado.";
        Missing: "There is no event at this place.", "No hay ningún evento en este lugar.", "Não há nenhum evento neste lugar.";
        Inserted: "Tenure did not write it.", "Tenure no lo escribió.", "O Tenure não o escreveu.";
        CutOff: "The log ends before this place, and was longer.", "El registro termina antes de este lugar y era más largo.", "O registro termina antes deste lugar e era mais longo.";
        UnknownKey: "Its seal is under a key that the deployment does not have any more.",
            "Su sello es de una clave que el despliegue ya no tiene.",
            "O selo é de uma chave que a implantação já não tem.";
    }
}

words! {
    /// What was done.
    did(Action) in "audit.did" at did_words of later {
        AccountCreated: "Account created", "Cuenta creada", "Conta criada";
        AccountUpdated: "Account settings changed", "Configuración de la cuenta cambiada", "Configurações da conta alteradas";
        UserCreated: "Person added", "Persona añadida", "Pessoa adicionada";
        UserDeactivated: "Person deactivated", "Persona desactivada", "Pessoa desativada";
        UserActivated: "Person activated", "Persona activada", "Pessoa ativada";
        UserDeleted: "Person removed", "Persona eliminada", "Pessoa removida";
        PasswordChanged: "Password changed", "Contraseña cambiada", "Senha alterada";
        PasswordRehashed: "Password stored under newer parameters", "Contraseña guardada con parámetros más nuevos", "Senha guardada com parâmetros mais novos";
        PasswordResetSent: "Link for a new password sent", "Enlace para una contraseña nueva enviado", "Link para uma nova senha enviado";
        TemporaryPasswordSet: "Temporary password set", "Contraseña temporal establecida", "Senha temporária definida";
        OwnershipTransferred: "Ownership transferred", "Propiedad transferida", "Propriedade transferida";
        InvitationCreated: "Invitation sent", "Invitación enviada", "Convite enviado";
        InvitationResent: "Invitation sent again", "Invitación reenviada", "Convite reenviado";
        InvitationRevoked: "Invitation revoked", "Invitación revocada", "Convite revogado";
        InvitationsSent: "Many people invited", "Muchas personas invitadas", "Muitas pessoas convidadas";
        InvitationAccepted: "Invitation accepted", "Invitación aceptada", "Convite aceito";
        RoleCreated: "Role created", "Rol creado", "Função criada";
        RoleUpdated: "Role changed", "Rol cambiado", "Função alterada";
        RoleDeleted: "Role deleted", "Rol eliminado", "Função excluída";
        TeamCreated: "Team created", "Equipo creado", "Equipe criada";
        TeamUpdated: "Team changed", "Equipo cambiado", "Equipe alterada";
        TeamDeleted: "Team deleted", "Equipo eliminado", "Equipe excluída";
        CustodiansChanged: "Custodians changed", "Responsables cambiados", "Responsáveis alterados";
        UserUpdated: "Person changed", "Persona cambiada", "Pessoa alterada";
        SessionCreated: "Signed in", "Sesión iniciada", "Sessão iniciada";
        SessionDeleted: "Session ended", "Sesión terminada", "Sessão encerrada";
        SessionProven: "Password given again", "Contraseña confirmada de nuevo", "Senha confirmada de novo";
        SessionsDeleted: "Sessions ended", "Sesiones terminadas", "Sessões encerradas";
        SessionsPurged: "Dead sessions cleared away", "Sesiones caducadas retiradas", "Sessões expiradas retiradas";
        TokensPurged: "Tokens that ended long ago cleared away", "Tokens terminados hace tiempo retirados", "Tokens encerrados há tempo retirados";
        SecretsResealed: "Secrets sealed under the present key", "Secretos sellados con la clave actual", "Segredos selados com a chave atual";
        TwoFactorPassed: "Second step passed", "Segundo paso superado", "Segunda etapa concluída";
        RecoveryCodeUsed: "Recovery code used", "Código de recuperación usado", "Código de recuperação usado";
        MailCodeUsed: "Second step passed with a mailed code", "Segundo paso superado con un código por correo", "Segunda etapa concluída com um código por e-mail";
        MailCodeSent: "Sign-in code sent by mail", "Código de acceso enviado por correo", "Código de acesso enviado por e-mail";
        TwoFactorRefused: "Second step refused", "Segundo paso rechazado", "Segunda etapa recusada";
        TwoFactorBegun: "Two-factor set-up begun", "Configuración de la verificación en dos pasos iniciada", "Configuração da verificação em duas etapas iniciada";
        TwoFactorEnabled: "Two-factor set up", "Verificación en dos pasos activada", "Verificação em duas etapas ativada";
        TwoFactorReplaced: "Authenticator app replaced", "Aplicación de autenticación reemplazada", "Aplicativo autenticador substituído";
        TwoFactorDisabled: "Two-factor turned off", "Verificación en dos pasos desactivada", "Verificação em duas etapas desativada";
        TwoFactorReset: "Two-factor reset by an admin", "Verificación en dos pasos restablecida por un administrador", "Verificação em duas etapas redefinida por um administrador";
        RecoveryCodesRenewed: "New recovery codes", "Códigos de recuperación nuevos", "Novos códigos de recuperação";
        TwoFactorReminded: "Two-factor reminder sent", "Recordatorio de la verificación en dos pasos enviado", "Lembrete da verificação em duas etapas enviado";
        SubaccountCreated: "Subaccount created", "Subcuenta creada", "Subconta criada";
        SubaccountUpdated: "Subaccount renamed", "Nombre de la subcuenta cambiado", "Subconta renomeada";
        SubaccountDeleted: "Subaccount deleted", "Subcuenta eliminada", "Subconta excluída";
        SystemUserCreated: "System user created", "Usuario del sistema creado", "Usuário do sistema criado";
        SystemUserUpdated: "System user renamed", "Nombre del usuario del sistema cambiado", "Usuário do sistema renomeado";
        SystemUserDeactivated: "System user deactivated", "Usuario del sistema desactivado", "Usuário do sistema desativado";
        SystemUserActivated: "System user activated", "Usuario del sistema activado", "Usuário do sistema ativado";
        TokenGenerated: "Token generated", "Token generado", "Token gerado";
        TokenRotated: "Token rotated", "Token rotado", "Token rotacionado";
        TokensRotated: "Several tokens rotated", "Varios tokens rotados", "Vários tokens rotacionados";
        TokenUpdated: "Token changed", "Token cambiado", "Token alterado";
        ClientKeyRegistered: "Public key registered", "Clave pública registrada", "Chave pública registrada";
        ClientKeyRemoved: "Public key removed", "Clave pública quitada", "Chave pública removida";
        TrustRuleAdded: "Outside issuer trusted", "Emisor externo de confianza añadido", "Emissor externo confiável adicionado";
        TrustRuleRemoved: "Outside issuer no longer trusted", "Emisor externo ya no es de confianza", "Emissor externo deixou de ser confiável";
        TokenFound: "Token found and ended", "Token encontrado y terminado", "Token encontrado e encerrado";
        SystemUserAttested: "System user confirmed as needed", "Usuario del sistema confirmado como necesario", "Usuário do sistema confirmado como necessário";
        ReviewAnnounced: "Review of a system user announced", "Revisión de un usuario del sistema anunciada", "Revisão de um usuário do sistema anunciada";
        SystemUserLapsed: "System user not confirmed and deactivated", "Usuario del sistema sin confirmar y desactivado", "Usuário do sistema não confirmado e desativado";
        IdleDeactivated: "Idle system users deactivated", "Usuarios del sistema sin uso desactivados", "Usuários do sistema sem uso desativados";
        TokenReported: "Token found by a code host", "Token encontrado por un servicio de código", "Token encontrado por um serviço de código";
        TokenFindsDismissed: "Findings of a token put aside", "Hallazgos de un token descartados", "Achados de um token descartados";
        TokenSurrendered: "Token ended by its bot", "Token terminado por su bot", "Token encerrado pelo seu bot";
        TokenEndAnnounced: "Token's end announced", "Fin del token anunciado", "Fim do token anunciado";
        TokenFellSilent: "Silent token ended", "Token silencioso terminado", "Token silencioso encerrado";
        TokenEnded: "Token revoked", "Token revocado", "Token revogado";
        TokensEnded: "All tokens revoked", "Todos los tokens revocados", "Todos os tokens revogados";
        InboundSourceCreated: "Source created", "Fuente creada", "Fonte criada";
        InboundSourceUpdated: "Source changed", "Fuente cambiada", "Fonte alterada";
        InboundSourceDeleted: "Source deleted", "Fuente eliminada", "Fonte excluída";
        ChannelCreated: "Channel created", "Canal creado", "Canal criado";
        ChannelUpdated: "Channel changed", "Canal cambiado", "Canal alterado";
        ChannelCredentialRenewed: "Channel's credential renewed", "Credencial del canal renovada", "Credencial do canal renovada";
        ChannelCredentialEndAnnounced: "End of a channel's credential announced", "Fin de la credencial de un canal anunciado", "Fim da credencial de um canal anunciado";
        ChannelDeleted: "Channel deleted", "Canal eliminado", "Canal excluído";
        WebhookCreated: "Webhook created", "Webhook creado", "Webhook criado";
        WebhookUpdated: "Webhook changed", "Webhook cambiado", "Webhook alterado";
        WebhookSecretRotated: "New webhook secret", "Secreto nuevo del webhook", "Novo segredo do webhook";
        WebhookPaused: "Webhook paused", "Webhook en pausa", "Webhook pausado";
        WebhookResumed: "Webhook resumed", "Webhook reanudado", "Webhook retomado";
        WebhookDisabled: "Webhook disabled", "Webhook desactivado", "Webhook desativado";
        WebhookDeleted: "Webhook deleted", "Webhook eliminado", "Webhook excluído";
        DeliveriesReplayed: "Deliveries sent again", "Entregas reenviadas", "Entregas reenviadas";
        AuditPruned: "Old events let go", "Eventos antiguos retirados", "Eventos antigos retirados";
        SignInRefused: "Sign-in refused", "Inicio de sesión rechazado", "Entrada recusada";
        ProofRefused: "Wrong password in an open session", "Contraseña incorrecta en una sesión abierta", "Senha errada em uma sessão aberta";
        AddressRefused: "Turned away for the address", "Rechazo por la dirección", "Recusa pelo endereço";
        IpRuleCreated: "Network added", "Red añadida", "Rede acrescentada";
        IpRuleDeleted: "Network taken away", "Red quitada", "Rede removida";
        PolicyAccepted: "Policy accepted", "Política aceptada", "Política aceita";
        AppCreated: "App created", "Aplicación creada", "Aplicativo criado";
        AppUpdated: "App changed", "Aplicación cambiada", "Aplicativo alterado";
        AppSecretReplaced: "New app secret", "Clave secreta de la aplicación nueva", "Nova chave secreta do aplicativo";
        AppDeleted: "App deleted", "Aplicación eliminada", "Aplicativo excluído";
        AppInstalled: "App installed for a system user", "Aplicación instalada para un usuario del sistema", "Aplicativo instalado para um usuário do sistema";
        AppUninstalled: "App removed from a system user", "Aplicación quitada de un usuario del sistema", "Aplicativo removido de um usuário do sistema";
        WhatsappAccountCreated: "WhatsApp account added", "Cuenta de WhatsApp agregada", "Conta do WhatsApp adicionada";
        WhatsappAccountUpdated: "WhatsApp account changed", "Cuenta de WhatsApp cambiada", "Conta do WhatsApp alterada";
        WhatsappAccountDeleted: "WhatsApp account removed", "Cuenta de WhatsApp quitada", "Conta do WhatsApp removida";
        WhatsappAccountAssigned: "System user assigned to a WhatsApp account", "Usuario del sistema asignado a una cuenta de WhatsApp", "Usuário do sistema atribuído a uma conta do WhatsApp";
        WhatsappAccountUnassigned: "System user taken off a WhatsApp account", "Usuario del sistema quitado de una cuenta de WhatsApp", "Usuário do sistema retirado de uma conta do WhatsApp";
        SystemUserDeleted: "System user deleted", "Usuario del sistema eliminado", "Usuário do sistema excluído";
    }
}

/// An action in words; one that this program does not know yet, as it is.
pub fn what(locale: Locale, action: &str) -> String {
    Action::parse(action).map_or_else(|| action.to_owned(), |action| did(locale, action).to_owned())
}
