//! The Rust client beside Twilio's own libraries and beside bare hyper, all on the same emulator.

mod connected;
mod official;
pub(crate) mod receiver;

use std::{cell::Cell, time::Instant};

use anyhow::{Context, ensure};
use bytes::Bytes;
use e2e::basic;
use fake_twilio::FakeTwilio;
use http::{Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use twilio_conversations::{Order, resource::Messages};
use twilio_sid::ConversationSid;

use self::official::{Library, Official};
use crate::{
    Machine,
    rounds::alternate,
    setup::{calls, client, conversation},
    table::Table,
};

const ROUNDS: usize = 7;
/// Calls in flight.
const CALLS: usize = 16;
/// Messages per round, of ours.
const MESSAGES: u32 = 10_000;
/// Messages per round when one call waits for the one before.
const ONE_BY_ONE: u32 = 3_000;

/// Share of bare hyper's rate that is to be reached with one call in flight.
const OF_HYPER: f64 = 0.8;

const AUTHOR: &str = "alice";
const BODY: &str = "Hello, world";

pub(crate) fn measure(machine: &Machine, table: &mut Table) -> anyhow::Result<()> {
    let emulator = machine.emulator()?;
    let client = client(emulator.address())?;
    let room = machine.run(async { Ok(conversation(&client).await?.sid) })?;
    let messages = client.conversation(room).messages();
    let made = Cell::new(0);
    let count = |amount: u32| {
        made.set(made.get() + amount);
        amount
    };
    for library in Library::ALL {
        let Some(command) = library.command() else { continue };
        let mut theirs = machine.run(async { Official::start(command, &emulator, room) })?;
        let comparison = alternate(
            ROUNDS,
            || machine.run(theirs.create(count(library.messages()))),
            || machine.run(create(&messages, CALLS, count(MESSAGES))),
        )?;
        table.compare(library.row(), &comparison, library.least())?;
    }
    let mut bare = machine.run(Bare::open(&emulator, room))?;
    let comparison = alternate(
        ROUNDS,
        || machine.run(bare.create(count(ONE_BY_ONE))),
        || machine.run(create(&messages, 1, count(ONE_BY_ONE))),
    )?;
    table.compare("  one call in flight: bare hyper", &comparison, OF_HYPER)?;
    // Indexes have no gaps: the newest one tells whether the emulator made all that was counted.
    let newest = messages.list().order(Order::Descending).page_size(1);
    let newest = machine.run(async { Ok(newest.await?.messages) })?;
    let newest = newest.first().context("no message was made")?.index;
    ensure!(
        newest + 1 == made.get(),
        "{} messages were counted, {newest} is the newest",
        made.get()
    );
    machine.servers.block_on(emulator.stop());
    connected::measure(machine, table)
}

/// Creates messages with so many calls in flight; returns how many were made in a second.
async fn create(messages: &Messages, in_flight: usize, amount: u32) -> anyhow::Result<f64> {
    let messages = messages.clone();
    let create = move |_| {
        let create = messages.create().author(AUTHOR).body(BODY);
        async {
            let made = create.await?;
            ensure!(made.body.as_deref() == Some(BODY), "another message was made");
            Ok(())
        }
    };
    calls(in_flight, amount, create).await
}

/// One connection of hyper's, without pool, limits, repetitions and reading of what is answered.
struct Bare {
    connection: SendRequest<Full<Bytes>>,
    request: Request<Full<Bytes>>,
}

impl Bare {
    async fn open(emulator: &FakeTwilio, room: ConversationSid) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(emulator.address()).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // It ends when the sender is dropped.
        tokio::spawn(connection);
        let known = emulator.credentials();
        let authorization = basic(&known.api_key_sid.to_string(), &known.api_key_secret);
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("Author", AUTHOR)
            .append_pair("Body", BODY)
            .finish();
        let request = Request::post(format!("/v1/Conversations/{room}/Messages"))
            .header(header::HOST, emulator.address().to_string())
            .header(header::AUTHORIZATION, authorization)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Full::new(form.into()))?;
        Ok(Self { connection: sender, request })
    }

    /// Creates messages one after another; returns how many were made in a second.
    async fn create(&mut self, amount: u32) -> anyhow::Result<f64> {
        let start = Instant::now();
        for _ in 0..amount {
            self.connection.ready().await?;
            let answer = self.connection.send_request(self.request.clone()).await?;
            ensure!(answer.status() == StatusCode::CREATED, "answered {}", answer.status());
            answer.into_body().collect().await?;
        }
        Ok(f64::from(amount) / start.elapsed().as_secs_f64())
    }
}
