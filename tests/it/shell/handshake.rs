//! Handshakes on every socket, word by word.

use e2e::{Stack, soon};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::SOCKETS;

const GOOD: [&str; 5] = [
    "Host: localhost",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
];

/// Sends a request and gives the head of the answer.
async fn ask(stack: &Stack, line: &str, headers: &[&str]) -> String {
    let address = stack.emulator().address();
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let request = format!("{line}\r\n{}\r\n\r\n", headers.join("\r\n"));
    stream.write_all(request.as_bytes()).await.expect("room to write");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(soon("an answer", stream.read_u8()).await.expect("a whole head"));
    }
    String::from_utf8(head).expect("a text").to_lowercase()
}

#[tokio::test]
async fn every_socket_checks_handshakes_as_the_rfc_says() {
    let stack = Stack::frozen().await;
    for path in SOCKETS {
        let get = format!("GET {path} HTTP/1.1");
        let good = ask(&stack, &get, &GOOD).await;
        assert!(good.starts_with("http/1.1 101"), "{good}");
        // The accept key of RFC 6455, section 1.3.
        assert!(good.contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="), "{good}");
        let long = format!("GET {path}?{} HTTP/1.1", "x".repeat(60_000));
        assert!(ask(&stack, &long, &GOOD).await.starts_with("http/1.1 101"));

        let without = |name: &str| -> Vec<&str> {
            GOOD.into_iter().filter(|header| !header.starts_with(name)).collect()
        };
        let with = |name: &str, header: &'static str| [without(name), vec![header]].concat();
        for (line, headers, told) in [
            (format!("POST {path} HTTP/1.1"), GOOD.to_vec(), ["405", "allow: get"]),
            (format!("GET {path} HTTP/1.0"), GOOD.to_vec(), ["400", ""]),
            (get.clone(), without("Upgrade"), ["426", "upgrade: websocket"]),
            (get.clone(), without("Connection"), ["426", "upgrade: websocket"]),
            (get.clone(), without("Sec-WebSocket-Version"), ["426", "sec-websocket-version: 13"]),
            (
                get.clone(),
                with("Sec-WebSocket-Version", "Sec-WebSocket-Version: 8"),
                ["426", "sec-websocket-version: 13"],
            ),
            (get.clone(), without("Host"), ["400", ""]),
            (get.clone(), without("Sec-WebSocket-Key"), ["400", ""]),
            (get.clone(), with("Sec-WebSocket-Key", "Sec-WebSocket-Key: c2hvcnQ="), ["400", ""]),
        ] {
            let answer = ask(&stack, &line, &headers).await;
            let status = answer.split(' ').nth(1);
            assert_eq!(status, Some(told[0]), "{line} {headers:?} {answer}");
            assert!(answer.contains(told[1]), "{line} {headers:?} {answer}");
        }
    }
}

#[tokio::test]
async fn a_socket_is_found_at_its_own_host_alone() {
    let stack = Stack::frozen().await;
    let hosts = ["tsock.us1", "ie1.vss", "sdkgw.us1", "conversations", "ecs.us1", "voice"];
    for (own, path) in SOCKETS.into_iter().enumerate() {
        for (at, host) in hosts.into_iter().enumerate() {
            let host = format!("Host: {host}.twilio.com");
            let headers = [vec![&*host], GOOD[1..].to_vec()].concat();
            let answer = ask(&stack, &format!("GET {path} HTTP/1.1"), &headers).await;
            let status = if at == own { "101" } else { "404" };
            assert_eq!(answer.split(' ').nth(1), Some(status), "{host} {path} {answer}");
        }
    }
}

#[tokio::test]
async fn a_path_of_any_length_is_answered() {
    let stack = Stack::frozen().await;
    for length in [1_000, 60_000, 70_000, 200_000] {
        let line = format!("GET /v1/Conversations/{} HTTP/1.1", "x".repeat(length));
        let answer = ask(&stack, &line, &["Host: localhost"]).await;
        let refused = if length < 65_000 { "401" } else { "414" };
        assert_eq!(answer.split(' ').nth(1), Some(refused), "{length} {answer}");
    }
}
