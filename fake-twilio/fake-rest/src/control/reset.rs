//! `POST reset`: removes everything in one account, or in all of them.

use serde::Deserialize;
use twilio_sid::AccountSid;

use super::{
    Control,
    worlds::{self, RestoredAccounts},
};
use crate::{
    context::Context,
    http::{
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

pub(super) fn reset(context: &Context, control: &dyn Control, body: &[u8]) -> Reply {
    let reset: Reset = parse::json(body)?;
    let account_sids = worlds::accounts(context, reset.account_sid)?;
    // First of all, because dates are given during a reset.
    if reset.clock {
        control.reset_clock();
    }
    let _one = context.restoring.lock();
    let mut restored = RestoredAccounts::default();
    for sid in account_sids {
        // One that was closed meanwhile has nothing to go back to.
        let Some(tenant) = context.store.account(sid) else { continue };
        restored.add(control, sid, reset.disconnect, || {
            let seed = context.seeds.lock().get(&sid).cloned();
            let is_back = match seed {
                Some(seed) => context.store.restore(&tenant, &seed.contents(context.store.now())),
                None => context.store.reset(&tenant),
            };
            Ok(is_back?)
        })?;
    }
    if reset.faults {
        context.faults.clear(reset.account_sid);
    }
    if reset.journal {
        context.journal.clear();
    }
    Ok(ok(&restored))
}
