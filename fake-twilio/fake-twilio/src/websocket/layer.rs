use std::{collections::VecDeque, sync::Arc};

use bytes::Bytes;
use fake_control::{
    Action, Direction, ErrorAnswer, Fault,
    faults::Acting,
    journal::{NoDirectory, RecordDecoder},
};
use fake_store::Clock;
use tokio_tungstenite::tungstenite::Message;

use super::{
    Input, Output, change,
    lane::{Lane, Passing, Weight},
};
use crate::recording::SocketRecording;

/// Messages of a client that may be under way, and their bytes; no more are read then.
const MOST_IN: (usize, usize) = (256, 4 * 1024 * 1024);

/// Messages to a client that may be under way, and their bytes; a connection with more is dropped.
const MOST_OUT: (usize, usize) = (1024, 16 * 1024 * 1024);

/// What a fault does to a whole connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// It is closed with a code.
    Close(u16),
    /// It is reset.
    Reset,
    /// It stays open, and nothing is read or sent any more.
    Silence,
    /// It is dropped, because too much waits.
    Overflow,
}

/// Records what passes, and lets rules act on it.
pub(crate) struct SocketLayer {
    /// None on sockets that no rule is about.
    recording: Option<Arc<SocketRecording>>,
    /// None while no rule is about the sides of this socket, and nothing is under way.
    state: Option<Box<State>>,
    ended: bool,
}

#[derive(Default)]
struct State {
    decoder: RecordDecoder,
    incoming: Lane<Input>,
    outgoing: Lane<Output>,
    /// Errors that follow on what the session sends next.
    errors: VecDeque<Message>,
}

impl Weight for Input {
    fn bytes(&self) -> usize {
        payload_in(self).map_or(0, |it| it.len())
    }
}

impl Weight for Output {
    fn bytes(&self) -> usize {
        payload_out(self).map_or(0, |it| it.len())
    }
}

impl SocketLayer {
    /// The layer of a socket whose messages are recorded.
    pub(crate) fn new(recording: Arc<SocketRecording>) -> Self {
        Self { recording: Some(recording), state: None, ended: false }
    }

    /// The layer of a socket that no rule is about, and whose messages are not recorded.
    pub(crate) fn none() -> Self {
        Self { recording: None, state: None, ended: false }
    }

    /// Lets everything pass from now on; what is under way is dropped.
    pub(crate) fn end(&mut self) {
        self.ended = true;
        self.state = None;
    }

    /// Returns whether more may be read.
    pub(crate) fn reads(&self) -> bool {
        self.state.as_ref().is_none_or(|state| {
            let (messages, bytes) = state.incoming.size();
            messages < MOST_IN.0 && bytes < MOST_IN.1
        })
    }

    /// Takes a message from the client; the next one for the session, if there is one by now.
    pub(crate) fn incoming(&mut self, input: Input) -> Option<Result<Input, Cut>> {
        let seen = if self.watch() { payload_in(&input) } else { None };
        let fault = seen.and_then(|it| self.judge(Direction::In, it));
        let Some(state) = &mut self.state else {
            self.record(Direction::In, || payload_in(&input), None);
            return Some(Ok(input));
        };
        let now = self.recording.as_ref()?.clock().now();
        state.incoming.enter(Passing { message: input, fault }, now);
        self.next_in()
    }

    /// The next message for the session that was under way until now.
    pub(crate) fn next_in(&mut self) -> Option<Result<Input, Cut>> {
        loop {
            let state = self.state.as_mut()?;
            let now = self.recording.as_ref()?.clock().now();
            let Passing { message, fault } = state.incoming.leave(now)?;
            self.record(Direction::In, || payload_in(&message), fault.as_deref());
            let Some(fault) = fault else { return Some(Ok(message)) };
            let message = match fault.effect.action() {
                Some(Action::Error(answer)) => self.refuse(message, answer),
                Some(Action::ReorderCandidates) => Some(reordered_in(message, &fault)),
                action => match cut(action) {
                    Some(cut) => return Some(Err(cut)),
                    None => Some(message),
                },
            };
            if let Some(message) = message {
                return Some(Ok(message));
            }
        }
    }

    /// Takes an output of the session; the next one for the socket, if there is one by now.
    pub(crate) fn outgoing(&mut self, output: Output) -> Option<Result<Output, Cut>> {
        // A cable is pulled whatever is under way.
        if let Output::Drop = output {
            return Some(Ok(output));
        }
        let seen = if self.watch() { payload_out(&output) } else { None };
        let fault = seen.and_then(|it| self.judge(Direction::Out, it));
        let Some(state) = &mut self.state else {
            self.record(Direction::Out, || payload_out(&output), None);
            return Some(Ok(output));
        };
        let now = self.recording.as_ref()?.clock().now();
        state.outgoing.enter(Passing { message: output, fault }, now);
        let (messages, bytes) = state.outgoing.size();
        if messages > MOST_OUT.0 || bytes > MOST_OUT.1 {
            return Some(Err(Cut::Overflow));
        }
        self.next_out()
    }

    /// The next output for the socket that was under way until now.
    pub(crate) fn next_out(&mut self) -> Option<Result<Output, Cut>> {
        let state = self.state.as_mut()?;
        let now = self.recording.as_ref()?.clock().now();
        let Passing { message, fault } = state.outgoing.leave(now)?;
        let message = match (fault.as_ref(), message) {
            (Some(fault), Output::Send(Message::Text(text))) if fault.effect.reorder_candidates => {
                let reordered = change::reordered(&text, fault);
                Output::Send(Message::text(reordered.unwrap_or_else(|| text.as_str().to_owned())))
            }
            (_, message) => message,
        };
        self.record(Direction::Out, || payload_out(&message), fault.as_deref());
        let action = fault.as_ref().and_then(|fault| fault.effect.action());
        if let Some(cut) = cut(action) {
            return Some(Err(cut));
        }
        Some(Ok(match (action, message) {
            (Some(Action::Fault(Fault::EmptyAnswer)), Output::Send(message)) => {
                Output::Send(change::empty(&message))
            }
            (Some(Action::Fault(Fault::MalformedAnswer)), Output::Send(message)) => {
                Output::Send(change::half(message))
            }
            (_, message) => message,
        }))
    }

    /// Sends errors behind what the session has sent; returns whether there were any.
    pub(crate) fn send_errors(&mut self) -> bool {
        let (Some(state), Some(recording)) = (&mut self.state, &self.recording) else {
            return false;
        };
        let now = recording.clock().now();
        let errors = std::mem::take(&mut state.errors);
        let is_any = !errors.is_empty();
        for message in errors {
            let message = Output::Send(message);
            state.outgoing.enter(Passing { message, fault: None }, now);
        }
        is_any
    }

    /// Waits until something that is under way may go on; cancel safe.
    pub(crate) async fn due(&mut self) {
        match (&mut self.state, &self.recording) {
            // Boxed, because few connections need the room.
            (Some(state), Some(recording)) => Box::pin(state.due(recording)).await,
            (None, _) | (_, None) => std::future::pending().await,
        }
    }

    /// Returns whether messages have to be looked at, or to wait behind others.
    fn watch(&mut self) -> bool {
        let Some(recording) = self.recording.as_ref().filter(|_| !self.ended) else { return false };
        if recording.faults().watch(recording.sides()) {
            self.state.get_or_insert_default();
            return true;
        }
        let is_idle = |state: &State| {
            state.incoming.is_empty() && state.outgoing.is_empty() && state.errors.is_empty()
        };
        if self.state.as_deref().is_some_and(is_idle) {
            self.state = None;
        }
        false
    }

    fn judge(&mut self, direction: Direction, payload: Bytes) -> Option<Box<Acting>> {
        let recording = self.recording.as_ref()?;
        let record = recording.record(direction, payload, None);
        let entry = self.state.as_mut()?.decoder.decode(&record, &NoDirectory);
        recording.faults().judge(&entry).map(Box::new)
    }

    fn record(
        &self,
        direction: Direction,
        payload: impl FnOnce() -> Option<Bytes>,
        fault: Option<&Acting>,
    ) {
        if let Some(recording) = self.recording.as_ref().filter(|it| it.is_on())
            && let Some(payload) = payload()
        {
            recording.push(direction, payload, fault);
        }
    }

    /// Answers a message with an error; what is left of it for the session.
    fn refuse(&mut self, input: Input, answer: ErrorAnswer<'_>) -> Option<Input> {
        let state = self.state.as_mut()?;
        match input {
            Input::Binary(frame) => match change::twilsock_error(&frame, answer) {
                Some(error) => {
                    state.errors.push_back(error);
                    None
                }
                None => Some(Input::Binary(frame)),
            },
            Input::Text(text) => {
                let change::SignalingError { left, error } = change::signaling_error(text, answer);
                state.errors.extend(error);
                left.map(Input::Text)
            }
            Input::Closed => Some(Input::Closed),
        }
    }
}

impl State {
    async fn due(&mut self, recording: &SocketRecording) {
        // Before the look, so that nothing slips in between.
        let deleted = recording.faults().deleted();
        self.release(recording);
        let moment = self.incoming.due().into_iter().chain(self.outgoing.due()).min();
        let holds = self.incoming.holds() || self.outgoing.holds();
        tokio::select! {
            () = recording.clock().sleep_until_some(moment) => {}
            () = deleted, if holds => self.release(recording),
        }
    }

    fn release(&mut self, recording: &SocketRecording) {
        let has = |rule| recording.faults().has(rule);
        self.incoming.release(has);
        self.outgoing.release(has);
    }
}

fn cut(action: Option<Action<'_>>) -> Option<Cut> {
    match action? {
        Action::Close(code) => Some(Cut::Close(code)),
        Action::Fault(Fault::ConnectionReset) => Some(Cut::Reset),
        Action::Fault(Fault::HalfOpen) => Some(Cut::Silence),
        Action::Fault(Fault::EmptyAnswer | Fault::MalformedAnswer)
        | Action::Error(_)
        | Action::Hold(_)
        | Action::ReorderCandidates
        | Action::Throttle(_) => None,
    }
}

fn reordered_in(input: Input, fault: &Acting) -> Input {
    match input {
        Input::Text(text) => {
            let reordered = change::reordered(&text, fault);
            Input::Text(reordered.map_or(text, Into::into))
        }
        Input::Binary(_) | Input::Closed => input,
    }
}

fn payload_in(input: &Input) -> Option<Bytes> {
    match input {
        Input::Text(text) => Some(text.clone().into()),
        Input::Binary(bytes) => Some(bytes.clone()),
        Input::Closed => None,
    }
}

fn payload_out(output: &Output) -> Option<Bytes> {
    match output {
        Output::Send(Message::Text(text)) => Some(text.clone().into()),
        Output::Send(Message::Binary(bytes)) => Some(bytes.clone()),
        Output::Send(_) | Output::Close(_) | Output::Drop => None,
    }
}
