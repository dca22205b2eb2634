//! What the tests of this crate share.

use std::sync::Arc;

use jiff::Timestamp;
use twilio_sid::AccountSid;

use crate::{Clock, ServiceTenant, Store};

/// A clock that stands.
struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

/// The default service of a new account.
pub(crate) fn service() -> Arc<ServiceTenant> {
    let store = Store::new(Arc::new(Still), 1);
    let account = AccountSid::from_bytes([0; 16]);
    store.open_account(account);
    store.default_service(account).expect("a service")
}
