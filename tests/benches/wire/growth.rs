//! What REST costs when there is much already, against the same with little: the cost is to stay flat.

use anyhow::ensure;
use fake_twilio::FakeTwilio;

use crate::{
    Machine,
    load::{Connection, Load, Way, play},
    rest::{get, post},
    rounds::{Comparison, alternate},
    setup::{calls, client, conversation},
    table::Table,
};

const ROUNDS: usize = 7;
const CONNECTIONS: usize = 16;
const LISTS: u32 = 2_000;
const FETCHES: u32 = 10_000;

const FEW: u32 = 100;
const MANY: u32 = 100_000;

/// Participants of the rooms that more come to; a room takes a thousand.
const QUIET: u32 = 10;
const CROWDED: u32 = 900;
const NEWCOMERS: u32 = 90;
const ROOMS: u32 = 8;

/// The rate with much data that is to be reached of the rate with little.
const FLAT: f64 = 1.0 / 1.5;

/// An emulator with so much in it, and the paths to what is asked for.
struct Filled {
    emulator: FakeTwilio,
    latest: Vec<u8>,
    middle: Vec<u8>,
    by_name: Vec<u8>,
}

pub(crate) fn measure(machine: &Machine, table: &mut Table) -> anyhow::Result<()> {
    let (few, many) = (fill(machine, FEW)?, fill(machine, MANY)?);
    let compare = |requests, choose: fn(&Filled) -> &[u8]| {
        let run = |filled: &Filled| {
            let (address, request) = (filled.emulator.address(), choose(filled));
            let connections = CONNECTIONS;
            machine.run(
                Load { address, way: Way::Plain, request, status: 200, connections, requests }
                    .run(),
            )
        };
        alternate(ROUNDS, || run(&few), || run(&many))
    };
    table.compare("list 50 messages: 100, 100 000", &compare(LISTS, |it| &it.latest)?, FLAT)?;
    table.compare("  the same from the middle", &compare(LISTS, |it| &it.middle)?, FLAT)?;
    table.compare("fetch by name: 100, 100 000", &compare(FETCHES, |it| &it.by_name)?, FLAT)?;
    table.compare("join a room: of 10, of 900", &joining(machine, &few.emulator)?, FLAT)?;
    machine.servers.block_on(async {
        few.emulator.stop().await;
        many.emulator.stop().await;
    });
    Ok(())
}

/// So many messages in one conversation, and so many conversations.
fn fill(machine: &Machine, amount: u32) -> anyhow::Result<Filled> {
    let emulator = machine.emulator()?;
    let address = emulator.address();
    let client = client(address)?;
    let rooms = client.conversations();
    machine.run(calls(CONNECTIONS, amount, move |number| {
        let create = rooms.create().unique_name(format!("room-{number}"));
        async { Ok(create.await.map(drop)?) }
    }))?;
    let room = client.conversation("room-0").messages();
    machine.run(calls(CONNECTIONS, amount, move |_| {
        let create = room.create().author("alice").body("Hello, world");
        async { Ok(create.await.map(drop)?) }
    }))?;
    let messages = "/v1/Conversations/room-0/Messages";
    let ask = format!("{messages}?PageSize=1&Order=desc");
    let last = machine.run(async {
        let mut connection = Connection::open(address).await?;
        let answer = connection.exchange(&get(&ask)).await?;
        let page: serde_json::Value = serde_json::from_slice(answer.body)?;
        ensure!(page["messages"][0]["index"] == amount - 1, "messages are missing: {page}");
        // Half-way down, reached by pages of a hundred.
        let mut path = format!("{messages}?PageSize=100");
        for _ in 0..amount / 200 {
            let answer = connection.exchange(&get(&path)).await?;
            let page: serde_json::Value = serde_json::from_slice(answer.body)?;
            let next = page["meta"]["next_page_url"].as_str().unwrap_or_default();
            match next.split_once("PageToken=") {
                Some((_, token)) => path = format!("{messages}?PageSize=100&PageToken={token}"),
                None => break,
            }
        }
        Ok(path)
    })?;
    Ok(Filled {
        latest: get(&format!("{messages}?PageSize=50&Order=desc")),
        middle: get(&last.replace("PageSize=100", "PageSize=50")),
        by_name: get(&format!("/v1/Conversations/room-{}", amount / 2)),
        emulator,
    })
}

/// Joins a second of rooms with few participants and of rooms that are nearly full.
fn joining(machine: &Machine, emulator: &FakeTwilio) -> anyhow::Result<Comparison> {
    let join = |room: &str, number| {
        let path = format!("/v1/Conversations/{room}/Participants");
        post(&path, &format!("Identity={room}-{number}"))
    };
    let run = |present: u32| {
        let rooms: Vec<String> = machine.run(async {
            let client = client(emulator.address())?;
            let mut rooms = Vec::new();
            for _ in 0..ROOMS {
                rooms.push(conversation(&client).await?.sid.to_string());
            }
            Ok(rooms)
        })?;
        let scripts = |from: u32, to: u32| {
            rooms.iter().map(|room| (from..to).map(|it| join(room, it)).collect()).collect()
        };
        machine.run(play(emulator.address(), scripts(0, present), 201))?;
        machine.run(play(emulator.address(), scripts(present, present + NEWCOMERS), 201))
    };
    alternate(ROUNDS, || run(QUIET), || run(CROWDED))
}
