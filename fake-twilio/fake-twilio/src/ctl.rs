//! `fake-twilio ctl`: the control API from a shell.

mod request;

use std::{io::Write, process::ExitCode, time::Duration};

use anyhow::Context;
use bytes::Bytes;
use clap::Args;
use fake_control::journal::MAX_WAIT;
use http::{Request, header};
use http_body_util::{BodyExt, Full};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use local_server::SecretArgument;
use request::CtlRequest;
use serde_json::Value;
use tokio::time::timeout;

use crate::environment;

/// Longest time for an answer: that of the longest wait for the journal, and some.
const TIMEOUT: Duration = MAX_WAIT.saturating_add(Duration::from_secs(30));

const EXAMPLES: &str = "\
The words are a path of the control API; what follows them are members of the request:

  fake-twilio ctl health
  fake-twilio ctl reset
  fake-twilio ctl seed world.yaml
  fake-twilio ctl snapshots before
  fake-twilio ctl snapshots before restore
  fake-twilio ctl delete snapshots before
  fake-twilio ctl export > world.jsonl
  fake-twilio ctl import world.jsonl
  fake-twilio ctl export --as-seed > world.json
  fake-twilio ctl accounts '{}'
  fake-twilio ctl act send identity=bob conversation=lobby body=hello
  fake-twilio ctl wait match.identity=ada match.contains=hello timeout_ms=2000
  fake-twilio ctl faults match.operation=CreateConversation effect.status=503 count=2
  fake-twilio ctl delete faults
  fake-twilio ctl journal side=rest limit=5
  fake-twilio ctl clock advance millis=60000

A member with dots in its name stands within others. Values are JSON, else texts. An object is the whole request.
With --control-token, or its variable, the emulator's token is sent.";

/// What is sent to which emulator.
#[derive(Args, Debug, PartialEq, Eq)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CtlOptions {
    /// Emulator to steer
    #[arg(long, value_name = "URL", env = "TWILIO_EMULATOR_URL", default_value = environment::DEFAULT_URL)]
    emulator: String,
    /// Exports a seed document in place of an archive
    #[arg(long)]
    as_seed: bool,
    /// Path of the control API, then members of the request
    #[arg(value_name = "WORD", required = true)]
    words: Vec<String>,
}

/// Sends a request and prints the answer; fails when the emulator refuses it.
///
/// # Errors
/// Why it cannot be sent.
pub(crate) async fn send(
    ctl: &CtlOptions,
    token: Option<&SecretArgument>,
) -> anyhow::Result<ExitCode> {
    let mut words = ctl.words.clone();
    if ctl.as_seed {
        words.push("as=seed".to_owned());
    }
    let CtlRequest { method, path, body } = CtlRequest::of(&words)?;
    let url = environment::checked(&ctl.emulator)?;
    let mut request = Request::builder()
        .method(method)
        .uri(format!("{url}/_emulator/v1/{path}"))
        .header(header::CONTENT_TYPE, "application/json");
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {}", token.expose()));
    }
    let request = request.body(Full::new(Bytes::from(body.unwrap_or_default())))?;
    let client = Client::builder(TokioExecutor::new()).build_http();
    let failed = || format!("no emulator answers at {url}");
    let answered = async {
        let response = client.request(request).await?;
        let status = response.status();
        anyhow::Ok((status, response.into_body().collect().await?.to_bytes()))
    };
    let answered = timeout(TIMEOUT, answered).await.with_context(failed)?;
    let (status, answer) = answered.with_context(failed)?;
    let mut output = std::io::stdout().lock();
    output.write_all(pretty(&answer).as_bytes())?;
    if status.is_success() {
        return Ok(ExitCode::SUCCESS);
    }
    tracing::error!("the emulator answers {status}");
    Ok(ExitCode::FAILURE)
}

/// An answer for people, if it is JSON; else as it is.
fn pretty(answer: &[u8]) -> String {
    let json: Option<Value> = serde_json::from_slice(answer).ok();
    json.and_then(|json| serde_json::to_string_pretty(&json).ok())
        .map_or_else(|| String::from_utf8_lossy(answer).into_owned(), |text| text + "\n")
}
