//! When a failed attempt is repeated, and after which pause.

use std::time::Duration;

use http::{Method, StatusCode};

use crate::rest::Error;

/// Nothing is waited for longer than a day, whatever is asked for: sums with the clock stay sound.
pub(crate) const MAX_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Patience with a server that fails.
///
/// Repeated are: any request that was not sent or that was refused with 429, one that Twilio itself
/// refused with 503, and a `GET` after whatever went wrong on the way. A `POST` that may have been
/// carried out is never repeated; so neither is one after a 503 that is not Twilio's, because
/// proxies answer that for a connection that broke behind them. That nothing was carried out when
/// Twilio itself answers 503 is assumed; a statement of Twilio about error 20503 would settle it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// How often a call is repeated at most; 0 never.
    pub times: u32,
    /// The first pause; each further one doubles. Between half and all of it is waited, by chance.
    pub pause: Duration,
    /// The longest pause, unless the server names one (`Retry-After`, in seconds).
    pub longest: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self { times: 3, pause: Duration::from_millis(100), longest: Duration::from_secs(2) }
    }
}

impl Retry {
    /// The pause before the repetition with this number, counted from 0; `jitter` lies in 0..=1.
    pub(crate) fn pause_before(&self, repetition: u32, jitter: f64) -> Duration {
        let doubled = self.pause.saturating_mul(2u32.saturating_pow(repetition));
        doubled.min(self.longest).min(MAX_WAIT).mul_f64(0.5 + jitter / 2.0)
    }
}

/// Whether the request cannot have been carried out, or would do no harm a second time.
pub(crate) fn is_safe(method: &Method, error: &Error) -> bool {
    match error {
        Error::Connect(_) => true,
        Error::Api { status, .. } => {
            *status == StatusCode::TOO_MANY_REQUESTS || *status == StatusCode::SERVICE_UNAVAILABLE
        }
        Error::Status { status, .. } => {
            *status == StatusCode::TOO_MANY_REQUESTS
                || *status == StatusCode::SERVICE_UNAVAILABLE && method.is_safe()
        }
        Error::Broken(_) | Error::Timeout { .. } => method.is_safe(),
        Error::TooLarge { .. }
        | Error::Decode(_)
        | Error::ForeignPage { .. }
        | Error::Path(_)
        | Error::Address(_)
        | Error::Form(_)
        | Error::ContentType(_)
        | Error::Json(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(status: u16) -> Error {
        Error::Api {
            status: StatusCode::from_u16(status).unwrap(),
            code: 20001,
            message: String::new(),
            more_info: String::new(),
            request_id: None,
        }
    }

    fn proxy(status: u16) -> Error {
        let status = StatusCode::from_u16(status).unwrap();
        Error::Status { status, text: String::new(), request_id: None }
    }

    #[test]
    fn pauses_double_up_to_the_longest() {
        let retry = Retry {
            times: 9,
            pause: Duration::from_millis(100),
            longest: Duration::from_millis(300),
        };
        let pauses = [0, 1, 2, 40].map(|repetition| retry.pause_before(repetition, 1.0));
        assert_eq!(pauses.map(|pause| pause.as_millis()), [100, 200, 300, 300]);
        assert_eq!(retry.pause_before(0, 0.0), Duration::from_millis(50));
    }

    #[test]
    fn a_post_that_may_have_been_carried_out_is_not_repeated() {
        let timeout = Error::Timeout { limit: Duration::ZERO };
        let broken = Error::Broken("reset".into());
        for error in [timeout, broken, proxy(503)] {
            assert!(is_safe(&Method::GET, &error));
            assert!(!is_safe(&Method::POST, &error));
        }
    }

    #[test]
    fn refusals_that_change_nothing_are_repeated_for_any_method() {
        for error in [Error::Connect("refused".into()), api(429), api(503), proxy(429)] {
            assert!(is_safe(&Method::GET, &error));
            assert!(is_safe(&Method::POST, &error));
        }
    }

    #[test]
    fn other_refusals_are_final() {
        for error in [api(400), api(401), api(404), api(409), api(500), proxy(502), proxy(504)] {
            assert!(!is_safe(&Method::GET, &error));
        }
    }
}
