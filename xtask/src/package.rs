//! `cargo xtask package`: the crates that are published have what that takes, and build from their packages.

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::process;

/// The most keywords and categories that a registry takes, and the longest keyword.
const MOST: usize = 5;
const LONGEST_KEYWORD: usize = 20;

/// The registry's names of categories, as far as they are in use here.
const CATEGORIES: [&str; 10] = [
    "api-bindings",
    "asynchronous",
    "authentication",
    "cryptography",
    "data-structures",
    "encoding",
    "network-programming",
    "parser-implementations",
    "web-programming::http-client",
    "web-programming::websocket",
];

/// What every package holds.
const FILES: [&str; 4] = ["Cargo.toml", "LICENSE", "README.md", "src/lib.rs"];

/// What a manifest says of its crate.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Manifest {
    name: String,
    description: Option<String>,
    documentation: Option<String>,
    license: Option<String>,
    readme: Option<String>,
    rust_version: Option<String>,
    keywords: Vec<String>,
    categories: Vec<String>,
    metadata: serde_json::Value,
    /// Where it may be published: anywhere, or in these registries.
    publish: Option<Vec<String>>,
    features: std::collections::BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Workspace {
    packages: Vec<Manifest>,
}

/// Checks manifests and combinations of features, then packages all crates and builds each from its package.
pub(crate) fn run(root: &Path) -> Result<()> {
    let published = published(root)?;
    let mut problems: Vec<String> = published.iter().flat_map(problems).collect();
    for manifest in &published {
        let args = ["package", "--list", "--allow-dirty", "--offline", "--package", &manifest.name];
        let listing = process::read(&mut process::cargo(root, &args))?;
        let missing = FILES.into_iter().filter(|file| !listing.lines().any(|line| line == *file));
        problems.extend(missing.map(|file| format!("{}: packaged without {file}", manifest.name)));
    }
    if !problems.is_empty() {
        bail!("not ready to be published:\n{}", problems.join("\n"));
    }
    for manifest in &published {
        for features in combinations(manifest) {
            let args = ["clippy", "--quiet", "--offline", "--no-default-features", "--package"];
            let mut clippy = process::cargo(root, &args);
            clippy.args([&manifest.name, "--features", &features, "--", "-D", "warnings"]);
            process::run(&mut clippy)?;
        }
    }
    let mut package = process::cargo(root, &["package", "--quiet", "--allow-dirty", "--offline"]);
    package.args(published.iter().flat_map(|manifest| ["--package", &manifest.name]));
    process::run(&mut package)
}

/// The manifests of the crates that may be published.
fn published(root: &Path) -> Result<Vec<Manifest>> {
    let args = ["metadata", "--format-version", "1", "--no-deps", "--quiet"];
    let text = process::read(&mut process::cargo(root, &args))?;
    let workspace: Workspace = serde_json::from_str(&text).context("cargo's metadata is odd")?;
    let may = |manifest: &Manifest| manifest.publish.as_ref().is_none_or(|it| !it.is_empty());
    Ok(workspace.packages.into_iter().filter(may).collect())
}

/// Every set of features but the default one, each as a list; no set when there are no features.
fn combinations(manifest: &Manifest) -> Vec<String> {
    let features = manifest.features.keys().filter(|feature| *feature != "default");
    let mut sets = vec![Vec::new()];
    for feature in features {
        let with: Vec<_> =
            sets.iter().map(|set| [&set[..], &[feature.as_str()]].concat()).collect();
        sets.extend(with);
    }
    if sets.len() == 1 {
        return Vec::new();
    }
    sets.into_iter().map(|set| set.join(",")).collect()
}

/// What a registry or a reader would miss in a manifest.
fn problems(manifest: &Manifest) -> Vec<String> {
    let members = [
        ("description", &manifest.description),
        ("documentation", &manifest.documentation),
        ("license", &manifest.license),
        ("readme", &manifest.readme),
        ("rust-version", &manifest.rust_version),
    ];
    let absent =
        members.into_iter().filter(|(_, value)| value.as_deref().is_none_or(str::is_empty));
    let mut found: Vec<String> = absent.map(|(name, _)| format!("no {name}")).collect();
    for (name, values) in [("keywords", &manifest.keywords), ("categories", &manifest.categories)] {
        if values.is_empty() || values.len() > MOST {
            found.push(format!("{} {name}, and 1 to {MOST} are taken", values.len()));
        }
    }
    let is_keyword = |word: &str| {
        word.len() <= LONGEST_KEYWORD
            && word.starts_with(|first: char| first.is_ascii_alphanumeric())
            && word.chars().all(|it| it.is_ascii_alphanumeric() || "-_+".contains(it))
    };
    let odd = manifest.keywords.iter().filter(|word| !is_keyword(word));
    found.extend(odd.map(|word| format!("the keyword {word} is not taken")));
    let unknown = manifest.categories.iter().filter(|it| !CATEGORIES.contains(&it.as_str()));
    found.extend(unknown.map(|name| format!("the category {name} is not known")));
    if manifest.metadata["docs"]["rs"]["all-features"] != true {
        found.push("no [package.metadata.docs.rs] with all features".to_owned());
    }
    found.into_iter().map(|problem| format!("{}: {problem}", manifest.name)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn complete() -> Manifest {
        let text = || Some("a text".to_owned());
        Manifest {
            name: "a-crate".to_owned(),
            description: text(),
            documentation: text(),
            license: text(),
            readme: text(),
            rust_version: text(),
            keywords: vec!["twilio".to_owned()],
            categories: vec!["api-bindings".to_owned()],
            metadata: json!({ "docs": { "rs": { "all-features": true } } }),
            ..Manifest::default()
        }
    }

    #[test]
    fn each_thing_that_is_missing_is_named() {
        assert_eq!(problems(&complete()), [""; 0]);
        let spoil: [fn(&mut Manifest); 8] = [
            |it| it.description = None,
            |it| it.readme = Some(String::new()),
            |it| it.rust_version = None,
            |it| it.keywords.clear(),
            |it| it.keywords = vec!["word".to_owned(); MOST + 1],
            |it| it.keywords[0] = "two words".to_owned(),
            |it| it.categories[0] = "chat".to_owned(),
            |it| it.metadata = serde_json::Value::Null,
        ];
        for (at, spoil) in spoil.into_iter().enumerate() {
            let mut manifest = complete();
            spoil(&mut manifest);
            assert_eq!(problems(&manifest).len(), 1, "{at}: {:?}", problems(&manifest));
        }
    }

    #[test]
    fn features_are_combined() {
        let mut manifest = complete();
        assert_eq!(combinations(&manifest), [""; 0]);
        for name in ["a", "b", "default"] {
            manifest.features.insert(name.to_owned(), Vec::new());
        }
        assert_eq!(combinations(&manifest), ["", "a", "b", "a,b"]);
    }

    #[test]
    fn the_crates_that_are_published_are_known() {
        let root = crate::workspace_root().unwrap();
        let mut names: Vec<_> = published(&root).unwrap().into_iter().map(|it| it.name).collect();
        names.sort();
        let client = ["twilio-conversations", "twilio-conversations-core"];
        let parts = ["twilio-sid", "twilio-token", "twilio-wire", "twilsock"];
        assert_eq!(names, [&client[..], &parts].concat());
    }
}
