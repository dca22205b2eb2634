use wildmatch::WildMatch;

/// A pattern of paths, read once.
#[derive(Clone, Debug)]
pub(crate) struct Glob(WildMatch);

impl Glob {
    pub(crate) fn new(pattern: &str) -> Self {
        Self(WildMatch::new(pattern))
    }

    /// Returns whether a path is one that `*` and `?` of the pattern stand for.
    pub(crate) fn matches(&self, path: &str) -> bool {
        self.0.matches(path)
    }
}

/// Returns whether a path is one that `*` and `?` of a pattern stand for.
pub(crate) fn matches_path(pattern: &str, path: &str) -> bool {
    Glob::new(pattern).matches(path)
}
