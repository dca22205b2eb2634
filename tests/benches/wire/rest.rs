//! REST over loopback against a bare hyper handler that answers the same bytes.

use std::net::SocketAddr;

use anyhow::ensure;
use e2e::basic;
use fake_twilio::{Credentials, FakeTwilio};

use crate::{
    Machine, bare,
    load::{Connection, Load, Way},
    rounds::{Comparison, alternate},
    setup::{client, conversation},
    table::{Table, Target, Unit},
};

const ROUNDS: usize = 7;
const CONNECTIONS: usize = 64;
const REQUESTS: u32 = 20_000;

/// What the rate with a journal is to be, as a part of that without one.
const JOURNAL: f64 = 0.93;

/// What the rate with a rule of faults that matches nothing is to be, as a part of that without rules.
const FAULTS: f64 = 0.95;

/// Rounds of what differs so little.
const FAULT_ROUNDS: usize = 15;

/// What the rates of creates and of fetches are to be, as parts of those of the bare server.
const CREATE: f64 = 0.65;
const CREATE_WITHOUT_JOURNAL: f64 = 0.70;
const FETCH: f64 = 0.65;

/// Creates per second that the whole machine is to reach.
const CREATES: f64 = 20_000.0;

/// A form POST of the default account, ready for the wire.
pub(crate) fn post(path: &str, form: &str) -> Vec<u8> {
    let content = "content-type: application/x-www-form-urlencoded";
    let length = form.len();
    format!("POST {path} HTTP/1.1\r\n{}{content}\r\ncontent-length: {length}\r\n\r\n{form}", head())
        .into_bytes()
}

/// A fetch by the default account, ready for the wire.
pub(crate) fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\n{}\r\n", head()).into_bytes()
}

/// A deletion by the default account, ready for the wire.
pub(crate) fn delete(path: &str) -> Vec<u8> {
    format!("DELETE {path} HTTP/1.1\r\n{}\r\n", head()).into_bytes()
}

fn head() -> String {
    let known = Credentials::default();
    let basic = basic(&known.account_sid.to_string(), &known.auth_token);
    format!("host: 127.0.0.1\r\nauthorization: {basic}\r\n")
}

pub(crate) fn measure(machine: &Machine, table: &mut Table) -> anyhow::Result<()> {
    let emulator = machine.emulator()?;
    let client = client(emulator.address())?;
    let room = machine.run(async { Ok(conversation(&client).await?.sid) })?;
    let path = format!("/v1/Conversations/{room}");
    let create = post(&format!("{path}/Messages"), "Author=alice&Body=Hello%2C+world");
    let fetch = get(&path);
    let creation = compare(machine, emulator.address(), &create, 201)?;
    table.compare("REST: create a message", &creation, CREATE)?;
    table.add(
        "  the same, in figures",
        Unit::PerSecond,
        creation.ours,
        Target::AtLeast(CREATES),
    )?;
    let fetching = compare(machine, emulator.address(), &fetch, 200)?;
    table.compare("REST: fetch a conversation", &fetching, FETCH)?;
    journal(machine, table, emulator.address(), &create)?;
    machine.servers.block_on(emulator.stop());
    let faults = faults(machine, &fetch)?;
    table.compare("fetch: no fault rule, one of no match", &faults, FAULTS)?;
    Ok(())
}

/// Compares an emulator without rules of faults with one that has a rule which matches nothing; without rules
/// the layer does less than that.
fn faults(machine: &Machine, request: &[u8]) -> anyhow::Result<Comparison> {
    let emulators = [machine.emulator()?, machine.emulator()?];
    for emulator in &emulators {
        let client = client(emulator.address())?;
        // The same seed draws the same SID.
        machine.run(async { Ok(conversation(&client).await?) })?;
    }
    let [without, with] = emulators.each_ref().map(FakeTwilio::address);
    let rule = r#"{"match":{"side":"rest","path":"/nowhere/*"},"effect":{"status":503}}"#;
    let length = rule.len();
    let add = format!(
        "POST /_emulator/v1/faults HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{rule}"
    );
    let mut connection = machine.run(Connection::open(with))?;
    let added = machine.run(connection.exchange(add.as_bytes()))?;
    ensure!(added.status == 201, "answered {}", added.status);
    let run = |address| machine.run(load(address, request, 200).run());
    let comparison = alternate(FAULT_ROUNDS, || run(without), || run(with))?;
    for emulator in emulators {
        machine.servers.block_on(emulator.stop());
    }
    Ok(comparison)
}

/// Compares an emulator without a journal with the bare server, and with one that has a journal and the same
/// conversation.
fn journal(
    machine: &Machine,
    table: &mut Table,
    with: SocketAddr,
    request: &[u8],
) -> anyhow::Result<()> {
    let start = FakeTwilio::builder().seed(7).journal(0).start();
    let emulator = machine.servers.block_on(start)?;
    let client = client(emulator.address())?;
    // The same seed draws the same SID.
    machine.run(async { Ok(conversation(&client).await?) })?;
    let without = emulator.address();
    let creation = compare(machine, without, request, 201)?;
    table.compare("  the same, journal off", &creation, CREATE_WITHOUT_JOURNAL)?;
    let run = |address| machine.run(load(address, request, 201).run());
    let comparison = alternate(ROUNDS, || run(without), || run(with))?;
    table.compare("create a message: journal off, on", &comparison, JOURNAL)?;
    machine.servers.block_on(emulator.stop());
    Ok(())
}

fn load(address: SocketAddr, request: &[u8], status: u16) -> Load<'_> {
    let (connections, requests) = (CONNECTIONS, REQUESTS);
    Load { address, way: Way::Plain, request, status, connections, requests }
}

/// Puts the same load on a bare server and on ours.
fn compare(
    machine: &Machine,
    ours: SocketAddr,
    request: &[u8],
    status: u16,
) -> anyhow::Result<Comparison> {
    let mut connection = machine.run(Connection::open(ours))?;
    let answer = machine.run(connection.exchange(request))?;
    ensure!(answer.status == status, "answered {}", answer.status);
    let bare = bare::http(machine, &answer)?;
    let run = |address| machine.run(load(address, request, status).run());
    alternate(ROUNDS, || run(bare), || run(ours))
}
