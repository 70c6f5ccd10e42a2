//! Words that many screens share.

use crate::many;

/// Words that many screens share.
pub struct Common {
    /// “Cancel”
    pub cancel: &'static str,
    /// “Close”
    pub close: &'static str,
    /// “Save changes”
    pub save: &'static str,
    /// “Saved”
    pub saved: &'static str,
    /// “Rename”
    pub rename: &'static str,
    /// “Delete”
    pub delete: &'static str,
    /// “Back”
    pub back: &'static str,
    /// “Try again”
    pub retry: &'static str,
    /// “Loading…”
    pub loading: &'static str,
    /// “Copy”
    pub copy: &'static str,
    /// “Copied”
    pub copied: &'static str,
    /// “Your browser did not allow copying. Show the text, then copy it by hand.”
    pub copy_failed: &'static str,
    /// “Copy `what`”
    pub copy_what: fn(&str) -> String,
    /// “Show”
    pub show: &'static str,
    /// “Hide”
    pub hide: &'static str,
    /// “Clear filters”
    pub clear: &'static str,
    /// “Actions for `name`”
    pub actions_for: fn(&str) -> String,
    /// “Actions”
    pub actions: &'static str,
    /// “Type “`name`” to confirm”
    pub type_to_confirm: fn(&str) -> String,
    /// “This is not the same text.”
    pub not_the_same: &'static str,
    /// “All”
    pub all: &'static str,
    /// “Never”
    pub never: &'static str,
    /// “Undo”
    pub undo: &'static str,
    /// “Next page”
    pub next_page: &'static str,
    /// “First page”
    pub first_page: &'static str,
    /// “Request ID”
    pub request_id: &'static str,
    /// “Dismiss”
    pub dismiss: &'static str,
    /// “Notifications”
    pub notifications: &'static str,
    /// “`n` results”
    pub results: fn(u64) -> String,
    /// “Sort by `what`”
    pub sort_by: fn(&str) -> String,
    /// “Your role does not allow this. Ask an administrator of the account.”
    pub role_lacks: &'static str,
    /// “Wait until this is done.”
    pub wait: &'static str,
}

/// English.
pub(crate) const EN: Common = Common {
    cancel: "Cancel",
    close: "Close",
    save: "Save changes",
    saved: "Saved",
    rename: "Rename",
    delete: "Delete",
    back: "Back",
    retry: "Try again",
    loading: "Loading…",
    copy: "Copy",
    copied: "Copied",
    copy_failed: "Your browser did not allow copying. Show the text, then copy it by hand.",
    copy_what: |what| format!("Copy {what}"),
    show: "Show",
    hide: "Hide",
    clear: "Clear filters",
    actions_for: |name| format!("Actions for {name}"),
    actions: "Actions",
    type_to_confirm: |name| format!("Type “{name}” to confirm"),
    not_the_same: "This is not the same text.",
    all: "All",
    never: "Never",
    undo: "Undo",
    next_page: "Next page",
    first_page: "First page",
    request_id: "Request ID",
    dismiss: "Dismiss",
    notifications: "Notifications",
    results: |n| many(n, "1 result", "# results"),
    sort_by: |what| format!("Sort by {what}"),
    role_lacks: "Your role does not allow this. Ask an administrator of the account.",
    wait: "Wait until this is done.",
};

/// Spanish.
pub(crate) const ES: Common = Common {
    cancel: "Cancelar",
    close: "Cerrar",
    save: "Guardar cambios",
    saved: "Guardado",
    rename: "Cambiar nombre",
    delete: "Eliminar",
    back: "Volver",
    retry: "Reintentar",
    loading: "Cargando…",
    copy: "Copiar",
    copied: "Copiado",
    copy_failed: "El navegador no permitió copiar. Muestre el texto y cópielo a mano.",
    copy_what: |what| format!("Copiar {what}"),
    show: "Mostrar",
    hide: "Ocultar",
    clear: "Quitar filtros",
    actions_for: |name| format!("Acciones de {name}"),
    actions: "Acciones",
    type_to_confirm: |name| format!("Escriba «{name}» para confirmar"),
    not_the_same: "El texto no coincide.",
    all: "Todos",
    never: "Nunca",
    undo: "Deshacer",
    next_page: "Página siguiente",
    first_page: "Primera página",
    request_id: "ID de solicitud",
    dismiss: "Descartar",
    notifications: "Notificaciones",
    results: |n| many(n, "1 resultado", "# resultados"),
    sort_by: |what| format!("Ordenar por {what}"),
    role_lacks: "Su rol no permite esta acción. Pídala a un administrador de la cuenta.",
    wait: "Espere a que termine.",
};

/// Brazilian Portuguese.
pub(crate) const PT: Common = Common {
    cancel: "Cancelar",
    close: "Fechar",
    save: "Salvar alterações",
    saved: "Salvo",
    rename: "Renomear",
    delete: "Excluir",
    back: "Voltar",
    retry: "Tentar de novo",
    loading: "Carregando…",
    copy: "Copiar",
    copied: "Copiado",
    copy_failed: "O navegador não permitiu copiar. Mostre o texto e copie à mão.",
    copy_what: |what| format!("Copiar {what}"),
    show: "Mostrar",
    hide: "Ocultar",
    clear: "Limpar filtros",
    actions_for: |name| format!("Ações de {name}"),
    actions: "Ações",
    type_to_confirm: |name| format!("Digite “{name}” para confirmar"),
    not_the_same: "O texto não confere.",
    all: "Todos",
    never: "Nunca",
    undo: "Desfazer",
    next_page: "Próxima página",
    first_page: "Primeira página",
    request_id: "ID da solicitação",
    dismiss: "Dispensar",
    notifications: "Notificações",
    results: |n| many(n, "1 resultado", "# resultados"),
    sort_by: |what| format!("Ordenar por {what}"),
    role_lacks: "Sua função não permite esta ação. Peça a um administrador da conta.",
    wait: "Aguarde a conclusão.",
};

impl Common {
    /// The texts without arguments and where each stands, for tests that compare languages.
    #[cfg(test)]
    pub(crate) fn plain(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("common.cancel", self.cancel),
            ("common.close", self.close),
            ("common.save", self.save),
            ("common.saved", self.saved),
            ("common.rename", self.rename),
            ("common.delete", self.delete),
            ("common.back", self.back),
            ("common.retry", self.retry),
            ("common.loading", self.loading),
            ("common.copy", self.copy),
            ("common.copied", self.copied),
            ("common.copy_failed", self.copy_failed),
            ("common.show", self.show),
            ("common.hide", self.hide),
            ("common.clear", self.clear),
            ("common.actions", self.actions),
            ("common.not_the_same", self.not_the_same),
            ("common.all", self.all),
            ("common.never", self.never),
            ("common.undo", self.undo),
            ("common.next_page", self.next_page),
            ("common.first_page", self.first_page),
            ("common.request_id", self.request_id),
            ("common.dismiss", self.dismiss),
            ("common.notifications", self.notifications),
            ("common.role_lacks", self.role_lacks),
            ("common.wait", self.wait),
        ]
    }
}
