//! The module with an engine, or with a stand-in that starts the emulator's program in place of a container.

mod engine;

use std::{env, error::Error, path::PathBuf, process::Command};

use engine::Engine;
use serde_json::Value;
use testcontainers_fake_twilio::{FakeTwilio, testcontainers::runners::AsyncRunner};

const SEED: &str = "users: [{ identity: ada }]";
/// The emulator's well-known account.
const ACCOUNT: (&str, &str) = ("AC00000000000000000000000000000000", "not-a-real-auth-token");
/// The test that needs an engine.
const WITH_ENGINE: &str = "a_container_answers_with_its_seed";

/// Set where there is an engine, or a stand-in for one.
const HAS_ENGINE: &str = "FAKE_TWILIO_HAS_ENGINE";

#[tokio::test]
async fn a_container_answers_with_its_seed() -> Result<(), Box<dyn Error>> {
    if env::var_os(HAS_ENGINE).is_none() {
        eprintln!(
            "skipped here: the test with the stand-in runs it, and so does xtask with an engine"
        );
        return Ok(());
    }
    let image = FakeTwilio::default().with_seed_document(SEED).with_control_token("of a test");
    let container = image.start().await?;
    let url = FakeTwilio::connection_url(&container).await?;
    let twilsock = FakeTwilio::twilsock_url(&container).await?;
    assert_eq!(twilsock, format!("{}/v3/wsconnect", url.replacen("http", "ws", 1)));
    let signaling = FakeTwilio::video_signaling_url(&container).await?;
    assert_eq!(signaling, format!("{}/signaling", url.replacen("http", "ws", 1)));

    let client = reqwest::Client::new();
    let users = client.get(format!("{url}/v1/Users")).basic_auth(ACCOUNT.0, Some(ACCOUNT.1));
    let users: Value = serde_json::from_str(&users.send().await?.text().await?)?;
    assert_eq!(users["users"][0]["identity"], "ada", "{users}");
    let reset = client.post(format!("{url}/_emulator/v1/reset")).body("{}");
    let reset = reset.header("content-type", "application/json");
    let without_token = reset.try_clone().ok_or("a text can be sent twice")?.send().await?;
    assert_eq!(without_token.status(), 401);
    assert_eq!(reset.bearer_auth("of a test").send().await?.status(), 200);
    Ok(())
}

#[test]
fn an_engine_is_asked_for_the_image_and_the_emulator_is_awaited() {
    let Some(program) = env::var_os("FAKE_TWILIO_BINARY").map(PathBuf::from) else {
        assert!(env::var_os("E2E_REQUIRE_TOOLS").is_none(), "FAKE_TWILIO_BINARY is not set");
        eprintln!("skipped: FAKE_TWILIO_BINARY does not name the emulator's program");
        return;
    };
    let engine = Engine::start(program).expect("a stand-in");
    // A process of its own, because the address of the engine is a variable.
    let test = Command::new(env::current_exe().expect("this test"))
        .args(["--exact", WITH_ENGINE, "--nocapture"])
        .env("DOCKER_HOST", engine.address())
        .env(HAS_ENGINE, "1")
        .output()
        .expect("a process");
    let said = [test.stdout, test.stderr].map(|it| String::from_utf8_lossy(&it).into_owned());
    assert!(test.status.success(), "{}", said.concat());
    assert!(said[0].contains("1 passed"), "{}", said[0]);
    let made = engine.created();
    assert_eq!(made["Image"], concat!("fake-twilio:", env!("CARGO_PKG_VERSION")));
    assert!(made["ExposedPorts"]["4010/tcp"].is_object(), "{made}");
    assert_eq!(made["HostConfig"]["PublishAllPorts"], true);
    assert!(engine.is_removed(), "a container outlives its handle");
}
