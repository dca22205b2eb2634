//! The signaling of the rooms of accounts.

use std::sync::Arc;

use fake_store::RoomsTenant;
use fake_video::{Hub, SignalingError, VideoCaller, authenticate};
use tokio::sync::Notify;
use twilio_sid::AccountSid;
use twilio_token::verify;

use crate::shared::Shared;

/// Verifies an access token.
pub(crate) fn caller(shared: &Shared, token: &str) -> Result<VideoCaller, SignalingError> {
    let now = u64::try_from(shared.store.now().as_second()).unwrap_or(0);
    authenticate(verify(token, |key| shared.keyring.key(key), now))
}

/// The hub of an account's rooms.
pub(crate) fn hub(shared: &Arc<Shared>, account: AccountSid) -> Result<Arc<Hub>, SignalingError> {
    // It starts with the rooms.
    shared.store.rooms(account).ok_or(SignalingError::NoAccount)?;
    let hub = shared.video.hubs.get(&account).map(|hub| hub.clone());
    hub.ok_or(SignalingError::NoAccount)
}

/// Starts the hub of rooms in which nothing happened yet.
pub(crate) fn start(shared: &Arc<Shared>, tenant: &Arc<RoomsTenant>) {
    let account = tenant.read(|rooms| rooms.account);
    let hub = Arc::new(Hub::new(tenant.clone(), shared.random.seed()));
    let changed = Arc::new(Notify::new());
    let wake_up = changed.clone();
    tenant.on_change(move || wake_up.notify_one());
    tokio::spawn(pump(shared.clone(), tenant.clone(), hub.clone(), changed));
    shared.video.hubs.insert(account, hub);
}

/// Sends participants the changes by REST, and applies expired deadlines.
async fn pump(shared: Arc<Shared>, tenant: Arc<RoomsTenant>, hub: Arc<Hub>, changed: Arc<Notify>) {
    let account = tenant.read(|rooms| rooms.account);
    loop {
        let due = async {
            match hub.deadline() {
                Some(at) => shared.clock.sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = changed.notified() => hub.catch_up(),
            () = due => hub.expire(),
            () = shared.stopping() => break,
        }
        if tenant.is_retired() {
            shared.video.hubs.remove(&account);
            break;
        }
    }
}
