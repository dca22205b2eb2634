//! `/Services/{IS}/Configuration/Notifications`.

use fake_core::{
    Error, World,
    notifications::{self, NotificationSetting, NotificationSettingUpdate, Update},
};
use twilio_wire::rest::notifications as wire;

use crate::{
    http::{
        error::HandlerError,
        parse,
        reply::{Reply, ok},
    },
    scope::{ResourceScope, ServiceRequest},
};

#[expect(clippy::unnecessary_wraps, reason = "all handlers have one form")]
pub(super) fn fetch(request: &ServiceRequest<'_>) -> Reply {
    Ok(ok(&request.transaction.read(|world| render(world, &request.at))))
}

/// Three parameters that belong together.
fn setting(
    enabled: Option<&str>,
    template: Option<&str>,
    sound: Option<&str>,
    name: &str,
) -> Result<NotificationSettingUpdate, HandlerError> {
    let accept = |text: &str| Ok::<_, Error>(text.into());
    Ok(NotificationSettingUpdate {
        enabled: parse::boolean(enabled, name)?,
        template: parse::edit(template, accept)?,
        sound: parse::edit(sound, accept)?,
    })
}

fn parse_update(form: &wire::Form) -> Result<Update, HandlerError> {
    Ok(Update {
        new_message: setting(
            form.new_enabled.as_deref(),
            form.new_template.as_deref(),
            form.new_sound.as_deref(),
            "NewMessage.Enabled",
        )?,
        with_media: setting(
            form.media_enabled.as_deref(),
            form.media_template.as_deref(),
            None,
            "NewMessage.WithMedia.Enabled",
        )?,
        badge_count: parse::boolean(form.new_badge.as_deref(), "NewMessage.BadgeCountEnabled")?,
        added: setting(
            form.added_enabled.as_deref(),
            form.added_template.as_deref(),
            form.added_sound.as_deref(),
            "AddedToConversation.Enabled",
        )?,
        removed: setting(
            form.removed_enabled.as_deref(),
            form.removed_template.as_deref(),
            form.removed_sound.as_deref(),
            "RemovedFromConversation.Enabled",
        )?,
        log: parse::boolean(form.log_enabled.as_deref(), "LogEnabled")?,
    })
}

pub(super) fn update(request: &ServiceRequest<'_>) -> Reply {
    let form: wire::Form = parse::form(request.call.body)?;
    let command = parse_update(&form)?;
    request.transaction.answer(
        |world, _| Ok::<_, Error>(notifications::update(world, command)),
        |world, ()| Ok(render(world, &request.at)),
        ok,
    )
}

fn render_setting(setting: &NotificationSetting) -> wire::NotificationSetting {
    wire::NotificationSetting {
        enabled: setting.enabled,
        template: setting.template.as_deref().map(str::to_owned),
        sound: setting.sound.as_deref().map(str::to_owned),
    }
}

fn render(world: &World, at: &ResourceScope) -> wire::Notifications {
    let settings = &world.notifications;
    let wire::NotificationSetting { enabled, template, sound } =
        render_setting(&settings.new_message);
    let with_media = render_setting(&settings.with_media);
    wire::Notifications {
        account_sid: at.account,
        chat_service_sid: at.service,
        new_message: wire::NewMessage {
            enabled,
            template,
            sound,
            badge_count_enabled: settings.badge_count,
            with_media: wire::WithMedia {
                enabled: with_media.enabled,
                template: with_media.template,
            },
        },
        added_to_conversation: render_setting(&settings.added),
        removed_from_conversation: render_setting(&settings.removed),
        log_enabled: settings.log,
        url: at.url("Configuration/Notifications"),
    }
}
