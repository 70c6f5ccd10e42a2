//! How a bot is told its username and token: what to paste where. The token, its mask or a placeholder is in it.

use crate::i18n::t;
use crate::net::api;
use crate::ui::code::Code;
use crate::ui::tabs::Tabs;
use leptos::prelude::*;

/// What stands for the token where there is none to be shown.
const PLACEHOLDER: &str = "YOUR_TOKEN";

/// A place to paste into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipe {
    Curl,
    Environment,
    Node,
    Python,
    Php,
    N8n,
    Chatlayer,
    Other,
}

impl Recipe {
    /// All of them, as they are shown.
    pub const ALL: [Recipe; 8] = [
        Recipe::Curl,
        Recipe::Environment,
        Recipe::Node,
        Recipe::Python,
        Recipe::Php,
        Recipe::N8n,
        Recipe::Chatlayer,
        Recipe::Other,
    ];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Recipe::Curl => "curl",
            Recipe::Environment => t().credential.tab_env,
            Recipe::Node => "Node",
            Recipe::Python => "Python",
            Recipe::Php => "PHP",
            Recipe::N8n => "n8n",
            Recipe::Chatlayer => "Chatlayer",
            Recipe::Other => t().credential.tab_other,
        }
    }

    /// What is said above it.
    pub fn lead(self) -> Option<&'static str> {
        match self {
            Recipe::N8n => Some(t().credential.n8n_lead),
            Recipe::Chatlayer => Some(t().credential.chatlayer_lead),
            Recipe::Other => Some(t().credential.other_lead),
            _ => None,
        }
    }

    /// What to paste.
    pub fn text(self, address: &str, name: &str, token: &str) -> String {
        match self {
            Recipe::Curl => format!("curl {address}/v1/whoami \\\n  -H 'Authorization: Bearer {token}'"),
            Recipe::Environment => {
                format!("TENURE_URL={address}\nTENURE_USERNAME={}\nTENURE_TOKEN={token}", for_a_shell(name))
            }
            Recipe::Node => format!(
                "const answer = await fetch(\"{address}/v1/whoami\", {{\n  headers: {{ authorization: \"Bearer {token}\" }},\n}});\nconsole.log(answer.status, await answer.json());"
            ),
            Recipe::Python => format!(
                "import json, urllib.request\n\nask = urllib.request.Request(\n    \"{address}/v1/whoami\",\n    headers={{\"Authorization\": \"Bearer {token}\"}},\n)\nprint(json.load(urllib.request.urlopen(ask)))"
            ),
            Recipe::Php => format!(
                "<?php\n$ask = curl_init('{address}/v1/whoami');\ncurl_setopt($ask, CURLOPT_RETURNTRANSFER, true);\ncurl_setopt($ask, CURLOPT_HTTPHEADER, ['Authorization: Bearer {token}']);\necho curl_exec($ask);"
            ),
            Recipe::N8n => format!("URL: {address}/v1/whoami\nName: Authorization\nValue: Bearer {token}"),
            Recipe::Chatlayer | Recipe::Other => format!("UserName: {name}\nAuthenticationToken: {token}"),
        }
    }
}

/// The text for a shell, with what a shell would read otherwise made harmless.
fn for_a_shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The tabs, each drawn by `panel`.
pub fn tabs(panel: Callback<Recipe, AnyView>) -> AnyView {
    let names = Recipe::ALL.iter().map(|one| one.name()).collect();
    let draw = Callback::new(move |index: usize| Recipe::ALL.get(index).map(|one| panel.run(*one)).into_any());
    view! { <Tabs label=t().credential.paste_into names=names panel=draw /> }.into_any()
}

/// The part of a system user's page: the same recipes later, when its token is not known here any more.
pub fn card(username: &str) -> AnyView {
    let c = &t().credential;
    let name = StoredValue::new(username.to_owned());
    let panel = Callback::new(move |one: Recipe| {
        let text = move || name.with_value(|name| one.text(&api::address(), name, PLACEHOLDER));
        view! {
            <div class="stack">
                {one.lead().map(|lead| view! { <p>{lead}</p> })}
                <Code what=one.name() shown=Signal::derive(text) copied=Callback::new(move |()| text()) />
            </div>
        }
        .into_any()
    });
    view! {
        <section class="card">
            <div class="card-head">
                <div>
                    <h2>{c.connect}</h2>
                    <p class="muted small">{(c.connect_lead)(PLACEHOLDER)}</p>
                </div>
            </div>
            <div class="card-body">{tabs(panel)}</div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{Recipe, for_a_shell};

    #[test]
    fn a_name_can_not_leave_its_quotes() {
        assert_eq!(for_a_shell("it's"), r"'it'\''s'");
        assert!(Recipe::Environment.text("https://t.example", "a'b", "tok").contains(r"TENURE_USERNAME='a'\''b'"));
    }

    #[test]
    fn each_recipe_has_what_its_place_asks_for() {
        for one in Recipe::ALL {
            let text = one.text("https://t.example", "bot", "tok");
            assert!(text.contains("tok"), "{one:?}");
            let by_name = matches!(one, Recipe::Chatlayer | Recipe::Other);
            assert_eq!(text.contains("https://t.example"), !by_name, "{one:?}");
        }
        assert_eq!(Recipe::Other.text("", "bot", "tok"), "UserName: bot\nAuthenticationToken: tok");
    }
}
