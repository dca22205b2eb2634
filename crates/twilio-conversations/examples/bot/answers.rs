//! What the bot says.

use std::collections::BTreeSet;

use twilio_conversations::realtime::{Client, Event, Events};

/// Answers every message that begins with the bot's name, until the client ends.
pub(crate) async fn answer(client: &Client, events: &mut Events) -> anyhow::Result<()> {
    while let Some(event) = events.next().await {
        // A bot that was too slow leaves old questions be.
        let Ok(event) = event else { continue };
        let Event::MessageAdded(sid, message) = &*event else { continue };
        let body = message.body.as_deref().unwrap_or_default();
        let Some(question) = body.strip_prefix(client.identity()) else { continue };
        if message.author == client.identity() {
            continue;
        }
        let conversation = client.conversation(*sid);
        conversation.typing().await?;
        let answer = match question.trim_matches([' ', ',', ':', '?', '!']) {
            "how many" => {
                format!("{} messages so far", conversation.peek().await?.messages_count)
            }
            "who" => {
                let state = conversation.state().await?;
                let names = state.participants.values().filter_map(|it| it.identity.as_deref());
                let names: BTreeSet<_> = names.collect();
                names.into_iter().collect::<Vec<_>>().join(", ")
            }
            _ => format!("{}, I know: how many, who", message.author),
        };
        conversation.send(answer).await?;
        conversation.set_last_read(Some(u32::try_from(message.index)?)).await?;
    }
    Ok(())
}
