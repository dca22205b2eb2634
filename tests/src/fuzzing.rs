//! What the fuzz targets of `tests/fuzz` do with their input.
//!
//! They are here so that a test replays the seeds without a nightly compiler. A target panics when the
//! code under test panics, and when it breaks a promise: an answer with status 5xx, a frame that nobody
//! can read, an output after the end. `tests/fuzz/README.md` describes the inputs.

use std::ops::AddAssign;

mod api;
mod frame;
mod request;
mod signaling;
mod token;
mod tunnel;
mod twilsock;

/// A fuzz target.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Name of the target and of the folder with its seeds.
    pub name: &'static str,
    /// Feeds it with one input.
    pub run: fn(&[u8]) -> Outcome,
}

/// All targets.
pub const TARGETS: [Target; 6] = [
    Target { name: "api", run: api::run },
    Target { name: "frame", run: frame::run },
    Target { name: "signaling", run: signaling::run },
    Target { name: "token", run: token::run },
    Target { name: "tunnel", run: tunnel::run },
    Target { name: "twilsock", run: twilsock::run },
];

/// Feeds the target of this name with one input.
pub fn run(name: &str, input: &[u8]) -> Outcome {
    let target = TARGETS.iter().find(|target| target.name == name);
    (target.expect("a target of this name").run)(input)
}

/// Outcome of the steps of an input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Steps that were taken.
    pub accepted: usize,
    /// Steps that were refused, as the protocol wants.
    pub refused: usize,
}

impl Outcome {
    fn note(&mut self, accepted: bool) {
        let counter = if accepted { &mut self.accepted } else { &mut self.refused };
        *counter += 1;
    }
}

impl AddAssign for Outcome {
    fn add_assign(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.refused += other.refused;
    }
}

/// Parts of an input between separators.
fn split<'a>(input: &'a [u8], separator: &[u8]) -> Vec<&'a [u8]> {
    let (mut parts, mut rest) = (Vec::new(), input);
    while let Some(at) = rest.windows(separator.len()).position(|it| it == separator) {
        parts.push(&rest[..at]);
        rest = &rest[at + separator.len()..];
    }
    parts.push(rest);
    parts
}
