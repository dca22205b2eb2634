//! The video side of the shell: sockets, hubs and the old way to ask for ICE servers.

mod hubs;
mod ice;
mod socket;
mod telemetry;

pub(crate) use hubs::VideoHubs;
pub(crate) use ice::{ICE_CONFIGURATION_PATH, configuration};
pub(crate) use socket::serve;
pub(crate) use telemetry::serve as serve_telemetry;

/// Path of the signaling WebSocket, as in the SDK's default address.
pub(crate) const SIGNALING_PATH: &str = "/signaling";

/// Path of the telemetry WebSocket, as in the SDK's default address.
pub(crate) const TELEMETRY_PATH: &str = "/v1/VideoEvents";
