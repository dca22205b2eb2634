//! Pages of REST lists.

use std::{hash::Hash, str::FromStr};

use fake_core::{Order, OrderedMap, Slice, Start};
use form_urlencoded::Serializer;
use twilio_wire::paging::{Meta, Query, Tokens};

use crate::http::error::ApiError;

/// A requested page of a REST list.
pub(crate) struct PageRequest<I> {
    pub(crate) size: usize,
    pub(crate) start: Start<I>,
    pub(crate) order: Order,
    page: u32,
    token: Option<String>,
}

const DEFAULT_SIZE: usize = 50;

impl<I: FromStr> PageRequest<I> {
    /// Reads the page parameters; a size above `max` is cut down (`assumed`, as published
    /// applications ask for more than the maximum and work; settled by the contract test
    /// `page_sizes_above_100_are_cut_down`).
    pub(crate) fn read(query: &Query, max: usize) -> Result<Self, ApiError> {
        let size = match query.page_size.as_deref() {
            None | Some("") => DEFAULT_SIZE.min(max),
            Some(size) => page_size(size)?.min(max),
        };
        let page = query.page.as_deref().and_then(|page| page.parse().ok()).unwrap_or(0);
        let start = match query.page_token.as_deref() {
            None | Some("") => Start::Head,
            Some(token) => start(token).ok_or_else(bad_token)?,
        };
        let token = query.page_token.clone().filter(|token| !token.is_empty());
        Ok(Self { size, start, order: Order::Ascending, page, token })
    }
}

fn start<I: FromStr>(token: &str) -> Option<Start<I>> {
    let after = token.strip_prefix("PA").map(|sid| sid.parse().map(Start::After));
    let before = || token.strip_prefix("PB").map(|sid| sid.parse().map(Start::Before));
    after.or_else(before)?.ok()
}

/// Reads a page size; the OpenAPI document gives 1 as the least (the code is `assumed`; settled by the
/// contract test `a_page_size_of_0_is_refused`).
fn page_size(text: &str) -> Result<usize, ApiError> {
    let size = text.parse().ok().filter(|size| *size > 0);
    size.ok_or_else(|| ApiError::bad(20001, "PageSize must be a positive number"))
}

/// A page token that no answer of ours can have contained.
pub(crate) fn bad_token() -> ApiError {
    // `assumed`: a live request with a made-up token would settle the code.
    ApiError::bad(20001, "PageToken is invalid")
}

/// The `meta` member of a requested page; `sid` names a record in tokens.
pub(crate) fn tokens<T>(slice: &Slice<T>, sid: impl Fn(&T) -> String) -> Tokens {
    let next = slice.items.last().filter(|_| slice.after);
    let previous = slice.items.first().filter(|_| slice.before);
    Tokens {
        previous_token: previous.map(|item| format!("PB{}", sid(item))),
        next_token: next.map(|item| format!("PA{}", sid(item))),
    }
}

impl<I: Copy + Eq + Hash> PageRequest<I> {
    /// The page of a list in the order of arrival.
    pub(crate) fn page<'r, T>(&self, all: &'r OrderedMap<I, T>) -> Result<Slice<&'r T>, ApiError> {
        self.page_where(all, |_| true)
    }

    /// The page of those in a list that a filter accepts; where it begins, the filter need not.
    pub(crate) fn page_where<'r, T>(
        &self,
        all: &'r OrderedMap<I, T>,
        accepts: impl Fn(&T) -> bool,
    ) -> Result<Slice<&'r T>, ApiError> {
        all.page_where(self.start, self.size, self.order, accepts).map_err(|_| bad_token())
    }
}

impl<I: Copy + Ord> PageRequest<I> {
    /// The page of a list in an order of its own: `place` is the position of an entry, also of one
    /// that are gone, and `all` ascends by it.
    pub(crate) fn page_by<T, P: Ord>(
        &self,
        all: Vec<T>,
        id: impl Fn(&T) -> I,
        place: impl Fn(I) -> Option<P>,
    ) -> Result<Slice<T>, ApiError> {
        let here = |it: &T| place(id(it));
        let known = |page_request| place(page_request).map(Some).ok_or_else(bad_token);
        let (first, end) = match self.start {
            Start::Head => (0, self.size),
            Start::After(page_request) => {
                let page_request = known(page_request)?;
                let first = all.partition_point(|it| here(it) <= page_request);
                (first, first.saturating_add(self.size))
            }
            Start::Before(page_request) => {
                let page_request = known(page_request)?;
                let end = all.partition_point(|it| here(it) < page_request);
                (end.saturating_sub(self.size), end)
            }
        };
        let after = end < all.len();
        let items: Vec<T> = all.into_iter().take(end).skip(first).collect();
        let (before, after) = (first > 0 && !items.is_empty(), after && !items.is_empty());
        Ok(Slice { items, before, after })
    }
}

impl<I> PageRequest<I> {
    /// The `meta` member for a page; `sid` names a record in tokens, `filters` come first in URLs.
    pub(crate) fn meta<T>(
        &self,
        slice: &Slice<T>,
        key: &str,
        url: &str,
        filters: &[(&str, &str)],
        sid: impl Fn(&T) -> String,
    ) -> Meta {
        let address = |page: u32, token: Option<&str>| {
            let mut query = Serializer::new(String::new());
            query.extend_pairs(filters);
            query.append_pair("PageSize", &self.size.to_string());
            query.append_pair("Page", &page.to_string());
            if let Some(token) = token {
                query.append_pair("PageToken", token);
            }
            format!("{url}?{}", query.finish())
        };
        let next = slice.items.last().filter(|_| slice.after);
        let previous = slice.items.first().filter(|_| slice.before);
        Meta {
            page: self.page,
            page_size: u32::try_from(self.size).unwrap_or(u32::MAX),
            first_page_url: address(0, None),
            previous_page_url: previous.map(|item| {
                address(self.page.saturating_sub(1), Some(&format!("PB{}", sid(item))))
            }),
            url: address(self.page, self.token.as_deref()),
            next_page_url: next.map(|item| {
                address(self.page.saturating_add(1), Some(&format!("PA{}", sid(item))))
            }),
            key: key.to_owned(),
        }
    }
}
