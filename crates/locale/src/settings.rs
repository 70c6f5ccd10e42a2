//! The account's settings.

use domain::found::PartnerFinds;
use domain::token_rules::Never;

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
        tokens: "New tokens", "Tokens nuevos", "Tokens novos";
        tokens_lead: "How long they live and what they may do at the most. Tokens that exist stay as they are; one that takes another's place obeys the rules of that day.",
            "Cuánto viven y qué pueden hacer como máximo. Los tokens que existen quedan como están; el que ocupa el lugar de otro sigue las reglas de ese día.",
            "Quanto vivem e o que podem fazer no máximo. Os tokens que existem ficam como estão; o que toma o lugar de outro segue as regras desse dia.";
        token_never: "May a token never expire?", "¿Puede un token no vencer nunca?", "Um token pode não expirar nunca?";
        token_default: "Days that a token lives unless something else is chosen", "Días que vive un token si no se elige otra cosa", "Dias que um token vive se nada mais for escolhido";
        token_default_hint: "1 to 3650. Empty: it never expires.",
            "De 1 a 3650. Vacío: no vence nunca.",
            "De 1 a 3650. Vazio: não expira nunca.";
        token_max: "Days that a token lives at the most", "Días que vive un token como máximo", "Dias que um token vive no máximo";
        token_max_hint: "1 to 3650. Empty: as long as one likes. Only where never expiring needs a reason or is forbidden.",
            "De 1 a 3650. Vacío: lo que se quiera. Solo si no vencer nunca exige un motivo o está prohibido.",
            "De 1 a 3650. Vazio: o quanto se quiser. Só se não expirar nunca exigir um motivo ou for proibido.";
        reviews: "Is each bot still needed?", "¿Sigue haciendo falta cada bot?", "Cada bot ainda é necessário?";
        reviews_lead: "Custodians confirm it from time to time. They get a mail 14, 7 and 1 days before; what nobody confirms is deactivated after a grace, and can be activated again. What is in use never is without three notices.",
            "Los responsables lo confirman de vez en cuando. Reciben un correo 14, 7 y 1 días antes; lo que nadie confirma se desactiva tras un plazo de gracia y puede activarse de nuevo. Lo que está en uso, nunca sin tres avisos.",
            "Os responsáveis confirmam de tempos em tempos. Recebem um e-mail 14, 7 e 1 dias antes; o que ninguém confirma é desativado após uma tolerância e pode ser ativado de novo. O que está em uso, nunca sem três avisos.";
        review_days: "Days that a confirmation counts", "Días que vale una confirmación", "Dias que uma confirmação vale";
        review_days_hint: "30 to 365. Empty: nobody is asked. A change gives every bot at least 15 days.",
            "De 30 a 365. Vacío: no se pide. Un cambio da a cada bot al menos 15 días.",
            "De 30 a 365. Vazio: ninguém é perguntado. Uma mudança dá a cada bot ao menos 15 dias.";
        grace_days: "Days of grace after that", "Días de gracia después", "Dias de tolerância depois";
        grace_days_hint: "14 to 365.", "De 14 a 365.", "De 14 a 365.";
        finds: "A token that a code host finds in a public place", "Un token que un servicio de código encuentra en un lugar público", "Um token que um serviço de código encontra em um lugar público";
        finds_hint: "Code hosts such as GitHub report tokens that were published. Custodians are told in both cases.",
            "Los servicios de código, como GitHub, informan de tokens publicados. Los responsables reciben un aviso en ambos casos.",
            "Serviços de código, como o GitHub, informam tokens publicados. Os responsáveis são avisados nos dois casos.";
        token_limit_scopes: "Tokens may do no more than what is ticked", "Los tokens no pueden hacer más de lo marcado", "Os tokens não podem fazer mais do que o marcado";
        token_scopes: "What tokens may do", "Qué pueden hacer los tokens", "O que os tokens podem fazer";
        token_scopes_hint: "By the names of the API.", "Con los nombres de la API.", "Pelos nomes da API.";
    } {}
}

words! {
    /// May a token never expire?
    never(Never) in "settings.never" at never_words {
        Allowed: "Yes, freely", "Sí, libremente", "Sim, livremente";
        WithReason: "Yes, with a reason", "Sí, con un motivo", "Sim, com um motivo";
        Forbidden: "It is forbidden", "Está prohibido", "É proibido";
    }
}

words! {
    /// What happens to a token that a code host finds.
    finds(PartnerFinds) in "settings.finds" at finds_words {
        End: "It ends at once", "Termina de inmediato", "Termina na hora";
        Warn: "It goes on, and its custodians are warned", "Sigue vigente y se avisa a sus responsables", "Continua, e seus responsáveis são avisados";
    }
}
