//! `cargo xtask fuzz network`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::network(data));
