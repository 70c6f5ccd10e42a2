//! Calls that write take turns with whoever must know that none is on its way, in all tabs of the browser: their answer may give
//! the session another cookie.

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

const NAME: &str = "tenure-writing";

/// It is given back when it is dropped.
struct Turn(Function);

impl Drop for Turn {
    fn drop(&mut self) {
        _ = self.0.call0(&JsValue::NULL);
    }
}

/// A turn, together with others or alone. None where the browser has no locks (pages that are not secure), or after so many
/// milliseconds: then it is gone on without.
async fn take(mode: &str, patience: u32) -> Option<Turn> {
    let locks = Reflect::get(&window().navigator(), &"locks".into()).ok()?;
    let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    let options = Object::new();
    Reflect::set(&options, &"mode".into(), &mode.into()).ok()?;
    Reflect::set(&options, &"signal".into(), &AbortSignal::timeout_with_u32(patience)).ok()?;
    let mut give_back = None;
    let until = Promise::new(&mut |resolve, _| give_back = Some(resolve));
    let turn = Turn(give_back?);
    let mut asked = None;
    let mine = Promise::new(&mut |resolve, _| {
        let until = until.clone();
        let begin = Closure::once_into_js(move |_: JsValue| {
            _ = resolve.call0(&JsValue::NULL);
            until
        });
        asked = request.call3(&locks, &NAME.into(), &options, &begin).ok();
    });
    JsFuture::from(Promise::race(&Array::of2(&mine, &asked?))).await.ok()?;
    Some(turn)
}

/// Does this while it is known to all tabs that something is being written.
pub async fn writing<T>(patience: u32, run: impl Future<Output = T>) -> T {
    let turn = take("shared", patience).await;
    let done = run.await;
    drop(turn);
    done
}

/// Waits until no tab has a call on its way that writes.
pub async fn none_writing(patience: u32) {
    drop(take("exclusive", patience).await);
}
