//! TLS and the proxy on the emulator's one port.

use std::{os::unix::fs::PermissionsExt, sync::Arc};

use e2e::{Receiver, basic, soon, trusting};
use fake_twilio::FakeTwilio;
use rustls::pki_types::ServerName;
use tempfile::TempDir;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};
use tokio_rustls::{TlsConnector, client::TlsStream};

/// An emulator with TLS, and the folder of its certificate authority.
async fn start() -> (FakeTwilio, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let fake = FakeTwilio::builder().ca_dir(folder.path().join("ca"));
    (fake.start().await.expect("a start"), folder)
}

async fn dial(fake: &FakeTwilio) -> TcpStream {
    TcpStream::connect(fake.address()).await.expect("a connection")
}

/// TLS of a client that trusts the emulator's authority and nothing else.
async fn tls<S>(fake: &FakeTwilio, stream: S, name: &str) -> std::io::Result<TlsStream<S>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let file = fake.ca_file().expect("an authority");
    let connector = TlsConnector::from(Arc::new(trusting(&file)));
    let name = ServerName::try_from(name.to_owned()).expect("a name");
    soon("a TLS handshake", connector.connect(name, stream)).await
}

/// Sends a request whose answer ends the connection, and reads that answer.
async fn exchange(
    fake: &FakeTwilio,
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    line: &str,
    host: &str,
) -> String {
    let known = fake.credentials();
    let authorization = basic(&known.api_key_sid.to_string(), &known.api_key_secret);
    let request = format!(
        "{line} HTTP/1.1\r\nhost: {host}\r\nauthorization: {authorization}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    // Some ends are without TLS's word of farewell.
    let _ = soon("an answer", stream.read_to_end(&mut answer)).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// Asks for a tunnel; the answer's head.
async fn connect(stream: &mut TcpStream, target: &str) -> String {
    let request = format!("CONNECT {target} HTTP/1.1\r\nhost: {target}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(soon("a head", stream.read_u8()).await.expect("a byte"));
    }
    String::from_utf8(head).expect("a text")
}

#[tokio::test]
async fn https_to_twilios_names_is_answered_directly_and_through_a_tunnel() {
    let (fake, _folder) = start().await;
    for name in ["conversations.twilio.com", "conversations.dublin.ie1.twilio.com"] {
        let direct = tls(&fake, dial(&fake).await, name).await.expect("TLS");
        let mut tunnel = dial(&fake).await;
        assert!(connect(&mut tunnel, &format!("{name}:443")).await.starts_with("HTTP/1.1 200"));
        let tunnel = tls(&fake, tunnel, name).await.expect("TLS");
        for stream in [direct, tunnel] {
            let answer = exchange(&fake, stream, "GET /v1/Services", name).await;
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
            assert!(answer.contains(&format!("https://{name}/v1/Services/IS")), "{answer}");
        }
    }
}

#[tokio::test]
async fn plain_http_to_twilios_names_is_answered_by_tunnel_and_by_absolute_address() {
    let (fake, _folder) = start().await;
    let mut tunnel = dial(&fake).await;
    assert!(connect(&mut tunnel, "video.twilio.com:80").await.starts_with("HTTP/1.1 200"));
    let answer = exchange(&fake, tunnel, "GET /v1/Rooms", "video.twilio.com").await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"rooms\""), "{answer}");
    let line = "GET http://video.twilio.com/v1/Rooms";
    // The address counts, whatever the header says (RFC 9112, section 3.2.2).
    let answer = exchange(&fake, dial(&fake).await, line, "sync.twilio.com").await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"rooms\""), "{answer}");
    let line = "GET http://media.twiliocdn.com/sdk/js/video/v1/twilio-video.min.js";
    let answer = exchange(&fake, dial(&fake).await, line, "media.twiliocdn.com").await;
    assert!(answer.starts_with("HTTP/1.1 404") && answer.contains("sdk add video@1"), "{answer}");
}

#[tokio::test]
async fn this_machine_passes_through_and_the_emulator_does_not_call_itself() {
    let (fake, _folder) = start().await;
    let mut receiver = Receiver::start().await;
    let origin = receiver.url("/hook?x=1");
    let target = origin.trim_start_matches("http://").split('/').next().expect("a host").to_owned();
    let answer = exchange(&fake, dial(&fake).await, &format!("POST {origin}"), "elsewhere").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(receiver.next_request().await.path, "/hook?x=1");
    let mut tunnel = dial(&fake).await;
    assert!(connect(&mut tunnel, &target).await.starts_with("HTTP/1.1 200"));
    let answer = exchange(&fake, tunnel, "POST /tunnelled", &target).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(receiver.next_request().await.path, "/tunnelled");

    let own = fake.address().to_string();
    let line = format!("GET http://{own}/_emulator/v1/health");
    let answer = exchange(&fake, dial(&fake).await, &line, &own).await;
    assert!(answer.contains("\"ok\""), "{answer}");
    let mut tunnel = dial(&fake).await;
    assert!(connect(&mut tunnel, &own).await.starts_with("HTTP/1.1 200"));
    let refused = connect(&mut tunnel, &own).await;
    assert!(refused.starts_with("HTTP/1.1 403") && refused.contains("no proxy"), "{refused}");
    // A server reads an absolute address as its own.
    let mut tunnel = dial(&fake).await;
    assert!(connect(&mut tunnel, "video.twilio.com:80").await.starts_with("HTTP/1.1 200"));
    let answer = exchange(&fake, tunnel, "GET http://video.twilio.com/v1/Rooms", "x").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn hosts_and_ports_that_are_not_allowed_are_refused_with_a_way_out() {
    let (fake, _folder) = start().await;
    for (target, told) in [
        ("example.org:443", "--proxy-allow"),
        ("10.0.0.1:80", "--proxy-allow"),
        ("conversations.twilio.com:25", "Twilio's hosts answer at ports 80 and 443 alone; use one"),
        ("localhost:25", "a host in NO_PROXY is reached without it"),
    ] {
        let head = connect(&mut dial(&fake).await, target).await;
        assert!(head.starts_with("HTTP/1.1 403") && head.contains(told), "{head}");
    }
    let answer = exchange(&fake, dial(&fake).await, "GET http://example.org/", "example.org").await;
    assert!(answer.starts_with("HTTP/1.1 403") && answer.contains("--proxy-allow"), "{answer}");
    // A host of Twilio's that is not emulated.
    let name = "verify.twilio.com";
    let direct = tls(&fake, dial(&fake).await, name).await.expect("TLS");
    let answer = exchange(&fake, direct, "GET /v2/Services", name).await;
    let told = "this emulator does not have Verify; replace it in the test, or use Twilio";
    assert!(answer.starts_with("HTTP/1.1 404") && answer.contains(told), "{answer}");
    // Bound and not listening, so that no other test answers there.
    let silent = TcpSocket::new_v4().expect("a socket");
    silent.bind(([127, 0, 0, 1], 0).into()).expect("a port");
    let gone = silent.local_addr().expect("an address").to_string();
    let head = connect(&mut dial(&fake).await, &gone).await;
    assert!(head.starts_with("HTTP/1.1 502"), "{head}");
}

#[tokio::test]
async fn names_that_are_not_twilios_get_no_tls() {
    let (fake, _folder) = start().await;
    for name in ["example.org", "localhost", "nottwilio.com", "127.0.0.1"] {
        let error = tls(&fake, dial(&fake).await, name).await.expect_err(name);
        assert!(error.to_string().contains("alert"), "{name}: {error}");
    }
}

#[tokio::test]
async fn old_versions_of_tls_are_refused() {
    let (fake, _folder) = start().await;
    let mut stream = dial(&fake).await;
    // ClientHello of TLS 1.0 with one cipher suite and one signature scheme.
    let mut hello = vec![1, 0, 0, 51, 3, 1];
    hello.extend([0; 32]);
    hello.extend([0, 0, 2, 0, 0x2f, 1, 0, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3]);
    let mut record = vec![0x16, 3, 1, 0, 55];
    record.extend(&hello);
    stream.write_all(&record).await.expect("sent");
    let mut alert = [0; 7];
    soon("an alert", stream.read_exact(&mut alert)).await.expect("an alert");
    // Fatal: protocol_version (RFC 8446, section 6).
    assert_eq!((alert[0], &alert[5..]), (0x15, &[2, 70][..]));
}

#[tokio::test]
async fn a_key_that_others_can_read_is_refused_and_http_goes_on() {
    let (fake, folder) = start().await;
    assert!(fake.ca_file().is_some());
    let key = folder.path().join("ca/ca-key.pem");
    assert_eq!(std::fs::metadata(&key).expect("the key").permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o640)).expect("a mode");
    assert_eq!(fake.ca_file(), None);
    let mut stream = dial(&fake).await;
    stream.write_all(&[0x16, 3, 1, 0, 5]).await.expect("sent");
    assert_eq!(soon("the end", stream.read(&mut [0; 8])).await.unwrap_or_default(), 0);
    let answer = exchange(&fake, dial(&fake).await, "GET /v1/Services", "localhost").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}
