//! Reading from the API: what was read before is shown at once and read again behind it; what is on the screen
//! stays there while it is refreshed.

use crate::net::api;
use crate::net::failure::Failure;
use contract::client::{Call, call};
use contract::{Endpoint, Nothing};
use leptos::{prelude::*, task::spawn_local};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

thread_local! {
    static SEEN: RefCell<HashMap<String, Any>> = RefCell::new(HashMap::new());
    /// Who waits for which read; its name goes with the age in which it began.
    static FLIGHTS: RefCell<HashMap<(String, u32), Vec<Done>>> = RefCell::default();
    /// Counts the times that everything read before became old.
    static AGE: Cell<u32> = const { Cell::new(0) };
    static EPOCH: Cell<Option<RwSignal<u32>>> = const { Cell::new(None) };
}

/// Starts with nothing read.
pub fn start() {
    EPOCH.set(Some(RwSignal::new(0)));
}

/// What was read before is old: it is forgotten, and what is still on its way is not kept.
fn outdate() {
    AGE.set(AGE.get().wrapping_add(1));
    SEEN.with_borrow_mut(HashMap::clear);
}

/// Reads again what is on the screen. What is not is forgotten, so that nothing old is shown later.
pub fn refresh() {
    outdate();
    if let Some(epoch) = EPOCH.get() {
        epoch.update(|n| *n = n.wrapping_add(1));
    }
}

/// Forgets everything, as on signing out.
pub fn forget() {
    outdate();
}

type Any = Arc<dyn std::any::Any + Send + Sync>;
type Done = Box<dyn FnOnce(Result<Rc<[u8]>, Failure>)>;
type Reader = fn(&[u8]) -> Result<Any, Failure>;

fn seen(key: &str) -> Option<Any> {
    SEEN.with_borrow(|map| map.get(key).cloned())
}

fn keep(key: String, age: u32, value: &Any) {
    if age != AGE.get() {
        return;
    }
    SEEN.with_borrow_mut(|map| map.insert(key, Arc::clone(value)));
}

fn reader<T: DeserializeOwned + Send + Sync + 'static>(body: &[u8]) -> Result<Any, Failure> {
    api::parse::<T>(body).map(|value| Arc::new(value) as Any)
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
    query_of::<E>(args, false)
}

/// Reads a list to its end, page after page, as if it were one: for what is chosen from. Its arguments say a limit.
pub fn use_all<E>(args: impl Fn() -> Option<(E::Path, E::Query)> + 'static) -> Query<E::Reply>
where
    E: Endpoint<Body = Nothing>,
    E::Reply: DeserializeOwned + Send + Sync,
{
    query_of::<E>(args, true)
}

fn query_of<E>(args: impl Fn() -> Option<(E::Path, E::Query)> + 'static, follow: bool) -> Query<E::Reply>
where
    E: Endpoint<Body = Nothing>,
    E::Reply: DeserializeOwned + Send + Sync,
{
    let data = RwSignal::new(None);
    let (failure, busy) = watch(
        Box::new(move || args().map(|(path, ask)| call::<E>(&path, &ask, &Nothing {}))),
        reader::<E::Reply>,
        follow,
        Box::new(move |any| {
            if let Ok(value) = any.downcast::<E::Reply>() {
                data.try_set(Some(value));
            }
        }),
    );
    Query { data, failure, busy }
}

/// What all reads have in common, whatever they read.
fn watch(
    args: Box<dyn Fn() -> Option<Call>>,
    read: Reader,
    follow: bool,
    put: Box<dyn Fn(Any)>,
) -> (RwSignal<Option<Failure>>, RwSignal<bool>) {
    let failure = RwSignal::new(None);
    let busy = RwSignal::new(true);
    let turn = StoredValue::new(0u32);
    let put: Rc<dyn Fn(Any)> = put.into();
    Effect::new(move |_| {
        if let Some(epoch) = EPOCH.get() {
            epoch.track();
        }
        let Some(call) = args() else {
            busy.set(false);
            return;
        };
        let key = if follow { format!("{} to its end", call.target) } else { call.target.clone() };
        let mine = turn.get_value().wrapping_add(1);
        turn.set_value(mine);
        if let Some(hit) = seen(&key) {
            put(hit);
        }
        busy.set(true);
        let age = AGE.get();
        let put = Rc::clone(&put);
        fetch(
            key.clone(),
            call,
            follow,
            Box::new(move |answer| {
                // A later question, or a page that is gone, has no use for this answer.
                if turn.try_get_value() != Some(mine) {
                    return;
                }
                match answer.and_then(|body| read(&body)) {
                    Ok(value) => {
                        keep(key, age, &value);
                        failure.try_set(None);
                        put(value);
                    }
                    Err(why) => _ = failure.try_set(Some(why)),
                }
                busy.try_set(false);
            }),
        );
    });
    (failure, busy)
}

/// Sends a read, or joins the same one that is on its way. One that began before a refresh is not joined: it may tell
/// of what was there before a change.
fn fetch(key: String, call: Call, follow: bool, done: Done) {
    let flight = (key, AGE.get());
    let first = FLIGHTS.with_borrow_mut(|flights| {
        let waiting = flights.entry(flight.clone()).or_default();
        waiting.push(done);
        waiting.len() == 1
    });
    if !first {
        return;
    }
    spawn_local(async move {
        let answer = if follow { to_its_end(call).await } else { api::exchange(call, None).await }.map(Rc::from);
        let waiting = FLIGHTS.with_borrow_mut(|flights| flights.remove(&flight)).unwrap_or_default();
        for done in waiting {
            done(answer.clone());
        }
    });
}

/// Goes on when nothing is being read any more.
pub fn settled(then: impl FnOnce() + 'static) {
    set_timeout(
        move || if FLIGHTS.with_borrow(HashMap::is_empty) { then() } else { settled(then) },
        std::time::Duration::from_millis(50),
    );
}

/// Longer than anything that is chosen from by going through it: 10,000 items. What is left then still says that there
/// is more.
const MOST_PAGES: usize = 50;

/// The pages of a list as one answer: what comes with each is put behind what came before.
async fn to_its_end(call: Call) -> Result<Vec<u8>, Failure> {
    let first = call.clone();
    let unreadable = || Failure::unreadable(200, None);
    let mut all = api::value(&api::exchange(call, None).await?).ok_or_else(unreadable)?;
    for _ in 1..MOST_PAGES {
        let Some(cursor) = all.get("next_cursor").and_then(Value::as_str) else { break };
        let call = Call { target: format!("{}&cursor={cursor}", first.target), ..first.clone() };
        let page = api::value(&api::exchange(call, None).await?).ok_or_else(unreadable)?;
        let (Value::Object(all), Value::Object(page)) = (&mut all, page) else { return Err(unreadable()) };
        for (name, more) in page {
            match (all.get_mut(&name), more) {
                (Some(Value::Array(items)), Value::Array(more)) => items.extend(more),
                (Some(slot), more) if name == "next_cursor" => *slot = more,
                _ => {}
            }
        }
    }
    serde_json::to_vec(&all).map_err(|_| unreadable())
}

/// Reads an endpoint ahead of the page that will ask for it.
pub fn prefetch<E>(path: E::Path, ask: E::Query)
where
    E: Endpoint<Body = Nothing>,
    E::Reply: DeserializeOwned + Send + Sync,
{
    fetch_ahead(call::<E>(&path, &ask, &Nothing {}), reader::<E::Reply>);
}

fn fetch_ahead(call: Call, read: Reader) {
    if seen(&call.target).is_some() {
        return;
    }
    let (key, age) = (call.target.clone(), AGE.get());
    fetch(
        key.clone(),
        call,
        false,
        Box::new(move |answer| {
            if let Ok(value) = answer.and_then(|body| read(&body)) {
                keep(key, age, &value);
            }
        }),
    );
}
