//! The account's settings.

texts! {
    /// The account's settings.
    Settings in "settings" {
        title: "Account settings", "Configuración de la cuenta", "Configurações da conta";
        lead: "What holds for everybody in this account.",
            "Lo que vale para todas las personas de esta cuenta.",
            "O que vale para todas as pessoas desta conta.";
        tab: "Account", "Cuenta", "Conta";
        name: "Account name", "Nombre de la cuenta", "Nome da conta";
        locale: "Language of the account", "Idioma de la cuenta", "Idioma da conta";
        locale_hint: "Used where a person has not chosen one.",
            "Se usa cuando una persona no ha elegido otro.",
            "Usado quando a pessoa não escolheu outro.";
        idle: "Minutes without use after which a session ends", "Minutos sin uso tras los que termina una sesión", "Minutos sem uso após os quais uma sessão termina";
        idle_hint: "5 to 1440. It counts at once, also for sessions that are open.",
            "De 5 a 1440. Vale de inmediato, también para las sesiones abiertas.",
            "De 5 a 1440. Vale na hora, também para as sessões abertas.";
        hours: "Hours after signing in when a session ends", "Horas tras las que termina una sesión desde su inicio", "Horas após a entrada em que uma sessão termina";
        hours_hint: "1 to 168, however much it is used.", "De 1 a 168, por mucho que se use.", "De 1 a 168, por mais que seja usada.";
        audit_days: "Days that the audit log is kept", "Días que se conserva el registro de auditoría", "Dias em que o registro de auditoria é mantido";
        audit_days_hint: "90 to 36500; with 36500 it is kept for ever. What is let go leaves a sealed mark.",
            "De 90 a 36500; con 36500 se conserva para siempre. Lo que se retira deja una marca sellada.",
            "De 90 a 36500; com 36500 é mantido para sempre. O que é retirado deixa uma marca selada.";
        domain: "E-mail domain", "Dominio de correo", "Domínio de e-mail";
        domain_hint: "All people of the account have an address of it. The first person fixed it.",
            "Todas las personas de la cuenta tienen una dirección de él. Lo fijó la primera persona.",
            "Todas as pessoas da conta têm um endereço dele. Foi fixado pela primeira pessoa.";
    } {}
}
