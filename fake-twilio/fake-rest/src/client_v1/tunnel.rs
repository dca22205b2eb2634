//! The client API, asked by older clients.

use bytes::Bytes;
use fake_webhooks::PreEventDecision;
use http::{Method, Request, Response, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use twilio_wire::error::ErrorBody;

use crate::{
    caller::ClientCaller,
    client,
    context::Context,
    error_codes::{Audience, explain},
    http::{error::ApiError, path, reply::Step},
};

/// The client API, asked on behalf of a client that does not speak it.
pub(super) struct Tunnel<'a> {
    pub(super) context: &'a Context,
    pub(super) caller: &'a ClientCaller,
    decision: Option<&'a PreEventDecision>,
}

/// What the client API answered instead of a success.
pub(super) struct Refused(pub(super) ApiError);

impl<'a> Tunnel<'a> {
    pub(super) fn new(
        context: &'a Context,
        caller: &'a ClientCaller,
        decision: Option<&'a PreEventDecision>,
    ) -> Self {
        Self { context, caller, decision }
    }

    pub(super) fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Refused> {
        // No webhook decides on what is only read.
        let body = self.send(Method::GET, path, Bytes::new())?.done();
        read(&body.unwrap_or_default())
    }

    /// Posts a form whose answer matters.
    pub(super) fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        form: &impl Serialize,
    ) -> Result<Step<T>, Refused> {
        self.change(path, form)?.map(|body| read(&body)).transpose()
    }

    /// Posts a form.
    pub(super) fn change(&self, path: &str, form: &impl Serialize) -> Result<Step<Bytes>, Refused> {
        let form = serde_json::to_vec(form).map_err(|why| Refused::malformed(&why))?;
        self.send(Method::POST, path, Bytes::from(form))
    }

    pub(super) fn delete(&self, path: &str) -> Result<Step<Bytes>, Refused> {
        self.send(Method::DELETE, path, Bytes::from_static(b"{}"))
    }

    fn send(&self, method: Method, path: &str, body: Bytes) -> Result<Step<Bytes>, Refused> {
        let request = Request::builder().method(method).uri(format!("/Client/v2/{path}"));
        let request = request.body(body).map_err(|_| Refused(ApiError::not_found(path)))?;
        let segments = path::segments(request.uri().path());
        let segments: Vec<&str> = segments.iter().skip(2).map(AsRef::as_ref).collect();
        let reply = client::handle(self.context, &request, &segments, self.caller, self.decision);
        let step = reply.map_err(|failure| Refused(explain(failure, Audience::Client)))?;
        step.map(|answer| success(answer.response)).transpose()
    }
}

/// The body of a success.
fn success(response: Response<Bytes>) -> Result<Bytes, Refused> {
    let (parts, body) = response.into_parts();
    if parts.status.is_success() {
        return Ok(body);
    }
    Err(Refused(match serde_json::from_slice::<ErrorBody>(&body) {
        Ok(error) => ApiError::new(parts.status, error.code, error.message),
        Err(_) => ApiError::new(parts.status, 20500, "Internal server error"),
    }))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refused> {
    // What the client API answers is what its wire types say; nothing here may panic if not.
    let unreadable =
        |_| Refused(ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, 20500, "Internal"));
    serde_json::from_slice(body).map_err(unreadable)
}
