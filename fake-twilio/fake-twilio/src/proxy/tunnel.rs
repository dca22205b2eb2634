//! CONNECT to another server: a connection that becomes a tunnel.

use std::{io, sync::Arc};

use http::Request;
use hyper::{body::Incoming, upgrade::OnUpgrade};
use hyper_util::rt::TokioIo;
use tokio::{io::copy_bidirectional, net::TcpStream};

use crate::{proxy_rules::connect, shared::Shared};

/// Connects to a server, and passes on what both ends say as soon as the client has its answer.
///
/// # Errors
/// Why there is no connection.
pub(super) async fn open(
    host: &str,
    port: u16,
    shared: Arc<Shared>,
    mut request: Request<Incoming>,
) -> io::Result<()> {
    let server = connect(host, port).await?;
    tokio::spawn(pass_on(hyper::upgrade::on(&mut request), server, shared));
    Ok(())
}

/// Passes on what both ends of a tunnel say, unread.
async fn pass_on(upgrade: OnUpgrade, mut server: TcpStream, shared: Arc<Shared>) {
    let Ok(tunnel) = upgrade.await else { return };
    let mut tunnel = TokioIo::new(tunnel);
    tokio::select! {
        passed = copy_bidirectional(&mut tunnel, &mut server) => {
            if let Err(error) = passed {
                tracing::debug!(%error, "a tunnel broke");
            }
        }
        () = shared.stopping() => {}
    }
}
