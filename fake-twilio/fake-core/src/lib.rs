//! The emulator's domain: commands are decided on a [`World`], and what they change are [`Fact`]s.
//!
//! No IO, no JSON, no clock: the time and fresh identifiers arrive in an [`Env`].

mod actor;
mod callback_method;
mod conversations;
mod decided;
mod edit;
mod env;
mod error;
mod ordered_map;
mod page;
pub mod renewal;
mod role_scope;
mod shared_map;
pub mod text;
mod video;

pub use actor::Actor;
pub use callback_method::CallbackMethod;
pub use conversations::{
    authorize,
    fact::{Decided, Fact},
    record::{permission::Permission, service::Service},
    state::{
        creations::Creation,
        memberships::Member,
        recent_activity::{Listed, Recent},
        world::World,
    },
    visibility,
};
pub use decided::View;
pub use edit::Edit;
pub use env::{Env, Ids};
pub use error::{Error, ReadOnly};
pub use ordered_map::OrderedMap;
pub use page::{Order, Slice, Start, UnknownStart};
pub use video::{media_processing, room};

/// Accounts: their services and defaults. An account has a log of its own.
pub mod account {
    pub use crate::conversations::{
        command::account::{change_defaults, create_service, delete_service, open},
        fact::account::AccountFact,
        record::{account_defaults::Defaults, service::DefaultRoles},
        state::account::Account,
    };
}

/// Configurations of addresses: what becomes of messages that arrive there.
pub mod address {
    pub use crate::conversations::{
        command::address::{Create, Update, accept, create, delete, find, update},
        record::address::{AddressConfiguration, AutoCreation, Channel, Listener},
    };
}

/// Push bindings: devices that get notifications.
pub mod binding {
    pub use crate::conversations::{
        command::binding::{Register, register, remove, unregister},
        fact::BindingFact,
        record::binding::{BindingType, PushBinding},
    };
}

/// The configuration of a service.
pub mod configuration {
    pub use crate::conversations::{
        command::configuration::{Update, update},
        fact::ServiceFact,
        record::configuration::Configuration,
    };
}

/// Conversations.
pub mod conversation {
    pub use crate::conversations::{
        command::conversation::{Create, Update, create, delete, run_due_timers, update},
        fact::{ConversationFact, Restored},
        record::{
            conversation::{Email, Profile},
            conversation_state::{Cause, State},
        },
        state::conversation::Conversation,
    };
}

/// Credentials for push services.
pub mod credential {
    pub use crate::conversations::{
        command::credential::{Update, create, delete, update},
        record::credential::{Credential, PushService},
    };
}

/// What channels report of a message beyond its text.
pub mod delivery {
    pub use crate::conversations::{
        command::delivery::{set_metadata, set_recipients},
        fact::DeliveryFact,
        record::delivery::{ChannelMetadata, MessageDelivery, Recipient},
    };
}

/// Webhooks of accounts, services and conversations.
pub mod webhook {
    pub use crate::conversations::{
        command::{
            pre_event_changes::{Changes, amend, commanded},
            scoped_webhook::{Add, Configure, add, configure, remove},
            webhook::{Update, configure_account, configure_service, inherit},
        },
        fact::WebhookFact,
        record::{
            event::{Action, Event, Stage},
            scoped_webhook::{ScopedWebhook, Target, WebhookKind},
            webhook::{Route, ServiceWebhooks, Webhooks},
        },
    };
}

/// Media: what users upload and messages show.
pub mod media {
    pub use crate::conversations::{
        command::media::{
            MEDIA_OF_MESSAGE, MEDIUM_BYTES, MESSAGE_BYTES, Upload, check_size, readable, upload,
        },
        fact::MediaFact,
        record::media::{Category, Digest, Medium},
        state::media_library::{MediaLibrary, StoredMedium},
    };
}

/// Messages of conversations.
pub mod message {
    pub use crate::conversations::{
        command::message::{Send, Update, remove, send, update},
        fact::MessageFact,
        record::message::{Extras, Message},
    };
}

/// Notification settings of a service.
pub mod notifications {
    pub use crate::conversations::{
        command::notifications::{NotificationSettingUpdate, Update, update},
        record::notifications::{NotificationSetting, Notifications},
    };
}

/// Participants of conversations.
pub mod participant {
    pub use crate::conversations::{
        command::participant::{Add, Update, add, create_with, remove, update},
        fact::ParticipantFact,
        record::{
            messaging_binding::{Addresses, Binding, EmailRole, Level, NewParticipant},
            participant::{Horizon, NotificationLevel, Participant},
        },
    };
}

/// Delivery receipts.
pub mod receipt {
    pub use crate::conversations::{
        command::receipt::{Report, report},
        record::receipt::{Delivery, DeliveryAmount, Receipt, Status},
    };
}

/// Back to the beginning of a service and of an account.
pub mod reset {
    pub use crate::conversations::command::reset::{Services, account, account_records, service};
}

/// Back to what a service was once.
pub mod restore {
    pub use crate::conversations::command::restore::service;
}

/// Roles of a service.
pub mod role {
    pub use crate::conversations::{
        command::role::{create, delete, update},
        fact::RoleFact,
        record::role::{Role, permissions},
    };
    pub use crate::role_scope::Scope;
}

/// Content templates.
pub mod content_template {
    pub use crate::conversations::{
        command::content_template::{Create, create},
        record::content_template::{Content, Template, Variables},
    };
}

/// Timers that change the state of a conversation.
pub mod timers {
    pub use crate::conversations::record::timers::{Timers, Update};
}

/// Users of a service.
pub mod user {
    pub use crate::conversations::{
        command::user::{Create, Update, create, delete, ensure_user, update},
        fact::UserFact,
        record::user::User,
    };
}
