//! `POST reset`: removes everything in one account, or in all of them.

use serde::{Deserialize, Serialize};
use twilio_sid::AccountSid;

use super::{Control, Disconnect, seed_document::Loader};
use crate::{
    context::Context,
    control::account,
    http::{
        error::{ApiError, HandlerError},
        parse,
        reply::{Reply, ok},
    },
};

/// Which account is reset, and what happens to its clients.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a member of the request")]
struct Reset {
    /// All accounts unless one is named.
    account_sid: Option<AccountSid>,
    /// Whether chat clients are disconnected first, instead of getting each removal as an event.
    #[serde(default)]
    disconnect: bool,
    /// Whether the journal is cleared, too.
    #[serde(default)]
    journal: bool,
    /// Whether rules of faults are deleted, too; of an account those that name it.
    #[serde(default)]
    faults: bool,
    /// Whether the clock starts again, too.
    #[serde(default)]
    clock: bool,
}

#[derive(Serialize)]
struct ResetAccounts {
    account_sids: Vec<AccountSid>,
    disconnected: usize,
}

pub(super) fn reset(context: &Context, control: &dyn Control, body: &[u8]) -> Reply {
    let reset: Reset = parse::json(body)?;
    let account_sids = match reset.account_sid {
        Some(sid) => vec![account::named(context, Some(sid))?],
        None => context.store.accounts(),
    };
    // First of all, because dates are given during a reset.
    if reset.clock {
        control.reset_clock();
    }
    let mut disconnected = 0;
    for sid in &account_sids {
        if reset.disconnect {
            disconnected += control.disconnect(*sid, &Disconnect::everybody());
        }
        let Some(tenant) = context.store.account(*sid) else { continue };
        let was_reset = context.store.reset(&tenant);
        control.note_reset(*sid);
        was_reset.map_err(|error| HandlerError::from(fake_core::Error::from(error)))?;
        let seed = context.seeds.lock().get(sid).cloned();
        if let Some(seed) = seed {
            let loaded = Loader::new(context, *sid).load(&seed);
            loaded.map_err(|error| ApiError::bad(20001, error.to_string()))?;
        }
    }
    if reset.faults {
        context.faults.clear(reset.account_sid);
    }
    if reset.journal {
        context.journal.clear();
    }
    Ok(ok(&ResetAccounts { account_sids, disconnected }))
}
