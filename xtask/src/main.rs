//! Every developer verb: `cargo xtask help`.
fn main() {}
