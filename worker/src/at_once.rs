//! Answers without a promise where nothing has to be waited for.
//!
//! A promise with its two functions, a task and a turn of the microtask queue cost as much as checking a token.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use wasm_bindgen::JsValue;
use worker::wasm_bindgen_futures::future_to_promise;

type Outcome = Result<JsValue, JsValue>;

/// What `work` gives at its first poll; a promise of it if it has to wait.
pub fn answer(work: impl Future<Output = Outcome> + 'static) -> Outcome {
    let mut moved = Moved { work: Box::pin(work), relay: Arc::default() };
    match moved.poll() {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => Ok(future_to_promise(moved).into()),
    }
}

/// Work that begins outside a task and goes on in one. Timers keep the waker of their first poll, so each poll gets the
/// same one, which tells whatever task the work is in.
struct Moved<F> {
    work: Pin<Box<F>>,
    relay: Arc<Relay>,
}

#[derive(Default)]
struct Relay(Mutex<Option<Waker>>);

impl Wake for Relay {
    fn wake(self: Arc<Self>) {
        // Woken before it is in a task: the task's first poll comes anyway.
        if let Some(task) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            task.wake_by_ref();
        }
    }
}

impl<F: Future> Moved<F> {
    fn poll(&mut self) -> Poll<F::Output> {
        let waker = Waker::from(Arc::clone(&self.relay));
        self.work.as_mut().poll(&mut Context::from_waker(&waker))
    }
}

impl<F: Future> Future for Moved<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        *self.relay.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(context.waker().clone());
        Moved::poll(&mut self)
    }
}
