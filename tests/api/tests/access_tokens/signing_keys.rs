//! The deployment's own keys.

use super::*;

#[test]
fn signing_keys_are_changed_in_time_and_known_before_and_after() {
    let g = ground();
    let kid = |token: &str| Unverified::parse(token).expect("its form is right").kid.expect("a key");
    let published = |isolate: &Isolate| -> BTreeSet<String> {
        let keys = isolate.nobody().get("/.well-known/jwks.json").json();
        keys["keys"]
            .as_array()
            .expect("keys")
            .iter()
            .map(|key| key["kid"].as_str().expect("an id").to_owned())
            .collect()
    };
    let first = kid(&g.bought(&[]));
    let (mut seen_before_use, mut last) = (BTreeSet::new(), first.clone());
    let mut signed: BTreeSet<String> = [first.clone()].into();
    // Forty days, a quarter of an hour at a time in an isolate that stays, and one that is new each time.
    for _ in 0..(40 * 24) {
        g.world.pass(HOUR);
        g.isolate.scheduled();
        let now = published(&g.world.isolate());
        let answer = g.buy(&[]);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let token = answer.json()["access_token"].as_str().expect("a token").to_owned();
        let by = kid(&token);
        assert!(now.contains(&by), "it is published while it signs");
        if by != last {
            assert!(seen_before_use.contains(&by), "and was so before it did");
            assert!(now.contains(&last), "and the one before still is");
            last = by.clone();
            signed.insert(by);
        }
        seen_before_use.extend(now);
        assert_eq!(g.world.isolate().bot(&token).get("/v1/whoami").status, 200);
    }
    assert_eq!(signed.len(), 2, "thirty days each");
    assert!(!published(&g.world.isolate()).contains(&first), "the first one is gone");
    assert!(g.world.count("SELECT count(*) FROM signing_key") <= 4);
}

#[test]
fn two_who_make_the_first_signing_key_at_once_make_one() {
    let g = ground();
    let tokens: Vec<String> = std::thread::scope(|scope| {
        let each = (0..8).map(|_| {
            let g = &g;
            scope.spawn(move || {
                let isolate = g.world.isolate();
                let body =
                    form(&[("grant_type", "client_credentials"), ("client_id", "bot"), ("client_secret", &g.token)]);
                let answer = isolate.nobody().form("/oauth/token", &body);
                assert_eq!(answer.status, 200, "{}", answer.text());
                answer.json()["access_token"].as_str().expect("a token").to_owned()
            })
        });
        each.collect::<Vec<_>>().into_iter().map(|one| one.join().expect("ends")).collect()
    });
    assert_eq!(g.world.count("SELECT count(*) FROM signing_key"), 1);
    for token in tokens {
        assert_eq!(g.world.isolate().bot(&token).get("/v1/whoami").status, 200);
    }
}

#[test]
fn another_deployment_key_brings_other_signing_keys_and_a_row_of_nobodys_proves_nothing() {
    const NEW: &str = "k2:a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5";
    let g = ground();
    let token = g.bought(&[]);
    let old = format!("k1:{}", "5a".repeat(32));
    let both = g.world.copy_with(|raw| raw.keys = Secret::new(format!("{NEW},{old}")));
    assert_eq!(both.isolate().bot(&token).get("/v1/whoami").status, 200, "the old one is known");
    both.scheduled();
    assert_eq!(
        both.count("SELECT count(*) FROM signing_key WHERE sealed LIKE 'k2/2:%'"),
        1,
        "the next one is under the new key"
    );
    both.pass(DAY + HOUR);
    both.scheduled();
    assert_eq!(both.count("SELECT count(*) FROM signing_key WHERE sealed LIKE 'k1/2:%'"), 0, "and the old one goes");
    // Whoever can write to the database has no key by it: the private half must open.
    let world = g.world.copy();
    world.sql("UPDATE guard SET ok = 1").expect("nothing to do");
    world
        .sql("INSERT INTO signing_key SELECT 'mine', algorithm, number + 1, sealed, created_at, signs_from FROM signing_key")
        .expect("adds");
    let forged = signer(Algorithm::Es256, 9).sign("at+jwt", "mine", &claims_of(&token));
    assert_eq!(world.isolate().bot(&forged).get("/v1/whoami").status, 401);
    // Without the old key nothing of it opens: another one is made that signs at once.
    let alone = g.world.copy_with(|raw| raw.keys = Secret::new(NEW.to_owned()));
    assert_eq!(alone.isolate().nobody().get("/.well-known/jwks.json").json()["keys"].as_array().map(Vec::len), Some(2));
}
