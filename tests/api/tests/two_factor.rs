//! The second factor: setting it up, the second step of signing in, and an account that requires it.

use std::collections::BTreeMap;
use std::sync::Arc;

use api_tests::{Actor, Answer, Authenticator, Isolate, PASSWORD, World};
use contract::Endpoint;
use contract::auth::AuthKind;
use contract::endpoint::{BodyFormat, fill_path};
use contract::example::{Example, sample};
use contract::table::{self, ENDPOINTS};
use domain::secret::Secret;
use domain::time::{DAY, MINUTE};
use domain::two_factor::{MAIL_LIFE, PERIOD};
use serde_json::{Value, json};

const ANA: &str = "ana@example.com";

struct Ground {
    world: Arc<World>,
    isolate: Isolate,
    ana: Actor,
}

fn ground() -> Ground {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    Ground { world, isolate, ana }
}

impl Ground {
    fn password(&self, email: &str) -> Answer {
        let answer = self.isolate.nobody().post("/v1/sessions", &json!({ "email": email, "password": PASSWORD }));
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer
    }

    /// A session that has given its password alone.
    fn pending(&self, email: &str) -> Actor {
        let answer = self.password(email);
        assert_eq!(answer.json()["next"], "two_factor");
        self.isolate.nobody().with_cookie_of(&answer)
    }

    fn settings(&self, by: &Actor, mut settings: Value) -> Answer {
        settings["version"] = by.get("/v1/account").json()["version"].clone();
        by.patch("/v1/account", &settings)
    }

    fn require(&self, by: &Actor, settings: &Value) {
        let set = self.settings(by, settings.clone());
        assert_eq!(set.status, 200, "{}", set.text());
    }

    fn mails(&self, to: &str, words: &str) -> Vec<String> {
        let mails = self.world.mails.lock().expect("mails");
        mails
            .iter()
            .filter(|mail| mail.to == to && mail.subject.contains(words))
            .map(|mail| mail.text.clone())
            .collect()
    }

    fn mailed_code(&self, to: &str) -> String {
        let mails = self.mails(to, "Your code");
        let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit());
        mails.last().expect("a mail").lines().find(is_code).expect("a code").to_owned()
    }

    /// Does this just before the next change is written.
    fn before_commit(&self, what: impl FnOnce() + Send + 'static) {
        self.world.before_commit.set(what);
    }

    fn events(&self, action: &str) -> i64 {
        self.world.count(&format!("SELECT count(*) FROM audit_event WHERE action = '{action}'"))
    }
}

fn pass(pending: &Actor, code: &str) -> Answer {
    pending.post("/v1/sessions/current/two-factor", &json!({ "code": code }))
}

#[test]
fn setting_it_up_and_signing_in_with_it() {
    let g = ground();
    let other = g.isolate.sign_in(ANA);
    let wrong = g.ana.post("/v1/me/two-factor", &json!({ "password": "not my own password 1" }));
    assert_eq!(wrong.field(), "/password wrong_password");
    let begun = g.ana.post("/v1/me/two-factor", &json!({ "password": PASSWORD }));
    assert_eq!((begun.status, begun.header("cache-control").as_deref()), (201, Some("no-store")));
    let key = begun.json();
    let secret = key["secret"].as_str().expect("a key");
    assert_eq!(secret.len(), 32);
    let url = key["otpauth_url"].as_str().expect("an address");
    assert!(url.starts_with("otpauth://totp/Tenure%3Aana%40example.com") && url.contains(secret), "{url}");
    assert!(key["qr_svg"].as_str().expect("a code").starts_with("<svg "));
    // What was only begun counts for nothing.
    assert_eq!(g.password(ANA).json()["next"], Value::Null);
    assert_eq!(g.ana.get("/v1/me/two-factor").json()["active"], false);

    let (app, ana) = Authenticator::enroll(&g.world, &g.ana);
    assert_eq!(g.ana.get("/v1/me").status, 401, "the session that it was done with got another secret");
    assert_eq!(other.get("/v1/me").status, 401, "all others ended");
    assert_eq!(app.recovery_codes.len(), 10);
    let me = ana.get("/v1/me").json();
    assert_eq!((&me["user"]["two_factor"], &me["next"]), (&json!(true), &Value::Null));
    assert_eq!(ana.get("/v1/me/two-factor").json()["recovery_codes_left"], 10);
    assert_eq!(g.mails(ANA, "Two-factor is set up").len(), 1);
    assert_eq!(ana.post("/v1/me/two-factor", &json!({ "password": PASSWORD })).code(), "two_factor_on");
    assert_eq!(ana.get("/v1/users?two_factor=true").json()["items"].as_array().map(Vec::len), Some(1));

    let pending = g.pending(ANA);
    let told = pending.get("/v1/me").json();
    assert_eq!((&told["permissions"], &told["menu"], &told["grants"]), (&json!([]), &json!([]), &json!([])));
    assert_eq!(pending.get("/v1/me/two-factor").json()["recovery_codes_left"], Value::Null);
    let passed = pass(&pending, &app.code(g.world.now()));
    assert_eq!((passed.status, &passed.json()["next"]), (200, &Value::Null), "{}", passed.text());
    let whole = pending.with_cookie_of(&passed);
    assert_eq!(whole.get("/v1/users").status, 200);
    assert_eq!(pending.get("/v1/me").status, 401, "the cookie from before the second step opens nothing");
    for action in ["user.two_factor_begun", "user.two_factor_enabled", "session.two_factor_passed"] {
        assert!(g.events(action) > 0, "{action}");
    }
}

#[test]
fn a_code_works_once_and_none_of_an_earlier_step_after_it() {
    let g = ground();
    let (app, _) = Authenticator::enroll(&g.world, &g.ana);
    let [first, second, third] = [(); 3].map(|()| g.pending(ANA));
    let (before, now) = (app.code(g.world.now().plus(-PERIOD)), app.code(g.world.now()));
    assert_eq!(pass(&first, &app.code(g.world.now().plus(PERIOD))).field(), "/code wrong_code", "none ahead");
    assert_eq!(pass(&first, &before).field(), "/code wrong_code", "it confirmed the app");
    assert_eq!(pass(&first, &now).status, 200);
    assert_eq!(pass(&second, &now).field(), "/code wrong_code", "used");
    g.world.pass(2 * PERIOD);
    let (before, now) = (app.code(g.world.now().plus(-PERIOD)), app.code(g.world.now()));
    assert_eq!(pass(&second, &now).status, 200);
    assert_eq!(pass(&third, &before).field(), "/code wrong_code", "older than the last one");
}

#[test]
fn of_one_code_sent_many_times_at_once_one_is_a_success() {
    let g = ground();
    let (app, _) = Authenticator::enroll(&g.world, &g.ana);
    for recovery in [false, true] {
        let code = if recovery { app.recovery_codes[0].clone() } else { app.code(g.world.now()) };
        let same = g.pending(ANA);
        // A budget of five: four sessions, two of them the same one.
        let all = [g.pending(ANA), g.pending(ANA), same.clone(), same];
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let threads: Vec<_> = all.iter().map(|one| scope.spawn(|| pass(one, &code).status)).collect();
            threads.into_iter().map(|thread| thread.join().expect("does not panic")).collect()
        });
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 401, 422].contains(status)), "{statuses:?}");
        g.world.pass(15 * MINUTE);
    }
    // The same, held still: the other one is through just before this one is written.
    let (one, other) = (g.pending(ANA), g.pending(ANA));
    let code = app.code(g.world.now());
    let faster = code.clone();
    g.before_commit(move || assert_eq!(pass(&other, &faster).status, 200));
    assert_eq!(pass(&one, &code).field(), "/code wrong_code");
}

#[test]
fn b22_only_six_ascii_digits_or_a_recovery_code_as_shown_are_looked_at() {
    let g = ground();
    let (app, _) = Authenticator::enroll(&g.world, &g.ana);
    let pending = g.pending(ANA);
    let code = app.code(g.world.now());
    let wide: String = code.chars().filter_map(|c| char::from_u32(u32::from(c) + 0xfee0)).collect();
    let recovery = &app.recovery_codes[0];
    for bad in [
        format!(" {code}"),
        format!("{code} "),
        format!("{code}\n"),
        format!("{code}0"),
        format!("0{code}"),
        code[..5].to_owned(),
        format!("{} {}", &code[..3], &code[3..]),
        wide,
        recovery.to_lowercase(),
        recovery.replace('-', ""),
        String::from("٣٣٣٣٣٣"),
    ] {
        assert_eq!(pass(&pending, &bad).field(), "/code invalid_code", "{bad:?}");
    }
    for bad in [json!({ "code": code.parse::<i64>().expect("a number") }), json!({}), json!({ "code": null })] {
        assert_eq!(pending.post("/v1/sessions/current/two-factor", &bad).status, 422);
    }
    assert_eq!(pass(&pending, &code).status, 200, "none of these was counted as a try");
}

#[test]
fn wrong_codes_run_out_for_all_kinds_together_and_a_right_one_is_refused_then_too() {
    let g = ground();
    let (app, ana) = Authenticator::enroll(&g.world, &g.ana);
    let pending = g.pending(ANA);
    let wrong = |n: u32| {
        let right = app.code(g.world.now());
        (n..).map(|n| format!("{n:06}")).find(|code| *code != right).expect("a code")
    };
    for n in 0..3 {
        assert_eq!(pass(&pending, &wrong(n)).field(), "/code wrong_code");
    }
    for _ in 0..2 {
        assert_eq!(pass(&pending, "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA").field(), "/code wrong_code");
    }
    let code = app.code(g.world.now());
    for code in [&code, &app.recovery_codes[0]] {
        let refused = pass(&pending, code);
        assert_eq!((refused.status, refused.code().as_str()), (429, "rate_limited"));
        assert!(refused.header("retry-after").is_some());
    }
    assert_eq!(pass(&g.pending(ANA), &code).status, 429, "a session of its own is no way around");
    let off = json!({ "password": PASSWORD, "code": code });
    let off =
        ana.with("content-type", "application/json").call("DELETE", "/v1/me/two-factor", off.to_string().as_bytes());
    assert_eq!(off.status, 429, "nor is another endpoint");
    assert_eq!(g.events("session.two_factor_refused"), 1, "the log is told once");
    assert_eq!(ana.get("/v1/me").status, 200, "nobody is locked out of what is open");
    g.world.pass(15 * MINUTE);
    assert_eq!(pass(&g.pending(ANA), &app.code(g.world.now())).status, 200);
}

#[test]
fn recovery_codes_work_once_each_and_new_ones_end_the_old() {
    let g = ground();
    let (app, ana) = Authenticator::enroll(&g.world, &g.ana);
    let first = &app.recovery_codes[0];
    let passed = pass(&g.pending(ANA), first);
    assert_eq!(passed.status, 200);
    assert_eq!(g.events("session.recovery_code_used"), 1);
    assert_eq!(pass(&g.pending(ANA), first).field(), "/code wrong_code");
    assert_eq!(ana.get("/v1/me/two-factor").json()["recovery_codes_left"], 9);
    let renew = |password: &str| ana.post("/v1/me/two-factor/recovery-codes", &json!({ "password": password }));
    assert_eq!(renew("not my own password 1").field(), "/password wrong_password");
    let renewed = renew(PASSWORD);
    assert_eq!(renewed.status, 200, "{}", renewed.text());
    assert_eq!(renewed.json()["recovery_codes"].as_array().map(Vec::len), Some(10));
    assert_eq!(pass(&g.pending(ANA), &app.recovery_codes[1]).field(), "/code wrong_code", "the old ones are dead");
    assert_eq!(pass(&g.pending(ANA), renewed.json()["recovery_codes"][3].as_str().expect("a code")).status, 200);
    assert_eq!(g.mails(ANA, "New recovery codes").len(), 1);
}

#[test]
fn turning_it_off_takes_the_password_and_a_code_and_the_accounts_leave() {
    let g = ground();
    let (app, ana) = Authenticator::enroll(&g.world, &g.ana);
    let other = g.pending(ANA);
    let off = |by: &Actor, password: &str, code: &str| {
        let body = json!({ "password": password, "code": code }).to_string();
        by.with("content-type", "application/json").call("DELETE", "/v1/me/two-factor", body.as_bytes())
    };
    let code = app.code(g.world.now());
    assert_eq!(off(&ana, "not my own password 1", &code).field(), "/password wrong_password");
    assert_eq!(off(&ana, PASSWORD, "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA").field(), "/code wrong_code");
    assert_eq!(off(&ana, PASSWORD, "").field(), "/code invalid_code");
    g.require(&ana, &json!({ "require_two_factor": true }));
    assert_eq!(off(&ana, PASSWORD, &code).code(), "two_factor_mandatory");
    g.require(&ana, &json!({ "require_two_factor": false }));
    let done = off(&ana, PASSWORD, &code);
    assert_eq!(done.status, 204, "{}", done.text());
    assert_eq!((ana.get("/v1/me").status, other.get("/v1/me").status), (401, 401), "all sessions ended");
    assert_eq!(ana.with_cookie_of(&done).get("/v1/me").json()["user"]["two_factor"], false);
    assert_eq!(g.password(ANA).json()["next"], Value::Null);
    assert_eq!(g.mails(ANA, "Two-factor is turned off").len(), 1);
    assert_eq!(
        g.world.count("SELECT count(*) FROM recovery_code") + g.world.count("SELECT count(*) FROM second_factor"),
        0
    );
}

fn examples() -> BTreeMap<&'static str, Example> {
    macro_rules! all {
        ($($name:ident),+) => { [$((<table::$name as Endpoint>::INFO.id, <table::$name as Endpoint>::example())),+].into() };
    }
    contract::for_each_endpoint!(all)
}

/// Goes through the whole table. Every endpoint that takes a session must refuse this one with the code, but those for whom
/// it is; these change nothing here.
fn walk(actor: &Actor, code: &str, open: &[AuthKind]) {
    let examples = examples();
    for info in ENDPOINTS.iter().filter(|info| info.auth.takes_session() && !open.contains(&info.auth)) {
        let Example { path, body } = examples[info.id].clone().filled(&mut |name| sample(name));
        let target = fill_path(info.path, &path);
        let answer = match info.format {
            BodyFormat::None => actor.call(info.method.as_str(), &target, b""),
            BodyFormat::Form => actor.form(&target, "token=x"),
            _ => actor.with("content-type", "application/json").call(
                info.method.as_str(),
                &target,
                body.to_string().as_bytes(),
            ),
        };
        assert_eq!(answer.status, 403, "{}: {}", info.id, answer.text());
        // OAuth clients have no word for it.
        if info.format != BodyFormat::Form {
            assert_eq!(answer.code(), code, "{}", info.id);
        }
    }
    let open: Vec<&str> = ENDPOINTS.iter().filter(|info| open.contains(&info.auth)).map(|info| info.id).collect();
    let allowed = [
        "pass_two_factor",
        "send_mail_code",
        "delete_current_session",
        "get_me",
        "get_two_factor",
        "begin_two_factor",
        "confirm_two_factor",
    ];
    assert!(open.iter().all(|id| allowed.contains(id)), "{open:?}");
}

#[test]
fn b02_a_session_that_owes_its_second_step_opens_nothing_but_that_and_leaving() {
    let g = ground();
    let (_, ana) = Authenticator::enroll(&g.world, &g.ana);
    // The isolate has seen the person let in.
    assert_eq!(ana.get("/v1/users").status, 200);
    let pending = g.pending(ANA);
    let before = g.world.dump();
    walk(&pending, "two_factor_required", &[AuthKind::Unfinished]);
    assert_eq!(g.world.dump(), before, "and nothing was written");
    assert_eq!(pending.get("/v1/me").json()["next"], "two_factor");
    assert_eq!(pending.post("/v1/sessions/current/mail-code", &json!({})).status, 409, "no_mail_codes");
    assert_eq!(pending.delete("/v1/sessions/current").status, 204);
    assert_eq!(pending.get("/v1/me").status, 401);
}

#[test]
fn required_for_all_counts_at_once_in_every_session_that_is_open() {
    let g = ground();
    let person = g.world.add_person(1, "admin");
    let them = g.isolate.sign_in("admin1@example.com");
    let elsewhere = them.at(&g.world.isolate());
    for warm in [&them, &elsewhere] {
        assert_eq!(warm.get("/v1/users").status, 200);
    }
    let (_, ana) = Authenticator::enroll(&g.world, &g.ana);
    let outlook = ana.get("/v1/account/two-factor").json();
    assert_eq!(outlook, json!({ "count": 1, "people": [{ "id": person, "name": "P1" }], "you": false }));
    g.require(&ana, &json!({ "require_two_factor": true }));
    assert_eq!(ana.get("/v1/users").status, 200, "who has it goes on");

    for open in [&them, &elsewhere] {
        assert_eq!(open.get("/v1/me").json()["next"], "enroll_two_factor");
    }
    let before = g.world.dump();
    walk(&them, "enrollment_required", &[AuthKind::Unfinished, AuthKind::Enrolling]);
    assert_eq!(g.world.dump(), before);
    let signed_in = g.password("admin1@example.com");
    assert_eq!(signed_in.json()["next"], "enroll_two_factor");
    assert_eq!(pass(&them, "000000").field(), "/code wrong_code", "there is no code yet");
    let (app, them) = Authenticator::enroll(&g.world, &them);
    assert_eq!(them.get("/v1/users").status, 200);
    let passed = pass(&g.pending("admin1@example.com"), &app.code(g.world.now()));
    assert_eq!(passed.status, 200);
}

#[test]
fn a_change_under_way_when_it_is_required_is_not_written() {
    let g = ground();
    g.world.add_person(1, "admin");
    let them = g.isolate.sign_in("admin1@example.com");
    let (_, ana) = Authenticator::enroll(&g.world, &g.ana);
    let version = ana.get("/v1/account").json()["version"].clone();
    g.world.before_commit.set(move || {
        let set = ana.patch("/v1/account", &json!({ "version": version, "require_two_factor": true }));
        assert_eq!(set.status, 200, "{}", set.text());
    });
    let late = them.post("/v1/subaccounts", &json!({ "name": "Late", "reference_name": "late" }));
    assert_eq!((late.status, late.code().as_str()), (403, "enrollment_required"));
    assert_eq!(g.world.count("SELECT count(*) FROM subaccount"), 0);
}

#[test]
fn a_date_of_grace_counts_when_it_has_come_and_those_without_are_reminded_once() {
    let g = ground();
    g.world.add_person(1, "admin");
    g.world.add_person(2, "admin");
    let (_, ana) = Authenticator::enroll(&g.world, &g.ana);
    let two = g.isolate.sign_in("admin2@example.com");
    let (_, two) = Authenticator::enroll(&g.world, &two);
    let date = g.world.now().plus(8 * DAY);
    let bad = g.settings(&ana, json!({ "require_two_factor": true, "two_factor_from": g.world.now().plus(91 * DAY) }));
    assert_eq!(bad.field(), "/two_factor_from out_of_range");
    let bad = g.settings(&ana, json!({ "two_factor_from": date }));
    assert_eq!(bad.field(), "/require_two_factor required");
    g.require(&ana, &json!({ "require_two_factor": true, "two_factor_from": date }));
    let account = ana.get("/v1/account").json();
    assert_eq!((&account["require_two_factor"], &account["two_factor_from"]), (&json!(true), &json!(date)));
    assert_eq!(two.get("/v1/users").status, 200);
    let reminders = |to: &str| g.mails(to, "will require two-factor").len();
    let round = || {
        g.world.scheduled();
        g.world.scheduled();
        (reminders("admin1@example.com"), reminders("admin2@example.com"))
    };
    assert_eq!(round(), (0, 0));
    g.world.pass(DAY);
    assert_eq!(round(), (1, 0), "a week before, those without it");
    g.world.pass(3 * DAY);
    assert_eq!(round(), (1, 0));
    g.world.pass(3 * DAY);
    assert_eq!(round(), (2, 0), "and a day before");
    let sign_in = || g.password("admin1@example.com").json()["next"].clone();
    assert_eq!(sign_in(), Value::Null);
    let open = g.isolate.sign_in("admin1@example.com");
    g.world.pass(DAY - MINUTE);
    let open = if open.get("/v1/me").status == 401 { g.isolate.sign_in("admin1@example.com") } else { open };
    assert_eq!(open.get("/v1/users").status, 200);
    g.world.pass(MINUTE);
    assert_eq!(open.get("/v1/users").code(), "enrollment_required", "in the session that was open");
    assert_eq!(sign_in(), "enroll_two_factor");
    assert_eq!(round(), (2, 0));
}

#[test]
fn two_rounds_at_once_remind_nobody_twice() {
    let g = ground();
    g.world.add_person(1, "admin");
    let (_, ana) = Authenticator::enroll(&g.world, &g.ana);
    let date = g.world.now().plus(6 * DAY);
    g.require(&ana, &json!({ "require_two_factor": true, "two_factor_from": date }));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| g.world.scheduled());
        }
    });
    g.world.scheduled();
    assert_eq!(g.mails("admin1@example.com", "will require two-factor").len(), 1);
    assert_eq!(g.events("user.two_factor_reminded"), 1);
}

#[test]
fn a_code_by_mail_is_for_those_who_manage_nothing_and_for_three_minutes() {
    let g = ground();
    g.world.add_person(1, "sale");
    let sale = "sale1@example.com";
    let (_, ana) = Authenticator::enroll(&g.world, &g.ana);
    g.require(&ana, &json!({ "require_two_factor": true, "mail_codes": true }));
    assert_eq!(ana.get("/v1/account/two-factor").json()["count"], 0, "mail is a way for them");

    let [pending, other] = [(); 2].map(|()| g.pending(sale));
    assert_eq!(pending.get("/v1/me/two-factor").json()["by_mail"], true);
    let send = |by: &Actor| by.post("/v1/sessions/current/mail-code", &json!({}));
    assert_eq!(send(&pending).status, 202);
    let code = g.mailed_code(sale);
    assert_eq!(pass(&other, &code).field(), "/code wrong_code", "it is of the session that asked");
    g.world.pass(MAIL_LIFE);
    assert_eq!(pass(&pending, &code).field(), "/code wrong_code", "too old");
    assert_eq!(send(&pending).status, 202);
    let code = g.mailed_code(sale);
    let passed = pass(&pending, &code);
    assert_eq!(passed.status, 200, "{}", passed.text());
    let whole = pending.with_cookie_of(&passed);
    assert_eq!(whole.get("/v1/sessions").status, 200);
    assert_eq!(g.events("session.mail_code_used"), 1);
    assert!(!g.world.dump().contains(&format!("\"{code}\"")), "the code is nowhere readable");

    // It counts for as long as mail does.
    g.require(&ana, &json!({ "mail_codes": false }));
    assert_eq!(whole.get("/v1/sessions").code(), "enrollment_required");
    g.require(&ana, &json!({ "mail_codes": true }));
    assert_eq!(whole.get("/v1/sessions").status, 200);
    let id = whole.get("/v1/me").json()["user"]["id"].as_str().expect("an id").to_owned();
    let promoted = ana.patch(&format!("/v1/users/{id}"), &json!({ "version": 1, "role_id": "role_admin" }));
    assert_eq!(promoted.status, 200, "{}", promoted.text());
    assert_eq!(whole.get("/v1/sessions").code(), "enrollment_required", "a mailbox stands for no admin");
    assert_eq!(send(&whole).code(), "no_mail_codes");
    assert_eq!(send(&ana).code(), "no_mail_codes");
}

#[test]
fn a_mailed_code_is_tried_five_times_and_mailboxes_are_not_flooded() {
    let g = ground();
    g.world.add_person(1, "sale");
    let (_, ana) = Authenticator::enroll(&g.world, &g.ana);
    g.require(&ana, &json!({ "require_two_factor": true, "mail_codes": true }));
    let pending = g.pending("sale1@example.com");
    let send = || pending.post("/v1/sessions/current/mail-code", &json!({})).status;
    assert_eq!(send(), 202);
    g.world.sql("UPDATE mail_code SET tries = 0").expect("used up");
    assert_eq!(pass(&pending, &g.mailed_code("sale1@example.com")).field(), "/code wrong_code", "the sixth try");
    let sent: Vec<u16> = (0..5).map(|_| send()).collect();
    assert_eq!(sent, [202, 202, 202, 202, 429]);
}

/// The schema refuses a code by mail for whoever manages the account, as the rule of the domain says it.
#[test]
fn the_schema_knows_whom_a_mailbox_does_not_stand_for() {
    let g = ground();
    let (_, ana) = Authenticator::enroll(&g.world, &g.ana);
    g.require(&ana, &json!({ "mail_codes": true }));
    let put = |email: &str| {
        g.world.sql(&format!(
            "INSERT INTO mail_code SELECT s.id, 'x', 0, 0 FROM session s JOIN person p ON p.id = s.person_id WHERE p.email = '{email}'"
        ))
    };
    for (n, role) in (1..).zip(domain::role::BuiltIn::ALL) {
        let name = role.as_str();
        g.world.add_person(n, name);
        let email = format!("{name}{n}@example.com");
        g.isolate.sign_in(&email);
        assert_eq!(put(&email).is_err(), domain::two_factor::manages(&role.grants()), "{name}");
    }
    for (n, permission) in (50..).zip(domain::permission::PermissionId::ALL) {
        for (n, reach) in [(n, "account"), (n + 100, "own")] {
            let grants = json!([{ "permission": permission, "reach": reach }]);
            let role = ana.post("/v1/roles", &json!({ "name": format!("R{n}"), "grants": grants }));
            if role.status != 201 {
                continue;
            }
            let id = g.world.add_person(n, "user");
            let given = ana.patch(&format!("/v1/users/{id}"), &json!({ "version": 1, "role_id": role.json()["id"] }));
            assert_eq!(given.status, 200, "{}", given.text());
            let email = format!("user{n}@example.com");
            g.isolate.sign_in(&email);
            let managing = reach == "account" && domain::two_factor::MANAGING.contains(permission);
            assert_eq!(put(&email).is_err(), managing, "{permission} {reach}");
        }
    }
}

#[test]
fn an_admin_resets_somebodys_second_factor() {
    let g = ground();
    let person = g.world.add_person(1, "sale");
    let them = g.isolate.sign_in("sale1@example.com");
    let (_, them) = Authenticator::enroll(&g.world, &them);
    let path = format!("/v1/users/{person}/two-factor");
    let reset = g.ana.delete(&path);
    assert_eq!(reset.status, 204, "{}", reset.text());
    assert_eq!(them.get("/v1/me").status, 401, "their sessions ended");
    assert_eq!(g.password("sale1@example.com").json()["next"], Value::Null);
    let mails = g.mails("sale1@example.com", "Two-factor is turned off");
    assert!(mails.len() == 1 && mails[0].contains("Ana López reset"), "{mails:?}");
    assert_eq!(g.events("user.two_factor_reset"), 1);
    assert_eq!(g.ana.delete(&path).code(), "two_factor_off");

    let (_, ana) = Authenticator::enroll(&g.world, &g.ana);
    let own = ana.get("/v1/me").json()["user"]["id"].as_str().expect("an id").to_owned();
    assert_eq!(ana.delete(&format!("/v1/users/{own}/two-factor")).code(), "not_yourself");
    let sale = g.isolate.sign_in("sale1@example.com");
    assert_eq!(sale.delete(&format!("/v1/users/{own}/two-factor")).status, 403);
}

#[test]
fn b19_who_is_stopped_between_the_steps_does_not_pass_the_second() {
    let g = ground();
    let person = g.world.add_person(1, "sale");
    let them = g.isolate.sign_in("sale1@example.com");
    let (app, _) = Authenticator::enroll(&g.world, &them);
    let pending = g.pending("sale1@example.com");
    let stopped = g.ana.post(&format!("/v1/users/{person}/deactivate"), &json!({}));
    assert_eq!(stopped.status, 200, "{}", stopped.text());
    assert_eq!(pass(&pending, &app.code(g.world.now())).status, 401);

    // And where it comes just before the session is written.
    let person = g.world.add_person(2, "sale");
    let (app, _) = Authenticator::enroll(&g.world, &g.isolate.sign_in("sale2@example.com"));
    let pending = g.pending("sale2@example.com");
    let ana = g.ana.clone();
    g.before_commit(move || {
        assert_eq!(ana.post(&format!("/v1/users/{person}/deactivate"), &json!({})).status, 200);
    });
    assert_eq!(pass(&pending, &app.code(g.world.now())).status, 401);
}

#[test]
fn a_rotated_deployment_key_changes_nothing_for_anybody() {
    const OLD: &str = "k1:5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";
    const NEW: &str = "k2:a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5";
    let g = ground();
    let (app, _) = Authenticator::enroll(&g.world, &g.ana);
    let both = g.world.copy_with(|raw| raw.keys = Secret::new(format!("{NEW},{OLD}")));
    both.scheduled();
    let new = both.copy_with(|raw| raw.keys = Secret::new(NEW.to_owned()));
    let isolate = new.isolate();
    for code in [app.code(new.now()), app.recovery_codes[2].clone()] {
        let answer = isolate.nobody().post("/v1/sessions", &json!({ "email": ANA, "password": PASSWORD }));
        let passed = pass(&isolate.nobody().with_cookie_of(&answer), &code);
        assert_eq!(passed.status, 200, "{}", passed.text());
    }
}

#[test]
fn a_key_of_another_row_opens_nothing() {
    let g = ground();
    let person = g.world.add_person(1, "sale");
    let (app, _) = Authenticator::enroll(&g.world, &g.ana);
    let (_, _) = Authenticator::enroll(&g.world, &g.isolate.sign_in("sale1@example.com"));
    let audit = api_tests::audit("aud_00000000000000000000000moved", &g.world.account(), "secrets.resealed", "x");
    g.world
        .sql(&format!(
            "BEGIN; {audit}; UPDATE second_factor SET sealed = (SELECT sealed FROM second_factor WHERE person_id <> '{person}'), \
             event_id = 'aud_00000000000000000000000moved' WHERE person_id = '{person}'; {}; COMMIT;",
            api_tests::CLOSE
        ))
        .expect("moves");
    assert_eq!(pass(&g.pending("sale1@example.com"), &app.code(g.world.now())).status, 500);
}

#[test]
fn b29_no_key_and_no_code_is_in_the_database_the_log_or_a_later_answer() {
    let g = ground();
    let begun = g.ana.post("/v1/me/two-factor", &json!({ "password": PASSWORD })).json();
    let secret = begun["secret"].as_str().expect("a key").to_owned();
    let app = Authenticator::new(&secret);
    let done = g.ana.post("/v1/me/two-factor/confirm", &json!({ "code": app.code(g.world.now()) }));
    let codes = done.json()["recovery_codes"].clone();
    let code = codes[0].as_str().expect("a code");
    let ana = g.ana.with_cookie_of(&done);
    let said = [ana.get("/v1/me").text(), ana.get("/v1/me/two-factor").text(), g.world.dump(), g.world.log()];
    for text in said {
        assert!(!text.contains(&secret) && !text.contains(code) && !text.contains(&code.replace('-', "")));
    }
}

#[test]
fn a_code_proves_a_session_as_a_password_does_and_is_used_up() {
    let g = ground();
    let (app, ana) = Authenticator::enroll(&g.world, &g.ana);
    g.world.pass(domain::session::PROOF_LIFE);
    let make = |by: &Actor| by.post("/v1/system-users", &json!({ "subaccount_id": null, "username": "bot" }));
    assert_eq!(make(&ana).code(), "fresh_proof_required");
    let prove = |body: Value| ana.post("/v1/sessions/current/proof", &body);
    let code = app.code(g.world.now());
    assert_eq!(prove(json!({ "code": "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA" })).field(), "/code wrong_code");
    assert_eq!(prove(json!({ "code": " 123456" })).field(), "/code invalid_code");
    assert_eq!(prove(json!({ "code": code, "password": PASSWORD })).field(), "/code duplicate");
    assert_eq!(prove(json!({})).field(), "/password required");
    let proven = prove(json!({ "code": code }));
    assert_eq!(proven.status, 200, "{}", proven.text());
    assert_eq!(make(&ana.with_cookie_of(&proven)).status, 201);
    assert_eq!(pass(&g.pending(ANA), &code).field(), "/code wrong_code", "used");
    let recovery = json!({ "code": app.recovery_codes[0] });
    assert_eq!(ana.with_cookie_of(&proven).post("/v1/sessions/current/proof", &recovery).status, 200);
    assert_eq!(g.events("session.recovery_code_used"), 1);
}

/// A key that is sealed anew between the look and the write is no reason to call a right code wrong.
#[test]
fn a_right_code_stays_right_when_its_key_is_sealed_anew_meanwhile() {
    const BOTH: &str = "k2:a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5,\
        k1:5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";
    let g = ground();
    let (app, _) = Authenticator::enroll(&g.world, &g.ana);
    let world = g.world.copy_with(|raw| raw.keys = domain::secret::Secret::new(BOTH.to_owned()));
    let isolate = world.isolate();
    let first = isolate.nobody().post("/v1/sessions", &json!({ "email": ANA, "password": PASSWORD }));
    let pending = isolate.nobody().with_cookie_of(&first);
    let clock = Arc::clone(&world);
    world.before_commit.set(move || clock.scheduled());
    let passed = pass(&pending, &app.code(world.now()));
    assert_eq!(passed.status, 200, "{}", passed.text());
    let sealed: String =
        world.db.lock().query_row("SELECT sealed FROM second_factor", [], |row| row.get(0)).expect("one");
    assert!(sealed.starts_with("k2/"), "it was sealed anew: {sealed}");
    assert_eq!(world.count("SELECT count(*) FROM audit_event WHERE action = 'session.two_factor_refused'"), 0);
}

/// A code by mail is for the second step of signing in alone: a mailbox and a password take no app away.
#[test]
fn a_code_by_mail_neither_proves_a_session_nor_turns_an_app_off() {
    let g = ground();
    let (_, ana) = Authenticator::enroll(&g.world, &g.ana);
    g.require(&ana, &json!({ "mail_codes": true }));
    g.world.add_person(1, "sale");
    let sale = "sale1@example.com";
    let (app, them) = Authenticator::enroll(&g.world, &g.isolate.sign_in(sale));
    assert_eq!(them.post("/v1/sessions/current/mail-code", &json!({})).status, 202);
    let mailed = g.mailed_code(sale);
    let proof = them.post("/v1/sessions/current/proof", &json!({ "code": mailed }));
    assert_eq!(proof.field(), "/code wrong_code");
    let off = |code: &str| {
        let body = json!({ "password": PASSWORD, "code": code }).to_string();
        them.with("content-type", "application/json").call("DELETE", "/v1/me/two-factor", body.as_bytes())
    };
    assert_eq!(off(&mailed).field(), "/code wrong_code");
    assert_eq!(off(&app.code(g.world.now())).status, 204);
}
