//! The log on stderr, and the line on stdout.
//!
//! Nothing here fails, or blocks for more than a second: with an unread pipe or a full disk, lines of the
//! log are dropped, which are counted, and never a request.

mod writer;

use std::{
    fs::File,
    io::{self, IsTerminal, Write},
    panic,
    sync::mpsc,
    thread,
    time::Duration,
};

use tracing::{Level, Metadata};
use tracing_subscriber::{EnvFilter, filter::filter_fn, fmt, prelude::*};
use writer::LogWriter;

/// How long the program waits for its line on stdout, and at its end for the last lines of the log.
const LAST_LINES: Duration = Duration::from_secs(1);

/// Beginnings of the module names whose verbose messages are logged on request.
///
/// The messages of other libraries are limited to `info`: below it, WebSocket and HTTP libraries log
/// what they carry, access tokens included.
const OWN: [&str; 6] =
    ["fake_", "login_server", "local_server", "conversations", "twilsock", "twilio_"];

/// Keeps the log; dropped at the end of the program, it waits for the last lines.
#[must_use = "the last lines are written when this is dropped"]
pub struct Log {
    writer: LogWriter,
}

/// Starts to log to stderr with the filter in `RUST_LOG`, `info` unless it is set.
pub fn start() -> Log {
    let writer = LogWriter::start(stderr());
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = fmt::layer().with_ansi(wants_colours()).with_writer(writer.clone());
    let log = tracing_subscriber::registry().with(filter).with(filter_fn(may_be_logged));
    log.with(lines).init();
    panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    Log { writer }
}

/// Prints a line on stdout; waits for a second at most.
pub fn announce(line: String) {
    let stdout = bare(&io::stdout());
    let (written, end) = mpsc::channel();
    thread::spawn(move || {
        // A closed stdout is no error, nor is it one that nobody waits any more.
        let _ = stdout.and_then(|mut stdout| writeln!(stdout, "{line}"));
        let _ = written.send(());
    });
    // So that a program that ends at once has written it; a stdout that hangs holds nothing up for long.
    let _ = end.recv_timeout(LAST_LINES);
}

impl Drop for Log {
    fn drop(&mut self) {
        self.writer.flush(LAST_LINES);
    }
}

/// The bare stream: a write that hangs must not hold the lock of [`io::stderr`].
fn stderr() -> Box<dyn Write + Send> {
    match bare(&io::stderr()) {
        Ok(stderr) => Box::new(stderr),
        Err(_) => Box::new(io::sink()),
    }
}

/// A standard stream without its lock and buffer.
#[cfg(unix)]
fn bare(stream: &impl std::os::fd::AsFd) -> io::Result<File> {
    stream.as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(windows)]
fn bare(stream: &impl std::os::windows::io::AsHandle) -> io::Result<File> {
    stream.as_handle().try_clone_to_owned().map(File::from)
}

fn wants_colours() -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    io::stderr().is_terminal() && !unwanted
}

fn may_be_logged(metadata: &Metadata<'_>) -> bool {
    *metadata.level() <= Level::INFO || OWN.iter().any(|own| metadata.target().starts_with(own))
}
