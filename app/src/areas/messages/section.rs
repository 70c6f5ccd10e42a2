//! The pages of this area, by their addresses.

use crate::areas::messages::{
    channel, channels, chatlayer, deliveries, delivery, log, message, settings, source, sources, webhook, webhooks,
};
use crate::routes::{Here, Section};
use crate::state::session;
use crate::ui::page::{Forbidden, Missing};
use domain::ids::{ChannelId, DeliveryId, InboundSourceId, MessageId, WebhookId};
use domain::permission::PermissionId as P;
use leptos::prelude::*;

/// A page about webhooks, messages or deliveries.
pub fn messages(here: Here, of: Section, id: Option<String>) -> AnyView {
    if !session::may(P::WebhooksManage) {
        return view! { <Forbidden permission=P::WebhooksManage.as_str() /> }.into_any();
    }
    let page = match (of, id) {
        (Section::Webhooks, None) => Some(webhooks::page(here)),
        (Section::Log, None) => Some(log::page(here)),
        (Section::Deliveries, None) => Some(deliveries::page(here)),
        (Section::Webhooks, Some(id)) => WebhookId::try_from(id).ok().map(|id| webhook::page(here, id)),
        (Section::Log, Some(id)) => MessageId::try_from(id).ok().map(|id| message::page(here, id)),
        (Section::Deliveries, Some(id)) => DeliveryId::try_from(id).ok().map(|id| delivery::page(here, id)),
        _ => None,
    };
    page.unwrap_or_else(|| view! { <Missing /> }.into_any())
}

/// A page about carriers, the guide, or the settings: a part of its own, since one of all would be too large.
pub fn carriers(here: Here, of: Section, id: Option<String>) -> AnyView {
    let needs = if of == Section::Settings { P::AccountManage } else { P::WebhooksManage };
    if !session::may(needs) {
        return view! { <Forbidden permission=needs.as_str() /> }.into_any();
    }
    let page = match (of, id) {
        (Section::Sources, None) => Some(sources::page(here)),
        (Section::Channels, None) => Some(channels::page(here)),
        (Section::Chatlayer, None) => Some(chatlayer::page(here)),
        (Section::Settings, None) => Some(settings::page()),
        (Section::Channels, Some(id)) => ChannelId::try_from(id).ok().map(|id| channel::page(here, id)),
        (Section::Sources, Some(id)) => InboundSourceId::try_from(id).ok().map(|id| source::page(here, id)),
        _ => None,
    };
    page.unwrap_or_else(|| view! { <Missing /> }.into_any())
}
