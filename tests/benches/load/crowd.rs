//! The clients and their rooms.

use std::{convert::Infallible, sync::Arc};

use anyhow::{Context, ensure};
use fake_twilio::Credentials;
use http::Uri;
use indicatif::ProgressBar;
use jiff::Timestamp;
use tokio::{sync::Semaphore, task::JoinSet};
use twilio_conversations::{
    Client as RestClient,
    realtime::{Backfill, Client, Conversation, Event, Events},
    sid::{ConversationSid, ServiceSid},
};
use twilio_token::{AccessToken, ChatGrant, Signer};

use crate::summary::Tally;

/// Clients that connect at the same time.
const AT_ONCE: usize = 64;

/// Mints the tokens of the clients.
#[derive(Clone)]
pub(crate) struct Minter {
    signer: Arc<Signer>,
    service: ServiceSid,
}

impl Minter {
    pub(crate) fn new(known: &Credentials, service: ServiceSid) -> anyhow::Result<Self> {
        let secret = known.api_key_secret.parse()?;
        let signer = Arc::new(Signer::new(known.account_sid, known.api_key_sid, &secret));
        Ok(Self { signer, service })
    }

    fn token(&self, identity: &str) -> Result<String, twilio_token::MintError> {
        let token = AccessToken::new().identity(identity).chat(ChatGrant::service(self.service));
        let now = u64::try_from(Timestamp::now().as_second()).unwrap_or_default();
        self.signer.sign(&token, now)
    }
}

pub(crate) struct Crowd {
    origin: Uri,
    minter: Minter,
    tally: Arc<Tally>,
    room_size: u32,
    members: Vec<Member>,
    readers: JoinSet<()>,
}

struct Member {
    client: Client,
    conversation: Conversation,
    /// Members of its room.
    company: u64,
}

impl Crowd {
    pub(crate) fn new(origin: Uri, minter: Minter, tally: Arc<Tally>, room_size: u32) -> Self {
        Self { origin, minter, tally, room_size, members: Vec::new(), readers: JoinSet::new() }
    }

    /// Makes the rooms and connects everybody.
    pub(crate) async fn gather(
        &mut self,
        rest: &RestClient,
        clients: u32,
        progress: &ProgressBar,
    ) -> anyhow::Result<()> {
        let permits = Arc::new(Semaphore::new(AT_ONCE));
        let mut connecting = JoinSet::new();
        let mut number = 0;
        while number < clients {
            let size = self.room_size.min(clients - number);
            let room = rest.conversations().create().friendly_name("Load").await?.sid;
            for _ in 0..size {
                let permit = permits.clone().acquire_owned().await?;
                let (identity, rest) = (format!("load-{number}"), rest.clone());
                let (origin, minter) = (self.origin.clone(), self.minter.clone());
                number += 1;
                connecting.spawn(async move {
                    let _permit = permit;
                    let participants = rest.conversation(room).participants();
                    participants.create().identity(&identity).await?;
                    let connected = connect(origin, minter, identity).await?;
                    anyhow::Ok((connected, room, u64::from(size)))
                });
                while let Some(connected) = connecting.try_join_next() {
                    self.admit(connected??, progress);
                }
            }
        }
        while let Some(connected) = connecting.join_next().await {
            self.admit(connected??, progress);
        }
        ensure!(self.members.len() == usize::try_from(clients)?, "somebody is missing");
        Ok(())
    }

    fn admit(
        &mut self,
        ((client, events), room, company): ((Client, Events), ConversationSid, u64),
        progress: &ProgressBar,
    ) {
        let conversation = client.conversation(room);
        self.readers.spawn(read(events, self.tally.clone()));
        self.members.push(Member { client, conversation, company });
        progress.inc(1);
    }

    /// Lets somebody send a message, who does not wait for its answer.
    pub(crate) fn send(&self, number: usize) {
        // Neighbours in the list share a room.
        let stride = usize::try_from(self.room_size).unwrap_or(1) + 1;
        let member = &self.members[(number * stride) % self.members.len()];
        let (conversation, tally) = (member.conversation.clone(), self.tally.clone());
        tally.sent(member.company);
        let company = member.company;
        tokio::spawn(async move {
            if conversation.send(tally.stamp()).await.is_err() {
                tally.failed(company);
            }
        });
    }

    /// Takes leave of everybody.
    pub(crate) async fn end(self) {
        let mut ending = JoinSet::new();
        for member in self.members {
            ending.spawn(async move { member.client.shutdown().await });
        }
        ending.join_all().await;
        self.readers.join_all().await;
    }
}

async fn connect(
    origin: Uri,
    minter: Minter,
    identity: String,
) -> anyhow::Result<(Client, Events)> {
    let token = move || {
        let token = minter.token(&identity).expect("a token that can be signed");
        async move { Ok::<_, Infallible>(token) }
    };
    let address = format!("ws://{}/v3/wsconnect", origin.authority().context("no host")?);
    let connecting = Client::builder(token)
        .url(address.parse()?)
        .backfill(Backfill::Nothing)
        .kept_messages(1)
        .event_buffer(64);
    Ok(connecting.connect().await?)
}

/// Notes what arrives, until the client ends.
async fn read(mut events: Events, tally: Arc<Tally>) {
    let mut last = None;
    while let Some(event) = events.next().await {
        // After a gap, the index of the next message tells how many are missing.
        let Ok(Event::MessageAdded(_, message)) = event.as_deref() else { continue };
        tally.arrived(message.body.as_deref().unwrap_or_default());
        match last.replace(message.index) {
            Some(before) if message.index <= before => tally.repeated(),
            Some(before) if message.index > before + 1 => tally.missing(message.index - before - 1),
            Some(_) | None => {}
        }
    }
}
