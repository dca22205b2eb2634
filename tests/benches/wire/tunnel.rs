//! TLS to Twilio's names through the emulator's proxy, against plain HTTP to the same emulator.

use std::sync::Arc;

use anyhow::Context;
use fake_twilio::FakeTwilio;
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, pem::PemObject},
};

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
    let tunnel = Way::Tunnel(Arc::new(trusting(&emulator)?));
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

/// Settings of a client that trusts the emulator's authority.
fn trusting(emulator: &FakeTwilio) -> anyhow::Result<ClientConfig> {
    let file = emulator.ca_file().context("there is no authority")?;
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(file)?)?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
