//! The edge Worker: adapters between the runtime and the service, and no decision of its own.
//!
//! An event comes in, becomes the service's plain request, is answered by the service through the bindings that
//! [`deps`] wraps, and goes out. What may be done, and what is said about it, is the service's business.

// A panic ends the instance and whatever else it was answering: there is no panic path in request code.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod app;
mod at_once;
mod border;
mod clock;
mod d1;
mod deps;
mod driver;
mod entropy;
mod env;
mod hasher;
mod kv;
mod log;
mod mail;
mod outside;
mod tier;
mod told;
mod within;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::js_sys::Promise;
use worker::wasm_bindgen_futures::future_to_promise;
use worker::{Context, Env, ScheduleContext, ScheduledEvent, event, web_sys, worker_sys};

use crate::app::App;
use crate::deps::{Background, Outside};

/// The cron trigger of the short round, as wrangler.toml writes it. Any other one is the whole round's.
const EVERY_MINUTE: &str = "* * * * *";

/// A response, or the promise of one: most calls of bots need nothing from outside and are answered at once
/// ([`at_once`]). workers-rs' own macro would promise always.
#[wasm_bindgen]
pub fn fetch(request: web_sys::Request, env: Env, context: worker_sys::Context) -> Result<JsValue, JsValue> {
    log::guard_panics();
    at_once::answer(respond(request, env, Context::new(context)))
}

async fn respond(request: web_sys::Request, env: Env, context: Context) -> Result<JsValue, JsValue> {
    let app = App::of(&env);
    let outside = Outside::new(env, Background::Request(context), &app);
    let reply = match &app.config {
        Ok(config) => {
            let request = app.incoming(&request).await.ok_or_else(|| broken("request"))?;
            service::serve(&outside, config, &app.state, request).await
        }
        Err(why) => service::misconfigured(&outside, why),
    };
    border::response(reply).map(Into::into).map_err(|_| broken("response"))
}

#[event(scheduled)]
async fn scheduled(event: ScheduledEvent, env: Env, context: ScheduleContext) {
    log::guard_panics();
    let app = App::of(&env);
    let outside = Outside::new(env, Background::Schedule(context), &app);
    match &app.config {
        Ok(config) if event.cron() == EVERY_MINUTE => service::every_minute(&outside, config).await,
        Ok(config) => service::scheduled(&outside, config, &app.state).await,
        Err(why) => log::fault("misconfigured", why),
    }
}

/// A driver's alarm went off (`xtask/js/driver.js`): when it is to go off again, in milliseconds, or undefined.
#[wasm_bindgen]
pub fn drive(name: String, env: Env, context: worker_sys::Context) -> Promise {
    log::guard_panics();
    future_to_promise(driven(name, env, Context::new(context)))
}

async fn driven(name: String, env: Env, context: Context) -> Result<JsValue, JsValue> {
    let app = App::of(&env);
    let outside = Outside::new(env, Background::Request(context), &app);
    match &app.config {
        Ok(config) => {
            let next = service::drive(&outside, config, &name).await;
            // Exact below 2^53.
            Ok(next.map_or(JsValue::UNDEFINED, |at| JsValue::from_f64((at.millis() - app.clock_offset()) as f64)))
        }
        Err(why) => {
            log::fault("misconfigured", why);
            Err(JsValue::from_str("misconfigured"))
        }
    }
}

/// An isolate asks an object of the regional tier (`xtask/js/view-tier.js`) for what the revocation log has after a position:
/// a text, or undefined when the log can't be read.
#[wasm_bindgen]
pub fn tell_view(object: String, rev: f64, env: Env, context: worker_sys::Context) -> Promise {
    log::guard_panics();
    future_to_promise(told_view(object, rev, env, Context::new(context)))
}

async fn told_view(object: String, rev: f64, env: Env, context: Context) -> Result<JsValue, JsValue> {
    let app = App::of(&env);
    let outside = Outside::new(env, Background::Request(context), &app);
    // Exact below 2^53; what is no number is the log's beginning.
    let told = service::tier::tell(&outside, &tier::known(&object), rev as i64).await;
    Ok(told.map_or(JsValue::UNDEFINED, |text| JsValue::from_str(&text)))
}

/// The runtime's object can't be read or made: the Worker's entry answers 500.
fn broken(what: &str) -> JsValue {
    log::fault("border", what);
    JsValue::from_str("can't be converted")
}
