//! Carriers: how a channel's messages reach them. A message is stored first, then its carrier is called, then it is marked
//! (ADR 0026). Nothing is called twice for a message unless the carrier said that it does not have it.

pub mod calls;
pub mod credential;
mod drive;
pub mod renewal;
pub mod simulator;
pub mod submit;

use contract::ChannelKind;
use messaging::message::Service;
use store::channels::ChannelRow;

pub use calls::Outcome;
pub use drive::{drive, settle};

use crate::carrier::credential::Credential;
use crate::config::Config;

/// Sinch's own address, and Meta's.
const SINCH: &str = "https://api-messaging.wavy.global";
const META: &str = "https://graph.facebook.com/v24.0";

/// A channel that is ready to be called.
pub struct Carrier {
    kind: ChannelKind,
    service: Service,
    base: String,
    credential: Option<Credential>,
}

impl Carrier {
    /// Opens the channel's credential. None: it does not open, or the row is of no known kind.
    pub fn of(config: &Config, row: &ChannelRow) -> Option<Self> {
        let kind = ChannelKind::parse(&row.kind)?;
        let credential = match &row.sealed {
            Some(sealed) => Some(Credential::open(config, (&row.account, &row.id), sealed)?),
            None => None,
        };
        let base = match (kind, &row.address) {
            (_, Some(address)) => address.clone(),
            (ChannelKind::Sinch, None) => SINCH.to_owned(),
            (ChannelKind::Meta, None) => META.to_owned(),
            (ChannelKind::Http, None) => return None,
            (ChannelKind::Simulator, None) => String::new(),
        };
        Some(Self { kind, service: service(&row.medium)?, base, credential })
    }

    /// Is there no carrier behind it?
    pub fn is_simulated(&self) -> bool {
        self.kind == ChannelKind::Simulator
    }
}

/// What carries the messages of a medium.
pub fn service(medium: &str) -> Option<Service> {
    match medium {
        "whatsapp" => Some(Service::Whatsapp),
        "sms" => Some(Service::Sms),
        _ => None,
    }
}

/// The name of it, as it is stored.
pub const fn medium(service: Service) -> &'static str {
    match service {
        Service::Whatsapp => "whatsapp",
        Service::Sms => "sms",
    }
}
