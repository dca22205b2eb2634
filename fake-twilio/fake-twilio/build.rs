//! Keeps the functions that run at start-up together in the release program.
//!
//! A system maps not one page of a program at a time, but the 64 KiB around it. The functions of start-up,
//! spread over all of the program, would make most of it resident.

use std::{env, fs, io, path::PathBuf};

/// Names of functions, written by `cargo xtask startup-functions`. One that is missing is only not together
/// with the others.
const FUNCTIONS: &str = "startup-functions.txt";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={FUNCTIONS}");
    if is_release() && takes_scripts() {
        let script = PathBuf::from(variable("OUT_DIR")).join("startup.ld");
        fs::write(&script, linker_script(&fs::read_to_string(FUNCTIONS)?))?;
        println!("cargo::rustc-link-arg-bins=-T{}", script.display());
    }
    Ok(())
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}

fn is_release() -> bool {
    variable("PROFILE") == "release"
}

/// Whether the linker is one for ELF that reads scripts.
fn takes_scripts() -> bool {
    let is_mold =
        ["RUSTC_LINKER", "CARGO_ENCODED_RUSTFLAGS"].iter().any(|it| variable(it).contains("mold"));
    variable("CARGO_CFG_TARGET_OS") == "linux" && !is_mold
}

/// A script that adds to the linker's own.
fn linker_script(functions: &str) -> String {
    let names = functions.lines().filter(|line| !line.starts_with('#'));
    let sections = names.map(|name| format!("    *(.text.{name} .text.unlikely.{name})\n"));
    let sections: String = sections.collect();
    format!("SECTIONS\n{{\n  .text.startup :\n  {{\n{sections}  }}\n}}\nINSERT BEFORE .text;\n")
}
