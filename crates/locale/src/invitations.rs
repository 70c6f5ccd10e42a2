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
        ends: "Expires", "Caduca", "Expira";
        resend: "Resend", "Reenviar", "Reenviar";
        resent: "A new link is on its way; the old one is dead",
            "Un enlace nuevo está en camino; el anterior ya no sirve",
            "Um link novo está a caminho; o antigo não serve mais";
        revoke: "Revoke", "Revocar", "Revogar";
        revoke_text: "The link in the mail stops working at once. You can invite the person again.",
            "El enlace del correo deja de funcionar al instante. Puede volver a invitar a la persona.",
            "O link do e-mail para de funcionar na hora. Você pode convidar a pessoa de novo.";
        revoke_many_text: "The links in the mails stop working at once. You can invite these people again.",
            "Los enlaces de los correos dejan de funcionar al instante. Puede volver a invitar a estas personas.",
            "Os links dos e-mails param de funcionar na hora. Você pode convidar estas pessoas de novo.";
        empty: "No pending invitations", "No hay invitaciones pendientes", "Não há convites pendentes";
        empty_why: "Who accepts an invitation moves to the list of users.",
            "Quien acepta una invitación pasa a la lista de usuarios.",
            "Quem aceita um convite passa para a lista de usuários.";
        bulk: "Bulk invite", "Invitar a varios", "Convidar vários";
        bulk_lead: "One person a line: e-mail, name, role; or the recipients of a mail. Name and role may be left out. Columns in another order need a heading line.",
            "Una persona por línea: correo, nombre, rol; o los destinatarios de un correo. El nombre y el rol se pueden omitir. Columnas en otro orden requieren una línea de encabezados.",
            "Uma pessoa por linha: e-mail, nome, função; ou os destinatários de um e-mail. O nome e a função podem ser omitidos. Colunas em outra ordem precisam de uma linha de cabeçalho.";
        bulk_lines: "Paste lines", "Pegue las líneas", "Cole as linhas";
        bulk_file: "Or choose a CSV file", "O elija un archivo CSV", "Ou escolha um arquivo CSV";
        bulk_role: "Role of lines that name none", "Rol de las líneas que no indican ninguno", "Função das linhas que não indicam nenhuma";
        preview: "Check", "Comprobar", "Verificar";
        back: "Change the lines", "Cambiar las líneas", "Mudar as linhas";
        result: "Result", "Resultado", "Resultado";
        ready: "Will be invited", "Se invitará", "Será convidado";
        again: "Gets a new link", "Recibe un enlace nuevo", "Recebe um link novo";
        left_out: "Left out", "Se omite", "Fica de fora";
        line: "Line", "Línea", "Linha";
        line_no_address: "There is no e-mail address in this line.", "En esta línea no hay ninguna dirección de correo.", "Não há endereço de e-mail nesta linha.";
        line_addresses: "More than one address, and something beside them. Write one person a line.",
            "Más de una dirección y algo más. Escriba una persona por línea.",
            "Mais de um endereço e algo além deles. Escreva uma pessoa por linha.";
        line_order: "The address does not come first. Write e-mail, name, role, or head the columns.",
            "La dirección no va primero. Escriba correo, nombre, rol, o ponga encabezados a las columnas.",
            "O endereço não vem primeiro. Escreva e-mail, nome, função, ou dê um cabeçalho às colunas.";
        line_cells: "More columns than there should be. Put a name with a comma in quotation marks.",
            "Hay columnas de más. Ponga entre comillas un nombre que lleve coma.",
            "Há colunas a mais. Coloque entre aspas um nome com vírgula.";
        line_names: "Two different names for one person.", "Dos nombres distintos para una persona.", "Dois nomes diferentes para uma pessoa.";
        line_quote: "A quotation mark is opened and never closed.", "Se abren comillas que no se cierran.", "Há aspas abertas que não se fecham.";
        line_lost: "Characters were lost when this was saved (\u{fffd}). Write them again.",
            "Al guardar se perdieron caracteres (\u{fffd}). Escríbalos de nuevo.",
            "Caracteres se perderam ao salvar (\u{fffd}). Escreva-os de novo.";
        line_columns: "Two columns have the same heading.", "Dos columnas tienen el mismo encabezado.", "Duas colunas têm o mesmo cabeçalho.";
        too_many: "At most 200 lines at once.", "Como máximo 200 líneas a la vez.", "No máximo 200 linhas por vez.";
        no_lines: "There is no line with an e-mail address.", "No hay ninguna línea con una dirección de correo.", "Não há nenhuma linha com um endereço de e-mail.";
    } {
        domain(d: &str): "Must end in @{d}.",
            "Debe terminar en @{d}.",
            "Deve terminar em @{d}.";
        cannot_give(role: &str): "{role} (has a permission that you don't have)",
            "{role} (tiene un permiso que usted no tiene)",
            "{role} (tem uma permissão que você não tem)";
        sent_to(email: &str): "Invitation sent to {email}",
            "Invitación enviada a {email}",
            "Convite enviado para {email}";
        revoked(email: &str): "Invitation of {email} revoked",
            "Invitación de {email} revocada",
            "Convite de {email} revogado";
        revoke_title(email: &str): "Revoke the invitation of {email}?",
            "¿Revocar la invitación de {email}?",
            "Revogar o convite de {email}?";
        revoke_many(n: u64): ["Revoke 1 invitation?", "Revoke {n} invitations?"],
            ["¿Revocar 1 invitación?", "¿Revocar {n} invitaciones?"],
            ["Revogar 1 convite?", "Revogar {n} convites?"];
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
