//! Lists the video rooms in progress, or ends one of them.
//!
//! ```sh
//! cargo run --package twilio-conversations --example rooms
//! cargo run --package twilio-conversations --example rooms -- end lobby
//! ```
//!
//! The emulator has to run, as by `cargo run --package fake-twilio`. With `TWILIO_BACKEND=live` it is
//! Twilio, and `TWILIO_API_KEY_SID` and `TWILIO_API_KEY_SECRET` have to be set.

use std::{
    env,
    io::{Write, stdout},
};

use anyhow::bail;
use twilio_conversations::{Client, Config, Error, wire::video::room::Status};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let client = Client::new(&Config::from_env()?)?;
    match &*arguments {
        [] => {
            for line in list(&client).await? {
                writeln!(stdout(), "{line}")?;
            }
        }
        [command, room] if command == "end" => end(&client, room).await?,
        _ => bail!("usage: rooms [end SID_OR_NAME]"),
    }
    Ok(())
}

/// A line for each room: its name, its SID, and who is there.
pub(crate) async fn list(client: &Client) -> Result<Vec<String>, Error> {
    let mut rooms = client.video().rooms().list().status(Status::InProgress).stream();
    let mut lines = Vec::new();
    while let Some(room) = rooms.try_next().await? {
        let participants = client.video().room(room.sid).participants().list().all().await?;
        let identities: Vec<_> = participants.into_iter().map(|it| it.identity).collect();
        lines.push(format!("{} {} {}", room.unique_name, room.sid, identities.join(", ")));
    }
    Ok(lines)
}

/// Ends a room, which disconnects everyone in it.
pub(crate) async fn end(client: &Client, room: &str) -> Result<(), Error> {
    client.video().rooms().update(room).status(Status::Completed).await?;
    Ok(())
}
