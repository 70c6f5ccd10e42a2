//! Signing in, sessions and guessing.

use std::sync::atomic::Ordering;

use api_tests::{Actor, Answer, PASSWORD, World};
use serde_json::json;

const WRONG: &str = "guess guess guess guess";

fn sign_in(actor: &Actor, email: &str, password: &str) -> Answer {
    actor.post("/v1/sessions", &json!({ "email": email, "password": password }))
}

fn statuses(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status == status).count()
}

/// better-auth CVE-2026-45364: whoever has an IPv6 network, or writes an address in another way, gets a new budget.
#[test]
fn b03_all_addresses_of_one_network_and_all_spellings_of_one_address_share_a_budget() {
    let world = World::new();
    let isolate = world.isolate();
    isolate.set_up();
    let guesses = |addresses: Vec<String>| -> Vec<Answer> {
        addresses.iter().map(|ip| sign_in(&isolate.nobody().from(ip), "ana@example.com", WRONG)).collect()
    };
    let answers = guesses((0..1_000).map(|n| format!("2001:db8:7:7:{:x}::{n:x}", n * 61)).collect());
    assert_eq!((statuses(&answers, 401), statuses(&answers, 429)), (100, 900));
    let spellings = [
        "203.0.113.7",
        "::ffff:203.0.113.7",
        "::FFFF:203.0.113.7",
        "0:0:0:0:0:ffff:203.0.113.7",
        "::ffff:cb00:7107",
        " 203.0.113.7 ",
    ];
    let answers = guesses(spellings.iter().cycle().take(120).map(|ip| (*ip).to_owned()).collect());
    assert_eq!((statuses(&answers, 401), statuses(&answers, 429)), (100, 20));
}

/// Zitadel GHSA-pvm5: an answer tells whether there is such a person or thing.
#[test]
fn b08_what_is_not_there_and_what_is_not_ones_own_are_told_the_same() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let subaccount = ana.subaccount("Support");
    let (bot, _) = ana.system_user(None, "bot");
    let user = world.add_person(1, "operator");
    let team = ana.post("/v1/teams", &json!({ "name": "Night" })).json()["id"].as_str().expect("an id").to_owned();
    let invite = json!({ "email": "new@example.com", "name": "New", "role_id": "role_operator" });
    let invitation = ana.post("/v1/invitations", &invite).json()["id"].as_str().expect("an id").to_owned();
    world.second_account();
    let eve = isolate.sign_in("eve@other.example");
    let told = |answer: &Answer| {
        let mut body = answer.json();
        // Each answer has a number of its own.
        for own in ["instance", "request_id"] {
            body.as_object_mut().map(|fields| fields.remove(own));
        }
        (answer.status, body)
    };
    let real = [subaccount, bot, user, team, invitation];
    let mut asked = 0;
    for (method, path, kind) in routes_of_these() {
        let real = &real[kind];
        // Of the same kind, and nobody's.
        let nobodys = format!("{}{}", &real[..real.len() - 1], if real.ends_with('7') { '8' } else { '7' });
        let call = |id: &str| {
            eve.with("content-type", "application/json").call(method, &path.replace("{id}", id), b"{\"version\":1}")
        };
        let same = |answer: &Answer, id: &str| {
            let (status, body) = told(answer);
            (status, body.to_string().replace(id, "ID"))
        };
        assert_eq!(same(&call(real), real), same(&call(&nobodys), &nobodys), "{method} {path}");
        asked += 1;
    }
    assert!(asked > 15, "{asked}");
    // And by address, where nobody is signed in: the same words, and the same number of hashes.
    let hashes = |email: &str| {
        let before = world.hashes.load(Ordering::SeqCst);
        let answer = sign_in(&isolate.nobody(), email, WRONG);
        (told(&answer), world.hashes.load(Ordering::SeqCst) - before)
    };
    assert_eq!(hashes("ana@example.com"), hashes("nobody@example.com"));
    let forgot = |email: &str| told(&isolate.nobody().post("/v1/password-resets", &json!({ "email": email })));
    assert_eq!(forgot("ana@example.com"), forgot("nobody@example.com"));
}

/// The routes about one thing of these kinds: method, path, and which kind.
fn routes_of_these() -> Vec<(&'static str, &'static str, usize)> {
    let kinds =
        ["subaccounts", "system-users", "users", "teams", "invitations"].map(|kind| format!("/v1/{kind}/{{id}}"));
    let all = contract::table::ENDPOINTS.iter().filter_map(|info| {
        let kind = kinds.iter().position(|kind| info.path.starts_with(kind.as_str()))?;
        (info.path.matches('{').count() == 1).then_some((info.method.as_str(), info.path, kind))
    });
    all.collect()
}

/// Zitadel CVE-2023-22492: what was issued before goes on after the person was deactivated or removed.
#[test]
fn b11_who_is_deactivated_or_removed_is_out_at_the_next_request() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let body = json!({});
    for (n, end) in [(1, "deactivate"), (2, "")] {
        let id = world.add_person(n, "developer");
        let email = format!("developer{n}@example.com");
        let sessions: Vec<Actor> = (0..3).map(|_| isolate.sign_in(&email)).collect();
        let ended = match end {
            "" => ana.with("content-type", "application/json").call("DELETE", &format!("/v1/users/{id}"), b"{}"),
            end => ana.post(&format!("/v1/users/{id}/{end}"), &body),
        };
        assert!(matches!(ended.status, 200 | 204), "{}", ended.text());
        for session in sessions {
            // In every isolate, whatever it remembers.
            for isolate in [&isolate, &world.isolate()] {
                assert_eq!(session.in_isolate(isolate).get("/v1/me").code(), "not_signed_in", "{end}");
            }
        }
        assert_eq!(sign_in(&isolate.nobody(), &email, PASSWORD).status, 401, "{end}");
    }
}

/// authentik CVE-2023-36456: whoever sends a header chooses the address that counts.
#[test]
fn b14_no_header_says_where_a_request_comes_from() {
    let world = World::new();
    let isolate = world.isolate();
    isolate.set_up();
    let answers: Vec<Answer> = (0..120)
        .map(|n| {
            let ip = format!("198.51.100.{n}");
            let mut nobody = isolate.nobody();
            for name in
                ["x-forwarded-for", "x-real-ip", "true-client-ip", "cf-connecting-ip", "x-client-ip", "forwarded"]
            {
                nobody = nobody.with(name, &if name == "forwarded" { format!("for={ip}") } else { ip.clone() });
            }
            sign_in(&nobody, "ana@example.com", WRONG)
        })
        .collect();
    assert_eq!((statuses(&answers, 401), statuses(&answers, 429)), (100, 20));
    assert_eq!(world.count("SELECT count(*) FROM audit_event WHERE ip IS NOT NULL AND ip <> '203.0.113.7'"), 0);
    assert_eq!(world.count("SELECT count(*) FROM session WHERE ip <> '203.0.113.7'"), 0);
}

/// authentik CVE-2026-25748 and #18063: a session that can't be read or loaded is answered as if there were one.
#[test]
fn b15_a_crooked_session_is_none_and_a_failing_database_lets_nobody_in() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let good = ana.headers().into_iter().find(|(name, _)| *name == "cookie").expect("a cookie").1;
    let (name, value) = good.split_once('=').expect("a pair");
    let crooked = |value: &str| format!("{name}={value}");
    let mut cookies: Vec<String> =
        ["", "=", ";;;", "\u{0}", "tenure", name, "a=b; c", "%00", "null", "undefined", "[object Object]"]
            .map(str::to_owned)
            .to_vec();
    cookies.extend(
        [
            "",
            "0",
            "null",
            "' OR 1=1 --",
            &value[1..],
            &format!("{value}0"),
            &value.to_uppercase(),
            &"f".repeat(64),
            &"g".repeat(64),
            &"é".repeat(32),
            &"a".repeat(9_000),
        ]
        .map(crooked),
    );
    cookies.extend((0..64).map(|at| {
        let mut bytes = value.as_bytes().to_vec();
        bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
        crooked(&String::from_utf8_lossy(&bytes))
    }));
    for cookie in &cookies {
        let answer = isolate.nobody().with("cookie", cookie).get("/v1/me");
        assert_eq!((answer.status, answer.code().as_str()), (401, "not_signed_in"), "{cookie:?}");
    }
    assert_eq!(ana.get("/v1/me").status, 200);
    world.db_down.store(true, Ordering::SeqCst);
    let failing = ana.get("/v1/me");
    assert_eq!((failing.status, failing.header("retry-after").is_some()), (503, true), "{}", failing.text());
    world.db_down.store(false, Ordering::SeqCst);
    assert_eq!(ana.get("/v1/me").status, 200);
}

/// Keycloak GHSA-cq42: an outsider locks a person out.
#[test]
fn b18_nobody_is_locked_out_from_elsewhere() {
    let world = World::new();
    let isolate = world.isolate();
    isolate.set_up();
    for _ in 0..150 {
        sign_in(&isolate.nobody().from("198.51.100.9"), "ana@example.com", WRONG);
    }
    assert_eq!(sign_in(&isolate.nobody().from("198.51.100.9"), "ana@example.com", PASSWORD).status, 429);
    assert_eq!(sign_in(&isolate.nobody(), "ana@example.com", PASSWORD).status, 201);
}

/// Vikunja CVE-2026-35597: the count of wrong tries is undone with the sign-in that failed.
#[test]
fn b21_what_was_tried_is_counted_whatever_became_of_it() {
    let world = World::new();
    let isolate = world.isolate();
    isolate.set_up();
    let counted = || world.count("SELECT coalesce(max(n), 0) FROM attempt");
    for _ in 0..60 {
        assert_eq!(sign_in(&isolate.nobody(), "ana@example.com", WRONG).status, 401);
    }
    assert_eq!(counted(), 60);
    // Another isolate, and a database that was stopped and read again.
    let again = world.copy();
    let answers: Vec<Answer> = (0..60).map(|_| sign_in(&again.isolate().nobody(), "ana@example.com", WRONG)).collect();
    assert_eq!((statuses(&answers, 401), statuses(&answers, 429)), (40, 20));
}

/// Vaultwarden GHSA-6j4w: what was issued before outlives a new password; and its mend then broke what should have gone on.
#[test]
fn b25_a_new_password_ends_the_other_sessions_and_nothing_else() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (_, token) = ana.system_user(None, "bot");
    let bo = world.add_person(1, "admin");
    let (here, there) = (isolate.sign_in("admin1@example.com"), isolate.sign_in("admin1@example.com"));
    let next = "another good long password";
    let changed = here.post("/v1/me/password", &json!({ "current_password": PASSWORD, "new_password": next }));
    assert_eq!(changed.status, 204, "{}", changed.text());
    assert_eq!((here.get("/v1/me").status, there.get("/v1/me").status), (401, 401), "the old secret, and the others");
    let here = isolate.nobody().with_cookie_of(&changed);
    assert_eq!(here.get("/v1/me").status, 200, "who changed it goes on");
    assert_eq!(sign_in(&isolate.nobody(), "admin1@example.com", PASSWORD).status, 401);
    assert_eq!(sign_in(&isolate.nobody(), "admin1@example.com", next).status, 201);
    assert_eq!(ana.post(&format!("/v1/users/{bo}/reset-password"), &json!({})).status, 202);
    let chosen = json!({ "token": world.link_to("admin1@example.com"), "password": "a third one, chosen by mail" });
    assert_eq!(isolate.nobody().post("/v1/password-resets/complete", &chosen).status, 204, "a link goes on working");
    assert_eq!(here.get("/v1/me").status, 401, "and ends what was there before it");
    assert_eq!((ana.get("/v1/me").status, isolate.bot(&token).get("/v1/whoami").status), (200, 200), "nobody else's");
}

/// Casdoor CVE-2026-9091: one of the ways in skips what the others ask for.
#[test]
fn b27_every_way_in_goes_through_one_function() {
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates/service/src"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let file = path.file_name().expect("a name").to_string_lossy().into_owned();
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                lines.extend(text.lines().map(|line| (file.clone(), line.trim().to_owned())));
            }
        }
    }
    let with = |what: &str| -> Vec<&str> {
        lines
            .iter()
            .filter(|(_, line)| line.contains(what) && !line.starts_with("//"))
            .map(|(file, _)| &**file)
            .collect()
    };
    assert_eq!(with("sessions::insert("), ["create.rs"], "a session is written in one place");
    assert_eq!(with("put_session(").len(), 4, "which signing in, its second step and `begin_session` call");
    // A cookie is set there, removed at signing out, and changed when a session that is there already is proved again.
    let mut cookies = with("config.cookie(");
    cookies.sort_unstable();
    assert_eq!(cookies, ["create.rs", "delete.rs", "prove.rs"]);
}
