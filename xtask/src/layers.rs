//! `cargo xtask layers`: the layers table of docs/ARCHITECTURE.md is true, and the rules around it hold.

use std::{fs, path::Path};

use anyhow::{Result, bail};

mod bans;
pub(crate) mod manifest;
mod rules;
mod table;

/// Compares the manifests with the table, and the rules of clippy with the line in it.
pub(crate) fn run(root: &Path) -> Result<()> {
    let rows = table::parse(&fs::read_to_string(root.join("docs/ARCHITECTURE.md"))?)?;
    let packages = manifest::read(root)?;
    let mut problems = rules::problems(&rows, &packages);
    problems.extend(bans::problems(root, &rows, &packages)?);
    if problems.is_empty() {
        return Ok(());
    }
    bail!("the layers do not hold:\n{}", problems.join("\n"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_layers_hold() {
        super::run(&crate::workspace_root().unwrap()).unwrap();
    }
}
