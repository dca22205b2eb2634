//! A relay that injects delays, loss and resets, determined by a seed, until it is calmed.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpSocket, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    task::{JoinHandle, JoinSet},
    time::timeout,
};

/// A running relay in front of one client; it stops when this is dropped.
pub struct Chaos {
    address: SocketAddr,
    conditions: Arc<watch::Sender<Conditions>>,
    accepting: JoinHandle<()>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Conditions {
    Calm,
    Clogged,
    Wild,
}

/// What one direction of a connection does with bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gate {
    Open,
    /// They wait.
    Held,
    /// They are lost; nothing but a cut may follow.
    Deaf,
}

/// What happens to a connection next.
#[derive(Clone, Copy, Debug)]
struct Fault {
    /// How long all goes well before it.
    after: Duration,
    upwards: Gate,
    downwards: Gate,
    /// How long the gates stay so.
    lasts: Duration,
    then_cut: bool,
}

impl Fault {
    fn draw(rng: &mut ChaCha8Rng) -> Self {
        let after = Duration::from_millis(rng.random_range(10..700));
        let lasts = Duration::from_millis(rng.random_range(20..500));
        let (upwards, downwards, then_cut) = match rng.random_range(0..10) {
            0..2 => (Gate::Open, Gate::Open, true),
            2..4 => (Gate::Held, Gate::Held, false),
            4 => (Gate::Open, Gate::Held, false),
            5 => (Gate::Held, Gate::Open, true),
            6..8 => (Gate::Open, Gate::Deaf, true),
            8 => (Gate::Deaf, Gate::Open, true),
            _ => (Gate::Deaf, Gate::Deaf, true),
        };
        Self { after, upwards, downwards, lasts, then_cut }
    }
}

impl Chaos {
    /// Starts a calm relay on a free port; the seed decides on all that it will do.
    pub async fn start(emulator: SocketAddr, seed: u64) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let conditions = Arc::new(watch::Sender::new(Conditions::Calm));
        let accepting = tokio::spawn(accept(listener, emulator, seed, conditions.clone()));
        Self { address, conditions, accepting }
    }

    /// The address to dial.
    pub fn url(&self) -> String {
        format!("ws://{}/v3/wsconnect", self.address)
    }

    /// Begins to do harm.
    pub fn rage(&self) {
        self.conditions.send_replace(Conditions::Wild);
    }

    /// Reads nothing of what the emulator says.
    pub fn clog(&self) {
        self.conditions.send_replace(Conditions::Clogged);
    }

    /// Does no more harm; connections that have lost something are cut.
    pub fn calm(&self) {
        self.conditions.send_replace(Conditions::Calm);
    }
}

impl Drop for Chaos {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(
    listener: TcpListener,
    emulator: SocketAddr,
    seed: u64,
    conditions: Arc<watch::Sender<Conditions>>,
) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        let rng = ChaCha8Rng::from_rng(&mut rng);
        connections.spawn(carry(client, emulator, rng, conditions.subscribe()));
    }
}

/// Carries one connection to its end.
async fn carry(
    client: TcpStream,
    emulator: SocketAddr,
    rng: ChaCha8Rng,
    conditions: watch::Receiver<Conditions>,
) {
    let Ok(server) = dial(emulator).await else { return };
    for stream in [&client, &server] {
        let _ = stream.set_nodelay(true);
        // A cut is a reset, not a farewell.
        let _ = stream.set_zero_linger();
    }
    let (upwards, downwards) = (watch::Sender::new(Gate::Open), watch::Sender::new(Gate::Open));
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let up = pipe(from_client, to_server, upwards.subscribe());
    let down = pipe(from_server, to_client, downwards.subscribe());
    tokio::select! {
        () = up => {}
        () = down => {}
        () = harm(&upwards, &downwards, rng, conditions) => {}
    }
}

/// Connects with little room for what is not read.
async fn dial(emulator: SocketAddr) -> io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(16 * 1024)?;
    socket.connect(emulator).await
}

/// Does to a connection what the mood demands, until it is to be cut.
async fn harm(
    upwards: &watch::Sender<Gate>,
    downwards: &watch::Sender<Gate>,
    mut rng: ChaCha8Rng,
    mut conditions: watch::Receiver<Conditions>,
) {
    loop {
        let now = *conditions.borrow_and_update();
        match now {
            Conditions::Calm | Conditions::Clogged => {
                if now == Conditions::Clogged {
                    downwards.send_replace(Gate::Held);
                }
                if conditions.changed().await.is_err() {
                    return;
                }
            }
            Conditions::Wild => {
                let fault = Fault::draw(&mut rng);
                if timeout(fault.after, conditions.changed()).await.is_ok() {
                    continue;
                }
                upwards.send_replace(fault.upwards);
                downwards.send_replace(fault.downwards);
                let _ = timeout(fault.lasts, conditions.changed()).await;
                if fault.then_cut {
                    return;
                }
            }
        }
        upwards.send_replace(Gate::Open);
        downwards.send_replace(Gate::Open);
    }
}

async fn pipe(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut gate: watch::Receiver<Gate>) {
    let mut buffer = vec![0; 4 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        let passed = gate.wait_for(|gate| *gate != Gate::Held).await.map(|gate| *gate);
        match passed {
            Ok(Gate::Open) => {
                if to.write_all(&buffer[..read]).await.is_err() {
                    return;
                }
            }
            Ok(Gate::Deaf) => {}
            Ok(Gate::Held) | Err(_) => return,
        }
    }
}
