//! Who hashes when: one at a time, a few wait, the others are told to come back.
//!
//! Nothing here knows about JavaScript, timers or argon2, so that the rules can be tested natively.

use std::collections::VecDeque;

/// How many requests may wait behind the one whose turn it is.
pub const QUEUE: usize = 4;

/// A place nobody has looked after for this long belongs to a request that the runtime has dropped.
///
/// A dropped request runs no destructor (its timers just never fire again), so the guard that frees a place
/// is not enough. The value is far above the longest hash that the parameter ceiling allows: while one runs,
/// nobody else can report.
pub const ABANDONED_AFTER_MS: u64 = 5_000;

/// A place in the queue. Never reused within the life of an isolate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket(u64);

/// The queue takes nobody at the moment.
#[derive(Debug, PartialEq, Eq)]
pub struct Full;

/// What a ticket is worth now.
#[derive(Debug, PartialEq, Eq)]
pub enum Turn {
    /// Hash, then leave.
    Yours,
    /// Ask again later.
    Wait,
    /// The place was given up as abandoned; the request must come back.
    Lost,
}

struct Place {
    ticket: Ticket,
    seen_at: u64,
}

/// Tickets in order of arrival; the first one is served, the rest wait.
pub struct Queue {
    places: VecDeque<Place>,
    next: u64,
}

impl Queue {
    /// An empty queue.
    pub const fn new() -> Self {
        Self { places: VecDeque::new(), next: 0 }
    }

    /// Takes the last place, if there is one left.
    pub fn arrive(&mut self, now: u64) -> Result<Ticket, Full> {
        self.drop_abandoned(now);
        if self.places.len() > QUEUE {
            return Err(Full);
        }
        let ticket = Ticket(self.next);
        self.next = self.next.wrapping_add(1);
        self.places.push_back(Place { ticket, seen_at: now });
        Ok(ticket)
    }

    /// Whether somebody who arrives now would be refused.
    pub fn is_full(&mut self, now: u64) -> bool {
        self.drop_abandoned(now);
        self.places.len() > QUEUE
    }

    /// Reports that the holder of `ticket` is still there, and says what to do.
    pub fn ask(&mut self, ticket: Ticket, now: u64) -> Turn {
        // The caller is alive, whatever the clock says, so its own place is refreshed before the dead are removed.
        match self.places.iter_mut().find(|place| place.ticket == ticket) {
            Some(place) => place.seen_at = now,
            None => return Turn::Lost,
        }
        self.drop_abandoned(now);
        match self.places.front() {
            Some(first) if first.ticket == ticket => Turn::Yours,
            _ => Turn::Wait,
        }
    }

    /// Gives the place up. Harmless when it is gone already.
    pub fn leave(&mut self, ticket: Ticket) {
        self.places.retain(|place| place.ticket != ticket);
    }

    fn drop_abandoned(&mut self, now: u64) {
        self.places.retain(|place| now.saturating_sub(place.seen_at) <= ABANDONED_AFTER_MS);
    }
}

impl Default for Queue {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(now: u64) -> (Queue, Vec<Ticket>) {
        let mut queue = Queue::new();
        let tickets = (0..=QUEUE).map(|_| queue.arrive(now).expect("a place")).collect();
        (queue, tickets)
    }

    #[test]
    fn one_is_served_four_wait_and_the_next_is_refused() {
        let (mut queue, tickets) = filled(0);
        assert_eq!(tickets.len(), 5);
        assert_eq!(queue.arrive(0), Err(Full));
        assert!(queue.is_full(0));
        assert_eq!(queue.ask(tickets[0], 1), Turn::Yours);
        for waiting in &tickets[1..] {
            assert_eq!(queue.ask(*waiting, 1), Turn::Wait);
        }
    }

    #[test]
    fn turns_come_in_order_of_arrival() {
        let (mut queue, tickets) = filled(0);
        for (index, ticket) in tickets.iter().enumerate() {
            assert_eq!(queue.ask(*ticket, 1), Turn::Yours);
            queue.leave(*ticket);
            if let Some(later) = tickets.get(index + 2) {
                assert_eq!(queue.ask(*later, 1), Turn::Wait);
            }
        }
        assert!(!queue.is_full(1));
    }

    #[test]
    fn a_free_place_is_given_to_the_next_arrival_behind_the_others() {
        let (mut queue, tickets) = filled(0);
        queue.leave(tickets[2]);
        let late = queue.arrive(1).expect("the place that was left");
        assert_eq!(queue.ask(late, 1), Turn::Wait);
        assert_eq!(queue.arrive(1), Err(Full));
        assert_eq!(queue.ask(tickets[2], 1), Turn::Lost);
    }

    #[test]
    fn abandoned_places_do_not_jam_the_queue() {
        let (mut queue, tickets) = filled(0);
        let later = ABANDONED_AFTER_MS + 1;
        // Only the last one is still alive.
        assert_eq!(queue.ask(tickets[4], later), Turn::Yours);
        assert_eq!(queue.ask(tickets[0], later), Turn::Lost);
        assert!(queue.arrive(later).is_ok());
    }

    #[test]
    fn a_queue_of_nothing_but_abandoned_places_admits_an_arrival() {
        let (mut queue, _) = filled(0);
        assert_eq!(queue.arrive(ABANDONED_AFTER_MS), Err(Full));
        assert!(queue.arrive(ABANDONED_AFTER_MS + 1).is_ok());
    }

    #[test]
    fn a_clock_that_steps_back_abandons_nobody() {
        let (mut queue, tickets) = filled(10_000);
        assert_eq!(queue.ask(tickets[0], 1), Turn::Yours);
        assert_eq!(queue.ask(tickets[4], 1), Turn::Wait);
    }

    #[test]
    fn leaving_twice_is_harmless() {
        let (mut queue, tickets) = filled(0);
        queue.leave(tickets[0]);
        queue.leave(tickets[0]);
        assert_eq!(queue.ask(tickets[1], 0), Turn::Yours);
    }
}
