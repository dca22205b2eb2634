//! The emulator as a library: what tests in Rust do with it.

use std::{convert::Infallible, error::Error, time::Duration};

use e2e::soon;
use fake_twilio::{Account, FakeTwilio, Match, Side, Wait, WaitError};
use serde_json::{Value, json};
use twilio_conversations::realtime::{Client, Events};

use crate::realtime::{added, heard};

type Tested = Result<(), Box<dyn Error>>;

/// The application: a connected client of an identity.
async fn app(
    fake: &FakeTwilio,
    account: &Account,
    identity: &str,
) -> Result<(Client, Events), Box<dyn Error>> {
    let token = account.token(identity)?;
    let provide = move || {
        let token = token.clone();
        async move { Ok::<_, Infallible>(token) }
    };
    let builder = Client::builder(provide).url(fake.twilsock_url().parse()?);
    Ok(soon("a client", builder.connect()).await?)
}

fn lobby() -> Value {
    json!({ "conversations": [{ "unique_name": "lobby", "participants": ["ada", "bob"] }] })
}

#[tokio::test]
async fn bob_answers() -> Tested {
    let fake = FakeTwilio::builder().start().await?;
    let account = fake.account().await?;
    account.load_seed(&lobby()).await?;
    let (_ada, _events) = app(&fake, &account, "ada").await?;
    account.act("bob").send("lobby", "hello").await?;
    account.wait_for(Match::default().side(Side::Sync).identity("ada").contains("hello")).await?;
    Ok(())
}

#[tokio::test]
async fn accounts_of_one_emulator_never_meet() -> Tested {
    let fake = FakeTwilio::builder().start().await?;
    let (one, other) = (fake.account().await?, fake.account().await?);
    assert_ne!(one.credentials(), other.credentials());
    for account in [&one, &other] {
        account.load_seed(&lobby()).await?;
    }
    let ((_ours, mut events), _theirs) =
        (app(&fake, &one, "ada").await?, app(&fake, &other, "ada").await?);
    other.act("bob").send("lobby", "theirs").await?;
    one.act("bob").send("lobby", "ours").await?;
    assert_eq!(heard(&mut events, added).await, "ours");
    let theirs = Match::default().side(Side::Sync).identity("ada").contains("theirs");
    other.wait_for(theirs.clone()).await?;
    let waited = one.wait_for(Wait::from(theirs).within(Duration::ZERO)).await;
    assert!(matches!(waited, Err(WaitError::TimedOut(_))), "{waited:?}");
    Ok(())
}

#[tokio::test]
async fn a_wait_in_vain_says_what_came_closest() -> Tested {
    let fake = FakeTwilio::builder().start().await?;
    let account = fake.first_account();
    account.load_seed(&lobby()).await?;
    let _ada = app(&fake, &account, "ada").await?;
    fake.act("bob").send("lobby", "hello").await?;
    let sent = Match::default().side(Side::Sync).identity("ada").event("list_item_added");
    fake.wait_for(sent.clone()).await?;
    let wait = Wait::from(sent.contains("goodbye")).within(Duration::ZERO);
    let error = fake.wait_for(wait).await.expect_err("nothing like that was sent");
    assert!(error.to_string().contains("differs in contains"), "{error}");
    let silent = FakeTwilio::builder().journal(0).start().await?;
    let waited = silent.wait_for(Match::default()).await;
    assert!(matches!(waited, Err(WaitError::JournalOff)), "{waited:?}");
    Ok(())
}

#[tokio::test]
async fn users_do_what_their_sdk_does_and_get_its_errors() -> Tested {
    let fake = FakeTwilio::builder().no_control().start().await?;
    let account = fake.account().await?;
    account.load_seed(&lobby()).await?;
    let (ada, bob) = (account.act("ada"), account.act("bob"));
    let first = ada.send("lobby", "first").await?;
    let second = bob.send("lobby", "second").await?;
    assert_eq!((first.index, second.index), (0, 1));
    ada.edit("lobby", first.sid, "changed").await?;
    bob.read("lobby", 1).await?;
    bob.typing("lobby").await?;
    bob.remove("lobby", second.sid).await?;
    bob.leave("lobby").await?;
    let refused = bob.send("lobby", "third").await.expect_err("bob has left");
    assert_eq!((refused.status, refused.code), (403, 50430), "{refused}");
    account.reset().await?;
    let gone = ada.send("lobby", "again").await.expect_err("nothing is left");
    assert_eq!(gone.status, 404, "{gone}");
    Ok(())
}

#[tokio::test]
async fn a_reset_goes_back_to_the_seed_document() -> Tested {
    let seed = serde_json::from_value(lobby())?;
    let fake = FakeTwilio::builder().seed_document(seed).start().await?;
    let bob = fake.act("bob");
    bob.send("lobby", "before").await?;
    fake.reset().await?;
    assert_eq!(bob.send("lobby", "after").await?.index, 0);
    bob.reachability(Some(true)).await?;
    bob.in_service(fake.chat_service_sid()).leave("lobby").await?;
    Ok(())
}
