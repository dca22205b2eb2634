//! What belongs to the account and to none of its services.

use twilio_sid::{AddressSid, CredentialSid, ServiceSid};
use twilio_wire::rest::{
    address::{
        CreateConfigurationAddress, DeleteConfigurationAddress, FetchConfigurationAddress,
        ListConfigurationAddress, UpdateConfigurationAddress,
    },
    configuration::{FetchConfiguration, UpdateConfiguration},
    credential::{
        CreateCredential, DeleteCredential, FetchCredential, ListCredential, UpdateCredential,
    },
    service::{CreateService, DeleteService, FetchService, ListService},
    webhook_configuration::{FetchConfigurationWebhook, UpdateConfigurationWebhook},
};

use super::{below, resource};

resource! {
    /// The defaults of the account.
    Configuration {
        fetch => FetchConfiguration;
        update => UpdateConfiguration;
    }
}

below! {
    Configuration {
        /// What becomes of messages that arrive at an address.
        addresses => Addresses;
        /// The webhooks of the account.
        webhooks => AccountWebhooks;
    }
}

resource! {
    /// The configurations of addresses.
    Addresses {
        list => ListConfigurationAddress;
        create => CreateConfigurationAddress;
        fetch(sid: AddressSid) => FetchConfigurationAddress;
        update(sid: AddressSid) => UpdateConfigurationAddress;
        delete(sid: AddressSid) => DeleteConfigurationAddress;
    }
}

resource! {
    /// The webhooks of the account.
    AccountWebhooks {
        fetch => FetchConfigurationWebhook;
        update => UpdateConfigurationWebhook;
    }
}

resource! {
    /// What Twilio shows to the push services of phones.
    PushCredentials {
        list => ListCredential;
        create => CreateCredential;
        fetch(sid: CredentialSid) => FetchCredential;
        update(sid: CredentialSid) => UpdateCredential;
        delete(sid: CredentialSid) => DeleteCredential;
    }
}

resource! {
    /// The services of the account.
    Services {
        list => ListService;
        create => CreateService;
        fetch(sid: ServiceSid) => FetchService;
        delete(sid: ServiceSid) => DeleteService;
    }
}
