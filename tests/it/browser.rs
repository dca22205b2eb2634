//! Join, chat and leave in real browsers; the tests themselves are in `tests/browser/`.

use std::{env, io::Write, path::Path, process::Stdio, time::Duration};

use e2e::{Stack, tools_missing};
use login_server::{Backend, Config, Credentials, LoginServer};
use tokio::{process::Command, time::timeout};

/// The names Chromium goes by.
const CHROMIUM: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The emulator announces a token's end three minutes ahead, so these are renewed after seconds.
const RENEWED_TTL: u64 = 182;

/// Seconds; too short to be renewed in time.
const EXPIRED_TTL: u64 = 6;

const ALL_WITHIN: Duration = Duration::from_secs(15 * 60);

#[tokio::test(flavor = "multi_thread")]
async fn people_join_chat_and_leave_in_real_browsers() {
    if tools_missing(&["playwright-core", "@twilio/conversations"]) || chromium_missing() {
        return;
    }
    let stack = Stack::live().await;
    let renewed = login_server(&stack, RENEWED_TTL).await;
    let expired = login_server(&stack, EXPIRED_TTL).await;
    let credentials = stack.emulator().credentials();
    let mut script = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("browser/chat.mjs"))
        .env("APP_URL", stack.login_url())
        .env("RENEWED_APP_URL", renewed.url())
        .env("EXPIRED_APP_URL", expired.url())
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

/// A login server beside the stack's own, whose tokens live for another time.
async fn login_server(stack: &Stack, token_ttl: u64) -> LoginServer {
    let known = stack.emulator().credentials();
    let credentials = Credentials {
        account: known.account_sid,
        key: known.api_key_sid,
        secret: known.api_key_secret.parse().expect("a secret that is not empty"),
    };
    let origin = stack.url().parse().expect("an origin");
    let mut config = Config::new(Backend::Emulator { origin }, credentials);
    config.web_dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web");
    config.token_ttl = token_ttl;
    LoginServer::start(config).await.expect("the login server starts")
}

/// Says whether there is no Chromium, and says so loudly; where tools are required, that fails.
fn chromium_missing() -> bool {
    let folders = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&folders)
        .any(|folder| CHROMIUM.iter().any(|name| folder.join(name).is_file()));
    if found {
        return false;
    }
    let required = env::var_os("E2E_REQUIRE_TOOLS").is_some_and(|it| it == "1");
    assert!(!required, "Chromium is missing; `cargo xtask setup` installs it");
    // Straight to the stream: the test harness swallows what macros print.
    let _ = writeln!(std::io::stderr(), "SKIPPED browsers: no Chromium; try `cargo xtask setup`");
    true
}
