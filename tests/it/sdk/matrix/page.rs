//! How the findings are told.

use std::{fmt::Write, str::FromStr};

/// What one generation of the SDK can do.
pub(super) struct Column {
    pub(super) version: String,
    pub(super) findings: Vec<Finding>,
}

/// What came of a capability that was tried.
pub(super) struct Finding {
    pub(super) area: String,
    pub(super) capability: String,
    pub(super) outcome: Outcome,
    /// Why it did not work.
    pub(super) why: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It works.
    Yes,
    /// It does not.
    No,
    /// That generation has no such method or event.
    Absent,
}

impl FromStr for Outcome {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "yes" => Ok(Self::Yes),
            "no" => Ok(Self::No),
            "absent" => Ok(Self::Absent),
            _ => Err(()),
        }
    }
}

impl Outcome {
    fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "**no**",
            Self::Absent => "–",
        }
    }
}

/// The text of `docs/sdk-matrix.md`.
pub(super) fn page(columns: &[Column]) -> String {
    let mut text = HEAD.to_owned();
    summary(&mut text, columns);
    let rows = columns.first().map_or(&[][..], |column| &column.findings);
    let mut area = "";
    for (at, row) in rows.iter().enumerate() {
        if row.area != area {
            area = &row.area;
            heading(&mut text, area, columns);
        }
        let cells: Vec<_> = columns.iter().map(|column| cell(column, at, row)).collect();
        let _ = writeln!(text, "| {} | {} |", row.capability, cells.join(" | "));
    }
    reasons(&mut text, columns);
    text + DIFFERENCES
}

const HEAD: &str = "# What each generation of the Conversations SDK can do\n\n\
     Every method and event of the official JavaScript SDK, tried against the emulator with the \
     unmodified npm\npackages under Node, and what `twilio_conversations::realtime` makes of it \
     (Rust). **yes**: it works. **no**: it does\nnot, for the reason given at the end. **–**: there is \
     no such method or event. `cargo xtask sdk-matrix` writes this\nfile, and a test compares it with \
     what the SDKs do.\n";

const DIFFERENCES: &str = include_str!("differences.md");

fn summary(text: &mut String, columns: &[Column]) {
    let _ = writeln!(text, "\n| SDK | yes | no | – |\n| --- | --- | --- | --- |");
    for column in columns {
        let count = |outcome| column.findings.iter().filter(|it| it.outcome == outcome).count();
        let [yes, no, absent] = [Outcome::Yes, Outcome::No, Outcome::Absent].map(count);
        let _ = writeln!(text, "| {} | {yes} | {no} | {absent} |", column.version);
    }
}

fn heading(text: &mut String, area: &str, columns: &[Column]) {
    let versions: Vec<_> = columns.iter().map(|column| column.version.as_str()).collect();
    let rule = " --- |".repeat(columns.len() + 1);
    let _ = writeln!(text, "\n## {area}\n\n| | {} |\n|{rule}", versions.join(" | "));
}

fn cell(column: &Column, at: usize, row: &Finding) -> &'static str {
    let found = column.findings.get(at).filter(|it| it.capability == row.capability);
    let found = found.unwrap_or_else(|| panic!("{} skipped {}", column.version, row.capability));
    found.outcome.word()
}

fn reasons(text: &mut String, columns: &[Column]) {
    let failures = failures(columns);
    if !failures.is_empty() {
        let _ = writeln!(text, "\n## What does not work, and why\n\n{}", failures.join("\n"));
    }
}

/// What does not work and why, a line each.
pub(super) fn failures(columns: &[Column]) -> Vec<String> {
    let mut lines = Vec::new();
    for column in columns {
        for it in column.findings.iter().filter(|it| it.outcome == Outcome::No) {
            let why = it.why.as_deref().unwrap_or("no reason");
            lines.push(format!("- {}, {}: {why}", column.version, it.capability));
        }
    }
    lines
}
