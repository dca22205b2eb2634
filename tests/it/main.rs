//! End-to-end tests: one binary, one file per flow.
