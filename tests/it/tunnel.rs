//! The app behind a tunnel: one person is at the public address, and one on this machine. The public address is a
//! second loopback address, where this file ends TLS and passes connections on.

use std::sync::Arc;

use e2e::{login_config, tools_missing};
use fake_twilio::FakeTwilio;
use futures_util::stream;
use jiff::Timestamp;
use local_server::{CertificateAuthority, Leaves, Scope};
use login_server::{LoginServer, Tunnel};
use rustls::{ServerConfig, crypto::aws_lc_rs, sign::SingleCertAndKey};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::mpsc};
use tokio_rustls::TlsAcceptor;

use crate::{browser::chromium_missing, lan::meet};

const PUBLIC: &str = "127.0.0.2";

fn authority(folder: &TempDir) -> CertificateAuthority {
    let authority = CertificateAuthority::open(folder.path(), Scope::Lan, Timestamp::now());
    authority.expect("an authority")
}

fn tls(authority: &CertificateAuthority) -> TlsAcceptor {
    let leaves = Leaves::new(authority, Timestamp::now()).expect("a key");
    let certificate = Arc::unwrap_or_clone(leaves.certificate(PUBLIC).expect("a certificate"));
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(certificate)));
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    TlsAcceptor::from(Arc::new(config))
}

/// A tunnel from the public address.
async fn tunnel(tls: TlsAcceptor) -> Tunnel {
    let listener = TcpListener::bind((PUBLIC, 0)).await.expect("an address");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    let (sender, connections) = mpsc::channel(1);
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.expect("a connection");
            let (tls, sender) = (tls.clone(), sender.clone());
            tokio::spawn(async move {
                // Browsers open connections in advance, and give some of them up.
                if let Ok(stream) = tls.accept(stream).await {
                    let _ = sender.send(Ok::<_, String>(stream)).await;
                }
            });
        }
    });
    let connections = stream::unfold(connections, |mut connections| async {
        connections.recv().await.map(|connection| (connection, connections))
    });
    Tunnel::new(&url, connections).expect("a tunnel")
}

#[tokio::test(flavor = "multi_thread")]
async fn desk_and_public_address_see_hear_and_read_each_other() {
    if tools_missing(&["playwright-core", "@twilio/conversations", "twilio-video"])
        || chromium_missing()
    {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let emulator = Arc::new(FakeTwilio::builder().start().await.expect("an emulator"));
    let tunnel = tunnel(tls(&authority(&folder))).await;
    let server = LoginServer::start_with_tunnel(login_config(&emulator), tunnel).await;
    let server = server.expect("a login server");
    let public = server.tunnel_url().expect("a public address");
    meet(&server.url(), public, &authority(&folder)).await;
}
