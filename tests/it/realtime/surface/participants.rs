//! Participants, and who types.

use std::collections::BTreeSet;

use http::Method;
use serde_json::json;
use twilio_conversations::{
    Attributes,
    realtime::{Conversation, ConversationState, Event, Participant},
    sid::{ConversationSid, ParticipantSid},
    wire::{
        client_api::{BindingForm, ParticipantForm},
        sync::{EmailLevel, ParticipantEmail},
    },
};

use super::{
    Walk,
    world::{World, refused},
};
use crate::realtime::heard;

fn identities(state: &ConversationState) -> BTreeSet<&str> {
    state.participants.values().filter_map(|it| it.identity.as_deref()).collect()
}

fn by_identity(state: &ConversationState, identity: &str) -> Participant {
    let found = state.participants.values().find(|it| it.identity.as_deref() == Some(identity));
    found.unwrap().clone()
}

fn joined(sid: ParticipantSid) -> impl Fn(&Event) -> Option<Participant> {
    move |event| {
        if let Event::ParticipantJoined(_, it) = event
            && it.sid == sid
        {
            Some((**it).clone())
        } else {
            None
        }
    }
}

fn left(wanted: ParticipantSid) -> impl Fn(&Event) -> Option<()> {
    move |event| matches!(event, Event::ParticipantLeft(_, it) if it.sid == wanted).then_some(())
}

/// Adds somebody and gives the participant as bob sees it.
async fn add(world: &mut World, form: &ParticipantForm) -> Participant {
    let sid = world.room().add_participant(form).await.unwrap().sid;
    heard(&mut world.bob_events, joined(sid)).await
}

async fn add_chat(world: &mut World, identity: &str) -> Participant {
    let form = ParticipantForm {
        identity: Some(identity.to_owned()),
        attributes: Some("{\"guest\":true}".to_owned()),
        ..ParticipantForm::default()
    };
    add(world, &form).await
}

async fn remove(world: &mut World, room: &Conversation, gone: &Participant, by: &str) {
    room.remove_participant(by).await.unwrap();
    heard(&mut world.bob_events, left(gone.sid)).await;
}

pub(super) async fn walk(walk: &mut Walk, world: &mut World) {
    walk.area("Participants");
    walk_reads(walk, world).await;
    walk_come_and_go(walk, world).await;
    walk_addresses(walk, world).await;
    walk_changes(walk, world).await;
    walk_crowds(walk, world).await;
}

async fn walk_reads(walk: &mut Walk, world: &mut World) {
    let state = world.room().state().await.unwrap();
    walk.tried("getParticipants", async {
        assert_eq!(identities(&state), BTreeSet::from(["ada", "bob"]));
        assert!(state.participants.values().all(|it| it.kind == "chat"));
    })
    .await;
    let bob = by_identity(&state, "bob");
    walk.tried("getParticipantByIdentity", async {
        assert_eq!(bob.identity.as_deref(), Some("bob"));
    })
    .await;
    walk.tried("getParticipantBySid", async {
        assert_eq!(state.participants[&bob.sid], bob);
    })
    .await;
    walk.tried("getParticipantsCount", async {
        assert_eq!(world.room().peek().await.unwrap().participants_count, 2);
    })
    .await;
}

async fn walk_come_and_go(walk: &mut Walk, world: &mut World) {
    let room = world.room();
    let mut carl = None;
    walk.tried("add, participantJoined", async {
        let added = add_chat(world, "carl").await;
        assert_eq!(added.attributes, "{\"guest\":true}");
        heard(&mut world.ada_events, joined(added.sid)).await;
        carl = Some(added);
    })
    .await;
    let carl = carl.unwrap();
    walk.tried("add somebody twice is refused", async {
        refused(room.add("carl").await, 50433);
    })
    .await;
    walk.tried("removeParticipant by identity, participantLeft", async {
        remove(world, &room, &carl, "carl").await;
        heard(&mut world.ada_events, left(carl.sid)).await;
    })
    .await;
    for capability in ["removeParticipant by participant", "participant.remove"] {
        walk.tried(capability, async {
            let carl = add_chat(world, "carl").await;
            remove(world, &room, &carl, &carl.sid.to_string()).await;
        })
        .await;
    }
}

async fn walk_addresses(walk: &mut Walk, world: &mut World) {
    let room = world.room();
    walk.tried("addNonChatParticipant", async {
        let binding = BindingForm {
            address: Some("+15005550001".to_owned()),
            proxy_address: Some("+15005550006".to_owned()),
            ..BindingForm::default()
        };
        let sid = room.add_address(binding).await.unwrap().sid;
        let added = heard(&mut world.bob_events, joined(sid)).await;
        assert_eq!((added.identity.as_ref(), added.kind.as_str()), (None, "sms"));
        remove(world, &room, &added, &sid.to_string()).await;
    })
    .await;
    walk.tried("addNonChatParticipant by e-mail, participant.bindings", async {
        let binding = BindingForm {
            address: Some("eve@example.com".to_owned()),
            proxy_address: Some("lobby@example.com".to_owned()),
            name: Some("Eve".to_owned()),
            level: Some(EmailLevel::Cc),
        };
        let sid = room.add_address(binding).await.unwrap().sid;
        let added = heard(&mut world.bob_events, joined(sid)).await;
        let email = ParticipantEmail {
            name: Some("Eve".to_owned()),
            address: "eve@example.com".to_owned(),
            level: EmailLevel::Cc,
        };
        assert_eq!(added.bindings.email, Some(email));
        remove(world, &room, &added, &sid.to_string()).await;
    })
    .await;
    walk.tried("participant.type of a chat user in a group message", async {
        let sid = world.conversation(&[("FriendlyName", "Group")], &[]).await;
        let form = [("Identity", "ada"), ("MessagingBinding.ProjectedAddress", "+15005550006")];
        let path = format!("/v1/Conversations/{sid}/Participants");
        world.rest(Method::POST, &path, &form).await;
        let state = heard(&mut world.ada_events, added(sid)).await;
        assert_eq!(by_identity(&state, "ada").kind, "chat");
    })
    .await;
}

async fn walk_changes(walk: &mut Walk, world: &mut World) {
    walk.tried("participant.updateAttributes, participantUpdated", async {
        let me = by_identity(&world.room().state().await.unwrap(), "ada");
        let hat = json!({"hat": "red"});
        world.room().set_participant_attributes(me.sid, &hat).await.unwrap();
        let updated = |event: &Event| {
            if let Event::ParticipantUpdated(_, it) = event
                && it.sid == me.sid
            {
                Some((**it).clone())
            } else {
                None
            }
        };
        let seen = heard(&mut world.bob_events, updated).await;
        assert_eq!(seen.attributes_as::<serde_json::Value>().unwrap(), hat);
    })
    .await;
    walk.tried("participant.roleSid, changed by REST", async {
        let role = world.stack.role("channel admin").await;
        let path = format!("/v1/Conversations/{}/Participants/bob", world.sid);
        world.rest(Method::POST, &path, &[("RoleSid", &role.to_string())]).await;
        world.ada_sees(|state| by_identity(state, "bob").role_sid == Some(role)).await;
    })
    .await;
    walk.tried("participant.getUser", async {
        assert_eq!(world.ada.fetch_user("bob").await.unwrap().identity, "bob");
    })
    .await;
}

async fn walk_crowds(walk: &mut Walk, world: &mut World) {
    walk.tried("a roster of several pages", async {
        let crowd: Vec<String> = (0..130).map(|number| format!("guest {number}")).collect();
        let mut people: Vec<&str> = crowd.iter().map(String::as_str).collect();
        people.push("ada");
        let sid = world.conversation(&[("FriendlyName", "Crowd")], &people).await;
        let state = heard(&mut world.ada_events, added(sid)).await;
        assert_eq!(identities(&state), people.into_iter().collect());
    })
    .await;
    walk.tried("identities with reserved characters", async {
        let (odd, room) = ("o/d+d %é", world.room());
        let added = add_chat(world, odd).await;
        assert_eq!(added.identity.as_deref(), Some(odd));
        remove(world, &room, &added, odd).await;
    })
    .await;
}

pub(super) async fn walk_typing(walk: &mut Walk, world: &mut World) {
    walk.area("Typing");
    let types = |identity: &'static str| {
        move |event: &Event| {
            let started = matches!(event, Event::Typing { identity: who, started: true, .. }
                if who == identity);
            started.then_some(())
        }
    };
    let ended = |identity: &'static str| {
        move |event: &Event| {
            let ended =
                matches!(event, Event::TypingEnded { identity: who, .. } if who == identity);
            ended.then_some(())
        }
    };
    walk.tried("typing, typingStarted, typingEnded", async {
        let pause = world.room().typing().await.unwrap();
        assert_eq!(pause.as_secs(), 5);
        heard(&mut world.bob_events, types("ada")).await;
        heard(&mut world.bob_events, ended("ada")).await;
    })
    .await;
    walk.tried("a message ends typing", async {
        world.bobs_room().typing().await.unwrap();
        heard(&mut world.ada_events, types("bob")).await;
        world.bobs_room().send("typed").await.unwrap();
        heard(&mut world.ada_events, ended("bob")).await;
    })
    .await;
}

/// The state of a conversation that appears.
fn added(sid: ConversationSid) -> impl Fn(&Event) -> Option<ConversationState> {
    move |event| {
        let Event::ConversationAdded(added, state) = event else { return None };
        (*added == sid).then(|| (**state).clone())
    }
}
