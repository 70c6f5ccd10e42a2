//! How long calls took, as a small histogram: it adds up, whoever counted.

use serde::{Deserialize, Serialize};

/// The upper bounds of all buckets but the last, in milliseconds.
pub const BOUNDS: [i64; 12] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];

/// How many calls took how long: one count a bound, and one for what took longer than all of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Took([i64; BOUNDS.len() + 1]);

/// A quantile of a histogram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantile {
    /// At most so many milliseconds.
    Within(i64),
    /// More than the largest bound.
    Beyond,
}

impl Took {
    /// Counts a call.
    pub fn count(&mut self, millis: i64) {
        let at = BOUNDS.iter().position(|bound| millis <= *bound).unwrap_or(BOUNDS.len());
        self.add_at(at, 1);
    }

    /// Adds calls to the bucket of this place; another place is none.
    pub fn add_at(&mut self, place: usize, calls: i64) {
        if let Some(bucket) = self.0.get_mut(place) {
            *bucket += calls;
        }
    }

    /// Adds what another one counted.
    pub fn add(&mut self, other: &Self) {
        for (place, calls) in other.0.iter().enumerate() {
            self.add_at(place, *calls);
        }
    }

    /// The counts, in the order of the bounds.
    pub const fn counts(&self) -> &[i64] {
        &self.0
    }

    /// The bound within which so many of a thousand calls were; none when there were no calls.
    pub fn quantile(&self, permille: i64) -> Option<Quantile> {
        let total: i64 = self.0.iter().sum();
        let nth = (total * permille + 999) / 1_000;
        let mut so_far = 0;
        let place = self.0.iter().position(|calls| {
            so_far += calls;
            so_far >= nth.max(1)
        })?;
        Some(BOUNDS.get(place).map_or(Quantile::Beyond, |bound| Quantile::Within(*bound)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_the_bound_within_which_so_many_were() {
        let mut took = Took::default();
        assert_eq!(took.quantile(500), None);
        took.count(0);
        assert_eq!((took.quantile(500), took.quantile(950)), (Some(Quantile::Within(1)), Some(Quantile::Within(1))));
        for millis in 1..=99 {
            took.count(millis);
        }
        assert_eq!(took.quantile(500), Some(Quantile::Within(50)));
        assert_eq!(took.quantile(950), Some(Quantile::Within(100)));
        let mut other = Took::default();
        (0..9_900).for_each(|_| other.count(5_001));
        took.add(&other);
        assert_eq!(took.quantile(500), Some(Quantile::Beyond));
        assert_eq!(took.counts().iter().sum::<i64>(), 10_000);
    }
}
