//! A conversation with its participants, messages and webhooks.

mod participants;

use std::{
    collections::{BTreeMap, BTreeSet},
    iter::successors,
    sync::Arc,
};

use jiff::Timestamp;
use twilio_sid::{ConversationSid, MessageSid, ParticipantSid, WebhookSid};

use crate::{
    Error,
    conversations::record::{
        conversation::Profile,
        conversation_state::{Cause, State},
        delivery::MessageDelivery,
        message::Message,
        participant::Participant,
        scoped_webhook::ScopedWebhook,
    },
    ordered_map::OrderedMap,
    shared_map::SharedMap,
    text::Text,
};

/// Unread messages that are counted.
const UNREAD: usize = 1000;

/// A conversation with all that hangs on it.
#[derive(Clone, Debug)]
pub struct Conversation {
    /// Its own values.
    pub profile: Arc<Profile>,
    /// When it or its participants or messages were last changed.
    pub updated: Timestamp,
    /// Its participants, oldest first.
    pub participants: OrderedMap<ParticipantSid, Arc<Participant>>,
    /// Its messages; the place of each is its message index.
    pub messages: OrderedMap<MessageSid, Arc<Message>>,
    /// Its webhooks, oldest first.
    pub webhooks: OrderedMap<WebhookSid, Arc<ScopedWebhook>>,
    identities: BTreeMap<Text, ParticipantSid>,
    /// Who takes part from outside the chat.
    outside: BTreeSet<ParticipantSid>,
    /// Who has a binding: few, where there may be a thousand participants.
    bound: BTreeSet<ParticipantSid>,
    deliveries: SharedMap<MessageSid, MessageDelivery>,
    /// When its state changes by itself, as the world has scheduled it.
    pub(crate) due: Option<Timestamp>,
}

impl Conversation {
    pub(crate) fn new(profile: Arc<Profile>) -> Self {
        Self {
            updated: profile.updated,
            profile,
            participants: OrderedMap::default(),
            messages: OrderedMap::default(),
            webhooks: OrderedMap::default(),
            identities: BTreeMap::new(),
            outside: BTreeSet::new(),
            bound: BTreeSet::new(),
            deliveries: SharedMap::new(),
            due: None,
        }
    }

    /// Its SID.
    pub fn sid(&self) -> ConversationSid {
        self.profile.sid
    }

    /// Delivery data of a message, if any.
    pub fn delivery(&self, message: MessageSid) -> Option<&MessageDelivery> {
        self.deliveries.get(&message)
    }

    pub(crate) fn delivery_mut(&mut self, message: MessageSid) -> &mut MessageDelivery {
        self.deliveries.get_or_default(message)
    }

    /// Messages behind a participant's read horizon; none while it has no horizon.
    ///
    /// 1000 at most (Twilio's documentation of user conversations; `assumed` of what the SDK is told).
    pub fn unread(&self, participant: &Participant) -> Option<usize> {
        let horizon = participant.horizon?;
        Some(self.messages.count_after(u64::from(horizon.index), UNREAD))
    }

    /// When it becomes inactive and closed, unless something happens before.
    pub fn timer_dates(&self) -> (Option<Timestamp>, Option<Timestamp>) {
        self.profile.timers.dates(self.updated)
    }

    pub(crate) fn next_state(&self) -> Option<(Timestamp, State)> {
        self.profile.timers.next(self.profile.state, self.updated)
    }

    /// What timers make of it by then, one state after the other, each since the moment it was due.
    pub(crate) fn elapsed(&self, now: Timestamp) -> impl Iterator<Item = Profile> {
        let after = move |before: &Profile| {
            let next = before.timers.next(before.state, self.updated);
            let (state_since, state) = next.filter(|(at, _)| *at <= now)?;
            let state_cause = Cause::Timer;
            // assumed: idle time goes on, so the date of the last update stays and the other timer
            // ends at the date that was shown; a live conversation with two timers would settle it.
            let updated = self.updated;
            Some(Profile { state, state_since, state_cause, updated, ..before.clone() })
        };
        successors(after(&self.profile), after)
    }

    /// Refuses to change a closed conversation.
    pub(crate) fn open(&self) -> Result<&Self, Error> {
        if self.profile.is_closed() { Err(Error::Closed) } else { Ok(self) }
    }

    pub(crate) fn send(&mut self, at: Timestamp, message: &Arc<Message>) {
        // The places of messages that were removed stay free when a conversation is restored.
        self.messages.skip_to(message.index.into());
        self.messages.push(message.sid, message.clone());
        self.updated = at;
    }

    pub(crate) fn edit(&mut self, message: &Arc<Message>) {
        if let Some(known) = self.messages.get_mut(message.sid) {
            *known = message.clone();
        }
    }

    pub(crate) fn unsend(&mut self, at: Timestamp, message: &Message) {
        self.messages.remove(message.sid);
        self.deliveries.remove(&message.sid);
        self.updated = at;
    }
}
