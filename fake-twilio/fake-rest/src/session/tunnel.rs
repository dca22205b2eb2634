use std::cell::Cell;

use bytes::Bytes;
use fake_webhooks::{PreEventDecision, WebhookRequest};
use http::{Method, Request, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use twilio_wire::error::ErrorBody;

use crate::{
    answer::{Answer, ApiError, Step},
    api::{Api, ClientCaller},
};

/// The client API, asked on behalf of a client that does not speak it.
pub(super) struct Tunnel<'a> {
    pub(super) api: &'a Api,
    pub(super) caller: &'a ClientCaller,
    decision: Option<&'a PreEventDecision>,
    /// A question to a hook, because of which the last request was refused.
    pub(super) asked: Cell<Option<Box<WebhookRequest>>>,
}

/// What the client API answered instead of a success.
pub(super) struct Refused(pub(super) ApiError);

impl<'a> Tunnel<'a> {
    pub(super) fn new(
        api: &'a Api,
        caller: &'a ClientCaller,
        decision: Option<&'a PreEventDecision>,
    ) -> Self {
        Self { api, caller, decision, asked: Cell::new(None) }
    }

    pub(super) fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Refused> {
        read(&self.ask(Method::GET, path, Bytes::new())?)
    }

    /// Posts a form whose answer matters.
    pub(super) fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        form: &impl Serialize,
    ) -> Result<T, Refused> {
        read(&self.change(path, form)?)
    }

    /// Posts a form.
    pub(super) fn change(&self, path: &str, form: &impl Serialize) -> Result<Bytes, Refused> {
        let form = serde_json::to_vec(form).map_err(|why| Refused::malformed(&why))?;
        self.ask(Method::POST, path, Bytes::from(form))
    }

    pub(super) fn delete(&self, path: &str) -> Result<(), Refused> {
        self.ask(Method::DELETE, path, Bytes::from_static(b"{}")).map(|_| ())
    }

    fn ask(&self, method: Method, path: &str, body: Bytes) -> Result<Bytes, Refused> {
        let request = Request::builder().method(method).uri(format!("/Client/v2/{path}"));
        let request = request.body(body).map_err(|_| Refused(ApiError::not_found(path)))?;
        let (parts, body) = self.answer(&request)?.response.into_parts();
        if parts.status.is_success() {
            return Ok(body);
        }
        Err(Refused(match serde_json::from_slice::<ErrorBody>(&body) {
            Ok(error) => ApiError::new(parts.status, error.code, error.message),
            Err(_) => ApiError::new(parts.status, 20500, "Internal server error"),
        }))
    }
}

impl Tunnel<'_> {
    fn answer(&self, request: &Request<Bytes>) -> Result<Answer, Refused> {
        if let Some(decision) = self.decision {
            return Ok(self.api.conclude_tunnelled(request, self.caller, decision));
        }
        match self.api.handle_tunnelled(request, self.caller) {
            Step::Done(answer) => Ok(answer),
            Step::Ask(question) => {
                self.asked.set(Some(question));
                // Whoever takes the question does not hand this on.
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                Err(Refused(ApiError::new(status, 20500, "A webhook was not asked")))
            }
        }
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refused> {
    // What the client API answers is what its wire types say; nothing here may panic if not.
    let unreadable =
        |_| Refused(ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, 20500, "Internal"));
    serde_json::from_slice(body).map_err(unreadable)
}
