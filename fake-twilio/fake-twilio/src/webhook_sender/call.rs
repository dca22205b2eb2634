//! One attempt: a connection, a request, an answer.

use std::future::poll_fn;

use bytes::Bytes;
use fake_webhooks::{AttemptError, Overrides};
use http::{HeaderValue, Request, Response, Uri, header, uri::PathAndQuery};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::HttpConnector;
use tokio::time::timeout;
use tower_service::Service;

/// Longest answer that is read, in bytes; far more than a webhook can use.
const MAX_ANSWER: usize = 256 * 1024;

/// Calls once, on a connection of its own to that place.
pub(super) async fn call(
    connector: &HttpsConnector<HttpConnector>,
    place: Uri,
    mut request: Request<Bytes>,
    overrides: &Overrides,
) -> Result<Response<Bytes>, AttemptError> {
    let mut connector = connector.clone();
    let connected = timeout(overrides.connect, async {
        poll_fn(|cx| connector.poll_ready(cx)).await?;
        connector.call(place).await
    });
    let stream = connected.await.map_err(|_| AttemptError::Connect)?.map_err(|error| {
        tracing::debug!(%error, "an address could not be reached");
        AttemptError::Connect
    })?;
    to_origin_form(&mut request);
    let exchanged = async {
        let (mut sender, connection) = http1::handshake(stream).await?;
        let answered = async {
            let (head, body) = sender.send_request(request.map(Full::new)).await?.into_parts();
            let body = Limited::new(body, MAX_ANSWER).collect().await;
            // An answer that is too long or breaks off has a status all the same.
            let body = body.map(http_body_util::Collected::to_bytes).unwrap_or_default();
            Ok::<_, hyper::Error>(Response::from_parts(head, body))
        };
        let mut connection = std::pin::pin!(connection);
        let mut answered = std::pin::pin!(answered);
        tokio::select! {
            answer = &mut answered => answer,
            _ = &mut connection => answered.await,
        }
    };
    match timeout(overrides.read, exchanged).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => {
            tracing::debug!(%error, "an address did not answer");
            Err(AttemptError::Read)
        }
        Err(_) => Err(AttemptError::Read),
    }
}

/// Moves the host from the URL into its header.
/// Host and port of an address, without its user.
pub(super) fn host(address: &Uri) -> Option<&str> {
    let authority = address.authority()?.as_str();
    Some(authority.rsplit_once('@').map_or(authority, |(_, host)| host))
}

fn to_origin_form(request: &mut Request<Bytes>) {
    let uri = request.uri();
    let host = host(uri).and_then(|host| HeaderValue::from_str(host).ok());
    let path = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    let path = path.parse::<Uri>().unwrap_or_default();
    if let Some(host) = host {
        request.headers_mut().insert(header::HOST, host);
    }
    *request.uri_mut() = path;
}
