//! The public REST API of video rooms, for `video.twilio.com` and for its paths on any other host.

mod composition;
mod composition_hook;
mod composition_params;
mod params;
mod participant;
mod recording;
mod room;
mod routes;
mod rules;
mod storage_settings;
mod track;
mod transcription;

pub(crate) use routes::register;
