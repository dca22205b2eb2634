//! Runs scripts with the official SDK under Node.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    task::JoinHandle,
    time::timeout,
};

use crate::DEADLINE;

/// With `1` in this variable a missing tool is a failure, not a reason to skip.
const REQUIRE_TOOLS: &str = "E2E_REQUIRE_TOOLS";

/// A running script. It writes one JSON value a line and reads such lines too; it is killed when
/// this is dropped.
pub struct Node {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    complaints: JoinHandle<String>,
}

/// Why a script did not do what it should.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// It said nothing for too long and was killed.
    #[error("node was silent for {DEADLINE:?}; it complained: {0}")]
    Silent(String),
    /// It ended early.
    #[error("node ended early; it complained: {0}")]
    Ended(String),
    /// It said something that is not JSON.
    #[error("node said what is not JSON: {0}")]
    NotJson(String),
}

/// The folder with the npm packages of the page.
pub fn npm_packages() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../web/node_modules"))
}

/// Returns whether Node or one of these npm packages is missing, and says so loudly.
///
/// # Panics
/// When one is missing and `E2E_REQUIRE_TOOLS=1` is set.
pub fn tools_missing(npm: &[&str]) -> bool {
    let node = std::process::Command::new("node")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let mut missing: Vec<String> = Vec::new();
    if !node.is_ok_and(|status| status.success()) {
        missing.push("node".to_owned());
    }
    let absent = npm.iter().filter(|name| !npm_packages().join(name).join("package.json").exists());
    missing.extend(absent.map(|name| format!("web/node_modules/{name}")));
    if missing.is_empty() {
        return false;
    }
    skip(&missing.join(", "));
    true
}

/// Returns whether a program is missing, and says so loudly.
///
/// # Panics
/// When it is missing and `E2E_REQUIRE_TOOLS=1` is set.
pub fn program_missing(name: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let is_there = std::env::split_paths(&folders).any(|it| it.join(name).is_file());
    if !is_there {
        skip(name);
    }
    !is_there
}

/// Says loudly that a test is skipped.
///
/// # Panics
/// When `E2E_REQUIRE_TOOLS=1` is set.
pub(crate) fn skip(missing: &str) {
    let required = std::env::var_os(REQUIRE_TOOLS).is_some_and(|it| it == "1");
    assert!(!required, "{missing} missing; `cargo xtask setup` installs it");
    let name = std::thread::current().name().unwrap_or("a test").to_owned();
    // Straight to the stream: the test harness swallows what macros print.
    let _ =
        writeln!(std::io::stderr(), "SKIPPED {name}: {missing} missing; try `cargo xtask setup`");
}

impl Node {
    /// Starts a script of `tests/`, with a script to load before it and variables for both.
    ///
    /// `NODE_MODULES` tells the script where the npm packages are.
    ///
    /// # Panics
    /// When Node cannot be started; ask [`tools_missing`] first.
    pub fn start(script: &str, preload: Option<&str>, env: &[(&str, &str)]) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut command = Command::new("node");
        if let Some(preload) = preload {
            command.arg("--require").arg(folder.join(preload));
        }
        let mut child = command
            .arg(folder.join(script))
            .env("NODE_MODULES", npm_packages())
            .envs(env.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("node starts");
        let input = child.stdin.take().expect("stdin is piped");
        let output = child.stdout.take().expect("stdout is piped");
        let mut errors = child.stderr.take().expect("stderr is piped");
        let complaints = tokio::spawn(async move {
            let mut said = Vec::new();
            let _ = errors.read_to_end(&mut said).await;
            String::from_utf8_lossy(&said).into_owned()
        });
        Self { child, input, output: BufReader::new(output).lines(), complaints }
    }

    /// The next line that the script says.
    pub async fn hear(&mut self) -> Result<Value, NodeError> {
        match timeout(DEADLINE, self.output.next_line()).await {
            Err(_) => {
                let _ = self.child.kill().await;
                Err(NodeError::Silent(self.complaints().await))
            }
            Ok(Ok(Some(line))) => serde_json::from_str(&line).map_err(|_| NodeError::NotJson(line)),
            Ok(Ok(None) | Err(_)) => Err(NodeError::Ended(self.complaints().await)),
        }
    }

    /// Tells the script something; one that has ended does not listen.
    pub async fn say(&mut self, value: &Value) {
        let _ = self.input.write_all(format!("{value}\n").as_bytes()).await;
    }

    /// Says that there is nothing more to do and waits for the end of the script.
    pub async fn end(self) -> Result<ExitStatus, NodeError> {
        let Self { mut child, input, complaints, output: _output } = self;
        drop(input);
        let ended = timeout(DEADLINE, child.wait()).await;
        if let Ok(Ok(status)) = ended
            && status.success()
        {
            return Ok(status);
        }
        let _ = child.kill().await;
        let said = timeout(DEADLINE, complaints).await;
        let said = said.ok().and_then(Result::ok).unwrap_or_default();
        Err(if ended.is_err() { NodeError::Silent(said) } else { NodeError::Ended(said) })
    }

    async fn complaints(&mut self) -> String {
        let said = timeout(DEADLINE, &mut self.complaints).await;
        said.ok().and_then(Result::ok).unwrap_or_default()
    }
}
