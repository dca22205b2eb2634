//! What the log says about other machines: how they reach the server, and what they need besides.

use local_server::log;

use crate::{Backend, LoginServer, lan, router::CERTIFICATE};

/// Tells how other machines on the network reach the server.
pub(super) fn network(url: Option<&str>, server: &LoginServer) {
    let Some(url) = url else {
        tracing::warn!(
            "no other machine reaches this server: there is no network, or --listen names this machine alone"
        );
        return;
    };
    tracing::info!("other machines on this network open {url}");
    if server.certificate().is_some() {
        let plain = url.replacen("https", "http", 1);
        tracing::info!(
            "they trust the certificate at {plain}{CERTIFICATE}, once it is installed there"
        );
    }
    tracing::info!(
        "media take the way between the machines; beyond the network they need --ice-server of the emulator"
    );
    qr_code(url);
}

/// Tells how everybody reaches the server.
pub(super) fn tunnel(url: &str, backend: &Backend) {
    tracing::info!("everybody who knows the address opens {url}, and can log in");
    if let Backend::Emulator { .. } = backend {
        tracing::info!(
            "media of calls do not pass through the tunnel: beyond this network they need a TURN server, \
             --ice-server of the emulator"
        );
    }
    qr_code(url);
}

fn qr_code(url: &str) {
    if let Some(code) = lan::qr_code(url) {
        log::announce(format!("{url}\n{code}"));
    }
}
