//! Who may use the control API.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use fake_rest::ApiError;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use local_server::CallerRule;
use twilio_token::Secret;

/// The token of the control API beside a fault, since `Authorization` holds what the request itself needs.
const TOKEN: HeaderName = HeaderName::from_static("x-emulator-token");

/// The rules of the control API.
#[derive(Debug, Default)]
pub(crate) struct ControlRules {
    /// The rule on `Host` and `Origin`.
    pub(crate) callers: CallerRule,
    /// What is required beyond that.
    pub(crate) access: ControlAccess,
}

/// Who may use the control API.
#[derive(Clone, Debug, Default)]
pub(crate) enum ControlAccess {
    /// Everyone whom the rule on `Host` and `Origin` lets through.
    #[default]
    Open,
    /// Those who send this token as `Authorization: Bearer`.
    Token(Secret),
    /// Nobody.
    Closed,
}

impl ControlAccess {
    /// Checks a request; the health check is exempt.
    ///
    /// # Errors
    /// The error response.
    pub(crate) fn check(&self, path: &str, headers: &HeaderMap) -> Result<(), ApiError> {
        match self {
            Self::Open => Ok(()),
            Self::Token(token) if is_bearer(headers, token) => Ok(()),
            Self::Token(_) => {
                let why = "The control API asks for a token: Authorization: Bearer TOKEN";
                Err(ApiError::new(StatusCode::UNAUTHORIZED, 20003, why))
            }
            Self::Closed => {
                let why = format!("{path} was not found: the control API is closed (--no-control)");
                Err(ApiError::new(StatusCode::NOT_FOUND, 20404, why))
            }
        }
    }

    /// Returns whether a request may bring its own fault along; false where the control API is closed.
    ///
    /// # Errors
    /// The error response when the token is missing.
    pub(crate) fn allows_faults(&self, headers: &HeaderMap) -> Result<bool, ApiError> {
        match self {
            Self::Open => Ok(true),
            Self::Token(token)
                if headers.get(TOKEN).is_some_and(|it| is_token(it.as_bytes(), token)) =>
            {
                Ok(true)
            }
            Self::Token(_) => {
                let why = "A fault asks for the token of the control API: X-Emulator-Token: TOKEN";
                Err(ApiError::new(StatusCode::UNAUTHORIZED, 20003, why))
            }
            Self::Closed => Ok(false),
        }
    }
}

fn is_bearer(headers: &HeaderMap, token: &Secret) -> bool {
    let value = headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes);
    let sent = value.and_then(|value| {
        let (scheme, sent) = value.split_at_checked(7)?;
        scheme.eq_ignore_ascii_case(b"bearer ").then_some(sent)
    });
    sent.is_some_and(|sent| is_token(sent, token))
}

fn is_token(sent: &[u8], token: &Secret) -> bool {
    verify_slices_are_equal(sent, token.expose().as_bytes()).is_ok()
}
