//! The regional tier of the view: Durable Objects that read the revocation log for isolates (`xtask/js/view-tier.js`).

use std::cell::RefCell;
use std::collections::BTreeMap;

use service::tier::{self, Tier};
use wasm_bindgen::prelude::wasm_bindgen;
use worker::wasm_bindgen::JsValue;
use worker::{Env, Method, Request, RequestInit, web_sys};

use crate::within::within;

/// The binding.
const BINDING: &str = "VIEW";

#[wasm_bindgen(inline_js = r#"
export function place(request) {
  const { continent = "", longitude = "" } = request.cf ?? {};
  return continent + "\n" + longitude;
}
"#)]
extern "C" {
    /// Where the caller is, as the runtime knows it: continent and longitude, one a line, or nothing.
    #[wasm_bindgen(js_name = place, catch)]
    fn place(request: &web_sys::Request) -> Result<String, JsValue>;
}

/// The region of a request, and the name of the object that its isolate asks.
pub struct Object {
    region: Option<&'static str>,
    name: String,
}

impl Object {
    /// Of the first request of an isolate.
    pub fn of(request: &web_sys::Request, objects: u8) -> Self {
        let place = place(request).unwrap_or_default();
        let (continent, longitude) = place.split_once('\n').unwrap_or_default();
        let region = tier::region(continent, longitude.parse().ok());
        let mut drawn = [0u8];
        // Without randomness all isolates ask the first one.
        let _ = crate::entropy::fill(&mut drawn);
        Self { region, name: tier::object(region, objects, drawn[0]) }
    }

    /// What it answers to who has the log up to `rev`; none when nothing comes in time.
    pub async fn ask(&self, env: &Env, rev: i64) -> Option<String> {
        within(tier::PATIENCE, self.answer(env, rev)).await?.ok()?
    }

    async fn answer(&self, env: &Env, rev: i64) -> worker::Result<Option<String>> {
        let objects = env.durable_object(BINDING)?;
        let stub = match self.region {
            Some(region) => objects.get_by_name_with_location_hint(&self.name, region)?,
            None => objects.get_by_name(&self.name)?,
        };
        let mut init = RequestInit::new();
        init.with_method(Method::Post).with_body(Some(JsValue::from_str(&rev.to_string())));
        // Durable Objects have no address: a name of the runtime's own.
        let mut answer = stub.fetch_with_request(Request::new_with_init("http://view/", &init)?).await?;
        if answer.status_code() == 200 { answer.text().await.map(Some) } else { Ok(None) }
    }
}

/// What an object of this isolate knows. Several of them may be in one isolate.
pub fn known(id: &str) -> Tier {
    thread_local! {
        static OBJECTS: RefCell<BTreeMap<String, Tier>> = const { RefCell::new(BTreeMap::new()) };
    }
    OBJECTS.with_borrow_mut(|objects| objects.entry(id.to_owned()).or_default().clone())
}
