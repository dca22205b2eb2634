//! CONNECT to another server: a connection that becomes a tunnel.

use std::io;

use http::Request;
use hyper::{body::Incoming, upgrade::OnUpgrade};
use hyper_util::rt::TokioIo;
use tokio::{io::copy_bidirectional, net::TcpStream, sync::watch};

use crate::proxy_rules::connect;

/// Connects to a server, and passes on what both ends say as soon as the client has its answer.
///
/// # Errors
/// Why there is no connection.
pub(super) async fn open(
    host: &str,
    port: u16,
    stopping: watch::Receiver<bool>,
    mut request: Request<Incoming>,
) -> io::Result<()> {
    let server = connect(host, port).await?;
    tokio::spawn(pass_on(hyper::upgrade::on(&mut request), server, stopping));
    Ok(())
}

/// Passes on what both ends of a tunnel say, unread.
async fn pass_on(upgrade: OnUpgrade, mut server: TcpStream, mut stopping: watch::Receiver<bool>) {
    let Ok(tunnel) = upgrade.await else { return };
    let mut tunnel = TokioIo::new(tunnel);
    tokio::select! {
        passed = copy_bidirectional(&mut tunnel, &mut server) => {
            if let Err(error) = passed {
                tracing::debug!(%error, "a tunnel broke");
            }
        }
        _ = stopping.wait_for(|it| *it) => {}
    }
}
