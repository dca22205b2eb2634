//! Accounts to lines.

use std::collections::BTreeMap;

use bytes::Bytes;
use fake_core::{
    Fact, Service,
    account::AccountFact,
    binding::BindingFact,
    configuration::{Configuration, ServiceFact},
    conversation::{ConversationFact, Restored},
    delivery::DeliveryFact,
    media::MediaFact,
    media_processing::MediaProcessingFact,
    message::MessageFact,
    participant::ParticipantFact,
    room::{RoomFact, RoomParticipant, RoomProfile},
    user::UserFact,
    webhook::WebhookFact,
};
use fake_store::Store;
use jiff::Timestamp;
use twilio_sid::{ConversationSid, RoomParticipantSid, RoomSid};

use super::{
    FORMAT, SavedAccount, Secrets, VERSION, Worlds,
    record::{
        AccountLine, ApiKeyLine, Blob, ChannelMetadataLine, ConversationLine,
        ConversationWebhookLine, Header, Line, MessageLine, ParticipantLine, ReceiptLine,
        RecipientOfMessage, RecipientsLine, RoomLine, ServiceLine, StorageSettingsLine, TrackLine,
    },
};

/// Writes lines.
struct Writer {
    secrets: Secrets,
    text: Vec<u8>,
}

/// Writes accounts as an archive.
pub(crate) fn write(worlds: &Worlds, store: &Store, secrets: Secrets) -> Bytes {
    let mut writer = Writer { secrets, text: Vec::new() };
    writer.line(Line::Archive(Header { format: FORMAT.to_owned(), version: VERSION }));
    for sha256 in worlds.media.digests() {
        // They are kept, so they are there.
        if let Some(content) = store.blob(sha256) {
            writer.line(Line::Blob(Blob { sha256, content }));
        }
    }
    for account in &worlds.accounts {
        writer.account(account);
    }
    writer.text.into()
}

impl Writer {
    fn line(&mut self, line: Line) {
        let line = self.secrets.hide(line);
        // Records are plain structs with text keys, so this does not fail.
        if serde_json::to_writer(&mut self.text, &line).is_ok() {
            self.text.push(b'\n');
        }
    }

    fn account(&mut self, account: &SavedAccount) {
        let SavedAccount { sid, credentials, contents } = account;
        let keys = credentials.api_keys.iter();
        let keys = keys.map(|it| ApiKeyLine { sid: it.sid, secret: it.secret.clone() });
        for fact in &contents.account {
            if let AccountFact::DefaultsChanged(defaults) = fact {
                self.line(Line::Account(AccountLine {
                    sid: *sid,
                    auth_token: credentials.auth_token.clone(),
                    api_keys: Some(keys.clone().collect()),
                    defaults: *defaults,
                }));
            } else if let AccountFact::WebhooksConfigured(it) = fact {
                self.line(Line::AccountWebhooks(it.as_ref().clone()));
            } else if let AccountFact::AddressCreated(it) = fact {
                self.line(Line::Address(it.as_ref().clone()));
            } else if let AccountFact::CredentialCreated(it) = fact {
                self.line(Line::Credential(it.as_ref().clone()));
            } else if let AccountFact::TemplateCreated(it) = fact {
                self.line(Line::ContentTemplate(it.as_ref().clone()));
            }
        }
        contents.services.iter().for_each(|facts| self.service(facts));
        self.rooms(&contents.rooms);
        for fact in &contents.media_processing {
            self.processing(fact);
        }
    }

    fn service(&mut self, facts: &[Fact]) {
        let restored = restored(facts);
        let configuration = facts.iter().find_map(configured);
        for fact in facts {
            if let Fact::Service(ServiceFact::Replaced(service, roles)) = fact
                && let Some(configuration) = configuration
            {
                self.line(Line::Service(service_line(service, configuration)));
                roles.iter().for_each(|role| self.line(Line::Role(role.as_ref().clone())));
            } else if let Fact::Conversation(sid, ConversationFact::Created(_)) = fact
                && let Some((activity, restored)) = restored.get(sid)
            {
                self.line(Line::Conversation(ConversationLine {
                    profile: restored.profile.as_ref().clone(),
                    date_of_last_change: restored.updated,
                    next_message_index: restored.next_index,
                    activity: *activity,
                }));
            } else if let Some(line) = chat(fact) {
                self.line(line);
            }
        }
    }

    fn rooms(&mut self, facts: &[RoomFact]) {
        let last = LastOfRooms::of(facts);
        for fact in facts {
            if let RoomFact::Created(room) = fact
                && let Some(empty_since) = last.empty_since.get(&room.sid)
            {
                let room = last.profiles.get(&room.sid).copied().unwrap_or(room).clone();
                self.line(Line::Room(RoomLine { room, empty_since: *empty_since }));
            } else if let RoomFact::ParticipantConnected(it) = fact {
                let it = last.participants.get(&it.sid).copied().unwrap_or(it).clone();
                self.line(Line::RoomParticipant(it));
            } else if let RoomFact::TrackPublished(room_sid, track) = fact {
                let track = track.as_ref().clone();
                self.line(Line::Track(TrackLine { room_sid: *room_sid, track }));
            }
        }
    }

    fn processing(&mut self, fact: &MediaProcessingFact) {
        match fact {
            MediaProcessingFact::Composition(it) => {
                self.line(Line::Composition(it.as_ref().clone()));
            }
            MediaProcessingFact::Hook(it) => self.line(Line::CompositionHook(it.as_ref().clone())),
            MediaProcessingFact::Storage(of, it) => {
                let settings = it.as_ref().clone();
                self.line(Line::StorageSettings(StorageSettingsLine { of: *of, settings }));
            }
            MediaProcessingFact::Transcription(it) => {
                self.line(Line::Transcription(it.as_ref().clone()));
            }
            // What is gone is not among the contents.
            MediaProcessingFact::Reset | MediaProcessingFact::HookDeleted(_) => {}
        }
    }
}

fn configured(fact: &Fact) -> Option<Configuration> {
    let Fact::Service(ServiceFact::Configured(it)) = fact else { return None };
    Some(**it)
}

/// What conversations were like, with their places by their last activity.
fn restored(facts: &[Fact]) -> BTreeMap<ConversationSid, (usize, &Restored)> {
    let restored = facts.iter().filter_map(|fact| {
        let Fact::Conversation(_, ConversationFact::Restored(it)) = fact else { return None };
        Some(it.as_ref())
    });
    restored.enumerate().map(|(activity, it)| (it.profile.sid, (activity, it))).collect()
}

fn service_line(service: &Service, configuration: Configuration) -> ServiceLine {
    ServiceLine {
        sid: service.sid,
        friendly_name: service.friendly_name.clone(),
        date_created: service.created,
        date_updated: service.updated,
        service_user_role_sid: service.roles.service_user,
        service_admin_role_sid: service.roles.service_admin,
        channel_user_role_sid: service.roles.channel_user,
        channel_admin_role_sid: service.roles.channel_admin,
        configuration,
    }
}

/// The line of a fact that stands for one record.
fn chat(fact: &Fact) -> Option<Line> {
    Some(if let Fact::Service(ServiceFact::NotificationsChanged(it)) = fact {
        Line::Notifications(it.as_ref().clone())
    } else if let Fact::Webhook(WebhookFact::ServiceConfigured(it)) = fact {
        Line::ServiceWebhooks(it.as_ref().clone())
    } else if let Fact::Webhook(WebhookFact::Added(sid, it, _)) = fact {
        let (conversation_sid, webhook) = (*sid, it.as_ref().clone());
        Line::ConversationWebhook(ConversationWebhookLine { conversation_sid, webhook })
    } else if let Fact::User(UserFact::Created(it)) = fact {
        Line::User(it.as_ref().clone())
    } else if let Fact::Binding(BindingFact::Put(it)) = fact {
        Line::Binding(it.as_ref().clone())
    } else if let Fact::Media(MediaFact::Uploaded(it)) = fact {
        Line::Medium(it.as_ref().clone())
    } else if let Fact::Participant(
        sid,
        ParticipantFact::Added(it) | ParticipantFact::Updated(it),
    ) = fact
    {
        let (conversation_sid, participant) = (*sid, it.as_ref().clone());
        Line::Participant(ParticipantLine { conversation_sid, participant })
    } else if let Fact::Message(sid, MessageFact::Added(it)) = fact {
        Line::Message(MessageLine::of(*sid, it))
    } else if let Fact::Delivery(sid, fact) = fact {
        delivery(*sid, fact)
    } else {
        return None;
    })
}

fn delivery(conversation_sid: ConversationSid, fact: &DeliveryFact) -> Line {
    match fact {
        DeliveryFact::ReceiptPut(it) => {
            Line::Receipt(ReceiptLine { conversation_sid, receipt: it.as_ref().clone() })
        }
        DeliveryFact::MetadataSet(message_sid, it) => {
            let (message_sid, metadata) = (*message_sid, it.as_ref().clone());
            Line::ChannelMetadata(ChannelMetadataLine { conversation_sid, message_sid, metadata })
        }
        DeliveryFact::RecipientsSet(message_sid, it) => {
            let recipients = it.iter().cloned().map(RecipientOfMessage).collect();
            let message_sid = *message_sid;
            Line::Recipients(RecipientsLine { conversation_sid, message_sid, recipients })
        }
    }
}

/// The last values of rooms and of those who were in them.
#[derive(Default)]
struct LastOfRooms<'a> {
    profiles: BTreeMap<RoomSid, &'a RoomProfile>,
    empty_since: BTreeMap<RoomSid, Timestamp>,
    participants: BTreeMap<RoomParticipantSid, &'a RoomParticipant>,
}

impl<'a> LastOfRooms<'a> {
    fn of(facts: &'a [RoomFact]) -> Self {
        let mut last = Self::default();
        for fact in facts {
            if let RoomFact::Completed(room) = fact {
                last.profiles.insert(room.sid, room);
            } else if let RoomFact::Emptied(room, since) = fact {
                last.empty_since.insert(*room, *since);
            } else if let RoomFact::ParticipantDisconnected(it, _) = fact {
                last.participants.insert(it.sid, it);
            }
        }
        last
    }
}
