//! What was read before a wait is a condition of the write. Each race is held still: the one call waits, for a hash or
//! just before its change is written, until the other one is through.

use std::sync::Arc;

use api_tests::{Actor, Answer, Isolate, PASSWORD, World};
use serde_json::{Value, json};

const OTHER: &str = "seven lanterns over the quiet harbour";
const THIRD: &str = "eleven boats beneath a copper evening";

struct Ground {
    world: Arc<World>,
    isolate: Isolate,
    ana: Actor,
    person: String,
}

/// The owner, and a second admin whom things happen to.
fn ground() -> Ground {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let person = world.add_person(1, "admin");
    Ground { world, isolate, ana, person }
}

const EMAIL: &str = "admin1@example.com";

impl Ground {
    fn at(&self, what: &str) -> String {
        format!("/v1/users/{}{what}", self.person)
    }

    fn sign_in(&self, password: &str) -> Answer {
        self.isolate.nobody().post("/v1/sessions", &json!({ "email": EMAIL, "password": password }))
    }

    /// Does this while the next password is hashed or compared.
    fn during_hash(&self, what: impl FnOnce() + Send + 'static) {
        self.world.during_hash.set(what);
    }

    /// Does this just before the next change is written.
    fn before_commit(&self, what: impl FnOnce() + Send + 'static) {
        self.world.before_commit.set(what);
    }

    /// A call of the owner, to be made in the middle of another one.
    fn owners(
        &self,
        method: &'static str,
        target: String,
        body: Value,
        expected: u16,
    ) -> impl FnOnce() + Send + 'static {
        let ana = self.ana.clone();
        move || {
            let answer = match method {
                "POST" => ana.post(&target, &body),
                "PATCH" => ana.patch(&target, &body),
                _ => ana.delete(&target),
            };
            assert_eq!(answer.status, expected, "{}", answer.text());
        }
    }

    fn sessions(&self) -> i64 {
        self.world.count(&format!("SELECT count(*) FROM session WHERE person_id = '{}'", self.person))
    }
}

fn role(by: &Actor, name: &str, grants: &[(&str, &str)]) -> String {
    let grants: Vec<Value> = grants.iter().map(|(p, r)| json!({ "permission": p, "reach": r })).collect();
    let made = by.post("/v1/roles", &json!({ "name": name, "grants": grants }));
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().expect("an id").to_owned()
}

/// Gives a person a role, and gives the person signed in with it.
fn with_role(g: &Ground, number: u32, role: &str) -> (String, Actor) {
    let person = g.world.add_person(number, "user");
    let given = g.ana.patch(&format!("/v1/users/{person}"), &json!({ "version": 1, "role_id": role }));
    assert_eq!(given.status, 200, "{}", given.text());
    (person, g.isolate.sign_in(&format!("user{number}@example.com")))
}

#[test]
fn a_sign_in_that_was_overtaken_leaves_no_session() {
    type Overtakes = fn(&Ground) -> Box<dyn FnOnce() + Send>;
    let cases: [(&str, Overtakes); 5] = [
        ("changes the password", |g| {
            let self_ = g.isolate.sign_in(EMAIL);
            Box::new(move || {
                let body = json!({ "current_password": PASSWORD, "new_password": OTHER });
                assert_eq!(self_.post("/v1/me/password", &body).status, 204);
            })
        }),
        ("resets it by a link", |g| {
            let (world, nobody) = (Arc::clone(&g.world), g.isolate.nobody());
            assert_eq!(g.ana.post(&g.at("/reset-password"), &json!({})).status, 202);
            Box::new(move || {
                let body = json!({ "token": world.link_to(EMAIL), "password": OTHER });
                assert_eq!(nobody.post("/v1/password-resets/complete", &body).status, 204);
            })
        }),
        ("sets a temporary one", |g| {
            Box::new(g.owners("POST", g.at("/temporary-password"), json!({ "password": OTHER }), 204))
        }),
        ("deactivates and activates", |g| {
            let (off, on) = (
                g.owners("POST", g.at("/deactivate"), json!({}), 200),
                g.owners("POST", g.at("/activate"), json!({}), 200),
            );
            // The right password of somebody who is active again: what was checked is not what there is.
            Box::new(move || {
                off();
                on();
            })
        }),
        ("removes", |g| Box::new(g.owners("DELETE", g.at(""), Value::Null, 204))),
    ];
    for (what, overtakes) in cases {
        let g = ground();
        let overtaking = overtakes(&g);
        let before = g.world.count("SELECT count(*) FROM audit_event WHERE action = 'session.created'");
        g.during_hash(overtaking);
        let answer = g.sign_in(PASSWORD);
        assert!(!g.world.during_hash.is_set(), "{what}");
        if what == "deactivates and activates" {
            // Begun again, the password is right and the person active.
            assert_eq!((answer.status, g.sessions()), (201, 1), "{what}: {}", answer.text());
            continue;
        }
        assert_eq!((answer.status, answer.code().as_str()), (401, "bad_credentials"), "{what}");
        let begun = g.world.count("SELECT count(*) FROM audit_event WHERE action = 'session.created'") - before;
        assert!(begun <= i64::from(what == "changes the password"), "{what}: {begun} sessions begun");
    }
}

#[test]
fn an_inactive_person_gets_no_session_from_anybody() {
    let g = ground();
    assert_eq!(g.ana.post(&g.at("/deactivate"), &json!({})).status, 200);
    let refused = g.world.sql(&format!(
        "BEGIN; {}; INSERT INTO session (id, account_id, person_id, digest, created_at, last_seen_at, event_id) \
         VALUES ('ses_x', '{account}', '{person}', 'x', 1, 1, 'aud_x'); COMMIT",
        api_tests::audit("aud_x", &g.world.account(), "session.created", "ses_x"),
        account = g.world.account(),
        person = g.person,
    ));
    assert_eq!(refused, Err(store::DbError::Invariant("session_active".into())));
}

#[test]
fn a_password_change_that_was_overtaken_by_a_reset_changes_nothing() {
    let g = ground();
    let person = g.isolate.sign_in(EMAIL);
    assert_eq!(g.ana.post(&g.at("/reset-password"), &json!({})).status, 202);
    let (world, nobody) = (Arc::clone(&g.world), g.isolate.nobody());
    g.during_hash(move || {
        let body = json!({ "token": world.link_to(EMAIL), "password": OTHER });
        assert_eq!(nobody.post("/v1/password-resets/complete", &body).status, 204);
    });
    let body = json!({ "current_password": PASSWORD, "new_password": THIRD });
    assert_eq!(person.post("/v1/me/password", &body).status, 401, "the reset has ended the session");
    assert_eq!((g.sign_in(THIRD).status, g.sign_in(OTHER).status), (401, 201));
}

#[test]
fn nobody_sets_a_temporary_password_for_somebody_who_became_more_than_they_are_meanwhile() {
    // The owner hands the account over while the old admin's temporary password for the heir is being hashed.
    let g = ground();
    let other = g.world.add_person(2, "admin");
    let admin = g.isolate.sign_in("admin2@example.com");
    let hand_over = json!({ "to_user_id": g.person, "confirm": true });
    g.during_hash(g.owners("POST", "/v1/ownership-transfers".into(), hand_over, 200));
    let set = admin.post(&g.at("/temporary-password"), &json!({ "password": OTHER }));
    assert_eq!((set.status, set.code().as_str()), (409, "is_owner"), "{other}");
    assert_eq!((g.sign_in(OTHER).status, g.sign_in(PASSWORD).status), (401, 201));

    // Somebody who manages users alone, and a person who is promoted meanwhile.
    let g = ground();
    let id = role(&g.ana, "Desk", &[("users:manage", "account")]);
    let (_, desk) = with_role(&g, 3, &id);
    let target = g.world.add_person(4, "user");
    let narrow = g.ana.patch(&format!("/v1/users/{target}"), &json!({ "version": 1, "role_id": id }));
    assert_eq!(narrow.status, 200, "{}", narrow.text());
    let promote = json!({ "version": 2, "role_id": "role_admin" });
    g.during_hash(g.owners("PATCH", format!("/v1/users/{target}"), promote, 200));
    let set = desk.post(&format!("/v1/users/{target}/temporary-password"), &json!({ "password": OTHER }));
    assert_eq!((set.status, set.code().as_str()), (403, "beyond_your_own"), "{}", set.text());
}

#[test]
fn who_must_still_change_a_temporary_password_is_not_handed_the_account() {
    let g = ground();
    assert_eq!(g.ana.post(&g.at("/temporary-password"), &json!({ "password": OTHER })).status, 204);
    let hand_over = json!({ "to_user_id": g.person, "confirm": true });
    assert_eq!(g.ana.post("/v1/ownership-transfers", &hand_over).field(), "/to_user_id not_active");

    // Nor when it is set while the account is being handed over.
    let g = ground();
    g.world.add_person(2, "admin");
    let admin = g.isolate.sign_in("admin2@example.com");
    let target = g.at("/temporary-password");
    g.before_commit(move || assert_eq!(admin.post(&target, &json!({ "password": OTHER })).status, 204));
    let hand_over = json!({ "to_user_id": g.person, "confirm": true });
    assert_eq!(g.ana.post("/v1/ownership-transfers", &hand_over).field(), "/to_user_id not_active");

    // Nor by whoever goes around the types.
    let direct = g.world.sql(&format!(
        "BEGIN; {}; UPDATE account SET owner_id = '{}', version = version + 1, event_id = 'aud_x'; COMMIT",
        api_tests::audit("aud_x", &g.world.account(), "account.ownership_transferred", &g.world.account()),
        g.person,
    ));
    assert_eq!(direct, Err(store::DbError::Invariant("owner_password".into())));
}

/// Whatever a person begins to change with rights that they have, and lose before it is written, is refused as if they
/// had begun it now.
#[test]
fn rights_that_were_taken_meanwhile_are_no_rights() {
    let calls: [(&str, &str, Value); 8] = [
        ("POST", "/v1/users/{other}/capacity", json!({ "capacity": 3 })),
        ("POST", "/v1/users/{other}/deactivate", json!({})),
        ("POST", "/v1/users/{other}/reset-password", json!({})),
        ("PATCH", "/v1/users/{other}", json!({ "version": 1, "role_id": "role_user" })),
        ("DELETE", "/v1/users/{other}", Value::Null),
        ("POST", "/v1/subaccounts", json!({ "name": "New", "reference_name": "New" })),
        ("POST", "/v1/system-users", json!({ "subaccount_id": null, "username": "new" })),
        ("POST", "/v1/roles", json!({ "name": "New", "grants": [] })),
    ];
    for (method, target, body) in calls {
        let g = ground();
        let other = g.world.add_person(2, "developer");
        let admin = g.isolate.sign_in(EMAIL);
        g.before_commit(g.owners("PATCH", g.at(""), json!({ "version": 1, "role_id": "role_user" }), 200));
        let answer = admin.with("content-type", "application/json").call(
            method,
            &target.replace("{other}", &other),
            if body.is_null() { String::new() } else { body.to_string() }.as_bytes(),
        );
        assert_eq!((answer.status, answer.code().as_str()), (403, "forbidden"), "{method} {target}: {}", answer.text());

        let g = ground();
        g.world.add_person(2, "developer");
        let admin = g.isolate.sign_in(EMAIL);
        g.before_commit(g.owners("POST", g.at("/deactivate"), json!({}), 200));
        let answer = admin.with("content-type", "application/json").call(
            method,
            &target.replace("{other}", &other),
            if body.is_null() { String::new() } else { body.to_string() }.as_bytes(),
        );
        assert_eq!(answer.status, 401, "{method} {target}, deactivated: {}", answer.text());
    }
}

#[test]
fn somebody_who_rose_meanwhile_is_out_of_reach() {
    for (method, what, body) in [
        ("POST", "/capacity", json!({ "capacity": 3 })),
        ("POST", "/deactivate", json!({})),
        ("POST", "/reset-password", json!({})),
        ("DELETE", "", Value::Null),
    ] {
        let g = ground();
        let id = role(&g.ana, "Desk", &[("users:manage", "account")]);
        let (_, desk) = with_role(&g, 3, &id);
        let (target, _) = with_role(&g, 4, &id);
        let promote = json!({ "version": 2, "role_id": "role_admin" });
        g.before_commit(g.owners("PATCH", format!("/v1/users/{target}"), promote, 200));
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let answer = desk.with("content-type", "application/json").call(
            method,
            &format!("/v1/users/{target}{what}"),
            text.as_bytes(),
        );
        assert_eq!((answer.status, answer.code().as_str()), (403, "beyond_your_own"), "{what}: {}", answer.text());
    }
}

#[test]
fn a_role_that_was_widened_meanwhile_is_not_given() {
    let calls: [(&str, &str, Value); 3] = [
        ("PATCH", "/v1/users/{target}", json!({ "version": 2, "role_id": "{role}" })),
        ("POST", "/v1/users", json!({ "email": "new@example.com", "name": "New", "role_id": "{role}" })),
        ("POST", "/v1/invitations", json!({ "email": "new@example.com", "name": "New", "role_id": "{role}" })),
    ];
    for (method, target, body) in calls {
        let g = ground();
        let id = role(&g.ana, "Desk", &[("users:manage", "account")]);
        let narrow = role(&g.ana, "Narrow", &[]);
        let (_, desk) = with_role(&g, 3, &id);
        let (person, _) = with_role(&g, 4, &id);
        let wide = json!({ "version": 1, "grants": [{ "permission": "roles:manage", "reach": "account" }] });
        g.before_commit(g.owners("PATCH", format!("/v1/roles/{narrow}"), wide, 200));
        let answer = desk.with("content-type", "application/json").call(
            method,
            &target.replace("{target}", &person),
            body.to_string().replace("{role}", &narrow).as_bytes(),
        );
        assert_eq!((answer.status, answer.code().as_str()), (403, "beyond_your_own"), "{target}: {}", answer.text());
    }
}

#[test]
fn of_two_rotations_the_late_one_is_told_and_the_other_tokens_work() {
    let g = ground();
    let (bot, _) = g.ana.system_user(None, "bot");
    let target = format!("/v1/system-users/{bot}/tokens");
    let (ana, again) = (g.ana.clone(), target.clone());
    let (sender, receiver) = std::sync::mpsc::channel();
    g.before_commit(move || {
        let first = ana.post(&again, &json!({ "confirm": true }));
        assert_eq!(first.status, 201, "{}", first.text());
        sender.send(first.json()["token"]["value"].as_str().expect("a token").to_owned()).expect("sends");
    });
    let late = g.ana.post(&target, &json!({ "confirm": true }));
    assert_eq!((late.status, late.code().as_str()), (409, "stale"), "{}", late.text());
    let token = receiver.try_recv().expect("the first one's token");
    assert_eq!(g.isolate.bot(&token).get("/v1/whoami").status, 200);
}

#[test]
fn what_an_invitation_gives_is_what_it_says_when_it_is_accepted() {
    let g = ground();
    let old = role(&g.ana, "Old", &[("users:manage", "account")]);
    let invite = json!({ "email": "new@example.com", "name": "New", "role_id": old });
    assert_eq!(g.ana.post("/v1/invitations", &invite).status, 201);
    g.during_hash(g.owners("DELETE", format!("/v1/roles/{old}?reassign_to=role_user"), Value::Null, 204));
    let body = json!({ "token": g.world.link_to("new@example.com"), "name": "New", "password": OTHER });
    let accepted = g.isolate.nobody().post("/v1/invitations/accept", &body);
    assert_eq!(
        (accepted.status, &accepted.json()["user"]["role_id"]),
        (201, &json!("role_user")),
        "{}",
        accepted.text()
    );

    // Taken back while the password is hashed.
    let id =
        g.ana.post("/v1/invitations", &json!({ "email": "late@example.com", "name": "L", "role_id": "role_user" }));
    let id = id.json()["id"].as_str().expect("an id").to_owned();
    let token = g.world.link_to("late@example.com");
    g.during_hash(g.owners("DELETE", format!("/v1/invitations/{id}"), Value::Null, 204));
    let body = json!({ "token": token, "name": "Late", "password": OTHER });
    assert_eq!(g.isolate.nobody().post("/v1/invitations/accept", &body).code(), "link_gone");
}

#[test]
fn a_successor_who_left_meanwhile_is_none() {
    let g = ground();
    let heir = g.world.add_person(2, "developer");
    g.ana.system_user(None, "bot");
    g.before_commit(g.owners("POST", format!("/v1/users/{heir}/deactivate"), json!({}), 200));
    let answer = g.ana.post(&g.at("/deactivate"), &json!({ "successor_user_id": heir }));
    assert_eq!(answer.field(), "/successor_user_id not_active", "{}", answer.text());
}

#[test]
fn a_successor_of_one_bot_who_left_meanwhile_is_none() {
    let g = ground();
    let heir = g.world.add_person(2, "developer");
    let (bot, _) = g.isolate.sign_in(EMAIL).system_user(None, "bot");
    g.before_commit(g.owners("POST", format!("/v1/users/{heir}/deactivate"), json!({}), 200));
    let body = json!({ "successors": [{ "system_user_id": bot, "user_id": heir }] });
    let answer = g.ana.post(&g.at("/deactivate"), &body);
    assert_eq!(answer.field(), "/successors/0/user_id not_active", "{}", answer.text());
}

#[test]
fn what_goes_on_moving_is_given_up_with_a_word() {
    let g = ground();
    let other = g.world.add_person(2, "developer");
    // Somebody else is faster each of the times that the call is begun.
    fn again(world: Arc<World>, ana: Actor, target: String, n: i64) {
        let meanwhile = Arc::clone(&world);
        world.before_commit.set(move || {
            assert_eq!(ana.post(&format!("{target}/capacity"), &json!({ "capacity": n })).status, 200);
            again(meanwhile, ana, target, n + 1);
        });
    }
    let target = format!("/v1/users/{other}");
    let admin = g.isolate.sign_in(EMAIL);
    let ana = g.ana.clone();
    let (world, at) = (Arc::clone(&g.world), target.clone());
    world.before_commit.set({
        let world = Arc::clone(&world);
        move || {
            assert_eq!(ana.post(&format!("{at}/capacity"), &json!({ "capacity": 0 })).status, 200);
            again(world, ana, at, 1);
        }
    });
    let answer = admin.post(&format!("{target}/deactivate"), &json!({}));
    assert_eq!((answer.status, answer.code().as_str()), (409, "stale"), "{}", answer.text());
}
