//! Who makes a Graph call: the token in every place where Meta's clients put it, the proof of the app's secret, and what the caller
//! may reach.

use contract::auth::{Graph, GraphOrApp};
use contract::{Fields, graph};
use domain::business::{GraphId, SystemUserRole};
use domain::ids::{AppId, CredentialId, SubaccountId, SystemUserId, WhatsappAccountId, WhatsappNumberId};
use domain::principal::Machine;
use domain::scope::Scope;
use domain::secret::Secret;
use domain::time::Instant;
use serde_json::Value;
use store::apps::{self, AppRow};
use store::system_users::{self, SystemUserRow};
use store::tokens::TokenRow;
use store::{Seen, both, graph_nodes};

use super::proof::{self, App};
use super::{page, refusal};
use crate::authn::{Asking, Authenticate, Caller, unless_lacking};
use crate::credential::Credential;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::http::{Body, Headers};
use crate::refusals::Reason;

/// A system user that calls by Graph paths.
#[derive(Debug)]
pub struct GraphCaller {
    /// Its accepted token.
    pub machine: Machine,
    /// Its row: whoever changes something on its behalf relies on it.
    pub user: Seen<SystemUserRow>,
    /// The app that its token belongs to.
    pub app: Option<Seen<AppRow>>,
    /// The token's text and the proof that came with it; none where a page's ticket was shown instead.
    shown: Option<(Secret<String>, Option<String>)>,
}

/// A system user, or an app by its own token.
#[derive(Debug)]
pub enum UserOrApp {
    /// A system user.
    User(Box<GraphCaller>),
    /// An app.
    App(Box<App>),
}

/// What a node of a path turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The caller's own account.
    Business,
    /// A system user.
    SystemUser(SystemUserId),
    /// An app.
    App(AppId),
    /// A WhatsApp account.
    Whatsapp(WhatsappAccountId),
    /// A phone number.
    Phone(WhatsappNumberId),
}

/// The parameters of a call, from its query and its body. None when they can't be read.
pub fn params(headers: &dyn Headers, query: Option<&str>, body: &Body) -> Option<Fields> {
    let query = graph::form(query.unwrap_or_default())?;
    let Body::Bytes(bytes) = body else { return Some(query) };
    let body = graph::body(&headers.get("content-type").unwrap_or_default(), bytes)?;
    Some(graph::merged(query, body))
}

/// Old clients name the method that they mean in a parameter, where they can send nothing but GET and POST. Such a call would do
/// something else than it says: it does nothing.
pub fn one_method(method: &str, params: &Fields) -> Result<(), Fail> {
    let sent = if method == "HEAD" { "GET" } else { method };
    match text(params, "method") {
        Some(named) if !named.eq_ignore_ascii_case(sent) => {
            Err(refusal::parameter("method", "Param method is not supported: send the call by the method itself."))
        }
        _ => Ok(()),
    }
}

fn text(params: &Fields, name: &str) -> Option<String> {
    params.get(name).and_then(Value::as_str).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

impl<D: Deps> Asking<'_, D> {
    /// What was sent as parameters; what is wrong with it is said later, by whoever reads it.
    fn graph_params(&self) -> Fields {
        params(self.headers, self.query, self.body)
            .or_else(|| graph::form(self.query.unwrap_or_default()))
            .unwrap_or_default()
    }

    /// The token of a Graph call.
    fn graph_token(&self, params: &Fields) -> Result<Option<String>, Fail> {
        let header = Credential::read(self.headers).map(|found| found.token().to_owned());
        match (header, text(params, "access_token")) {
            // Two different ones are none (RFC 6750 §2).
            (Some(one), Some(other)) if one != other => Err(Fail::refused(Reason::Malformed, None)),
            (one, other) => Ok(one.or(other)),
        }
    }

    /// The ticket of a page that is read as it was given: with another method, or with parameters in its body, which go before
    /// those of the query, it would be another call.
    fn ticket(&self) -> Option<CredentialId> {
        // The client for Node sends an empty object with every call.
        let plain = self.safe && matches!(self.body, Body::Bytes(bytes) if matches!(bytes.trim_ascii(), b"" | b"{}"));
        let query = self.query.filter(|_| plain)?;
        page::ticket(self.config, self.path, query, self.meta.now)
    }

    async fn graph_user(&self, params: &Fields, caller: &mut Caller) -> Result<GraphCaller, Fail> {
        let (machine, shown) = match self.graph_token(params)? {
            Some(token) => {
                let machine = self.machine(&Credential::bare(token.clone()), caller).await?;
                (machine, Some((Secret::new(token), text(params, "appsecret_proof"))))
            }
            None => match self.ticket() {
                Some(id) => (self.machine_of_id(&id, caller).await?, None),
                None => return Err(Fail::refused(Reason::Missing, None)),
            },
        };
        let user = system_users::get(&machine, &machine.system_user, self.meta.now);
        let (user, app) = match &machine.token {
            CredentialId::Token(id) => both(self.deps.db(), user, apps::of_token(&machine, id)).await?,
            CredentialId::Key(_) | CredentialId::Trust(_) => (user.of(self.deps.db()).await?, None),
        };
        // It was deleted a moment ago.
        let user = user.ok_or_else(|| Fail::refused(Reason::Unknown, None))?;
        let known = GraphCaller { machine, user, app, shown };
        known.check_proof(self).await?;
        Ok(known)
    }
}

impl Authenticate for Graph {
    type Proof = GraphCaller;
    async fn authenticate<D: Deps>(asking: &Asking<'_, D>, caller: &mut Caller) -> Result<GraphCaller, Fail> {
        asking.graph_user(&asking.graph_params(), caller).await
    }
}

impl Authenticate for GraphOrApp {
    type Proof = UserOrApp;
    async fn authenticate<D: Deps>(asking: &Asking<'_, D>, caller: &mut Caller) -> Result<UserOrApp, Fail> {
        let params = asking.graph_params();
        if let Some(token) = asking.graph_token(&params)?.filter(|token| token.contains('|')) {
            let from = asking.meta.ip.as_deref();
            let app = proof::by_token(asking.deps, asking.config, &token, from).await?;
            let app = app.map_err(|reason| Fail::refused(reason, None))?;
            // Whoever shows this has the secret, or what was made of it: a proof is not asked for, and a wrong one is wrong.
            if let Some(shown) = text(&params, "appsecret_proof") {
                let secret = proof::secret(asking.config, &app.account, &app.row)?;
                if !proof::is_right(&secret, &token, &shown) {
                    return Err(refusal::wrong_proof());
                }
            }
            caller.account = Some(app.account.to_string());
            caller.actor = Some(app.row.id.to_string());
            return Ok(UserOrApp::App(Box::new(app)));
        }
        asking.graph_user(&params, caller).await.map(|user| UserOrApp::User(Box::new(user)))
    }
}

impl GraphCaller {
    /// A proof that is sent must be right; one that its app requires must be sent.
    async fn check_proof<D: Deps>(&self, asking: &Asking<'_, D>) -> Result<(), Fail> {
        match (&self.app, &self.shown) {
            (Some(app), Some((_, None))) if app.require_proof => Err(refusal::no_proof()),
            (Some(app), Some((token, Some(proof)))) => {
                let secret = proof::secret(asking.config, &self.machine.account, app)?;
                match proof::is_right(&secret, token.expose(), proof) {
                    true => Ok(()),
                    false => Err(refusal::wrong_proof()),
                }
            }
            // Its token belongs to no app: it may be proved by whichever of the account's apps its program knows.
            (None, Some((_, Some(_)))) => {
                let all = apps::list(&self.machine).of(asking.deps.db()).await?;
                let mut right = false;
                for app in &all {
                    right |= self.proves(&proof::secret(asking.config, &self.machine.account, app)?);
                }
                if right { Ok(()) } else { Err(refusal::wrong_proof()) }
            }
            // A page's ticket was given to a caller that had proved what it must.
            (_, None) | (_, Some((_, None))) => Ok(()),
        }
    }

    /// Was the secret of this app proved?
    pub fn proves(&self, secret: &Secret<String>) -> bool {
        match &self.shown {
            Some((token, Some(proof))) => proof::is_right(secret, token.expose(), proof),
            _ => false,
        }
    }

    /// Did a proof come with the call?
    pub fn has_proof(&self) -> bool {
        matches!(&self.shown, Some((_, Some(_))))
    }

    /// The token must have this scope.
    pub fn needs(&self, scope: Scope) -> Result<(), Fail> {
        unless_lacking(&self.machine, scope)
    }

    /// Is it account-wide, with a token for managing the business that reaches what this subaccount has, or, without one, the
    /// business as a whole?
    fn reaches(&self, subaccount: Option<&SubaccountId>) -> bool {
        let machine = &self.machine;
        machine.subaccount.is_none() && machine.reaches(subaccount) && machine.permits(Scope::BusinessManagement)
    }

    /// Does it see the system users of the account?
    pub fn sees_others(&self) -> bool {
        self.reaches(None)
    }

    /// Does it see this system user? Itself; and those that it reaches, in its own environment.
    pub fn sees(&self, other: &SystemUserRow) -> bool {
        let reached = self.reaches(other.subaccount.as_ref().map(|(id, _, _)| id));
        self.is_own(&other.id) || (reached && self.machine.environment == other.environment)
    }

    /// Is it an Admin, with a token for managing the business as a whole?
    pub fn manages(&self) -> bool {
        self.user.role == SystemUserRole::Admin && self.reaches(None)
    }

    /// The same, or a refusal that says what is missing.
    pub fn must_manage(&self) -> Result<(), Fail> {
        self.needs(Scope::BusinessManagement)?;
        match self.manages() {
            true => Ok(()),
            false => Err(refusal::permission("Requires the token of an admin system user of the business.")),
        }
    }

    /// Is it the caller itself?
    pub fn is_own(&self, id: &SystemUserId) -> bool {
        *id == self.machine.system_user
    }

    /// The row of the token that was shown.
    pub fn token(&self) -> Option<&TokenRow> {
        self.user.tokens.iter().find(|token| token.id == self.machine.token)
    }

    /// What a node is, in the caller's account.
    pub async fn find(&self, deps: &impl Deps, text: &str) -> Result<Option<Found>, Fail> {
        if text == "me" {
            return Ok(Some(Found::SystemUser(self.machine.system_user.clone())));
        }
        let id = match GraphId::try_from(text.to_owned()) {
            Ok(number) => graph_nodes::find(&self.machine, &number).of(deps.db()).await?,
            Err(_) => Some(text.to_owned()),
        };
        Ok(id.and_then(|id| {
            if id == self.machine.account.as_str() {
                return Some(Found::Business);
            }
            let user = SystemUserId::try_from(id.clone()).map(Found::SystemUser);
            let app = || AppId::try_from(id.clone()).map(Found::App);
            let whatsapp = || WhatsappAccountId::try_from(id.clone()).map(Found::Whatsapp);
            let phone = || WhatsappNumberId::try_from(id.clone()).map(Found::Phone);
            user.or_else(|_| app()).or_else(|_| whatsapp()).or_else(|_| phone()).ok()
        }))
    }

    /// A system user that the caller sees.
    pub async fn system_user<D: Deps>(
        &self,
        deps: &D,
        (method, text): (&str, &str),
        now: Instant,
    ) -> Result<Seen<SystemUserRow>, Fail> {
        self.seen(deps, text, now).await?.ok_or_else(|| refusal::unknown_node(method, text))
    }

    /// The business, which is the caller's account.
    pub async fn business<D: Deps>(&self, deps: &D, (method, text): (&str, &str)) -> Result<(), Fail> {
        match self.find(deps, text).await? {
            Some(Found::Business) => Ok(()),
            _ => Err(refusal::unknown_node(method, text)),
        }
    }

    /// An app of the account, by what a parameter says.
    pub async fn app_named<D: Deps>(&self, deps: &D, name: &str, text: &str) -> Result<Seen<AppRow>, Fail> {
        let wrong = || refusal::parameter(name, &format!("Param {name} must be the id of an app of the business."));
        let Some(Found::App(id)) = self.find(deps, text).await? else { return Err(wrong()) };
        apps::get(&self.machine, &id).of(deps.db()).await?.ok_or_else(wrong)
    }

    /// A system user of the account, by what a parameter says.
    pub async fn user_named<D: Deps>(
        &self,
        deps: &D,
        (name, text): (&str, &str),
        now: Instant,
    ) -> Result<Seen<SystemUserRow>, Fail> {
        self.seen(deps, text, now).await?.ok_or_else(|| refusal::no_system_user(name))
    }

    async fn seen<D: Deps>(&self, deps: &D, text: &str, now: Instant) -> Result<Option<Seen<SystemUserRow>>, Fail> {
        let Some(Found::SystemUser(id)) = self.find(deps, text).await? else { return Ok(None) };
        let row = system_users::get(&self.machine, &id, now).of(deps.db()).await?;
        Ok(row.filter(|row| self.sees(row)))
    }
}
