//! Reading from the API: what was read before is shown at once and read again behind it; what is on the screen
//! stays there while it is refreshed.

use crate::api;
use crate::state::failure::Failure;
use contract::client::call;
use contract::{Endpoint, Nothing};
use leptos::{prelude::*, task::spawn_local};
use serde::de::DeserializeOwned;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

thread_local! {
    static SEEN: RefCell<HashMap<String, Arc<dyn Any>>> = RefCell::new(HashMap::new());
    static EPOCH: Cell<Option<RwSignal<u32>>> = const { Cell::new(None) };
}

/// Starts with nothing read.
pub fn start() {
    EPOCH.set(Some(RwSignal::new(0)));
}

/// Reads again what is on the screen. What is not is forgotten, so that nothing old is shown later.
pub fn refresh() {
    SEEN.with_borrow_mut(HashMap::clear);
    if let Some(epoch) = EPOCH.get() {
        epoch.update(|n| *n = n.wrapping_add(1));
    }
}

/// Forgets everything, as on signing out.
pub fn forget() {
    SEEN.with_borrow_mut(HashMap::clear);
}

fn seen<T: 'static>(key: &str) -> Option<Arc<T>>
where
    T: Send + Sync,
{
    SEEN.with_borrow(|map| map.get(key).and_then(|any| any.downcast_ref::<Arc<T>>().cloned()))
}

fn keep<T: Send + Sync + 'static>(key: String, value: &Arc<T>) {
    SEEN.with_borrow_mut(|map| map.insert(key, Arc::new(Arc::clone(value))));
}

/// A read that is on the screen.
pub struct Query<T: Send + Sync + 'static> {
    /// The latest answer.
    pub data: RwSignal<Option<Arc<T>>>,
    /// Why the latest try gave none.
    pub failure: RwSignal<Option<Failure>>,
    /// Is it being read?
    pub busy: RwSignal<bool>,
}

impl<T: Send + Sync + 'static> Clone for Query<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Query<T> {}

impl<T: Send + Sync + 'static> Query<T> {
    /// Puts an answer in place that came with another call.
    pub fn put(self, value: T) {
        self.data.try_set(Some(Arc::new(value)));
    }
}

/// Reads an endpoint, again whenever its arguments change; none while they are `None`.
pub fn use_query<E>(args: impl Fn() -> Option<(E::Path, E::Query)> + 'static) -> Query<E::Reply>
where
    E: Endpoint<Body = Nothing>,
    E::Reply: DeserializeOwned + Send + Sync,
{
    let query = Query { data: RwSignal::new(None), failure: RwSignal::new(None), busy: RwSignal::new(true) };
    let turn = StoredValue::new(0u32);
    Effect::new(move |_| {
        if let Some(epoch) = EPOCH.get() {
            epoch.track();
        }
        let Some((path, ask)) = args() else { return };
        let key = call::<E>(&path, &ask, &Nothing {}).target;
        let mine = turn.get_value().wrapping_add(1);
        turn.set_value(mine);
        if let Some(hit) = seen::<E::Reply>(&key) {
            query.data.set(Some(hit));
        }
        query.busy.set(true);
        spawn_local(async move {
            let answer = api::send::<E>(&path, &ask, &Nothing {}, None).await;
            // A later question, or a page that is gone, has no use for this answer.
            if turn.try_get_value() != Some(mine) {
                return;
            }
            query.busy.try_set(false);
            match answer {
                Ok(value) => {
                    let value = Arc::new(value);
                    keep(key, &value);
                    query.failure.try_set(None);
                    query.data.try_set(Some(value));
                }
                Err(failure) => _ = query.failure.try_set(Some(failure)),
            }
        });
    });
    query
}

/// Reads an endpoint ahead of the page that will ask for it.
pub fn prefetch<E>(path: E::Path, ask: E::Query)
where
    E: Endpoint<Body = Nothing>,
    E::Reply: DeserializeOwned + Send + Sync,
{
    let key = call::<E>(&path, &ask, &Nothing {}).target;
    if seen::<E::Reply>(&key).is_some() {
        return;
    }
    spawn_local(async move {
        if let Ok(value) = api::send::<E>(&path, &ask, &Nothing {}, None).await {
            keep(key, &Arc::new(value));
        }
    });
}
