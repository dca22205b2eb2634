//! One message to many subscribers against a bare broadcast of the same bytes.

use std::{
    cell::Cell,
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use bytes::Bytes;
use fake_sync::ObjectId;
use fake_twilio::FakeTwilio;
use tokio::{
    io::AsyncReadExt,
    net::TcpStream,
    sync::{Notify, broadcast},
    task::{JoinHandle, LocalSet},
    time::timeout,
};

use crate::{
    Machine, bare,
    load::Connection,
    rest::post,
    rounds::{Comparison, alternate},
    setup::{client, conversation},
    subscriber::{Mint, Subscriber},
    table::Table,
};

const ROUNDS: usize = 7;
/// Deliveries per round.
const DELIVERIES: usize = 20_000;
/// Time after which a message that is not everywhere is a failure.
const PATIENCE: Duration = Duration::from_secs(10);

/// Counts what all receivers of one side have got.
#[derive(Default)]
struct Tally {
    received: Cell<usize>,
    wanted: Cell<usize>,
    complete: Notify,
}

impl Tally {
    fn add(&self, frames: usize) {
        let before = self.received.replace(self.received.get() + frames);
        if before < self.wanted.get() && self.received.get() >= self.wanted.get() {
            self.complete.notify_one();
        }
    }
}

/// The clients of one side.
struct Crowd {
    size: usize,
    tally: Rc<Tally>,
    readers: Vec<JoinHandle<anyhow::Result<()>>>,
}

impl Crowd {
    fn new(streams: Vec<TcpStream>) -> Self {
        let tally = Rc::new(Tally::default());
        let size = streams.len();
        let readers =
            streams.into_iter().map(|it| tokio::task::spawn_local(read(it, tally.clone())));
        Self { size, readers: readers.collect(), tally }
    }

    /// Sends one message and waits until everybody has it.
    async fn deliver(&self, send: impl AsyncFnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
        self.tally.wanted.set(self.tally.wanted.get() + self.size);
        send().await?;
        timeout(PATIENCE, self.tally.complete.notified()).await.context("a message got lost")
    }

    /// A round: deliveries per second.
    async fn round(
        &self,
        mut send: impl AsyncFnMut() -> anyhow::Result<()>,
    ) -> anyhow::Result<f64> {
        let messages = u32::try_from(DELIVERIES / self.size)?;
        let start = Instant::now();
        for _ in 0..messages {
            self.deliver(&mut send).await?;
        }
        let deliveries = f64::from(messages) * f64::from(u32::try_from(self.size)?);
        Ok(deliveries / start.elapsed().as_secs_f64())
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        for reader in &self.readers {
            reader.abort();
        }
    }
}

/// Counts the frames that arrive; their content is looked at elsewhere, in tests.
async fn read(mut stream: TcpStream, tally: Rc<Tally>) -> anyhow::Result<()> {
    let mut frames = Frames::default();
    let mut buffer = [0; 4 * 1024];
    loop {
        let read = stream.read(&mut buffer).await?;
        ensure!(read > 0, "the server hung up");
        tally.add(frames.count(&buffer[..read]));
    }
}

/// Finds the ends of a server's WebSocket frames, which are never masked.
#[derive(Default)]
struct Frames {
    head: Vec<u8>,
    left: usize,
}

impl Frames {
    fn count(&mut self, mut bytes: &[u8]) -> usize {
        let mut complete = 0;
        while let Some((first, rest)) = bytes.split_first() {
            if self.left == 0 {
                self.head.push(*first);
                bytes = rest;
                if let Some(length) = payload_len(&self.head) {
                    self.head.clear();
                    self.left = length;
                    complete += usize::from(length == 0);
                }
            } else {
                let taken = self.left.min(bytes.len());
                bytes = &bytes[taken..];
                self.left -= taken;
                complete += usize::from(self.left == 0);
            }
        }
        complete
    }
}

/// The length that a frame's head tells once it is complete (RFC 6455, 5.2).
fn payload_len(head: &[u8]) -> Option<usize> {
    let number = |bytes: &[u8]| bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    match head.get(1)? {
        126 => head.get(2..4).map(number),
        127 => head.get(2..10).map(number),
        short => Some(usize::from(*short)),
    }
}

/// Everything that a comparison needs, connected.
struct Sides {
    emulator: Connection,
    request: Vec<u8>,
    ours: Crowd,
    bare: Crowd,
    sender: broadcast::Sender<Bytes>,
    message: Bytes,
}

pub(crate) fn measure(machine: &Machine, table: &mut Table) -> anyhow::Result<()> {
    table.compare("fan out to 500 subscribers", &compare(machine, 500)?, 0.6)?;
    table.compare("fan out to 1000 subscribers", &compare(machine, 1000)?, 0.6)?;
    Ok(())
}

fn compare(machine: &Machine, size: usize) -> anyhow::Result<Comparison> {
    let emulator = machine.emulator()?;
    let (address, sender) = bare::broadcast(machine)?;
    let local = LocalSet::new();
    let connected = connect(&emulator, address, sender, size);
    let sides = machine.run(local.run_until(connected))?;
    let Sides { emulator: mut connection, request, ours, bare, sender, message } = sides;
    let comparison = alternate(
        ROUNDS,
        || {
            machine.run(local.run_until(bare.round(async || {
                sender.send(message.clone())?;
                Ok(())
            })))
        },
        || {
            machine.run(local.run_until(ours.round(async || {
                let answer = connection.exchange(&request).await?;
                ensure!(answer.status == 201, "no message was made: {}", answer.status);
                Ok(())
            })))
        },
    )?;
    machine.servers.block_on(emulator.stop());
    Ok(comparison)
}

/// Fills a conversation with subscribers and connects as many to the bare broadcast.
async fn connect(
    emulator: &FakeTwilio,
    bare: SocketAddr,
    sender: broadcast::Sender<Bytes>,
    size: usize,
) -> anyhow::Result<Sides> {
    let client = client(emulator.address())?;
    let made = conversation(&client).await?;
    let sid = made.sid;
    let mint = Mint::new(emulator.credentials(), made.chat_service_sid)?;
    let mut subscribers = Vec::with_capacity(size);
    for number in 0..size {
        let identity = format!("user-{number}");
        client.conversation(sid).participants().create().identity(&identity).await?;
        let token = mint.token(&identity)?;
        let mut subscriber = Subscriber::connect(emulator.address(), token).await?;
        subscriber.subscribe(ObjectId::Messages(sid).sid()).await?;
        subscribers.push(subscriber);
    }
    let path = format!("/v1/Conversations/{sid}/Messages");
    let request = post(&path, "Author=user-0&Body=Hello%2C+world");
    let mut connection = Connection::open(emulator.address()).await?;
    connection.exchange(&request).await?;
    let mut message = Bytes::new();
    for subscriber in &mut subscribers {
        message = subscriber.message().await?;
    }
    let mut receivers = Vec::with_capacity(size);
    for _ in 0..size {
        receivers.push(Subscriber::bare(bare).await?);
    }
    let streams = |crowd: Vec<Subscriber>| crowd.into_iter().map(Subscriber::into_stream).collect();
    Ok(Sides {
        emulator: connection,
        request,
        ours: Crowd::new(streams(subscribers)),
        bare: Crowd::new(streams(receivers)),
        sender,
        message,
    })
}
