//! Requests over keep-alive connections: written whole, answers read no further than needed.

use std::{cell::Cell, net::SocketAddr, rc::Rc, sync::Arc, time::Instant};

use anyhow::{Context, bail, ensure};
use rustls::{ClientConfig, pki_types::ServerName};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::LocalSet,
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_util::either::Either;

/// Longest answer that is read, in bytes.
const MAX_ANSWER: usize = 128 * 1024;

/// The host that tunnels lead to.
const HOST: &str = "conversations.twilio.com";

const HEAD_END: &[u8] = b"\r\n\r\n";

/// An answer, still as text.
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    pub(crate) head: &'a str,
    pub(crate) body: &'a [u8],
}

/// How requests reach an emulator.
#[derive(Clone)]
pub(crate) enum Way {
    /// By plain HTTP.
    Plain,
    /// By TLS to one of Twilio's names, through the emulator's proxy.
    Tunnel(Arc<ClientConfig>),
}

/// One keep-alive connection with at most one request under way.
pub(crate) struct Connection {
    stream: Either<TcpStream, Box<TlsStream<TcpStream>>>,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        Self::open_by(address, &Way::Plain).await
    }

    pub(crate) async fn open_by(address: SocketAddr, way: &Way) -> anyhow::Result<Self> {
        let mut stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let stream = match way {
            Way::Plain => Either::Left(stream),
            Way::Tunnel(config) => {
                connect(&mut stream).await?;
                let name = ServerName::try_from(HOST)?;
                let connector = TlsConnector::from(config.clone());
                Either::Right(Box::new(connector.connect(name, stream).await?))
            }
        };
        Ok(Self { stream, buffer: vec![0; MAX_ANSWER] })
    }

    /// Sends a request that is ready for the wire and reads the answer.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> anyhow::Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        let mut filled = 0;
        let mut wanted = None;
        while wanted.is_none_or(|(_, end)| filled < end) {
            let room = self.buffer.get_mut(filled..).filter(|room| !room.is_empty());
            let read = self.stream.read(room.context("the answer is too long")?).await?;
            ensure!(read > 0, "the server hung up");
            filled += read;
            if wanted.is_none() {
                wanted = extent(&self.buffer[..filled])?;
            }
        }
        let (body_at, end) = wanted.unwrap_or_default();
        let head = std::str::from_utf8(&self.buffer[..body_at])?;
        let status = head.get(9..12).context("no status line")?.parse()?;
        Ok(Answer { status, head, body: &self.buffer[body_at..end] })
    }
}

/// Asks a proxy for a tunnel.
async fn connect(stream: &mut TcpStream) -> anyhow::Result<()> {
    let request = format!("CONNECT {HOST}:443 HTTP/1.1\r\nhost: {HOST}:443\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut head = Vec::new();
    while !head.ends_with(HEAD_END) {
        ensure!(head.len() < MAX_ANSWER, "the answer is too long");
        head.push(stream.read_u8().await?);
    }
    ensure!(head.starts_with(b"HTTP/1.1 200"), "no tunnel: {}", String::from_utf8_lossy(&head));
    Ok(())
}

/// Where the body of an answer begins and ends, once its head is complete.
fn extent(answer: &[u8]) -> anyhow::Result<Option<(usize, usize)>> {
    let Some(head) = answer.windows(HEAD_END.len()).position(|window| window == HEAD_END) else {
        return Ok(None);
    };
    let body_at = head + HEAD_END.len();
    let text = std::str::from_utf8(&answer[..head])?;
    // 204 has no body and no length (RFC 9110, section 8.6).
    if text.starts_with("HTTP/1.1 204") {
        return Ok(Some((body_at, body_at)));
    }
    let length = header(text, "content-length").context("no content-length")?;
    Ok(Some((body_at, body_at + length.parse::<usize>()?)))
}

/// The value of a header, named in lower case as hyper writes it.
pub(crate) fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

/// So many equal requests over so many connections.
pub(crate) struct Load<'a> {
    pub(crate) address: SocketAddr,
    pub(crate) way: Way,
    pub(crate) request: &'a [u8],
    pub(crate) status: u16,
    pub(crate) connections: usize,
    pub(crate) requests: u32,
}

impl Load<'_> {
    /// Puts the load on and returns how many requests per second were answered.
    pub(crate) async fn run(&self) -> anyhow::Result<f64> {
        let mut connections = Vec::with_capacity(self.connections);
        for _ in 0..self.connections {
            connections.push(Connection::open_by(self.address, &self.way).await?);
        }
        let left = Rc::new(Cell::new(self.requests));
        let local = LocalSet::new();
        let start = Instant::now();
        let tasks: Vec<_> = connections
            .into_iter()
            .map(|connection| {
                let (request, status) = (self.request.to_vec(), self.status);
                local.spawn_local(work(connection, request, status, left.clone()))
            })
            .collect();
        local
            .run_until(async {
                for task in tasks {
                    task.await??;
                }
                anyhow::Ok(())
            })
            .await?;
        Ok(f64::from(self.requests) / start.elapsed().as_secs_f64())
    }
}

async fn work(
    mut connection: Connection,
    request: Vec<u8>,
    status: u16,
    left: Rc<Cell<u32>>,
) -> anyhow::Result<()> {
    while let Some(rest) = left.get().checked_sub(1) {
        left.set(rest);
        let answer = connection.exchange(&request).await?;
        if answer.status != status {
            bail!("answered {}: {}", answer.status, String::from_utf8_lossy(answer.body));
        }
    }
    Ok(())
}

/// Sends requests that are all to be answered with one status, each list over a connection of its
/// own; returns how many were answered in a second.
pub(crate) async fn play(
    address: SocketAddr,
    scripts: Vec<Vec<Vec<u8>>>,
    status: u16,
) -> anyhow::Result<f64> {
    let requests: usize = scripts.iter().map(Vec::len).sum();
    let local = LocalSet::new();
    let start = Instant::now();
    let tasks: Vec<_> = scripts
        .into_iter()
        .map(|script| {
            local.spawn_local(async move {
                let mut connection = Connection::open(address).await?;
                for request in script {
                    let answer = connection.exchange(&request).await?;
                    ensure!(answer.status == status, "answered {}", answer.status);
                }
                anyhow::Ok(())
            })
        })
        .collect();
    local
        .run_until(async {
            for task in tasks {
                task.await??;
            }
            anyhow::Ok(())
        })
        .await?;
    Ok(f64::from(u32::try_from(requests)?) / start.elapsed().as_secs_f64())
}
