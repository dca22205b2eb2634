//! Which path and method leads to which handler.

use fake_core::Refusal;
use http::Method;

use super::{
    Call, Scoped, address, binding, configuration, conversation, credential, message,
    notifications, participant, participant_conversation, receipt, role, service,
    service_configuration, user, user_conversation, webhook, webhook_configuration,
    with_participants,
};
use crate::{
    answer::{Failure, Reply},
    api::method_not_allowed,
};

pub(crate) fn handle(call: &Call<'_>, method: &Method, segments: &[&str]) -> Reply {
    match segments {
        ["Configuration"] => match *method {
            Method::GET => configuration::fetch(call),
            Method::POST => configuration::update(call),
            _ => Err(method_not_allowed()),
        },
        ["Configuration", "Addresses", rest @ ..] => handle_addresses(call, method, rest),
        ["Credentials", rest @ ..] => handle_credentials(call, method, rest),
        ["Configuration", "Webhooks"] => match *method {
            Method::GET => webhook_configuration::fetch(call),
            Method::POST => webhook_configuration::update(call),
            _ => Err(method_not_allowed()),
        },
        ["Services"] => match *method {
            Method::GET => service::list(call),
            Method::POST => service::create(call),
            _ => Err(method_not_allowed()),
        },
        ["Services", sid] => match *method {
            Method::GET => service::fetch(call, sid),
            Method::DELETE => service::delete(call, sid),
            _ => Err(method_not_allowed()),
        },
        ["Services", sid, "Configuration"] => {
            let scoped = call.in_service(sid)?;
            match *method {
                Method::GET => Ok(service_configuration::fetch(&scoped)),
                Method::POST => service_configuration::update(&scoped),
                _ => Err(method_not_allowed()),
            }
        }
        ["Services", sid, "Configuration", "Notifications"] => {
            let scoped = call.in_service(sid)?;
            match *method {
                Method::GET => Ok(notifications::fetch(&scoped)),
                Method::POST => notifications::update(&scoped),
                _ => Err(method_not_allowed()),
            }
        }
        ["Services", sid, "Bindings", rest @ ..] => {
            handle_bindings(&call.in_service(sid)?, method, rest)
        }
        ["Services", sid, "Configuration", "Webhooks"] => {
            let scoped = call.in_service(sid)?;
            match *method {
                Method::GET => Ok(webhook_configuration::fetch_of_service(&scoped)),
                Method::POST => webhook_configuration::update_of_service(&scoped),
                _ => Err(method_not_allowed()),
            }
        }
        ["Services", sid, rest @ ..] => handle_scoped(&call.in_service(sid)?, method, rest),
        rest => handle_scoped(&call.in_default_service()?, method, rest),
    }
}

fn handle_addresses(call: &Call<'_>, method: &Method, segments: &[&str]) -> Reply {
    match segments {
        [] => match *method {
            Method::GET => address::list(call),
            Method::POST => address::create(call),
            _ => Err(method_not_allowed()),
        },
        [key] => match *method {
            Method::GET => address::fetch(call, key),
            Method::POST => address::update(call, key),
            Method::DELETE => address::delete(call, key),
            _ => Err(method_not_allowed()),
        },
        _ => Err(Failure::Refused(Refusal::NoAddressConfiguration)),
    }
}

fn handle_credentials(call: &Call<'_>, method: &Method, segments: &[&str]) -> Reply {
    match segments {
        [] => match *method {
            Method::GET => credential::list(call),
            Method::POST => credential::create(call),
            _ => Err(method_not_allowed()),
        },
        [sid] => match *method {
            Method::GET => credential::fetch(call, sid),
            Method::POST => credential::update(call, sid),
            Method::DELETE => credential::delete(call, sid),
            _ => Err(method_not_allowed()),
        },
        _ => Err(Failure::Refused(Refusal::NoCredential)),
    }
}

fn handle_bindings(scoped: &Scoped<'_>, method: &Method, segments: &[&str]) -> Reply {
    match segments {
        [] => match *method {
            Method::GET => binding::list(scoped),
            _ => Err(method_not_allowed()),
        },
        [sid] => match *method {
            Method::GET => binding::fetch(scoped, sid),
            Method::DELETE => binding::delete(scoped, sid),
            _ => Err(method_not_allowed()),
        },
        _ => Err(Failure::Refused(Refusal::NoBinding)),
    }
}

fn handle_scoped(scoped: &Scoped<'_>, method: &Method, segments: &[&str]) -> Reply {
    match segments {
        ["Conversations"] => match *method {
            Method::GET => conversation::list(scoped),
            Method::POST => conversation::create(scoped),
            _ => Err(method_not_allowed()),
        },
        ["Conversations", key] => match *method {
            Method::GET => conversation::fetch(scoped, key),
            Method::POST => conversation::update(scoped, key),
            Method::DELETE => conversation::delete(scoped, key),
            _ => Err(method_not_allowed()),
        },
        ["Conversations", key, rest @ ..] => handle_in_conversation(scoped, method, key, rest),
        ["ConversationWithParticipants"] => match *method {
            Method::POST => with_participants::create(scoped),
            _ => Err(method_not_allowed()),
        },
        ["ParticipantConversations"] => match *method {
            Method::GET => participant_conversation::list(scoped),
            _ => Err(method_not_allowed()),
        },
        ["Roles", rest @ ..] => handle_roles(scoped, method, rest),
        ["Users", rest @ ..] => handle_users(scoped, method, rest),
        _ => Err(Failure::Refused(Refusal::NoService)),
    }
}

fn handle_roles(scoped: &Scoped<'_>, method: &Method, segments: &[&str]) -> Reply {
    match segments {
        [] => match *method {
            Method::GET => role::list(scoped),
            Method::POST => role::create(scoped),
            _ => Err(method_not_allowed()),
        },
        [sid] => match *method {
            Method::GET => role::fetch(scoped, sid),
            Method::POST => role::update(scoped, sid),
            Method::DELETE => role::delete(scoped, sid),
            _ => Err(method_not_allowed()),
        },
        _ => Err(Failure::Refused(Refusal::NoRole)),
    }
}

fn handle_users(scoped: &Scoped<'_>, method: &Method, segments: &[&str]) -> Reply {
    match segments {
        [] => match *method {
            Method::GET => user::list(scoped),
            Method::POST => user::create(scoped),
            _ => Err(method_not_allowed()),
        },
        [key] => match *method {
            Method::GET => user::fetch(scoped, key),
            Method::POST => user::update(scoped, key),
            Method::DELETE => user::delete(scoped, key),
            _ => Err(method_not_allowed()),
        },
        [key, "Conversations"] => match *method {
            Method::GET => user_conversation::list(scoped, key),
            _ => Err(method_not_allowed()),
        },
        [key, "Conversations", conversation] => match *method {
            Method::GET => user_conversation::fetch(scoped, key, conversation),
            Method::POST => user_conversation::update(scoped, key, conversation),
            Method::DELETE => user_conversation::delete(scoped, key, conversation),
            _ => Err(method_not_allowed()),
        },
        _ => Err(Failure::Refused(Refusal::NoService)),
    }
}

fn handle_in_conversation(
    scoped: &Scoped<'_>,
    method: &Method,
    conversation: &str,
    segments: &[&str],
) -> Reply {
    match segments {
        ["Participants"] => match *method {
            Method::GET => participant::list(scoped, conversation),
            Method::POST => participant::create(scoped, conversation),
            _ => Err(method_not_allowed()),
        },
        ["Participants", key] => match *method {
            Method::GET => participant::fetch(scoped, conversation, key),
            Method::POST => participant::update(scoped, conversation, key),
            Method::DELETE => participant::delete(scoped, conversation, key),
            _ => Err(method_not_allowed()),
        },
        ["Messages"] => match *method {
            Method::GET => message::list(scoped, conversation),
            Method::POST => message::create(scoped, conversation),
            _ => Err(method_not_allowed()),
        },
        ["Messages", sid] => match *method {
            Method::GET => message::fetch(scoped, conversation, sid),
            Method::POST => message::update(scoped, conversation, sid),
            Method::DELETE => message::delete(scoped, conversation, sid),
            _ => Err(method_not_allowed()),
        },
        ["Webhooks"] => match *method {
            Method::GET => webhook::list(scoped, conversation),
            Method::POST => webhook::create(scoped, conversation),
            _ => Err(method_not_allowed()),
        },
        ["Webhooks", sid] => match *method {
            Method::GET => webhook::fetch(scoped, conversation, sid),
            Method::POST => webhook::update(scoped, conversation, sid),
            Method::DELETE => webhook::delete(scoped, conversation, sid),
            _ => Err(method_not_allowed()),
        },
        ["Messages", sid, "Receipts"] => match *method {
            Method::GET => receipt::list(scoped, conversation, sid),
            _ => Err(method_not_allowed()),
        },
        ["Messages", sid, "Receipts", receipt] => match *method {
            Method::GET => receipt::fetch(scoped, conversation, sid, receipt),
            _ => Err(method_not_allowed()),
        },
        _ => Err(Failure::Refused(Refusal::NoService)),
    }
}
