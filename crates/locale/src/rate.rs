//! How often a system user and its tokens may call.

texts! {
    /// How often a system user and its tokens may call.
    Rate in "rate" {
        limit: "Rate limit", "Límite de llamadas", "Limite de chamadas";
        lead: "How often it may call with all its tokens together. Further calls are refused with 429 until the next window begins.",
            "Con qué frecuencia puede llamar con todos sus tokens juntos. Las demás llamadas se rechazan con 429 hasta que empiece la siguiente ventana.",
            "Com que frequência pode chamar com todos os seus tokens juntos. As demais chamadas são recusadas com 429 até a próxima janela começar.";
        none: "No limit", "Sin límite", "Sem limite";
        edit: "Change the limit", "Cambiar el límite", "Alterar o limite";
        calls: "Calls at the most", "Llamadas como máximo", "Chamadas no máximo";
        calls_hint: "Up to 1,000,000. Blank: no limit.",
            "Hasta 1 000 000. En blanco: sin límite.",
            "Até 1.000.000. Em branco: sem limite.";
        calls_hint_token: "Up to 1,000,000. Blank: no limit of its own beside that of its system user.",
            "Hasta 1 000 000. En blanco: sin límite propio aparte del de su usuario del sistema.",
            "Até 1.000.000. Em branco: sem limite próprio além do do seu usuário do sistema.";
        window: "In each", "En cada", "A cada";
        second: "second", "segundo", "segundo";
        minute: "minute", "minuto", "minuto";
        hour: "hour", "hora", "hora";
        usage: "Usage", "Uso", "Uso";
        usage_30: "The last 30 days", "Los últimos 30 días", "Os últimos 30 dias";
        usage_lead: "By day in your time zone. How long is the time that Tenure took for a call.",
            "Por día en su zona horaria. La duración es el tiempo que Tenure tardó en una llamada.",
            "Por dia no seu fuso horário. A duração é o tempo que o Tenure levou em uma chamada.";
        usage_none: "Nothing was called in the last 30 days.",
            "No hubo llamadas en los últimos 30 días.",
            "Não houve chamadas nos últimos 30 dias.";
        days_ago: "30 days ago", "hace 30 días", "há 30 dias";
        day: "Day", "Día", "Dia";
        introspections: "Checked by other services", "Comprobado por otros servicios", "Verificado por outros serviços";
        refused: "Refused calls", "Llamadas rechazadas", "Chamadas recusadas";
        p50: "Half of the calls took (ms)", "La mitad tardó (ms)", "Metade levou (ms)";
        p95: "95 % of the calls took (ms)", "El 95 % tardó (ms)", "95 % levaram (ms)";
        live: "Live", "En vivo", "Ao vivo";
        live_lead: "Calls as they come, while this page is open. They are kept for an hour; nothing of what was sent is in them.",
            "Las llamadas a medida que llegan, mientras esta página esté abierta. Se guardan una hora; no contienen nada de lo enviado.",
            "As chamadas à medida que chegam, enquanto esta página estiver aberta. São guardadas por uma hora; nada do que foi enviado está nelas.";
        live_none: "No call yet. The first ones are here a few seconds after they came.",
            "Todavía no hay llamadas. Las primeras aparecen unos segundos después de llegar.",
            "Ainda não há chamadas. As primeiras aparecem alguns segundos depois de chegar.";
        time: "Time", "Hora", "Hora";
        called: "Call", "Llamada", "Chamada";
        answer: "Answer", "Respuesta", "Resposta";
        address: "Address", "Dirección", "Endereço";
        took: "Took (ms)", "Duración (ms)", "Duração (ms)";
    } {
        left_out(n: u64): ["and 1 more that is not listed", "and {n} more that are not listed"],
            ["y 1 más que no figura", "y {n} más que no figuran"],
            ["e mais 1 que não está na lista", "e mais {n} que não estão na lista"];
        within(ms: &str): "up to {ms}", "hasta {ms}", "até {ms}";
        beyond(ms: &str): "more than {ms}", "más de {ms}", "mais de {ms}";
        title(name: &str): "Rate limit of {name}", "Límite de llamadas de {name}", "Limite de chamadas de {name}";
        seconds(n: u64): ["second", "{n} seconds"], ["segundo", "{n} segundos"], ["segundo", "{n} segundos"];
        said(calls: &str, window: &str): "{calls} calls in each {window}",
            "{calls} llamadas en cada {window}",
            "{calls} chamadas a cada {window}";
    }
}
