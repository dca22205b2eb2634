//! The tokens of a source file, with `::` as one of them.

use std::str::FromStr;

use anyhow::{Result, anyhow};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// One token, or a group in brackets.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(String),
    /// `::`
    PathSeparator,
    Punctuation(char),
    Braces(Vec<Self>),
    Parentheses(Vec<Self>),
    Brackets(Vec<Self>),
    Literal,
}

/// Splits a source file.
pub(super) fn read(text: &str) -> Result<Vec<Token>> {
    let stream = TokenStream::from_str(text).map_err(|error| anyhow!("no Rust: {error}"))?;
    Ok(convert(stream))
}

fn convert(stream: TokenStream) -> Vec<Token> {
    let mut found = Vec::new();
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Ident(word) => {
                let word = word.to_string();
                found.push(Token::Word(word.trim_start_matches("r#").to_owned()));
            }
            TokenTree::Literal(_) => found.push(Token::Literal),
            TokenTree::Punct(mark) => {
                let next = trees.peek().map(ToString::to_string);
                if mark.as_char() == ':' && next.as_deref() == Some(":") {
                    trees.next();
                    found.push(Token::PathSeparator);
                } else {
                    found.push(Token::Punctuation(mark.as_char()));
                }
            }
            TokenTree::Group(group) => {
                let inside = convert(group.stream());
                match group.delimiter() {
                    Delimiter::Brace => found.push(Token::Braces(inside)),
                    Delimiter::Parenthesis => found.push(Token::Parentheses(inside)),
                    Delimiter::Bracket => found.push(Token::Brackets(inside)),
                    Delimiter::None => found.extend(inside),
                }
            }
        }
    }
    found
}
