//! What is remembered of removed messages: their indexes, and the events that removed them.

/// The removed items of a list, by the number of the event; neighbours that go one after the other
/// take the room of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tombstones(Vec<Run>);

/// Removals by consecutive events of items at the same distance from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    event: u64,
    index: u64,
    count: u64,
    upwards: bool,
}

impl Run {
    /// The item that would follow.
    fn next(&self, upwards: bool) -> Option<u64> {
        if upwards {
            self.index.checked_add(self.count)
        } else {
            self.index.checked_sub(self.count)
        }
    }

    /// Adds a removal, if it follows.
    fn extend(&mut self, event: u64, index: u64) -> bool {
        let follows = |upwards| self.next(upwards) == Some(index);
        let upwards = if self.count == 1 { follows(true) } else { self.upwards };
        if event != self.event + self.count || !follows(upwards) {
            return false;
        }
        self.upwards = upwards;
        self.count += 1;
        true
    }

    fn at(&self, number: u64) -> (u64, u64) {
        let index =
            if self.upwards { self.index + number } else { self.index.saturating_sub(number) };
        (self.event + number, index)
    }
}

impl Tombstones {
    /// Notes a removal, by an event later than all before.
    pub(crate) fn push(&mut self, event: u64, index: u64) {
        if !self.0.last_mut().is_some_and(|run| run.extend(event, index)) {
            self.0.push(Run { event, index, count: 1, upwards: true });
        }
    }

    /// The removals after an event, each with its event and its item.
    pub(crate) fn since(&self, known: u64) -> impl Iterator<Item = (u64, u64)> {
        let first = self.0.partition_point(|run| run.event + run.count <= known + 1);
        let runs = self.0.get(first..).unwrap_or_default().iter();
        runs.flat_map(move |run| {
            let first = (known + 1).saturating_sub(run.event);
            (first..run.count).map(|number| run.at(number))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    proptest! {
        #[test]
        fn every_removal_is_remembered(steps in vec((1_u64..3, 0_u64..6), 0..40)) {
            let (mut tombstones, mut all, mut last) = (Tombstones::default(), Vec::new(), 0);
            for (later, index) in steps {
                last += later;
                tombstones.push(last, index);
                all.push((last, index));
            }
            for known in 0..=last {
                let after: Vec<_> = all.iter().copied().filter(|(event, _)| *event > known).collect();
                prop_assert_eq!(tombstones.since(known).collect::<Vec<_>>(), after);
            }
        }
    }

    #[test]
    fn neighbours_take_the_room_of_one() {
        for indexes in [(0..1000).collect::<Vec<u64>>(), (0..1000).rev().collect()] {
            let mut tombstones = Tombstones::default();
            for (event, index) in indexes.iter().enumerate() {
                tombstones.push(event as u64, *index);
            }
            assert_eq!(tombstones.0.len(), 1);
        }
    }
}
