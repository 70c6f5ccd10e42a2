//! Ending tokens by showing them. A forgery costs no I/O; the answer is the same whatever was shown.

use std::collections::BTreeSet;

use contract::MailKind;
use contract::table::FoundTokens;
use domain::field::FieldCode;
use domain::token::Presented;
use locale::mail::Expires;
use store::{Change, Db, Sealed, tokens};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::mail::{self, Letter};

/// How many may be shown in one call.
const MOST: usize = 1_000;
/// How many end in one batch: five statements each, and a mail to each custodian.
const AT_ONCE: usize = 20;

impl<D: Deps> Handler<D> for FoundTokens {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let shown = &cx.body.tokens;
        match shown.len() {
            0 => return Err(Fail::field("tokens", FieldCode::Required)),
            n if n > MOST => return Err(Fail::field("tokens", FieldCode::TooLong)),
            _ => {}
        }
        let keys = &cx.config.keys;
        let ours =
            shown.iter().filter_map(|text| Presented::parse(text.expose().trim()).ok()).filter(|one| keys.is_ours(one));
        let digests: BTreeSet<String> =
            ours.flat_map(|one| keys.token_digests(one.text())).map(|one| one.hex).collect();
        let digests: Vec<String> = digests.into_iter().collect();
        for some in digests.chunks(AT_ONCE) {
            end(&cx, some).await?;
        }
        if !digests.is_empty() {
            mail::send_soon(cx.deps, cx.config);
        }
        Ok(().into())
    }
}

/// Ends those of these digests that have not ended. One that ends meanwhile by itself is a reason to begin anew (`moved`).
async fn end<D: Deps>(cx: &Cx<'_, D, FoundTokens>, digests: &[String]) -> Result<(), Fail> {
    let all = tokens::shown(digests, cx.meta.now).of(cx.db()).await?;
    let ids: BTreeSet<_> = all.iter().map(|one| one.system_user.clone()).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let custodians = tokens::custodians(&ids).of(cx.db()).await?;
    let mut changes: Vec<Change> = Vec::new();
    for one in &all {
        let mut change = tokens::end_found(cx.stamp()?, one);
        let by = format!("{} (…{})", one.username, one.tail);
        for (_, email, name, locale) in custodians.iter().filter(|(of, ..)| *of == one.system_user) {
            let letter = Letter {
                kind: MailKind::TokenFound,
                to: email,
                to_name: name,
                locale: *locale,
                account: &one.account_name,
                by: &by,
                role: "",
                link: format!("{}/system-users/{}", cx.config.origin, one.system_user),
                expires: Expires::Hours(1),
            };
            mail::put(cx.deps, cx.config, &mut change, &letter)?;
        }
        changes.push(change);
    }
    // In the last one: they are what there is then.
    let generations = changes.last_mut().map(|last| last.then(tokens::generations(&ids)));
    let (Some(sealed), Some(generations)) = (Sealed::together(changes.into_iter().map(Change::seal)), generations)
    else {
        return Ok(());
    };
    let mut done = cx.db().commit(&sealed).await?;
    for (id, generation) in done.take(generations)? {
        cx.state.revoked(&id, generation);
    }
    Ok(())
}
