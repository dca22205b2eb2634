//! `/Services/{IS}/Configuration`.

use fake_core::{World, configuration};
use twilio_wire::rest::service_configuration as wire;

use crate::{
    http::{
        parse,
        reply::{Reply, ok},
    },
    scope::{ResourceScope, ServiceRequest},
};

#[expect(clippy::unnecessary_wraps, reason = "all handlers have one form")]
pub(super) fn fetch(request: &ServiceRequest<'_>) -> Reply {
    Ok(ok(&request.transaction.read(|world| render(world, &request.at))))
}

pub(super) fn update(request: &ServiceRequest<'_>) -> Reply {
    let form: wire::Form = parse::form(request.call.body)?;
    let role = |text: &Option<String>, name| parse::sid(text.as_deref(), name, 50109);
    let command = configuration::Update {
        conversation_creator_role: role(
            &form.default_conversation_creator_role_sid,
            "DefaultConversationCreatorRoleSid",
        )?,
        conversation_role: role(&form.default_conversation_role_sid, "DefaultConversationRoleSid")?,
        service_role: parse::sid(
            form.default_chat_service_role_sid.as_deref(),
            "DefaultChatServiceRoleSid",
            50102,
        )?,
        reachability: parse::boolean(form.reachability_enabled.as_deref(), "ReachabilityEnabled")?,
    };
    request.transaction.answer(
        |world, _| configuration::update(world, command),
        |world, ()| Ok(render(world, &request.at)),
        ok,
    )
}

fn render(world: &World, at: &ResourceScope) -> wire::ServiceConfiguration {
    let configuration = &world.configuration;
    let url = at.url("Configuration");
    wire::ServiceConfiguration {
        chat_service_sid: at.service,
        default_conversation_creator_role_sid: configuration.conversation_creator_role,
        default_conversation_role_sid: configuration.conversation_role,
        default_chat_service_role_sid: configuration.service_role,
        reachability_enabled: configuration.reachability,
        links: wire::Links {
            notifications: format!("{url}/Notifications"),
            webhooks: format!("{url}/Webhooks"),
        },
        url,
    }
}
