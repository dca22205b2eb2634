//! A request to an address of an application: what to send, how long to wait, where a redirect leads.

use std::time::Duration;

use bytes::Bytes;
use fake_core::{CallbackMethod, text::Text};
use form_urlencoded::Serializer;
use http::{HeaderValue, Method, Request, Response, header};
use twilio_sid::AccountSid;
use twilio_token::Secret;

use crate::{
    overrides::Overrides,
    redirect::{BadRedirect, Redirect, sendable},
    signature::sign,
};

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// One event for one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookRequest {
    /// The account whose auth token signs it.
    pub account: AccountSid,
    /// Name of the event.
    pub event: &'static str,
    /// The address as it was configured.
    pub url: Text,
    /// How to call it.
    pub method: CallbackMethod,
    /// The parameters.
    pub params: Vec<(&'static str, String)>,
    /// Real time within which all attempts have to end.
    pub limit: Duration,
    /// Whether the attempt number is sent.
    pub sends_attempt_header: bool,
}

impl WebhookRequest {
    /// How to connect.
    pub fn overrides(&self) -> Overrides {
        Overrides::of(&self.url, self.limit)
    }

    /// The request of an attempt, the first of which is 0, signed with the account's auth token.
    ///
    /// `call` is the same in all attempts and in no other call; `redirect` is where the receiver has sent
    /// this attempt. `None` when the address is none after all.
    pub fn request(
        &self,
        auth_token: &Secret,
        (attempt, call): (u32, [u8; 16]),
        redirect: Option<&Redirect>,
    ) -> Option<Request<Bytes>> {
        let mut params = self.params.clone();
        if self.sends_attempt_header {
            params.push(("RetryCount", attempt.to_string()));
        }
        let query = Serializer::new(String::new()).extend_pairs(&params).finish();
        // assumed: overrides are signed as little as they are sent; a live call would settle it.
        let url = redirect.map_or_else(|| sendable(&self.url), |it| it.url.as_str().into());
        let is_fetch = redirect.is_some_and(|it| it.is_fetch);
        let (method, url, body) = match self.method {
            // A redirect target carries its own query.
            CallbackMethod::Get if redirect.is_some() => (Method::GET, url, Bytes::new()),
            CallbackMethod::Post if is_fetch => (Method::GET, url, Bytes::new()),
            CallbackMethod::Get => {
                let joint = if url.contains('?') { '&' } else { '?' };
                (Method::GET, format!("{url}{joint}{query}").into(), Bytes::new())
            }
            CallbackMethod::Post => (Method::POST, url, Bytes::from(query)),
        };
        let signed: &[_] = if method == Method::POST { &params } else { &[] };
        let signature = sign(auth_token, &url, signed);
        let mut request = Request::builder()
            .method(method.clone())
            .uri(url.as_ref())
            .header("X-Twilio-Signature", signature)
            // As in public captures, and so are the values beside it.
            .header("I-Twilio-Idempotency-Token", uuid(call))
            .header(header::ACCEPT, "*/*")
            .header(header::USER_AGENT, "TwilioProxy/1.1")
            .body(body)
            .ok()?;
        if method == Method::POST {
            request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(FORM));
        }
        Some(request)
    }
}

impl WebhookRequest {
    /// Where an answer leads on, which came from the configured address or from where that one has led.
    ///
    /// # Errors
    /// When it is a redirect that is not followed.
    pub fn redirect(
        &self,
        before: Option<&Redirect>,
        answer: &Response<Bytes>,
    ) -> Result<Option<Redirect>, BadRedirect> {
        let location = answer.headers().get(header::LOCATION);
        let location = location.and_then(|it| std::str::from_utf8(it.as_bytes()).ok());
        let configured = sendable(&self.url);
        let from = before.map_or((configured.as_ref(), false), |it| (&it.url, it.is_fetch));
        Redirect::of(from, answer.status(), location)
    }
}

/// A random UUID of these bytes.
fn uuid(bytes: [u8; 16]) -> String {
    let random = u128::from_be_bytes(bytes);
    // Version 4, variant 1.
    let marked = random & !(0xf << 76 | 0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let hex = format!("{marked:032x}");
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| &hex[part]);
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(url: &str, method: CallbackMethod) -> WebhookRequest {
        WebhookRequest {
            account: AccountSid::from_bytes([0; 16]),
            event: "onMessageAdded",
            url: url.into(),
            method,
            params: vec![("Body", "a b".to_owned())],
            limit: Duration::from_secs(5),
            sends_attempt_header: true,
        }
    }

    #[test]
    fn overrides_are_neither_sent_nor_signed() {
        let token: Secret = "an-auth-token".parse().expect("a secret");
        for method in [CallbackMethod::Get, CallbackMethod::Post] {
            let plain =
                to("http://127.0.0.1:9/h?x=1", method).request(&token, (0, [7; 16]), None).unwrap();
            let overridden = to("http://127.0.0.1:9/h?x=1#rc=2", method)
                .request(&token, (0, [7; 16]), None)
                .unwrap();
            assert_eq!(plain.uri(), overridden.uri());
            assert_eq!(plain.headers(), overridden.headers());
        }
    }

    #[test]
    fn calls_are_told_apart_by_random_uuids() {
        assert_eq!(uuid([0; 16]), "00000000-0000-4000-8000-000000000000");
        assert_eq!(uuid([255; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }

    #[test]
    fn a_query_carries_what_a_form_would() {
        let token: Secret = "an-auth-token".parse().expect("a secret");
        let request = to("http://127.0.0.1:9/h?x=1", CallbackMethod::Get);
        let request = request.request(&token, (2, [7; 16]), None).unwrap();
        assert_eq!(request.uri(), "http://127.0.0.1:9/h?x=1&Body=a+b&RetryCount=2");
        assert!(request.body().is_empty());
    }
}
