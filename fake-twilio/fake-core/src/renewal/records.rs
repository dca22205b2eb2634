//! The SIDs and dates of records.

use std::sync::Arc;

use super::{Renew, Renewal};
use crate::{
    Service,
    account::{DefaultRoles, Defaults},
    address::AddressConfiguration,
    binding::PushBinding,
    configuration::Configuration,
    content_template::Template,
    conversation::Profile,
    credential::Credential,
    media::Medium,
    message::{Extras, Message},
    participant::{Horizon, Participant},
    receipt::Receipt,
    role::Role,
    room::{RoomParticipant, RoomProfile, Track},
    user::User,
    webhook::ScopedWebhook,
};

impl Renew for Service {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        // The account is what the facts happen in.
        let dates = if renewal.was_before(self.sid) {
            (self.created, self.updated)
        } else {
            (renewal.date(self.created), renewal.date(self.updated))
        };
        Self {
            sid: renewal.sid(self.sid),
            account: self.account,
            friendly_name: self.friendly_name.clone(),
            created: dates.0,
            updated: dates.1,
            roles: DefaultRoles {
                service_user: renewal.sid(self.roles.service_user),
                service_admin: renewal.sid(self.roles.service_admin),
                channel_user: renewal.sid(self.roles.channel_user),
                channel_admin: renewal.sid(self.roles.channel_admin),
            },
        }
    }
}

impl Renew for Role {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        if renewal.was_before(self.sid) {
            return self.clone();
        }
        Self {
            sid: renewal.sid(self.sid),
            created: renewal.date(self.created),
            updated: renewal.date(self.updated),
            ..self.clone()
        }
    }
}

impl Renew for Configuration {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        Self {
            conversation_creator_role: renewal.sid(self.conversation_creator_role),
            conversation_role: renewal.sid(self.conversation_role),
            service_role: renewal.sid(self.service_role),
            reachability: self.reachability,
        }
    }
}

impl Renew for Defaults {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        Self {
            service: renewal.sid(self.service),
            messaging_service: renewal.sid(self.messaging_service),
            timers: self.timers,
        }
    }
}

impl Renew for AddressConfiguration {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        let mut renewed = self.clone();
        renewed.sid = renewal.sid(self.sid);
        renewed.auto_creation.service = self.auto_creation.service.map(|it| renewal.sid(it));
        renewed.created = renewal.date(self.created);
        renewed.updated = renewal.date(self.updated);
        renewed
    }
}

impl Renew for Credential {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        Self {
            sid: renewal.sid(self.sid),
            created: renewal.date(self.created),
            updated: renewal.date(self.updated),
            ..self.clone()
        }
    }
}

impl Renew for Template {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        Self {
            sid: renewal.sid(self.sid),
            created: renewal.date(self.created),
            updated: renewal.date(self.updated),
            ..self.clone()
        }
    }
}

impl Renew for Profile {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        Self {
            sid: renewal.sid(self.sid),
            state_since: renewal.date(self.state_since),
            messaging_service: self.messaging_service.map(|it| renewal.sid(it)),
            created: renewal.created(self.sid, self.created),
            updated: renewal.updated(self.sid, self.created, self.updated),
            ..self.clone()
        }
    }
}

impl Renew for Participant {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        let horizon = self.horizon.map(|it| Horizon { at: renewal.date(it.at), ..it });
        Self {
            sid: renewal.sid(self.sid),
            role: self.role.map(|it| renewal.sid(it)),
            horizon,
            created: renewal.created(self.sid, self.created),
            updated: renewal.updated(self.sid, self.created, self.updated),
            ..self.clone()
        }
    }
}

impl Renew for Message {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        let extras = self.extras.as_ref().map(|it| Box::new(it.renewed(renewal)));
        Self {
            sid: renewal.sid(self.sid),
            index: self.index,
            author: self.author.clone(),
            participant: self.participant.map(|it| renewal.sid(it)),
            body: self.body.clone(),
            attributes: self.attributes.clone(),
            created: renewal.created(self.sid, self.created),
            updated: renewal.updated(self.sid, self.created, self.updated),
            extras,
        }
    }
}

impl Renew for Extras {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        Self {
            subject: self.subject.clone(),
            media: self.media.iter().map(|it| Arc::renewed(it, renewal)).collect(),
            content: self.content.map(|it| renewal.sid(it)),
            updated_by: self.updated_by.clone(),
        }
    }
}

impl Renew for Medium {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        Self { sid: renewal.sid(self.sid), created: renewal.date(self.created), ..self.clone() }
    }
}

impl Renew for Receipt {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        Self {
            sid: renewal.sid(self.sid),
            message: renewal.sid(self.message),
            participant: renewal.sid(self.participant),
            created: renewal.date(self.created),
            updated: renewal.date(self.updated),
            ..self.clone()
        }
    }
}

impl Renew for User {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        Self {
            sid: renewal.sid(self.sid),
            role: renewal.sid(self.role),
            created: renewal.date(self.created),
            updated: renewal.date(self.updated),
            ..self.clone()
        }
    }
}

impl Renew for PushBinding {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        Self {
            sid: renewal.sid(self.sid),
            credential: self.credential.map(|it| renewal.sid(it)),
            created: renewal.date(self.created),
            updated: renewal.date(self.updated),
            ..self.clone()
        }
    }
}

impl Renew for ScopedWebhook {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        Self {
            sid: renewal.sid(self.sid),
            target: self.target.clone(),
            created: renewal.date(self.created),
            updated: renewal.date(self.updated),
        }
    }
}

impl Renew for RoomProfile {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        let sid = renewal.sid(self.sid);
        // A room without a name has its SID for one.
        let is_unnamed = *self.unique_name == *self.sid.to_string();
        let unique_name =
            if is_unnamed { sid.to_string().into() } else { self.unique_name.clone() };
        Self {
            sid,
            unique_name,
            created: renewal.date(self.created),
            updated: renewal.date(self.updated),
            ended: self.ended.map(|at| renewal.date(at)),
            ..self.clone()
        }
    }
}

impl Renew for RoomParticipant {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        Self {
            sid: renewal.sid(self.sid),
            room: renewal.sid(self.room),
            rules_updated: renewal.date(self.rules_updated),
            created: renewal.date(self.created),
            updated: renewal.date(self.updated),
            ended: self.ended.map(|at| renewal.date(at)),
            ..self.clone()
        }
    }
}

impl Renew for Track {
    fn renewed(&self, renewal: &mut Renewal<'_>) -> Self {
        Self {
            sid: renewal.sid(self.sid),
            publisher: renewal.sid(self.publisher),
            created: renewal.date(self.created),
            updated: renewal.date(self.updated),
            ..self.clone()
        }
    }
}
