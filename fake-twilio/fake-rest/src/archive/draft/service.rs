//! A service that is put together.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use fake_core::{
    Fact, Service,
    account::DefaultRoles,
    binding::BindingFact,
    configuration::{Configuration, ServiceFact},
    conversation::{ConversationFact, Profile, Restored, State},
    delivery::DeliveryFact,
    media::{Digest, MediaFact, Medium},
    message::MessageFact,
    participant::ParticipantFact,
    role::Role,
    text::{self, Text},
    user::{User, UserFact},
    webhook::WebhookFact,
};
use twilio_sid::{AccountSid, ConversationSid, ParticipantSid};

use super::{Given, Wrong};
use crate::archive::record::{
    ChannelMetadataLine, ConversationLine, ConversationWebhookLine, Line, MessageLine,
    ParticipantLine, ReceiptLine, RecipientOfMessage, RecipientsLine, ServiceLine,
};

/// A service so far.
pub(super) struct ServiceDraft {
    service: Arc<Service>,
    configuration: Configuration,
    roles: Vec<Arc<Role>>,
    facts: Vec<Fact>,
    given: Given,
    identities: BTreeSet<Text>,
    unique_names: BTreeSet<Text>,
    conversations: BTreeMap<ConversationSid, ConversationDraft>,
}

/// A conversation so far.
struct ConversationDraft {
    restored: Restored,
    activity: usize,
    /// Its participants, and whether they have an identity.
    participants: BTreeMap<ParticipantSid, bool>,
    identities: BTreeSet<Text>,
    /// Message index that the next message has at least.
    next_index: u32,
}

/// Message indexes stay below: further messages need some.
const INDEXES: u32 = i32::MAX.unsigned_abs();

impl ServiceDraft {
    pub(super) fn new(account: AccountSid, line: ServiceLine) -> Self {
        let service = Service {
            sid: line.sid,
            account,
            friendly_name: line.friendly_name,
            created: line.date_created,
            updated: line.date_updated,
            roles: DefaultRoles {
                service_user: line.service_user_role_sid,
                service_admin: line.service_admin_role_sid,
                channel_user: line.channel_user_role_sid,
                channel_admin: line.channel_admin_role_sid,
            },
        };
        Self {
            service: Arc::new(service),
            configuration: line.configuration,
            roles: Vec::new(),
            facts: Vec::new(),
            given: Given::default(),
            identities: BTreeSet::new(),
            unique_names: BTreeSet::new(),
            conversations: BTreeMap::new(),
        }
    }

    /// Takes in a line.
    #[expect(clippy::wildcard_enum_match_arm, reason = "other kinds of lines belong elsewhere")]
    pub(super) fn take(&mut self, line: Line, blobs: &BTreeMap<Digest, u64>) -> Result<(), Wrong> {
        let fact = match line {
            Line::Role(role) => {
                self.given.once(role.sid)?;
                self.roles.push(Arc::new(role));
                return Ok(());
            }
            Line::Notifications(it) => {
                Fact::Service(ServiceFact::NotificationsChanged(Arc::new(it)))
            }
            Line::ServiceWebhooks(it) => {
                Fact::Webhook(WebhookFact::ServiceConfigured(Arc::new(it)))
            }
            Line::User(user) => self.user(user)?,
            Line::Binding(it) => {
                self.given.once(it.sid)?;
                Fact::Binding(BindingFact::Put(Arc::new(it)))
            }
            Line::Medium(it) => {
                self.medium(&it, blobs)?;
                Fact::Media(MediaFact::Uploaded(Arc::new(it)))
            }
            Line::Conversation(line) => self.conversation(line)?,
            Line::Participant(line) => self.participant(line)?,
            Line::Message(line) => self.message(line, blobs)?,
            Line::Receipt(line) => self.receipt(line)?,
            Line::ChannelMetadata(line) => self.metadata(line)?,
            Line::Recipients(line) => self.recipients(line)?,
            Line::ConversationWebhook(line) => self.webhook(line)?,
            other => return Err(format!("sid: {} is not of a service", other.kind())),
        };
        self.facts.push(fact);
        Ok(())
    }

    fn user(&mut self, user: User) -> Result<Fact, Wrong> {
        self.given.once(user.sid)?;
        text::identity(&user.identity).map_err(|error| format!("identity: {error}"))?;
        attributes(&user.attributes, text::LONG_ATTRIBUTES)?;
        if !self.identities.insert(user.identity.clone()) {
            return Err(format!("identity: {:?} is there already", user.identity));
        }
        Ok(Fact::User(UserFact::Created(Arc::new(user))))
    }

    fn medium(&mut self, medium: &Medium, blobs: &BTreeMap<Digest, u64>) -> Result<(), Wrong> {
        self.given.once(medium.sid)?;
        match blobs.get(&medium.digest) {
            Some(size) if *size == medium.size => Ok(()),
            Some(size) => Err(format!("size: the blob has {size} bytes")),
            None => Err("sha256: no such blob precedes it".to_owned()),
        }
    }

    fn conversation(&mut self, line: ConversationLine) -> Result<Fact, Wrong> {
        let ConversationLine { profile, date_of_last_change, next_message_index, activity } = line;
        let sid = profile.sid;
        self.given.once(sid)?;
        attributes(&profile.attributes, text::LONG_ATTRIBUTES)?;
        if let Some(name) = &profile.unique_name {
            text::unique_name(name).map_err(|error| format!("profile.unique_name: {error}"))?;
            if !self.unique_names.insert(name.clone()) {
                return Err(format!("profile.unique_name: {name:?} is there already"));
            }
        }
        if next_message_index > INDEXES {
            return Err("next_message_index: is too large".to_owned());
        }
        let opened = Profile {
            // Nobody could be added to it otherwise.
            state: if profile.is_closed() { State::Active } else { profile.state },
            ..profile.clone()
        };
        let restored = Restored {
            profile: Arc::new(profile),
            updated: date_of_last_change,
            next_index: next_message_index,
        };
        let draft = ConversationDraft {
            restored,
            activity,
            participants: BTreeMap::new(),
            identities: BTreeSet::new(),
            next_index: 0,
        };
        self.conversations.insert(sid, draft);
        Ok(Fact::Conversation(sid, ConversationFact::Created(Arc::new(opened))))
    }

    fn find(&mut self, sid: ConversationSid) -> Result<&mut ConversationDraft, Wrong> {
        let found = self.conversations.get_mut(&sid);
        found.ok_or_else(|| format!("conversation_sid: {sid} does not precede it"))
    }

    fn participant(&mut self, line: ParticipantLine) -> Result<Fact, Wrong> {
        let ParticipantLine { conversation_sid, participant } = line;
        attributes(&participant.attributes, text::SHORT_ATTRIBUTES)?;
        let sid = participant.sid;
        if !self.find(conversation_sid)?.participants.contains_key(&sid) {
            self.given.once(sid)?;
        }
        let draft = self.find(conversation_sid)?;
        let known = draft.participants.insert(sid, participant.identity.is_some());
        if known == Some(true) {
            return Err(format!("participant.sid: {sid} is there already"));
        }
        if let Some(identity) = &participant.identity
            && !draft.identities.insert(identity.clone())
        {
            return Err(format!("participant.identity: {identity:?} takes part already"));
        }
        let participant = Arc::new(participant);
        let fact = match known {
            None => ParticipantFact::Added(participant),
            Some(_) => ParticipantFact::Updated(participant),
        };
        Ok(Fact::Participant(conversation_sid, fact))
    }

    fn message(&mut self, line: MessageLine, blobs: &BTreeMap<Digest, u64>) -> Result<Fact, Wrong> {
        let conversation_sid = line.conversation_sid;
        let message = line.message();
        self.given.once(message.sid)?;
        attributes(&message.attributes, text::SHORT_ATTRIBUTES)?;
        for medium in message.media() {
            self.medium(medium, blobs).map_err(|why| format!("media.{why}"))?;
        }
        let draft = self.find(conversation_sid)?;
        if message.index < draft.next_index || message.index >= draft.restored.next_index {
            let range = draft.next_index..draft.restored.next_index;
            return Err(format!("index: {} is not within {range:?}", message.index));
        }
        draft.next_index = message.index + 1;
        Ok(Fact::Message(conversation_sid, MessageFact::Added(Arc::new(message))))
    }

    fn receipt(&mut self, line: ReceiptLine) -> Result<Fact, Wrong> {
        let ReceiptLine { conversation_sid, receipt } = line;
        self.find(conversation_sid)?;
        self.given.there("receipt.message_sid", receipt.message)?;
        self.given.once(receipt.sid)?;
        let fact = DeliveryFact::ReceiptPut(Arc::new(receipt));
        Ok(Fact::Delivery(conversation_sid, fact))
    }

    fn metadata(&mut self, line: ChannelMetadataLine) -> Result<Fact, Wrong> {
        let ChannelMetadataLine { conversation_sid, message_sid, metadata } = line;
        self.find(conversation_sid)?;
        self.given.there("message_sid", message_sid)?;
        let fact = DeliveryFact::MetadataSet(message_sid, Arc::new(metadata));
        Ok(Fact::Delivery(conversation_sid, fact))
    }

    fn recipients(&mut self, line: RecipientsLine) -> Result<Fact, Wrong> {
        let RecipientsLine { conversation_sid, message_sid, recipients } = line;
        self.find(conversation_sid)?;
        self.given.there("message_sid", message_sid)?;
        let recipients = recipients.into_iter().map(|RecipientOfMessage(it)| it).collect();
        let fact = DeliveryFact::RecipientsSet(message_sid, recipients);
        Ok(Fact::Delivery(conversation_sid, fact))
    }

    fn webhook(&mut self, line: ConversationWebhookLine) -> Result<Fact, Wrong> {
        let ConversationWebhookLine { conversation_sid, webhook } = line;
        self.find(conversation_sid)?;
        self.given.once(webhook.sid)?;
        let fact = WebhookFact::Added(conversation_sid, Arc::new(webhook), Vec::new());
        Ok(Fact::Webhook(fact))
    }

    /// The service, and what it holds.
    pub(super) fn finish(self) -> (Arc<Service>, Vec<Fact>) {
        let replaced = ServiceFact::Replaced(self.service.clone(), self.roles.into());
        let configured = ServiceFact::Configured(Arc::new(self.configuration));
        let mut facts = vec![Fact::Service(replaced), Fact::Service(configured)];
        facts.extend(self.facts);
        let mut last: Vec<_> = self.conversations.into_iter().collect();
        last.sort_by_key(|(_, draft)| draft.activity);
        facts.extend(last.into_iter().map(|(sid, draft)| {
            Fact::Conversation(sid, ConversationFact::Restored(Arc::new(draft.restored)))
        }));
        (self.service, facts)
    }
}

fn attributes(text: &str, limit: usize) -> Result<(), Wrong> {
    text::attributes(text, limit).map(drop).map_err(|error| format!("attributes: {error}"))
}
