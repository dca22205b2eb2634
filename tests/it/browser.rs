//! Join, chat and leave in real browsers; the tests themselves are in `tests/browser/`.

use std::{env, io::Write, path::Path, process::Stdio, time::Duration};

use e2e::{Stack, tools_missing};
use jiff::Timestamp;
use tokio::{process::Command, time::timeout};

/// The browsers that are driven, by the names they go by.
const BROWSERS: [&[&str]; 2] = [CHROMIUM, &["firefox-esr", "firefox"]];

const CHROMIUM: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// Packages that drive them.
const NPM: [&str; 3] = ["playwright-core", "puppeteer-core", "@twilio/conversations"];

/// Names the browser tests to run by a part of their names; `cargo xtask e2e` sets it.
const FILTER: &str = "E2E_BROWSER_TESTS";

const ALL_WITHIN: Duration = Duration::from_secs(15 * 60);

#[tokio::test(flavor = "multi_thread")]
async fn people_join_chat_and_leave() {
    run("chat").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_see_and_hear_each_other() {
    run("calls").await;
}

/// Runs a group of tests against programs of its own.
async fn run(group: &str) {
    if tools_missing(&NPM) || browser_missing(&BROWSERS) {
        return;
    }
    let stack = Stack::live().await;
    // For what time alone brings about.
    let clocked = Stack::frozen_with(|emulator| emulator.now(Timestamp::now())).await;
    let credentials = stack.emulator().credentials();
    let mut script = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("browser/chat.mjs"))
        .args(["--only", group])
        .args(env::var_os(FILTER))
        .env("APP_URL", stack.login_url())
        .env("CLOCKED_APP_URL", clocked.login_url())
        .env("CLOCKED_EMULATOR_URL", clocked.url())
        .env("EMULATOR_URL", stack.url())
        .env("ACCOUNT_SID", credentials.account_sid.to_string())
        .env("AUTH_TOKEN", &credentials.auth_token)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("node starts");
    let status = timeout(ALL_WITHIN, script.wait()).await.expect("the browsers are done in time");
    assert!(status.expect("node ends").success(), "a test failed, see its lines above");
}

/// The same for Chromium alone.
pub(crate) fn chromium_missing() -> bool {
    browser_missing(&[CHROMIUM])
}

/// Returns whether a browser is missing, and says so loudly; where tools are required, that fails.
fn browser_missing(browsers: &[&[&str]]) -> bool {
    let folders = env::var_os("PATH").unwrap_or_default();
    let is_there = |name: &str| env::split_paths(&folders).any(|it| it.join(name).is_file());
    let missing = browsers.iter().find(|names| !names.iter().any(|name| is_there(name)));
    let Some(names) = missing else { return false };
    let name = names.first().copied().unwrap_or_default();
    let required = env::var_os("E2E_REQUIRE_TOOLS").is_some_and(|it| it == "1");
    assert!(!required, "{name} is missing; `cargo xtask setup` installs it");
    // Straight to the stream: the test harness swallows what macros print.
    let _ = writeln!(std::io::stderr(), "SKIPPED browsers: no {name}; try `cargo xtask setup`");
    true
}
