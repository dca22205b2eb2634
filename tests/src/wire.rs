//! What goes over the wire, read without the project's own codec.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite::ClientRequestBuilder};

use crate::soon;

/// A WebSocket to the emulator.
pub type Socket = WebSocketStream<TcpStream>;

/// Address under which Twilsock is dialled: the media origin in answers is the same in every run.
const TWILSOCK: &str = "ws://tsock.us1.twilio.com/v3/wsconnect";

/// Address under which the signaling of video rooms is dialled.
const SIGNALING: &str = "ws://global.vss.twilio.com/signaling";

/// Opens a WebSocket to the Twilsock of an emulator.
///
/// # Panics
/// When it is not accepted.
pub async fn dial(emulator: SocketAddr) -> Socket {
    dial_as(TWILSOCK, emulator).await
}

/// Opens a WebSocket to the signaling of an emulator.
///
/// # Panics
/// When it is not accepted.
pub async fn dial_signaling(emulator: SocketAddr) -> Socket {
    dial_as(SIGNALING, emulator).await
}

async fn dial_as(address: &str, emulator: SocketAddr) -> Socket {
    let stream = soon("a connection", TcpStream::connect(emulator)).await.expect("a connection");
    stream.set_nodelay(true).expect("an option of every socket");
    let request = ClientRequestBuilder::new(address.parse().expect("an address"));
    let (socket, _) =
        soon("a handshake", client_async(request, stream)).await.expect("a WebSocket");
    socket
}

/// A Twilsock frame as it was written.
#[derive(Clone, Debug)]
pub struct RawFrame {
    /// The header, word by word.
    pub header_text: String,
    /// The header, read.
    pub header: Value,
    /// The payload, word by word.
    pub payload_text: String,
    /// The payload, read; null when it is empty.
    pub payload: Value,
}

impl RawFrame {
    /// Reads a binary WebSocket message.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(message: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(message).map_err(|error| error.to_string())?;
        let (preamble, rest) = text.split_once("\r\n").ok_or("no line end")?;
        let length = preamble.strip_prefix("TWILSOCK V3.0 ").ok_or("no preamble")?;
        let length: usize = length.parse().map_err(|_| "no header length")?;
        let (header_text, rest) = rest.split_at_checked(length).ok_or("a short header")?;
        let header: Value = serde_json::from_str(header_text).map_err(|error| error.to_string())?;
        let rest = rest.strip_prefix("\r\n").ok_or("no line end behind the header")?;
        let size = header["payload_size"].as_u64().unwrap_or(0);
        let size = usize::try_from(size).map_err(|error| error.to_string())?;
        let (payload_text, _) = rest.split_at_checked(size).ok_or("a short payload")?;
        let payload = serde_json::from_str(payload_text).unwrap_or_default();
        let (header_text, payload_text) = (header_text.to_owned(), payload_text.to_owned());
        Ok(Self { header_text, header, payload_text, payload })
    }

    /// A text in the header; empty when it is not there.
    pub fn text(&self, field: &str) -> &str {
        self.header[field].as_str().unwrap_or_default()
    }

    /// A text deeper in the header, by JSON pointer.
    pub fn text_at(&self, pointer: &str) -> Option<&str> {
        self.header.pointer(pointer)?.as_str()
    }
}

/// Header and payload, in the order and spelling of the wire.
impl std::fmt::Display for RawFrame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", pretty(&self.header_text))?;
        if self.payload_text.is_empty() {
            return Ok(());
        }
        write!(f, "\n{}", pretty(&self.payload_text))
    }
}

/// Breaks JSON into lines; the order of fields and the spelling of values stay.
pub fn pretty(json: &str) -> String {
    let mut lines = String::with_capacity(json.len() * 2);
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    let mut opened = false;
    for letter in json.chars() {
        if quoted {
            lines.push(letter);
            quoted = escaped || letter != '"';
            escaped = letter == '\\' && !escaped;
            continue;
        }
        let closes = matches!(letter, '}' | ']');
        if letter.is_ascii_whitespace() {
            continue;
        }
        depth -= usize::from(closes).min(depth);
        // `{}` and `[]` stay together.
        if opened != closes {
            break_line(&mut lines, depth);
        }
        opened = matches!(letter, '{' | '[');
        depth += usize::from(opened);
        quoted = letter == '"';
        lines.push(letter);
        match letter {
            ',' => break_line(&mut lines, depth),
            ':' => lines.push(' '),
            _ => {}
        }
    }
    lines
}

fn break_line(lines: &mut String, depth: usize) {
    lines.push('\n');
    lines.extend(std::iter::repeat_n("  ", depth));
}
