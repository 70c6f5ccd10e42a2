use super::*;
use crate::environment::Environment;
use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;
use proptest::prelude::*;

fn named(text: &str) -> Result<String, FieldCode> {
    name(text, 100)
}

#[test]
fn names_of_the_world_are_names() {
    for good in [
        "Atención al cliente",
        "Équipe d'été",
        "日本語サポート",
        "한국어 지원",
        "دعم العملاء",
        "فارسی می\u{200c}خواهم",
        "हिन्दी सहायता",
        "ශ\u{dca}\u{200d}රී ලංකා",
        "Поддержка №1",
        "Bot 🤖",
        "I ❤\u{fe0f} bots",
        "👨\u{200d}👩\u{200d}👧",
        "🏳\u{fe0f}\u{200d}🌈 team",
        "👩🏽\u{200d}💻",
        "1\u{fe0f}\u{20e3} first",
        "R&D <beta> \"x\" / ½ ™",
    ] {
        assert_eq!(named(good).as_deref(), Ok(good), "{good:?}");
    }
}

#[test]
fn one_name_has_one_form_however_it_is_typed() {
    assert_eq!(named("E\u{301}quipe"), named("Équipe"));
    assert_eq!(named("  a \u{a0}\u{3000} b\t").as_deref(), Ok("a b"));
    assert_eq!(named("\u{1100}\u{1161}\u{11a8}").as_deref(), Ok("각"), "Hangul that NFC puts together");
    assert!(same_name("Ate\u{301} al  cliente", "Até al cliente") && !same_name("Bot", "bot"));
}

#[test]
fn what_is_invisible_or_turns_the_text_round_is_no_part_of_a_name() {
    for c in (0..=0x10_ffff).filter_map(char::from_u32) {
        if CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c) {
            assert!(is_blank(c), "{c:?} is ignorable");
            for bad in [c.to_string(), format!("a{c}"), format!("{c}a"), format!("a{c}b")] {
                assert_eq!(named(&bad), Err(FieldCode::InvalidCharacters), "{bad:?}");
            }
        }
    }
    for bad in [
        "\u{2800}",
        "a\u{fffd}b",
        "a\nb",
        "a\u{85}b",
        "a\u{2028}b",
        "a\u{e000}b",
        "a\u{378}b",
        "a\u{ffff}b",
        "\u{1112}\u{119e}",
        "\u{301}",
        "1\u{fe0f}",
        "😀\u{fe0f}",
        "a\u{fe0f}",
        "❤\u{fe0f}\u{fe0f}",
        "ab\u{200d}cd",
        "بب\u{200d}",
        "👨\u{200d}a",
    ] {
        assert_eq!(named(bad), Err(FieldCode::InvalidCharacters), "{bad:?}");
    }
    assert_eq!(named(" \u{3000} "), Err(FieldCode::Required));
    assert_eq!(name("e\u{301}e\u{301}", 2).as_deref(), Ok("éé"), "the length is that of what is stored");
    assert_eq!(name("aaa", 2), Err(FieldCode::TooLong));
}

#[test]
fn a_token_is_no_name_wherever_it_stands() {
    for environment in Environment::ALL {
        let token = token::assemble(*environment, &[7; token::RANDOM], &[9; token::TAG]).expose().clone();
        let inside =
            [format!("my bot {token}"), format!("tnr_{token}!"), format!("tnrt_{token}!"), format!("é{token}é")];
        for bad in inside.into_iter().chain([token.clone()]) {
            assert_eq!(named(&bad), Err(FieldCode::LooksLikeAToken), "{bad}");
        }
        assert!(named(&token.replacen('K', "k", 1)).is_ok());
    }
    assert!(named("tnr_ is how our tokens begin").is_ok() && named("tnrt_ is how test ones do").is_ok());
}

#[test]
fn words_to_search_for_have_the_form_of_names() {
    assert_eq!(search("  E\u{301}quipe\u{3000}\u{200b} ").as_deref(), Some("Équipe"));
    assert_eq!(search(" \u{a0}\u{0} "), None);
    assert_eq!(search("می\u{200c}خواهم").as_deref(), Some("می\u{200c}خواهم"));
}

/// Any characters, those that the policy is about among them more often than chance would have it.
fn text() -> impl Strategy<Value = String> {
    let special = prop::sample::select(vec![
        ' ',
        '\u{a0}',
        '\u{3000}',
        '\u{301}',
        '\u{308}',
        '\u{200c}',
        '\u{200d}',
        '\u{fe0f}',
        '\u{20e3}',
        '\u{94d}',
        'क',
        'ب',
        '❤',
        '👩',
        '1',
        '\u{1100}',
        '\u{1161}',
        '\u{11a8}',
        'e',
        'K',
        '\u{212b}',
        '\u{3164}',
        '\u{e0041}',
    ]);
    prop::collection::vec(prop_oneof![special, any::<char>()], 0..12).prop_map(|chars| chars.into_iter().collect())
}

proptest! {
    #[test]
    fn forms_are_final(text in text()) {
        prop_assert_eq!(tidy(&tidy(&text)), tidy(&text));
        prop_assert_eq!(opaque(&opaque(&text)), opaque(&text));
        if let Some(words) = search(&text) {
            prop_assert_eq!(search(&words), Some(words.clone()));
        }
        if let Ok(once) = name(&text, 100) {
            prop_assert_eq!(name(&once, 100), Ok(once.clone()));
            prop_assert!(same_name(&once, &text));
        }
    }

    #[test]
    fn an_accepted_name_can_be_seen(text in text()) {
        if let Ok(name) = name(&text, 100) {
            prop_assert!(name.chars().any(|c| !c.is_whitespace() && !c.is_control() && !is_blank(c)));
            prop_assert!(!name.starts_with(' ') && !name.ends_with(' ') && !name.contains("  "));
        }
    }
}
