//! The policies that somebody accepts for the account. Whoever changes what one says raises its version
//! (`domain::policy_text`), so that it is accepted again.

use domain::locale::Locale;
use domain::policy_text::Policy;

/// The text of a policy.
pub const fn text(policy: Policy, locale: Locale) -> &'static str {
    match (policy, locale) {
        (Policy::SystemUsers, Locale::En) => {
            "A system user acts for your business without a person behind each call. By accepting you confirm for the account: \
             tokens are given only to programs and suppliers whom you trust; access is limited to the WhatsApp accounts and tasks that \
             each needs; a token that became known to others is ended at once; and your business answers for what its system users \
             send and read, under the terms of the messaging services that they use."
        }
        (Policy::SystemUsers, Locale::Es) => {
            "Un usuario del sistema actúa en nombre de su empresa sin que haya una persona detrás de cada llamada. Al aceptar, usted \
             confirma en nombre de la cuenta: los tokens se entregan solo a programas y proveedores de confianza; el acceso se limita a \
             las cuentas de WhatsApp y las tareas que cada uno necesita; un token que otros llegaron a conocer se termina de inmediato; y \
             su empresa responde por lo que sus usuarios del sistema envían y leen, según las condiciones de los servicios de mensajería \
             que usan."
        }
        (Policy::SystemUsers, Locale::Pt) => {
            "Um usuário do sistema age em nome da sua empresa sem que haja uma pessoa por trás de cada chamada. Ao aceitar, você confirma \
             em nome da conta: os tokens são entregues apenas a programas e fornecedores de confiança; o acesso se limita às contas do \
             WhatsApp e às tarefas de que cada um precisa; um token que outros vieram a conhecer é encerrado imediatamente; e a sua \
             empresa responde pelo que seus usuários do sistema enviam e leem, conforme os termos dos serviços de mensagens que usam."
        }
    }
}
