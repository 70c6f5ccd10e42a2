//! Words that many screens share.

texts! {
    /// Words that many screens share.
    Common in "common" {
        export: "Export CSV", "Exportar CSV", "Exportar CSV";
        cancel: "Cancel", "Cancelar", "Cancelar";
        typed_is_back: "What you typed before is back.", "Ha vuelto lo que escribió antes.", "O que você digitou antes está de volta.";
        changed_meanwhile: "Someone saved a change in the meantime. Below is what is saved now, with your changes on top of it. Check it, then save again.",
            "Alguien guardó un cambio mientras tanto. Abajo está lo guardado con sus cambios encima. Revíselo y vuelva a guardar.",
            "Alguém salvou uma alteração nesse meio-tempo. Abaixo está o que está salvo, com as suas alterações por cima. Confira e salve de novo.";
        start_over: "Discard my changes", "Descartar mis cambios", "Descartar minhas alterações";
        close: "Close", "Cerrar", "Fechar";
        save: "Save changes", "Guardar cambios", "Salvar alterações";
        saved: "Saved", "Guardado", "Salvo";
        rename: "Rename", "Cambiar nombre", "Renomear";
        delete: "Delete", "Eliminar", "Excluir";
        back: "Back", "Volver", "Voltar";
        retry: "Try again", "Reintentar", "Tentar de novo";
        loading: "Loading…", "Cargando…", "Carregando…";
        copied: "Copied", "Copiado", "Copiado";
        copy_failed: "Your browser did not allow copying. Select the text and press Ctrl+C (⌘C on a Mac).",
            "El navegador no permitió copiar. Seleccione el texto y pulse Ctrl+C (⌘C en Mac).",
            "O navegador não permitiu copiar. Selecione o texto e pressione Ctrl+C (⌘C no Mac).";
        copy_by_hand: "Not copied: your browser did not allow it. The text is selected; press Ctrl+C (⌘C on a Mac).",
            "No se copió: el navegador no lo permitió. El texto está seleccionado; pulse Ctrl+C (⌘C en Mac).",
            "Não copiado: o navegador não permitiu. O texto está selecionado; pressione Ctrl+C (⌘C no Mac).";
        show: "Show", "Mostrar", "Mostrar";
        hide: "Hide", "Ocultar", "Ocultar";
        clear: "Clear filters", "Quitar filtros", "Limpar filtros";
        actions: "Actions", "Acciones", "Ações";
        not_the_same: "This is not the same text.", "El texto no coincide.", "O texto não confere.";
        environment: "Environment", "Entorno", "Ambiente";
        environment_hint: "Test and live have nothing to do with each other. This can't be changed later.",
            "Prueba y producción no tienen nada que ver entre sí. No se puede cambiar después.",
            "Teste e produção não têm nada a ver um com o outro. Não dá para mudar depois.";
        env_test: "Test", "Prueba", "Teste";
        env_live: "Live", "Producción", "Produção";
        any_environment: "Test and live", "Prueba y producción", "Teste e produção";
        all: "All", "Todos", "Todos";
        never: "Never", "Nunca", "Nunca";
        undo: "Undo", "Deshacer", "Desfazer";
        next_page: "Next page", "Página siguiente", "Próxima página";
        previous_page: "Previous page", "Página anterior", "Página anterior";
        first_page: "First page", "Primera página", "Primeira página";
        request_id: "Request ID", "ID de solicitud", "ID da solicitação";
        dismiss: "Dismiss", "Descartar", "Dispensar";
        notifications: "Notifications", "Notificaciones", "Notificações";
        role_lacks: "Your role does not allow this. Ask an admin of the account.",
            "Su rol no permite esta acción. Pídala a un administrador de la cuenta.",
            "Sua função não permite esta ação. Peça a um administrador da conta.";
        wait: "Wait until this is done.", "Espere a que termine.", "Aguarde a conclusão.";
    } {
        exporting(n: u64): ["1 line so far", "{n} lines so far"],
            ["1 línea hasta ahora", "{n} líneas hasta ahora"],
            ["1 linha até agora", "{n} linhas até agora"];
        range(first: u64, last: u64): "{first}–{last}", "{first}–{last}", "{first}–{last}";
        theirs_and_yours(field: &str, theirs: &str, yours: &str): "{field}: saved now “{theirs}”, yours “{yours}”",
            "{field}: guardado ahora «{theirs}», lo suyo «{yours}»",
            "{field}: salvo agora “{theirs}”, o seu “{yours}”";
        copy_what(what: &str): "Copy {what}", "Copiar {what}", "Copiar {what}";
        actions_for(name: &str): "Actions for {name}", "Acciones de {name}", "Ações de {name}";
        type_to_confirm(name: &str): "Type “{name}” to confirm",
            "Escriba «{name}» para confirmar",
            "Digite “{name}” para confirmar";
        results(n: u64): ["1 result", "{n} results"],
            ["1 resultado", "{n} resultados"],
            ["1 resultado", "{n} resultados"];
        sort_by(what: &str): "Sort by {what}", "Ordenar por {what}", "Ordenar por {what}";
    }
}
