//! The life of tokens against a model of it: random steps through the API, in several isolates, with caches that are stale.
//!
//! What may be answered is what there is, or what there was within Δ where another isolate changed it; lists say what there is.
//! `TENURE_MODEL_STEPS` and `TENURE_MODEL_SEEDS` say how much is done; `cargo xtask soak` does 10,000 steps of 20 seeds.

mod calls;
mod changes;
mod identities;
mod model;
mod run;
mod times;

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use run::Run;

fn number(name: &str, usual: u64) -> u64 {
    std::env::var_os(name).map_or(usual, |text| {
        text.to_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{name} is a number"))
    })
}

#[test]
fn whatever_is_done_to_tokens_in_whatever_order_is_as_the_model_says() {
    let (steps, seeds) = (number("TENURE_MODEL_STEPS", 500), number("TENURE_MODEL_SEEDS", 20));
    let first = number("TENURE_MODEL_FIRST_SEED", 1);
    let (next, done) = (AtomicU64::new(first), [const { AtomicUsize::new(0) }; changes::STEPS.len()]);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= first + seeds {
                        return;
                    }
                    let mut run = Run::new(seed);
                    for _ in 0..steps {
                        let which = run.step();
                        done[which].fetch_add(1, Ordering::Relaxed);
                    }
                    run.whole();
                }
            });
        }
    });
    // Each kind of step was done: none of them is always passed over.
    let all: Vec<_> =
        changes::STEPS.iter().zip(&done).map(|((_, name), n)| (*name, n.load(Ordering::Relaxed))).collect();
    eprintln!("{steps} steps of {seeds} seeds: {all:?}");
    if steps * seeds >= 5_000 {
        assert!(all.iter().all(|(_, n)| *n > 0), "{all:?}");
    }
}
