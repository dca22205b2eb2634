//! How long a message takes from the REST request to the clients, beside a bare broadcast of as many
//! bytes.

use std::{
    cell::RefCell,
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use bytes::Bytes;
use fake_sync::ObjectId;
use fake_twilio::FakeTwilio;
use tokio::{
    task::{JoinSet, LocalSet},
    time::{MissedTickBehavior, interval},
};
use twilio_wire::sync::Target;

use crate::{
    Machine, bare,
    load::Connection,
    rest::post,
    rounds::{Better, Figures},
    setup::{client, conversation},
    subscriber::{Mint, Subscriber},
    table::{self, Table, Unit},
};

const SUBSCRIBERS: usize = 200;
const ROUNDS: usize = 4;
/// Messages per round.
const MESSAGES: usize = 100;
/// Fifty messages a second.
const BEAT: Duration = Duration::from_millis(20);
/// Milliseconds that half of all deliveries, and all but a hundredth, may take: about twice of what
/// they took on two cores that had other work, too.
const TARGETS: [f64; 2] = [10.0, 30.0];

/// When each message was sent, by its index.
type Sent = Rc<RefCell<Vec<Instant>>>;

/// The receivers of one side.
struct Side {
    crowd: Vec<Subscriber>,
    sent: Sent,
    /// Milliseconds that half of the deliveries, and all but a hundredth, took at most.
    rounds: [Vec<f64>; 2],
}

pub(crate) fn measure(machine: &Machine, table: &mut Table) -> anyhow::Result<()> {
    let emulator = machine.emulator()?;
    let (address, sender) = bare::broadcast(machine)?;
    let local = LocalSet::new();
    let (mut rest, request, crowd) = machine.run(connect(&emulator))?;
    let (mut ours, mut bare) = (Side::of(crowd), Side::of(machine.run(connect_bare(address))?));
    for _ in 0..ROUNDS {
        machine.run(local.run_until(bare.round(async |number| {
            sender.send(push(number))?;
            Ok(())
        })))?;
        machine.run(local.run_until(ours.round(async |_| {
            let answer = rest.exchange(&request).await?;
            ensure!(answer.status == 201, "no message was made: {}", answer.status);
            Ok(())
        })))?;
    }
    let names = ["REST to 200 subscribers, 50/s: p50", "  the same: p99"];
    for (at, (name, most)) in names.into_iter().zip(TARGETS).enumerate() {
        let figures = |side: &Side| Figures::of(side.rounds[at].clone(), Better::Lower);
        let (bare, ours) = (Some(figures(&bare)?), figures(&ours)?);
        table.add_beside(name, Unit::Millis, bare, ours, table::Target::AtMost(most))?;
    }
    machine.servers.block_on(emulator.stop());
    Ok(())
}

/// About as long as what the emulator sends of a message, for a server that does nothing but send.
fn push(number: usize) -> Bytes {
    format!("{{\"item_index\":{number},\"padding\":\"{:1000}\"}}", "").into()
}

async fn connect_bare(address: SocketAddr) -> anyhow::Result<Vec<Subscriber>> {
    let mut crowd = Vec::with_capacity(SUBSCRIBERS);
    for _ in 0..SUBSCRIBERS {
        crowd.push(Subscriber::bare(address).await?);
    }
    Ok(crowd)
}

async fn connect(emulator: &FakeTwilio) -> anyhow::Result<(Connection, Vec<u8>, Vec<Subscriber>)> {
    let client = client(emulator.address())?;
    let made = conversation(&client).await?;
    let sid = made.sid;
    let mint = Mint::new(emulator.credentials(), made.chat_service_sid)?;
    let objects = [ObjectId::Conversation(sid), ObjectId::Messages(sid), ObjectId::Roster(sid)];
    let mut crowd = Vec::with_capacity(SUBSCRIBERS);
    for number in 0..SUBSCRIBERS {
        let identity = format!("user-{number}");
        client.conversation(sid).participants().create().identity(&identity).await?;
        let token = mint.token(&identity)?;
        let mut subscriber = Subscriber::connect(emulator.address(), token).await?;
        let target = |object: ObjectId| Target {
            object_sid: object.sid(),
            object_type: object.kind(),
            last_event_id: None,
        };
        subscriber.ask(objects.map(target).into()).await?;
        crowd.push(subscriber);
    }
    let request = post(&format!("/v1/Conversations/{sid}/Messages"), "Author=user-0&Body=Hello");
    Ok((Connection::open(emulator.address()).await?, request, crowd))
}

impl Side {
    fn of(crowd: Vec<Subscriber>) -> Self {
        Self { crowd, sent: Sent::default(), rounds: Default::default() }
    }

    /// Sends for a while, and notes how long it took.
    async fn round(
        &mut self,
        mut send: impl AsyncFnMut(usize) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut listening = JoinSet::new();
        for subscriber in self.crowd.drain(..) {
            listening.spawn_local(listen(subscriber, self.sent.clone()));
        }
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        for _ in 0..MESSAGES {
            beat.tick().await;
            let number = self.sent.borrow().len();
            self.sent.borrow_mut().push(Instant::now());
            send(number).await?;
        }
        let mut delays = Vec::with_capacity(MESSAGES * SUBSCRIBERS);
        while let Some(heard) = listening.join_next().await {
            let (subscriber, of_one) = heard??;
            self.crowd.push(subscriber);
            delays.extend(of_one);
        }
        delays.sort_by(f64::total_cmp);
        for (rounds, share) in self.rounds.iter_mut().zip([50, 99]) {
            rounds.push(*delays.get(delays.len() * share / 100).context("nothing was measured")?);
        }
        Ok(())
    }
}

/// Hears all messages of a round.
async fn listen(mut subscriber: Subscriber, sent: Sent) -> anyhow::Result<(Subscriber, Vec<f64>)> {
    let mut delays = Vec::with_capacity(MESSAGES);
    while delays.len() < MESSAGES {
        let message = subscriber.message().await?;
        let Some(index) = index(&message) else { continue };
        let sent = *sent.borrow().get(index).context("a message that nobody sent")?;
        delays.push(sent.elapsed().as_secs_f64() * 1000.0);
    }
    Ok((subscriber, delays))
}

/// The index of the message that a push tells of.
fn index(push: &[u8]) -> Option<usize> {
    const FIELD: &[u8] = b"\"item_index\":";
    let at = push.windows(FIELD.len()).position(|window| window == FIELD)? + FIELD.len();
    let digits = push.get(at..)?.iter().take_while(|byte| byte.is_ascii_digit());
    Some(digits.fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0')))
}
