//! The policy that somebody accepts before the account's first system user with a role (product 2.1).

use contract::table::{AcceptPolicy, GetPolicy};
use contract::{Code, PersonRef, PolicyAcceptance, PolicyState};
use domain::audit::{self, Detail};
use domain::locale::Locale;
use domain::policy_text::Policy;
use store::policies::{self, Acceptance};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

fn state(policy: Policy, locale: Locale, last: Option<Acceptance>) -> PolicyState {
    PolicyState {
        policy,
        text_version: policy.text_version(),
        text: locale::policies::text(policy, locale).to_owned(),
        is_accepted: last.as_ref().is_some_and(|last| last.text_version >= policy.text_version()),
        last: last.map(|last| PolicyAcceptance {
            text_version: last.text_version,
            locale: last.locale,
            by: PersonRef { id: last.by.0, name: last.by.1 },
            at: last.at,
        }),
    }
}

impl<D: Deps> Handler<D> for GetPolicy {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<PolicyState>, Fail> {
        let policy = Policy::SystemUsers;
        let last = policies::last(&cx.proof, policy).of(cx.db()).await?;
        Ok(state(policy, cx.proof.human().locale, last).into())
    }
}

impl<D: Deps> Handler<D> for AcceptPolicy {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<PolicyState>, Fail> {
        let (can, policy, now) = (&cx.proof, cx.body.policy, cx.meta.now);
        // What was read is what is accepted.
        if cx.body.text_version.is_some_and(|read| read != policy.text_version()) {
            return Err(Fail::new(Code::Stale));
        }
        let human = can.human();
        let after = audit::Policy {
            policy: Some(policy.to_string()),
            text_version: Some(policy.text_version()),
            locale: Some(human.locale),
        };
        let mut change = cx.change(can, can.account().as_str(), &Detail::PolicyAccepted { after })?;
        policies::accept(&mut change, can, policy, human.locale);
        let last = match cx.commit(change).await {
            Ok(_) => Some(Acceptance {
                text_version: policy.text_version(),
                locale: human.locale,
                by: (human.user.clone(), human.name.clone()),
                at: now,
            }),
            // Somebody accepted it already: they stay who did.
            Err(error) if error.is_unique(policies::UNIQUE) => policies::last(can, policy).of(cx.db()).await?,
            Err(error) => return Err(error.into()),
        };
        Ok(state(policy, human.locale, last).into())
    }
}
