//! Which crate may use which.

use std::collections::BTreeSet;

use super::{
    manifest::Package,
    table::{Row, Uses},
};

/// Crates that must not meet, by the start of their names: the emulator and the product share
/// vocabulary alone, and the two ways into the emulator do not know each other.
const NEVER: [(&str, &str); 4] = [
    ("fake-", "twilio-conversations"),
    ("fake-", "login-server"),
    ("fake-core", "twilio-wire"),
    ("fake-rest", "fake-sync"),
];

/// Parts of names of crates that bring a runtime or a socket.
const IO: [&str; 6] = ["tokio", "hyper", "tungstenite", "mio", "socket2", "rustls"];

/// What is wrong, a line each.
pub(super) fn problems(rows: &[Row], packages: &[Package]) -> Vec<String> {
    let mut found = strangers(rows, packages);
    if !rows.is_sorted_by_key(|row| row.layer) {
        found.push("the rows are not ordered by layer".to_owned());
    }
    for (at, row) in rows.iter().enumerate() {
        let Some(package) = packages.iter().find(|package| package.name == row.name) else {
            continue;
        };
        let below: BTreeSet<&str> = rows[at + 1..].iter().map(|row| row.name.as_str()).collect();
        found.extend(package_problems(row, package, rows, &below));
    }
    found
}

/// Crates without a row, and rows without a crate.
fn strangers(rows: &[Row], packages: &[Package]) -> Vec<String> {
    let listed: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    let existing: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let unlisted = existing.iter().filter(|name| !listed.contains(name));
    let gone = listed.iter().filter(|name| !existing.contains(name));
    unlisted
        .map(|name| format!("{name}: has no row in the layers table of docs/ARCHITECTURE.md"))
        .chain(
            gone.map(|name| format!("{name}: has a row in docs/ARCHITECTURE.md, but is no crate")),
        )
        .collect()
}

fn package_problems(
    row: &Row,
    package: &Package,
    rows: &[Row],
    below: &BTreeSet<&str>,
) -> Vec<String> {
    let name = &row.name;
    let is_ours = |other: &&str| rows.iter().any(|row| row.name == *other);
    let ours: BTreeSet<&str> = package.uses().filter(is_ours).collect();
    let mut found = Vec::new();
    if let Uses::Only(listed) = &row.uses {
        let listed: BTreeSet<&str> = listed.iter().map(String::as_str).collect();
        found.extend(
            ours.difference(&listed)
                .map(|other| format!("{name}: uses {other}, but its row does not say so")),
        );
        found.extend(
            listed
                .difference(&ours)
                .map(|other| format!("{name}: its row says {other}, but it does not use it")),
        );
        found.extend(
            ours.iter()
                .filter(|other| never(name, other))
                .map(|other| format!("{name}: must never use {other}")),
        );
    }
    found.extend(
        ours.difference(below).map(|other| format!("{name}: uses {other}, which is not below it")),
    );
    if !row.layer.does_io() {
        found.extend(
            package
                .uses()
                .filter(|other| brings_io(other))
                .map(|other| format!("{name}: lies below the line, and {other} does IO")),
        );
    }
    // Its properties drive the emulator from `e2e`: here they would tie the two ends together.
    if name == "twilio-conversations-core" {
        found.extend(
            package
                .tests_use()
                .filter(|other| other.starts_with("fake-"))
                .map(|other| format!("{name}: its tests use {other}; such a test belongs to e2e")),
        );
    }
    found
}

fn never(one: &str, other: &str) -> bool {
    let meet = |(left, right): &(&str, &str)| {
        (one.starts_with(left) && other.starts_with(right))
            || (one.starts_with(right) && other.starts_with(left))
    };
    NEVER.iter().any(meet)
}

fn brings_io(name: &str) -> bool {
    name.split('-').any(|part| IO.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::{super::table, *};

    const TABLE: &str = "## Layers\n| Layer | Crate | Uses |\n| --- | --- | --- |\n\
        | tools | `e2e` | everything |\n\
        | shells | `twilio-conversations` | `twilio-sid` |\n\
        | machines | `twilio-conversations-core` | `twilio-sid` |\n\
        | vocabulary | `fake-core` | `twilio-sid` |\n\
        | vocabulary | `twilio-sid` | nothing of ours |\n";

    fn tidy() -> Vec<Package> {
        vec![
            Package::new("e2e", &["twilio-conversations", "fake-core"], &[]),
            Package::new("twilio-conversations", &["tokio", "twilio-sid"], &[]),
            Package::new("twilio-conversations-core", &["twilio-sid", "serde"], &["proptest"]),
            Package::new("fake-core", &["twilio-sid"], &["tokio"]),
            Package::new("twilio-sid", &["hex"], &[]),
        ]
    }

    /// The message for a forbidden dependency.
    fn said(changed: Package) -> Vec<String> {
        let mut packages = tidy();
        packages.retain(|package| package.name != changed.name);
        packages.push(changed);
        problems(&table::parse(TABLE).unwrap(), &packages)
    }

    #[test]
    fn a_tidy_workspace_passes() {
        assert_eq!(problems(&table::parse(TABLE).unwrap(), &tidy()), [""; 0]);
    }

    #[test]
    fn an_edge_that_is_not_listed_is_found() {
        let found = said(Package::new(
            "twilio-conversations",
            &["twilio-sid", "twilio-conversations-core"],
            &[],
        ));
        assert_eq!(
            found,
            ["twilio-conversations: uses twilio-conversations-core, but its row does not say so"]
        );
    }

    #[test]
    fn a_listed_edge_that_is_gone_is_found() {
        let found = said(Package::new("fake-core", &[], &[]));
        assert_eq!(found, ["fake-core: its row says twilio-sid, but it does not use it"]);
    }

    #[test]
    fn looking_up_is_found() {
        let found = said(Package::new("twilio-sid", &["fake-core"], &[]));
        assert!(
            found.contains(&"twilio-sid: uses fake-core, which is not below it".to_owned()),
            "{found:?}"
        );
    }

    #[test]
    fn the_emulator_never_meets_the_product() {
        let found = said(Package::new("twilio-conversations", &["twilio-sid", "fake-core"], &[]));
        assert!(
            found.contains(&"twilio-conversations: must never use fake-core".to_owned()),
            "{found:?}"
        );
        let found =
            said(Package::new("twilio-conversations-core", &["twilio-sid"], &["fake-core"]));
        assert_eq!(
            found,
            ["twilio-conversations-core: its tests use fake-core; such a test belongs to e2e"]
        );
    }

    #[test]
    fn io_below_the_line_is_found() {
        let found = said(Package::new("fake-core", &["twilio-sid", "hyper-util"], &[]));
        assert_eq!(found, ["fake-core: lies below the line, and hyper-util does IO"]);
    }

    #[test]
    fn a_crate_without_a_row_and_a_row_without_a_crate_are_found() {
        let mut packages = tidy();
        packages[4] = Package::new("twilio-id", &[], &[]);
        let found = problems(&table::parse(TABLE).unwrap(), &packages);
        assert!(
            found.contains(
                &"twilio-id: has no row in the layers table of docs/ARCHITECTURE.md".to_owned()
            ),
            "{found:?}"
        );
        assert!(
            found.contains(
                &"twilio-sid: has a row in docs/ARCHITECTURE.md, but is no crate".to_owned()
            ),
            "{found:?}"
        );
    }
}
