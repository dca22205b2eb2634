use std::error::Error;

use fake_twilio::{Account, FakeTwilio, FaultEffect, FaultMatch, Match, NewFaultRule};
use twilio_conversations::{Client, Config, Credentials};

/// The feature: whoever signs up gets a conversation with a first message.
async fn welcome(client: &Client, identity: &str) -> Result<(), twilio_conversations::Error> {
    let name = format!("welcome-{identity}");
    client.conversations().create().unique_name(&*name).await?;
    let conversation = client.conversation(&*name);
    conversation.participants().create().identity(identity).await?;
    let hello = format!("Hello, {identity}!");
    conversation.messages().create().author("bot").body(hello).await?;
    Ok(())
}

/// The application's client, for an account of an emulator.
fn client_of(fake: &FakeTwilio, account: &Account) -> Result<Client, Box<dyn Error>> {
    let known = account.credentials();
    let key = Credentials::new(known.api_key_sid.to_string(), &*known.api_key_secret);
    Ok(Client::new(&Config::new(key).base_url(fake.url().parse()?))?)
}

#[tokio::test]
async fn a_new_user_is_welcomed_and_can_answer() -> Result<(), Box<dyn Error>> {
    let fake = FakeTwilio::builder().start().await?;
    let account = fake.account().await?;
    welcome(&client_of(&fake, &account)?, "ada").await?;
    let answer = account.act("ada").send("welcome-ada", "Thank you!").await?;
    assert_eq!(answer.index, 1);
    let sent = Match::default().operation("CreateConversationMessage").contains("Hello, ada!");
    account.wait_for(sent).await?;
    Ok(())
}

#[tokio::test]
async fn a_welcome_that_twilio_refuses_is_an_error() -> Result<(), Box<dyn Error>> {
    let fake = FakeTwilio::builder().start().await?;
    let account = fake.account().await?;
    let creation = FaultMatch::default().operation("CreateConversation");
    account.faults().add(NewFaultRule::new(FaultEffect::status(403)).on(creation)).await?;
    let refused = welcome(&client_of(&fake, &account)?, "ada").await.expect_err("a refusal");
    assert_eq!(refused.status().map(|it| it.as_u16()), Some(403));
    Ok(())
}
