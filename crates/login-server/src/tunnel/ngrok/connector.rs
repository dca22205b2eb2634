//! Connections with ngrok's servers: one try at the start, and as many as it takes after a cut.

use std::{sync::Arc, time::Duration};

use ngrok::{
    session::{ConnectError, Connector, IoStream, RpcError, default_connect},
    tunnel::AcceptError,
};
use rustls::ClientConfig;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use twilio_token::Secret;

use super::{LIMIT, link::Link, redact};

/// Shortest and longest pause between two tries. Those of the crate itself grow to hours.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(30)];

/// Connects until it is stopped or ngrok refuses the login or the tunnel; then a session that is cut ends.
pub(super) fn until(stop: CancellationToken, token: Secret) -> impl Connector {
    move |host: String, port: u16, tls: Arc<ClientConfig>, cut: Option<AcceptError>| {
        let (stop, token) = (stop.clone(), token.clone());
        async move {
            let stream = match cut {
                None => default_connect(host, port, tls, None).await?,
                Some(_) if stop.is_cancelled() => return Err(ConnectError::Canceled),
                Some(cut) if is_refusal(&cut) => {
                    let reason = redact::reason(&cut, &token);
                    tracing::warn!(reason, "ngrok refuses to open the tunnel again");
                    return Err(ConnectError::Canceled);
                }
                Some(cut) => {
                    let reason = redact::reason(&cut, &token);
                    tracing::warn!(reason, "the tunnel is interrupted; connecting again");
                    tokio::select! {
                        () = stop.cancelled() => return Err(ConnectError::Canceled),
                        stream = connect_again(&host, port, &tls) => {
                            tracing::info!("reached ngrok again");
                            stream
                        }
                    }
                }
            };
            Ok(Box::new(Link::new(stream, stop)) as Box<dyn IoStream>)
        }
    }
}

/// Whether ngrok answered the login or the tunnel of a new connection by an error.
fn is_refusal(cut: &AcceptError) -> bool {
    let AcceptError::Reconnect(error) = cut else { return false };
    matches!(
        **error,
        ConnectError::Auth(RpcError::Response(_)) | ConnectError::Rebind(RpcError::Response(_))
    )
}

async fn connect_again(host: &str, port: u16, tls: &Arc<ClientConfig>) -> Box<dyn IoStream> {
    let [mut pause, longest] = PAUSES;
    loop {
        let connecting = default_connect(host.to_owned(), port, tls.clone(), None);
        if let Ok(Ok(stream)) = timeout(LIMIT, connecting).await {
            return stream;
        }
        sleep(pause).await;
        pause = (pause * 2).min(longest);
    }
}
