//! Holds frames back until the facts that they are about are stored.

use std::{collections::VecDeque, sync::Arc};

use bytes::Bytes;

use crate::{End, Outbox};

/// Frames on their way to outboxes, in order.
///
/// Without a store for the log they go straight on.
#[derive(Default)]
pub(crate) struct Gate {
    /// Positions in the log: of the next record, and of the first one that is not stored yet.
    log: Option<(usize, usize)>,
    held: VecDeque<Held>,
    bytes: usize,
}

struct Held {
    position: usize,
    outbox: Arc<Outbox>,
    frame: Bytes,
    /// Bytes that it takes: none when the frame before has the same.
    bytes: usize,
}

/// Bytes that are held back at most; beyond, clients are disconnected and request the rest after a
/// reconnect.
const MAX_BYTES: usize = 64 * 1024 * 1024;

impl Gate {
    /// Lets go of what is stored by now. `log` has the positions of the next record and of the first
    /// one that is not stored yet; none without a store.
    pub(crate) fn advance(&mut self, log: Option<(usize, usize)>) {
        self.log = log;
        let stored = log.map_or(usize::MAX, |(_, stored)| stored);
        let ready = self.held.partition_point(|held| held.position <= stored);
        for held in self.held.drain(..ready) {
            self.bytes -= held.bytes;
            held.outbox.push(held.frame);
        }
    }

    pub(crate) fn push(&mut self, outbox: &Arc<Outbox>, frame: Bytes) {
        match self.log {
            Some((position, stored)) if position > stored || !self.held.is_empty() => {
                let is_shared =
                    self.held.back().is_some_and(|it| it.frame.as_ptr() == frame.as_ptr());
                let bytes = if is_shared { 0 } else { frame.len() };
                self.bytes += bytes;
                self.held.push_back(Held { position, outbox: outbox.clone(), frame, bytes });
                if self.bytes > MAX_BYTES {
                    self.give_up();
                }
            }
            Some(_) | None => outbox.push(frame),
        }
    }

    fn give_up(&mut self) {
        self.bytes = 0;
        for held in self.held.drain(..) {
            held.outbox.close(End::Overflow);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Waker};

    use super::*;

    fn drain(outbox: &Outbox) -> Vec<Bytes> {
        let mut frames = Vec::new();
        let _ = outbox.poll_drain(&mut Context::from_waker(Waker::noop()), &mut frames);
        frames
    }

    #[test]
    fn frames_wait_in_order_for_their_facts() {
        let (mut gate, outbox) = (Gate::default(), Arc::<Outbox>::default());
        gate.push(&outbox, "0".into());
        assert_eq!(drain(&outbox), ["0"]);
        gate.advance(Some((1, 0)));
        gate.push(&outbox, "1".into());
        gate.advance(Some((2, 0)));
        gate.push(&outbox, "2".into());
        assert!(drain(&outbox).is_empty());
        gate.advance(Some((2, 1)));
        assert_eq!(drain(&outbox), ["1"]);
        gate.advance(Some((2, 2)));
        gate.push(&outbox, "3".into());
        assert_eq!(drain(&outbox), ["2", "3"]);
    }

    #[test]
    fn too_much_is_not_held() {
        let (mut gate, outbox) = (Gate::default(), Arc::<Outbox>::default());
        gate.advance(Some((1, 0)));
        for _ in 0..3 {
            gate.push(&outbox, vec![0; MAX_BYTES / 2].into());
        }
        assert_eq!((gate.bytes, gate.held.len()), (0, 0));
    }
}
