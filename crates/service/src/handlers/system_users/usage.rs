//! What a system user did in the last 30 days: calls, refusals by reason, and how long calls took.

use std::collections::BTreeMap;

use contract::table::GetSystemUserUsage;
use contract::{Code, RefusalReason, RefusedCalls, Usage, UsageHour};
use domain::latency::BOUNDS;
use domain::time::{DAY, HOUR, Instant};
use store::both;
use store::usage::{self, UsageRow};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

/// How far back it goes, in milliseconds.
const SHOWN: i64 = 30 * DAY;

impl<D: Deps> Handler<D> for GetSystemUserUsage {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Usage>, Fail> {
        let (id, now) = (&cx.path, cx.meta.now);
        let first = usage::hour(now.plus(-SHOWN)) + 1;
        let (there, read) = usage::of_system_user(&cx.proof, id, first);
        let (there, rows) = both(cx.db(), there, read).await?;
        if !there {
            return Err(Fail::new(Code::NotFound));
        }
        let mut hours: BTreeMap<i64, UsageRow> = rows.into_iter().map(|row| (row.hour, row)).collect();
        let mut of = |hour: i64, add: &dyn Fn(&mut UsageRow)| {
            add(hours.entry(hour).or_insert_with(|| UsageRow { hour, ..UsageRow::default() }));
        };
        // What this isolate has counted and not yet written: nothing is written to be shown.
        cx.state.each_pending(cx.proof.account(), |used| {
            for one in used.hours.iter().filter(|_| used.system_user == *id) {
                of(one.hour, &|row| {
                    row.calls += one.calls;
                    row.introspections += one.introspections;
                    row.took.add(&one.took);
                });
            }
        });
        cx.state.each_refused(|refused| {
            for (hour, calls) in refused.hours.iter().filter(|_| refused.system_user == *id) {
                of(*hour, &|row| {
                    row.refused += calls;
                    *row.reasons.entry(refused.reason.to_owned()).or_default() += calls;
                });
            }
        });
        let hours = hours.into_values().map(shown).collect();
        Ok(Usage { from: at(first), to: now, latency_bounds_ms: BOUNDS.to_vec(), hours }.into())
    }
}

fn at(hour: i64) -> Instant {
    Instant::from_millis(hour * HOUR)
}

fn shown(row: UsageRow) -> UsageHour {
    let reasons = row.reasons.iter().filter_map(|(reason, calls)| Some((RefusalReason::parse(reason)?, *calls)));
    UsageHour {
        hour: at(row.hour),
        calls: row.calls,
        introspections: row.introspections,
        refused: row.refused,
        reasons: reasons.map(|(reason, calls)| RefusedCalls { reason, calls }).collect(),
        latency: row.took.counts().to_vec(),
    }
}
