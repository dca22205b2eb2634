//! The examples in the documentation of the client, each on an emulator and in a process of its own,
//! because they read the environment. `build.rs` collects them.

use std::{env, error::Error, process::Output};

use fake_twilio::FakeTwilio;
use futures_util::future::join_all;
use tokio::{process::Command, runtime::Runtime, time::timeout};

use e2e::DEADLINE;

type Example = fn() -> Result<(), Box<dyn Error>>;

include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// Set in the processes that the test here starts: which example is run.
const PLACE: &str = "DOCUMENTATION_EXAMPLE";

/// The test that is started as such a process.
const CHILD: &str = "client::documentation::the_examples_of_the_documentation_run";

#[test]
fn the_examples_of_the_documentation_run() {
    if let Ok(place) = env::var(PLACE) {
        let (_, run) = EXAMPLES.iter().find(|(name, _)| *name == place).expect("an example");
        return run().expect("the example runs");
    }
    assert!(EXAMPLES.iter().any(|(place, _)| place.starts_with("README.md")), "{EXAMPLES:?}");
    let outputs = Runtime::new()
        .expect("a runtime")
        .block_on(join_all(EXAMPLES.iter().map(|(place, _)| run_alone(place))));
    for ((place, _), output) in EXAMPLES.iter().zip(outputs) {
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("1 passed"), "{place}: {said}");
    }
}

async fn run_alone(place: &str) -> Output {
    let emulator = FakeTwilio::builder().seed(e2e::SEED).start().await.expect("it starts");
    let known = emulator.credentials();
    let run = Command::new(env::current_exe().expect("this test"))
        .args(["--exact", CHILD])
        .env(PLACE, place)
        .env("TWILIO_BACKEND", "emulator")
        .env("TWILIO_EMULATOR_URL", emulator.url())
        .env("TWILIO_API_KEY_SID", known.api_key_sid.to_string())
        .env("TWILIO_API_KEY_SECRET", &known.api_key_secret)
        .kill_on_drop(true)
        .output();
    timeout(DEADLINE, run).await.expect("an end").expect("it starts")
}
