//! The token crate against Twilio's libraries, against its own properties, and in snapshots.

mod case;
mod compare;
mod minting;
#[expect(clippy::disallowed_types, reason = "the official libraries run as programs")]
mod official;
mod properties;
mod shared;
mod verifying;
mod webhooks;

use std::io::Write;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// The JSON text of a segment of a JWT.
fn segment(jwt: &str, at: usize) -> String {
    let segment = jwt.split('.').nth(at).expect("a JWT has three segments");
    let json = URL_SAFE_NO_PAD.decode(segment).expect("a segment is base64");
    String::from_utf8(json).expect("a segment is UTF-8")
}

/// Says something past the capture of the test harness.
fn announce(text: &str) {
    let mut err = std::io::stderr();
    writeln!(err, "{text}").expect("standard error is open");
}
