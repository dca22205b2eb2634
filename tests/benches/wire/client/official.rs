//! Twilio's own libraries, each in a process of its own with as many calls in flight as ours.

use std::{path::Path, process::Stdio};

use anyhow::Context;
use e2e::{npm_packages, python, tools_missing};
use fake_twilio::FakeTwilio;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};
use twilio_sid::ConversationSid;

use super::{AUTHOR, BODY, CALLS};

/// A library and how it keeps several calls in flight.
#[derive(Clone, Copy)]
pub(super) enum Library {
    /// twilio-python, a thread and a client for each call.
    Threads,
    /// twilio-python with its asynchronous client.
    Asyncio,
    /// twilio-node.
    Node,
}

impl Library {
    pub(super) const ALL: [Self; 3] = [Self::Threads, Self::Asyncio, Self::Node];

    pub(super) fn row(self) -> &'static str {
        match self {
            Self::Threads => "Rust client: twilio-python, threads",
            Self::Asyncio => "  twilio-python, asyncio",
            Self::Node => "  twilio-node",
        }
    }

    /// How many times its rate ours is to be.
    pub(super) fn least(self) -> f64 {
        match self {
            Self::Threads | Self::Asyncio => 5.0,
            Self::Node => 2.0,
        }
    }

    /// Messages per round: about a second's worth.
    pub(super) fn messages(self) -> u32 {
        match self {
            Self::Threads | Self::Asyncio => 1_000,
            Self::Node => 3_000,
        }
    }

    /// What runs its script, unless this machine lacks the library, which is said loudly.
    pub(super) fn command(self) -> Option<Command> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/wire/client");
        let of_python = |how: &str| {
            let mut command = Command::new(python()?);
            command.arg(folder.join("create.py")).arg(how);
            Some(command)
        };
        match self {
            Self::Threads => of_python("threads"),
            Self::Asyncio => of_python("asyncio"),
            Self::Node if tools_missing(&["twilio"]) => None,
            Self::Node => {
                let mut command = Command::new("node");
                command.arg(folder.join("create.mjs"));
                Some(command)
            }
        }
    }
}

/// A running script; killed when this is dropped.
pub(super) struct Official {
    _child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Official {
    /// Starts a script, from within a runtime.
    pub(super) fn start(
        mut command: Command,
        emulator: &FakeTwilio,
        room: ConversationSid,
    ) -> anyhow::Result<Self> {
        let known = emulator.credentials();
        let mut child = command
            .env("EMULATOR_URL", emulator.url())
            .env("ACCOUNT_SID", known.account_sid.to_string())
            .env("API_KEY_SID", known.api_key_sid.to_string())
            .env("API_KEY_SECRET", &known.api_key_secret)
            .env("NODE_MODULES", npm_packages())
            .env("CONVERSATION", room.to_string())
            .env("AUTHOR", AUTHOR)
            .env("BODY", BODY)
            .env("CALLS", CALLS.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let input = child.stdin.take().context("stdin is piped")?;
        let output = child.stdout.take().context("stdout is piped")?;
        Ok(Self { _child: child, input, output: BufReader::new(output).lines() })
    }

    /// Lets it create messages; returns how many it made in a second by its own clock.
    pub(super) async fn create(&mut self, amount: u32) -> anyhow::Result<f64> {
        self.input.write_all(format!("{amount}\n").as_bytes()).await?;
        let seconds = self.output.next_line().await?.context("the library's script ended")?;
        Ok(f64::from(amount) / seconds.parse::<f64>()?)
    }
}
