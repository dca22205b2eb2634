//! `/Client/v2/Conversations/{CH}/Participants`.

use fake_core::{
    Error, World, authorize,
    participant::{self, Add, Addresses, EmailRole, Level, NewParticipant, Participant},
    text::SHORT_ATTRIBUTES,
};
use twilio_sid::{ConversationSid, ParticipantSid};
use twilio_wire::{client_api as wire, sync::EmailLevel, time::Millis};

use crate::{
    client::ClientRequest,
    http::{
        error::{ApiError, HandlerError},
        parse,
        reply::Outcome,
    },
    render::render_binding,
};

fn who(form: &wire::ParticipantForm) -> Result<NewParticipant, HandlerError> {
    let binding = form.messaging_binding.as_ref();
    let addresses = Addresses {
        address: binding.and_then(|it| it.address.as_deref()),
        proxy_address: binding.and_then(|it| it.proxy_address.as_deref()),
        projected_address: None,
    };
    let is_headed = binding.is_some_and(|it| it.name.is_some() || it.level.is_some());
    let who = NewParticipant::new(form.identity.as_deref(), addresses)?;
    if is_headed && !who.is_by_email() {
        let why = "Messaging binding name and level are for e-mail alone";
        return Err(ApiError::bad(50420, why).into());
    }
    let email_role = EmailRole {
        name: binding.and_then(|it| it.name.as_deref()).map(Into::into),
        level: level(binding.and_then(|it| it.level).unwrap_or_default()),
    };
    Ok(who.with_email_role(email_role))
}

fn level(level: EmailLevel) -> Level {
    match level {
        EmailLevel::To => Level::To,
        EmailLevel::Cc => Level::Cc,
    }
}

pub(crate) fn add(
    call: &ClientRequest<'_>,
    conversation: &str,
    form: &wire::ParticipantForm,
) -> Outcome<wire::Participant> {
    let command = Add {
        who: who(form)?,
        attributes: parse::attributes(form.attributes.as_deref(), SHORT_ATTRIBUTES)?,
        role: None,
        created: None,
        updated: None,
    };
    call.transaction.record(
        |world, env| {
            authorize::add_participant(world, &call.caller.identity, conversation, command, env)
        },
        |world, (sid, participant)| rendered(world, sid, participant, call),
    )
}

pub(crate) fn update(
    call: &ClientRequest<'_>,
    (conversation, key): (&str, &str),
    form: &wire::ParticipantForm,
) -> Outcome<wire::Participant> {
    let command = participant::Update {
        attributes: parse::attributes(form.attributes.as_deref(), SHORT_ATTRIBUTES)?,
        ..participant::Update::default()
    };
    call.transaction.record(
        |world, env| {
            let place = (conversation, key);
            authorize::update_participant(world, &call.caller.identity, place, command, env)
        },
        |world, (sid, participant)| rendered(world, sid, participant, call),
    )
}

pub(crate) fn remove(call: &ClientRequest<'_>, conversation: &str, key: &str) -> Outcome<()> {
    call.transaction.record(
        |world, _| authorize::remove_participant(world, &call.caller.identity, (conversation, key)),
        |_, ()| Ok(()),
    )
}

fn rendered(
    world: &World,
    sid: ConversationSid,
    participant: ParticipantSid,
    call: &ClientRequest<'_>,
) -> Result<wire::Participant, Error> {
    let participants = &world.conversation(sid)?.participants;
    Ok(render(sid, participants.get(participant).ok_or(Error::NoParticipant)?, call))
}

fn render(
    conversation: ConversationSid,
    participant: &Participant,
    call: &ClientRequest<'_>,
) -> wire::Participant {
    let url = call.url(format_args!("Conversations/{conversation}"));
    wire::Participant {
        account_sid: call.caller.account,
        chat_service_sid: call.caller.service,
        conversation_sid: conversation,
        role_sid: participant.role,
        sid: participant.sid,
        attributes: participant.attributes.as_ref().to_owned(),
        date_created: Millis(participant.created),
        date_updated: Millis(participant.updated),
        identity: participant.identity.as_deref().map(str::to_owned),
        messaging_binding: participant.binding.as_ref().map(render_binding),
        url: format!("{url}/Participants/{}", participant.sid),
        links: wire::ParticipantLinks { conversation: url },
    }
}
