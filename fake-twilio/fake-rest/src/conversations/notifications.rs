//! `/Services/{IS}/Configuration/Notifications`.

use fake_core::{
    Error, World,
    notifications::{self, Notice, NoticeUpdate, Update},
};
use twilio_wire::rest::notifications as wire;

use crate::{
    http::{
        error::HandlerError,
        parse,
        reply::{Reply, ok},
    },
    scope::{At, Scoped},
};

#[expect(clippy::unnecessary_wraps, reason = "all handlers have one form")]
pub(super) fn fetch(scoped: &Scoped<'_>) -> Reply {
    Ok(ok(&scoped.transaction.read(|world| render(world, &scoped.at))))
}

/// Three parameters that belong together.
fn notice(
    enabled: Option<&str>,
    template: Option<&str>,
    sound: Option<&str>,
    name: &str,
) -> Result<NoticeUpdate, HandlerError> {
    let accept = |text: &str| Ok::<_, Error>(text.into());
    Ok(NoticeUpdate {
        enabled: parse::boolean(enabled, name)?,
        template: parse::edit(template, accept)?,
        sound: parse::edit(sound, accept)?,
    })
}

fn parse_update(form: &wire::Form) -> Result<Update, HandlerError> {
    Ok(Update {
        new_message: notice(
            form.new_enabled.as_deref(),
            form.new_template.as_deref(),
            form.new_sound.as_deref(),
            "NewMessage.Enabled",
        )?,
        with_media: notice(
            form.media_enabled.as_deref(),
            form.media_template.as_deref(),
            None,
            "NewMessage.WithMedia.Enabled",
        )?,
        badge_count: parse::boolean(form.new_badge.as_deref(), "NewMessage.BadgeCountEnabled")?,
        added: notice(
            form.added_enabled.as_deref(),
            form.added_template.as_deref(),
            form.added_sound.as_deref(),
            "AddedToConversation.Enabled",
        )?,
        removed: notice(
            form.removed_enabled.as_deref(),
            form.removed_template.as_deref(),
            form.removed_sound.as_deref(),
            "RemovedFromConversation.Enabled",
        )?,
        log: parse::boolean(form.log_enabled.as_deref(), "LogEnabled")?,
    })
}

pub(super) fn update(scoped: &Scoped<'_>) -> Reply {
    let form: wire::Form = parse::form(scoped.call.body)?;
    let command = parse_update(&form)?;
    scoped.transaction.answer(
        |world, _| Ok::<_, Error>(notifications::update(world, command)),
        |world, ()| Ok(render(world, &scoped.at)),
        ok,
    )
}

fn render_notice(notice: &Notice) -> wire::Notice {
    wire::Notice {
        enabled: notice.enabled,
        template: notice.template.as_deref().map(str::to_owned),
        sound: notice.sound.as_deref().map(str::to_owned),
    }
}

fn render(world: &World, at: &At) -> wire::Notifications {
    let settings = &world.notifications;
    let wire::Notice { enabled, template, sound } = render_notice(&settings.new_message);
    let with_media = render_notice(&settings.with_media);
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
        added_to_conversation: render_notice(&settings.added),
        removed_from_conversation: render_notice(&settings.removed),
        log_enabled: settings.log,
        url: at.url("Configuration/Notifications"),
    }
}
