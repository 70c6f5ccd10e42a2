//! The subaccounts that a token of an account-wide system user reaches alone.

use crate::areas::bots::token_fields::m;
use crate::shared::ticks::{Chosen, ticks};
use crate::state::query::use_all;
use crate::state::session;
use crate::ui::form::Form;
use crate::ui::part;
use contract::table::ListSubaccounts;
use contract::{Limit, SubaccountQuery, SystemUser, TokenInfo};
use domain::permission::PermissionId as P;
use leptos::prelude::*;
use serde_json::Value;

const NAME: &str = "subaccount_ids";

/// What is chosen, beside what there was.
#[derive(Clone, Copy)]
pub struct Reach {
    form: Form,
    chosen: Chosen,
    before: StoredValue<Vec<String>>,
    offered: bool,
}

impl Reach {
    /// Of a token, or of a new one. One of a system user that has a subaccount reaches that one anyway.
    pub fn new(form: Form, bot: &SystemUser, of: Option<&TokenInfo>) -> Self {
        let some = of.and_then(|token| token.subaccounts.as_ref());
        let before: Vec<String> = some.iter().flat_map(|some| some.iter()).map(|one| one.id.to_string()).collect();
        let chosen = RwSignal::new(before.clone());
        form.keep_ids(NAME, chosen);
        let offered = bot.subaccount_id.is_none() && session::may(P::SubaccountsRead);
        Self { form, chosen, before: StoredValue::new(before), offered }
    }

    /// The boxes, once they are asked for: those of the system user's own environment.
    pub fn field(self, bot: &SystemUser, asked: impl Fn() -> bool + 'static) -> AnyView {
        if !self.offered {
            return ().into_any();
        }
        let environment = Some(bot.environment);
        let list = use_all::<ListSubaccounts>(move || {
            let all = SubaccountQuery { limit: Limit::try_from(200).ok(), environment, ..SubaccountQuery::default() };
            asked().then_some(((), all))
        });
        part(move || {
            let page = list.data.get()?;
            let options = page.items.iter().map(|one| (one.id.to_string(), one.name.clone())).collect();
            Some(untrack(|| ticks(self.form, NAME, m().reaches, m().reaches_hint, options, self.chosen)))
        })
        .into_any()
    }

    /// Puts what was chosen into a body, if it is not what there was.
    pub fn put(self, fields: &mut contract::Fields) {
        let chosen = self.chosen.get_untracked();
        let same = self
            .before
            .with_value(|before| before.len() == chosen.len() && before.iter().all(|one| chosen.contains(one)));
        if !same {
            let value = if chosen.is_empty() { Value::Null } else { chosen.into() };
            fields.insert(NAME.to_owned(), value);
        }
    }
}

/// Which ones a token reaches, in words; nothing where it reaches all.
pub fn reached(token: &TokenInfo) -> Option<String> {
    let some = token.subaccounts.as_ref()?;
    let names: Vec<&str> = some.iter().map(|one| one.name.as_str()).collect();
    Some(if names.is_empty() { m().reaches_none.to_owned() } else { (m().reaches_only)(&names.join(", ")) })
}
