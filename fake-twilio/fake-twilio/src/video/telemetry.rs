//! The telemetry socket of the SDKs; reports are discarded.

use std::{collections::VecDeque, sync::Arc};

use fake_store::Clock;
use jiff::{SignedDuration, Timestamp};
use tokio_tungstenite::tungstenite::Message;
use twilio_wire::signaling::{TelemetryReply, TelemetryRequest};

use super::signaling_hubs::caller;
use crate::{
    clock::ShellClock,
    handshake::Socket,
    line::Line,
    shared::Shared,
    websocket::{self, Input, Output, Session, SocketLayer},
};

/// How long a client may take to send a good token.
const TOKEN_TIMEOUT: SignedDuration = SignedDuration::from_secs(30);

/// Close code for clients that never do.
const POLICY: u16 = 1008;

/// A connection.
struct Reports {
    shared: Arc<Shared>,
    /// When a client has to have sent a good token; nothing once it has.
    deadline: Option<Timestamp>,
    outputs: VecDeque<Output>,
}

/// Serves a WebSocket until either side ends it.
pub(crate) fn serve(
    shared: Arc<Shared>,
    socket: Box<Socket>,
    line: Arc<Line>,
) -> impl Future<Output = ()> + Send {
    let deadline = shared.machine_clock.now().saturating_add(TOKEN_TIMEOUT).ok();
    let reports = Reports { shared: shared.clone(), deadline, outputs: VecDeque::new() };
    let layer = SocketLayer::none();
    websocket::drive(Box::new(reports), socket, layer, line, async move { shared.stopping().await })
}

impl Session for Reports {
    fn handle(&mut self, input: Input) {
        let Input::Text(text) = input else { return };
        if let Ok(TelemetryRequest::Connect { token }) = serde_json::from_str(&text) {
            let reply = self.connect(token.expose());
            let text = serde_json::to_string(&reply).unwrap_or_default();
            self.outputs.push_back(Output::Send(Message::text(text)));
        }
    }

    fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> (Option<Timestamp>, &Arc<ShellClock>) {
        (self.deadline, &self.shared.machine_clock)
    }

    fn handle_timeout(&mut self, _: Timestamp) {
        self.deadline = None;
        self.outputs.push_back(Output::Close(POLICY));
    }

    async fn wake(&mut self) {
        std::future::pending::<()>().await;
    }

    fn overflow(&self) -> impl Future<Output = ()> + Send + use<> {
        std::future::pending()
    }

    fn stop(&mut self) {
        self.outputs.push_back(Output::Drop);
    }
}

impl Reports {
    fn connect(&mut self, token: &str) -> TelemetryReply {
        match caller(&self.shared, token) {
            Ok(_) => {
                self.deadline = None;
                let session =
                    self.shared.random.session_ids.lock().draw::<twilio_sid::kind::Room>();
                let session = hex::encode(session.to_bytes());
                TelemetryReply::Connected { version: 1, session }
            }
            // One number for every fault (a test of the SDK's repository expects 20101).
            Err(error) => TelemetryReply::Error { code: 20101, message: error.to_string() },
        }
    }
}
