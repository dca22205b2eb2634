//! Log lines on their way to a thread that writes them.

use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use tracing_subscriber::fmt::MakeWriter;

/// Lines that may wait to be written; what comes on top is lost.
const WAITING: usize = 1024;

/// Longest line in bytes; what comes on top is cut off, so that waiting lines are bounded in bytes.
const LONGEST: usize = 16 * 1024;

/// How often the end of the program looks whether all lines are written.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Hands lines to the writing thread, and loses them when it does not keep up.
#[derive(Clone)]
pub(super) struct LogWriter {
    lines: SyncSender<Vec<u8>>,
    count: Arc<Count>,
}

#[derive(Default)]
struct Count {
    waiting: AtomicUsize,
    lost: AtomicUsize,
}

impl LogWriter {
    /// Starts the thread that writes lines there.
    pub(super) fn start(target: Box<dyn Write + Send>) -> Self {
        let (lines, waiting) = sync_channel(WAITING);
        let count = Arc::<Count>::default();
        let counted = count.clone();
        thread::spawn(move || write_lines(&waiting, &counted, target));
        Self { lines, count }
    }

    /// Waits until all lines are written, but not for longer than this.
    pub(super) fn flush(&self, limit: Duration) {
        let end = Instant::now() + limit;
        while self.count.waiting.load(Ordering::Acquire) > 0 && Instant::now() < end {
            thread::sleep(LOOK_EVERY);
        }
    }
}

impl Write for LogWriter {
    /// Takes one line; `tracing-subscriber` writes each event in one piece.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut kept = line.get(..LONGEST).unwrap_or(line).to_vec();
        if kept.len() < line.len() {
            kept.extend_from_slice(b"[...]\n");
        }
        self.count.waiting.fetch_add(1, Ordering::AcqRel);
        if self.lines.try_send(kept).is_err() {
            self.count.waiting.fetch_sub(1, Ordering::AcqRel);
            self.count.lost.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for LogWriter {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn write_lines(lines: &Receiver<Vec<u8>>, count: &Count, mut target: Box<dyn Write + Send>) {
    for line in lines {
        let lost = count.lost.swap(0, Ordering::Relaxed);
        let note = (lost > 0).then(|| format!("{lost} log lines were lost\n"));
        let noted = note.map_or(Ok(()), |note| target.write_all(note.as_bytes()));
        if noted.is_err() {
            count.lost.fetch_add(lost, Ordering::Relaxed);
        }
        if target.write_all(&line).is_err() {
            count.lost.fetch_add(1, Ordering::Relaxed);
        }
        count.waiting.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};

    use super::*;

    /// A target that writes one line for each permission, and passes on what it wrote.
    struct Gate {
        permissions: Receiver<io::Result<()>>,
        written: Sender<String>,
    }

    impl Write for Gate {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            self.permissions.recv().unwrap_or(Ok(()))?;
            // The test may have ended.
            let _ = self.written.send(String::from_utf8_lossy(line).into_owned());
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn gate() -> (LogWriter, Sender<io::Result<()>>, Receiver<String>) {
        let (permit, permissions) = channel();
        let (written, lines) = channel();
        (LogWriter::start(Box::new(Gate { permissions, written })), permit, lines)
    }

    #[test]
    fn unread_lines_are_counted_and_dropped() {
        let (mut writer, permit, written) = gate();
        // The first line is in the hands of the thread or waits, and the rest waits.
        for _ in 0..WAITING + 10 {
            assert_eq!(writer.write(b"line\n").unwrap(), 5);
        }
        writer.flush(Duration::ZERO);
        assert!(writer.count.lost.load(Ordering::Relaxed) >= 9);
        // Without permissions to come the gate stands open.
        drop(permit);
        writer.flush(Duration::from_secs(60));
        let written: Vec<String> = written.try_iter().collect();
        let lost = written.iter().filter(|line| line.ends_with("log lines were lost\n"));
        assert_eq!(lost.count(), 1);
        assert!(written.len() > WAITING);
    }

    #[test]
    fn what_cannot_be_written_is_counted_and_told_later() {
        let (mut writer, permit, written) = gate();
        permit.send(Err(io::ErrorKind::StorageFull.into())).unwrap();
        drop(permit);
        writer.write_all(b"first\n").unwrap();
        writer.flush(Duration::from_secs(60));
        writer.write_all(b"second\n").unwrap();
        writer.flush(Duration::from_secs(60));
        let written: Vec<String> = written.try_iter().collect();
        assert_eq!(written, ["1 log lines were lost\n", "second\n"]);
    }

    #[test]
    fn a_long_line_is_cut() {
        let (mut writer, permit, written) = gate();
        drop(permit);
        writer.write_all(&vec![b'x'; 2 * LONGEST]).unwrap();
        let line = written.recv().unwrap();
        assert!(line.len() < LONGEST + 10 && line.ends_with("x[...]\n"));
    }
}
