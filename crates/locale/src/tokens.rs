//! Tokens of system users: one more, edited, rotated, and all of them in a list.

texts! {
    /// Tokens of system users: one more, edited, rotated, and all of them in a list.
    Tokens in "tokens" {
        place: "The new token", "El nuevo token", "O novo token";
        place_takes: "takes the place of the others", "ocupa el lugar de los demás", "toma o lugar dos outros";
        place_more: "is one more: the others go on", "es uno más: los demás siguen vigentes", "é mais um: os outros continuam";
        more: "More", "Más opciones", "Mais opções";
        name: "Name", "Nombre", "Nome";
        name_hint: "What it is for, so that you can tell it from the others.",
            "Para qué sirve, para distinguirlo de los demás.",
            "Para que serve, para distingui-lo dos outros.";
        holder: "Holder", "Titular", "Detentor";
        holder_hint: "The vendor or the system that holds it.",
            "El proveedor o el sistema que lo tiene.",
            "O fornecedor ou o sistema que o tem.";
        scopes: "What it may do", "Qué puede hacer", "O que pode fazer";
        scopes_hint: "Tick only what it needs; this can't be changed later.",
            "Marque solo lo que necesita; no se puede cambiar después.",
            "Marque só o que ele precisa; não dá para mudar depois.";
        scope_introspect: "Check other tokens", "Comprobar otros tokens", "Verificar outros tokens";
        scope_read: "Read messages", "Leer mensajes", "Ler mensagens";
        scope_send: "Send messages", "Enviar mensajes", "Enviar mensagens";
        scope_none: "Only say who it is", "Solo identificarse", "Só se identificar";
        reaches: "Subaccounts", "Subcuentas", "Subcontas";
        reaches_hint: "None ticked: all that its system user reaches. This can't be changed later.",
            "Sin marcar ninguna: todas a las que llega su usuario del sistema. No se puede cambiar después.",
            "Sem marcar nenhuma: todas que o usuário do sistema dele alcança. Não dá para mudar depois.";
        reaches_none: "Reaches no subaccount any more", "Ya no llega a ninguna subcuenta", "Não alcança mais nenhuma subconta";
        expires: "Expires", "Caduca", "Expira";
        never: "Never", "Nunca", "Nunca";
        reason: "Why it never ends", "Por qué no termina nunca", "Por que nunca termina";
        reason_hint: "Your account asks for it; it stays with the token.",
            "Su cuenta lo pide; queda con el token.",
            "Sua conta pede isso; fica com o token.";
        on_date: "On a date", "En una fecha", "Em uma data";
        last_day: "Last day", "Último día", "Último dia";
        last_day_hint: "It works until the end of this day, in your time zone.",
            "Vale hasta el final de este día, en su zona horaria.",
            "Vale até o fim deste dia, no seu fuso horário.";
        networks: "Networks", "Redes", "Redes";
        networks_hint: "One on each line, such as 203.0.113.0/24. Blank: from anywhere that its system user may call from.",
            "Una por línea, como 203.0.113.0/24. En blanco: desde donde su usuario del sistema pueda llamar.",
            "Uma por linha, como 203.0.113.0/24. Em branco: de onde seu usuário do sistema puder chamar.";
        networks_some: "From", "Desde", "De";
        silent: "Silent for a day while its successor is in use. A program that calls less often may still need it.",
            "Sin uso durante un día mientras se usa su sucesor. Un programa que llame con menos frecuencia aún puede necesitarlo.",
            "Sem uso por um dia enquanto o sucessor está em uso. Um programa que chame com menos frequência ainda pode precisar dele.";
        new_never: "The new one never ends.", "El nuevo no termina nunca.", "O novo nunca termina.";
        refused_inactive: "Refused: its system user is inactive",
            "Rechazado: su usuario del sistema está inactivo",
            "Recusado: seu usuário do sistema está inativo";
        rotate_all: "Rotate all of them", "Rotarlos todos", "Rotacionar todos";
        none_left: "None of them can be rotated any more.", "Ya no se puede rotar ninguno.", "Nenhum deles pode mais ser rotacionado.";
        rotate_more: "At most 20 at once: do it again for the others.", "Como máximo 20 a la vez: repítalo para los demás.", "No máximo 20 de cada vez: repita para os outros.";
        found: "Found in public", "Encontrado en público", "Encontrado em público";
        found_where: "Where it was found", "Dónde se encontró", "Onde foi encontrado";
        found_unsaid: "The code host does not say where.", "El servicio de código no dice dónde.", "O serviço de código não diz onde.";
        put_aside: "Put aside", "Descartar", "Descartar";
        put_aside_done: "Put aside", "Descartado", "Descartado";
        ends_when_silent: "Ends earlier when it is silent", "Termina antes si queda sin uso", "Termina antes se ficar sem uso";
        end: "End it", "Terminarlo", "Encerrar";
        end_silent: "End the old one earlier when it is silent",
            "Terminar antes el anterior si queda sin uso",
            "Encerrar antes o antigo se ficar sem uso";
        end_silent_hint: "Once the new one has been in use for 24 hours and the old one in none of them. Leave it off for a program that calls less than once a day.",
            "Cuando el nuevo lleve 24 horas en uso y el anterior no se haya usado en ninguna. No lo marque para un programa que llame menos de una vez al día.",
            "Quando o novo estiver em uso há 24 horas e o antigo não tiver sido usado em nenhuma. Não marque para um programa que chame menos de uma vez por dia.";
        edit: "Edit", "Editar", "Editar";
        rotate: "Rotate", "Rotar", "Rotacionar";
        rotate_lead: "A new token takes its place, with the same name, holder, networks and, as far as your account's rules go, what it may do. The other tokens go on.",
            "Un token nuevo ocupa su lugar, con el mismo nombre, titular, redes y, hasta donde lo permitan las reglas de su cuenta, permisos. Los demás tokens siguen vigentes.",
            "Um token novo toma o lugar dele, com o mesmo nome, detentor, redes e, até onde as regras da sua conta permitem, permissões. Os outros tokens continuam.";
        rotate_warn: "What uses the old one must get the new one before the old one stops.",
            "Lo que usa el anterior debe recibir el nuevo antes de que el anterior deje de valer.",
            "O que usa o antigo precisa receber o novo antes que o antigo pare.";
        old_tokens: "The old tokens", "Los tokens anteriores", "Os tokens antigos";
        never_used: "It was never used.", "Nunca se ha usado.", "Nunca foi usado.";
        ended: "Ended", "Terminados", "Encerrados";
        accepted_none: "No token of it is accepted: the bot can't call until it gets a new one.",
            "Ninguno de sus tokens se acepta: el bot no podrá llamar hasta que reciba uno nuevo.",
            "Nenhum token dele é aceito: o bot não pode chamar até receber um novo.";
        lead: "Every token that your bots hold: who holds it, who saw it, when it was last used and when it ends.",
            "Todos los tokens de sus bots: quién los tiene, quién los vio, cuándo se usaron y cuándo terminan.",
            "Todos os tokens dos seus bots: quem os tem, quem os viu, quando foram usados e quando terminam.";
        shown_to: "Shown to", "Mostrado a", "Mostrado a";
        any_holder: "Any holder", "Cualquier titular", "Qualquer detentor";
        anybody: "Shown to anybody", "Mostrado a cualquiera", "Mostrado a qualquer pessoa";
        ends_by: "Ends by", "Termina hasta", "Termina até";
        state_accepted: "Accepted", "Aceptados", "Aceitos";
        state_all: "Also ended", "También terminados", "Também encerrados";
        empty: "No tokens yet", "Todavía no hay tokens", "Ainda não há tokens";
        empty_why: "A token is generated with each system user.",
            "Con cada usuario del sistema se genera un token.",
            "Um token é gerado com cada usuário do sistema.";
        no_match: "No token matches", "Ningún token coincide", "Nenhum token corresponde";
        no_match_why: "Try other filters, or clear them.", "Pruebe otros filtros o quítelos.", "Tente outros filtros ou limpe-os.";
        many_title: "Save these tokens now", "Guarde estos tokens ahora", "Guarde estes tokens agora";
        many_warn: "The tokens will not be displayed again. Copy each to where it belongs; a file with all of them must be kept safe.",
            "Los tokens no se volverán a mostrar. Copie cada uno donde corresponde; un archivo con todos debe guardarse en lugar seguro.",
            "Os tokens não serão exibidos de novo. Copie cada um para onde pertence; um arquivo com todos precisa ficar em lugar seguro.";
        many_saved: "I have saved the tokens", "Ya guardé los tokens", "Já salvei os tokens";
        many_first: "Tick “I have saved the tokens” first.",
            "Marque primero «Ya guardé los tokens».",
            "Marque antes “Já salvei os tokens”.";
        many_not_saved: "You have not saved the tokens yet. If you leave, they can't be shown again.",
            "Todavía no ha guardado los tokens. Si sale, no se podrán volver a mostrar.",
            "Você ainda não salvou os tokens. Se sair, eles não poderão ser exibidos de novo.";
        many_stay: "Back to the tokens", "Volver a los tokens", "Voltar aos tokens";
        together: "All together, to hand over", "Todos juntos, para entregarlos", "Todos juntos, para entregar";
        all_of_them: "all", "todos", "todos";
        download: "Download as a file", "Descargar en un archivo", "Baixar em um arquivo";
        unsaved_many: "Tokens were generated and not saved", "Se generaron tokens y no se guardaron", "Tokens foram gerados e não foram salvos";
        unsaved_many_text: "New tokens were on the screen when the page was left, and nobody said that they were saved. They can't be shown again. If they were not saved, rotate them again: they stand first in the list.",
            "Había tokens nuevos en pantalla cuando se dejó la página y nadie indicó que los había guardado. No se pueden volver a mostrar. Si no se guardaron, rótelos de nuevo: están al principio de la lista.",
            "Havia tokens novos na tela quando a página foi deixada, e ninguém indicou que os salvou. Não é possível exibi-los de novo. Se não foram salvos, rotacione-os de novo: estão no começo da lista.";
    } {
        days(n: u64): ["In 1 day", "In {n} days"], ["En 1 día", "En {n} días"], ["Em 1 dia", "Em {n} dias"];
        reaches_only(names: &str): "Reaches {names} alone", "Llega solo a {names}", "Alcança só {names}";
        as_account(days: &str): "{days}, as your account has it", "{days}, según su cuenta", "{days}, conforme sua conta";
        own_end(when: &str): "until its own end, {when}", "hasta su propio fin, {when}", "até seu próprio fim, {when}";
        new_ends(when: &str): "The new one ends {when}.", "El nuevo termina el {when}.", "O novo termina em {when}.";
        rules_take(names: &str): "By your account's rules the new one may no longer: {names}.",
            "Según las reglas de su cuenta, el nuevo ya no podrá: {names}.",
            "Pelas regras da sua conta, o novo não poderá mais: {names}.";
        until(when: &str): "Until {when}", "Hasta el {when}", "Até {when}";
        by(name: &str): "by {name}", "por {name}", "por {name}";
        ended_toast(tail: &str): "Token …{tail} ended", "Token …{tail} terminado", "Token …{tail} encerrado";
        edit_title(name: &str): "Edit the token {name}", "Editar el token {name}", "Editar o token {name}";
        rotate_title(name: &str): "Rotate the token {name}", "Rotar el token {name}", "Rotacionar o token {name}";
        last_used(when: &str): "It was last used {when}.", "Se usó por última vez {when}.", "Foi usado pela última vez {when}.";
        taken_out(which: &str): "Taken out, because they have ended or another token took their place: {which}. The others can go on.",
            "Se quitaron, porque han terminado u otro token tomó su lugar: {which}. Los demás pueden continuar.",
            "Retirados, porque terminaram ou outro token tomou seu lugar: {which}. Os demais podem continuar.";
        rotate_many(n: u64): ["Rotate 1 token", "Rotate {n} tokens"],
            ["Rotar 1 token", "Rotar {n} tokens"],
            ["Rotacionar 1 token", "Rotacionar {n} tokens"];
        used_of_them(n: u64): ["1 of them was used in the last 30 days.", "{n} of them were used in the last 30 days."],
            ["1 de ellos se usó en los últimos 30 días.", "{n} de ellos se usaron en los últimos 30 días."],
            ["1 deles foi usado nos últimos 30 dias.", "{n} deles foram usados nos últimos 30 dias."];
    }
}

/// What a scope of Tenure's own lets a token do; Meta's are called by their names.
pub fn scope(m: &Tokens, name: &str) -> Option<&'static str> {
    Some(match name {
        "introspect" => m.scope_introspect,
        "read_messages" => m.scope_read,
        "send" => m.scope_send,
        _ => return None,
    })
}
