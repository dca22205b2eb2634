use std::{
    collections::VecDeque,
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use parking_lot::Mutex;

/// Frames on their way to one connection, bounded in number and bytes.
///
/// Whoever reads too slowly is cut off; the SDK then reconnects and is told what it missed.
#[derive(Debug, Default)]
pub struct Outbox(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    frames: VecDeque<Bytes>,
    bytes: usize,
    end: Option<End>,
    waker: Option<Waker>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Overflow,
    Closed,
}

/// What a reader of an [`Outbox`] gets.
#[derive(Debug, PartialEq, Eq)]
pub enum Drained {
    /// Frames were handed over.
    Frames,
    /// The reader was too slow; frames were dropped and nothing more will come.
    Overflow,
    /// The service is gone; nothing more will come.
    Closed,
}

const MAX_FRAMES: usize = 8 * 1024;
const MAX_BYTES: usize = 8 * 1024 * 1024;

impl Outbox {
    /// Adds a frame, or gives the reader up when it is too far behind.
    pub(crate) fn push(&self, frame: Bytes) {
        let mut state = self.0.lock();
        if state.end.is_some() {
            return;
        }
        if state.frames.len() >= MAX_FRAMES || state.bytes + frame.len() > MAX_BYTES {
            state.frames = VecDeque::new();
            state.end = Some(End::Overflow);
        } else {
            state.bytes += frame.len();
            state.frames.push_back(frame);
        }
        state.wake();
    }

    /// Says that nothing more will come.
    pub(crate) fn close(&self) {
        let mut state = self.0.lock();
        state.end.get_or_insert(End::Closed);
        state.wake();
    }

    /// Moves everything that waits into `frames`, or waits for something.
    pub fn poll_drain(&self, cx: &mut Context<'_>, frames: &mut Vec<Bytes>) -> Poll<Drained> {
        let mut state = self.0.lock();
        if !state.frames.is_empty() {
            state.bytes = 0;
            frames.extend(state.frames.drain(..));
            return Poll::Ready(Drained::Frames);
        }
        match state.end {
            Some(End::Overflow) => Poll::Ready(Drained::Overflow),
            Some(End::Closed) => Poll::Ready(Drained::Closed),
            None => {
                state.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl State {
    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drain(outbox: &Outbox) -> (Poll<Drained>, Vec<Bytes>) {
        let mut frames = Vec::new();
        let polled = outbox.poll_drain(&mut Context::from_waker(Waker::noop()), &mut frames);
        (polled, frames)
    }

    #[test]
    fn frames_come_in_order() {
        let outbox = Outbox::default();
        assert_eq!(drain(&outbox).0, Poll::Pending);
        outbox.push(Bytes::from_static(b"1"));
        outbox.push(Bytes::from_static(b"2"));
        assert_eq!(drain(&outbox), (Poll::Ready(Drained::Frames), vec!["1".into(), "2".into()]));
    }

    #[test]
    fn a_reader_that_is_too_slow_is_given_up() {
        let outbox = Outbox::default();
        let frame = Bytes::from(vec![0; 1024 * 1024]);
        for _ in 0..9 {
            outbox.push(frame.clone());
        }
        assert_eq!(drain(&outbox), (Poll::Ready(Drained::Overflow), Vec::new()));
    }

    #[test]
    fn what_waits_is_delivered_before_the_end() {
        let outbox = Outbox::default();
        outbox.push(Bytes::from_static(b"1"));
        outbox.close();
        assert_eq!(drain(&outbox).0, Poll::Ready(Drained::Frames));
        assert_eq!(drain(&outbox).0, Poll::Ready(Drained::Closed));
    }
}
