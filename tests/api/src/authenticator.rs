//! An authenticator app, as a person has one.

use std::sync::Arc;

use domain::time::Instant;
use serde_json::json;

use crate::{Actor, PASSWORD, World};

/// Somebody's authenticator app.
#[derive(Debug, Clone)]
pub struct Authenticator {
    seed: Vec<u8>,
    /// The recovery codes that were shown with it.
    pub recovery_codes: Vec<String>,
}

impl Authenticator {
    /// Reads a key as a person types it into an app.
    pub fn new(secret: &str) -> Self {
        let five = |letter: u8| b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|l| *l == letter).expect("base32");
        let bits: Vec<usize> = secret.bytes().flat_map(|b| (0..5).rev().map(move |n| five(b) >> n & 1)).collect();
        let byte = |bits: &[usize]| bits.iter().fold(0u8, |all, bit| all << 1 | u8::from(*bit == 1));
        Self { seed: bits.chunks_exact(8).map(byte).collect(), recovery_codes: Vec::new() }
    }

    /// The code at an instant.
    pub fn code(&self, at: Instant) -> String {
        let code = service::crypto::totp(&self.seed, domain::two_factor::step(at));
        String::from_utf8(code.to_vec()).expect("digits")
    }

    /// Sets two-factor up for somebody: their app, and the session that they go on with. The clock is in the next step
    /// then, so that the code of the first one is in nobody's way.
    pub fn enroll(world: &Arc<World>, actor: &Actor) -> (Self, Actor) {
        let begun = actor.post("/v1/me/two-factor", &json!({ "password": PASSWORD }));
        assert_eq!(begun.status, 201, "{}", begun.text());
        let mut app = Self::new(begun.json()["secret"].as_str().expect("a key"));
        let done = actor.post("/v1/me/two-factor/confirm", &json!({ "code": app.code(world.now()) }));
        assert_eq!(done.status, 200, "{}", done.text());
        let codes = done.json()["recovery_codes"].as_array().cloned().expect("codes");
        app.recovery_codes = codes.iter().map(|code| code.as_str().expect("a text").to_owned()).collect();
        world.pass(domain::two_factor::PERIOD);
        (app, actor.with_cookie_of(&done))
    }
}
