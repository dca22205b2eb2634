use std::any::Any;

/// A state that is nothing but the fold of a log of facts.
pub trait View {
    /// What the log holds.
    type Fact;

    /// Takes one fact in; `at` is when it was recorded.
    fn apply(&mut self, at: jiff::Timestamp, fact: &Self::Fact);

    /// What the facts since the last call have deleted, if to drop it may take long.
    fn take_discarded(&mut self) -> Option<Box<dyn Any + Send>> {
        None
    }
}

/// The result of an accepted command: its facts, and a value for the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided<T, F> {
    /// What changes, in order.
    pub facts: Vec<F>,
    /// A value for the caller, often an identifier.
    pub outcome: T,
}

impl<T, F> Decided<T, F> {
    /// A command that changes one thing.
    pub fn one(fact: F, outcome: T) -> Self {
        Self { facts: vec![fact], outcome }
    }

    /// A command that changes nothing.
    pub fn nothing(outcome: T) -> Self {
        Self { facts: Vec::new(), outcome }
    }

    /// The same changes, with something else for the sender to know.
    pub fn answering<U>(self, outcome: U) -> Decided<U, F> {
        self.map(|_| outcome)
    }

    /// The same facts, with a mapped value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Decided<U, F> {
        Decided { facts: self.facts, outcome: change(self.outcome) }
    }
}
