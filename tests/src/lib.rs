//! End-to-end tests, properties and benches.
