//! Another authenticator app in the place of the one that counts: who gets a new phone, also where two-factor is required.

use std::sync::Arc;

use api_tests::{Actor, Answer, Authenticator, Isolate, PASSWORD, World};
use domain::time::MINUTE;
use domain::two_factor::{NEXT_LIFE, PERIOD};
use serde_json::json;

const ANA: &str = "ana@example.com";

struct Ground {
    world: Arc<World>,
    isolate: Isolate,
    ana: Actor,
    app: Authenticator,
}

/// The sole owner of an account that requires it.
fn ground() -> Ground {
    let world = World::new();
    let isolate = world.isolate();
    let (app, ana) = Authenticator::enroll(&world, &isolate.set_up());
    let version = ana.get("/v1/account").json()["version"].clone();
    let required = ana.patch("/v1/account", &json!({ "version": version, "require_two_factor": true }));
    assert_eq!(required.status, 200, "{}", required.text());
    Ground { world, isolate, ana, app }
}

impl Ground {
    fn begin(&self, code: &str) -> Answer {
        self.ana.post("/v1/me/two-factor", &json!({ "password": PASSWORD, "code": code }))
    }

    fn confirm(&self, code: &str) -> Answer {
        self.ana.post("/v1/me/two-factor/confirm", &json!({ "code": code }))
    }

    fn pending(&self) -> Actor {
        let answer = self.isolate.nobody().post("/v1/sessions", &json!({ "email": ANA, "password": PASSWORD }));
        assert_eq!(answer.json()["next"], "two_factor");
        self.isolate.nobody().with_cookie_of(&answer)
    }

    fn step(&self, code: &str) -> u16 {
        self.pending().post("/v1/sessions/current/two-factor", &json!({ "code": code })).status
    }

    fn code(&self, app: &Authenticator) -> String {
        app.code(self.world.now())
    }
}

#[test]
fn another_app_takes_the_place_of_the_one_that_counts() {
    let g = ground();
    let other = g.pending();
    let passed = other.post("/v1/sessions/current/two-factor", &json!({ "code": g.code(&g.app) }));
    let other = other.with_cookie_of(&passed);
    assert_eq!(g.ana.post("/v1/me/two-factor", &json!({ "password": PASSWORD })).code(), "two_factor_on");
    assert_eq!(g.confirm("123456").code(), "two_factor_on", "nothing was begun");
    assert_eq!(g.begin("000000").field(), "/code wrong_code");
    g.world.pass(PERIOD);
    let begun = g.begin(&g.code(&g.app));
    assert_eq!(begun.status, 201, "{}", begun.text());
    let new = Authenticator::new(begun.json()["secret"].as_str().expect("a key"));
    // Until a code of the new one has come the old one counts.
    g.world.pass(PERIOD);
    assert_eq!(g.step(&g.code(&new)), 422);
    assert_eq!(g.step(&g.code(&g.app)), 200);
    g.world.pass(PERIOD);
    let done = g.confirm(&g.code(&new));
    assert_eq!(done.status, 200, "{}", done.text());
    let codes = done.json()["recovery_codes"].clone();
    assert_eq!(codes.as_array().map(Vec::len), Some(10));
    assert_eq!((g.ana.get("/v1/me").status, other.get("/v1/me").status), (401, 401), "all sessions ended");
    assert_eq!(g.ana.with_cookie_of(&done).get("/v1/users").status, 200, "and this one goes on");
    g.world.pass(PERIOD);
    assert_eq!((g.step(&g.code(&g.app)), g.step(&g.code(&new))), (422, 200));
    assert_eq!(g.step(&g.app.recovery_codes[0]), 422, "with its recovery codes");
    assert_eq!(g.step(codes[0].as_str().expect("a code")), 200);
    assert_eq!(g.world.count("SELECT count(*) FROM audit_event WHERE action = 'user.two_factor_replaced'"), 1);
    assert_eq!(g.world.count("SELECT count(*) FROM second_factor WHERE next_sealed IS NOT NULL"), 0);
}

#[test]
fn who_lost_the_app_and_is_signed_in_uses_a_recovery_code_once() {
    let g = ground();
    let begun = g.begin(&g.app.recovery_codes[0]);
    assert_eq!(begun.status, 201, "{}", begun.text());
    assert_eq!(g.begin(&g.app.recovery_codes[0]).field(), "/code wrong_code", "used up");
    // Begun anew the first key is none any more.
    let again = g.begin(&g.app.recovery_codes[1]);
    let (first, second) = (
        Authenticator::new(begun.json()["secret"].as_str().expect("a key")),
        Authenticator::new(again.json()["secret"].as_str().expect("a key")),
    );
    assert_eq!(g.confirm(&g.code(&first)).field(), "/code wrong_code");
    assert_eq!(g.confirm(&g.code(&second)).status, 200);
}

#[test]
fn what_was_begun_waits_a_quarter_of_an_hour() {
    let g = ground();
    let begun = g.begin(&g.code(&g.app));
    let new = Authenticator::new(begun.json()["secret"].as_str().expect("a key"));
    g.world.pass(NEXT_LIFE);
    assert_eq!(g.confirm(&g.code(&new)).code(), "two_factor_on");
    assert_eq!(g.step(&g.code(&g.app)), 200);
    g.world.pass(MINUTE);
    let begun = g.begin(&g.code(&g.app));
    let new = Authenticator::new(begun.json()["secret"].as_str().expect("a key"));
    g.world.pass(NEXT_LIFE - 1);
    // Many times at once it is one change.
    let code = g.code(&new);
    let all: Vec<u16> = std::thread::scope(|scope| {
        let each: Vec<_> = (0..4).map(|_| scope.spawn(|| g.confirm(&code).status)).collect();
        each.into_iter().map(|one| one.join().expect("ends")).collect()
    });
    assert_eq!(all.iter().filter(|status| **status == 200).count(), 1, "{all:?}");
    assert_eq!(g.world.count("SELECT count(*) FROM recovery_code"), 10);
}
