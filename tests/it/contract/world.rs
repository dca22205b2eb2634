//! Where a contract test acts, and what becomes of what it made.

use std::{
    any::Any,
    env,
    panic::{AssertUnwindSafe, resume_unwind},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use e2e::Stack;
use futures_util::FutureExt;
use tokio::sync::OnceCell;
use twilio_conversations::{
    Client, Config, Error, Retry,
    jiff::Timestamp,
    resource::{Conversation, Conversations, Service, Video},
    sid::ServiceSid,
    wire::{rest::conversation, video::room},
};

use super::{
    PREFIX,
    leftovers::{Leftover, sweep},
};

/// Tells the suite to use the account that the environment names; `cargo xtask contract` sets it.
pub(super) const CONTRACT: &str = "CONTRACT";

/// Another origin for live Twilio: the emulator in the rehearsal.
pub(super) const CONTRACT_URL: &str = "CONTRACT_URL";

/// Longest run of a test; clean-up has as long again.
const LIMIT: Duration = Duration::from_secs(120);

/// Most that a test makes outside its service.
const MOST: usize = 8;

/// An account with a service for one test.
pub(super) struct World {
    client: Client,
    service: ServiceSid,
    name: String,
    made: Mutex<Vec<Leftover>>,
    /// Stops when the test ends; there is none on live Twilio.
    _emulator: Option<Stack>,
}

/// Runs a test in a world of its own and removes what it made, also after a failure.
pub(super) async fn contract(test: impl AsyncFnOnce(&World)) {
    let world = if env::var_os(CONTRACT).is_some_and(|it| it == "live") {
        World::open(live().await, None).await
    } else {
        let stack = Stack::live().await;
        World::open(stack.client(), Some(stack)).await
    };
    if let Err(failure) = world.run(test).await {
        resume_unwind(failure);
    }
}

/// The client of the account that the environment names; the first one sweeps after earlier runs.
async fn live() -> Client {
    static SWEPT: OnceCell<()> = OnceCell::const_new();
    let config = Config::from_variables(|name| match name {
        "TWILIO_BACKEND" => Some("live".to_owned()),
        _ => env::var(name).ok(),
    });
    let mut config = config.expect("credentials").retry(Retry { times: 6, ..Retry::default() });
    if let Ok(url) = env::var(CONTRACT_URL) {
        config = config.base_url(url.parse().expect("an origin"));
    }
    let client = Client::new(&config).expect("a client");
    SWEPT.get_or_init(async || sweep(&client, Timestamp::now()).await.expect("a sweep")).await;
    client
}

impl World {
    /// Makes the service.
    pub(super) async fn open(client: Client, emulator: Option<Stack>) -> Self {
        let name = format!("{PREFIX}{:08x}", rand::random::<u32>());
        let service = client.services().create().friendly_name(&name).await.expect("a service");
        let made = Mutex::new(vec![Leftover::Service(service.sid)]);
        Self { client, service: service.sid, name, made, _emulator: emulator }
    }

    /// Runs a test and cleans up; the failure of either comes back.
    pub(super) async fn run(
        self,
        test: impl AsyncFnOnce(&Self),
    ) -> Result<(), Box<dyn Any + Send>> {
        let run = tokio::time::timeout(LIMIT, test(&self));
        let result = AssertUnwindSafe(run).catch_unwind().await;
        let cleaned = AssertUnwindSafe(tokio::time::timeout(LIMIT, self.clean()));
        let cleaned = cleaned.catch_unwind().await;
        result?.map_err(|_| failure(format!("no end within {LIMIT:?}")))?;
        cleaned?.map_err(|_| failure(format!("not cleaned up within {LIMIT:?}")))
    }

    /// Removes everything before it says what could not be removed.
    async fn clean(&self) {
        let made = std::mem::take(&mut *self.made.lock().unwrap_or_else(PoisonError::into_inner));
        let mut failures = Vec::new();
        for leftover in made.into_iter().rev() {
            if let Err(error) = leftover.remove(&self.client).await {
                failures.push(format!("{leftover:?}: {error}"));
            }
        }
        assert!(failures.is_empty(), "left behind: {}", failures.join("; "));
    }

    /// Remembers something to be removed when the test ends.
    pub(super) fn remember(&self, leftover: Leftover) {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.push(leftover);
        assert!(made.len() <= MOST, "a contract test makes little");
    }

    /// A name that tells whose it is.
    pub(super) fn name(&self, word: &str) -> String {
        format!("{}-{word}", self.name)
    }

    /// The account.
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// The SID of the service of the test.
    pub(super) fn service_sid(&self) -> ServiceSid {
        self.service
    }

    /// The service of the test.
    pub(super) fn service(&self) -> Service {
        self.client.service(self.service)
    }

    /// Its conversations.
    pub(super) fn conversations(&self) -> Conversations {
        self.service().conversations()
    }

    /// A new conversation, and what is below it.
    pub(super) async fn conversation(&self) -> (conversation::Conversation, Conversation) {
        let made = self.conversations().create().friendly_name("Room").await;
        let made = made.expect("a conversation");
        let below = self.service().conversation(made.sid);
        (made, below)
    }

    /// Video.
    pub(super) fn video(&self) -> Video {
        self.client.video()
    }

    /// Remembers a room that was made, so that it ends with the test.
    pub(super) fn keep(&self, made: Result<room::Room, Error>) -> room::Room {
        let room = made.expect("a room");
        self.remember(Leftover::Room(room.sid));
        room
    }
}

fn failure(text: String) -> Box<dyn Any + Send> {
    Box::new(text)
}
