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
        edit_title: fn(&str) -> String = |name| format!("Edit {name}"), |name| format!("Editar {name}"), |name| format!("Editar {name}");
        delete_title: fn(&str) -> String = |name| format!("Delete {name}?"), |name| format!("¿Eliminar {name}?"), |name| format!("Excluir {name}?");
        created_toast: fn(&str) -> String = |name| format!("Team {name} created"), |name| format!("Se creó el equipo {name}"), |name| format!("Equipe {name} criada");
        deleted: fn(&str) -> String = |name| format!("Team {name} deleted"), |name| format!("Se eliminó el equipo {name}"), |name| format!("Equipe {name} excluída");
        delete_people: fn(u64) -> String =
            |n| if n == 0 { "Nobody is in it.".to_owned() } else { crate::many(n, "1 person is no longer in it, and keeps their account and role.", "# people are no longer in it, and keep their accounts and roles.") },
            |n| if n == 0 { "No tiene a nadie.".to_owned() } else { crate::many(n, "1 persona deja de estar en él y conserva su cuenta y su rol.", "# personas dejan de estar en él y conservan sus cuentas y sus roles.") },
            |n| if n == 0 { "Não tem ninguém.".to_owned() } else { crate::many(n, "1 pessoa deixa de estar nela e mantém sua conta e sua função.", "# pessoas deixam de estar nela e mantêm suas contas e funções.") };
        add: fn(&str) -> String = |name| format!("Add {name}"), |name| format!("Agregar a {name}"), |name| format!("Adicionar {name}");
        take_out: fn(&str) -> String = |name| format!("Take {name} out"), |name| format!("Quitar a {name}"), |name| format!("Remover {name}");
        supervises_what: fn(&str) -> String = |name| format!("{name} supervises"), |name| format!("{name} supervisa"), |name| format!("{name} supervisiona");
        and_more: fn(u64) -> String = |n| format!("and {n} more"), |n| format!("y {n} más"), |n| format!("e mais {n}");
    }
}
