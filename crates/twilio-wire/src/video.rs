//! Public REST resources of Video v1 (OpenAPI document of 2026-04-14).
//!
//! Every member of a body is present, null where there is no value. Request parameters stay text:
//! the server validates them and names the error.

pub mod composition;
pub mod composition_hook;
pub mod participant;
pub mod recording;
pub mod room;
pub mod room_recording;
pub mod rules;
pub mod storage_settings;
pub mod track;
pub mod transcription;
