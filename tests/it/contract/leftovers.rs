//! What the suite makes in an account, and how it goes.

use http::StatusCode;
use twilio_conversations::{
    Client, Error,
    jiff::{SignedDuration, Timestamp},
    sid::{CompositionHookSid, CompositionSid, CredentialSid, RoomSid, ServiceSid},
    wire::video::room::Status,
};

use super::PREFIX;

/// What is younger may belong to another run that has not ended.
pub(super) const AGE: SignedDuration = SignedDuration::from_hours(1);

/// Most records of each kind that a sweep reads; it is there to be bounded.
const MOST: usize = 1000;

/// Something that the suite made.
#[derive(Clone, Copy, Debug)]
pub(super) enum Leftover {
    /// A service with all that is in it.
    Service(ServiceSid),
    /// A room.
    Room(RoomSid),
    /// A composition; a sweep finds none, because they have no names.
    Composition(CompositionSid),
    /// A composition hook.
    Hook(CompositionHookSid),
    /// A credential.
    Credential(CredentialSid),
}

impl Leftover {
    /// Removes it, or ends it where nothing is ever removed; what is gone already is fine.
    pub(super) async fn remove(self, client: &Client) -> Result<(), Error> {
        let video = client.video();
        let removed = match self {
            Self::Service(sid) => client.services().delete(sid).await,
            Self::Room(sid) => match video.rooms().fetch(sid).await?.status {
                Status::InProgress => {
                    video.rooms().update(sid).status(Status::Completed).await.map(drop)
                }
                Status::Completed | Status::Failed | Status::Unknown(_) => Ok(()),
            },
            Self::Composition(sid) => video.compositions().delete(sid).await,
            Self::Hook(sid) => video.composition_hooks().delete(sid).await,
            Self::Credential(sid) => client.credentials().delete(sid).await,
        };
        match removed {
            Err(error) if error.status() == Some(StatusCode::NOT_FOUND) => Ok(()),
            other => other,
        }
    }
}

/// Removes what earlier runs left behind: they were killed, or lost their connection.
pub(super) async fn sweep(client: &Client, now: Timestamp) -> Result<(), Error> {
    for leftover in find(client, now - AGE).await? {
        leftover.remove(client).await?;
    }
    Ok(())
}

/// Everything with our prefix that was made before a moment.
pub(super) async fn find(client: &Client, before: Timestamp) -> Result<Vec<Leftover>, Error> {
    let video = client.video();
    let is_ours = |name: &str, made: Timestamp| name.starts_with(PREFIX) && made < before;
    let mut found = Vec::new();
    macro_rules! search {
        ($list:expr, $leftover:path, $it:ident => $name:expr) => {
            let mut list = $list.page_size(100).stream();
            for _ in 0..MOST {
                let Some($it) = list.try_next().await? else { break };
                if is_ours($name, $it.date_created.0) {
                    found.push($leftover($it.sid));
                }
            }
        };
    }
    search!(client.services().list(), Leftover::Service, it => &it.friendly_name);
    search!(client.credentials().list(), Leftover::Credential, it => it.friendly_name.as_deref().unwrap_or_default());
    let rooms = video.rooms().list().status(Status::InProgress);
    search!(rooms, Leftover::Room, it => &it.unique_name);
    search!(video.composition_hooks().list(), Leftover::Hook, it => &it.friendly_name);
    Ok(found)
}
