//! Who takes part where.

use std::sync::Arc;

use twilio_sid::{ConversationSid, ParticipantSid};

use crate::{
    conversations::{record::participant::Participant, state::conversation::Conversation},
    ordered_map::OrderedMap,
    page::{Order, Slice, Start, UnknownStart},
    shared_map::{SharedMap, SharedSet},
    text::Text,
};

type Membership = (ConversationSid, ParticipantSid);

type Conversations = OrderedMap<ConversationSid, Arc<Conversation>>;

/// A conversation and one who takes part in it.
pub type Member<'w> = (&'w Conversation, &'w Arc<Participant>);

/// Who takes part where, by a name, oldest membership first.
///
/// The place of a membership that ended is remembered, so that pages lead on behind it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memberships(SharedMap<Text, Named>);

/// The memberships under one name.
#[derive(Clone, Debug, Default)]
struct Named {
    all: OrderedMap<ParticipantSid, Membership>,
    /// Those of closed conversations.
    closed: SharedSet<ParticipantSid>,
}

fn member(conversations: &Conversations, (sid, who): Membership) -> Option<Member<'_>> {
    let conversation = conversations.get(sid)?;
    Some((conversation, conversation.participants.get(who)?))
}

impl Memberships {
    pub(crate) fn add(&mut self, name: &Text, conversation: ConversationSid, who: ParticipantSid) {
        self.0.get_or_default(name.clone()).all.push(who, (conversation, who));
    }

    /// Notes that the conversation was closed.
    pub(crate) fn close(&mut self, name: &str, who: ParticipantSid) {
        if let Some(named) = self.0.get_mut(name) {
            named.closed.insert(who);
        }
    }

    pub(crate) fn end(&mut self, name: &str, who: ParticipantSid) {
        if let Some(named) = self.0.get_mut(name) {
            named.all.remove(who);
            named.closed.remove(&who);
        }
    }

    /// Number of conversations of a user; closed ones do not count (Twilio's guide to states).
    pub(crate) fn count_open(&self, name: &str) -> usize {
        self.0.get(name).map_or(0, |named| named.all.len() - named.closed.len())
    }

    /// The memberships under a name with their places, which are never given twice.
    pub(crate) fn of<'w>(
        &'w self,
        conversations: &'w Conversations,
        name: &str,
    ) -> impl DoubleEndedIterator<Item = (u64, &'w Conversation, &'w Arc<Participant>)> + use<'w>
    {
        let memberships = self.0.get(name).into_iter().flat_map(|named| named.all.numbered());
        memberships.filter_map(|(place, membership)| {
            let (conversation, participant) = member(conversations, *membership)?;
            Some((place, conversation, participant))
        })
    }

    /// The memberships under each name, oldest first.
    pub(crate) fn lists(&self) -> impl Iterator<Item = impl Iterator<Item = ParticipantSid>> {
        self.0.iter().map(|(_, named)| named.all.iter().map(|(_, who)| *who))
    }

    pub(crate) fn page<'w>(
        &self,
        conversations: &'w Conversations,
        name: &str,
        start: Start<ParticipantSid>,
        size: usize,
    ) -> Result<Slice<Member<'w>>, UnknownStart> {
        let Some(Named { all, .. }) = self.0.get(name) else {
            let nothing = Slice { items: Vec::new(), before: false, after: false };
            return if start == Start::Head { Ok(nothing) } else { Err(UnknownStart) };
        };
        let page = all.page(start, size, Order::Ascending)?;
        let items = page.items.into_iter().filter_map(|it| member(conversations, *it)).collect();
        Ok(Slice { items, before: page.before, after: page.after })
    }
}
