//! The log: lines of JSON on the runtime's console.

use std::sync::Once;

use serde_json::json;
use worker::js_sys::{Reflect, global};
use worker::wasm_bindgen::JsValue;
use worker::web_sys::console;

/// Writes one line.
pub fn line(error: bool, line: &str) {
    let line = JsValue::from_str(line);
    if error { console::error_1(&line) } else { console::log_1(&line) }
}

/// Writes a line about this Worker itself. `what` names a part, never a value.
pub fn fault(event: &str, what: &str) {
    line(true, &json!({ "level": "error", "event": event, "what": what }).to_string());
}

/// Replaces workers-rs' own panic hook, whose line holds the panic's message: a message may quote what was worked
/// on. The flag asks the Worker's entry for a fresh instance, as that hook does.
pub fn guard_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            fault("panic", &panic.location().map(ToString::to_string).unwrap_or_default());
            let state = Reflect::get(&global(), &"__worker_init_state".into());
            let _ = state.and_then(|state| Reflect::set(&state, &"criticalError".into(), &true.into()));
        }));
    });
}
