//! `POST /_emulator/v1/clients/disconnect`: ends connections of chat clients.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, ServiceSid};

use super::Control;
use crate::{
    context::Context,
    control::account::{self, InAccount},
    http::{
        error::ApiError,
        parse,
        reply::{Reply, ok},
    },
};

/// Filters the clients to disconnect, and the values of the `close` frame.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disconnect {
    /// The account; by default the one in the emulator's options.
    pub account_sid: Option<AccountSid>,
    /// Identity of the clients; by default all.
    pub identity: Option<String>,
    /// Clients of this service; of all of the account unless named.
    pub service_sid: Option<ServiceSid>,
    /// Status of the `close`, 300 to 599; 308 unless named.
    #[serde(default = "offload")]
    pub status: u16,
    /// Reason as a sentence.
    pub description: Option<String>,
    /// Twilio's error number.
    pub error_code: Option<u32>,
    /// How long to stay away, in milliseconds; the SDK reads it with status 308 only.
    pub backoff_ms: Option<u32>,
}

impl Disconnect {
    /// All clients of an account; they may come back at once.
    pub(super) fn everybody() -> Self {
        Self {
            account_sid: None,
            identity: None,
            service_sid: None,
            status: offload(),
            description: None,
            error_code: None,
            backoff_ms: None,
        }
    }
}

#[derive(Debug, Serialize)]
struct Disconnected {
    disconnected: usize,
}

fn offload() -> u16 {
    308
}

pub(super) fn disconnect(context: &Context, control: &dyn Control, body: &[u8]) -> Reply {
    let whom: Disconnect = parse::json(body)?;
    if !(300..600).contains(&whom.status) {
        return Err(ApiError::bad(20001, "A status lies between 300 and 599").into());
    }
    let account_sid = account::named(context, whom.account_sid)?;
    let disconnected = control.disconnect(account_sid, &whom);
    Ok(ok(&InAccount { account_sid, answer: Disconnected { disconnected } }))
}
