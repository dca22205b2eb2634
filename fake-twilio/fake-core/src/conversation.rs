//! Conversations: create, update, delete.

mod fact;
mod participants;

use std::{
    collections::{BTreeMap, BTreeSet},
    iter::successors,
    sync::Arc,
};

pub use fact::ConversationFact;
use jiff::Timestamp;
use twilio_sid::{ConversationSid, MessageSid, MessagingServiceSid, ParticipantSid, WebhookSid};

use crate::{
    Decided, Edit, Env, Fact, Refusal, Roll, World,
    envelope::Envelope,
    hook::ScopedHook,
    message::Message,
    participant::Participant,
    text::{NO_ATTRIBUTES, Text},
    timers::{self, Timers},
};

/// Unread messages that are counted.
const UNREAD: usize = 1000;

/// Life cycle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// In use.
    #[default]
    Active,
    /// Idle; a new message makes it active.
    Inactive,
    /// Read-only for good.
    Closed,
}

/// What moved a conversation into its state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cause {
    /// Somebody said so.
    #[default]
    Command,
    /// Time alone.
    Timer,
    /// A message that woke it.
    Message,
}

/// A conversation's own values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its SID.
    pub sid: ConversationSid,
    /// Name for people.
    pub friendly_name: Option<Text>,
    /// Name that is unique within the service.
    pub unique_name: Option<Text>,
    /// JSON text of the application.
    pub attributes: Text,
    /// Life cycle.
    pub state: State,
    /// When the state was entered.
    pub state_since: Timestamp,
    /// What moved it there.
    pub state_cause: Cause,
    /// When the state changes by itself.
    pub timers: Timers,
    /// Address and sender name for participants by e-mail.
    pub email: Option<Email>,
    /// The messaging service for participants outside the chat.
    pub messaging_service: Option<MessagingServiceSid>,
    /// Identity of the creator, or `system`.
    pub created_by: Text,
    /// When it was made.
    pub created: Timestamp,
    /// When these values were last changed.
    pub updated: Timestamp,
}

/// How participants by e-mail see a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// The address they write to.
    pub address: Text,
    /// The sender's name.
    pub name: Option<Text>,
}

impl Profile {
    /// Says whether it is read-only for good.
    pub fn is_closed(&self) -> bool {
        self.state == State::Closed
    }
}

/// A conversation with all that hangs on it.
#[derive(Clone, Debug)]
pub struct Conversation {
    /// Its own values.
    pub profile: Arc<Profile>,
    /// When it or its participants or messages were last changed.
    pub updated: Timestamp,
    /// Its participants, oldest first.
    pub participants: Roll<ParticipantSid, Arc<Participant>>,
    /// Its messages; the place of each is its message index.
    pub messages: Roll<MessageSid, Arc<Message>>,
    /// Its hooks, oldest first.
    pub hooks: Roll<WebhookSid, Arc<ScopedHook>>,
    identities: BTreeMap<Text, ParticipantSid>,
    /// Who takes part from outside the chat.
    outside: BTreeSet<ParticipantSid>,
    /// Who has a binding: few, where there may be a thousand participants.
    bound: BTreeSet<ParticipantSid>,
    envelopes: BTreeMap<MessageSid, Envelope>,
    /// When its state changes by itself, as the world has scheduled it.
    pub(crate) due: Option<Timestamp>,
}

impl Conversation {
    pub(crate) fn new(profile: Arc<Profile>) -> Self {
        Self {
            updated: profile.updated,
            profile,
            participants: Roll::default(),
            messages: Roll::default(),
            hooks: Roll::default(),
            identities: BTreeMap::new(),
            outside: BTreeSet::new(),
            bound: BTreeSet::new(),
            envelopes: BTreeMap::new(),
            due: None,
        }
    }

    /// Its SID.
    pub fn sid(&self) -> ConversationSid {
        self.profile.sid
    }

    /// What channels say of a message; none when they say nothing.
    pub fn envelope(&self, message: MessageSid) -> Option<&Envelope> {
        self.envelopes.get(&message)
    }

    pub(crate) fn envelope_mut(&mut self, message: MessageSid) -> &mut Envelope {
        self.envelopes.entry(message).or_default()
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
    fn elapsed(&self, now: Timestamp) -> impl Iterator<Item = Profile> {
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
    pub(crate) fn open(&self) -> Result<&Self, Refusal> {
        if self.profile.is_closed() { Err(Refusal::Closed) } else { Ok(self) }
    }

    pub(crate) fn send(&mut self, at: Timestamp, message: &Arc<Message>) {
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
        self.envelopes.remove(&message.sid);
        self.updated = at;
    }
}

/// Makes a conversation.
#[derive(Clone, Debug, Default)]
pub struct Create {
    /// Name for people.
    pub friendly_name: Option<Text>,
    /// Unique name.
    pub unique_name: Option<Text>,
    /// JSON text of the application.
    pub attributes: Option<Text>,
    /// Life cycle to begin with, else active.
    pub state: Option<State>,
    /// When the state changes by itself.
    pub timers: timers::Update,
    /// Timers for when none are given.
    pub default_timers: Timers,
    /// Address and sender name for participants by e-mail.
    pub email: Option<Email>,
    /// The messaging service.
    pub messaging_service: Option<MessagingServiceSid>,
    /// When it was made, for imports.
    pub created: Option<Timestamp>,
    /// When it was last changed, for imports.
    pub updated: Option<Timestamp>,
}

/// Changes a conversation's own values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// Name for people.
    pub friendly_name: Edit<Text>,
    /// Unique name.
    pub unique_name: Edit<Text>,
    /// JSON text of the application.
    pub attributes: Option<Text>,
    /// Life cycle.
    pub state: Option<State>,
    /// When the state changes by itself.
    pub timers: timers::Update,
    /// Address and sender name for participants by e-mail.
    pub email: Option<Email>,
    /// The messaging service.
    pub messaging_service: Option<MessagingServiceSid>,
    /// When it was made, for imports.
    pub created: Option<Timestamp>,
    /// When it was last changed, for imports.
    pub updated: Option<Timestamp>,
}

/// Judges [`Create`]; `created_by` is the acting identity, or `system`.
pub fn create(
    world: &World,
    command: Create,
    created_by: Text,
    env: &mut Env<'_>,
) -> Result<Decided<ConversationSid>, Refusal> {
    let profile = draft(world, command, created_by, env)?;
    let sid = profile.sid;
    let fact = ConversationFact::Created(Arc::new(profile));
    Ok(Decided::one(Fact::Conversation(sid, fact), sid))
}

/// The conversation that [`Create`] would make.
pub(crate) fn draft(
    world: &World,
    command: Create,
    created_by: Text,
    env: &mut Env<'_>,
) -> Result<Profile, Refusal> {
    if command.state == Some(State::Closed) {
        return Err(Refusal::CreatedClosed);
    }
    let taken = command.unique_name.as_ref().and_then(|name| world.unique_name_owner(name));
    if taken.is_some() {
        return Err(Refusal::UniqueNameTaken);
    }
    let created = command.created.unwrap_or(env.now);
    Ok(Profile {
        sid: env.ids.draw(),
        friendly_name: command.friendly_name,
        unique_name: command.unique_name,
        attributes: command.attributes.unwrap_or_else(|| NO_ATTRIBUTES.into()),
        state: command.state.unwrap_or_default(),
        state_since: env.now,
        state_cause: Cause::Command,
        timers: command.timers.over(command.default_timers)?,
        email: command.email,
        messaging_service: command.messaging_service,
        created_by,
        created,
        updated: command.updated.unwrap_or(created),
    })
}

/// Judges [`Update`].
pub fn update(
    world: &World,
    sid: ConversationSid,
    command: Update,
    env: &mut Env<'_>,
) -> Result<Decided<()>, Refusal> {
    let before = &world.conversation(sid)?.open()?.profile;
    if command == Update::default() {
        return Ok(Decided::nothing(()));
    }
    if let Edit::Set(name) = &command.unique_name
        && world.unique_name_owner(name).is_some_and(|owner| owner != sid)
    {
        return Err(Refusal::UniqueNameTaken);
    }
    let state = command.state.unwrap_or(before.state);
    let (state_since, state_cause) = if state == before.state {
        (before.state_since, before.state_cause)
    } else {
        (env.now, Cause::Command)
    };
    let profile = Profile {
        sid,
        friendly_name: command.friendly_name.over(before.friendly_name.clone()),
        unique_name: command.unique_name.over(before.unique_name.clone()),
        attributes: command.attributes.unwrap_or_else(|| before.attributes.clone()),
        state,
        state_since,
        state_cause,
        timers: command.timers.over(before.timers)?,
        email: command.email.or_else(|| before.email.clone()),
        messaging_service: command.messaging_service.or(before.messaging_service),
        created_by: before.created_by.clone(),
        created: command.created.unwrap_or(before.created),
        updated: command.updated.unwrap_or(env.now),
    };
    let fact = ConversationFact::Updated(Arc::new(profile));
    Ok(Decided::one(Fact::Conversation(sid, fact), ()))
}

/// Judges the deletion of a conversation; a closed one can be deleted too.
pub fn delete(world: &World, sid: ConversationSid) -> Result<Decided<()>, Refusal> {
    world.conversation(sid)?;
    Ok(Decided::one(Fact::Conversation(sid, ConversationFact::Deleted), ()))
}

/// What timers have brought about since somebody last looked.
pub fn elapse(world: &World, env: &Env<'_>) -> Decided<()> {
    let due = world.due(env.now).filter_map(|sid| world.conversation(sid).ok());
    let mut profiles: Vec<_> = due.flat_map(|it| it.elapsed(env.now)).collect();
    profiles.sort_by_key(|profile| profile.state_since);
    let updated = |it: Profile| Fact::Conversation(it.sid, ConversationFact::Updated(Arc::new(it)));
    let facts = profiles.into_iter().map(updated);
    Decided { facts: facts.collect(), outcome: () }
}
