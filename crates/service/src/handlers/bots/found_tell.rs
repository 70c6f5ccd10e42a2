//! What is done with tokens that were found: they end, or, where a code host reports them and the account wants that,
//! it is kept where. Those who look after their system users are told in both cases.

use std::collections::{BTreeMap, BTreeSet};

use contract::{Endpoint, MailKind};
use domain::found::{PartnerFinds, Place};
use locale::mail::Expires;
use store::tokens::{self, Custodian, Found};
use store::{Change, Db, Sealed};

use crate::authn::Authenticate;
use crate::cx::Cx;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::mail::{self, Letter};

/// Digests of tokens, each with where it was found.
pub(super) type Places = BTreeMap<String, BTreeSet<Place>>;

/// How many tokens end in one batch: five statements each, and a mail to each custodian. A place that is kept counts as one.
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
    let mut changes: Vec<Change> = Vec::new();
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
            letters(cx, first, (kind, one), &custodians, &places)?;
        }
        changes.extend(made);
    }
    // In the last one: they are what there is then.
    let generations = changes.last_mut().map(|last| last.then(tokens::generations(&ids)));
    let (Some(sealed), Some(generations)) = (Sealed::together(changes.into_iter().map(Change::seal)), generations)
    else {
        return Ok(());
    };
    let mut done = cx.db().commit(&sealed).await.map_err(|error| {
        let late = error.is_unique("token_find.token_id") || error.is_invariant("token_find_limit");
        let fail = Fail::from(error);
        Fail { moved: fail.moved || late, ..fail }
    })?;
    for (id, generation) in done.take(generations)? {
        cx.state.revoked(&id, generation);
    }
    Ok(())
}

fn letters<D: Deps, E: Endpoint>(
    cx: &Cx<'_, D, E>,
    change: &mut Change,
    (kind, found): (MailKind, &Found),
    custodians: &[Custodian],
    places: &[&Place],
) -> Result<(), Fail>
where
    E::Auth: Authenticate,
{
    let shown = &found.shown;
    let by = format!("{} (…{})", shown.username, shown.tail);
    let words: Vec<String> = places.iter().map(|place| place.in_words()).filter(|words| !words.is_empty()).collect();
    let more = if words.len() > IN_A_MAIL { ", …" } else { "" };
    let place = format!("{}{more}", words.iter().take(IN_A_MAIL).map(String::as_str).collect::<Vec<_>>().join(", "));
    for (_, email, name, locale) in custodians.iter().filter(|(of, ..)| *of == shown.system_user) {
        let letter = Letter {
            kind,
            to: email,
            to_name: name,
            locale: *locale,
            account: &shown.account_name,
            by: &by,
            role: &place,
            link: format!("{}/system-users/{}?tab=tokens", cx.config.origin, shown.system_user),
            expires: Expires::Hours(1),
        };
        mail::put(cx.deps, cx.config, change, &letter)?;
    }
    Ok(())
}
