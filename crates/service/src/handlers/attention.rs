//! What needs attention, by name: of everything that the caller may see.

use contract::table::GetAttention;
use contract::{Attention, AttentionGroup, AttentionItem, AttentionKind as Kind};
use domain::permission::{SystemUsersManage, UsersManage, WebhooksManage};
use domain::time::DAY;
use store::attention::{self, Group, OfSystemUsers as Of};
use store::each;

use crate::answer::Answer;
use crate::authn::prove_if;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

/// Later than any link ends.
const EVER: i64 = 366 * DAY;

impl<D: Deps> Handler<D> for GetAttention {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Attention>, Fail> {
        let now = cx.meta.now;
        let (mut kinds, mut readings) = (Vec::new(), Vec::new());
        let mut ask = |kind, reading| {
            kinds.push(kind);
            readings.push(reading);
        };
        let bots = prove_if::<SystemUsersManage>(cx.proof.human())?;
        let people = prove_if::<UsersManage>(cx.proof.human())?;
        let hooks = prove_if::<WebhooksManage>(cx.proof.human())?;
        if let Some(can) = &bots {
            ask(Kind::TokenFound, attention::of_system_users(can, Of::TokenFound, now));
        }
        if let Some(can) = &hooks {
            ask(Kind::ChannelCredential, attention::ending_credentials(can, now));
        }
        if let Some(can) = &bots {
            ask(Kind::ReviewDue, attention::of_system_users(can, Of::ReviewDue, now));
            ask(Kind::InactiveRefused, attention::of_system_users(can, Of::InactiveRefused, now));
            ask(Kind::Refused, attention::of_system_users(can, Of::Refused, now));
            ask(Kind::Silent, attention::of_system_users(can, Of::Silent, now));
            ask(Kind::NeverUsed, attention::of_system_users(can, Of::NeverUsed, now));
        }
        if let Some(reading) = hooks.as_ref().and_then(|can| attention::refusing_sources(can, now)) {
            ask(Kind::SourceRefuses, reading);
        }
        if let Some(can) = &people {
            let soon = now.plus(DAY);
            ask(Kind::MailFailed, attention::failed_mails(can, now));
            ask(Kind::InvitationEnding, attention::invitations(can, now, soon));
            ask(Kind::InvitationPending, attention::invitations(can, soon, now.plus(EVER)));
        }
        if let Some(can) = &bots {
            ask(Kind::OneCustodian, attention::of_system_users(can, Of::OneCustodian, now));
        }
        let found = each(cx.db(), readings).await?;
        let groups = kinds.into_iter().zip(found).filter(|(_, group)| !group.items.is_empty());
        Ok(Attention { groups: groups.map(|(kind, group)| shown(kind, group)).collect() }.into())
    }
}

fn shown(kind: Kind, group: Group) -> AttentionGroup {
    let items = group.items.into_iter().map(|item| AttentionItem {
        id: item.id,
        name: item.name,
        at: item.at,
        refused_24h: item.refused,
        note: item.note,
    });
    AttentionGroup { kind, total: group.total, items: items.collect() }
}
