//! Which apps are told of what is about a WhatsApp account (product 2.2, ADR 0042): webhooks in Meta's form, one a kind of event.

use contract::table::{GraphListSubscribed, GraphSubscribe, GraphUnsubscribe};
use contract::{Code, Endpoint, EventKind, GraphVersion, Node, SecretText, WhatsappAccountNode};
use domain::audit::{self, Before, Detail, Named};
use domain::business::Tasks;
use domain::ids::WebhookId;
use domain::scope::Scope;
use serde_json::{Value, json};
use store::apps::AppRow;
use store::webhooks::{self, NewSubscription, Subscription, UNIQUE_SUBSCRIPTION};
use store::whatsapp_accounts::{self, WhatsappAccountRow};
use store::{Change, DbError, Seen, attempts, both};

use super::super::webhooks::settings::address;
use super::success;
use crate::answer::Answer;
use crate::authn::Authenticate;
use crate::cx::{Cx, Handler, random};
use crate::deliver;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::graph::caller::{Found, GraphCaller};
use crate::graph::page::{self, Asked};
use crate::graph::{callback, refusal};
use crate::limits;

const URI: &str = "override_callback_uri";
const TOKEN: &str = "verify_token";
/// The longest verify token, in bytes.
const LONGEST_TOKEN: usize = 1_024;
/// How much of each name is in that of a webhook, in characters.
const NAME: usize = 60;

/// What an app is told.
const KINDS: [EventKind; 2] = [EventKind::Mo, EventKind::Status];

/// A WhatsApp account, and what the caller may do with it.
struct Line {
    account: Seen<WhatsappAccountRow>,
    tasks: Option<Seen<Tasks>>,
}

impl Line {
    async fn find<D: Deps, E>(cx: &Cx<'_, D, E>, method: &str) -> Result<Self, Fail>
    where
        E: Endpoint<Path = (GraphVersion, Node<WhatsappAccountNode>)>,
        E::Auth: Authenticate<Proof = GraphCaller>,
    {
        let (caller, text) = (&cx.proof, cx.path.1.text.as_str());
        let none = || refusal::unknown_node(method, text);
        let Some(Found::Whatsapp(id)) = caller.find(cx.deps, text).await? else { return Err(none()) };
        caller.needs(Scope::WhatsappBusinessManagement)?;
        let machine = &caller.machine;
        let account = whatsapp_accounts::get(machine, &id);
        let tasks = whatsapp_accounts::assignment(machine, &id, &machine.system_user);
        let (account, tasks) = both(cx.db(), account, tasks).await?;
        let account = account.filter(|_| tasks.is_some() || caller.manages()).ok_or_else(none)?;
        Ok(Self { account, tasks })
    }

    /// Has it full control?
    fn is_full(&self, caller: &GraphCaller) -> bool {
        caller.manages() || self.tasks.as_ref().is_some_and(|tasks| tasks.is_full_control())
    }

    /// The app of the caller's token, if the caller may subscribe it.
    fn app<'a>(&self, caller: &'a GraphCaller) -> Result<&'a Seen<AppRow>, Fail> {
        if !self.is_full(caller) {
            return Err(refusal::permission("Requires full control (MANAGE) of the WhatsApp account."));
        }
        // The account's numbers are everybody's: who reaches some subaccounts is not told of the others.
        if caller.machine.subaccount.is_some() || caller.machine.subaccounts.is_some() {
            return Err(refusal::permission(
                "Requires a token of an account-wide system user that is not limited to some subaccounts.",
            ));
        }
        caller
            .app
            .as_ref()
            .ok_or_else(|| refusal::parameter("access_token", "The call needs a token that belongs to an app."))
    }

    /// What the change is written under.
    fn rely(&self, change: &mut Change, app: &Seen<AppRow>) {
        change.rely_on(app);
        change.rely_on(&self.account);
        if let Some(tasks) = &self.tasks {
            change.rely_on(tasks);
        }
    }

    /// What an event says.
    fn said(&self, app: &AppRow, kind: &str, url: &str) -> audit::Webhook {
        audit::Webhook {
            kind: Some(kind.to_owned()),
            url: Some(url.to_owned()),
            app: Some(Named::new(app.id.as_str(), &*app.name)),
            whatsapp_account: Some(Named::new(self.account.id.as_str(), &*self.account.name)),
            ..Default::default()
        }
    }
}

/// The webhooks of the caller's app.
fn of_app<'a>(all: &'a [Seen<Subscription>], app: &AppRow) -> Vec<&'a Seen<Subscription>> {
    all.iter().filter(|one| one.app.0 == app.id).collect()
}

/// A change that does not hold any more is made from the beginning, with what is true by then.
fn refused(error: DbError) -> Fail {
    match error {
        error if error.is_unique(UNIQUE_SUBSCRIPTION) => DbError::Guard("moved".to_owned()).into(),
        DbError::ForeignKey => DbError::Guard("moved".to_owned()).into(),
        error if error.is_invariant(webhooks::LIMIT) => Fail::new(Code::WebhookLimit),
        error => error.into(),
    }
}

impl<D: Deps> Handler<D> for GraphListSubscribed {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let caller = &cx.proof;
        let line = Line::find(&cx, "GET").await?;
        let asked = Asked::of(&cx.body)?;
        let machine = &caller.machine;
        let mut all = webhooks::subscriptions(machine, &line.account.id, machine.environment).of(cx.db()).await?;
        // Both webhooks of an app have its callback.
        all.dedup_by(|one, before| one.app.0 == before.app.0);
        let own = caller.app.as_ref().map(|app| &app.id);
        let seen = all.iter().filter(|one| line.is_full(caller) || own == Some(&one.app.0));
        let shown = |one: &Seen<Subscription>| {
            let (_, number, name) = &one.app;
            let link = format!("{}/apps", cx.config.origin);
            // Null is left out: Meta names the address of an override alone.
            let overrides = (!one.app_callback).then_some(&one.url);
            let node = json!({
                "whatsapp_business_api_data": { "link": link, "name": name, "id": number },
                URI: overrides,
            });
            let usual = ["whatsapp_business_api_data", URI];
            let fields = page::fields(&node, asked.fields.as_deref(), &usual, "WhatsAppBusinessAccountSubscribedApp")?;
            Ok((number.to_string(), fields))
        };
        let items = seen.map(shown).collect::<Result<Vec<_>, Fail>>()?;
        Ok(page::page_of((cx.deps, cx.place()), caller, &asked, items)?.into())
    }
}

impl<D: Deps> Handler<D> for GraphSubscribe {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let caller = &cx.proof;
        let line = Line::find(&cx, "POST").await?;
        let app = line.app(caller)?;
        let given = cx.body.override_callback_uri.as_ref().map(|uri| uri.0.as_str());
        let Some((uri, token)) = asked(given, &cx.body.verify_token)? else {
            // It was asked when it was set.
            let own = app.callback_url.as_deref().ok_or_else(no_callback)?;
            subscribe(&cx, &line, app, (own, true)).await?;
            return Ok(success().into());
        };
        let url = address(cx.deps, cx.config, URI, uri).await?;
        // Its answer is waited for, and the address is anybody's.
        let counters = limits::tries(&cx.config.keys, "callback", caller.machine.system_user.as_str(), cx.meta.now);
        if !attempts::reserve(cx.db(), &counters).await? {
            return Err(Fail::new(Code::RateLimited).retry_after(limits::retry_after(cx.meta.now)));
        }
        callback::verify(cx.deps, &url, token).await?.map_err(|why| refusal::unverified(&why))?;
        subscribe(&cx, &line, app, (&url, false)).await?;
        Ok(success().into())
    }
}

fn no_callback() -> Fail {
    let what =
        "The app has no callback of its own: send override_callback_uri and verify_token, or set one for the app.";
    refusal::parameter(URI, what)
}

/// The address and what it is asked with: both, or none.
fn asked<'a>(uri: Option<&'a str>, token: &'a Option<SecretText>) -> Result<Option<(&'a str, &'a SecretText)>, Fail> {
    let uri = uri.map(str::trim).filter(|uri| !uri.is_empty());
    let token = token.as_ref().filter(|token| !token.expose().is_empty());
    match (uri, token) {
        (Some(_), Some(token)) if token.expose().len() > LONGEST_TOKEN => {
            Err(refusal::parameter(TOKEN, "Param verify_token is too long."))
        }
        (Some(uri), Some(token)) => Ok(Some((uri, token))),
        (Some(_), None) => Err(refusal::parameter(TOKEN, "The parameter verify_token is required.")),
        (None, Some(_)) => Err(refusal::parameter(URI, "The parameter override_callback_uri is required.")),
        (None, None) => Ok(None),
    }
}

/// One webhook for each kind: a new one, or another address for the one that is there.
async fn subscribe<D: Deps>(
    cx: &Cx<'_, D, GraphSubscribe>,
    line: &Line,
    app: &Seen<AppRow>,
    (url, own): (&str, bool),
) -> Result<(), Fail> {
    let (machine, now) = (&cx.proof.machine, cx.meta.now);
    let all = webhooks::subscriptions(machine, &line.account.id, machine.environment).of(cx.db()).await?;
    let there = of_app(&all, app);
    let short = |text: &str| text.chars().take(NAME).collect::<String>();
    let name = format!("{} · {}", short(&app.name), short(&line.account.name));
    let (mut change, mut woken) = (None::<Change>, Vec::new());
    for kind in KINDS.map(EventKind::as_str) {
        let found = there.iter().find(|one| one.kind == kind);
        if found.is_some_and(|one| (one.url.as_str(), one.app_callback) == (url, own) && one.status != "disabled") {
            continue;
        }
        let id =
            found.map_or_else(|| Ok(WebhookId::new(now, random(cx.deps)?)), |one| Ok::<_, Fail>(one.id.clone()))?;
        let after = line.said(app, kind, url);
        let detail = match found {
            Some(one) => {
                let before = Before::Known(line.said(app, kind, &one.url));
                let again = (one.status == "disabled").then(|| "active".to_owned());
                Detail::WebhookUpdated { before, after: audit::Webhook { status: again, ..after } }
            }
            None => Detail::WebhookCreated { after: audit::Webhook { name: Some(name.clone()), ..after } },
        };
        let change = begin(cx, &mut change, (line, app), id.as_str(), &detail)?;
        match found {
            Some(one) => {
                webhooks::readdress(change, one, (url, own));
                woken.push(id);
            }
            None => {
                let new = NewSubscription {
                    id: &id,
                    name: &name,
                    kind,
                    callback: (url, own),
                    environment: machine.environment,
                    app: &app.id,
                    whatsapp_account: &line.account.id,
                };
                webhooks::subscribe(change, machine, &new);
            }
        }
    }
    if let Some(change) = change {
        cx.commit(change).await.map_err(refused)?;
        woken.iter().for_each(|id| deliver::wake(cx.deps, id));
    }
    Ok(())
}

/// The change, begun with its first event, or with one more.
fn begin<'c, D: Deps, E: Endpoint>(
    cx: &Cx<'_, D, E>,
    change: &'c mut Option<Change>,
    (line, app): (&Line, &Seen<AppRow>),
    subject: &str,
    detail: &Detail,
) -> Result<&'c mut Change, Fail>
where
    E::Auth: Authenticate<Proof = GraphCaller>,
{
    let next = match change.take() {
        Some(mut begun) => {
            cx.graph_event(&mut begun, subject, detail)?;
            begun
        }
        None => {
            let mut begun = cx.graph_change(subject, detail)?;
            line.rely(&mut begun, app);
            begun
        }
    };
    Ok(change.insert(next))
}

impl<D: Deps> Handler<D> for GraphUnsubscribe {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let machine = &cx.proof.machine;
        let line = Line::find(&cx, "DELETE").await?;
        let app = line.app(&cx.proof)?;
        let all = webhooks::subscriptions(machine, &line.account.id, machine.environment).of(cx.db()).await?;
        let mut change = None;
        for one in of_app(&all, app) {
            let before = audit::Webhook { name: Some(one.name.clone()), ..line.said(app, &one.kind, &one.url) };
            let detail = Detail::WebhookDeleted { before: Before::Known(before) };
            let change = begin(&cx, &mut change, (&line, app), one.id.as_str(), &detail)?;
            webhooks::unsubscribe(change, one);
        }
        // None is what was asked for.
        if let Some(change) = change {
            cx.commit(change).await.map_err(refused)?;
        }
        Ok(success().into())
    }
}
