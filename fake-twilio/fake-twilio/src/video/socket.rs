//! Signaling on a WebSocket: moves messages between the signaling connection, the hub and the
//! socket.

use std::{future::poll_fn, sync::Arc};

use fake_control::journal::{Party, Protocol};
use fake_store::Clock;
use fake_video::{
    Config, Drained, End, Event, Hub, Outbox, SessionHandle, SignalingConnection, SignalingError,
    VideoCaller, close_code,
};
use jiff::Timestamp;
use tokio_tungstenite::tungstenite::Message;
use twilio_wire::signaling::{
    ClientMessage, Connect, Disconnect, Iced, ServerMessage, Sync, UpdateRequest,
};

use super::signaling_hubs;
use crate::{
    clock::ShellClock,
    handshake::Socket,
    line::Line,
    recording::SocketRecording,
    shared::Shared,
    websocket::{self, Input, Output, Session, SocketLayer},
};

/// A connection with its machine.
///
/// Heartbeats are between two real programs: they keep to the machine's clock even when the
/// emulator's stands still.
struct Client {
    shared: Arc<Shared>,
    connection: SignalingConnection,
    outbox: Arc<Outbox>,
    /// Messages between the outbox and the connection.
    messages: Vec<ServerMessage>,
    /// Whether the outbox has ended.
    ended: bool,
    recording: Arc<SocketRecording>,
    joined: Option<(Arc<Hub>, SessionHandle)>,
}

/// Serves a WebSocket until either side ends it.
pub(crate) fn serve(
    shared: Arc<Shared>,
    socket: Box<Socket>,
    line: Arc<Line>,
) -> impl Future<Output = ()> + Send {
    let recording = shared.recorder.socket(Protocol::Signaling);
    let layer = SocketLayer::new(recording.clone());
    let client = Box::new(Client {
        connection: SignalingConnection::new(Config::default(), shared.machine_clock.now()),
        outbox: Arc::default(),
        messages: Vec::new(),
        ended: false,
        recording,
        joined: None,
        shared: shared.clone(),
    });
    websocket::drive(client, socket, layer, line, async move { shared.stopping().await })
}

impl Drop for Client {
    fn drop(&mut self) {
        if let Some((hub, handle)) = &self.joined {
            hub.lose(*handle);
        }
    }
}

impl Session for Client {
    fn handle(&mut self, input: Input) {
        match input {
            Input::Text(text) => {
                self.connection.handle_text(&text, self.now());
            }
            // The SDK closes so when it leaves, even if it had no time for a message.
            Input::Closed => self.leave(),
            Input::Binary(_) => {}
        }
    }

    fn poll(&mut self) -> Option<Output> {
        loop {
            match self.connection.poll()? {
                fake_video::Output::Event(event) => self.take(event),
                fake_video::Output::Send(text) => return Some(Output::Send(Message::text(text))),
                fake_video::Output::Close(code) => return Some(Output::Close(code)),
            }
        }
    }

    fn deadline(&self) -> (Option<Timestamp>, &Arc<ShellClock>) {
        (self.connection.deadline(), &self.shared.machine_clock)
    }

    fn handle_timeout(&mut self, now: Timestamp) {
        self.connection.handle_timeout(now);
    }

    async fn wake(&mut self) {
        if self.ended {
            return std::future::pending().await;
        }
        let (outbox, messages) = (&self.outbox, &mut self.messages);
        let drained = poll_fn(|cx| outbox.poll_drain(cx, messages)).await;
        self.ended = matches!(drained, Drained::End(_));
        self.drain(drained);
    }

    fn overflow(&self) -> impl Future<Output = ()> + Send + use<> {
        let outbox = self.outbox.clone();
        async move { poll_fn(|cx| outbox.poll_overflow(cx)).await }
    }

    fn stop(&mut self) {
        self.connection.close_with(close_code::GOING_AWAY);
    }
}

impl Client {
    fn now(&self) -> Timestamp {
        self.shared.machine_clock.now()
    }

    fn drain(&mut self, drained: Drained) {
        match drained {
            Drained::Messages => {
                for message in self.messages.drain(..) {
                    self.connection.send(message);
                }
            }
            Drained::End(End::Over) => self.connection.close(self.now()),
            Drained::End(End::Overflow) => self.connection.close_with(close_code::TRY_AGAIN),
            Drained::End(End::Superseded) => self.connection.close_with(close_code::SUPERSEDED),
        }
    }

    fn take(&mut self, event: Event) {
        let taken = match event {
            Event::Bye => {
                self.leave();
                Ok(())
            }
            Event::Message(message) => self.answer(*message),
        };
        if let Err(error) = taken {
            tracing::info!(code = error.code(), "signaling client refused");
            self.connection.send(ServerMessage::from(error));
        }
    }

    fn answer(&mut self, message: ClientMessage) -> Result<(), SignalingError> {
        match message {
            ClientMessage::Ice(request) => {
                signaling_hubs::caller(&self.shared, request.token.expose())?;
                let servers = self.shared.video.ice_servers.clone();
                self.connection.send(ServerMessage::Iced(Iced::new(servers)));
                Ok(())
            }
            // A client that waits too long for the answer to its hello repeats its request.
            ClientMessage::Connect(_) | ClientMessage::Sync(_) if self.joined.is_some() => Ok(()),
            ClientMessage::Connect(connect) => self.connect(*connect),
            ClientMessage::Sync(sync) => self.sync(*sync),
            ClientMessage::Update(update) => self.update(update),
            ClientMessage::Disconnect(Disconnect { .. }) => {
                self.leave();
                Ok(())
            }
        }
    }

    fn connect(&mut self, connect: Connect) -> Result<(), SignalingError> {
        let caller = signaling_hubs::caller(&self.shared, connect.token.expose())?;
        self.record(&caller);
        let hub = signaling_hubs::hub(&self.shared, caller.account)?;
        let handle = hub.connect(&caller, connect, self.outbox.clone())?;
        tracing::info!(identity = &*caller.identity, room = %handle.room, "participant connected");
        self.joined = Some((hub, handle));
        Ok(())
    }

    fn sync(&mut self, sync: Sync) -> Result<(), SignalingError> {
        let caller = signaling_hubs::caller(&self.shared, sync.token.expose())?;
        self.record(&caller);
        let hub = signaling_hubs::hub(&self.shared, caller.account)?;
        let handle = hub.sync(&caller, sync, self.outbox.clone())?;
        tracing::info!(identity = &*caller.identity, room = %handle.room, "participant reconnected");
        self.joined = Some((hub, handle));
        Ok(())
    }

    fn record(&mut self, caller: &VideoCaller) {
        let identity = caller.identity.to_string();
        self.recording.set_party(Party { account: caller.account, identity });
    }

    fn update(&mut self, update: UpdateRequest) -> Result<(), SignalingError> {
        let (hub, handle) = self.joined.as_ref().ok_or(SignalingError::NoSession)?;
        hub.update(*handle, update)
    }

    fn leave(&mut self) {
        if let Some((hub, handle)) = self.joined.take() {
            hub.leave(handle);
            // A socket joins one room once.
            self.connection.close(self.now());
        }
    }
}
