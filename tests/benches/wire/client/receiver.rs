//! The connected Rust client in a process of its own, in the place of `receive.mjs`: both do the same.

use std::{
    cell::Cell,
    convert::Infallible,
    io::{Write, stdout},
    rc::Rc,
};

use anyhow::{Context, ensure};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines, Stdin, stdin},
    runtime,
    sync::Notify,
    task::{JoinSet, LocalSet},
};
use twilio_conversations::realtime::{Client, Event, Events};

/// Variable with the address that clients dial; this program receives messages when it is set.
pub(crate) const ADDRESS: &str = "RECEIVER_ADDRESS";

/// Clients that connect at the same time.
const AT_ONCE: usize = 64;

/// Messages that arrived.
#[derive(Default)]
struct Count {
    arrived: Cell<u64>,
    more: Notify,
}

/// Says `ready`, connects a client for each token of standard input, up to an empty line, and repeats that.
/// Then waits for as many messages as each further line says, all in all, and repeats the line.
pub(crate) fn run(address: &str) -> anyhow::Result<()> {
    rlimit::increase_nofile_limit(u64::MAX)?;
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, receive(address))
}

async fn receive(address: &str) -> anyhow::Result<()> {
    let mut lines = BufReader::new(stdin()).lines();
    writeln!(stdout(), "ready")?;
    let count = Rc::new(Count::default());
    let clients = connect_all(address, &mut lines, &count).await?;
    writeln!(stdout())?;
    while let Some(line) = lines.next_line().await? {
        let wanted = line.parse()?;
        while count.arrived.get() < wanted {
            count.more.notified().await;
        }
        ensure!(count.arrived.get() == wanted, "{} messages arrived", count.arrived.get());
        writeln!(stdout(), "{line}")?;
    }
    drop(clients);
    Ok(())
}

async fn connect_all(
    address: &str,
    lines: &mut Lines<BufReader<Stdin>>,
    count: &Rc<Count>,
) -> anyhow::Result<Vec<Client>> {
    let (mut clients, mut connecting) = (Vec::new(), JoinSet::new());
    loop {
        let token = lines.next_line().await?.context("the tokens end with an empty line")?;
        while connecting.len() >= if token.is_empty() { 1 } else { AT_ONCE } {
            let (client, events) = connecting.join_next().await.context("one connects")??;
            clients.push(client);
            tokio::task::spawn_local(read(events, count.clone()));
        }
        if token.is_empty() {
            return Ok(clients);
        }
        let provide = move || {
            let token = token.clone();
            async { Ok::<_, Infallible>(token) }
        };
        let builder = Client::builder(provide).url(address.parse()?);
        connecting.spawn_local(async { builder.connect().await.expect("a connection") });
    }
}

async fn read(mut events: Events, count: Rc<Count>) {
    while let Some(event) = events.next().await {
        if let Event::MessageAdded(..) = *event.expect("events are read in time") {
            count.arrived.set(count.arrived.get() + 1);
            count.more.notify_one();
        }
    }
}
