//! `cargo xtask startup-functions`: which functions of the emulator run until it has given its first answers,
//! as callgrind sees it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use crate::process;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// What `build.rs` of the emulator reads.
const LIST: &str = "fake-twilio/fake-twilio/startup-functions.txt";

const HEAD: &str = "# Written by `cargo xtask startup-functions`; see build.rs.\n";

/// Bytes of a program that a system maps at once.
const MAPPED: u64 = 64 * 1024;

/// Pause between two looks for the ready file.
const PAUSE: Duration = Duration::from_millis(100);

/// What is asked of the emulator: the state of health, and a resource without credentials.
const REQUESTS: [&str; 2] = ["/_emulator/v1/health", "/v1/Conversations"];

/// The ready file, as far as it is needed.
#[derive(Deserialize)]
struct Ready {
    url: String,
}

/// Writes the list anew.
pub(crate) fn run(root: &Path) -> Result<()> {
    process::run(&mut process::cargo(root, &["build", "--release", "--package", "fake-twilio"]))?;
    let target = process::target(root);
    let program = target.join("release/fake-twilio");
    let folder = target.join("startup");
    fs::create_dir_all(&folder)?;
    let profile = profile(&program, &folder)?;
    let symbols = process::read(Command::new("nm").arg("--print-size").arg(&program))?;
    let patterns = patterns(&executed(&profile, &program), &symbols);
    ensure!(!patterns.is_empty(), "the profile names no function of the emulator");
    let lines = patterns.join("\n");
    fs::write(root.join(LIST), format!("{HEAD}{lines}\n"))
        .with_context(|| format!("cannot write {LIST}"))
}

/// What callgrind says of a program from its start until it has answered.
fn profile(program: &Path, folder: &Path) -> Result<String> {
    let (ready, profile) = (folder.join("ready.json"), folder.join("profile.txt"));
    if ready.exists() {
        fs::remove_file(&ready)?;
    }
    // As in every start but the first, there is a certificate authority.
    let authority = folder.join("ca");
    let make = ["ca", "show", "--ca-dir"];
    process::run(Command::new(program).args(make).arg(&authority).stdout(Stdio::null()))?;
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=callgrind", "--demangle=no", "--compress-strings=no", "--quiet"])
        .arg(format!("--callgrind-out-file={}", profile.display()))
        .arg(program)
        .args(["--listen", "127.0.0.1:0", "--ready-file"])
        .arg(&ready)
        .arg("--ca-dir")
        .arg(&authority);
    process::announce(&command);
    let mut child = command.spawn().context("cannot start valgrind; is it installed?")?;
    let written = wait_for(&ready, &mut child).and_then(|()| ask(&ready)).and_then(|()| {
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

/// Reads the answers to all requests.
fn ask(ready: &Path) -> Result<()> {
    let ready: Ready = serde_json::from_slice(&fs::read(ready)?)?;
    let host = ready.url.strip_prefix("http://").context("the emulator has another scheme")?;
    for path in REQUESTS {
        let mut stream = TcpStream::connect(host)?;
        write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        ensure!(answer.starts_with(b"HTTP/1.1 "), "no answer to {path}");
    }
    Ok(())
}

/// The functions of a program that a profile names.
fn executed(profile: &str, program: &Path) -> BTreeSet<String> {
    let mut is_own = false;
    let mut functions = BTreeSet::new();
    for line in profile.lines() {
        if let Some(object) = line.strip_prefix("ob=") {
            // It does not know to which object the functions belong that are together already.
            is_own = object == "???" || Path::new(object).file_name() == program.file_name();
        } else if let Some(name) = line.strip_prefix("fn=").filter(|_| is_own) {
            functions.insert(name.to_owned());
        }
    }
    functions
}

/// What a pattern stands for.
#[derive(Default)]
struct Meant {
    functions: usize,
    executed: u64,
    /// Size of the functions that are not executed, in bytes.
    unneeded: u64,
}

/// Patterns for linkers that stand for these functions, and for little else: those of one function first,
/// those of the most last. Symbols are as `nm` prints them with their sizes.
fn patterns(executed: &BTreeSet<String>, symbols: &str) -> Vec<String> {
    let mut all: BTreeMap<String, Meant> = BTreeMap::new();
    for line in symbols.lines() {
        let [_, size, kind, name] = line.split_whitespace().collect::<Vec<_>>()[..] else {
            continue;
        };
        let size = u64::from_str_radix(size, 16).ok().filter(|_| "tTwW".contains(kind));
        let (Some(size), Some(pattern)) = (size, pattern(name)) else { continue };
        let meant = all.entry(pattern).or_default();
        meant.functions += 1;
        if executed.contains(name) {
            meant.executed += 1;
        } else {
            meant.unneeded += size;
        }
    }
    // Elsewhere, each function that is executed would bring along as much as is mapped at once.
    all.retain(|_, meant| meant.executed > 0 && meant.unneeded <= meant.executed * MAPPED);
    let mut patterns: Vec<(String, Meant)> = all.into_iter().collect();
    patterns.sort_by_key(|(_, meant)| meant.functions);
    patterns.into_iter().map(|(pattern, _)| pattern).collect()
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
    fn patterns_of_many_functions_come_last_and_of_much_that_is_not_needed_never() {
        let (many, one) = ("_ZN1a17h0123456789abcdefE", "_ZN1a17h1123456789abcdefE");
        let (large, needed) = ("_ZN1d17h0123456789abcdefE", "_ZN1d17h1123456789abcdefE");
        let executed = [many, "b", "c", "data", needed].map(str::to_owned).into();
        let symbols = format!(
            "01 0000000000000010 t {many}\n02 0000000000000010 t {one}\n03 0000000000fffff0 T c\n\
             04 08 t b\n05 08 t not_executed\n06 08 D data\n07 0000000000010001 t {large}\n\
             08 08 t {needed}\n         U e\n"
        );
        assert_eq!(patterns(&executed, &symbols), ["b", "c", "_ZN1a17h*"]);
    }

    #[test]
    fn functions_of_libraries_are_none_of_ours() {
        let profile = "ob=/lib/libc.so.6\nfn=malloc\nob=/target/release/fake-twilio\nfn=run\ncfn=free\nfn=(below main)\nob=???\nfn=start\nfn=0x46a0\n";
        let functions = executed(profile, Path::new("/elsewhere/fake-twilio"));
        assert_eq!(
            functions.into_iter().collect::<Vec<_>>(),
            ["(below main)", "0x46a0", "run", "start"]
        );
    }
}
