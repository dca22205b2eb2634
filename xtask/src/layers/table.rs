//! Reads the layers table out of docs/ARCHITECTURE.md.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};

/// The heading above the table.
const HEADING: &str = "Layers";

/// One line of the table: a crate, and what it uses of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) layer: Layer,
    pub(super) name: String,
    pub(super) uses: Uses,
}

/// The layers from the top to the bottom; [`Layer::does_io`] separates the shells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Layer {
    Tools,
    Shells,
    Machines,
    Parts,
    Vocabulary,
}

/// What a crate uses of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Uses {
    Everything,
    Only(BTreeSet<String>),
}

impl Layer {
    /// Crates below the shells have no socket, clock, entropy or file.
    pub(super) const fn does_io(self) -> bool {
        match self {
            Self::Tools | Self::Shells => true,
            Self::Machines | Self::Parts | Self::Vocabulary => false,
        }
    }

    fn parse(text: &str) -> Result<Self> {
        match text {
            "tools" => Ok(Self::Tools),
            "shells" => Ok(Self::Shells),
            "machines" => Ok(Self::Machines),
            "parts" => Ok(Self::Parts),
            "vocabulary" => Ok(Self::Vocabulary),
            other => bail!("{other:?} is no layer"),
        }
    }
}

/// Reads the first table under the heading.
pub(super) fn parse(document: &str) -> Result<Vec<Row>> {
    let is_heading =
        |line: &&str| line.starts_with('#') && line.trim_start_matches('#').trim() == HEADING;
    let mut lines = document.lines().skip_while(|line| !is_heading(line)).skip(1);
    let first = lines
        .find(|line| line.starts_with('|'))
        .context("docs/ARCHITECTURE.md has no layers table")?;
    ensure!(cells(first) == ["Layer", "Crate", "Uses"], "the layers table has other columns");
    lines.skip(1).take_while(|line| line.starts_with('|')).map(row).collect()
}

fn cells(line: &str) -> Vec<&str> {
    line.trim_matches('|').split('|').map(str::trim).collect()
}

fn row(line: &str) -> Result<Row> {
    let &[layer, name, uses] = cells(line).as_slice() else { bail!("odd row: {line}") };
    let uses = match uses {
        "everything" => Uses::Everything,
        "nothing of ours" => Uses::Only(BTreeSet::new()),
        names => Uses::Only(names.split(", ").map(crate_name).collect::<Result<_>>()?),
    };
    Ok(Row { layer: Layer::parse(layer)?, name: crate_name(name)?, uses })
}

fn crate_name(text: &str) -> Result<String> {
    let name = text.strip_prefix('`').and_then(|text| text.strip_suffix('`'));
    Ok(name.with_context(|| format!("{text:?} is no crate name in backticks"))?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_under_the_heading_is_read() {
        let readme = "# x\n| a |\n## Layers\ntext\n\n| Layer | Crate | Uses |\n| --- | --- | --- |\n\
            | tools | `e2e` | everything |\n| parts | `a` | `b`, `c` |\n| parts | `b` | nothing of ours |\n\n| x |";
        let only = |names: &[&str]| Uses::Only(names.iter().map(|&name| name.to_owned()).collect());
        let row = |layer, name: &str, uses| Row { layer, name: name.to_owned(), uses };
        let expected = [
            row(Layer::Tools, "e2e", Uses::Everything),
            row(Layer::Parts, "a", only(&["b", "c"])),
            row(Layer::Parts, "b", only(&[])),
        ];
        assert_eq!(parse(readme).unwrap(), expected);
    }

    #[test]
    fn a_slip_in_the_table_is_an_error() {
        let table =
            |row: &str| format!("## Layers\n| Layer | Crate | Uses |\n| --- | --- | --- |\n{row}");
        for row in
            ["| attic | `a` | `b` |", "| parts | a | `b` |", "| parts | `a` | b |", "| parts |"]
        {
            assert!(parse(&table(row)).is_err(), "{row}");
        }
        assert!(parse("## Layers\n").is_err());
    }
}
