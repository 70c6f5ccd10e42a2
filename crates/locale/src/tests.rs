use super::*;

/// Words that are the same in two languages, looked at one by one.
const SAME: &[&str] = &[
    "common.range",
    "nav.bots",
    "nav.webhooks",
    "messages.webhook",
    "bots.token",
    "messages.token",
    "bots.status",
    "bots.tokens",
    "bots.id",
    "nav.roles",
    // Meta's own word in all three.
    "nav.apps",
    "business.app",
    "roles.title",
    "mails.status",
];

/// Every text in English, and what it is in another language: place, arguments, both.
fn pairs() -> impl Iterator<Item = (&'static Entry, &'static str, &'static str)> {
    entries().flat_map(|entry| {
        let [en, es, pt] = entry.forms;
        let both = move |other: &'static [&'static str]| en.iter().copied().zip(other.iter().copied());
        both(es).chain(both(pt)).map(move |(english, text)| (entry, english, text))
    })
}

#[test]
fn nothing_was_left_in_english() {
    for (entry, english, text) in pairs() {
        let same = SAME.contains(&entry.place);
        assert!(english != text || same, "{} is not translated: {english}", entry.place);
    }
}

#[test]
fn no_text_is_blank_and_sentences_end_alike() {
    for (Entry { place, forms, .. }, english, text) in pairs() {
        assert!(!text.trim().is_empty() && !english.trim().is_empty(), "{place}");
        assert_eq!(english.ends_with('.'), text.ends_with('.'), "{place}: {text}");
        assert_eq!(english.ends_with('…'), text.ends_with('…'), "{place}: {text}");
        assert!(forms.iter().all(|f| f.len() == forms[0].len()), "{place} has other forms in another language");
    }
}

#[test]
fn numbers_choose_the_form() {
    let [en, es, pt] = [Locale::En, Locale::Es, Locale::Pt].map(messages);
    assert_eq!((en.common.results)(1), "1 result");
    assert_eq!((es.common.results)(2), "2 resultados");
    assert_eq!((pt.bots.overlap_hours)(24), "vale por mais 24 horas");
    assert_eq!((en.teams.delete_people)(0), "Nobody is in it.");
    assert_eq!((en.roles.people_of)(1, "Admin"), "1 person: Admin");
    assert_eq!((es.bots.end_token_title)("abcd", "bot"), "¿Revocar el token …abcd de bot?");
    assert_eq!((pt.bots.account_wide_hint)(1, 10), "Para todas as subcontas. 1 de 10 em uso.");
}

#[test]
fn the_labels_of_the_screens_that_it_stands_in_for_are_kept() {
    let labels = |m: &Messages| [m.bots.tab, m.bots.create, m.bots.generate, m.bots.deactivate, m.bots.new_token];
    let [en, es, pt] = [Locale::En, Locale::Es, Locale::Pt].map(|locale| labels(messages(locale)));
    assert_eq!(en, ["System User", "Create System User", "Generate Token", "Deactivate", "Generate a new token"]);
    assert_eq!(es[..3], ["Usuario del sistema", "Crear usuario del sistema", "Generar token"]);
    assert_eq!(pt[..3], ["Usuário do sistema", "Criar usuário do sistema", "Gerar token"]);
}
