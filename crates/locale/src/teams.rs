//! Teams, and who looks after a system user.

texts! {
    /// The list of teams and its dialogs.
    Teams in "teams" {
        title: "Teams", "Equipos", "Equipes";
        lead: "A team groups people who work together. A person can be in several.",
            "Un equipo reúne a personas que trabajan juntas. Una persona puede estar en varios.",
            "Uma equipe reúne pessoas que trabalham juntas. Uma pessoa pode estar em várias.";
        one: "Team", "Equipo", "Equipe";
        create: "Add a team", "Agregar un equipo", "Adicionar uma equipe";
        edit: "Edit", "Editar", "Editar";
        name: "Name", "Nombre", "Nome";
        members: "Members", "Miembros", "Membros";
        count: "People", "Personas", "Pessoas";
        supervisors: "Supervisors", "Supervisores", "Supervisores";
        supervises: "Supervises", "Supervisa", "Supervisiona";
        created: "Created", "Creado", "Criada";
        find: "Find people by name or e-mail", "Buscar personas por nombre o correo", "Buscar pessoas por nome ou e-mail";
        find_hint: "Type the beginning of a name or an address, then add the person.",
            "Escriba el comienzo de un nombre o de una dirección y agregue a la persona.",
            "Digite o início de um nome ou endereço e adicione a pessoa.";
        nobody: "Nobody yet", "Nadie todavía", "Ninguém ainda";
        nobody_found: "Nobody with this name", "Nadie con este nombre", "Ninguém com este nome";
        delete_text: "The team is removed for good.",
            "El equipo se elimina definitivamente.",
            "A equipe é removida definitivamente.";
        empty: "No teams yet", "Todavía no hay equipos", "Ainda não há equipes";
        empty_why: "Create one for each group that shares its work, and name who supervises it.",
            "Cree uno por cada grupo que comparte su trabajo y diga quién lo supervisa.",
            "Crie uma para cada grupo que compartilha o trabalho e diga quem a supervisiona.";
        custodians: "Custodians", "Responsables", "Responsáveis";
        custodians_lead: "The people who look after this system user. It goes on working when they leave.",
            "Las personas que cuidan de este usuario del sistema. Sigue funcionando cuando se van.",
            "As pessoas que cuidam deste usuário do sistema. Ele continua funcionando quando elas saem.";
        custodians_edit: "Change custodians", "Cambiar responsables", "Alterar responsáveis";
        custodians_hint: "Active people whose role lets them manage system users.",
            "Personas activas cuyo rol les permite gestionar usuarios del sistema.",
            "Pessoas ativas cuja função permite gerenciar usuários do sistema.";
        custodians_none: "Choose at least one person.", "Elija al menos a una persona.", "Escolha pelo menos uma pessoa.";
        custodian_gone: "Can no longer manage system users", "Ya no puede gestionar usuarios del sistema", "Não pode mais gerenciar usuários do sistema";
    } {
        edit_title(name: &str): "Edit {name}", "Editar {name}", "Editar {name}";
        delete_title(name: &str): "Delete {name}?", "¿Eliminar {name}?", "Excluir {name}?";
        created_toast(name: &str): "Team {name} created", "Se creó el equipo {name}", "Equipe {name} criada";
        deleted(name: &str): "Team {name} deleted", "Se eliminó el equipo {name}", "Equipe {name} excluída";
        delete_people(n: u64):
            ["Nobody is in it.", "1 person is no longer in it, and keeps their account and role.", "{n} people are no longer in it, and keep their accounts and roles."],
            ["No tiene a nadie.", "1 persona deja de estar en él y conserva su cuenta y su rol.", "{n} personas dejan de estar en él y conservan sus cuentas y sus roles."],
            ["Não tem ninguém.", "1 pessoa deixa de estar nela e mantém sua conta e sua função.", "{n} pessoas deixam de estar nela e mantêm suas contas e funções."];
        add(name: &str): "Add {name}", "Agregar a {name}", "Adicionar {name}";
        take_out(name: &str): "Take {name} out", "Quitar a {name}", "Remover {name}";
        supervises_what(name: &str): "{name} supervises", "{name} supervisa", "{name} supervisiona";
        and_more(n: u64): "and {n} more", "y {n} más", "e mais {n}";
    }
}
