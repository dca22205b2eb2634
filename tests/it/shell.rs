//! The program around the emulator: what every socket promises, who may steer it, and who has to go.

mod control;
mod handshake;
mod websocket;

/// Paths of all sockets: chat, signaling, telemetry.
const SOCKETS: [&str; 3] = ["/v3/wsconnect", "/signaling", "/v1/VideoEvents"];
