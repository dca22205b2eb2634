/// What an update does with one value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Edit<T> {
    /// Leaves it alone.
    #[default]
    Keep,
    /// Takes it away.
    Clear,
    /// Replaces it.
    Set(T),
}

impl<T> Edit<T> {
    /// The value after the update, given the value before.
    pub fn over(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Keep => before,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }
}
