//! Facts that happen once more as if for the first time: SIDs that were drawn are drawn anew, and what
//! happened while they were recorded happens now.

mod records;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
    sync::Arc,
};

use jiff::Timestamp;
use twilio_sid::{Kind, Sid, kind};

use crate::{
    Fact, Ids,
    account::AccountFact,
    binding::BindingFact,
    configuration::ServiceFact,
    conversation::{ConversationFact, Restored},
    delivery::DeliveryFact,
    media::MediaFact,
    message::MessageFact,
    participant::ParticipantFact,
    room::RoomFact,
    user::UserFact,
    webhook::WebhookFact,
};

/// Which records have dates that were given, and not those of the moment when they were recorded.
#[derive(Clone, Debug, Default)]
pub struct GivenDates {
    created: BTreeSet<[u8; 16]>,
    updated: BTreeSet<[u8; 16]>,
}

impl GivenDates {
    /// Notes which dates of a record were given.
    pub fn note<K: Kind>(&mut self, sid: Sid<K>, created: bool, updated: bool) {
        self.created.extend(created.then(|| sid.to_bytes()));
        self.updated.extend(updated.then(|| sid.to_bytes()));
    }
}

/// What stays as it is when facts happen once more.
#[derive(Clone, Debug)]
pub struct Lasting {
    /// What was there before the facts, with SIDs and dates.
    before: BTreeSet<[u8; 16]>,
    /// SIDs that were named; the dates of what has them are new.
    named: BTreeSet<[u8; 16]>,
    /// Between which moments the facts were recorded.
    recorded: RangeInclusive<Timestamp>,
    /// Dates that stay although they lie between those moments.
    given: GivenDates,
}

impl Lasting {
    /// Nothing, of facts that were recorded between these moments.
    pub fn new(recorded: RangeInclusive<Timestamp>) -> Self {
        let (before, named, given) = Default::default();
        Self { before, named, recorded, given }
    }

    /// Lets dates stay that were given.
    pub fn keep_dates(&mut self, given: GivenDates) {
        self.given = given;
    }

    /// Lets a SID stay.
    pub fn name<K: Kind>(&mut self, sid: Sid<K>) {
        self.named.insert(sid.to_bytes());
    }

    /// Lets everything stay that facts from before name.
    pub fn keep<F: Renew>(&mut self, facts: &[F]) {
        let lasting = Self::new(Timestamp::MIN..=Timestamp::MIN);
        let mut seen =
            Renewal { lasting: &lasting, now: Timestamp::MIN, ids: None, sids: BTreeMap::new() };
        for fact in facts {
            drop(fact.renewed(&mut seen));
        }
        self.before.extend(seen.sids.into_keys());
    }
}

/// Gives facts other SIDs and dates.
pub struct Renewal<'a> {
    lasting: &'a Lasting,
    now: Timestamp,
    /// Where SIDs come from; without it they stay.
    ids: Option<&'a mut Ids>,
    /// The new SIDs by the old ones.
    sids: BTreeMap<[u8; 16], [u8; 16]>,
}

/// What can happen once more.
pub trait Renew {
    /// The same with other SIDs and dates.
    #[must_use = "the original stays as it is"]
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self;
}

impl<'a> Renewal<'a> {
    /// Lets facts happen now.
    pub fn new(lasting: &'a Lasting, now: Timestamp, ids: &'a mut Ids) -> Self {
        Self { lasting, now, ids: Some(ids), sids: BTreeMap::new() }
    }

    fn was_before<K: Kind>(&self, sid: Sid<K>) -> bool {
        self.lasting.before.contains(&sid.to_bytes())
    }

    fn sid<K: Kind>(&mut self, sid: Sid<K>) -> Sid<K> {
        let bytes = sid.to_bytes();
        if self.lasting.before.contains(&bytes) || self.lasting.named.contains(&bytes) {
            return sid;
        }
        let Some(ids) = &mut self.ids else {
            self.sids.insert(bytes, bytes);
            return sid;
        };
        let new = self.sids.entry(bytes).or_insert_with(|| ids.draw::<kind::User>().to_bytes());
        Sid::from_bytes(*new)
    }

    fn date(&self, at: Timestamp) -> Timestamp {
        if self.lasting.recorded.contains(&at) { self.now } else { at }
    }

    /// When a record was created, of which that may have been given.
    fn created<K: Kind>(&self, sid: Sid<K>, at: Timestamp) -> Timestamp {
        if self.lasting.given.created.contains(&sid.to_bytes()) { at } else { self.date(at) }
    }

    /// When such a record was updated; unless that was given, it was when it was created.
    fn updated<K: Kind>(&self, sid: Sid<K>, created: Timestamp, at: Timestamp) -> Timestamp {
        let GivenDates { created: creations, updated: updates } = &self.lasting.given;
        let sid = sid.to_bytes();
        let is_given = updates.contains(&sid) || (creations.contains(&sid) && at == created);
        if is_given { at } else { self.date(at) }
    }
}

impl<T: Renew> Renew for Arc<T> {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        Self::new(T::renewed(self, renewal))
    }
}

impl Renew for AccountFact {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        match self {
            Self::ServiceReplaced(it) => Self::ServiceReplaced(it.renewed(renewal)),
            Self::ServiceCreated(it) => Self::ServiceCreated(it.renewed(renewal)),
            Self::DefaultsChanged(it) => Self::DefaultsChanged(it.renewed(renewal)),
            Self::AddressCreated(it) => Self::AddressCreated(it.renewed(renewal)),
            Self::AddressUpdated(it) => Self::AddressUpdated(it.renewed(renewal)),
            Self::CredentialCreated(it) => Self::CredentialCreated(it.renewed(renewal)),
            Self::CredentialUpdated(it) => Self::CredentialUpdated(it.renewed(renewal)),
            Self::TemplateCreated(it) => Self::TemplateCreated(it.renewed(renewal)),
            Self::Opened { .. }
            | Self::ServiceDeleted(_)
            | Self::AddressDeleted(_)
            | Self::CredentialDeleted(_)
            | Self::TemplateDeleted(_)
            | Self::WebhooksConfigured(_) => self.clone(),
        }
    }
}

impl Renew for Fact {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        match self {
            Self::Service(fact) => Self::Service(fact.renewed(renewal)),
            Self::Conversation(sid, fact) => {
                Self::Conversation(renewal.sid(*sid), fact.renewed(renewal))
            }
            Self::Participant(sid, fact) => {
                Self::Participant(renewal.sid(*sid), fact.renewed(renewal))
            }
            Self::Message(sid, fact) => Self::Message(renewal.sid(*sid), fact.renewed(renewal)),
            Self::Delivery(sid, fact) => Self::Delivery(renewal.sid(*sid), fact.renewed(renewal)),
            Self::Media(MediaFact::Uploaded(it)) => {
                Self::Media(MediaFact::Uploaded(it.renewed(renewal)))
            }
            Self::User(UserFact::Created(it)) => Self::User(UserFact::Created(it.renewed(renewal))),
            Self::User(UserFact::Updated(it)) => Self::User(UserFact::Updated(it.renewed(renewal))),
            Self::Binding(BindingFact::Put(it)) => {
                Self::Binding(BindingFact::Put(it.renewed(renewal)))
            }
            Self::Webhook(fact) => Self::Webhook(fact.renewed(renewal)),
            Self::Media(MediaFact::Removed(_))
            | Self::User(UserFact::Deleted(_))
            | Self::Role(_)
            | Self::Binding(BindingFact::Removed(_)) => self.clone(),
        }
    }
}

impl Renew for ServiceFact {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        match self {
            Self::Replaced(service, roles) => {
                let roles = roles.iter().map(|role| role.renewed(renewal)).collect();
                Self::Replaced(service.renewed(renewal), roles)
            }
            Self::Configured(it) => Self::Configured(it.renewed(renewal)),
            Self::NotificationsChanged(_) => self.clone(),
        }
    }
}

impl Renew for ConversationFact {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        match self {
            Self::Created(it) => Self::Created(it.renewed(renewal)),
            Self::Updated(it) => Self::Updated(it.renewed(renewal)),
            Self::Deleted => Self::Deleted,
            Self::Restored(it) => Self::Restored(it.renewed(renewal)),
        }
    }
}

impl Renew for Restored {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        Self {
            profile: self.profile.renewed(renewal),
            updated: renewal.updated(self.profile.sid, self.profile.created, self.updated),
            next_index: self.next_index,
        }
    }
}

impl Renew for ParticipantFact {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        match self {
            Self::Added(it) => Self::Added(it.renewed(renewal)),
            Self::Updated(it) => Self::Updated(it.renewed(renewal)),
            Self::Removed(it) => Self::Removed(it.renewed(renewal)),
        }
    }
}

impl Renew for MessageFact {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        match self {
            Self::Added(it) => Self::Added(it.renewed(renewal)),
            Self::Updated(it) => Self::Updated(it.renewed(renewal)),
            Self::Removed(it) => Self::Removed(it.renewed(renewal)),
        }
    }
}

impl Renew for DeliveryFact {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        match self {
            Self::ReceiptPut(it) => Self::ReceiptPut(it.renewed(renewal)),
            Self::MetadataSet(sid, it) => Self::MetadataSet(renewal.sid(*sid), it.clone()),
            Self::RecipientsSet(sid, it) => Self::RecipientsSet(renewal.sid(*sid), it.clone()),
        }
    }
}

impl Renew for WebhookFact {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        match self {
            Self::ServiceConfigured(_) | Self::AccountConfigured(_) => self.clone(),
            Self::Added(sid, it, replayed) => {
                Self::Added(renewal.sid(*sid), it.renewed(renewal), replayed.clone())
            }
            Self::Updated(sid, it) => Self::Updated(renewal.sid(*sid), it.renewed(renewal)),
            Self::Removed(sid, webhook) => Self::Removed(renewal.sid(*sid), renewal.sid(*webhook)),
        }
    }
}

impl Renew for RoomFact {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        match self {
            Self::Created(it) => Self::Created(it.renewed(renewal)),
            Self::Updated(it) => Self::Updated(it.renewed(renewal)),
            Self::Completed(it) => Self::Completed(it.renewed(renewal)),
            Self::ParticipantConnected(it) => Self::ParticipantConnected(it.renewed(renewal)),
            Self::ParticipantUpdated(it) => Self::ParticipantUpdated(it.renewed(renewal)),
            Self::ParticipantDisconnected(it, why) => {
                Self::ParticipantDisconnected(it.renewed(renewal), *why)
            }
            Self::TrackPublished(sid, it) => {
                Self::TrackPublished(renewal.sid(*sid), it.renewed(renewal))
            }
            Self::TrackUpdated(sid, it) => {
                Self::TrackUpdated(renewal.sid(*sid), it.renewed(renewal))
            }
            Self::TrackUnpublished(sid, it) => {
                Self::TrackUnpublished(renewal.sid(*sid), it.renewed(renewal))
            }
            Self::Emptied(sid, since) => Self::Emptied(renewal.sid(*sid), renewal.date(*since)),
            Self::Removed(sid) => Self::Removed(renewal.sid(*sid)),
        }
    }
}
