#![doc = include_str!("../README.md")]
//!
//! # Sources
//!
//! REST resources follow the OpenAPI documents of Conversations v1 and Video v1; the client API and Sync
//! follow `@twilio/conversations` 3.0.1, the signaling of video rooms `twilio-video` 2.36.0.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::missing_errors_doc)]

pub mod client_api;
pub mod client_v1;
pub mod endpoint;
pub mod error;
pub mod form;
pub mod paging;
pub mod rest;
pub mod signaling;
pub mod sync;
pub mod time;
pub mod twilsock;
pub mod video;
