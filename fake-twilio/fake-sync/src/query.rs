//! Pages of items (`twilio-sync` 4.0.1 and 3.1.0).

use std::{collections::BTreeMap, ops::Bound};

use serde::Deserialize;
use twilio_wire::paging::Tokens;

use crate::collection::{Item, Key};

/// Query parameters of an item request.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Query {
    pub(crate) key: Option<String>,
    pub(crate) index: Option<String>,
    from: Option<String>,
    page_size: Option<String>,
    order: Option<String>,
    page_token: Option<String>,
}

const DEFAULT_SIZE: usize = 50;
const MAX_SIZE: usize = 100;

/// A page that is asked for. `Before` is the only start that names an end.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wanted {
    start: Start,
    size: usize,
    descending: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Start {
    Head,
    At(Key),
    After(Key),
    Before(Key),
}

/// A page of items with the tokens of its neighbours.
pub(crate) type Page<'a> = (Vec<(&'a Key, &'a Item)>, Tokens);

/// Answers a query; `None` when a token or key makes no sense.
pub(crate) fn page<'a>(
    items: &'a BTreeMap<Key, Item>,
    query: &Query,
    is_list: bool,
) -> Option<Page<'a>> {
    let read = |text: &str| read_key(text, is_list);
    if let Some(exact) = query.key.as_deref().or(query.index.as_deref()) {
        let found = items.get_key_value(&read(exact)?).into_iter().collect();
        return Some((found, Tokens::default()));
    }
    let wanted = match query.page_token.as_deref() {
        Some(token) => Wanted::from_token(token, is_list)?,
        None => Wanted {
            start: query.from.as_deref().map_or(Some(Start::Head), |it| read(it).map(Start::At))?,
            size: query
                .page_size
                .as_deref()
                .and_then(|size| size.parse().ok())
                .unwrap_or(DEFAULT_SIZE),
            descending: query.order.as_deref() == Some("desc"),
        },
    };
    Some(wanted.take(items))
}

fn read_key(text: &str, is_list: bool) -> Option<Key> {
    if is_list { text.parse().ok().map(Key::Index) } else { Some(Key::Name(text.into())) }
}

impl Wanted {
    fn take<'a>(&self, items: &'a BTreeMap<Key, Item>) -> Page<'a> {
        let size = self.size.clamp(1, MAX_SIZE);
        let backwards = matches!(self.start, Start::Before(_));
        let edge = match &self.start {
            Start::Head => Bound::Unbounded,
            Start::At(key) => Bound::Included(key),
            Start::After(key) | Start::Before(key) => Bound::Excluded(key),
        };
        let upwards = self.descending == backwards;
        let mut found: Vec<_> = if upwards {
            items.range((edge, Bound::Unbounded)).take(size).collect()
        } else {
            items.range((Bound::Unbounded, edge)).rev().take(size).collect()
        };
        if backwards {
            found.reverse();
        }
        let tokens = self.tokens(items, &found, size);
        (found, tokens)
    }

    /// A token is there exactly when items are: before the first of the page, behind the last.
    fn tokens(&self, items: &BTreeMap<Key, Item>, found: &[(&Key, &Item)], size: usize) -> Tokens {
        let (Some((first, _)), Some((last, _))) = (found.first(), found.last()) else {
            return Tokens::default();
        };
        let below = |key: &Key| items.range(..key).next_back().is_some();
        let above =
            |key: &Key| items.range((Bound::Excluded(key), Bound::Unbounded)).next().is_some();
        let (before, after) =
            if self.descending { (above(first), below(last)) } else { (below(first), above(last)) };
        let token = |start| Wanted { start, size, descending: self.descending }.to_token();
        Tokens {
            previous_token: before.then(|| token(Start::Before((*first).clone()))),
            next_token: after.then(|| token(Start::After((*last).clone()))),
        }
    }

    fn to_token(&self) -> String {
        let order = if self.descending { 'd' } else { 'a' };
        let (side, key) = match &self.start {
            Start::Head => ('h', None),
            Start::At(key) => ('i', Some(key)),
            Start::After(key) => ('n', Some(key)),
            Start::Before(key) => ('p', Some(key)),
        };
        let key = match key {
            None => String::new(),
            Some(Key::Index(index)) => index.to_string(),
            Some(Key::Name(name)) => name.to_string(),
        };
        format!("{order}{side}{}.{key}", self.size)
    }

    fn from_token(token: &str, is_list: bool) -> Option<Self> {
        let (head, key) = token.split_once('.')?;
        let key = || read_key(key, is_list);
        let descending = head.starts_with('d');
        let start = match head.get(1..2)? {
            "h" => Start::Head,
            "i" => Start::At(key()?),
            "n" => Start::After(key()?),
            "p" => Start::Before(key()?),
            _ => return None,
        };
        Some(Self { start, size: head.get(2..)?.parse().ok()?, descending })
    }
}
