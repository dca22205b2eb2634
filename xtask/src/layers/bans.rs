//! Clippy's bans cover every crate below the line, and the crates above it have the same settings.
//!
//! The bans are in the root's `.clippy.toml`, which clippy uses for each crate that has no file of
//! its own. So a new crate is pure by default.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use super::{manifest::Package, table::Row};

/// The two names that clippy looks for.
const NAMES: [&str; 2] = [".clippy.toml", "clippy.toml"];
/// Where the bans begin in the root's file.
const BANS: &str = "\ndisallowed-";

/// What is wrong, a line each.
pub(super) fn problems(root: &Path, rows: &[Row], packages: &[Package]) -> Result<Vec<String>> {
    let with_bans =
        fs::read_to_string(root.join(NAMES[0])).context("no .clippy.toml in the root")?;
    let Some(bans_at) = with_bans.find(BANS) else {
        return Ok(vec!["the root's .clippy.toml has no bans".to_owned()]);
    };
    let settings = settings(&with_bans[..bans_at]);
    let mut found = Vec::new();
    for package in packages {
        let Some(row) = rows.iter().find(|row| row.name == package.name) else { continue };
        let own = own_file(package.folder()?)?;
        found.extend(problem(row, own.as_deref(), &settings));
    }
    Ok(found)
}

fn problem(row: &Row, own: Option<&str>, shared: &[&str]) -> Option<String> {
    let name = &row.name;
    match (row.layer.does_io(), own) {
        (false, Some(_)) => {
            Some(format!("{name}: lies below the line, but its own .clippy.toml hides the bans"))
        }
        (true, None) => {
            Some(format!("{name}: lies above the line, and has no .clippy.toml without the bans"))
        }
        (true, Some(own)) if settings(own) != shared => Some(format!(
            "{name}: its .clippy.toml differs from the root's settings above the bans"
        )),
        (true, Some(_)) | (false, None) => None,
    }
}

fn own_file(folder: &Path) -> Result<Option<String>> {
    let mut present = NAMES.iter().map(|name| folder.join(name)).filter(|file| file.exists());
    present.next().map(|file| Ok(fs::read_to_string(file)?)).transpose()
}

/// The lines that set something.
fn settings(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::table, *};

    const SHARED: [&str; 1] = ["a = 1"];

    fn said(layer: &str, own: Option<&str>) -> Option<String> {
        let table =
            format!("# Layers\n| Layer | Crate | Uses |\n|-|-|-|\n| {layer} | `x` | everything |");
        problem(&table::parse(&table).unwrap()[0], own, &SHARED)
    }

    #[test]
    fn bans_hold_below_the_line_and_settings_everywhere() {
        assert_eq!(said("parts", None), None);
        assert_eq!(said("shells", Some("# why\na = 1\n")), None);
        assert!(said("parts", Some("a = 1")).is_some());
        assert!(said("shells", None).is_some());
        assert!(said("shells", Some("a = 2")).is_some());
    }
}
