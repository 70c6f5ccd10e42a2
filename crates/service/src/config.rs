//! What a deployment is configured with.

use std::iter;

use domain::secret::Secret;
use messaging::address::{AddressRefusal, HostPort, WebhookUrl};

use crate::crypto::Keys;
use crate::tier;

/// The variables and secrets as they come from the environment; empty when absent.
#[derive(Debug)]
pub struct RawConfig {
    /// `PUBLIC_URL`: the address of the deployment, without a path. Links are built from it and from nothing else.
    pub public_url: String,
    /// `CONSOLE_ORIGINS`: origins on which the console is hosted beside our own, separated by commas.
    pub console_origins: String,
    /// `TENURE_KEYS`: `kid:64 hex digits`, separated by commas; the first is used for new things.
    pub keys: Secret<String>,
    /// `MAIL_FROM`: the sender of mails.
    pub mail_from: String,
    /// Is `MAIL_TRANSPORT` the development mailbox? Then texts are kept, and `/v1/dev/mailbox` shows them.
    pub mailbox: bool,
    /// `SETUP_TOKEN`: lets the first person in. May be removed after the first run.
    pub setup_token: Secret<String>,
    /// `CLOCK_OFFSET_SECONDS`: how far the deployment's clock is ahead, for trying expiry out on one's own machine.
    pub clock_offset: String,
    /// `ALLOW_WEBHOOK_TO`: hosts with ports that webhooks may point to whatever they are, separated by commas; for one's own
    /// machine.
    pub allow_webhook_to: String,
    /// `CLIENT_IP_HEADER`: the header in which a trusted hop names the client's address; empty where there is no such hop.
    pub client_ip_header: String,
    /// `FOUND_TOKEN_KEYS_URL`: where the code host that reports tokens publishes its keys; GitHub's when empty.
    pub partner_keys_url: String,
    /// `VIEW_TIER`: who reads the revocation log for the isolates of a region (`tier::objects`); each for itself when empty.
    pub view_tier: String,
}

/// A checked configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// The deployment keys.
    pub keys: Keys,
    /// The setup token; none when the deployment has none.
    pub setup_token: Option<Secret<String>>,
    /// The origin of the deployment: scheme, host, port.
    pub origin: String,
    /// The sender of mails.
    pub mail_from: String,
    /// Is the development mailbox in use?
    pub mailbox: bool,
    /// Other origins on which the console may run.
    pub console_origins: Vec<String>,
    /// Milliseconds that the clock is ahead; 0 but on somebody's own machine.
    pub clock_offset: i64,
    /// Where webhooks may point beside the public internet; nowhere but on somebody's own machine.
    pub allow_webhook_to: Vec<HostPort>,
    /// The header, in lower case, in which a trusted hop names the client's address; none where there is no such hop: anybody
    /// can send a header.
    pub client_ip_header: Option<String>,
    /// Where the code host that reports tokens publishes its keys.
    pub partner_keys_url: String,
    /// How many objects of the regional tier a region has; none: isolates read the revocation log themselves.
    pub view_tier: Option<u8>,
}

/// Where GitHub publishes the keys of its secret scanning.
pub const GITHUB_KEYS: &str = "https://api.github.com/meta/public_keys/secret_scanning";

/// The most that the clock can be moved: ten years, which keeps every sum of times far from the end of its type.
const MOST_CLOCK_OFFSET_SECONDS: i64 = 10 * 366 * 86_400;

/// The fewest characters of a setup token.
pub const MIN_SETUP_TOKEN: usize = 32;

impl Config {
    /// Checks what the environment gave. The error is a sentence for the log, without any secret.
    pub fn new(raw: RawConfig) -> Result<Self, String> {
        let keys = Keys::parse(raw.keys.expose())?;
        let setup_token = match raw.setup_token.expose().trim() {
            "" => None,
            text if text.chars().count() < MIN_SETUP_TOKEN => {
                return Err(format!("SETUP_TOKEN is shorter than {MIN_SETUP_TOKEN} characters: set a longer one"));
            }
            text => Some(Secret::new(text.to_owned())),
        };
        let origin = origin_of(&raw.public_url)
            .ok_or("PUBLIC_URL must be an http or https address such as https://tenure.example.com")?;
        let console_origins = raw
            .console_origins
            .split(',')
            .map(str::trim)
            .filter(|o| !o.is_empty())
            .map(|o| {
                origin_of(o)
                    .ok_or_else(|| format!("CONSOLE_ORIGINS: {o} is no origin such as https://console.example.com"))
            })
            .collect::<Result<Vec<_>, _>>()?;
        if raw.mailbox && !is_this_machine(&origin) {
            return Err(
                "MAIL_TRANSPORT=mailbox shows every link to everybody: it needs a PUBLIC_URL such as http://localhost:8787"
                    .to_owned(),
            );
        }
        let clock_offset = clock_offset(raw.clock_offset.trim(), is_this_machine(&origin))?;
        let allow_webhook_to = allowed(&raw.allow_webhook_to, is_this_machine(&origin))?;
        let client_ip_header = Some(raw.client_ip_header.trim().to_ascii_lowercase()).filter(|name| !name.is_empty());
        let (mail_from, mailbox) = (raw.mail_from, raw.mailbox);
        let partner_keys_url = match raw.partner_keys_url.trim() {
            "" => GITHUB_KEYS.to_owned(),
            url => url.to_owned(),
        };
        let config = Self {
            keys,
            setup_token,
            origin,
            mail_from,
            mailbox,
            console_origins,
            clock_offset,
            allow_webhook_to,
            client_ip_header,
            partner_keys_url,
            view_tier: tier::objects(raw.view_tier.trim())?,
        };
        config.webhook_url(&config.partner_keys_url).map_err(|why| format!("FOUND_TOKEN_KEYS_URL: {why:?}"))?;
        Ok(config)
    }

    /// Is the deployment for this machine alone?
    pub fn is_local(&self) -> bool {
        is_this_machine(&self.origin)
    }

    /// Was a request sent to this machine by one of its own names? A page of another site whose name was pointed here
    /// (DNS rebinding) is in its browser's eyes a page of ours, but the browser still says the name in `Host`.
    pub fn is_own_name(&self, host: &str) -> bool {
        is_this_machine(&format!("http://{}", host.to_ascii_lowercase()))
    }

    /// An address that a webhook may have, or why it may not.
    pub fn webhook_url(&self, text: &str) -> Result<WebhookUrl, AddressRefusal> {
        let own: Vec<&str> = iter::once(&self.origin).chain(&self.console_origins).map(|it| host_of(it)).collect();
        WebhookUrl::parse(text, &own, &self.allow_webhook_to)
    }

    /// Is the deployment served over TLS? Plain http is for localhost.
    pub fn is_https(&self) -> bool {
        self.origin.starts_with("https://")
    }

    /// The session cookie's name: with `__Host-` a browser takes it only over TLS, for this host alone.
    pub fn cookie_name(&self) -> &'static str {
        if self.is_https() { "__Host-tenure" } else { "tenure_dev" }
    }

    /// `Set-Cookie` of a session; an empty value removes it.
    pub fn cookie(&self, value: &str, max_age_seconds: i64) -> String {
        // With a console on another site the cookie must travel across sites; the CSRF rule is the allow-list then.
        let (same_site, secure) = match (self.console_origins.is_empty(), self.is_https()) {
            (true, true) => ("Strict", "; Secure"),
            (true, false) => ("Strict", ""),
            (false, _) => ("None; Partitioned", "; Secure"),
        };
        format!(
            "{}={value}; Path=/; Max-Age={max_age_seconds}; HttpOnly; SameSite={same_site}{secure}",
            self.cookie_name()
        )
    }
}

/// Scheme, host and port of an address, in lower case; none when it is no http address or has a path.
fn origin_of(url: &str) -> Option<String> {
    let url = url.trim().trim_end_matches('/').to_ascii_lowercase();
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let plain = !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphanumeric() || "-.:[]".contains(c));
    plain.then_some(url)
}

fn clock_offset(text: &str, local: bool) -> Result<i64, String> {
    let seconds = match text {
        "" => 0,
        text => text
            .parse::<i64>()
            .ok()
            .filter(|n| (-MOST_CLOCK_OFFSET_SECONDS..=MOST_CLOCK_OFFSET_SECONDS).contains(n))
            .ok_or_else(|| {
                format!("CLOCK_OFFSET_SECONDS must be a whole number of at most {MOST_CLOCK_OFFSET_SECONDS} seconds")
            })?,
    };
    if seconds != 0 && !local {
        return Err(
            "CLOCK_OFFSET_SECONDS moves every expiry: it needs a PUBLIC_URL such as http://localhost:8787".into()
        );
    }
    Ok(seconds * 1000)
}

fn allowed(text: &str, local: bool) -> Result<Vec<HostPort>, String> {
    let named = text.split(',').map(str::trim).filter(|one| !one.is_empty());
    let all: Vec<HostPort> = named
        .map(|one| HostPort::parse(one).ok_or_else(|| format!("ALLOW_WEBHOOK_TO: {one} is no HOST:PORT")))
        .collect::<Result<_, _>>()?;
    if !all.is_empty() && !local {
        return Err(
            "ALLOW_WEBHOOK_TO lets webhooks call inside a network: it needs a PUBLIC_URL such as http://localhost:8787"
                .into(),
        );
    }
    Ok(all)
}

/// The host of an origin, without scheme and port.
fn host_of(origin: &str) -> &str {
    let authority = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    }
}

/// Is it plain http to this machine? Then nobody else is meant to reach it.
fn is_this_machine(origin: &str) -> bool {
    let Some(authority) = origin.strip_prefix("http://") else { return false };
    matches!(host_of(authority), "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(public_url: &str, origins: &str) -> RawConfig {
        RawConfig {
            public_url: public_url.into(),
            console_origins: origins.into(),
            mail_from: String::new(),
            mailbox: false,
            keys: Secret::new(format!("k1:{}", "0a".repeat(32))),
            setup_token: Secret::new(String::new()),
            clock_offset: String::new(),
            allow_webhook_to: String::new(),
            client_ip_header: String::new(),
            partner_keys_url: String::new(),
            view_tier: String::new(),
        }
    }

    #[test]
    fn the_cookie_follows_the_deployment() {
        let cookie = |url, origins| Config::new(raw(url, origins)).expect("valid").cookie("v", 60);
        assert_eq!(
            cookie("https://t.example.com/", ""),
            "__Host-tenure=v; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure"
        );
        assert_eq!(cookie("http://localhost:8787", ""), "tenure_dev=v; Path=/; Max-Age=60; HttpOnly; SameSite=Strict");
        assert_eq!(
            cookie("https://t.example.com", "https://c.example.org"),
            "__Host-tenure=v; Path=/; Max-Age=60; HttpOnly; SameSite=None; Partitioned; Secure"
        );
    }

    #[test]
    fn a_wrong_setting_is_said_in_a_sentence() {
        for (url, origins) in
            [("", ""), ("ftp://x", ""), ("https://x/path", ""), ("https://x", "*"), ("https://x", "https://c/p")]
        {
            assert!(Config::new(raw(url, origins)).is_err(), "{url} {origins}");
        }
    }

    #[test]
    fn the_clock_is_moved_on_this_machine_alone() {
        let with = |url, offset: &str| {
            Config::new(RawConfig { clock_offset: offset.into(), ..raw(url, "") }).map(|config| config.clock_offset)
        };
        let here = "http://localhost:8787";
        assert_eq!(with(here, ""), Ok(0));
        assert_eq!(with(here, " 3600 "), Ok(3_600_000));
        assert_eq!(with("http://127.0.0.1", "-60"), Ok(-60_000));
        for wrong in ["1h", "1.5", "9223372036854775807", "-9223372036854775808", "316224001"] {
            assert!(with(here, wrong).is_err_and(|why| why.contains("CLOCK_OFFSET_SECONDS")), "{wrong}");
        }
        for url in ["https://tenure.example.com", "https://localhost", "http://10.0.0.7:8787"] {
            assert!(with(url, "1").is_err_and(|why| why.contains("CLOCK_OFFSET_SECONDS")), "{url}");
            assert_eq!(with(url, "0"), Ok(0), "{url}");
        }
    }

    #[test]
    fn webhooks_are_allowed_inside_on_this_machine_alone() {
        let with = |url, to: &str| Config::new(RawConfig { allow_webhook_to: to.into(), ..raw(url, "") });
        let here = with("http://localhost:8787", "127.0.0.1:9000, [::1]:9001").expect("valid");
        assert!(here.webhook_url("http://127.0.0.1:9000/in").is_ok_and(|url| url.is_allowed()));
        assert!(here.webhook_url("http://127.0.0.1:9001/in").is_err());
        assert!(with("http://localhost:8787", "127.0.0.1").is_err_and(|why| why.contains("ALLOW_WEBHOOK_TO")));
        for url in ["https://tenure.example.com", "https://localhost", "http://10.0.0.7:8787"] {
            assert!(with(url, "127.0.0.1:9000").is_err_and(|why| why.contains("ALLOW_WEBHOOK_TO")), "{url}");
        }
        let deployed = with("https://tenure.example.com:8443", "").expect("valid");
        assert_eq!(deployed.webhook_url("https://tenure.example.com/in"), Err(AddressRefusal::Own));
        assert_eq!(deployed.webhook_url("https://a.tenure.example.com/in"), Err(AddressRefusal::Own));
        assert!(deployed.webhook_url("https://bot.example.com/in").is_ok());
    }

    #[test]
    fn this_machine_has_three_names() {
        let config = Config::new(raw("http://localhost:8787", "")).expect("valid");
        for host in ["localhost", "localhost:8787", "LocalHost:1", "127.0.0.1:8787", "[::1]:8787", "[::1]"] {
            assert!(config.is_own_name(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "evil.example:8787",
            "localhost.evil.example",
            "127.0.0.1.evil.example:80",
            "localhost:x",
            "x@localhost",
            "0.0.0.0",
        ] {
            assert!(!config.is_own_name(host), "{host}");
        }
    }

    #[test]
    fn the_mailbox_is_for_this_machine_alone() {
        let with = |url| Config::new(RawConfig { mailbox: true, ..raw(url, "") });
        for url in
            ["http://localhost:8787", "http://localhost", "http://127.0.0.1:8787/", "http://[::1]:80", "http://[::1]"]
        {
            assert!(with(url).is_ok_and(|config| config.mailbox), "{url}");
        }
        for url in
            ["https://tenure.example.com", "https://localhost", "http://10.0.0.7:8787", "http://localhost.evil.example"]
        {
            assert!(with(url).is_err_and(|why| why.contains("mailbox")), "{url}");
        }
    }
}
