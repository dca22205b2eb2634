//! Links of documents and of pages.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

/// The targets of a document's links, without those that are addresses.
pub(super) fn targets(document: &str) -> impl Iterator<Item = &str> {
    let targets = document.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !is_address(target))
}

/// The document with those links alone whose targets are kept; of others the text stays.
pub(super) fn keep(document: &str, mut is_kept: impl FnMut(&str) -> bool) -> String {
    let (mut kept, mut rest) = (String::new(), document);
    while let Some((before, after)) = rest.split_once("](") {
        let target = after.split(')').next().unwrap_or_default();
        let open = before.rfind('[').filter(|_| !is_address(target) && !is_kept(target));
        match open {
            Some(open) => {
                kept.extend([&before[..open], &before[open + 1..]]);
            }
            None => kept.extend([before, "](", target, ")"]),
        }
        rest = after[target.len()..].strip_prefix(')').unwrap_or_default();
    }
    kept + rest
}

fn is_address(target: &str) -> bool {
    ["http:", "https:", "mailto:", "data:", "javascript:"].iter().any(|it| target.starts_with(it))
}

/// The links of rendered pages that lead to no file or no heading.
pub(super) fn dead(book: &Path) -> Result<Vec<String>> {
    let mut dead = Vec::new();
    for page in pages(book)? {
        let text = fs::read_to_string(&page)?;
        for attribute in [" href=\"", " src=\""] {
            let targets = text.split(attribute).skip(1).filter_map(|rest| rest.split('"').next());
            for target in targets.filter(|target| !is_address(target)) {
                if !leads_somewhere(book, &page, &text, target) {
                    dead.push(format!("{}: {target}", page.strip_prefix(book)?.display()));
                }
            }
        }
    }
    Ok(dead)
}

fn leads_somewhere(book: &Path, page: &Path, text: &str, target: &str) -> bool {
    let (path, heading) = target.split_once('#').unwrap_or((target, ""));
    let file = match path.strip_prefix('/') {
        Some(path) => book.join(path),
        None if path.is_empty() => page.to_owned(),
        None => page.with_file_name("").join(path),
    };
    let has = |text: &str| text.contains(&format!("id=\"{heading}\""));
    match heading {
        "" => file.exists(),
        _ if file == page => has(text),
        _ => fs::read_to_string(file).is_ok_and(|text| has(&text)),
    }
}

/// All pages below a folder.
fn pages(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(pages(&path)?);
        } else if path.extension().is_some_and(|it| it == "html") {
            found.push(path);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_is_not_kept_is_its_text() {
        let document = "[a](a.md), [`b`](../b.md#c) and [c](https://c.example).";
        assert_eq!(targets(document).collect::<Vec<_>>(), ["a.md", "../b.md#c"]);
        let kept = keep(document, |target| target == "a.md");
        assert_eq!(kept, "[a](a.md), `b` and [c](https://c.example).");
        assert_eq!(keep("x[0](1", |_| true), "x[0](1)");
    }

    #[test]
    fn dead_links_are_named() {
        let book = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(book.path().join(name), text).unwrap();
        write("b.html", "<h1 id=\"there\">");
        write(
            "a.html",
            "<a href=\"b.html#there\"><a href=\"/b.html\"><a href=\"https://c.example\">\
             <a href=\"b.html#gone\"><img src=\"c.png\"><a href=\"#here\">",
        );
        let dead = dead(book.path()).unwrap();
        assert_eq!(dead, ["a.html: b.html#gone", "a.html: #here", "a.html: c.png"]);
    }
}
