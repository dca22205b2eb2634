//! What the benches make with the Rust client before, or beside, what they measure.

use std::{cell::Cell, net::SocketAddr, rc::Rc, time::Instant};

use fake_twilio::Credentials;
use tokio::task::{JoinSet, LocalSet};
use twilio_conversations::{Client, Config, Error};
use twilio_wire::rest::conversation::Conversation;

/// A client of the default account of the emulator at this address.
pub(crate) fn client(address: SocketAddr) -> anyhow::Result<Client> {
    let known = Credentials::default();
    let key = known.api_key_sid.to_string();
    let credentials = twilio_conversations::Credentials::new(key, known.api_key_secret);
    Ok(Client::new(&Config::new(credentials).base_url(format!("http://{address}").parse()?))?)
}

/// Makes a conversation in the default service.
pub(crate) async fn conversation(client: &Client) -> Result<Conversation, Error> {
    client.conversations().create().friendly_name("My Room").await
}

/// Makes so many calls, numbered from 0, some of them in flight at any time; returns how many were
/// answered in a second.
pub(crate) async fn calls<F>(
    in_flight: usize,
    amount: u32,
    call: impl Fn(u32) -> F + Clone + 'static,
) -> anyhow::Result<f64>
where
    F: Future<Output = anyhow::Result<()>>,
{
    let next = Rc::new(Cell::new(0));
    let (local, mut callers) = (LocalSet::new(), JoinSet::new());
    let start = Instant::now();
    for _ in 0..in_flight {
        let (call, next) = (call.clone(), next.clone());
        let caller = async move {
            while next.get() < amount {
                let number = next.replace(next.get() + 1);
                call(number).await?;
            }
            anyhow::Ok(())
        };
        callers.spawn_local_on(caller, &local);
    }
    local
        .run_until(async {
            while let Some(ended) = callers.join_next().await {
                ended??;
            }
            anyhow::Ok(())
        })
        .await?;
    Ok(f64::from(amount) / start.elapsed().as_secs_f64())
}
