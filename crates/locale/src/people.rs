//! People: the list, one person, who leaves, who owns the account.

texts! {
    /// The list of people, one person, and the dialogs about them.
    People in "people" {
        title: "Users and teams", "Usuarios y equipos", "Usuários e equipes";
        lead: "The people who sign in to this console. Bots are not among them: they have system users of their own.",
            "Las personas que inician sesión en esta consola. Los bots no están aquí: tienen sus propios usuarios del sistema.",
            "As pessoas que entram neste console. Os bots não estão aqui: têm seus próprios usuários do sistema.";
        create: "Create with a first password", "Crear con una primera contraseña", "Criar com uma primeira senha";
        create_lead: "Adds the person at once, without an invitation.",
            "Agrega a la persona de inmediato, sin invitación.",
            "Adiciona a pessoa na hora, sem convite.";
        first_password: "First password", "Primera contraseña", "Primeira senha";
        first_link: "Send a one-time link by mail", "Enviar por correo un enlace de un solo uso", "Enviar por e-mail um link de uso único";
        first_temporary: "Set a temporary one", "Poner una temporal", "Definir uma temporária";
        temporary_password: "Temporary password", "Contraseña temporal", "Senha temporária";
        temporary_hint: "It must be changed at the first sign-in. Hand it over in person or by phone, not by mail.",
            "Deberá cambiarse al primer inicio de sesión. Entréguela en persona o por teléfono, no por correo.",
            "Deverá ser trocada no primeiro acesso. Entregue-a pessoalmente ou por telefone, não por e-mail.";
        search: "Search by name or e-mail", "Buscar por nombre o correo", "Buscar por nome ou e-mail";
        person: "Person", "Persona", "Pessoa";
        any_role: "Any role", "Cualquier rol", "Qualquer função";
        any_team: "Any team", "Cualquier equipo", "Qualquer equipe";
        two_factor: "Two-factor", "Verificación en dos pasos", "Verificação em duas etapas";
        two_factor_reset: "Reset two-factor", "Restablecer verificación en dos pasos", "Redefinir verificação em duas etapas";
        two_factor_reset_text: "Their app and their recovery codes stop working, and all their sessions end. They can set it up anew when they sign in.",
            "Su aplicación y sus códigos de recuperación dejan de funcionar y terminan todas sus sesiones. Podrá configurarla de nuevo al iniciar sesión.",
            "O aplicativo e os códigos de recuperação dela deixam de funcionar e todas as suas sessões terminam. Ela poderá configurá-la de novo ao entrar.";
        two_factor_reset_done: "Two-factor reset", "Verificación en dos pasos restablecida", "Verificação em duas etapas redefinida";
        two_factor_is_off: "It is not set up.", "No está activada.", "Não está ativada.";
        any_two_factor: "Any two-factor", "Verificación en dos pasos: todas", "Verificação em duas etapas: todas";
        on: "On", "Activado", "Ativado";
        off: "Off", "Desactivado", "Desativado";
        seen: "Last seen", "Última visita", "Visto por último";
        owner: "Owner", "Propietario", "Proprietário";
        you: "You", "Usted", "Você";
        none_match: "Nobody matches", "Nadie coincide", "Ninguém corresponde";
        open: "Open", "Abrir", "Abrir";
        edit: "Edit", "Editar", "Editar";
        reset: "Reset password", "Restablecer contraseña", "Redefinir senha";
        reset_text: "A mail with a one-time link goes out. The present password works until the link is used.",
            "Se envía un correo con un enlace de un solo uso. La contraseña actual vale hasta que se use el enlace.",
            "Um e-mail com um link de uso único será enviado. A senha atual vale até que o link seja usado.";
        reset_send: "Send the link", "Enviar el enlace", "Enviar o link";
        reset_sent: "The link is on its way", "El enlace está en camino", "O link está a caminho";
        temporary: "Set temporary password", "Poner contraseña temporal", "Definir senha temporária";
        temporary_text: "All sessions of this person end at once.",
            "Todas las sesiones de esta persona terminan al instante.",
            "Todas as sessões desta pessoa terminam na hora.";
        temporary_set: "The temporary password is set", "La contraseña temporal está puesta", "A senha temporária está definida";
        transfer: "Transfer ownership", "Transferir la propiedad", "Transferir a propriedade";
        transfer_off: "Only the owner can transfer the ownership.", "Solo el propietario puede transferir la propiedad.", "Só o proprietário pode transferir a propriedade.";
        transfer_self: "This person owns the account already.", "Esta persona ya es la propietaria de la cuenta.", "Esta pessoa já é a proprietária da conta.";
        transfer_inactive: "Activate this person first.", "Active primero a esta persona.", "Ative primeiro esta pessoa.";
        transfer_back: "You become an Admin. Only the new owner can give the ownership back.",
            "Usted pasa a ser administrador. Solo el nuevo propietario puede devolverle la propiedad.",
            "Você passa a ser administrador. Só o novo proprietário pode devolver a propriedade.";
        remove: "Remove", "Eliminar", "Remover";
        is_owner: "This person owns the account. Transfer the ownership first.",
            "Esta persona es la propietaria de la cuenta. Transfiera antes la propiedad.",
            "Esta pessoa é a proprietária da conta. Transfira antes a propriedade.";
        last_admin: "This is the only admin. Make somebody else an admin first.",
            "Es el único administrador. Nombre antes a otro.",
            "É o único administrador. Torne antes outra pessoa administradora.";
        yourself: "You can't do this to yourself. Ask another admin.",
            "No puede hacerse esto a usted mismo. Pídalo a otro administrador.",
            "Você não pode fazer isso consigo. Peça a outro administrador.";
        beyond: "This person has a permission that you don't have.",
            "Esta persona tiene un permiso que usted no tiene.",
            "Esta pessoa tem uma permissão que você não tem.";
        role_fixed: "The owner's role is Admin.", "El rol del propietario es Administrador.", "A função do proprietário é Administrador.";
        email_fixed: "The address can't be changed.", "La dirección no se puede cambiar.", "O endereço não pode ser alterado.";
        must_change: "Must choose a new password at the next sign-in.",
            "Debe elegir una contraseña nueva al próximo inicio de sesión.",
            "Deve escolher uma senha nova no próximo acesso.";
        added: "Added", "Fecha de alta", "Adicionada em";
        time_zone: "Time zone", "Zona horaria", "Fuso horário";
        browser_zone: "As in the browser", "La del navegador", "O do navegador";
        subaccounts: "Own subaccounts", "Subcuentas propias", "Subcontas próprias";
        subaccounts_hint: "They count for roles that reach only own subaccounts.",
            "Cuentan para los roles que solo llegan a las subcuentas propias.",
            "Contam para as funções que só alcançam as subcontas próprias.";
        capacity: "Agent capacity", "Capacidad del agente", "Capacidade do agente";
        capacity_set: "Set capacity", "Fijar capacidad", "Definir capacidade";
        capacity_hint: "How many ongoing conversations are assigned automatically: 0 to 1000. Empty means no limit.",
            "Cuántas conversaciones en curso se asignan automáticamente: de 0 a 1000. Vacío significa sin límite.",
            "Quantas conversas em andamento são atribuídas automaticamente: de 0 a 1000. Vazio significa sem limite.";
        no_limit: "No limit", "Sin límite", "Sem limite";
        facts: "Details", "Detalles", "Detalhes";
        why: "Check permissions", "Comprobar permisos", "Verificar permissões";
        right: "Permission", "Permiso", "Permissão";
        verdict: "Access", "Acceso", "Acesso";
        reach: "Scope", "Alcance", "Escopo";
        reason: "Source", "Origen", "Origem";
        allowed: "Allowed", "Permitido", "Permitido";
        refused: "Not allowed", "No permitido", "Não permitido";
        because_inactive: "Deactivated: nothing is allowed.", "Desactivada: no se permite nada.", "Desativada: nada é permitido.";
        leave_lead: "What depends on this person, and who takes over.",
            "Lo que depende de esta persona y quién la releva.",
            "O que depende desta pessoa e quem assume.";
        leave_created: "System users they created", "Usuarios del sistema que creó", "Usuários do sistema que criou";
        leave_looks_after: "System users they look after", "Usuarios del sistema que cuida", "Usuários do sistema de que cuida";
        leave_alone: "Nobody else looks after it", "Nadie más lo cuida", "Ninguém mais cuida dele";
        leave_made: "Webhooks, sources and channels they made", "Webhooks, fuentes y canales que creó", "Webhooks, fontes e canais que criou";
        leave_made_hint: "They belong to the account and go on.", "Son de la cuenta y siguen funcionando.", "São da conta e continuam funcionando.";
        leave_invitations: "Invitations they sent", "Invitaciones que envió", "Convites que enviou";
        leave_invitations_hint: "They stay valid.", "Siguen siendo válidas.", "Continuam válidos.";
        leave_nothing: "None", "Ninguno", "Nenhum";
        bots_work: "All bots keep working: they belong to the account, not to the person.",
            "Todos los bots siguen funcionando: pertenecen a la cuenta, no a la persona.",
            "Todos os bots continuam funcionando: pertencem à conta, não à pessoa.";
        successor: "Who looks after the system users from now on?",
            "¿Quién cuida de los usuarios del sistema desde ahora?",
            "Quem cuida dos usuários do sistema a partir de agora?";
        successor_search: "Find somebody else", "Buscar a otra persona", "Buscar outra pessoa";
        successor_hint: "An active person whose role lets them manage system users.",
            "Una persona activa cuyo rol le permite gestionar usuarios del sistema.",
            "Uma pessoa ativa cuja função permite gerenciar usuários do sistema.";
        one_by_one: "Somebody else for single system users", "Otra persona para algunos usuarios del sistema", "Outra pessoa para alguns usuários do sistema";
        one_by_one_hint: "Whoever the search finds is in these lists, too.", "Quien encuentre la búsqueda está también en estas listas.", "Quem a busca encontrar também está nestas listas.";
        as_the_others: "Same as the others", "Igual que los demás", "Igual aos demais";
        tokens_seen: "Tokens they saw", "Tokens que vio", "Tokens que viu";
        keys_registered: "Public keys they registered", "Claves públicas que registró", "Chaves públicas que registrou";
        keys_registered_hint: "They keep working for whoever has the private half. Remove those of which it may have left with this person, once another is in place.",
            "Siguen funcionando para quien tenga la mitad privada. Quite aquellas cuya mitad pudo irse con esta persona, cuando haya otra en su lugar.",
            "Continuam funcionando para quem tiver a metade privada. Remova aquelas cuja metade pode ter saído com esta pessoa, quando houver outra no lugar.";
        keys_open: "Open keys", "Abrir claves", "Abrir chaves";
        rules_added: "Trusted issuers they added", "Emisores de confianza que añadió", "Emissores confiáveis que adicionou";
        rules_added_hint: "What these issuers sign keeps buying tokens. Remove those by which this person could still get in, such as a repository or an account of their own.",
            "Lo que firman estos emisores sigue obteniendo tokens. Quite aquellos por los que esta persona aún podría entrar, como un repositorio o una cuenta propios.",
            "O que estes emissores assinam continua obtendo tokens. Remova aqueles pelos quais esta pessoa ainda poderia entrar, como um repositório ou uma conta próprios.";
        rules_open: "Open trusted issuers", "Abrir emisores de confianza", "Abrir emissores confiáveis";
        tokens_rotate: "Rotate with overlap", "Rotar con solapamiento", "Rotacionar com sobreposição";
        tokens_rotate_all: "Rotate all with overlap", "Rotar todos con solapamiento", "Rotacionar todos com sobreposição";
        tokens_seen_all: "See them all, and rotate them together", "Verlos todos y rotarlos juntos", "Ver todos e rotacioná-los juntos";
        tokens_seen_hint: "They keep working. Rotate those of which a copy may have left with this person.",
            "Siguen funcionando. Rote los que esta persona pudo llevarse en copia.",
            "Continuam funcionando. Rotacione aqueles de que esta pessoa possa ter levado uma cópia.";
        left_lead: "Keep this summary: it is not shown again.", "Guarde este resumen: no se muestra de nuevo.", "Guarde este resumo: ele não é mostrado de novo.";
        keep_summary: "Download summary", "Descargar resumen", "Baixar resumo";
        handed_over: "Handed over", "Traspasado", "Transferido";
        remove_forever: "This person is removed for good and can't sign in again. Their name stays in what they made.",
            "Esta persona se elimina definitivamente y no podrá iniciar sesión. Su nombre queda en lo que creó.",
            "Esta pessoa é removida definitivamente e não poderá entrar. Seu nome fica no que criou.";
        ticked: "Selected rows", "Filas seleccionadas", "Linhas selecionadas";
        untick: "Clear selection", "Quitar la selección", "Limpar seleção";
        select_all: "Select all on this page", "Seleccionar todo en esta página", "Selecionar tudo nesta página";
        deactivate_now_many: "They can't sign in until activated again. Nobody else is put in their place: to hand over what they look after, deactivate them one by one.",
            "No podrán iniciar sesión hasta que se activen de nuevo. Nadie ocupa su lugar: para traspasar lo que cuidan, desactívelas una por una.",
            "Não poderão entrar até serem ativadas de novo. Ninguém assume o lugar delas: para passar adiante o que cuidam, desative-as uma a uma.";
        deactivate_now: "This person can't sign in until activated again. Nothing is deleted.",
            "Esta persona no podrá iniciar sesión hasta que se active de nuevo. No se elimina nada.",
            "Esta pessoa não poderá entrar até ser ativada de novo. Nada é excluído.";
    } {
        select(name: &str): "Select {name}",
            "Seleccionar {name}",
            "Selecionar {name}";
        selected(n: u64): ["1 selected", "{n} selected"],
            ["1 seleccionada", "{n} seleccionadas"],
            ["1 selecionada", "{n} selecionadas"];
        done_many(n: u64): ["1 done", "{n} done"],
            ["1 hecha", "{n} hechas"],
            ["1 feita", "{n} feitas"];
        failed_many(n: u64): ["1 could not be done and is still selected:", "{n} could not be done and are still selected:"],
            ["1 no se pudo hacer y sigue seleccionada:", "{n} no se pudieron hacer y siguen seleccionadas:"],
            ["1 não pôde ser feita e continua selecionada:", "{n} não puderam ser feitas e continuam selecionadas:"];
        deactivate_many(n: u64): ["Deactivate 1 person?", "Deactivate {n} people?"],
            ["¿Desactivar a 1 persona?", "¿Desactivar a {n} personas?"],
            ["Desativar 1 pessoa?", "Desativar {n} pessoas?"];
        search_in(what: &str): "Search: {what}",
            "Buscar: {what}",
            "Buscar: {what}";
        edit_title(name: &str): "Edit {name}",
            "Editar a {name}",
            "Editar {name}";
        two_factor_reset_title(name: &str): "Reset the two-factor of {name}?",
            "¿Restablecer la verificación en dos pasos de {name}?",
            "Redefinir a verificação em duas etapas de {name}?";
        reset_title(name: &str): "Reset the password of {name}?",
            "¿Restablecer la contraseña de {name}?",
            "Redefinir a senha de {name}?";
        temporary_title(name: &str): "Temporary password for {name}",
            "Contraseña temporal para {name}",
            "Senha temporária para {name}";
        transfer_title(name: &str): "Make {name} the owner?",
            "¿Hacer a {name} propietario?",
            "Tornar {name} proprietário?";
        transfer_text(name: &str): "{name} gets the account with everything in it, and becomes an Admin if they are not one.",
            "{name} recibe la cuenta con todo su contenido y pasa a ser administrador si no lo es.",
            "{name} recebe a conta com tudo o que há nela e passa a ser administrador se ainda não for.";
        transferred(name: &str): "{name} owns the account now",
            "{name} es ahora propietario de la cuenta",
            "{name} é agora proprietário da conta";
        created(name: &str): "{name} is in the account",
            "{name} está en la cuenta",
            "{name} está na conta";
        activated(name: &str): "{name} can sign in again",
            "{name} puede volver a iniciar sesión",
            "{name} pode entrar de novo";
        deactivate_title(name: &str): "Deactivate {name}",
            "Desactivar a {name}",
            "Desativar {name}";
        remove_title(name: &str): "Remove {name}",
            "Eliminar a {name}",
            "Remover {name}";
        deactivated(name: &str): "{name} is deactivated",
            "{name} está desactivado",
            "{name} está desativado";
        removed(name: &str): "{name} is removed",
            "{name} fue eliminado",
            "{name} foi removido";
        owner_takes(name: &str): "{name} (owner)",
            "{name} (propietario)",
            "{name} (proprietário)";
        sessions_end(n: u64): ["1 session ends at once.", "{n} sessions end at once."],
            ["1 sesión termina al instante.", "{n} sesiones terminan al instante."],
            ["1 sessão termina na hora.", "{n} sessões terminam na hora."];
        role_holds(role: &str): "From the role {role}.",
            "Del rol {role}.",
            "Da função {role}.";
        role_lacks(role: &str): "Not in the role {role}.",
            "No está en el rol {role}.",
            "Não está na função {role}.";
        sees_menu(menu: &str): "Sees in the menu: {menu}.",
            "Ve en el menú: {menu}.",
            "Vê no menu: {menu}.";
    }
}
