//! What users and applications do to conversations.

use proptest::{option, prelude::*};

use crate::model::reference::PEOPLE;

/// A conversation by its place among those that are there, or whichever has a name now.
#[derive(Clone, Copy, Debug)]
pub(super) enum Key {
    Nth(usize),
    Named(usize),
}

#[derive(Clone, Debug)]
pub(super) enum Step {
    Create(Option<usize>, &'static str),
    /// No number takes the name away.
    Rename(Key, Option<usize>),
    SetState(Key, &'static str),
    Fetch(Key),
    Delete(Key),
    /// Those in a state, or all.
    List(&'static str),
    Add(Key, usize),
    Send(Key),
    Unsend(Key, usize),
    DeleteUser(usize),
    ListMine(usize),
    /// As a participant, or as one of the user's conversations.
    Read(Key, usize, Option<u32>, bool),
    SetLevel(Key, usize, &'static str),
    FetchMine(Key, usize),
    Leave(Key, usize),
}

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![3 => (0_usize..4).prop_map(Key::Nth), 1 => (0_usize..3).prop_map(Key::Named)]
}

fn state() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        4 => Just("active"), 6 => Just("inactive"), 3 => Just("closed"),
        1 => Just("Inactive"), 1 => Just("asleep"), 1 => Just(""),
    ]
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    let (who, name) = (0..PEOPLE.len(), option::of(0_usize..3));
    let read = (key(), who.clone(), option::of(0_u32..6), any::<bool>());
    let level = prop_oneof![3 => Just("muted"), 2 => Just("default"), 1 => Just("loud")];
    prop_oneof![
        4 => (name.clone(), state()).prop_map(|(name, state)| Step::Create(name, state)),
        2 => (key(), name).prop_map(|(key, name)| Step::Rename(key, name)),
        3 => (key(), state()).prop_map(|(key, state)| Step::SetState(key, state)),
        2 => key().prop_map(Step::Fetch),
        2 => key().prop_map(Step::Delete),
        2 => state().prop_map(Step::List),
        5 => (key(), who.clone()).prop_map(|(key, who)| Step::Add(key, who)),
        5 => key().prop_map(Step::Send),
        2 => (key(), 0_usize..4).prop_map(|(key, nth)| Step::Unsend(key, nth)),
        1 => who.clone().prop_map(Step::DeleteUser),
        2 => who.clone().prop_map(Step::ListMine),
        4 => read.prop_map(|(key, who, index, mine)| Step::Read(key, who, index, mine)),
        2 => (key(), who.clone(), level).prop_map(|(key, who, it)| Step::SetLevel(key, who, it)),
        3 => (key(), who.clone()).prop_map(|(key, who)| Step::FetchMine(key, who)),
        1 => (key(), who).prop_map(|(key, who)| Step::Leave(key, who)),
    ]
}
