//! What a browser says of itself, in words: the common ones by name, all others as nothing. It decides nothing: whoever
//! holds a cookie can send any text.

/// A browser and the system that it runs on, as far as its own account of itself can be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Device {
    /// The browser, or the program that poses as one.
    pub browser: Option<&'static str>,
    /// The system.
    pub system: Option<&'static str>,
}

// The first that fits counts: most name those that they descend from as well.
const BROWSERS: [(&str, &str); 17] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("python-requests/", "Python"),
    ("node", "Node.js"),
];
const SYSTEMS: [(&str, &str); 8] = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

impl Device {
    /// What a `User-Agent` says.
    pub fn of(agent: &str) -> Self {
        let known = |list: &[(&str, &'static str)]| list.iter().find(|one| agent.contains(one.0)).map(|one| one.1);
        Self { browser: known(&BROWSERS), system: known(&SYSTEMS) }
    }

    /// Both in one line; none when neither is known.
    pub fn words(self) -> Option<String> {
        match (self.browser, self.system) {
            (Some(browser), Some(system)) => Some(format!("{browser} · {system}")),
            (one, other) => one.or(other).map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_that_pose_as_others_are_told_apart() {
        const WEBKIT: &str = "AppleWebKit/537.36 (KHTML, like Gecko)";
        for (agent, words) in [
            ("(Windows NT 10.0; Win64; x64) … Chrome/120.0 Safari/537.36 Edg/120.0", "Edge · Windows"),
            ("(Windows NT 10.0; Win64; x64) … Chrome/120.0 Safari/537.36 OPR/106.0", "Opera · Windows"),
            (
                "(Linux; Android 14; SM-S918B) … SamsungBrowser/23.0 Chrome/115.0 Mobile Safari/537.36",
                "Samsung Internet · Android",
            ),
            ("(Linux; Android 14; Pixel 8) … Chrome/120.0 Mobile Safari/537.36", "Chrome · Android"),
            ("(iPhone; CPU iPhone OS 17_0 like Mac OS X) … Version/17.0 Mobile/15E148 Safari/604.1", "Safari · iOS"),
            ("(iPhone; CPU iPhone OS 17_0 like Mac OS X) … CriOS/120.0 Mobile/15E148 Safari/604.1", "Chrome · iOS"),
            ("(iPad; CPU OS 17_0 like Mac OS X) … FxiOS/120.0 Mobile/15E148 Safari/605.1.15", "Firefox · iPadOS"),
            ("(Macintosh; Intel Mac OS X 10_15_7) … Version/17.0 Safari/605.1.15", "Safari · macOS"),
            ("(X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0", "Firefox · Linux"),
            ("(X11; CrOS x86_64 14541.0.0) … Chrome/120.0 Safari/537.36", "Chrome · ChromeOS"),
            ("curl/8.5.0", "curl"),
        ] {
            let agent = format!("Mozilla/5.0 {}", agent.replace('…', WEBKIT));
            assert_eq!(Device::of(&agent).words().as_deref(), Some(words), "{agent}");
        }
        assert_eq!(Device::of("something else").words(), None);
        assert_eq!(Device::of("").words(), None);
    }
}
