//! The table of docs/unmodified.md: which library reaches the emulator in which way. Each is tried, and what the
//! document says is what came of that. `cargo xtask sdk-matrix` writes the table anew.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Stdio,
    sync::{Mutex, PoisonError},
};

use e2e::{npm_packages, program_missing, python, python_of_2020, soon, tools_missing};
use serde_json::Value;
use tokio::process::Command;

use super::run::{run, script};

/// What stands before and behind the table.
const MARKS: [&str; 2] = ["<!-- table -->\n", "<!-- end -->\n"];

/// Status of a program that has dialled a host beyond this machine.
const BEYOND: i32 = 9;

/// What Python says of a certificate that it does not trust.
const UNTRUSTED: &str = "CERTIFICATE_VERIFY_FAILED";

/// Programs that load nothing.
const CURL: &str = "`curl`";
const JAVA: &str = "Java, by its `java.net.http`";

/// npm packages of the library for servers, and of the chat SDK.
const LIBRARIES: [&str; 3] = ["twilio", "twilio-5", "twilio-3"];
const SDKS: [&str; 4] =
    ["@twilio/conversations", "conversations-2-6-5", "conversations-1-2-3", "conversations-1-1-0"];

/// Ways to the emulator.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// All that `fake-twilio run` sets.
    Run,
    /// Without the files that are loaded into Python and Node.
    Variables,
    /// Without the variables of proxies.
    Files,
}

/// A program, with what its library is called.
pub(super) struct Tried {
    pub(super) name: String,
    program: Vec<String>,
    variables: Vec<(&'static str, String)>,
}

#[tokio::test]
async fn the_document_says_which_library_works_in_which_way() {
    let mut missing = tools_missing(&LIBRARIES) || tools_missing(&SDKS);
    missing = missing || program_missing("curl") || program_missing("java");
    let (Some(present), Some(old)) = (python(), python_of_2020()) else { return };
    if missing {
        return;
    }
    let mut rows = Vec::new();
    for python in [present, old] {
        rows.push(of_python(&python).row().await);
    }
    for library in LIBRARIES {
        rows.push(of_node(library, SDKS[0], library).row().await);
    }
    for sdk in SDKS {
        rows.push(of_node(LIBRARIES[0], sdk, sdk).row().await);
    }
    rows.push(of_java().row().await);
    rows.push(of_curl().row().await);
    compare(&rows);
}

/// The version that a manifest of npm tells.
fn version(package: &str) -> String {
    let text = fs::read(npm_packages().join(package).join("package.json")).expect("a manifest");
    let manifest: Value = serde_json::from_slice(&text).expect("JSON");
    manifest["version"].as_str().expect("a version").to_owned()
}

pub(super) fn of_python(python: &Path) -> Tried {
    let python = python.to_string_lossy().into_owned();
    let tell = "import twilio; print(twilio.__version__)";
    let told = std::process::Command::new(&python).args(["-c", tell]).output().expect("Python");
    let version = String::from_utf8_lossy(&told.stdout).trim().to_owned();
    let program = vec![python, script("app.py")];
    Tried { name: format!("twilio-python {version}"), program, variables: Vec::new() }
}

/// An application on both; `named` is the one that the row is about.
fn of_node(library: &str, sdk: &str, named: &str) -> Tried {
    let is_sdk = named == sdk;
    let name = if is_sdk { "`@twilio/conversations`" } else { "twilio-node" };
    Tried {
        name: format!("{name} {}{}", version(named), if is_sdk { " in Node" } else { "" }),
        program: vec!["node".to_owned(), script(if is_sdk { "app.mjs" } else { "server.mjs" })],
        variables: vec![("TWILIO", library.to_owned()), ("SDK", sdk.to_owned())],
    }
}

/// A client of ours with the JDK alone, because no library for Java is in a registry that is used here.
fn of_java() -> Tried {
    let program = vec!["java".to_owned(), script("java/Client.java")];
    Tried { name: JAVA.to_owned(), program, variables: Vec::new() }
}

fn of_curl() -> Tried {
    let fetch = "curl --silent --show-error --fail --user $TWILIO_API_KEY_SID:$TWILIO_API_KEY_SECRET \
                 https://conversations.twilio.com/v1/Services";
    let program = ["sh", "-c", fetch].map(str::to_owned).to_vec();
    Tried { name: CURL.to_owned(), program, variables: Vec::new() }
}

impl Tried {
    async fn row(&self) -> String {
        let mut cells = vec![self.name.clone()];
        for way in [Way::Run, Way::Variables, Way::Files] {
            // Nothing is loaded into them, and without variables they dial Twilio.
            let is_none = [CURL, JAVA].contains(&&*self.name) && matches!(way, Way::Files);
            let cell = if is_none { "–" } else { self.outcome(way).await };
            cells.push(cell.to_owned());
        }
        format!("| {} |\n", cells.join(" | "))
    }

    /// Whether the program reaches the emulator, or why not.
    async fn outcome(&self, way: Way) -> &'static str {
        let guard = script("guard");
        let change = match way {
            Way::Run => String::new(),
            Way::Variables => format!(
                "export PYTHONPATH='{guard}' NODE_OPTIONS=--require='\"{guard}/preload.cjs\"';"
            ),
            // What is loaded is needed, and so is what Node trusts.
            Way::Files => "unset HTTP_PROXY HTTPS_PROXY http_proxy https_proxy REQUESTS_CA_BUNDLE \
                           CURL_CA_BUNDLE SSL_CERT_FILE;"
                .to_owned(),
        };
        let shell = format!("{change} exec \"$@\"");
        let mut program = vec!["sh", "-c", &shell, "sh"];
        program.extend(self.program.iter().map(String::as_str));
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = run(folder.path(), &["--offline"], &program);
        let command: &mut Command =
            command.envs(self.variables.iter().map(|(name, it)| (name, it)));
        let end = soon("the end of the program", command.stdin(Stdio::null()).output()).await;
        let end = end.expect("a start");
        let log = String::from_utf8_lossy(&end.stderr);
        if end.status.success() {
            "yes"
        } else if end.status.code() == Some(BEYOND) {
            "no: dials Twilio"
        } else if log.contains(UNTRUSTED) {
            "no: trusts a list of its own"
        } else {
            panic!("{} by {way:?}: {log}", self.name)
        }
    }
}

/// Compares the table of the document with these rows, or writes it.
fn compare(rows: &[String]) {
    let head = "| library | by `run` | by variables alone | by the files alone |\n| --- | --- | --- | --- |\n";
    let fresh = format!("{head}{}", rows.concat());
    with_document(|document| {
        let [begin, end] = MARKS;
        let (before, rest) = document.split_once(begin).expect("the mark before the table");
        let (_, after) = rest.split_once(end).expect("the mark behind the table");
        format!("{before}{begin}{fresh}{end}{after}")
    });
}

/// Compares the row of a page with that of the document, or writes it.
pub(super) fn compare_row(row: &str) {
    let page = row.split(" | ").next().expect("a page");
    with_document(|document| {
        let lines = document.split_inclusive('\n');
        let place = lines.clone().position(|line| line.starts_with(page)).expect(page);
        lines.enumerate().map(|(at, line)| if at == place { row } else { line }).collect()
    });
}

/// Compares the document with what it is to be, or writes it.
fn with_document(fresh: impl FnOnce(&str) -> String) {
    /// Tests write one after the other.
    static WRITING: Mutex<()> = Mutex::new(());
    let _one = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/unmodified.md"));
    let document = fs::read_to_string(&path).expect("the document");
    let fresh = fresh(&document);
    if env::var_os("SDK_MATRIX").is_some_and(|it| it == "write") {
        fs::write(&path, fresh).expect("it can be written");
        return;
    }
    assert_eq!(document, fresh, "docs/unmodified.md is out of date: cargo xtask sdk-matrix");
}
