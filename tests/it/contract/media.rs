//! Media.

use twilio_conversations::sid::MediaSid;

use super::{contract, refused};

#[tokio::test]
async fn a_message_shows_an_uploaded_medium_once() {
    contract(async |it| {
        let media = it.client().media(it.service_sid());
        let bytes = &b"the bytes"[..];
        let made = media.upload("text/plain", bytes).filename("a b.txt").await.unwrap();
        assert_eq!((made.size, made.filename.as_deref()), (9, Some("a b.txt")));
        assert_eq!(media.fetch(made.sid).await.unwrap().content_type, "text/plain");

        let (_, below) = it.conversation().await;
        let message = below.messages().create().media_sid(made.sid).await.unwrap();
        let shown = message.media.unwrap();
        assert_eq!((shown.len(), &*shown[0].sid), (1, &*made.sid.to_string()));
        refused(below.messages().create().media_sid(made.sid).await, 400, 50508);

        let mut download = media.download(made.sid).await.unwrap();
        let mut read = Vec::new();
        while let Some(chunk) = download.chunk().await.unwrap() {
            read.extend(chunk);
        }
        assert_eq!(read, bytes);
    })
    .await;
}

#[tokio::test]
async fn unknown_media_are_not_found() {
    contract(async |it| {
        let media = it.client().media(it.service_sid());
        let error = media.fetch(MediaSid::from_bytes([7; 16])).await.unwrap_err();
        assert_eq!(error.status().map(|it| it.as_u16()), Some(404));
    })
    .await;
}

#[tokio::test]
async fn names_of_files_have_256_characters_at_most() {
    contract(async |it| {
        let media = it.client().media(it.service_sid());
        let upload = |letters: usize| media.upload("text/plain", "x").filename("x".repeat(letters));
        assert_eq!(upload(256).await.unwrap().filename.map(|it| it.len()), Some(256));
        let error = upload(257).await.unwrap_err();
        assert_eq!(error.status().map(|it| it.as_u16()), Some(400));
    })
    .await;
}
