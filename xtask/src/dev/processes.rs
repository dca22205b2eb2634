//! A group of child processes that are stopped together.

use std::{
    fs,
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Command, ExitStatus},
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde::de::DeserializeOwned;
use shared_child::{SharedChild, unix::SharedChildExt as _};
use signal_hook::{
    consts::{SIGINT, SIGTERM},
    iterator::Signals,
};

/// How long a program may take to accept connections.
const START_LIMIT: Duration = Duration::from_secs(30);
/// Time to wait for a program to end after SIGTERM.
const STOP_LIMIT: Duration = Duration::from_secs(5);
/// How often a ready file is looked for.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Running programs; all are ended when this is dropped, the youngest first.
pub(super) struct Family {
    folder: PathBuf,
    members: Vec<Arc<SharedChild>>,
    sender: Sender<Event>,
    events: Receiver<Event>,
}

enum Event {
    /// SIGINT or SIGTERM.
    Interrupted,
    /// A program ended by itself.
    Ended(&'static str, ExitStatus),
}

impl Family {
    /// Starts to listen for Ctrl-C; ready files will be kept in the folder.
    pub(super) fn new(folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder)?;
        let (sender, events) = channel();
        let mut signals = Signals::new([SIGINT, SIGTERM])?;
        let interrupted = sender.clone();
        thread::spawn(move || {
            for _ in signals.forever() {
                // An error means that xtask is ending anyway.
                let _ = interrupted.send(Event::Interrupted);
            }
        });
        Ok(Self { folder, members: Vec::new(), sender, events })
    }

    /// Starts a program and returns its ready file, or nothing if the user ended us before.
    ///
    /// The program has its own process group: Ctrl-C in the terminal is for us alone, who then end
    /// the programs in order.
    pub(super) fn start<T: DeserializeOwned>(
        &mut self,
        name: &'static str,
        mut command: Command,
    ) -> Result<Option<T>> {
        let ready_file = self.folder.join(name).with_extension("json");
        if fs::exists(&ready_file)? {
            fs::remove_file(&ready_file)?;
        }
        command.arg("--ready-file").arg(&ready_file).process_group(0);
        let child = SharedChild::spawn(&mut command);
        let child = Arc::new(child.with_context(|| format!("cannot start {name}"))?);
        self.members.push(Arc::clone(&child));
        let ended = self.sender.clone();
        thread::spawn(move || {
            if let Ok(status) = child.wait() {
                let _ = ended.send(Event::Ended(name, status));
            }
        });
        self.ready(name, &ready_file)
    }

    fn ready<T: DeserializeOwned>(&self, name: &str, file: &PathBuf) -> Result<Option<T>> {
        let deadline = Instant::now() + START_LIMIT;
        while Instant::now() < deadline {
            match self.events.recv_timeout(LOOK_EVERY) {
                Ok(Event::Interrupted) => return Ok(None),
                Ok(Event::Ended(who, status)) => bail!("{who} ended: {status}"),
                Err(RecvTimeoutError::Disconnected) => {
                    bail!("the thread that watches the programs has ended")
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            // Written atomically, so a file that exists is complete.
            if fs::exists(file)? {
                let text = fs::read(file)?;
                let ready = serde_json::from_slice(&text);
                return ready
                    .with_context(|| format!("the ready file of {name} is malformed"))
                    .map(Some);
            }
        }
        bail!("{name} is not ready after {} seconds", START_LIMIT.as_secs())
    }

    /// Waits for Ctrl-C; a program that ends by itself is an error.
    pub(super) fn until_end(self) -> Result<()> {
        match self.events.recv()? {
            Event::Interrupted => Ok(()),
            Event::Ended(name, status) => bail!("{name} ended: {status}"),
        }
    }
}

impl Drop for Family {
    fn drop(&mut self) {
        for child in self.members.iter().rev() {
            // An error here means that the program is gone already.
            let _ = child.send_signal(SIGTERM);
            if matches!(child.wait_timeout(STOP_LIMIT), Ok(None)) {
                let _ = child.kill();
                let _ = child.wait();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A program that writes its ready file and then runs until it is killed.
    fn script(text: &str) -> Command {
        let mut command = Command::new("sh");
        // `--ready-file PATH` follows, as $1 and $2.
        command.args(["-c", text, "sh"]);
        command
    }

    const READY: &str = "echo '\"here\"' > $2.new; mv $2.new $2; exec sleep 60";

    #[test]
    fn members_end_with_the_family() {
        let folder = tempfile::tempdir().unwrap();
        let mut family = Family::new(folder.path().to_owned()).unwrap();
        let ready = family.start::<String>("stays", script(READY)).unwrap();
        assert_eq!(ready.as_deref(), Some("here"));
        let child = Arc::clone(&family.members[0]);
        drop(family);
        assert!(child.try_wait().unwrap().is_some());
    }

    #[test]
    fn the_end_of_one_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let mut family = Family::new(folder.path().to_owned()).unwrap();
        let error = family.start::<String>("fails", script("exit 3")).unwrap_err();
        assert!(error.to_string().contains("fails ended: exit status: 3"), "{error}");
    }
}
