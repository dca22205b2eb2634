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
    stopped: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl Link {
    pub(super) fn new(stream: Box<dyn IoStream>, stop: CancellationToken) -> Self {
        Self { stream: Some(stream), stopped: Box::pin(stop.cancelled_owned()) }
    }

    /// The stream, unless it is to be closed.
    fn open(&mut self, cx: &mut Context<'_>) -> Option<Pin<&mut Box<dyn IoStream>>> {
        if self.stream.is_some() && self.stopped.as_mut().poll(cx).is_ready() {
            self.stream = None;
        }
        self.stream.as_mut().map(Pin::new)
    }
}

impl AsyncRead for Link {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.open(cx) {
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
        match self.open(cx) {
            Some(stream) => stream.poll_write(cx, bytes),
            None => Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.open(cx) {
            Some(stream) => stream.poll_flush(cx),
            None => Poll::Ready(Ok(())),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.open(cx) {
            Some(stream) => stream.poll_shutdown(cx),
            None => Poll::Ready(Ok(())),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test]
    async fn a_reader_that_waits_is_woken_and_the_other_end_sees_the_end() {
        let (near, mut far) = duplex(64);
        let stop = CancellationToken::new();
        let mut link = Link::new(Box::new(near), stop.clone());
        link.write_all(b"hello").await.unwrap();
        let reading = tokio::spawn(async move {
            assert_eq!(link.read(&mut [0]).await.unwrap(), 0);
            link
        });
        far.read_exact(&mut [0; 5]).await.unwrap();
        stop.cancel();
        let mut link = reading.await.unwrap();
        assert_eq!(far.read(&mut [0]).await.unwrap(), 0);
        let error = link.write(b"more").await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
}
