//! An account that is put together.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use fake_core::{
    account::{AccountFact, Defaults},
    media::Digest,
    text::Text,
};
use fake_store::Contents;
use twilio_sid::AccountSid;

use super::{
    Given, SavedAccount, SavedCredentials, Wrong, saved, service::ServiceDraft, video::VideoDraft,
};
use crate::archive::record::Line;

/// An account so far.
pub(super) struct AccountDraft {
    sid: AccountSid,
    credentials: SavedCredentials,
    defaults: Defaults,
    facts: Vec<AccountFact>,
    given: Given,
    addresses: BTreeSet<Text>,
    services: Vec<ServiceDraft>,
    video: VideoDraft,
}

impl AccountDraft {
    pub(super) fn new(sid: AccountSid, credentials: SavedCredentials, defaults: Defaults) -> Self {
        Self {
            sid,
            credentials,
            defaults,
            facts: Vec::new(),
            given: Given::default(),
            addresses: BTreeSet::new(),
            services: Vec::new(),
            video: VideoDraft::new(sid),
        }
    }

    /// Takes in a line.
    pub(super) fn take(&mut self, line: Line, blobs: &BTreeMap<Digest, u64>) -> Result<(), Wrong> {
        let line = match self.own(line)? {
            Some(Line::Service(service)) => {
                self.services.push(ServiceDraft::new(self.sid, service));
                return Ok(());
            }
            Some(line) => line,
            None => return Ok(()),
        };
        let Some(line) = self.video.take(line)? else { return Ok(()) };
        let service = self.services.last_mut().ok_or("sid: no service precedes it")?;
        service.take(line, blobs)
    }

    /// Takes in a line about the account itself; gives back another one.
    #[expect(clippy::wildcard_enum_match_arm, reason = "other kinds of lines belong elsewhere")]
    fn own(&mut self, line: Line) -> Result<Option<Line>, Wrong> {
        let fact = match line {
            Line::AccountWebhooks(it) => AccountFact::WebhooksConfigured(Arc::new(it)),
            Line::Address(it) => {
                self.given.once(it.sid)?;
                if !self.addresses.insert(it.address.clone()) {
                    return Err(format!("address: {:?} is there already", it.address));
                }
                AccountFact::AddressCreated(Arc::new(it))
            }
            Line::Credential(it) => {
                self.given.once(it.sid)?;
                AccountFact::CredentialCreated(Arc::new(it))
            }
            Line::ContentTemplate(it) => {
                self.given.once(it.sid)?;
                AccountFact::TemplateCreated(Arc::new(it))
            }
            other => return Ok(Some(other)),
        };
        self.facts.push(fact);
        Ok(None)
    }

    pub(super) fn finish(self) -> Result<SavedAccount, Wrong> {
        let services = self.services.into_iter().map(ServiceDraft::finish);
        let (records, services): (Vec<_>, Vec<_>) = services.unzip();
        let replaced = records.into_iter().map(AccountFact::ServiceReplaced);
        let defaults = AccountFact::DefaultsChanged(self.defaults);
        let account = replaced.chain([defaults]).chain(self.facts).collect();
        let (rooms, media_processing) = self.video.finish();
        let contents = Contents { account, services, rooms, media_processing };
        saved(self.sid, self.credentials, self.defaults, contents)
    }
}
