use wildmatch::WildMatch;

/// Returns whether a path is one that `*` and `?` of a pattern stand for.
pub(crate) fn matches_path(pattern: &str, path: &str) -> bool {
    WildMatch::new(pattern).matches(path)
}
