use std::{collections::BTreeMap, sync::Arc};

use twilio_sid::{ConversationSid, ParticipantSid};

use crate::{
    Order, Roll, Slice, Start, UnknownStart, conversation::Conversation, participant::Participant,
    text::Text,
};

type Membership = (ConversationSid, ParticipantSid);
type Conversations = Roll<ConversationSid, Conversation>;

/// A conversation and one who takes part in it.
pub type Member<'w> = (&'w Conversation, &'w Arc<Participant>);

/// Who takes part where, by a name, oldest membership first.
///
/// The place of a membership that ended is remembered, so that pages lead on behind it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memberships(BTreeMap<Text, Roll<ParticipantSid, Membership>>);

fn member(conversations: &Conversations, (sid, who): Membership) -> Option<Member<'_>> {
    let conversation = conversations.get(sid)?;
    Some((conversation, conversation.participants.get(who)?))
}

impl Memberships {
    pub(crate) fn add(&mut self, name: &Text, conversation: ConversationSid, who: ParticipantSid) {
        self.0.entry(name.clone()).or_default().push(who, (conversation, who));
    }

    pub(crate) fn end(&mut self, name: &str, who: ParticipantSid) {
        if let Some(roll) = self.0.get_mut(name) {
            roll.remove(who);
        }
    }

    pub(crate) fn count(&self, name: &str) -> usize {
        self.0.get(name).map_or(0, Roll::len)
    }

    /// The memberships under a name with their places, which are never given twice.
    pub(crate) fn of<'w>(
        &'w self,
        conversations: &'w Conversations,
        name: &str,
    ) -> impl DoubleEndedIterator<Item = (u64, &'w Conversation, &'w Arc<Participant>)> + use<'w>
    {
        let roll = self.0.get(name).into_iter().flat_map(Roll::numbered);
        roll.filter_map(|(place, membership)| {
            let (conversation, participant) = member(conversations, *membership)?;
            Some((place, conversation, participant))
        })
    }

    pub(crate) fn page<'w>(
        &self,
        conversations: &'w Conversations,
        name: &str,
        start: Start<ParticipantSid>,
        size: usize,
    ) -> Result<Slice<Member<'w>>, UnknownStart> {
        let Some(roll) = self.0.get(name) else {
            let nothing = Slice { items: Vec::new(), before: false, after: false };
            return if start == Start::Head { Ok(nothing) } else { Err(UnknownStart) };
        };
        let page = roll.page(start, size, Order::Ascending)?;
        let items = page.items.into_iter().filter_map(|it| member(conversations, *it)).collect();
        Ok(Slice { items, before: page.before, after: page.after })
    }
}
