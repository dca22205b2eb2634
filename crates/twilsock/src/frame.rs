//! The frame codec: a pure function on bytes, total on hostile input.

use std::fmt;

use bytes::Bytes;
use twilio_wire::twilsock::{Header, Method};

/// Longest header that is read, in bytes.
///
/// assumed: production's limit is not known; a token has two to three kilobytes.
pub const MAX_HEADER: usize = 64 * 1024;

/// First words of every frame, with the blank behind them.
const MAGIC: &[u8] = b"TWILSOCK V3.0 ";
const CRLF: &[u8] = b"\r\n";
/// Room for [`MAGIC`], the decimal header length and a line end.
const PREAMBLE_ROOM: usize = MAGIC.len() + 20 + CRLF.len();
/// Usual size of a header; only a hint for the first allocation.
const HEADER_ROOM: usize = 512;

/// One frame: the content of one binary WebSocket message.
#[derive(Clone, PartialEq)]
pub struct Frame {
    /// The JSON header.
    pub header: Header,
    /// The bytes behind the header; shares the message's memory when it was decoded.
    pub payload: Bytes,
}

/// Why a WebSocket message is not a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// The first line is not `TWILSOCK V3.0` and a length.
    #[error("the message does not start with a Twilsock V3.0 preamble")]
    Preamble,
    /// The header is longer than [`MAX_HEADER`].
    #[error("the header is longer than {MAX_HEADER} bytes")]
    HeaderTooLong,
    /// The message ends before its header or payload does.
    #[error("the message ends too early")]
    Truncated,
    /// The header is not followed by a line end, or the payload by something else than one.
    #[error("there are bytes that belong neither to the header nor to the payload")]
    Trailing,
    /// The header is not JSON, or has a field of the wrong type.
    ///
    /// The parser's own message is left out on purpose: it quotes the input, which may be a token.
    #[error("the header cannot be read at byte {at}")]
    Header {
        /// Where in the header.
        at: usize,
    },
}

impl Frame {
    /// A frame without payload.
    pub fn new(header: Header) -> Self {
        Self { header, payload: Bytes::new() }
    }

    /// A frame with a JSON payload.
    pub fn with_json(mut header: Header, payload: impl Into<Bytes>) -> Self {
        header.payload_type = Some("application/json".to_owned());
        Self { header, payload: payload.into() }
    }

    /// Reads the one frame that a binary WebSocket message carries; the payload is not copied.
    ///
    /// # Errors
    /// Why the message is not one frame and nothing else.
    pub fn decode(message: &Bytes) -> Result<Self, FrameError> {
        let (header_at, header_len) = preamble(message)?;
        let header_end = header_at + header_len;
        let header = message.get(header_at..header_end).ok_or(FrameError::Truncated)?;
        let header: Header = serde_json::from_slice(header)
            .map_err(|error| FrameError::Header { at: error.column() })?;
        let rest = message.get(header_end..).ok_or(FrameError::Truncated)?;
        let rest = rest.strip_prefix(CRLF).ok_or(FrameError::Trailing)?;
        let (payload, tail) =
            rest.split_at_checked(header.payload_size).ok_or(FrameError::Truncated)?;
        // Production ends a payload with a line end, the SDK does not.
        if !(tail.is_empty() || tail == CRLF) {
            return Err(FrameError::Trailing);
        }
        Ok(Self { payload: message.slice_ref(payload), header })
    }

    /// Writes the frame as a binary WebSocket message; `payload_size` is always the true one.
    pub fn encode(&self) -> Bytes {
        if self.header.payload_size == self.payload.len() {
            return write(&self.header, &self.payload);
        }
        let header = Header { payload_size: self.payload.len(), ..self.header.clone() };
        write(&header, &self.payload)
    }
}

// The payload is left out: it is long, and people wrote it to each other.
impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame").field("header", &self.header).finish_non_exhaustive()
    }
}

/// Encodes a push; all of its receivers may share the result.
pub fn notification(id: &str, message_type: &str, payload: &[u8]) -> Bytes {
    let header = Header {
        message_type: Some(message_type.to_owned()),
        notification_ctx_id: Some(String::new()),
        payload_type: Some("application/json".to_owned()),
        payload_size: payload.len(),
        ..Header::new(Method::Notification, id)
    };
    write(&header, payload)
}

/// Reads the first line: where the header starts and how long it is.
fn preamble(message: &[u8]) -> Result<(usize, usize), FrameError> {
    let rest = message.strip_prefix(MAGIC).ok_or(FrameError::Preamble)?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = rest.split_at_checked(digits).ok_or(FrameError::Preamble)?;
    if digits == 0 || !rest.starts_with(CRLF) {
        return Err(FrameError::Preamble);
    }
    let number = std::str::from_utf8(number).map_err(|_| FrameError::Preamble)?;
    match number.parse() {
        Ok(length) if length <= MAX_HEADER => Ok((MAGIC.len() + digits + CRLF.len(), length)),
        Ok(_) | Err(_) => Err(FrameError::HeaderTooLong),
    }
}

/// Writes header and payload behind a gap, then the preamble into the end of the gap, so that
/// nothing is written twice.
fn write(header: &Header, payload: &[u8]) -> Bytes {
    let mut message = Vec::with_capacity(PREAMBLE_ROOM + HEADER_ROOM + payload.len());
    message.resize(PREAMBLE_ROOM, 0);
    serde_json::to_writer(&mut message, header)
        .expect("a header holds texts, numbers and JSON values only, and a Vec takes them all");
    let preamble = format!("TWILSOCK V3.0 {}\r\n", message.len() - PREAMBLE_ROOM);
    let start = PREAMBLE_ROOM - preamble.len();
    message[start..PREAMBLE_ROOM].copy_from_slice(preamble.as_bytes());
    message.extend_from_slice(CRLF);
    message.extend_from_slice(payload);
    Bytes::from(message).slice(start..)
}
