//! Holds what this crate mints against what a library minted.

use serde_json::Value;

/// The result of a case.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// A token, compared as JSON values.
    Token { header: Value, claims: Value },
    /// The library says no.
    Refused,
    /// The library has no such feature.
    Unsupported,
}

impl Outcome {
    pub(crate) fn token(header: &str, claims: &str) -> Self {
        let read = |json| serde_json::from_str(json).expect("a segment is JSON");
        Self::Token { header: read(header), claims: read(claims) }
    }

    /// Reads `{header, claims}`, `{refused}` or `{error}`, or `{unsupported}`.
    pub(crate) fn read(value: &Value) -> Self {
        if value.get("unsupported").is_some() {
            Self::Unsupported
        } else if value.get("refused").or(value.get("error")).is_some() {
            Self::Refused
        } else {
            Self::Token { header: value["header"].clone(), claims: value["claims"].clone() }
        }
    }

    /// Takes away what sets every token of the Node library apart: it writes `iat`, which Twilio's
    /// documentation does not name, and `nbf` only when told to.
    pub(crate) fn shaped_like_python(self, now: u64, case: &Value) -> Self {
        let Self::Token { header, mut claims } = self else { return self };
        let members = claims.as_object_mut().expect("claims are an object");
        assert_eq!(members.remove("iat"), Some(now.into()), "Node writes the time of minting");
        if case.get("not_before").is_none() {
            assert_eq!(members.insert("nbf".to_owned(), now.into()), None, "Node writes no nbf");
        }
        Self::Token { header, claims }
    }
}

/// A case, the library with another result, and the reason.
pub(crate) type Deviation = (&'static str, &'static str, &'static str);

/// One case, minted by this crate and by a library.
pub(crate) struct Pair {
    pub(crate) case: String,
    pub(crate) library: String,
    pub(crate) ours: Outcome,
    pub(crate) theirs: Outcome,
}

/// Demands equality but for the listed deviations, and that each of those still is one.
pub(crate) fn check(pairs: &[Pair], deviations: &[Deviation]) {
    let listed = |pair: &Pair| {
        deviations.iter().any(|(case, library, _)| {
            *case == pair.case && (*library == pair.library || *library == "every library")
        })
    };
    for pair in pairs {
        let Pair { case, library, ours, theirs } = pair;
        assert_eq!(
            ours != theirs,
            listed(pair),
            "{case} by {library}:\nours   {ours:?}\ntheirs {theirs:?}"
        );
    }
    for (case, library, _) in deviations {
        let known = pairs.iter().any(|pair| pair.case == *case);
        assert!(known, "the list of deviations names {case} by {library}, which is no case");
    }
}
