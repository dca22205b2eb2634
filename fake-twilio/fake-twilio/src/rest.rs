//! Requests with a body that is read whole: forms, and JSON for the control API.

use std::{error::Error, time::Duration};

use bytes::Bytes;
use fake_rest::{Api, ApiError, Step};
use fake_store::{Dependencies, with_dependencies};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use tokio::time::timeout;

use crate::{blocking, recording::Recording, response_limits::Client, shared::Shared};

/// Longest request body that is read, in bytes; forms stay far below.
const MAX_BODY: usize = 1024 * 1024;

/// Real time that a client gets to send a form.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// Reads a request with a form or JSON, and answers it.
pub(crate) async fn answer_rest(
    shared: &Shared,
    client: &Client,
    request: Request<Incoming>,
    recording: &mut Recording,
) -> Response<Bytes> {
    let (parts, body) = as_get(request).into_parts();
    match form(client, body).await {
        Ok(body) => {
            let request = Request::from_parts(parts, body);
            recording.request(&request);
            answered(shared, client, &request, Place::of(&request)).await
        }
        Err(refused) => {
            recording.head(&parts);
            refused
        }
    }
}

/// Reads a form or JSON; an error response when it is too long or too slow.
pub(crate) async fn form(client: &Client, body: Incoming) -> Result<Bytes, Response<Bytes>> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    let _leave = client.body().await;
    read(body, MAX_BODY, BODY_TIMEOUT).await
}

/// HEAD is answered like GET, without the body.
pub(crate) fn as_get(mut request: Request<Incoming>) -> Request<Incoming> {
    if request.method() == Method::HEAD {
        *request.method_mut() = Method::GET;
    }
    request
}

/// Reads a body of at most `longest` bytes; an error response when it is longer or too slow.
pub(crate) async fn read<B>(
    body: B,
    longest: usize,
    within: Duration,
) -> Result<Bytes, Response<Bytes>>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    match timeout(within, Limited::new(body, longest).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) => Err(unreadable(error.as_ref())),
        Err(_) => {
            let why = "The request body took too long";
            Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, 20001, why).into_response())
        }
    }
}

/// The response, as soon as the records it depends on are stored.
pub(crate) async fn stored(
    dependencies: Dependencies,
    response: Response<Bytes>,
) -> Response<Bytes> {
    match dependencies.stored().await {
        Ok(()) => response,
        Err(read_only) => ApiError::from(read_only).into_response(),
    }
}

/// Answers a request as soon as the client has read enough of earlier answers; waits for a webhook that
/// has to decide first, with no lock held.
pub(crate) async fn answered(
    shared: &Shared,
    client: &Client,
    request: &Request<Bytes>,
    place: Place,
) -> Response<Bytes> {
    let mut decision = None;
    loop {
        client.room().await;
        let answer = || shared.api.answer_http(request, decision.as_ref());
        let (step, dependencies) = place.run(|| with_dependencies(answer));
        match step {
            Step::Done(response) => return stored(dependencies, response).await,
            // Boxed, because it is large and rare.
            Step::CallWebhook(webhook) => {
                decision = Some(Box::pin(shared.call_pre_event(&webhook)).await);
            }
        }
    }
}

/// Where a request is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Among the other tasks of a thread.
    Here,
    /// On a thread whose other tasks go elsewhere first, so that they need not wait.
    Alone,
}

impl Place {
    /// Where a request from a socket is answered.
    pub(crate) fn of(request: &Request<Bytes>) -> Self {
        if Api::is_lengthy(request.uri().path()) { Self::Alone } else { Self::Here }
    }

    fn run<T>(self, work: impl FnOnce() -> T) -> T {
        match self {
            Self::Here => work(),
            Self::Alone => blocking::run(work),
        }
    }
}

/// Returns why a body was not read to its end.
fn unreadable(error: &(dyn Error + Send + Sync + 'static)) -> Response<Bytes> {
    let error = if error.is::<LengthLimitError>() {
        ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, 20413, "Request entity is too large")
    } else {
        ApiError::bad(20001, "The request body could not be read")
    };
    error.into_response()
}

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, sync::mpsc::channel};

    use futures_util::stream;
    use http_body_util::StreamBody;
    use hyper::body::Frame;

    use super::*;
    use http_body_util::Full;

    type Part = Result<Frame<Bytes>, Infallible>;

    #[tokio::test]
    async fn a_body_that_never_comes_is_given_up() {
        let body = StreamBody::new(stream::pending::<Part>());
        let refused = read(body, MAX_BODY, Duration::ZERO).await.expect_err("no body");
        assert_eq!(refused.status(), StatusCode::REQUEST_TIMEOUT);
    }

    #[tokio::test]
    async fn a_body_is_read_up_to_its_limit() {
        let body = || Full::new(Bytes::from_static(b"0123456789"));
        assert_eq!(read(body(), 10, BODY_TIMEOUT).await.expect("a body"), "0123456789");
        let refused = read(body(), 9, BODY_TIMEOUT).await.expect_err("too long");
        assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn other_tasks_go_on_beside_a_request_that_takes_long() {
        let place = |path: &str| {
            let request = Request::builder().uri(path).body(Bytes::new()).expect("a request");
            Place::of(&request)
        };
        for path in ["/v1/Conversations", "/_emulator/v1/health", "/_emulator/v1"] {
            assert_eq!(place(path), Place::Here, "{path}");
        }
        let alone = place("/_emulator/v1/snapshots/large");
        let (done, other) = channel();
        let work = tokio::spawn(async move {
            // A task for the same thread, which is the only one.
            tokio::spawn(async move { done.send(()) });
            alone.run(|| other.recv_timeout(BODY_TIMEOUT))
        });
        assert_eq!(work.await.expect("no panic"), Ok(()));
    }
}
