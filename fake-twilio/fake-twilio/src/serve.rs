//! Accepts connections.

use std::{sync::Arc, time::Duration};

use local_server::Acceptor;
use tokio::{net::TcpListener, task::JoinSet, time::timeout};

use crate::{connection, shared::Shared};

/// Real time that connections get to end by themselves when the emulator stops.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// Serves until the emulator stops.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    let mut acceptor = Acceptor::new(listener);
    let mut slow_readers = std::pin::pin!(shared.bodies.outgoing.watch());
    loop {
        tokio::select! {
            stream = acceptor.accept() => {
                connections.spawn(connection::serve(stream, shared.clone()));
            }
            Some(_) = connections.join_next() => {}
            () = &mut slow_readers => {}
            () = shared.stopping() => break,
        }
    }
    drop(acceptor);
    let all = async { while connections.join_next().await.is_some() {} };
    if timeout(CLOSE_TIMEOUT, all).await.is_err() {
        tracing::debug!("some connections did not close in time");
    }
}
