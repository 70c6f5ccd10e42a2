//! Variables and secrets of the deployment.

use domain::secret::Secret;
use service::config::RawConfig;
use worker::Env;

/// The value of `MAIL_TRANSPORT` that sends nothing: the service keeps the texts for the development mailbox.
pub const MAILBOX: &str = "mailbox";

/// Everything the service is configured with, unchecked.
pub fn raw_config(env: &Env) -> RawConfig {
    RawConfig {
        public_url: text(env, "PUBLIC_URL"),
        console_origins: text(env, "CONSOLE_ORIGINS"),
        keys: Secret::new(text(env, "TENURE_KEYS")),
        mail_from: text(env, "MAIL_FROM"),
        mailbox: mail_transport(env) == MAILBOX,
        setup_token: Secret::new(text(env, "SETUP_TOKEN")),
        clock_offset: text(env, "CLOCK_OFFSET_SECONDS"),
        allow_webhook_to: text(env, "ALLOW_WEBHOOK_TO"),
        client_ip_header: text(env, "CLIENT_IP_HEADER"),
        partner_keys_url: text(env, "FOUND_TOKEN_KEYS_URL"),
        view_tier: text(env, "VIEW_TIER"),
    }
}

/// Which way mails leave.
pub fn mail_transport(env: &Env) -> String {
    text(env, "MAIL_TRANSPORT").trim().to_owned()
}

/// Empty when absent, as the service takes it. Variables and secrets are bound alike.
pub fn text(env: &Env, name: &str) -> String {
    env.var(name).map(|value| value.to_string()).unwrap_or_default()
}
