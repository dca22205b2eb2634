//! The listening socket.

use std::{
    io::{self, ErrorKind},
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    time::{Instant, sleep_until},
};

/// Connections that may wait to be accepted, if the system allows as many. One that finds no room
/// tries again after a second: too late for all the clients of a conversation that come back at once.
const BACKLOG: u32 = 4096;

/// Shortest and longest pause after a connection could not be accepted.
const PAUSES: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(1)];

/// Reads `ADDRESS:PORT`, or a port alone, which means this machine alone.
///
/// # Errors
/// What is expected instead.
pub fn parse_address(text: &str) -> Result<SocketAddr, String> {
    let port = text.strip_prefix("localhost:").or(text.strip_prefix(':')).unwrap_or(text);
    if let Ok(port) = port.parse() {
        return Ok(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    }
    text.parse().map_err(|_| {
        "an address such as 127.0.0.1:4010 or a port such as 4010 is expected; \
         127.0.0.1:0 takes a free port"
            .to_owned()
    })
}

/// Begins to listen; what connects from now on waits to be accepted.
///
/// # Errors
/// Why the system refuses, see [`hint`].
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // As usual for servers, so that one can be started anew at once. Windows means something else by it.
    socket.set_reuseaddr(cfg!(not(windows)))?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Advice for an error when listening; follows the name of the address.
pub fn hint(error: &io::Error) -> &'static str {
    if error.kind() == ErrorKind::AddrInUse {
        ", which another program uses; --listen 127.0.0.1:0 takes a free port"
    } else if error.kind() == ErrorKind::PermissionDenied {
        "; ports below 1024 need more rights, --listen 127.0.0.1:0 takes a free port"
    } else {
        ""
    }
}

/// Accepts connections, and waits while the system has none, mostly for lack of file descriptors.
pub struct Acceptor {
    listener: TcpListener,
    failures: Failures,
}

/// Consecutive failures to accept.
#[derive(Default)]
struct Failures {
    pause: Option<Duration>,
    retry_at: Option<Instant>,
}

impl Acceptor {
    /// Accepts what connects to this socket.
    pub fn new(listener: TcpListener) -> Self {
        Self { listener, failures: Failures::default() }
    }

    /// The next connection; nothing is lost when this is dropped before its end.
    pub async fn accept(&mut self) -> TcpStream {
        loop {
            if let Some(moment) = self.failures.retry_at {
                sleep_until(moment).await;
                self.failures.retry_at = None;
            }
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    self.failures.end();
                    return stream;
                }
                // The client was gone before it was accepted.
                Err(error) if is_of_one_connection(&error) => {}
                Err(error) => self.failures.count(&error, Instant::now()),
            }
        }
    }
}

impl Failures {
    /// Plans the next try; the first failure in a row is logged.
    fn count(&mut self, error: &io::Error, now: Instant) {
        let [shortest, longest] = PAUSES;
        let pause = self.pause.map_or(shortest, |pause| (pause * 2).min(longest));
        if self.pause.is_none() {
            tracing::warn!(%error, "connections cannot be accepted; trying again until they can");
        }
        self.pause = Some(pause);
        self.retry_at = Some(now + pause);
    }

    fn end(&mut self) {
        if self.pause.take().is_some() {
            tracing::warn!("connections are accepted again");
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::ConnectionRefused
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_alone_means_this_machine() {
        for text in ["4010", ":4010", "localhost:4010", "127.0.0.1:4010"] {
            assert_eq!(parse_address(text).unwrap().to_string(), "127.0.0.1:4010", "{text}");
        }
        assert_eq!(parse_address("[::1]:0").unwrap().to_string(), "[::1]:0");
        for text in ["", "65536", "example.org:80", "127.0.0.1", "-1"] {
            assert!(parse_address(text).unwrap_err().contains("127.0.0.1:0"), "{text}");
        }
    }

    #[tokio::test]
    async fn a_taken_port_comes_with_a_way_out() {
        let first = listen(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let error = listen(first.local_addr().unwrap()).unwrap_err();
        assert!(hint(&error).contains("--listen 127.0.0.1:0"), "{error}");
    }

    #[test]
    fn pauses_grow_to_an_end_and_a_success_ends_them() {
        let mut failures = Failures::default();
        let now = Instant::now();
        let full = io::Error::other("too many open files");
        let pauses = [0; 8].map(|_| {
            failures.count(&full, now);
            (failures.retry_at.unwrap() - now).as_millis()
        });
        assert_eq!(pauses, [50, 100, 200, 400, 800, 1000, 1000, 1000]);
        failures.end();
        failures.count(&full, now);
        assert_eq!(failures.retry_at.unwrap() - now, PAUSES[0]);
    }
}
