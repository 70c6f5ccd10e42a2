//! The bot's side, from setup to a verified token, and everything that must or must not stop it.

use std::sync::atomic::Ordering;

use api_tests::World;
use serde_json::json;

#[test]
fn from_setup_to_a_verified_token_and_the_creator_may_go() {
    let world = World::new();
    let isolate = world.isolate();
    assert_eq!(isolate.nobody().get("/v1/setup").json(), json!({ "needed": true }));
    let ana = isolate.set_up();
    assert_eq!(isolate.nobody().get("/v1/setup").json(), json!({ "needed": false }));

    world.add_person(7, "developer");
    let dev = isolate.sign_in("developer7@example.com");
    let subaccount = ana.subaccount("Support");
    let (id, token) = dev.system_user(Some(&subaccount), "support-bot");

    let who = isolate.bot(&token).get("/v1/whoami");
    assert_eq!(who.status, 200, "{}", who.text());
    let who = who.json();
    assert_eq!(who["active"], true);
    assert_eq!(who["system_user"]["id"], id);
    assert_eq!(who["username"], "support-bot");
    assert_eq!(who["subaccount_id"], subaccount);
    assert_eq!(who["account_id"], world.account());
    assert_eq!(who["expires_at"], json!(null));

    let creator = "usr_00000000000000000000000007";
    assert_eq!(ana.delete(&format!("/v1/users/{creator}")).status, 204, "the creator leaves");
    for fresh in [isolate.clone(), world.isolate()] {
        assert_eq!(fresh.bot(&token).get("/v1/whoami").status, 200);
    }
    let shown = ana.get(&format!("/v1/system-users/{id}")).json();
    assert_eq!(shown["system_user"]["created_by"], json!({ "id": creator, "name": "P7", "status": "removed" }));
    assert_eq!(dev.get("/v1/me").status, 401, "the person's own session is gone");
}

#[test]
fn the_pair_of_headers_is_checked_as_a_pair() {
    let world = World::new();
    let isolate = world.isolate();
    let (_, token) = isolate.set_up().system_user(None, "Atención");
    let pair =
        |username: &str, token: &str| isolate.nobody().with("username", username).with("authenticationtoken", token);
    assert_eq!(pair("Atención", &token).get("/v1/whoami").status, 200);
    assert_eq!(pair("AtenciÃ³n", &token).get("/v1/whoami").status, 200, "the same bytes, read as Latin-1");
    assert_eq!(pair("other", &token).get("/v1/whoami").code(), "invalid_token");
    assert_eq!(pair("Atención", "nonsense").get("/v1/whoami").code(), "invalid_token");
    assert_eq!(pair("", &token).get("/v1/whoami").code(), "invalid_token");
    assert_eq!(
        isolate.nobody().with("authenticationtoken", &token).get("/v1/whoami").code(),
        "invalid_token",
        "no username at all"
    );
    assert_eq!(
        isolate.bot(&token).with("username", "other").get("/v1/whoami").code(),
        "invalid_token",
        "a wrong username beside a bearer"
    );
}

#[test]
fn sinchs_path_refuses_in_sinchs_words() {
    let world = World::new();
    let isolate = world.isolate();
    let (id, token) = {
        let ana = isolate.set_up();
        let made = ana.system_user(None, "bot");
        ana.post(&format!("/v1/system-users/{}/deactivate", made.0), &json!({}));
        made
    };
    let verbatim = r#"{"errorCode":401,"errorMessage":"Authentication Error: No user was found with this combination of username and Authentication token."}"#;
    let body = json!({ "destinations": [{ "destination": "5519900001111" }], "message": { "messageText": "hi" } });
    for actor in [
        isolate.nobody(),
        isolate.nobody().with("username", "bot").with("authenticationtoken", "wrong"),
        isolate.nobody().with("username", "nobody").with("authenticationtoken", &token),
        isolate.nobody().with("username", "bot").with("authenticationtoken", &token),
    ] {
        let answer = actor.post("/v1/whatsapp/send", &body);
        assert_eq!((answer.status, answer.text().as_str()), (401, verbatim));
        assert_eq!(answer.header("content-type").as_deref(), Some("application/json"));
    }
    let ana = isolate.sign_in("ana@example.com");
    ana.post(&format!("/v1/system-users/{id}/activate"), &json!({}));
    let accepted =
        isolate.nobody().with("username", "bot").with("authenticationtoken", &token).post("/v1/whatsapp/send", &body);
    assert_eq!(accepted.json()["errorCode"], 412, "the pair is right; there is no carrier");
}

#[test]
fn malformed_and_forged_tokens_touch_no_storage() {
    let world = World::new();
    let isolate = world.isolate();
    let (_, token) = isolate.set_up().system_user(None, "bot");
    let stranger = World::with(|raw| raw.keys = domain::secret::Secret::new(format!("k1:{}", "77".repeat(32))));
    let (_, foreign) = stranger.isolate().set_up().system_user(None, "bot");
    let reads = || {
        (
            world.queries.load(Ordering::SeqCst),
            world.commits.load(Ordering::SeqCst),
            world.kv_reads.load(Ordering::SeqCst),
        )
    };
    let before = reads();
    let mut typo = token.clone();
    typo.replace_range(10..11, if &typo[10..11] == "a" { "b" } else { "a" });
    for bad in ["", "x", "tnr_", &typo, &token[..52], &format!("{token}x"), &foreign, &token.replace("tnr_", "TNR_")] {
        let fresh = world.isolate();
        let answer = fresh.bot(bad).get("/v1/whoami");
        assert_eq!((answer.status, answer.code().as_str()), (401, "invalid_token"), "{bad}");
        assert!(answer.header("www-authenticate").is_some_and(|h| h.starts_with("Bearer")));
    }
    assert_eq!(reads(), before);
}

#[test]
fn a_hot_token_costs_no_io_but_the_view() {
    let world = World::new();
    let isolate = world.isolate();
    let (_, token) = isolate.set_up().system_user(None, "bot");
    let bot = isolate.bot(&token);
    assert_eq!(bot.get("/v1/whoami").status, 200);
    let reads = || {
        (
            world.queries.load(Ordering::SeqCst),
            world.commits.load(Ordering::SeqCst),
            world.kv_reads.load(Ordering::SeqCst),
        )
    };
    let before = reads();
    for _ in 0..100 {
        world.pass(5);
        assert_eq!(bot.get("/v1/whoami").status, 200);
    }
    assert_eq!(reads(), before, "within the lease nothing is asked");
    for _ in 0..100 {
        world.pass(100);
        assert_eq!(bot.get("/v1/whoami").status, 200);
    }
    let (queries, commits, kv) = reads();
    assert!(queries - before.0 <= 15, "ten seconds, about one view a second: {}", queries - before.0);
    assert_eq!((commits, kv), (before.1, before.2), "last use is written once a minute at most");
}

#[test]
fn deactivate_activate_and_regenerate() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (id, first) = ana.system_user(None, "bot");
    let url = format!("/v1/system-users/{id}");
    let status = |token: &str| isolate.bot(token).get("/v1/whoami").status;
    assert_eq!(status(&first), 200);

    assert_eq!(ana.post(&format!("{url}/deactivate"), &json!({})).json()["system_user"]["status"], "inactive");
    assert_eq!(status(&first), 401, "at once where it was done");
    assert_eq!(ana.post(&format!("{url}/deactivate"), &json!({})).status, 200, "again is no error");
    assert_eq!(ana.post(&format!("{url}/activate"), &json!({})).json()["system_user"]["status"], "active");
    assert_eq!(status(&first), 200, "the same token");

    assert_eq!(ana.post(&format!("{url}/tokens"), &json!({})).field(), "/confirm required");
    assert_eq!(ana.post(&format!("{url}/tokens"), &json!({ "confirm": false })).field(), "/confirm must_confirm");
    assert_eq!(
        ana.post(&format!("{url}/tokens"), &json!({ "confirm": true, "overlap_seconds": -1 })).field(),
        "/overlap_seconds out_of_range"
    );
    // Ids of one millisecond are in no order, and an overlap ends with a second.
    world.pass(1_000);
    let second = ana.post(&format!("{url}/tokens"), &json!({ "confirm": true }));
    assert_eq!(second.status, 201);
    let second = second.json()["token"]["value"].as_str().expect("a token").to_owned();
    assert_eq!((status(&first), status(&second)), (401, 200));

    world.pass(1_000);
    let third = ana.post(&format!("{url}/tokens"), &json!({ "confirm": true, "overlap_seconds": 60 })).json();
    assert_eq!(third["system_user"]["tokens"][1]["status"], "ending");
    let third = third["token"]["value"].as_str().expect("a token").to_owned();
    assert_eq!((status(&first), status(&second), status(&third)), (401, 200, 200), "an ended one stays ended");
    world.pass(60_000);
    assert_eq!((status(&second), status(&third)), (401, 200), "the overlap's end needs no cleaner");

    assert_eq!(ana.delete(&url).code(), "system_user_active");
    ana.post(&format!("{url}/deactivate"), &json!({}));
    assert_eq!(ana.delete(&url).status, 204);
    assert_eq!(status(&third), 401);
    assert_eq!(ana.get(&url).code(), "not_found");
}

#[test]
fn a_revocation_reaches_every_isolate_within_delta_even_while_kv_is_stale() {
    let world = World::new();
    let here = world.isolate();
    let ana = here.set_up();
    let (id, token) = ana.system_user(None, "bot");
    let there = world.isolate();
    assert_eq!(there.bot(&token).get("/v1/whoami").status, 200);
    world.kv_frozen.store(true, Ordering::SeqCst);

    ana.post(&format!("/v1/system-users/{id}/deactivate"), &json!({}));
    assert_eq!(here.bot(&token).get("/v1/whoami").status, 401);
    world.pass(domain::lease::DELTA + 1);
    assert_eq!(
        there.bot(&token).get("/v1/whoami").status,
        401,
        "memory holds the old record, the view does not believe it"
    );
    assert_eq!(world.isolate().bot(&token).get("/v1/whoami").status, 401, "a cold isolate finds the old record in KV");

    ana.post(&format!("/v1/system-users/{id}/activate"), &json!({}));
    world.pass(domain::lease::DELTA + 1);
    assert_eq!(there.bot(&token).get("/v1/whoami").status, 200);
    ana.post(&format!("/v1/system-users/{id}/deactivate"), &json!({}));
    world.pass(86_400_000 - 1);
    world.scheduled();
    assert_eq!(world.isolate().bot(&token).get("/v1/whoami").status, 401, "a record a day old is not believed either");
    assert_eq!(
        ana.at(&world.isolate()).delete(&format!("/v1/system-users/{id}")).status,
        401,
        "and the session is long over"
    );
}

#[test]
fn an_isolate_that_slept_past_the_log_believes_nothing_that_it_remembers() {
    let world = World::new();
    let here = world.isolate();
    let ana = here.set_up();
    let (id, token) = ana.system_user(None, "bot");
    let sleeper = world.isolate();
    assert_eq!(sleeper.bot(&token).get("/v1/whoami").status, 200);
    ana.post(&format!("/v1/system-users/{id}/deactivate"), &json!({}));
    world.pass(2 * store::records::KEEP_REVOCATIONS);
    world.scheduled();
    assert_eq!(world.count("SELECT count(*) FROM revocation"), 0, "the log was cleared");
    // KV has let its record go by then, after an hour.
    world.kv.lock().expect("no panic").clear();
    assert_eq!(sleeper.bot(&token).get("/v1/whoami").status, 401);
}

#[test]
fn without_the_database_the_gate_closes_and_opens_again() {
    let world = World::new();
    let isolate = world.isolate();
    let (_, token) = isolate.set_up().system_user(None, "bot");
    let bot = isolate.bot(&token);
    assert_eq!(bot.get("/v1/whoami").status, 200);
    world.db_down.store(true, Ordering::SeqCst);
    assert_eq!(bot.get("/v1/whoami").status, 200, "within the lease");
    world.pass(domain::lease::DELTA + 1);
    let closed = bot.get("/v1/whoami");
    assert_eq!((closed.status, closed.code().as_str()), (503, "unavailable"));
    assert!(closed.header("retry-after").is_some());
    world.db_down.store(false, Ordering::SeqCst);
    assert_eq!(bot.get("/v1/whoami").status, 200);
}

#[test]
fn last_use_is_kept_without_one_write_a_call() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (id, token) = ana.system_user(None, "bot");
    let shown = || ana.get(&format!("/v1/system-users/{id}")).json()["system_user"].clone();
    assert_eq!(shown()["last_used_at"], json!(null));
    isolate.bot(&token).get("/v1/whoami");
    let first = world.count("SELECT last_used_at FROM system_user_use");
    assert_eq!(first, world.clock.load(Ordering::SeqCst), "the first call is written at once");
    for _ in 0..10 {
        world.pass(1_000);
        isolate.bot(&token).get("/v1/whoami");
    }
    assert_eq!(world.count("SELECT last_used_at FROM system_user_use"), first);
    let seen = shown();
    assert_eq!(seen["calls_24h"], 11, "what is still in memory is shown, too");
    assert_eq!(world.count("SELECT sum(calls) FROM activity"), 1, "without writing it");
    assert_eq!(seen["last_used_ip"], "203.0.113.7");
    assert_eq!(seen["activity"].as_array().map(Vec::len), Some(24));
}

#[test]
fn introspection_tells_active_tokens_of_the_own_account_and_nothing_else() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let subaccount = ana.subaccount("Sales");
    let (_, asker) = ana.system_user(None, "asker");
    let (id, asked) = ana.system_user(Some(&subaccount), "asked");
    world.second_account();
    let (_, foreign) = isolate.sign_in("eve@other.example").system_user(None, "foreign");

    let ask = |token: &str| isolate.bot(&asker).form("/v1/introspect", &format!("token={token}"));
    let found = ask(&asked).json();
    assert_eq!(found["active"], true);
    assert_eq!(
        (&found["sub"], &found["username"], &found["subaccount_id"]),
        (&json!(id), &json!("asked"), &json!(subaccount))
    );
    assert_eq!(found["token_type"], "Bearer");
    for unknown in ["nonsense", &foreign] {
        assert_eq!(ask(unknown).text(), r#"{"active":false}"#);
    }
    ana.post(&format!("/v1/system-users/{id}/deactivate"), &json!({}));
    assert_eq!(ask(&asked).text(), r#"{"active":false}"#);
    assert_eq!(isolate.bot("nonsense").form("/v1/introspect", &format!("token={asker}")).status, 401);
    assert_eq!(isolate.nobody().form("/v1/introspect", &format!("token={asker}")).status, 401);
    assert_eq!(
        isolate.bot(&asker).form("/v1/introspect", "token=a&token_type_hint=access_token").text(),
        r#"{"active":false}"#
    );
    let as_json = isolate.bot(&asker).post("/v1/introspect", &json!({ "token": asked }));
    assert_eq!((as_json.status, as_json.json()["error"].as_str()), (415, Some("invalid_request")));
    assert_eq!(
        ana.form("/v1/introspect", &format!("token={asker}")).json()["active"],
        true,
        "a person with the permission may ask, too"
    );
}
