//! Records of media, one by one and as a set.

use fake_core::{
    Error, World,
    media::{StoredMedium, readable},
};
use http::StatusCode;
use twilio_sid::MediaSid;
use twilio_wire::{client_api as wire, time::Millis};

use crate::{
    http::{
        error::{ApiError, HandlerError},
        parse,
        response::json,
    },
    media::{MediaCaller, MediaReply, MediaRequest},
};

/// The medium, if the caller may read it: servers read all.
pub(super) fn find<'w>(
    world: &'w World,
    call: &MediaRequest<'_>,
    sid: &str,
) -> Result<&'w StoredMedium, Error> {
    let sid: MediaSid = sid.parse().map_err(|_| Error::NoMedium)?;
    match &call.who {
        MediaCaller::Client(identity) => readable(world, sid, identity),
        MediaCaller::Server => world.media.get(sid).ok_or(Error::NoMedium),
    }
}

/// A medium that is not there; only messages have a code of their own for it.
pub(super) fn missing(call: &MediaRequest<'_>) -> HandlerError {
    ApiError::not_found(call.request.uri().path()).into()
}

pub(super) fn fetch(call: &MediaRequest<'_>, sid: &str) -> MediaReply {
    let found = call.tenant.read(|world| find(world, call, sid).map(|it| render(it, call)));
    found.map(|body| json(StatusCode::OK, &body)).map_err(|_| missing(call))
}

/// Several media at once; a missing one has an error in its place.
pub(super) fn set(call: &MediaRequest<'_>) -> MediaReply {
    let form: wire::MediaSetForm = parse::json(call.request.body())?;
    // The SDK has no other command.
    if form.command != "get" {
        return Err(ApiError::bad(20001, "The command of a media set must be get").into());
    }
    let entries: Vec<_> = call.tenant.read(|world| {
        let entry = |target: &wire::MediaSetTarget| {
            let media_record = find(world, call, &target.media_sid).ok().map(|it| render(it, call));
            let code = if media_record.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
            wire::MediaSetEntry { code: code.as_u16(), media_record }
        };
        form.list.iter().map(entry).collect()
    });
    Ok(json(StatusCode::OK, &entries))
}

pub(super) fn render(stored: &StoredMedium, call: &MediaRequest<'_>) -> wire::MediaRecord {
    let medium = &stored.medium;
    let url = format!("{}/{}", call.url(), medium.sid);
    let content = format!("{url}/Content");
    let query = call.signing_key.sign(call.service, medium.sid, call.tenant.now());
    wire::MediaRecord {
        sid: medium.sid,
        service_sid: call.service,
        channel_sid: stored.message.map(|(conversation, _)| conversation),
        message_sid: stored.message.map(|(_, message)| message),
        date_created: Millis(medium.created),
        date_upload_updated: Millis(medium.created),
        date_updated: Millis(medium.created),
        size: medium.size,
        content_type: medium.content_type.to_string(),
        filename: medium.filename.as_deref().map(str::to_owned),
        category: <&str>::from(medium.category).to_owned(),
        author: medium.author.to_string(),
        is_multipart_upstream: medium.in_form,
        links: wire::MediaLinks {
            content_direct_temporary: format!("{content}/Temporary?{query}"),
            content,
        },
        url,
    }
}
