//! Messages of one direction of a WebSocket on their way: late ones in their order, and some that are held
//! back.

use std::{collections::VecDeque, time::Duration};

use fake_control::{Action, Hold, faults::Acting};
use jiff::Timestamp;

/// Something that takes its time on a line.
pub(super) trait Weight {
    /// Its bytes.
    fn bytes(&self) -> usize;
}

/// A message with the fault that acts on it.
#[derive(Debug)]
pub(super) struct Passing<T> {
    pub(super) message: T,
    pub(super) fault: Option<Box<Acting>>,
}

/// Messages on their way, oldest first.
#[derive(Debug)]
pub(super) struct Lane<T> {
    queue: VecDeque<Late<T>>,
    held: VecDeque<Held<T>>,
    bytes: usize,
    /// When a throttled line has sent what it has to.
    free_at: Option<Timestamp>,
}

/// A message that waits, and all behind it.
#[derive(Debug)]
struct Late<T> {
    passing: Passing<T>,
    due: Option<Timestamp>,
}

/// A message that others pass.
#[derive(Debug)]
struct Held<T> {
    passing: Passing<T>,
    due: Option<Timestamp>,
    /// How many have to pass it.
    others: Option<u32>,
}

impl<T> Default for Lane<T> {
    fn default() -> Self {
        Self { queue: VecDeque::new(), held: VecDeque::new(), bytes: 0, free_at: None }
    }
}

impl<T: Weight> Lane<T> {
    /// Takes a message in.
    pub(super) fn enter(&mut self, passing: Passing<T>, now: Timestamp) {
        let bytes = passing.message.bytes();
        self.bytes += bytes;
        let Some(fault) = &passing.fault else {
            return self.queue.push_back(Late { passing, due: None });
        };
        let begin = later(now, fault.delay);
        let due = match fault.effect.action() {
            Some(Action::Hold(Hold { ms, messages })) => {
                let due = ms.map(|ms| later(begin, Duration::from_millis(ms.into())));
                return self.held.push_back(Held { passing, due, others: messages });
            }
            Some(Action::Throttle(rate)) => {
                let free = self.free_at.map_or(begin, |free| free.max(begin));
                let due = later(free, time_on_line(bytes, rate));
                self.free_at = Some(due);
                due
            }
            Some(
                Action::Error(_) | Action::Fault(_) | Action::Close(_) | Action::ReorderCandidates,
            )
            | None => begin,
        };
        self.queue.push_back(Late { passing, due: Some(due) });
    }

    /// The next message that leaves by now.
    pub(super) fn leave(&mut self, now: Timestamp) -> Option<Passing<T>> {
        let passed =
            |held: &Held<T>| held.others == Some(0) || held.due.is_some_and(|at| at <= now);
        let released = self.held.iter().position(passed).and_then(|at| self.held.remove(at));
        let passing = if let Some(held) = released {
            held.passing
        } else {
            self.queue.front().filter(|late| late.due.is_none_or(|due| due <= now))?;
            let late = self.queue.pop_front()?;
            for others in self.held.iter_mut().filter_map(|held| held.others.as_mut()) {
                *others = others.saturating_sub(1);
            }
            late.passing
        };
        self.bytes -= passing.message.bytes();
        Some(passing)
    }

    /// Lets go of what rules hold back that are there no more.
    pub(super) fn release(&mut self, has: impl Fn(u64) -> bool) {
        for held in &mut self.held {
            let rule = held.passing.fault.as_ref().and_then(|fault| fault.rule);
            if rule.is_some_and(|rule| !has(rule)) {
                held.others = Some(0);
            }
        }
    }

    /// When the next message leaves by itself, if one does.
    pub(super) fn due(&self) -> Option<Timestamp> {
        let first = self.queue.front().and_then(|late| late.due);
        let held = self.held.iter().filter_map(|held| match held.others {
            Some(0) => Some(Timestamp::MIN),
            _ => held.due,
        });
        held.chain(first).min()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.queue.is_empty() && self.held.is_empty()
    }

    pub(super) fn holds(&self) -> bool {
        !self.held.is_empty()
    }

    /// Number of messages, and their bytes.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.queue.len() + self.held.len(), self.bytes)
    }
}

fn time_on_line(bytes: usize, rate: u32) -> Duration {
    let nanos = u128::try_from(bytes).unwrap_or(u128::MAX).saturating_mul(1_000_000_000);
    let nanos = nanos / u128::from(rate.max(1));
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}

fn later(now: Timestamp, by: Duration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use fake_control::Effect;
    use serde_json::{Value, json};

    use super::*;

    impl Weight for &str {
        fn bytes(&self) -> usize {
            self.len()
        }
    }

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(ms).expect("a moment")
    }

    fn enter(lane: &mut Lane<&'static str>, message: &'static str, effect: Value, now: i64) {
        let effect: Option<Effect> = serde_json::from_value(effect).expect("an effect");
        let fault = effect.map(|effect| Box::new(Acting::alone(effect)));
        lane.enter(Passing { message, fault }, at(now));
    }

    fn left(lane: &mut Lane<&'static str>, now: i64) -> Vec<&'static str> {
        std::iter::from_fn(|| lane.leave(at(now))).map(|it| it.message).collect()
    }

    #[test]
    fn what_is_late_delays_what_comes_behind_it() {
        let mut lane = Lane::default();
        enter(&mut lane, "one", json!({ "delay": { "type": "fixed", "ms": 100 } }), 0);
        enter(&mut lane, "two", Value::Null, 0);
        assert_eq!(lane.due(), Some(at(100)));
        assert_eq!(left(&mut lane, 99), [""; 0]);
        assert_eq!(left(&mut lane, 100), ["one", "two"]);
        assert!(lane.is_empty() && lane.size() == (0, 0));
    }

    #[test]
    fn what_is_held_back_is_passed() {
        let mut lane = Lane::default();
        enter(&mut lane, "held", json!({ "hold": { "messages": 2 } }), 0);
        enter(&mut lane, "timed", json!({ "hold": { "ms": 50 } }), 0);
        for message in ["one", "two", "three"] {
            enter(&mut lane, message, Value::Null, 0);
        }
        assert_eq!(left(&mut lane, 0), ["one", "two", "held", "three"]);
        assert_eq!(lane.due(), Some(at(50)));
        assert_eq!(left(&mut lane, 50), ["timed"]);
        enter(&mut lane, "kept", json!({ "hold": {} }), 0);
        assert_eq!((lane.due(), left(&mut lane, 1_000_000)), (None, vec![]));
        enter(&mut lane, "behind", json!({ "delay": { "type": "fixed", "ms": 9 } }), 0);
        lane.release(|_| false);
        assert_eq!(lane.due(), Some(at(9)), "what no rule holds back is not let go");
    }

    #[test]
    fn a_throttled_line_sends_one_after_the_other() {
        let mut lane = Lane::default();
        let rate = || json!({ "bytes_per_second": 4 });
        enter(&mut lane, "four", rate(), 0);
        enter(&mut lane, "to", rate(), 0);
        assert_eq!(left(&mut lane, 999), [""; 0]);
        assert_eq!(left(&mut lane, 1000), ["four"]);
        assert_eq!(left(&mut lane, 1500), ["to"]);
        enter(&mut lane, "four", rate(), 5000);
        assert_eq!(lane.due(), Some(at(6000)));
    }
}
