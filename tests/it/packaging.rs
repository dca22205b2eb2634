//! What surrounds the program: image, compose file, action of GitHub.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use fake_twilio::{FakeTwilio, ReadyFile};
use serde_json::{Value, json};

use crate::unmodified::fake_twilio;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the workspace")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The emulator's variables in a text.
fn variables(text: &str) -> BTreeSet<&str> {
    let words = text.split(|it: char| !it.is_ascii_uppercase() && it != '_');
    words.filter(|it| it.starts_with("FAKE_TWILIO_")).collect()
}

#[test]
fn image_and_compose_file_set_variables_that_there_are() {
    let help = Command::new(fake_twilio()).arg("--help").output().expect("a start");
    let help = String::from_utf8(help.stdout).expect("a text");
    let known = variables(&help);
    assert!(known.len() > 10, "{help}");
    for path in [
        "Dockerfile",
        "docs/ci.md",
        "docs/examples/ci/github-service.yml",
        "docs/examples/ci/gitlab.yml",
        "docs/examples/compose.yaml",
    ] {
        let text = read(path);
        let unknown: Vec<_> = variables(&text).difference(&known).copied().collect();
        assert_eq!(unknown, [""; 0], "{path}");
        assert!(!variables(&text).is_empty(), "{path}");
    }
}

#[test]
fn the_page_of_options_has_all_of_them() {
    let help = Command::new(fake_twilio()).args(["serve", "--help"]).output().expect("a start");
    let help = String::from_utf8(help.stdout).expect("a text");
    let names = |text: &str| -> BTreeSet<String> {
        let words = text.split(|it: char| it.is_whitespace() || "`|\\".contains(it));
        words.filter(|it| it.starts_with("--") && it.len() > 2).map(str::to_owned).collect()
    };
    let lines = help.lines().map(str::trim_start).filter(|it| it.starts_with('-'));
    let of_program: BTreeSet<String> = lines.flat_map(names).collect();
    assert!(of_program.len() > 20, "{help}");
    let page = read("docs/options.md");
    let rows = page.lines().filter(|it| it.starts_with("| `--"));
    let listed: BTreeSet<String> = rows.flat_map(names).collect();
    let own: BTreeSet<String> = ["--help".to_owned(), "--version".to_owned()].into();
    let missing: Vec<_> = of_program.difference(&listed).filter(|it| !own.contains(*it)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let unknown: Vec<_> = listed.difference(&of_program).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn pipelines_are_yaml_and_give_the_action_the_inputs_that_it_has() {
    for path in ["docs/examples/ci/github-service.yml", "docs/examples/ci/gitlab.yml"] {
        let _: Value = serde_yaml_ng::from_str(&read(path)).expect(path);
    }
    let action: Value = serde_yaml_ng::from_str(&read("action.yml")).expect("the action");
    let pipeline = read("docs/examples/ci/github-action.yml");
    let pipeline: Value = serde_yaml_ng::from_str(&pipeline).expect("the pipeline");
    let inputs = pipeline["jobs"]["test"]["steps"][1]["with"].as_object().expect("inputs");
    assert!(inputs.len() > 1);
    for input in inputs.keys() {
        assert!(!action["inputs"][input].is_null(), "{input}");
    }
    // Scripts get inputs as variables alone, so that no input is read as a command.
    let steps = action["runs"]["steps"].as_array().expect("steps");
    assert!(steps.iter().all(|step| !step["run"].to_string().contains("${{")), "{steps:?}");
}

#[test]
fn releases_try_what_they_pack_and_are_published_for_tags_alone() {
    let workflow: Value =
        serde_yaml_ng::from_str(&read(".github/workflows/release.yml")).expect("the workflow");
    assert_eq!(workflow["permissions"], json!({ "contents": "read" }));
    let jobs = workflow["jobs"].as_object().expect("jobs");
    let mut publishing = Vec::new();
    for (name, job) in jobs {
        if job["permissions"].to_string().contains("write") {
            let condition = job["if"].as_str().unwrap_or_default();
            assert!(condition.starts_with("github.ref_type == 'tag'"), "{name}: {condition}");
            assert!(job["needs"].to_string().contains("\"packages\""), "{name}");
            publishing.push(name);
        }
    }
    assert_eq!(publishing, ["publish", "release"]);
    let steps = jobs["packages"]["steps"].to_string();
    for command in ["cargo xtask launchers --program", "cargo xtask pack target/archives/"] {
        assert!(steps.contains(command), "{command}");
    }
    let ci: Value = serde_yaml_ng::from_str(&read(".github/workflows/ci.yml")).expect("CI");
    let launchers = ci["jobs"]["launchers"]["steps"].to_string();
    assert!(launchers.contains("cargo xtask launchers --release"), "{launchers}");
}

#[test]
fn packages_and_images_have_the_version_of_the_workspace() {
    let version = env!("CARGO_PKG_VERSION");
    let image = format!("fake-twilio:{version}");
    for (path, line) in [
        ("npm/package.json", format!("  \"version\": \"{version}\",")),
        ("testcontainers-node/package.json", format!("  \"version\": \"{version}\",")),
        ("testcontainers-node/Dockerfile", format!("FROM {image}")),
        (
            "testcontainers-python/src/testcontainers_fake_twilio/__init__.py",
            format!("IMAGE = \"{image}\""),
        ),
        ("testcontainers-rust/Cargo.toml", format!("version = \"{version}\"")),
    ] {
        let text = read(&format!("fake-twilio/launchers/{path}"));
        assert!(text.lines().any(|it| it == line), "{path}: {line}");
    }
    for path in ["docs/examples/compose.yaml", ".github/workflows/release.yml"] {
        assert!(read(path).contains(&image), "{path}");
    }
}

#[tokio::test]
async fn the_world_of_the_compose_file_can_be_loaded() {
    let world = serde_yaml_ng::from_str(&read("docs/examples/world.yaml")).expect("a document");
    let fake = FakeTwilio::builder().seed_document(world).start().await.expect("a start");
    let sent = fake.act("ada").send("lobby", "hello").await.expect("ada is in the lobby");
    assert_eq!(sent.index, 2);
}

/// The emulator that a step of the action leaves behind.
struct Left(u32);

impl Drop for Left {
    fn drop(&mut self) {
        let ended = Command::new("kill").arg(self.0.to_string()).status();
        assert!(ended.is_ok_and(|it| it.success()), "the emulator had ended before");
    }
}

#[tokio::test]
async fn the_step_of_the_action_leaves_a_running_emulator_and_says_where_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let step = Command::new(root().join("fake-twilio/launchers/action/start.sh"))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("RUNNER_TEMP", folder.path())
        .env("GITHUB_ENV", at("environment"))
        .env("GITHUB_OUTPUT", at("output"))
        .env("FAKE_TWILIO_BINARY", fake_twilio())
        .env("FAKE_TWILIO_CA_DIR", at("ca"))
        .env("LISTEN", "127.0.0.1:0")
        .env("SEED_FILE", root().join("docs/examples/world.yaml"))
        .env("ARGUMENTS", "--strict --journal 100")
        .env("ENVIRONMENT", "true")
        .output()
        .expect("bash");
    assert!(step.status.success(), "{step:?}");
    let ready = fs::read(at("fake-twilio-ready.json")).expect("a ready file");
    let ready: ReadyFile = serde_json::from_slice(&ready).expect("JSON");
    let _left = Left(ready.pid);
    let output = fs::read_to_string(at("output")).expect("outputs");
    assert!(output.contains(&format!("url={}\n", ready.url)), "{output}");
    let environment = fs::read_to_string(at("environment")).expect("variables");
    for name in ["TWILIO_EMULATOR_URL", "HTTPS_PROXY", "TWILIO_ACCOUNT_SID"] {
        let line = environment.lines().find(|line| line.starts_with(&format!("{name}=")));
        assert!(line.is_some_and(|it| it.len() > name.len() + 1), "{name}: {environment}");
    }
    let health = Command::new(fake_twilio())
        .args(["ctl", "health", "--emulator", &ready.url])
        .output()
        .expect("a start");
    assert!(health.status.success(), "{health:?}");
}

#[test]
fn a_step_whose_emulator_does_not_start_fails_with_its_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let step = Command::new(root().join("fake-twilio/launchers/action/start.sh"))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("RUNNER_TEMP", folder.path())
        .env("FAKE_TWILIO_BINARY", fake_twilio())
        .env("LISTEN", "127.0.0.1:0")
        .env("SEED_FILE", folder.path().join("missing.yaml"))
        .env("ARGUMENTS", "")
        .env("ENVIRONMENT", "false")
        .output()
        .expect("bash");
    assert!(!step.status.success());
    let log = String::from_utf8_lossy(&step.stderr);
    assert!(log.contains("missing.yaml"), "{log}");
}
