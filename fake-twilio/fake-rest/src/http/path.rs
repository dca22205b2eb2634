//! Segments of paths.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but what RFC 3986 calls unreserved.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The decoded segments of a path; `+` stays a plus and an invalid escape stays as it is.
pub(crate) fn segments(path: &str) -> Vec<Cow<'_, str>> {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.split('/').map(|segment| percent_decode_str(segment).decode_utf8_lossy()).collect()
}

/// A text as a segment of a path.
pub(crate) fn encode(segment: &str) -> impl std::fmt::Display {
    utf8_percent_encode(segment, SEGMENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_decoded_one_by_one() {
        assert_eq!(segments("/v1/Users/a%2Fb+c%zz"), ["v1", "Users", "a/b+c%zz"]);
    }
}
