//! The pages of this area, by their addresses.

use crate::areas::messages::{
    channels, chatlayer, deliveries, delivery, log, message, settings, source, sources, webhook, webhooks,
};
use crate::routes::{Here, Section};
use crate::state::session;
use crate::ui::page::{Forbidden, Missing};
use domain::ids::{DeliveryId, InboundSourceId, MessageId, WebhookId};
use domain::permission::PermissionId as P;
use leptos::prelude::*;

/// A page of this area.
pub fn page(here: Here, of: Section, id: Option<String>) -> AnyView {
    let needs = if of == Section::Settings { P::AccountManage } else { P::WebhooksManage };
    if !session::may(needs) {
        return view! { <Forbidden permission=needs.as_str() /> }.into_any();
    }
    let Some(id) = id else {
        return match of {
            Section::Webhooks => webhooks::page(here),
            Section::Sources => sources::page(here),
            Section::Channels => channels::page(here),
            Section::Log => log::page(here),
            Section::Deliveries => deliveries::page(here),
            Section::Chatlayer => chatlayer::page(here),
            Section::Settings => settings::page(),
        };
    };
    let page = match of {
        Section::Webhooks => WebhookId::try_from(id).ok().map(|id| webhook::page(here, id)),
        Section::Sources => InboundSourceId::try_from(id).ok().map(|id| source::page(here, id)),
        Section::Log => MessageId::try_from(id).ok().map(|id| message::page(here, id)),
        Section::Deliveries => DeliveryId::try_from(id).ok().map(|id| delivery::page(here, id)),
        _ => None,
    };
    page.unwrap_or_else(|| view! { <Missing /> }.into_any())
}
