//! TLS to Twilio's names through the emulator's proxy, against plain HTTP to the same emulator.

use std::sync::Arc;

use anyhow::Context;
use e2e::trusting;
use fake_twilio::FakeTwilio;

use crate::{
    Machine,
    load::{Load, Way},
    rest::post,
    rounds::alternate,
    setup::{client, conversation},
    table::Table,
};

const ROUNDS: usize = 7;
const CONNECTIONS: usize = 64;
const REQUESTS: u32 = 20_000;

pub(crate) fn measure(machine: &Machine, table: &mut Table) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let emulator = FakeTwilio::builder().seed(7).ca_dir(folder.path()).start();
    let emulator = machine.servers.block_on(emulator)?;
    let client = client(emulator.address())?;
    let room = machine.run(async { Ok(conversation(&client).await?.sid) })?;
    let path = format!("/v1/Conversations/{room}/Messages");
    let create = post(&path, "Author=alice&Body=Hello%2C+world");
    let authority = emulator.ca_file().context("there is no authority")?;
    let tunnel = Way::Tunnel(Arc::new(trusting(&authority)));
    let run = |way: Way| {
        let (address, request) = (emulator.address(), &create);
        let connections = CONNECTIONS;
        let load = Load { address, way, request, status: 201, connections, requests: REQUESTS };
        machine.run(load.run())
    };
    let creation = alternate(ROUNDS, || run(Way::Plain), || run(tunnel.clone()))?;
    table.compare("create a message: TLS by CONNECT", &creation, 0.7)?;
    machine.servers.block_on(emulator.stop());
    Ok(())
}
