//! HTTP below the products: paths, parameters, pages, errors and answers.

pub(crate) mod error;
pub(crate) mod page;
pub(crate) mod parse;
pub(crate) mod path;
pub(crate) mod reply;
pub(crate) mod response;
