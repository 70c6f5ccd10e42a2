//! Pages and banners that say what went wrong.

use crate::many;

/// Pages and banners that say what went wrong.
pub struct Errors {
    /// “Something went wrong”
    pub title: &'static str,
    /// “The service could not be reached. Check your connection.”
    pub network: &'static str,
    /// “The service gave an answer that this console does not understand. Reload the page; if it stays so, tell your administrator.”
    pub unexpected: &'static str,
    /// “You are offline. This page will go on by itself when the connection is back.”
    pub offline: &'static str,
    /// “You are online again”
    pub online_again: &'static str,
    /// “Page not found”
    pub not_found: &'static str,
    /// “The address may be mistyped, or the thing was deleted.”
    pub not_found_text: &'static str,
    /// “You may not open this page”
    pub forbidden: &'static str,
    /// “It needs the permission `permission`, which your role does not have.”
    pub forbidden_needs: fn(&str) -> String,
    /// “Ask an administrator of the account.”
    pub forbidden_ask: &'static str,
    /// “Go to the overview”
    pub to_overview: &'static str,
    /// “What to do”
    pub what_to_do: &'static str,
    /// “Error code”
    pub code: &'static str,
    /// “HTTP status”
    pub http_status: &'static str,
    /// “About this error”
    pub more_about: &'static str,
    /// “`n` fields need your attention.”
    pub form_has: fn(u64) -> String,
    /// “Someone changed this in the meantime. What you see now is the current state.”
    pub stale: &'static str,
}

/// English.
pub(crate) const EN: Errors = Errors {
    title: "Something went wrong",
    network: "The service could not be reached. Check your connection.",
    unexpected: "The service gave an answer that this console does not understand. Reload the page; if it stays so, tell your administrator.",
    offline: "You are offline. This page will go on by itself when the connection is back.",
    online_again: "You are online again",
    not_found: "Page not found",
    not_found_text: "The address may be mistyped, or the thing was deleted.",
    forbidden: "You may not open this page",
    forbidden_needs: |permission| format!("It needs the permission {permission}, which your role does not have."),
    forbidden_ask: "Ask an administrator of the account.",
    to_overview: "Go to the overview",
    what_to_do: "What to do",
    code: "Error code",
    http_status: "HTTP status",
    more_about: "About this error",
    form_has: |n| many(n, "1 field needs your attention.", "# fields need your attention."),
    stale: "Someone changed this in the meantime. What you see now is the current state.",
};

/// Spanish.
pub(crate) const ES: Errors = Errors {
    title: "Algo salió mal",
    network: "No se pudo contactar con el servicio. Compruebe su conexión.",
    unexpected: "El servicio dio una respuesta que esta consola no entiende. Recargue la página; si continúa, avise a su administrador.",
    offline: "No hay conexión. La página continuará sola cuando vuelva.",
    online_again: "La conexión ha vuelto",
    not_found: "Página no encontrada",
    not_found_text: "Puede que la dirección esté mal escrita o que el objeto se haya eliminado.",
    forbidden: "No puede abrir esta página",
    forbidden_needs: |permission| format!("Requiere el permiso {permission}, que su rol no tiene."),
    forbidden_ask: "Pídaselo a un administrador de la cuenta.",
    to_overview: "Ir al resumen",
    what_to_do: "Qué hacer",
    code: "Código de error",
    http_status: "Estado HTTP",
    more_about: "Sobre este error",
    form_has: |n| many(n, "1 campo requiere su atención.", "# campos requieren su atención."),
    stale: "Alguien lo cambió mientras tanto. Ahora ve el estado actual.",
};

/// Brazilian Portuguese.
pub(crate) const PT: Errors = Errors {
    title: "Algo deu errado",
    network: "Não foi possível contatar o serviço. Verifique sua conexão.",
    unexpected: "O serviço deu uma resposta que este console não entende. Recarregue a página; se persistir, avise seu administrador.",
    offline: "Você está sem conexão. A página continuará sozinha quando ela voltar.",
    online_again: "A conexão voltou",
    not_found: "Página não encontrada",
    not_found_text: "O endereço pode estar errado, ou o item foi excluído.",
    forbidden: "Você não pode abrir esta página",
    forbidden_needs: |permission| format!("Requer a permissão {permission}, que sua função não tem."),
    forbidden_ask: "Peça a um administrador da conta.",
    to_overview: "Ir para a visão geral",
    what_to_do: "O que fazer",
    code: "Código de erro",
    http_status: "Status HTTP",
    more_about: "Sobre este erro",
    form_has: |n| many(n, "1 campo precisa da sua atenção.", "# campos precisam da sua atenção."),
    stale: "Alguém alterou isto nesse meio-tempo. Agora você vê o estado atual.",
};

impl Errors {
    /// The texts without arguments and where each stands, for tests that compare languages.
    #[cfg(test)]
    pub(crate) fn plain(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("errors.title", self.title),
            ("errors.network", self.network),
            ("errors.unexpected", self.unexpected),
            ("errors.offline", self.offline),
            ("errors.online_again", self.online_again),
            ("errors.not_found", self.not_found),
            ("errors.not_found_text", self.not_found_text),
            ("errors.forbidden", self.forbidden),
            ("errors.forbidden_ask", self.forbidden_ask),
            ("errors.to_overview", self.to_overview),
            ("errors.what_to_do", self.what_to_do),
            ("errors.code", self.code),
            ("errors.http_status", self.http_status),
            ("errors.more_about", self.more_about),
            ("errors.stale", self.stale),
        ]
    }
}
