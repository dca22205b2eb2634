//! End-to-end tests: one binary, one file per flow.

#[cfg(test)]
mod model;
mod rest;
mod twilsock;
