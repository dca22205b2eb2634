//! `POST /_emulator/v1/clients/{disconnect,drop}`: ends connections of chat clients.

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

/// Chat clients of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whom {
    identity: Option<String>,
    service: Option<ServiceSid>,
}

impl Whom {
    /// Returns whether a client is one of them.
    pub fn includes(&self, service: ServiceSid, identity: &str) -> bool {
        self.identity.as_ref().is_none_or(|it| it == identity)
            && self.service.is_none_or(|it| it == service)
    }
}

/// Chat clients whose connections are dropped without a close frame, like a pulled cable.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropClients {
    /// The account; the one that the emulator was started with unless named.
    pub account_sid: Option<AccountSid>,
    /// Whose clients; everybody's unless named.
    pub identity: Option<String>,
    /// Clients of this service; of all of the account unless named.
    pub service_sid: Option<ServiceSid>,
    /// How long their new connections are dropped too, in milliseconds of the emulator's clock.
    #[serde(rename = "for_ms")]
    pub for_millis: Option<u32>,
}

impl DropClients {
    /// Which clients.
    pub fn whom(&self) -> Whom {
        Whom { identity: self.identity.clone(), service: self.service_sid }
    }
}

impl Disconnect {
    /// Which clients.
    pub fn whom(&self) -> Whom {
        Whom { identity: self.identity.clone(), service: self.service_sid }
    }

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

#[derive(Debug, Serialize)]
struct Dropped {
    dropped: usize,
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

pub(super) fn drop_clients(context: &Context, control: &dyn Control, body: &[u8]) -> Reply {
    let dropped: DropClients = parse::json(body)?;
    let account_sid = account::named(context, dropped.account_sid)?;
    let answer = Dropped { dropped: control.drop_clients(account_sid, &dropped) };
    Ok(ok(&InAccount { account_sid, answer }))
}
