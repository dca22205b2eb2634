//! The video side of the shell: sockets, hubs and the old request for ICE servers.

mod ice;
pub(crate) mod signaling_hubs;
mod socket;
mod telemetry;

pub(crate) use ice::configuration;
pub(crate) use socket::serve;
pub(crate) use telemetry::serve as serve_telemetry;
