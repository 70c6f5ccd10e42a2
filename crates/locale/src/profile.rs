//! The reader's own profile.

texts! {
    /// The reader's own profile.
    Profile in "profile" {
        title: "Profile", "Perfil", "Perfil";
        lead: "How you appear, and how this console looks to you.",
            "Cómo aparece usted y cómo ve esta consola.",
            "Como você aparece e como este console aparece para você.";
        name: "Name", "Nombre", "Nome";
        role: "Role", "Rol", "Função";
        appearance: "Appearance", "Apariencia", "Aparência";
        theme: "Theme", "Tema", "Tema";
        theme_system: "Same as the system", "Igual que el sistema", "Igual ao sistema";
        theme_light: "Light", "Claro", "Claro";
        theme_dark: "Dark", "Oscuro", "Escuro";
        theme_hint: "Kept in this browser.", "Se guarda en este navegador.", "Guardado neste navegador.";
    } {}
}
