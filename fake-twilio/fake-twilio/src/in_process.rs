//! Requests to the control API from the program that the emulator runs in.

use std::{net::SocketAddr, sync::Arc};

use bytes::Bytes;
use fake_control::journal::{Entry, Wait};
use http::{Method, Request, header};
use serde::Serialize;

use crate::{
    control,
    error::{ControlError, WaitError},
    journal_wait,
    shared::Shared,
};

/// Sends requests to the control API, past the rules on who may use it.
#[derive(Clone)]
pub(crate) struct InProcess {
    pub(crate) shared: Arc<Shared>,
    /// Where the emulator listens.
    pub(crate) address: SocketAddr,
}

impl InProcess {
    /// Sends a `POST` and returns the body of a successful answer.
    pub(crate) async fn post(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<Bytes, ControlError> {
        let body = serde_json::to_vec(body).map_err(ControlError::unreadable)?;
        self.request(Method::POST, path, body.into()).await
    }

    /// Sends a request without a body and returns the body of a successful answer.
    pub(crate) async fn send(&self, method: Method, path: &str) -> Result<Bytes, ControlError> {
        self.request(method, path, Bytes::new()).await
    }

    async fn request(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> Result<Bytes, ControlError> {
        let request = Request::builder()
            .method(method)
            .uri(format!("/_emulator/v1/{path}"))
            .header(header::HOST, self.address.to_string())
            .body(body)
            .map_err(ControlError::unreadable)?;
        let response = control::perform(&self.shared, &request).await;
        if response.status().is_success() {
            return Ok(response.into_body());
        }
        Err(ControlError::of(response.status(), response.body()))
    }

    /// Waits for entries of the journal.
    pub(crate) async fn wait_for(&self, wanted: Wait) -> Result<Vec<Entry>, WaitError> {
        if !self.shared.recorder.journal.is_on() {
            return Err(WaitError::JournalOff);
        }
        match journal_wait::wait(&self.shared, wanted).await {
            Ok(found) => Ok(found.entries),
            Err(missed) => Err(WaitError::TimedOut(Box::new(missed))),
        }
    }
}
