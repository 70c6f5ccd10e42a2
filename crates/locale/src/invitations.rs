//! Invitations: one, many at once, and those that nobody accepted yet.

texts! {
    /// The list of invitations and the dialogs that make them.
    Invitations in "invitations" {
        title: "Invitations", "Invitaciones", "Convites";
        lead: "Who was invited and has not accepted yet. A link works once, for seven days.",
            "Quién fue invitado y aún no aceptó. Un enlace sirve una vez, durante siete días.",
            "Quem foi convidado e ainda não aceitou. Um link serve uma vez, por sete dias.";
        invite: "Invite user", "Invitar usuario", "Convidar usuário";
        language: "Language of the mail", "Idioma del correo", "Idioma do e-mail";
        invite_lead: "The person gets a mail with a link and chooses a password there.",
            "La persona recibe un correo con un enlace y allí elige una contraseña.",
            "A pessoa recebe um e-mail com um link e escolhe uma senha nele.";
        send: "Send invitation", "Enviar invitación", "Enviar convite";
        status: "Status", "Estado", "Situação";
        pending: "Pending", "Pendiente", "Pendente";
        expired: "Expired", "Caducada", "Expirado";
        by: "Invited by", "Invitó", "Convidado por";
        sent: "Sent", "Enviada", "Enviado";
        ends: "Link ends", "El enlace caduca", "O link expira";
        resend: "Resend", "Reenviar", "Reenviar";
        resent: "A new link is on its way; the old one is dead",
            "Un enlace nuevo está en camino; el anterior ya no sirve",
            "Um link novo está a caminho; o antigo não serve mais";
        revoke: "Revoke", "Revocar", "Revogar";
        revoke_text: "The link in the mail stops working at once. You can invite the person again.",
            "El enlace del correo deja de funcionar al instante. Puede volver a invitar a la persona.",
            "O link do e-mail para de funcionar na hora. Você pode convidar a pessoa de novo.";
        empty: "No pending invitations", "No hay invitaciones pendientes", "Não há convites pendentes";
        empty_why: "Who accepts an invitation moves to the list of users.",
            "Quien acepta una invitación pasa a la lista de usuarios.",
            "Quem aceita um convite passa para a lista de usuários.";
        bulk: "Bulk invite", "Invitar a varios", "Convidar vários";
        bulk_lead: "One person a line: e-mail, name, role. Name and role may be left out.",
            "Una persona por línea: correo, nombre, rol. El nombre y el rol se pueden omitir.",
            "Uma pessoa por linha: e-mail, nome, função. O nome e a função podem ser omitidos.";
        bulk_lines: "Paste lines", "Pegue las líneas", "Cole as linhas";
        bulk_file: "Or choose a CSV file", "O elija un archivo CSV", "Ou escolha um arquivo CSV";
        bulk_role: "Role of lines that name none", "Rol de las líneas que no indican ninguno", "Função das linhas que não indicam nenhuma";
        preview: "Check", "Comprobar", "Verificar";
        back: "Change the lines", "Cambiar las líneas", "Mudar as linhas";
        result: "Result", "Resultado", "Resultado";
        ready: "Will be invited", "Se invitará", "Será convidado";
        again: "Gets a new link", "Recibe un enlace nuevo", "Recebe um link novo";
        left_out: "Left out", "Se omite", "Fica de fora";
        too_many: "At most 200 lines at once.", "Como máximo 200 líneas a la vez.", "No máximo 200 linhas por vez.";
        no_lines: "There is no line with an e-mail address.", "No hay ninguna línea con una dirección de correo.", "Não há nenhuma linha com um endereço de e-mail.";
    } {
        domain(d: &str): "An address of @{d}: all people of the account share it.",
            "Una dirección de @{d}: todas las personas de la cuenta la comparten.",
            "Um endereço de @{d}: todas as pessoas da conta o compartilham.";
        cannot_give(role: &str): "{role} (holds a right that you do not hold)",
            "{role} (tiene un derecho que usted no tiene)",
            "{role} (tem um direito que você não tem)";
        sent_to(email: &str): "Invitation sent to {email}",
            "Invitación enviada a {email}",
            "Convite enviado para {email}";
        revoked(email: &str): "Invitation of {email} revoked",
            "Invitación de {email} revocada",
            "Convite de {email} revogado";
        revoke_title(email: &str): "Revoke the invitation of {email}?",
            "¿Revocar la invitación de {email}?",
            "Revogar o convite de {email}?";
        times(n: u64): ["sent once", "sent {n} times"],
            ["enviada una vez", "enviada {n} veces"],
            ["enviado uma vez", "enviado {n} vezes"];
        send_many(n: u64): ["Send 1 invitation", "Send {n} invitations"],
            ["Enviar 1 invitación", "Enviar {n} invitaciones"],
            ["Enviar 1 convite", "Enviar {n} convites"];
        sent_many(n: u64): ["1 invitation sent", "{n} invitations sent"],
            ["1 invitación enviada", "{n} invitaciones enviadas"],
            ["1 convite enviado", "{n} convites enviados"];
        refused_many(n: u64): ["1 line has a problem and is left out.", "{n} lines have a problem and are left out."],
            ["1 línea tiene un problema y se omite.", "{n} líneas tienen un problema y se omiten."],
            ["1 linha tem um problema e fica de fora.", "{n} linhas têm um problema e ficam de fora."];
    }
}
