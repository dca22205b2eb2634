//! Takes accounts back to what they were when they were opened.

use std::sync::Arc;

use fake_core::{
    Actor, ReadOnly, media_processing,
    reset::{self, Services},
    room,
};
use twilio_sid::AccountSid;

use crate::{AccountTenant, ServiceTenant, Store};

impl Store {
    /// Removes everything in an account. Connected clients get each removal as an event; their users
    /// stay, as if they had just come. No webhook is called.
    ///
    /// # Errors
    /// When a store has failed, so that nothing can be recorded; the account may be reset in part.
    pub fn reset(&self, account: &Arc<AccountTenant>) -> Result<(), ReadOnly> {
        let (sid, services) =
            account.read(|it| (it.sid, it.services.iter().map(|one| one.sid).collect::<Vec<_>>()));
        for service in services.into_iter().filter_map(|service| self.service(service)) {
            reset_service(&service)?;
        }
        let Services { removed, restored } = account.record_for(
            &Actor::Reset,
            |view, _| Ok::<_, ReadOnly>(reset::account(view)),
            |view, services| {
                self.pass_on_hooks(view);
                services
            },
        )?;
        for service in removed {
            self.stop_service(service);
        }
        if let Some(service) = restored {
            self.start_service(service);
        }
        self.reset_video(sid)
    }

    /// Removes an account with everything in it.
    ///
    /// # Errors
    /// As [`Self::reset`]; the account is gone nevertheless.
    pub fn close_account(&self, sid: AccountSid) -> Result<(), ReadOnly> {
        let Some(account) = self.account(sid) else { return Ok(()) };
        let reset = self.reset(&account);
        let services: Vec<_> = account.read(|it| it.services.iter().map(|one| one.sid).collect());
        for service in services {
            self.stop_service(service);
        }
        self.forget_account(sid);
        reset
    }

    fn reset_video(&self, account: AccountSid) -> Result<(), ReadOnly> {
        if let Some(rooms) = self.opened_rooms(account) {
            rooms.record_for(
                &Actor::Reset,
                |rooms, env| Ok::<_, ReadOnly>(room::reset(rooms, env)),
                |_, ()| (),
            )?;
        }
        if let Some(tenant) = self.opened_media_processing(account) {
            tenant.record_for(
                &Actor::Reset,
                |_, _| Ok::<_, ReadOnly>(media_processing::reset()),
                |_, ()| (),
            )?;
        }
        Ok(())
    }
}

/// Changes of a reset that are recorded in one critical section: few, because no other request to the
/// service is served meanwhile.
const SLICE: usize = 64;

fn reset_service(tenant: &ServiceTenant) -> Result<(), ReadOnly> {
    let presence = tenant.presence();
    presence.unset_all();
    let reset = |limit| {
        tenant.record_for(
            &Actor::Reset,
            |world, env| {
                let stays = |identity: &str| presence.is_online(identity);
                Ok::<_, ReadOnly>(reset::service(world, stays, limit, env))
            },
            |_, more| more,
        )
    };
    // What others add meanwhile is removed with the last slice.
    let slices = tenant.read(|world| world.conversations.len() + world.users.len()) / SLICE;
    for _ in 0..=slices {
        if !reset(SLICE)? {
            return Ok(());
        }
    }
    reset(usize::MAX).map(|_| ())
}
