//! What lives as long as the isolate: the checked configuration and the service's memory.

use std::cell::OnceCell;
use std::rc::Rc;

use service::http::{Body, Headers, Request, max_body};
use service::{Config, State};
use worker::{Env, web_sys};

use crate::border::{self, Head, NoBody};
use crate::{env, log, tier};

/// The isolate's own. A deployment's variables can't change under an isolate, so they are read once.
pub struct App {
    /// Checked; or why the deployment can't serve, for the log.
    pub config: Result<Config, String>,
    /// The service's memory.
    pub state: State,
    /// The object of the regional tier that this isolate asks; empty before its first request, and where there is no tier.
    pub tier: OnceCell<tier::Object>,
    /// May lines of the log be written together?
    pub log_together: bool,
}

impl App {
    /// Milliseconds that the deployment's clock is ahead of the runtime's.
    pub fn clock_offset(&self) -> i64 {
        self.config.as_ref().map_or(0, |config| config.clock_offset)
    }

    /// Makes it for the first event of an isolate.
    pub fn of(env: &Env) -> Rc<Self> {
        thread_local! {
            static APP: OnceCell<Rc<App>> = const { OnceCell::new() };
        }
        APP.with(|app| {
            let new = || {
                Rc::new(Self {
                    config: Config::new(env::raw_config(env)),
                    state: State::default(),
                    tier: OnceCell::new(),
                    log_together: log::together(env),
                })
            };
            Rc::clone(app.get_or_init(new))
        })
    }

    /// The service's request from the runtime's.
    pub async fn incoming(&self, request: &web_sys::Request) -> Option<Request> {
        let head = Head::read(request)?;
        if let Ok(Config { view_tier: Some(objects), .. }) = &self.config {
            self.tier.get_or_init(|| tier::Object::of(request, *objects));
        }
        let body = match border::body(request, head.header("content-length"), max_body(head.target().1)).await {
            Ok(bytes) => Body::Bytes(bytes),
            Err(NoBody::TooLarge) => Body::TooLarge,
            // Whoever sent it is gone, or will be told that an empty body is not what the route takes.
            Err(NoBody::Broken) => Body::Bytes(Vec::new()),
        };
        let (method, path, query) = head.target();
        Some(Request {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.map(str::to_owned),
            ip: self.config.as_ref().ok().and_then(|it| it.client_ip_header.as_deref()).and_then(|name| head.get(name)),
            body,
            headers: Box::new(head),
        })
    }
}
