//! Copies of accounts, to record several changes of them together or not at all.

use std::{hash::Hash, sync::Arc};

use dashmap::DashMap;
use fake_core::{
    Fact, ReadOnly, View,
    account::{Account, AccountFact},
};
use twilio_sid::AccountSid;

use crate::{
    AccountTenant, ServiceTenant, Store, Tenant,
    tenant::{Recorded, Unmergeable},
};

/// Copies of accounts that nobody sees. What is recorded there happens with [`Fork::merge`], or never.
pub struct Fork {
    store: Store,
}

/// Why a fork was not merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMerged<E> {
    /// What was copied has changed since.
    HasMoved,
    /// A store has failed, so that nothing can be recorded.
    ReadOnly(ReadOnly),
    /// The caller did not permit it.
    Refused(E),
}

impl<E> From<Unmergeable> for NotMerged<E> {
    fn from(why: Unmergeable) -> Self {
        match why {
            Unmergeable::HasMoved => Self::HasMoved,
            Unmergeable::ReadOnly => Self::ReadOnly(ReadOnly),
        }
    }
}

/// What is still to be recorded in a tenant that is locked.
type Pending<'a> = Box<dyn FnOnce() + 'a>;

impl Store {
    /// Copies accounts, those that are open.
    pub fn fork(&self, accounts: &[AccountSid]) -> Fork {
        let store = self.empty_fork();
        for sid in accounts {
            let Some(account) = self.account(*sid) else { continue };
            // Its services later: those that it has then are all there by now.
            let copy = Arc::new(account.fork(store.discarded().clone()));
            for service in copy.read(|it| it.services.iter().map(|one| one.sid).collect::<Vec<_>>())
            {
                if let Some(tenant) = self.service(service) {
                    let copy = Arc::new(tenant.fork(store.discarded().clone()));
                    store.services.insert(service, copy);
                }
            }
            if let Some(rooms) = self.opened_rooms(*sid) {
                let copy = Arc::new(rooms.fork(store.discarded().clone()));
                store.rooms.insert(*sid, copy);
            }
            store.accounts.insert(*sid, copy);
        }
        Fork { store }
    }
}

impl Fork {
    /// The copies. Media are not among them: they are kept elsewhere.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Records everything in the original that was recorded here, in one critical section of all that
    /// changes. New accounts and services begin, too.
    ///
    /// `permit` is called when everything is found to be possible, before anything happens.
    ///
    /// # Errors
    /// Why it was not done; nothing has happened then.
    pub fn merge<E>(
        self,
        original: &Store,
        permit: impl FnOnce() -> Result<(), E>,
    ) -> Result<(), NotMerged<E>> {
        let _one = original.opening.lock();
        let accounts = parts(&self.store.accounts, |sid| original.account(sid))?;
        let services = parts(&self.store.services, |sid| original.service(sid))?;
        let rooms = parts(&self.store.rooms, |sid| original.opened_rooms(sid))?;
        // Accounts first, as everywhere.
        let mut pending = Vec::new();
        lock(&accounts.known, &mut pending)?;
        lock(&services.known, &mut pending)?;
        lock(&rooms.known, &mut pending)?;
        permit().map_err(NotMerged::Refused)?;
        for (copy, recorded) in services.new {
            original.begin_service(&copy, &recorded);
        }
        for record in pending {
            record();
        }
        for (copy, recorded) in accounts.new {
            original.begin_account(&copy, &recorded);
        }
        for (copy, recorded) in rooms.new {
            if let Some(tenant) = original.rooms(copy.read(|rooms| rooms.account)) {
                tenant.merge_now(&recorded);
            }
        }
        Ok(())
    }
}

/// A tenant, and what is to be recorded in it.
type Part<V, F> = (Arc<Tenant<V>>, Recorded<F>);

/// Tenants of a fork that have recorded something.
struct Parts<V: View> {
    /// The originals of those that have one.
    known: Vec<Part<V, V::Fact>>,
    /// Those that have no original yet.
    new: Vec<Part<V, V::Fact>>,
}

fn parts<K: Copy + Ord + Hash, V: View<Fact: Clone>>(
    copies: &DashMap<K, Arc<Tenant<V>>>,
    original: impl Fn(K) -> Option<Arc<Tenant<V>>>,
) -> Result<Parts<V>, Unmergeable> {
    #[expect(clippy::disallowed_methods, reason = "they are sorted")]
    let mut copies: Vec<_> = copies.iter().map(|it| (*it.key(), it.value().clone())).collect();
    // In one order, so that two merges do not wait for each other.
    copies.sort_unstable_by_key(|(key, _)| *key);
    let mut parts = Parts { known: Vec::new(), new: Vec::new() };
    for (key, copy) in copies {
        let Some(recorded) = copy.recorded_in_fork() else { continue };
        match original(key) {
            Some(_) if recorded.is_new() => return Err(Unmergeable::HasMoved),
            Some(_) if recorded.is_nothing() => {}
            Some(original) => parts.known.push((original, recorded)),
            None if recorded.is_new() => parts.new.push((copy, recorded)),
            None => return Err(Unmergeable::HasMoved),
        }
    }
    Ok(parts)
}

/// Locks tenants, and notes what is to be recorded in them.
fn lock<'a, V: View<Fact: Clone>>(
    parts: &'a [Part<V, V::Fact>],
    pending: &mut Vec<Pending<'a>>,
) -> Result<(), Unmergeable> {
    for (tenant, recorded) in parts {
        let guard = tenant.lock_for(recorded)?;
        pending.push(Box::new(move || tenant.merge(guard, recorded)));
    }
    Ok(())
}

impl Store {
    fn begin_service(&self, copy: &ServiceTenant, recorded: &Recorded<Fact>) {
        let service = copy.read(|world| world.service.clone());
        self.start(service, recorded.first_ids()).merge_now(recorded);
    }

    fn begin_account(&self, copy: &AccountTenant, recorded: &Recorded<AccountFact>) {
        let sid = copy.read(|account| account.sid);
        let tenant = Arc::new(self.tenant(Account::new(sid), recorded.first_ids()));
        tenant.merge_now(recorded);
        self.accounts.insert(sid, tenant);
    }
}
