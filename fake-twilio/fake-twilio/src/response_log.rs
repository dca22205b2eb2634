//! Logs responses.

use fake_rest::ErrorCode;
use http::{Method, Response};

/// Logs a response; errors at a higher level, because SDKs hide some of them.
pub(crate) fn log<B>(method: &Method, path: &str, response: &Response<B>) {
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        let code = response.extensions().get::<ErrorCode>().map(|ErrorCode(code)| *code);
        tracing::info!(%method, path, status = status.as_u16(), code, "refused");
    } else {
        tracing::debug!(%method, path, status = status.as_u16(), "answered");
    }
}
