//! Back to what a service was once: how its facts are recorded again.

use std::sync::Arc;

use twilio_sid::RoleSid;

use crate::{
    Env,
    conversations::{
        fact::{Decided, Fact, ServiceFact, UserFact},
        record::{role::Role, service::Service, user::User},
        state::world::World,
    },
};

/// Decides that facts of a service happen again, in a service that was reset.
///
/// Users that are there already, because they are connected, keep their SIDs.
pub fn service(world: &World, facts: &[Fact], env: &Env<'_>) -> Decided<()> {
    let mut restored = Vec::with_capacity(facts.len());
    for fact in facts {
        if let Fact::User(fact) = fact {
            restored.push(Fact::User(user(world, fact)));
            continue;
        }
        restored.push(fact.clone());
        if let Fact::Service(ServiceFact::Replaced(service, roles)) = fact {
            restored.extend(newcomers(world, service, roles, env));
        }
    }
    Decided { facts: restored, outcome: () }
}

fn user(world: &World, fact: &UserFact) -> UserFact {
    let (UserFact::Created(user) | UserFact::Updated(user)) = fact else { return fact.clone() };
    match world.user(&user.identity) {
        Some(known) if known.sid == user.sid => UserFact::Updated(user.clone()),
        Some(known) => {
            UserFact::Updated(Arc::new(User { sid: known.sid, ..user.as_ref().clone() }))
        }
        None => fact.clone(),
    }
}

/// Users whose roles went with a service's former values.
fn newcomers(
    world: &World,
    service: &Service,
    roles: &[Arc<Role>],
    env: &Env<'_>,
) -> impl Iterator<Item = Fact> {
    let remains = |sid: RoleSid| roles.iter().any(|role| role.sid == sid);
    let (role, updated) = (service.roles.service_user, env.now);
    let without = world.users.iter().filter(move |user| !remains(user.role));
    without.map(move |user| {
        Fact::User(UserFact::Updated(Arc::new(User { role, updated, ..user.as_ref().clone() })))
    })
}
