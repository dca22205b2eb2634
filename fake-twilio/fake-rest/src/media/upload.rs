//! Uploads: a raw body, or the first file of a form.

use std::convert::Infallible;

use bytes::Bytes;
use fake_core::{
    media::{Category, Digest, Upload, check_size, upload as record},
    text::Text,
};
use futures_util::{FutureExt, stream};
use http::{StatusCode, header};
use mime::Mime;
use multer::Multipart;
use twilio_wire::client_api as wire;

use crate::{
    http::{
        error::{ApiError, HandlerError, full},
        parse,
        response::json,
    },
    media::{MediaReply, MediaRequest, record::render},
};

/// Media type of an upload that names none (`assumed`).
const UNKNOWN_TYPE: &str = "application/octet-stream";

/// Characters of a file's name (`assumed`, as of all names; settled by the contract test
/// `names_of_files_have_256_characters_at_most`).
const NAME_CHARS: usize = 256;

/// What was uploaded, before it is validated.
pub(crate) struct File {
    pub(crate) name: Option<String>,
    pub(crate) content_type: String,
    pub(crate) bytes: Bytes,
    pub(crate) in_form: bool,
}

/// What was uploaded and can be kept.
pub(crate) struct CheckedFile {
    pub(crate) bytes: Bytes,
    name: Option<String>,
    content_type: String,
    size: u64,
    in_form: bool,
}

impl File {
    /// Checks its media type, its name and its size.
    pub(crate) fn checked(self) -> Result<CheckedFile, HandlerError> {
        let Self { name, content_type, bytes, in_form } = self;
        if content_type.parse::<Mime>().is_err() {
            return Err(ApiError::bad(50511, "Media content type is invalid").into());
        }
        let name = name.filter(|name| !name.is_empty());
        if name.as_ref().is_some_and(|name| name.chars().count() > NAME_CHARS) {
            return Err(ApiError::bad(20001, "Filename is too long").into());
        }
        let size = check_size(bytes.len())?;
        Ok(CheckedFile { bytes, name, content_type, size, in_form })
    }
}

impl CheckedFile {
    /// The command that records it; `digest` is where its bytes are kept.
    pub(crate) fn upload(self, author: Text, digest: Digest) -> Upload {
        Upload {
            author,
            category: Category::default(),
            filename: self.name.map(Into::into),
            content_type: self.content_type.into(),
            size: self.size,
            digest,
            in_form: self.in_form,
        }
    }
}

pub(super) fn upload(call: &MediaRequest<'_>) -> MediaReply {
    let query: wire::UploadQuery =
        parse::form(call.request.uri().query().unwrap_or_default().as_bytes())?;
    let category = category(query.category.as_deref())?;
    let file = read(call, query.filename)?.checked()?;
    // Held until the record is in the log, so that the bytes stay until then.
    let kept = call.store.keep(file.bytes.clone()).map_err(|_| full())?;
    let command = Upload { category, ..file.upload(call.who.name().into(), kept.digest()) };
    let recorded = call.tenant.record_for(
        &call.who.actor(),
        |_, env| Ok::<_, HandlerError>(record(command, env)),
        |world, sid| world.media.get(sid).map(|it| render(it, call)),
    )?;
    // What was just recorded is there.
    recorded
        .map(|body| json(StatusCode::CREATED, &body))
        .ok_or(HandlerError::Conversations(fake_core::Error::NoMedium))
}

fn category(name: Option<&str>) -> Result<Category, ApiError> {
    let Some(name) = name.filter(|it| !it.is_empty()) else { return Ok(Category::default()) };
    let wrong = |_| ApiError::bad(20001, "Category must be media, body or history");
    name.parse().map_err(wrong)
}

fn read(call: &MediaRequest<'_>, name: Option<String>) -> Result<File, ApiError> {
    let content_type = match call.request.headers().get(header::CONTENT_TYPE) {
        None => UNKNOWN_TYPE,
        Some(value) => {
            value.to_str().map_err(|_| ApiError::bad(50511, "Media content type is invalid"))?
        }
    };
    let bytes = call.request.body().clone();
    if content_type.trim_start().to_ascii_lowercase().starts_with("multipart/form-data") {
        return first_file(content_type, bytes);
    }
    Ok(File { name, content_type: content_type.to_owned(), bytes, in_form: false })
}

fn bad_form(why: impl std::fmt::Display) -> ApiError {
    ApiError::bad(20001, format!("The form is malformed: {why}"))
}

fn first_file(content_type: &str, body: Bytes) -> Result<File, ApiError> {
    let boundary = multer::parse_boundary(content_type).map_err(bad_form)?;
    let whole = stream::once(std::future::ready(Ok::<_, Infallible>(body)));
    let mut form = Multipart::new(whole, boundary);
    let found = async {
        while let Some(field) = form.next_field().await? {
            if let Some(name) = field.file_name().map(str::to_owned) {
                let content_type = field.content_type().map(ToString::to_string);
                let content_type = content_type.unwrap_or_else(|| UNKNOWN_TYPE.to_owned());
                let bytes = field.bytes().await?;
                return Ok(Some(File { name: Some(name), content_type, bytes, in_form: true }));
            }
        }
        Ok::<_, multer::Error>(None)
    };
    // The whole body is there, so nothing ever has to be waited for.
    let found = found.now_or_never().ok_or_else(|| bad_form("it has no end"))?;
    found.map_err(bad_form)?.ok_or_else(|| bad_form("it has no file"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Result<File, ApiError> {
        let body = Bytes::from(text.replace('\n', "\r\n"));
        first_file("multipart/form-data; boundary=B", body)
    }

    #[test]
    fn the_first_file_of_a_form_counts() {
        let file = form(concat!(
            "--B\nContent-Disposition: form-data; name=\"note\"\n\nhello\n",
            "--B\nContent-Disposition: form-data; name=\"f\"; filename=\"a b.png\"\n",
            "Content-Type: image/png\n\nby\ntes\n",
            "--B\nContent-Disposition: form-data; name=\"g\"; filename=\"c.txt\"\n\nno\n--B--\n",
        ));
        let file = file.expect("a file");
        assert_eq!(file.name.as_deref(), Some("a b.png"));
        assert_eq!(file.content_type, "image/png");
        assert_eq!(file.bytes, "by\r\ntes");
    }

    #[test]
    fn broken_forms_are_refused() {
        assert!(form("").is_err());
        assert!(form("--B--\n").is_err());
        let cut = "--B\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\n\nhalf";
        assert!(form(cut).is_err());
        assert!(first_file("multipart/form-data", Bytes::new()).is_err());
    }
}
