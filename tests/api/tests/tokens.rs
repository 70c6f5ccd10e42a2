//! The tokens of a system user: which are shown, which are accepted, and how one of them ends.

use api_tests::{Actor, World, text};
use serde_json::{Value, json};

fn rotate(ana: &Actor, id: &str, overlap: i64) -> Value {
    let answer =
        ana.post(&format!("/v1/system-users/{id}/tokens"), &json!({ "confirm": true, "overlap_seconds": overlap }));
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["token"].clone()
}

fn shown(ana: &Actor, id: &str) -> Value {
    ana.get(&format!("/v1/system-users/{id}")).json()["system_user"].clone()
}

#[test]
fn every_token_that_is_accepted_is_listed_and_the_newest_that_ended() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (id, first) = ana.system_user(None, "bot");
    let mut values = vec![first];
    for _ in 0..14 {
        world.pass(1_500);
        values.push(text(&rotate(&ana, &id, 60)["value"]));
    }
    let accepted = |values: &[String]| values.iter().filter(|v| isolate.bot(v).get("/v1/whoami").status == 200).count();
    assert_eq!(accepted(&values), 15);
    let count = |of: &Value, status: &str| {
        of["tokens"].as_array().expect("a list").iter().filter(|t| t["status"] == status).count()
    };
    for bot in [shown(&ana, &id), ana.get("/v1/system-users").json()["items"][0].clone()] {
        assert_eq!((count(&bot, "live"), count(&bot, "ending")), (1, 14));
    }

    world.pass(61_000);
    for _ in 0..12 {
        rotate(&ana, &id, 0);
        world.pass(10);
    }
    let bot = shown(&ana, &id);
    assert_eq!((count(&bot, "live"), count(&bot, "revoked")), (1, 10), "of those that ended, the newest ten");
    let ids: Vec<&str> = bot["tokens"].as_array().expect("a list").iter().filter_map(|t| t["id"].as_str()).collect();
    assert!(ids.is_sorted_by(|a, b| a > b), "the newest first");
}

#[test]
fn one_token_ends_and_the_others_go_on() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (id, first) = ana.system_user(None, "bot");
    let first_id = text(&shown(&ana, &id)["tokens"][0]["id"]);
    world.pass(1_000);
    let second = rotate(&ana, &id, 3_600);
    let elsewhere = world.isolate();
    let status =
        |token: &str| (isolate.bot(token).get("/v1/whoami").status, elsewhere.bot(token).get("/v1/whoami").status);
    let second_value = text(&second["value"]);
    assert_eq!((status(&first), status(&second_value)), ((200, 200), (200, 200)));

    let url = |token: &str| format!("/v1/system-users/{id}/tokens/{token}");
    assert_eq!(ana.delete(&url(&text(&second["id"]))).status, 204);
    assert_eq!(isolate.bot(&second_value).get("/v1/whoami").status, 401, "at once where it was done");
    world.pass(domain::lease::DELTA + 1);
    assert_eq!((status(&first), status(&second_value)), ((200, 200), (401, 401)), "and everywhere, only that one");
    let bot = shown(&ana, &id);
    assert_eq!(bot["tokens"][0]["status"], "revoked");
    assert_eq!(bot["tail"], first[first.len() - 4..], "the end that is shown is of one that is accepted");
    assert_eq!(ana.get("/v1/system-users").json()["items"][0]["tail"], bot["tail"]);

    let events = || world.count("SELECT count(*) FROM audit_event WHERE action = 'system_user.token_ended'");
    assert_eq!(events(), 1);
    assert_eq!(ana.delete(&url(&text(&second["id"]))).status, 204, "again is no error");
    assert_eq!(events(), 1, "and no change");
    assert_eq!(ana.delete(&url(&first_id)).status, 204, "one in its overlap, too");
    assert_eq!(isolate.bot(&first).get("/v1/whoami").status, 401);
    assert_eq!(events(), 2);
}

#[test]
fn a_token_is_ended_only_where_it_belongs() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (id, _) = ana.system_user(None, "bot");
    let (other, token) = ana.system_user(None, "other");
    let of = |id: &str| text(&shown(&ana, id)["tokens"][0]["id"]);
    let (mine, theirs) = (of(&id), of(&other));
    assert_eq!(ana.delete(&format!("/v1/system-users/{id}/tokens/{theirs}")).status, 404, "another system user's");
    assert_eq!(ana.delete(&format!("/v1/system-users/{id}/tokens/tok_nonsense")).status, 404);
    world.second_account();
    let eve = isolate.sign_in("eve@other.example");
    assert_eq!(eve.delete(&format!("/v1/system-users/{id}/tokens/{mine}")).status, 404, "another account's");
    assert_eq!(isolate.bot(&token).delete(&format!("/v1/system-users/{other}/tokens/{theirs}")).status, 403);
    assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 200);
}

#[test]
fn everything_that_names_an_end_names_the_same() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (id, old) = ana.system_user(None, "bot");
    world.pass(1_234);
    rotate(&ana, &id, 60);
    let listed = shown(&ana, &id)["tokens"][1].clone();
    let end = text(&listed["ends_at"]);
    assert_eq!(listed["revoked_at"], json!(end));
    assert!(end.ends_with(".000Z"), "on a whole second: {end}");
    assert_eq!(isolate.bot(&old).get("/v1/whoami").json()["expires_at"], json!(end));
    let exp = ana.form("/v1/introspect", &format!("token={old}")).json()["exp"].as_i64().expect("an end");
    assert_eq!(exp * 1_000, world.count("SELECT revoked_at FROM token WHERE revoked_at IS NOT NULL"));
    world.pass(exp * 1_000 - world.clock.load(std::sync::atomic::Ordering::SeqCst) - 1);
    assert_eq!(isolate.bot(&old).get("/v1/whoami").status, 200, "to the last millisecond");
    world.pass(1);
    assert_eq!(isolate.bot(&old).get("/v1/whoami").status, 401);
}

#[test]
fn the_revocation_log_does_not_grow_with_the_number_of_changes() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (id, first) = ana.system_user(None, "bot");
    let (other, _) = ana.system_user(None, "other");
    let sleeper = world.isolate();
    assert_eq!(sleeper.bot(&first).get("/v1/whoami").status, 200);
    let mut last = String::new();
    for _ in 0..200 {
        last = text(&rotate(&ana, &id, 0)["value"]);
        rotate(&ana, &other, 0);
        world.pass(1);
    }
    assert_eq!(world.count("SELECT count(*) FROM revocation"), 2, "one line a system user");
    assert!(world.count("SELECT max(rev) FROM revocation") >= 400, "positions are never given twice");
    world.pass(domain::lease::DELTA + 1);
    for at in [&isolate, &sleeper, &world.isolate()] {
        assert_eq!((at.bot(&first).get("/v1/whoami").status, at.bot(&last).get("/v1/whoami").status), (401, 200));
    }
}

#[test]
fn a_cold_isolate_reads_no_more_of_the_log_than_a_record_can_be_old_and_all_of_that() {
    let world = World::new();
    let ana = world.isolate().set_up();
    ana.system_user(None, "bot");
    let now = world.clock.load(std::sync::atomic::Ordering::SeqCst);
    let row = |n: i64, at: i64| format!("('su_{n:026}', {n}, {at})");
    let old: Vec<String> = (1..=300).map(|n| row(n, now - store::records::LOOK_BACK)).collect();
    let young: Vec<String> = (301..=300 + 2 * store::records::PAGE + 1).map(|n| row(n, now)).collect();
    for rows in [old, young] {
        let rows = rows.join(",");
        world
            .sql(&format!("INSERT INTO revocation (system_user_id, min_generation, at) VALUES {rows}"))
            .expect("inserts");
    }
    let at = domain::time::Instant::from_millis(now);
    let lines = api_tests::run(store::records::view_since(&world.db, 0, at)).expect("reads").0;
    assert_eq!(lines.len() as i64, 2 * store::records::PAGE + 1, "page by page, to the end");
    assert!(lines.iter().all(|line| line.min_generation > 300), "what is older concerns nobody who is cold");
    let head = lines.last().expect("a line").rev;
    let rest = api_tests::run(store::records::view_since(&world.db, head - 2, at)).expect("reads").0;
    assert_eq!(rest.len(), 2, "who knows a part reads the rest");
}
