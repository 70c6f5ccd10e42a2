//! The key of a name: what lists sort by, what is searched in, and what tells whether two names are the same.
//!
//! The database compares bytes. So the key is computed here, kept in a column beside the name, and indexed. It has two
//! parts: the letters without case and accents, and, where that lost something, the accents. So `Ángel` stands before
//! `Zoë`, `Équipe` in any case or encoding is one name, and `Equipe` is another one right before it.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// Between the letters and the accents: before every character that a name can have.
const ACCENTS: char = '\u{1}';
/// Behind the n of an ñ: after every letter, so that `ñ` stands between `nz` and `o`, as Spanish has it.
pub const AFTER_N: char = '\u{f8ff}';
const TILDE: char = '\u{303}';

/// Is it a mark that is put on the letter before it? After decomposition that is what is left of an accent.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Letters that are no letter with a mark to Unicode, and are one to those who look for them.
const fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ı' => "i",
        'þ' => "th",
        _ => return None,
    })
}

/// Decomposed, without case, each run of spaces as one.
fn fold(name: &str) -> String {
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(name);
    // Upper case first: it takes `ß` and its like apart.
    let folded: String = decomposed.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect();
    // Changing the case can compose again.
    let folded = DecomposingNormalizerBorrowed::new_nfkd().normalize(&folded);
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The letters of a folded text; `n` is put behind an n with a tilde.
fn letters(folded: &str, n: Option<char>) -> String {
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        match (plain(c), n) {
            (Some(text), _) => out.push_str(text),
            (None, Some(n)) if c == TILDE && out.ends_with('n') => out.push(n),
            (None, _) if is_mark(c) => {}
            (None, _) => out.push(c),
        }
    }
    out
}

/// The key of a name, for a column `…_key`.
pub fn sort_key(name: &str) -> String {
    let folded = fold(name);
    let mut key = letters(&folded, Some(AFTER_N));
    if key != folded {
        key.push(ACCENTS);
        key.push_str(&folded);
    }
    key
}

/// What is looked for in keys from which [`AFTER_N`] was taken out. Empty when there is nothing to look for.
pub fn search_key(text: &str) -> String {
    letters(&fold(text), None).replace(['\0', ACCENTS, AFTER_N], "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_stand_where_people_look_for_them() {
        let mut names =
            ["Zoë", "Ñandú", "ana", "Óscar", "Ángel", "Nuno", "Ana", "Équipe", "Equipe", "Oscar", "zz", "Éze"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(
            names,
            ["ana", "Ana", "Ángel", "Equipe", "Équipe", "Éze", "Nuno", "Ñandú", "Oscar", "Óscar", "Zoë", "zz"]
        );
    }

    #[test]
    fn one_name_has_one_key_however_it_is_written() {
        for same in [
            ["Équipe", "E\u{301}QUIPE"],
            ["Straße", "STRASSE"],
            ["Ação", "ac\u{327}a\u{303}o"],
            ["ﬁnal  equipo", "Final equipo"],
            ["Ｂｏｔ", "bot"],
            ["ΣΑΣ", "σας"],
        ] {
            assert_eq!(sort_key(same[0]), sort_key(same[1]), "{same:?}");
        }
        for other in [["Equipe", "Équipe"], ["año", "ano"], ["a b", "ab"]] {
            assert_ne!(sort_key(other[0]), sort_key(other[1]), "{other:?}");
        }
    }

    #[test]
    fn a_search_finds_with_and_without_accents() {
        let found = |name: &str, text: &str| sort_key(name).replace(AFTER_N, "").contains(&search_key(text));
        for (name, text) in
            [("Ação Sul", "acao"), ("Ação Sul", "AÇÃO"), ("Peña", "pena"), ("pena", "peña"), ("Łódź", "lodz")]
        {
            assert!(found(name, text), "{text} in {name}");
        }
        assert!(!found("Ação", "sul"));
        assert_eq!(search_key("\u{301}"), "");
    }

    proptest! {
        #[test]
        fn case_makes_no_difference(name in "[ -~À-ɏ]{0,40}") {
            prop_assert_eq!(sort_key(&name), sort_key(&name.to_uppercase().to_lowercase()));
        }

        #[test]
        fn a_name_is_found_by_itself(name in "\\PC{0,40}") {
            prop_assert!(sort_key(&name).replace(AFTER_N, "").contains(&search_key(&name)));
        }
    }
}
