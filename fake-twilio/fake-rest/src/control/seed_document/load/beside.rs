//! What documents hold beside roles, users and conversations.

use base64::{Engine, engine::general_purpose::STANDARD};
use fake_core::{
    media,
    text::{Text, system},
};
use twilio_sid::{MediaSid, ServiceSid};

use super::{Form, Loader, refused};
use crate::{
    control::account,
    http::error::{HandlerError, full},
    media::File,
    seed::{SeedAddress, SeedError, SeedMedium, SeedMessage},
};

impl Loader<'_> {
    pub(super) fn address(&self, at: &str, address: &SeedAddress) -> Result<(), SeedError> {
        let creation = address.auto_creation.clone().unwrap_or_default();
        let form = Form::default()
            .with("Type", Some(&address.kind))
            .with("Address", Some(&address.address))
            .with("FriendlyName", address.friendly_name.as_ref())
            .with("AddressCountry", address.address_country.as_ref())
            .with("AutoCreation.Enabled", creation.enabled)
            .with("AutoCreation.Type", creation.kind.as_ref())
            .with("AutoCreation.ConversationServiceSid", creation.conversation_service_sid)
            .with("AutoCreation.WebhookUrl", creation.webhook_url.as_ref())
            .with("AutoCreation.WebhookMethod", creation.webhook_method.as_ref())
            .with_all("AutoCreation.WebhookFilters", &creation.webhook_filters);
        self.post(at, "/v1/Configuration/Addresses", form).map(drop)
    }

    /// Uploads the medium of a message; returns its SID, if it has one.
    pub(super) fn medium(
        &self,
        at: &str,
        service: Option<ServiceSid>,
        message: &SeedMessage,
    ) -> Result<Option<String>, SeedError> {
        let at = format!("{at}.media");
        let failed = |why: String| SeedError { at: at.clone(), why };
        let medium = match message.media.as_slice() {
            [] => return Ok(None),
            [medium] => medium,
            [..] => return Err(failed("REST shows one medium in a message".to_owned())),
        };
        let bytes = STANDARD.decode(content(medium).map_err(failed)?);
        let bytes = bytes.map_err(|error| failed(format!("base64: {error}")))?;
        let file = File {
            name: medium.filename.clone(),
            content_type: medium.content_type.clone(),
            bytes: bytes.into(),
            in_form: false,
        };
        let sid = self.upload(service, message.author.as_deref(), file);
        Ok(Some(sid.map_err(|error| refused(&at, error))?.to_string()))
    }

    fn upload(
        &self,
        service: Option<ServiceSid>,
        author: Option<&str>,
        file: File,
    ) -> Result<MediaSid, HandlerError> {
        let file = file.checked()?;
        let author: Text = author.map_or_else(system, Into::into);
        let tenant = account::tenant(self.store, self.account, service)?;
        let digest = self.media.borrow_mut().keep(file.bytes.clone()).map_err(|_| full())?;
        let upload = file.upload(author, digest);
        tenant.record(|_, env| Ok(media::upload(upload, env)), |_, sid| sid)
    }
}

fn content(medium: &SeedMedium) -> Result<&str, String> {
    match (&medium.content, &medium.path) {
        (Some(content), None) => Ok(content),
        (None, Some(_)) => Err("a path leads somewhere in a seed file only".to_owned()),
        (Some(_), Some(_)) | (None, None) => {
            Err("either content or, in a seed file, path is expected".to_owned())
        }
    }
}
