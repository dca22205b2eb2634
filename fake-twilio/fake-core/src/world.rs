use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;
use twilio_sid::{
    AccountSid, BindingSid, ConversationSid, MessageSid, ParticipantSid, RoleSid, ServiceSid,
    UserSid,
};

use crate::{
    Fact, Refusal, Roll, Slice, Start, UnknownStart, View,
    account::DefaultRoles,
    activity::{Activity, Listed, Recent},
    binding::PushBinding,
    configuration::Configuration,
    conversation::{Conversation, Profile},
    envelope::Envelope,
    hook::KnownHooks,
    media::Shelf,
    membership::{Member, Memberships},
    notifications::Notifications,
    participant::{Binding, Participant},
    role::{self, Role},
    text::Text,
    user::User,
};

/// The service a world belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its SID.
    pub sid: ServiceSid,
    /// The account that owns it.
    pub account: AccountSid,
    /// Name for people.
    pub friendly_name: Text,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Roles that users and participants get by default.
    pub roles: DefaultRoles,
}

/// Everything a service holds: the fold of its log.
#[derive(Clone, Debug)]
pub struct World {
    /// The service.
    pub service: Arc<Service>,
    /// Its conversations, oldest first.
    pub conversations: Roll<ConversationSid, Conversation>,
    /// Its roles, oldest first.
    pub roles: Roll<RoleSid, Arc<Role>>,
    /// Its configuration.
    pub configuration: Configuration,
    /// Its hooks and those of its account.
    pub hooks: KnownHooks,
    /// Its users, oldest first.
    pub users: Roll<UserSid, Arc<User>>,
    /// What its users are notified of.
    pub notifications: Arc<Notifications>,
    /// Its push bindings, oldest first.
    pub bindings: Roll<BindingSid, Arc<PushBinding>>,
    /// Its media.
    pub media: Shelf,
    unique_names: BTreeMap<Text, ConversationSid>,
    identities: BTreeMap<Text, UserSid>,
    memberships: Memberships,
    addresses: Memberships,
    address_pairs: BTreeMap<(Text, Text), ConversationSid>,
    activity: Activity,
    timers: BTreeSet<(Timestamp, ConversationSid)>,
}

impl World {
    /// The world of a service in which nothing happened yet.
    pub fn new(service: Arc<Service>) -> Self {
        let mut roles = Roll::default();
        for role in role::defaults(&service) {
            roles.push(role.sid, Arc::new(role));
        }
        Self {
            roles,
            configuration: Configuration::of(&service),
            service,
            conversations: Roll::default(),
            hooks: KnownHooks::default(),
            users: Roll::default(),
            notifications: Arc::default(),
            bindings: Roll::default(),
            media: Shelf::default(),
            unique_names: BTreeMap::new(),
            identities: BTreeMap::new(),
            memberships: Memberships::default(),
            addresses: Memberships::default(),
            address_pairs: BTreeMap::new(),
            activity: Activity::default(),
            timers: BTreeSet::new(),
        }
    }

    /// The conversation with this SID.
    pub fn conversation(&self, sid: ConversationSid) -> Result<&Conversation, Refusal> {
        self.conversations.get(sid).ok_or(Refusal::NoConversation)
    }

    /// The SID behind a SID or a unique name.
    pub fn conversation_sid(&self, sid_or_name: &str) -> Result<ConversationSid, Refusal> {
        let sid = sid_or_name.parse().ok().filter(|sid| self.conversations.get(*sid).is_some());
        sid.or_else(|| self.unique_names.get(sid_or_name).copied()).ok_or(Refusal::NoConversation)
    }

    /// The user with this identity.
    pub fn user(&self, identity: &str) -> Option<&Arc<User>> {
        self.users.get(*self.identities.get(identity)?)
    }

    /// The user behind a SID or an identity.
    pub fn user_by_sid_or_identity(&self, key: &str) -> Result<&Arc<User>, Refusal> {
        let by_sid = key.parse().ok().and_then(|sid| self.users.get(sid));
        by_sid.or_else(|| self.user(key)).ok_or(Refusal::NoUser)
    }

    /// The conversations an identity takes part in, oldest membership first; keys only grow.
    pub fn memberships(
        &self,
        identity: &str,
    ) -> impl DoubleEndedIterator<Item = (u64, &Conversation, &Arc<Participant>)> {
        self.memberships.of(&self.conversations, identity)
    }

    /// A page of the conversations that `accepts` accepts, the last one written to first; `None` when
    /// no list can have led to where it begins.
    pub fn recent_conversations(
        &self,
        start: Start<Recent>,
        size: usize,
        accepts: impl Fn(&Conversation) -> bool,
    ) -> Option<Slice<Listed<&Conversation>>> {
        let find = |sid| self.conversations.get(sid).filter(|it| accepts(it));
        self.activity.page(start, size, find)
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

    /// Says whether a device of the identity has registered for pushes.
    pub fn is_notifiable(&self, identity: &str) -> bool {
        self.bindings.iter().any(|binding| binding.identity.as_ref() == identity)
    }

    /// How many open conversations an identity takes part in.
    pub fn open_memberships(&self, identity: &str) -> usize {
        self.memberships.count_open(identity)
    }

    /// The open conversation in which an address talks to a proxy address.
    pub fn conversation_of_addresses(&self, binding: &Binding) -> Option<ConversationSid> {
        self.address_pairs.get(&address_pair(binding)?).copied()
    }

    pub(crate) fn unique_name_owner(&self, name: &str) -> Option<ConversationSid> {
        self.unique_names.get(name).copied()
    }

    fn change(&mut self, sid: ConversationSid, change: impl FnOnce(&mut Conversation)) {
        if let Some(conversation) = self.conversations.get_mut(sid) {
            change(conversation);
        }
        self.schedule(sid);
    }

    fn enclose(
        &mut self,
        sid: ConversationSid,
        message: MessageSid,
        change: impl FnOnce(&mut Envelope),
    ) {
        if let Some(conversation) = self.conversations.get_mut(sid) {
            change(conversation.envelope_mut(message));
        }
    }

    /// Notes when the conversation's state changes by itself.
    fn schedule(&mut self, sid: ConversationSid) {
        let Some(conversation) = self.conversations.get_mut(sid) else { return };
        let due = conversation.next_state().map(|(at, _)| at);
        let before = std::mem::replace(&mut conversation.due, due);
        if before != due {
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

    fn put_profile(&mut self, profile: &Arc<Profile>) {
        if let Some(name) = &profile.unique_name {
            self.unique_names.insert(name.clone(), profile.sid);
        }
        if let Some(conversation) = self.conversations.get_mut(profile.sid) {
            let before = std::mem::replace(&mut conversation.profile, profile.clone());
            conversation.updated = profile.updated;
            if let Some(name) =
                before.unique_name.as_ref().filter(|_| before.unique_name != profile.unique_name)
            {
                self.unique_names.remove(name);
            }
            if profile.is_closed() {
                self.close(profile.sid);
            }
        } else {
            self.conversations.push(profile.sid, Conversation::new(profile.clone()));
            self.activity.note(profile.sid);
        }
        self.schedule(profile.sid);
    }

    fn close(&mut self, sid: ConversationSid) {
        // Rare, and only as long as the number of participants outside the chat.
        self.address_pairs.retain(|_, owner| *owner != sid);
        let Some(conversation) = self.conversations.get(sid) else { return };
        for participant in conversation.participants.iter() {
            if let Some(identity) = &participant.identity {
                self.memberships.close(identity, participant.sid);
            }
        }
    }

    fn delete_conversation(&mut self, sid: ConversationSid) {
        let Some(conversation) = self.conversations.remove(sid) else { return };
        self.activity.forget(sid);
        conversation.due.map(|at| self.timers.remove(&(at, sid)));
        if let Some(name) = &conversation.profile.unique_name {
            self.unique_names.remove(name);
        }
        for participant in conversation.participants.iter() {
            self.forget_participant(sid, participant);
        }
        for message in conversation.messages.iter() {
            self.media.forget(message);
        }
    }

    fn add_participant(&mut self, at: Timestamp, sid: ConversationSid, who: &Arc<Participant>) {
        self.change(sid, |it| it.add(at, who));
        if let Some(identity) = &who.identity {
            self.memberships.add(identity, sid, who.sid);
        }
        if let Some(address) = who.binding.as_ref().and_then(Binding::address) {
            self.addresses.add(address, sid, who.sid);
        }
        self.learn_addresses(sid, who);
    }

    fn replace_participant(&mut self, sid: ConversationSid, who: &Arc<Participant>) {
        let before = self.conversations.get(sid).and_then(|it| it.participants.get(who.sid));
        if let Some(identity) =
            who.identity.as_ref().filter(|_| before.is_some_and(|it| it.identity.is_none()))
        {
            self.memberships.add(identity, sid, who.sid);
        }
        if let Some(before) = before.filter(|it| it.binding != who.binding).cloned() {
            self.forget_addresses(sid, &before);
            self.learn_addresses(sid, who);
        }
        self.change(sid, |it| it.replace(who));
    }

    fn learn_addresses(&mut self, sid: ConversationSid, who: &Participant) {
        if let Some(pair) = who.binding.as_ref().and_then(address_pair) {
            self.address_pairs.insert(pair, sid);
        }
    }

    fn forget_addresses(&mut self, sid: ConversationSid, who: &Participant) {
        let pair = who.binding.as_ref().and_then(address_pair);
        // Those of a closed conversation may long be those of another one.
        if let Some(pair) = pair.filter(|pair| self.address_pairs.get(pair) == Some(&sid)) {
            self.address_pairs.remove(&pair);
        }
    }

    fn forget_participant(&mut self, sid: ConversationSid, who: &Participant) {
        if let Some(identity) = &who.identity {
            self.memberships.end(identity, who.sid);
        }
        if let Some(address) = who.binding.as_ref().and_then(Binding::address) {
            self.addresses.end(address, who.sid);
        }
        self.forget_addresses(sid, who);
    }

    fn put_user(&mut self, user: &Arc<User>) {
        self.identities.insert(user.identity.clone(), user.sid);
        self.users.put(user.sid, user.clone());
    }

    fn delete_user(&mut self, sid: UserSid) {
        if let Some(user) = self.users.remove(sid) {
            self.identities.remove(&user.identity);
        }
    }
}

fn address_pair(binding: &Binding) -> Option<(Text, Text)> {
    Some((binding.address()?.clone(), binding.proxy_address()?.clone()))
}

impl View for World {
    type Fact = Fact;

    fn apply(&mut self, at: Timestamp, fact: &Fact) {
        match fact {
            Fact::ConversationCreated(profile) | Fact::ConversationUpdated(profile) => {
                self.put_profile(profile);
            }
            Fact::ConversationDeleted(sid) => self.delete_conversation(*sid),
            Fact::ParticipantAdded(sid, participant) => {
                self.add_participant(at, *sid, participant);
            }
            Fact::ParticipantUpdated(sid, participant) => {
                self.replace_participant(*sid, participant);
            }
            Fact::ParticipantRemoved(sid, participant) => {
                self.change(*sid, |it| it.remove(at, participant));
                self.forget_participant(*sid, participant);
            }
            Fact::MessageAdded(sid, message) => {
                self.change(*sid, |it| it.send(at, message));
                self.activity.note(*sid);
                self.media.attach(*sid, message);
            }
            Fact::MessageUpdated(sid, message) => self.change(*sid, |it| it.edit(message)),
            Fact::MessageRemoved(sid, message) => {
                self.change(*sid, |it| it.unsend(at, message));
                self.media.forget(message);
            }
            Fact::MediumUploaded(medium) => self.media.add(medium),
            Fact::ReceiptPut(sid, receipt) => self.enclose(*sid, receipt.message, |it| {
                it.receipts.put(receipt.sid, receipt.clone());
            }),
            Fact::ChannelMetadataSet(sid, message, metadata) => {
                self.enclose(*sid, *message, |it| it.metadata = Some(metadata.clone()));
            }
            Fact::RecipientsSet(sid, message, recipients) => {
                self.enclose(*sid, *message, |it| it.recipients = recipients.clone());
            }
            Fact::UserCreated(user) | Fact::UserUpdated(user) => self.put_user(user),
            Fact::UserDeleted(sid) => self.delete_user(*sid),
            Fact::RoleCreated(role) | Fact::RoleUpdated(role) => {
                self.roles.put(role.sid, role.clone());
            }
            Fact::RoleDeleted(sid) => {
                self.roles.remove(*sid);
            }
            Fact::Configured(configuration) => self.configuration = **configuration,
            Fact::NotificationsChanged(settings) => self.notifications = settings.clone(),
            Fact::BindingPut(binding) => self.bindings.put(binding.sid, binding.clone()),
            Fact::BindingRemoved(sid) => {
                self.bindings.remove(*sid);
            }
            Fact::Hooked(hooks) => self.hooks.own = hooks.clone(),
            Fact::HooksInherited(hooks) => self.hooks.inherited = hooks.clone(),
            Fact::HookAdded(sid, hook, _) | Fact::HookUpdated(sid, hook) => {
                self.change(*sid, |it| it.hooks.put(hook.sid, hook.clone()));
            }
            Fact::HookRemoved(sid, hook) => self.change(*sid, |it| {
                it.hooks.remove(*hook);
            }),
        }
    }
}
