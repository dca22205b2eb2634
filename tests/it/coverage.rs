//! `docs/coverage.md` says what the emulator does: each operation is tried, and what the file says of
//! it is what came of that. `cargo xtask coverage` writes the file anew.

mod page;
mod walk;

use std::{env, fs, path::PathBuf};

use e2e::Stack;

use page::page;
use walk::walk;

#[tokio::test]
async fn the_coverage_table_is_true() {
    let found = walk(&Stack::frozen().await).await;
    let client = crate::client::walk(&Stack::frozen().await).await;
    let fresh = page(&found, &client);
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/coverage.md"));
    for problem in found.iter().filter_map(|it| it.problem.as_ref()) {
        // Shown when the test fails, and by `cargo test -- --nocapture`.
        println!("{problem}\n");
    }
    if env::var_os("COVERAGE").is_some_and(|it| it == "write") {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, &fresh).expect("the file can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    for (one, other) in fresh.lines().zip(committed.lines()) {
        assert_eq!(one, other, "docs/coverage.md is out of date: run `cargo xtask coverage`");
    }
    assert!(fresh == committed, "docs/coverage.md is out of date: run `cargo xtask coverage`");
}
