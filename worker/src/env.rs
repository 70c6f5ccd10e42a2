//! Variables and secrets of the deployment.

use domain::secret::Secret;
use service::config::RawConfig;
use worker::Env;

use crate::mail;

/// Everything the service is configured with, unchecked.
pub fn raw_config(env: &Env) -> RawConfig {
    RawConfig {
        public_url: text(env, "PUBLIC_URL"),
        console_origins: text(env, "CONSOLE_ORIGINS"),
        keys: Secret::new(text(env, "TENURE_KEYS")),
        mail_from: text(env, "MAIL_FROM"),
        mailbox: mail::is_mailbox(env),
        setup_token: Secret::new(text(env, "SETUP_TOKEN")),
        clock_offset: text(env, "CLOCK_OFFSET_SECONDS"),
    }
}

/// The header, in lower case, in which a trusted hop names the client's address; none where there is no such hop:
/// anybody can send a header.
pub fn client_ip_header(env: &Env) -> Option<String> {
    Some(text(env, "CLIENT_IP_HEADER").trim().to_ascii_lowercase()).filter(|name| !name.is_empty())
}

/// Empty when absent, as the service takes it. Variables and secrets are bound alike.
pub fn text(env: &Env, name: &str) -> String {
    env.var(name).map(|value| value.to_string()).unwrap_or_default()
}
