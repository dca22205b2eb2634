//! The state of a service.

mod conversations;
mod messages;
mod participants;
mod records;

use std::{any::Any, ops::Range, sync::Arc};

use jiff::Timestamp;
use twilio_sid::{BindingSid, ConversationSid, ParticipantSid, RoleSid, UserSid};

use crate::{
    Error, View,
    conversations::{
        fact::Fact,
        record::{
            binding::PushBinding,
            configuration::Configuration,
            conversation_state::State,
            notifications::Notifications,
            participant::Participant,
            role::{Role, defaults},
            service::Service,
            user::User,
            webhook::ServiceWebhooks,
        },
        state::{
            conversation::Conversation,
            creations::{Creation, Creations},
            media_library::MediaLibrary,
            memberships::{Member, Memberships},
            recent_activity::{Activity, Listed, Recent},
        },
    },
    ordered_map::OrderedMap,
    page::{Slice, Start, UnknownStart},
    shared_map::{SharedMap, SharedSet},
    text::Text,
};

/// Everything a service holds: the fold of its log.
///
/// A clone takes one step for some dozen things, and so may be made while requests wait.
#[derive(Clone, Debug)]
pub struct World {
    /// The service.
    pub service: Arc<Service>,
    /// Its conversations, oldest first.
    pub conversations: OrderedMap<ConversationSid, Arc<Conversation>>,
    /// Its roles, oldest first.
    pub roles: OrderedMap<RoleSid, Arc<Role>>,
    /// Its configuration.
    pub configuration: Configuration,
    /// Its webhooks and those of its account.
    pub webhooks: ServiceWebhooks,
    /// Its users, oldest first.
    pub users: OrderedMap<UserSid, Arc<User>>,
    /// What its users are notified of.
    pub notifications: Arc<Notifications>,
    /// Its push bindings, oldest first.
    pub bindings: OrderedMap<BindingSid, Arc<PushBinding>>,
    /// Its media.
    pub media: MediaLibrary,
    pub(crate) unique_names: SharedMap<Text, ConversationSid>,
    pub(crate) identities: SharedMap<Text, UserSid>,
    bindings_of: SharedMap<Text, Vec<BindingSid>>,
    pub(crate) memberships: Memberships,
    pub(crate) addresses: Memberships,
    pub(crate) address_pairs: SharedMap<(Text, Text), ConversationSid>,
    pub(crate) activity: Activity,
    pub(crate) creations: Creations,
    pub(crate) timers: SharedSet<(Timestamp, ConversationSid)>,
    /// Conversations that were deleted and have still to be dropped.
    pub(crate) discarded: Vec<Arc<Conversation>>,
}

impl World {
    /// The world of a service in which nothing happened yet.
    pub fn new(service: Arc<Service>) -> Self {
        let mut roles = OrderedMap::default();
        for role in defaults(&service) {
            roles.push(role.sid, Arc::new(role));
        }
        Self {
            roles,
            configuration: Configuration::of(&service),
            service,
            conversations: OrderedMap::default(),
            webhooks: ServiceWebhooks::default(),
            users: OrderedMap::default(),
            notifications: Arc::default(),
            bindings: OrderedMap::default(),
            media: MediaLibrary::default(),
            unique_names: SharedMap::new(),
            identities: SharedMap::new(),
            bindings_of: SharedMap::new(),
            memberships: Memberships::default(),
            addresses: Memberships::default(),
            address_pairs: SharedMap::new(),
            activity: Activity::default(),
            creations: Creations::default(),
            timers: SharedSet::new(),
            discarded: Vec::new(),
        }
    }

    /// The conversation with this SID.
    pub fn conversation(&self, sid: ConversationSid) -> Result<&Conversation, Error> {
        self.conversations.get(sid).map(AsRef::as_ref).ok_or(Error::NoConversation)
    }

    /// The SID behind a SID or a unique name.
    pub fn conversation_sid(&self, sid_or_name: &str) -> Result<ConversationSid, Error> {
        let sid = sid_or_name.parse().ok().filter(|sid| self.conversations.get(*sid).is_some());
        sid.or_else(|| self.unique_names.get(sid_or_name).copied()).ok_or(Error::NoConversation)
    }

    /// The user with this identity.
    pub fn user(&self, identity: &str) -> Option<&Arc<User>> {
        self.users.get(*self.identities.get(identity)?)
    }

    /// The user behind a SID or an identity.
    pub fn user_by_sid_or_identity(&self, key: &str) -> Result<&Arc<User>, Error> {
        let by_sid = key.parse().ok().and_then(|sid| self.users.get(sid));
        by_sid.or_else(|| self.user(key)).ok_or(Error::NoUser)
    }

    /// The conversations an identity takes part in, oldest membership first; keys only grow.
    pub fn memberships(
        &self,
        identity: &str,
    ) -> impl DoubleEndedIterator<Item = (u64, &Conversation, &Arc<Participant>)> {
        self.memberships.of(&self.conversations, identity)
    }

    /// A page of the conversations in a state, or of all, the last one written to first; `None` when no
    /// list can have led to where it begins.
    pub fn recent_conversations(
        &self,
        start: Start<Recent>,
        size: usize,
        state: Option<State>,
    ) -> Option<Slice<Listed<&Conversation>>> {
        let is_wanted = |it: &&Conversation| state.is_none_or(|state| it.profile.state == state);
        let find = |sid| self.conversation(sid).ok().filter(is_wanted);
        self.activity.page(start, size, state, find)
    }

    /// A page of the conversations that were created in a range of time and are in a state, or in any,
    /// the newest first.
    pub fn conversations_by_date(
        &self,
        start: Start<Creation>,
        size: usize,
        created: Range<Timestamp>,
        state: Option<State>,
    ) -> Slice<&Conversation> {
        let page = self.creations.page(start, size, created, state);
        let items = page.items.iter().filter_map(|place| self.conversations.at(*place));
        let items = items.map(AsRef::as_ref).collect();
        Slice { items, before: page.before, after: page.after }
    }

    /// The conversations in which an address takes part; keys only grow.
    pub fn memberships_of_address(&self, address: &str) -> impl Iterator<Item = Member<'_>> {
        self.addresses.of(&self.conversations, address).map(|(_, it, who)| (it, who))
    }

    /// A page of the conversations an identity takes part in, oldest membership first.
    ///
    /// # Errors
    /// When the participant that `start` names never was one of the identity.
    pub fn page_of_identity(
        &self,
        identity: &str,
        start: Start<ParticipantSid>,
        size: usize,
    ) -> Result<Slice<Member<'_>>, UnknownStart> {
        self.memberships.page(&self.conversations, identity, start, size)
    }

    /// Returns whether a device of the identity has registered for pushes.
    pub fn is_notifiable(&self, identity: &str) -> bool {
        self.bindings_of.get(identity).is_some()
    }

    /// The push bindings of an identity, oldest first.
    pub(crate) fn bindings_of(&self, identity: &str) -> impl Iterator<Item = &Arc<PushBinding>> {
        let own = self.bindings_of.get(identity).into_iter().flatten();
        own.filter_map(|sid| self.bindings.get(*sid))
    }

    /// How many open conversations an identity takes part in.
    pub fn open_memberships(&self, identity: &str) -> usize {
        self.memberships.count_open(identity)
    }

    pub(crate) fn unique_name_owner(&self, name: &str) -> Option<ConversationSid> {
        self.unique_names.get(name).copied()
    }

    /// Changes a conversation, and notes when its state changes by itself from then on.
    pub(crate) fn change(&mut self, sid: ConversationSid, change: impl FnOnce(&mut Conversation)) {
        if let Some(conversation) = self.conversations.get_mut(sid) {
            change(Arc::make_mut(conversation));
        }
        self.schedule(sid);
    }

    /// Notes when the conversation's state changes by itself.
    pub(crate) fn schedule(&mut self, sid: ConversationSid) {
        let Some(conversation) = self.conversations.get_mut(sid) else { return };
        let due = conversation.next_state().map(|(at, _)| at);
        if conversation.due != due {
            let before = std::mem::replace(&mut Arc::make_mut(conversation).due, due);
            before.map(|at| self.timers.remove(&(at, sid)));
            due.map(|at| self.timers.insert((at, sid)));
        }
    }

    /// When a state changes by itself next.
    pub fn next_timer(&self) -> Option<Timestamp> {
        self.timers.first().map(|(at, _)| *at)
    }

    /// The conversations whose state has to change by now.
    pub(crate) fn due(&self, now: Timestamp) -> impl Iterator<Item = ConversationSid> {
        self.timers.iter().take_while(move |(at, _)| *at <= now).map(|(_, sid)| *sid)
    }
}

impl View for World {
    type Fact = Fact;

    fn apply(&mut self, at: Timestamp, fact: &Fact) {
        match fact {
            Fact::Service(fact) => self.apply_service(fact),
            Fact::Conversation(sid, fact) => self.apply_conversation(*sid, fact),
            Fact::Participant(sid, fact) => self.apply_participant(at, *sid, fact),
            Fact::Message(sid, fact) => self.apply_message(at, *sid, fact),
            Fact::Delivery(sid, fact) => self.apply_delivery(*sid, fact),
            Fact::Media(fact) => self.apply_media(fact),
            Fact::User(fact) => self.apply_user(fact),
            Fact::Role(fact) => self.apply_role(fact),
            Fact::Binding(fact) => self.apply_binding(fact),
            Fact::Webhook(fact) => self.apply_webhook(fact),
        }
    }

    fn take_discarded(&mut self) -> Option<Box<dyn Any + Send>> {
        let discarded = std::mem::take(&mut self.discarded);
        if discarded.is_empty() { None } else { Some(Box::new(discarded)) }
    }
}
