//! Which role a text means. Built-in roles have an id, a text and a name in each language; no custom role may be called
//! like one of them, so that a name in a list of invitations means what its writer reads.

use domain::locale::Locale;
use domain::role::{BuiltIn, Role, RoleId};
use domain::sort_key::sort_key;

/// The keys of all that a built-in role is called.
fn keys(role: BuiltIn) -> impl Iterator<Item = String> {
    let texts = [role.as_str().to_owned(), role.as_str().replace('_', " ")];
    let names = Locale::ALL.iter().map(move |locale| locale::roles::role(*locale, role).to_owned());
    texts.into_iter().chain(names).map(|text| sort_key(&text))
}

/// Is a built-in role called so, or could it be a role's id?
pub fn is_reserved(name: &str) -> bool {
    let key = sort_key(name);
    key.starts_with("role_") || BuiltIn::ALL.iter().any(|role| keys(*role).any(|k| k == key))
}

/// The built-in role that a part of a name is searched in: does it hold this search key?
pub fn is_found(role: BuiltIn, search: &str) -> bool {
    keys(role).any(|key| key.replace(domain::sort_key::AFTER_N, "").contains(search))
}

/// What a text means.
#[derive(Debug, PartialEq, Eq)]
pub enum Meant {
    /// This role.
    One(Box<Role>),
    /// None.
    Nothing,
    /// More than one.
    Many,
}

/// The role that a text means, of the built-in ones and these custom ones: by its id, then by its name.
pub fn meant(text: &str, custom: &[Role]) -> Meant {
    let (text, key) = (text.trim(), sort_key(text));
    if let Ok(id) = RoleId::try_from(text.to_lowercase()) {
        let found = id.built_in().map(Role::from).or_else(|| custom.iter().find(|role| role.id == id).cloned());
        return found.map_or(Meant::Nothing, |role| Meant::One(Box::new(role)));
    }
    let built_in = BuiltIn::ALL.iter().filter(|role| keys(**role).any(|k| k == key)).map(|role| Role::from(*role));
    let mut named = built_in.chain(custom.iter().filter(|role| sort_key(&role.name) == key).cloned());
    match (named.next(), named.next()) {
        (None, _) => Meant::Nothing,
        (Some(role), None) => Meant::One(Box::new(role)),
        (Some(_), Some(_)) => Meant::Many,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_built_in_role_is_called_is_reserved() {
        for name in [
            "admin",
            "ADMIN",
            "Inbox Manager",
            "inbox_manager",
            "Administrador",
            "usuário",
            "Usuario",
            "role_x",
            "Ｒole_admin",
        ] {
            assert!(is_reserved(name), "{name}");
        }
        for name in ["Night shift", "Administrators", "roles"] {
            assert!(!is_reserved(name), "{name}");
        }
    }

    #[test]
    fn an_id_comes_before_a_name_and_two_of_a_name_are_none() {
        let custom = |id: &str, name: &str| Role {
            id: RoleId::try_from(format!("role_{id:0>26}")).expect("an id"),
            name: name.to_owned(),
            grants: Default::default(),
            version: 1,
        };
        let roles = [custom("1", "Admin"), custom("2", "Équipe")];
        let one = |role: Role| Meant::One(Box::new(role));
        assert_eq!(meant("role_admin", &roles), one(BuiltIn::Admin.into()));
        assert_eq!(meant("admin", &roles), Meant::Many, "an old role may be called so");
        assert_eq!(meant("admin", &roles[1..]), one(BuiltIn::Admin.into()));
        assert_eq!(meant(" E\u{301}QUIPE ", &roles), one(roles[1].clone()));
        assert_eq!(meant(roles[0].id.as_str(), &roles), one(roles[0].clone()));
        assert_eq!(meant("Atendimento", &roles), one(BuiltIn::Service.into()));
        assert_eq!(meant("king", &roles), Meant::Nothing);
        assert_eq!(meant("role_king", &roles), Meant::Nothing);
    }
}
