//! How the findings are told.

use std::fmt::Write;

use e2e::Operation;

use crate::client::Tried;

/// What came of an operation that was tried.
pub(super) struct Finding {
    pub(super) operation: &'static Operation,
    /// Why its answer was not the one of the OpenAPI document.
    pub(super) problem: Option<String>,
}

/// Operations that do less than Twilio's.
struct Partial {
    reason: &'static str,
    /// Whether they can be a success all the same.
    succeeds: bool,
    names: &'static [&'static str],
}

const PARTIAL: [Partial; 5] = [
    Partial {
        reason: "nothing is ever recorded, so there is nothing to be found",
        succeeds: false,
        names: &["FetchRecording", "DeleteRecording", "FetchRoomRecording", "DeleteRoomRecording"],
    },
    Partial {
        reason: "nothing is ever recorded, so the list is empty",
        succeeds: false,
        names: &["ListRecording", "ListRoomRecording"],
    },
    Partial {
        reason: "stays `enqueued`, as there are no recordings to compose",
        succeeds: true,
        names: &["CreateComposition"],
    },
    Partial {
        reason: "kept and shown, but no message arrives there, so none makes a conversation",
        succeeds: true,
        names: &["CreateConfigurationAddress", "UpdateConfigurationAddress"],
    },
    Partial {
        reason: "kept and shown, but nothing is ever pushed to a device",
        succeeds: true,
        names: &["CreateCredential", "UpdateCredential", "UpdateServiceNotification"],
    },
];

fn partial(name: &str) -> Option<&'static Partial> {
    PARTIAL.iter().find(|it| it.names.contains(&name))
}

impl Finding {
    fn status(&self) -> &'static str {
        match (&self.problem, partial(self.operation.name)) {
            (None, None) => "implemented",
            (Some(_), None | Some(Partial { succeeds: true, .. })) => "absent",
            (None, Some(Partial { succeeds: false, reason, .. })) => {
                panic!("{} succeeds although {reason}", self.operation.name)
            }
            (Some(_), Some(Partial { succeeds: false, .. }))
            | (None, Some(Partial { succeeds: true, .. })) => "partial",
        }
    }

    fn reason(&self) -> &'static str {
        match partial(self.operation.name) {
            Some(partial) if self.status() == "partial" => partial.reason,
            Some(_) | None => "",
        }
    }
}

/// The text of `docs/coverage.md`.
pub(super) fn page(found: &[Finding], client: &Tried) -> String {
    for name in PARTIAL.iter().flat_map(|it| it.names) {
        assert!(found.iter().any(|it| it.operation.name == *name), "no operation {name}");
    }
    let mut text =
        "# Coverage\n\nEvery operation of Twilio's OpenAPI documents, tried against the emulator. \
         **Implemented**: it answers with\na status and a body of its schema, lists with something in \
         them. **Partial**: it does less than Twilio's, as\nthe column beside it says. **Absent**: it \
         does not answer like that. The last column is the call of the Rust\nclient (the crate \
         `twilio-conversations`); `service` is `client.service(…)`. `cargo xtask coverage` writes this \
         file,\nand a test compares it with the emulator. Another one compares what the Rust client reads \
         from each answer with\nwhat Twilio's library for Python reads, property by property.\n"
            .to_owned();
    let is_video = |it: &&Finding| VIDEO.iter().any(|head| it.operation.path.starts_with(head));
    let (video, conversations): (Vec<_>, Vec<_>) = found.iter().partition(is_video);
    for (title, findings) in [("Conversations v1", conversations), ("Video v1", video)] {
        write(&mut text, title, &findings, client);
    }
    text
}

/// How the paths of the Video API begin.
const VIDEO: [&str; 4] = ["/v1/Room", "/v1/Recording", "/v1/Composition", "/v1/CompositionHook"];

fn write(text: &mut String, title: &str, findings: &[&Finding], client: &Tried) {
    let count = |status| findings.iter().filter(|it| it.status() == status).count();
    let total = findings.len();
    let [implemented, partial, absent] = ["implemented", "partial", "absent"].map(count);
    let _ = writeln!(
        text,
        "\n## {title}\n\n{implemented} of {total} operations implemented, {partial} partial, \
         {absent} absent.\n\n| Operation | | | | Rust client |\n\
         | --- | --- | --- | --- | --- |"
    );
    for it in findings {
        let Operation { name, method, path, .. } = it.operation;
        let (status, why) = (it.status(), it.reason());
        let rust = client.method(name);
        assert!(!rust.is_empty(), "the Rust client does not call {name}");
        let _ = writeln!(text, "| {name} | `{method} {path}` | {status} | {why} | `{rust}` |");
    }
}
