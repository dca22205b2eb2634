//! The items of a list or a map, wherever they are kept.

use std::ops::Bound;

use fake_core::conversation::Conversation;

use crate::{
    collection::{Collection, ObjectMetadata},
    item::{Item, Key},
    message_list::MessageList,
};

/// A list or a map that can be read.
#[derive(Clone, Copy)]
pub(crate) enum Items<'a> {
    /// Items that are kept.
    Kept(&'a Collection),
    /// The messages of a conversation, made into items when they are read.
    Messages(&'a MessageList, &'a Conversation),
}

impl<'a> Items<'a> {
    pub(crate) fn head(self) -> &'a ObjectMetadata {
        match self {
            Self::Kept(collection) => &collection.head,
            Self::Messages(list, _) => &list.head,
        }
    }

    /// Returns whether there are none.
    pub(crate) fn is_empty(self) -> bool {
        match self {
            Self::Kept(collection) => collection.items.is_empty(),
            Self::Messages(_, conversation) => conversation.messages.is_empty(),
        }
    }

    /// The item at a key.
    pub(crate) fn get(self, key: &Key) -> Option<Item> {
        match (self, key) {
            (Self::Kept(collection), key) => collection.items.get(key).cloned(),
            (Self::Messages(list, conversation), Key::Index(index)) => {
                list.item(conversation, *index)
            }
            (Self::Messages(..), Key::Name(_)) => None,
        }
    }

    /// The first `count` items from an edge on, lowest first.
    pub(crate) fn above(self, edge: Bound<&Key>, count: usize) -> Vec<(Key, Item)> {
        match self {
            Self::Kept(collection) => {
                let items = collection.items.range((edge, Bound::Unbounded));
                items.take(count).map(|(key, item)| (key.clone(), item.clone())).collect()
            }
            Self::Messages(list, conversation) => {
                let first = match edge {
                    Bound::Included(Key::Index(index)) => *index,
                    Bound::Excluded(Key::Index(index)) => index.saturating_add(1),
                    Bound::Included(Key::Name(_))
                    | Bound::Excluded(Key::Name(_))
                    | Bound::Unbounded => 0,
                };
                let messages = conversation.messages.range(first..u64::MAX).take(count);
                let items = messages.filter_map(|(index, _)| indexed(list, conversation, index));
                items.collect()
            }
        }
    }

    /// The last `count` items up to an edge, highest first.
    pub(crate) fn below(self, edge: Bound<&Key>, count: usize) -> Vec<(Key, Item)> {
        match self {
            Self::Kept(collection) => {
                let items = collection.items.range((Bound::Unbounded, edge)).rev();
                items.take(count).map(|(key, item)| (key.clone(), item.clone())).collect()
            }
            Self::Messages(list, conversation) => {
                let end = match edge {
                    Bound::Included(Key::Index(index)) => index.saturating_add(1),
                    Bound::Excluded(Key::Index(index)) => *index,
                    Bound::Included(Key::Name(_))
                    | Bound::Excluded(Key::Name(_))
                    | Bound::Unbounded => u64::MAX,
                };
                let messages = conversation.messages.range(0..end).rev().take(count);
                let items = messages.filter_map(|(index, _)| indexed(list, conversation, index));
                items.collect()
            }
        }
    }

    /// All values, in a form that can be compared.
    pub(crate) fn text(self) -> String {
        let all = self.above(Bound::Unbounded, usize::MAX);
        let lines: Vec<String> =
            all.iter().map(|(key, item)| format!("{key:?} {}", item.data.json())).collect();
        lines.join("\n")
    }
}

fn indexed(list: &MessageList, conversation: &Conversation, index: u64) -> Option<(Key, Item)> {
    Some((Key::Index(index), list.item(conversation, index)?))
}
