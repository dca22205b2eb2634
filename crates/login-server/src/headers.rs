//! Security headers of every response.

use http::{
    HeaderMap, HeaderValue,
    header::{CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS},
};

use crate::Backend;

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// Hosts that the SDKs dial with the live backend: REST, Twilsock and media are all below them.
const LIVE_HOSTS: &str = "https://*.twilio.com wss://*.twilio.com";

/// Adds the security headers to an answer for a page that reaches the backend there.
pub(crate) fn apply(headers: &mut HeaderMap, backend: &Backend) {
    let connect = match backend {
        Backend::Emulator { origin } => {
            let http = origin.to_string();
            format!("{} {}", http.trim_end_matches('/'), web_socket_origin(&http))
        }
        Backend::Live => LIVE_HOSTS.to_owned(),
    };
    // `unsafe-eval`, because `twilio-video` 2.36.0 makes a function out of a string as soon as it
    // is loaded (`lib/util/dynamicimport.js`); refused, it does not load. Scripts themselves
    // come from here only, and neither the page nor the other SDK evaluates strings.
    let policy = format!(
        "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
         media-src 'self' blob: mediastream:; connect-src 'self' {connect}; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    // Addresses hold nothing that a header cannot; without a policy, nothing is allowed.
    let policy = HeaderValue::try_from(policy);
    let policy = policy.unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"));
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let own_devices = "camera=(self), microphone=(self), display-capture=(self)";
    headers.insert(PERMISSIONS_POLICY, HeaderValue::from_static(own_devices));
}

/// `http://host:1/` becomes `ws://host:1`, `https` becomes `wss`.
pub(crate) fn web_socket_origin(http: &str) -> String {
    http.trim_end_matches('/').replacen("http", "ws", 1)
}
