//! Random bytes, from the runtime's cryptographic source.

// The adapter that `Deps::fill` is made of.
#![allow(clippy::disallowed_methods)]

use std::cell::RefCell;

/// Bytes fetched in one call across the border. Every request takes a few for its id.
const POOL: usize = 256;
/// What is longer than an id is fetched on its own, so that no secret's bytes lie in the pool.
const LARGEST_FROM_POOL: usize = 16;

struct Pool {
    bytes: [u8; POOL],
    used: usize,
}

thread_local! {
    static IDS: RefCell<Pool> = const { RefCell::new(Pool { bytes: [0; POOL], used: POOL }) };
}

/// Fills `out`, or says that the source failed.
pub fn fill(out: &mut [u8]) -> Result<(), getrandom::Error> {
    if out.len() > LARGEST_FROM_POOL {
        return getrandom::fill(out);
    }
    IDS.with_borrow_mut(|pool| {
        if pool.used + out.len() > POOL {
            getrandom::fill(&mut pool.bytes)?;
            pool.used = 0;
        }
        let end = pool.used + out.len();
        if let Some(fresh) = pool.bytes.get_mut(pool.used..end) {
            out.copy_from_slice(fresh);
            fresh.fill(0);
        }
        pool.used = end;
        Ok(())
    })
}
