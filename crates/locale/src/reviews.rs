//! Is a system user still needed, and which ones are not used?

texts! {
    /// Is a system user still needed, and which ones are not used?
    Reviews in "reviews" {
        review: "Still needed?", "¿Sigue haciendo falta?", "Ainda é necessário?";
        still: "Still needed", "Sigue haciendo falta", "Ainda é necessário";
        confirmed: "Confirmed", "Confirmado", "Confirmado";
        by_day: "Confirm by", "Confirmar antes del", "Confirmar até";
        lapses: "Otherwise it is deactivated on", "Si no, se desactivará el", "Senão, será desativado em";
        last: "Last confirmed", "Confirmado por última vez", "Confirmado pela última vez";
        nobody_asks: "The account does not ask.", "La cuenta no lo pide.", "A conta não pede.";
        purpose_edit: "Change the purpose", "Cambiar el propósito", "Alterar a finalidade";
        idle_title: "Bots that are not used", "Bots sin uso", "Bots sem uso";
        idle_lead: "Nothing happens before you press the button. What is ticked is deactivated; tokens are refused within a second, and work again when it is activated. What is used meanwhile is left out.",
            "No ocurre nada hasta que pulse el botón. Lo marcado se desactiva; sus tokens se rechazan en un segundo y vuelven a valer al activarlo. Lo que se use entretanto queda fuera.",
            "Nada acontece antes de apertar o botão. O que está marcado é desativado; os tokens são recusados em um segundo e voltam a valer ao ativar. O que for usado nesse meio-tempo fica de fora.";
        idle_days: "Not used for", "Sin uso desde hace", "Sem uso há";
        days_30: "30 days", "30 días", "30 dias";
        days_90: "90 days", "90 días", "90 dias";
        days_180: "180 days", "180 días", "180 dias";
        days_365: "365 days", "365 días", "365 dias";
        idle_none: "Every active bot was used, or is younger than that.",
            "Todos los bots activos se han usado o son más recientes.",
            "Todos os bots ativos foram usados ou são mais novos que isso.";
        idle_more: "There are more: look again when these are done.",
            "Hay más: vuelva a mirar cuando termine con estos.",
            "Há mais: olhe de novo quando terminar com estes.";
        idle_which: "Deactivate", "Desactivar", "Desativar";
    } {
        idle_one(name: &str, when: &str): "{name} · last used {when}", "{name} · último uso {when}", "{name} · último uso {when}";
        idle_never(name: &str, when: &str): "{name} · never used, made {when}", "{name} · sin usar nunca, creado {when}", "{name} · nunca usado, criado {when}";
        idle_done(n: u64): ["1 bot deactivated", "{n} bots deactivated"],
            ["1 bot desactivado", "{n} bots desactivados"],
            ["1 bot desativado", "{n} bots desativados"];
        idle_skipped(n: u64): ["1 was left out: it is in use", "{n} were left out: they are in use"],
            ["1 quedó fuera: está en uso", "{n} quedaron fuera: están en uso"],
            ["1 ficou de fora: está em uso", "{n} ficaram de fora: estão em uso"];
    }
}
