//! Drivers: work that goes on by itself, each with an alarm of its own (a Durable Object on Cloudflare). What they do is in
//! the database (`jobs::drive`); an alarm that is lost costs time and nothing else.

use core::fmt;

use domain::ids::{ChannelId, WebhookId};

/// A driver, as its name says: the id of what it works for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Driver {
    /// Delivers to a webhook.
    Webhook(WebhookId),
    /// Passes a channel's messages on to its carrier.
    Send(ChannelId),
    /// Says what became of a simulator's messages.
    Simulate(ChannelId),
}

impl fmt::Display for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Driver::Webhook(id) => id.fmt(f),
            Driver::Send(id) => write!(f, "send:{id}"),
            Driver::Simulate(id) => write!(f, "simulate:{id}"),
        }
    }
}

impl Driver {
    /// The driver of this name.
    pub fn parse(name: &str) -> Option<Self> {
        let channel = |id: &str| ChannelId::try_from(id.to_owned()).ok();
        match name.split_once(':') {
            None => WebhookId::try_from(name.to_owned()).ok().map(Driver::Webhook),
            Some(("send", id)) => channel(id).map(Driver::Send),
            Some(("simulate", id)) => channel(id).map(Driver::Simulate),
            Some(_) => None,
        }
    }
}
