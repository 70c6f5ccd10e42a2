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
