use proptest::prelude::*;

use super::*;

// Published by the specification; none is live (product.md 6.1).
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const AT: i64 = 1_614_265_330;
const BODY: &[u8] = br#"{"test": 2432232314}"#;
const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

fn secret(text: &str) -> SigningSecret {
    SigningSecret::parse(text).unwrap()
}

fn check(id: Option<&str>, timestamp: Option<&str>, signature: Option<&str>, now: i64) -> Result<(), VerifyRefusal> {
    let headers = Headers { id, timestamp, signature };
    verify(&headers, BODY, &[&secret(SECRET)], Instant::from_millis(now * SECOND))
}

#[test]
fn the_published_vector() {
    assert_eq!(sign(ID, AT, BODY, &[&secret(SECRET)]).as_deref(), Ok(SIGNATURE));
    assert_eq!(check(Some(ID), Some("1614265330"), Some(SIGNATURE), AT), Ok(()));
    assert_eq!(secret(SECRET).to_text().expose(), SECRET);
}

#[test]
fn secrets_come_prefixed_unprefixed_and_unpadded() {
    let bytes = vec![7; 32];
    let text = SigningSecret::from_bytes(bytes.clone()).unwrap().to_text().expose().clone();
    assert!(text.ends_with('='));
    for form in [text.as_str(), &text[6..], text.trim_end_matches('='), text[6..].trim_end_matches('=')] {
        assert_eq!(secret(form).0.expose(), &bytes, "{form}");
    }
    let of = |length: usize| SigningSecret::parse(&BASE64.encode(vec![1; length])).map(|_| ());
    for (text, refusal) in [
        ("", SecretRefusal::Empty),
        ("whsec_", SecretRefusal::Empty),
        ("whsec_!", SecretRefusal::NotBase64),
        ("whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", SecretRefusal::NotBase64),
    ] {
        assert_eq!(SigningSecret::parse(text).map(|_| ()), Err(refusal), "{text}");
    }
    assert_eq!((of(23), of(24)), (Err(SecretRefusal::TooShort), Ok(())));
    assert_eq!((of(64), of(65)), (Ok(()), Err(SecretRefusal::TooLong)));
    assert_eq!(format!("{:?}", secret(SECRET)), "SigningSecret(Secret(…))");
}

#[test]
fn a_rotation_signs_twice_and_either_secret_verifies() {
    let (old, new) = (secret(SECRET), SigningSecret::from_bytes(vec![9; 32]).unwrap());
    let both = sign(ID, AT, BODY, &[&new, &old]).unwrap();
    assert_eq!(both.split(' ').count(), 2);
    let headers = Headers { id: Some(ID), timestamp: Some("1614265330"), signature: Some(&both) };
    let now = Instant::from_millis(AT * SECOND);
    for one in [&old, &new] {
        assert_eq!(verify(&headers, BODY, &[one], now), Ok(()));
    }
    assert_eq!(verify(&headers, BODY, &[], now), Err(VerifyRefusal::NoSecret));
    assert_eq!(verify(&headers, b"other", &[&old, &new], now), Err(VerifyRefusal::NoMatch));
}

#[test]
fn what_is_refused() {
    let (id, at) = (Some(ID), Some("1614265330"));
    let missing = Err(VerifyRefusal::MissingHeader);
    assert_eq!(check(None, at, Some(SIGNATURE), AT), missing);
    assert_eq!(check(id, None, Some(SIGNATURE), AT), missing);
    assert_eq!(check(id, at, None, AT), missing);
    assert_eq!(check(id, at, Some(""), AT), missing);
    for (text, refusal) in [
        ("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OA=", VerifyRefusal::NoMatch),
        ("v1,g0hM9SsE+OTPJTGt", VerifyRefusal::NoMatch),
        ("v1,", VerifyRefusal::NoMatch),
        ("v1", VerifyRefusal::NoMatch),
        ("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", VerifyRefusal::NoMatch),
        ("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", VerifyRefusal::NoMatch),
    ] {
        assert_eq!(check(id, at, Some(text), AT), Err(refusal), "{text}");
    }
    // Several, of which one is right; others are of schemes that are not ours.
    let several = format!("v1a,abc v1,AAAA {SIGNATURE}");
    assert_eq!(check(id, at, Some(&several), AT), Ok(()));
    for text in ["+1614265330", "01614265330", "1614265330.0", "x", " 1614265330", "99999999999999999999"] {
        assert_eq!(check(id, Some(text), Some(SIGNATURE), AT), Err(VerifyRefusal::BadTimestamp), "{text}");
    }
    assert_eq!(check(Some("other"), at, Some(SIGNATURE), AT), Err(VerifyRefusal::NoMatch));
    assert_eq!(sign("a.b", AT, BODY, &[&secret(SECRET)]), Err(SignRefusal::BadId));
    assert_eq!(sign("", AT, BODY, &[&secret(SECRET)]), Err(SignRefusal::BadId));
    assert_eq!(sign("a", AT, BODY, &[]), Err(SignRefusal::NoSecret));
}

#[test]
fn the_time_may_be_five_minutes_off_either_way() {
    let at = |now| check(Some(ID), Some("1614265330"), Some(SIGNATURE), now);
    assert_eq!((at(AT + 300), at(AT - 300)), (Ok(()), Ok(())));
    assert_eq!(at(AT + 301), Err(VerifyRefusal::TooOld));
    assert_eq!(at(AT - 301), Err(VerifyRefusal::TooNew));
}

#[test]
fn metas_vector_and_its_refusals() {
    let key = Secret::new("app_secret".to_owned());
    let body = br#"{"object":"whatsapp_business_account","entry":[]}"#;
    let header = "sha256=c236c758c9b2bd40b388a550eeca09eaca72384dd0aa5e7c31d19cddac5bba46";
    assert_eq!(sign_meta(&key, body), header);
    assert_eq!(verify_meta(&[&key], body, Some(header)), Ok(()));
    assert_eq!(verify_meta(&[&Secret::new("x".into()), &key], body, Some(header)), Ok(()));
    assert_eq!(verify_meta(&[&key], body, None), Err(VerifyRefusal::MissingHeader));
    assert_eq!(verify_meta(&[&key], b"{}", Some(header)), Err(VerifyRefusal::NoMatch));
    for wrong in [&header[..70], &header[7..], "sha256=", "sha1=c236"] {
        assert_eq!(verify_meta(&[&key], body, Some(wrong)), Err(VerifyRefusal::NoMatch), "{wrong}");
    }
    let empty = Secret::new(String::new());
    assert_eq!(verify_meta(&[&empty], body, Some(&sign_meta(&empty, body))), Err(VerifyRefusal::NoSecret));
}

proptest! {
    #[test]
    fn no_header_panics_and_what_was_signed_verifies(
        id in any::<String>(), stamp in any::<String>(), signature in any::<String>(),
        body in prop::collection::vec(any::<u8>(), 0..64), seconds in any::<i64>(), now in any::<i64>(),
    ) {
        let headers = Headers { id: Some(&id), timestamp: Some(&stamp), signature: Some(&signature) };
        prop_assert!(verify(&headers, &body, &[&secret(SECRET)], Instant::from_millis(now)).is_err());
        let _ = SigningSecret::parse(&signature);
        let seconds = seconds / 1_000;
        if let Ok(signed) = sign(&id, seconds, &body, &[&secret(SECRET)]) {
            let stamp = seconds.to_string();
            let headers = Headers { id: Some(&id), timestamp: Some(&stamp), signature: Some(&signed) };
            prop_assert_eq!(verify(&headers, &body, &[&secret(SECRET)], Instant::from_millis(seconds * SECOND)), Ok(()));
        }
    }
}
