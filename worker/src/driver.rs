//! Drivers: Durable Objects that are nothing but alarm clocks (`xtask/js/driver.js`).

use worker::wasm_bindgen::JsValue;
use worker::{Env, Method, Request, RequestInit};

/// The binding.
const BINDING: &str = "DRIVER";

/// Sets the alarm of a driver, unless it is set to an earlier time. `millis` is by the runtime's clock.
pub async fn wake(env: &Env, driver: &str, millis: i64) -> worker::Result<()> {
    let body = serde_json::json!({ "name": driver, "at": millis }).to_string();
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(JsValue::from_str(&body)));
    // Durable Objects have no address: a name of the runtime's own.
    let request = Request::new_with_init("http://driver/", &init)?;
    env.durable_object(BINDING)?.get_by_name(driver)?.fetch_with_request(request).await.map(|_| ())
}
