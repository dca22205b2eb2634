//! Participants in an order that all lists agree with: those of conversations, of identities and of
//! addresses.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
    sync::Arc,
};

use twilio_sid::{ConversationSid, ParticipantSid};

use crate::conversations::{
    fact::{Fact, ParticipantFact},
    record::{messaging_binding::Binding, participant::Participant},
    state::world::World,
};

/// Facts with what has to come before them.
#[derive(Default)]
struct Order {
    facts: Vec<Fact>,
    followers: Vec<Vec<usize>>,
    /// How many of those before it are still to come.
    waits_for: Vec<usize>,
}

impl Order {
    fn push(&mut self, conversation: ConversationSid, fact: ParticipantFact) -> usize {
        self.facts.push(Fact::Participant(conversation, fact));
        self.followers.push(Vec::new());
        self.waits_for.push(0);
        self.facts.len() - 1
    }

    fn follow(&mut self, before: usize, after: usize) {
        self.followers[before].push(after);
        self.waits_for[after] += 1;
    }

    /// Lets everything follow on what precedes it in a list.
    fn follow_all(&mut self, list: impl Iterator<Item = usize>) {
        let mut before = None;
        for node in list {
            if let Some(before) = before.replace(node) {
                self.follow(before, node);
            }
        }
    }

    /// The facts, each after those that it follows; else in the order in which they were pushed.
    ///
    /// There is such an order, because all lists are in the order of time.
    fn sorted(mut self) -> Vec<Fact> {
        let mut ready: BinaryHeap<Reverse<usize>> =
            (0..self.facts.len()).filter(|node| self.waits_for[*node] == 0).map(Reverse).collect();
        let mut sorted = Vec::with_capacity(self.facts.len());
        while let Some(Reverse(node)) = ready.pop() {
            sorted.push(self.facts[node].clone());
            for follower in std::mem::take(&mut self.followers[node]) {
                self.waits_for[follower] -= 1;
                if self.waits_for[follower] == 0 {
                    ready.push(Reverse(follower));
                }
            }
        }
        debug_assert_eq!(sorted.len(), self.facts.len(), "lists are in the order of time");
        sorted
    }
}

/// That all participants of a service were added.
pub(super) fn added(world: &World) -> Vec<Fact> {
    let mut order = Order::default();
    // Where each was added, and where it got its identity.
    let mut nodes: BTreeMap<ParticipantSid, (usize, usize)> = BTreeMap::new();
    for conversation in world.conversations.iter() {
        let mut before = None;
        for participant in conversation.participants.iter() {
            let (added, named) = put(&mut order, conversation.sid(), participant);
            if let Some(before) = before.replace(added) {
                order.follow(before, added);
            }
            nodes.insert(participant.sid, (added, named));
        }
    }
    for list in world.memberships.lists() {
        order.follow_all(list.filter_map(|who| nodes.get(&who)).map(|(_, named)| *named));
    }
    for list in world.addresses.lists() {
        order.follow_all(list.filter_map(|who| nodes.get(&who)).map(|(added, _)| *added));
    }
    order.sorted()
}

/// Adds a participant. One of a group message may have got its identity long after it was added.
fn put(
    order: &mut Order,
    conversation: ConversationSid,
    participant: &Arc<Participant>,
) -> (usize, usize) {
    let is_late = participant.identity.is_some()
        && matches!(participant.binding, Some(Binding::Projected { .. }));
    if !is_late {
        let added = order.push(conversation, ParticipantFact::Added(participant.clone()));
        return (added, added);
    }
    let unnamed = Arc::new(Participant { identity: None, ..participant.as_ref().clone() });
    let added = order.push(conversation, ParticipantFact::Added(unnamed));
    let named = order.push(conversation, ParticipantFact::Updated(participant.clone()));
    order.follow(added, named);
    (added, named)
}
