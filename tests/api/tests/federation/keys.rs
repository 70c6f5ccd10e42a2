//! The keys of issuers: asked for, believed, changed.

use super::*;

#[test]
fn an_issuer_that_can_not_be_asked_is_no_refusal_and_is_not_asked_in_a_storm() {
    let g = ground();
    g.world.answer(|_| Err(CallError::TimedOut));
    let later = |answer: &Answer, seconds: &str| {
        let told = (error(answer), answer.header("retry-after"));
        assert_eq!(told, ((503, "temporarily_unavailable".to_owned()), Some(seconds.to_owned())), "{}", answer.text());
    };
    later(&g.show(&g.token("one")), "10");
    assert_eq!(g.why().0, "issuer");
    for n in 0..20 {
        later(&g.show(&g.token(&n.to_string())), "10");
    }
    assert_eq!(g.fetches(), 1, "asked once");
    for body in [
        "",
        "[]",
        "{}",
        r#"{"issuer":"https://other.example.com","jwks_uri":"https://issuer.example.com/keys"}"#,
        r#"{"issuer":"https://issuer.example.com"}"#,
        r#"{"issuer":"https://issuer.example.com","jwks_uri":"https://10.0.0.7/keys"}"#,
        r#"{"issuer":"https://issuer.example.com","jwks_uri":"http://issuer.example.com/keys"}"#,
    ] {
        g.world.pass(10 * SECOND);
        g.world.answer(move |_| Ok(OutsideAnswer { body: body.as_bytes().to_vec(), ..answered(200)? }));
        later(&g.show(&g.token("one")), "10");
    }
    g.world.pass(10 * SECOND);
    g.world.answer(|_| answered(302));
    later(&g.show(&g.token("one")), "10");
    // Who comes while another one asks, and waits in vain, is told to come again soon, and is not refused.
    g.world.told_too_late.store(true, SeqCst);
    g.world.pass(10 * SECOND);
    let (fields, isolate) =
        (form(&[("grant_type", BEARER), ("client_id", &g.id), ("assertion", &g.token("two"))]), g.isolate.clone());
    let (keys, second) = (vec![jwk(&g.signer, "one")], Arc::new(std::sync::Mutex::new(None)));
    let told = second.clone();
    g.world.answer(move |call| {
        let mut told = told.lock().expect("told");
        if told.is_none() {
            let answer = isolate.nobody().form("/oauth/token", &fields);
            *told = Some((answer.status, answer.header("retry-after")));
        }
        published(call, &keys)
    });
    assert_eq!(g.show(&g.token("one")).status, 200);
    assert_eq!(*second.lock().expect("told"), Some((503, Some("2".to_owned()))));
    assert_eq!(g.show(&g.token("two")).status, 200, "nothing has used it up");
    // Names of keys that nobody knows make it be asked once in ten seconds.
    let before = g.fetches();
    g.world.pass(10 * SECOND);
    for n in 0..50 {
        assert_eq!(error(&g.show(&g.signer.sign("JWT", &format!("k{n}"), &g.claims("x")))), grant());
    }
    assert_eq!(g.fetches(), before + 2, "metadata and keys");
}

#[test]
fn keys_are_believed_for_an_hour_and_a_new_one_is_found_when_it_is_named() {
    let g = ground();
    let next = signer(9);
    assert_eq!(g.show(&g.token("one")).status, 200);
    publish(
        &g.world,
        vec![json!({ "kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "two" }), json!("junk"), jwk(&next, "two")],
    );
    g.world.pass(10 * SECOND);
    assert_eq!(g.show(&next.sign("JWT", "two", &g.claims("two"))).status, 200, "one that is of no use is left out");
    g.refused(&g.token("three"), "unknown_key");
    g.world.pass(HOUR);
    let ana = g.ana.proven();
    let fetches = g.fetches();
    assert_eq!(g.show(&next.sign("JWT", "two", &g.claims("four"))).status, 200);
    assert_eq!(g.fetches(), fetches + 2);
    // A key of this name of another issuer is another key.
    let mut other = rule(json!({ "sub": "repo:acme/bot" }));
    other["issuer"] = json!("https://other.example.com");
    assert_eq!(ana.post(&g.at_rules(), &other).status, 201);
    let mut claims = g.claims("five");
    claims["iss"] = other["issuer"].clone();
    publish(&g.world, vec![jwk(&signer(3), "two")]);
    assert_eq!(error(&g.show(&next.sign("JWT", "two", &claims))), grant());
    assert_eq!(g.show(&signer(3).sign("JWT", "two", &claims)).status, 200);
}

#[test]
fn issuers_sign_by_rsa_too() {
    let g = ground();
    let key = |alg: &str| json!({ "kty": "RSA", "n": RSA_KEY, "e": "AQAB", "kid": "rsa-1", "use": "sig", "alg": alg });
    publish(&g.world, vec![key("RS512")]);
    assert_eq!(error(&g.show(RSA_TOKEN)), grant(), "a key for another way");
    assert_eq!(g.why().0, "unknown_key");
    g.world.pass(10 * SECOND);
    publish(&g.world, vec![key("RS256")]);
    let (head, signature) = RSA_TOKEN.rsplit_once('.').expect("three parts");
    let mut bytes = base64url::decode(signature).expect("base64");
    bytes[9] ^= 1;
    assert_eq!(error(&g.show(&format!("{head}.{}", base64url::encode(&bytes)))), grant());
    assert_eq!(g.why().0, "signature");
    let answer = g.show(RSA_TOKEN);
    assert_eq!((answer.status, &answer.json()["expires_in"]), (200, &json!(290)), "{}", answer.text());
}

/// The jobs of a pipeline begin at once, in an isolate that knows no keys yet.
#[test]
fn who_comes_while_an_issuer_is_asked_waits_for_its_answer() {
    const MANY: usize = 12;
    let ask_all = |answers: fn(&OutsideCall, &[Value]) -> Result<OutsideAnswer, CallError>| {
        let g = ground();
        let keys = vec![jwk(&g.signer, "one")];
        let world = Arc::downgrade(&g.world);
        g.world.answer(move |call| {
            // Until all others wait for this.
            let world = world.upgrade().expect("a world");
            while world.waiting.load(SeqCst) < MANY - 1 {
                std::thread::yield_now();
            }
            answers(call, &keys)
        });
        let all: Vec<(u16, Option<String>)> = std::thread::scope(|scope| {
            let each = (0..MANY).map(|n| {
                let g = &g;
                scope.spawn(move || g.show(&g.token(&n.to_string())))
            });
            let ended = each.collect::<Vec<_>>().into_iter().map(|one| one.join().expect("ends"));
            ended.map(|answer| (answer.status, answer.header("retry-after"))).collect()
        });
        (all, g.fetches())
    };
    assert_eq!(ask_all(published), (vec![(200, None); MANY], 2), "asked once");
    let (all, fetches) = ask_all(|_, _| Err(CallError::TimedOut));
    assert_eq!((all, fetches), (vec![(503, Some("10".to_owned())); MANY], 1), "in vain, for all of them");
}
