//! Invitations: from the mail to the first session; one use; resending, taking back, expiry; many at once.

use api_tests::{Actor, PASSWORD, World};
use serde_json::{Value, json};

const OWN_PASSWORD: &str = "seven lanterns over the quiet harbour";

fn invite(ana: &Actor, email: &str) -> Value {
    let answer = ana.post("/v1/invitations", &json!({ "email": email, "name": "Beto", "role_id": "role_operator" }));
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

fn accept(nobody: &Actor, token: &str) -> api_tests::Answer {
    nobody.post("/v1/invitations/accept", &json!({ "token": token, "name": "Beto Ruiz", "password": OWN_PASSWORD }))
}

#[test]
fn the_mails_link_makes_the_person_with_role_teams_and_subaccounts_once() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let subaccount = ana.subaccount("Support");
    let team = ana.post("/v1/teams", &json!({ "name": "Night" })).json()["id"].clone();
    let body = json!({
        "email": "Beto@Example.com", "name": "Beto", "role_id": "role_developer", "team_ids": [team],
        "subaccount_ids": [subaccount], "locale": "es",
    });
    let invited = ana.post("/v1/invitations", &body);
    assert_eq!(invited.status, 201, "{}", invited.text());
    assert_eq!(invited.json()["status"], "pending");
    let mail = world.mails.lock().expect("mails").last().expect("a mail").clone();
    assert_eq!((mail.to.as_str(), mail.from.as_str()), ("Beto@Example.com", "Tenure <tenure@example.com>"));
    assert!(mail.text.contains("https://tenure.example.com/accept#token="), "{}", mail.text);
    assert!(mail.html.contains("https://tenure.example.com/accept#token="), "{}", mail.html);

    let token = world.link_to("Beto@Example.com");
    let greeting = isolate.nobody().post("/v1/invitations/greet", &json!({ "token": token }));
    assert_eq!(
        greeting.json(),
        json!({ "account_name": "Acme", "email": "Beto@Example.com", "name": "Beto", "locale": "es" })
    );
    let weak = isolate.nobody().post("/v1/invitations/accept", &json!({ "token": token, "password": "short" }));
    assert_eq!(weak.field(), "/password too_short", "and the link is still good");
    let accepted = accept(&isolate.nobody(), &token);
    assert_eq!(accepted.status, 201, "{}", accepted.text());
    assert_eq!(accepted.json()["user"]["role"], "developer");
    let beto = isolate.nobody().with_cookie_of(&accepted);
    let me = beto.get("/v1/me").json();
    assert_eq!((&me["user"]["name"], &me["user"]["locale"]), (&json!("Beto Ruiz"), &json!("es")));
    let detail = ana.get(&format!("/v1/users/{}", me["user"]["id"].as_str().expect("an id"))).json();
    assert_eq!((&detail["teams"][0]["name"], &detail["subaccounts"][0]["id"]), (&json!("Night"), &json!(subaccount)));

    assert_eq!(accept(&isolate.nobody(), &token).code(), "link_gone");
    assert_eq!(ana.get("/v1/invitations").json()["items"], json!([]));
    assert!(!world.dump().contains(&token), "the token itself is nowhere");
    assert!(!world.log().contains(&token));
    let again = ana.post("/v1/invitations", &body);
    assert_eq!((again.status, again.code().as_str()), (409, "email_taken"));
}

#[test]
fn a_new_link_kills_the_old_one_and_counts_what_is_said_now() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let id = invite(&ana, "beto@example.com")["id"].as_str().expect("an id").to_owned();
    let first = world.link_to("beto@example.com");
    let again = ana.post(&format!("/v1/invitations/{id}/resend"), &json!({}));
    assert_eq!((again.status, &again.json()["sent_count"]), (200, &json!(2)));
    let second = world.link_to("beto@example.com");
    assert_ne!(first, second);
    assert_eq!(accept(&isolate.nobody(), &first).code(), "link_gone");

    let body = json!({ "email": "BETO@example.com", "name": "Beto", "role_id": "role_developer" });
    let anew = ana.post("/v1/invitations", &body);
    assert_eq!((anew.status, &anew.json()["id"], &anew.json()["role"]), (201, &json!(id), &json!("developer")));
    assert_eq!(accept(&isolate.nobody(), &second).code(), "link_gone");
    assert_eq!(ana.get("/v1/invitations").json()["items"].as_array().expect("a list").len(), 1);
    let third = world.link_to("beto@example.com");
    assert_eq!(accept(&isolate.nobody(), &third).json()["user"]["role"], "developer");
}

#[test]
fn one_taken_back_or_too_old_is_dead() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let id = invite(&ana, "beto@example.com")["id"].as_str().expect("an id").to_owned();
    let token = world.link_to("beto@example.com");
    assert_eq!(ana.delete(&format!("/v1/invitations/{id}")).status, 204);
    let gone = accept(&isolate.nobody(), &token);
    assert_eq!((gone.status, gone.code().as_str()), (410, "link_gone"));
    assert_eq!(ana.delete(&format!("/v1/invitations/{id}")).status, 404);

    invite(&ana, "cora@example.com");
    let token = world.link_to("cora@example.com");
    world.pass(domain::invitation::INVITATION_LIFE - 1);
    assert_eq!(isolate.nobody().post("/v1/invitations/greet", &json!({ "token": token })).status, 200);
    world.pass(1);
    assert_eq!(accept(&isolate.nobody(), &token).code(), "link_gone");
    let ana = isolate.sign_in("ana@example.com");
    let listed = ana.get("/v1/invitations").json()["items"][0].clone();
    assert_eq!(listed["status"], "expired");
    let id = listed["id"].as_str().expect("an id");
    assert_eq!(ana.post(&format!("/v1/invitations/{id}/resend"), &json!({})).json()["status"], "pending");
    assert_eq!(accept(&isolate.nobody(), &world.link_to("cora@example.com")).status, 201);
}

#[test]
fn a_retry_with_one_key_sends_one_mail() {
    let world = World::new();
    let ana = world.isolate().set_up().with("idempotency-key", "k-1");
    let first = invite(&ana, "beto@example.com");
    assert_eq!(invite(&ana, "beto@example.com"), first);
    assert_eq!(world.mails.lock().expect("mails").len(), 1);
}

#[test]
fn only_the_accounts_own_domain_and_no_free_mail() {
    let world = World::new();
    let isolate = world.isolate();
    let mut setup = api_tests::set_up();
    setup["email"] = json!("ana@gmail.com");
    assert_eq!(isolate.nobody().post("/v1/setup", &setup).field(), "/email free_mail");
    setup["email"] = json!("ana@BÜCHER.example");
    let set_up = isolate.nobody().post("/v1/setup", &setup);
    assert_eq!(set_up.status, 201, "{}", set_up.text());
    let ana = isolate.nobody().with_cookie_of(&set_up);
    let refusal = |email: &str| {
        let body = json!({ "email": email, "name": "Beto", "role_id": "role_user" });
        let invited = ana.post("/v1/invitations", &body);
        let created = ana.post("/v1/users", &body);
        assert_eq!(invited.status, created.status, "{email}");
        if invited.status == 201 { "201".to_owned() } else { invited.field() }
    };
    assert_eq!(refusal("a@bücher.example"), "201");
    assert_eq!(refusal("b@xn--bcher-kva.EXAMPLE"), "201", "the same domain in ASCII");
    assert_eq!(refusal("c@sub.bücher.example"), "/email foreign_domain");
    assert_eq!(refusal("c@bucher.example"), "/email foreign_domain");
    assert_eq!(refusal("c@yahoo.com"), "/email free_mail");
    assert_eq!(refusal("nonsense"), "/email invalid_email");
}

#[test]
fn each_line_of_many_says_what_is_wrong_with_it() {
    let world = World::new();
    let ana = world.isolate().set_up();
    invite(&ana, "pending@example.com");
    let lines = json!([
        { "email": "one@example.com", "name": "One", "role": "Developer" },
        { "email": "two@example.com" },
        { "email": "TWO@example.com" },
        { "email": "pending@example.com" },
        { "email": "ana@example.com" },
        { "email": "x@elsewhere.example" },
        { "email": "not an address" },
        { "email": "three@example.com", "role": "king" },
    ]);
    let call = |preview: bool| {
        let body = json!({ "lines": lines, "role_id": "role_operator", "preview": preview });
        let answer = ana.post("/v1/invitations/bulk", &body);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    };
    let sent = || world.mails.lock().expect("mails").len();
    let before = sent();
    let preview = call(true);
    assert_eq!(sent(), before, "a preview sends nothing");
    let told = |answer: &Value| -> Vec<String> {
        let text = |v: &Value| v.as_str().unwrap_or("-").to_owned();
        let line = |l: &Value| format!("{} {} {}", text(&l["result"]), text(&l["role_id"]), text(&l["problem"]));
        answer["lines"].as_array().expect("lines").iter().map(line).collect()
    };
    assert_eq!(
        told(&preview),
        [
            "ready role_developer -",
            "ready role_operator -",
            "refused - duplicate",
            "resend role_operator -",
            "refused - email_taken",
            "refused - foreign_domain",
            "refused - invalid_email",
            "refused - role_not_found",
        ]
    );
    assert_eq!(told(&call(false)), told(&preview), "what was foretold is done");
    assert_eq!(sent() - before, 3);
    assert_eq!(ana.get("/v1/invitations").json()["items"].as_array().expect("a list").len(), 3);
    let none = ana.post("/v1/invitations/bulk", &json!({ "lines": [], "role_id": "role_user", "preview": true }));
    assert_eq!(none.field(), "/lines required");
}

#[test]
fn a_first_password_comes_by_link_or_is_a_temporary_one_that_must_be_changed() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let by_link = json!({ "email": "beto@example.com", "name": "Beto", "role_id": "role_user" });
    assert_eq!(ana.post("/v1/users", &by_link).status, 201);
    let sign_in = |email: &str, password: &str| {
        isolate.nobody().post("/v1/sessions", &json!({ "email": email, "password": password }))
    };
    assert_eq!(sign_in("beto@example.com", OWN_PASSWORD).code(), "bad_credentials", "no password was chosen yet");
    let token = world.link_to("beto@example.com");
    let choose = json!({ "token": token, "password": OWN_PASSWORD });
    assert_eq!(isolate.nobody().post("/v1/password-resets/complete", &choose).status, 204);
    assert_eq!(isolate.nobody().post("/v1/password-resets/complete", &choose).code(), "link_gone");
    assert_eq!(sign_in("beto@example.com", OWN_PASSWORD).json()["next"], json!(null));

    let temporary = json!({
        "email": "cora@example.com", "name": "Cora", "role_id": "role_developer", "first_password": "temporary",
        "temporary_password": PASSWORD,
    });
    let made = ana.post("/v1/users", &temporary);
    assert_eq!((made.status, &made.json()["must_change_password"]), (201, &json!(true)), "{}", made.text());
    let first = sign_in("cora@example.com", PASSWORD);
    assert_eq!((first.status, &first.json()["next"]), (201, &json!("change_password")));
    let cora = isolate.nobody().with_cookie_of(&first);
    let bound = cora.get("/v1/system-users");
    assert_eq!((bound.status, bound.code().as_str()), (403, "password_change_required"));
    let change = |current: &str, new: &str| {
        cora.post("/v1/me/password", &json!({ "current_password": current, "new_password": new }))
    };
    assert_eq!(change("wrong", OWN_PASSWORD).field(), "/current_password wrong_password");
    assert_eq!(change(PASSWORD, PASSWORD).field(), "/new_password duplicate");
    let changed = change(PASSWORD, OWN_PASSWORD);
    assert_eq!(changed.status, 204);
    assert_eq!(cora.get("/v1/system-users").status, 401, "a copy of the old cookie is out");
    assert_eq!(cora.with_cookie_of(&changed).get("/v1/system-users").status, 200, "the person goes on with a new one");
    assert!(!world.dump().contains(PASSWORD) && !world.dump().contains(OWN_PASSWORD));
}

#[test]
fn forgetting_a_password_tells_nobody_who_has_an_account() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let ask = |email: &str| isolate.nobody().post("/v1/password-resets", &json!({ "email": email }));
    let (known, unknown) = (ask("ana@example.com"), ask("nobody@example.com"));
    assert_eq!((known.status, known.text()), (unknown.status, unknown.text()));
    let sent = || world.mails.lock().expect("mails").len();
    assert_eq!(sent(), 0, "nothing is done for the one and not for the other: the clock does it");
    world.minute();
    assert_eq!(sent(), 1);
    let first = world.link_to("ana@example.com");
    world.pass(5 * domain::time::MINUTE);
    assert_eq!(ask("Ana@Example.com").status, 202);
    world.minute();
    let second = world.link_to("ana@example.com");
    let complete = |token: &str| {
        let body = json!({ "token": token, "password": OWN_PASSWORD });
        isolate.nobody().post("/v1/password-resets/complete", &body)
    };
    assert_eq!(complete(&first).code(), "link_gone", "a newer one took its place");
    world.pass(domain::invitation::RESET_LIFE);
    assert_eq!(complete(&second).code(), "link_gone", "its hour is over");
    ask("ana@example.com");
    world.minute();
    assert_eq!(complete(&world.link_to("ana@example.com")).status, 204);
    assert_eq!(ana.get("/v1/me").code(), "not_signed_in", "all sessions ended");
    let told = world.mails.lock().expect("mails").last().expect("a mail").subject.clone();
    assert!(told.contains("was changed"), "who did not do it hears of it: {told}");
}

#[test]
fn what_outsiders_ask_stops_nobody_and_floods_no_mailbox() {
    let world = World::new();
    let isolate = world.isolate();
    isolate.set_up();
    let ask =
        |from: &str, email: &str| isolate.nobody().from(from).post("/v1/password-resets", &json!({ "email": email }));
    let sent = || world.mails.lock().expect("mails").len();
    for i in 0..300 {
        assert_eq!(ask(&format!("198.51.100.{}", i % 200), "ana@example.com").status, 202);
    }
    world.minute();
    assert_eq!(sent(), 1, "however often it was asked");
    let link = world.link_to("ana@example.com");
    for minute in 1..5 {
        world.pass(domain::time::MINUTE);
        assert_eq!(ask(&format!("198.51.100.{minute}"), "ana@example.com").status, 202);
        world.minute();
        assert_eq!((sent(), world.link_to("ana@example.com")), (1, link.clone()), "the link stays");
    }
    world.pass(domain::time::MINUTE);
    assert_eq!(ask("203.0.113.7", "ana@example.com").status, 202, "the person is not refused");
    world.minute();
    assert_eq!(sent(), 2, "and gets a new one in time");
    assert_eq!(world.count("SELECT count(*) FROM reset_request WHERE asked_at < 1800000240000"), 0, "nothing is left");
    // One source that asks for everybody is told to wait; the others are not.
    for i in 0..100 {
        ask("192.0.2.1", &format!("p{i}@example.com"));
    }
    let many = ask("192.0.2.1", "ana@example.com");
    assert_eq!((many.status, many.code().as_str()), (429, "rate_limited"));
    assert!(many.header("retry-after").is_some());
    assert_eq!(ask("203.0.113.7", "ana@example.com").status, 202);
}

#[test]
fn a_good_link_opens_however_many_bad_ones_were_tried() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    invite(&ana, "beto@example.com");
    let token = world.link_to("beto@example.com");
    let greet = |token: &str| isolate.nobody().post("/v1/invitations/greet", &json!({ "token": token }));
    for _ in 0..1_000 {
        assert_eq!(greet(&"0".repeat(64)).status, 410);
    }
    assert_eq!(greet(&"0".repeat(64)).status, 429, "wrong ones are bounded");
    assert_eq!(
        isolate.nobody().from("198.51.100.9").post("/v1/invitations/greet", &json!({ "token": "0" })).status,
        410
    );
    for _ in 0..5 {
        assert_eq!(greet(&token).status, 200, "a right one is no guess");
    }
    assert_eq!(accept(&isolate.nobody(), &token).status, 201);
}

/// A request for somebody and one for nobody: the same trips, statements, hashes and mail work, also behind the answer.
#[test]
fn forgetting_a_password_costs_the_same_for_everybody() {
    let world = World::new();
    let isolate = world.isolate();
    isolate.set_up();
    world.add_person(7, "developer");
    let cost = |email: &str| {
        let before = (world.spent(), world.seed(), world.log().lines().count());
        isolate.nobody().post("/v1/password-resets", &json!({ "email": email }));
        let after = (world.spent(), world.seed(), world.log().lines().count());
        let ((trips, statements), seed, lines) = before;
        (after.0.0 - trips, after.0.1 - statements, after.1.wrapping_sub(seed), after.2 - lines)
    };
    let nobody = cost("nobody@example.com");
    assert_eq!(nobody.0, 1, "one trip");
    for email in ["ana@example.com", "developer7@example.com", "ana@example.com", "no address", "x@elsewhere.example"] {
        assert_eq!(cost(email), nobody, "{email}");
    }
}
