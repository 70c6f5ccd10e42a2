//! Calls of a system user as they come, while somebody watches.

use contract::page::CursorKey;
use contract::table::{ENDPOINTS, GetTail, StartTail};
use contract::{Code, Cursor, Tail, TailLine, TailState};
use domain::time::MINUTE;
use store::tail::{self, LineRow};
use store::{Db, both};

use super::get::load;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

/// How long calls are noted once somebody watches, in milliseconds.
const WATCHED: i64 = 5 * MINUTE;
/// How many lines an answer has.
const LINES: i64 = 100;

impl<D: Deps> Handler<D> for StartTail {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<TailState>, Fail> {
        let (id, until) = (&cx.path, cx.meta.now.plus(WATCHED));
        load(cx.deps, &cx.proof, id, cx.meta.now).await?;
        cx.db().commit(&tail::start(&cx.proof, id, until)).await?;
        Ok(TailState { until }.into())
    }
}

impl<D: Deps> Handler<D> for GetTail {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Tail>, Fail> {
        let after = match cx.query.cursor.as_ref().map(|cursor| &cursor.key) {
            Some(CursorKey::Number(after)) => Some(*after),
            _ => None,
        };
        let (until, lines) = tail::of_system_user(&cx.proof, &cx.path, after, cx.meta.now, LINES);
        let (until, lines) = both(cx.db(), until, lines).await?;
        let until = until.ok_or_else(|| Fail::new(Code::NotFound))?;
        let last = lines.last().map(|line| line.id).or(after);
        let cursor = last.map(|id| Cursor { key: CursorKey::Number(id), id: cx.path.to_string() });
        Ok(Tail { until, lines: lines.into_iter().map(shown).collect(), cursor }.into())
    }
}

fn shown(LineRow { at, line, token, .. }: LineRow) -> TailLine {
    let info = ENDPOINTS.iter().find(|info| info.id == line.call);
    let (name, end) = token.unzip();
    TailLine {
        at,
        method: info.map(|info| info.method.as_str().to_owned()).unwrap_or_default(),
        path: info.map(|info| info.path.to_owned()).unwrap_or_default(),
        status: line.status,
        code: line.code,
        address: line.ip,
        token_id: line.token,
        token_name: name.filter(|name| !name.is_empty()),
        token_end: end,
        took_ms: line.took,
        left_out: line.left_out,
    }
}
