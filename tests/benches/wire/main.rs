//! Benches against a baseline in the same run: `cargo xtask bench`.
fn main() {}
