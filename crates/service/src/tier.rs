//! The view through a regional tier (ADR 0040): in each region one object of the platform, or a few, reads the revocation log
//! once for all isolates that ask it. Off unless `VIEW_TIER` says otherwise.
//!
//! No two clocks are compared. The object says how old its read was, by its own clock, when the question came to it. The
//! isolate counts that back from when it asked, by its own: later than it was, the read is never taken for. What is too old
//! then, and what does not come in time, the isolate reads itself at the primary; where that fails, too, calls are closed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::lease::{DELTA, Revocation, Whose};
use domain::time::{Instant, SECOND};
use serde::{Deserialize, Serialize};
use store::DbError;
use store::records::{self, LOOK_BACK, Watched};

use crate::deps::{Deps, Tell};

/// A read that is so old, in milliseconds, is told again; past that the object reads anew.
pub const FRESH: i64 = 300;
/// How long an isolate waits for an answer, in milliseconds: a view that begins to be renewed has as long to live.
pub const PATIENCE: u64 = 300;
/// How long an isolate that got no answer reads for itself before it asks again, in milliseconds.
pub const PAUSE: i64 = 5 * SECOND;
/// How long one who asks waits for another one's read, in milliseconds.
const TURN: u64 = 500;
/// A read that takes longer is given up, in milliseconds: whoever made it may be gone.
const LOST_AFTER: i64 = SECOND;
/// How often one who asks looks at the most.
const LOOKS: usize = 4;
/// The most objects of a region.
const MOST_OBJECTS: u8 = 100;

/// What an object answers.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// How long ago the read had begun when the question came, in milliseconds; 0 also when it began afterwards.
    age_ms: i64,
    /// The lines of the log after the position that was asked for: position, whose, least generation.
    lines: Vec<(i64, String, i64)>,
    /// Whose calls are watched, and until when.
    watched: Watched,
}

impl Told {
    /// Reads an answer; none when it is none.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str::<Self>(text).ok().filter(|told| told.age_ms >= 0)
    }

    /// From when on the view counts by the clock of the isolate that asked at this instant.
    pub fn counts_from(&self, asked: Instant) -> Instant {
        asked.plus(-self.age_ms)
    }

    /// The lines and who is watched; none when a line is none.
    pub fn into_view(self) -> Option<(Vec<Revocation>, Watched)> {
        let line = |(rev, whose, min_generation): (i64, String, i64)| {
            Some(Revocation { rev, whose: Whose::try_from(whose).ok()?, min_generation })
        };
        Some((self.lines.into_iter().map(line).collect::<Option<_>>()?, self.watched))
    }
}

/// What one object knows. A copy is the same object.
#[derive(Clone, Default)]
pub struct Tier(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    rev: i64,
    /// The newest line of each, with when it was read.
    lines: BTreeMap<String, (i64, i64, Instant)>,
    watched: Watched,
    /// The newest read that came back: which one it was, and when it began.
    read: Option<(u64, Instant)>,
    /// How many reads were begun, and how many failed.
    begun: u64,
    failed: u64,
    reading_since: Option<Instant>,
    waiting: Vec<Tell>,
}

/// One who asks: when the question came, and how many reads were begun by then.
#[derive(Clone, Copy)]
struct Question {
    came: Instant,
    begun: u64,
    waited: bool,
}

enum Look {
    /// This is to be told, with this age.
    Tell(i64),
    /// It is for the caller to read the log after a position.
    Read(u64, i64),
    /// Another one reads.
    Wait,
}

impl Known {
    fn age(&self, of: Question) -> Option<i64> {
        let (number, began) = self.read?;
        // What began after the question is new to it, whatever the clock says.
        let age = if number > of.begun { 0 } else { of.came.since(began) };
        // Whoever waited for a read takes what came of it, as far as an isolate can use it.
        (0..=if of.waited { DELTA } else { FRESH }).contains(&age).then_some(age)
    }

    fn is_reading(&self, now: Instant) -> bool {
        self.reading_since.is_some_and(|since| (0..LOST_AFTER).contains(&now.since(since)))
    }

    fn look(&mut self, of: Question, now: Instant) -> Look {
        if let Some(age) = self.age(of) {
            return Look::Tell(age);
        }
        if self.is_reading(now) {
            return Look::Wait;
        }
        self.reading_since = Some(now);
        self.begun += 1;
        Look::Read(self.begun, self.rev)
    }

    fn take_in(&mut self, number: u64, began: Instant, read: Result<(Vec<Revocation>, Watched), DbError>) -> Vec<Tell> {
        if number == self.begun {
            self.reading_since = None;
        }
        match read {
            Ok((lines, watched)) => {
                for line in lines {
                    self.rev = self.rev.max(line.rev);
                    let known = self.lines.entry(line.whose.into_text()).or_insert((0, 0, began));
                    if line.rev > known.0 {
                        *known = (line.rev, line.min_generation, began);
                    }
                }
                // As the log is read from its beginning: no record is believed that a line from before could void.
                self.lines.retain(|_, (.., seen)| began.since(*seen) <= LOOK_BACK);
                if self.read.is_none_or(|(newest, _)| newest < number) {
                    (self.read, self.watched) = (Some((number, began)), watched);
                }
            }
            Err(_) => self.failed += 1,
        }
        std::mem::take(&mut self.waiting)
    }

    fn told(&self, age_ms: i64, rev: i64) -> Told {
        let newer = self.lines.iter().filter(|(_, (at, ..))| *at > rev);
        let mut lines: Vec<_> = newer.map(|(whose, (at, least, _))| (*at, whose.clone(), *least)).collect();
        lines.sort_unstable();
        Told { age_ms, lines, watched: self.watched.clone() }
    }
}

impl Tier {
    // Never held across an await.
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts one who asks in line for the read that is under way; false: it came back meanwhile.
    fn wait(&self, failed: u64, tell: Tell, now: Instant) -> bool {
        let mut known = self.lock();
        let waits = known.is_reading(now) && known.failed == failed;
        if waits {
            known.waiting.push(tell);
        }
        waits
    }
}

/// What an object answers to who has the log up to a position; none when the log can't be read. Many who ask at once are
/// told what one read says.
pub async fn tell<D: Deps>(deps: &D, tier: &Tier, rev: i64) -> Option<String> {
    let mut of = Question { came: deps.now(), begun: tier.lock().begun, waited: false };
    for _ in 0..LOOKS {
        let now = deps.now();
        let (look, failed) = {
            let mut known = tier.lock();
            (known.look(of, now), known.failed)
        };
        match look {
            Look::Tell(age) => return serde_json::to_string(&tier.lock().told(age, rev)).ok(),
            Look::Read(number, after) => {
                let began = deps.now();
                let read = records::view_since(deps.db(), after, began).await;
                let error = read.as_ref().err().map(|error| format!("{error:?}"));
                for tell in tier.lock().take_in(number, began, read) {
                    tell();
                }
                if let Some(error) = error {
                    crate::log::event(deps, true, "view_tier", &error);
                    return None;
                }
            }
            Look::Wait => {
                let (tell, told) = deps.told(TURN);
                if tier.wait(failed, tell, now) {
                    told.await;
                }
                if tier.lock().failed != failed {
                    return None;
                }
                of.waited = true;
            }
        }
    }
    None
}

/// How many objects a region has, as `VIEW_TIER` says: nothing, `regional`, or `regional/N` with 1 to 100. None: no tier.
pub fn objects(setting: &str) -> Result<Option<u8>, String> {
    let number = match setting.split_once('/') {
        None if setting.is_empty() => return Ok(None),
        None if setting == "regional" => Some(1),
        Some(("regional", number)) => number.parse::<u8>().ok().filter(|n| (1..=MOST_OBJECTS).contains(n)),
        _ => None,
    };
    number.map(Some).ok_or_else(|| {
        format!("VIEW_TIER must be empty, regional, or regional/N with the number of objects of a region, 1 to {MOST_OBJECTS}")
    })
}

/// The region, as the platform names places for objects, of an isolate whose first caller is there: the platform leads
/// callers to what is near them. A wrong guess costs time and nothing else. None: the platform is to choose.
pub fn region(continent: &str, longitude: Option<f64>) -> Option<&'static str> {
    let west_of = |line: f64| longitude.is_some_and(|at| at < line);
    Some(match continent {
        "NA" if west_of(-100.0) => "wnam",
        "NA" => "enam",
        "SA" => "sam",
        "EU" if west_of(15.0) => "weur",
        "EU" => "eeur",
        "AS" if west_of(60.0) => "me",
        "AS" => "apac",
        "AF" => "afr",
        "OC" => "oc",
        _ => return None,
    })
}

/// The name of the object that an isolate asks: one of those of its region, by a number that the isolate drew.
pub fn object(region: Option<&str>, objects: u8, drawn: u8) -> String {
    format!("view-{}-{}", region.unwrap_or("any"), drawn % objects.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_setting_says_how_many_objects_a_region_has() {
        assert_eq!((objects(""), objects("regional"), objects("regional/4")), (Ok(None), Ok(Some(1)), Ok(Some(4))));
        for wrong in ["yes", "regional/", "regional/0", "regional/101", "regional/-1", "Regional", "regional/2/3"] {
            assert!(objects(wrong).is_err_and(|why| why.contains("VIEW_TIER")), "{wrong}");
        }
    }

    #[test]
    fn a_region_is_where_the_first_caller_is() {
        assert_eq!(region("EU", Some(2.3)), Some("weur"));
        assert_eq!(region("EU", Some(21.0)), Some("eeur"));
        assert_eq!(region("NA", Some(-122.4)), Some("wnam"));
        assert_eq!(
            (region("NA", None), region("AS", Some(55.3)), region("AS", None)),
            (Some("enam"), Some("me"), Some("apac"))
        );
        assert_eq!((region("T1", None), region("", None)), (None, None));
        assert_eq!(
            (object(Some("sam"), 1, 200), object(None, 4, 7)),
            ("view-sam-0".to_owned(), "view-any-3".to_owned())
        );
    }

    #[test]
    fn an_answer_that_claims_to_be_of_the_future_is_none() {
        assert!(Told::read(r#"{"age_ms":-1,"lines":[],"watched":[]}"#).is_none());
        assert!(Told::read("").is_none());
        let told =
            Told::read(r#"{"age_ms":250,"lines":[[7,"su_01jaaaaaaaaaaaaaaaaaaaaaaa",3]],"watched":[]}"#).expect("one");
        assert_eq!(told.counts_from(Instant::from_millis(1_000)), Instant::from_millis(750));
        assert_eq!(told.into_view().map(|(lines, _)| lines.len()), Some(1));
        let odd = Told::read(r#"{"age_ms":0,"lines":[[7,"usr_1",3]],"watched":[]}"#).expect("one");
        assert!(odd.into_view().is_none());
    }
}
