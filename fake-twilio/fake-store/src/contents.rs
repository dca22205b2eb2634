//! What accounts hold, as values that are independent of what happens afterwards.

use std::sync::Arc;

use bytes::Bytes;
use fake_core::{
    Actor, Env, Fact, ReadOnly, Service, View, World,
    account::AccountFact,
    configuration::ServiceFact,
    media::Digest,
    media_processing::{self, MediaProcessing, MediaProcessingFact},
    renewal::{Lasting, Renew, Renewal},
    reset, restore,
    room::{self, RoomFact, Rooms},
};
use twilio_sid::ServiceSid;

use crate::{
    AccountTenant, ServiceTenant, Store, Tenant,
    blobs::{Blobs, LimitReached},
};

/// What an account holds, as the fewest facts that add up to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Its services, defaults, addresses, credentials, templates and webhooks.
    pub account: Vec<AccountFact>,
    /// What each of its services holds; the first fact of each replaces the service itself.
    pub services: Vec<Vec<Fact>>,
    /// Its video rooms.
    pub rooms: Vec<RoomFact>,
    /// What it requested for its media.
    pub media_processing: Vec<MediaProcessingFact>,
}

impl Contents {
    /// The services of the account.
    pub fn service_records(&self) -> impl Iterator<Item = &Arc<Service>> {
        self.account.iter().filter_map(replaced)
    }

    /// The default service of the account.
    pub fn default_service(&self) -> Option<ServiceSid> {
        self.account.iter().find_map(|fact| {
            let AccountFact::DefaultsChanged(defaults) = fact else { return None };
            Some(defaults.service)
        })
    }

    /// Lets everything last that is in here.
    pub fn keep_all(&self, lasting: &mut Lasting) {
        lasting.keep(&self.account);
        self.services.iter().for_each(|facts| lasting.keep(facts));
        lasting.keep(&self.rooms);
    }

    /// The same as if it happened now for the first time.
    #[must_use = "the original stays as it is"]
    pub fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        let services = self.services.iter();
        Self {
            account: renewed(&self.account, renewal),
            services: services.map(|facts| renewed(facts, renewal)).collect(),
            rooms: renewed(&self.rooms, renewal),
            media_processing: self.media_processing.clone(),
        }
    }
}

fn renewed<F: Renew>(facts: &[F], renewal: &mut Renewal<'_>) -> Vec<F> {
    facts.iter().map(|fact| fact.renewed(renewal)).collect()
}

/// How much accounts hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Conversations.
    pub conversations: usize,
    /// Video rooms in progress.
    pub rooms: usize,
}

/// Bytes of media that stay as long as this is held.
pub struct KeptMedia {
    blobs: Arc<Blobs>,
    digests: Vec<Digest>,
}

impl Drop for KeptMedia {
    fn drop(&mut self) {
        self.digests.iter().for_each(|digest| self.blobs.release(*digest));
    }
}

impl KeptMedia {
    /// Keeps more bytes.
    ///
    /// # Errors
    /// When there is no room.
    pub fn keep(&mut self, bytes: Bytes) -> Result<Digest, LimitReached> {
        let digest = {
            let guard = self.blobs.keep(bytes)?;
            self.blobs.retain(guard.digest());
            guard.digest()
        };
        self.digests.push(digest);
        Ok(digest)
    }

    /// The digests of all that is kept, each once and in order.
    pub fn digests(&self) -> Vec<Digest> {
        let mut digests = self.digests.clone();
        digests.sort_unstable();
        digests.dedup();
        digests
    }

    fn retain_all(&mut self, digests: impl Iterator<Item = Digest>) {
        let known = self.digests.len();
        self.digests.extend(digests);
        self.blobs.retain_all(self.digests.iter().skip(known).copied());
    }
}

impl Store {
    /// How much all accounts hold.
    #[expect(clippy::disallowed_methods, reason = "the order does not matter")]
    pub fn counts(&self) -> Counts {
        let services: Vec<_> = self.services.iter().map(|it| it.value().clone()).collect();
        let rooms: Vec<_> = self.rooms.iter().map(|it| it.value().clone()).collect();
        Counts {
            conversations: services.iter().map(|it| it.peek(|it| it.conversations.len())).sum(),
            rooms: rooms.iter().map(|it| it.peek(Rooms::in_progress)).sum(),
        }
    }

    /// Keeps no media yet.
    pub fn kept_media(&self) -> KeptMedia {
        KeptMedia { blobs: self.blobs().clone(), digests: Vec::new() }
    }

    /// What an account holds by now; the bytes of its media are kept, too.
    pub fn contents(&self, account: &AccountTenant, media: &mut KeptMedia) -> Contents {
        let (sid, facts) = account.read(|it| (it.sid, it.contents()));
        let services = facts.iter().filter_map(replaced).filter_map(|it| self.service(it.sid));
        let services = services.map(|tenant| {
            let world = tenant.read(|world| {
                media.retain_all(world.media.digests());
                world.clone()
            });
            // Requests do not wait for this, which takes as long as the service is large.
            world.contents()
        });
        let services = services.collect();
        let rooms = self.opened_rooms(sid).map(|tenant| tenant.read(Rooms::contents));
        let requested = self.opened_media_processing(sid);
        let requested = requested.map(|tenant| tenant.read(MediaProcessing::contents));
        Contents {
            account: facts,
            services,
            rooms: rooms.unwrap_or_default(),
            media_processing: requested.unwrap_or_default(),
        }
    }

    /// Resets an account, and lets everything happen again that it held once. The bytes of all media
    /// have to be there.
    ///
    /// # Errors
    /// When a store has failed, so that nothing can be recorded; the account may be restored in part.
    pub fn restore(
        &self,
        account: &Arc<AccountTenant>,
        contents: &Contents,
    ) -> Result<(), ReadOnly> {
        self.reset(account)?;
        self.restore_services(account, contents)?;
        let sid = account.read(|it| it.sid);
        for facts in &contents.services {
            let service = facts.first().and_then(service_of);
            if let Some(tenant) = service.and_then(|service| self.service(service.sid)) {
                restore_service(&tenant, facts)?;
            }
        }
        if !contents.rooms.is_empty()
            && let Some(tenant) = self.rooms(sid)
        {
            let reset = |rooms: &Rooms, env: &mut Env<'_>| room::reset(rooms, env).facts;
            replay(&tenant, reset, &contents.rooms)?;
        }
        if !contents.media_processing.is_empty()
            && let Some(tenant) = self.media_processing(sid)
        {
            replay(&tenant, |_, _| media_processing::reset().facts, &contents.media_processing)?;
        }
        Ok(())
    }

    /// Lets an account draw SIDs that were drawn neither here nor where these bytes come from.
    pub fn stir_ids(&self, account: &AccountTenant, bytes: [u8; 32]) {
        account.stir_ids(bytes);
        let sid = account.read(|it| it.sid);
        let services: Vec<ServiceSid> =
            account.read(|it| it.services.iter().map(|one| one.sid).collect());
        let services = services.into_iter().filter_map(|service| self.service(service));
        services.for_each(|tenant| tenant.stir_ids(bytes));
        if let Some(tenant) = self.rooms(sid) {
            tenant.stir_ids(bytes);
        }
        if let Some(tenant) = self.media_processing(sid) {
            tenant.stir_ids(bytes);
        }
    }

    /// Lets an account have exactly these services, and everything else that is its own.
    fn restore_services(
        &self,
        account: &AccountTenant,
        contents: &Contents,
    ) -> Result<(), ReadOnly> {
        let wanted: Vec<&Arc<Service>> = contents.service_records().collect();
        let is_wanted = |sid: ServiceSid| wanted.iter().any(|it| it.sid == sid);
        let mut gone: Vec<ServiceSid> = Vec::new();
        account.record_both(
            &Actor::Reset,
            |view, _| reset::account_records(view),
            |view, _| {
                let services = view.services.iter().map(|it| it.sid);
                gone.extend(services.filter(|sid| !is_wanted(*sid)));
                let deleted = gone.iter().map(|sid| AccountFact::ServiceDeleted(*sid));
                contents.account.iter().cloned().chain(deleted).collect()
            },
        )?;
        for service in gone {
            self.stop_service(service);
        }
        for service in wanted {
            if self.service(service.sid).is_none() {
                self.start_service((*service).clone());
            }
        }
        account.read(|view| self.pass_on_hooks(view));
        Ok(())
    }
}

/// The service that a fact about its account replaces.
fn replaced(fact: &AccountFact) -> Option<&Arc<Service>> {
    if let AccountFact::ServiceReplaced(service) = fact { Some(service) } else { None }
}

/// The service that a fact replaces.
fn service_of(fact: &Fact) -> Option<&Arc<Service>> {
    if let Fact::Service(ServiceFact::Replaced(service, _)) = fact { Some(service) } else { None }
}

fn restore_service(tenant: &ServiceTenant, facts: &[Fact]) -> Result<(), ReadOnly> {
    let presence = tenant.presence();
    let reset = |world: &World, env: &mut Env<'_>| {
        reset::service(world, |identity| presence.is_online(identity), usize::MAX, env).facts
    };
    // In one critical section: requests and timers in between would find half of it. What they made
    // since the service was reset goes, too.
    tenant.record_both(&Actor::Reset, reset, |world, env| restore::service(world, facts, env).facts)
}

fn replay<V: View<Fact: Clone>>(
    tenant: &Tenant<V>,
    reset: impl FnOnce(&V, &mut Env<'_>) -> Vec<V::Fact>,
    facts: &[V::Fact],
) -> Result<(), ReadOnly> {
    tenant.record_both(&Actor::Reset, reset, |_, _| facts.to_vec())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use fake_core::{Error, text, user};

    use super::*;
    use crate::testing::service;

    fn add(tenant: &Arc<ServiceTenant>, identity: &str) {
        let identity = text::identity(identity).expect("an identity");
        let create = user::Create { identity, friendly_name: None, attributes: None, role: None };
        let made: Result<_, Error> =
            tenant.record(|world, env| user::create(world, create, env), |_, sid| sid);
        made.expect("a user");
    }

    #[test]
    fn what_was_made_since_the_reset_is_not_among_what_is_restored() {
        let tenant = service();
        add(&tenant, "ada");
        let facts = tenant.read(World::contents);
        add(&tenant, "bob");
        restore_service(&tenant, &facts).expect("a restored service");
        assert_eq!(tenant.read(World::contents), facts);
    }
}
