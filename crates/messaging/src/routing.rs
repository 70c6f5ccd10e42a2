//! Whose a message is, and which webhooks get it. One code for deliveries and for the console's routing tester.
//!
//! A message belongs to the subaccount that last wrote to the person within the attribution window; else it belongs to
//! none ("Subaccount Null"). Source: product.md 3.2.

use domain::ids::{SubaccountId, WhatsappAccountId};
use domain::time::{DAY, HOUR, Instant, SECOND};
use serde::{Deserialize, Serialize};

/// A carrier's time is believed if it is at most that old, in milliseconds: older ones are clocks that run wrong.
const OLDEST: i64 = 48 * HOUR;
/// Carriers cut their times to whole seconds: an answer may seem to come before the question by less than this.
const GRAIN: i64 = SECOND;

/// How long after a message to somebody their answers count as answers to it. Seconds; an hour to seven days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window(i64);

impl Window {
    /// The shortest: an hour, in seconds.
    pub const SHORTEST: i64 = HOUR / SECOND;
    /// The longest: seven days, in seconds. Sinch's SMS bot remembers as long.
    pub const LONGEST: i64 = 7 * DAY / SECOND;

    /// A window of so many seconds; none outside the limits.
    pub fn new(seconds: i64) -> Option<Self> {
        (Self::SHORTEST..=Self::LONGEST).contains(&seconds).then_some(Self(seconds))
    }

    /// Its length in seconds.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// When a message must have gone out, first and last moment included, so that one of time `at` is its answer. For
    /// the query that looks for the last one.
    pub const fn before(self, at: Instant) -> (Instant, Instant) {
        (at.plus(-self.0 * SECOND), at.plus(GRAIN - 1))
    }
}

impl Default for Window {
    /// 24 hours: WhatsApp's session.
    fn default() -> Self {
        Self(DAY / SECOND)
    }
}

/// When a message was written: the carrier's time if it is not in the future and at most 48 hours old, else its arrival.
pub fn effective_time(stated: Option<Instant>, arrived: Instant) -> Instant {
    stated.filter(|stated| (0..=OLDEST).contains(&arrived.since(*stated))).unwrap_or(arrived)
}

/// Whose a message is: the owner of the last message to that person, if it went out within the window before `at`.
pub fn owner<S>(last_mt: Option<(S, Instant)>, at: Instant, window: Window) -> Option<S> {
    let (from, to) = window.before(at);
    last_mt.filter(|(_, sent)| (from..=to).contains(sent)).map(|(subaccount, _)| subaccount)
}

/// What a webhook is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What people write: Answer (MO).
    Mo,
    /// What becomes of messages to them.
    Status,
    /// What becomes of tokens.
    Token,
}

/// Does a webhook work?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is sent what comes.
    Active,
    /// What comes is kept for it.
    Paused,
    /// It gets nothing.
    Disabled,
}

/// What routing looks at in a webhook.
#[derive(Debug, Clone, Copy)]
pub struct Webhook<'a> {
    /// What it is for.
    pub kind: Kind,
    /// Whose messages it takes; none: those of all subaccounts, which the null one is not. A list may be empty: its last
    /// subaccount was deleted, or it takes the null one alone.
    pub subaccounts: Option<&'a [SubaccountId]>,
    /// Does it take what belongs to no subaccount?
    pub accept_null: bool,
    /// The WhatsApp account that an app has subscribed it to: it takes what is about that one's numbers, whoever's it is, and nothing
    /// by subaccount.
    pub subscribed: Option<&'a WhatsappAccountId>,
    /// Does it work?
    pub state: State,
}

/// Why a webhook gets a message or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It is for this.
    Takes,
    /// It is for another kind of event.
    OtherKind,
    /// It is for other subaccounts.
    OtherSubaccount,
    /// The message belongs to no subaccount, and the webhook does not take such.
    NullNotAccepted,
    /// It is for the numbers of another WhatsApp account, or of any.
    OtherNumber,
    /// It is for this and paused: the message is kept for it.
    Paused,
    /// It would be for this, but it is disabled.
    Disabled,
}

impl Why {
    /// Every reason.
    pub const ALL: [Why; 7] = [
        Why::Takes,
        Why::OtherKind,
        Why::OtherSubaccount,
        Why::NullNotAccepted,
        Why::OtherNumber,
        Why::Paused,
        Why::Disabled,
    ];
}

/// What routing says of one webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Verdict {
    /// Is a delivery made for it? A paused one's is kept until it is resumed.
    pub takes: bool,
    /// Why, or why not.
    pub why: Why,
}

/// Does the webhook get an event of this kind that belongs to this subaccount, or to none, and is about a number of this WhatsApp
/// account, or of none?
pub fn takes(
    webhook: &Webhook<'_>,
    kind: Kind,
    subaccount: Option<&SubaccountId>,
    whatsapp: Option<&WhatsappAccountId>,
) -> Verdict {
    let is_for = match (webhook.subscribed, subaccount) {
        (Some(its), _) if whatsapp == Some(its) => Ok(()),
        (Some(_), _) => Err(Why::OtherNumber),
        (None, None) if webhook.accept_null => Ok(()),
        (None, None) => Err(Why::NullNotAccepted),
        (None, Some(it)) if webhook.subaccounts.is_none_or(|named| named.contains(it)) => Ok(()),
        (None, Some(_)) => Err(Why::OtherSubaccount),
    };
    let why = match (is_for, webhook.state) {
        _ if webhook.kind != kind => Why::OtherKind,
        (Err(why), _) => why,
        (Ok(()), State::Active) => Why::Takes,
        (Ok(()), State::Paused) => Why::Paused,
        (Ok(()), State::Disabled) => Why::Disabled,
    };
    Verdict { takes: matches!(why, Why::Takes | Why::Paused), why }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const T: Instant = Instant::from_millis(1_700_000_000_000);

    fn sub(n: u8) -> SubaccountId {
        SubaccountId::new(T, [n; 10])
    }

    fn line(n: u8) -> WhatsappAccountId {
        WhatsappAccountId::new(T, [n; 10])
    }

    #[test]
    fn the_last_message_within_the_window_owns_the_answer() {
        let day = Window::default();
        let owned = |ago: i64| owner(Some(("X", T.plus(-ago))), T, day);
        assert_eq!(owned(0), Some("X"));
        assert_eq!(owned(DAY), Some("X"));
        assert_eq!(owned(DAY + 1), None);
        // Whole seconds: 12:00:00.999 went out, the answer says 12:00:00.
        assert_eq!(owned(-999), Some("X"));
        assert_eq!(owned(-1_000), None);
        assert_eq!(owner::<&str>(None, T, day), None);
    }

    #[test]
    fn windows_have_limits() {
        assert!(Window::new(3_599).is_none() && Window::new(604_801).is_none());
        assert_eq!(Window::new(604_800).map(Window::seconds), Some(604_800));
        assert_eq!(Window::default().seconds(), 86_400);
    }

    #[test]
    fn a_carriers_time_counts_when_it_can_be_true() {
        let hour = T.plus(-HOUR);
        assert_eq!(effective_time(Some(hour), T), hour);
        assert_eq!(effective_time(Some(T), T), T);
        assert_eq!(effective_time(Some(T.plus(1)), T), T);
        assert_eq!(effective_time(Some(T.plus(-OLDEST)), T), T.plus(-OLDEST));
        assert_eq!(effective_time(Some(T.plus(-OLDEST - 1)), T), T);
        assert_eq!(effective_time(None, T), T);
    }

    proptest! {
        #[test]
        fn routing_is_total_and_only_who_accepts_null_gets_it(
            of in any::<bool>(), kind in any::<bool>(), all in any::<bool>(), accept_null in any::<bool>(), state in 0u8..3,
            named in prop::collection::vec(0u8..4, 0..4), whose in prop::option::of(0u8..5),
            subscribed in prop::option::of(0u8..3), about in prop::option::of(0u8..3),
        ) {
            let kinds = |mo| if mo { Kind::Mo } else { Kind::Status };
            let subaccounts: Vec<_> = named.iter().copied().map(sub).collect();
            let state = [State::Active, State::Paused, State::Disabled][usize::from(state)];
            let its = subscribed.map(line);
            let webhook = Webhook { kind: kinds(of), subaccounts: (!all).then_some(&*subaccounts), accept_null, subscribed: its.as_ref(), state };
            let (owner, about_it) = (whose.map(sub), about.map(line));
            let verdict = takes(&webhook, kinds(kind), owner.as_ref(), about_it.as_ref());
            prop_assert_eq!(verdict, takes(&webhook, kinds(kind), owner.as_ref(), about_it.as_ref()));
            let by_owner = whose.map_or(accept_null, |n| all || named.contains(&n));
            let is_for = subscribed.map_or(by_owner, |n| about == Some(n));
            prop_assert_eq!(verdict.takes, of == kind && is_for && state != State::Disabled);
            prop_assert_eq!(verdict.takes, matches!(verdict.why, Why::Takes | Why::Paused));
            if subscribed.is_none() && whose.is_none() && of == kind && !accept_null {
                prop_assert_eq!(verdict.why, Why::NullNotAccepted);
            }
        }

        #[test]
        fn no_time_overflows(stated in prop::option::of(any::<i64>()), arrived in any::<i64>(), sent in any::<i64>()) {
            let at = effective_time(stated.map(Instant::from_millis), Instant::from_millis(arrived));
            prop_assert!(at <= Instant::from_millis(arrived));
            let _ = owner(Some(((), Instant::from_millis(sent))), at, Window::default());
        }
    }
}
