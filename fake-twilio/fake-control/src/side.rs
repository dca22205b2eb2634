use serde::{Deserialize, Serialize};

/// A part of the emulator that programs talk to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The public REST API.
    Rest,
    /// Twilsock, but for Sync: the connection itself and the client API.
    Twilsock,
    /// Sync: its requests, replies and pushes.
    Sync,
    /// Uploads and downloads of media.
    Media,
    /// Signaling of video rooms.
    Signaling,
    /// Webhooks and status callbacks.
    Webhook,
}

/// Which way a frame went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From a client to the emulator.
    In,
    /// From the emulator to a client.
    Out,
}
