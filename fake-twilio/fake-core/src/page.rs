//! Pages of lists.

/// Direction of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// First come, first listed.
    #[default]
    Ascending,
    /// Last come, first listed.
    Descending,
}

/// Where a page of a list begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start<I> {
    /// At the head of the list.
    Head,
    /// Right behind this thing.
    After(I),
    /// So that it ends right before this thing.
    Before(I),
}

impl<I> Start<I> {
    /// The same place by another identifier.
    pub fn map<J>(self, change: impl FnOnce(I) -> J) -> Start<J> {
        match self {
            Self::Head => Start::Head,
            Self::After(id) => Start::After(change(id)),
            Self::Before(id) => Start::Before(change(id)),
        }
    }
}

/// The thing that a page should begin or end at was never there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownStart;

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice<T> {
    /// The entries, in the requested order.
    pub items: Vec<T>,
    /// Whether anything precedes the first of them.
    pub before: bool,
    /// Whether anything follows the last of them.
    pub after: bool,
}

impl<T> Slice<T> {
    /// The page of something that each thing has.
    pub fn map<U>(self, change: impl Fn(T) -> U) -> Slice<U> {
        let items = self.items.into_iter().map(change).collect();
        Slice { items, before: self.before, after: self.after }
    }
}
