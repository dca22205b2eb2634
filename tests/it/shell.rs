//! The program around the emulator: what every socket promises, who may steer it, and who has to go.

mod backpressure;
mod clock;
mod control;
mod handshake;
mod openapi;
mod websocket;

use e2e::{Stack, soon};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Paths of all sockets: chat, signaling, telemetry.
const SOCKETS: [&str; 3] = ["/v3/wsconnect", "/signaling", "/v1/VideoEvents"];

/// A masked frame whose mask is zero.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match u16::try_from(payload.len()) {
        Ok(length @ ..126) => frame.push(0x80 | length.to_le_bytes()[0]),
        Ok(length) => {
            frame.push(0xfe);
            frame.extend(length.to_be_bytes());
        }
        Err(_) => {
            frame.push(0xff);
            frame.extend((payload.len() as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

async fn open(stack: &Stack, path: &str) -> TcpStream {
    let address = stack.emulator().address();
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.expect("room to write");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(soon("a handshake", stream.read_u8()).await.expect("a whole head"));
    }
    assert!(head.starts_with(b"HTTP/1.1 101"));
    stream
}
