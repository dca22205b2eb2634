//! Notes in the comments of a source.

/// The word of a note.
const WORD: &str = "assumed";

/// Words in front of the name of an item.
const KEYWORDS: [&str; 8] = ["fn", "struct", "enum", "const", "static", "type", "mod", "trait"];

/// A paragraph of a comment that says what is assumed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Note {
    /// Name of the item that the comment belongs to; none for a module.
    pub(super) item: Option<String>,
    pub(super) text: String,
}

/// The notes of a source, in its order.
pub(super) fn notes(source: &str) -> Vec<Note> {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let length = lines[at..].iter().take_while(|line| line.starts_with("//")).count();
        for text in paragraphs(&lines[at..at + length]) {
            found.push(Note { item: item(&lines, at, length), text });
        }
        at += length.max(1);
    }
    found
}

/// The paragraphs of a comment that have the word.
fn paragraphs(comment: &[&str]) -> Vec<String> {
    let plain = |line: &&str| line.trim_start_matches(['/', '!']).trim().to_owned();
    let lines: Vec<String> = comment.iter().map(plain).collect();
    let paragraphs = lines.split(String::is_empty).map(|lines| lines.join(" "));
    paragraphs.filter(|text| has_word(text)).collect()
}

fn has_word(text: &str) -> bool {
    text.split(|character: char| !character.is_alphanumeric()).any(|word| word == WORD)
}

/// The item of the comment that begins at a line.
fn item(lines: &[&str], at: usize, length: usize) -> Option<String> {
    let first = lines[at];
    if first.starts_with("//!") {
        return None;
    }
    if first.starts_with("///") {
        let behind = lines[at + length..].iter();
        return behind
            .copied()
            .find(|line| !line.is_empty() && !line.starts_with("#["))
            .and_then(name);
    }
    // Within a function, or in front of an item.
    lines[..at].iter().rev().copied().find_map(function).or_else(|| name(lines.get(at + length)?))
}

/// The name of the function that begins in a line.
fn function(line: &str) -> Option<String> {
    let (before, behind) = line.split_once("fn ")?;
    let is_item = before.split_whitespace().all(|word| {
        word.starts_with("pub") || ["async", "const", "crate)", "super)", "unsafe"].contains(&word)
    });
    is_item.then(|| identifier(behind)).flatten()
}

/// The name of the item, field or variant that begins in a line.
fn name(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let keyword = words.iter().position(|word| KEYWORDS.contains(word));
    match keyword {
        Some(at) => words[at + 1..]
            .iter()
            .find(|word| !KEYWORDS.contains(word))
            .copied()
            .and_then(identifier),
        None => words.iter().find(|word| !word.starts_with("pub")).copied().and_then(identifier),
    }
}

fn identifier(text: &str) -> Option<String> {
    let end = text.find(|it: char| !it.is_alphanumeric() && it != '_').unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_a_paragraph_with_the_item_that_it_stands_before() {
        let source = "\
//! A module. Its codes are `assumed`.

/// Longest frame.
///
/// assumed: a recording
/// would settle it.
#[cfg(unix)]
pub(crate) const LONGEST: usize = 1;

pub struct Config {
    /// assumed: 10 s.
    pub(crate) wait: u64,
}

/// What is assumedly not one.
pub(crate) async fn answer() {
    // assumed: the SDK never sends these.
    let it = 1;
}
";
        let found = notes(source);
        let found: Vec<_> = found.iter().map(|it| (it.item.as_deref(), it.text.as_str())).collect();
        let expected = [
            (None, "A module. Its codes are `assumed`."),
            (Some("LONGEST"), "assumed: a recording would settle it."),
            (Some("wait"), "assumed: 10 s."),
            (Some("answer"), "assumed: the SDK never sends these."),
        ];
        assert_eq!(found, expected);
    }
}
