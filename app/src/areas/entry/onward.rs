//! Where those go who come through the way in: on to where they wanted, by way of the steps that they owe.

use crate::i18n::t;
use crate::routes::{self, Here};
use crate::state::query;
use crate::state::session::{self, Session};
use crate::ui::button::Button;
use contract::NextStep;
use leptos::prelude::*;

/// The way on from a page before the console.
#[derive(Clone, Copy)]
pub struct Onward {
    here: Here,
    to: StoredValue<String>,
}

impl Onward {
    /// Taken while the address is this page's: it may be another one's by the time that it is gone to.
    pub fn from(here: Here) -> Self {
        Self { here, to: StoredValue::new(untrack(|| routes::back(here))) }
    }

    /// Leads away whoever has nothing to do at the page where a step is done, or where one signs in; done in another tab
    /// counts as well. Nobody is led away while it `stays`.
    pub fn follow(self, mine: Option<NextStep>, stays: impl Fn() -> bool + 'static) {
        if mine.is_some() && matches!(session::state(), Session::Unknown) {
            session::reload();
        }
        let stays: Box<dyn Fn() -> bool> = Box::new(stays);
        Effect::new(move |_| {
            if stays() {
                return;
            }
            let to = self.to.get_value();
            let to = match (session::watched(), mine) {
                // Whoever need not change their password is led to the page where one may.
                (Session::In(_), Some(NextStep::ChangePassword)) if to == "/" => "/profile".to_owned(),
                (Session::In(_), _) => to,
                (Session::Out { .. }, Some(_)) => routes::leading_to("/sign-in", &to),
                (Session::Owing(step), Some(mine)) if step != mine => routes::leading_to(session::page_of(step), &to),
                _ => return,
            };
            request_animation_frame(move || self.here.replace(&to));
        });
    }

    /// What is done here is done: the next step comes, or the console.
    pub fn done(self, next: Option<NextStep>) {
        query::forget();
        let (here, to) = (self.here, self.to.get_value());
        match next {
            Some(step) => {
                session::owes(step);
                here.replace(&routes::leading_to(session::page_of(step), &to));
            }
            None => session::enter(move || here.replace(&to)),
        }
    }

    /// The way out.
    pub fn sign_out(self) -> AnyView {
        let out = RwSignal::new(false);
        let press = Callback::new(move |()| session::sign_out(out, move || self.here.go("/sign-in")));
        view! { <Button label=t().nav.sign_out tone="quiet" pending=out on_press=press /> }.into_any()
    }
}
