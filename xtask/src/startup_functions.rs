//! `cargo xtask startup-functions`: which functions of the emulator run at start-up, as callgrind sees it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::{Child, Command},
    thread,
    time::Duration,
};

use crate::process;
use anyhow::{Context, Result, ensure};

/// What `build.rs` of the emulator reads.
const LIST: &str = "fake-twilio/fake-twilio/startup-functions.txt";

const HEAD: &str = "# Written by `cargo xtask startup-functions`; see build.rs.\n";

/// Pause between two looks for the ready file.
const PAUSE: Duration = Duration::from_millis(100);

/// Writes the list anew.
pub(crate) fn run(root: &Path) -> Result<()> {
    process::run(&mut process::cargo(root, &["build", "--release", "--package", "fake-twilio"]))?;
    let target = process::target(root);
    let program = target.join("release/fake-twilio");
    let folder = target.join("startup");
    fs::create_dir_all(&folder)?;
    let profile = profile(&program, &folder)?;
    let functions = executed(&profile, &program);
    ensure!(!functions.is_empty(), "the profile names no function of the emulator");
    let symbols = process::read(Command::new("nm").arg(&program))?;
    let lines = own_first(functions, &symbols).join("\n");
    fs::write(root.join(LIST), format!("{HEAD}{lines}\n"))
        .with_context(|| format!("cannot write {LIST}"))
}

/// What callgrind says of a program from its start until it is ready.
fn profile(program: &Path, folder: &Path) -> Result<String> {
    let (ready, profile) = (folder.join("ready.json"), folder.join("profile.txt"));
    if ready.exists() {
        fs::remove_file(&ready)?;
    }
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=callgrind", "--demangle=no", "--compress-strings=no", "--quiet"])
        .arg(format!("--callgrind-out-file={}", profile.display()))
        .arg(program)
        .args(["--listen", "127.0.0.1:0", "--ready-file"])
        .arg(&ready);
    process::announce(&command);
    let mut child = command.spawn().context("cannot start valgrind; is it installed?")?;
    let written = wait_for(&ready, &mut child).and_then(|()| {
        let id = child.id().to_string();
        process::run(Command::new("callgrind_control").args(["--dump", &id]))
    });
    child.kill()?;
    child.wait()?;
    written?;
    // The first of those that are written while the program runs.
    fs::read_to_string(profile.with_extension("txt.1")).context("cannot read the profile")
}

fn wait_for(file: &Path, child: &mut Child) -> Result<()> {
    while !file.exists() {
        ensure!(child.try_wait()?.is_none(), "the emulator ended before it was ready");
        thread::sleep(PAUSE);
    }
    Ok(())
}

/// The functions of a program that a profile names, as patterns for linkers.
fn executed(profile: &str, program: &Path) -> BTreeSet<String> {
    let mut is_own = false;
    let mut functions = BTreeSet::new();
    for line in profile.lines() {
        if let Some(object) = line.strip_prefix("ob=") {
            // It does not know to which object the functions belong that are together already.
            is_own = object == "???" || Path::new(object).file_name() == program.file_name();
        } else if let Some(name) = line.strip_prefix("fn=").filter(|_| is_own) {
            functions.extend(pattern(name));
        }
    }
    functions
}

/// Patterns of one function first, and last those of the most, of which only some run at start-up.
fn own_first(functions: BTreeSet<String>, symbols: &str) -> Vec<String> {
    let mut meant: BTreeMap<String, usize> = BTreeMap::new();
    let names = symbols.lines().filter_map(|line| line.split_whitespace().last());
    for pattern in names.filter_map(pattern) {
        *meant.entry(pattern).or_default() += 1;
    }
    let mut functions: Vec<String> = functions.into_iter().collect();
    functions.sort_by_key(|pattern| meant.get(pattern).copied());
    functions
}

/// A name without what is different in each build: hashes of crates, and numbers of copies.
fn pattern(name: &str) -> Option<String> {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "_.$".contains(it);
    let is_address = name.starts_with("0x");
    if name.is_empty() || is_address || !name.chars().all(is_plain) {
        return None;
    }
    if let Some((path, _)) = name.strip_prefix("_ZN").and_then(|_| name.rsplit_once("17h")) {
        return Some(format!("{path}17h*"));
    }
    if !name.starts_with("_R") {
        return Some(name.to_owned());
    }
    let name = name.split_once('.').map_or(name, |(name, _)| name);
    let mut parts = name.split("Cs");
    let mut pattern = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        pattern += "Cs";
        // A crate's hash ends with an underscore.
        pattern +=
            &part.split_once('_').map_or_else(|| part.to_owned(), |(_, rest)| format!("*_{rest}"));
    }
    Some(pattern + "*")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_without_what_changes_with_each_build() {
        for (name, expected) in [
            ("_ZN4main4main17h0123456789abcdefE", Some("_ZN4main4main17h*")),
            ("_ZN4main4main17h0123456789abcdefE.llvm.77", Some("_ZN4main4main17h*")),
            ("_RNvNtCsgEmfK2I1SDS_4core3fmt5write", Some("_RNvNtCs*_4core3fmt5write*")),
            (
                "_RNvXs_NtCs1a_5alloc6stringNtCs2b_4core3fmt.5124",
                Some("_RNvXs_NtCs*_5alloc6stringNtCs*_4core3fmt*"),
            ),
            ("malloc_init", Some("malloc_init")),
            ("(below main)", None),
            ("0x00000000000046a0", None),
        ] {
            assert_eq!(pattern(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn patterns_of_many_functions_come_last() {
        let functions = ["_ZN1a17h*", "b", "c"].map(str::to_owned).into();
        let symbols = "01 t _ZN1a17h0123456789abcdefE\n02 t _ZN1a17h1123456789abcdefE\n03 T c\n04 t b\n         U d\n";
        assert_eq!(own_first(functions, symbols), ["b", "c", "_ZN1a17h*"]);
    }

    #[test]
    fn functions_of_libraries_are_none_of_ours() {
        let profile = "ob=/lib/libc.so.6\nfn=malloc\nob=/target/release/fake-twilio\nfn=run\ncfn=free\nfn=(below main)\nob=???\nfn=start\nfn=0x46a0\n";
        let functions = executed(profile, Path::new("/elsewhere/fake-twilio"));
        assert_eq!(functions.into_iter().collect::<Vec<_>>(), ["run", "start"]);
    }
}
