//! The socket on which SDKs report how a call goes; nobody reads the reports.

use std::sync::Arc;

use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::{Error, Message};
use twilio_wire::signaling::{TelemetryReply, TelemetryRequest};

use super::hubs::guest;
use crate::{handshake::Socket, shared::Shared};

/// Serves a WebSocket until either side ends it.
pub(crate) async fn serve(shared: Arc<Shared>, socket: Socket) {
    tokio::select! {
        ended = listen(&shared, socket) => if let Err(error) = ended {
            tracing::debug!(%error, "telemetry connection lost");
        },
        () = shared.stopping() => {}
    }
}

async fn listen(shared: &Shared, mut socket: Socket) -> Result<(), Error> {
    while let Some(message) = socket.next().await {
        let Message::Text(text) = message? else { continue };
        if let Ok(TelemetryRequest::Connect { token }) = serde_json::from_str(&text) {
            let reply = reply(shared, token.expose());
            let text = serde_json::to_string(&reply).unwrap_or_default();
            socket.send(Message::text(text)).await?;
        }
    }
    Ok(())
}

fn reply(shared: &Shared, token: &str) -> TelemetryReply {
    match guest(shared, token) {
        Ok(_) => {
            let session = shared.ids.lock().draw::<twilio_sid::kind::Room>();
            let session = hex::encode(session.to_bytes());
            TelemetryReply::Connected { version: 1, session }
        }
        // One number for every fault (a test of the SDK's repository wants 20101).
        Err(denial) => TelemetryReply::Error { code: 20101, message: denial.to_string() },
    }
}
