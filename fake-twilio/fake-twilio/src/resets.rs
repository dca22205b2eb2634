//! How often accounts were reset: nothing that began before a reset goes on after it.

use dashmap::DashMap;
use twilio_sid::AccountSid;

/// Counts the resets of each account.
#[derive(Default)]
pub(crate) struct Resets(DashMap<AccountSid, u64>);

impl Resets {
    /// Counts a reset.
    pub(crate) fn note(&self, account: AccountSid) {
        *self.0.entry(account).or_default() += 1;
    }

    /// How often the account was reset.
    pub(crate) fn of(&self, account: AccountSid) -> u64 {
        self.0.get(&account).map_or(0, |count| *count)
    }
}
