//! Time zones by their names in IANA's database (RFC 6557). The list is the edge's: a browser brings its own.

/// A new version of the database: put its names here, one a line, and its version into the first line.
const LIST: &str = include_str!("time_zones.txt");

/// The name as the database writes it, for a name in any case (as in ECMA-402); none when there is no such zone.
pub fn find(name: &str) -> Option<&'static str> {
    LIST.lines().filter(|line| !line.starts_with('#')).find(|line| line.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_and_their_other_names_are_known() {
        for name in [
            "UTC",
            "Etc/UTC",
            "Etc/GMT+5",
            "Asia/Kolkata",
            "Asia/Calcutta",
            "Europe/Kyiv",
            "Europe/Kiev",
            "America/Argentina/Buenos_Aires",
            "America/Sao_Paulo",
            "US/Eastern",
            "America/Coyhaique",
            "GMT",
        ] {
            assert_eq!(find(name), Some(name));
        }
        assert_eq!(find("europe/madrid"), Some("Europe/Madrid"));
        assert!(LIST.lines().count() > 590);
    }

    #[test]
    fn what_only_looks_like_a_zone_is_none() {
        for name in ["Mars/Olympus", "Europe", "Europe/", "Europe/Madrid ", "UTC+2", "#", "Factory", "A", "", "\n"] {
            assert_eq!(find(name), None, "{name:?}");
        }
        assert!(LIST.lines().all(|line| !line.trim().is_empty()));
    }
}
