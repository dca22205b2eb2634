//! Media: what users upload and messages show. Their bytes stand elsewhere, under a [`Digest`].

use std::sync::Arc;

use twilio_sid::MediaSid;

use crate::{
    Env, Error,
    conversations::{
        fact::{Decided, Fact, MediaFact},
        record::{
            content_template::Content,
            media::{Category, Digest, Medium},
        },
        state::{media_library::StoredMedium, world::World},
        visibility::may_read,
    },
    text::Text,
};

/// Bytes of one medium (`assumed` to be what the SDK is told; the documentation says up to 150 MB).
pub const MEDIUM_BYTES: u64 = 50 * 1024 * 1024;

/// Bytes of all media of one message (Twilio's documentation).
pub const MESSAGE_BYTES: u64 = 150 * 1024 * 1024;

/// Media of one message (Twilio's documentation).
pub const MEDIA_OF_MESSAGE: usize = 10;

/// Uploads a medium whose bytes are kept already.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Who uploads: an identity, or `system`.
    pub author: Text,
    /// What it is for.
    pub category: Category,
    /// Name of the file, if any.
    pub filename: Option<Text>,
    /// Media type.
    pub content_type: Text,
    /// Size in bytes.
    pub size: u64,
    /// Where the bytes are.
    pub digest: Digest,
    /// Whether it came as a part of a form.
    pub in_form: bool,
}

/// Accepts a medium's size in bytes.
pub fn check_size(size: usize) -> Result<u64, Error> {
    let size = u64::try_from(size).unwrap_or(u64::MAX);
    if size > MEDIUM_BYTES { Err(Error::MediumTooLarge) } else { Ok(size) }
}

/// Records [`Upload`].
pub fn upload(command: Upload, env: &mut Env<'_>) -> Decided<MediaSid> {
    let Upload { author, category, filename, content_type, size, digest, in_form } = command;
    let sid = env.ids.draw();
    let created = env.now;
    let medium =
        Medium { sid, author, category, filename, content_type, size, digest, in_form, created };
    Decided::one(Fact::Media(MediaFact::Uploaded(Arc::new(medium))), sid)
}

/// The medium that clients read a template's content from (`@twilio/conversations` 3.0.1,
/// `message.ts`: of category `body`).
pub(crate) fn of_template(content: &Content, author: &Text, env: &mut Env<'_>) -> Medium {
    Medium {
        sid: env.ids.draw(),
        author: author.clone(),
        category: Category::Body,
        filename: None,
        content_type: content.content_type.clone(),
        size: content.size,
        digest: content.digest,
        in_form: false,
        created: env.now,
    }
}

/// The media that a message is to show; each belongs to one message at most.
pub(crate) fn choose(world: &World, wanted: &[MediaSid]) -> Result<Vec<Arc<Medium>>, Error> {
    if wanted.len() > MEDIA_OF_MESSAGE {
        return Err(Error::TooManyMedia);
    }
    let mut chosen: Vec<Arc<Medium>> = Vec::with_capacity(wanted.len());
    for sid in wanted {
        let known = world.media.get(*sid).ok_or(Error::NoMedium)?;
        if known.message.is_some() || chosen.iter().any(|it| it.sid == *sid) {
            return Err(Error::MediumUsed);
        }
        chosen.push(known.medium.clone());
    }
    if chosen.iter().map(|it| it.size).sum::<u64>() > MESSAGE_BYTES {
        return Err(Error::MediaTooLarge);
    }
    Ok(chosen)
}

/// Refuses media that somebody else uploaded (`assumed`: a live message would settle it).
pub(crate) fn check_own(world: &World, wanted: &[MediaSid], identity: &str) -> Result<(), Error> {
    let is_own = |sid: &MediaSid| {
        world.media.get(*sid).is_some_and(|it| it.medium.author.as_ref() == identity)
    };
    if wanted.iter().all(is_own) { Ok(()) } else { Err(Error::NoMedium) }
}

/// The medium, if the identity may read it: its own, or one in a conversation that it may read.
pub fn readable<'w>(
    world: &'w World,
    sid: MediaSid,
    identity: &str,
) -> Result<&'w StoredMedium, Error> {
    let known = world.media.get(sid).ok_or(Error::NoMedium)?;
    let takes_part = |(conversation, _)| {
        world.conversation(conversation).is_ok_and(|it| may_read(world, it, identity))
    };
    let is_own = known.medium.author.as_ref() == identity;
    // For everybody else it does not exist (`assumed`).
    if is_own || known.message.is_some_and(takes_part) { Ok(known) } else { Err(Error::NoMedium) }
}
