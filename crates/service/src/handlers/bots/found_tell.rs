//! What is done with tokens that were found: they end, or, where a code host reports them and the account wants that,
//! it is kept where. Those who look after their system users are told in both cases.

use std::collections::{BTreeMap, BTreeSet};

use contract::{Endpoint, MailKind};
use domain::found::{PartnerFinds, Place};
use domain::ids::{AccountId, EventId, SystemUserId};
use locale::mail::Expires;
use serde_json::json;
use store::tokens::{self, Custodian, Found, Happened};
use store::{Change, Db, Sealed};

use crate::authn::Authenticate;
use crate::cx::{Cx, random};
use crate::deliver;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::mail::{self, Letter};

/// Digests of tokens, each with where it was found.
pub(super) type Places = BTreeMap<String, BTreeSet<Place>>;

/// How many tokens end in one batch: seven statements each, and a mail to each custodian, who gets one for all of a batch. A place that is kept counts as one.
const AT_ONCE: usize = 20;
/// How many places are told in a mail.
const IN_A_MAIL: usize = 3;

/// Ends those that have not ended; with `by_policy` as their accounts want it.
pub(super) async fn tell<D: Deps, E: Endpoint>(cx: &Cx<'_, D, E>, all: &Places, by_policy: bool) -> Result<(), Fail>
where
    E::Auth: Authenticate,
{
    let (mut some, mut weight): (Vec<String>, usize) = (Vec::new(), 0);
    for (digest, places) in all {
        if weight + places.len() > AT_ONCE && !some.is_empty() {
            batch(cx, all, &some, by_policy).await?;
            (some, weight) = (Vec::new(), 0);
        }
        some.push(digest.clone());
        weight += places.len();
    }
    if !some.is_empty() {
        batch(cx, all, &some, by_policy).await?;
        mail::send_soon(cx.deps, cx.config);
    }
    Ok(())
}

/// One that ends meanwhile by itself, or of which another call tells, is a reason to begin anew (`moved`).
async fn batch<D: Deps, E: Endpoint>(
    cx: &Cx<'_, D, E>,
    all: &Places,
    digests: &[String],
    by_policy: bool,
) -> Result<(), Fail>
where
    E::Auth: Authenticate,
{
    let found = tokens::found(digests, cx.meta.now).of(cx.db()).await?;
    let ids: BTreeSet<_> = found.iter().map(|one| one.shown.system_user.clone()).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let custodians = tokens::custodians(&ids).of(cx.db()).await?;
    let (mut changes, mut events): (Vec<Change>, Vec<EventId>) = Default::default();
    let mut letters = Letters::default();
    for one in &found {
        let places: Vec<&Place> = all.get(&one.digest).into_iter().flatten().collect();
        let warns = by_policy && one.policy == PartnerFinds::Warn;
        let (kind, mut made, places) = if warns {
            let new = one.new_places(places);
            let made = new.iter().map(|place| Ok::<_, Fail>(tokens::report(cx.stamp()?, &one.shown, place)));
            (MailKind::TokenReported, made.collect::<Result<Vec<_>, _>>()?, new)
        } else {
            let nowhere = Place::default();
            let place = places.first().copied().unwrap_or(&nowhere);
            (MailKind::TokenFound, vec![tokens::end_found(cx.stamp()?, &one.shown, place)], places)
        };
        if let Some(first) = made.first_mut() {
            for custodian in custodians.iter().filter(|(of, ..)| *of == one.shown.system_user) {
                letters.add(changes.len(), (kind, one), custodian, &places);
            }
            events.push(happened(cx, first, one, !warns, &places)?);
        }
        changes.extend(made);
    }
    letters.put(cx, &mut changes)?;
    // In the last one: they are what there is then.
    let last =
        changes.last_mut().map(|last| (last.then(tokens::generations(&ids)), last.then(tokens::to_wake(&events))));
    let (Some(sealed), Some((generations, to_wake))) = (Sealed::together(changes.into_iter().map(Change::seal)), last)
    else {
        return Ok(());
    };
    let mut done = cx.db().commit(&sealed).await.map_err(|error| {
        let late = error.is_unique("token_find.token_id") || error.is_invariant("token_find_limit");
        let fail = Fail::from(error);
        Fail { moved: fail.moved || late, ..fail }
    })?;
    cx.state.revoked_each(done.take(generations)?);
    done.take(to_wake)?.iter().for_each(|webhook| deliver::wake(cx.deps, webhook));
    Ok(())
}

/// Tells the webhooks. One that goes on is told of again where it is found somewhere else.
fn happened<D: Deps, E: Endpoint>(
    cx: &Cx<'_, D, E>,
    change: &mut Change,
    found: &Found,
    ended: bool,
    places: &[&Place],
) -> Result<EventId, Fail>
where
    E::Auth: Authenticate,
{
    let id = EventId::new(cx.meta.now, random(cx.deps)?);
    let once = if ended { "found".to_owned() } else { format!("found:{id}") };
    let said = places.iter().filter(|place| !place.in_words().is_empty());
    let places: Vec<_> = said.map(|place| json!({ "url": place.url, "source": place.source })).collect();
    let more = json!({ "what": "found", "ended": ended, "places": places });
    tokens::tell(change, &Happened { id: &id, token: &found.shown.token, once: &once, more });
    Ok(id)
}

/// What one person is told with one mail: all that was found of what they look after, and had the same end.
struct Told<'a> {
    /// The change with which the mail goes: the first one.
    change: usize,
    custodian: &'a Custodian,
    account: &'a str,
    tokens: Vec<String>,
    system_users: BTreeSet<&'a SystemUserId>,
    places: BTreeSet<&'a Place>,
}

/// The mails of a batch, by kind, account and address.
#[derive(Default)]
struct Letters<'a>(BTreeMap<(&'static str, &'a AccountId, &'a str), (MailKind, Told<'a>)>);

impl<'a> Letters<'a> {
    fn add(
        &mut self,
        change: usize,
        (kind, found): (MailKind, &'a Found),
        custodian: &'a Custodian,
        places: &[&'a Place],
    ) {
        let shown = &found.shown;
        let new = || Told {
            change,
            custodian,
            account: &shown.account_name,
            tokens: Vec::new(),
            system_users: BTreeSet::new(),
            places: BTreeSet::new(),
        };
        let (_, told) = self.0.entry((kind.as_str(), &shown.account, &custodian.1)).or_insert_with(|| (kind, new()));
        told.tokens.push(format!("{} (…{})", shown.username, shown.tail));
        told.system_users.insert(&shown.system_user);
        told.places.extend(places);
    }

    fn put<D: Deps, E: Endpoint>(self, cx: &Cx<'_, D, E>, changes: &mut [Change]) -> Result<(), Fail>
    where
        E::Auth: Authenticate,
    {
        for (kind, told) in self.0.into_values() {
            let Some(change) = changes.get_mut(told.change) else { continue };
            let (_, email, name, locale) = told.custodian;
            let words: Vec<_> = told.places.iter().map(|place| place.in_words()).filter(|it| !it.is_empty()).collect();
            let more = if words.len() > IN_A_MAIL { ", …" } else { "" };
            let some: Vec<&str> = words.iter().take(IN_A_MAIL).map(String::as_str).collect();
            let page = match told.system_users.first() {
                Some(only) if told.system_users.len() == 1 => format!("/system-users/{only}?tab=tokens"),
                _ => "/system-users".to_owned(),
            };
            let letter = Letter {
                kind,
                to: email,
                to_name: name,
                locale: *locale,
                account: told.account,
                by: &told.tokens.join(", "),
                role: &format!("{}{more}", some.join(", ")),
                link: format!("{}{page}", cx.config.origin),
                expires: Expires::Hours(1),
            };
            mail::put(cx.deps, cx.config, change, &letter)?;
        }
        Ok(())
    }
}
