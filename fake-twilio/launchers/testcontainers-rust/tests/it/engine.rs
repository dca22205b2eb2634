//! A stand-in for a container engine: as much of its API as starts one program in place of a container.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Serves until the process of the test ends, and so does the program.
pub(crate) struct Engine {
    address: SocketAddr,
    container: Arc<Mutex<Container>>,
}

/// The only container that can be made.
struct Container {
    program: PathBuf,
    /// Where its files lie.
    folder: TempDir,
    created: Value,
    running: Option<(Child, u16)>,
    is_removed: bool,
}

struct Request {
    method: String,
    path: String,
    body: Vec<u8>,
}

type Answer = (u16, Value);

impl Engine {
    /// Listens on a free port of this machine.
    pub(crate) fn start(program: PathBuf) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let folder = tempfile::tempdir()?;
        let created = Value::Null;
        let container = Container { program, folder, created, running: None, is_removed: false };
        let container = Arc::new(Mutex::new(container));
        let shared = Arc::clone(&container);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if let Err(error) = serve(&stream, &shared) {
                    eprintln!("the stand-in: {error}");
                }
            }
        });
        Ok(Self { address, container })
    }

    /// What `DOCKER_HOST` is to be.
    pub(crate) fn address(&self) -> String {
        format!("tcp://{}", self.address)
    }

    /// The request by which the container was made.
    pub(crate) fn created(&self) -> Value {
        lock(&self.container).created.clone()
    }

    pub(crate) fn is_removed(&self) -> bool {
        lock(&self.container).is_removed
    }
}

fn lock(container: &Mutex<Container>) -> MutexGuard<'_, Container> {
    container.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(stream: &TcpStream, container: &Mutex<Container>) -> io::Result<()> {
    let request = read(&mut BufReader::new(stream))?;
    let mut container = lock(container);
    let (status, body) = container.answer(&request).unwrap_or_else(|error| {
        (500, json!({ "message": format!("{} {}: {error}", request.method, request.path) }))
    });
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let length = body.len();
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {status} Answer\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

fn read(stream: &mut impl BufRead) -> io::Result<Request> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let mut words = lines.first().map(|line| line.split(' ')).into_iter().flatten();
    let method = words.next().unwrap_or_default().to_owned();
    let target = words.next().unwrap_or_default();
    let path = target.split('?').next().unwrap_or_default().to_owned();
    let headers: BTreeMap<String, &str> = lines
        .iter()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value))
        .collect();
    let length = headers.get("content-length").and_then(|it| it.parse().ok()).unwrap_or_default();
    let mut body = Vec::new();
    stream.take(length).read_to_end(&mut body)?;
    Ok(Request { method, path, body })
}

impl Container {
    fn answer(&mut self, request: &Request) -> io::Result<Answer> {
        let parts: Vec<&str> = request.path.split('/').skip(1).collect();
        match (request.method.as_str(), &parts[..]) {
            ("POST", ["containers", "create"]) => {
                self.created = serde_json::from_slice(&request.body)?;
                Ok((201, json!({ "Id": "c0", "Warnings": [] })))
            }
            ("PUT", ["containers", "c0", "archive"]) => {
                tar::Archive::new(&request.body[..]).unpack(self.folder.path())?;
                Ok((200, Value::Null))
            }
            ("POST", ["containers", "c0", "start"]) => {
                self.run()?;
                Ok((204, Value::Null))
            }
            ("GET", ["containers", "c0", "json"]) => Ok((200, self.shown())),
            ("DELETE", ["containers", "c0"]) => {
                self.stop();
                self.is_removed = true;
                Ok((204, Value::Null))
            }
            _ => Err(io::Error::other("no such operation")),
        }
    }

    /// Starts the program with the variables of the container, but for its address and its files.
    fn run(&mut self) -> io::Result<()> {
        let mut command = Command::new(&self.program);
        for variable in self.created["Env"].as_array().into_iter().flatten() {
            let variable = variable.as_str().unwrap_or_default();
            let (name, value) = variable.split_once('=').unwrap_or_default();
            match value.strip_prefix('/') {
                Some(file) => command.env(name, self.folder.path().join(file)),
                None => command.env(name, value),
            };
        }
        let ready = self.folder.path().join("ready");
        command.args(["--listen", "127.0.0.1:0", "--exit-with-stdin", "--ready-file"]).arg(&ready);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        // It has written its file when it says where it is.
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?)
            .read_line(&mut line)?;
        let ready: Value = serde_json::from_slice(&fs::read(ready)?)?;
        let url = ready["url"].as_str().unwrap_or_default();
        let port = url.rsplit(':').next().and_then(|it| it.trim_end_matches('/').parse().ok());
        self.running = Some((child, port.ok_or(io::ErrorKind::AddrNotAvailable)?));
        Ok(())
    }

    fn shown(&self) -> Value {
        let bindings = self
            .running
            .as_ref()
            .map(|(_, port)| json!([{ "HostIp": "127.0.0.1", "HostPort": port.to_string() }]));
        json!({
            "Id": "c0",
            "State": { "Running": self.running.is_some() },
            "NetworkSettings": { "Ports": { "4010/tcp": bindings } },
        })
    }

    fn stop(&mut self) {
        if let Some((mut child, _)) = self.running.take() {
            let ended = child.kill().and_then(|()| child.wait());
            ended.expect("the program ends");
        }
    }
}
