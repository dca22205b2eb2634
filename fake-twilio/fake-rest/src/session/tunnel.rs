use bytes::Bytes;
use http::{Method, Request, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use twilio_wire::error::ErrorBody;

use crate::{
    answer::ApiError,
    api::{Api, ClientCaller},
};

/// The client API, asked on behalf of a client that does not speak it.
pub(super) struct Tunnel<'a> {
    pub(super) api: &'a Api,
    pub(super) caller: &'a ClientCaller,
}

/// What the client API answered instead of a success.
pub(super) struct Refused(pub(super) ApiError);

impl Tunnel<'_> {
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
        let (parts, body) = self.api.handle_tunnelled(&request, self.caller).response.into_parts();
        if parts.status.is_success() {
            return Ok(body);
        }
        Err(Refused(match serde_json::from_slice::<ErrorBody>(&body) {
            Ok(error) => ApiError::new(parts.status, error.code, error.message),
            Err(_) => ApiError::new(parts.status, 20500, "Internal server error"),
        }))
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refused> {
    // What the client API answers is what its wire types say; nothing here may panic if not.
    let unreadable =
        |_| Refused(ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, 20500, "Internal"));
    serde_json::from_slice(body).map_err(unreadable)
}
