//! A connection with ngrok that can be cut from here.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use ngrok::session::IoStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// A stream that is closed when a token is cancelled. Without, a session of the crate stays connected when
/// nobody holds it any more (`ngrok` 0.19.0, `muxado` 0.5.4).
pub(super) struct Link {
    stream: Option<Box<dyn IoStream>>,
    reading: Stopped,
    writing: Stopped,
}

/// One task reads and another one writes, and each future wakes only the task that polled it last.
type Stopped = Pin<Box<WaitForCancellationFutureOwned>>;

impl Link {
    pub(super) fn new(stream: Box<dyn IoStream>, stop: CancellationToken) -> Self {
        let reading = Box::pin(stop.clone().cancelled_owned());
        Self { stream: Some(stream), reading, writing: Box::pin(stop.cancelled_owned()) }
    }

    /// The stream for the task that reads, unless it is to be closed.
    fn reader(&mut self, cx: &mut Context<'_>) -> Option<Pin<&mut Box<dyn IoStream>>> {
        open(&mut self.stream, &mut self.reading, cx)
    }

    /// The stream for the task that writes, unless it is to be closed.
    fn writer(&mut self, cx: &mut Context<'_>) -> Option<Pin<&mut Box<dyn IoStream>>> {
        open(&mut self.stream, &mut self.writing, cx)
    }
}

fn open<'a>(
    stream: &'a mut Option<Box<dyn IoStream>>,
    stopped: &mut Stopped,
    cx: &mut Context<'_>,
) -> Option<Pin<&'a mut Box<dyn IoStream>>> {
    if stream.is_some() && stopped.as_mut().poll(cx).is_ready() {
        *stream = None;
    }
    stream.as_mut().map(Pin::new)
}

impl AsyncRead for Link {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.reader(cx) {
            Some(stream) => stream.poll_read(cx, buffer),
            None => Poll::Ready(Ok(())),
        }
    }
}

impl AsyncWrite for Link {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.writer(cx) {
            Some(stream) => stream.poll_write(cx, bytes),
            None => Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.writer(cx) {
            Some(stream) => stream.poll_flush(cx),
            None => Poll::Ready(Ok(())),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.writer(cx) {
            Some(stream) => stream.poll_shutdown(cx),
            None => Poll::Ready(Ok(())),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, pin::pin};

    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt, duplex, split},
        sync::oneshot,
        time::timeout,
    };

    use super::*;
    use crate::tunnel::ngrok::LIMIT;

    #[tokio::test]
    async fn a_reader_that_waits_is_woken_and_the_other_end_sees_the_end() {
        let (near, mut far) = duplex(64);
        let stop = CancellationToken::new();
        let (mut reader, mut writer) = split(Link::new(Box::new(near), stop.clone()));
        let (waits, waiting) = oneshot::channel();
        let reading = tokio::spawn(async move {
            let mut bytes = [0];
            let mut read = pin!(reader.read(&mut bytes));
            let first = poll_fn(|cx| Poll::Ready(read.as_mut().poll(cx))).await;
            assert!(first.is_pending());
            waits.send(()).unwrap();
            read.await.unwrap()
        });
        waiting.await.unwrap();
        // Another task polls last.
        writer.write_all(b"hello").await.unwrap();
        far.read_exact(&mut [0; 5]).await.unwrap();
        stop.cancel();
        assert_eq!(timeout(LIMIT, reading).await.expect("the reader ends").unwrap(), 0);
        assert_eq!(far.read(&mut [0]).await.unwrap(), 0);
        let error = writer.write(b"more").await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
}
