//! Messages: webhooks, sources, channels, what went through them, and the guide that connects Chatlayer.

pub mod channel;
pub mod channel_form;
pub mod channels;
pub mod chatlayer;
pub mod common;
pub mod deliveries;
pub mod delivery;
pub mod figures;
pub mod log;
pub mod message;
pub mod round;
pub mod routing;
pub mod section;
pub mod settings;
pub mod source;
pub mod source_form;
pub mod source_try;
pub mod sources;
pub mod webhook;
pub mod webhook_dialogs;
pub mod webhook_form;
pub mod webhooks;
