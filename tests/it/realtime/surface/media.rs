//! Media of messages.

use twilio_conversations::{
    realtime::{Draft, Media, Message},
    wire::client_api::MediaRecord,
};

use super::{
    Walk,
    world::{World, is_added},
};
use crate::realtime::heard;

const BYTES: &[u8] = b"not really a picture";

async fn upload(media: &Media, category: &str, name: &str) -> MediaRecord {
    media.upload_as(category, "text/plain", BYTES, Some(name)).await.unwrap()
}

/// Sends and gives the message as bob sees it.
async fn sent(world: &mut World, draft: Draft) -> Message {
    let sid = draft.await.unwrap().sid;
    heard(&mut world.bob_events, is_added(sid.to_string())).await
}

pub(super) async fn walk(walk: &mut Walk, world: &mut World) {
    walk.area("Media");
    let media = world.ada.media().unwrap();
    let mut photo = None;
    walk.tried("sendMessage with media", async {
        let record = upload(&media, "media", "a.txt").await;
        let draft = world.room().draft().media_sid(record.sid);
        let message = sent(world, draft).await;
        assert_eq!(message.media[0].content_type, "text/plain");
        assert_eq!(message.media[0].size, BYTES.len() as u64);
        photo = Some(message);
    })
    .await;
    let photo = photo.unwrap();
    walk.tried("media.getContentTemporaryUrl", async {
        let theirs = world.bob.media().unwrap();
        assert_eq!(theirs.download(photo.media[0].sid).await.unwrap(), BYTES);
    })
    .await;
    let mut album = None;
    walk.tried("addMedia: several in one message", async {
        let (one, two) =
            (upload(&media, "media", "a.txt").await, upload(&media, "media", "b.txt").await);
        let draft = world.room().send("two").media_sid(one.sid).media_sid(two.sid);
        let message = sent(world, draft).await;
        let names = message.media.iter().map(|it| it.filename.as_deref().unwrap());
        assert_eq!(names.collect::<Vec<_>>(), ["a.txt", "b.txt"]);
        album = Some(message);
    })
    .await;
    let album = album.unwrap();
    walk.tried("getMediaByCategories", async {
        assert!(album.media.iter().all(|it| it.category == "media"));
    })
    .await;
    walk_cancel(walk, world, &media).await;
    walk_mail(walk, world, &media).await;
    walk_urls(walk, &media, &album).await;
}

async fn walk_mail(walk: &mut Walk, world: &mut World, media: &Media) {
    for (capability, category) in
        [("setEmailBody, getEmailBody", "body"), ("setEmailHistory, getEmailHistory", "history")]
    {
        walk.tried(capability, async {
            let record = upload(media, category, "mail.txt").await;
            let draft = world.room().send("mail").media_sid(record.sid);
            let message = sent(world, draft).await;
            assert_eq!(message.media[0].category, category);
            assert_eq!(media.download(message.media[0].sid).await.unwrap(), BYTES);
        })
        .await;
    }
}

async fn walk_urls(walk: &mut Walk, media: &Media, album: &Message) {
    let sids: Vec<_> = album.media.iter().map(|it| it.sid).collect();
    for capability in [
        "client.getTemporaryContentUrlsForMedia",
        "client.getTemporaryContentUrlsForMediaSids",
        "message.getTemporaryContentUrlsForAttachedMedia",
    ] {
        walk.tried(capability, async {
            let urls = media.temporary_urls(&sids).await.unwrap();
            assert_eq!(urls.len(), 2);
            assert!(urls.iter().all(Option::is_some), "{urls:?}");
        })
        .await;
    }
}

async fn walk_cancel(walk: &mut Walk, world: &mut World, media: &Media) {
    walk.tried("cancel a message with media", async {
        let before = world.sent("ahead").await.index;
        let room = world.room();
        let sending = async {
            let record = upload(media, "media", "never.txt").await;
            room.send("never").media_sid(record.sid).await
        };
        // Dropped in the middle of the upload.
        let polled = futures_util::future::poll_immediate(std::pin::pin!(sending)).await;
        assert!(polled.is_none());
        assert_eq!(world.sent("instead").await.index, before + 1);
    })
    .await;
}
