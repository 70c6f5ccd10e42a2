//! Is something switched on?

use crate::i18n::t;
use crate::ui::badge::badge;
use crate::ui::icon;
use domain::system_user::Status;
use leptos::prelude::*;

/// The status in icon and word.
pub fn status_badge(status: Status) -> impl IntoView {
    match status {
        Status::Active => badge("ok", icon::OK, t().bots.active),
        Status::Inactive => badge("warn", icon::OFF, t().bots.inactive),
    }
}
