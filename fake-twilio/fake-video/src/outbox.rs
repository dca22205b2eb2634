use std::{
    collections::VecDeque,
    task::{Context, Poll, Waker},
};

use parking_lot::Mutex;

/// Frames on their way to one socket, bounded in number and bytes.
///
/// Whoever reads too slowly is cut off; the SDK then comes back and is told the whole state.
#[derive(Debug, Default)]
pub struct Outbox(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    frames: VecDeque<String>,
    bytes: usize,
    end: Option<End>,
    waker: Option<Waker>,
}

/// Why nothing more will come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The reader was too slow, and frames were dropped.
    Overflow,
    /// The participant is no longer in the room, and was told so.
    Over,
    /// The participant goes on with another socket.
    Superseded,
}

/// What a reader of an [`Outbox`] gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drained {
    /// Frames were handed over.
    Frames,
    /// Nothing more will come.
    End(End),
}

const MAX_FRAMES: usize = 8 * 1024;
const MAX_BYTES: usize = 16 * 1024 * 1024;

impl Outbox {
    /// Adds a frame, or gives the reader up when it is too far behind.
    pub(crate) fn push(&self, frame: String) {
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
    pub(crate) fn close(&self, end: End) {
        let mut state = self.0.lock();
        state.end.get_or_insert(end);
        state.wake();
    }

    /// Moves everything that waits into `frames`, or waits for something.
    pub fn poll_drain(&self, cx: &mut Context<'_>, frames: &mut Vec<String>) -> Poll<Drained> {
        let mut state = self.0.lock();
        if !state.frames.is_empty() {
            state.bytes = 0;
            frames.extend(state.frames.drain(..));
            return Poll::Ready(Drained::Frames);
        }
        if let Some(end) = state.end {
            return Poll::Ready(Drained::End(end));
        }
        state.waker = Some(cx.waker().clone());
        Poll::Pending
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

    fn drain(outbox: &Outbox) -> (Poll<Drained>, Vec<String>) {
        let mut frames = Vec::new();
        let polled = outbox.poll_drain(&mut Context::from_waker(Waker::noop()), &mut frames);
        (polled, frames)
    }

    #[test]
    fn what_waits_is_delivered_before_the_end() {
        let outbox = Outbox::default();
        assert_eq!(drain(&outbox).0, Poll::Pending);
        outbox.push("1".to_owned());
        outbox.push("2".to_owned());
        outbox.close(End::Over);
        assert_eq!(drain(&outbox), (Poll::Ready(Drained::Frames), vec!["1".into(), "2".into()]));
        assert_eq!(drain(&outbox).0, Poll::Ready(Drained::End(End::Over)));
    }

    #[test]
    fn a_reader_that_is_too_slow_is_given_up() {
        let outbox = Outbox::default();
        for _ in 0..17 {
            outbox.push("x".repeat(1024 * 1024));
        }
        assert_eq!(drain(&outbox), (Poll::Ready(Drained::End(End::Overflow)), Vec::new()));
    }
}
