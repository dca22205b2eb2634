//! The contract suite: what the REST API promises, asked black-box with the Rust client.
//!
//! The tests run against an emulator each, and by `cargo xtask contract` on live Twilio too, where the
//! environment names an account. An `assumed` note that a test here settles names the test. On live
//! Twilio a test that fails has found a guess that was wrong.
//!
//! What a test makes lies in a service of its own, or carries [`PREFIX`] in its name, and is removed when
//! the test ends, however it ends. Nothing that belongs to the account as a whole is changed.

mod account;
mod compositions;
mod conversations;
mod leftovers;
mod lists;
mod media;
mod messages;
mod participants;
mod rehearsal;
mod roles;
mod rooms;
mod timers;
mod users;
mod webhooks;
mod world;

use std::fmt::Debug;

use twilio_conversations::Error;

use world::contract;

/// Beginning of the names of everything that the suite makes outside its own services.
const PREFIX: &str = "contract-";

/// Checks that a call was refused in Twilio's form, with this status and this error number.
#[track_caller]
fn refused<T: Debug>(result: Result<T, Error>, expected_status: u16, expected_code: u32) {
    match result {
        Err(Error::Api { status, code, message, more_info, .. }) => {
            let expected = (expected_status, expected_code);
            assert_eq!((status.as_u16(), code), expected, "{message}");
            assert!(!message.is_empty());
            assert!(more_info.ends_with(&format!("/errors/{code}")), "{more_info}");
        }
        other => panic!("{expected_status} with {expected_code} was expected, not {other:?}"),
    }
}

/// Checks that a call found nothing.
#[track_caller]
fn not_found<T: Debug>(result: Result<T, Error>) {
    refused(result, 404, 20404);
}
