//! Icons: one path each on a 16 × 16 grid, drawn with the colour of the text. They never stand without words.

use domain::menu::MenuItem;
use leptos::prelude::*;

/// The path of an icon.
pub type Glyph = &'static str;

pub const HOME: Glyph = "M2.5 7 8 2.5 13.5 7v6.5h-4v-4h-3v4h-4Z";
pub const BOT: Glyph = "M3 6h10v7.5H3ZM8 6V3M6.9 2.4h2.2M6 9v1.2M10 9v1.2M1.5 8.5v2.5M14.5 8.5v2.5";
pub const LAYERS: Glyph = "m8 2 6 3.2-6 3.2-6-3.2ZM2 8.4l6 3.2 6-3.2M2 11.2l6 3.2 6-3.2";
pub const DEVICES: Glyph = "M1.5 3h9v7h-9ZM4 12.5h4M6 10v2.5M12 6h2.5v7.5h-4V12";
pub const GEAR: Glyph = "M8 5.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8ZM8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M3.6 12.4 5 11M11 5l1.4-1.4";
pub const PERSON: Glyph =
    "M8 2.2a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2ZM2.8 13.8c.4-2.9 2.4-4.4 5.2-4.4s4.8 1.5 5.2 4.4";
pub const PEOPLE: Glyph = "M6 2.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8ZM1.5 13.4c.3-2.8 2-4.2 4.5-4.2s4.2 1.4 4.5 4.2M10.6 2.9a2.2 2.2 0 0 1 0 4.2M12 9.6c1.4.6 2.3 1.9 2.5 3.8";
pub const TEAM: Glyph = "M8 2.2v3.2M8 5.4H3.5v3.2M8 5.4h4.5v3.2M1.8 8.8h3.4v3.6H1.8ZM10.8 8.8h3.4v3.6h-3.4Z";
pub const SHIELD: Glyph = "M8 1.8 13 3.6v4c0 3.2-2 5.4-5 6.6-3-1.2-5-3.4-5-6.6v-4ZM5.8 8l1.6 1.6 2.9-3.2";
pub const MAIL: Glyph = "M1.8 3.5h12.4v9H1.8ZM1.8 4.2 8 8.8l6.2-4.6";
pub const DOWN: Glyph = "M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.5 13.5h11";
pub const CROWN: Glyph = "M2 5.2 4.6 8 8 3.4 11.4 8 14 5.2l-1.2 7.3H3.2Z";
pub const SIGN_OUT: Glyph = "M6.5 2.5h-4v11h4M6 8h8M11 5l3 3-3 3";
pub const SEARCH: Glyph = "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.4 10.4l3.4 3.4";
pub const PLUS: Glyph = "M8 3v10M3 8h10";
pub const DOTS: Glyph = "M3 7.5v1M8 7.5v1M13 7.5v1M2.5 8h1M7.5 8h1M12.5 8h1";
pub const CLOSE: Glyph = "m4 4 8 8M12 4l-8 8";
pub const CHECK: Glyph = "m3 8.5 3.4 3.4L13 4.5";
pub const OK: Glyph = "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM5.2 8.2l2 2 3.6-4.2";
pub const OFF: Glyph = "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM3.7 3.7l8.6 8.6";
pub const CIRCLE: Glyph = "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8Z";
pub const WARN: Glyph = "M8 2.2 14.4 13.5H1.6ZM8 6.4v3.2M8 11.6v.01";
pub const INFO: Glyph = "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM8 7.4v3.4M8 5.1v.01";
pub const COPY: Glyph = "M5.5 5.5h8v8h-8ZM10.5 5.5v-3h-8v8h3";
pub const EYE: Glyph =
    "M1.6 8S4 3.6 8 3.6 14.4 8 14.4 8 12 12.4 8 12.4 1.6 8 1.6 8ZM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6Z";
pub const KEY: Glyph = "M5.2 7.2a3.3 3.3 0 1 0 0 6.6 3.3 3.3 0 0 0 0-6.6ZM7.6 8.2l5.9-5.9M10.6 5.2l2.2 2.2";
pub const FLASK: Glyph = "M5.5 2h5M6.5 2v4.2L2.8 12.6c-.3.6 0 1.4.7 1.4h9c.7 0 1-.8.7-1.4L9.5 6.2V2M4.6 9.8h6.8";
pub const PENCIL: Glyph = "M2.5 13.5 3.2 10.4 10.8 2.8l2.4 2.4-7.6 7.6ZM9.2 4.4l2.4 2.4";
pub const TRASH: Glyph = "M2.5 4.2h11M6 4.2V2.4h4v1.8M4 4.2l.6 9.4h6.8l.6-9.4M6.6 7v3.8M9.4 7v3.8";
pub const POWER: Glyph = "M8 1.8v6M4.6 4a5.4 5.4 0 1 0 6.8 0";
pub const UP: Glyph = "m4 6 4 4 4-4";
pub const LEFT: Glyph = "M9.8 3.5 5.3 8l4.5 4.5";
pub const RIGHT: Glyph = "M6.2 3.5 10.7 8l-4.5 4.5";
pub const LIST: Glyph = "M3.5 1.8h9v12.4h-9ZM6 5h4M6 8h4M6 11h2.5";
pub const MENU: Glyph = "M2.5 4h11M2.5 8h11M2.5 12h11";
pub const HALF: Glyph = "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM8 1.8v12.4M8 5h5.4M8 8h6.2M8 11h5.4";
pub const HOOK: Glyph =
    "M8 2.5a2.5 2.5 0 0 1 2.2 3.7L12.6 10M5.8 6.2 3.6 10M3.5 9.8a2.3 2.3 0 1 0 2.3 2.7h4.6a2.3 2.3 0 1 0 2-2.7";
pub const SENDS: Glyph = "M8 13.5V6M4.8 9 8 5.8 11.2 9M2.5 2.5h11";
pub const BUBBLE: Glyph = "M2 3h12v8H7.5L4.5 13.5V11H2Z";
pub const CLOUD_OFF: Glyph = "M4.6 12.5a3 3 0 0 1-.3-6A4 4 0 0 1 11.9 7a2.8 2.8 0 0 1 .4 5.5ZM2.5 2.5l11 11";

/// Draws an icon, hidden from screen readers.
pub fn icon(path: Glyph) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d=path></path>
        </svg>
    }
}

/// The product's mark.
pub fn mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="currentColor">
            <path d="M4 3h16a1 1 0 0 1 1 1v4h-7v13h-4V8H3V4a1 1 0 0 1 1-1Zm13 9h4v8a1 1 0 0 1-1 1h-3ZM3 12h4v9H4a1 1 0 0 1-1-1Z"></path>
        </svg>
    }
}

/// The icon of an entry.
pub const fn of(item: MenuItem) -> Glyph {
    match item {
        MenuItem::Overview => HOME,
        MenuItem::SystemUsers => BOT,
        MenuItem::Tokens => KEY,
        MenuItem::Subaccounts => LAYERS,
        MenuItem::Apps => DEVICES,
        MenuItem::WhatsappAccounts => BUBBLE,
        MenuItem::Sessions => DEVICES,
        MenuItem::AuditLog => LIST,
        MenuItem::Refusals => OFF,
        MenuItem::Addresses => SHIELD,
        MenuItem::Settings => GEAR,
        MenuItem::Users => PEOPLE,
        MenuItem::Teams => TEAM,
        MenuItem::Roles => SHIELD,
        MenuItem::Mails => MAIL,
        MenuItem::Webhooks => HOOK,
        MenuItem::Sources => DOWN,
        MenuItem::Channels => SENDS,
        MenuItem::Messages => BUBBLE,
        MenuItem::Deliveries => CHECK,
        MenuItem::Chatlayer => KEY,
        _ => PERSON,
    }
}
