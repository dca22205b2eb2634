//! Services, and what the default service and any other one have in common.

use twilio_sid::{BindingSid, RoleSid};
use twilio_wire::rest::{
    binding::{DeleteServiceBinding, FetchServiceBinding, ListServiceBinding},
    notifications::{FetchServiceNotification, UpdateServiceNotification},
    participant_conversation::ListParticipantConversation,
    role::{CreateRole, DeleteRole, FetchRole, ListRole, UpdateRole},
    service_configuration::{FetchServiceConfiguration, UpdateServiceConfiguration},
    user::{CreateUser, DeleteUser, FetchUser, ListUser, UpdateUser},
    user_conversation::{
        DeleteUserConversation, FetchUserConversation, ListUserConversation, UpdateUserConversation,
    },
    webhook_configuration::{FetchServiceWebhookConfiguration, UpdateServiceWebhookConfiguration},
};

use super::{Conversation, Conversations, below, in_every_service, resource};
use crate::rest::Name;

resource! {
    /// One service.
    Service {}
}

below! {
    Service {
        /// Its push bindings.
        bindings => Bindings;
        /// Its settings.
        configuration => ServiceConfiguration;
        /// What its users are notified of.
        notifications => Notifications;
        /// Its webhooks.
        webhooks => ServiceWebhooks;
    }
}

in_every_service!(Service);

resource! {
    /// The conversations of a participant: of an identity, or of an address.
    ParticipantConversations {
        list => ListParticipantConversation;
    }
}

resource! {
    /// The roles of a service.
    Roles {
        list => ListRole;
        create => CreateRole;
        fetch(sid: RoleSid) => FetchRole;
        update(sid: RoleSid) => UpdateRole;
        delete(sid: RoleSid) => DeleteRole;
    }
}

resource! {
    /// The users of a service, by SID or identity.
    Users {
        list => ListUser;
        create => CreateUser;
        fetch(name: impl Into<Name>) => FetchUser;
        update(name: impl Into<Name>) => UpdateUser;
        delete(name: impl Into<Name>) => DeleteUser;
    }
}

resource! {
    /// One user.
    User {}
}

below! {
    User {
        /// Its conversations.
        conversations => UserConversations;
    }
}

resource! {
    /// The conversations of a user, with the user's own state in each, by SID or unique name.
    UserConversations {
        list => ListUserConversation;
        fetch(name: impl Into<Name>) => FetchUserConversation;
        update(name: impl Into<Name>) => UpdateUserConversation;
        delete(name: impl Into<Name>) => DeleteUserConversation;
    }
}

resource! {
    /// The push bindings of a service.
    Bindings {
        list => ListServiceBinding;
        fetch(sid: BindingSid) => FetchServiceBinding;
        delete(sid: BindingSid) => DeleteServiceBinding;
    }
}

resource! {
    /// The settings of a service.
    ServiceConfiguration {
        fetch => FetchServiceConfiguration;
        update => UpdateServiceConfiguration;
    }
}

resource! {
    /// What the users of a service are notified of.
    Notifications {
        fetch => FetchServiceNotification;
        update => UpdateServiceNotification;
    }
}

resource! {
    /// The webhooks of a service.
    ServiceWebhooks {
        fetch => FetchServiceWebhookConfiguration;
        update => UpdateServiceWebhookConfiguration;
    }
}
