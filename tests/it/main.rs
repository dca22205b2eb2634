//! End-to-end tests: one binary, one file per flow.

mod browser;
#[cfg(test)]
mod client;
#[cfg(test)]
mod contract;
mod coverage;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod lan;
#[cfg(test)]
mod library;
#[cfg(test)]
mod login;
mod media;
#[cfg(test)]
mod model;
mod official;
#[cfg(test)]
mod packaging;
#[cfg(test)]
mod realtime;
mod rest;
#[cfg(test)]
mod sdk;
mod shell;
mod signaling_client;
#[cfg(test)]
mod tunnel;
#[cfg(test)]
mod twilsock;
#[cfg(test)]
mod unmodified;
#[cfg(test)]
mod video_rest;
mod video_signaling;
#[cfg(test)]
mod webhooks;
