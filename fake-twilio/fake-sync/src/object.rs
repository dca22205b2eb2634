use std::fmt;

use twilio_sid::{ConversationSid, SyncDocumentSid, SyncListSid, SyncMapSid, UserSid};
use twilio_wire::sync::ObjectKind;

/// One of the Sync objects that Conversations is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObjectId {
    /// The document with a conversation's values.
    Conversation(ConversationSid),
    /// The list of its messages.
    Messages(ConversationSid),
    /// The map of its participants.
    Roster(ConversationSid),
    /// The map of a user's conversations.
    MyConversations(UserSid),
    /// The map of a user's name and attributes.
    UserInfo(UserSid),
    /// The list of a client's commands, `@twilio/conversations` 1.x only; it is not in the log.
    Session(SyncListSid),
}

/// Set off from the digits of its user's other map, since both are maps.
const INFO_MARK: u8 = 0xff;

impl ObjectId {
    /// Document, list or map.
    pub fn kind(self) -> ObjectKind {
        match self {
            Self::Conversation(_) => ObjectKind::Document,
            Self::Messages(_) | Self::Session(_) => ObjectKind::List,
            Self::Roster(_) | Self::MyConversations(_) | Self::UserInfo(_) => ObjectKind::Map,
        }
    }

    /// Digits of its SID: those of its owner, so that no identifier has to be drawn for it.
    pub fn digits(self) -> [u8; 16] {
        match self {
            Self::Conversation(owner) | Self::Messages(owner) | Self::Roster(owner) => {
                owner.to_bytes()
            }
            Self::MyConversations(owner) => owner.to_bytes(),
            Self::UserInfo(owner) => {
                let mut digits = owner.to_bytes();
                digits[0] ^= INFO_MARK;
                digits
            }
            Self::Session(own) => own.to_bytes(),
        }
    }

    /// Its SID.
    pub fn sid(self) -> String {
        let digits = self.digits();
        match self.kind() {
            ObjectKind::Document => SyncDocumentSid::from_bytes(digits).to_string(),
            ObjectKind::List => SyncListSid::from_bytes(digits).to_string(),
            ObjectKind::Map => SyncMapSid::from_bytes(digits).to_string(),
        }
    }

    /// The object with a name like `CH….messages`.
    pub fn from_name(name: &str) -> Option<Self> {
        let (owner, part) = name.split_once('.')?;
        match part {
            "channel" => Some(Self::Conversation(owner.parse().ok()?)),
            "messages" => Some(Self::Messages(owner.parse().ok()?)),
            "roster" => Some(Self::Roster(owner.parse().ok()?)),
            "conversations" => Some(Self::MyConversations(owner.parse().ok()?)),
            "info" => Some(Self::UserInfo(owner.parse().ok()?)),
            _ => None,
        }
    }

    /// The objects that a SID can stand for; only one of them exists.
    pub fn candidates(sid: &str) -> Vec<Self> {
        if let Ok(sid) = sid.parse::<SyncDocumentSid>() {
            return vec![Self::Conversation(ConversationSid::from_bytes(sid.to_bytes()))];
        }
        if let Ok(sid) = sid.parse::<SyncListSid>() {
            return vec![Self::Messages(ConversationSid::from_bytes(sid.to_bytes()))];
        }
        let Ok(sid) = sid.parse::<SyncMapSid>() else { return Vec::new() };
        let digits = sid.to_bytes();
        let mut unmarked = digits;
        unmarked[0] ^= INFO_MARK;
        vec![
            Self::Roster(ConversationSid::from_bytes(digits)),
            Self::MyConversations(UserSid::from_bytes(digits)),
            Self::UserInfo(UserSid::from_bytes(unmarked)),
        ]
    }
}

impl fmt::Display for ObjectId {
    /// Writes the unique name, or the SID of what has none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conversation(owner) => write!(f, "{owner}.channel"),
            Self::Messages(owner) => write!(f, "{owner}.messages"),
            Self::Roster(owner) => write!(f, "{owner}.roster"),
            Self::MyConversations(owner) => write!(f, "{owner}.conversations"),
            Self::UserInfo(owner) => write!(f, "{owner}.info"),
            Self::Session(own) => write!(f, "{own}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_sids_lead_back() {
        let (chat, user) = (ConversationSid::from_bytes([7; 16]), UserSid::from_bytes([9; 16]));
        for id in [
            ObjectId::Conversation(chat),
            ObjectId::Messages(chat),
            ObjectId::Roster(chat),
            ObjectId::MyConversations(user),
            ObjectId::UserInfo(user),
        ] {
            assert_eq!(ObjectId::from_name(&id.to_string()), Some(id));
            assert!(ObjectId::candidates(&id.sid()).contains(&id));
        }
    }
}
