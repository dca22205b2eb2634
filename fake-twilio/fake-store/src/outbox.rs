use std::{
    collections::VecDeque,
    task::{Context, Poll, Waker},
};

use parking_lot::Mutex;

/// Messages `M` on their way to one socket, bounded in number and bytes.
///
/// A slow reader is disconnected with [`End::OVERFLOW`]; an SDK then reconnects and gets what it
/// missed. One reader at a time waits here.
#[derive(Debug)]
pub struct Outbox<M, E>(Mutex<State<M, E>>);

/// Why nothing more will come, and what a reader of messages `M` may leave unread.
pub trait End<M>: Copy {
    /// The reader was too slow, and messages were dropped.
    const OVERFLOW: Self;
    /// Messages that may wait at most.
    const MESSAGES: usize;
    /// Bytes that may wait at most.
    const BYTES: usize;

    /// About how many bytes a message is.
    fn weight(message: &M) -> usize;
}

/// What a reader of an [`Outbox`] gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drained<E> {
    /// Messages were handed over.
    Messages,
    /// Nothing more will come.
    End(E),
}

#[derive(Debug)]
struct State<M, E> {
    messages: VecDeque<M>,
    bytes: usize,
    end: Option<E>,
    overflown: bool,
    waker: Option<Waker>,
}

impl<M, E> Default for Outbox<M, E> {
    fn default() -> Self {
        let (messages, bytes, end) = (VecDeque::new(), 0, None);
        Self(Mutex::new(State { messages, bytes, end, overflown: false, waker: None }))
    }
}

impl<M, E: End<M>> Outbox<M, E> {
    /// Adds a message, or gives the reader up when it is too far behind.
    pub fn push(&self, message: M) {
        let weight = E::weight(&message);
        let mut state = self.0.lock();
        if state.end.is_some() {
            return;
        }
        if state.messages.len() >= E::MESSAGES || state.bytes + weight > E::BYTES {
            state.messages = VecDeque::new();
            state.end = Some(E::OVERFLOW);
            state.overflown = true;
        } else {
            state.bytes += weight;
            state.messages.push_back(message);
        }
        state.wake();
    }

    /// Ends the outbox; the first reason counts.
    pub fn close(&self, end: E) {
        let mut state = self.0.lock();
        state.end.get_or_insert(end);
        state.wake();
    }

    /// Moves everything that waits into `messages`, or waits for something.
    pub fn poll_drain(&self, cx: &mut Context<'_>, messages: &mut Vec<M>) -> Poll<Drained<E>> {
        let mut state = self.0.lock();
        if !state.messages.is_empty() {
            state.bytes = 0;
            messages.extend(state.messages.drain(..));
            return Poll::Ready(Drained::Messages);
        }
        if let Some(end) = state.end {
            return Poll::Ready(Drained::End(end));
        }
        state.waker = Some(cx.waker().clone());
        Poll::Pending
    }

    /// Waits until the reader was given up; for a reader that is busy with what it drained.
    pub fn poll_overflow(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.0.lock();
        if state.overflown {
            return Poll::Ready(());
        }
        state.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}

impl<M, E> State<M, E> {
    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        task::Wake,
    };

    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Why {
        Overflow,
        Over,
    }

    impl End<String> for Why {
        const OVERFLOW: Self = Self::Overflow;
        const MESSAGES: usize = 3;
        const BYTES: usize = 10;

        fn weight(message: &String) -> usize {
            message.len()
        }
    }

    type Small = Outbox<String, Why>;

    #[derive(Default)]
    struct Bell(AtomicUsize);

    impl Wake for Bell {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn drain(outbox: &Small) -> (Poll<Drained<Why>>, Vec<String>) {
        let mut messages = Vec::new();
        let polled = outbox.poll_drain(&mut Context::from_waker(Waker::noop()), &mut messages);
        (polled, messages)
    }

    fn overflow(outbox: &Small) -> Poll<()> {
        outbox.poll_overflow(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn what_waits_is_delivered_in_order_and_before_the_end() {
        let outbox = Small::default();
        assert_eq!(drain(&outbox).0, Poll::Pending);
        outbox.push("1".to_owned());
        outbox.push("2".to_owned());
        outbox.close(Why::Over);
        outbox.push("3".to_owned());
        assert_eq!(drain(&outbox), (Poll::Ready(Drained::Messages), vec!["1".into(), "2".into()]));
        assert_eq!(drain(&outbox).0, Poll::Ready(Drained::End(Why::Over)));
        assert_eq!(overflow(&outbox), Poll::Pending);
    }

    #[test]
    fn a_reader_that_is_too_slow_is_given_up() {
        for (text, fits) in [("x", 3), ("12345", 2)] {
            let outbox = Small::default();
            for _ in 0..fits {
                outbox.push(text.to_owned());
            }
            assert_eq!(drain(&outbox).1.len(), fits, "what was read makes room");
            for _ in 0..=fits {
                assert_eq!(overflow(&outbox), Poll::Pending);
                outbox.push(text.to_owned());
            }
            assert_eq!(overflow(&outbox), Poll::Ready(()));
            outbox.close(Why::Over);
            let given_up = (Poll::Ready(Drained::End(Why::Overflow)), Vec::new());
            assert_eq!(drain(&outbox), given_up);
        }
    }

    #[test]
    fn whoever_waits_is_woken() {
        let (outbox, bell) = (Small::default(), Arc::new(Bell::default()));
        let waker = Waker::from(bell.clone());
        let mut cx = Context::from_waker(&waker);
        assert_eq!(outbox.poll_drain(&mut cx, &mut Vec::new()), Poll::Pending);
        outbox.push("x".repeat(9));
        assert_eq!(bell.0.load(Ordering::Relaxed), 1);
        assert_eq!(outbox.poll_overflow(&mut cx), Poll::Pending);
        outbox.push("x".repeat(9));
        assert_eq!(bell.0.load(Ordering::Relaxed), 2);
    }
}
