//! What a seed document has made of an account, so that a reset need not load it again.

use fake_core::{
    Ids,
    renewal::{GivenDates, Lasting, Renewal},
};
use fake_store::{AccountTenant, Contents, KeptMedia, Store};
use jiff::Timestamp;
use parking_lot::Mutex;
use twilio_sid::AccountSid;

use crate::seed::{SeedConversation, SeedDocument};

/// What an account holds after a seed document was loaded.
pub(crate) struct SeededWorld {
    contents: Contents,
    lasting: Lasting,
    /// Draws the SIDs that the document does not name, with every reset.
    ids: Mutex<Ids>,
    /// The bytes of its media stay.
    _media: KeptMedia,
}

/// An account before a seed document is loaded.
pub(crate) struct Unseeded {
    contents: Contents,
    begun: Timestamp,
}

impl Unseeded {
    pub(crate) fn new(store: &Store, account: &AccountTenant) -> Self {
        let contents = store.contents(account, &mut store.kept_media());
        Self { contents, begun: store.now() }
    }

    /// The account by now, after the document was loaded; its media stay in `media`.
    pub(crate) fn seeded(
        self,
        store: &Store,
        mut media: KeptMedia,
        account: &AccountTenant,
        document: &SeedDocument,
        dates: GivenDates,
    ) -> SeededWorld {
        let mut lasting = Lasting::new(self.begun..=store.now());
        lasting.keep_dates(dates);
        self.contents.keep_all(&mut lasting);
        name(&document.conversations, &mut lasting);
        for service in &document.services {
            service.sid.into_iter().for_each(|sid| lasting.name(sid));
            name(&service.conversations, &mut lasting);
        }
        let contents = store.contents(account, &mut media);
        let sid: AccountSid = account.read(|it| it.sid);
        let ids = Mutex::new(store.renewal_ids(sid));
        SeededWorld { contents, lasting, ids, _media: media }
    }
}

fn name(conversations: &[SeedConversation], lasting: &mut Lasting) {
    conversations.iter().filter_map(|it| it.sid).for_each(|sid| lasting.name(sid));
}

impl SeededWorld {
    /// What the account holds when the document is loaded now.
    pub(crate) fn contents(&self, now: Timestamp) -> Contents {
        self.contents.renewed(&mut Renewal::new(&self.lasting, now, &mut self.ids.lock()))
    }
}
