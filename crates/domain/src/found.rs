//! Tokens that code hosts find and report: what an account lets happen to them, and where one was found.

use crate::permission::closed;
use crate::text;

closed! {
    /// What happens to a token that a code host reports.
    PartnerFinds {
        /// It ends at once.
        End = "end",
        /// It goes on; those who look after its system user are told.
        Warn = "warn",
    }
}

/// The longest address that is kept, in characters.
pub const LONGEST_URL: usize = 1_000;
/// The longest word for the kind of place, in characters.
pub const LONGEST_SOURCE: usize = 50;
/// How many places of one token are kept; a trigger holds it. Whoever knows of twenty has no use for more.
pub const MOST_PLACES: usize = 20;

/// Where a token was found, as a code host says it. Nothing of it is believed: it is shown and never called.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The address; empty where it was not said, or is of no use.
    pub url: String,
    /// The kind of place, such as `commit`; empty where it was not said.
    pub source: String,
}

impl Place {
    /// A place, out of what was said: without what can't be seen, and cut. An address with a token in it is left out, and so
    /// is one that is no address of the web: it is to be pressed by a person.
    pub fn said(url: &str, source: &str) -> Self {
        let url = plain(url, LONGEST_URL);
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        let url = if is_web && !text::holds_token(&url) { url } else { String::new() };
        let source = plain(source, LONGEST_SOURCE);
        Self { url, source: if text::holds_token(&source) { String::new() } else { source } }
    }

    /// In one line: the address with the kind of place.
    pub fn in_words(&self) -> String {
        match (self.url.as_str(), self.source.as_str()) {
            ("", source) => source.to_owned(),
            (url, "") => url.to_owned(),
            (url, source) => format!("{url} ({source})"),
        }
    }
}

fn plain(said: &str, most: usize) -> String {
    said.trim().chars().filter(|c| !c.is_control() && !text::is_blank(*c)).take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_an_address_of_the_web_without_what_can_not_be_seen() {
        let place = Place::said(" https://example.com/a\u{200b}b\n", "commit\u{7}");
        assert_eq!(place.in_words(), "https://example.com/ab (commit)");
        for none in ["javascript:alert(1)", "", "some_url", "data:text/html,x"] {
            assert_eq!(Place::said(none, "commit").in_words(), "commit", "{none}");
        }
        assert_eq!(Place::said(&format!("https://{}", "a".repeat(5_000)), "").url.chars().count(), LONGEST_URL);
    }
}
