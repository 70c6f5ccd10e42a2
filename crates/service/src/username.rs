//! Is the username beside a token the one that is stored? It is no secret and gives nothing: the token decides. It is
//! compared so that a bot with another bot's token is told.

use domain::text;

/// A header's bytes have no declared encoding (RFC 9110 §5.5), so clients send UTF-8 or Latin-1, and the runtime reads
/// them as UTF-8: each of Latin-1's letters beyond ASCII then arrives as U+FFFD. What such a client sends is known all
/// the same: it is what comes of the stored name on that way. It is one way for é and è; the token tells them apart.
pub fn same(sent: &str, stored: &str) -> bool {
    if sent == stored {
        return true;
    }
    if sent.is_ascii() && stored.is_ascii() {
        return text::same_name(sent, stored);
    }
    let (sent, stored) = (text::tidy(sent), text::tidy(stored));
    // As it was meant; as UTF-8 that something on the way has read as Latin-1; as Latin-1 that was read as UTF-8.
    sent == stored
        || latin1(&sent).and_then(|bytes| String::from_utf8(bytes).ok()).is_some_and(|text| text::tidy(&text) == stored)
        || latin1(&stored).is_some_and(|bytes| text::tidy(&String::from_utf8_lossy(&bytes)) == sent)
}

/// The bytes of a text in Latin-1; none when it has a character beyond.
fn latin1(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::same;

    /// What the runtime makes of these bytes of a header: the UTF-8 decoder of the Encoding standard, as in Rust.
    fn arrives(bytes: &[u8]) -> String {
        String::from_utf8_lossy(bytes).into_owned()
    }

    fn in_latin1(text: &str) -> String {
        arrives(&super::latin1(text).expect("Latin-1"))
    }

    #[test]
    fn a_name_is_itself_in_utf_8_and_in_latin_1() {
        for stored in ["Atención al cliente", "Équipe d'été", "Ünïcödé", "ñº¿¡", "Ã©", "São Paulo"] {
            assert!(same(stored, stored) && same(&arrives(stored.as_bytes()), stored), "{stored}");
            assert!(same(&in_latin1(stored), stored), "{stored}");
            let latin1_of_utf8: String = stored.bytes().map(char::from).collect();
            assert!(same(&latin1_of_utf8, stored), "{stored}");
        }
        assert!(same("E\u{301}quipe", "Équipe") && same("Équipe", "E\u{301}quipe"), "old rows are as they were typed");
        assert!(same(&in_latin1("Équipe"), "E\u{301}quipe"));
        assert!(same("日本語", "日本語"));
    }

    #[test]
    fn another_name_is_another_name() {
        for (sent, stored) in [
            ("Atencion al cliente", "Atención al cliente"),
            ("Atenci\u{fffd}n", "Atención al cliente"),
            ("\u{fffd}", "Atención al cliente"),
            ("\u{fffd}\u{fffd}\u{fffd}", "bot"),
            ("\u{fffd}\u{fffd}\u{fffd}", "日本語"),
            ("", "é"),
            ("bot", "Bot"),
            ("Équipe", "Équipes"),
        ] {
            assert!(!same(sent, stored), "{sent:?} {stored:?}");
        }
    }
}
