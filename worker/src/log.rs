//! The log: lines of JSON on the runtime's console.
//!
//! Each call of the console costs as much as the rest of an accepted call, on both sides of the pipe behind it. Where
//! the deployment's console is a pipe (`LOG_TOGETHER`), lines of some milliseconds are written in one call. Elsewhere
//! each is written within its own request: the hosted platform reads the console request by request, a line at a time.

use std::cell::RefCell;
use std::sync::Once;
use std::time::Duration;

use serde_json::json;
use worker::js_sys::{Date, Reflect, global};
use worker::wasm_bindgen::JsValue;
use worker::web_sys::console;
use worker::{Delay, Env};

use crate::env;

/// How long a line waits at most.
const WAIT: Duration = Duration::from_millis(5);
/// A writer that has not come in this many milliseconds will not come: the request that it belonged to was ended.
const LOST_AFTER: f64 = 1000.0;
/// As many bytes are written without waiting. A pipe takes 64 KiB at once.
const FULL: usize = 32 * 1024;

#[derive(Default)]
struct Waiting {
    lines: String,
    since: f64,
}

thread_local! {
    static WAITING: RefCell<Waiting> = RefCell::default();
}

/// Does this deployment's console take several lines at once?
pub fn together(env: &Env) -> bool {
    env::text(env, "LOG_TOGETHER") == "yes"
}

/// Keeps a line until [`write_soon`]. True when the caller has to run that, in the background of its request.
pub fn keep(line: &str) -> bool {
    WAITING.with_borrow_mut(|waiting| {
        let first = waiting.lines.is_empty();
        if !first {
            waiting.lines.push('\n');
        }
        waiting.lines.push_str(line);
        if waiting.lines.len() >= FULL {
            write(&mut waiting.lines);
            return false;
        }
        let now = Date::now();
        let due = first || now - waiting.since > LOST_AFTER;
        if due {
            waiting.since = now;
        }
        due
    })
}

/// Writes what has been kept by the time that a line may wait.
pub async fn write_soon() {
    Delay::from(WAIT).await;
    write_kept();
}

fn write_kept() {
    WAITING.with(|waiting| {
        // Borrowed only where a panic came while a line was being kept.
        if let Ok(mut waiting) = waiting.try_borrow_mut() {
            write(&mut waiting.lines);
        }
    });
}

fn write(lines: &mut String) {
    if !lines.is_empty() {
        console::log_1(&JsValue::from_str(lines));
        lines.clear();
    }
}

/// Writes one line now, after those that came before it.
pub fn line(error: bool, line: &str) {
    write_kept();
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
