//! Collects the examples in the documentation of the Rust client, for the test that runs them.
//!
//! Where they stand they are compiled alone (`no_run`), because only here an emulator can be started.

use std::{
    env,
    fmt::Write,
    fs, io,
    path::{Path, PathBuf},
};

const CRATE: &str = "../crates/twilio-conversations";

/// How a code block begins that is compiled where it stands.
const FENCES: [&str; 2] = ["```no_run", "```rust,no_run"];

fn main() -> io::Result<()> {
    let crate_folder = Path::new(CRATE);
    let mut files = vec![crate_folder.join("README.md")];
    collect(&crate_folder.join("src"), &mut files)?;
    files.sort();
    let (mut modules, mut list) = (String::new(), String::new());
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        let name = file.strip_prefix(crate_folder).map_err(io::Error::other)?.display().to_string();
        for (line, code) in examples(&fs::read_to_string(&file)?) {
            let module = format!("{}_{line}", name.to_lowercase().replace(['/', '.'], "_"));
            write!(
                modules,
                "mod {module} {{\n{code}\n\
                 pub(super) fn run() -> Result<(), Box<dyn std::error::Error>> {{ main() }}\n}}\n"
            )
            .map_err(io::Error::other)?;
            writeln!(list, "({:?}, {module}::run),", format!("{name}:{line}"))
                .map_err(io::Error::other)?;
        }
    }
    let code = format!("{modules}\nconst EXAMPLES: &[(&str, Example)] = &[\n{list}];\n");
    let out = env::var_os("OUT_DIR").map(PathBuf::from).ok_or(io::ErrorKind::NotFound)?;
    fs::write(out.join("examples.rs"), code)
}

/// The Rust files in a folder and those below it.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// The code blocks of a document or of doc comments, each with the number of its first line.
fn examples(text: &str) -> Vec<(usize, String)> {
    let (mut found, mut open) = (Vec::new(), None::<(usize, String)>);
    for (at, line) in text.lines().enumerate() {
        let line = line.trim_start();
        let line = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")).unwrap_or(line);
        match open.take() {
            None if FENCES.contains(&line.trim()) => open = Some((at + 1, String::new())),
            None => {}
            Some(example) if line.trim() == "```" => found.push(example),
            Some((number, mut code)) => {
                // Hidden lines, as rustdoc has them.
                let line = line.strip_prefix(' ').unwrap_or(line);
                let line = line.strip_prefix("# ").unwrap_or(line);
                code.push_str(line);
                code.push('\n');
                open = Some((number, code));
            }
        }
    }
    found
}
