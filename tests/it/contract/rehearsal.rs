//! The way to live Twilio, gone with an emulator in Twilio's place: one account for the whole suite, its
//! credentials from the environment.

use std::{env, process::Stdio};

use e2e::{DEADLINE, Stack};
use tokio::process::Command;
use twilio_conversations::{
    Client,
    jiff::{SignedDuration, Timestamp},
};

use super::{
    PREFIX,
    leftovers::{AGE, Leftover, find, sweep},
    world::{CONTRACT, CONTRACT_URL, World},
};

/// Everything of ours, however young.
async fn everything(client: &Client) -> usize {
    let later = Timestamp::now() + SignedDuration::from_hours(1);
    find(client, later).await.unwrap().len()
}

#[tokio::test]
async fn the_suite_leaves_nothing_behind_in_an_account() {
    let stack = Stack::live().await;
    let known = stack.emulator().credentials();
    let tests = env::current_exe().unwrap();
    let run = Command::new(tests)
        .args(["contract::", "--skip", "contract::rehearsal::"])
        .env(CONTRACT, "live")
        .env(CONTRACT_URL, stack.url())
        .env("TWILIO_API_KEY_SID", known.api_key_sid.to_string())
        .env("TWILIO_API_KEY_SECRET", &known.api_key_secret)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(DEADLINE * 10, run).await.expect("an end").unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("contract::rooms::") && said.contains(" 0 failed"), "{said}");

    let client = stack.client();
    assert_eq!(everything(&client).await, 0);
    let services = client.services().list().all().await.unwrap();
    assert_eq!(services.len(), 1, "the default service stays");
}

#[tokio::test]
async fn a_test_that_fails_cleans_up() {
    let stack = Stack::live().await;
    let client = stack.client();
    let world = World::open(client.clone(), None).await;
    let failed = world.run(async |it| {
        let name = it.name("call");
        it.keep(it.video().rooms().create().unique_name(name).await);
        it.keep(it.video().rooms().create().kind("theatre").await);
    });
    let failure = failed.await.unwrap_err();
    let text = failure.downcast_ref::<String>().unwrap();
    assert!(text.contains("53108"), "{text}");
    assert_eq!(everything(&client).await, 0);
}

#[tokio::test]
async fn a_sweep_takes_what_is_old_and_ours() {
    let stack = Stack::live().await;
    let client = stack.client();
    let name = format!("{PREFIX}killed");
    let made = client.services().create().friendly_name(&name).await.unwrap();
    let other = client.services().create().friendly_name("contract").await.unwrap();
    client.credentials().create().kind("fcm").friendly_name(&name).secret("x").await.unwrap();
    client.video().rooms().create().unique_name(&name).await.unwrap();
    let hooks = client.video().composition_hooks();
    hooks.create().friendly_name(&name).audio_sources(["*"]).await.unwrap();

    let now = Timestamp::now();
    sweep(&client, now).await.unwrap();
    assert_eq!(everything(&client).await, 4, "another run may still need them");
    sweep(&client, now + AGE + SignedDuration::from_mins(1)).await.unwrap();
    assert_eq!(everything(&client).await, 0);
    Leftover::Service(made.sid).remove(&client).await.unwrap();
    client.services().fetch(other.sid).await.unwrap();
}
