//! Parameters of the account and of services.

use jiff::SignedDuration;
use twilio_sid::{FlowSid, MessagingServiceSid, RoleSid, ServiceSid};
use twilio_wire::rest::{
    address::{CreateConfigurationAddress, ListConfigurationAddress, UpdateConfigurationAddress},
    binding::ListServiceBinding,
    configuration::UpdateConfiguration,
    credential::{CreateCredential, UpdateCredential},
    notifications::UpdateServiceNotification,
    service::CreateService,
    service_configuration::UpdateServiceConfiguration,
    webhook_configuration::{UpdateConfigurationWebhook, UpdateServiceWebhookConfiguration},
};

use super::parameters;

parameters! {
    [UpdateConfiguration] {
        /// The service behind the calls that name none.
        default_chat_service_sid: value(ServiceSid);
        /// Messaging service of new conversations.
        default_messaging_service_sid: value(MessagingServiceSid);
        /// Time until a new conversation becomes inactive when idle, at least a minute.
        default_inactive_timer: value(SignedDuration);
        /// Time until a new conversation becomes closed when idle, at least ten minutes.
        default_closed_timer: value(SignedDuration);
    }
}

parameters! {
    [UpdateConfigurationWebhook, UpdateServiceWebhookConfiguration] {
        /// `GET` or `POST`.
        method: text;
        /// Events, such as `onMessageAdded`.
        filters: texts;
        /// URL of the pre-event webhook.
        pre_webhook_url: text;
        /// URL of the post-event webhook.
        post_webhook_url: text;
    }
}

parameters! {
    [UpdateConfigurationWebhook] {
        /// `webhook` or `flex`.
        target: text;
    }
}

parameters! {
    [CreateConfigurationAddress] {
        /// `sms`, `whatsapp`, `messenger` and the like.
        kind: text;
        /// The address.
        address: text;
        /// Country of a short code, two letters (ISO 3166-1).
        address_country: text;
    }
}

parameters! {
    [CreateConfigurationAddress, UpdateConfigurationAddress] {
        /// Name for people.
        friendly_name: text;
        /// Whether a message to the address makes a conversation.
        enabled: value(bool);
        /// `webhook`, `studio` or `default`.
        creation: text;
        /// Service of such conversations.
        conversation_service_sid: value(ServiceSid);
        /// Address that is notified of such conversations.
        webhook_url: text;
        /// `GET` or `POST`.
        webhook_method: text;
        /// Events that it is notified of.
        webhook_filters: texts;
        /// Studio flow that is notified of such conversations.
        studio_flow_sid: value(FlowSid);
        /// How often a call of the flow is tried again.
        studio_retry_count: value(u32);
    }
}

parameters! {
    [ListConfigurationAddress] {
        /// Only addresses of this type.
        kind: text;
    }
}

parameters! {
    [CreateCredential, UpdateCredential] {
        /// `apn`, `gcm` or `fcm`.
        kind: text;
        /// Name for people.
        friendly_name: text;
        /// Certificate, for `apn`.
        certificate: secret;
        /// Private key, for `apn`.
        private_key: secret;
        /// Whether the credential is for the sandbox, for `apn`.
        sandbox: value(bool);
        /// API key, for `gcm`.
        api_key: secret;
        /// Server key, for `fcm`.
        secret: secret;
    }
}

parameters! {
    [CreateService] {
        /// Name for people.
        friendly_name: text;
    }
}

parameters! {
    [UpdateServiceConfiguration] {
        /// Role of an SDK user in a conversation that it made and joined.
        default_conversation_creator_role_sid: value(RoleSid);
        /// Role of a participant that was given none.
        default_conversation_role_sid: value(RoleSid);
        /// Role of a user that was given none.
        default_chat_service_role_sid: value(RoleSid);
        /// Whether users show as online and notifiable.
        reachability_enabled: value(bool);
    }
}

parameters! {
    [UpdateServiceNotification] {
        /// Whether notifications are logged.
        log_enabled: value(bool);
        /// Whether users are notified of new messages.
        new_enabled: value(bool);
        /// Text of the notification of a new message.
        new_template: text;
        /// Sound of the notification of a new message.
        new_sound: text;
        /// Whether the application's badge counts unread messages.
        new_badge: value(bool);
        /// Whether users are notified of new messages with media.
        media_enabled: value(bool);
        /// Text of the notification of a new message with media.
        media_template: text;
        /// Whether users are notified when they are added to a conversation.
        added_enabled: value(bool);
        /// Text of that notification.
        added_template: text;
        /// Sound of that notification.
        added_sound: text;
        /// Whether users are notified when they are removed from a conversation.
        removed_enabled: value(bool);
        /// Text of that notification.
        removed_template: text;
        /// Sound of that notification.
        removed_sound: text;
    }
}

parameters! {
    [ListServiceBinding] {
        /// Only bindings of these types: `apn`, `gcm`, `fcm`, `twilsock`.
        binding_type: texts;
        /// Only bindings of these users.
        identity: texts;
    }
}
