//! Which handler answers which operation of Conversations.

use twilio_wire::rest::{
    address::{
        CreateConfigurationAddress, DeleteConfigurationAddress, FetchConfigurationAddress,
        ListConfigurationAddress, UpdateConfigurationAddress,
    },
    binding::{DeleteServiceBinding, FetchServiceBinding, ListServiceBinding},
    configuration::{FetchConfiguration, UpdateConfiguration},
    conversation::{
        CreateConversation, CreateConversationWithParticipants, DeleteConversation,
        FetchConversation, ListConversation, UpdateConversation,
    },
    credential::{
        CreateCredential, DeleteCredential, FetchCredential, ListCredential, UpdateCredential,
    },
    message::{
        CreateConversationMessage, DeleteConversationMessage, FetchConversationMessage,
        ListConversationMessage, UpdateConversationMessage,
    },
    notifications::{FetchServiceNotification, UpdateServiceNotification},
    participant::{
        CreateConversationParticipant, DeleteConversationParticipant, FetchConversationParticipant,
        ListConversationParticipant, UpdateConversationParticipant,
    },
    participant_conversation::ListParticipantConversation,
    receipt::{FetchConversationMessageReceipt, ListConversationMessageReceipt},
    role::{CreateRole, DeleteRole, FetchRole, ListRole, UpdateRole},
    service::{CreateService, DeleteService, FetchService, ListService},
    service_configuration::{FetchServiceConfiguration, UpdateServiceConfiguration},
    user::{CreateUser, DeleteUser, FetchUser, ListUser, UpdateUser},
    user_conversation::{
        DeleteUserConversation, FetchUserConversation, ListUserConversation, UpdateUserConversation,
    },
    webhook::{
        CreateConversationScopedWebhook, DeleteConversationScopedWebhook,
        FetchConversationScopedWebhook, ListConversationScopedWebhook,
        UpdateConversationScopedWebhook,
    },
    webhook_configuration::{
        FetchConfigurationWebhook, FetchServiceWebhookConfiguration, UpdateConfigurationWebhook,
        UpdateServiceWebhookConfiguration,
    },
};

use crate::{
    conversations::{
        address, binding, configuration, conversation, conversation_with_participants, credential,
        message, notifications, participant, participant_conversation, receipt, role,
        scoped_webhook, service, service_configuration, user, user_conversation,
        webhook_configuration,
    },
    router::Routes,
};

/// Registers every operation.
pub(crate) fn register(routes: &mut Routes) {
    register_account(routes);
    register_service(routes);
    register_conversations(routes);
}

fn register_account(routes: &mut Routes) {
    routes.account::<FetchConfiguration>(configuration::fetch);
    routes.account::<UpdateConfiguration>(configuration::update);
    routes.account::<ListConfigurationAddress>(address::list);
    routes.account::<CreateConfigurationAddress>(address::create);
    routes.account::<FetchConfigurationAddress>(address::fetch);
    routes.account::<UpdateConfigurationAddress>(address::update);
    routes.account::<DeleteConfigurationAddress>(address::delete);
    routes.account::<FetchConfigurationWebhook>(webhook_configuration::fetch);
    routes.account::<UpdateConfigurationWebhook>(webhook_configuration::update);
    routes.account::<ListCredential>(credential::list);
    routes.account::<CreateCredential>(credential::create);
    routes.account::<FetchCredential>(credential::fetch);
    routes.account::<UpdateCredential>(credential::update);
    routes.account::<DeleteCredential>(credential::delete);
    routes.account::<ListService>(service::list);
    routes.account::<CreateService>(service::create);
    routes.account::<FetchService>(service::fetch);
    routes.account::<DeleteService>(service::delete);
}

fn register_service(routes: &mut Routes) {
    routes.service::<FetchServiceConfiguration>(service_configuration::fetch);
    routes.service::<UpdateServiceConfiguration>(service_configuration::update);
    routes.service::<FetchServiceNotification>(notifications::fetch);
    routes.service::<UpdateServiceNotification>(notifications::update);
    routes.service::<FetchServiceWebhookConfiguration>(webhook_configuration::fetch_of_service);
    routes.service::<UpdateServiceWebhookConfiguration>(webhook_configuration::update_of_service);
    routes.service::<ListServiceBinding>(binding::list);
    routes.service::<FetchServiceBinding>(binding::fetch);
    routes.service::<DeleteServiceBinding>(binding::delete);
    routes.service::<ListRole>(role::list);
    routes.service::<CreateRole>(role::create);
    routes.service::<FetchRole>(role::fetch);
    routes.service::<UpdateRole>(role::update);
    routes.service::<DeleteRole>(role::delete);
    routes.service::<ListUser>(user::list);
    routes.service::<CreateUser>(user::create);
    routes.service::<FetchUser>(user::fetch);
    routes.service::<UpdateUser>(user::update);
    routes.service::<DeleteUser>(user::delete);
    routes.service::<ListUserConversation>(user_conversation::list);
    routes.service::<FetchUserConversation>(user_conversation::fetch);
    routes.service::<UpdateUserConversation>(user_conversation::update);
    routes.service::<DeleteUserConversation>(user_conversation::delete);
    routes.service::<ListParticipantConversation>(participant_conversation::list);
}

fn register_conversations(routes: &mut Routes) {
    routes.service::<ListConversation>(conversation::list);
    routes.service::<CreateConversation>(conversation::create);
    routes.service::<FetchConversation>(conversation::fetch);
    routes.service::<UpdateConversation>(conversation::update);
    routes.service::<DeleteConversation>(conversation::delete);
    routes.service::<CreateConversationWithParticipants>(conversation_with_participants::create);
    routes.service::<ListConversationParticipant>(participant::list);
    routes.service::<CreateConversationParticipant>(participant::create);
    routes.service::<FetchConversationParticipant>(participant::fetch);
    routes.service::<UpdateConversationParticipant>(participant::update);
    routes.service::<DeleteConversationParticipant>(participant::delete);
    routes.service::<ListConversationMessage>(message::list);
    routes.service::<CreateConversationMessage>(message::create);
    routes.service::<FetchConversationMessage>(message::fetch);
    routes.service::<UpdateConversationMessage>(message::update);
    routes.service::<DeleteConversationMessage>(message::delete);
    routes.service::<ListConversationMessageReceipt>(receipt::list);
    routes.service::<FetchConversationMessageReceipt>(receipt::fetch);
    routes.service::<ListConversationScopedWebhook>(scoped_webhook::list);
    routes.service::<CreateConversationScopedWebhook>(scoped_webhook::create);
    routes.service::<FetchConversationScopedWebhook>(scoped_webhook::fetch);
    routes.service::<UpdateConversationScopedWebhook>(scoped_webhook::update);
    routes.service::<DeleteConversationScopedWebhook>(scoped_webhook::delete);
}
