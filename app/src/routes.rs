//! Addresses. Each page and each dialog has one; what a list shows is in its query.

use crate::i18n::t;
use crate::router::{Query, Router, Way};
use contract::client::percent_encode;
use domain::menu::MenuItem;
use leptos::prelude::*;

/// What the pages about messages are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Webhooks,
    Sources,
    Channels,
    Log,
    Deliveries,
    Chatlayer,
    Settings,
}

impl Section {
    /// The list of an address.
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "webhooks" => Section::Webhooks,
            "sources" => Section::Sources,
            "channels" => Section::Channels,
            "messages" => Section::Log,
            "deliveries" => Section::Deliveries,
            _ => return None,
        })
    }
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    Setup,
    SignIn,
    Accept,
    ForgotPassword,
    ResetPassword,
    ChangePassword,
    /// The second step of signing in.
    SecondStep,
    /// Setting up a second factor that the account requires.
    Enroll,
    Mailbox,
    Overview,
    SystemUsers,
    SystemUser(String),
    /// The tokens of all system users.
    Tokens,
    Subaccounts,
    Apps,
    WhatsappAccounts,
    WhatsappAccount(String),
    Users,
    User(String),
    /// What depends on a person who leaves.
    Leave(String),
    Invitations,
    Teams,
    Roles,
    RoleMatrix,
    /// A page about messages, and the object that it shows.
    Messages(Section, Option<String>),
    Mails,
    AuditLog,
    /// Why calls of system users were refused.
    Refusals,
    /// From where people and system users may come.
    Addresses,
    Sessions,
    Settings,
    Profile,
    Problem(String),
    Missing,
}

impl Page {
    /// The page of a path. `/…/new` is a dialog over its list.
    pub fn of(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty()).collect();
        match parts.as_slice() {
            [] => Page::Overview,
            ["setup"] => Page::Setup,
            ["sign-in"] => Page::SignIn,
            ["accept"] => Page::Accept,
            ["forgot-password"] => Page::ForgotPassword,
            ["reset-password"] => Page::ResetPassword,
            ["change-password"] => Page::ChangePassword,
            ["second-step"] => Page::SecondStep,
            ["enroll"] => Page::Enroll,
            ["mailbox"] => Page::Mailbox,
            ["system-users"] | ["system-users", "new"] => Page::SystemUsers,
            ["system-users", id] => Page::SystemUser((*id).to_owned()),
            ["tokens"] => Page::Tokens,
            ["subaccounts"] | ["subaccounts", "new"] => Page::Subaccounts,
            ["apps"] | ["apps", "new"] => Page::Apps,
            ["whatsapp-accounts"] | ["whatsapp-accounts", "new"] => Page::WhatsappAccounts,
            ["whatsapp-accounts", id] => Page::WhatsappAccount((*id).to_owned()),
            ["users"] | ["users", "new"] => Page::Users,
            ["users", id] => Page::User((*id).to_owned()),
            ["users", id, "leave"] => Page::Leave((*id).to_owned()),
            ["invitations"] | ["invitations", "new"] => Page::Invitations,
            ["teams"] | ["teams", "new"] => Page::Teams,
            ["roles"] | ["roles", "new"] => Page::Roles,
            ["roles", "matrix"] => Page::RoleMatrix,
            ["chatlayer"] => Page::Messages(Section::Chatlayer, None),
            ["settings", "messages"] => Page::Messages(Section::Settings, None),
            ["mails"] => Page::Mails,
            ["audit-log"] => Page::AuditLog,
            ["refusals"] => Page::Refusals,
            ["addresses"] | ["addresses", "new"] => Page::Addresses,
            ["sessions"] => Page::Sessions,
            ["settings"] => Page::Settings,
            ["profile"] => Page::Profile,
            ["problems", code] => Page::Problem((*code).to_owned()),
            [name, id @ ..] => match (Section::of(name), id) {
                (Some(section), [] | ["new"]) => Page::Messages(section, None),
                (Some(section), [id]) => Page::Messages(section, Some((*id).to_owned())),
                _ => Page::Missing,
            },
        }
    }

    /// Does it stand alone, without the frame and without anybody signed in?
    pub fn is_lone(&self) -> bool {
        matches!(
            self,
            Page::Setup
                | Page::SignIn
                | Page::Accept
                | Page::ForgotPassword
                | Page::ResetPassword
                | Page::ChangePassword
                | Page::SecondStep
                | Page::Enroll
                | Page::Mailbox
                | Page::Problem(_)
        )
    }

    /// Does it belong to this entry of the menu?
    pub fn is_under(&self, item: MenuItem) -> bool {
        matches!(
            (self, item),
            (Page::Overview, MenuItem::Overview)
                | (Page::SystemUsers | Page::SystemUser(_), MenuItem::SystemUsers)
                | (Page::Tokens, MenuItem::Tokens)
                | (Page::Subaccounts, MenuItem::Subaccounts)
                | (Page::Users | Page::User(_) | Page::Leave(_) | Page::Invitations, MenuItem::Users)
                | (Page::Teams, MenuItem::Teams)
                | (Page::Roles | Page::RoleMatrix, MenuItem::Roles)
                | (Page::Mails, MenuItem::Mails)
                | (Page::AuditLog, MenuItem::AuditLog)
                | (Page::Refusals, MenuItem::Refusals)
                | (Page::Apps, MenuItem::Apps)
                | (Page::WhatsappAccounts | Page::WhatsappAccount(_), MenuItem::WhatsappAccounts)
                | (Page::Addresses, MenuItem::Addresses)
                | (Page::Sessions, MenuItem::Sessions)
                | (Page::Messages(Section::Webhooks, _), MenuItem::Webhooks)
                | (Page::Messages(Section::Sources, _), MenuItem::Sources)
                | (Page::Messages(Section::Channels, _), MenuItem::Channels)
                | (Page::Messages(Section::Log, _), MenuItem::Messages)
                | (Page::Messages(Section::Deliveries, _), MenuItem::Deliveries)
                | (Page::Messages(Section::Chatlayer, _), MenuItem::Chatlayer)
                | (Page::Settings | Page::Messages(Section::Settings, _), MenuItem::Settings)
                | (Page::Profile, MenuItem::Profile)
        )
    }
}

/// Where an entry of the menu leads, and what it is called; none for menus that this console has no page of.
pub fn menu(item: MenuItem) -> Option<(&'static str, &'static str)> {
    let n = &t().nav;
    Some(match item {
        MenuItem::Overview => ("/", n.overview),
        MenuItem::SystemUsers => ("/system-users", n.system_users),
        MenuItem::Tokens => ("/tokens", t().bots.tokens),
        MenuItem::Subaccounts => ("/subaccounts", n.subaccounts),
        MenuItem::Apps => ("/apps", n.apps),
        MenuItem::WhatsappAccounts => ("/whatsapp-accounts", n.whatsapp_accounts),
        MenuItem::Webhooks => ("/webhooks", n.webhooks),
        MenuItem::Sources => ("/sources", n.sources),
        MenuItem::Channels => ("/channels", n.channels),
        MenuItem::Messages => ("/messages", n.messages),
        MenuItem::Deliveries => ("/deliveries", n.deliveries),
        MenuItem::Chatlayer => ("/chatlayer", n.chatlayer),
        MenuItem::Users => ("/users", n.users),
        MenuItem::Teams => ("/teams", n.teams),
        MenuItem::Roles => ("/roles", n.roles),
        MenuItem::Mails => ("/mails", t().mails.title),
        MenuItem::AuditLog => ("/audit-log", n.audit_log),
        MenuItem::Refusals => ("/refusals", n.refusals),
        MenuItem::Addresses => ("/addresses", n.addresses),
        MenuItem::Sessions => ("/sessions", n.sessions),
        MenuItem::Settings => ("/settings", n.account_settings),
        MenuItem::Profile => ("/profile", n.profile),
        MenuItem::Inbox
        | MenuItem::Contact
        | MenuItem::Chatbot
        | MenuItem::Integration
        | MenuItem::Developers
        | MenuItem::AccountSettings
        | MenuItem::Other => return None,
    })
}

/// Path and query of an address as the browser resolves it, if it leads to a page of ours. It is judged after that:
/// a browser drops tabs and line breaks, folds `..` and takes `\\` for `/` before it goes anywhere.
pub fn own(address: &str) -> Option<String> {
    let origin = window().location().origin().ok()?;
    let url = web_sys::Url::new_with_base(address, &origin).ok()?;
    (url.origin() == origin && !url.pathname().starts_with("//")).then(|| url.pathname() + &url.search())
}

/// This address with the page that is gone to afterwards.
pub fn leading_to(page: &str, next: &str) -> String {
    if next == "/" { page.to_owned() } else { format!("{page}?next={}", percent_encode(next)) }
}

/// The same with the page where the reader is.
pub fn with_next(page: &str, here: Here) -> String {
    leading_to(page, &here.address())
}

/// Where to go after signing in: a page of our own, or home.
pub fn back(here: Here) -> String {
    let next = here.param("next").and_then(|next| own(&next));
    next.filter(|next| !Page::of(next).is_lone()).unwrap_or_else(|| "/".to_owned())
}

/// The page of a system user.
pub fn system_user(id: &str) -> String {
    format!("/system-users/{id}")
}

/// The page of a person.
pub fn user(id: &str) -> String {
    format!("/users/{id}")
}

/// A dialog that stands over a page: what is asked, and about which object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// `rename`, `delete`, …
    pub action: String,
    /// The object's id; empty where it is about none.
    pub id: String,
}

/// The address of the present page with other query parameters; an empty value takes one away.
pub fn with_query(path: &str, query: &Query, changes: &[(&str, &str)]) -> String {
    let kept = query.pairs().iter().map(|(key, value)| (key.as_str(), value.as_str()));
    let kept = kept.filter(|(key, _)| !changes.iter().any(|(changed, _)| changed == key));
    let pairs = kept.chain(changes.iter().copied()).filter(|(_, value)| !value.is_empty());
    let query = pairs.map(|(key, value)| format!("{key}={}", percent_encode(value))).collect::<Vec<_>>().join("&");
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The place where the reader is, and ways to go on from it.
#[derive(Clone, Copy)]
pub struct Here {
    path: Memo<String>,
    query: Memo<Query>,
    router: Router,
}

impl Here {
    /// Where the router is.
    pub fn new(router: Router) -> Self {
        let place = router.place();
        Self {
            path: Memo::new(move |_| place.with(|place| place.path.clone())),
            query: Memo::new(move |_| place.with(|place| place.query.clone())),
            router,
        }
    }

    /// The page.
    pub fn page(self) -> Page {
        self.path.with(|path| Page::of(path))
    }

    /// Is the dialog for a new object open?
    pub fn is_new(self) -> bool {
        self.path.with(|path| path.ends_with("/new"))
    }

    /// The dialog that is open over the page.
    pub fn ask(self) -> Option<Ask> {
        let action = self.param("action")?;
        let id = self.param("id").unwrap_or_else(|| match self.page() {
            Page::SystemUser(id)
            | Page::User(id)
            | Page::Leave(id)
            | Page::WhatsappAccount(id)
            | Page::Messages(_, Some(id)) => id,
            _ => String::new(),
        });
        Some(Ask { action, id })
    }

    /// A query parameter; an empty one counts as none.
    pub fn param(self, name: &str) -> Option<String> {
        self.query.with(|query| query.get(name).filter(|v| !v.is_empty()).map(str::to_owned))
    }

    /// Path and query as they are.
    pub fn address(self) -> String {
        self.query.with_untracked(|query| with_query(&self.path.get_untracked(), query, &[]))
    }

    /// The present address with other parameters.
    pub fn changed(self, changes: &[(&str, &str)]) -> String {
        self.query.with(|query| with_query(&self.path.get(), query, changes))
    }

    /// Goes to an address.
    pub fn go(self, to: &str) {
        self.router.go(to, Way::New);
    }

    /// Goes to an address in place of the present one, without a jump of the page.
    pub fn replace(self, to: &str) {
        self.router.go(to, Way::Instead);
    }

    /// Opens a dialog over the page, about the thing with this id if there is one; going back closes it.
    pub fn open(self, action: &str, id: &str) {
        let own = matches!(
            self.page(),
            Page::SystemUser(_) | Page::User(_) | Page::WhatsappAccount(_) | Page::Messages(_, Some(_))
        );
        let id = if own { "" } else { id };
        let to = untrack(|| self.changed(&[("action", action), ("id", id)]));
        self.router.go(&to, Way::Over);
    }

    /// Opens a dialog about a part of the page's object, which a parameter of its own names.
    pub fn open_part(self, action: &str, name: &str, value: &str) {
        self.open_over(&[("action", action), ("id", ""), (name, value)]);
    }

    /// Opens a dialog that these parameters name.
    pub fn open_over(self, asked: &[(&str, &str)]) {
        let to = untrack(|| self.changed(asked));
        self.router.go(&to, Way::Over);
    }

    /// Closes the dialog that is open over the page, or goes back to the page of ours that the address names.
    pub fn close(self) {
        let to = untrack(|| {
            if let Some(back) = self.param("back").and_then(|back| own(&back)) {
                return back;
            }
            let path = self.path.get();
            let path = path.strip_suffix("/new").unwrap_or(&path);
            let asked = [
                "action",
                "id",
                "token",
                "subaccount",
                "clone",
                "made",
                "back",
                "since",
                "rule",
                "ids",
                "key",
                "app",
                "asset",
                "number",
                "user",
            ]
            .map(|name| (name, ""));
            self.query.with(|query| with_query(path, query, &asked))
        });
        self.replace(&to);
    }

    /// What closes the dialog that is open over the page.
    pub fn closing(self) -> Callback<()> {
        Callback::new(move |()| self.close())
    }

    /// Changes parameters of a list without a new entry in the history.
    pub fn set(self, changes: &[(&str, &str)]) {
        let to = untrack(|| self.changed(changes));
        self.replace(&to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_has_its_page() {
        for (path, page) in [
            ("/", Page::Overview),
            ("/system-users", Page::SystemUsers),
            ("/system-users/", Page::SystemUsers),
            ("/system-users/new", Page::SystemUsers),
            ("/system-users/su_1", Page::SystemUser("su_1".to_owned())),
            ("/tokens", Page::Tokens),
            ("/subaccounts/new", Page::Subaccounts),
            ("/problems/stale", Page::Problem("stale".to_owned())),
            ("/users/usr_1/leave", Page::Leave("usr_1".to_owned())),
            ("/system-users/su_1/more", Page::Missing),
            ("/webhooks/new", Page::Messages(Section::Webhooks, None)),
            ("/channels/chn_1", Page::Messages(Section::Channels, Some("chn_1".to_owned()))),
            ("/messages/msg_1", Page::Messages(Section::Log, Some("msg_1".to_owned()))),
            ("/settings/messages", Page::Messages(Section::Settings, None)),
            ("/deliveries/dlv_1/more", Page::Missing),
            ("/apps/new", Page::Apps),
            ("/whatsapp-accounts/waba_1", Page::WhatsappAccount("waba_1".to_owned())),
            ("/nowhere", Page::Missing),
        ] {
            assert_eq!(Page::of(path), page, "{path}");
        }
    }

    #[test]
    fn every_entry_of_the_menu_leads_to_its_own_page() {
        locale::show(locale::messages(domain::locale::Locale::En));
        for item in MenuItem::ALL {
            if let Some((href, _)) = menu(*item) {
                assert!(Page::of(href).is_under(*item), "{item:?}");
            }
        }
    }

    #[test]
    fn parameters_are_replaced_encoded_and_dropped_when_empty() {
        let query = Query::read("search=a b&cursor=x", str::to_owned);
        assert_eq!(with_query("/s", &query, &[("cursor", ""), ("sort", "-n")]), "/s?search=a%20b&sort=-n");
        assert_eq!(with_query("/s", &query, &[("search", ""), ("cursor", "")]), "/s");
    }
}
