//! Paths of REST that lead nowhere, with the operation that was probably meant.

use std::collections::BTreeMap;

use fake_control::{
    Side,
    journal::{self, Match, Query},
};
use serde::Serialize;
use strsim::{generic_levenshtein, jaro};

use crate::{
    context::Context,
    http::reply::{Reply, ok},
    operations::operations,
};

/// The most different paths that are listed.
const LIMIT: usize = 100;

#[derive(Serialize)]
struct UnknownPaths {
    unknown: Vec<UnknownPath>,
}

#[derive(Serialize)]
struct UnknownPath {
    method: String,
    path: String,
    /// How often it was requested.
    count: usize,
    nearest: Option<Nearest>,
}

/// The operation that is nearest.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Nearest {
    operation: &'static str,
    method: &'static str,
    path: &'static str,
}

/// A segment of a path; a variable is equal to every one.
#[derive(Clone, Copy)]
struct Segment<'a>(&'a str);

impl PartialEq for Segment<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.0.starts_with('{') || other.0.starts_with('{')
    }
}

#[expect(clippy::unnecessary_wraps, reason = "all handlers have one form")]
pub(in crate::control) fn unknown(context: &Context) -> Reply {
    let matching = Match { side: Some(Side::Rest), ..Match::default() };
    let query = Query { matching, ..Query::default() };
    let mut counted = BTreeMap::<(String, String), usize>::new();
    for entry in journal::matching(&context.journal, &query, context).0 {
        if let (None, Some(404 | 405), Some(method), Some(path)) =
            (entry.operation, entry.status, entry.method, entry.path)
        {
            *counted.entry((method, path)).or_default() += 1;
        }
    }
    let unknown = counted.into_iter().take(LIMIT).map(|((method, path), count)| {
        let nearest = nearest(&method, &path);
        UnknownPath { method, path, count, nearest }
    });
    Ok(ok(&UnknownPaths { unknown: unknown.collect() }))
}

/// The operation whose path differs in the fewest segments, then in the fewest letters.
fn nearest(method: &str, path: &str) -> Option<Nearest> {
    let asked: Vec<Segment<'_>> = path.split('/').map(Segment).collect();
    let ranked = operations().iter().map(|route| {
        let known: Vec<Segment<'_>> = route.path.split('/').map(Segment).collect();
        let segments = generic_levenshtein(&asked, &known);
        (route, segments, route.operation.method != method, jaro(path, &filled(&route.path, path)))
    });
    let (route, ..) = ranked.min_by(|one, other| {
        let by_segments = (one.1, one.2).cmp(&(other.1, other.2));
        by_segments.then(other.3.total_cmp(&one.3))
    })?;
    let method = route.operation.method.as_str();
    Some(Nearest { operation: &route.name, method, path: &route.path })
}

/// A path whose variables have the values that another one has in their places.
fn filled(path: &str, values: &str) -> String {
    let mut values = values.split('/');
    let segments = path.split('/').map(|segment| match (segment.starts_with('{'), values.next()) {
        (true, Some(value)) => value,
        _ => segment,
    });
    segments.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_operation_is_the_one_that_was_probably_meant() {
        for (method, path, operation) in [
            ("POST", "/v1/Conversation", "CreateConversation"),
            ("GET", "/v1/Conversations/CH1/Message", "ListConversationMessage"),
            ("POST", "/v2/Conversations/CH1/Messages", "CreateConversationMessage"),
            ("PUT", "/v1/Users/ada", "FetchUser"),
        ] {
            let found = nearest(method, path).expect("an operation").operation;
            assert_eq!(found, operation, "{method} {path}");
        }
    }
}
