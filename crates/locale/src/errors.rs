//! Pages and banners that say what went wrong.

texts! {
    /// Pages and banners that say what went wrong.
    Errors in "errors" {
        title: "Something went wrong", "Algo salió mal", "Algo deu errado";
        network: "The service could not be reached. Check your connection.",
            "No se pudo contactar con el servicio. Compruebe su conexión.",
            "Não foi possível contatar o serviço. Verifique sua conexão.";
        unexpected: "The service gave an answer that this console does not understand. Reload the page; if it stays so, tell your administrator.",
            "El servicio dio una respuesta que esta consola no entiende. Recargue la página; si continúa, avise a su administrador.",
            "O serviço deu uma resposta que este console não entende. Recarregue a página; se persistir, avise seu administrador.";
        offline: "You are offline. This page will go on by itself when the connection is back.",
            "No hay conexión. La página continuará sola cuando vuelva.",
            "Você está sem conexão. A página continuará sozinha quando ela voltar.";
        not_found: "Page not found", "Página no encontrada", "Página não encontrada";
        not_found_text: "The address may be mistyped, or the thing was deleted.",
            "Puede que la dirección esté mal escrita o que el objeto se haya eliminado.",
            "O endereço pode estar errado, ou o item foi excluído.";
        gone: "It is not there any more", "Ya no está", "Não está mais lá";
        gone_text: "It was ended or taken away meanwhile, or is on another page of the list.",
            "Mientras tanto terminó o se quitó, o está en otra página de la lista.",
            "Nesse meio-tempo foi encerrado ou retirado, ou está em outra página da lista.";
        forbidden: "You may not open this page", "No puede abrir esta página", "Você não pode abrir esta página";
        forbidden_ask: "Ask an admin of the account.",
            "Pídaselo a un administrador de la cuenta.",
            "Peça a um administrador da conta.";
        to_overview: "Go to the overview", "Ir al resumen", "Ir para a visão geral";
        what_to_do: "What to do", "Qué hacer", "O que fazer";
        code: "Error code", "Código de error", "Código de erro";
        http_status: "HTTP status", "Estado HTTP", "Status HTTP";
        more_about: "About this error", "Sobre este error", "Sobre este erro";
    } {
        forbidden_needs(permission: &str): "It needs the permission {permission}, which your role does not have.",
            "Requiere el permiso {permission}, que su rol no tiene.",
            "Requer a permissão {permission}, que sua função não tem.";
        form_has(n: u64): ["1 field needs your attention.", "{n} fields need your attention."],
            ["1 campo requiere su atención.", "{n} campos requieren su atención."],
            ["1 campo precisa da sua atenção.", "{n} campos precisam da sua atenção."];
    }
}
