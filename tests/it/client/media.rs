//! Media: uploads, messages that show them, downloads.

use std::io;

use bytes::Bytes;
use e2e::Stack;
use futures_util::{TryStreamExt, stream};
use twilio_sid::MediaSid;

use super::is_gone;

#[tokio::test]
async fn a_message_shows_what_was_uploaded() {
    let stack = Stack::frozen().await;
    let client = stack.client();
    let media = client.media(stack.service());
    let picture = media.upload("image/png", &b"the bytes"[..]).filename("a b.png").await.unwrap();
    assert_eq!((picture.size, picture.filename.as_deref()), (9, Some("a b.png")));
    assert_eq!(media.fetch(picture.sid).await.unwrap().content_type, "image/png");

    client.conversations().create().unique_name("room").await.unwrap();
    let message = client.conversation("room").messages().create().media_sid(picture.sid);
    let shown = message.await.unwrap().media.unwrap();
    assert_eq!(shown[0].sid, picture.sid.to_string());

    let mut download = media.download(picture.sid).await.unwrap();
    assert_eq!(download.record().sid, picture.sid);
    assert_eq!(download.chunk().await.unwrap().as_deref(), Some(&b"the bytes"[..]));
    assert_eq!(download.chunk().await.unwrap(), None);
    assert!(is_gone(&media.download(MediaSid::from_bytes([7; 16])).await));
}

#[tokio::test]
async fn large_media_are_streamed_both_ways() {
    let stack = Stack::frozen().await;
    let media = stack.client().media(stack.service());
    let piece = Bytes::from(vec![b'x'; 64 * 1024]);
    let pieces = stream::iter((0..64).map(move |_| Ok::<_, io::Error>(piece.clone())));
    let film = media.upload_stream("video/mp4", pieces).await.unwrap();
    assert_eq!(film.size, 4 * 1024 * 1024);
    let download = media.download(film.sid).await.unwrap().into_stream();
    let bytes = download.try_collect::<Vec<_>>().await.unwrap().concat();
    assert_eq!(bytes.len(), 4 * 1024 * 1024);
    assert!(bytes.iter().all(|byte| *byte == b'x'));

    let broken = stream::iter([Ok(Bytes::from_static(b"x")), Err(io::Error::other("no disk"))]);
    assert!(media.upload_stream("video/mp4", broken).await.is_err());
}
