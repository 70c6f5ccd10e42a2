//! What people who use other products of this kind reported there, tried here.

use std::sync::atomic::Ordering;

use api_tests::{Actor, Authenticator, Isolate, PASSWORD, World};
use domain::two_factor::PERIOD;
use serde_json::{Value, json};

const OTHER: &str = "seven lanterns over the quiet harbour";

fn reset_link(isolate: &Isolate, email: &str) -> String {
    assert_eq!(isolate.nobody().post("/v1/password-resets", &json!({ "email": email })).status, 202);
    isolate.world.minute();
    isolate.world.link_to(email)
}

fn complete(isolate: &Isolate, token: &str) -> u16 {
    let body = json!({ "token": token, "password": "a third password for this same person" });
    isolate.nobody().post("/v1/password-resets/complete", &body).status
}

/// contao/contao#7549, vanilla/vanilla#2903, CenterForOpenScience/osf.io#8174: the link in a mailbox outlives a new password.
#[test]
fn a_link_to_reset_a_password_dies_with_that_password() {
    let ground = || {
        let world = World::new();
        let isolate = world.isolate();
        let ana = isolate.set_up();
        let bo = world.add_person(1, "developer");
        let link = reset_link(&isolate, "developer1@example.com");
        (isolate, ana, bo, link)
    };
    let (isolate, _, _, link) = ground();
    let own = isolate.sign_in("developer1@example.com");
    let changed = own.post("/v1/me/password", &json!({ "current_password": PASSWORD, "new_password": OTHER }));
    assert_eq!(changed.status, 204, "{}", changed.text());
    assert_eq!(complete(&isolate, &link), 410, "changed");

    let (isolate, ana, bo, link) = ground();
    let set = ana.post(&format!("/v1/users/{bo}/temporary-password"), &json!({ "password": OTHER }));
    assert_eq!(set.status, 204, "{}", set.text());
    assert_eq!(complete(&isolate, &link), 410, "set by an admin");

    let (isolate, ana, bo, link) = ground();
    assert_eq!(ana.post(&format!("/v1/users/{bo}/deactivate"), &json!({})).status, 200);
    assert_eq!(complete(&isolate, &link), 410, "deactivated");
    assert_eq!(ana.post(&format!("/v1/users/{bo}/activate"), &json!({})).status, 200);
    assert_eq!(complete(&isolate, &link), 410, "and activated again");
}

/// ScaleOvenStove/crosswithfriends#566, nightscout/nocturne#391: the loser of a race clears the winner's cookie.
#[test]
fn a_refused_old_session_leaves_the_new_ones_cookie_alone() {
    let isolate = World::new().isolate();
    let old = isolate.set_up();
    let changed = old.post("/v1/me/password", &json!({ "current_password": PASSWORD, "new_password": OTHER }));
    let new = isolate.nobody().with_cookie_of(&changed);
    for (method, target, body) in [
        ("GET", "/v1/me", ""),
        ("PATCH", "/v1/me", r#"{"version":1}"#),
        ("POST", "/v1/me/password", "{}"),
        ("DELETE", "/v1/sessions", ""),
        ("DELETE", "/v1/sessions/current", ""),
    ] {
        let late = old.with("content-type", "application/json").call(method, target, body.as_bytes());
        assert!(matches!(late.status, 401 | 204), "{method} {target}: {}", late.status);
        assert_eq!(late.header("set-cookie"), None, "{method} {target}");
        assert_eq!(new.get("/v1/me").status, 200, "{method} {target}");
    }
}

/// keybase/client#9314: an old invitation, accepted late, lowers or takes over what the person is by now.
#[test]
fn an_invitation_of_somebody_who_is_here_by_now_changes_nothing() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let email = "bo@example.com";
    let invite = json!({ "email": email, "name": "Bo", "role_id": "role_user" });
    assert_eq!(ana.post("/v1/invitations", &invite).status, 201);
    let link = world.link_to(email);
    let made = ana.post("/v1/users", &json!({ "email": email, "name": "Bo", "role_id": "role_admin", "first_password": "temporary", "temporary_password": PASSWORD }));
    assert_eq!(made.status, 201, "{}", made.text());
    let body = json!({ "token": link, "password": OTHER, "name": "Bo" });
    let late = isolate.nobody().post("/v1/invitations/accept", &body);
    assert!(matches!(late.status, 409 | 410), "{} {}", late.status, late.text());
    let same = "SELECT count(*) FROM person WHERE email_key = 'bo@example.com' AND role = 'admin'";
    assert_eq!(world.count(same), 1);
    isolate.sign_in(email);
}

/// benavlabs/crudauth#32: what is measured is not what is hashed.
#[test]
fn a_password_is_as_long_as_it_is_when_it_is_hashed() {
    let isolate = World::new().isolate();
    let ana = isolate.set_up();
    // Eight letters with an accent each: sixteen code points as macOS types them.
    let decomposed: String = "áéíóúñçö".chars().map(unicode).collect();
    assert_eq!(decomposed.chars().count(), 16);
    let answer = ana.post("/v1/me/password", &json!({ "current_password": PASSWORD, "new_password": decomposed }));
    assert_eq!((answer.status, answer.field().split(' ').next()), (422, Some("/new_password")), "{}", answer.text());
}

fn unicode(c: char) -> String {
    let (base, mark) = match c {
        'á' => ('a', '\u{301}'),
        'é' => ('e', '\u{301}'),
        'í' => ('i', '\u{301}'),
        'ó' => ('o', '\u{301}'),
        'ú' => ('u', '\u{301}'),
        'ñ' => ('n', '\u{303}'),
        'ç' => ('c', '\u{327}'),
        _ => ('o', '\u{308}'),
    };
    format!("{base}{mark}")
}

/// idenplane/idenplane#614 and #591, gravitee-io/issues#6396, zitadel/zitadel#7312: what is inactive still tells whose it is.
#[test]
fn whatever_is_wrong_with_a_token_introspection_says_the_same() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (_, asker) = ana.system_user(None, "asker");
    let ask = |token: &str| isolate.bot(&asker).form("/v1/introspect", &format!("token={token}")).text();
    let (id, token) = ana.system_user(None, "a bot");
    assert_ne!(ask(&token), r#"{"active":false}"#);
    let rotated = ana.post(&format!("/v1/system-users/{id}/tokens"), &json!({ "confirm": true, "overlap_seconds": 0 }));
    let next = rotated.json()["token"]["value"].as_str().expect("a token").to_owned();
    assert_eq!(ask(&token), r#"{"active":false}"#, "rotated");
    ana.post(&format!("/v1/system-users/{id}/deactivate"), &json!({}));
    assert_eq!(ask(&next), r#"{"active":false}"#, "deactivated");
    ana.delete(&format!("/v1/system-users/{id}"));
    assert_eq!(ask(&next), r#"{"active":false}"#, "deleted");
    assert_eq!(ask("nonsense"), r#"{"active":false}"#);
    world.second_account();
    let (_, foreign) = isolate.sign_in("eve@other.example").system_user(None, "eves");
    assert_eq!(ask(&foreign), r#"{"active":false}"#, "another account's");
}

/// DuendeSoftware/products#1080, GluuFederation/oxAuth#677: a client id with a colon can't sign in with Basic.
#[test]
fn a_client_with_a_colon_in_its_name_introspects() {
    let isolate = World::new().isolate();
    let ana = isolate.set_up();
    let (_, secret) = ana.system_user(None, "urn:bot");
    for pair in [format!("urn%3Abot:{secret}"), format!("urn:bot:{secret}")] {
        let asker = isolate.nobody().with("authorization", &format!("Basic {}", base64(&pair)));
        let answer = asker.form("/v1/introspect", &format!("token={secret}"));
        assert_eq!(answer.json()["active"], true, "{}", answer.text());
    }
}

fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in text.as_bytes().chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for i in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= three.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

/// bencherdev/bencher#878: the answer of a write is lost, and the retry fails for good or does it twice.
#[test]
fn a_retry_after_a_lost_answer_gets_the_answer() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let retry = ana.with("idempotency-key", "one");
    let make = |who: &Actor| who.post("/v1/system-users", &json!({ "subaccount_id": null, "username": "bot" }));
    let done = make(&ana.with("idempotency-key", "zero"));
    assert_eq!(done.status, 201);
    let (reads, writes) = *world.trips.lock().expect("trips");
    let trips = reads + writes;
    ana.post(
        &format!("/v1/system-users/{}/deactivate", done.json()["system_user"]["id"].as_str().expect("an id")),
        &json!({}),
    );
    assert_eq!(
        ana.delete(&format!("/v1/system-users/{}", done.json()["system_user"]["id"].as_str().expect("an id"))).status,
        204
    );
    world.answer_lost.store(true, Ordering::SeqCst);
    world.trips_left.store(trips, Ordering::SeqCst);
    assert_eq!(make(&retry).status, 503);
    world.answer_lost.store(false, Ordering::SeqCst);
    world.trips_left.store(usize::MAX, Ordering::SeqCst);
    let again = make(&retry);
    assert_eq!(again.status, 201, "{}", again.text());
    let token = again.json()["token"]["value"].as_str().expect("a token").to_owned();
    assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 200);
    assert_eq!(world.count("SELECT count(*) FROM system_user"), 1);
    // ietf-wg-httpapi/idempotency#22, jcagarcia/grape-idempotency#4: the same key and body at another address.
    let elsewhere = retry.post("/v1/subaccounts", &json!({ "name": "bot", "reference_name": "bot" }));
    assert_eq!(elsewhere.status, 409, "{}", elsewhere.text());
}

/// keycloak/keycloak#12759, #38593: a link for a new password lets in without the second factor, or takes it away.
#[test]
fn a_link_for_a_new_password_leaves_the_second_factor_as_it_is() {
    let world = World::new();
    let isolate = world.isolate();
    isolate.set_up();
    world.add_person(1, "developer");
    let (app, _) = Authenticator::enroll(&world, &isolate.sign_in("developer1@example.com"));
    let link = reset_link(&isolate, "developer1@example.com");
    assert_eq!(complete(&isolate, &link), 204);
    let password = "a third password for this same person";
    let credentials = json!({ "email": "developer1@example.com", "password": password });
    let answer = isolate.nobody().post("/v1/sessions", &credentials);
    assert_eq!((answer.status, &answer.json()["next"]), (201, &json!("two_factor")));
    let pending = isolate.nobody().with_cookie_of(&answer);
    for call in [
        pending.get("/v1/users"),
        pending.post("/v1/me/two-factor", &json!({ "password": password })),
        pending.post("/v1/me/two-factor/confirm", &json!({ "code": "000000" })),
    ] {
        assert_eq!((call.status, &*call.code()), (403, "two_factor_required"));
    }
    let code = json!({ "code": app.code(world.now()) });
    assert_eq!(pending.post("/v1/sessions/current/two-factor", &code).status, 200);
}

/// dani-garcia/vaultwarden#3798: whose second factor an admin takes away goes on without, though all must have one.
#[test]
fn a_reset_second_factor_is_still_required() {
    let world = World::new();
    let isolate = world.isolate();
    let (_, ana) = Authenticator::enroll(&world, &isolate.set_up());
    let bo = world.add_person(1, "developer");
    let (_, own) = Authenticator::enroll(&world, &isolate.sign_in("developer1@example.com"));
    let version = ana.get("/v1/account").json()["version"].clone();
    let required = ana.patch("/v1/account", &json!({ "version": version, "require_two_factor": true }));
    assert_eq!(required.status, 200, "{}", required.text());
    assert_eq!(own.get("/v1/system-users").status, 200);
    assert_eq!(ana.delete(&format!("/v1/users/{bo}/two-factor")).status, 204);
    assert_eq!(own.get("/v1/me").status, 401, "the open sessions end");
    let again = isolate.sign_in("developer1@example.com");
    assert_eq!(again.get("/v1/me").json()["next"], "enroll_two_factor");
    assert_eq!(again.get("/v1/system-users").code(), "enrollment_required");
}

/// labd/wagtail-2fa#282, wso2/product-is#15197: a page that is opened twice makes a key that no app has the one that counts.
#[test]
fn of_two_keys_the_one_that_is_confirmed_counts_and_none_replaces_it() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let begin = || ana.post("/v1/me/two-factor", &json!({ "password": PASSWORD })).json()["secret"].clone();
    let (first, second) = (begin(), begin());
    assert_ne!(first, second);
    let confirm = |by: &Actor, key: &Value| {
        let code = Authenticator::new(key.as_str().expect("a key")).code(world.now());
        by.post("/v1/me/two-factor/confirm", &json!({ "code": code }))
    };
    assert_eq!(confirm(&ana, &first).field(), "/code wrong_code", "what the other page showed");
    let confirmed = confirm(&ana, &second);
    assert_eq!(confirmed.status, 200, "{}", confirmed.text());
    let ana = isolate.nobody().with_cookie_of(&confirmed);
    assert_eq!(ana.post("/v1/me/two-factor", &json!({ "password": PASSWORD })).code(), "two_factor_on");
    world.pass(PERIOD);
    assert_eq!(confirm(&ana, &first).code(), "two_factor_on");
    let answer = isolate.nobody().post("/v1/sessions", &json!({ "email": "ana@example.com", "password": PASSWORD }));
    let code = Authenticator::new(second.as_str().expect("a key")).code(world.now());
    let passed =
        isolate.nobody().with_cookie_of(&answer).post("/v1/sessions/current/two-factor", &json!({ "code": code }));
    assert_eq!(passed.status, 200, "{}", passed.text());
}

/// gravitational/teleport#36837: of who has a second factor a wrong password is in no log.
#[test]
fn a_wrong_password_is_told_also_of_who_has_a_second_factor() {
    let world = World::new();
    let isolate = world.isolate();
    let (_, ana) = Authenticator::enroll(&world, &isolate.set_up());
    let wrong = json!({ "email": "ana@example.com", "password": "not the one of this person" });
    assert_eq!(isolate.nobody().post("/v1/sessions", &wrong).status, 401);
    world.minute();
    let told = ana.get("/v1/audit-events?action=session.refused").json();
    assert_eq!(told["items"].as_array().map(Vec::len), Some(1), "{told}");
}

/// keycloak/keycloak#33009, #52230: the log says that somebody lost a role or is gone, and not which, nor who that was.
#[test]
fn what_was_taken_away_is_named_after_it_is_gone() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let bo = world.add_person(1, "developer");
    let changed = ana.patch(&format!("/v1/users/{bo}"), &json!({ "version": 1, "role_id": "role_sale" }));
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(ana.delete(&format!("/v1/users/{bo}")).status, 204);
    let of = |action: &str| {
        let events = ana.get(&format!("/v1/audit-events?subject={bo}&action={action}")).json();
        events["items"][0]["detail"]["before"].clone()
    };
    assert!(of("user.updated").to_string().contains("developer"), "{}", of("user.updated"));
    let gone = of("user.deleted").to_string();
    assert!(gone.contains("developer1@example.com"), "{gone}");
}
