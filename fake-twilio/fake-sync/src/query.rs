//! Pages of items (`twilio-sync` 4.0.1 and 3.1.0).

use std::ops::Bound;

use serde::Deserialize;
use twilio_wire::paging::Tokens;

use crate::{
    item::{Item, Key},
    items::Items,
};

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
    /// What the description of an object is to contain besides.
    pub(crate) include: Option<String>,
}

const DEFAULT_SIZE: usize = 50;
const MAX_SIZE: usize = 100;

/// A requested page. `Before` is the only start that names an end.
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
pub(crate) type Page = (Vec<(Key, Item)>, Tokens);

/// Answers a query; `None` when a token or key makes no sense.
pub(crate) fn page(items: Items<'_>, query: &Query, is_list: bool) -> Option<Page> {
    let read = |text: &str| read_key(text, is_list);
    if let Some(exact) = query.key.as_deref().or(query.index.as_deref()) {
        let key = read(exact)?;
        let found = items.get(&key).map(|item| (key, item)).into_iter().collect();
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

pub(crate) fn read_key(text: &str, is_list: bool) -> Option<Key> {
    if is_list { text.parse().ok().map(Key::Index) } else { Some(Key::Name(text.into())) }
}

impl Wanted {
    fn take(&self, items: Items<'_>) -> Page {
        let size = self.size.clamp(1, MAX_SIZE);
        let backwards = matches!(self.start, Start::Before(_));
        let edge = match &self.start {
            Start::Head => Bound::Unbounded,
            Start::At(key) => Bound::Included(key),
            Start::After(key) | Start::Before(key) => Bound::Excluded(key),
        };
        let upwards = self.descending == backwards;
        let mut found = if upwards { items.above(edge, size) } else { items.below(edge, size) };
        if backwards {
            found.reverse();
        }
        let tokens = self.tokens(items, &found, size);
        (found, tokens)
    }

    /// A token is there exactly when items are: before the first of the page, behind the last.
    fn tokens(&self, items: Items<'_>, found: &[(Key, Item)], size: usize) -> Tokens {
        let (Some((first, _)), Some((last, _))) = (found.first(), found.last()) else {
            return self.tokens_of_nothing(items, size);
        };
        let below = |key: &Key| !items.below(Bound::Excluded(key), 1).is_empty();
        let above = |key: &Key| !items.above(Bound::Excluded(key), 1).is_empty();
        let (before, after) =
            if self.descending { (above(first), below(last)) } else { (below(first), above(last)) };
        let token = |start| Wanted { start, size, descending: self.descending }.to_token();
        Tokens {
            previous_token: before.then(|| token(Start::Before(first.clone()))),
            next_token: after.then(|| token(Start::After(last.clone()))),
        }
    }

    /// An empty page lies behind the last item, or before the first one.
    fn tokens_of_nothing(&self, items: Items<'_>, size: usize) -> Tokens {
        let mut tokens = Tokens::default();
        if items.is_empty() {
            return tokens;
        }
        let token = |start| Wanted { start, size, descending: self.descending }.to_token();
        match &self.start {
            Start::Head => {}
            Start::At(key) | Start::After(key) => {
                tokens.previous_token = Some(token(Start::Before(key.clone())));
            }
            Start::Before(key) => tokens.next_token = Some(token(Start::At(key.clone()))),
        }
        tokens
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

#[cfg(test)]
mod tests {
    use fake_core::text::Text;
    use jiff::Timestamp;
    use proptest::{collection::btree_set, prelude::*};

    use super::*;
    use crate::{collection::Collection, data::Data};

    fn list(indices: impl IntoIterator<Item = u64>) -> Collection {
        let (at, by) = (Timestamp::UNIX_EPOCH, Text::from("system"));
        let mut collection = Collection::new(at, by.clone());
        for index in indices {
            collection.put(at, Key::Index(index), &by, Data::UserInfo("".into()));
        }
        collection
    }

    /// Indices of a page of a list, and its tokens.
    fn ask(items: &Collection, query: &str) -> (Vec<u64>, Tokens) {
        let query = twilio_wire::form::decode::<Query>(query.as_bytes()).unwrap();
        let (found, tokens) = page(Items::Kept(items), &query, true).unwrap();
        let indices = found.into_iter().map(|(key, _)| match key {
            Key::Index(index) => index,
            Key::Name(name) => panic!("{name}"),
        });
        (indices.collect(), tokens)
    }

    /// The requests of both generations of `twilio-sync` for 75 messages of which number 60 was
    /// removed.
    #[test]
    fn pages_are_those_that_the_sdk_expects() {
        let items = list((0..75).filter(|index| *index != 60));
        let down = |from: u64, to: u64| -> Vec<u64> {
            (to..=from).rev().filter(|index| *index != 60).collect()
        };
        let cases = [
            ("PageSize=30&Order=desc", down(74, 44), false, true),
            ("From=44&PageSize=31&Order=desc&HideExpired=true", down(44, 14), true, true),
            ("From=0&PageSize=30&Order=asc", (0..30).collect(), false, true),
            ("From=40&PageSize=10&Order=desc", down(40, 31), true, true),
            ("From=40&PageSize=11&Order=asc", (40..51).collect(), true, true),
            ("From=60&PageSize=10&Order=desc", down(59, 50), true, true),
            ("From=60&PageSize=3&Order=asc", vec![61, 62, 63], true, true),
            ("PageSize=1&Order=desc", vec![74], false, true),
            ("From=74&PageSize=5&Order=asc", vec![74], true, false),
            ("From=99&PageSize=5&Order=asc", vec![], true, false),
            ("Index=60&PageSize=50&Order=asc", vec![], false, false),
            ("Index=7&PageSize=50&Order=asc", vec![7], false, false),
            ("PageSize=500", (0..75).filter(|index| *index != 60).collect(), false, false),
        ];
        for (query, expected, before, after) in cases {
            let (found, tokens) = ask(&items, query);
            assert_eq!(found, expected, "{query}");
            let neighbours = (tokens.previous_token.is_some(), tokens.next_token.is_some());
            assert_eq!(neighbours, (before, after), "{query}");
        }
    }

    /// All pages in one direction, as one list; 3.1.0 follows tokens, 4.0.1 requests from the last
    /// item.
    fn walk(items: &Collection, first: &str, order: &str, by_token: bool) -> Vec<u64> {
        let (mut all, mut query) = (Vec::new(), first.to_owned());
        loop {
            let (found, tokens) = ask(items, &query);
            // The item from which 4.0.1 starts is repeated.
            let skipped = usize::from(!by_token && all.last() == found.first());
            all.extend(found.into_iter().skip(skipped));
            let Some(token) = tokens.next_token else { return all };
            let last = all.last().expect("a page with a successor has items");
            query = if by_token {
                format!("PageToken={token}")
            } else {
                format!("From={last}&PageSize=4&Order={order}")
            };
        }
    }

    proptest! {
        #[test]
        fn every_walk_meets_everything_once(
            indices in btree_set(0_u64..60, 0..40),
            size in 1_usize..9,
            from in proptest::option::of(0_u64..60),
            descending: bool,
            by_token: bool,
        ) {
            let items = list(indices.iter().copied());
            let order = if descending { "desc" } else { "asc" };
            let is_wanted = |index: &u64| {
                from.is_none_or(|from| if descending { *index <= from } else { *index >= from })
            };
            let mut expected: Vec<_> = indices.iter().copied().filter(is_wanted).collect();
            if descending {
                expected.reverse();
            }
            let from = from.map_or(String::new(), |from| format!("From={from}&"));
            let first = format!("{from}PageSize={size}&Order={order}");
            prop_assert_eq!(walk(&items, &first, order, by_token), expected);
        }

        #[test]
        fn the_way_back_leads_to_what_lies_before(
            indices in btree_set(0_u64..60, 1..40),
            from in 0_u64..60,
            descending: bool,
        ) {
            let items = list(indices.iter().copied());
            let order = if descending { "desc" } else { "asc" };
            let (_, tokens) = ask(&items, &format!("From={from}&PageSize=3&Order={order}"));
            let is_before = |index: &u64| if descending { *index > from } else { *index < from };
            let mut before: Vec<_> = indices.iter().copied().filter(is_before).collect();
            if descending {
                before.reverse();
            }
            let nearest = before.split_off(before.len().saturating_sub(3));
            let found = tokens.previous_token.map(|token| {
                let (found, tokens) = ask(&items, &format!("PageToken={token}"));
                prop_assert_eq!(tokens.previous_token.is_some(), !before.is_empty());
                prop_assert_eq!(tokens.next_token.is_some(), found.len() < indices.len() - before.len());
                Ok(found)
            });
            prop_assert_eq!(found.transpose()?.unwrap_or_default(), nearest);
        }

        #[test]
        fn odd_queries_are_refused_and_break_nothing(text in "\\PC{0,30}") {
            let items = list(0..5);
            let parts = ["PageToken", "From", "Index", "Key", "PageSize", "Order"];
            for part in parts {
                let query = format!("{part}={}", percent_encoding::utf8_percent_encode(
                    &text, percent_encoding::NON_ALPHANUMERIC));
                let query = twilio_wire::form::decode::<Query>(query.as_bytes()).unwrap();
                for is_list in [false, true] {
                    page(Items::Kept(&items), &query, is_list);
                }
            }
        }
    }
}
