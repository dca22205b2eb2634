//! What a source file imports: its `use` items, and the paths in its bodies that begin with `crate`,
//! `self` or `super`. Items under `#[cfg(test)]` are left out.

use anyhow::Result;

use super::tokens::{self, Token};

/// A path that a file names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Import {
    /// The module around it.
    pub(super) within: Vec<String>,
    /// The path as it is written.
    pub(super) path: Vec<String>,
    /// The name that a `use` gives it; none for a path in a body, and for `*`.
    pub(super) name: Option<String>,
}

/// Modules and imports of one file.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub(super) imports: Vec<Import>,
    /// Modules for tests, whose files are left out, too.
    pub(super) tests: Vec<Vec<String>>,
    /// Modules that are in this file.
    pub(super) inline: Vec<Vec<String>>,
}

/// Reads the text of the file of a module.
pub(super) fn scan(module: &[String], text: &str) -> Result<Scan> {
    let mut found = Scan::default();
    found.items(module, &tokens::read(text)?);
    Ok(found)
}

impl Scan {
    fn items(&mut self, module: &[String], mut rest: &[Token]) {
        while let Some(token) = rest.first() {
            rest = match rest {
                [Token::Punctuation('#'), Token::Brackets(attribute), after @ ..] => {
                    if is_for_tests(attribute) { self.skip(module, after) } else { after }
                }
                // `pub(crate)` is no path.
                [Token::Word(word), Token::Parentheses(_), after @ ..] if word == "pub" => after,
                [Token::Word(word), Token::Word(name), Token::Braces(body), after @ ..]
                    if word == "mod" =>
                {
                    let inner = child(module, name);
                    self.items(&inner, body);
                    self.inline.push(inner);
                    after
                }
                [Token::Word(word), Token::Word(_), ..] if word == "use" => {
                    self.uses(module, &rest[1..])
                }
                [Token::Word(word), Token::PathSeparator, ..]
                    if ["crate", "self", "super"].contains(&word.as_str()) =>
                {
                    self.path(module, rest)
                }
                _ => {
                    if let Token::Braces(inside)
                    | Token::Parentheses(inside)
                    | Token::Brackets(inside) = token
                    {
                        self.items(module, inside);
                    }
                    &rest[1..]
                }
            };
        }
    }

    /// Passes over an item for tests, and returns what comes after it.
    fn skip<'a>(&mut self, module: &[String], item: &'a [Token]) -> &'a [Token] {
        if let Some(at) = item.iter().position(is_word("mod"))
            && let [Token::Word(name), Token::Punctuation(';') | Token::Braces(_), ..] =
                &item[at + 1..]
            && item[..at].iter().all(|it| !ends_item(it))
        {
            self.tests.push(child(module, name));
        }
        // The braces of a `use` are not its end.
        let is_use = item.iter().take_while(|it| !ends_item(it)).any(is_word("use"));
        let is_end = |it: &Token| *it == Token::Punctuation(';') || (!is_use && ends_item(it));
        let end = item.iter().position(is_end).map_or(item.len(), |at| at + 1);
        &item[end..]
    }

    /// A `use` item behind its keyword.
    fn uses<'a>(&mut self, module: &[String], item: &'a [Token]) -> &'a [Token] {
        let is_end = |it: &Token| *it == Token::Punctuation(';');
        let end = item.iter().position(is_end).unwrap_or(item.len());
        self.trees(module, &[], &item[..end]);
        &item[end..]
    }

    /// Use trees between commas.
    fn trees(&mut self, module: &[String], before: &[String], trees: &[Token]) {
        for tree in trees.split(|it| *it == Token::Punctuation(',')) {
            let (mut path, mut name) = (before.to_vec(), None);
            let mut is_leaf = !tree.is_empty();
            let mut rest = tree.iter();
            while let Some(token) = rest.next() {
                match token {
                    Token::Word(word) if word == "as" => {
                        if let Some(Token::Word(alias)) = rest.next() {
                            name = Some(alias.clone());
                        }
                    }
                    // `a::{self}` is `a`.
                    Token::Word(word) if word == "self" && !before.is_empty() => {}
                    Token::Word(word) => path.push(word.clone()),
                    Token::Braces(inside) => {
                        self.trees(module, &path, inside);
                        is_leaf = false;
                    }
                    Token::Punctuation('*') => {
                        self.add(module, path.clone(), None);
                        is_leaf = false;
                    }
                    Token::PathSeparator
                    | Token::Punctuation(_)
                    | Token::Parentheses(_)
                    | Token::Brackets(_)
                    | Token::Literal => {}
                }
            }
            if is_leaf {
                let name = name.or_else(|| path.last().cloned());
                self.add(module, path, name);
            }
        }
    }

    /// A path in a body; returns what comes after it.
    fn path<'a>(&mut self, module: &[String], mut rest: &'a [Token]) -> &'a [Token] {
        let mut path = Vec::new();
        while let [Token::Word(word), after @ ..] = rest {
            path.push(word.clone());
            let [Token::PathSeparator, next @ ..] = after else {
                rest = after;
                break;
            };
            rest = next;
        }
        self.add(module, path, None);
        rest
    }

    fn add(&mut self, module: &[String], path: Vec<String>, name: Option<String>) {
        self.imports.push(Import { within: module.to_vec(), path, name });
    }
}

fn is_for_tests(attribute: &[Token]) -> bool {
    let [first, Token::Parentheses(condition)] = attribute else { return false };
    let is_test = match condition.as_slice() {
        [only] => is_word("test")(only),
        [all, Token::Parentheses(several)] => {
            is_word("all")(all) && several.iter().any(is_word("test"))
        }
        _ => false,
    };
    is_test && is_word("cfg")(first)
}

fn is_word(word: &str) -> impl Fn(&Token) -> bool {
    move |token| matches!(token, Token::Word(it) if it == word)
}

fn ends_item(token: &Token) -> bool {
    matches!(token, Token::Punctuation(';') | Token::Braces(_))
}

fn child(module: &[String], name: &str) -> Vec<String> {
    [module, &[name.to_owned()]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let scan = scan(&["here".to_owned()], text).unwrap();
        let show = |it: &Import| {
            let name = it.name.as_deref().unwrap_or("-");
            format!("{}: {} as {name}", it.within.join("::"), it.path.join("::"))
        };
        scan.imports.iter().map(show).collect()
    }

    #[test]
    fn use_trees_are_taken_apart() {
        let text = "pub(crate) use crate::{a::{self, B as C}, d::*, r#type::E};\nuse super::f;";
        assert_eq!(
            found(text),
            [
                "here: crate::a as a",
                "here: crate::a::B as C",
                "here: crate::d as -",
                "here: crate::type::E as E",
                "here: super::f as f",
            ]
        );
    }

    #[test]
    fn paths_in_bodies_macros_and_inner_modules_are_found() {
        let text = "pub(super) fn x() -> crate::a::B { m!(self::c::d(), [super::e::<T>::F]) }\n\
            mod inner { use super::g::H; }";
        assert_eq!(
            found(text),
            [
                "here: crate::a::B as -",
                "here: self::c::d as -",
                "here: super::e as -",
                "here::inner: super::g::H as H",
            ]
        );
    }

    #[test]
    fn what_is_for_tests_is_left_out() {
        let text = "#[cfg(test)] use crate::{a, b};\n#[cfg(test)] #[expect(x)] pub(crate) mod tests;\n\
            #[cfg(test)] fn f() -> crate::A { crate::b() }\n\
            #[cfg(all(test, unix))] mod more { use crate::c; }\n\
            impl X { #[cfg(test)] fn g() { crate::d() } }\nuse crate::z;";
        assert_eq!(found(text), ["here: crate::z as z"]);
        let tests = scan(&[], text).unwrap().tests;
        assert_eq!(tests, [["tests"], ["more"]]);
    }
}
