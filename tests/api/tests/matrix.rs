//! Every route × everybody: what the reviewed file `tests/matrix.txt` says, and a route that is not in it fails.
//!
//! `UPDATE_MATRIX=1 cargo test -p api-tests --test matrix` writes the file anew; read the difference.

use std::fmt::Write as _;
use std::sync::atomic::Ordering;

use api_tests::cell::{Cell, actor, call, cell, examples, fill, send, usual, who};
use contract::endpoint::{Info, Method};
use contract::example::Example;
use contract::table::ENDPOINTS;
use serde_json::json;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/matrix.txt");

fn row(ground: &Cell, info: &Info, example: &Example) -> String {
    let mut text = format!("{:<44}", format!("{} {}", info.method.as_str(), info.path));
    for who in who() {
        let cell = ground.copy();
        let actor = actor(&cell, who);
        let status = call(info, example, &cell, &actor, who);
        assert!(status < 500, "{} {who}: {status}", info.id);
        let _ = write!(text, " {status:>13}");
    }
    text.push('\n');
    text
}

#[test]
fn b10_every_route_answers_everybody_as_the_reviewed_file_says() {
    let mut text = String::from(
        "# Statuses by route and caller. Reviewed by people; kept true by tests/api/tests/matrix.rs.\n# bad_session: a cookie of no session. bad_bot: a token that is none. other_account: the owner of another account.\n\n",
    );
    let _ = write!(text, "{:<44}", "");
    for who in who() {
        let _ = write!(text, " {who:>13}");
    }
    text.push('\n');
    let (ground, examples) = (cell(), examples());
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let rows = std::thread::scope(|scope| {
        let (ground, examples) = (&ground, &examples);
        let part = |n: usize| {
            let rows = ENDPOINTS.iter().skip(n).step_by(threads);
            move || rows.map(|info| row(ground, info, &examples[info.id])).collect::<Vec<_>>()
        };
        let parts: Vec<_> = (0..threads).map(|n| scope.spawn(part(n))).collect();
        parts.into_iter().map(|part| part.join().expect("a part of the rows")).collect::<Vec<_>>()
    });
    for i in 0..ENDPOINTS.len() {
        text.push_str(&rows[i % threads][i / threads]);
    }
    if std::env::var_os("UPDATE_MATRIX").is_some() {
        std::fs::write(FILE, &text).expect("writes");
    }
    let reviewed = std::fs::read_to_string(FILE).unwrap_or_default();
    assert_eq!(text, reviewed, "the matrix changed: run with UPDATE_MATRIX=1 and review the difference");
}

const TRIPS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/trips.txt");

/// What a call costs: how often the database is asked, and how often it is written to, before the answer is given. Each
/// is a way to the primary, wherever that is.
#[test]
fn every_route_asks_the_database_as_often_as_the_reviewed_file_says() {
    let mut text = String::from(
        "# Trips to the database before the answer, by route: reads, writes. Reviewed by people; kept true by\n# tests/api/tests/matrix.rs (UPDATE_MATRIX=1 writes it anew). Caller: the owner, a bot, or nobody, as the route asks.\n\n",
    );
    let (ground, examples) = (cell(), examples());
    for info in ENDPOINTS {
        let who = usual(info);
        let cell = ground.copy();
        let actor = actor(&cell, who);
        // A bot that has called before: its record is known, as it nearly always is.
        actor.get("/v1/whoami");
        let status = call(info, &examples[info.id], &cell, &actor, who);
        let (reads, writes) = *cell.world.trips.lock().expect("trips");
        let route = format!("{} {}", info.method.as_str(), info.path);
        let _ = writeln!(text, "{route:<44} {who:<7} {status} {reads:>3} {writes:>3}");
    }
    if std::env::var_os("UPDATE_MATRIX").is_some() {
        std::fs::write(TRIPS, &text).expect("writes");
    }
    let reviewed = std::fs::read_to_string(TRIPS).unwrap_or_default();
    assert_eq!(text, reviewed, "trips changed: run with UPDATE_MATRIX=1 and review the difference");
}

#[test]
fn b01_no_body_lets_anybody_in_without_a_credential() {
    // better-auth CVE-2025-61928: naming a person in the body made a key for them.
    let cell = cell();
    let nobody = cell.world.isolate().nobody();
    let before = cell.world.count("SELECT count(*) FROM audit_event");
    for info in ENDPOINTS.iter().filter(|i| {
        i.method != Method::Get && !matches!(i.auth, contract::AuthKind::Public | contract::AuthKind::Carrier)
    }) {
        let target = info
            .path
            .replace("{version}", "v24.0")
            .replace("{id}", &cell.places["SystemUserId"])
            .replace("{token_id}", &cell.places["TokenId"]);
        let extra = json!({ "user_id": "usr_1", "account_id": cell.world.account(), "role": "admin", "username": "x", "confirm": true });
        let status = if info.method == Method::Patch {
            nobody.patch(&target, &extra)
        } else {
            nobody.call(info.method.as_str(), &target, extra.to_string().as_bytes())
        }
        .status;
        // Meta calls that an error of the call (product 2.4: 104).
        let refused = if info.shape == contract::ErrorShape::Graph { 400 } else { 401 };
        assert_eq!(status, refused, "{}", info.id);
    }
    assert_eq!(cell.world.count("SELECT count(*) FROM audit_event"), before);
}

/// Peers answer a locked database with a wrong password, a taken address, a 401, a 409 or a 500: the client then gives
/// up or does the wrong thing. Whatever trip it is that fails, before it is done or after, the answer says so.
#[test]
fn a_database_that_fails_in_the_middle_of_a_call_is_said_to_have_failed() {
    let (ground, examples) = (cell(), examples());
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for info in ENDPOINTS {
        for lost in [false, true] {
            for trip in 0.. {
                let (cell, who) = (ground.copy(), usual(info));
                let actor = actor(&cell, who);
                let example = examples[info.id].clone().filled(&mut |name| fill(&cell, &actor, who, name));
                let trips = cell.world.spent().0;
                cell.world.answer_lost.store(lost, Ordering::SeqCst);
                cell.world.trips_left.store(trip + usize::from(lost), Ordering::SeqCst);
                let answer = send(info, &example, &actor);
                let failed = cell.world.answered.lock().expect("spent").0 - trips > trip;
                if !failed {
                    break;
                }
                tried += 1;
                if (answer.status, answer.header("retry-after").is_some()) != (503, true) {
                    wrong.push(format!("{} trip {trip} lost {lost}: {} {}", info.id, answer.status, answer.text()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 4 * ENDPOINTS.len(), "{tried} failures were tried");
}

/// Peers answer 500 when two do the same at once, or one ends what another changes. Every change is overtaken here by
/// itself and by whatever ends something, between what it read and what it writes.
#[test]
fn whatever_overtakes_a_change_it_is_no_fault_of_ours() {
    let (ground, examples) = (cell(), examples());
    let changes = || ENDPOINTS.iter().filter(|info| info.method != Method::Get && info.auth != contract::AuthKind::Bot);
    let overtaken = |first: &'static Info, second: &'static Info| {
        let cell = ground.copy();
        let by = |info: &Info| {
            let actor = actor(&cell, usual(info));
            let example = examples[info.id].clone().filled(&mut |name| fill(&cell, &actor, usual(info), name));
            (actor, example)
        };
        let ((slow, slow_example), (fast, fast_example)) = (by(first), by(second));
        cell.world.before_commit.set(move || {
            let answer = send(second, &fast_example, &fast);
            assert!(answer.status < 500, "{} within {}: {}", second.id, first.id, answer.text());
        });
        let answer = send(first, &slow_example, &slow);
        assert!(answer.status < 500, "{} overtaken by {}: {}", first.id, second.id, answer.text());
        assert_eq!(cell.world.count("SELECT count(*) FROM pragma_foreign_key_check"), 0, "{} {}", first.id, second.id);
    };
    let ends = |info: &Info| info.method == Method::Delete || info.path.ends_with("/deactivate");
    for first in changes() {
        changes().filter(|second| first.id == second.id || ends(second)).for_each(|second| overtaken(first, second));
    }
}
