//! Why was it refused? Found by the token's end, the request or the time.

use crate::i18n::t;
use crate::routes::Here;
use crate::shared::filters::{at, clear, day};
use crate::shared::{ip_rules::m, refused};
use crate::state::session;
use crate::ui::field::Search;
use crate::ui::page::{Forbidden, Head};
use contract::RefusalQuery;
use domain::ids::RequestId;
use domain::permission::PermissionId as P;
use domain::token::TokenEnd;
use leptos::prelude::*;

const FILTERS: &[&str] = &["end", "request", "from", "to"];

/// What the address asks for; none when it asks for what can't be.
fn asked(here: Here) -> Option<RefusalQuery> {
    let token_end = here.param("end").map(TokenEnd::try_from).transpose().ok()?;
    let request_id = here.param("request").map(RequestId::try_from).transpose().ok()?;
    let (from, to) = (at(here, "from", false), at(here, "to", true));
    Some(RefusalQuery { token_end, request_id, from, to, ..RefusalQuery::default() })
}

/// The end of what was typed: of a whole token no more goes into the address.
fn end(typed: &str) -> String {
    let typed: Vec<char> = typed.trim().chars().collect();
    typed[typed.len().saturating_sub(TokenEnd::LENGTH)..].iter().collect()
}

/// The page.
pub fn page(here: Here) -> AnyView {
    if !session::may(P::SystemUsersManage) {
        return view! { <Forbidden permission=P::SystemUsersManage.as_str() /> }.into_any();
    }
    let value = |key: &'static str| Signal::derive(move || here.param(key).unwrap_or_default());
    let by_end = Callback::new(move |text: String| here.set(&[("end", &end(&text))]));
    let by_request = Callback::new(move |text: String| here.set(&[("request", text.trim())]));
    view! {
        <div class="page">
            <Head title=t().nav.refusals lead=m().why_lead />
            <div class="toolbar">
                <Search label=m().search_end value=value("end") on_search=by_end />
                <Search label=m().search_request value=value("request") beside=true on_search=by_request />
                {day(here, "from", m().from)}
                {day(here, "to", m().to)}
                {clear(here, FILTERS)}
            </div>
            {refused::list(move || asked(here), true)}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::end;

    #[test]
    fn of_a_token_that_is_pasted_only_its_end_is_used() {
        assert_eq!(end(" tnr_abcdefghWXYZ "), "WXYZ");
        assert_eq!((end("ab"), end("")), ("ab".to_owned(), String::new()));
        assert_eq!(end("ñandú"), "andú");
    }
}
