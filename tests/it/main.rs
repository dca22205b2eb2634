//! End-to-end tests: one binary, one file per flow.

mod browser;
#[cfg(test)]
mod client;
#[cfg(test)]
mod contract;
mod coverage;
#[cfg(test)]
mod documents;
mod login;
mod media;
#[cfg(test)]
mod model;
mod official;
mod rest;
mod sdk;
mod shell;
mod signaling_client;
mod twilsock;
mod video_rest;
mod video_signaling;
mod webhooks;
