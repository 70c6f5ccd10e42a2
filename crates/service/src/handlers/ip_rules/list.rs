//! The listed networks.

use contract::page::CursorKey;
use contract::table::ListIpRules;
use contract::{Cursor, IpRule, IpRuleSubject, IpRules, Page, PersonRef};
use domain::addresses::address;
use domain::ids::UserId;
use store::ip_rules::{self, IpRuleRow};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::meta::Meta;
use crate::view;

/// The caller's address, in its one form.
pub fn own_address(meta: &Meta) -> Option<String> {
    address(meta.ip.as_deref()).map(|address| address.to_string())
}

/// A rule as it is shown.
pub fn shown(row: IpRuleRow) -> Result<IpRule, Fail> {
    let (id, name) = row.created_by;
    let creator = UserId::try_from(id).map_err(|_| Fail::internal("a stored id is not valid"))?;
    Ok(IpRule {
        id: row.id,
        applies_to: row.applies_to,
        subject: row.subject.map(|(id, name)| IpRuleSubject { id, name }),
        network: row.network,
        note: row.note,
        created_by: PersonRef { id: creator, name },
        created_at: row.created_at,
    })
}

impl<D: Deps> Handler<D> for ListIpRules {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<IpRules>, Fail> {
        let query = &cx.query;
        let limit = query.limit.unwrap_or_default();
        let after = query.cursor.as_ref().map(|cursor| cursor.id.as_str());
        let size = i64::from(limit.get()) + 1;
        let rows = ip_rules::list(&cx.proof, query.applies_to, query.subject_id.as_deref(), after, size);
        let position =
            |row: &IpRuleRow| Cursor { key: CursorKey::Number(row.created_at.millis()), id: row.id.to_string() };
        let Page { items, next_cursor } = view::page(rows.of(cx.db()).await?, limit, position, shown);
        let your_address = own_address(cx.meta);
        Ok(IpRules {
            items: items.into_iter().collect::<Result<_, Fail>>()?,
            next_cursor,
            addresses_known: your_address.is_some(),
            your_address,
        }
        .into())
    }
}
