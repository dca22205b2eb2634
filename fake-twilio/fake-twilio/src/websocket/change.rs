//! What faults make of messages.

use bytes::Bytes;
use fake_control::{ErrorAnswer, faults::Acting};
use http::{StatusCode, header::RETRY_AFTER};
use serde_json::Value;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use twilio_wire::{
    error::ErrorBody,
    signaling::{ClientFrame, RoomError, ServerFrame, ServerMessage},
    twilsock::{Backoff, Header, HttpStatus, Method, Pairs, Status},
};
use twilsock::Frame;

/// A message without bytes.
pub(super) fn empty(message: &Message) -> Message {
    if message.is_binary() { Message::Binary(Bytes::new()) } else { Message::text("") }
}

/// The first half of a message.
pub(super) fn half(message: Message) -> Message {
    match &message {
        Message::Binary(bytes) => Message::Binary(bytes.slice(..bytes.len() / 2)),
        Message::Text(text) => {
            let end = (0..=text.len() / 2).rev().find(|at| text.is_char_boundary(*at));
            Message::text(text.as_str().get(..end.unwrap_or(0)).unwrap_or_default())
        }
        Message::Ping(_) | Message::Pong(_) | Message::Close(_) | Message::Frame(_) => message,
    }
}

/// A signaling message whose ICE candidates have changed places; none when it has none.
pub(super) fn reordered(text: &str, acting: &Acting) -> Option<String> {
    let mut message: Value = serde_json::from_str(text).ok()?;
    let peers = message.pointer_mut("/body/peer_connections")?.as_array_mut()?;
    for peer in peers {
        if let Some(candidates) = peer.pointer_mut("/ice/candidates").and_then(Value::as_array_mut)
        {
            acting.reorder(candidates);
        }
    }
    Some(message.to_string())
}

/// The error reply to a Twilsock frame; none when no reply is expected.
pub(super) fn twilsock_error(frame: &Bytes, answer: ErrorAnswer<'_>) -> Option<Message> {
    let Header { method, id, .. } = Frame::decode(frame).ok()?.header;
    let reply = if method == Method::Message {
        tunnelled_error(&id, answer)
    } else if [Method::Init, Method::Update].contains(&method) {
        transport_error(&id, answer)
    } else {
        return None;
    };
    Some(Message::Binary(reply.encode()))
}

/// The reply to a tunnelled request.
fn tunnelled_error(id: &str, answer: ErrorAnswer<'_>) -> Frame {
    let ErrorAnswer { status, code, message, retry_after_s } = answer;
    let mut headers = Pairs::default();
    headers.push("content-type", "application/json");
    if let Some(wait) = retry_after_s {
        headers.push(RETRY_AFTER.as_str(), wait.to_string());
    }
    let header = Header {
        status: Some(Status::ok()),
        http_status: Some(HttpStatus { code: status, status: phrase(status).to_owned() }),
        http_headers: Some(headers),
        ..Header::new(Method::Reply, id)
    };
    let body = ErrorBody::new(status, code, message);
    Frame::with_json(header, serde_json::to_vec(&body).unwrap_or_default())
}

/// The reply to an `init` or `update`.
fn transport_error(id: &str, answer: ErrorAnswer<'_>) -> Frame {
    let ErrorAnswer { status, code, message, retry_after_s } = answer;
    let word = phrase(status).to_uppercase().replace([' ', '-'], "_");
    let said = Status::new(status, word).because(message).with_error_code(code);
    let header = Header { status: Some(said), ..Header::new(Method::Reply, id) };
    let backoff = retry_after_s.map(|wait| {
        let ms = wait.saturating_mul(1000);
        serde_json::to_vec(&Backoff::between(ms, ms)).unwrap_or_default()
    });
    match backoff {
        Some(backoff) => Frame::with_json(header, backoff),
        None => Frame::new(header),
    }
}

/// What becomes of a signaling message that is answered with an error.
pub(super) struct SignalingError {
    /// What is left of the message: a greeting without its request, or a message that needs no answer.
    pub(super) left: Option<Utf8Bytes>,
    /// The error, if a request was made.
    pub(super) error: Option<Message>,
}

/// The error that a signaling message gets.
pub(super) fn signaling_error(text: Utf8Bytes, answer: ErrorAnswer<'_>) -> SignalingError {
    let error = || {
        let error = RoomError::new(answer.code, answer.message);
        Message::text(ServerFrame::Msg { body: ServerMessage::Error(error) }.to_text())
    };
    match ClientFrame::parse(&text) {
        Ok(ClientFrame::Hello(hello)) if hello.body.is_some() => {
            SignalingError { left: without_body(&text), error: Some(error()) }
        }
        Ok(ClientFrame::Message(_)) => SignalingError { left: None, error: Some(error()) },
        Ok(ClientFrame::Hello(_) | ClientFrame::Heartbeat | ClientFrame::Bye) | Err(_) => {
            SignalingError { left: Some(text), error: None }
        }
    }
}

fn without_body(text: &str) -> Option<Utf8Bytes> {
    let mut hello: Value = serde_json::from_str(text).ok()?;
    hello.as_object_mut()?.remove("body");
    Some(hello.to_string().into())
}

fn phrase(status: u16) -> &'static str {
    let known = StatusCode::from_u16(status).ok().and_then(|it| it.canonical_reason());
    known.unwrap_or("Unknown Status")
}
